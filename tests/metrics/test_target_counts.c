/* test_target_counts.c: ranks by counts against target_rank.h over the rows of the group, and merged groups of
** every kind. (As bytes and back: test_state.c.) */
#include "../../ext/metrics/target_counts.h"
#include "../check.h"
#include "../testing.h"

enum { TARGETS_ROWS = 12, TARGETS_PARTS = 3 };

static Score targets_score(void) {
  int which = test_below(4);
  if (which == 0) return score_of_double(test_uniform());
  if (which == 1) return score_of_integer(INT64_MAX - test_below(3));
  return score_of_double((double)test_below(3));
}

static TargetRankRole targets_role(void) {
  int which = test_below(TARGETS_ROWS * 2);
  return which == 0 ? TARGET_RANK_UNKNOWN : which < 3 ? TARGET_RANK_TARGET : TARGET_RANK_OTHER;
}

/* Rows split among parts, each of which comes as bytes, and one too many that leaves again. */
static void targets_random(void) {
  TargetRank all = {.unknown = 0};
  TargetCounts merged = {.above = 0}, part[TARGETS_PARTS] = {{.above = 0}};
  int64_t expected = 0, got = 0;
  bool done = true;
  for (int i = 0; i < TARGETS_ROWS; i++) {
    Score x = targets_score();
    TargetRankRole role = targets_role();
    int which = test_below(TARGETS_PARTS);
    done &= target_counts_add(&part[which], x, role, 1, test_resize);
    if (which < TARGETS_PARTS - 1) done &= target_rank_add(&all, x, role, test_resize);
  }
  for (int i = TARGETS_PARTS - 1; i >= 0; i--) {
    Bytes bytes = {.most = 10000, .resize = test_resize};
    TargetCounts read = {.above = 0};
    target_counts_write(&part[i], &bytes);
    BytesReader reader = {.at = bytes.data, .end = bytes.data + bytes.size, .resize = test_resize};
    target_counts_read(&read, &reader);
    CHECK(!bytes_failed(&reader), "%s", reader.fault);
    done &= target_counts_merge(&merged, &read, 1, test_resize, NULL);
    target_counts_clear(&read, test_resize);
    bytes_clear(&bytes);
  }
  /* The last part leaves as it came. */
  Bytes bytes = {.most = 10000, .resize = test_resize};
  TargetCounts read = {.above = 0};
  target_counts_write(&part[TARGETS_PARTS - 1], &bytes);
  BytesReader reader = {.at = bytes.data, .end = bytes.data + bytes.size, .resize = test_resize};
  target_counts_read(&read, &reader);
  done &= target_counts_merge(&merged, &read, -1, test_resize, NULL);
  TargetRankOutcome outcome = target_rank_value(&all, &expected);
  CHECK(done && target_counts_value(&merged, &got, NULL) == outcome, "outcome %d", (int)outcome);
  CHECK(outcome == TARGET_RANK_NONE || got == expected, "%ld, not %ld", (long)got, (long)expected);
  bytes_clear(&bytes);
  target_counts_clear(&read, test_resize);
  for (int i = 0; i < TARGETS_PARTS; i++) target_counts_clear(&part[i], test_resize);
  target_counts_clear(&merged, test_resize);
  target_rank_clear(&all, test_resize);
}

static void targets_refused(const char *data, size_t size, const char *why) {
  TargetCounts group = {.above = 0};
  char *copy = test_copy(data, size);
  BytesReader reader = {.at = (const unsigned char *)copy,
                        .end = (const unsigned char *)copy + size,
                        .resize = test_resize};
  target_counts_read(&group, &reader);
  CHECK(bytes_failed(&reader), "%s is read", why);
  target_counts_clear(&group, test_resize);
  free(copy);
}

int main(void) {
  TargetCounts group = {.above = 0};
  for (int i = 0; i < 3000; i++) targets_random();
  CHECK(target_counts_rows(&group) == 0, "empty");
  targets_refused("\x04", 1, "a form that does not exist");
  targets_refused("\x02\x01", 2, "several targets that are one");
  targets_refused("\x03\x00", 2, "unknown rows that are none");
  targets_refused("\x01\x00\x00\x00\x00\x00\x00\x00\x80\x00\x00", 11, "a target at -0.0");
  targets_refused("\x01\x00\x00\x00\x00\x00\x00\xf0\x3f\x02\x00", 11, "1 with a rest");
  targets_refused("\x00\x01\x00\x04\x00\x00\x00\x00\x00\x00\xf0\x3f", 12, "0 with a rest of 1");
  targets_refused("\x00\x01\x00\x04\x00\x00\x00\x00\x00\x00\xe0\x3f", 12, "a rest of a half");
  targets_refused("\x00\x01\x00\x04\x00\x00\x00\x00\x00\x00\x90\x40", 12, "a rest of 1024");
  test_allowed = 0;
  CHECK(!target_counts_add(&group, (Score){1.0, 0.0}, TARGET_RANK_OTHER, 1, test_resize), "other");
  CHECK(!target_counts_add(&group, (Score){1.0, 0.0}, TARGET_RANK_TARGET, 1, test_resize),
        "target");
  test_allowed = -1;
  CHECK(target_counts_rows(&group) == 0, "nothing has changed");
  target_counts_clear(&group, test_resize);
  CHECK(test_blocks == 0, "%ld blocks", test_blocks);
  return check_report();
}
