/* curves.h: table-valued functions of a set of examples: roc_curve, pr_curve, reliability. */
#ifndef LOGITS_BIND_CURVES_H
#define LOGITS_BIND_CURVES_H

#include "sqlite.h"

extern const sqlite3_module curves_roc, curves_pr, curves_reliability;

#endif
