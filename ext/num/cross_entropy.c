/* cross_entropy.c: see cross_entropy.h.
**
** The loss of a target y is ln(S / e^y) = log1p((S - e^y) / e^y), S = sum e^x, with the subtraction
** done in the integers of exact.h: a sure model's loss of 1e-18 keeps all its bits.
*/
#include "cross_entropy.h"

#include "scaled.h"
#include "softmax.h"

static bool cross_entropy_add_weight(CrossEntropySum *sum, double t, int sign,
                                     MemoryResize *resize) {
  if (t != 1.0) return exact_sum_add(&sum->weights, t, sign, resize);
  sum->whole += sign;
  return true;
}

static bool cross_entropy_add_weighted(CrossEntropySum *sum, double x, double t, int sign,
                                       MemoryResize *resize) {
  if (t != 1.0) return exact_sum_add_product(&sum->weighted, t, x, sign, resize);
  return exact_sum_add(&sum->weighted, x, sign, resize);
}

/* A row with weight t > 0: what it adds beyond its score. */
static bool cross_entropy_add_target(CrossEntropySum *sum, double x, double t, int sign,
                                     MemoryResize *resize) {
  if (!cross_entropy_add_weight(sum, t, sign, resize)) return false;
  if (bits_is_infinite(x)) {
    *(x > 0.0 ? &sum->positive : &sum->negative) += sign;
    return true;
  }
  if (!cross_entropy_add_weighted(sum, x, t, sign, resize)) {
    cross_entropy_add_weight(sum, t, -sign, resize); /* needs no memory */
    return false;
  }
  sum->finite += sign;
  return true;
}

bool cross_entropy_add(CrossEntropySum *sum, double x, double t, int sign, MemoryResize *resize) {
  if (!exact_exp_add(&sum->scores, x, sign, resize)) return false;
  if (t > 0.0 && !cross_entropy_add_target(sum, x, t, sign, resize)) {
    exact_exp_add(&sum->scores, x, -sign, resize); /* needs no memory */
    return false;
  }
  if (bits_is_nan(t)) sum->unlabelled += sign;
  return true;
}

/* ln(S / e^x) for a finite score x of the set. */
static ScaledDD cross_entropy_loss(const ExactExp *scores, double x) {
  double highest, count;
  if (bits_abs(x) <= EXACT_HUGE &&
      !exact_highest_is_huge(&scores->huge, scores->extreme, scores->finite, &highest, &count)) {
    ScaledDD others = exact_exp_without(scores, exact_exp_ones(x), exact_exp_term(x));
    return scaled_log1p(scaled_over(others, dd_exp(dd_from(x))));
  }
  ExactTotal total = exact_exp_total(scores);
  ScaledDD distance = scaled_plus(scaled_from(total.origin), scaled_negate(scaled_from(x)));
  return scaled_plus((ScaledDD){dd_log(total.sum), 0}, distance);
}

/* The score of the only row that has weight: (t x) / t, where both are exact. */
static double cross_entropy_target(const CrossEntropySum *sum, ScaledDD weight) {
  ScaledDD weighted = exact_sum_value(&sum->weighted);
  return weighted.f.hi == 0.0 ? 0.0 : dd_round(scaled_over(weighted, weight));
}

enum {
  CROSS_ENTROPY_PIECES = 24 /* doubles that a sum of weights may take, from 2^-20 down to 2^-1074 */
};

/* sum t (x - c) = sum t x - c - c (sum t - 1), exactly until the end. The last factor is 0 or
** small; it is taken apart into doubles, whose products with c are exact. */
static ScaledDD cross_entropy_weighted_from(const CrossEntropySum *sum, double c) {
  BinsTerm taken[1 + CROSS_ENTROPY_PIECES] = {{sum->whole - 1, 0}};
  BinsTerm more[2 * CROSS_ENTROPY_PIECES + 1];
  int pieces = 0;
  more[0] = bins_term(-c);
  while (c != 0.0 && pieces < CROSS_ENTROPY_PIECES) {
    ScaledDD excess = bins_value(&sum->weights.bins, taken, pieces + 1);
    if (excess.f.hi == 0.0 || excess.k + bits_exponent(c) < -100) break;
    double piece = dd_round(excess);
    bins_product(-c, piece, &more[1 + 2 * pieces]);
    taken[++pieces] = bins_term(-piece);
  }
  return bins_value(&sum->weighted.bins, more, 1 + 2 * pieces);
}

/* sum t (lse - x) = (sum t) (lse - c) - sum t (x - c), with c near lse where that is large. */
static ScaledDD cross_entropy_soft_loss(const CrossEntropySum *sum, ScaledDD weight) {
  ExactTotal total = exact_exp_total(&sum->scores);
  double c = total.origin;
  DD distance = dd_log(total.sum);
  if (c == 0.0 && bits_abs(distance.hi) > 8.0) {
    c = distance.hi;
    distance = dd_log(scaled_times(total.sum, dd_exp(dd_from(-c))));
  }
  ScaledDD high = scaled_times(weight, (ScaledDD){distance, 0});
  return scaled_plus(high, scaled_negate(cross_entropy_weighted_from(sum, c)));
}

/* There is a distribution, and weights that sum to 1. */
static double cross_entropy_finite(const CrossEntropySum *sum, ScaledDD weight) {
  const ExactExp *scores = &sum->scores;
  if (sum->negative > 0 || (scores->positive > 0 && sum->finite > 0)) return bits_infinity();
  ScaledDD loss;
  if (scores->positive > 0) {
    DD log_count = dd_log((ScaledDD){dd_from((double)scores->positive), 0});
    loss = scaled_times(weight, (ScaledDD){log_count, 0});
  } else if (sum->finite == 1) {
    loss = scaled_times(weight, cross_entropy_loss(scores, cross_entropy_target(sum, weight)));
  } else {
    loss = cross_entropy_soft_loss(sum, weight);
  }
  return loss.f.hi > 0.0 ? dd_round(loss) : 0.0;
}

CrossEntropyOutcome cross_entropy_value(const CrossEntropySum *sum, double *result) {
  int64_t rows = sum->finite + sum->positive + sum->negative;
  if (sum->unlabelled > 0 || rows == 0) return CROSS_ENTROPY_NONE;
  ScaledDD weight = {{1.0, 0.0}, 0};
  if (sum->whole != 1 || rows != 1) {
    BinsTerm whole = {sum->whole, 0}, excess = {sum->whole - 1, 0};
    weight = bins_value(&sum->weights.bins, &whole, 1);
    if (bits_abs(dd_round(bins_value(&sum->weights.bins, &excess, 1))) > CROSS_ENTROPY_TOLERANCE) {
      *result = dd_round(weight);
      return CROSS_ENTROPY_BAD_SUM;
    }
  }
  if (!softmax_exists(&sum->scores)) return CROSS_ENTROPY_NONE;
  *result = cross_entropy_finite(sum, weight);
  return CROSS_ENTROPY_VALUE;
}

void cross_entropy_clear(CrossEntropySum *sum, MemoryResize *resize) {
  exact_exp_clear(&sum->scores, resize);
  exact_sum_clear(&sum->weights, resize);
  exact_sum_clear(&sum->weighted, resize);
  sum->whole = sum->finite = sum->positive = sum->negative = sum->unlabelled = 0;
}
