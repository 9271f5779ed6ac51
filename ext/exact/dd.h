/* dd.h: double-double arithmetic, and exp and log in it.
**
** A DD is the unevaluated sum hi + lo of two doubles with |lo| <= ulp(hi)/2: some 106 bits. Every
** function that promises "as if exact, rounded once" computes in DDs and rounds at the very end.
** Sources: T. J. Dekker, Numer. Math. 18 (1971); D. E. Knuth, TAOCP vol. 2, 4.2.2 (TwoSum);
** J.-M. Muller and L. Rideau, "Formalization of double-word arithmetic", ACM TOMS 48 (2022).
**
** Error bounds below are relative, with u = 2^-53. All need finite arguments and results. Where a
** product is formed, they also need factors and quotients below 2^995 and products of 0 or above
** 2^-960: outside of that the low word of a product is no longer exact, nor the same with FMA and
** without. Callers scale first.
*/
#ifndef LOGITS_EXACT_DD_H
#define LOGITS_EXACT_DD_H

#include "../base/strict.h"

#include <stdint.h>

typedef struct {
  double hi, lo; /* the value is hi + lo */
} DD;

/* A DD with an exponent of its own, so that e^x neither overflows nor underflows. */
typedef struct {
  DD f;      /* 0, or a fraction of magnitude about 1 */
  int64_t k; /* the value is f * 2^k */
} ScaledDD;

/* ---- error-free transformations ---- */

/* Hardware that multiplies and adds doubles with one rounding. A fma() in software is exact too,
** but costs far more than Dekker's product. (__ARM_FP: bit 3 is double precision.) */
#if defined(__FMA__) || defined(__aarch64__) || defined(_ARCH_PPC) || defined(__s390x__) ||        \
    (defined(__ARM_FEATURE_FMA) && defined(__ARM_FP) && (__ARM_FP & 8))
  #define DD_HARDWARE_FMA 1
#else
  #define DD_HARDWARE_FMA 0
#endif

/* a + b exactly (Knuth). */
static inline DD dd_two_sum(double a, double b) {
  double sum = a + b;
  double b_part = sum - a;
  double a_part = sum - b_part;
  return (DD){sum, (a - a_part) + (b - b_part)};
}

/* a + b exactly when a = 0 or |a| >= |b| (Dekker). */
static inline DD dd_fast_two_sum(double a, double b) {
  double sum = a + b;
  return (DD){sum, b - (sum - a)};
}

#if !DD_HARDWARE_FMA
/* a as the sum of two doubles of at most 26 bits, whose products are exact (Veltkamp). */
static inline DD dd_split(double a) {
  double scaled = 134217729.0 * a; /* 2^27 + 1 */
  double hi = scaled - (scaled - a);
  return (DD){hi, a - hi};
}
#endif

/* a * b exactly; the same bits whether the target has FMA or not. */
static inline DD dd_two_prod(double a, double b) {
  double product = a * b;
#if DD_HARDWARE_FMA
  return (DD){product, __builtin_fma(a, b, -product)};
#else
  DD x = dd_split(a), y = dd_split(b);
  return (DD){product, ((x.hi * y.hi - product) + x.hi * y.lo + x.lo * y.hi) + x.lo * y.lo};
#endif
}

/* ---- arithmetic ---- */

static inline DD dd_from(double x) {
  return (DD){x, 0.0};
}

static inline DD dd_negate(DD x) {
  return (DD){-x.hi, -x.lo};
}

/* x * power, exact when power is a power of two and nothing underflows. */
static inline DD dd_scale(DD x, double power) {
  return (DD){x.hi * power, x.lo * power};
}

/* x + y within 3 u^2, also where the high words cancel (AccurateDWPlusDW). */
static inline DD dd_add(DD x, DD y) {
  DD high = dd_two_sum(x.hi, y.hi);
  DD low = dd_two_sum(x.lo, y.lo);
  DD sum = dd_fast_two_sum(high.hi, high.lo + low.hi);
  return dd_fast_two_sum(sum.hi, low.lo + sum.lo);
}

static inline DD dd_sub(DD x, DD y) {
  return dd_add(x, dd_negate(y));
}

/* x + y within 2 u^2 (DWPlusFP). */
static inline DD dd_add_double(DD x, double y) {
  DD high = dd_two_sum(x.hi, y);
  return dd_fast_two_sum(high.hi, x.lo + high.lo);
}

/* x * y within 5 u^2 (DWTimesDW1, without FMA). */
static inline DD dd_mul(DD x, DD y) {
  DD high = dd_two_prod(x.hi, y.hi);
  return dd_fast_two_sum(high.hi, high.lo + (x.hi * y.lo + x.lo * y.hi));
}

/* x * y within 3 u^2 (DWTimesFP). */
static inline DD dd_mul_double(DD x, double y) {
  DD high = dd_two_prod(x.hi, y);
  return dd_fast_two_sum(high.hi, high.lo + x.lo * y);
}

/* x / y within 16 u^2: a quotient, and the remainder it leaves folded back in. */
static inline DD dd_div(DD x, DD y) {
  double reciprocal = 1.0 / y.hi;
  double quotient = x.hi * reciprocal;
  DD product = dd_two_prod(quotient, y.hi);
  double remainder = ((x.hi - product.hi) - product.lo) + (x.lo - quotient * y.lo);
  return dd_fast_two_sum(quotient, remainder * reciprocal);
}

/* -1, 0 or +1 as x is less than, equal to or greater than y; both must be normalised. */
static inline int dd_compare(DD x, DD y) {
  if (x.hi != y.hi) return x.hi < y.hi ? -1 : 1;
  return (x.lo > y.lo) - (x.lo < y.lo);
}

/* ---- functions ---- */

/* e^x for |x| < 2^59; 0.7 < f < 1.5. Relative error below 2^-68. */
static inline ScaledDD dd_exp(DD x);

/* e^x - 1 for |x| <= 1. Relative error below 2^-70, for tiny x too. */
DD dd_expm1(DD x);

/* ln(y) for y > 0 (y.f.hi finite and normal, |k| < 2^60). Relative error below 2^-67, near 1 too.
 */
static inline DD dd_log(ScaledDD y);

/* ln(1 + u) for u > -1/2, u finite. Relative error below 2^-67, for tiny u too. */
DD dd_log1p(DD u);

/* The square root of x = 0 or 2^-900 < x < 2^900. Relative error below 2^-100. */
DD dd_sqrt(DD x);

/* f * 2^k rounded once to the nearest double, ties to even, subnormal results included;
** +-Inf on overflow, +-0 on underflow. Any finite f and any k. */
static inline double dd_round(ScaledDD y);

/* The same with f and k apart. Common calling conventions pass a DD in registers but a ScaledDD in
** memory, which costs more than the log itself. */
DD dd_exp_parts(DD x, int64_t *k);
DD dd_log_parts(DD f, int64_t k);
double dd_round_parts(DD f, int64_t k);

static inline ScaledDD dd_exp(DD x) {
  ScaledDD y;
  y.f = dd_exp_parts(x, &y.k);
  return y;
}

static inline DD dd_log(ScaledDD y) {
  return dd_log_parts(y.f, y.k);
}

static inline double dd_round(ScaledDD y) {
  return dd_round_parts(y.f, y.k);
}

#endif
