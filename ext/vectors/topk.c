/* topk.c: see topk.h. A few are found by a kernel, many are selected and sorted by their bits. */
#include "topk.h"

#include "../base/bits.h"
#include "vector_kernels.h"
#include "vector_order.h"

TopkOutcome topk_select(const VectorKernels *kernels, const Vector *v, const bool *masked, size_t k,
                        size_t *indexes, size_t *found, MemoryResize *resize, const Stop *stop) {
  if (k <= VECTOR_BEST_MOST) {
    return kernels->best(v, masked, k, indexes, found) ? TOPK_DONE : TOPK_NOT_A_NUMBER;
  }
  if (!vector_order_best(v, masked, k, indexes, found, resize, stop)) return TOPK_NO_MEMORY;
  /* NaN comes first. */
  bool damaged = *found > 0 && bits_is_nan(vector_at(v, indexes[0]));
  return damaged ? TOPK_NOT_A_NUMBER : TOPK_DONE;
}
