/* vector_scores.h: the table-valued function vec_scores(v [, labels]): a vector as rows. */
#ifndef LOGITS_BIND_VECTOR_SCORES_H
#define LOGITS_BIND_VECTOR_SCORES_H

#include "sqlite.h"

extern const sqlite3_module vector_scores_module;

#endif
