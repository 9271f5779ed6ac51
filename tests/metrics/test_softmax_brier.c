/* test_softmax_brier.c: the multi-class Brier score: known answers, edges, soft targets against the
** definition, rows that leave, every order of rows, memory that runs out. How accurate it is:
** tests/accuracy.
*/
#include "../../ext/metrics/softmax_brier.h"
#include "../check.h"
#include "../testing.h"

#include <math.h>

typedef struct {
  int n;
  TargetOutcome outcome;
  double x[3], t[3], expected;
  const char *what;
} TestBrier;

static const TestBrier test_known[] = {
    {2, TARGET_ANSWER, {0, 0}, {1, 0}, 0.5, "two equal scores"},
    {3, TARGET_ANSWER, {5, 5, 5}, {0, 1, 0}, 2.0 / 3, "three equal scores"},
    {1, TARGET_ANSWER, {17}, {1}, 0, "a single class"},
    {2, TARGET_ANSWER, {0, -40}, {1, 0}, 3.6097027756908301e-35, "a sure model: 2 e^-80"},
    {2, TARGET_ANSWER, {0, -40}, {0, 1}, 2, "a sure model that is wrong"},
    {2, TARGET_ANSWER, {0, -400}, {1, 0}, 0, "2 e^-800 is beneath all doubles"},
    {3, TARGET_ANSWER, {-INFINITY, 0, 0}, {1, 0, 0}, 1.5, "weight on -Inf"},
    {3, TARGET_ANSWER, {-INFINITY, 0, 0}, {0, 1, 0}, 0.5, "-Inf beside"},
    {2, TARGET_ANSWER, {INFINITY, 3}, {1, 0}, 0, "+Inf is right"},
    {2, TARGET_ANSWER, {INFINITY, 3}, {0, 1}, 2, "+Inf is wrong"},
    {3, TARGET_ANSWER, {INFINITY, INFINITY, 3}, {1, 0, 0}, 0.5, "one of two +Inf"},
    {3, TARGET_ANSWER, {INFINITY, INFINITY, 3}, {0, 0, 1}, 1.5, "beside two +Inf"},
    {3, TARGET_ANSWER, {INFINITY, INFINITY, 3}, {.5, .25, .25}, 0.125, "soft, two +Inf"},
    {2, TARGET_ANSWER, {1e300, 1e300}, {1, 0}, 0.5, "two huge"},
    {3, TARGET_ANSWER, {1e300, 1e300, -1e300}, {.5, .25, .25}, 0.125, "soft, two huge"},
    {2, TARGET_ANSWER, {1e300, 1}, {0, 1}, 2, "beneath a huge one"},
    {2, TARGET_ANSWER, {0x1.8p57, 0}, {1, 0}, 0, "whose square is huge"},
    {2, TARGET_ANSWER, {1e308, -1e308}, {1, 0}, 0, "whose double overflows"},
    {2, TARGET_ANSWER, {0, 0}, {.5, .5}, 0, "soft, exactly right"},
    {2, TARGET_ANSWER, {0, 0}, {.25, .75}, 0.125, "soft"},
    {0, TARGET_NONE, {0}, {0}, 0, "empty"},
    {2, TARGET_NONE, {1, 2}, {0, 0}, 0, "no weight"},
    {2, TARGET_NONE, {1, 2}, {NAN, 1}, 0, "a missing target"},
    {2, TARGET_NONE, {-INFINITY, -INFINITY}, {1, 0}, 0, "all -Inf"},
    {2, TARGET_BAD_SUM, {1, 2}, {1, 1}, 2, "two targets"},
};

static TargetOutcome test_brier(const double *x, const double *t, int n, double *result) {
  SoftmaxBrier sum = {.scores = {.ones = 0}};
  for (int i = 0; i < n; i++) CHECK(softmax_brier_add(&sum, x[i], t[i], +1, test_resize), "add");
  TargetOutcome outcome = softmax_brier_value(&sum, result);
  softmax_brier_clear(&sum, test_resize);
  return outcome;
}

static void test_known_answers(void) {
  for (size_t i = 0; i < sizeof test_known / sizeof *test_known; i++) {
    const TestBrier *known = &test_known[i];
    double got = 0;
    TargetOutcome outcome = test_brier(known->x, known->t, known->n, &got);
    CHECK(outcome == known->outcome, "%s: outcome %d", known->what, (int)outcome);
    CHECK(outcome == TARGET_NONE || test_ulps(got, known->expected) <= 1, "%s: %.17g, not %.17g",
          known->what, got, known->expected);
  }
}

/* ---- against the definition ---- */

enum { TEST_MOST = 8 };

typedef struct {
  int n;
  double x[TEST_MOST], t[TEST_MOST];
} TestRows;

static TestRows test_rows(bool soft) {
  TestRows rows = {.n = 1 + test_below(TEST_MOST)};
  double scale = test_below(2) ? 3.0 : 30.0, total = 0.0;
  for (int i = 0; i < rows.n; i++) {
    rows.x[i] = test_below(8) == 0 ? -INFINITY : test_deviate() * scale;
    rows.t[i] = soft ? test_uniform() : 0.0;
    total += rows.t[i];
  }
  rows.x[0] = 0.25; /* one is finite */
  for (int i = 0; soft && i < rows.n; i++) rows.t[i] /= total;
  if (!soft) rows.t[test_below(rows.n)] = 1.0;
  return rows;
}

static long double test_power(double x) {
  return bits_is_infinite(x) ? 0.0L : (long double)dd_round(dd_exp(dd_from(x)));
}

static double test_definition(const TestRows *rows) {
  long double sum = 0, score = 0;
  for (int i = 0; i < rows->n; i++) sum += test_power(rows->x[i]);
  for (int i = 0; i < rows->n; i++) {
    long double distance = test_power(rows->x[i]) / sum - (long double)rows->t[i];
    score += distance * distance;
  }
  return (double)score;
}

static void test_against_definition(void) {
  for (int round = 0; round < 20000; round++) {
    TestRows rows = test_rows(round % 2 != 0);
    double got = -1, expected = test_definition(&rows);
    CHECK(test_brier(rows.x, rows.t, rows.n, &got) == TARGET_ANSWER, "no answer");
    CHECK(fabs(got - expected) <= 1e-15 && got >= 0 && got <= 2, "%.17g, not %.17g", got, expected);
  }
}

/* ---- orders and frames ---- */

/* The rows in another order, among them rows that come and go: the same bits, and nothing left. */
static void test_orders(void) {
  for (int round = 0; round < 2000; round++) {
    TestRows rows = test_rows(round % 2 != 0), other = test_rows(true);
    double expected = -1, got = -2;
    SoftmaxBrier sum = {.scores = {.ones = 0}};
    other.x[0] = test_below(2) ? INFINITY : 1e300;
    test_brier(rows.x, rows.t, rows.n, &expected);
    for (int i = 0; i < other.n; i++) {
      softmax_brier_add(&sum, other.x[i], other.t[i], +1, test_resize);
    }
    for (int i = rows.n - 1; i >= 0; i--) {
      softmax_brier_add(&sum, rows.x[i], rows.t[i], +1, test_resize);
    }
    for (int i = 0; i < other.n; i++) {
      softmax_brier_add(&sum, other.x[i], other.t[i], -1, test_resize);
    }
    CHECK(softmax_brier_value(&sum, &got) == TARGET_ANSWER, "no answer");
    CHECK(test_is(got, expected), "%a, not %a", got, expected);
    softmax_brier_clear(&sum, test_resize);
  }
  CHECK(test_blocks == 0, "%ld blocks left", test_blocks);
}

/* Whichever allocation fails, the row is not in. */
static void test_memory(void) {
  const double x[] = {0, 1e300, -1e300, 500, -500, INFINITY}, t = 1e-9;
  for (size_t i = 0; i < sizeof x / sizeof *x; i++) {
    bool added = false;
    for (long allowed = 0; !added; allowed++) {
      SoftmaxBrier sum = {.scores = {.ones = 0}};
      double before = -1, after = -2;
      softmax_brier_add(&sum, 1.0, 1.0, +1, test_resize);
      softmax_brier_value(&sum, &before);
      test_allowed = allowed;
      added = softmax_brier_add(&sum, x[i], t, +1, test_resize);
      test_allowed = -1;
      TargetOutcome outcome = softmax_brier_value(&sum, &after);
      CHECK(added || (outcome == TARGET_ANSWER && test_is(before, after)), "x = %g: changed", x[i]);
      softmax_brier_clear(&sum, test_resize);
    }
  }
  CHECK(test_blocks == 0, "%ld blocks left", test_blocks);
}

/* States that no rows can have, but bytes can say: a target or a square beyond e^x. Under UBSan nothing
** overflows; a target that cannot be there counts as one on -Inf. */
static void test_forged(void) {
  static const double beyond[] = {0x1p59, 0x1p62, 0x1p63, 1e300};
  for (size_t i = 0; i < 2 * sizeof beyond / sizeof *beyond; i++) {
    double x = i % 2 == 0 ? beyond[i / 2] : -beyond[i / 2], got = -1, expected = -2;
    SoftmaxBrier sum = {.scores = {.ones = 0}};
    test_brier((double[]){1, 2, -INFINITY}, (double[]){0, 0, 1}, 3, &expected);
    softmax_brier_add(&sum, 1.0, 1.0, +1, test_resize);
    softmax_brier_add(&sum, 2.0, 0.0, +1, test_resize);
    exact_sum_add(&sum.target_score, x - 1.0, +1, test_resize);
    CHECK(softmax_brier_value(&sum, &got) == TARGET_ANSWER, "no answer");
    CHECK(test_is(got, expected), "a target of %g: %a, not %a", x, got, expected);
    exact_exp_add(&sum.squares, x, +1, test_resize);
    CHECK(softmax_brier_value(&sum, &got) == TARGET_ANSWER, "a square of %g: no answer", x);
    softmax_brier_clear(&sum, test_resize);
  }
  CHECK(test_blocks == 0, "%ld blocks left", test_blocks);
}

int main(void) {
  test_known_answers();
  test_against_definition();
  test_orders();
  test_memory();
  test_forged();
  return check_report();
}
