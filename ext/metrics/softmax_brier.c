/* softmax_brier.c: see softmax_brier.h.
**
** With S = sum e^x and Q = sum e^2x, both exact sums:
**   one-hot, target y:  ((S - e^y)^2 + (Q - e^2y)) / S^2
**   soft targets:       Q / S^2 - 2 (sum t e^x) / S + sum t^2
** In the first form both subtractions are done in the integers of exact.h and no term is negative, so
** a sure model's score of 1e-30 keeps all its bits. The second can cancel, down to 2^-57.
**
** Where the highest score has no finite sum with the others (it is +Inf, or beyond 2^58 and the others
** fade), the mass is shared evenly by those that are equal to it: p = 1/n on n rows.
*/
#include "softmax_brier.h"

#include "../exact/dd_scaled.h"
#include "../exact/superacc_state.h"
#include "softmax.h"

/* ---- adding ---- */

enum { SOFTMAX_BRIER_PARTS = 6 };

static int64_t softmax_brier_quantise(double t) {
  return (int64_t)(t * 0x1p60);
}

/* What part `part` of the state takes of a row. */
static bool softmax_brier_add_part(SoftmaxBrier *sum, int part, double x, double t, int sign,
                                   MemoryResize *resize) {
  bool weight = t > 0.0, finite = bits_is_finite(x), huge = finite && bits_abs(x) > EXACT_HUGE;
  switch (part) {
  case 0: return exact_exp_add(&sum->scores, x, sign, resize);
  case 1: return exact_exp_add(&sum->squares, 2.0 * x, sign, resize);
  case 2: return target_weights_add(&sum->targets, t, sign, resize);
  case 3: return !weight || exact_sum_add_product(&sum->target_squares, t, t, sign, resize);
  case 4:
    if (!weight || x == -bits_infinity()) return true;
    if (!finite) return exact_sum_add(&sum->infinite, t, sign, resize);
    if (huge) {
      Wide units = wide_of(sign * softmax_brier_quantise(t), 0);
      return sum_map_add(&sum->huge, bits_order(x), units, resize);
    }
    return exact_sum_add_scaled(
        &sum->powers, dd_scaled_times(dd_scaled_from(t), dd_exp(dd_from(x))), sign, resize);
  default: return t != 1.0 || !finite || exact_sum_add(&sum->target_score, x, sign, resize);
  }
}

/* All parts, or none: undoing needs no memory. */
bool softmax_brier_add(SoftmaxBrier *sum, double x, double t, int sign, MemoryResize *resize) {
  for (int part = 0; part < SOFTMAX_BRIER_PARTS; part++) {
    if (softmax_brier_add_part(sum, part, x, t, sign, resize)) continue;
    while (part-- > 0) softmax_brier_add_part(sum, part, x, t, -sign, resize);
    return false;
  }
  return true;
}

/* ---- the score ---- */

static ScaledDD softmax_brier_plus_square(ScaledDD x, ScaledDD y) {
  return dd_scaled_plus(x, dd_scaled_times(y, y));
}

/* p = 1/n on n rows, which have the weight `target` together: 1/n - 2 target/n + sum t^2. */
static ScaledDD softmax_brier_shared(const SoftmaxBrier *sum, double n, ScaledDD target) {
  ScaledDD taken = {dd_add_double(dd_scale(dd_scaled_plain(target), -2.0), 1.0), 0};
  ScaledDD rows = dd_scaled_over(taken, dd_scaled_from(n));
  return dd_scaled_plus(exact_sum_value(&sum->target_squares), rows);
}

/* The weight on the highest score, which is huge. */
static ScaledDD softmax_brier_huge_target(const SoftmaxBrier *sum, double highest) {
  int64_t key = bits_order(highest);
  const SumMapNode *node = sum_map_at_most(&sum->huge, key);
  if (node == NULL || node->key != key) return dd_scaled_zero();
  int64_t units = (int64_t)node->value.lo; /* the weights sum to 1: far below 2^63 */
  return (ScaledDD){dd_two_sum((double)(units >> 32) * 0x1p32, (double)(units & UINT32_MAX)), -60};
}

/* (Q - e^2y) / S^2; y = -Inf takes nothing off. No score is huge, so no square is beyond `furthest`, but in a
** forged state. */
static ScaledDD softmax_brier_squares(const ExactExp *squares, double y, ScaledDD whole) {
  const double furthest = 2.0 * EXACT_HUGE;
  double highest, count, twice = 2.0 * y;
  if (exact_highest_is_huge(&squares->huge, squares->extreme, squares->finite, &highest, &count) &&
      bits_abs(highest) <= furthest) {
    ScaledDD share = dd_scaled_over(dd_exp(dd_from(0.5 * highest)), whole);
    double others = count - (twice == highest);
    return dd_scaled_times(dd_scaled_from(others), dd_scaled_times(share, share));
  }
  bool taken = bits_abs(twice) <= EXACT_HUGE;
  ScaledDD rest = exact_exp_without(squares, taken ? exact_exp_ones(twice) : 0,
                                    taken ? exact_exp_term(twice) : (Term){0, 0});
  return dd_scaled_over(rest, dd_scaled_times(whole, whole));
}

/* One row has the weight 1, on a score within the range of sums, or on one that has no part: -Inf, or, in a
** forged state, one beyond the range. */
static ScaledDD softmax_brier_one_hot(const SoftmaxBrier *sum, double y) {
  ScaledDD whole = exact_exp_total(&sum->scores).sum;
  bool taken = bits_abs(y) <= EXACT_HUGE;
  ScaledDD others = exact_exp_without(&sum->scores, taken ? exact_exp_ones(y) : 0,
                                      taken ? exact_exp_term(y) : (Term){0, 0});
  ScaledDD squares = softmax_brier_squares(&sum->squares, y, whole);
  return softmax_brier_plus_square(squares, dd_scaled_over(others, whole));
}

static ScaledDD softmax_brier_soft(const SoftmaxBrier *sum) {
  ScaledDD whole = exact_exp_total(&sum->scores).sum;
  ScaledDD share = dd_scaled_over(exact_sum_value(&sum->powers), whole);
  share.k++;
  ScaledDD squares = softmax_brier_squares(&sum->squares, -bits_infinity(), whole);
  ScaledDD own = dd_scaled_plus(squares, exact_sum_value(&sum->target_squares));
  return dd_scaled_minus(own, share);
}

/* There is a distribution, and weights that sum to 1. */
static ScaledDD softmax_brier_answer(const SoftmaxBrier *sum) {
  const ExactExp *scores = &sum->scores;
  double highest, count;
  if (scores->plus_infinite > 0) {
    return softmax_brier_shared(sum, (double)scores->plus_infinite,
                                exact_sum_value(&sum->infinite));
  }
  if (exact_highest_is_huge(&scores->huge, scores->extreme, scores->finite, &highest, &count)) {
    return softmax_brier_shared(sum, count, softmax_brier_huge_target(sum, highest));
  }
  const TargetWeights *targets = &sum->targets;
  if (targets->whole != 1 || targets->rows != 1) return softmax_brier_soft(sum);
  bool nowhere = exact_sum_value(&sum->powers).f.hi == 0.0; /* on -Inf, or far below all others */
  return softmax_brier_one_hot(sum,
                               nowhere ? -bits_infinity() : exact_sum_round(&sum->target_score));
}

TargetOutcome softmax_brier_value(const SoftmaxBrier *sum, double *result) {
  ScaledDD weight;
  TargetOutcome outcome = target_weights_sum(&sum->targets, &weight);
  if (outcome == TARGET_BAD_SUM) *result = dd_round(weight);
  if (outcome != TARGET_ANSWER) return outcome;
  if (!softmax_exists(&sum->scores)) return TARGET_NONE;
  ScaledDD score = softmax_brier_answer(sum);
  *result = dd_scaled_round_nonnegative(score);
  return TARGET_ANSWER;
}

void softmax_brier_clear(SoftmaxBrier *sum, MemoryResize *resize) {
  exact_exp_clear(&sum->scores, resize);
  exact_exp_clear(&sum->squares, resize);
  target_weights_clear(&sum->targets, resize);
  exact_sum_clear(&sum->target_squares, resize);
  exact_sum_clear(&sum->powers, resize);
  exact_sum_clear(&sum->infinite, resize);
  sum_map_clear(&sum->huge, resize);
  exact_sum_clear(&sum->target_score, resize);
}

/* ---- as bytes ---- */

void softmax_brier_write(const SoftmaxBrier *sum, Bytes *bytes) {
  exact_exp_write(&sum->scores, bytes);
  exact_exp_write(&sum->squares, bytes);
  target_weights_write(&sum->targets, bytes);
  if (sum->targets.rows == 0) return;
  exact_sum_write(&sum->target_squares, bytes);
  exact_sum_write(&sum->powers, bytes);
  exact_sum_write(&sum->infinite, bytes);
  sum_map_write(&sum->huge, bytes);
  exact_sum_write(&sum->target_score, bytes);
}

/* Where no score is huge, no square is beyond that of the highest score that is not. */
static bool softmax_brier_agrees(const ExactExp *scores, const ExactExp *squares) {
  double highest, count;
  if (exact_exp_count(scores) != exact_exp_count(squares)) return false;
  if (exact_highest_is_huge(&scores->huge, scores->extreme, scores->finite, &highest, &count)) {
    return true;
  }
  if (!exact_highest_is_huge(&squares->huge, squares->extreme, squares->finite, &highest, &count)) {
    return true;
  }
  return bits_abs(highest) <= 2.0 * EXACT_HUGE;
}

/* Weights of huge scores are below 2^61 units, and there are at most as many as huge scores. */
void softmax_brier_read(SoftmaxBrier *sum, BytesReader *reader) {
  exact_exp_read(&sum->scores, reader);
  exact_exp_read(&sum->squares, reader);
  if (bytes_failed(reader)) return;
  bytes_require(reader, softmax_brier_agrees(&sum->scores, &sum->squares));
  target_weights_read(&sum->targets, exact_exp_count(&sum->scores), reader);
  if (sum->targets.rows == 0) return;
  const SuperaccLimits limits = {INT64_MAX, sum->scores.extreme, 61};
  exact_sum_read(&sum->target_squares, sum->targets.rows, reader);
  exact_sum_read_powers(&sum->powers, sum->targets.rows, reader);
  exact_sum_read(&sum->infinite, sum->targets.rows, reader);
  sum_map_read(&sum->huge, &limits, reader);
  exact_sum_read(&sum->target_score, sum->targets.whole, reader);
}

bool softmax_brier_merge(SoftmaxBrier *sum, const SoftmaxBrier *from, int sign,
                         MemoryResize *resize, const Stop *stop) {
  return exact_exp_merge(&sum->scores, &from->scores, sign, resize, stop) &&
         exact_exp_merge(&sum->squares, &from->squares, sign, resize, stop) &&
         target_weights_merge(&sum->targets, &from->targets, sign, resize, stop) &&
         exact_sum_merge(&sum->target_squares, &from->target_squares, sign, resize, stop) &&
         exact_sum_merge(&sum->powers, &from->powers, sign, resize, stop) &&
         exact_sum_merge(&sum->infinite, &from->infinite, sign, resize, stop) &&
         sum_map_merge(&sum->huge, &from->huge, sign, resize, stop) &&
         exact_sum_merge(&sum->target_score, &from->target_score, sign, resize, stop);
}
