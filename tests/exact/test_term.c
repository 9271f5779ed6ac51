/* test_term.c: a double as an integer times a power of two, and the product of two, to the last bit. */
#include "../../ext/base/wide.h"
#include "../../ext/exact/term.h"
#include "../check.h"
#include "../testing.h"

#include <math.h>

static void test_of(double x) {
  Term term = term_of(x);
  int64_t magnitude = term.m < 0 ? -term.m : term.m;
  bool normal = fabs(x) >= 0x1p-1022;
  CHECK(ldexp((double)term.m, (int)term.e) == x, "%a is %a 2^%d", x, (double)term.m, (int)term.e);
  CHECK((term.m < 0) == (x < 0.0) && magnitude >> 53 == 0, "%a: %a", x, (double)term.m);
  CHECK(term.e == (normal ? bits_exponent(x) - 52 : -1074), "%a: exponent %d", x, (int)term.e);
  CHECK(!normal || magnitude >> 52 == 1, "%a: %a is not normalised", x, (double)term.m);
}

/* By shifts and additions. */
static Wide test_multiply(int64_t a, int64_t b) {
  Wide product = {0, 0};
  int64_t magnitude = b < 0 ? -b : b;
  for (int i = 0; i < 53; i++) {
    if ((magnitude >> i & 1) != 0) product = wide_add(product, wide_of(b < 0 ? -a : a, i));
  }
  return product;
}

static void test_product(double x, double y) {
  Term a = term_of(x), b = term_of(y), product[2];
  term_product(x, y, product);
  Wide due = test_multiply(a.m, b.m);
  Wide got = wide_add(wide_of(product[0].m, 0), wide_of(product[1].m, 54));
  CHECK(got.lo == due.lo && got.hi == due.hi, "%a times %a", x, y);
  CHECK(product[0].e == a.e + b.e && product[1].e == a.e + b.e + 54, "%a times %a: exponents", x,
        y);
  for (int i = 0; i < 2; i++) {
    int64_t m = product[i].m < 0 ? -product[i].m : product[i].m;
    CHECK(m >> 55 == 0, "%a times %a: part %d is %a", x, y, i, (double)m);
  }
}

int main(void) {
  const double edges[] = {0.0,
                          -0.0,
                          1.0,
                          -1.0,
                          5e-324,
                          -5e-324,
                          0x1p-1022,
                          0x0.fffffffffffffp-1022,
                          0x1.fffffffffffffp-1,
                          -0x1.fffffffffffffp0,
                          0x1.0000001p0,
                          0x1.0000002p0,
                          1.7976931348623157e308,
                          -1.7976931348623157e308};
  enum { EDGES = sizeof edges / sizeof *edges };
  for (int i = 0; i < EDGES; i++) {
    test_of(edges[i]);
    for (int j = 0; j < EDGES; j++) test_product(edges[i], edges[j]);
  }
  for (int i = 0; i < 50000; i++) {
    double x = test_any_double(), y = test_any_double();
    test_of(x);
    test_product(x, y);
    test_product(x, edges[test_below(EDGES)]);
    test_product(test_between(-2.0, 2.0), test_between(-2.0, 2.0));
  }
  return check_report();
}
