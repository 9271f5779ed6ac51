/* test_wilson.c: published intervals, double-doubles as a reference, and what holds for every
** interval. */
#include "../../ext/exact/dd.h"
#include "../../ext/metrics/wilson.h"
#include "../check.h"
#include "../testing.h"

#include <math.h>

/* ---- known answers ---- */

typedef struct {
  double hits, n, low, high;
} TestKnown;

static void test_known(void) {
  static const TestKnown known[] = {
      {0, 10, 0.0, 0.2775327998628893},
      {5, 10, 0.236593090512564, 0.7634069094874361},
      {10, 10, 0.7224672001371107, 1.0},
      /* R. G. Newcombe, "Two-sided confidence intervals for the single proportion", Statistics in
      ** Medicine 17 (1998), table I, method 3, which has four decimals of each */
      {81, 263, 0.2552885198782742, 0.3662095769828001},
      {15, 148, 0.06238639953073628, 0.160487241723308},
      {0, 20, 0.0, 0.16112515805281938},
      {1, 29, 0.00611321429276266, 0.17175521879320288}};
  for (size_t i = 0; i < sizeof known / sizeof *known; i++) {
    WilsonInterval got = wilson_interval(known[i].hits / known[i].n, known[i].n);
    CHECK(fabs(got.low - known[i].low) < 1e-15 && fabs(got.high - known[i].high) < 1e-15,
          "%g of %g: %.17g to %.17g", known[i].hits, known[i].n, got.low, got.high);
  }
}

/* ---- against double-doubles ---- */

typedef struct {
  DD low, high;
} TestInterval;

static TestInterval test_reference(double share, double n) {
  const DD z_squared = {3.841458820694126, 1.4974670366862557e-16};
  DD c = dd_div(z_squared, dd_from(n)), p = dd_from(share), q = dd_sub(dd_from(1.0), p);
  DD root = dd_sqrt(dd_mul(c, dd_add(dd_scale(dd_mul(p, q), 4.0), c)));
  DD sum = dd_add(dd_add(dd_scale(p, 2.0), c), root);
  return (TestInterval){dd_div(dd_scale(dd_mul(p, p), 2.0), sum),
                        dd_div(sum, dd_add_double(dd_scale(c, 2.0), 2.0))};
}

static double test_ulp(double x, DD expected) {
  double ulp = bits_power_of_two(bits_exponent(expected.hi) - 52);
  return expected.hi == 0.0 ? (x == 0.0 ? 0.0 : 1e9) : fabs(dd_sub(dd_from(x), expected).hi) / ulp;
}

static void test_random_intervals(void) {
  double worst = 0.0;
  for (int round = 0; round < 200000; round++) {
    double n = 1.0 + test_uniform() * (round % 3 == 0 ? 10.0 : round % 3 == 1 ? 1e4 : 0x1p40);
    double share = round % 2 ? test_uniform() : (double)(int64_t)(n * test_uniform()) / n;
    WilsonInterval got = wilson_interval(share, n);
    TestInterval expected = test_reference(share, n);
    CHECK(0.0 <= got.low && got.low <= share && share <= got.high && got.high <= 1.0,
          "%.17g of %g: %.17g to %.17g", share, n, got.low, got.high);
    double low = test_ulp(got.low, expected.low), high = test_ulp(got.high, expected.high);
    CHECK(low < 4.0 && high < 4.0, "%.17g of %g: off by %.2f and %.2f ULP", share, n, low, high);
    worst = low > worst ? low : worst;
    worst = high > worst ? high : worst;
  }
  CHECK(worst > 2.0, "the bound is far from the worst, %.2f ULP", worst);
}

static void test_ends(void) {
  double n = 1.0;
  for (int i = 0; i < 60; i++, n *= 1.7) {
    WilsonInterval none = wilson_interval(0.0, n), all = wilson_interval(1.0, n);
    CHECK(none.low == 0.0 && none.high > 0.0 && none.high < 1.0, "none of %g", n);
    CHECK(all.high == 1.0 && fabs(all.low - (1.0 - none.high)) < 0x1p-51, "all of %g", n);
  }
}

int main(void) {
  test_known();
  test_random_intervals();
  test_ends();
  return check_report();
}
