/* test_score.c: scores that are compared exactly: what a double cannot tell apart, at 2^53 and at the ends
** of the 64-bit integers.
*/
#include "../../ext/base/score.h"

#include "../check.h"
#include "../testing.h"

/* In rising order, neighbours differ: what a double can and cannot tell apart. */
static void test_score_order(void) {
  const double two_53 = 9007199254740992.0, two_63 = 9223372036854775808.0;
  const int64_t past_53 = INT64_C(9007199254740993);
  const Score ordered[] = {
      score_of_double(-two_63 - 2048),
      score_of_integer(INT64_MIN),
      score_of_integer(INT64_MIN + 1),
      score_of_integer(INT64_MIN + 513),
      score_of_integer(-past_53),
      score_of_double(-two_53),
      score_of_integer(-INT64_C(4294967297)),
      score_of_integer(-INT64_C(4294967295)),
      score_of_double(-0.5),
      score_of_integer(0),
      score_of_double(5e-324),
      score_of_integer(INT64_C(4294967296)),
      score_of_double(4294967296.5),
      score_of_double(two_53),
      score_of_integer(past_53),
      score_of_integer(past_53 + 1),
      score_of_integer(INT64_MAX - 1),
      score_of_integer(INT64_MAX),
      score_of_double(two_63),
  };
  int count = (int)(sizeof ordered / sizeof *ordered);
  for (int i = 0; i < count; i++) {
    for (int j = 0; j < count; j++) {
      CHECK(score_above(ordered[i], ordered[j]) == (i > j), "scores %d and %d", i, j);
      CHECK(score_above(score_negated(ordered[i]), score_negated(ordered[j])) == (i < j),
            "negated scores %d and %d", i, j);
    }
  }
  Score zero = score_of_double(-0.0), same = score_of_integer(-9223372036854775807 - 1);
  CHECK(!score_above(zero, score_of_integer(0)) && !score_above(score_of_integer(0), zero),
        "zeros");
  CHECK(same.value == -two_63 && same.rest == 0, "a power of two has no rest");
}

/* Any two integers, near and far. */
static void test_score_integers(void) {
  for (int i = 0; i < 1000000; i++) {
    uint64_t bits = test_random() >> test_below(64);
    int64_t a = (int64_t)(bits >> 1) * (test_below(2) ? 1 : -1);
    int64_t b = a / 2 + test_below(5) + a / 2;
    Score x = score_of_integer(a), y = score_of_integer(b);
    CHECK(score_above(x, y) == (a > b) && score_above(y, x) == (a < b), "%lld and %lld",
          (long long)a, (long long)b);
    CHECK(x.value == (double)a, "%lld: not its nearest double", (long long)a);
  }
}

/* An integer against a double next to it, and its two parts: the nearest double, and a rest of 512 at
** most. */
static void test_score_parts(int64_t n) {
  Score score = score_of_integer(n);
  double x = (double)n;
  CHECK(score.value == x && score.rest >= -512.0 && score.rest <= 512.0, "%lld is %a + %a",
        (long long)n, score.value, score.rest);
  bool above = x < 0x1p63 && n > (int64_t)x, below = x >= 0x1p63 || n < (int64_t)x;
  Score real = score_of_double(x);
  CHECK(score_above(score, real) == above && score_above(real, score) == below, "%lld and %a",
        (long long)n, x);
  if (x < 0x1p63) { /* value and rest add up */
    CHECK((int64_t)score.value + (int64_t)score.rest == n, "%lld", (long long)n);
  } else {
    CHECK(INT64_MAX + (int64_t)(score.rest + 1.0) == n, "%lld", (long long)n);
  }
}

static void test_score_edges(void) {
  const int64_t two_53 = INT64_C(1) << 53;
  for (int64_t i = -3000; i <= 3000; i++) {
    test_score_parts(two_53 + i);
    test_score_parts(-two_53 + i);
    test_score_parts(i);
    test_score_parts((INT64_C(1) << 62) + i);
    test_score_parts(i < 0 ? INT64_MAX + i : INT64_MAX - i);
    test_score_parts(i < 0 ? INT64_MIN - i : INT64_MIN + i);
  }
  for (int i = 0; i < 100000; i++) test_score_parts((int64_t)test_random() >> test_below(64));
}

int main(void) {
  test_score_order();
  test_score_integers();
  test_score_edges();
  return check_report();
}
