/* test_js_divergence.c: the Jensen-Shannon divergence: answers computed at 60 digits, exact zeros,
** symmetry, the same bits in every order and in every sliding frame, unchanged where memory runs out.
*/
#include "weights.h"

static const TestSum *const test_js = &test_sums[TEST_JS];

/* Never negative, ln 2 at most, 0 of equal distributions; the same bits when p and q change places.
*/
static void test_bounds(void) {
  for (int round = 0; round < 3000; round++) {
    TestRow rows[TEST_ROWS], exchanged[TEST_ROWS];
    int kind = round % TEST_KINDS, count = test_fill(rows, kind);
    for (int i = 0; i < count; i++) exchanged[i] = (TestRow){rows[i].q, rows[i].p};
    double js = test_fresh(test_js, rows, count), other = test_fresh(test_js, exchanged, count);
    CHECK(isnan(js) || (js >= 0.0 && !signbit(js)), "%.17g", js);
    CHECK(isnan(js) || js <= TEST_LN2, "%.17g", js);
    CHECK(test_is(js, other), "%.17g, not %.17g", other, js);
    CHECK(kind != TEST_KINDS - 1 || js == 0.0, "of equal distributions: %.17g", js);
  }
}

/* JS of what lies d apart is near d^2/8 times a sum that does not depend on d. */
static void test_nearness(void) {
  for (int k = 8; k < 50; k++) {
    double d = bits_power_of_two(-k);
    const TestRow rows[] = {{.25, .25 + d}, {.25, .25 - d}, {.5, .5}};
    double js = test_fresh(test_js, rows, 3) / (d * d);
    CHECK(fabs(js - 1.0) <= 64.0 * d * d + 0x1p-50, "d = 2^%d: %.17g", -k, js);
  }
}

/* ---- memory that runs out while the rows are summed ---- */

static int test_stubborn_reading(JsDivergence *js, double expected) {
  for (int allowed = 0; allowed < 100; allowed++) {
    double got = 0.0;
    test_allowed = allowed;
    bool done = js_divergence_value(js, test_resize, &got, NULL);
    test_allowed = -1;
    if (!done) continue;
    CHECK(test_is(got, expected), "after %d failures: %.17g, not %.17g", allowed, got, expected);
    return allowed;
  }
  CHECK(false, "never enough memory");
  return 0;
}

static void test_readings(void) {
  int failures = 0;
  JsDivergence none = {.is_read = false};
  CHECK(!js_divergence_remove(&none, test_resize), "removed from nothing");
  for (int round = 0; round < 200; round++) {
    TestRow rows[TEST_ROWS];
    JsDivergence js = {0};
    for (int i = 0; i < TEST_ROWS; i++) {
      rows[i] = test_row(2);
      test_add(test_js, &js, rows[i], +1);
      if (i >= 3) CHECK(js_divergence_remove(&js, test_resize), "no row");
      int first = i >= 3 ? i - 2 : 0;
      failures += test_stubborn_reading(&js, test_fresh(test_js, rows + first, i + 1 - first));
    }
    js_divergence_clear(&js, test_resize);
  }
  CHECK(failures > 1000, "only %d allocations failed", failures);
}

/* ---- frozen bits of entropy, KL and JS together, in one hash ---- */

static void test_frozen_together(void) {
  const TestSum *const sums[] = {&test_sums[TEST_ENTROPY], &test_sums[TEST_KL], test_js};
  static const uint64_t expected[4] = {UINT64_C(0x0c43656f7895c1fa), UINT64_C(0xbfacc1853f7e08bd),
                                       UINT64_C(0xa99e0878e130ba95), UINT64_C(0xafad4f77c7fbce39)};
  for (int kind = 0; kind < 4; kind++) {
    uint64_t hash = test_hash(sums, 3, kind);
    CHECK(hash == expected[kind], "kind %d: 0x%016llx", kind, (unsigned long long)hash);
  }
}

static void test_stops(void) {
  const Stop stop = {test_stop, NULL};
  JsDivergence js = {.is_read = false};
  double got;
  for (int i = 0; i < 2 * STOP_EVERY; i++) {
    CHECK(js_divergence_add(&js, 1.0, i % 2, test_resize), "row %d", i);
  }
  long asked = 0, blocks = test_blocks;
  for (bool done = false; !done && asked < 1000; asked++) {
    test_questions = asked;
    done = js_divergence_value(&js, test_resize, &got, &stop);
    CHECK(done == (test_questions >= 0), "done %d after %ld questions", done, asked);
    CHECK(test_blocks == blocks, "%ld blocks", test_blocks);
  }
  CHECK(asked == 5, "%ld questions", asked);
  js_divergence_clear(&js, test_resize);
}

int main(void) {
  test_stops();
  static const uint64_t frozen[4] = {UINT64_C(0x9deac16ce2a91657), UINT64_C(0x181729655fd69a4f),
                                     UINT64_C(0x1528fd4d4abf3e82), UINT64_C(0xe9e14283e5a4b5a8)};
  test_known(test_js);
  test_bounds();
  test_nearness();
  test_orders(test_js);
  test_sliding(test_js);
  int failures = test_faults(test_js);
  CHECK(failures >= 200, "only %d allocations failed", failures);
  test_readings();
  test_frozen(test_js, frozen);
  test_frozen_together();
  CHECK(test_blocks == 0, "%ld blocks are still held", test_blocks);
  return check_report();
}
