/* test_entropy.c: entropy: answers computed at 60 digits, exact zeros, the same bits in every order
** and in every sliding frame, unchanged where memory runs out.
*/
#include "weights.h"

static const TestSum *const test_entropy = &test_sums[TEST_ENTROPY];

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

/* Never negative, ln n at most. */
static void test_bounds(void) {
  for (int round = 0; round < 3000; round++) {
    TestRow rows[TEST_ROWS];
    int count = test_fill(rows, round % TEST_KINDS);
    double value = test_fresh(test_entropy, rows, count);
    CHECK(isnan(value) || (value >= 0.0 && !signbit(value)), "%.17g", value);
    CHECK(isnan(value) || value < 3.2, "%.17g", value); /* ln 24 */
  }
}

int main(void) {
  static const uint64_t frozen[4] = {UINT64_C(0x9be8c1b865aa898f), UINT64_C(0xcdab1d7e790a6fd7),
                                     UINT64_C(0xc5c618318d8fc7d6), UINT64_C(0x9ff9ae2ee9946a6a)};
  test_known(test_entropy);
  test_equal_weights();
  test_bounds();
  test_orders(test_entropy);
  test_sliding(test_entropy);
  int failures = test_faults(test_entropy);
  CHECK(failures > 300, "only %d allocations failed", failures);
  test_frozen(test_entropy, frozen);
  CHECK(test_blocks == 0, "%ld blocks are still held", test_blocks);
  return check_report();
}
