/* softmax.c: see softmax.h.
**
** Everything is a function of S = sum e^x, which exact.h has within 2^-62 as integers. Where a
** result is small because large things cancel, the cancelling is done in those integers: ln S where
** S is near 1 is log1p(S - 1). The rest is double-double arithmetic with exponents of its own, and
** one rounding at the end.
**
** Scores need no shift by their maximum: e^x as f * 2^k has no overflow. Only beyond 2^58 are they
** taken relative to the highest one, the origin.
*/
#include "softmax.h"

#include "../exact/dd_scaled.h"

/* Rounds a probability and keeps it from 0 to 1, against a score that is not in the set. */
static double softmax_round_probability(ScaledDD y) {
  double p = dd_round(y);
  return p > 1.0 ? 1.0 : p > 0.0 ? p : 0.0;
}

bool softmax_exists(const ExactExp *scores) {
  return exact_exp_count(scores) > scores->minus_infinite;
}

/* ---- logsumexp, logmeanexp ---- */

/* ln(S / n). Near 1 it comes from the exact difference S - n, whose bits S / n has lost. */
static double softmax_log_mean(const ExactExp *scores, int64_t n) {
  if (exact_exp_count(scores) == 0) return bits_nan();
  if (scores->plus_infinite > 0) return bits_infinity();
  if (!softmax_exists(scores)) return -bits_infinity();
  ExactTotal total = exact_exp_total(scores);
  ScaledDD count = {dd_from((double)n), 0};
  ScaledDD mean = n == 1 ? total.sum : dd_scaled_over(total.sum, count);
  if (total.origin != 0.0) {
    return dd_round((ScaledDD){dd_add_double(dd_log(mean), total.origin), 0});
  }
  int64_t exponent = dd_scaled_exponent(mean);
  if ((exponent == 0 || exponent == -1) && bits_abs(dd_scaled_plain(mean).hi - 1.0) < 0x1p-20) {
    ScaledDD excess = exact_exp_without(scores, n, (Term){0, 0});
    return dd_round(dd_scaled_log1p(dd_scaled_over(excess, count)));
  }
  return dd_round(dd_scaled_log(mean));
}

double softmax_logsumexp(const ExactExp *scores) {
  return softmax_log_mean(scores, 1);
}

double softmax_logmeanexp(const ExactExp *scores) {
  return softmax_log_mean(scores, exact_exp_count(scores));
}

/* ---- probabilities ---- */

/* e^(x - origin) for x that is not above the highest score. */
static ScaledDD softmax_power(double x, double origin) {
  DD difference = dd_two_sum(x, -origin);
  if (difference.hi < -EXACT_HUGE) return dd_scaled_zero();         /* may have overflowed */
  if (difference.hi > EXACT_HUGE) difference = dd_from(EXACT_HUGE); /* not in the set */
  return dd_exp(difference);
}

Softmax softmax_of(const ExactExp *scores) {
  Softmax softmax = {softmax_exists(scores), scores->plus_infinite, {0.0, {{0.0, 0.0}, 0}}};
  if (softmax.exists && softmax.plus_infinite == 0) softmax.total = exact_exp_total(scores);
  return softmax;
}

double softmax_share(const Softmax *softmax, double x) {
  if (!softmax->exists || bits_is_nan(x)) return bits_nan();
  if (softmax->plus_infinite > 0)
    return x == bits_infinity() ? 1.0 / (double)softmax->plus_infinite : 0.0;
  ScaledDD power = softmax_power(x, softmax->total.origin);
  return softmax_round_probability(dd_scaled_over(power, softmax->total.sum));
}

double softmax_probability(const ExactExp *scores, double x) {
  Softmax softmax = softmax_of(scores);
  return softmax_share(&softmax, x);
}

/* e^x - e^y for x >= y, relative to e^origin: e^y expm1(x - y) where that is small. */
static ScaledDD softmax_difference(double x, double y, double origin) {
  DD distance = dd_two_sum(x, -y); /* its high word may be +Inf */
  if (distance.hi < 0x1p-110) {    /* e^d - 1 = d; scaled, for it may be subnormal */
    return dd_scaled_times(softmax_power(y, origin), (ScaledDD){dd_scale(distance, 0x1p600), -600});
  }
  if (distance.hi <= 0.5) {
    return dd_scaled_times(softmax_power(y, origin), (ScaledDD){dd_expm1(distance), 0});
  }
  ScaledDD high = softmax_power(x, origin);
  if (!(distance.hi <= 200.0)) return high; /* NaN: both are -Inf */
  return dd_scaled_minus(high, dd_scaled_times(high, dd_exp(dd_negate(distance))));
}

double softmax_margin(const ExactExp *scores, double first, double second) {
  if (!softmax_exists(scores)) return bits_nan();
  if (scores->plus_infinite > 0) return scores->plus_infinite == 1 ? 1.0 : 0.0;
  ExactTotal total = exact_exp_total(scores);
  ScaledDD difference = softmax_difference(first, second, total.origin);
  return softmax_round_probability(dd_scaled_over(difference, total.sum));
}
