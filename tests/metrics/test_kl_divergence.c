/* test_kl_divergence.c: the Kullback-Leibler divergence: answers computed at 60 digits, exact zeros,
** the same bits in every order and in every sliding frame, unchanged where memory runs out.
*/
#include "weights.h"

static const TestSum *const test_kl = &test_sums[TEST_KL];

/* Never negative, 0 of equal distributions. */
static void test_bounds(void) {
  for (int round = 0; round < 3000; round++) {
    TestRow rows[TEST_ROWS];
    int kind = round % TEST_KINDS, count = test_fill(rows, kind);
    double value = test_fresh(test_kl, rows, count);
    CHECK(isnan(value) || (value >= 0.0 && !signbit(value)), "%.17g", value);
    CHECK(kind != TEST_KINDS - 1 || value == 0.0, "of equal distributions: %.17g", value);
  }
}

/* KL of what lies d apart is near d^2/2 times a sum that does not depend on d. */
static void test_nearness(void) {
  for (int k = 8; k < 50; k++) {
    double d = bits_power_of_two(-k);
    const TestRow rows[] = {{.25, .25 + d}, {.25, .25 - d}, {.5, .5}};
    double kl = test_fresh(test_kl, rows, 3) / (d * d);
    CHECK(fabs(kl - 4.0) <= 64.0 * d * d + 0x1p-50, "d = 2^%d: %.17g", -k, kl);
  }
}

/* The first two rows' moments cancel, -s ln 2 and s ln 2, and the third has its high word in the
** same bin. So a row may need memory to leave, and there may be none: the more others there are,
** the fuller is the map of sums. */
static void test_faults_of_leaving(void) {
  const double s = 0x1p-416;
  const TestRow rows[] = {{s, 2 * s}, {s, s / 2}, {4096 * s, 2048 * s}};
  KlDivergence sum = {0};
  int failures = 0;
  for (int i = 0; i < 3; i++) test_add(test_kl, &sum, rows[i], +1);
  for (int i = 0; i < 16; i++) {
    failures += test_stubborn(test_kl, &sum, rows[0], -1);
    test_stubborn(test_kl, &sum, rows[0], +1);
    double p = bits_power_of_two(-600 - 32 * i);
    test_add(test_kl, &sum, (TestRow){p, p * (i % 2 == 0 ? 0.3 : 1.0)}, +1);
  }
  CHECK(failures > 0, "no row failed to leave");
  kl_divergence_clear(&sum, test_resize);
}

int main(void) {
  static const uint64_t frozen[4] = {UINT64_C(0x7b4c3cf9b9a0b6b6), UINT64_C(0x0dec09c843d673ca),
                                     UINT64_C(0x2e5a5a33ccd69496), UINT64_C(0x492d0d74e4add67a)};
  test_known(test_kl);
  test_bounds();
  test_nearness();
  test_orders(test_kl);
  test_sliding(test_kl);
  int failures = test_faults(test_kl);
  CHECK(failures > 300, "only %d allocations failed", failures);
  test_faults_of_leaving();
  test_frozen(test_kl, frozen);
  CHECK(test_blocks == 0, "%ld blocks are still held", test_blocks);
  return check_report();
}
