/* vector_mean.c: see vector_mean.h. */
#include "vector_mean.h"

#include "../base/bits.h"
#include "../exact/dd_scaled.h"

#include <string.h>

/* ---- near sums ---- */

#define VECTOR_MEAN_UNIT 0x1p40
#define VECTOR_MEAN_TO_INTEGER 0x1.8p52

enum { VECTOR_MEAN_HIGH = -40, VECTOR_MEAN_LOW = -80 };

/* Adds x if |x| < 2^10 and x is a multiple of 2^-80, as floats from 2^-57 and doubles from 2^-28 on
** are. Each step is exact: y is x in units of 2^-40, and what its integer leaves is in units of
** 2^-80. NaN and infinities fail the first comparison. */
static inline bool vector_mean_add_near(VectorMeanNear *near, double x, double unit) {
  double y = x * unit;
  double high = (y + VECTOR_MEAN_TO_INTEGER) - VECTOR_MEAN_TO_INTEGER;
  double rest = (y - high) * VECTOR_MEAN_UNIT;
  double low = (rest + VECTOR_MEAN_TO_INTEGER) - VECTOR_MEAN_TO_INTEGER;
  if (!(bits_abs(y) < 0x1p50) || low != rest) return false;
  near->high += (int64_t)high;
  near->low += (int64_t)low;
  return true;
}

/* Both exponents are of dense chunks, so no memory is needed. A chunk gets the same, however often
** and when this is done. */
static void vector_mean_settle_one(Superacc *acc, VectorMeanNear near) {
  superacc_add(acc, near.high, VECTOR_MEAN_HIGH, NULL);
  superacc_add(acc, near.low, VECTOR_MEAN_LOW, NULL);
}

static void vector_mean_settle(VectorMean *mean) {
  for (size_t i = 0; i < mean->size; i++) {
    vector_mean_settle_one(&mean->elements[i].sum.acc, mean->near[i]);
    mean->near[i] = (VectorMeanNear){0, 0};
  }
  mean->pending = 0;
}

/* ---- in and out ---- */

/* NULL: memory ran out, or it was stopped. */
static void *vector_mean_zeros(size_t count, size_t size, MemoryResize *resize, const Stop *stop) {
  unsigned char *block = memory_array(NULL, count, size, resize);
  for (size_t i = 0; block != NULL && i < count; i += STOP_EVERY) {
    if (i > 0 && stop_asked(stop)) {
      resize(block, 0);
      return NULL;
    }
    memset(block + i * size, 0, (count - i < STOP_EVERY ? count - i : STOP_EVERY) * size);
  }
  return block;
}

/* Called when no vectors are in: makes room for vectors of another size. All sums are 0 then, so
** room of the same size is kept as it is. */
static bool vector_mean_prepare(VectorMean *mean, size_t size, MemoryResize *resize,
                                const Stop *stop) {
  if (mean->size == size) return true;
  VectorMeanElement *elements = NULL;
  VectorMeanNear *near = NULL;
  if (size > 0) {
    elements = vector_mean_zeros(size, sizeof *elements, resize, stop);
    if (elements == NULL) return false;
    near = vector_mean_zeros(size, sizeof *near, resize, stop);
    if (near == NULL) {
      resize(elements, 0);
      return false;
    }
  }
  vector_mean_clear(mean, resize);
  mean->elements = elements;
  mean->near = near;
  mean->size = size;
  return true;
}

/* Element i, NaN where it is masked. */
static double vector_mean_at(const Vector *v, const bool *mask, size_t i) {
  return mask != NULL && mask[i] ? bits_nan() : vector_at(v, i);
}

/* vector_at for a type that is known. */
static inline double vector_mean_of(VectorType type, const void *data, size_t i) {
  const unsigned char *at = (const unsigned char *)data + i * vector_width(type);
  float single;
  double x;
  if (type == VECTOR_F64) {
    memcpy(&x, at, sizeof x);
    return x;
  }
  memcpy(&single, at, sizeof single);
  return (double)single;
}

static inline bool vector_mean_has_nan(VectorType type, const void *data, size_t n) {
  bool nan = false;
  for (size_t i = 0; i < n; i++) {
    double x = vector_mean_of(type, data, i);
    nan |= x != x;
  }
  return nan;
}

static bool vector_mean_is_damaged(const Vector *v, const bool *mask) {
  if (mask == NULL) {
    return v->type == VECTOR_F32 ? vector_mean_has_nan(VECTOR_F32, v->data, v->n)
                                 : vector_mean_has_nan(VECTOR_F64, v->data, v->n);
  }
  for (size_t i = 0; i < v->n; i++) {
    if (bits_is_nan(vector_at(v, i)) && !mask[i]) return true;
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

static inline bool vector_mean_add_one(VectorMean *mean, const Vector *v, const bool *mask,
                                       size_t i, double weight, int sign, MemoryResize *resize) {
  double x = vector_mean_at(v, mask, i), unit = sign < 0 ? -VECTOR_MEAN_UNIT : VECTOR_MEAN_UNIT;
  if (weight == 1.0 && vector_mean_add_near(&mean->near[i], x, unit)) return true;
  return vector_mean_add_element(&mean->elements[i], x, weight, sign, resize);
}

/* Adds elements from the first one on, as long as they are ordinary. Returns how many. */
static inline size_t vector_mean_add_run(VectorType type, VectorMeanNear *near, const void *data,
                                         size_t from, size_t n, double unit) {
  size_t i = from;
  while (i < n && vector_mean_add_near(&near[i], vector_mean_of(type, data, i), unit)) i++;
  return i;
}

static bool vector_mean_add_elements(VectorMean *mean, const Vector *v, const bool *mask,
                                     double weight, int sign, MemoryResize *resize) {
  double unit = sign < 0 ? -VECTOR_MEAN_UNIT : VECTOR_MEAN_UNIT;
  bool runs = mask == NULL && weight == 1.0;
  size_t i = 0;
  if (mean->pending == VECTOR_MEAN_PENDING) vector_mean_settle(mean);
  for (; i < v->n; i++) {
    if (runs && v->type == VECTOR_F32) {
      i = vector_mean_add_run(VECTOR_F32, mean->near, v->data, i, v->n, unit);
    } else if (runs) {
      i = vector_mean_add_run(VECTOR_F64, mean->near, v->data, i, v->n, unit);
    }
    if (i == v->n || !vector_mean_add_one(mean, v, mask, i, weight, sign, resize)) break;
  }
  if (i == v->n) {
    mean->pending++;
    return true;
  }
  while (i-- > 0) { /* undo; this allocates nothing: see sum_map.h */
    vector_mean_add_one(mean, v, mask, i, weight, -sign, resize);
  }
  return false;
}

bool vector_mean_add(VectorMean *mean, const Vector *v, const bool *mask, double weight, int sign,
                     MemoryResize *resize, const Stop *stop) {
  if (mean->vectors == 0 && !vector_mean_prepare(mean, v->n, resize, stop)) return false;
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

/* The sum is read from a copy of the chunks with the near sum in them. So what is read depends on the
** vectors only. */
static double vector_mean_element(const VectorMeanElement *element, VectorMeanNear near,
                                  ScaledDD weight) {
  if (element->plus_infinite > 0) return bits_infinity();
  if (element->minus_infinite > 0) return -bits_infinity();
  ExactSum sum = element->sum;
  vector_mean_settle_one(&sum.acc, near);
  return dd_round(dd_scaled_over(exact_sum_value(&sum), weight));
}

bool vector_mean_value(const VectorMean *mean, double *out) {
  ScaledDD weight = exact_sum_value(&mean->weights);
  if (mean->damaged > 0 || weight.f.hi == 0.0) return false;
  for (size_t i = 0; i < mean->size; i++) {
    const VectorMeanElement *element = &mean->elements[i];
    bool masked = element->masked > 0;
    if (!masked && element->plus_infinite > 0 && element->minus_infinite > 0) return false;
    out[i] = masked ? bits_nan() : vector_mean_element(element, mean->near[i], weight);
  }
  return true;
}

void vector_mean_clear(VectorMean *mean, MemoryResize *resize) {
  for (size_t i = 0; i < mean->size; i++) exact_sum_clear(&mean->elements[i].sum, resize);
  if (mean->elements != NULL) resize(mean->elements, 0);
  if (mean->near != NULL) resize(mean->near, 0);
  exact_sum_clear(&mean->weights, resize);
  *mean = (VectorMean){0};
}
