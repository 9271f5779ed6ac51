/* columns.h: callbacks of the functions over columns, one score per argument. */
#ifndef LOGITS_BIND_COLUMNS_H
#define LOGITS_BIND_COLUMNS_H

#include "functions.h"

ScalarCallback columns_softmax, columns_logsumexp, columns_vec;

#endif
