/* natural.h: natural numbers of a fixed number of 32-bit digits, the lowest first: counts of
** weighted pairs, which must be exact and may be as long as a product of sums of doubles.
**
** `digits` is the number of digits of the operands. The caller sees to it that results fit.
** Addition and the product are the classical ones (D. E. Knuth, TAOCP vol. 2, 4.3.1).
*/
#ifndef LOGITS_EXACT_NATURAL_H
#define LOGITS_EXACT_NATURAL_H

#include "../base/strict.h"

#include "dd.h"
#include "term.h"

#include <stdbool.h>

enum { NATURAL_DIGIT = 32 /* bits */ };

/* The lowest digits of x + y and of x - y. `sum` and `x` may be one number. */
static inline void natural_add(uint32_t *sum, const uint32_t *x, int digits) {
  uint64_t carry = 0;
  for (int i = 0; i < digits; i++) {
    carry += (uint64_t)sum[i] + x[i];
    sum[i] = (uint32_t)carry;
    carry >>= NATURAL_DIGIT;
  }
}

static inline void natural_subtract(uint32_t *sum, const uint32_t *x, int digits) {
  uint64_t carry = 1;
  for (int i = 0; i < digits; i++) {
    carry += (uint64_t)sum[i] + (uint32_t)~x[i];
    sum[i] = (uint32_t)carry;
    carry >>= NATURAL_DIGIT;
  }
}

static inline bool natural_is_zero(const uint32_t *x, int digits) {
  for (int i = 0; i < digits; i++) {
    if (x[i] != 0) return false;
  }
  return true;
}

static inline bool natural_is_below(const uint32_t *x, const uint32_t *y, int digits) {
  for (int i = digits; i-- > 0;) {
    if (x[i] != y[i]) return x[i] < y[i];
  }
  return false;
}

/* A double above 0 as an odd integer times a power of two. */
static inline Term natural_odd(double x) {
  Term term = term_of(x);
  uint64_t m = (uint64_t)term.m;
  int zeros = 63 - bits_leading_zeros(m & (0 - m));
  return (Term){(int64_t)(m >> zeros), term.e + zeros};
}

/* The power of two that is next above m 2^e, m > 0: m 2^e < 2^this, and not below its half. */
static inline int64_t natural_end(Term term) {
  return 64 - bits_leading_zeros((uint64_t)term.m) + term.e;
}

/* x = m 2^e in units of 2^unit, where it is an integer. */
void natural_set(uint32_t *x, int digits, Term term, int64_t unit);

/* copy = x 2^shift, shift >= 0. */
void natural_shift(uint32_t *copy, int copied, const uint32_t *x, int digits, int64_t shift);

/* sum += times x. */
void natural_add_times(uint32_t *sum, const uint32_t *x, int digits, uint64_t times);

/* product += x y, and product -= x y. The product has twice as many digits. */
void natural_add_product(uint32_t *product, const uint32_t *x, const uint32_t *y, int digits);
void natural_subtract_product(uint32_t *product, const uint32_t *x, const uint32_t *y, int digits);

/* The number rounded to its 106 leading bits, half up. They depend on its value only, not on how
** many digits and zeros it is written with. */
ScaledDD natural_value(const uint32_t *x, int digits);

#endif
