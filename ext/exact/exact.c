/* exact.c: see exact.h.
**
** e^x = 2^k f is rounded once, to a multiple of 2^(k-62). From there on there are only integers, so
** the sum of n terms is within 2^-62 of the sum of e^x, relative to it. Near 0, ln of the sum can
** be as small as x itself: there e^x - 1 keeps its own exponent instead, down to subnormal x.
*/
#include "exact.h"

#include <stddef.h>

/* ---- sums of doubles ---- */

bool exact_sum_add(ExactSum *sum, double x, int sign, MemoryResize *resize) {
  Term term = term_of(x);
  return superacc_add(&sum->acc, sign < 0 ? -term.m : term.m, term.e, resize);
}

bool exact_sum_add_times(ExactSum *sum, double x, int64_t times, MemoryResize *resize) {
  Term term = term_of(x);
  if (times == 1) return superacc_add(&sum->acc, term.m, term.e, resize);
  Wide one = wide_of(term.m, (int)(term.e & (SUPERACC_SPAN - 1)));
  return superacc_add_chunk(&sum->acc, wide_shift_right(term.e, 5),
                            wide_times(one, (uint64_t)times), resize);
}

/* Adds both terms times 2^shift, or none. */
static bool exact_add_both(ExactSum *sum, const Term term[2], int64_t shift, MemoryResize *resize) {
  if (!superacc_add(&sum->acc, term[0].m, term[0].e + shift, resize)) return false;
  if (superacc_add(&sum->acc, term[1].m, term[1].e + shift, resize)) return true;
  superacc_add(&sum->acc, -term[0].m, term[0].e + shift,
               resize); /* needs no memory: see sum_map.h */
  return false;
}

bool exact_sum_add_product(ExactSum *sum, double x, double y, int sign, MemoryResize *resize) {
  Term product[2];
  term_product(sign < 0 ? -x : x, y, product);
  return exact_add_both(sum, product, 0, resize);
}

/* The weight is f 2^exponent with 1 <= f < 2, also where it is subnormal. */
bool exact_sum_add_weighted(ExactSum *sum, double x, double weight, int unit, int sign,
                            MemoryResize *resize) {
  int exponent = bits_log2(weight);
  double normal = weight < DBL_MIN ? weight * 0x1p100 : weight;
  double f = bits_to_double((bits_of_double(normal) & BITS_FRACTION) | bits_of_double(1.0));
  double signed_x = sign < 0 ? -x : x;
  if (f == 1.0) {
    Term term = term_of(signed_x);
    return superacc_add(&sum->acc, term.m, term.e + exponent - unit, resize);
  }
  Term product[2];
  term_product(signed_x, f, product);
  return exact_add_both(sum, product, exponent - unit, resize);
}

bool exact_sum_add_scaled(ExactSum *sum, ScaledDD y, int sign, MemoryResize *resize) {
  DD f = sign < 0 ? dd_negate(y.f) : y.f;
  Term words[2] = {term_of(f.hi), term_of(f.lo)};
  return exact_add_both(sum, words, y.k, resize);
}

ScaledDD exact_sum_value(const ExactSum *sum) {
  return superacc_value(&sum->acc, NULL, 0);
}

double exact_sum_round(const ExactSum *sum) {
  return superacc_round(&sum->acc);
}

void exact_sum_clear(ExactSum *sum, MemoryResize *resize) {
  superacc_clear(&sum->acc, resize);
}

/* ---- huge terms ---- */

bool exact_count_huge(SumMap *huge, double x, int sign, MemoryResize *resize) {
  return sum_map_add(huge, bits_order(x), wide_of(sign, 0), resize);
}

bool exact_highest_is_huge(const SumMap *huge, int64_t extreme, int64_t finite, double *highest,
                           double *count) {
  if (extreme == 0) return false;
  const SumMapNode *node = sum_map_at_most(huge, INT64_MAX);
  *count = (double)(int64_t)node->value.lo;
  *highest = bits_ordered(node->key);
  return finite == 0 || *highest > 0.0;
}

/* ---- sums of e^x ---- */

/* e^x - 1 for |x| < 2^-8. Below 2^-62 it is x, to more bits than are kept. */
static Term exact_expm1_term(double x) {
  if (bits_abs(x) < 0x1p-62) return term_of(x);
  DD y = dd_expm1(dd_from(x));
  int exponent = bits_exponent(y.hi);
  return (Term){exact_quantise(dd_scale(y, bits_power_of_two(-exponent))), exponent - 62};
}

Term exact_exp_term(double x) {
  if (exact_exp_ones(x) != 0) return exact_expm1_term(x);
  ScaledDD y = dd_exp(dd_from(x));
  return (Term){exact_quantise(y.f), y.k - 62};
}

/* Huge and infinite terms. */
static bool exact_exp_add_extreme(ExactExp *sum, double x, int sign, MemoryResize *resize) {
  if (bits_is_infinite(x)) {
    *(x > 0.0 ? &sum->plus_infinite : &sum->minus_infinite) += sign;
    return true;
  }
  if (!exact_count_huge(&sum->huge, x, sign, resize)) return false;
  sum->extreme += sign;
  return true;
}

bool exact_exp_add(ExactExp *sum, double x, int sign, MemoryResize *resize) {
  if (bits_abs(x) > EXACT_HUGE) return exact_exp_add_extreme(sum, x, sign, resize);
  if (sum->finite >= EXACT_MOST_TERMS && sign > 0) return false;
  Term term = exact_exp_term(x);
  if (!superacc_add(&sum->acc, sign < 0 ? -term.m : term.m, term.e, resize)) return false;
  sum->ones += sign * exact_exp_ones(x);
  sum->finite += sign;
  return true;
}

int64_t exact_exp_count(const ExactExp *sum) {
  return sum->finite + sum->extreme + sum->plus_infinite + sum->minus_infinite;
}

ExactTotal exact_exp_total(const ExactExp *sum) {
  double highest, count;
  if (exact_highest_is_huge(&sum->huge, sum->extreme, sum->finite, &highest, &count)) {
    return (ExactTotal){highest, {{count, 0.0}, 0}};
  }
  Term ones = {sum->ones, 0};
  return (ExactTotal){0.0, superacc_value(&sum->acc, &ones, 1)};
}

ScaledDD exact_exp_without(const ExactExp *sum, int64_t ones, Term term) {
  Term more[2] = {{sum->ones - ones, 0}, {-term.m, term.e}};
  return superacc_value(&sum->acc, more, 2);
}

void exact_exp_clear(ExactExp *sum, MemoryResize *resize) {
  superacc_clear(&sum->acc, resize);
  sum_map_clear(&sum->huge, resize);
  sum->ones = sum->finite = sum->extreme = sum->plus_infinite = sum->minus_infinite = 0;
}
