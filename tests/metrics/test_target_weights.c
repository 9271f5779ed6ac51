/* test_target_weights.c: targets that are a distribution, that are none, and that leave again. */
#include "../../ext/metrics/target_weights.h"
#include "../check.h"
#include "../testing.h"

#include <math.h>

typedef struct {
  int n;
  double t[4];
  TargetOutcome outcome;
  double sum;
} TestTargets;

static const TestTargets test_cases[] = {
    {0, {0}, TARGET_NONE, 0},
    {2, {0, 0}, TARGET_NONE, 0},
    {3, {0, 1, 0}, TARGET_ANSWER, 1},
    {3, {.25, .5, .25}, TARGET_ANSWER, 1},
    {2, {.5, .5 + 0x1p-30}, TARGET_ANSWER, 1 + 0x1p-30},
    {2, {1, 1e-7}, TARGET_ANSWER, 1 + 1e-7},
    {2, {1, 1}, TARGET_BAD_SUM, 2},
    {2, {.5, .25}, TARGET_BAD_SUM, .75},
    {1, {1 + 1e-6}, TARGET_ANSWER, 1 + 1e-6},
    {1, {1 - 1.1e-6}, TARGET_BAD_SUM, 1 - 1.1e-6},
    {3, {NAN, 1, 0}, TARGET_NONE, 0},
    {3, {NAN, 1, 1}, TARGET_NONE, 0},
};

static void test_sums(void) {
  for (size_t i = 0; i < sizeof test_cases / sizeof *test_cases; i++) {
    const TestTargets *expected = &test_cases[i];
    TargetWeights targets = {0};
    ScaledDD sum = {{0, 0}, 0};
    for (int j = 0; j < expected->n; j++) {
      CHECK(target_weights_accepts(expected->t[j]), "case %zu: refused", i);
      CHECK(target_weights_add(&targets, expected->t[j], +1, test_resize), "case %zu", i);
    }
    TargetOutcome outcome = target_weights_sum(&targets, &sum);
    CHECK(outcome == expected->outcome, "case %zu: outcome %d", i, (int)outcome);
    CHECK(outcome == TARGET_NONE || test_is(dd_round(sum), expected->sum), "case %zu: sum %a", i,
          dd_round(sum));
    for (int j = 0; j < expected->n; j++) {
      target_weights_add(&targets, expected->t[j], -1, test_resize);
    }
    CHECK(targets.whole == 0 && targets.rows == 0 && targets.unlabelled == 0 &&
              exact_sum_value(&targets.weights).f.hi == 0.0,
          "case %zu: something stays", i);
    target_weights_clear(&targets, test_resize);
  }
  CHECK(test_blocks == 0, "%ld blocks left", test_blocks);
}

static void test_accepted(void) {
  CHECK(target_weights_accepts(NAN) && target_weights_accepts(0.0) && target_weights_accepts(1.0),
        "refused");
  CHECK(!target_weights_accepts(-1e-300) && !target_weights_accepts(1.001) &&
            !target_weights_accepts(INFINITY),
        "accepted");
}

static void test_memory(void) {
  TargetWeights targets = {0};
  test_allowed = 0;
  CHECK(!target_weights_add(&targets, 1e-300, +1, test_resize), "added without memory");
  CHECK(target_weights_add(&targets, 1.0, +1, test_resize), "1 needs no memory");
  test_allowed = -1;
  CHECK(targets.rows == 1 && targets.whole == 1, "counted");
  target_weights_clear(&targets, test_resize);
}

int main(void) {
  test_sums();
  test_accepted();
  test_memory();
  return check_report();
}
