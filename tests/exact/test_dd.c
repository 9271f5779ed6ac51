/* test_dd.c: sums and products without an error, against long integers; the error bounds that dd.h
** states for arithmetic; identities of exp, log and the square root; rounding, with known answers and
** against long integers. Accuracy of exp and log against MPFR: tests/accuracy, through what is built
** on them.
*/
#include "../../ext/exact/dd.h"
#include "../check.h"
#include "../testing.h"
#include "long_integer.h"

#include <inttypes.h>
#include <math.h>

#define TEST_U2 0x1p-106 /* u^2 of dd.h */

/* ---- numbers ---- */

/* Of either sign, 2^low to 2^high. */
static double test_number(int low, int high) {
  double x = test_between(1.0, 2.0) * bits_power_of_two(low + test_below(high - low));
  return test_below(2) != 0 ? x : -x;
}

static DD test_dd(int low, int high) {
  double hi = test_number(low, high);
  double half_ulp = bits_power_of_two(bits_exponent(hi) - 53);
  double lo = test_below(8) == 0 ? 0.0 : half_ulp * test_between(-0.99, 0.99);
  return dd_fast_two_sum(hi, lo);
}

static void long_add_double(Long *sum, double x, int sign) {
  Term term = term_of(x);
  long_add(sum, sign * term.m, term.e);
}

static void long_add_dd(Long *sum, DD x, int sign) {
  long_add_double(sum, x.hi, sign);
  long_add_double(sum, x.lo, sign);
}

static void long_add_dd_product(Long *sum, DD x, DD y, int sign) {
  DD factor = sign < 0 ? dd_negate(x) : x;
  long_add_product(sum, factor.hi, y.hi);
  long_add_product(sum, factor.hi, y.lo);
  long_add_product(sum, factor.lo, y.hi);
  long_add_product(sum, factor.lo, y.lo);
}

static bool test_is_normal(DD x) {
  return x.lo == 0.0 || fabs(x.lo) <= bits_power_of_two(bits_exponent(x.hi) - 53);
}

/* ---- no error ---- */

/* a + b, and a result that is to be the same. */
static void test_exact_sum(DD sum, double a, double b, const char *what) {
  Long rest = {{0}};
  long_add_double(&rest, a, 1);
  long_add_double(&rest, b, 1);
  long_add_dd(&rest, sum, -1);
  CHECK(long_round(rest) == 0.0, "%s(%a, %a) is off by %a", what, a, b, long_round(rest));
  CHECK(sum.hi == a + b && test_is_normal(sum), "%s(%a, %a) is not normalised", what, a, b);
}

static void test_exact_sums(void) {
  for (int i = 0; i < 20000; i++) {
    int spread = i % 3 == 0 ? 10 : i % 3 == 1 ? 120 : 900;
    double a = test_number(-spread, spread), b = test_number(-spread, spread);
    if (i % 7 == 0) b = -a * (1.0 + (test_below(9) - 4) * 0x1p-52);
    test_exact_sum(dd_two_sum(a, b), a, b, "dd_two_sum");
    if (fabs(a) < fabs(b)) {
      test_exact_sum(dd_fast_two_sum(b, a), b, a, "dd_fast_two_sum");
    } else {
      test_exact_sum(dd_fast_two_sum(a, b), a, b, "dd_fast_two_sum");
    }
    test_exact_sum(dd_fast_two_sum(0.0, b), 0.0, b, "dd_fast_two_sum");
  }
  test_exact_sum(dd_two_sum(5e-324, -0x1p-1022), 5e-324, -0x1p-1022, "dd_two_sum");
  test_exact_sum(dd_two_sum(0x1p1000, 5e-324), 0x1p1000, 5e-324, "dd_two_sum");
}

/* Factors below 2^995, products above 2^-960. */
static void test_exact_products(void) {
  for (int i = 0; i < 10000; i++) {
    int spread = i % 2 == 0 ? 10 : 479;
    double a = test_number(-spread, spread), b = test_number(-spread, spread);
    if (i % 50 == 0) a = bits_power_of_two(994) * 1.75, b = test_number(-900, 20);
    DD product = dd_two_prod(a, b);
    Long rest = {{0}};
    long_add_product(&rest, a, b);
    long_add_dd(&rest, product, -1);
    CHECK(long_round(rest) == 0.0, "%a times %a is off by %a", a, b, long_round(rest));
    CHECK(product.hi == a * b && test_is_normal(product), "%a times %a: not normalised", a, b);
  }
  CHECK(dd_two_prod(0.0, 3.0).hi == 0.0 && dd_two_prod(0.0, 3.0).lo == 0.0, "zero");
}

/* ---- error bounds ---- */

/* What `rest`, a difference, may be: `bound` times u^2, relative to the true result. */
static void test_within(const Long *rest, const Long *truth, double bound, const char *what) {
  double error = fabs(long_round(*rest)), of = fabs(long_round(*truth));
  CHECK(error <= bound * TEST_U2 * of, "%s: %.2f u^2", what, error / of / TEST_U2);
}

static void test_additions(void) {
  for (int i = 0; i < 20000; i++) {
    int spread = i % 2 == 0 ? 5 : 200;
    DD x = test_dd(-spread, spread), y = test_dd(-spread, spread);
    if (i % 5 == 0) y = (DD){-x.hi, test_number(-60, -50) * x.lo}; /* the high words cancel */
    Long truth = {{0}};
    long_add_dd(&truth, x, 1);
    Long with_double = truth;
    long_add_dd(&truth, y, 1);
    long_add_double(&with_double, y.hi, 1);
    DD sum = dd_add(x, y), same = dd_add(y, x), less = dd_sub(x, dd_negate(y));
    Long rest = truth;
    long_add_dd(&rest, sum, -1);
    test_within(&rest, &truth, 3.0, "dd_add");
    CHECK(test_equal(sum.hi, same.hi) && test_equal(sum.lo, same.lo), "dd_add in either order");
    CHECK(test_equal(sum.hi, less.hi) && test_equal(sum.lo, less.lo), "dd_sub");
    rest = with_double;
    long_add_dd(&rest, dd_add_double(x, y.hi), -1);
    test_within(&rest, &with_double, 2.0, "dd_add_double");
    sum = dd_add(x, dd_negate(x));
    CHECK(sum.hi == 0.0 && sum.lo == 0.0, "x - x is %a", sum.hi);
  }
}

static void test_multiplications(void) {
  for (int i = 0; i < 4000; i++) {
    int spread = i % 2 == 0 ? 3 : 200;
    DD x = test_dd(-spread, spread), y = test_dd(-spread, spread);
    Long truth = {{0}}, with_double = {{0}}, dividend = {{0}};
    long_add_dd_product(&truth, x, y, 1);
    Long rest = truth;
    DD product = dd_mul(x, y), same = dd_mul(y, x);
    long_add_dd(&rest, product, -1);
    test_within(&rest, &truth, 5.0, "dd_mul");
    CHECK(test_equal(product.hi, same.hi) && test_equal(product.lo, same.lo),
          "dd_mul in either order");
    long_add_dd_product(&with_double, x, dd_from(y.hi), 1);
    rest = with_double;
    long_add_dd(&rest, dd_mul_double(x, y.hi), -1);
    test_within(&rest, &with_double, 3.0, "dd_mul_double");
    long_add_dd(&dividend, x, 1);
    rest = dividend;
    long_add_dd_product(&rest, dd_div(x, y), y, -1);
    test_within(&rest, &dividend, 16.0, "dd_div");
  }
}

static void test_simple(void) {
  for (int i = 0; i < 5000; i++) {
    DD x = test_dd(-100, 100), y = test_below(2) != 0 ? test_dd(-100, 100) : x;
    if (test_below(2) != 0) y.hi = x.hi;
    y = dd_fast_two_sum(y.hi, y.lo);
    Long difference = {{0}};
    long_add_dd(&difference, x, 1);
    long_add_dd(&difference, y, -1);
    double sign = long_round(difference);
    CHECK(dd_compare(x, y) == (sign > 0.0) - (sign < 0.0), "%a + %a and %a + %a", x.hi, x.lo, y.hi,
          y.lo);
    DD scaled = dd_scale(dd_scale(x, 0x1p-300), 0x1p300);
    CHECK(test_equal(scaled.hi, x.hi) && test_equal(scaled.lo, x.lo), "scaled there and back");
    CHECK(dd_negate(x).hi == -x.hi && dd_negate(x).lo == -x.lo, "dd_negate");
    CHECK(dd_from(x.hi).hi == x.hi && dd_from(x.hi).lo == 0.0, "dd_from");
  }
  CHECK(dd_compare((DD){1, 0x1p-60}, (DD){1, 0}) == 1, "dd_compare");
  CHECK(dd_compare((DD){1, 0}, (DD){2, -0x1p-54}) == -1, "dd_compare");
  CHECK(dd_compare((DD){0.0, 0}, (DD){-0.0, 0}) == 0, "dd_compare");
}

/* ---- exp, log, square root ---- */

/* a is b, to a relative error. */
static void test_near(DD a, DD b, double bound, const char *what, double x) {
  DD difference = dd_sub(a, b);
  CHECK(fabs(difference.hi) <= bound * fabs(b.hi), "%s at %a: off by %a", what, x,
        difference.hi / b.hi);
}

/* e^x e^-x = 1, e^(x + y) = e^x e^y, and the fraction keeps to its range. */
static void test_exp(void) {
  for (int i = 0; i < 20000; i++) {
    int high = i % 2 == 0 ? 10 : 59;
    DD x = test_dd(-100, high), y = test_dd(-100, high < 20 ? high : 20);
    ScaledDD power = dd_exp(x), inverse = dd_exp(dd_negate(x));
    CHECK(power.f.hi > 0.7 && power.f.hi < 1.5, "e^%a: fraction %a", x.hi, power.f.hi);
    DD one = dd_mul(power.f, inverse.f);
    CHECK(power.k + inverse.k >= -1 && power.k + inverse.k <= 1, "e^%a: exponents", x.hi);
    one = dd_scale(one, bits_power_of_two((int)(power.k + inverse.k)));
    test_near(one, dd_from(1.0), 0x1p-66, "e^x e^-x", x.hi);
    if (high > 10) continue;
    ScaledDD other = dd_exp(y), both = dd_exp(dd_add(x, y));
    DD product =
        dd_scale(dd_mul(power.f, other.f), bits_power_of_two((int)(power.k + other.k - both.k)));
    test_near(product, both.f, 0x1p-66, "e^x e^y", x.hi);
  }
  CHECK(dd_exp(dd_from(0.0)).f.hi == 1.0 && dd_exp(dd_from(0.0)).k == 0, "e^0");
  CHECK(dd_expm1(dd_from(0.0)).hi == 0.0, "e^0 - 1");
}

/* ln e^x = x, ln(y 2^k) = ln y + k ln 2, ln 1 = 0. */
static void test_log(void) {
  const DD ln2 = {0x1.62e42fefa39efp-1, 0x1.abc9e3b39803fp-56};
  for (int i = 0; i < 20000; i++) {
    DD x = test_dd(-2, i % 2 == 0 ? 10 : 40);
    test_near(dd_log(dd_exp(x)), x, 0x1p-65, "ln e^x", x.hi);
    DD y = test_dd(-3, 3);
    if (y.hi < 0.0) y = dd_negate(y);
    int64_t k = (int64_t)1 << test_below(59);
    k = test_below(2) != 0 ? k : -k;
    DD apart = dd_add(dd_log((ScaledDD){y, 0}), dd_mul_double(ln2, (double)k));
    DD together = dd_log((ScaledDD){y, k});
    double size = fabs(together.hi) + 1.0;
    CHECK(fabs(dd_sub(apart, together).hi) <= 0x1p-65 * size, "ln(%a 2^%d): %a", y.hi, (int)k,
          together.hi);
  }
  for (int64_t k = -2000; k <= 2000; k++) {
    DD ln = dd_log((ScaledDD){dd_from(1.0), k});
    CHECK(k != 0 || ln.hi == 0.0, "ln 1 is %a", ln.hi);
    if (k != 0) test_near(ln, dd_mul_double(ln2, (double)k), 0x1p-67, "ln 2^k", (double)k);
  }
}

/* e^(ln(1 + u)) - 1 = u, also where u is tiny. */
static void test_log1p(void) {
  for (int i = 0; i < 20000; i++) {
    DD u = i % 2 == 0 ? test_dd(-900, -2) : test_dd(-8, 0);
    if (u.hi <= -0.49) u = dd_negate(u);
    DD ln = dd_log1p(u);
    CHECK((ln.hi < 0.0) == (u.hi < 0.0) && fabs(ln.hi) <= 2.0 * fabs(u.hi), "ln(1 + %a)", u.hi);
    test_near(dd_expm1(ln), u, 0x1p-64, "e^ln(1 + u) - 1", u.hi);
    DD plain = dd_log((ScaledDD){dd_add_double(u, 1.0), 0});
    CHECK(fabs(dd_sub(plain, ln).hi) <= 0x1p-65 * fabs(ln.hi) + 0x1p-104, "ln(1 + %a)", u.hi);
  }
  CHECK(dd_log1p(dd_from(0.0)).hi == 0.0, "ln(1 + 0)");
}

static void test_sqrt(void) {
  for (int i = 0; i < 20000; i++) {
    DD x = i % 2 == 0 ? test_dd(-899, 899) : test_dd(-3, 3);
    if (x.hi < 0.0) x = dd_negate(x);
    DD root = dd_sqrt(x);
    test_near(dd_mul(root, root), x, 0x1p-98, "the square of the root", x.hi);
    double whole = 1 + test_below(1 << 26);
    root = dd_sqrt(dd_from(whole * whole));
    CHECK(root.hi == whole && fabs(root.lo) <= 0x1p-100 * whole,
          "the root of %.0f squared: %a + %a", whole, root.hi, root.lo);
  }
  CHECK(dd_sqrt(dd_from(0.0)).hi == 0.0, "the root of 0");
}

/* ---- dd_round ---- */

static const struct {
  double hi, lo;
  int64_t k;
  double expected;
} test_roundings[] = {
    {0.0, 0.0, 5, 0.0},
    {-0.0, 0.0, 5, -0.0},
    {1.0, 0.0, 1023, 0x1p1023},
    {1.0, 0.0, 1024, INFINITY},
    {-1.0, 0.0, 1024, -INFINITY},
    {2.0, -0x1p-53, 1023, INFINITY}, /* halfway between the largest double and 2^1024 */
    {2.0, -0x1.8p-53, 1023, 0x1.fffffffffffffp1023},
    {1.0, 0.0, -1074, 5e-324},
    {1.0, 0.0, -1075, 0.0}, /* halfway between 0 and the smallest double */
    {1.0, 0x1p-80, -1075, 5e-324},
    {1.0, 5e-324, -1075, 5e-324},
    {-1.0, -0x1p-80, -1075, -5e-324},
    {1.0, -0x1p-80, -1075, 0.0},
    {1.5, 0.0, -1074, 1e-323}, /* halfway: to the even one */
    {1.5, -0x1p-80, -1074, 5e-324},
    {2.5, 0.0, -1074, 1e-323},
    {2.5, 0x1p-80, -1074, 1.5e-323},
    {1.0, -0x1p-60, -1022, 0x1p-1022},            /* up to the smallest normal double */
    {0x1.fffffffffffffp0, 0.0, -1023, 0x1p-1022}, /* halfway, the even one is normal */
    {0x1.fffffffffffffp0, -0x1p-60, -1023, 0x0.fffffffffffffp-1022},
    {1.0, 0.0, INT64_MAX, INFINITY},
    {1.0, 0.0, INT64_MIN, 0.0},
    {-1.0, 0.0, INT64_MIN, -0.0},
    {0x1p1000, 0.0, -2074, 5e-324},
    {5e-324, 0.0, 2097, 0x1p1023},
    {5e-324, 0.0, 0, 5e-324},
};

static void test_roundings_known(void) {
  for (size_t i = 0; i < sizeof test_roundings / sizeof *test_roundings; i++) {
    DD f = {test_roundings[i].hi, test_roundings[i].lo};
    double got = dd_round((ScaledDD){f, test_roundings[i].k});
    CHECK(test_equal(got, test_roundings[i].expected), "(%a + %a) 2^%" PRId64 " is %a, not %a",
          f.hi, f.lo, test_roundings[i].k, got, test_roundings[i].expected);
  }
}

/* Any fraction and any exponent, subnormal and too large results included, and ties. */
static void test_roundings_random(void) {
  for (int i = 0; i < 40000; i++) {
    DD f = test_dd(-1, 1);
    int k = i % 4 == 0   ? test_below(2300) - 1200
            : i % 4 == 1 ? 1010 + test_below(20)
                         : -1090 + test_below(80);
    if (i % 3 == 0) { /* few bits, so that the subnormal quantum cuts halfway */
      f.hi = (double)(int64_t)(f.hi * 0x1p20) * 0x1p-20;
      f.lo = (test_below(3) - 1) * (test_below(2) != 0 ? 0x1p-90 : 0x1p-60);
    }
    Long truth = {{0}};
    Term hi = term_of(f.hi), lo = term_of(f.lo);
    if (lo.e + k < LONG_UNIT) continue;
    long_add(&truth, hi.m, hi.e + k);
    if (lo.m != 0) long_add(&truth, lo.m, lo.e + k);
    double got = dd_round((ScaledDD){f, k}), due = long_round(truth);
    CHECK(test_equal(got, due) || (got == 0.0 && due == 0.0), "(%a + %a) 2^%d is %a, not %a", f.hi,
          f.lo, k, got, due);
    CHECK(bits_is_negative(got) == bits_is_negative(f.hi), "(%a + %a) 2^%d: sign", f.hi, f.lo, k);
  }
}

int main(void) {
  test_exact_sums();
  test_exact_products();
  test_additions();
  test_multiplications();
  test_simple();
  test_exp();
  test_log();
  test_log1p();
  test_sqrt();
  test_roundings_known();
  test_roundings_random();
  return check_report();
}
