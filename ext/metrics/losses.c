/* losses.c: see losses.h.
**
** A row's term, weight times loss, is computed in double-double with an exponent of its own, so
** that it neither overflows nor underflows: losses are within 2^-67 relative for logarithms (dd.h),
** 2^-105 for squares. Both words are added to the sum as they are. No term is negative, so the sum
** is as accurate as its terms.
*/
#include "losses.h"

#include "../base/bits.h"
#include "../exact/dd_scaled.h"

/* ---- the loss of a row ---- */

/* -ln p, or -ln(1 - p), where that is finite. From 1/2 on 1 - p is exact; below, 1 + u keeps all of
** u = -p. */
static ScaledDD losses_log(double p, bool positive) {
  if (!positive && p < 0.5) return dd_scaled_negate(dd_scaled_log1p(dd_scaled_from(-p)));
  return (ScaledDD){dd_negate(dd_log(dd_scaled_from(positive ? p : 1.0 - p))), 0};
}

/* p^2 or (1 - p)^2. A double squared is exact in two words when taken as an integer. */
static ScaledDD losses_square(double p, bool positive) {
  ScaledDD distance = dd_scaled_from(p);
  if (positive) distance = (ScaledDD){dd_two_sum(1.0, -p), 0};
  return dd_scaled_times(distance, distance);
}

/* ---- adding ---- */

/* Adds a row with weight. Where `infinite`, the loss is +Inf, and `loss` is 0. */
static bool losses_add(LossMean *mean, ScaledDD loss, bool infinite, double weight, int sign,
                       MemoryResize *resize) {
  ScaledDD term = dd_scaled_times(loss, dd_scaled_from(weight));
  if (!exact_sum_add(&mean->weights, weight, sign, resize)) return false;
  if (!exact_sum_add_scaled(&mean->sum, term, sign, resize)) {
    exact_sum_add(&mean->weights, weight, -sign, resize); /* needs no memory */
    return false;
  }
  mean->infinite += infinite ? sign : 0;
  mean->rows += sign;
  return true;
}

bool losses_add_log(LossMean *mean, double p, bool positive, double weight, int sign,
                    MemoryResize *resize) {
  if (weight == 0.0) return true;
  bool infinite = p == (positive ? 0.0 : 1.0);
  ScaledDD loss = infinite ? dd_scaled_zero() : losses_log(p, positive);
  return losses_add(mean, loss, infinite, weight, sign, resize);
}

bool losses_add_brier(LossMean *mean, double p, bool positive, double weight, int sign,
                      MemoryResize *resize) {
  if (weight == 0.0) return true;
  return losses_add(mean, losses_square(p, positive), false, weight, sign, resize);
}

bool losses_add_logprob(LossMean *mean, double x, int sign, MemoryResize *resize) {
  bool infinite = bits_is_infinite(x);
  return losses_add(mean, dd_scaled_from(infinite ? 0.0 : -x), infinite, 1.0, sign, resize);
}

/* ---- the mean ---- */

/* Of the finite losses; there is a row. */
static ScaledDD losses_quotient(const LossMean *mean) {
  return dd_scaled_over(exact_sum_value(&mean->sum), exact_sum_value(&mean->weights));
}

double losses_mean(const LossMean *mean) {
  if (mean->rows == 0) return bits_nan();
  return mean->infinite > 0 ? bits_infinity() : dd_round(losses_quotient(mean));
}

double losses_perplexity(const LossMean *mean) {
  if (mean->rows == 0) return bits_nan();
  if (mean->infinite > 0) return bits_infinity();
  ScaledDD exponent = losses_quotient(mean);
  if (dd_scaled_is_below(exponent, -60)) return 1.0;
  if (dd_scaled_exponent(exponent) >= 10) return bits_infinity(); /* e^710 is beyond the doubles */
  return dd_round(dd_exp(dd_scaled_plain(exponent)));
}

void losses_clear(LossMean *mean, MemoryResize *resize) {
  exact_sum_clear(&mean->sum, resize);
  exact_sum_clear(&mean->weights, resize);
  *mean = (LossMean){0};
}

/* ---- as bytes ---- */

void losses_write(const LossMean *mean, Bytes *bytes) {
  bytes_put_unsigned(bytes, (uint64_t)mean->rows);
  bytes_put_unsigned(bytes, (uint64_t)mean->infinite);
  exact_sum_write(&mean->weights, bytes);
  exact_sum_write(&mean->sum, bytes);
}

void losses_read(LossMean *mean, BytesReader *reader) {
  mean->rows = bytes_between(reader, 0, EXACT_MOST_ROWS);
  mean->infinite = bytes_between(reader, 0, mean->rows);
  exact_sum_read(&mean->weights, mean->rows, reader);
  exact_sum_read(&mean->sum, mean->rows - mean->infinite, reader);
  if (bytes_failed(reader) || mean->rows == 0) return;
  bytes_require(reader, exact_sum_value(&mean->weights).f.hi > 0.0);
  bytes_require(reader, exact_sum_value(&mean->sum).f.hi >= 0.0);
}

bool losses_merge(LossMean *mean, const LossMean *from, int sign, MemoryResize *resize,
                  const Stop *stop) {
  mean->rows += sign * from->rows;
  mean->infinite += sign * from->infinite;
  return exact_sum_merge(&mean->weights, &from->weights, sign, resize, stop) &&
         exact_sum_merge(&mean->sum, &from->sum, sign, resize, stop);
}
