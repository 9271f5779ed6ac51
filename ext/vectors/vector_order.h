/* vector_order.h: the order of a vector's elements, their ranks, and the cumulative probabilities
** in that order.
**
** The order is descending: the highest score comes first. Of equal scores the one with the lowest
** index comes first; -0 equals 0. Time is linear in the number of scores, of which there are fewer
** than 2^32: no value of SQLite has as many.
**
** All of it can be stopped (stop.h). It returns false then, as if memory had run out.
*/
#ifndef LOGITS_VECTORS_VECTOR_ORDER_H
#define LOGITS_VECTORS_VECTOR_ORDER_H

#include "../base/memory.h"
#include "vector.h"

/* Writes the v->n indexes in that order. NaN comes before all numbers. False: memory ran out. */
bool vector_order(const Vector *v, size_t *order, MemoryResize *resize, const Stop *stop);

/* Writes the first min(k, m) indexes of that order over the m elements for which `masked` is not true;
** NULL: over all. *found is their number. False: memory ran out; it grows with min(k, m). */
bool vector_order_best(const Vector *v, const bool *masked, size_t k, size_t *order, size_t *found,
                       MemoryResize *resize, const Stop *stop);

/* rank[i] = 1 + the number of scores strictly higher than element i. If any element is NaN there is
** no answer, and all ranks are 0. */
bool vector_order_rank(const Vector *v, const size_t *order, size_t *rank, const Stop *stop);

/* cumulative[i] = the sum of the probabilities of element i and of all elements before it in the
** order, at most 1, and before[i] = the same without element i. Neither ever decreases along the
** order. The first of `cumulative` is that element's own probability, the first of `before` is 0.
** The sum is in double-double and rounded once, so its error is that of the probabilities. From the
** first NaN on it is NaN. */
bool vector_order_cumulative(const double *probability, const size_t *order, size_t n,
                             double *cumulative, double *before, const Stop *stop);

#endif
