/* test_losses.c: means of losses: published examples, losses from 5e-324 to +Inf, the same bits in
** every order and in every sliding frame, unchanged where memory runs out.
*/
#include "../../ext/metrics/losses.h"
#include "../check.h"
#include "../testing.h"

#include <math.h>
#include <string.h>

enum { TEST_ROWS = 24 };

typedef enum { TEST_LOG, TEST_BRIER, TEST_LOGPROB } TestLoss;

typedef struct {
  double p; /* or the log-probability */
  bool positive;
  double weight;
} TestRow;

/* From 5e-324 to 1, logarithms nearly alike. */
static double test_any(void) {
  return bits_to_double(1 + test_random() % bits_of_double(1.0));
}

static bool test_add(LossMean *mean, TestLoss loss, const TestRow *row, int sign) {
  switch (loss) {
  case TEST_LOG: return losses_add_log(mean, row->p, row->positive, row->weight, sign, test_resize);
  case TEST_BRIER:
    return losses_add_brier(mean, row->p, row->positive, row->weight, sign, test_resize);
  default: return losses_add_logprob(mean, row->p, sign, test_resize);
  }
}

/* All there is to know of a mean. */
typedef struct {
  uint64_t mean, perplexity, weights;
  int64_t rows, infinite;
} TestAnswer;

static TestAnswer test_answer(const LossMean *mean) {
  return (TestAnswer){bits_of_double(losses_mean(mean)), bits_of_double(losses_perplexity(mean)),
                      bits_of_double(exact_sum_round(&mean->weights)), mean->rows, mean->infinite};
}

static bool test_same(TestAnswer a, TestAnswer b) {
  return memcmp(&a, &b, sizeof a) == 0;
}

static TestAnswer test_fresh(TestLoss loss, const TestRow *rows, int count) {
  LossMean mean = {0};
  for (int i = 0; i < count; i++) CHECK(test_add(&mean, loss, &rows[i], +1), "no memory");
  TestAnswer answer = test_answer(&mean);
  losses_clear(&mean, test_resize);
  return answer;
}

static double test_mean_of(TestLoss loss, const TestRow *rows, int count) {
  return bits_to_double(test_fresh(loss, rows, count).mean);
}

/* ---- known answers ---- */

#define TEST_MEAN(expected, loss, ...)                                                             \
  do {                                                                                             \
    const TestRow rows[] = {__VA_ARGS__};                                                          \
    double got = test_mean_of(loss, rows, (int)(sizeof rows / sizeof *rows));                      \
    CHECK(test_is(got, expected), "got %.17g", got);                                               \
  } while (0)

#define TEST_PERPLEXITY(expected, ...)                                                             \
  do {                                                                                             \
    const TestRow rows[] = {__VA_ARGS__};                                                          \
    TestAnswer answer = test_fresh(TEST_LOGPROB, rows, (int)(sizeof rows / sizeof *rows));         \
    double got = bits_to_double(answer.perplexity);                                                \
    CHECK(test_is(got, expected), "got %.17g", got);                                               \
  } while (0)

/* scikit-learn's documentation and tests, at full precision. */
static void test_published(void) {
  TEST_MEAN(0.21616187468057912, TEST_LOG, {.9, true, 1}, {.9, true, 1}, {.8, true, 1},
            {.65, true, 1});
  TEST_MEAN(1.8817970689982668, TEST_LOG, {.5, false, 1}, {.9, false, 1}, {.99, false, 1},
            {.1, true, 1}, {.25, true, 1}, {.999, true, 1});
  TEST_MEAN(0.03749999999999999, TEST_BRIER, {.1, false, 1}, {.9, true, 1}, {.8, true, 1},
            {.3, false, 1});
}

static void test_logs(void) {
  TEST_MEAN(0.0, TEST_LOG, {1, true, 1});
  TEST_MEAN(0.0, TEST_LOG, {0, false, 1});
  TEST_MEAN(0.0, TEST_LOG, {-0.0, false, 1});
  TEST_MEAN(INFINITY, TEST_LOG, {0, true, 1});
  TEST_MEAN(INFINITY, TEST_LOG, {-0.0, true, 1});
  TEST_MEAN(INFINITY, TEST_LOG, {1, false, 1});
  TEST_MEAN(INFINITY, TEST_LOG, {1, false, 5e-324}, {.5, true, 1e308});
  TEST_MEAN(0x1.62e42fefa39efp-1, TEST_LOG, {.5, true, 1});
  TEST_MEAN(0x1.62e42fefa39efp-1, TEST_LOG, {.5, false, 1});
  TEST_MEAN(0.2876820724517809, TEST_LOG, {.25, false, 1});
  TEST_MEAN(0.2876820724517809, TEST_LOG, {.75, true, 1});
  TEST_MEAN(744.4400719213812, TEST_LOG, {5e-324, true, 1});
  TEST_MEAN(36.7368005696771, TEST_LOG, {1 - 0x1p-53, false, 1});
  TEST_MEAN(0x1p-53, TEST_LOG, {1 - 0x1p-53, true, 1});
  TEST_MEAN(0x1.0000000000001p-52, TEST_LOG, {0x1p-52, false, 1}); /* + 2^-105 is half a step */
  TEST_MEAN(0x1p-60, TEST_LOG, {0x1p-60, false, 1});
  TEST_MEAN(1e-310, TEST_LOG, {1e-310, false, 1});
  TEST_MEAN(5e-324, TEST_LOG, {5e-324, false, 1});
  TEST_MEAN(5e-324, TEST_LOG, {5e-324, false, 2}, {0, false, 1});
  TEST_MEAN(0.0, TEST_LOG, {5e-324, false, 1}, {0, false, 1}); /* half of it: to even */
  TEST_MEAN(1e-310, TEST_LOG, {1e-310, false, 1e-300}, {1e-310, false, 5e-324});
}

static void test_squares(void) {
  TEST_MEAN(0.0, TEST_BRIER, {0, false, 1});
  TEST_MEAN(0.0, TEST_BRIER, {1, true, 1});
  TEST_MEAN(1.0, TEST_BRIER, {1, false, 1});
  TEST_MEAN(1.0, TEST_BRIER, {0, true, 1});
  TEST_MEAN(1.0, TEST_BRIER, {5e-324, true, 1});
  TEST_MEAN(1.0 - 0x1p-53, TEST_BRIER, {0x1p-54, true, 1}); /* 1 - 2^-53 + 2^-108 */
  TEST_MEAN(0.25, TEST_BRIER, {.5, true, 3}, {.5, false, .1});
  TEST_MEAN(0x1p-106, TEST_BRIER, {1 - 0x1p-53, true, 1});
  TEST_MEAN(1e-320, TEST_BRIER, {1e-160, false, 1});
  TEST_MEAN(1e-320, TEST_BRIER, {1e-160, false, 1e-200});
  TEST_MEAN(0.0, TEST_BRIER, {1e-200, false, 1});
  TEST_MEAN(1e-20, TEST_BRIER, {1e-170, false, 1}, {1, false, 1e-20}, {1e-200, false, 1e-300});
}

static void test_weights(void) {
  TEST_MEAN(NAN, TEST_LOG, {.5, true, 0});
  TEST_MEAN(NAN, TEST_BRIER, {.5, true, 0});
  TEST_MEAN(0.0, TEST_LOG, {1, true, 1}, {0, true, 0}); /* 0 * Inf = 0 */
  TEST_MEAN(0.0, TEST_LOG, {1, true, 1}, {0, true, -0.0});
  TEST_MEAN(0.0, TEST_BRIER, {1, true, 1}, {0, true, 0});
  TEST_MEAN(0.75, TEST_BRIER, {0, true, DBL_MAX}, {.5, true, DBL_MAX / 2}, {.5, true, 0});
  LossMean empty = {0};
  CHECK(isnan(losses_mean(&empty)) && isnan(losses_perplexity(&empty)), "no rows");
}

static void test_perplexities(void) {
  TEST_PERPLEXITY(1.0, {0, false, 0});
  TEST_PERPLEXITY(1.0, {-0.0, false, 0});
  TEST_PERPLEXITY(2.718281828459045, {-1, false, 0});
  TEST_PERPLEXITY(2.718281828459045, {-2, false, 0}, {-1.5, false, 0}, {0.5, false, 0});
  TEST_PERPLEXITY(8.218407461554972e+307, {-709, false, 0});
  TEST_PERPLEXITY(8.218407461554972e+307, {0, false, 0}, {-1418, false, 0});
  TEST_PERPLEXITY(INFINITY, {-710, false, 0});
  TEST_PERPLEXITY(INFINITY, {-DBL_MAX, false, 0}, {-DBL_MAX, false, 0});
  TEST_PERPLEXITY(INFINITY, {-INFINITY, false, 0}, {-1, false, 0});
  TEST_PERPLEXITY(1.0, {-5e-324, false, 0});
  TEST_PERPLEXITY(1.0, {-0x1p-54, false, 0});
  TEST_PERPLEXITY(1.0 + 0x1p-52, {-0x1.8p-53, false, 0});
  TEST_PERPLEXITY(8.218407461555284e+307, {-709, false, 0}, {-709, false, 0},
                  {-709 - 0x1p-43, false, 0});
  TEST_MEAN(DBL_MAX, TEST_LOGPROB, {-DBL_MAX, false, 0}, {-DBL_MAX, false, 0});
  TEST_MEAN(INFINITY, TEST_LOGPROB, {-INFINITY, false, 0});
  TEST_MEAN(0.1, TEST_LOGPROB, {-0.1, false, 0});
}

/* p = m/1024 and weights w/8 with integers m and w: the sums are integers below 2^53, and the
** hardware rounds their quotient once. */
static void test_integers(void) {
  for (int round = 0; round < 2000; round++) {
    LossMean mean = {0};
    int64_t total = 0, squares = 0;
    int count = 1 + test_below(40);
    for (int i = 0; i < count; i++) {
      int m = test_below(1025), weight = test_below(30);
      TestRow row = {m / 1024.0, test_below(2) != 0, weight / 8.0};
      int distance = row.positive ? 1024 - m : m;
      total += weight;
      squares += (int64_t)weight * distance * distance;
      CHECK(test_add(&mean, TEST_BRIER, &row, +1), "no memory");
    }
    double got = losses_mean(&mean), expected = (double)squares / (double)total / 1048576.0;
    CHECK(total == 0 ? isnan(got) : got == expected, "got %a, expected %a", got, expected);
    losses_clear(&mean, test_resize);
  }
}

/* A weight w is w rows, and the weight of a row by itself does not matter. */
static void test_weight_is_rows(void) {
  for (int round = 0; round < 500; round++) {
    LossMean weighted = {0}, repeated = {0}, one = {0}, plain = {0};
    TestLoss loss = round % 2 == 0 ? TEST_LOG : TEST_BRIER;
    TestRow row = {0};
    for (int i = 0; i < 5; i++) {
      int weight = test_below(6);
      row = (TestRow){test_below(2) != 0 ? test_uniform() : test_any(), test_below(2) != 0, weight};
      test_add(&weighted, loss, &row, +1);
      for (row.weight = 1; weight > 0; weight--) test_add(&repeated, loss, &row, +1);
    }
    CHECK(test_is(losses_mean(&weighted), losses_mean(&repeated)), "%.17g, not %.17g",
          losses_mean(&weighted), losses_mean(&repeated));
    test_add(&plain, loss, &row, +1);
    row.weight = fabs(bits_to_double(test_random() & ~BITS_SIGN >> 1));
    test_add(&one, loss, &row, +1);
    CHECK(row.weight == 0 || test_is(losses_mean(&plain), losses_mean(&one)), "weight %a: %.17g",
          row.weight, losses_mean(&one));
    losses_clear(&weighted, test_resize);
    losses_clear(&repeated, test_resize);
    losses_clear(&one, test_resize);
    losses_clear(&plain, test_resize);
  }
}

/* ---- the same bits ---- */

static TestRow test_row(TestLoss loss) {
  static const double weights[] = {1, 1, 1, 0, 2.5, 0.1, 1e300, 1e-300, 5e-324, DBL_MAX};
  static const double odd[] = {0, 1, 5e-324, 1e-310, 1e-160, 0.5, 1 - 0x1p-53, 1e-17};
  TestRow row = {test_uniform(), test_below(2) != 0, weights[test_below(10)]};
  if (test_below(3) == 0) row.p = odd[test_below(8)];
  if (test_below(3) == 0) row.p = test_any();
  if (loss != TEST_LOGPROB) return row;
  row.p = test_below(20) == 0 ? -INFINITY : -row.p * (test_below(9) == 0 ? 1e300 : 1);
  return row;
}

static void test_orders(TestLoss loss) {
  for (int round = 0; round < 300; round++) {
    TestRow rows[TEST_ROWS];
    int count = 1 + test_below(TEST_ROWS);
    for (int i = 0; i < count; i++) rows[i] = test_row(loss);
    TestAnswer expected = test_fresh(loss, rows, count);
    for (int order = 0; order < 5; order++) {
      test_shuffle(rows, (size_t)count, sizeof *rows);
      TestAnswer got = test_fresh(loss, rows, count);
      CHECK(test_same(got, expected), "loss %d, round %d: %.17g, not %.17g", (int)loss, round,
            bits_to_double(got.mean), bits_to_double(expected.mean));
    }
  }
}

static void test_sliding(TestLoss loss) {
  int finite = 0;
  for (int round = 0; round < 300; round++) {
    TestRow rows[TEST_ROWS];
    LossMean mean = {0};
    int first = 0, width = 1 + test_below(6);
    for (int i = 0; i < TEST_ROWS; i++) {
      rows[i] = test_row(loss);
      CHECK(test_add(&mean, loss, &rows[i], +1), "no memory");
      if (i - first >= width) CHECK(test_add(&mean, loss, &rows[first++], -1), "no memory");
      TestAnswer got = test_answer(&mean), expected = test_fresh(loss, rows + first, i + 1 - first);
      CHECK(test_same(got, expected), "loss %d, round %d, row %d: %.17g, not %.17g", (int)loss,
            round, i, bits_to_double(got.mean), bits_to_double(expected.mean));
      finite += isfinite(bits_to_double(got.mean));
    }
    while (first < TEST_ROWS) test_add(&mean, loss, &rows[first++], -1);
    bool empty = mean.rows == 0 && mean.infinite == 0 && mean.sum.acc.sparse.root == 0 &&
                 mean.weights.acc.sparse.root == 0 && exact_sum_value(&mean.sum).f.hi == 0.0 &&
                 exact_sum_value(&mean.weights).f.hi == 0.0;
    CHECK(empty, "loss %d, round %d: something is left", (int)loss, round);
    losses_clear(&mean, test_resize);
  }
  CHECK(finite > 1000, "only %d finite means", finite);
}

/* ---- memory that runs out ---- */

/* Adds or removes with the first allocation failing, the second, ... until it succeeds; after each
** failure nothing has changed. Returns how many failed. */
static int test_stubborn(LossMean *mean, TestLoss loss, const TestRow *row, int sign) {
  TestAnswer before = test_answer(mean);
  for (int allowed = 0; allowed < 100; allowed++) {
    test_allowed = allowed;
    bool done = test_add(mean, loss, row, sign);
    test_allowed = -1;
    if (done) return allowed;
    CHECK(test_same(before, test_answer(mean)), "changed by allocation %d that failed", allowed);
  }
  CHECK(false, "never enough memory");
  return 0;
}

static void test_faults(TestLoss loss) {
  int failures = 0;
  for (int round = 0; round < 300; round++) {
    TestRow rows[TEST_ROWS];
    LossMean mean = {0};
    for (int i = 0; i < TEST_ROWS; i++) {
      rows[i] = test_row(loss);

      failures += test_stubborn(&mean, loss, &rows[i], +1);
      int first = i >= 3 ? i - 2 : 0;
      if (i >= 3) failures += test_stubborn(&mean, loss, &rows[i - 3], -1);
      TestAnswer got = test_answer(&mean), expected = test_fresh(loss, rows + first, i + 1 - first);
      CHECK(test_same(got, expected), "loss %d, round %d, row %d: %.17g, not %.17g", (int)loss,
            round, i, bits_to_double(got.mean), bits_to_double(expected.mean));
    }
    losses_clear(&mean, test_resize);
  }
  CHECK(failures > 100, "only %d allocations failed", failures);
}

/* The low words of these two rows cancel: -2^-120 and 2^-120. So a row may need memory to leave,
** and there may be none: the more others there are, the fuller is the map of sums. */
static void test_faults_of_leaving(void) {
  const double small = 0x1p-400;
  const TestRow first = {0x1p-121, true, small}, second = {0x1p-30 + 0x1p-60, false, small};
  const TestRow same_bin = {1, false, small};
  LossMean mean = {0};
  int failures = 0;
  test_add(&mean, TEST_BRIER, &first, +1);
  test_add(&mean, TEST_BRIER, &second, +1);
  test_add(&mean, TEST_BRIER, &same_bin, +1);
  for (int i = 0; i < 10; i++) {
    failures += test_stubborn(&mean, TEST_BRIER, &first, -1);
    test_stubborn(&mean, TEST_BRIER, &first, +1);
    const TestRow other = {1, false, bits_power_of_two(-700 - 32 * i)};
    test_add(&mean, TEST_BRIER, &other, +1);
  }
  CHECK(failures > 0, "no row failed to leave");
  losses_clear(&mean, test_resize);
}

/* ---- frozen bits ---- */

static TestRow test_frozen_row(TestLoss loss, int kind) {
  double p = test_uniform() * test_uniform(); /* all 53 bits in use */
  if (kind == 1) p = test_any();
  if (kind == 2) p = 1.0 - p * 0x1p-30;
  TestRow row = {p, test_below(2) != 0, 1.0};
  if (kind == 3) row.weight = bits_to_double(test_random() >> 2);
  if (loss == TEST_LOGPROB) row.p *= -100.0;
  return row;
}

static void test_frozen(TestLoss loss, uint64_t expected) {
  uint64_t hash = 0;
  test_state = 20270131;
  for (int list = 0; list < 4000; list++) {
    LossMean mean = {0};
    int count = 1 + test_below(20);
    for (int i = 0; i < count; i++) {
      TestRow row = test_frozen_row(loss, list % 4);
      CHECK(test_add(&mean, loss, &row, +1), "no memory");
    }
    hash = test_mix(hash, losses_mean(&mean));
    hash = test_mix(hash, losses_perplexity(&mean));
    losses_clear(&mean, test_resize);
  }
  CHECK(hash == expected, "loss %d: 0x%016llx", (int)loss, (unsigned long long)hash);
}

int main(void) {
  test_published();
  test_logs();
  test_squares();
  test_weights();
  test_perplexities();
  test_integers();
  test_weight_is_rows();
  for (int loss = TEST_LOG; loss <= TEST_LOGPROB; loss++) {
    test_orders((TestLoss)loss);
    test_sliding((TestLoss)loss);
    test_faults((TestLoss)loss);
  }
  test_faults_of_leaving();
  test_frozen(TEST_LOG, UINT64_C(0x3613936e7e75e91f));
  test_frozen(TEST_BRIER, UINT64_C(0x1b2de82c914f4c4f));
  test_frozen(TEST_LOGPROB, UINT64_C(0x5257f77029acaca7));
  CHECK(test_blocks == 0, "%ld blocks are still held", test_blocks);
  return check_report();
}
