/* dd_scaled.h: arithmetic on double-doubles with an exponent of their own, in which e^x neither
** overflows nor underflows. Each operation is as accurate as the DD operation it calls.
*/
#ifndef LOGITS_EXACT_DD_SCALED_H
#define LOGITS_EXACT_DD_SCALED_H

#include "../base/strict.h"

#include "../base/bits.h"
#include "dd.h"
#include "term.h"

#include <stdbool.h>

enum { DD_SCALED_FAR = 400 /* a term 2^400 times smaller cannot change a sum */ };

/* ---- to and fro ---- */

static inline ScaledDD dd_scaled_zero(void) {
  return (ScaledDD){{0.0, 0.0}, 0};
}

static inline ScaledDD dd_scaled_from(double x) {
  Term term = term_of(x);
  return (ScaledDD){dd_from((double)term.m), term.e};
}

/* y is neither large nor small. */
static inline DD dd_scaled_plain(ScaledDD y) {
  return dd_scale(y.f, bits_power_of_two((int)y.k));
}

/* A result that is never negative, rounded once: what is below 0 is a rounding error. */
static inline double dd_scaled_round_nonnegative(ScaledDD y) {
  return y.f.hi > 0.0 ? dd_round(y) : 0.0;
}

/* ---- size ---- */

/* floor(log2 |y|) of y that is not zero. */
static inline int64_t dd_scaled_exponent(ScaledDD y) {
  return bits_exponent(y.f.hi) + y.k;
}

/* Whether |y| < 2^exponent. */
static inline bool dd_scaled_is_below(ScaledDD y, int exponent) {
  return y.f.hi == 0.0 || dd_scaled_exponent(y) < exponent;
}

/* ---- arithmetic ---- */

static inline ScaledDD dd_scaled_negate(ScaledDD y) {
  return (ScaledDD){dd_negate(y.f), y.k};
}

static inline ScaledDD dd_scaled_times(ScaledDD a, ScaledDD b) {
  return (ScaledDD){dd_mul(a.f, b.f), a.k + b.k};
}

static inline ScaledDD dd_scaled_over(ScaledDD a, ScaledDD b) {
  return (ScaledDD){dd_div(a.f, b.f), a.k - b.k};
}

static inline ScaledDD dd_scaled_plus(ScaledDD a, ScaledDD b) {
  if (a.f.hi == 0.0) return b;
  if (b.f.hi == 0.0) return a;
  if (a.k < b.k) {
    ScaledDD swapped = a;
    a = b;
    b = swapped;
  }
  if (a.k - b.k > DD_SCALED_FAR) return a;
  return (ScaledDD){dd_add(a.f, dd_scale(b.f, bits_power_of_two((int)(b.k - a.k)))), a.k};
}

static inline ScaledDD dd_scaled_minus(ScaledDD a, ScaledDD b) {
  return dd_scaled_plus(a, dd_scaled_negate(b));
}

/* The square root of y >= 0. */
static inline ScaledDD dd_scaled_sqrt(ScaledDD y) {
  if (y.f.hi == 0.0) return y;
  int64_t even = dd_scaled_exponent(y);
  even -= even & 1;
  DD f = dd_scale(y.f, bits_power_of_two((int)(y.k - even))); /* from 1 to 4 */
  return (ScaledDD){dd_sqrt(f), even / 2};
}

/* ---- logarithms ---- */

/* ln y for y > 0. */
static inline ScaledDD dd_scaled_log(ScaledDD y) {
  return (ScaledDD){dd_log(y), 0};
}

/* x ln y for y > 0. */
static inline ScaledDD dd_scaled_times_log(ScaledDD x, ScaledDD y) {
  return dd_scaled_times(x, dd_scaled_log(y));
}

/* ln(1 + u) for u > -1/2 of any size. */
static inline ScaledDD dd_scaled_log1p(ScaledDD u) {
  if (dd_scaled_is_below(u, -110)) return u; /* u^2/2 is beyond the last bit */
  if (dd_scaled_is_below(u, -1)) return (ScaledDD){dd_log1p(dd_scaled_plain(u)), 0};
  return dd_scaled_log(dd_scaled_plus((ScaledDD){{1.0, 0.0}, 0}, u));
}

#endif
