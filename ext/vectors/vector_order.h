/* vector_order.h: where each score of a vector stands among the others: order, rank, running
** probability.
**
** The order is from the highest score to the lowest, of equal scores (-0 equals 0) the lowest index
** first. Time is linear in the number of scores.
*/
#ifndef LOGITS_VECTORS_VECTOR_ORDER_H
#define LOGITS_VECTORS_VECTOR_ORDER_H

#include "../base/memory.h"
#include "vector.h"

/* Writes the v->n indexes in that order. A NaN stands before all numbers. False: memory ran out. */
bool vector_order(const Vector *v, size_t *order, MemoryResize *resize);

/* rank[i] = 1 + the number of scores strictly higher than element i; all 0, for no answer, where an
** element is NaN. */
void vector_order_rank(const Vector *v, const size_t *order, size_t *rank);

/* cumulative[i] = the sum of the probabilities of i and of all that stand before it, at most 1.
** It never falls along the order, and of the first it is its probability. Summed in double-double:
** rounded once, so that its error is that of the probabilities. NaN where one of them is NaN. */
void vector_order_cumulative(const double *probability, const size_t *order, size_t n,
                             double *cumulative);

#endif
