/* test_softmax_entropy.c: published entropies, edges, ln n for n equal scores, and the same bits in
** every order and in every sliding frame. How accurate it is: tests/accuracy/rows.c.
*/
#include "../../ext/metrics/softmax_entropy.h"
#include "../check.h"
#include "../sums.h"
#include "../testing.h"

#include <math.h>

enum { TEST_LIST = 16 };

typedef struct {
  int n;
  double x[TEST_LIST];
  double expected;
  const char *source;
} TestAnswer;

static double test_entropy_of(const double *x, int n) {
  SoftmaxEntropy sum = {0};
  for (int i = 0; i < n; i++) softmax_entropy_add(&sum, x[i], 1, test_resize);
  double entropy = softmax_entropy_value(&sum);
  softmax_entropy_clear(&sum, test_resize);
  return entropy;
}

static void test_entropies(void) {
  const TestAnswer answers[] = {
      {3,
       {-1.6094379124341003, -0.69314718055994531, -1.2039728043259361},
       1.0296530140645737,
       "SciPy, entr of .2, .5, .3"},
      {1, {17}, 0, "one score"},
      {1, {1e300}, 0, "one score"},
      {0, {0}, NAN, "empty"},
      {2, {-INFINITY, -INFINITY}, NAN, "all -Inf"},
      {3, {-INFINITY, 5, 5}, 0.6931471805599453, "two alike"},
      {4, {INFINITY, INFINITY, 1, -INFINITY}, 0.6931471805599453, "two +Inf"},
      {3, {1e300, 1e300, -1e300}, 0.6931471805599453, "two huge"},
      {3, {-1e300, 4.25, 4.25}, 0.6931471805599453, "a huge negative one"},
      {3, {-1e300, -1e300, -1e300}, 1.0986122886681098, "three huge and negative"},
      {2, {1e9, 1e9}, 0.6931471805599453, "two far away"},
      {2, {8, -800}, 0, "certain"},
  };
  for (size_t i = 0; i < sizeof answers / sizeof *answers; i++) {
    double got = test_entropy_of(answers[i].x, answers[i].n), expected = answers[i].expected;
    CHECK(test_equal(got, expected) || fabs(got - expected) <= 0x1p-55 ||
              test_ulps(got, expected) <= 1.0,
          "%s: %.17g, not %.17g", answers[i].source, got, expected);
  }
  for (int i = 0; i < 3000; i++) { /* n equal scores: ln n */
    SoftmaxEntropy sum = {0};
    double x = test_below(4) == 0 ? test_any_double() : test_between(-300.0, 300.0);
    int n = 1 + test_below(50);
    for (int j = 0; j < n; j++) softmax_entropy_add(&sum, x, 1, test_resize);
    double got = softmax_entropy_value(&sum);
    CHECK(got >= 0.0 &&
              (n == 1 ? got == 0.0 : test_ulps(got, dd_log((ScaledDD){{n, 0.0}, 0}).hi) <= 1.0),
          "%d times %a: %.17g", n, x, got);
    softmax_entropy_clear(&sum, test_resize);
  }
}

static void test_most_terms(void) {
  SoftmaxEntropy entropy = {.finite = EXACT_MOST_TERMS};
  CHECK(!softmax_entropy_add(&entropy, 1.0, 1, test_resize), "a term too many");
  CHECK(softmax_entropy_add(&entropy, 1.0, -1, test_resize), "a term may still leave");
}

/* ---- orders, frames and memory ---- */

static bool test_entropy_add(void *sum, double x, double t, int sign) {
  (void)t;
  return softmax_entropy_add(sum, x, sign, test_resize);
}

static void test_entropy_read(const void *sum, double x, double *answer) {
  (void)x;
  answer[0] = softmax_entropy_value(sum);
}

static void test_entropy_clear(void *sum) {
  softmax_entropy_clear(sum, test_resize);
}

static SumMap *test_entropy_map(void *sum, int number) {
  SoftmaxEntropy *entropy = sum;
  return number == 0 ? &entropy->sparse : number == 1 ? &entropy->huge : NULL;
}

static const TestSum test_entropy = {
    .size = sizeof(SoftmaxEntropy),
    .answers = 1,
    .positive = true,
    .add = test_entropy_add,
    .read = test_entropy_read,
    .clear = test_entropy_clear,
    .map = test_entropy_map,
};

int main(void) {
  test_sum_orders(&test_entropy);
  test_sum_failures(&test_entropy);
  test_entropies();
  CHECK(test_blocks == 0, "%ld blocks are still held", test_blocks);
  test_most_terms();
  return check_report();
}
