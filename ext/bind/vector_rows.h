/* vector_rows.h: aggregates that make a vector of rows: vec_group, of rows with one score each, and
** vec_mean, of rows with a vector each. */
#ifndef LOGITS_BIND_VECTOR_ROWS_H
#define LOGITS_BIND_VECTOR_ROWS_H

#include "aggregate.h"

extern const Aggregate vector_rows_group, vector_rows_mean;

#endif
