/* test_wide.c: 128-bit integers against the compiler's own where it has them, and against sums of 32-bit
** digits where not.
*/
#include "../../ext/base/wide.h"
#include "../check.h"
#include "../testing.h"

#include <inttypes.h>

/* ---- by hand ---- */

typedef struct {
  uint32_t digit[4];
} Digits;

static Digits digits_of(Wide a) {
  return (Digits){{(uint32_t)a.lo, (uint32_t)(a.lo >> 32), (uint32_t)a.hi, (uint32_t)(a.hi >> 32)}};
}

static bool digits_are(Digits a, Wide b) {
  Digits of_b = digits_of(b);
  bool same = true;
  for (int i = 0; i < 4; i++) same = same && a.digit[i] == of_b.digit[i];
  return same;
}

static Digits digits_add(Digits a, Digits b) {
  uint64_t carry = 0;
  for (int i = 0; i < 4; i++) {
    carry += (uint64_t)a.digit[i] + b.digit[i];
    a.digit[i] = (uint32_t)carry;
    carry >>= 32;
  }
  return a;
}

static Digits digits_negate(Digits a) {
  for (int i = 0; i < 4; i++) a.digit[i] = ~a.digit[i];
  return digits_add(a, (Digits){{1, 0, 0, 0}});
}

/* m, doubled `shift` times. */
static Digits digits_shifted(int64_t m, int shift) {
  uint32_t sign = m < 0 ? UINT32_MAX : 0;
  Digits a = {{(uint32_t)(uint64_t)m, (uint32_t)((uint64_t)m >> 32), sign, sign}};
  for (int i = 0; i < shift; i++) a = digits_add(a, a);
  return a;
}

/* floor(m / 2^shift), halved as often, each time towards -Inf. */
static int64_t test_floor(int64_t m, int shift) {
  for (int i = 0; i < shift; i++)
    m = (m - (m % 2 != 0 ? (m < 0 ? -1 : 1) : 0)) / 2 - (m < 0 && m % 2 != 0);
  return m;
}

static void test_operations(Wide a, Wide b, int64_t m, int shift) {
  CHECK(digits_are(digits_add(digits_of(a), digits_of(b)), wide_add(a, b)), "a sum");
  CHECK(digits_are(digits_negate(digits_of(a)), wide_negate(a)), "a negative");
  CHECK(wide_is_zero(wide_add(a, wide_negate(a))), "a - a");
  CHECK(wide_is_zero(a) == (a.lo == 0 && a.hi == 0), "zero");
  CHECK(wide_is_negative(a) == (digits_of(a).digit[3] >> 31 != 0), "negative");
  CHECK(digits_are(digits_shifted(m, shift), wide_of(m, shift)), "%" PRId64 " 2^%d", m, shift);
  CHECK(wide_shift_right(m, shift) == test_floor(m, shift), "%" PRId64 " / 2^%d", m, shift);
  uint32_t sign = wide_is_negative(a) ? UINT32_MAX : 0;
  Digits all = digits_of(a), dropped = {{all.digit[1], all.digit[2], all.digit[3], sign}};
  CHECK(digits_are(dropped, wide_drop_digit(a)), "without a digit");
}

/* ---- by the compiler ---- */

#ifdef __SIZEOF_INT128__
__extension__ typedef __int128 Int128;
__extension__ typedef unsigned __int128 UInt128;

static Int128 test_native(Wide a) {
  return (Int128)((UInt128)a.hi << 64 | a.lo);
}

static void test_against_native(Wide a, Wide b, int64_t m, int shift) {
  UInt128 sum = (UInt128)test_native(a) + (UInt128)test_native(b);
  CHECK((UInt128)test_native(wide_add(a, b)) == sum, "a sum");
  CHECK((UInt128)test_native(wide_negate(a)) == -(UInt128)test_native(a), "a negative");
  CHECK(wide_is_zero(a) == (test_native(a) == 0), "zero");
  CHECK(wide_is_negative(a) == (test_native(a) < 0), "negative");
  CHECK((UInt128)test_native(wide_of(m, shift)) == (UInt128)(Int128)m << shift, "%" PRId64 " 2^%d",
        m, shift);
  CHECK(test_native(wide_drop_digit(a)) == test_native(a) >> 32, "without a digit");
}
#else
static void test_against_native(Wide a, Wide b, int64_t m, int shift) {
  (void)a, (void)b, (void)m, (void)shift;
}
#endif

int main(void) {
  const uint64_t words[] = {
      0, 1, UINT64_MAX, UINT64_C(1) << 63, INT64_MAX, UINT32_MAX, 1 + (uint64_t)UINT32_MAX};
  enum { WORDS = sizeof words / sizeof *words };
  for (int i = 0; i < WORDS * WORDS * WORDS * WORDS; i++) {
    Wide a = {words[i % WORDS], words[i / WORDS % WORDS]};
    Wide b = {words[i / WORDS / WORDS % WORDS], words[i / WORDS / WORDS / WORDS]};
    test_operations(a, b, (int64_t)a.lo, i % 64);
    test_against_native(a, b, (int64_t)a.lo, i % 64);
  }
  for (int i = 0; i < 100000; i++) {
    Wide a = {test_random(), test_random()}, b = {test_random(), test_random()};
    int64_t m = (int64_t)test_random() / ((int64_t)1 << test_below(60));
    test_operations(a, b, m, test_below(64));
    test_against_native(a, b, m, test_below(64));
  }
  for (int shift = 0; shift < 64; shift++) {
    test_operations((Wide){0, 0}, (Wide){1, 0}, INT64_MIN, shift);
    test_operations((Wide){0, 0}, (Wide){1, 0}, INT64_MAX, shift);
    test_operations((Wide){0, 0}, (Wide){1, 0}, -1, shift);
  }
  return check_report();
}
