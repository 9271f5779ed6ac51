/* test_softmax.c: logsumexp, logmeanexp, probabilities and margins: published examples, edges, scores
** beyond 2^58, a million bins, and the same bits in every order and in every sliding frame.
**
** How accurate the functions are is measured in tests/accuracy/rows.c; here results are compared
** for equality.
*/
#include "../../ext/metrics/softmax.h"
#include "../check.h"
#include "../pace.h"
#include "../sums.h"
#include "../testing.h"

#include <math.h>

/* ---- answers ---- */

enum { TEST_LIST = 16 };

static ExactExp test_scores(const double *x, int n) {
  ExactExp scores = {0};
  for (int i = 0; i < n; i++) exact_exp_add(&scores, x[i], 1, test_resize);
  return scores;
}

typedef struct {
  int n;
  double x[TEST_LIST];
  double expected;
  const char *source;
} TestAnswer;

static const double test_ln2 = 0.6931471805599453, test_ln3 = 1.0986122886681098;

static void test_logsumexp(void) {
  const TestAnswer answers[] = {
      {10, {0, 1, 2, 3, 4, 5, 6, 7, 8, 9}, 9.45862974442671, "SciPy's documentation"},
      {3, {1, 2, 3}, 3.40760596444438, "LogExpFunctions.jl"},
      {3, {1001, 1002, 1003}, 1003.40760596444438, "LogExpFunctions.jl"},
      {2,
       {1e-20, -46.051701859880914},
       1.9999999999999993e-20,
       "LogExpFunctions.jl prints 2e-20; this is it for the double next to ln 1e-20"},
      {2, {0, -40}, 4.248354255291589e-18, "scipy issue 18295"},
      {2, {1000, 1000}, 1000 + 0.6931471805599453, "SciPy"},
      {2, {-INFINITY, 9}, 9, "LogExpFunctions.jl"},
      {2, {INFINITY, 9}, INFINITY, "LogExpFunctions.jl"},
      {2, {-INFINITY, INFINITY}, INFINITY, "LogExpFunctions.jl"},
      {2, {-INFINITY, -INFINITY}, -INFINITY, "all -Inf"},
      {0, {0}, NAN, "empty"},
      {2, {5e-324, 1e308}, 1e308, "huge"},
      {3, {-1e308, -1e308, -1.7e308}, -1e308, "huge and negative"},
      {2, {-1e308, 3.5}, 3.5, "huge and negative, beside a usual one"},
      {2, {0x1p58, 0x1p58}, 0x1p58, "ln 2 is below half a ULP"},
      {1, {5e-324}, 5e-324, "subnormal"},
      {2, {5e-324, -INFINITY}, 5e-324, "subnormal"},
      {2, {5e-324, -750}, 5e-324, "e^-750 is less than half of it"},
  };
  for (size_t i = 0; i < sizeof answers / sizeof *answers; i++) {
    const TestAnswer *answer = &answers[i];
    ExactExp scores = test_scores(answer->x, answer->n);
    double got = softmax_logsumexp(&scores);
    CHECK(test_equal(got, answer->expected) || test_ulps(got, answer->expected) <= 1.0,
          "%s: %.17g, not %.17g", answer->source, got, answer->expected);
    exact_exp_clear(&scores, test_resize);
  }
}

/* ln(e^x) and the logarithm of the mean of equal terms are x, bit for bit. */
static void test_equal_scores(void) {
  for (int i = 0; i < 20000; i++) {
    double x =
        i % 2 != 0 ? test_any_double() : test_between(-1.0, 1.0) * ldexp(1.0, test_below(72) - 60);
    int n = 1 + test_below(12);
    ExactExp scores = {0};
    exact_exp_add(&scores, x, 1, test_resize);
    CHECK(softmax_logsumexp(&scores) == x, "logsumexp(%a) = %a", x, softmax_logsumexp(&scores));
    for (int j = 1; j < n; j++) exact_exp_add(&scores, x, 1, test_resize);
    CHECK(softmax_logmeanexp(&scores) == x, "logmeanexp of %d times %a = %a", n, x,
          softmax_logmeanexp(&scores));
    CHECK(softmax_probability(&scores, x) == 1.0 / n, "probability of one of %d times %a", n, x);
    CHECK(softmax_margin(&scores, x, n == 1 ? -INFINITY : x) == (n == 1), "margin of %a", x);
    exact_exp_clear(&scores, test_resize);
  }
  const double half[] = {0.0, -INFINITY};
  ExactExp scores = test_scores(half, 2);
  CHECK(softmax_logmeanexp(&scores) == -test_ln2, "-Inf counts: %.17g",
        softmax_logmeanexp(&scores));
}

static void test_probabilities(void) {
  const struct {
    int n;
    double x[4], p[4];
  } answers[] = {
      {4,
       {0, 1, 2, 3},
       {.03205860328008499, .08714431874203256, .23688281808991013, .6439142598879722}},
      {4,
       {100, 101, 102, 103},
       {.03205860328008499, .08714431874203256, .23688281808991013, .6439142598879722}},
      {4, {1, 325, 749, 750}, {0, 1.9444526359919372e-185, .2689414213699951, .7310585786300049}},
      {4,
       {-25, 0, 25, 50},
       {2.678636961770877e-33, 1.9287498479371314e-22, 1.3887943864771144e-11, .999999999986112}},
      {3, {INFINITY, 1, INFINITY}, {0.5, 0, 0.5}},
      {3, {-INFINITY, 7, 7}, {0, 0.5, 0.5}},
      {2, {-INFINITY, -INFINITY}, {NAN, NAN}},
      {3, {1e300, 1e300, -1e300}, {0.5, 0.5, 0}},
      {3, {-1e308, 1e308, 1.5e308}, {0, 0, 1}},
      {3, {-1e300, 0, -1e300}, {0, 1, 0}},
  };
  for (size_t i = 0; i < sizeof answers / sizeof *answers; i++) {
    ExactExp scores = test_scores(answers[i].x, answers[i].n);
    for (int j = 0; j < answers[i].n; j++) {
      double got = softmax_probability(&scores, answers[i].x[j]), expected = answers[i].p[j];
      CHECK(test_equal(got, expected) || test_ulps(got, expected) <= 1.0,
            "list %d: %.17g, not %.17g", (int)i, got, expected);
    }
    exact_exp_clear(&scores, test_resize);
  }
}

/* A score that is not in the set has no probability; what comes is a number in [0, 1] all the same.
*/
static void test_strangers(void) {
  const double x[] = {0.0, 0.0};
  ExactExp scores = test_scores(x, 2);
  const double strangers[] = {5.0, 800.0, 1e300, INFINITY};
  for (int i = 0; i < 4; i++) {
    double p = softmax_probability(&scores, strangers[i]);
    CHECK(p == 1.0, "of %g: %g", strangers[i], p);
  }
}

static void test_margins(void) {
  const struct {
    double x[3], expected;
  } answers[] = {
      {{-INFINITY, -INFINITY, -INFINITY}, NAN},
      {{2, -INFINITY, -INFINITY}, 1},
      {{INFINITY, 2, 1}, 1},
      {{INFINITY, INFINITY, 1}, 0},
      {{0x1p-60, 0, -INFINITY}, 0x1p-61},
      {{5e-324, 0, 0}, 0}, /* a third of it rounds to 0 */
      {{6e-323, 0, -INFINITY}, 3e-323},
      {{1e300, -1e300, -1e300}, 1},
      {{1.7e308, -1.7e308, -INFINITY}, 1},
      {{1e300, 1e300, 5}, 0},
      {{1 + 0x1p-52, 1, -INFINITY}, 0x1p-53},
      {{800, -800, -INFINITY}, 1},
      {{test_ln3, 0, -INFINITY}, 0.5},
      {{21, 0, -INFINITY}, 0.9999999984834879}, /* tanh(d/2), from Python's decimal */
      {{30, 0, -INFINITY}, 0.9999999999998128},
      {{36, 0, -INFINITY}, 0.9999999999999996},
  };
  for (size_t i = 0; i < sizeof answers / sizeof *answers; i++) {
    ExactExp scores = test_scores(answers[i].x, 3);
    double got = softmax_margin(&scores, answers[i].x[0], answers[i].x[1]);
    CHECK(test_equal(got, answers[i].expected) || test_ulps(got, answers[i].expected) <= 1.0,
          "list %d: %.17g, not %.17g", (int)i, got, answers[i].expected);
    exact_exp_clear(&scores, test_resize);
  }
}

/* All shares at once are the probabilities one by one, and a masked score stays NaN. */
static void test_shares(void) {
  const double odd[] = {-INFINITY, INFINITY, 1e300, -1e300, 0.0};
  for (int i = 0; i < 2000; i++) {
    double x[10];
    int n = test_below(11);
    for (int j = 0; j < n; j++) {
      x[j] = test_below(20) == 0 ? odd[test_below(5)] : test_between(-50.0, 50.0);
    }
    ExactExp scores = test_scores(x, n);
    Softmax softmax = softmax_of(&scores);
    CHECK(softmax.exists == softmax_exists(&scores), "list %d", i);
    for (int j = 0; j < n; j++) {
      double got = softmax_share(&softmax, x[j]), due = softmax_probability(&scores, x[j]);
      CHECK(test_equal(got, due), "list %d: %a, not %a", i, got, due);
    }
    CHECK(isnan(softmax_share(&softmax, NAN)), "list %d: a masked score", i);
    exact_exp_clear(&scores, test_resize);
  }
}

/* ---- limits ---- */

/* Differences between doubles beyond 2^58 are 64 or more; the border itself belongs to the bins. */
static void test_border(void) {
  const double border = 0x1p58, above = test_next(border, 1), e_32 = 1.2664165549094176e-14;
  const double x[] = {border, test_next(border, -1), above};
  ExactExp scores = test_scores(x, 2);
  CHECK(test_ulps(softmax_probability(&scores, x[1]), e_32 / (1.0 + e_32)) <= 2.0, "2^58 - 32");
  exact_exp_add(&scores, above, 1, test_resize);
  CHECK(softmax_logsumexp(&scores) == above, "above the border");
  CHECK(test_ulps(softmax_probability(&scores, border), 1.603810890548638e-28) <= 1.0, "below it");
  CHECK(softmax_logmeanexp(&scores) == above, "ln 3 is below half a ULP");
  exact_exp_add(&scores, above, -1, test_resize);
  CHECK(softmax_logsumexp(&scores) == border, "back again");
  exact_exp_clear(&scores, test_resize);
  CHECK(test_blocks == 0, "%ld blocks", test_blocks);
}

/* Times in seconds, each in a bin of its own: a million of them in, and in a window of 1000. */
static void test_million_bins(void *unused) {
  enum { ROWS = 1000000, WINDOW = 1000 };
  ExactExp all = {0}, window = {0};
  (void)unused;
  for (int i = 0; i < ROWS; i++) {
    exact_exp_add(&all, 1.7e9 - 60.0 * i, 1, test_resize);
    exact_exp_add(&window, 1.7e9 + 60.0 * i, 1, test_resize);
    if (i >= WINDOW) exact_exp_add(&window, 1.7e9 + 60.0 * (i - WINDOW), -1, test_resize);
  }
  CHECK(softmax_logsumexp(&all) == 1.7e9, "%.17g", softmax_logsumexp(&all));
  CHECK(softmax_logsumexp(&window) == 1.7e9 + 60.0 * (ROWS - 1), "%.17g",
        softmax_logsumexp(&window));
  CHECK(window.acc.sparse.capacity < 4 * WINDOW, "capacity %u", window.acc.sparse.capacity);
  exact_exp_clear(&all, test_resize);
  exact_exp_clear(&window, test_resize);
}

/* Usual are 100 units; the square of a million is hours. */
static void test_million_bins_time(void) {
  enum { UNITS = 2000 };
  double units = pace_units(test_million_bins, NULL, UNITS);
  CHECK(units <= UNITS, "%g units", units);
}

/* ---- orders, frames and memory ---- */

static bool test_softmax_add(void *scores, double x, double t, int sign) {
  (void)t;
  return exact_exp_add(scores, x, sign, test_resize);
}

static void test_softmax_read(const void *scores, double x, double *answer) {
  answer[0] = softmax_logsumexp(scores);
  answer[1] = softmax_logmeanexp(scores);
  answer[2] = softmax_probability(scores, x);
  answer[3] = softmax_margin(scores, x, x - 1.0);
}

static void test_softmax_clear(void *scores) {
  exact_exp_clear(scores, test_resize);
}

static SumMap *test_softmax_map(void *sum, int number) {
  ExactExp *scores = sum;
  return number == 0 ? &scores->acc.sparse : number == 1 ? &scores->huge : NULL;
}

static const TestSum test_softmax = {
    .size = sizeof(ExactExp),
    .answers = 4,
    .positive = true,
    .add = test_softmax_add,
    .read = test_softmax_read,
    .clear = test_softmax_clear,
    .map = test_softmax_map,
};

int main(void) {
  test_sum_orders(&test_softmax);
  test_sum_failures(&test_softmax);
  test_logsumexp();
  test_equal_scores();
  test_probabilities();
  test_strangers();
  test_margins();
  test_shares();
  test_border();
  test_million_bins_time();
  CHECK(test_blocks == 0, "%ld blocks are still held", test_blocks);
  return check_report();
}
