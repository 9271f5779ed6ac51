/* nearest.h: is a double the one nearest to a decimal text, ties to even? Decided with integers of any
** size. The C library's strtod is not asked: on Windows it does not always round correctly.
**
** The text's digits are the integer D, so that it is D 10^k. In units of a quarter of its last place
** the double is 4c, the midpoints around it 4c + 2 and 4c - 2, or 4c - 1 where the double is a power of
** two and those below it lie twice as dense. The powers of ten and two are multiplied out on
** whichever side they have a positive exponent.
*/
#ifndef LOGITS_TESTS_NEAREST_H
#define LOGITS_TESTS_NEAREST_H

#include "../../ext/base/bits.h"

#include <stdbool.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

enum { NEAREST_LIMBS = 256, NEAREST_POWERS = 1200 };

typedef struct {
  uint32_t limb[NEAREST_LIMBS]; /* the lowest first; those from size on are undefined */
  int size;                     /* no zero limb at the top, so 0 for the number 0 */
} Nearest;

static void nearest_push(Nearest *n, uint32_t limb) {
  if (n->size == NEAREST_LIMBS) abort();
  n->limb[n->size++] = limb;
}

/* n = n * factor + term */
static void nearest_multiply(Nearest *n, uint32_t factor, uint32_t term) {
  uint64_t carry = term;
  for (int i = 0; i < n->size; i++) {
    carry += (uint64_t)n->limb[i] * factor;
    n->limb[i] = (uint32_t)carry;
    carry >>= 32;
  }
  if (carry != 0) nearest_push(n, (uint32_t)carry);
}

static Nearest nearest_product(const Nearest *a, const Nearest *b) {
  Nearest product = {.size = a->size + b->size};
  if (a->size == 0 || b->size == 0) return (Nearest){.size = 0};
  if (product.size > NEAREST_LIMBS) abort();
  for (int i = 0; i < a->size; i++) {
    uint64_t carry = 0;
    for (int j = 0; j < b->size; j++) {
      carry += (uint64_t)a->limb[i] * b->limb[j] + product.limb[i + j];
      product.limb[i + j] = (uint32_t)carry;
      carry >>= 32;
    }
    product.limb[i + b->size] = (uint32_t)carry;
  }
  if (product.limb[product.size - 1] == 0) product.size--;
  return product;
}

static Nearest nearest_shifted(const Nearest *n, int places) {
  Nearest shifted = {.size = 0};
  for (int i = 0; i < places / 32; i++) nearest_push(&shifted, 0);
  uint32_t carry = 0;
  for (int i = 0; i < n->size; i++) {
    uint64_t wide = (uint64_t)n->limb[i] << places % 32 | carry;
    nearest_push(&shifted, (uint32_t)wide);
    carry = (uint32_t)(wide >> 32);
  }
  if (carry != 0) nearest_push(&shifted, carry);
  return shifted;
}

static const Nearest *nearest_power_of_5(int exponent) {
  static Nearest powers[NEAREST_POWERS];
  static int made;
  if (exponent >= NEAREST_POWERS) abort();
  for (; made <= exponent; made++) {
    if (made == 0) {
      nearest_push(&powers[0], 1);
    } else {
      powers[made] = powers[made - 1];
      nearest_multiply(&powers[made], 5, 0);
    }
  }
  return &powers[exponent];
}

/* -1, 0 or 1: how a 10^k compares with b 2^e, for a > 0 and b > 0 */
static int nearest_compare(const Nearest *a, int k, uint64_t b, int e) {
  Nearest right = {.limb = {(uint32_t)b, (uint32_t)(b >> 32)}, .size = b >> 32 != 0 ? 2 : 1};
  Nearest left = nearest_product(a, nearest_power_of_5(k > 0 ? k : 0));
  right = nearest_product(&right, nearest_power_of_5(k < 0 ? -k : 0));
  if (k > e) left = nearest_shifted(&left, k - e);
  if (k < e) right = nearest_shifted(&right, e - k);
  if (left.size != right.size) return left.size < right.size ? -1 : 1;
  for (int i = left.size - 1; i >= 0; i--) {
    if (left.limb[i] != right.limb[i]) return left.limb[i] < right.limb[i] ? -1 : 1;
  }
  return 0;
}

/* The digits of a number without its sign, and its exponent, which stays within 10^6: beyond that
** no text of a test has digits that bring it back. Returns how many digits the integer has. */
static int nearest_read(const char *text, Nearest *digits, long *exponent) {
  int count = 0;
  bool point = false;
  *digits = (Nearest){.size = 0};
  *exponent = 0;
  for (; *text != '\0' && *text != 'e' && *text != 'E'; text++) {
    if (*text == '.') {
      point = true;
      continue;
    }
    nearest_multiply(digits, 10, (uint32_t)(*text - '0'));
    count += digits->size > 0;
    *exponent -= point;
  }
  if (*text == '\0') return count;
  long written = 0;
  bool below = text[1] == '-';
  for (text += 1 + (below || text[1] == '+'); *text != '\0'; text++) {
    if (written < 1000000) written = 10 * written + (*text - '0');
  }
  *exponent += below ? -written : written;
  return count;
}

/* For text that is a JSON number of at most 800 digits. */
static bool nearest_is(const char *text, double x) {
  Nearest digits;
  long exponent;
  bool negative = *text == '-';
  if (negative != bits_is_negative(x) || bits_is_nan(x)) return false;
  int count = nearest_read(text + negative, &digits, &exponent);
  if (count == 0 || count + exponent < -330) return x == 0.0; /* below 10^-330 */
  if (count + exponent > 311) return bits_is_infinite(x);     /* at least 10^311 */

  /* An infinity is what 2^1024 would be, with nothing above it. */
  uint64_t bits = bits_of_double(bits_abs(x)), fraction = bits & (UINT64_MAX >> 12);
  int biased = (int)(bits >> 52);
  uint64_t c = fraction | (uint64_t)(biased > 0) << 52;
  int e = (biased > 0 ? biased : 1) - 1077;
  int most = (bits & 1) == 0 ? 0 : -1; /* of a comparison with a midpoint that still counts */
  bool power = fraction == 0 && biased > 1;
  if (!bits_is_infinite(x) && nearest_compare(&digits, (int)exponent, 4 * c + 2, e) > most)
    return false;
  return c == 0 || -nearest_compare(&digits, (int)exponent, 4 * c - (power ? 1 : 2), e) <= most;
}

#endif
