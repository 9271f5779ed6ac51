/* test_divergence.c: entropy and divergences: answers computed at 60 digits, exact zeros, symmetry,
** the same bits in every order and in every sliding frame, unchanged where memory runs out.
*/
#include "../../ext/metrics/divergence.h"
#include "../check.h"
#include "../testing.h"

#include <math.h>
#include <string.h>

enum { TEST_ROWS = 24 };

#define TEST_LN2 0x1.62e42fefa39efp-1

typedef struct {
  double p, q;
} TestRow;

/* Any finite double above 0. */
static double test_any(void) {
  return bits_to_double(1 + test_random() % (BITS_INFINITY - 1));
}

/* ---- the three at once ---- */

typedef struct {
  Entropy entropy; /* of p */
  KullbackLeibler kl;
  JensenShannon js;
} TestSums;

typedef enum { TEST_ENTROPY, TEST_KL, TEST_JS, TEST_FUNCTIONS } TestFunction;

typedef struct {
  double value[TEST_FUNCTIONS];
} TestAnswer;

static bool test_add(TestSums *sums, TestFunction function, TestRow row, int sign) {
  switch (function) {
  case TEST_ENTROPY: return entropy_add(&sums->entropy, row.p, sign, test_resize);
  case TEST_KL: return kl_divergence_add(&sums->kl, row.p, row.q, sign, test_resize);
  default:
    if (sign > 0) return js_divergence_add(&sums->js, row.p, row.q, test_resize);
    js_divergence_remove(&sums->js);
    return true;
  }
}

static void test_add_all(TestSums *sums, TestRow row, int sign) {
  for (int i = 0; i < TEST_FUNCTIONS; i++) {
    CHECK(test_add(sums, (TestFunction)i, row, sign), "no memory");
  }
}

static TestAnswer test_answer(const TestSums *sums) {
  TestAnswer answer = {{entropy_value(&sums->entropy), kl_divergence_value(&sums->kl), 0.0}};
  CHECK(js_divergence_value(&sums->js, test_resize, &answer.value[TEST_JS]), "no memory");
  return answer;
}

static void test_clear(TestSums *sums) {
  entropy_clear(&sums->entropy, test_resize);
  kl_divergence_clear(&sums->kl, test_resize);
  js_divergence_clear(&sums->js, test_resize);
}

static TestAnswer test_fresh(const TestRow *rows, int count) {
  TestSums sums = {0};
  for (int i = 0; i < count; i++) test_add_all(&sums, rows[i], +1);
  TestAnswer answer = test_answer(&sums);
  test_clear(&sums);
  return answer;
}

static void test_compare(TestAnswer got, TestAnswer expected, const char *what, int round) {
  for (int i = 0; i < TEST_FUNCTIONS; i++) {
    CHECK(test_is(got.value[i], expected.value[i]), "%s %d, function %d: %.17g, not %.17g", what,
          round, i, got.value[i], expected.value[i]);
  }
}

/* ---- known answers ---- */

#define TEST_ANSWER(entropy, kl, js, ...)                                                          \
  do {                                                                                             \
    const TestRow rows[] = {__VA_ARGS__};                                                          \
    TestAnswer expected = {{entropy, kl, js}};                                                     \
    test_compare(test_fresh(rows, (int)(sizeof rows / sizeof *rows)), expected, "line", __LINE__); \
  } while (0)

/* The first is the example of SciPy's entr, whose doubles add up to a little less than 1. */
static void test_answers(void) {
  TEST_ANSWER(1.0296530140645734, 0.04746865771501175, 0.010770819985577587, {.2, .1}, {.5, .6},
              {.3, .3});
  TEST_ANSWER(1.0986122886681098, 0.09745500678538761, 0.022459860429714585, {1. / 3, .36},
              {1. / 3, .48}, {1. / 3, .16});
  TEST_ANSWER(1.2798542258336674, 0.45643481914678363, 0.10644013528622315, {1, 4}, {2, 3}, {3, 2},
              {4, 1});
  TEST_ANSWER(1.2798542258336674, 0.45643481914678363, 0.10644013528622315, {1e-300, 4e300},
              {2e-300, 3e300}, {3e-300, 2e300}, {4e-300, 1e300});
}

/* Results far below the ULP of what they are made of. */
static void test_small_answers(void) {
  TEST_ANSWER(TEST_LN2, 0x1p-59, 0x1p-61, {.5, .5 + 0x1p-30}, {.5, .5 - 0x1p-30});
  TEST_ANSWER(0.0, 1.0000005000003334e-06, 3.4657371528003517e-07, {1, .999999}, {0, 1e-6});
  TEST_ANSWER(6.917755278982137e-298, 2.202585093004046e-299, 3.4657358911333746e-301, {1, 1},
              {1e-300, 1e-310});
  TEST_ANSWER(4.705170185988091e-19, 4.505170185988091e-19, 3.465735902799726e-21, {1, 1},
              {1e-20, 1e-40});
  TEST_ANSWER(0x2e9p-1074, INFINITY, 0.0, {1, 1}, {5e-324, 0}, {0, 0});
}

static void test_extremes(void) {
  TEST_ANSWER(TEST_LN2, 1435.3212017433798, TEST_LN2, {1e308, 5e-324}, {1e308, 1e-308},
              {5e-324, 1e308});
  TEST_ANSWER(0.0, 744.4400719213812, TEST_LN2, {0, 1}, {1, 5e-324});
  TEST_ANSWER(TEST_LN2, INFINITY, TEST_LN2 / 2, {0, 1}, {1, 0}, {1, 1});
  TEST_ANSWER(TEST_LN2 * 2, INFINITY, TEST_LN2, {1, 0}, {1, 0}, {1, 0}, {1, 0}, {0, 5}, {-0.0, 7});
  TEST_ANSWER(TEST_LN2, 0.0, 0.0, {DBL_MAX, DBL_MAX}, {DBL_MAX, DBL_MAX});
  TEST_ANSWER(TEST_LN2, 0.0, 0.0, {5e-324, 5e-324}, {5e-324, 5e-324});
}

static void test_edges(void) {
  TEST_ANSWER(NAN, NAN, NAN, {0, 0});
  TEST_ANSWER(NAN, NAN, NAN, {0, 1}, {-0.0, 2});
  TEST_ANSWER(0.0, NAN, NAN, {1, 0});
  TEST_ANSWER(TEST_LN2, NAN, NAN, {1, 0}, {1, -0.0});
  TEST_ANSWER(0.0, 0.0, 0.0, {1e300, 1e-300});
  TEST_ANSWER(0.0, 0.0, 0.0, {0.1, 0.7}, {0, 0}, {-0.0, -0.0});
  TEST_ANSWER(0.0, TEST_LN2, 0.2157615543388357, {3, 7}, {0, 7});
  TestSums empty = {0};
  TestAnswer nothing = {{NAN, NAN, NAN}};
  test_compare(test_answer(&empty), nothing, "empty", 0);
}

/* n equal weights: ln n, and 2^k of them k ln 2. */
static void test_equal_weights(void) {
  for (int k = 1; k <= 10; k++) {
    Entropy sum = {0};
    double p = k == 1 ? 1e-310 : test_any();
    for (int i = 0; i < 1 << k; i++) entropy_add(&sum, p, +1, test_resize);
    double got = entropy_value(&sum), expected = k * TEST_LN2; /* 53 bits and 4: 1 ULP */
    CHECK(fabs(got - expected) <= 0x1p-52 * expected, "2^%d times %a: %.17g", k, p, got);
    entropy_clear(&sum, test_resize);
  }
}

/* ---- properties ---- */

static TestRow test_row(int kind) {
  double p = test_uniform(), q = test_uniform();
  switch (kind) {
  case 0: break;
  case 1: q = p * (1.0 + (test_uniform() - 0.5) * bits_power_of_two(-test_below(60))); break;
  case 2:
    p = test_below(3) == 0 ? 0.0 : test_any();
    q = test_below(8) == 0 ? 0.0 : test_any();
    break;
  case 3:
    p = (double)test_below(5);
    q = (double)(1 + test_below(50));
    break;
  default: q = p; break;
  }
  return (TestRow){p, q};
}

enum { TEST_KINDS = 5 };

/* Never negative, ln n at most; JS the same bits when p and q change places, ln 2 at most. */
static void test_bounds(void) {
  for (int round = 0; round < 3000; round++) {
    TestRow rows[TEST_ROWS], exchanged[TEST_ROWS];
    int count = 1 + test_below(TEST_ROWS), kind = round % TEST_KINDS;
    for (int i = 0; i < count; i++) {
      rows[i] = test_row(kind);
      exchanged[i] = (TestRow){rows[i].q, rows[i].p};
    }
    TestAnswer answer = test_fresh(rows, count), other = test_fresh(exchanged, count);
    for (int i = 0; i < TEST_FUNCTIONS; i++) {
      double value = answer.value[i];
      CHECK(isnan(value) || (value >= 0.0 && !signbit(value)), "function %d: %.17g", i, value);
    }
    double js = answer.value[TEST_JS], entropy = answer.value[TEST_ENTROPY];
    CHECK(isnan(js) || js <= TEST_LN2, "%.17g", js);
    CHECK(test_is(js, other.value[TEST_JS]), "%.17g, not %.17g", other.value[TEST_JS], js);
    CHECK(isnan(entropy) || entropy < 3.2, "%.17g", entropy); /* ln 24 */
    if (kind == TEST_KINDS - 1) {
      CHECK(answer.value[TEST_KL] == 0.0 && js == 0.0, "of equal distributions: %.17g, %.17g",
            answer.value[TEST_KL], js);
    }
  }
}

/* KL and JS of what lies d apart are near d^2/2 and d^2/8 times a sum that does not depend on d. */
static void test_nearness(void) {
  for (int k = 8; k < 50; k++) {
    double d = bits_power_of_two(-k);
    const TestRow rows[] = {{.25, .25 + d}, {.25, .25 - d}, {.5, .5}};
    TestAnswer answer = test_fresh(rows, 3);
    double kl = answer.value[TEST_KL] / (d * d), js = answer.value[TEST_JS] / (d * d);
    CHECK(fabs(kl - 4.0) <= 64.0 * d * d + 0x1p-50, "d = 2^%d: %.17g", -k, kl);
    CHECK(fabs(js - 1.0) <= 64.0 * d * d + 0x1p-50, "d = 2^%d: %.17g", -k, js);
  }
}

/* ---- the same bits ---- */

static void test_orders(void) {
  for (int round = 0; round < 500; round++) {
    TestRow rows[TEST_ROWS];
    int count = 1 + test_below(TEST_ROWS);
    for (int i = 0; i < count; i++) rows[i] = test_row(round % TEST_KINDS);
    TestAnswer expected = test_fresh(rows, count);
    for (int order = 0; order < 4; order++) {
      test_shuffle(rows, (size_t)count, sizeof *rows);
      test_compare(test_fresh(rows, count), expected, "order", round);
    }
  }
}

static bool test_is_zero(const ExactSum *sum) {
  return exact_sum_value(sum).f.hi == 0.0 && sum->acc.sparse.root == 0;
}

static void test_is_empty(const TestSums *sums) {
  const Entropy *entropy = &sums->entropy;
  const KullbackLeibler *kl = &sums->kl;
  CHECK(entropy->positive == 0 && test_is_zero(&entropy->mass) && test_is_zero(&entropy->moment),
        "entropy: something is left");
  CHECK(kl->positive_p == 0 && kl->positive_q == 0 && kl->infinite == 0 && test_is_zero(&kl->p) &&
            test_is_zero(&kl->q) && test_is_zero(&kl->moment) && test_is_zero(&kl->excess),
        "Kullback-Leibler: something is left");
  CHECK(queue_size(&sums->js.rows) == 0, "Jensen-Shannon: something is left");
}

static void test_sliding(void) {
  for (int round = 0; round < 300; round++) {
    TestRow rows[TEST_ROWS];
    TestSums sums = {0};
    int first = 0, width = 1 + test_below(6);
    for (int i = 0; i < TEST_ROWS; i++) {
      rows[i] = test_row(test_below(TEST_KINDS));
      test_add_all(&sums, rows[i], +1);
      if (i - first >= width) test_add_all(&sums, rows[first++], -1);
      test_compare(test_answer(&sums), test_fresh(rows + first, i + 1 - first), "frame", round);
    }
    while (first < TEST_ROWS) test_add_all(&sums, rows[first++], -1);
    test_is_empty(&sums);
    test_clear(&sums);
  }
}

/* ---- memory that runs out ---- */

/* Adds or removes with the first allocation failing, the second, ... until it succeeds; after each
** failure nothing has changed. Returns how many failed. */
static int test_stubborn(TestSums *sums, TestFunction function, TestRow row, int sign) {
  TestAnswer before = test_answer(sums);
  for (int allowed = 0; allowed < 100; allowed++) {
    test_allowed = allowed;
    bool done = test_add(sums, function, row, sign);
    test_allowed = -1;
    if (done) return allowed;
    test_compare(test_answer(sums), before, "allocation that failed:", allowed);
  }
  CHECK(false, "never enough memory");
  return 0;
}

static int test_stubborn_reading(const JensenShannon *js, double expected) {
  for (int allowed = 0; allowed < 100; allowed++) {
    double got = 0.0;
    test_allowed = allowed;
    bool done = js_divergence_value(js, test_resize, &got);
    test_allowed = -1;
    if (!done) continue;
    CHECK(test_is(got, expected), "after %d failures: %.17g, not %.17g", allowed, got, expected);
    return allowed;
  }
  CHECK(false, "never enough memory");
  return 0;
}

static void test_faults(void) {
  int failures[TEST_FUNCTIONS] = {0}, readings = 0;
  for (int round = 0; round < 200; round++) {
    TestRow rows[TEST_ROWS];
    TestSums sums = {0};
    for (int i = 0; i < TEST_ROWS; i++) {
      rows[i] = test_row(2);
      for (int f = 0; f < TEST_FUNCTIONS; f++) {
        failures[f] += test_stubborn(&sums, (TestFunction)f, rows[i], +1);
        if (i >= 3) failures[f] += test_stubborn(&sums, (TestFunction)f, rows[i - 3], -1);
      }
      int first = i >= 3 ? i - 2 : 0;
      TestAnswer expected = test_fresh(rows + first, i + 1 - first);
      test_compare(test_answer(&sums), expected, "after failures", round);
      readings += test_stubborn_reading(&sums.js, expected.value[TEST_JS]);
    }
    test_clear(&sums);
  }
  CHECK(failures[TEST_ENTROPY] > 300 && failures[TEST_KL] > 300 && failures[TEST_JS] >= 200,
        "only %d, %d, %d allocations failed", failures[0], failures[1], failures[2]);
  CHECK(readings > 1000, "only %d allocations failed", readings);
}

/* The first two rows' moments cancel, -s ln 2 and s ln 2, and the third has its high word in the
** same bin. So a row may need memory to leave, and there may be none: the more others there are,
** the fuller is the map of sums. */
static void test_faults_of_leaving(void) {
  const double s = 0x1p-416;
  const TestRow rows[] = {{s, 2 * s}, {s, s / 2}, {4096 * s, 2048 * s}};
  TestSums sums = {0};
  int failures = 0;
  for (int i = 0; i < 3; i++) test_add_all(&sums, rows[i], +1);
  for (int i = 0; i < 16; i++) {
    failures += test_stubborn(&sums, TEST_KL, rows[0], -1);
    test_stubborn(&sums, TEST_KL, rows[0], +1);
    double p = bits_power_of_two(-600 - 32 * i);
    test_add_all(&sums, (TestRow){p, p * (i % 2 == 0 ? 0.3 : 1.0)}, +1);
  }
  CHECK(failures > 0, "no row failed to leave");
  test_clear(&sums);
}

/* ---- frozen bits ---- */

static void test_frozen(int kind, uint64_t expected) {
  uint64_t hash = 0;
  test_state = 20270201;
  for (int list = 0; list < 1500; list++) {
    TestRow rows[TEST_ROWS];
    int count = 1 + test_below(TEST_ROWS);
    for (int i = 0; i < count; i++) rows[i] = test_row(kind);
    TestAnswer answer = test_fresh(rows, count);
    for (int i = 0; i < TEST_FUNCTIONS; i++) hash = test_mix(hash, answer.value[i]);
  }
  CHECK(hash == expected, "kind %d: 0x%016llx", kind, (unsigned long long)hash);
}

int main(void) {
  test_answers();
  test_small_answers();
  test_extremes();
  test_edges();
  test_equal_weights();
  test_bounds();
  test_nearness();
  test_orders();
  test_sliding();
  test_faults();
  test_faults_of_leaving();
  test_frozen(0, UINT64_C(0x0c43656f7895c1fa));
  test_frozen(1, UINT64_C(0xbfacc1853f7e08bd));
  test_frozen(2, UINT64_C(0xa99e0878e130ba95));
  test_frozen(3, UINT64_C(0xafad4f77c7fbce39));
  CHECK(test_blocks == 0, "%ld blocks are still held", test_blocks);
  return check_report();
}
