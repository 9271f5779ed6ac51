/* half_value.h: what a 16-bit float is worth, put together from sign, exponent and fraction by doublings
** and halvings.
*/
#ifndef LOGITS_TESTS_HALF_VALUE_H
#define LOGITS_TESTS_HALF_VALUE_H

#include "../../ext/base/bits.h"

#include <math.h>

/* The same number, -0.0 apart from 0.0, or both NaN of the same sign. */
static inline bool test_same(double a, double b) {
  if (isnan(a) || isnan(b)) return isnan(a) && isnan(b) && !signbit(a) == !signbit(b);
  return bits_of_double(a) == bits_of_double(b);
}

/* x * 2^e by as many doublings or halvings, each of which is exact. */
static inline double test_scale(double x, int e) {
  for (; e > 0; e--) x *= 2;
  for (; e < 0; e++) x /= 2;
  return x;
}

static inline double test_half_value(unsigned half, int fraction_bits) {
  int special = (1 << (15 - fraction_bits)) - 1, bias = special / 2;
  int exponent = (int)(half >> fraction_bits) & special;
  int fraction = (int)half & ((1 << fraction_bits) - 1), one = 1 << fraction_bits;
  double magnitude;
  if (exponent == special) {
    magnitude = fraction != 0 ? (double)NAN : (double)INFINITY;
  } else if (exponent == 0) {
    magnitude = test_scale(fraction, 1 - bias - fraction_bits);
  } else {
    magnitude = test_scale(one + fraction, exponent - bias - fraction_bits);
  }
  return half >> 15 ? -magnitude : magnitude;
}

#endif
