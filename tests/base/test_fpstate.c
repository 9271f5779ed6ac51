/* test_fpstate.c: whatever state the host has, arithmetic between enter and leave is done in the
** default state, and the host finds its own again.
*/
#include "../../ext/base/fpstate.h"

#include "../check.h"
#include "../fpstates.h"
#include "../testing.h"

#if defined(FPSTATES_NONE)

int main(void) {
  FpState host = fpstate_enter();
  CHECK(!host.changed, "changed");
  fpstate_leave(host);
  printf("skipped 1: this CPU's floating-point state cannot be set here\n");
  printf("%ld passed, %ld failed, 1 skipped\n", check_passed, check_failed);
  return check_failed != 0;
}

#else

static volatile double test_one = 1.0, test_little = 0x1p-60, test_smallest = 0x1p-1074,
                       test_small = 0x1p-1022, test_zero = 0.0;
static volatile int64_t test_large = INT64_C(0x7ffffffffffffdff);

/* One bit for each result that is not that of the default state. */
static unsigned test_differences(void) {
  unsigned differ = 0;
  differ |= (unsigned)!test_is(test_one + test_little, 1.0) << 0;
  differ |= (unsigned)!test_is(test_one - test_little, 1.0) << 1;
  differ |= (unsigned)!test_is(-test_one - test_little, -1.0) << 2;
  differ |= (unsigned)!test_is(test_small * 0.5, 0x1p-1023) << 3;
  differ |= (unsigned)!test_is(test_smallest * 0x1p52, 0x1p-1022) << 4;
  differ |= (unsigned)!(test_smallest > test_zero) << 5;
  differ |= (unsigned)!test_is((double)test_large, 0x1.fffffffffffffp62) << 6;
  differ |= (unsigned)!((int64_t)(double)test_large == INT64_C(0x7ffffffffffffc00)) << 7;
  return differ;
}

/* Called through a pointer, as fpstate.h asks. */
static unsigned (*volatile test_arithmetic)(void) = test_differences;

static bool test_is_default(void) {
  uint64_t raised = UINT64_C(0x3f) & (fpstates_default.word == 0x1f80 ? UINT64_MAX : 0);
  return (fpstates_word() & ~raised) == fpstates_default.word;
}

static void test_held(const FpStateOfHost *state) {
  FpStateOfHost before = {"before", fpstates_word(), fpstates_x87()};
  fpstates_set(state);
  uint64_t word = fpstates_word();
  uint16_t x87 = fpstates_x87();
  FpState host = fpstate_enter();
  unsigned held = test_arithmetic();
  bool inside = test_is_default();
  fpstate_leave(host);
  uint64_t after = fpstates_word();
  uint16_t x87_after = fpstates_x87();
  fpstates_set(&before);
  CHECK(word == state->word && x87 == state->x87, "%s: not set: %#llx, %#x", state->name,
        (unsigned long long)word, x87);
  CHECK(inside, "%s: not the default inside", state->name);
  CHECK(held == 0, "%s: results differ: %#x", state->name, held);
  CHECK(!host.changed || after == word, "%s: left as %#llx", state->name,
        (unsigned long long)after);
  CHECK(x87_after == x87, "%s: x87 left as %#x", state->name, x87_after);
}

/* The differences are there to be seen: without enter, rounding and flushing show. */
static void test_seen(void) {
  unsigned seen = 0;
  for (size_t i = 0; i < FPSTATES_COUNT; i++) {
    if (strstr(fpstates[i].name, "traps") != NULL) continue;
    fpstates_set(&fpstates[i]);
    unsigned differ = test_arithmetic();
    fpstates_set(&fpstates_default);
    CHECK(differ != 0 || strstr(fpstates[i].name, "x87") != NULL, "%s: no difference",
          fpstates[i].name);
    seen |= differ;
  }
  CHECK((seen & 7) == 7, "rounding modes: %#x", seen);
}

int main(void) {
  fpstates_set(&fpstates_default);
  CHECK(test_arithmetic() == 0, "the default state gives other results: %#x", test_arithmetic());
  FpState host = fpstate_enter();
  CHECK(!host.changed, "the default state was written");
  fpstate_leave(host);
  CHECK(test_is_default(), "left as %#llx", (unsigned long long)fpstates_word());
  for (size_t i = 0; i < FPSTATES_COUNT; i++) test_held(&fpstates[i]);
  test_seen();
  return check_report();
}

#endif
