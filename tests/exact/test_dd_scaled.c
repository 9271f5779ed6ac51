/* test_dd_scaled.c: double-doubles with an exponent of their own: doubles there and back, sums against
** long integers, products, quotients, and ln(1 + u) over all sizes of u.
*/
#include "../../ext/exact/dd_scaled.h"
#include "../check.h"
#include "../testing.h"
#include "long_integer.h"

#include <math.h>

/* Of either sign, with a fraction from 1/2 to 2. */
static ScaledDD test_number(int64_t exponents) {
  double hi = test_between(0.5, 2.0) * (test_below(2) != 0 ? 1.0 : -1.0);
  DD f = dd_fast_two_sum(hi, hi * test_between(-0x1p-54, 0x1p-54));
  return (ScaledDD){f, (int64_t)(test_random() % (uint64_t)exponents) - exponents / 2};
}

static bool test_same(ScaledDD a, ScaledDD b) {
  return test_equal(a.f.hi, b.f.hi) && test_equal(a.f.lo, b.f.lo) && a.k == b.k;
}

/* a is b, to a relative error, whatever their exponents. */
static bool test_near(ScaledDD a, ScaledDD b, double bound) {
  if (a.f.hi == 0.0 || b.f.hi == 0.0) return a.f.hi == b.f.hi;
  ScaledDD rest = dd_scaled_over(dd_scaled_plus(a, dd_scaled_negate(b)), b);
  return rest.f.hi == 0.0 || fabs(dd_round(rest)) <= bound;
}

static void test_doubles(void) {
  const double edges[] = {0.0, -0.0, 5e-324, -5e-324, 0x1p-1022, 1.0, 1.7976931348623157e308};
  for (int i = 0; i < 20000; i++) {
    double x = i < 7 ? edges[i] : test_any_double();
    ScaledDD y = dd_scaled_from(x);
    CHECK(dd_round(y) == x && y.f.lo == 0.0, "%a there and back: %a", x, dd_round(y));
    CHECK(dd_round(dd_scaled_negate(y)) == -x, "less %a", x);
    if (x == 0.0) continue;
    int above;
    frexp(x, &above);
    CHECK(dd_scaled_exponent(y) == above - 1, "%a: exponent %d", x, (int)dd_scaled_exponent(y));
    if (fabs(x) < 1e-290 || fabs(x) > 1e290) continue;
    CHECK(dd_scaled_plain(y).hi == x && dd_scaled_plain(y).lo == 0.0, "%a as a plain DD", x);
  }
}

/* Against long integers, and where the smaller is too small to matter. */
static void test_sums(void) {
  const ScaledDD zero = {{0.0, 0.0}, 7};
  for (int i = 0; i < 20000; i++) {
    int64_t exponents = i % 3 == 0 ? 4 : i % 3 == 1 ? 300 : 900;
    ScaledDD a = test_number(exponents), b = test_number(exponents);
    if (i % 5 == 0) b.f.hi = -a.f.hi, b.k = a.k; /* the high words cancel */
    ScaledDD sum = dd_scaled_plus(a, b);
    Long truth = {{0}};
    const ScaledDD terms[] = {a, b, dd_scaled_negate(sum)};
    double of = 0.0;
    for (int j = 0; j < 3; j++) {
      Term hi = term_of(terms[j].f.hi), lo = term_of(terms[j].f.lo);
      long_add(&truth, hi.m, hi.e + terms[j].k);
      if (lo.m != 0) long_add(&truth, lo.m, lo.e + terms[j].k);
      if (j == 1) of = long_round(truth);
    }
    CHECK(fabs(long_round(truth)) <= 3 * 0x1p-106 * fabs(of), "a sum is off by %a of %a",
          long_round(truth), of);
    CHECK(a.k == b.k || test_same(sum, dd_scaled_plus(b, a)), "in either order");
    CHECK(test_same(dd_scaled_plus(a, zero), a) && test_same(dd_scaled_plus(zero, a), a), "zero");
    b.k = a.k - DD_SCALED_FAR - 1 - test_below(1000);
    CHECK(test_same(dd_scaled_plus(a, b), a) && test_same(dd_scaled_plus(b, a), a), "far");
    b.k = INT64_C(-1000000000000);
    CHECK(test_same(dd_scaled_plus(a, b), a) && test_same(dd_scaled_plus(b, a), a), "farther");
  }
}

static void test_products(void) {
  for (int i = 0; i < 20000; i++) {
    ScaledDD a = test_number(INT64_C(1) << 40), b = test_number(INT64_C(1) << 40);
    ScaledDD product = dd_scaled_times(a, b), quotient = dd_scaled_over(a, b);
    CHECK(product.k == a.k + b.k && quotient.k == a.k - b.k, "exponents");
    CHECK(test_near(dd_scaled_over(product, b), a, 0x1p-100), "a b / b");
    CHECK(test_near(dd_scaled_times(quotient, b), a, 0x1p-100), "a / b b");
    CHECK(test_same(product, dd_scaled_times(b, a)), "in either order");
  }
}

/* e^ln(1 + u) - 1 = u, from sizes where ln(1 + u) is u to those where 1 is nothing beside it. */
static void test_log1p(void) {
  for (int i = 0; i < 20000; i++) {
    ScaledDD u = test_number(i % 2 == 0 ? 240 : 20), one = {{1.0, 0.0}, 0};
    if (i % 100 == 0) u.k = INT64_C(-1000000000000);
    if (i % 100 == 1) u.k = INT64_C(1000000000000);
    int64_t exponent = dd_scaled_exponent(u);
    if (u.f.hi < 0.0 && exponent >= -1) u = dd_scaled_negate(u);
    ScaledDD ln = dd_scaled_log1p(u);
    if (exponent < -110) CHECK(test_same(ln, u), "ln(1 + u) of u about 2^%d", (int)exponent);
    if (exponent < -1 && exponent > -900) {
      ScaledDD back = {dd_expm1(dd_scaled_plain(ln)), 0};
      CHECK(test_near(back, u, 0x1p-64), "e^ln(1 + u) - 1 of u about 2^%d", (int)exponent);
    } else if (exponent >= -1) {
      ScaledDD back = dd_exp(ln.f), sum = dd_scaled_plus(one, u);
      CHECK(test_near(back, sum, 0x1p-64 * (fabs(ln.f.hi) + 1.0)), "e^ln(1 + u) of u about 2^%d",
            (int)exponent);
    }
  }
  const ScaledDD zero = {{0.0, 0.0}, 3};
  CHECK(test_same(dd_scaled_log1p(zero), zero), "ln(1 + 0)");
}

static void test_roots(void) {
  CHECK(test_same(dd_scaled_sqrt(dd_scaled_zero()), dd_scaled_zero()), "the root of 0");
  for (int i = 0; i < 20000; i++) {
    ScaledDD a = test_number(i % 2 == 0 ? 5 : INT64_C(1) << 40);
    if (a.f.hi < 0.0) a = dd_scaled_negate(a);
    ScaledDD root = dd_scaled_sqrt(a);
    CHECK(test_near(dd_scaled_times(root, root), a, 0x1p-98), "the square of a root");
    root = dd_scaled_sqrt(dd_scaled_times(dd_scaled_from(a.f.hi), dd_scaled_from(a.f.hi)));
    CHECK(dd_round(root) == a.f.hi, "the root of a square");
  }
}

int main(void) {
  test_roots();
  test_doubles();
  test_sums();
  test_products();
  test_log1p();
  return check_report();
}
