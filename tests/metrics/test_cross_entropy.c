/* test_cross_entropy.c: published losses, edges, targets that are no distribution, and the same bits in
** every order and in every sliding frame. How accurate it is: tests/accuracy/rows.c.
*/
#include "../../ext/metrics/cross_entropy.h"
#include "../check.h"
#include "../sums.h"
#include "../testing.h"

#include <math.h>

/* ---- answers ---- */

#define TEST_LN2 0.6931471805599453
#define TEST_LN3 1.0986122886681098

typedef struct {
  int n;
  TargetOutcome outcome;
  double x[3], t[3];
  double expected, tolerance; /* relative; 0: 1 ULP */
  const char *what;
} TestLoss;

static const TestLoss test_losses[] = {
    {3, TARGET_ANSWER, {4, 2, 1}, {1, 0, 0}, .16984601955628564, 0, "TensorFlow"},
    {3, TARGET_ANSWER, {0, 5, 1}, {0, .8, .2}, .8247448901388227, 0, "TensorFlow"},
    {3, TARGET_ANSWER, {10, 1, -2}, {0, 1, 0}, 9.00013, 1e-6, "optax"},
    {3, TARGET_ANSWER, {1, 4, .2}, {1, 0, 0}, 3.0696733, 1e-7, "optax"},
    {3, TARGET_ANSWER, {-INFINITY, 0, 0}, {0, .5, .5}, TEST_LN2, 0, "optax"},
    {3, TARGET_ANSWER, {-INFINITY, 0, 0}, {.4, .3, .3}, INFINITY, 0, "weight on -Inf, optax"},
    {3, TARGET_ANSWER, {-INFINITY, 0, -INFINITY}, {0, 1, 0}, 0, 0, "optax"},
    {2, TARGET_ANSWER, {0, -40}, {1, 0}, 4.248354255291589e-18, 0, "log1p(e^-40)"},
    {2, TARGET_ANSWER, {40, 0}, {1, 0}, 4.248354255291589e-18, 0, "log1p(e^-40)"},
    {2, TARGET_ANSWER, {1e-3, -700}, {1, 0}, 9.8498217954114152e-305, 0, "near 0"},
    {1, TARGET_ANSWER, {17}, {1}, 0, 0, "a single class"},
    {1, TARGET_ANSWER, {-0.3}, {1 - 1e-7}, 0, 0, "a single class, nearly 1"},
    {2, TARGET_ANSWER, {0, 0}, {1 + 1e-7, 0}, 0.69314724987466341, 0, "weight nearly 1"},
    {2, TARGET_ANSWER, {1e300, -1e300}, {0, 1}, 2e300, 0, "huge"},
    {2, TARGET_ANSWER, {1.7e308, -1.7e308}, {0, 1}, INFINITY, 0, "overflow"},
    {2, TARGET_ANSWER, {1e300, 1e300}, {0, 1}, TEST_LN2, 0, "two huge"},
    {2, TARGET_ANSWER, {-1e300, 0}, {1, 0}, 1e300, 0, "huge and negative"},
    {3, TARGET_ANSWER, {1e300, 1e300, 1e300}, {.3, .3, .4}, TEST_LN3, 0, "soft, huge"},
    {3, TARGET_ANSWER, {1e15, 1e15, 1e15}, {.1, .2, .7}, TEST_LN3, 0, "soft, far"},
    {3,
     TARGET_ANSWER,
     {1e300, 1e300, 1e300},
     {.5, .5 + 0x1p-30, 1e-40},
     1.0986122896912721,
     0,
     "an excess of two doubles, huge"},
    {3, TARGET_ANSWER, {0, 0, 0}, {1e-320, 1, 1e-300}, TEST_LN3, 0, "soft, tiny weights"},
    {2, TARGET_ANSWER, {INFINITY, 3}, {1, 0}, 0, 0, "the target is +Inf"},
    {3, TARGET_ANSWER, {INFINITY, INFINITY, 3}, {1, 0, 0}, TEST_LN2, 0, "one of two +Inf"},
    {3, TARGET_ANSWER, {INFINITY, INFINITY, 3}, {.5, .5, 0}, TEST_LN2, 0, "both +Inf"},
    {3, TARGET_ANSWER, {INFINITY, INFINITY, 3}, {.5, 0, .5}, INFINITY, 0, "weight beside +Inf"},
    {2, TARGET_ANSWER, {INFINITY, -INFINITY}, {0, 1}, INFINITY, 0, "weight on -Inf beside +Inf"},
    {0, TARGET_NONE, {0}, {0}, 0, 0, "empty"},
    {2, TARGET_NONE, {1, 2}, {0, 0}, 0, 0, "no weight"},
    {2, TARGET_NONE, {1, 2}, {NAN, 1}, 0, 0, "a missing target"},
    {2, TARGET_NONE, {1, 2}, {NAN, 5}, 0, 0, "a missing target comes before a bad sum"},
    {2, TARGET_NONE, {-INFINITY, -INFINITY}, {1, 0}, 0, 0, "all -Inf"},
    {2, TARGET_BAD_SUM, {-INFINITY, -INFINITY}, {1, 1}, 2, 0, "a bad sum comes before all -Inf"},
    {2, TARGET_BAD_SUM, {1, 2}, {1, 1}, 2, 0, "two targets"},
    {2, TARGET_BAD_SUM, {1, 2}, {.5, .4}, .9, 0, "too little"},
    {1, TARGET_BAD_SUM, {1}, {3}, 3, 0, "a class number for a weight"},
    {1, TARGET_BAD_SUM, {1}, {1 + 2e-6}, 1 + 2e-6, 0, "outside the tolerance"},
    {1, TARGET_BAD_SUM, {1}, {1e308}, 1e308, 0, "absurd"},
};

static void test_cross_entropies(void) {
  for (size_t i = 0; i < sizeof test_losses / sizeof *test_losses; i++) {
    const TestLoss *loss = &test_losses[i];
    CrossEntropySum sum = {0};
    for (int j = 0; j < loss->n; j++) {
      cross_entropy_add(&sum, loss->x[j], loss->t[j], 1, test_resize);
    }
    double got = 0.0;
    TargetOutcome outcome = cross_entropy_value(&sum, &got);
    CHECK(outcome == loss->outcome, "%s: outcome %d", loss->what, (int)outcome);
    bool near = loss->tolerance > 0.0
                    ? fabs(got - loss->expected) <= loss->tolerance * fabs(loss->expected)
                    : got == loss->expected || test_ulps(got, loss->expected) <= 1.0;
    CHECK(near && !signbit(got), "%s: %.17g, not %.17g", loss->what, got, loss->expected);
    cross_entropy_clear(&sum, test_resize);
  }
}

static void test_accepts(void) {
  const double yes[] = {0.0, -0.0, 5e-324, 0.5, 1.0, 1.0 + 1e-6, NAN};
  const double no[] = {-5e-324, -1.0, 1.0 + 1.1e-6, 2.0, INFINITY, -INFINITY};
  for (int i = 0; i < 7; i++) CHECK(target_weights_accepts(yes[i]), "%a is refused", yes[i]);
  for (int i = 0; i < 6; i++) CHECK(!target_weights_accepts(no[i]), "%a is accepted", no[i]);
}

/* ---- orders, frames and memory ---- */

static bool test_loss_add(void *sum, double x, double t, int sign) {
  return cross_entropy_add(sum, x, t, sign, test_resize);
}

static void test_loss_read(const void *sum, double x, double *answer) {
  double loss = 0.0;
  (void)x;
  answer[0] = cross_entropy_value(sum, &loss);
  answer[1] = loss;
}

static void test_loss_clear(void *sum) {
  cross_entropy_clear(sum, test_resize);
}

static SumMap *test_loss_map(void *sum, int number) {
  CrossEntropySum *loss = sum;
  SumMap *maps[] = {&loss->scores.acc.sparse, &loss->scores.huge, &loss->targets.weights.acc.sparse,
                    &loss->weighted.acc.sparse, NULL};
  return maps[number];
}

static const TestSum test_loss = {
    .size = sizeof(CrossEntropySum),
    .answers = 2,
    .add = test_loss_add,
    .read = test_loss_read,
    .clear = test_loss_clear,
    .map = test_loss_map,
};

int main(void) {
  test_sum_orders(&test_loss);
  test_sum_failures(&test_loss);
  test_cross_entropies();
  test_accepts();
  CHECK(test_blocks == 0, "%ld blocks are still held", test_blocks);
  return check_report();
}
