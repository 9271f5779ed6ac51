/* js_divergence.c: see js_divergence.h.
**
** Terms are double-doubles with an exponent of their own (dd_scaled.h), so weights may lie anywhere
** among the doubles. Both words of a term are added to an exact sum.
**
** With P = sum p and Q = sum q, a = p/P, b = q/Q and t = (a - b)/(a + b):
**   JS = the sum of (a + b)/4 psi(t), where
**   psi(t) = (1 + t) ln(1 + t) + (1 - t) ln(1 - t) = t^2 + t^4/6 + t^6/15 + ...
** is never negative, so the sum does not cancel.
*/
#include "js_divergence.h"

#include "../base/bits.h"
#include "../exact/dd_scaled.h"
#include "../exact/exact.h"

#include <string.h>

static void js_divergence_change(JsDivergence *rows, double p, double q, int sign,
                                 MemoryResize *resize) {
  js_slide_change(&rows->slide, p, q, sign, resize);
  if (rows->is_read) rows->is_frame = true;
  rows->is_read = false;
}

bool js_divergence_add(JsDivergence *rows, double p, double q, MemoryResize *resize) {
  const double row[2] = {p, q};
  unsigned char *added = queue_extend(&rows->rows, sizeof row, resize);
  if (added == NULL) return false;
  memcpy(added, row, sizeof row);
  js_divergence_change(rows, p, q, +1, resize);
  return true;
}

bool js_divergence_remove(JsDivergence *rows, MemoryResize *resize) {
  if (queue_doubles(&rows->rows) == 0) return false;
  double p = queue_double(&rows->rows, 0), q = queue_double(&rows->rows, 1);
  queue_pop(&rows->rows, 2 * sizeof(double));
  js_divergence_change(rows, p, q, -1, resize);
  return true;
}

typedef struct {
  ExactSum p, q, difference; /* sum p, sum q, sum (q - p) */
  ExactSum terms;
} JsDivergenceSums;

/* The same as numbers. */
typedef struct {
  ScaledDD p, q, sum, difference; /* P, Q, P + Q, Q - P */
  ScaledDD unit;                  /* 4 P Q */
  bool near;                      /* |Q - P| < (P + Q)/16 */
} JsDivergenceTotals;

static bool js_divergence_sum(const Queue *rows, JsDivergenceSums *sums, MemoryResize *resize,
                              const Stop *stop) {
  size_t asked = 0;
  for (size_t i = 0; i < queue_doubles(rows); i += 2) {
    double p = queue_double(rows, i), q = queue_double(rows, i + 1);
    if (stop_after(stop, &asked, 1)) return false;
    if (!exact_sum_add(&sums->p, p, +1, resize) || !exact_sum_add(&sums->q, q, +1, resize) ||
        !exact_sum_add(&sums->difference, q, +1, resize) ||
        !exact_sum_add(&sums->difference, p, -1, resize)) {
      return false;
    }
  }
  return true;
}

static JsDivergenceTotals js_divergence_totals(const JsDivergenceSums *sums) {
  JsDivergenceTotals totals = {.p = exact_sum_value(&sums->p), .q = exact_sum_value(&sums->q)};
  totals.sum = dd_scaled_plus(totals.p, totals.q);
  totals.difference = exact_sum_value(&sums->difference);
  totals.unit = dd_scaled_times(totals.p, totals.q);
  totals.unit.k += 2;
  totals.near = dd_scaled_is_below(dd_scaled_over(totals.difference, totals.sum), -4);
  return totals;
}

/* psi(t), where 1 + t = 2 a/(a + b) and 1 - t = 2 b/(a + b); a and b are 0 or more, not both 0.
** Measured: 2^-61.9 relative at worst, next to 2^-4. */
static ScaledDD js_divergence_psi(ScaledDD t, ScaledDD a, ScaledDD b, ScaledDD sum) {
  if (dd_scaled_is_below(t, -4)) {
    DD factor = dd_from(1.0);
    if (!dd_scaled_is_below(t, -110)) factor = js_slide_psi_series(dd_scaled_plain(t));
    return dd_scaled_times(dd_scaled_times(t, t), (ScaledDD){factor, 0});
  }
  ScaledDD more = dd_scaled_over(a, sum), less = dd_scaled_over(b, sum);
  more.k++;
  less.k++;
  ScaledDD first = a.f.hi > 0.0 ? dd_scaled_times_log(more, more) : dd_scaled_zero();
  ScaledDD second = b.f.hi > 0.0 ? dd_scaled_times_log(less, less) : dd_scaled_zero();
  return dd_scaled_plus(first, second);
}

/* a = p Q and b = q P, over P Q. Where P is near Q, 2 (a - b) = (p - q)(P + Q) + (p + q)(Q - P)
** keeps the bits that a - b loses as p/P comes near q/Q. Exchanging p and q exchanges or negates
** all parts, so the result keeps its bits. */
static ScaledDD js_divergence_term(double p, double q, const JsDivergenceTotals *totals) {
  ScaledDD x = dd_scaled_from(p), y = dd_scaled_from(q);
  ScaledDD a = dd_scaled_times(x, totals->q), b = dd_scaled_times(y, totals->p);
  ScaledDD sum = dd_scaled_plus(a, b), difference = dd_scaled_minus(a, b);
  if (totals->near) {
    difference = dd_scaled_plus(dd_scaled_times(dd_scaled_minus(x, y), totals->sum),
                                dd_scaled_times(dd_scaled_plus(x, y), totals->difference));
    difference.k--;
  }
  ScaledDD psi = js_divergence_psi(dd_scaled_over(difference, sum), a, b, sum);
  return dd_scaled_over(dd_scaled_times(sum, psi), totals->unit);
}

static bool js_divergence_terms(const Queue *rows, JsDivergenceSums *sums, MemoryResize *resize,
                                const Stop *stop) {
  JsDivergenceTotals totals = js_divergence_totals(sums);
  size_t asked = 0;
  for (size_t i = 0; i < queue_doubles(rows); i += 2) {
    double p = queue_double(rows, i), q = queue_double(rows, i + 1);
    if (stop_after(stop, &asked, 1)) return false;
    if (p == 0.0 && q == 0.0) continue;
    ScaledDD term = js_divergence_term(p, q, &totals);
    if (!exact_sum_add_scaled(&sums->terms, term, +1, resize)) return false;
  }
  return true;
}

/* The terms of disjoint distributions add up to ln 2. That is nowhere near halfway between two
** doubles, so no rounding takes the result beyond it. */
static bool js_divergence_compute(const Queue *rows, JsDivergenceSums *sums, MemoryResize *resize,
                                  double *divergence, const Stop *stop) {
  if (!js_divergence_sum(rows, sums, resize, stop)) return false;
  *divergence = bits_nan();
  if (exact_sum_value(&sums->p).f.hi == 0.0 || exact_sum_value(&sums->q).f.hi == 0.0) return true;
  if (!js_divergence_terms(rows, sums, resize, stop)) return false;
  *divergence = exact_sum_round(&sums->terms);
  return true;
}

static bool js_divergence_add_up(const Queue *rows, MemoryResize *resize, double *divergence,
                                 const Stop *stop) {
  JsDivergenceSums sums = {0};
  bool done = js_divergence_compute(rows, &sums, resize, divergence, stop);
  exact_sum_clear(&sums.p, resize);
  exact_sum_clear(&sums.q, resize);
  exact_sum_clear(&sums.difference, resize);
  exact_sum_clear(&sums.terms, resize);
  return done;
}

bool js_divergence_value(JsDivergence *rows, MemoryResize *resize, double *divergence,
                         const Stop *stop) {
  if (!rows->is_read) {
    bool slides =
        rows->is_frame && js_slide_value(&rows->slide, &rows->rows, resize, &rows->value, stop);
    if (!slides && !js_divergence_add_up(&rows->rows, resize, &rows->value, stop)) return false;
  }
  rows->is_read = true;
  *divergence = rows->value;
  return true;
}

void js_divergence_clear(JsDivergence *rows, MemoryResize *resize) {
  queue_clear(&rows->rows, resize);
  js_slide_clear(&rows->slide, resize);
  *rows = (JsDivergence){.is_read = false};
}
