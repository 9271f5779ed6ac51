/* natural.c: see natural.h. */
#include "natural.h"

#include <string.h>

void natural_shift(uint32_t *copy, int copied, const uint32_t *x, int digits, int64_t shift) {
  int whole = (int)(shift / NATURAL_DIGIT), bits = (int)(shift % NATURAL_DIGIT);
  uint64_t below = 0;
  for (int i = 0; i < copied; i++) {
    int from = i - whole;
    uint64_t digit = from >= 0 && from < digits ? x[from] : 0;
    copy[i] = (uint32_t)(digit << bits | below);
    below = digit << bits >> NATURAL_DIGIT;
  }
}

void natural_set(uint32_t *x, int digits, Term term, int64_t unit) {
  uint32_t m[2] = {(uint32_t)term.m, (uint32_t)((uint64_t)term.m >> NATURAL_DIGIT)};
  natural_shift(x, digits, m, 2, term.e - unit);
}

/* The two halves of `times` one after the other. */
void natural_add_times(uint32_t *sum, const uint32_t *x, int digits, uint64_t times) {
  for (int half = 0; half < 2; half++) {
    uint64_t carry = 0, factor = half == 0 ? times & UINT32_MAX : times >> NATURAL_DIGIT;
    for (int i = half; i < digits && factor != 0; i++) {
      carry += x[i - half] * factor + sum[i];
      sum[i] = (uint32_t)carry;
      carry >>= NATURAL_DIGIT;
    }
  }
}

void natural_add_product(uint32_t *product, const uint32_t *x, const uint32_t *y, int digits) {
  for (int i = 0; i < digits; i++) {
    uint64_t carry = 0;
    if (x[i] == 0) continue;
    for (int j = 0; j < digits; j++) {
      carry += (uint64_t)x[i] * y[j] + product[i + j];
      product[i + j] = (uint32_t)carry;
      carry >>= NATURAL_DIGIT;
    }
    for (int k = i + digits; carry != 0 && k < 2 * digits; k++) {
      carry += product[k];
      product[k] = (uint32_t)carry;
      carry >>= NATURAL_DIGIT;
    }
  }
}

/* What is borrowed is at most one digit and 1, so it fits into the next round's difference. */
void natural_subtract_product(uint32_t *product, const uint32_t *x, const uint32_t *y, int digits) {
  for (int i = 0; i < digits; i++) {
    uint64_t borrow = 0;
    if (x[i] == 0) continue;
    for (int j = 0; j < digits; j++) {
      borrow += (uint64_t)x[i] * y[j];
      uint32_t low = (uint32_t)borrow;
      borrow = (borrow >> NATURAL_DIGIT) + (product[i + j] < low);
      product[i + j] -= low;
    }
    for (int k = i + digits; borrow != 0 && k < 2 * digits; k++) {
      uint32_t low = (uint32_t)borrow;
      borrow = product[k] < low;
      product[k] -= low;
    }
  }
}

ScaledDD natural_value(const uint32_t *x, int digits) {
  while (digits > 0 && x[digits - 1] == 0) digits--;
  if (digits == 0) return (ScaledDD){{0.0, 0.0}, 0};
  uint64_t top[5];
  for (int i = 0; i < 5; i++) top[i] = digits > i ? x[digits - 1 - i] : 0;
  int zeros = bits_leading_zeros(top[0]) - 32;
  uint64_t high = top[0] << 32 | top[1], low = top[2] << 32 | top[3];
  high = high << zeros | low >> 1 >> (63 - zeros);
  low = low << zeros | top[4] >> (32 - zeros);
  low += UINT64_C(1) << 21;
  if (low >> 21 == 0) high++;
  if (high == 0) return (ScaledDD){{1.0, 0.0}, (int64_t)digits * NATURAL_DIGIT - zeros};
  int64_t first = (int64_t)(high >> 11), second = (int64_t)((high & 0x7ff) << 42 | low >> 22);
  DD f = dd_fast_two_sum((double)first * 0x1p-53, (double)second * 0x1p-106);
  return (ScaledDD){f, (int64_t)digits * NATURAL_DIGIT - zeros};
}
