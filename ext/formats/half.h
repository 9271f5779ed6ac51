/* half.h: the two 16-bit floating-point formats as doubles.
**
** f16 is IEEE 754-2008 binary16: 1 sign bit, 5 bits of exponent biased by 15, 10 bits of fraction.
** bf16 is the upper half of a binary32: 1 sign bit, 8 bits of exponent biased by 127, 7 bits of
** fraction. Every value of either is a double, so the conversion is exact; NaNs keep sign and
** payload.
*/
#ifndef LOGITS_FORMATS_HALF_H
#define LOGITS_FORMATS_HALF_H

#include "../base/strict.h"

#include "../base/bits.h"

/* `half`, a sign, a biased exponent and `fraction_bits` of fraction, as a double. */
static inline double half_widen(uint64_t half, int fraction_bits) {
  uint64_t special = ((uint64_t)1 << (15 - fraction_bits)) - 1; /* the exponent of Inf and NaN */
  uint64_t bias = special / 2;
  uint64_t exponent = half >> fraction_bits & special;
  uint64_t fraction = half & (((uint64_t)1 << fraction_bits) - 1);
  uint64_t sign = half >> 15 << 63;
  if (exponent == 0) { /* zero and subnormals count 2^(1 - bias - fraction_bits) */
    double magnitude = (double)fraction * bits_power_of_two(1 - (int)bias - fraction_bits);
    return bits_to_double(bits_of_double(magnitude) | sign);
  }
  uint64_t wide = exponent == special ? 0x7ff : exponent - bias + 1023;
  return bits_to_double(sign | wide << 52 | fraction << (52 - fraction_bits));
}

static inline double half_to_double(uint16_t f16) {
  return half_widen(f16, 10);
}

static inline double half_bfloat_to_double(uint16_t bf16) {
  return half_widen(bf16, 7);
}

#endif
