/* weights.h: what the tests of entropy, kl_divergence and js_divergence share: rows of two weights,
** answers computed at 60 digits, and the properties that all three have. Entropy is that of p.
*/
#ifndef LOGITS_TESTS_WEIGHTS_H
#define LOGITS_TESTS_WEIGHTS_H

#include "../../ext/metrics/entropy.h"
#include "../../ext/metrics/js_divergence.h"
#include "../../ext/metrics/kl_divergence.h"
#include "../check.h"
#include "../testing.h"

#include <float.h>
#include <math.h>
#include <stdlib.h>

enum { TEST_ROWS = 24, TEST_KINDS = 5 };

#define TEST_LN2 0x1.62e42fefa39efp-1

typedef struct {
  double p, q;
} TestRow;

/* ---- rows ---- */

/* Any finite double above 0. */
static inline double test_any(void) {
  return bits_to_double(1 + test_random() % (BITS_INFINITY - 1));
}

static inline TestRow test_row(int kind) {
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

/* Up to TEST_ROWS of a kind; how many. */
static inline int test_fill(TestRow *rows, int kind) {
  int count = 1 + test_below(TEST_ROWS);
  for (int i = 0; i < count; i++) rows[i] = test_row(kind);
  return count;
}

/* ---- a function of such rows ---- */

typedef enum { TEST_ENTROPY, TEST_KL, TEST_JS, TEST_FUNCTIONS } TestFunction;

typedef struct {
  TestFunction function;
  size_t size;                                     /* of the state */
  bool (*add)(void *state, TestRow row, int sign); /* -1 takes out the oldest row */
  double (*value)(void *state);
  bool (*is_empty)(const void *state); /* nothing is left of any row */
  void (*clear)(void *state);
} TestSum;

static inline bool test_is_zero(const ExactSum *sum) {
  return exact_sum_value(sum).f.hi == 0.0 && sum->acc.sparse.root == 0;
}

static inline bool test_entropy_add(void *state, TestRow row, int sign) {
  return entropy_add(state, row.p, sign, test_resize);
}

static inline double test_entropy_value(void *state) {
  return entropy_value(state);
}

static inline bool test_entropy_is_empty(const void *state) {
  const Entropy *sum = state;
  return sum->positive == 0 && test_is_zero(&sum->mass) && test_is_zero(&sum->moment);
}

static inline void test_entropy_clear(void *state) {
  entropy_clear(state, test_resize);
}

static inline bool test_kl_add(void *state, TestRow row, int sign) {
  return kl_divergence_add(state, row.p, row.q, sign, test_resize);
}

static inline double test_kl_value(void *state) {
  return kl_divergence_value(state);
}

static inline bool test_kl_is_empty(const void *state) {
  const KlDivergence *sum = state;
  return sum->positive_p == 0 && sum->positive_q == 0 && sum->infinite == 0 &&
         test_is_zero(&sum->p) && test_is_zero(&sum->q) && test_is_zero(&sum->moment) &&
         test_is_zero(&sum->excess);
}

static inline void test_kl_clear(void *state) {
  kl_divergence_clear(state, test_resize);
}

static inline bool test_js_add(void *state, TestRow row, int sign) {
  if (sign > 0) return js_divergence_add(state, row.p, row.q, test_resize);
  return js_divergence_remove(state, test_resize);
}

static inline double test_js_value(void *state) {
  double value = 0.0;
  CHECK(js_divergence_value(state, test_resize, &value, NULL), "no memory");
  return value;
}

static inline bool test_js_is_empty(const void *state) {
  const JsDivergence *js = state;
  return queue_size(&js->rows) == 0;
}

static inline void test_js_clear(void *state) {
  js_divergence_clear(state, test_resize);
}

static const TestSum test_sums[TEST_FUNCTIONS] = {
    {TEST_ENTROPY, sizeof(Entropy), test_entropy_add, test_entropy_value, test_entropy_is_empty,
     test_entropy_clear},
    {TEST_KL, sizeof(KlDivergence), test_kl_add, test_kl_value, test_kl_is_empty, test_kl_clear},
    {TEST_JS, sizeof(JsDivergence), test_js_add, test_js_value, test_js_is_empty, test_js_clear}};

/* ---- whole lists of rows ---- */

static inline void test_add(const TestSum *sum, void *state, TestRow row, int sign) {
  CHECK(sum->add(state, row, sign), "no memory");
}

static inline void test_end(const TestSum *sum, void *state) {
  sum->clear(state);
  free(state);
}

static inline double test_fresh(const TestSum *sum, const TestRow *rows, int count) {
  void *state = calloc(1, sum->size);
  for (int i = 0; i < count; i++) test_add(sum, state, rows[i], +1);
  double value = sum->value(state);
  test_end(sum, state);
  return value;
}

static inline void test_compare(double got, double expected, const char *what, int round) {
  CHECK(test_is(got, expected), "%s %d: %.17g, not %.17g", what, round, got, expected);
}

/* ---- known answers ---- */

typedef struct {
  double expected[TEST_FUNCTIONS];
  int count;
  TestRow rows[6];
} TestAnswer;

/* The first is the example of SciPy's entr, whose doubles add up to a little less than 1. */
static const TestAnswer test_answers[] = {
    {{1.0296530140645734, 0.04746865771501175, 0.010770819985577587},
     3,
     {{.2, .1}, {.5, .6}, {.3, .3}}},
    {{1.0986122886681098, 0.09745500678538761, 0.022459860429714585},
     3,
     {{1. / 3, .36}, {1. / 3, .48}, {1. / 3, .16}}},
    {{1.2798542258336674, 0.45643481914678363, 0.10644013528622315},
     4,
     {{1, 4}, {2, 3}, {3, 2}, {4, 1}}},
    {{1.2798542258336674, 0.45643481914678363, 0.10644013528622315},
     4,
     {{1e-300, 4e300}, {2e-300, 3e300}, {3e-300, 2e300}, {4e-300, 1e300}}},
    /* results far below the ULP of what they are made of */
    {{TEST_LN2, 0x1p-59, 0x1p-61}, 2, {{.5, .5 + 0x1p-30}, {.5, .5 - 0x1p-30}}},
    {{0.0, 1.0000005000003334e-06, 3.4657371528003517e-07}, 2, {{1, .999999}, {0, 1e-6}}},
    {{6.917755278982137e-298, 2.202585093004046e-299, 3.4657358911333746e-301},
     2,
     {{1, 1}, {1e-300, 1e-310}}},
    {{4.705170185988091e-19, 4.505170185988091e-19, 3.465735902799726e-21},
     2,
     {{1, 1}, {1e-20, 1e-40}}},
    {{0x2e9p-1074, INFINITY, 0.0}, 3, {{1, 1}, {5e-324, 0}, {0, 0}}},
    /* extremes */
    {{TEST_LN2, 1435.3212017433798, TEST_LN2},
     3,
     {{1e308, 5e-324}, {1e308, 1e-308}, {5e-324, 1e308}}},
    {{0.0, 744.4400719213812, TEST_LN2}, 2, {{0, 1}, {1, 5e-324}}},
    {{TEST_LN2, INFINITY, TEST_LN2 / 2}, 3, {{0, 1}, {1, 0}, {1, 1}}},
    {{TEST_LN2 * 2, INFINITY, TEST_LN2}, 6, {{1, 0}, {1, 0}, {1, 0}, {1, 0}, {0, 5}, {-0.0, 7}}},
    {{TEST_LN2, 0.0, 0.0}, 2, {{DBL_MAX, DBL_MAX}, {DBL_MAX, DBL_MAX}}},
    {{TEST_LN2, 0.0, 0.0}, 2, {{5e-324, 5e-324}, {5e-324, 5e-324}}},
    /* edges */
    {{NAN, NAN, NAN}, 1, {{0, 0}}},
    {{NAN, NAN, NAN}, 2, {{0, 1}, {-0.0, 2}}},
    {{0.0, NAN, NAN}, 1, {{1, 0}}},
    {{TEST_LN2, NAN, NAN}, 2, {{1, 0}, {1, -0.0}}},
    {{0.0, 0.0, 0.0}, 1, {{1e300, 1e-300}}},
    {{0.0, 0.0, 0.0}, 3, {{0.1, 0.7}, {0, 0}, {-0.0, -0.0}}},
    {{0.0, TEST_LN2, 0.2157615543388357}, 2, {{3, 7}, {0, 7}}},
    {{NAN, NAN, NAN}, 0, {{0, 0}}},
};

static inline void test_known(const TestSum *sum) {
  for (size_t i = 0; i < sizeof test_answers / sizeof *test_answers; i++) {
    const TestAnswer *answer = &test_answers[i];
    double got = test_fresh(sum, answer->rows, answer->count);
    test_compare(got, answer->expected[sum->function], "answer", (int)i);
  }
}

/* ---- the same bits ---- */

static inline void test_orders(const TestSum *sum) {
  for (int round = 0; round < 500; round++) {
    TestRow rows[TEST_ROWS];
    int count = test_fill(rows, round % TEST_KINDS);
    double expected = test_fresh(sum, rows, count);
    for (int order = 0; order < 4; order++) {
      test_shuffle(rows, (size_t)count, sizeof *rows);
      test_compare(test_fresh(sum, rows, count), expected, "order", round);
    }
  }
}

static inline void test_sliding(const TestSum *sum) {
  for (int round = 0; round < 300; round++) {
    TestRow rows[TEST_ROWS];
    void *state = calloc(1, sum->size);
    int first = 0, width = 1 + test_below(6);
    for (int i = 0; i < TEST_ROWS; i++) {
      rows[i] = test_row(test_below(TEST_KINDS));
      test_add(sum, state, rows[i], +1);
      if (i - first >= width) test_add(sum, state, rows[first++], -1);
      test_compare(sum->value(state), test_fresh(sum, rows + first, i + 1 - first), "frame", round);
    }
    while (first < TEST_ROWS) test_add(sum, state, rows[first++], -1);
    CHECK(sum->is_empty(state), "something is left");
    test_end(sum, state);
  }
}

static inline uint64_t test_hash(const TestSum *const *sums, int functions, int kind) {
  uint64_t hash = 0;
  test_state = 20270201;
  for (int list = 0; list < 1500; list++) {
    TestRow rows[TEST_ROWS];
    int count = test_fill(rows, kind);
    for (int i = 0; i < functions; i++) hash = test_mix(hash, test_fresh(sums[i], rows, count));
  }
  return hash;
}

static inline void test_frozen(const TestSum *sum, const uint64_t expected[4]) {
  for (int kind = 0; kind < 4; kind++) {
    uint64_t hash = test_hash(&sum, 1, kind);
    CHECK(hash == expected[kind], "kind %d: 0x%016llx", kind, (unsigned long long)hash);
  }
}

/* ---- memory that runs out ---- */

/* Adds or removes with the first allocation failing, the second, ... until it succeeds; after each
** failure nothing has changed. Returns how many failed. */
static inline int test_stubborn(const TestSum *sum, void *state, TestRow row, int sign) {
  double before = sum->value(state);
  for (int allowed = 0; allowed < 100; allowed++) {
    test_allowed = allowed;
    bool done = sum->add(state, row, sign);
    test_allowed = -1;
    if (done) return allowed;
    test_compare(sum->value(state), before, "allocation that failed:", allowed);
  }
  CHECK(false, "never enough memory");
  return 0;
}

/* Returns how many allocations failed, of adding and removing rows. */
static inline int test_faults(const TestSum *sum) {
  int failures = 0;
  for (int round = 0; round < 200; round++) {
    TestRow rows[TEST_ROWS];
    void *state = calloc(1, sum->size);
    for (int i = 0; i < TEST_ROWS; i++) {
      rows[i] = test_row(2);
      failures += test_stubborn(sum, state, rows[i], +1);
      if (i >= 3) failures += test_stubborn(sum, state, rows[i - 3], -1);
      int first = i >= 3 ? i - 2 : 0;
      double expected = test_fresh(sum, rows + first, i + 1 - first);
      test_compare(sum->value(state), expected, "after failures", round);
    }
    test_end(sum, state);
  }
  return failures;
}

#endif
