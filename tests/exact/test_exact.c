/* test_exact.c: sums of doubles and of products against integers of thousands of bits, sums of e^x
** against e^x itself; both the same in every order and in every sliding frame, and unchanged where
** memory runs out.
*/
#include "../../ext/exact/exact.h"
#include "../check.h"
#include "../sums.h"
#include "../testing.h"
#include "long_integer.h"

#include <math.h>
#include <string.h>

/* ---- sums of doubles ---- */

static void test_sums(void) {
  for (int round = 0; round < 100; round++) {
    ExactSum sum = {0};
    Long model = {{0}};
    double kept[30];
    for (int i = 0; i < 30; i++) {
      kept[i] = round % 2 != 0 ? test_any_double() : test_between(-1e3, 1e3);
      exact_sum_add(&sum, kept[i], 1, test_resize);
      long_add(&model, term_of(kept[i]).m, term_of(kept[i]).e);
      test_compare_superacc(&sum.acc, &model, "doubles");
    }
    for (int i = 0; i < 30; i++) exact_sum_add(&sum, kept[i], -1, test_resize);
    CHECK(exact_sum_round(&sum) == 0.0 && exact_sum_value(&sum).f.hi == 0.0, "all removed");
    memset(&model, 0, sizeof model);
    for (int i = 0; i + 1 < 30; i++) {
      double x = kept[i], y = round % 4 < 2 ? kept[i + 1] : test_between(-1.0, 1.0);
      if (fabs(x) > 1e150 || fabs(y) > 1e150) continue; /* room of the model */
      exact_sum_add_product(&sum, x, y, 1, test_resize);
      long_add_product(&model, x, y);
      test_compare_superacc(&sum.acc, &model, "products");
    }
    exact_sum_clear(&sum, test_resize);
  }
}

static void test_sum_examples(void) {
  ExactSum sum = {0};
  const double exact[] = {1e308, 1e308, 1.0, -1e308, 5e-324, -1e308};
  for (int i = 0; i < 6; i++) exact_sum_add(&sum, exact[i], 1, test_resize);
  CHECK(exact_sum_round(&sum) == 1.0, "%g", exact_sum_round(&sum));
  exact_sum_add(&sum, 1.0, -1, test_resize);
  CHECK(exact_sum_round(&sum) == 5e-324, "%g", exact_sum_round(&sum));
  for (int i = 0; i < 2; i++) exact_sum_add(&sum, -1.7e308, 1, test_resize);
  CHECK(exact_sum_round(&sum) == -INFINITY, "%g", exact_sum_round(&sum));
  for (int i = 0; i < 2; i++) exact_sum_add(&sum, -1.7e308, -1, test_resize);
  CHECK(exact_sum_round(&sum) == 5e-324, "%g", exact_sum_round(&sum));
  exact_sum_clear(&sum, test_resize);
  for (int i = 0; i < 10; i++) exact_sum_add(&sum, 0.1, 1, test_resize);
  CHECK(exact_sum_round(&sum) == 1.0, "%.17g", exact_sum_round(&sum));
  exact_sum_add(&sum, -1.0, 1, test_resize);
  CHECK(exact_sum_round(&sum) == 0x1p-54, "%.17g", exact_sum_round(&sum));
  exact_sum_clear(&sum, test_resize);
}

/* Products with weights of all sizes; the same state at every scale of the weights; with weight 1
** that of plain doubles. */
static void test_weighted(void) {
  for (int round = 0; round < 200; round++) {
    ExactSum sum = {0}, scaled = {0}, plain = {0}, ones = {0};
    Long model = {{0}};
    int shift = test_below(1500) - 1000, unit = test_below(40);
    for (int i = 0; i < 20; i++) {
      double x = test_between(-1e3, 1e3) * bits_power_of_two(test_below(200) - 100);
      double weight = test_uniform() + 0x1p-52, twice = i % 3 == 0 ? 0.5 : weight;
      int sign = i % 5 == 4 ? -1 : 1;
      exact_sum_add_weighted(&sum, x, twice, 0, sign, test_resize);
      exact_sum_add_weighted(&scaled, x, ldexp(twice, shift), shift, sign, test_resize);
      long_add_product(&model, sign * x, twice);
      test_compare_superacc(&sum.acc, &model, "weighted");
      CHECK(memcmp(scaled.acc.dense, sum.acc.dense, sizeof sum.acc.dense) == 0, "2^%d", shift);
      exact_sum_add(&plain, x, sign, test_resize);
      exact_sum_add_weighted(&ones, x, ldexp(1.0, unit), unit, sign, test_resize);
      CHECK(memcmp(plain.acc.dense, ones.acc.dense, sizeof ones.acc.dense) == 0, "2^%d", unit);
    }
    exact_sum_clear(&sum, test_resize);
    exact_sum_clear(&scaled, test_resize);
    exact_sum_clear(&plain, test_resize);
    exact_sum_clear(&ones, test_resize);
  }
}

/* Weights from the smallest to the largest double, in units that bring them back to about 1. */
static void test_extreme_weights(void) {
  const double weights[] = {5e-324, 3 * 5e-324, DBL_MIN, 1.5 * DBL_MIN, 1.0, DBL_MAX};
  for (int i = 0; i < 6; i++) {
    ExactSum sum = {0};
    int unit = bits_log2(weights[i]), above;
    double expected = -6.0 * frexp(weights[i], &above);
    CHECK(exact_sum_add_weighted(&sum, -3.0, weights[i], unit, 1, test_resize), "no memory");
    CHECK(exact_sum_round(&sum) == expected, "%g, not %g", exact_sum_round(&sum), expected);
    exact_sum_add_weighted(&sum, -3.0, weights[i], unit, -1, test_resize);
    CHECK(exact_sum_round(&sum) == 0.0, "removed");
    exact_sum_clear(&sum, test_resize);
  }
}

/* A product is two terms: when there is memory for the first only, it must not stay. */
static void test_product_failures(void) {
  ExactSum sum = {0};
  long refused = 0;
  for (int i = 0; i < 100; i++) {
    double x = ldexp(test_between(1.0, 2.0), 8 * i - 1000), y = test_between(1.0, 2.0);
    double before = exact_sum_round(&sum);
    test_allowed = 0;
    bool added = i % 2 == 0 ? exact_sum_add_product(&sum, x, y, 1, test_resize)
                            : exact_sum_add_weighted(&sum, x, y, 0, 1, test_resize);
    test_allowed = -1;
    if (added) continue;
    refused++;
    CHECK(test_equal(exact_sum_round(&sum), before), "refused product %d", i);
    exact_sum_add_product(&sum, x, y, 1, test_resize);
  }
  CHECK(refused >= 3, "%ld products were refused", refused);
  exact_sum_clear(&sum, test_resize);
}

/* Both words of a scaled double-double are terms, added and taken out together. */
static void test_scaled(void) {
  ExactSum sum = {0};
  long refused = 0;
  for (int i = 0; i < 300; i++) {
    Long model = {{0}};
    double hi = test_between(0.5, 2.0) * (test_below(2) != 0 ? 1.0 : -1.0);
    ScaledDD y = {{hi, hi * test_between(-0x1p-54, 0x1p-54)}, test_below(1600) - 800};
    Term high = term_of(y.f.hi), low = term_of(y.f.lo);
    long_add(&model, high.m, high.e + y.k);
    long_add(&model, low.m, low.e + y.k);
    test_allowed = test_below(3);
    while (!exact_sum_add_scaled(&sum, y, 1, test_resize)) {
      refused++;
      CHECK(exact_sum_round(&sum) == 0.0, "refused sum %d", i);
      test_allowed = test_below(4);
    }
    test_allowed = -1;
    test_compare_superacc(&sum.acc, &model, "scaled");
    exact_sum_add_scaled(&sum, y, -1, test_resize);
    CHECK(exact_sum_round(&sum) == 0.0, "removed sum %d", i);
    if (i % 4 == 0) exact_sum_clear(&sum, test_resize);
  }
  CHECK(refused >= 20, "%ld sums were refused", refused);
  exact_sum_clear(&sum, test_resize);
}

/* ---- sums of e^x ---- */

/* A term is e^x to 2^-62, or, beside a one, e^x - 1 to 2^-61: what a term of 62 bits can hold of
** the 68 bits of dd_exp and dd_expm1. */
static void test_exp_terms(void) {
  for (int i = 0; i < 20000; i++) {
    double x = i % 3 == 0   ? test_between(-750.0, 750.0)
               : i % 3 == 1 ? test_between(-0x1p-7, 0x1p-7)
                            : test_between(-1e6, 1e6);
    Term term = exact_exp_term(x);
    int64_t ones = exact_exp_ones(x);
    CHECK(ones == (fabs(x) < 0x1p-8), "%a counts %d ones", x, (int)ones);
    ScaledDD power = ones != 0 ? (ScaledDD){dd_expm1(dd_from(x)), 0} : dd_exp(dd_from(x));
    int64_t high = term.m / (1 << 30), low = term.m % (1 << 30);
    DD m = dd_two_sum((double)high * 0x1p30, (double)low);
    DD error = dd_sub(dd_scale(m, bits_power_of_two((int)(term.e - power.k))), power.f);
    CHECK(fabs(error.hi) <= 0x1p-61 * fabs(power.f.hi), "%a: off by %a", x, error.hi);
  }
  CHECK(exact_exp_term(0.0).m == 0 && exact_exp_ones(0.0) == 1, "e^0");
  CHECK(exact_exp_term(5e-324).m == 1 && exact_exp_term(5e-324).e == -1074, "the smallest double");
}

/* The total of one, some or many huge terms is the count of the highest, which is the origin. */
static void test_huge(void) {
  ExactExp sum = {0};
  exact_exp_add(&sum, 0x1p58, 1, test_resize);
  CHECK(exact_exp_total(&sum).origin == 0.0 && sum.extreme == 0, "2^58 is not huge");
  exact_exp_add(&sum, -1e300, 1, test_resize);
  CHECK(exact_exp_total(&sum).origin == 0.0 && sum.extreme == 1, "the highest is not huge");
  for (int n = 1; n <= 5; n++) {
    exact_exp_add(&sum, 1e300, 1, test_resize);
    ExactTotal total = exact_exp_total(&sum);
    CHECK(total.origin == 1e300 && dd_round(total.sum) == n, "%d times 1e300", n);
  }
  exact_exp_add(&sum, 0x1p58, -1, test_resize);
  for (int n = 1; n <= 5; n++) exact_exp_add(&sum, 1e300, -1, test_resize);
  CHECK(exact_exp_total(&sum).origin == -1e300, "only a huge and negative one is left");
  exact_exp_add(&sum, INFINITY, 1, test_resize);
  exact_exp_add(&sum, -INFINITY, 1, test_resize);
  CHECK(sum.plus_infinite == 1 && sum.minus_infinite == 1, "infinite terms");
  CHECK(exact_exp_count(&sum) == 3, "%d terms", (int)exact_exp_count(&sum));
  exact_exp_clear(&sum, test_resize);
  CHECK(exact_exp_count(&sum) == 0 && test_blocks == 0, "cleared");
}

/* The sum less a term and less the ones is what the sum is without them, down to nothing. */
static void test_without(void) {
  for (int i = 0; i < 2000; i++) {
    ExactExp sum = {0}, rest = {0};
    double x = i % 2 != 0 ? test_between(-50.0, 50.0) : test_between(-0x1p-7, 0x1p-7);
    int others = test_below(4);
    for (int j = 0; j < others; j++) {
      double y = test_between(-400.0, x);
      exact_exp_add(&sum, y, 1, test_resize);
      exact_exp_add(&rest, y, 1, test_resize);
    }
    exact_exp_add(&sum, x, 1, test_resize);
    ScaledDD got = exact_exp_without(&sum, exact_exp_ones(x), exact_exp_term(x));
    ScaledDD due = exact_exp_total(&rest).sum;
    CHECK(others > 0 || got.f.hi == 0.0, "%a alone leaves %a", x, got.f.hi);
    CHECK(test_equal(got.f.hi, due.f.hi) && test_equal(got.f.lo, due.f.lo) && got.k == due.k,
          "without %a: %a, not %a", x, dd_round(got), dd_round(due));
    exact_exp_clear(&sum, test_resize);
    exact_exp_clear(&rest, test_resize);
  }
}

/* A term too many is refused as if memory had run out. */
static void test_most_terms(void) {
  ExactExp sum = {.finite = EXACT_MOST_TERMS};
  CHECK(!exact_exp_add(&sum, 1.0, 1, test_resize), "a term too many");
  CHECK(exact_exp_add(&sum, 1.0, -1, test_resize), "a term may still leave");
}

/* ---- orders, frames and memory ---- */

static bool test_doubles_add(void *sum, double x, double t, int sign) {
  (void)t;
  return isinf(x) || exact_sum_add(sum, x, sign, test_resize);
}

static void test_doubles_read(const void *sum, double x, double *answer) {
  (void)x;
  ScaledDD value = exact_sum_value(sum);
  answer[0] = exact_sum_round(sum);
  answer[1] = value.f.hi;
  answer[2] = value.f.lo;
  answer[3] = (double)value.k;
}

static void test_doubles_clear(void *sum) {
  exact_sum_clear(sum, test_resize);
}

static SumMap *test_doubles_map(void *sum, int number) {
  ExactSum *doubles = sum;
  return number == 0 ? &doubles->acc.sparse : NULL;
}

static bool test_products_add(void *sum, double x, double t, int sign) {
  return isinf(x) || exact_sum_add_product(sum, x, t, sign, test_resize);
}

static bool test_powers_add(void *sum, double x, double t, int sign) {
  (void)t;
  return exact_exp_add(sum, x, sign, test_resize);
}

static void test_powers_read(const void *sum, double x, double *answer) {
  const ExactExp *powers = sum;
  ExactTotal total = {0.0, {{0.0, 0.0}, 0}};
  (void)x;
  if (powers->finite + powers->extreme > 0) total = exact_exp_total(powers);
  answer[0] = (double)exact_exp_count(powers);
  answer[1] = total.origin;
  answer[2] = total.sum.f.hi;
  answer[3] = total.sum.f.lo;
  answer[4] = (double)total.sum.k;
}

static void test_powers_clear(void *sum) {
  exact_exp_clear(sum, test_resize);
}

static SumMap *test_powers_map(void *sum, int number) {
  ExactExp *powers = sum;
  return number == 0 ? &powers->acc.sparse : number == 1 ? &powers->huge : NULL;
}

static const TestSum test_doubles = {
    .size = sizeof(ExactSum),
    .answers = 4,
    .add = test_doubles_add,
    .read = test_doubles_read,
    .clear = test_doubles_clear,
    .map = test_doubles_map,
};

static const TestSum test_products = {
    .size = sizeof(ExactSum),
    .answers = 4,
    .add = test_products_add,
    .read = test_doubles_read,
    .clear = test_doubles_clear,
    .map = test_doubles_map,
};

static const TestSum test_powers = {
    .size = sizeof(ExactExp),
    .answers = 5,
    .positive = true,
    .add = test_powers_add,
    .read = test_powers_read,
    .clear = test_powers_clear,
    .map = test_powers_map,
};

int main(void) {
  test_sums();
  test_sum_examples();
  test_weighted();
  test_extreme_weights();
  test_product_failures();
  test_scaled();
  test_exp_terms();
  test_huge();
  test_without();
  test_sum_orders(&test_doubles);
  test_sum_orders(&test_products);
  test_sum_orders(&test_powers);
  test_sum_failures(&test_doubles);
  test_sum_failures(&test_products);
  test_sum_failures(&test_powers);
  CHECK(test_blocks == 0, "%ld blocks are still held", test_blocks);
  test_most_terms();
  return check_report();
}
