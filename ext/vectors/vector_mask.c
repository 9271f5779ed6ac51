/* vector_mask.c: see vector_mask.h. */
#include "vector_mask.h"

#include "../base/bits.h"
#include "vector_kernels.h"

static void vector_mask_part(const VectorKernels *kernels, const Vector *v, const Vector *keep,
                             void *out) {
  size_t width = vector_width(v->type);
  const double lowest = -bits_infinity();
  const float short_lowest = (float)lowest;
  if (v->type == keep->type) {
    kernels->mask(v, keep, out);
    return;
  }
  for (size_t i = 0; i < v->n; i++) {
    const void *from = (const unsigned char *)v->data + i * width;
    if (!vector_mask_keeps(keep, i)) {
      from = v->type == VECTOR_F32 ? (const void *)&short_lowest : (const void *)&lowest;
    }
    memcpy((unsigned char *)out + i * width, from, width);
  }
}

bool vector_mask(const VectorKernels *kernels, const Vector *v, const Vector *keep, void *out,
                 const Stop *stop) {
  size_t i = 0;
  do {
    Vector part = vector_part(v, i), kept = vector_part(keep, i);
    vector_mask_part(kernels, &part, &kept, vector_place(v->type, out, i));
  } while (vector_next_part(v, &i, stop));
  return i >= v->n;
}
