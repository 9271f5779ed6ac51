/* vector_sample.c: see vector_sample.h. The running sum is a double-double: its rounding moves no
** border by more than the rounding of the probabilities does. */
#include "vector_sample.h"

#include "../base/bits.h"
#include "../exact/dd.h"

bool vector_probabilities(const VectorKernels *kernels, const Vector *v, double *probability,
                          const Stop *stop) {
  size_t from = 0;
  do {
    Vector part = vector_part(v, from);
    for (size_t i = 0; i < part.n; i++) probability[from + i] = vector_at(&part, i);
  } while (vector_next_part(v, &from, stop));
  if (from < v->n) return false;
  const Vector doubles = {probability, v->n, VECTOR_F64};
  return vector_softmax(kernels, &doubles, probability, stop);
}

/* Each probability is rounded, so all of them may add up to less than u. Then the last positive one
** is drawn. */
size_t vector_sample_place(const double *probability, size_t n, double u, const Stop *stop) {
  DD sum = dd_from(0.0);
  size_t last = 0, asked = 0;
  for (size_t i = 0; i < n; i++) {
    if (stop_after(stop, &asked, 1)) return n;
    if (!(probability[i] > 0.0)) continue;
    last = i;
    sum = dd_add_double(sum, probability[i]);
    if (dd_compare(dd_from(u), sum) < 0) break;
  }
  return last;
}

VectorSample vector_sample(const VectorKernels *kernels, const Vector *v, double u,
                           MemoryResize *resize, size_t *index, const Stop *stop) {
  if (v->n == 0) return VECTOR_SAMPLE_NONE;
  double *probability = memory_array(NULL, v->n, sizeof *probability, resize);
  if (probability == NULL) return VECTOR_SAMPLE_NO_MEMORY;
  bool exists = vector_probabilities(kernels, v, probability, stop);
  if (exists) *index = vector_sample_place(probability, v->n, u, stop);
  resize(probability, 0);
  return exists && *index < v->n ? VECTOR_SAMPLE_DRAWN : VECTOR_SAMPLE_NONE;
}
