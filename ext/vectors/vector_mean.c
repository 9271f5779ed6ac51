/* vector_mean.c: see vector_mean.h. */
#include "vector_mean.h"

#include "../base/bits.h"
#include "../exact/dd_scaled.h"

#include <string.h>

/* ---- in and out ---- */

/* Called when no vectors are in: makes room for vectors of another size. All sums are empty then,
** so room of the same size is kept as it is. */
static bool vector_mean_prepare(VectorMean *mean, size_t size, MemoryResize *resize) {
  if (mean->size == size) return true;
  VectorMeanElement *elements = NULL;
  if (size > 0) {
    elements = memory_array(NULL, size, sizeof *elements, resize);
    if (elements == NULL) return false;
    memset(elements, 0, size * sizeof *elements);
  }
  vector_mean_clear(mean, resize);
  mean->elements = elements;
  mean->size = size;
  return true;
}

/* Element i, NaN where it is masked. */
static double vector_mean_at(const Vector *v, const bool *mask, size_t i) {
  return mask != NULL && mask[i] ? bits_nan() : vector_at(v, i);
}

static bool vector_mean_is_damaged(const Vector *v, const bool *mask) {
  for (size_t i = 0; i < v->n; i++) {
    if (bits_is_nan(vector_at(v, i)) && (mask == NULL || !mask[i])) return true;
  }
  return false;
}

/* x is NaN where the element is masked. */
static bool vector_mean_add_element(VectorMeanElement *element, double x, double weight, int sign,
                                    MemoryResize *resize) {
  if (bits_is_nan(x)) {
    element->masked += sign;
  } else if (bits_is_infinite(x)) {
    *(x > 0.0 ? &element->plus_infinite : &element->minus_infinite) += sign;
  } else if (weight == 1.0) { /* the same sum as below, in a fraction of the time */
    return exact_sum_add(&element->sum, x, sign, resize);
  } else if (x != 0.0) {
    return exact_sum_add_product(&element->sum, x, weight, sign, resize);
  }
  return true;
}

static bool vector_mean_add_elements(VectorMean *mean, const Vector *v, const bool *mask,
                                     double weight, int sign, MemoryResize *resize) {
  size_t i = 0;
  while (i < v->n && vector_mean_add_element(&mean->elements[i], vector_mean_at(v, mask, i), weight,
                                             sign, resize)) {
    i++;
  }
  if (i == v->n) return true;
  while (i-- > 0) { /* undo; this allocates nothing: see sum_map.h */
    vector_mean_add_element(&mean->elements[i], vector_mean_at(v, mask, i), weight, -sign, resize);
  }
  return false;
}

bool vector_mean_add(VectorMean *mean, const Vector *v, const bool *mask, double weight, int sign,
                     MemoryResize *resize) {
  if (mean->vectors == 0 && !vector_mean_prepare(mean, v->n, resize)) return false;
  bool damaged = vector_mean_is_damaged(v, mask);
  if (!damaged && weight > 0.0) {
    if (!exact_sum_add(&mean->weights, weight, sign, resize)) return false;
    if (!vector_mean_add_elements(mean, v, mask, weight, sign, resize)) {
      exact_sum_add(&mean->weights, weight, -sign, resize); /* allocates nothing */
      return false;
    }
  }
  mean->damaged += damaged ? sign : 0;
  mean->vectors += sign;
  return true;
}

/* ---- the mean ---- */

static double vector_mean_element(const VectorMeanElement *element, ScaledDD weight) {
  if (element->plus_infinite > 0) return bits_infinity();
  if (element->minus_infinite > 0) return -bits_infinity();
  return dd_round(dd_scaled_over(exact_sum_value(&element->sum), weight));
}

bool vector_mean_value(const VectorMean *mean, double *out) {
  ScaledDD weight = exact_sum_value(&mean->weights);
  if (mean->damaged > 0 || weight.f.hi == 0.0) return false;
  for (size_t i = 0; i < mean->size; i++) {
    const VectorMeanElement *element = &mean->elements[i];
    bool masked = element->masked > 0;
    if (!masked && element->plus_infinite > 0 && element->minus_infinite > 0) return false;
    out[i] = masked ? bits_nan() : vector_mean_element(element, weight);
  }
  return true;
}

void vector_mean_clear(VectorMean *mean, MemoryResize *resize) {
  for (size_t i = 0; i < mean->size; i++) exact_sum_clear(&mean->elements[i].sum, resize);
  if (mean->elements != NULL) resize(mean->elements, 0);
  exact_sum_clear(&mean->weights, resize);
  *mean = (VectorMean){0};
}
