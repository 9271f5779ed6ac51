/* kl_divergence.c: see kl_divergence.h.
**
** Terms are double-doubles with an exponent of their own (dd_scaled.h), so weights may lie anywhere
** among the doubles. Both words of a term are added to an exact sum.
**
** With P = sum p, Q = sum q and phi(u) = u - ln(1 + u) = u^2/2 - u^3/3 + ..., which is never
** negative:
**   KL = (sum p phi((q - p)/p))/P - phi((Q - P)/P)   where P is near Q,
**   KL = (sum p ln(p/q))/P - ln(P/Q)                 elsewhere.
** The first form does not cancel: its second part is next to nothing.
*/
#include "kl_divergence.h"

#include "../base/bits.h"
#include "../exact/dd_scaled.h"

/* phi(u)/u^2 for |u| < 2^-5: 1/2 - u/3 in double-double, from u^2/4 on in double. */
static DD kl_divergence_phi_series(DD u) {
  static const double coefficient[] = {1.0 / 4,  1.0 / 5,  1.0 / 6,  1.0 / 7,  1.0 / 8,  1.0 / 9,
                                       1.0 / 10, 1.0 / 11, 1.0 / 12, 1.0 / 13, 1.0 / 14, 1.0 / 15};
  const DD third = {1.0 / 3, 0x1.5555555555555p-56};
  double rest = 0.0;
  for (int i = (int)(sizeof coefficient / sizeof *coefficient) - 1; i >= 0; i--) {
    rest = coefficient[i] - u.hi * rest;
  }
  DD linear = dd_sub(dd_from(0.5), dd_mul(u, third));
  return dd_add_double(linear, u.hi * u.hi * rest);
}

/* phi(u) for |u| < 1/2. Measured: 2^-62.4 relative at worst, next to 2^-5. */
static ScaledDD kl_divergence_phi(ScaledDD u) {
  if (!dd_scaled_is_below(u, -5)) return dd_scaled_minus(u, dd_scaled_log1p(u));
  DD factor = dd_from(0.5);
  if (!dd_scaled_is_below(u, -110)) factor = kl_divergence_phi_series(dd_scaled_plain(u));
  return dd_scaled_times(dd_scaled_times(u, u), (ScaledDD){factor, 0});
}

/* What a row adds to the sums. */
typedef struct {
  double p, q;
  ScaledDD moment, excess;
} KlDivergenceRow;

static KlDivergenceRow kl_divergence_row(double p, double q) {
  KlDivergenceRow row = {p, q, dd_scaled_zero(), dd_scaled_zero()};
  ScaledDD a = dd_scaled_from(p), b = dd_scaled_from(q);
  if (p == 0.0) row.excess = b;
  if (p == 0.0 || q == 0.0) return row;
  ScaledDD difference = dd_scaled_minus(b, a); /* exact where it matters: near p */
  ScaledDD u = dd_scaled_over(difference, a);
  if (dd_scaled_is_below(u, -1)) {
    row.moment = dd_scaled_negate(dd_scaled_times(a, dd_scaled_log1p(u)));
    row.excess = dd_scaled_times(a, kl_divergence_phi(u));
  } else {
    row.moment = dd_scaled_times_log(a, dd_scaled_over(a, b));
    row.excess = dd_scaled_plus(difference, row.moment);
  }
  return row;
}

enum { KL_DIVERGENCE_SUMS = 4 };

static bool kl_divergence_add_one(KlDivergence *sum, int which, const KlDivergenceRow *row,
                                  int sign, MemoryResize *resize) {
  switch (which) {
  case 0: return exact_sum_add(&sum->p, row->p, sign, resize);
  case 1: return exact_sum_add(&sum->q, row->q, sign, resize);
  case 2: return exact_sum_add_scaled(&sum->moment, row->moment, sign, resize);
  default: return exact_sum_add_scaled(&sum->excess, row->excess, sign, resize);
  }
}

bool kl_divergence_add(KlDivergence *sum, double p, double q, int sign, MemoryResize *resize) {
  KlDivergenceRow row = kl_divergence_row(p, q);
  int done = 0;
  while (done < KL_DIVERGENCE_SUMS && kl_divergence_add_one(sum, done, &row, sign, resize)) done++;
  if (done < KL_DIVERGENCE_SUMS) {
    while (done-- > 0) kl_divergence_add_one(sum, done, &row, -sign, resize); /* needs no memory */
    return false;
  }
  sum->positive_p += p > 0.0 ? sign : 0;
  sum->positive_q += q > 0.0 ? sign : 0;
  sum->infinite += p > 0.0 && q == 0.0 ? sign : 0;
  return true;
}

/* Within 1/16 of Q = P, phi of their quotient is below 2^-8. */
double kl_divergence_value(const KlDivergence *sum) {
  if (sum->positive_p == 0 || sum->positive_q == 0) return bits_nan();
  if (sum->infinite > 0) return bits_infinity();
  if (sum->positive_q == 1) return 0.0; /* and that row has all of p too */
  ScaledDD p = exact_sum_value(&sum->p), q = exact_sum_value(&sum->q);
  ScaledDD u = dd_scaled_over(dd_scaled_minus(q, p), p);
  if (dd_scaled_is_below(u, -4)) {
    ScaledDD mean = dd_scaled_over(exact_sum_value(&sum->excess), p);
    return dd_scaled_round_nonnegative(dd_scaled_minus(mean, kl_divergence_phi(u)));
  }
  ScaledDD mean = dd_scaled_over(exact_sum_value(&sum->moment), p);
  return dd_scaled_round_nonnegative(dd_scaled_plus(mean, dd_scaled_log(dd_scaled_over(q, p))));
}

void kl_divergence_clear(KlDivergence *sum, MemoryResize *resize) {
  exact_sum_clear(&sum->p, resize);
  exact_sum_clear(&sum->q, resize);
  exact_sum_clear(&sum->moment, resize);
  exact_sum_clear(&sum->excess, resize);
  *sum = (KlDivergence){0};
}

/* ---- as bytes ---- */

/* A row is in one or both of the counts of positive weights. */
void kl_divergence_write(const KlDivergence *sum, Bytes *bytes) {
  bytes_put_unsigned(bytes, (uint64_t)sum->positive_p);
  bytes_put_unsigned(bytes, (uint64_t)sum->positive_q);
  bytes_put_unsigned(bytes, (uint64_t)sum->infinite);
  exact_sum_write(&sum->p, bytes);
  exact_sum_write(&sum->q, bytes);
  exact_sum_write(&sum->moment, bytes);
  exact_sum_write(&sum->excess, bytes);
}

void kl_divergence_read(KlDivergence *sum, BytesReader *reader) {
  sum->positive_p = bytes_between(reader, 0, EXACT_MOST_ROWS);
  sum->positive_q = bytes_between(reader, 0, EXACT_MOST_ROWS);
  sum->infinite = bytes_between(reader, 0, sum->positive_p);
  exact_sum_read(&sum->p, sum->positive_p, reader);
  exact_sum_read(&sum->q, sum->positive_q, reader);
  int64_t both = sum->positive_p - sum->infinite; /* rows with p > 0 and q > 0 */
  bytes_require(reader, both <= sum->positive_q);
  exact_sum_read(&sum->moment, both, reader);
  exact_sum_read(&sum->excess, sum->positive_q, reader);
  if (bytes_failed(reader)) return;
  bytes_require(reader, sum->positive_p == 0 || exact_sum_value(&sum->p).f.hi > 0.0);
  bytes_require(reader, sum->positive_q == 0 || exact_sum_value(&sum->q).f.hi > 0.0);
}

bool kl_divergence_merge(KlDivergence *sum, const KlDivergence *from, int sign,
                         MemoryResize *resize, const Stop *stop) {
  sum->positive_p += sign * from->positive_p;
  sum->positive_q += sign * from->positive_q;
  sum->infinite += sign * from->infinite;
  return exact_sum_merge(&sum->p, &from->p, sign, resize, stop) &&
         exact_sum_merge(&sum->q, &from->q, sign, resize, stop) &&
         exact_sum_merge(&sum->moment, &from->moment, sign, resize, stop) &&
         exact_sum_merge(&sum->excess, &from->excess, sign, resize, stop);
}
