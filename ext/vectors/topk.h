/* topk.h: the k best of an array, by index. */
#ifndef LOGITS_VECTORS_TOPK_H
#define LOGITS_VECTORS_TOPK_H

#include "vector.h"

/* Writes the indexes of the k highest elements of v, best first, the lower index first on ties;
** returns how many there are. `indexes` has room for min(k, n). Elements for which `mask` is
** true are left out; NULL: none is. v has no NaN; k >= 1. O(n log k). */
size_t topk_select(const Vector *v, const bool *mask, size_t k, size_t *indexes);

#endif
