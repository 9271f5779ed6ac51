/* test_natural.c: natural numbers against their residues modulo primes, and against doubles; with
** digits that are zero or all ones, where carries run. */
#include "../../ext/exact/natural.h"
#include "../../ext/exact/superacc.h"
#include "../check.h"
#include "../testing.h"

#include <string.h>

enum { TEST_MOST = 12 };

static const uint64_t test_primes[] = {2147483647, 2147483629, 1000000007, 65537, 3};
enum { TEST_PRIMES = (int)(sizeof test_primes / sizeof *test_primes) };

static uint64_t test_modulo(const uint32_t *x, int digits, uint64_t prime) {
  uint64_t rest = 0;
  for (int i = digits; i-- > 0;) rest = ((rest << 32) + x[i]) % prime;
  return rest;
}

static uint64_t test_power(int64_t exponent, uint64_t prime) {
  uint64_t power = 1;
  for (int64_t i = 0; i < exponent; i++) power = 2 * power % prime;
  return power;
}

static void test_fill(uint32_t *x, int digits) {
  for (int i = 0; i < digits; i++) {
    int kind = test_below(4);
    x[i] = kind == 0 ? 0 : kind == 1 ? UINT32_MAX : (uint32_t)test_random();
  }
}

static void test_sums(void) {
  for (int round = 0; round < 20000; round++) {
    uint32_t x[TEST_MOST], y[TEST_MOST], sum[TEST_MOST];
    int digits = 1 + test_below(TEST_MOST);
    test_fill(x, digits);
    test_fill(y, digits);
    x[digits - 1] >>= 1; /* so that the sum fits */
    y[digits - 1] >>= 1;
    memcpy(sum, x, sizeof sum);
    natural_add(sum, y, digits);
    for (int i = 0; i < TEST_PRIMES; i++) {
      uint64_t prime = test_primes[i];
      uint64_t expected = (test_modulo(x, digits, prime) + test_modulo(y, digits, prime)) % prime;
      CHECK(test_modulo(sum, digits, prime) == expected, "round %d: sum", round);
    }
    CHECK(!natural_is_below(sum, x, digits), "round %d: order", round);
    CHECK(natural_is_below(x, sum, digits) != natural_is_zero(y, digits), "round %d: order", round);
    natural_subtract(sum, y, digits);
    CHECK(memcmp(sum, x, (size_t)digits * sizeof *x) == 0, "round %d: difference", round);
  }
}

static void test_products(void) {
  for (int round = 0; round < 20000; round++) {
    uint32_t x[TEST_MOST], y[TEST_MOST], start[2 * TEST_MOST], product[2 * TEST_MOST];
    int digits = 1 + test_below(TEST_MOST);
    test_fill(x, digits);
    test_fill(y, digits);
    test_fill(start, 2 * digits);
    x[digits - 1] >>= 1;
    start[2 * digits - 1] >>= 1;
    memcpy(product, start, sizeof product);
    natural_add_product(product, x, y, digits);
    for (int i = 0; i < TEST_PRIMES; i++) {
      uint64_t prime = test_primes[i];
      uint64_t expected = test_modulo(x, digits, prime) * test_modulo(y, digits, prime);
      expected = (expected + test_modulo(start, 2 * digits, prime)) % prime;
      CHECK(test_modulo(product, 2 * digits, prime) == expected, "round %d: product", round);
    }
    natural_subtract_product(product, x, y, digits);
    CHECK(memcmp(product, start, 2 * (size_t)digits * sizeof *x) == 0, "round %d: less", round);
  }
}

static void test_shifts(void) {
  for (int round = 0; round < 20000; round++) {
    uint32_t x[TEST_MOST], copy[TEST_MOST];
    int digits = 1 + test_below(4), shift = test_below(32 * (TEST_MOST - 4) + 1);
    test_fill(x, digits);
    natural_shift(copy, TEST_MOST, x, digits, shift);
    for (int i = 0; i < TEST_PRIMES; i++) {
      uint64_t prime = test_primes[i];
      uint64_t expected = test_modulo(x, digits, prime) * test_power(shift, prime) % prime;
      CHECK(test_modulo(copy, TEST_MOST, prime) == expected, "round %d: shift %d", round, shift);
    }
  }
}

/* A double of any size, written in any unit with any number of digits, has one value. */
static void test_doubles(void) {
  static const double special[] = {5e-324, 0x1p-1022, 0x1.fffffffffffffp-1023, 1.0, 0.1, DBL_MAX};
  for (int round = 0; round < 20000; round++) {
    uint32_t x[80];
    double expected = bits_to_double(test_random() >> 1);
    if (round < 6) expected = special[round];
    if (!bits_is_finite(expected) || expected == 0.0) continue;
    Term term = natural_odd(expected);
    CHECK((term.m & 1) == 1 && term.m > 0, "%g is not odd", expected);
    CHECK(dd_round((ScaledDD){dd_from((double)term.m), term.e}) == expected, "%g", expected);
    int64_t end = natural_end(term), unit = term.e - test_below(200);
    CHECK(bits_log2(expected) == end - 1, "%g ends at 2^%d", expected, (int)end);
    int digits = (int)((end - unit + 31) / 32) + test_below(3);
    natural_set(x, digits, term, unit);
    ScaledDD value = natural_value(x, digits);
    value.k += unit;
    CHECK(dd_round(value) == expected, "%g", expected);
  }
}

/* The leading 106 bits, as a superaccumulator of the digits and half a bit more reads them. */
static void test_values(void) {
  for (int round = 0; round < 20000; round++) {
    uint32_t x[TEST_MOST];
    int digits = 1 + test_below(TEST_MOST);
    Superacc acc = {.dense = {{0, 0}}};
    test_fill(x, digits);
    for (int i = 0; i < digits; i++) {
      CHECK(superacc_add(&acc, (int64_t)x[i], (int64_t)32 * i, test_resize), "no memory");
    }
    ScaledDD value = natural_value(x, digits), cut = superacc_value(&acc, NULL, 0);
    const Term half = {cut.f.hi > 0.0, cut.k - 107};
    ScaledDD expected = superacc_value(&acc, &half, 1);
    if (expected.f.hi == 0.5 && value.f.hi == 1.0) { /* 2^k, written otherwise */
      value.f.hi = 0.5;
      value.k++;
    }
    CHECK(value.f.hi == expected.f.hi && value.f.lo == expected.f.lo &&
              (value.k == expected.k || value.f.hi == 0.0),
          "round %d: %.17g + %.17g", round, value.f.hi, value.f.lo);
    superacc_clear(&acc, test_resize);
  }
  CHECK(natural_value(NULL, 0).f.hi == 0.0, "no digits");
}

int main(void) {
  test_sums();
  test_products();
  test_shifts();
  test_doubles();
  test_values();
  CHECK(test_blocks == 0, "%ld blocks are left", test_blocks);
  return check_report();
}
