/* exact.h: exact sums of doubles and of e^x, from which every aggregate is computed.
**
** A sum of floating-point numbers depends on their order; a sum of integers does not. Both types
** below turn each term into an integer times a power of two and add those integers, so a result
** depends on the set of terms only: not on row order, query plan, or on terms that have come and
** gone (a sliding window removes the very integer that it added).
**
** A zeroed struct is an empty sum. `sign` is +1 to add a term and -1 to remove one that was added.
** The functions that take `resize` return false when memory ran out: the sum is then unchanged.
** Removing needs memory only where terms of both signs, far out of the usual range, have cancelled
** to exactly zero (see superacc.h). Room for 2^33 terms (ExactExp) and 2^40 (ExactSum).
*/
#ifndef LOGITS_EXACT_EXACT_H
#define LOGITS_EXACT_EXACT_H

#include "../base/memory.h"
#include "dd.h"
#include "superacc.h"

#include <stdbool.h>

/* ---- sums of doubles ---- */

typedef struct {
  Superacc acc;
} ExactSum;

/* The term is the finite double x, or the product x * y of two finite doubles, unrounded. */
bool exact_sum_add(ExactSum *sum, double x, int sign, MemoryResize *resize);
bool exact_sum_add_product(ExactSum *sum, double x, double y, int sign, MemoryResize *resize);

/* x is added `times` times, 1 to 2^33: the sum is as after so many calls of exact_sum_add. */
bool exact_sum_add_times(ExactSum *sum, double x, int64_t times, MemoryResize *resize);

/* The term is the product x * weight / 2^unit, unrounded, for a finite weight above 0. With weights
** times 2^k and unit + k the state of the sum is the same; with the weight 2^unit it is that of
** exact_sum_add. */
bool exact_sum_add_weighted(ExactSum *sum, double x, double weight, int unit, int sign,
                            MemoryResize *resize);

/* The term is both words of y. */
bool exact_sum_add_scaled(ExactSum *sum, ScaledDD y, int sign, MemoryResize *resize);

/* The sum to about 2^-95 relative, whatever cancelled; f = 0 for a sum of exactly zero. */
ScaledDD exact_sum_value(const ExactSum *sum);

/* The sum rounded once to the nearest double, +-Inf on overflow. */
double exact_sum_round(const ExactSum *sum);

void exact_sum_clear(ExactSum *sum, MemoryResize *resize); /* frees; the sum is empty again */

/* ---- sums of e^x ---- */

/* Beyond this, e^x is not computed: neighbouring doubles there differ by 64 or more. */
#define EXACT_HUGE 0x1p58

/* With more terms than this a chunk of the sum may overflow: adding then fails, as it does when
** memory runs out. */
#define EXACT_MOST_TERMS (INT64_C(1) << 33)

typedef struct {
  Superacc acc;    /* e^x quantised to 62 bits, for |x| <= EXACT_HUGE (but see `ones`) */
  SumMap huge;     /* |x| > EXACT_HUGE, by bits_order: how often each such x is there */
  int64_t ones;    /* terms with |x| < 2^-8 count 1 here and add e^x - 1 to the superaccumulator */
  int64_t finite;  /* terms with |x| <= EXACT_HUGE */
  int64_t extreme; /* terms in `huge` */
  int64_t plus_infinite;  /* terms that are +Inf */
  int64_t minus_infinite; /* terms that are -Inf */
} ExactExp;

bool exact_exp_add(ExactExp *sum, double x, int sign, MemoryResize *resize); /* x is not NaN */

int64_t exact_exp_count(const ExactExp *sum); /* all terms, infinite ones included */

/* What x, |x| <= EXACT_HUGE, adds to the superaccumulator: e^x within 2^-62 relative. Where x is so
** near to 0 that it adds 1 to `ones`, it is e^x - 1 within 2^-61 relative. */
static inline int64_t exact_exp_ones(double x) {
  return bits_abs(x) < 0x1p-8;
}

Term exact_exp_term(double x);

/* f, 1/2 <= |f.hi| < 2, in units of 2^-62, rounded to an integer. */
static inline int64_t exact_quantise(DD f) {
  double rounded = (f.lo * 0x1p62 + 0x1.8p52) - 0x1.8p52;
  return (int64_t)(f.hi * 0x1p62) + (int64_t)rounded;
}

/* The sum of e^(x - origin) over the finite terms, of which there is one at least. The origin is 0,
** or the highest term if that is a huge one. */
typedef struct {
  double origin;
  ScaledDD sum;
} ExactTotal;

ExactTotal exact_exp_total(const ExactExp *sum);

/* The sum minus an integer and a term, both taken off before anything is rounded. No term is huge.
*/
ScaledDD exact_exp_without(const ExactExp *sum, int64_t ones, Term term);

void exact_exp_clear(ExactExp *sum, MemoryResize *resize);

/* ---- huge terms: a map from a double in order (bits_order) to how often it is there ---- */

/* Adds a huge term to such a map, or removes it. */
bool exact_count_huge(SumMap *huge, double x, int sign, MemoryResize *resize);

/* Whether the highest of `extreme` huge terms and `finite` others is a huge one. If so, *highest is
** that term and *count says how often it is there. */
bool exact_highest_is_huge(const SumMap *huge, int64_t extreme, int64_t finite, double *highest,
                           double *count);

#endif
