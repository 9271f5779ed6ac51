/* softmax.c: see softmax.h.
**
** Everything is a function of S = sum e^x, which exact.h has within 2^-62 as integers. Where a
** result is small because large things cancel, the cancelling is done in those integers: ln S where
** S is near 1 is log1p(S - 1); the loss of a target y is log1p((S - e^y) / e^y). What is left is
** double-double arithmetic with exponents of its own and one rounding at the end.
**
** Scores need no shift by their maximum: e^x as f * 2^k has no overflow. Only beyond 2^58 are they
** taken relative to the highest one, the origin.
*/
#include "softmax.h"

#include <stddef.h>

/* ---- arithmetic with exponents ---- */

enum { SOFTMAX_FAR = 400 /* what is 2^400 times smaller cannot change a sum */ };

/* floor(log2 |y|) of y that is not zero. */
static int64_t softmax_exponent(ScaledDD y) {
  return bits_exponent(y.f.hi) + y.k;
}

static ScaledDD softmax_from(double x) {
  BinsTerm term = bins_term(x);
  return (ScaledDD){dd_from((double)term.m), term.e};
}

/* y is neither large nor small. */
static DD softmax_plain(ScaledDD y) {
  return dd_scale(y.f, bits_power_of_two((int)y.k));
}

static ScaledDD softmax_negate(ScaledDD y) {
  return (ScaledDD){dd_negate(y.f), y.k};
}

static ScaledDD softmax_times(ScaledDD a, ScaledDD b) {
  return (ScaledDD){dd_mul(a.f, b.f), a.k + b.k};
}

static ScaledDD softmax_over(ScaledDD a, ScaledDD b) {
  return (ScaledDD){dd_div(a.f, b.f), a.k - b.k};
}

static ScaledDD softmax_plus(ScaledDD a, ScaledDD b) {
  if (a.f.hi == 0.0) return b;
  if (b.f.hi == 0.0) return a;
  if (a.k < b.k) {
    ScaledDD swapped = a;
    a = b;
    b = swapped;
  }
  if (a.k - b.k > SOFTMAX_FAR) return a;
  return (ScaledDD){dd_add(a.f, dd_scale(b.f, bits_power_of_two((int)(b.k - a.k)))), a.k};
}

/* ln(1 + u) for u > -1/2 of any size. */
static ScaledDD softmax_log1p(ScaledDD u) {
  if (u.f.hi == 0.0 || softmax_exponent(u) < -110) return u; /* u^2/2 is beyond the last bit */
  if (softmax_exponent(u) < -1) return (ScaledDD){dd_log1p(softmax_plain(u)), 0};
  return (ScaledDD){dd_log(softmax_plus((ScaledDD){{1.0, 0.0}, 0}, u)), 0};
}

/* Results that are probabilities: rounded, and kept in range against a score that is not in the
** set. */
static double softmax_round_probability(ScaledDD y) {
  double p = dd_round(y);
  return p > 1.0 ? 1.0 : p > 0.0 ? p : 0.0;
}

/* ---- the sum ---- */

typedef struct {
  double origin; /* 0, or the highest score where that is huge */
  ScaledDD sum;  /* of e^(x - origin) over the finite scores; there is one */
} SoftmaxTotal;

/* Whether the highest finite score is one of the huge ones, which then is *highest. */
static bool softmax_highest_is_huge(const WideMap *huge, int64_t extreme, int64_t finite,
                                    double *highest, double *count) {
  if (extreme == 0) return false;
  *highest = exact_largest_huge(huge, count);
  return finite == 0 || *highest > 0.0;
}

static ScaledDD softmax_sum_without(const ExactExp *scores, ExactExpTerm term) {
  BinsTerm more[2] = {{scores->ones - term.ones, 0}, {-term.term.m, term.term.e}};
  return bins_value(&scores->bins, more, 2);
}

static SoftmaxTotal softmax_total(const ExactExp *scores) {
  double highest, count;
  if (softmax_highest_is_huge(&scores->huge, scores->extreme, scores->finite, &highest, &count)) {
    return (SoftmaxTotal){highest, {{count, 0.0}, 0}};
  }
  BinsTerm ones = {scores->ones, 0};
  return (SoftmaxTotal){0.0, bins_value(&scores->bins, &ones, 1)};
}

bool softmax_exists(const ExactExp *scores) {
  return exact_exp_count(scores) > scores->negative;
}

/* ---- logsumexp, logmeanexp ---- */

/* ln(S / n): near 1 by the exact difference S - n, whose bits S / n has lost. */
static double softmax_log_mean(const ExactExp *scores, int64_t n) {
  if (exact_exp_count(scores) == 0) return bits_nan();
  if (scores->positive > 0) return bits_infinity();
  if (!softmax_exists(scores)) return -bits_infinity();
  SoftmaxTotal total = softmax_total(scores);
  ScaledDD count = {dd_from((double)n), 0};
  ScaledDD mean = n == 1 ? total.sum : softmax_over(total.sum, count);
  if (total.origin != 0.0) {
    return dd_round((ScaledDD){dd_add_double(dd_log(mean), total.origin), 0});
  }
  int64_t exponent = softmax_exponent(mean);
  if ((exponent == 0 || exponent == -1) && bits_abs(softmax_plain(mean).hi - 1.0) < 0x1p-20) {
    ScaledDD excess = softmax_sum_without(scores, (ExactExpTerm){n, {0, 0}});
    return dd_round(softmax_log1p(softmax_over(excess, count)));
  }
  return dd_round((ScaledDD){dd_log(mean), 0});
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
  if (difference.hi < -EXACT_HUGE) return (ScaledDD){{0.0, 0.0}, 0}; /* may have overflowed */
  if (difference.hi > EXACT_HUGE) difference = dd_from(EXACT_HUGE);  /* not in the set */
  return dd_exp(difference);
}

double softmax_probability(const ExactExp *scores, double x) {
  if (!softmax_exists(scores)) return bits_nan();
  if (scores->positive > 0) return x == bits_infinity() ? 1.0 / (double)scores->positive : 0.0;
  SoftmaxTotal total = softmax_total(scores);
  return softmax_round_probability(softmax_over(softmax_power(x, total.origin), total.sum));
}

/* e^x - e^y for x >= y, relative to e^origin: e^y expm1(x - y) where that is small. */
static ScaledDD softmax_difference(double x, double y, double origin) {
  DD distance = dd_two_sum(x, -y); /* its high word may be +Inf */
  if (distance.hi < 0x1p-110) {    /* e^d - 1 = d; scaled, for it may be subnormal */
    return softmax_times(softmax_power(y, origin), (ScaledDD){dd_scale(distance, 0x1p600), -600});
  }
  if (distance.hi <= 0.5) {
    return softmax_times(softmax_power(y, origin), (ScaledDD){dd_expm1(distance), 0});
  }
  ScaledDD high = softmax_power(x, origin);
  if (!(distance.hi <= 200.0)) return high; /* NaN: both are -Inf */
  return softmax_plus(high, softmax_negate(softmax_times(high, dd_exp(dd_negate(distance)))));
}

double softmax_margin(const ExactExp *scores, double first, double second) {
  if (!softmax_exists(scores)) return bits_nan();
  if (scores->positive > 0) return scores->positive == 1 ? 1.0 : 0.0;
  SoftmaxTotal total = softmax_total(scores);
  ScaledDD difference = softmax_difference(first, second, total.origin);
  return softmax_round_probability(softmax_over(difference, total.sum));
}

/* ---- entropy ----
**
** With u = x - c: H = ln(sum e^u) - sum u e^u / sum e^u, for any c. Scores are sorted into bins
** 16 wide. Each keeps sum e^u and sum u e^u with its own centre for c, where |u| <= 8, so that
** neither depends on how large the scores are: 2^-60 relative to e^u, in fixed point. */

enum {
  SOFTMAX_WIDTH = 16, /* of a bin */
  SOFTMAX_DEPTH = 6,  /* bins that count: of lower ones even 2^33 scores are below 2^-75 */
  SOFTMAX_SHIFT = 12  /* e^u = f 2^k with -12 <= k <= 12 */
};

/* y in units of 2^-59, rounded to an integer; |y| < 15. */
static int64_t softmax_quantise(DD y) {
  double scaled = y.hi * 0x1p59;
  int64_t whole = (int64_t)scaled;
  double rest = (scaled - (double)whole) + y.lo * 0x1p59;
  return whole + (int64_t)((rest + 0x1.8p52) - 0x1.8p52);
}

/* Both words, or none. */
static bool softmax_add_entropy_bin(EntropySum *sum, int64_t number, EntropyBin added,
                                    MemoryResize *resize) {
  uint64_t index = (uint64_t)number - (uint64_t)(int64_t)SOFTMAX_ENTROPY_FIRST;
  if (index < SOFTMAX_ENTROPY_DENSE) {
    EntropyBin *bin = &sum->dense[index];
    bin->mass = wide_add(bin->mass, added.mass);
    bin->moment = wide_add(bin->moment, added.moment);
    return true;
  }
  if (!widemap_add(&sum->sparse, number * 2, added.mass, resize)) return false;
  if (widemap_add(&sum->sparse, number * 2 + 1, added.moment, resize)) return true;
  widemap_add(&sum->sparse, number * 2, wide_negate(added.mass), resize); /* needs no memory */
  return false;
}

static bool softmax_entropy_add_finite(EntropySum *sum, double x, int sign, MemoryResize *resize) {
  double ratio = x * (1.0 / SOFTMAX_WIDTH);
  double half = bits_abs(ratio) >= 0x1p52 ? 0.0 : ratio < 0.0 ? -0.5 : 0.5;
  int64_t number = (int64_t)(ratio + half);
  double u = x - (double)number * SOFTMAX_WIDTH; /* exact: a remainder, |u| <= 8 */
  ScaledDD power = dd_exp(dd_from(u));
  int shift = (int)power.k + SOFTMAX_SHIFT;
  EntropyBin added = {wide_of(exact_quantise(power.f), shift),
                      wide_of(softmax_quantise(dd_mul_double(power.f, u)), shift)};
  if (sign < 0) added = (EntropyBin){wide_negate(added.mass), wide_negate(added.moment)};
  if (!softmax_add_entropy_bin(sum, number, added, resize)) return false;
  sum->finite += sign;
  return true;
}

bool softmax_entropy_add(EntropySum *sum, double x, int sign, MemoryResize *resize) {
  if (bits_abs(x) <= EXACT_HUGE) return softmax_entropy_add_finite(sum, x, sign, resize);
  if (bits_is_infinite(x)) {
    *(x > 0.0 ? &sum->positive : &sum->negative) += sign;
    return true;
  }
  if (!exact_count_huge(&sum->huge, x, sign, resize)) return false;
  sum->extreme += sign;
  return true;
}

static Wide softmax_sparse(const WideMap *map, int64_t key) {
  const WideNode *node = widemap_at_most(map, key);
  return node != NULL && node->key == key ? node->value : (Wide){0, 0};
}

static EntropyBin softmax_entropy_bin(const EntropySum *sum, int64_t number) {
  uint64_t index = (uint64_t)number - (uint64_t)(int64_t)SOFTMAX_ENTROPY_FIRST;
  if (index < SOFTMAX_ENTROPY_DENSE) return sum->dense[index];
  return (EntropyBin){softmax_sparse(&sum->sparse, number * 2),
                      softmax_sparse(&sum->sparse, number * 2 + 1)};
}

/* The highest bin that is in use; there is one. Its mass is not zero, its moment may be. */
static int64_t softmax_entropy_top(const EntropySum *sum) {
  const WideNode *node = widemap_at_most(&sum->sparse, INT64_MAX);
  int64_t sparse = node == NULL ? INT64_MIN : wide_shift_right(node->key, 1);
  int64_t dense = SOFTMAX_ENTROPY_FIRST + SOFTMAX_ENTROPY_DENSE - 1;
  while (dense > sparse && dense >= SOFTMAX_ENTROPY_FIRST &&
         wide_is_zero(sum->dense[dense - SOFTMAX_ENTROPY_FIRST].mass)) {
    dense--;
  }
  return dense > sparse && dense >= SOFTMAX_ENTROPY_FIRST ? dense : sparse;
}

static DD softmax_from_wide(Wide a, double unit) {
  double digit[4] = {(double)(a.lo & UINT32_MAX), (double)(a.lo >> 32), (double)(a.hi & UINT32_MAX),
                     (double)wide_shift_right((int64_t)a.hi, 32)};
  DD low = dd_two_sum(digit[1] * 0x1p32, digit[0]);
  DD high = dd_two_sum(digit[3] * 0x1p96, digit[2] * 0x1p64);
  return dd_scale(dd_add(high, low), unit);
}

/* From the lowest bin that counts up to the highest: going up a bin scales both sums by e^-16 and
** moves the centre by 16. */
static double softmax_entropy_finite(const EntropySum *sum) {
  int64_t top = softmax_entropy_top(sum);
  DD step = softmax_plain(dd_exp(dd_from(-SOFTMAX_WIDTH)));
  DD mass = {0.0, 0.0}, moment = {0.0, 0.0};
  for (int64_t i = top - (SOFTMAX_DEPTH - 1); i <= top; i++) {
    EntropyBin bin = softmax_entropy_bin(sum, i);
    moment = dd_mul(step, dd_sub(moment, dd_scale(mass, SOFTMAX_WIDTH)));
    moment = dd_add(moment, softmax_from_wide(bin.moment, 0x1p-71));
    mass = dd_add(dd_mul(step, mass), softmax_from_wide(bin.mass, 0x1p-74));
  }
  DD entropy = dd_sub(dd_log((ScaledDD){mass, 0}), dd_div(moment, mass));
  return entropy.hi > 0.0 ? entropy.hi : 0.0;
}

static double softmax_log_count(double count) {
  return dd_round((ScaledDD){dd_log((ScaledDD){dd_from(count), 0}), 0});
}

double softmax_entropy(const EntropySum *sum) {
  double highest, count;
  if (sum->positive > 0) return softmax_log_count((double)sum->positive);
  if (sum->finite + sum->extreme == 0) return bits_nan();
  if (softmax_highest_is_huge(&sum->huge, sum->extreme, sum->finite, &highest, &count)) {
    return softmax_log_count(count);
  }
  return sum->finite == 1 ? 0.0 : softmax_entropy_finite(sum);
}

void softmax_entropy_clear(EntropySum *sum, MemoryResize *resize) {
  widemap_clear(&sum->sparse, resize);
  widemap_clear(&sum->huge, resize);
  *sum = (EntropySum){0};
}

/* ---- cross-entropy ---- */

#define SOFTMAX_TOLERANCE 1e-6 /* of the sum of weights */

static bool softmax_add_weight(CrossEntropySum *sum, double t, int sign, MemoryResize *resize) {
  if (t != 1.0) return exact_sum_add(&sum->weights, t, sign, resize);
  sum->whole += sign;
  return true;
}

static bool softmax_add_weighted(CrossEntropySum *sum, double x, double t, int sign,
                                 MemoryResize *resize) {
  if (t != 1.0) return exact_sum_add_product(&sum->weighted, t, x, sign, resize);
  return exact_sum_add(&sum->weighted, x, sign, resize);
}

/* A row with weight t > 0: what it adds beyond its score. */
static bool softmax_add_target(CrossEntropySum *sum, double x, double t, int sign,
                               MemoryResize *resize) {
  if (!softmax_add_weight(sum, t, sign, resize)) return false;
  if (bits_is_infinite(x)) {
    *(x > 0.0 ? &sum->positive : &sum->negative) += sign;
    return true;
  }
  if (!softmax_add_weighted(sum, x, t, sign, resize)) {
    softmax_add_weight(sum, t, -sign, resize); /* needs no memory */
    return false;
  }
  sum->finite += sign;
  return true;
}

bool softmax_cross_entropy_add(CrossEntropySum *sum, double x, double t, int sign,
                               MemoryResize *resize) {
  if (!exact_exp_add(&sum->scores, x, sign, resize)) return false;
  if (t > 0.0 && !softmax_add_target(sum, x, t, sign, resize)) {
    exact_exp_add(&sum->scores, x, -sign, resize); /* needs no memory */
    return false;
  }
  if (bits_is_nan(t)) sum->unlabelled += sign;
  return true;
}

/* ln(S / e^x) for a finite score x of the set. */
static ScaledDD softmax_loss(const ExactExp *scores, double x) {
  double highest, count;
  if (bits_abs(x) <= EXACT_HUGE &&
      !softmax_highest_is_huge(&scores->huge, scores->extreme, scores->finite, &highest, &count)) {
    ScaledDD others = softmax_sum_without(scores, exact_exp_term(x));
    return softmax_log1p(softmax_over(others, dd_exp(dd_from(x))));
  }
  SoftmaxTotal total = softmax_total(scores);
  ScaledDD distance = softmax_plus(softmax_from(total.origin), softmax_negate(softmax_from(x)));
  return softmax_plus((ScaledDD){dd_log(total.sum), 0}, distance);
}

/* The score of the only row that has weight: (t x) / t, where both are exact. */
static double softmax_target(const CrossEntropySum *sum, ScaledDD weight) {
  ScaledDD weighted = exact_sum_value(&sum->weighted);
  return weighted.f.hi == 0.0 ? 0.0 : dd_round(softmax_over(weighted, weight));
}

enum {
  SOFTMAX_PIECES = 24 /* doubles that a sum of weights may take, from 2^-20 down to 2^-1074 */
};

/* sum t (x - c) = sum t x - c - c (sum t - 1), exactly until the end. The last factor is 0 or
** small; it is taken apart into doubles, whose products with c are exact. */
static ScaledDD softmax_weighted_from(const CrossEntropySum *sum, double c) {
  BinsTerm taken[1 + SOFTMAX_PIECES] = {{sum->whole - 1, 0}};
  BinsTerm more[2 * SOFTMAX_PIECES + 1];
  int pieces = 0;
  more[0] = bins_term(-c);
  while (c != 0.0 && pieces < SOFTMAX_PIECES) {
    ScaledDD excess = bins_value(&sum->weights.bins, taken, pieces + 1);
    if (excess.f.hi == 0.0 || excess.k + bits_exponent(c) < -100) break;
    double piece = dd_round(excess);
    bins_product(-c, piece, &more[1 + 2 * pieces]);
    taken[++pieces] = bins_term(-piece);
  }
  return bins_value(&sum->weighted.bins, more, 1 + 2 * pieces);
}

/* sum t (lse - x) = (sum t) (lse - c) - sum t (x - c), with c near lse where that is large. */
static ScaledDD softmax_soft_loss(const CrossEntropySum *sum, ScaledDD weight) {
  SoftmaxTotal total = softmax_total(&sum->scores);
  double c = total.origin;
  DD distance = dd_log(total.sum);
  if (c == 0.0 && bits_abs(distance.hi) > 8.0) {
    c = distance.hi;
    distance = dd_log(softmax_times(total.sum, dd_exp(dd_from(-c))));
  }
  ScaledDD high = softmax_times(weight, (ScaledDD){distance, 0});
  return softmax_plus(high, softmax_negate(softmax_weighted_from(sum, c)));
}

/* There is a distribution, and weights that sum to 1. */
static double softmax_cross_entropy_value(const CrossEntropySum *sum, ScaledDD weight) {
  const ExactExp *scores = &sum->scores;
  if (sum->negative > 0 || (scores->positive > 0 && sum->finite > 0)) return bits_infinity();
  ScaledDD loss;
  if (scores->positive > 0) {
    DD log_count = dd_log((ScaledDD){dd_from((double)scores->positive), 0});
    loss = softmax_times(weight, (ScaledDD){log_count, 0});
  } else if (sum->finite == 1) {
    loss = softmax_times(weight, softmax_loss(scores, softmax_target(sum, weight)));
  } else {
    loss = softmax_soft_loss(sum, weight);
  }
  return loss.f.hi > 0.0 ? dd_round(loss) : 0.0;
}

CrossEntropyOutcome softmax_cross_entropy(const CrossEntropySum *sum, double *result) {
  int64_t rows = sum->finite + sum->positive + sum->negative;
  if (sum->unlabelled > 0 || rows == 0) return CROSS_ENTROPY_NONE;
  ScaledDD weight = {{1.0, 0.0}, 0};
  if (sum->whole != 1 || rows != 1) {
    BinsTerm whole = {sum->whole, 0}, excess = {sum->whole - 1, 0};
    weight = bins_value(&sum->weights.bins, &whole, 1);
    if (bits_abs(dd_round(bins_value(&sum->weights.bins, &excess, 1))) > SOFTMAX_TOLERANCE) {
      *result = dd_round(weight);
      return CROSS_ENTROPY_BAD_SUM;
    }
  }
  if (!softmax_exists(&sum->scores)) return CROSS_ENTROPY_NONE;
  *result = softmax_cross_entropy_value(sum, weight);
  return CROSS_ENTROPY_VALUE;
}

void softmax_cross_entropy_clear(CrossEntropySum *sum, MemoryResize *resize) {
  exact_exp_clear(&sum->scores, resize);
  exact_sum_clear(&sum->weights, resize);
  exact_sum_clear(&sum->weighted, resize);
  sum->whole = sum->finite = sum->positive = sum->negative = sum->unlabelled = 0;
}
