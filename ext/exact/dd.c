/* dd.c: exp and log in double-double, table driven, and the one rounding at the end.
**
** The method is P. T. P. Tang's (ACM TOMS 15, 1989 and 16, 1990): take out a power of two and a
** tabulated value, so that a short polynomial in a small remainder is left. Our own part is the
** number of bits. The factors of each leading product are cut so short that one multiplication is
** exact. That costs less than TwoProd, and gives the same bits with FMA and without. Whatever
** follows the leading terms is so small that plain double arithmetic is enough for it.
**
** Needs rounding to nearest, the default that nothing here changes.
*/
#include "dd.h"
#include "../base/bits.h"
#include "dd_tables.h"

/* Adding and taking off again leaves the nearest integer (multiple of 2^-34) of a small double. */
#define DD_TO_INTEGER 0x1.8p52
#define DD_TO_SHORT 0x1.8p18

/* ---- exp ---- */

/* x = n ln 2 / 128 + r with |r| <= ln 2 / 256 */
typedef struct {
  DD r;             /* not normalised: lo may be as large as x.lo */
  int64_t k;        /* n = 128 k + j with j = -64 .. 63 */
  DDExpEntry power; /* 2^(j/128) */
} DDReduced;

/* |x| < 2^11. The first two parts of the step have 34 bits, so their products with n (19 bits) are
** exact, and so is the first subtraction: its operands are within a factor of two, or n is 0. */
static inline DDReduced dd_reduce(DD x) {
  double shifted = x.hi * DD_EXP_INVERSE_STEP + DD_TO_INTEGER;
  double n = shifted - DD_TO_INTEGER;
  uint64_t biased = bits_of_double(shifted) & BITS_FRACTION; /* 2^51 + n */
  DD r = dd_two_sum(x.hi - n * DD_EXP_STEP_1, -(n * DD_EXP_STEP_2));
  r.lo += x.lo - n * DD_EXP_STEP_3;
  return (DDReduced){r, (int64_t)((biased + 64) >> 7) - (INT64_C(1) << 44),
                     dd_exp_table[biased & 127]};
}

/* e^x for |x| < 2^11: T e^r with T = hi + lo from the table (hi of 27 bits), e^r = 1 + r + p + q,
** p = r.hi^2/2 + ... + r.hi^6/720 < 2^-18, and q = what r.lo adds to r^2/2 and r^3/6.
** r.hi is cut to 26 bits, so that hi * r is exact. */
static inline DD dd_exp_small(DD x, int64_t *k) {
  DDReduced reduced = dd_reduce(x);
  double r = reduced.r.hi, r2 = r * r;
  double p = r2 * ((0.5 + r * (1.0 / 6)) + r2 * ((1.0 / 24 + r * (1.0 / 120)) + r2 * (1.0 / 720)));
  double q = reduced.r.lo * (r + 0.5 * r2);
  double r_short = (r + DD_TO_SHORT) - DD_TO_SHORT;
  double r_rest = (r - r_short) + reduced.r.lo;
  double hi = reduced.power.hi, lo = reduced.power.lo;
  DD f = dd_fast_two_sum(hi, hi * r_short);
  *k = reduced.k;
  return dd_fast_two_sum(f.hi, f.lo + (hi * ((r_rest + q) + p) + (lo + lo * (r + p))));
}

/* x - k ln 2 for x far from 0 and k near x / ln 2: some 2^8 at most is left. ln 2 is taken to 159
** bits, so the remainder is right to 2^-90, though k may have 60 bits. */
static DD dd_exp_take_off(DD x, double k) {
  DD first = dd_two_prod(k, DD_LN2_1);
  DD second = dd_two_prod(k, DD_LN2_2);
  DD rest = dd_two_sum(x.hi - first.hi, -first.lo);
  rest = dd_add(rest, (DD){-second.hi, -second.lo});
  rest = dd_add_double(rest, x.lo);
  return dd_add_double(rest, -(k * DD_LN2_3));
}

/* Measured: 2^-68.7 relative at worst (tests/accuracy). */
DD dd_exp_parts(DD x, int64_t *k) {
  if (bits_abs(x.hi) < 0x1p10) return dd_exp_small(x, k);
  int64_t powers = (int64_t)(x.hi * DD_LOG2_E); /* rounded to 53 bits: near enough */
  DD f = dd_exp_small(dd_exp_take_off(x, (double)powers), k);
  *k += powers;
  return f;
}

/* e^r - 1 for |r| <= ln 2 / 256: r and r^2/2 in double-double, from r^3/6 on in double. */
static inline DD dd_expm1_reduced(DD r) {
  double h = r.hi, h2 = h * h;
  double cubic =
      h * h2 *
      ((1.0 / 6 + h * (1.0 / 24)) + h2 * ((1.0 / 120 + h * (1.0 / 720)) + h2 * (1.0 / 5040)));
  double r_short = (h + DD_TO_SHORT) - DD_TO_SHORT;
  double r_rest = (h - r_short) + r.lo;
  DD sum = dd_fast_two_sum(h, 0.5 * r_short * r_short);
  return dd_fast_two_sum(sum.hi, sum.lo + (r.lo + (r_rest * (r_short + 0.5 * r_rest) + cubic)));
}

/* T e^r - 1 = (T - 1) + T (e^r - 1); where |x| < ln 2 / 256, T is 1.
** Measured: 2^-70.3 relative at worst (tests/accuracy). */
DD dd_expm1(DD x) {
  DDReduced reduced = dd_reduce(x);
  DD q = dd_expm1_reduced(dd_fast_two_sum(reduced.r.hi, reduced.r.lo));
  double scale = bits_power_of_two((int)reduced.k);
  double hi = reduced.power.hi * scale, lo = reduced.power.lo * scale;
  if (hi == 1.0) return q;
  return dd_add(dd_two_sum(hi - 1.0, lo), dd_mul(dd_fast_two_sum(hi, lo), q));
}

/* ---- log ---- */

/* base + ln(1 + z) for |z| < 1.01 * 2^-8, where base.hi is 0 or larger than z in magnitude; z need
** not be normalised. The result may be as small as z, so z and z^2/2 are kept in double-double;
** from z^3/3 - z^4/4 on, double is enough, with the first power of z.lo. */
static inline DD dd_log_sum(DD base, DD z) {
  double h = z.hi, h2 = h * h;
  double cubic = h * h2 *
                 ((1.0 / 3 - h * (1.0 / 4)) + h2 * (1.0 / 5 - h * (1.0 / 6)) +
                  h2 * h2 * ((1.0 / 7 - h * (1.0 / 8)) + h2 * (1.0 / 9)));
  double z_short = (h + DD_TO_SHORT) - DD_TO_SHORT;
  double z_rest = (h - z_short) + z.lo;
  DD linear = dd_fast_two_sum(z.hi, z.lo);
  DD sum = dd_fast_two_sum(linear.hi, -0.5 * z_short * z_short);
  double square = z_rest * (z_short + 0.5 * z_rest);
  double small = (sum.lo + linear.lo) + ((base.lo + z.lo * (h2 - h * h2)) - square);
  sum = dd_fast_two_sum(base.hi, sum.hi);
  return dd_fast_two_sum(sum.hi, (sum.lo + small) + cubic);
}

/* k ln 2 for |k| >= 2^10, where k itself may not fit in a double. */
static DD dd_log_powers(int64_t k) {
  double high = (double)k, rest = (double)(k - (int64_t)high);
  DD product = dd_two_prod(high, DD_LN2_1);
  return dd_fast_two_sum(product.hi, product.lo + (high * DD_LN2_2 + rest * DD_LN2_1));
}

/* Let f = m 2^e with m in [1, 2), and c the tabulated reciprocal of m, cut to 16 bits so that
** z = m c - 1 is exact: ln y = (k + e) ln 2 - ln c + ln(1 + z). From sqrt 2 on, m counts as half of
** itself with the next exponent: |ln c| is then at most (ln 2)/2, and the sum cannot cancel.
** Measured: 2^-68.3 relative at worst (tests/accuracy). */
DD dd_log_parts(DD f, int64_t k) {
  uint64_t fraction = bits_of_double(f.hi) & BITS_FRACTION;
  int exponent = bits_exponent(f.hi);
  const DDLogEntry *entry = &dd_log_table[((fraction >> 44) + 1) >> 1];
  uint64_t one = bits_of_double(1.0);
  double m = bits_to_double(one | fraction);
  double m_short = bits_to_double(one | (fraction >> 27 << 27));
  double m_lo = f.lo * bits_power_of_two(1 - exponent) * 0.5;
  DD z = dd_two_sum(m_short * entry->reciprocal - 1.0, (m - m_short) * entry->reciprocal);
  z.lo += m_lo * entry->reciprocal;

  k += exponent;
  if (k > -1024 && k < 1024) {
    double powers = (double)k + entry->halved;
    DD base = {powers * DD_LN2_SHORT + entry->hi, powers * DD_LN2_REST + entry->lo};
    return dd_log_sum(base, z);
  }
  DD base = {entry->halved * DD_LN2_SHORT + entry->hi, entry->halved * DD_LN2_REST + entry->lo};
  return dd_add(dd_log_powers(k), dd_log_sum(base, z));
}

/* Down to |u| = 2^-34, 1 + u still has 72 bits of u, so dd_log serves. Taking it so far down spares
** callers a branch that would often be mispredicted. */
DD dd_log1p(DD u) {
  if (bits_abs(u.hi) < 0x1p-34) return dd_log_sum(dd_from(0.0), u);
  DD y = dd_two_sum(1.0, u.hi);
  y.lo += u.lo;
  return dd_log_parts(y, 0);
}

/* ---- square root ---- */

/* The bits of a double, as an integer, are roughly its logarithm. So half of them, taken from a
** constant, are the bits of 1/sqrt x, within 4%. Four of Newton's steps make it right to 2^-51; a
** fifth, with the exact remainder of the root, to twice the bits.
** Measured: 2^-102.2 relative at worst (tests/accuracy). */
DD dd_sqrt(DD x) {
  if (x.hi == 0.0) return dd_from(0.0);
  double inverse = bits_to_double((UINT64_C(0x5fe7) << 48) - (bits_of_double(x.hi) >> 1));
  for (int i = 0; i < 4; i++) inverse *= 1.5 - 0.5 * x.hi * inverse * inverse;
  double root = x.hi * inverse;
  DD square = dd_two_prod(root, root);
  double remainder = ((x.hi - square.hi) - square.lo) + x.lo;
  return dd_fast_two_sum(root, 0.5 * remainder * inverse);
}

/* ---- rounding ---- */

enum {
  DD_FAR = 4000,   /* 2^4000 and 2^-4000 are outside the doubles, whatever f is */
  DD_STRIDE = 1000 /* 2^1000 and 2^-1000 are normal */
};

/* x * 2^k, exact when x and the result are normal. */
static inline double dd_times_power(double x, int k) {
  for (; k > DD_STRIDE; k -= DD_STRIDE) x *= 0x1p1000;
  for (; k < -DD_STRIDE; k += DD_STRIDE) x *= 0x1p-1000;
  return x * bits_power_of_two(k);
}

/* f * 2^k below 2^-1022, where the quantum is 2^-1074. In units of the quantum, adding 2^52 rounds
** f.hi to an integer; f.lo matters only where f.hi lies halfway between two. */
static double dd_round_subnormal(DD f, int k) {
  bool negative = f.hi < 0.0;
  if (negative) f = dd_negate(f);
  DD sum = dd_fast_two_sum(0x1p52, dd_times_power(f.hi, k + 1074));
  if (sum.lo == 0.5 && f.lo > 0.0) sum.hi += 1.0;
  if (sum.lo == -0.5 && f.lo < 0.0) sum.hi -= 1.0;
  double rounded = bits_to_double((uint64_t)(sum.hi - 0x1p52));
  return negative ? -rounded : rounded;
}

double dd_round_parts(DD f, int64_t k) {
  if (f.hi == 0.0) return f.hi;
  f = dd_fast_two_sum(f.hi, f.lo);
  int power = k > DD_FAR ? DD_FAR : k < -DD_FAR ? -DD_FAR : (int)k;
  if (bits_exponent(f.hi) < -900) { /* f.hi may be subnormal, or f.lo when scaled */
    f = dd_scale(f, 0x1p200);
    power -= 200;
  }
  int exponent = bits_exponent(f.hi) + power;
  if (exponent >= 1024) return f.hi < 0.0 ? -bits_infinity() : bits_infinity();
  if (exponent < -1080) return f.hi < 0.0 ? -0.0 : 0.0;
  if (exponent < -1022) return dd_round_subnormal(f, power);
  return dd_times_power(f.hi, power);
}
