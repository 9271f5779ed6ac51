/* test_bits.c: doubles as bits against what C's own operators and library say of them. */
#include "../../ext/base/bits.h"
#include "../check.h"
#include "../testing.h"

#include <math.h>

static void test_known(void) {
  CHECK(bits_to_double(bits_of_double(-1.5)) == -1.5, "there and back");
  CHECK(test_equal(bits_abs(-0.0), 0.0) && bits_abs(-INFINITY) == INFINITY, "bits_abs");
  CHECK(bits_is_negative(-0.0) && !bits_is_negative(0.0), "bits_is_negative");
  CHECK(bits_is_nan(NAN) && bits_is_nan(bits_nan()) && !bits_is_nan(INFINITY), "bits_is_nan");
  CHECK(bits_is_infinite(-INFINITY) && !bits_is_infinite(NAN) && !bits_is_infinite(1.0),
        "infinite");
  CHECK(bits_is_finite(1.7976931348623157e308) && bits_is_finite(0.0), "bits_is_finite");
  CHECK(!bits_is_finite(INFINITY) && !bits_is_finite(NAN), "bits_is_finite");
  CHECK(bits_infinity() == INFINITY, "bits_infinity");
  CHECK(bits_exponent(1.0) == 0 && bits_exponent(-0.75) == -1 && bits_exponent(0.0) == -1023,
        "bits_exponent");
  CHECK(bits_power_of_two(-1022) == 0x1p-1022 && bits_power_of_two(1023) == 0x1p1023,
        "bits_power_of_two");
}

static void test_of(double x) {
  bool nan = isnan(x) != 0;
  CHECK(bits_of_double(bits_to_double(bits_of_double(x))) == bits_of_double(x), "%a", x);
  CHECK(bits_is_nan(x) == nan, "%a: NaN", x);
  CHECK(bits_is_infinite(x) == (isinf(x) != 0), "%a: infinite", x);
  CHECK(bits_is_finite(x) == (isfinite(x) != 0), "%a: finite", x);
  CHECK(bits_is_negative(x) == (signbit(x) != 0), "%a: negative", x);
  CHECK(test_is(bits_abs(x), fabs(x)), "%a: abs is %a", x, bits_abs(x));
  if (nan || isinf(x)) {
    CHECK(bits_exponent(x) == 1024, "%a: exponent %d", x, bits_exponent(x));
  } else {
    int above;
    frexp(x, &above);
    int due = fabs(x) < 0x1p-1022 ? -1023 : above - 1;
    CHECK(bits_exponent(x) == due, "%a: exponent %d", x, bits_exponent(x));
    if (x != 0.0) CHECK(bits_log2(x) == above - 1, "%a: log2 %d", x, bits_log2(x));
  }
  CHECK(test_is(bits_ordered(bits_order(x)), x), "%a: order and back", x);
}

/* The integers of two doubles are in their order; those of -0.0 and 0.0 are neighbours. */
static void test_order(double x, double y) {
  if (x != y) CHECK((bits_order(x) < bits_order(y)) == (x < y), "%a and %a", x, y);
}

static void test_powers(void) {
  for (int e = -1022; e <= 1023; e++) {
    double x = bits_power_of_two(e);
    CHECK(x == ldexp(1.0, e) && bits_exponent(x) == e, "2^%d is %a", e, x);
  }
}

static void test_leading_zeros(void) {
  for (int top = 0; top < 64; top++) {
    for (int i = 0; i < 1000; i++) {
      uint64_t x = UINT64_C(1) << top;
      x |= test_random() & (x - 1);
      CHECK(bits_leading_zeros(x) == 63 - top, "%llx: %d", (unsigned long long)x,
            bits_leading_zeros(x));
    }
  }
}

/* The last byte of 1 is 1 where the highest byte comes first. */
static void test_byte_order(void) {
  const uint32_t one = 1;
  const unsigned char *bytes = (const unsigned char *)&one;
  CHECK(bits_host_big_endian() == (bytes[3] == 1), "byte order");
}

int main(void) {
  const double edges[] = {-INFINITY,
                          -1.7976931348623157e308,
                          -1.0,
                          -0x1p-1022,
                          -5e-324,
                          -0.0,
                          0.0,
                          5e-324,
                          0x0.fffffffffffffp-1022,
                          0x1p-1022,
                          1.0,
                          1.0 + 0x1p-52,
                          1.7976931348623157e308,
                          INFINITY};
  enum { EDGES = sizeof edges / sizeof *edges };
  test_known();
  test_powers();
  test_leading_zeros();
  test_byte_order();
  for (int i = 0; i < EDGES; i++) {
    test_of(edges[i]);
    for (int j = 0; j < EDGES; j++) test_order(edges[i], edges[j]);
  }
  CHECK(bits_order(0.0) - bits_order(-0.0) == 1, "-0.0 comes just before 0.0");
  for (int i = 0; i < 100000; i++) {
    double x = bits_to_double(test_random()), y = test_any_double();
    test_of(x);
    if (!isnan(x)) test_order(x, y);
    test_order(y, bits_to_double(bits_of_double(y) ^ 1));
    test_of(bits_to_double(test_random() | BITS_INFINITY)); /* NaNs of all kinds */
  }
  return check_report();
}
