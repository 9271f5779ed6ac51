/* long_integer.h: exact sums by the schoolbook, for the tests of superacc.c and exact.c: one integer of
** 4800 bits in two's complement, with no thought of speed.
*/
#ifndef LOGITS_TESTS_LONG_INTEGER_H
#define LOGITS_TESTS_LONG_INTEGER_H

#include "../../ext/exact/superacc.h"
#include "../check.h"
#include "../testing.h"

#include <math.h>

enum {
  LONG_LIMBS = 150, /* of 32 bits: two's complement, in units of ... */
  LONG_UNIT = -2240 /* 2^-2240 */
};

typedef struct {
  uint32_t limb[LONG_LIMBS];
} Long;

static inline void long_add(Long *sum, int64_t m, int64_t e) {
  int64_t place = e - LONG_UNIT;
  Wide shifted = wide_of(m, (int)(place % 32));
  uint32_t sign = m < 0 ? UINT32_MAX : 0,
           part[4] = {(uint32_t)shifted.lo, (uint32_t)(shifted.lo >> 32), (uint32_t)shifted.hi,
                      (uint32_t)(shifted.hi >> 32)};
  uint64_t carry = 0;
  for (int64_t i = place / 32; i < LONG_LIMBS; i++) {
    int64_t j = i - place / 32;
    carry += (uint64_t)sum->limb[i] + (j < 4 ? part[j] : sign);
    sum->limb[i] = (uint32_t)carry;
    carry >>= 32;
  }
}

static inline bool long_negate_if_negative(Long *sum) {
  if (sum->limb[LONG_LIMBS - 1] >> 31 == 0) return false;
  uint64_t carry = 1;
  for (int i = 0; i < LONG_LIMBS; i++) {
    carry += ~sum->limb[i];
    sum->limb[i] = (uint32_t)carry;
    carry >>= 32;
  }
  return true;
}

static inline int long_bit(const Long *sum, int place) {
  return place < 0 ? 0 : (int)(sum->limb[place / 32] >> place % 32 & 1);
}

/* To the nearest double by the schoolbook: bits, the next one, and whether any is left. */
static inline double long_round(Long sum) {
  bool negative = long_negate_if_negative(&sum);
  int top = 32 * LONG_LIMBS - 1;
  while (top >= 0 && long_bit(&sum, top) == 0) top--;
  if (top < 0) return 0.0;
  int last = top - 52;
  if (last < -1074 - LONG_UNIT) last = -1074 - LONG_UNIT;
  double x = 0.0;
  for (int i = top; i >= last; i--) x = 2.0 * x + long_bit(&sum, i);
  bool half = long_bit(&sum, last - 1) != 0, more = false;
  for (int i = 0; i < last - 1; i++) more = more || long_bit(&sum, i) != 0;
  if (half && (more || long_bit(&sum, last) != 0)) x += 1.0;
  x = ldexp(x, last + LONG_UNIT);
  return negative ? -x : x;
}

/* What is left is below 2^-94 of the sum: the DD is taken off as two terms. */
static inline bool long_is_value(const Long *sum, ScaledDD value) {
  Long rest = *sum, magnitude = *sum;
  Term hi = term_of(value.f.hi), lo = term_of(value.f.lo);
  if (value.f.hi != 0.0) long_add(&rest, -hi.m, hi.e + value.k);
  if (value.f.lo != 0.0) long_add(&rest, -lo.m, lo.e + value.k);
  long_negate_if_negative(&rest);
  long_negate_if_negative(&magnitude);
  int top = 32 * LONG_LIMBS - 1, rest_top = top;
  while (top >= 0 && long_bit(&magnitude, top) == 0) top--;
  while (rest_top >= 0 && long_bit(&rest, rest_top) == 0) rest_top--;
  return rest_top < 0 || rest_top < top - 94;
}

/* A superaccumulator rounds to the sum, and its value is the sum's. */
static inline void test_compare_superacc(const Superacc *acc, const Long *sum, const char *when) {
  CHECK(test_equal(superacc_round(acc), long_round(*sum)), "%s: %a, not %a", when,
        superacc_round(acc), long_round(*sum));
  CHECK(long_is_value(sum, superacc_value(acc, NULL, 0)), "%s: value of %a", when,
        long_round(*sum));
}

static inline void long_add_product(Long *sum, double x, double y) {
  Term a = term_of(x), b = term_of(y);
  for (int i = 0; i < 53; i++) {
    int64_t bit = (b.m < 0 ? -b.m : b.m) >> i & 1;
    if (bit != 0) long_add(sum, b.m < 0 ? -a.m : a.m, a.e + b.e + i);
  }
}

#endif
