/* bits.h: a double as its 64 bits, so that no room needs libm for fabs, frexp or ldexp; and what
** the rooms ask of integers and of the machine's byte order.
**
** IEEE 754 binary64: 1 sign bit, 11 bits of exponent biased by 1023, 52 bits of fraction. Bytes are
** only ever moved whole (memcpy into uint64_t), which is right on either byte order.
*/
#ifndef LOGITS_BASE_BITS_H
#define LOGITS_BASE_BITS_H

#include "strict.h"

#include <stdbool.h>
#include <stdint.h>
#include <string.h>

#define BITS_SIGN (UINT64_C(1) << 63)
#define BITS_FRACTION ((UINT64_C(1) << 52) - 1)
#define BITS_INFINITY (UINT64_C(0x7ff) << 52)

static inline uint64_t bits_of_double(double x) {
  uint64_t bits;
  memcpy(&bits, &x, sizeof bits);
  return bits;
}

static inline double bits_to_double(uint64_t bits) {
  double x;
  memcpy(&x, &bits, sizeof x);
  return x;
}

static inline double bits_abs(double x) {
  return bits_to_double(bits_of_double(x) & ~BITS_SIGN);
}

static inline bool bits_is_negative(double x) { /* also of -0.0 */
  return bits_of_double(x) >> 63 != 0;
}

static inline bool bits_is_finite(double x) {
  return (bits_of_double(x) & BITS_INFINITY) != BITS_INFINITY;
}

static inline bool bits_is_infinite(double x) {
  return (bits_of_double(x) & ~BITS_SIGN) == BITS_INFINITY;
}

static inline bool bits_is_nan(double x) {
  return (bits_of_double(x) & ~BITS_SIGN) > BITS_INFINITY;
}

static inline double bits_infinity(void) {
  return bits_to_double(BITS_INFINITY);
}

static inline double bits_nan(void) {
  return bits_to_double(UINT64_C(0xfff) << 51);
}

/* An integer that is larger for larger finite doubles, and the way back. */
static inline int64_t bits_order(double x) {
  int64_t bits = (int64_t)bits_of_double(x);
  return bits < 0 ? bits ^ INT64_MAX : bits;
}

static inline double bits_ordered(int64_t order) {
  return bits_to_double((uint64_t)(order < 0 ? order ^ INT64_MAX : order));
}

/* floor(log2 |x|) of a normal x; -1023 for zero and subnormal x, 1024 for infinity and NaN. */
static inline int bits_exponent(double x) {
  return (int)(bits_of_double(x) >> 52 & 0x7ff) - 1023;
}

/* floor(log2 |x|) of any finite x but 0. */
static inline int bits_log2(double x) {
  int exponent = bits_exponent(x);
  return exponent < -1022 ? bits_exponent(x * 0x1p100) - 100 : exponent;
}

/* 2^e for -1022 <= e <= 1023. */
static inline double bits_power_of_two(int e) {
  return bits_to_double((uint64_t)(e + 1023) << 52);
}

/* ---- integers ---- */

/* The number of zero bits above the highest one bit of x > 0. */
static inline int bits_leading_zeros(uint64_t x) {
#if defined(__GNUC__)
  return __builtin_clzll(x);
#else
  int zeros = 0;
  for (int step = 32; step > 0; step /= 2) {
    if (x >> (64 - step) != 0) continue;
    x <<= step;
    zeros += step;
  }
  return zeros;
#endif
}

/* Whether this machine stores the highest byte first. A constant to any compiler. */
static inline bool bits_host_big_endian(void) {
  const uint16_t one = 1;
  unsigned char first;
  memcpy(&first, &one, 1);
  return first == 0;
}

#endif
