/* vector_mask.h: a vector in which some elements are masked, that is, -Inf. */
#ifndef LOGITS_VECTORS_VECTOR_MASK_H
#define LOGITS_VECTORS_VECTOR_MASK_H

#include "vector.h"

/* Whether element i of `keep` keeps an element: it is not 0. A NaN keeps. */
static inline bool vector_mask_keeps(const Vector *keep, size_t i) {
  return vector_at(keep, i) != 0.0;
}

/* Writes v, with -Inf wherever `keep`, which has as many elements, does not keep. `out` has room for
** n elements of v's type and does not overlap either. False where it was stopped (vector.h). */
bool vector_mask(const VectorKernels *kernels, const Vector *v, const Vector *keep, void *out,
                 const Stop *stop);

#endif
