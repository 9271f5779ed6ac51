/* decimal.c: doubles to shortest decimal text, decimal text to doubles; see decimal.h.
**
** Both directions multiply a 64-bit integer by a power of ten that is cut to 126 bits
** (decimal_tables.h), and rest on an argument that 126 bits are enough.
**
** Printing: R. Giulietti, "The Schubfach way to render doubles" (2020). The numbers that read back
** to x fill an interval around it. With 10^k just below its width, at most one multiple of 10^(k+1)
** and at least one of 10^k lie inside: the answer is the former, or else the nearest of the latter.
**
** Reading: after D. Lemire, "Number parsing at a gigabyte per second" (2021), and W. D. Clinger's
** rule that only a number next to a midpoint between two doubles is hard (PLDI 1990). The product
** gives an interval that holds the value. Nearly always both of its ends round to the same double;
** if not, there is one midpoint inside, with which the digits are compared in exact integers.
*/
#include "decimal.h"

#include "../base/bits.h"
#include "decimal_tables.h"

#include <stdint.h>
#include <string.h>

#if defined(__SIZEOF_INT128__)
__extension__ typedef unsigned __int128 DecimalNative;
#endif

static DecimalWide decimal_multiply(uint64_t a, uint64_t b) {
  DecimalWide product;
#if defined(__SIZEOF_INT128__)
  DecimalNative native = (DecimalNative)a * b;
  product.high = (uint64_t)(native >> 64);
  product.low = (uint64_t)native;
#else
  uint64_t a1 = a >> 32, a0 = a & UINT32_MAX, b1 = b >> 32, b0 = b & UINT32_MAX;
  uint64_t low = a0 * b0, cross = a1 * b0 + (low >> 32); /* cannot overflow: (2^32-1)^2 + 2^32-1 */
  uint64_t middle = a0 * b1 + (cross & UINT32_MAX);
  product.high = a1 * b1 + (cross >> 32) + (middle >> 32);
  product.low = middle << 32 | (low & UINT32_MAX);
#endif
  return product;
}

/* floor((n * factor + add) / 2^shift) for |n| < 1500 and factor < 2^21. */
static int decimal_floor(int n, int factor, int add, int shift) {
  const int64_t offset = (int64_t)1 << 40; /* C leaves open what >> does to negative numbers */
  return (int)((n * (int64_t)factor + add + offset) >> shift) - (int)(offset >> shift);
}

/* floor(log2(10^q)), right for |q| <= 1233: 1741647 / 2^19 is 7.1e-8 below log2(10). */
static int decimal_log2_power(int q) {
  return decimal_floor(q, 1741647, 0, 19);
}

/* floor(log10(2^q)) or, for the narrow interval below a power of two, floor(log10(3/4 2^q)). Right
** for |q| <= 1500: 1262611 / 2^22 is 7.5e-8 below log10(2). */
static int decimal_log10(int q, bool narrow) {
  return decimal_floor(q, 1262611, narrow ? -524031 : 0, 22);
}

/* ---- printing ---- */

typedef struct {
  uint64_t digits; /* 1 .. 10^17 - 1 */
  int exponent;    /* the value is digits * 10^exponent */
} DecimalShort;

/* g * n / 2^128 rounded to odd: what is no integer becomes the odd one of its two neighbours, so
** that comparing it with an even integer gives what comparing the exact value would.
**
** g is above a power of ten by at most 1, hence g * n / 2^128 is too high by at most n / 2^128,
** which is below 2^-66. It stands for 4 x / 10^k, x a double or an end of its interval. Where that
** is no even integer, it is more than 2^-63 away from each of them (the least over all doubles, by
** continued fractions: 2^-62.5). So `middle` is 0 just when it ought to be. */
static uint64_t decimal_round_to_odd(DecimalWide g, uint64_t n) {
  DecimalWide high = decimal_multiply(g.high, n);
  uint64_t middle = high.low + decimal_multiply(g.low, n).high;
  return (high.high + (middle < high.low)) | (middle != 0);
}

/* The shortest decimal in the rounding interval of c * 2^q, c > 0; of several as short, the
** nearest.
** `narrow`: c is a power of two, and its lower neighbour is only half as far as the upper one. */
static inline DecimalShort decimal_shorten(uint64_t c, int q, bool narrow) {
  int k = decimal_log10(q, narrow);
  DecimalWide g = decimal_powers[-k - DECIMAL_POWER_FIRST];
  g.high += ++g.low == 0;
  int h = q + decimal_log2_power(-k) + 3; /* 3 .. 6 */

  uint64_t lower = decimal_round_to_odd(g, (4 * c - (narrow ? 1 : 2)) << h);
  uint64_t value = decimal_round_to_odd(g, 4 * c << h);
  uint64_t upper = decimal_round_to_odd(g, (4 * c + 2) << h);
  lower += c & 1; /* the ends read back to an even c only */
  upper -= c & 1;

  /* s <= x / 10^k < s + 1, s < 10^17. Which candidate it will be is as good as random, so that
  ** branches would cost more than all of them: no && here. */
  uint64_t s = value / 4, tens = s / 10 * 10, middle = 4 * s + 2;
  bool tens_below = lower <= 4 * tens, tens_above = 4 * (tens + 10) <= upper;
  bool below = lower <= 4 * s, above = 4 * (s + 1) <= upper;
  bool nearer = (value > middle) | ((value == middle) & ((s & 1) != 0));
  bool up = above & (nearer | !below);
  bool shorter = (s >= 10) & (tens_below | tens_above);
  uint64_t round = tens + (tens_below ? 0 : 10), mask = (uint64_t)0 - shorter;
  return (DecimalShort){(round & mask) | ((s + up) & ~mask), k};
}

/* Eight characters as one integer: the first is its lowest byte, whatever the machine's order. */
static inline uint64_t decimal_load_eight(const char *text) {
  uint64_t eight = 0;
  if (!bits_host_big_endian()) {
    memcpy(&eight, text, sizeof eight);
  } else {
    for (int i = 0; i < 8; i++) eight |= (uint64_t)(unsigned char)text[i] << 8 * i;
  }
  return eight;
}

static inline void decimal_store_eight(char *text, uint64_t eight) {
  if (!bits_host_big_endian()) {
    memcpy(text, &eight, sizeof eight);
  } else {
    for (int i = 0; i < 8; i++) text[i] = (char)(eight >> 8 * i & 0xff);
  }
}

#define DECIMAL_ZEROS UINT64_C(0x3030303030303030) /* eight characters '0' */

/* A value below 10^8 as eight digits. It is halved three times, into fields of 32, 16 and 8 bits, all
** fields at once. 10486 / 2^20 and 103 / 2^10 are near enough to 1/100 for 4 digits, 1/10 for 2. */
static inline uint64_t decimal_eight(uint32_t value) {
  uint64_t four = value / 10000 | (uint64_t)(value % 10000) << 32;
  uint64_t upper = four * 10486 >> 20 & UINT64_C(0x0000007f0000007f);
  uint64_t two = upper | (four - 100 * upper) << 16;
  uint64_t tens = two * 103 >> 10 & UINT64_C(0x000f000f000f000f);
  return (tens | (two - 10 * tens) << 8) + DECIMAL_ZEROS;
}

typedef struct {
  uint64_t first, middle, last; /* one character, eight, eight */
  int count;                    /* without the zeros at the end; at least 1 */
} DecimalDigits;

/* The place of the last byte that is not 0, from 1. */
static inline int decimal_last_byte(uint64_t eight) {
  return (71 - bits_leading_zeros(eight)) / 8;
}

/* 17 digits, the first of which is not 0. */
static inline DecimalDigits decimal_split(uint64_t digits) {
  uint64_t nine = digits / 100000000, first = digits / 10000000000000000;
  DecimalDigits split = {.first = first + '0', .count = 1};
  split.middle = decimal_eight((uint32_t)(nine - 100000000 * first));
  split.last = decimal_eight((uint32_t)(digits - 100000000 * nine));
  uint64_t last = split.last ^ DECIMAL_ZEROS, middle = split.middle ^ DECIMAL_ZEROS;
  if (last != 0) {
    split.count = 9 + decimal_last_byte(last);
  } else if (middle != 0) {
    split.count = 1 + decimal_last_byte(middle);
  }
  return split;
}

/* Writes all 17. */
static inline void decimal_write(char *text, const DecimalDigits *digits) {
  text[0] = (char)digits->first;
  decimal_store_eight(text + 1, digits->middle);
  decimal_store_eight(text + 9, digits->last);
}

/* Writes 'e' and the exponent. */
static char *decimal_write_exponent(char *text, int exponent) {
  *text++ = 'e';
  if (exponent < 0) *text++ = '-';
  if (exponent < 0) exponent = -exponent;
  if (exponent >= 100) *text++ = (char)('0' + exponent / 100);
  if (exponent >= 10) *text++ = (char)('0' + exponent / 10 % 10);
  *text++ = (char)('0' + exponent % 10);
  return text;
}

/* Writes digits as a number, the first of which counts 10^lead. All 17 are written and those too
** many are left behind the end; no more than 22 bytes are touched. Nothing is read again, since
** reading what has just been written in other pieces takes long. */
static char *decimal_lay_out(char *text, const DecimalDigits *digits, int lead) {
  bool power = lead < -4 || lead > 15;
  if (lead < 0 && !power) {
    memcpy(text, "0.0000", 6);
    decimal_write(text + 1 - lead, digits);
    return text + 1 - lead + digits->count;
  }
  int whole = power ? 1 : lead + 1; /* digits before the point, up to 16 */
  decimal_write(text + 1, digits);
  text[0] = (char)digits->first;
  for (int i = 1; i < whole; i++) {
    text[i] = (char)((i < 9 ? digits->middle >> 8 * (i - 1) : digits->last >> 8 * (i - 9)) & 0xff);
  }
  text[whole] = '.';
  if (power) {
    return decimal_write_exponent(text + (digits->count > 1 ? digits->count + 1 : 1), lead);
  }
  return text + (digits->count > whole ? digits->count : whole + 1) + 1;
}

static int decimal_copy(char *text, const char *constant) {
  size_t length = strlen(constant);
  memcpy(text, constant, length);
  return (int)length;
}

int decimal_format(char *text, double x) {
  bool negative = bits_is_negative(x);
  if (bits_is_nan(x)) return decimal_copy(text, "null");
  if (bits_is_infinite(x)) return decimal_copy(text, negative ? "-9e999" : "9e999");
  if (bits_of_double(x) << 1 == 0) return decimal_copy(text, negative ? "-0.0" : "0.0");

  int e = bits_exponent(x);
  uint64_t fraction = bits_of_double(x) & BITS_FRACTION;
  bool normal = e > -1023;
  DecimalShort number = decimal_shorten(fraction + (normal ? BITS_FRACTION + 1 : 0),
                                        normal ? e - 52 : -1074, fraction == 0 && e > -1022);

  /* A normal number has 16 digits or 17, which is as good as random, and is no branch. */
  int missing = number.digits < 10000000000000000;
  number.digits *= missing ? 10 : 1;
  for (; number.digits < 10000000000000000; missing++) number.digits *= 10;
  DecimalDigits digits = decimal_split(number.digits);
  char *at = text;
  *at = '-';
  at += negative;
  at = decimal_lay_out(at, &digits, number.exponent + 16 - missing);
  return (int)(at - text);
}

/* ---- reading: the text ---- */

enum {
  DECIMAL_HEAD = 19,    /* digits that surely fit in 64 bits */
  DECIMAL_DIGITS = 768, /* a midpoint between two doubles has no more: (2^54-1) 2^-1075 has 768 */
};

typedef struct {
  bool negative;
  bool truncated;    /* digits other than 0 follow those in `head` */
  const char *first; /* the first digit that is not 0; a '.' may come among the digits */
  int64_t count;     /* how many digits from there on, 0 for the number 0 */
  int64_t exponent;  /* the last digit counts 10^exponent */
  uint64_t head;     /* the first 19 digits, or all when there are fewer */
} DecimalNumber;

static bool decimal_is_digit(const char *at, const char *end) {
  return at < end && *at >= '0' && *at <= '9';
}

/* Whether all eight characters are digits: a byte is one if its upper half is 3, with 6 added too
** (D. Lemire, 2021, as above). */
static inline bool decimal_are_digits(uint64_t eight) {
  const uint64_t upper = UINT64_C(0xf0f0f0f0f0f0f0f0);
  uint64_t more = eight + UINT64_C(0x0606060606060606);
  return (((eight ^ DECIMAL_ZEROS) | (more ^ DECIMAL_ZEROS)) & upper) == 0;
}

/* The number that eight digits are: pairs, then fours, then all (the same source). */
static inline uint64_t decimal_of_digits(uint64_t eight) {
  eight -= DECIMAL_ZEROS;
  uint64_t pairs = (10 * eight + (eight >> 8)) & UINT64_C(0x00ff00ff00ff00ff);
  uint64_t fours = (100 * pairs + (pairs >> 16)) & UINT64_C(0x0000ffff0000ffff);
  return (10000 * fours + (fours >> 32)) & UINT32_MAX;
}

/* Appends the digits from `at` on to *value, modulo 2^64, and returns where they end. */
static inline const char *decimal_take(const char *at, const char *end, uint64_t *value) {
  uint64_t sum = *value;
  for (; decimal_is_digit(at, end); at++) sum = 10 * sum + (uint64_t)(*at - '0');
  *value = sum;
  return at;
}

/* The same for many. */
static inline const char *decimal_take_many(const char *at, const char *end, uint64_t *value) {
  uint64_t sum = *value;
  for (; end - at >= 8; at += 8) {
    uint64_t eight = decimal_load_eight(at);
    if (!decimal_are_digits(eight)) break;
    sum = 100000000 * sum + decimal_of_digits(eight);
  }
  *value = sum;
  return decimal_take(at, end, value);
}

/* Takes an exponent of any length. Beyond 10^17 its value does not matter: no text has digits
** enough to make up for it. */
static const char *decimal_take_exponent(const char *at, const char *end, int64_t *exponent) {
  const char *sign = at + 1;
  bool negative = sign < end && *sign == '-';
  const char *digit = sign + (sign < end && (*sign == '-' || *sign == '+'));
  if (!decimal_is_digit(digit, end)) return at; /* the 'e' is no part of the number */
  int64_t value = 0;
  for (; decimal_is_digit(digit, end); digit++) {
    if (value < 100000000000000000) value = 10 * value + (*digit - '0');
  }
  *exponent += negative ? -value : value;
  return digit;
}

/* Takes the head of a number of more than 19 digits anew: it has overflowed. */
static void decimal_take_head(DecimalNumber *number) {
  const char *at = number->first;
  number->head = 0;
  for (int64_t i = 0; i < number->count; at++) {
    if (*at == '.') continue;
    if (i < DECIMAL_HEAD) number->head = 10 * number->head + (uint64_t)(*at - '0');
    number->truncated |= i >= DECIMAL_HEAD && *at != '0';
    i++;
  }
}

/* Takes a number apart. Returns where it ends, NULL if there is none. */
static const char *decimal_scan(const char *at, const char *end, DecimalNumber *number) {
  *number = (DecimalNumber){.negative = at < end && *at == '-'};
  at += number->negative;
  if (!decimal_is_digit(at, end)) return NULL;

  bool zero = *at == '0'; /* then nothing but a point may follow */
  const char *whole = at;
  at = zero ? at + 1 : decimal_take(at, end, &number->head);
  number->first = whole;
  number->count = zero ? 0 : at - whole;

  if (at < end && *at == '.' && decimal_is_digit(at + 1, end)) {
    const char *fraction = ++at;
    if (zero) {
      while (at < end && *at == '0') at++;
      number->first = at;
    }
    const char *from = at;
    at = decimal_take_many(at, end, &number->head);
    number->count += at - from;
    number->exponent = fraction - at;
  }
  if (at < end && (*at == 'e' || *at == 'E')) {
    at = decimal_take_exponent(at, end, &number->exponent);
  }
  if (number->count > DECIMAL_HEAD) decimal_take_head(number);
  return at;
}

/* ---- reading: the hard cases ---- */

/* An integer > 0. The largest are those of decimal_compare, where both sides are within a factor
** of 2 of each other and one of them is not shifted: digits below 10^768 < 2^2552, or a midpoint
** times a power of five below 2^54 5^1092 < 2^2590. 81 limbs hold twice that. */
typedef struct {
  uint32_t limb[84]; /* the lowest first */
  int size;          /* the highest limb in use is not 0 */
} DecimalBig;

static void decimal_big_multiply(DecimalBig *big, uint32_t factor, uint32_t addend) {
  uint64_t carry = addend;
  for (int i = 0; i < big->size; i++) {
    carry += (uint64_t)big->limb[i] * factor;
    big->limb[i] = (uint32_t)carry;
    carry >>= 32;
  }
  if (carry != 0) big->limb[big->size++] = (uint32_t)carry;
}

static void decimal_big_times_power_of_five(DecimalBig *big, int64_t exponent) {
  for (; exponent >= 13; exponent -= 13) decimal_big_multiply(big, 1220703125, 0); /* 5^13 */
  for (; exponent > 0; exponent--) decimal_big_multiply(big, 5, 0);
}

static void decimal_big_shift(DecimalBig *big, int64_t bits) {
  if (bits <= 0) return;
  decimal_big_multiply(big, (uint32_t)1 << bits % 32, 0);
  size_t limbs = (size_t)bits / 32;
  memmove(big->limb + limbs, big->limb, (size_t)big->size * sizeof *big->limb);
  memset(big->limb, 0, limbs * sizeof *big->limb);
  big->size += (int)limbs;
}

static int decimal_big_compare(const DecimalBig *a, const DecimalBig *b) {
  if (a->size != b->size) return a->size < b->size ? -1 : 1;
  for (int i = a->size - 1; i >= 0; i--) {
    if (a->limb[i] != b->limb[i]) return a->limb[i] < b->limb[i] ? -1 : 1;
  }
  return 0;
}

/* The first `taken` digits of the number, taken nine at a time. */
static DecimalBig decimal_big_digits(const DecimalNumber *number, int64_t taken) {
  DecimalBig big = {.size = 0};
  const char *at = number->first;
  uint32_t nine = 0, scale = 1;
  for (int64_t i = 0; i < taken; at++) {
    if (*at == '.') continue;
    nine = 10 * nine + (uint32_t)(*at - '0');
    scale *= 10;
    if (++i == taken || scale == 1000000000) {
      decimal_big_multiply(&big, scale, nine);
      nine = 0;
      scale = 1;
    }
  }
  return big;
}

/* The sign of |number| - n * 2^power, where n * 2^power is a midpoint next to the number. Digits
** after the 768th count only if those before are the midpoint's own. */
static int decimal_compare(const DecimalNumber *number, uint64_t n, int power) {
  int64_t taken = number->count < DECIMAL_DIGITS ? number->count : DECIMAL_DIGITS;
  int64_t exponent = number->exponent + (number->count - taken);
  DecimalBig value = decimal_big_digits(number, taken);
  DecimalBig midpoint = {.limb = {(uint32_t)n, (uint32_t)(n >> 32)}, .size = n >> 32 ? 2 : 1};

  decimal_big_times_power_of_five(&value, exponent);
  decimal_big_times_power_of_five(&midpoint, -exponent);
  decimal_big_shift(&value, exponent - power);
  decimal_big_shift(&midpoint, power - exponent);

  int order = decimal_big_compare(&value, &midpoint);
  if (order != 0 || !number->truncated) return order;
  const char *at = number->first;
  for (int64_t i = 0; i < number->count; at++) {
    if (*at == '.') continue;
    if (i >= taken && *at != '0') return 1;
    i++;
  }
  return 0;
}

/* ---- reading: the value ---- */

/* |number| as P * 2^(exponent - top), where P has 61 or 62 bits before the point. */
typedef struct {
  uint64_t high;  /* the integer part of P, or lower by up to `slack` */
  uint64_t low;   /* 64 bits after the point; if exact, any bit after them sets the lowest */
  uint64_t slack; /* 0 .. 5 */
  int top;        /* the place of the highest bit in `high`, 60 or 61 */
  int exponent;   /* 2^exponent <= |number|, and |number| < 2^(exponent + 1) but for `slack` */
  bool exact;     /* else P is more than high + low / 2^64 */
} DecimalProduct;

/* The product of the number's head and 10^q. */
static DecimalProduct decimal_scale(const DecimalNumber *number, int q) {
  int zeros = bits_leading_zeros(number->head);
  uint64_t head = number->head << zeros;
  DecimalWide power = decimal_powers[q - DECIMAL_POWER_FIRST];
  DecimalWide upper = decimal_multiply(head, power.high);
  DecimalWide lower = decimal_multiply(head, power.low);

  DecimalProduct product;
  product.low = upper.low + lower.high;
  product.high = upper.high + (product.low < lower.high);
  product.top = 60 + (int)(product.high >> 61);
  product.exponent = product.top + 3 + decimal_log2_power(q) - zeros;
  product.exact = q >= 0 && q <= 54 && !number->truncated; /* 5^54 < 2^126 */
  if (product.exact) {
    product.low |= lower.low != 0;
    product.slack = 0;
  } else {
    /* In units of the last bit of `low`, the power lacks less than 1 and cutting the product takes
    ** less than 1. A truncated head lacks less than 1 << zeros; power.high is below 2^62. */
    product.slack = product.low == UINT64_MAX;
    if (number->truncated) product.slack = 1 + ((uint64_t)1 << zeros) / 4;
  }
  return product;
}

/* The bits of the double nearest to the number without its sign. */
static uint64_t decimal_round(const DecimalNumber *number) {
  int64_t q = number->exponent; /* of the head, taken for an integer */
  if (number->count > DECIMAL_HEAD) q += number->count - DECIMAL_HEAD;
  if (number->count == 0 || q < DECIMAL_POWER_FIRST) return 0; /* below 10^-324 */
  if (q > 308) return BITS_INFINITY;

  DecimalProduct product = decimal_scale(number, (int)q);
  if (product.exponent > 1023) return BITS_INFINITY;
  if (product.exponent < -1076) return 0; /* half the least double is 2^-1075 */
  int binade = product.exponent < -1022 ? -1022 : product.exponent; /* subnormals share one */

  /* Both bounds of P are rounded, halves up. If they differ, a midpoint is between them, and only
  ** one, since midpoints are at least 2^8 apart. */
  int shift = product.top - 52 + (binade - product.exponent);
  uint64_t start = product.high + ((uint64_t)1 << (shift - 1));
  uint64_t above = (start + product.slack) >> shift;
  int order = 1; /* of the number against the midpoint below `above` */
  if (product.exact) {
    order = product.low != 0 || start << (64 - shift) != 0;
  } else if (start >> shift != above) {
    order = decimal_compare(number, 2 * above - 1, binade - 53);
  }
  uint64_t mantissa = above - (order < 0 || (order == 0 && (above & 1)));

  /* The implicit bit, or a carry to 2^53, adds to the exponent field what is missing there. */
  return mantissa + ((uint64_t)(binade + 1022) << 52);
}

bool decimal_parse(const char *text, size_t length, double *x, size_t *used) {
  DecimalNumber number;
  const char *end = length > 0 ? decimal_scan(text, text + length, &number) : NULL;
  if (end == NULL) return false;
  *x = bits_to_double(decimal_round(&number) | (number.negative ? BITS_SIGN : 0));
  *used = (size_t)(end - text);
  return true;
}
