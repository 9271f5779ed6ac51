/* topk.h: the k best of an array, by index. */
#ifndef LOGITS_VECTORS_TOPK_H
#define LOGITS_VECTORS_TOPK_H

#include "../base/memory.h"
#include "vector.h"

typedef enum {
  TOPK_DONE,
  TOPK_NOT_A_NUMBER,
  TOPK_NO_MEMORY /* or it was stopped (stop.h) */
} TopkOutcome;

/* Writes the indexes of the k highest elements of v, best first, the lower index first on ties;
** *found is how many there are. `indexes` has room for min(k, n). Elements for which `masked` is
** true are -Inf and left out; NULL: none is. k >= 1. Time is linear in n for the selection and in k
** for the order. Memory is needed for k > VECTOR_BEST_MOST only, and grows with k. If the outcome is
** not TOPK_DONE, the contents of `indexes` are unspecified. */
TopkOutcome topk_select(const VectorKernels *kernels, const Vector *v, const bool *masked, size_t k,
                        size_t *indexes, size_t *found, MemoryResize *resize, const Stop *stop);

#endif
