/* exact.c: see exact.h.
**
** e^x = 2^k f is rounded once, to a multiple of 2^(k-62); from there on there are only integers, so
** the sum of n terms is within 2^-62 of the sum of e^x, relative to it. Near 0, where ln of the sum
** can be as small as x itself, e^x - 1 keeps its own exponent instead, down to subnormal x.
*/
#include "exact.h"

#include <stddef.h>

/* ---- sums of doubles ---- */

bool exact_sum_add(ExactSum *sum, double x, int sign, MemoryResize *resize) {
  BinsTerm term = bins_term(x);
  return bins_add(&sum->bins, sign < 0 ? -term.m : term.m, term.e, resize);
}

bool exact_sum_add_product(ExactSum *sum, double x, double y, int sign, MemoryResize *resize) {
  BinsTerm product[2];
  bins_product(sign < 0 ? -x : x, y, product);
  if (!bins_add(&sum->bins, product[0].m, product[0].e, resize)) return false;
  if (bins_add(&sum->bins, product[1].m, product[1].e, resize)) return true;
  bins_add(&sum->bins, -product[0].m, product[0].e, resize); /* needs no memory: see widemap.h */
  return false;
}

bool exact_sum_add_scaled(ExactSum *sum, ScaledDD y, int sign, MemoryResize *resize) {
  BinsTerm high = bins_term(y.f.hi), low = bins_term(y.f.lo);
  if (!bins_add(&sum->bins, sign < 0 ? -high.m : high.m, high.e + y.k, resize)) return false;
  if (bins_add(&sum->bins, sign < 0 ? -low.m : low.m, low.e + y.k, resize)) return true;
  bins_add(&sum->bins, sign < 0 ? high.m : -high.m, high.e + y.k, resize); /* needs no memory */
  return false;
}

ScaledDD exact_sum_value(const ExactSum *sum) {
  return bins_value(&sum->bins, NULL, 0);
}

double exact_sum_round(const ExactSum *sum) {
  return bins_round(&sum->bins);
}

void exact_sum_clear(ExactSum *sum, MemoryResize *resize) {
  bins_clear(&sum->bins, resize);
}

/* ---- huge terms ---- */

bool exact_count_huge(WideMap *huge, double x, int sign, MemoryResize *resize) {
  return widemap_add(huge, exact_order(x), wide_of(sign, 0), resize);
}

bool exact_highest_is_huge(const WideMap *huge, int64_t extreme, int64_t finite, double *highest,
                           double *count) {
  if (extreme == 0) return false;
  const WideNode *node = widemap_at_most(huge, INT64_MAX);
  *count = (double)(int64_t)node->value.lo;
  *highest = exact_ordered(node->key);
  return finite == 0 || *highest > 0.0;
}

/* ---- sums of e^x ---- */

/* e^x - 1 for |x| < 2^-8. Below 2^-62 it is x, to more bits than are kept. */
static BinsTerm exact_expm1_term(double x) {
  if (bits_abs(x) < 0x1p-62) return bins_term(x);
  DD y = dd_expm1(dd_from(x));
  int exponent = bits_exponent(y.hi);
  return (BinsTerm){exact_quantise(dd_scale(y, bits_power_of_two(-exponent))), exponent - 62};
}

BinsTerm exact_exp_term(double x) {
  if (exact_exp_ones(x) != 0) return exact_expm1_term(x);
  ScaledDD y = dd_exp(dd_from(x));
  return (BinsTerm){exact_quantise(y.f), y.k - 62};
}

/* Huge and infinite terms. */
static bool exact_exp_add_extreme(ExactExp *sum, double x, int sign, MemoryResize *resize) {
  if (bits_is_infinite(x)) {
    *(x > 0.0 ? &sum->positive : &sum->negative) += sign;
    return true;
  }
  if (!exact_count_huge(&sum->huge, x, sign, resize)) return false;
  sum->extreme += sign;
  return true;
}

bool exact_exp_add(ExactExp *sum, double x, int sign, MemoryResize *resize) {
  if (bits_abs(x) > EXACT_HUGE) return exact_exp_add_extreme(sum, x, sign, resize);
  if (sum->finite >= EXACT_MOST_TERMS && sign > 0) return false;
  BinsTerm term = exact_exp_term(x);
  if (!bins_add(&sum->bins, sign < 0 ? -term.m : term.m, term.e, resize)) return false;
  sum->ones += sign * exact_exp_ones(x);
  sum->finite += sign;
  return true;
}

int64_t exact_exp_count(const ExactExp *sum) {
  return sum->finite + sum->extreme + sum->positive + sum->negative;
}

ExactTotal exact_exp_total(const ExactExp *sum) {
  double highest, count;
  if (exact_highest_is_huge(&sum->huge, sum->extreme, sum->finite, &highest, &count)) {
    return (ExactTotal){highest, {{count, 0.0}, 0}};
  }
  BinsTerm ones = {sum->ones, 0};
  return (ExactTotal){0.0, bins_value(&sum->bins, &ones, 1)};
}

ScaledDD exact_exp_without(const ExactExp *sum, int64_t ones, BinsTerm term) {
  BinsTerm more[2] = {{sum->ones - ones, 0}, {-term.m, term.e}};
  return bins_value(&sum->bins, more, 2);
}

void exact_exp_clear(ExactExp *sum, MemoryResize *resize) {
  bins_clear(&sum->bins, resize);
  widemap_clear(&sum->huge, resize);
  sum->ones = sum->finite = sum->extreme = sum->positive = sum->negative = 0;
}
