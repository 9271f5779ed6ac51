/* vector_ratio.c: see vector_ratio.h. */
#include "vector_ratio.h"

#include "../base/bits.h"
#include "../exact/elementary.h"

double vector_ratio(double x, double highest) {
  double ratio = bits_nan();
  if (x == highest) return x == -bits_infinity() ? bits_nan() : 1.0;
  elementary_softmax_prob(x, highest, &ratio);
  return ratio;
}
