/* test_tie_free.c: products of floats with factors, rounded to double and then to float, against the
** product rounded once; factors that are nearly fractions, and floats that make ties of them.
*/
#include "../../ext/vectors/tie_free.h"
#include "../check.h"
#include "../testing.h"

#include <math.h>

/* x * factor rounded to float once: the double is rounded to odd. The factor's two parts have 29 and 24
** bits, so their products with a float are exact. */
static float test_once(float x, double factor) {
  double lead = bits_to_double(bits_of_double(factor) >> 24 << 24), product = (double)x * factor;
  double error = (double)x * (factor - lead) - (product - (double)x * lead);
  uint64_t bits = bits_of_double(product);
  if (error != 0.0 && (bits & 1) == 0) bits += (error > 0) == (product > 0) ? 1 : UINT64_MAX;
  return (float)bits_to_double(bits);
}

static long test_ties; /* products that are rounded wrongly without the change of the factor */

static void test_product(float x, double factor, double free) {
  float expected = test_once(x, factor), got = (float)((double)x * free);
  test_ties += (float)((double)x * factor) != expected;
  CHECK(got == expected, "%a * %a: %a, not %a", (double)x, factor, (double)got, (double)expected);
}

/* All floats with 24 bits that are multiples of q, or some of them, and any others. */
static void test_factor(double factor, uint32_t q, int count) {
  double free = tie_free(factor);
  CHECK(fabs(free - factor) <= 0x1p-50 * fabs(factor), "%a: %a", factor, free);
  CHECK(tie_free(-factor) == -free && tie_free(factor * 0x1p60) == free * 0x1p60, "%a", factor);
  for (int i = 0; i < count; i++) {
    uint32_t m = UINT32_C(0x800000) | (uint32_t)(test_random() & 0x7fffff), multiple = m / q * q;
    test_product((float)m, factor, free);
    test_product((float)multiple * 0x1p-23f, factor * 0x1p-132, free * 0x1p-132); /* subnormal */
    if (multiple > 0) test_product((float)multiple * (i % 2 == 0 ? 1.0f : -0x1p-20f), factor, free);
  }
}

static void test_decimals(void) {
  for (int i = 1; i < 1000; i++) test_factor(i / 100.0, 5, 200);
  for (int i = 0; i < 2000; i++) test_factor(test_below(1000000) / 1e5 + 1e-5, 3125, 50);
  test_factor(0.7, 5, 200000);
}

/* Half-way points divided by a float: the product is nearly a tie. */
static void test_halves(void) {
  for (int i = 0; i < 300000; i++) {
    uint32_t m = UINT32_C(0x800000) | (uint32_t)(test_random() & 0x7fffff);
    uint32_t half = UINT32_C(0x1000001) | (uint32_t)(test_random() & 0xffffff);
    double factor = (double)half / m;
    factor = bits_to_double(bits_of_double(factor) + (uint64_t)(int64_t)(test_below(9) - 4));
    test_product((float)m, factor, tie_free(factor));
    test_factor(factor, 1, 1);
  }
}

static void test_fractions(void) {
  for (int i = 0; i < 20000; i++) {
    uint32_t q = 1 + (uint32_t)test_below(1 << (1 + test_below(24)));
    double factor = (double)(1 + test_below(1 << 25)) / q;
    factor = bits_to_double(bits_of_double(factor) + (uint64_t)(int64_t)(test_below(9) - 4));
    test_factor(factor, q, 20);
  }
}

static void test_special(void) {
  CHECK(tie_free(1.0) == 1.0 && tie_free(-0.75) == -0.75, "fractions as they are");
  CHECK(tie_free(0x1.000001p0) == 0x1.000001p0, "25 bits");
  CHECK(tie_free(0x1p-1060) == 0x1p-1060, "a subnormal factor");
  test_factor(0x1.fffffffffffffp0, 1, 1000);
  test_factor(0x1.0000000000001p0, 1, 1000);
  for (int i = 0; i < 100000; i++) test_factor(test_between(0.5, 2.0), 3, 2);
}

int main(void) {
  test_decimals();
  test_halves();
  test_fractions();
  test_special();
  CHECK(test_ties > 10000, "%ld ties", test_ties);
  return check_report();
}
