/* divergence.c: see divergence.h.
**
** Terms are double-doubles with an exponent of their own (dd_scaled.h), so weights may lie anywhere
** among the doubles, all in one set; both words of a term are added to an exact sum.
**
** What can cancel is arranged so that it does not where sets are as one expects them. With
** phi(u) = u - ln(1 + u) = u^2/2 - u^3/3 + ..., which is never negative:
**   H  = ln S - (sum p ln p)/S, and ln S from S - 1 where S is near 1: both parts are then
** positive.
**   KL = (sum p phi((q - p)/p))/P - phi((Q - P)/P) where P is near Q, whose second part is next to
**        nothing; (sum p ln(p/q))/P - ln(P/Q) elsewhere.
**   JS = the sum of (a + b)/4 psi(t), t = (a - b)/(a + b), a = p/P, b = q/Q, where
**        psi(t) = (1 + t) ln(1 + t) + (1 - t) ln(1 - t) = t^2 + t^4/6 + t^6/15 + ...
*/
#include "divergence.h"

#include "../base/bits.h"
#include "../exact/dd_scaled.h"

#include <string.h>

/* ---- what all share ---- */

static ScaledDD divergence_zero(void) {
  return (ScaledDD){{0.0, 0.0}, 0};
}

static ScaledDD divergence_minus(ScaledDD a, ScaledDD b) {
  return dd_scaled_plus(a, dd_scaled_negate(b));
}

/* x ln y for y > 0 */
static ScaledDD divergence_times_log(ScaledDD x, ScaledDD y) {
  return dd_scaled_times(x, (ScaledDD){dd_log(y), 0});
}

/* Whether |y| < 2^exponent. */
static bool divergence_is_below(ScaledDD y, int exponent) {
  return y.f.hi == 0.0 || dd_scaled_exponent(y) < exponent;
}

static double divergence_rounded(ScaledDD y) {
  return y.f.hi > 0.0 ? dd_round(y) : 0.0;
}

/* ---- entropy ---- */

bool entropy_add(Entropy *sum, double p, int sign, MemoryResize *resize) {
  if (p == 0.0) return true;
  ScaledDD weight = dd_scaled_from(p);
  if (!exact_sum_add(&sum->mass, p, sign, resize)) return false;
  if (!exact_sum_add_scaled(&sum->moment, divergence_times_log(weight, weight), sign, resize)) {
    exact_sum_add(&sum->mass, p, -sign, resize); /* needs no memory */
    return false;
  }
  sum->positive += sign;
  return true;
}

/* ln S. Weights that sum to 1, but for their rounding or for some that are tiny, leave a logarithm
** that only S - 1 knows. */
static ScaledDD divergence_log_mass(const ExactSum *mass) {
  Term minus_one = {-1, 0};
  ScaledDD rest = superacc_value(&mass->acc, &minus_one, 1);
  if (divergence_is_below(rest, -1)) return dd_scaled_log1p(rest);
  return (ScaledDD){dd_log(exact_sum_value(mass)), 0};
}

double entropy_value(const Entropy *sum) {
  if (sum->positive == 0) return bits_nan();
  if (sum->positive == 1) return 0.0;
  ScaledDD mean = dd_scaled_over(exact_sum_value(&sum->moment), exact_sum_value(&sum->mass));
  return divergence_rounded(divergence_minus(divergence_log_mass(&sum->mass), mean));
}

void entropy_clear(Entropy *sum, MemoryResize *resize) {
  exact_sum_clear(&sum->mass, resize);
  exact_sum_clear(&sum->moment, resize);
  *sum = (Entropy){0};
}

/* ---- Kullback-Leibler ---- */

/* phi(u)/u^2 for |u| < 2^-5: 1/2 - u/3 in double-double, from u^2/4 on in double. */
static DD divergence_phi_series(DD u) {
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
static ScaledDD divergence_phi(ScaledDD u) {
  if (!divergence_is_below(u, -5)) return divergence_minus(u, dd_scaled_log1p(u));
  DD factor = dd_from(0.5);
  if (!divergence_is_below(u, -110)) factor = divergence_phi_series(dd_scaled_plain(u));
  return dd_scaled_times(dd_scaled_times(u, u), (ScaledDD){factor, 0});
}

/* What a row adds to the sums. */
typedef struct {
  double p, q;
  ScaledDD moment, excess;
} DivergenceRow;

static DivergenceRow divergence_row(double p, double q) {
  DivergenceRow row = {p, q, divergence_zero(), divergence_zero()};
  ScaledDD a = dd_scaled_from(p), b = dd_scaled_from(q);
  if (p == 0.0) row.excess = b;
  if (p == 0.0 || q == 0.0) return row;
  ScaledDD difference = divergence_minus(b, a); /* exact where it matters: near p */
  ScaledDD u = dd_scaled_over(difference, a);
  if (divergence_is_below(u, -1)) {
    row.moment = dd_scaled_negate(dd_scaled_times(a, dd_scaled_log1p(u)));
    row.excess = dd_scaled_times(a, divergence_phi(u));
  } else {
    row.moment = divergence_times_log(a, dd_scaled_over(a, b));
    row.excess = dd_scaled_plus(difference, row.moment);
  }
  return row;
}

enum { DIVERGENCE_SUMS = 4 };

static bool kl_divergence_add_one(KullbackLeibler *sum, int which, const DivergenceRow *row,
                                  int sign, MemoryResize *resize) {
  switch (which) {
  case 0: return exact_sum_add(&sum->p, row->p, sign, resize);
  case 1: return exact_sum_add(&sum->q, row->q, sign, resize);
  case 2: return exact_sum_add_scaled(&sum->moment, row->moment, sign, resize);
  default: return exact_sum_add_scaled(&sum->excess, row->excess, sign, resize);
  }
}

bool kl_divergence_add(KullbackLeibler *sum, double p, double q, int sign, MemoryResize *resize) {
  DivergenceRow row = divergence_row(p, q);
  int done = 0;
  while (done < DIVERGENCE_SUMS && kl_divergence_add_one(sum, done, &row, sign, resize)) done++;
  if (done < DIVERGENCE_SUMS) {
    while (done-- > 0) kl_divergence_add_one(sum, done, &row, -sign, resize); /* needs no memory */
    return false;
  }
  sum->positive_p += p > 0.0 ? sign : 0;
  sum->positive_q += q > 0.0 ? sign : 0;
  sum->infinite += p > 0.0 && q == 0.0 ? sign : 0;
  return true;
}

/* Within 1/16 of Q = P, phi of their quotient is below 2^-8. */
double kl_divergence_value(const KullbackLeibler *sum) {
  if (sum->positive_p == 0 || sum->positive_q == 0) return bits_nan();
  if (sum->infinite > 0) return bits_infinity();
  if (sum->positive_q == 1) return 0.0; /* and that row has all of p too */
  ScaledDD p = exact_sum_value(&sum->p), q = exact_sum_value(&sum->q);
  ScaledDD u = dd_scaled_over(divergence_minus(q, p), p);
  if (divergence_is_below(u, -4)) {
    ScaledDD mean = dd_scaled_over(exact_sum_value(&sum->excess), p);
    return divergence_rounded(divergence_minus(mean, divergence_phi(u)));
  }
  ScaledDD mean = dd_scaled_over(exact_sum_value(&sum->moment), p);
  return divergence_rounded(dd_scaled_plus(mean, (ScaledDD){dd_log(dd_scaled_over(q, p)), 0}));
}

void kl_divergence_clear(KullbackLeibler *sum, MemoryResize *resize) {
  exact_sum_clear(&sum->p, resize);
  exact_sum_clear(&sum->q, resize);
  exact_sum_clear(&sum->moment, resize);
  exact_sum_clear(&sum->excess, resize);
  *sum = (KullbackLeibler){0};
}

/* ---- Jensen-Shannon ---- */

bool js_divergence_add(JensenShannon *rows, double p, double q, MemoryResize *resize) {
  const double row[2] = {p, q};
  unsigned char *added = queue_extend(&rows->rows, sizeof row, resize);
  if (added == NULL) return false;
  memcpy(added, row, sizeof row);
  return true;
}

void js_divergence_remove(JensenShannon *rows) {
  queue_pop(&rows->rows, 2 * sizeof(double));
}

typedef struct {
  ExactSum p, q, difference; /* sum p, sum q, sum (q - p) */
  ExactSum terms;
} DivergenceSums;

/* The same as numbers. */
typedef struct {
  ScaledDD p, q, sum, difference; /* P, Q, P + Q, Q - P */
  ScaledDD unit;                  /* 4 P Q */
  bool near;                      /* |Q - P| < (P + Q)/16 */
} DivergenceTotals;

static bool js_divergence_sum(const Queue *rows, DivergenceSums *sums, MemoryResize *resize) {
  for (size_t i = 0; i < queue_doubles(rows); i += 2) {
    double p = queue_double(rows, i), q = queue_double(rows, i + 1);
    if (!exact_sum_add(&sums->p, p, +1, resize) || !exact_sum_add(&sums->q, q, +1, resize) ||
        !exact_sum_add(&sums->difference, q, +1, resize) ||
        !exact_sum_add(&sums->difference, p, -1, resize)) {
      return false;
    }
  }
  return true;
}

static DivergenceTotals divergence_totals(const DivergenceSums *sums) {
  DivergenceTotals totals = {.p = exact_sum_value(&sums->p), .q = exact_sum_value(&sums->q)};
  totals.sum = dd_scaled_plus(totals.p, totals.q);
  totals.difference = exact_sum_value(&sums->difference);
  totals.unit = dd_scaled_times(totals.p, totals.q);
  totals.unit.k += 2;
  totals.near = divergence_is_below(dd_scaled_over(totals.difference, totals.sum), -4);
  return totals;
}

/* psi(t)/t^2 for |t| < 2^-4, s = t^2: the sum of s^(k-1)/(k (2 k - 1)). */
static DD divergence_psi_series(DD t) {
  static const double coefficient[] = {1.0 / 6,  1.0 / 15, 1.0 / 28,  1.0 / 45,
                                       1.0 / 66, 1.0 / 91, 1.0 / 120, 1.0 / 153};
  double square = t.hi * t.hi, rest = 0.0;
  for (int i = (int)(sizeof coefficient / sizeof *coefficient) - 1; i >= 0; i--) {
    rest = coefficient[i] + square * rest;
  }
  return dd_fast_two_sum(1.0, square * rest);
}

/* psi(t), where 1 + t = 2 a/(a + b) and 1 - t = 2 b/(a + b); a and b are 0 or more, not both 0.
** Measured: 2^-61.9 relative at worst, next to 2^-4. */
static ScaledDD divergence_psi(ScaledDD t, ScaledDD a, ScaledDD b, ScaledDD sum) {
  if (divergence_is_below(t, -4)) {
    DD factor = dd_from(1.0);
    if (!divergence_is_below(t, -110)) factor = divergence_psi_series(dd_scaled_plain(t));
    return dd_scaled_times(dd_scaled_times(t, t), (ScaledDD){factor, 0});
  }
  ScaledDD more = dd_scaled_over(a, sum), less = dd_scaled_over(b, sum);
  more.k++;
  less.k++;
  ScaledDD first = a.f.hi > 0.0 ? divergence_times_log(more, more) : divergence_zero();
  ScaledDD second = b.f.hi > 0.0 ? divergence_times_log(less, less) : divergence_zero();
  return dd_scaled_plus(first, second);
}

/* a = p Q and b = q P, over P Q. Where P is near Q, 2 (a - b) = (p - q)(P + Q) + (p + q)(Q - P)
** keeps the bits that a - b loses as p/P comes near q/Q. Exchanging p and q exchanges or negates
** all parts, so the bits of the result stay. */
static ScaledDD js_divergence_term(double p, double q, const DivergenceTotals *totals) {
  ScaledDD x = dd_scaled_from(p), y = dd_scaled_from(q);
  ScaledDD a = dd_scaled_times(x, totals->q), b = dd_scaled_times(y, totals->p);
  ScaledDD sum = dd_scaled_plus(a, b), difference = divergence_minus(a, b);
  if (totals->near) {
    difference = dd_scaled_plus(dd_scaled_times(divergence_minus(x, y), totals->sum),
                                dd_scaled_times(dd_scaled_plus(x, y), totals->difference));
    difference.k--;
  }
  ScaledDD psi = divergence_psi(dd_scaled_over(difference, sum), a, b, sum);
  return dd_scaled_over(dd_scaled_times(sum, psi), totals->unit);
}

static bool js_divergence_terms(const Queue *rows, DivergenceSums *sums, MemoryResize *resize) {
  DivergenceTotals totals = divergence_totals(sums);
  for (size_t i = 0; i < queue_doubles(rows); i += 2) {
    double p = queue_double(rows, i), q = queue_double(rows, i + 1);
    if (p == 0.0 && q == 0.0) continue;
    ScaledDD term = js_divergence_term(p, q, &totals);
    if (!exact_sum_add_scaled(&sums->terms, term, +1, resize)) return false;
  }
  return true;
}

/* Of disjoint distributions the terms add up to ln 2, which is nowhere near halfway between two
** doubles: no rounding takes the result beyond it. */
static bool js_divergence_compute(const Queue *rows, DivergenceSums *sums, MemoryResize *resize,
                                  double *divergence) {
  if (!js_divergence_sum(rows, sums, resize)) return false;
  *divergence = bits_nan();
  if (exact_sum_value(&sums->p).f.hi == 0.0 || exact_sum_value(&sums->q).f.hi == 0.0) return true;
  if (!js_divergence_terms(rows, sums, resize)) return false;
  *divergence = exact_sum_round(&sums->terms);
  return true;
}

bool js_divergence_value(const JensenShannon *rows, MemoryResize *resize, double *divergence) {
  DivergenceSums sums = {0};
  bool done = js_divergence_compute(&rows->rows, &sums, resize, divergence);
  exact_sum_clear(&sums.p, resize);
  exact_sum_clear(&sums.q, resize);
  exact_sum_clear(&sums.difference, resize);
  exact_sum_clear(&sums.terms, resize);
  return done;
}

void js_divergence_clear(JensenShannon *rows, MemoryResize *resize) {
  queue_clear(&rows->rows, resize);
}
