/* wide.h: 128-bit integers in two's complement: 32-bit targets and MSVC have none of their own. */
#ifndef LOGITS_BASE_WIDE_H
#define LOGITS_BASE_WIDE_H

#include <stdbool.h>
#include <stdint.h>

typedef struct {
  uint64_t lo, hi;
} Wide;

static inline Wide wide_add(Wide a, Wide b) {
  uint64_t lo = a.lo + b.lo;
  return (Wide){lo, a.hi + b.hi + (lo < a.lo)};
}

static inline Wide wide_negate(Wide a) {
  return (Wide){0 - a.lo, ~a.hi + (a.lo == 0)};
}

static inline bool wide_is_zero(Wide a) {
  return (a.lo | a.hi) == 0;
}

static inline bool wide_is_negative(Wide a) {
  return a.hi >> 63 != 0;
}

/* floor(m / 2^shift): C leaves the right shift of a negative number to the compiler, and all
** compilers fill in the sign. */
static inline int64_t wide_shift_right(int64_t m, int shift) {
  return m >> shift;
}

/* m * 2^shift for 0 <= shift < 64. */
static inline Wide wide_of(int64_t m, int shift) {
  return (Wide){(uint64_t)m << shift, (uint64_t)wide_shift_right(m >> 1, 63 - shift)};
}

/* a * times, where that has no more than 127 bits. */
static inline Wide wide_times(Wide a, uint64_t times) {
  Wide product = {0, 0};
  for (; times != 0; times >>= 1) {
    if ((times & 1) != 0) product = wide_add(product, a);
    a = wide_add(a, a);
  }
  return product;
}

/* floor(a / 2^32) */
static inline Wide wide_drop_digit(Wide a) {
  return (Wide){a.lo >> 32 | a.hi << 32, (uint64_t)wide_shift_right((int64_t)a.hi, 32)};
}

#endif
