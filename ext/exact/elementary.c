/* elementary.c: sigmoid, logit and relatives from exp and log in double-double.
**
** The invariant: every value is kept to 2^-60 relative or better until the one rounding at the end.
** No subtraction cancels: 1 - p and x - lse are taken exactly, and the terms of all other sums have
** one sign. Each function starts from e^-|x|, which is never above 1.
*/
#include "elementary.h"
#include "../base/bits.h"
#include "dd_scaled.h"

#define ELEMENTARY_FAR 50.0       /* e^-50 < 2^-72 does not show next to 1 */
#define ELEMENTARY_VANISHED 800.0 /* e^-800 is far below half the smallest double */

/* ---- parts ---- */

/* x > 0, finite, as f * 2^k with f in [1, 2). */
static ScaledDD elementary_scaled(DD x) {
  int shift = 0;
  if (x.hi < 0x1p-900) { /* x may be subnormal */
    x = dd_scale(x, 0x1p200);
    shift = -200;
  }
  int exponent = bits_exponent(x.hi);
  double power = 0.5 * bits_power_of_two(1 - exponent); /* 2^-1023 is representable, if subnormal */
  return (ScaledDD){dd_scale(x, power), shift + exponent};
}

/* ln(1 + e^-magnitude) for 0 <= magnitude < 50. */
static DD elementary_tail(double magnitude) {
  return dd_log1p(dd_scaled_plain(dd_exp(dd_from(-magnitude))));
}

/* The same for magnitude >= 50: e^-magnitude, since the next term is 2^-73 of it. */
static ScaledDD elementary_far_tail(double magnitude) {
  if (magnitude >= ELEMENTARY_VANISHED) return dd_scaled_zero();
  return dd_exp(dd_from(-magnitude));
}

/* ---- functions ---- */

double elementary_sigmoid(double x) {
  if (bits_is_nan(x)) return bits_nan();
  if (x >= ELEMENTARY_FAR) return 1.0;
  if (x <= -ELEMENTARY_FAR) return dd_round(elementary_far_tail(-x));
  DD e = dd_scaled_plain(dd_exp(dd_from(-bits_abs(x))));
  DD sum = dd_fast_two_sum(1.0, e.hi);
  sum.lo += e.lo;
  return dd_div(x < 0.0 ? e : dd_from(1.0), sum).hi;
}

/* Let s be the smaller of p and 1 - p, which is exact. Then ln((1 - s)/s) = ln(1 + (1 - 2 s)/s),
** and the fraction keeps the bits that (1 - s)/s loses near p = 1/2. For s below 2^-60, 1 - s
** counts as 1. */
double elementary_logit(double p) {
  if (!(p >= 0.0 && p <= 1.0)) return bits_nan();
  if (p == 0.0) return -bits_infinity();
  if (p == 1.0) return bits_infinity();
  double small = p < 0.5 ? p : 1.0 - p;
  if (small < 0x1p-60) return dd_log(elementary_scaled(dd_from(p))).hi;
  DD odds_less_one = dd_div(dd_two_sum(1.0, -2.0 * small), dd_from(small));
  double result = dd_log1p(odds_less_one).hi;
  return p < 0.5 ? -result : result;
}

double elementary_log_prob(double p) {
  if (!(p >= 0.0 && p <= 1.0)) return bits_nan();
  if (p == 0.0) return -bits_infinity();
  return dd_log(elementary_scaled(dd_from(p))).hi + 0.0;
}

double elementary_softplus(double x) {
  if (bits_is_nan(x)) return bits_nan();
  if (x >= ELEMENTARY_FAR) return x;
  if (x <= -ELEMENTARY_FAR) return dd_round(elementary_far_tail(-x));
  return dd_add_double(elementary_tail(bits_abs(x)), x > 0.0 ? x : 0.0).hi;
}

double elementary_log_sigmoid(double x) {
  return 0.0 - elementary_softplus(-x); /* a subtraction, so that 0 stays +0 */
}

/* y softplus(-x) + (1 - y) softplus(x) = softplus(-|x|) + w |x|, where w is the weight of the
** outcome that x speaks against. On the right nothing cancels, and one log is enough. */
double elementary_sigmoid_xent(double x, double y) {
  if (bits_is_nan(x) || !(y >= 0.0 && y <= 1.0)) return bits_nan();
  double magnitude = bits_abs(x);
  DD weight = x > 0.0 ? dd_two_sum(1.0, -y) : dd_from(y);
  if (magnitude < ELEMENTARY_FAR) {
    return dd_add(elementary_tail(magnitude), dd_mul_double(weight, magnitude)).hi;
  }
  ScaledDD tail = elementary_far_tail(magnitude);
  if (weight.hi == 0.0) return dd_round(tail);
  if (bits_is_infinite(x)) return bits_infinity();
  ScaledDD factor = elementary_scaled(weight), score = elementary_scaled(dd_from(magnitude));
  ScaledDD product = {dd_mul_double(factor.f, score.f.hi), factor.k + score.k};
  return dd_round(dd_scaled_plus(tail, product));
}

bool elementary_softmax_prob(double x, double lse, double *probability) {
  bool infinite = bits_is_infinite(lse);
  if (bits_is_nan(x) || bits_is_nan(lse) || (infinite && (lse < 0.0 || x == lse))) {
    *probability = bits_nan();
    return true;
  }
  DD difference = dd_two_sum(x, -lse); /* its lo is NaN where its hi is infinite, and not used */
  if (difference.hi <= -ELEMENTARY_VANISHED) {
    *probability = 0.0;
  } else if (difference.hi < 0.0) {
    *probability = dd_round(dd_exp(difference));
  } else {
    double magnitude = bits_abs(lse);
    if (difference.hi > 1e-6 * (magnitude > 1.0 ? magnitude : 1.0)) return false;
    *probability = 1.0;
  }
  return true;
}
