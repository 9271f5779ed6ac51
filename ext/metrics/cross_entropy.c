/* cross_entropy.c: see cross_entropy.h.
**
** The loss of a target y is ln(S / e^y) = log1p((S - e^y) / e^y), S = sum e^x. The subtraction is
** done in the integers of exact.h: so the loss of a confident model, such as 1e-18, keeps all its
** bits.
*/
#include "cross_entropy.h"

#include "../exact/dd_scaled.h"
#include "softmax.h"

static bool cross_entropy_add_weighted(CrossEntropySum *sum, double x, double t, int sign,
                                       MemoryResize *resize) {
  if (t != 1.0) return exact_sum_add_product(&sum->weighted, t, x, sign, resize);
  return exact_sum_add(&sum->weighted, x, sign, resize);
}

/* What a row with t > 0 adds besides its score and its weight. */
static bool cross_entropy_add_target(CrossEntropySum *sum, double x, double t, int sign,
                                     MemoryResize *resize) {
  if (bits_is_infinite(x)) {
    *(x > 0.0 ? &sum->plus_infinite : &sum->minus_infinite) += sign;
    return true;
  }
  if (!cross_entropy_add_weighted(sum, x, t, sign, resize)) return false;
  sum->finite += sign;
  return true;
}

/* Undoing needs no memory. */
bool cross_entropy_add(CrossEntropySum *sum, double x, double t, int sign, MemoryResize *resize) {
  if (!exact_exp_add(&sum->scores, x, sign, resize)) return false;
  if (target_weights_add(&sum->targets, t, sign, resize)) {
    if (!(t > 0.0) || cross_entropy_add_target(sum, x, t, sign, resize)) return true;
    target_weights_add(&sum->targets, t, -sign, resize);
  }
  exact_exp_add(&sum->scores, x, -sign, resize);
  return false;
}

/* ln(S / e^x) for a finite score x of the set. */
static ScaledDD cross_entropy_loss(const ExactExp *scores, double x) {
  double highest, count;
  if (bits_abs(x) <= EXACT_HUGE &&
      !exact_highest_is_huge(&scores->huge, scores->extreme, scores->finite, &highest, &count)) {
    ScaledDD others = exact_exp_without(scores, exact_exp_ones(x), exact_exp_term(x));
    return dd_scaled_log1p(dd_scaled_over(others, dd_exp(dd_from(x))));
  }
  ExactTotal total = exact_exp_total(scores);
  ScaledDD distance = dd_scaled_minus(dd_scaled_from(total.origin), dd_scaled_from(x));
  return dd_scaled_plus(dd_scaled_log(total.sum), distance);
}

/* The score of the only row that has weight: (t x) / t, of two exact sums. */
static double cross_entropy_target(const CrossEntropySum *sum, ScaledDD weight) {
  ScaledDD weighted = exact_sum_value(&sum->weighted);
  return weighted.f.hi == 0.0 ? 0.0 : dd_round(dd_scaled_over(weighted, weight));
}

enum {
  CROSS_ENTROPY_PIECES = 24 /* doubles that a sum of weights may take, from 2^-20 down to 2^-1074 */
};

/* sum t (x - c) = sum t x - c - c (sum t - 1), exact until the end. The last factor is 0 or small.
** It is taken apart into doubles, whose products with c are exact. */
static ScaledDD cross_entropy_weighted_from(const CrossEntropySum *sum, double c) {
  Term taken[1 + CROSS_ENTROPY_PIECES] = {{sum->targets.whole - 1, 0}};
  Term more[2 * CROSS_ENTROPY_PIECES + 1];
  int pieces = 0;
  more[0] = term_of(-c);
  while (c != 0.0 && pieces < CROSS_ENTROPY_PIECES) {
    ScaledDD excess = superacc_value(&sum->targets.weights.acc, taken, pieces + 1);
    if (excess.f.hi == 0.0 || excess.k + bits_exponent(c) < -100) break;
    double piece = dd_round(excess);
    term_product(-c, piece, &more[1 + 2 * pieces]);
    taken[++pieces] = term_of(-piece);
  }
  return superacc_value(&sum->weighted.acc, more, 1 + 2 * pieces);
}

/* sum t (lse - x) = (sum t) (lse - c) - sum t (x - c), with c near lse where that is large. */
static ScaledDD cross_entropy_soft_loss(const CrossEntropySum *sum, ScaledDD weight) {
  ExactTotal total = exact_exp_total(&sum->scores);
  double c = total.origin;
  DD distance = dd_log(total.sum);
  if (c == 0.0 && bits_abs(distance.hi) > 8.0) {
    c = distance.hi;
    distance = dd_log(dd_scaled_times(total.sum, dd_exp(dd_from(-c))));
  }
  ScaledDD high = dd_scaled_times(weight, (ScaledDD){distance, 0});
  return dd_scaled_minus(high, cross_entropy_weighted_from(sum, c));
}

/* The loss where the softmax exists and the weights sum to 1. */
static double cross_entropy_finite(const CrossEntropySum *sum, ScaledDD weight) {
  const ExactExp *scores = &sum->scores;
  if (sum->minus_infinite > 0 || (scores->plus_infinite > 0 && sum->finite > 0))
    return bits_infinity();
  ScaledDD loss;
  if (scores->plus_infinite > 0) {
    DD log_count = dd_log((ScaledDD){dd_from((double)scores->plus_infinite), 0});
    loss = dd_scaled_times(weight, (ScaledDD){log_count, 0});
  } else if (sum->finite == 1) {
    loss = dd_scaled_times(weight, cross_entropy_loss(scores, cross_entropy_target(sum, weight)));
  } else {
    loss = cross_entropy_soft_loss(sum, weight);
  }
  return dd_scaled_round_nonnegative(loss);
}

TargetOutcome cross_entropy_value(const CrossEntropySum *sum, double *result) {
  ScaledDD weight;
  TargetOutcome outcome = target_weights_sum(&sum->targets, &weight);
  if (outcome == TARGET_BAD_SUM) *result = dd_round(weight);
  if (outcome != TARGET_ANSWER) return outcome;
  if (!softmax_exists(&sum->scores)) return TARGET_NONE;
  *result = cross_entropy_finite(sum, weight);
  return TARGET_ANSWER;
}

void cross_entropy_clear(CrossEntropySum *sum, MemoryResize *resize) {
  exact_exp_clear(&sum->scores, resize);
  target_weights_clear(&sum->targets, resize);
  exact_sum_clear(&sum->weighted, resize);
  *sum = (CrossEntropySum){0};
}

/* ---- as bytes ---- */

/* The rows with weight whose score is finite are those that are left. */
void cross_entropy_write(const CrossEntropySum *sum, Bytes *bytes) {
  exact_exp_write(&sum->scores, bytes);
  target_weights_write(&sum->targets, bytes);
  if (sum->targets.rows == 0) return;
  bytes_put_unsigned(bytes, (uint64_t)sum->plus_infinite);
  bytes_put_unsigned(bytes, (uint64_t)sum->minus_infinite);
  if (sum->finite > 0) exact_sum_write(&sum->weighted, bytes);
}

void cross_entropy_read(CrossEntropySum *sum, BytesReader *reader) {
  exact_exp_read(&sum->scores, reader);
  target_weights_read(&sum->targets, exact_exp_count(&sum->scores), reader);
  if (sum->targets.rows == 0) return;
  sum->plus_infinite = bytes_between(reader, 0, sum->scores.plus_infinite);
  sum->minus_infinite = bytes_between(reader, 0, sum->scores.minus_infinite);
  sum->finite = sum->targets.rows - sum->plus_infinite - sum->minus_infinite;
  bytes_require(reader, sum->finite >= 0);
  bytes_require(reader, sum->finite <= sum->scores.finite + sum->scores.extreme);
  if (sum->finite > 0) exact_sum_read(&sum->weighted, sum->finite, reader);
}

bool cross_entropy_merge(CrossEntropySum *sum, const CrossEntropySum *from, int sign,
                         MemoryResize *resize, const Stop *stop) {
  sum->finite += sign * from->finite;
  sum->plus_infinite += sign * from->plus_infinite;
  sum->minus_infinite += sign * from->minus_infinite;
  return exact_exp_merge(&sum->scores, &from->scores, sign, resize, stop) &&
         target_weights_merge(&sum->targets, &from->targets, sign, resize, stop) &&
         exact_sum_merge(&sum->weighted, &from->weighted, sign, resize, stop);
}
