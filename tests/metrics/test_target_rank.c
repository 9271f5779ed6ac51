/* test_target_rank.c: the rank of a target in groups and in frames that slide: known answers, what a
** count over all rows gives, and nothing changed where memory runs out. */
#include "../../ext/metrics/target_rank.h"
#include "../check.h"
#include "../testing.h"

#include <math.h>

enum { TEST_ROWS = 400 };

typedef struct {
  Score x;
  TargetRankRole role;
} TestRow;

typedef struct {
  TargetRankOutcome outcome;
  int64_t value; /* 0 where there is none */
} TestAnswer;

static bool test_same(TestAnswer a, TestAnswer b) {
  return a.outcome == b.outcome && a.value == b.value;
}

static TestAnswer test_answer(TargetRank *group) {
  TestAnswer answer;
  answer.outcome = target_rank_value(group, &answer.value);
  if (answer.outcome == TARGET_RANK_NONE) answer.value = 0;
  return answer;
}

/* By its definition. */
static TestAnswer test_counted(const TestRow *rows, int first, int end) {
  int targets = 0, target = first, above = 0;
  bool unknown = false;
  for (int i = first; i < end; i++) {
    unknown = unknown || rows[i].role == TARGET_RANK_UNKNOWN;
    if (rows[i].role != TARGET_RANK_TARGET) continue;
    targets++;
    target = i;
  }
  if (unknown || targets == 0) return (TestAnswer){TARGET_RANK_NONE, 0};
  if (targets > 1) return (TestAnswer){TARGET_RANK_SEVERAL, targets};
  for (int i = first; i < end; i++) above += score_above(rows[i].x, rows[target].x);
  return (TestAnswer){TARGET_RANK_VALUE, 1 + above};
}

static bool test_add(TargetRank *group, const TestRow *row) {
  return target_rank_add(group, row->x, row->role, test_resize);
}

static void test_remove(TargetRank *group, const TestRow *row) {
  target_rank_remove(group, row->x, row->role);
}

static void test_check(TargetRank *group, const TestRow *rows, int first, int end) {
  TestAnswer got = test_answer(group), expected = test_counted(rows, first, end);
  CHECK(test_same(got, expected), "rows %d to %d: %d, %lld; expected %d, %lld", first, end,
        (int)got.outcome, (long long)got.value, (int)expected.outcome, (long long)expected.value);
}

/* ---- known answers ---- */

static void test_known(void) {
  const int64_t beyond = INT64_C(1) << 53;
  const TestRow rows[] = {
      {score_of_double(2.5), TARGET_RANK_OTHER},
      {score_of_double(2.5), TARGET_RANK_TARGET},
      {score_of_double(2.5), TARGET_RANK_OTHER},
      {score_of_double(3.0), TARGET_RANK_OTHER},
      {score_of_double(-INFINITY), TARGET_RANK_OTHER},
      {score_of_double(INFINITY), TARGET_RANK_OTHER},
  };
  const TestRow near[] = {{score_of_integer(beyond), TARGET_RANK_TARGET},
                          {score_of_integer(beyond + 1), TARGET_RANK_OTHER},
                          {score_of_integer(beyond - 1), TARGET_RANK_OTHER},
                          {score_of_double((double)beyond), TARGET_RANK_OTHER}};
  const int64_t ranks[] = {0, 1, 1, 2, 2, 3};
  TargetRank group = {0};
  CHECK(test_answer(&group).outcome == TARGET_RANK_NONE, "an empty group");
  for (int i = 0; i < 6; i++) {
    CHECK(test_add(&group, &rows[i]), "no memory");
    CHECK(test_answer(&group).value == ranks[i], "after row %d: %lld", i,
          (long long)test_answer(&group).value);
  }
  target_rank_clear(&group, test_resize);
  for (int i = 0; i < 4; i++) CHECK(test_add(&group, &near[i]), "no memory");
  CHECK(test_answer(&group).value == 2, "integers that are one double");
  target_rank_clear(&group, test_resize);
  CHECK(test_answer(&group).outcome == TARGET_RANK_NONE, "a cleared group");
}

/* ---- frames ---- */

/* Few different scores, so that many are equal; `often` is how seldom a row is a target. */
static TestRow test_row(int often, int unknown) {
  TestRow row = {score_of_double(test_below(40) - 20.0), TARGET_RANK_OTHER};
  if (test_below(5) == 0) row.x = score_of_integer((INT64_C(1) << 60) + test_below(300));
  if (test_below(30) == 0) row.x = score_of_double(test_below(2) == 0 ? INFINITY : -INFINITY);
  if (test_below(often) == 0) row.role = TARGET_RANK_TARGET;
  if (test_below(unknown) == 0) row.role = TARGET_RANK_UNKNOWN;
  return row;
}

static void test_sliding(void) {
  int outcomes[3] = {0};
  for (int round = 0; round < 200; round++) {
    TestRow rows[TEST_ROWS];
    TargetRank group = {0};
    int first = 0, width = 1 + test_below(60), often = 1 + test_below(60);
    int unknown = 1 + test_below(500), seldom = 1 + test_below(4);
    for (int i = 0; i < TEST_ROWS; i++) rows[i] = test_row(often, unknown);
    for (int end = 1; end <= TEST_ROWS; end++) {
      CHECK(test_add(&group, &rows[end - 1]), "no memory");
      while (end - first > width) test_remove(&group, &rows[first++]);
      if (test_below(100) == 0) {
        while (first < end) test_remove(&group, &rows[first++]);
      }
      if (test_below(seldom) != 0) continue; /* a result is not asked for after each row */
      test_check(&group, rows, first, end);
      outcomes[test_answer(&group).outcome]++;
    }
    while (first < TEST_ROWS) test_remove(&group, &rows[first++]);
    CHECK(test_answer(&group).outcome == TARGET_RANK_NONE && group.unknown == 0, "emptied");
    target_rank_clear(&group, test_resize);
  }
  CHECK(outcomes[0] > 1000 && outcomes[1] > 1000 && outcomes[2] > 1000, "%d, %d, %d", outcomes[0],
        outcomes[1], outcomes[2]);
}

/* ---- memory that runs out ---- */

/* Adds with the first allocation failing, the second, ... until it succeeds; after each failure the
** answer is what it was. Returns how many failed. */
static int test_stubborn(TargetRank *group, const TestRow *rows, int first, int end) {
  for (int allowed = 0;; allowed++) {
    test_allowed = allowed;
    bool done = test_add(group, &rows[end]);
    test_allowed = -1;
    if (done) return allowed;
    test_check(group, rows, first, end);
  }
}

static void test_faults(void) {
  int failures = 0;
  for (int round = 0; round < 200; round++) {
    TestRow rows[TEST_ROWS];
    TargetRank group = {0};
    int first = 0, width = 10 + test_below(200), often = 1 + test_below(20);
    for (int end = 0; end < TEST_ROWS; end++) {
      rows[end] = test_row(often, 100000);
      failures += test_stubborn(&group, rows, first, end);
      if (end - first > width) test_remove(&group, &rows[first++]);
      test_check(&group, rows, first, end + 1);
    }
    target_rank_clear(&group, test_resize);
  }
  CHECK(failures > 500, "only %d allocations failed", failures);
}

int main(void) {
  test_known();
  test_sliding();
  test_faults();
  CHECK(test_blocks == 0, "%ld blocks leaked", test_blocks);
  return check_report();
}
