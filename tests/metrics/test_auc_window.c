/* test_auc_window.c: a group, and a frame that slides, both with the area of roc_auc bit for bit;
** examples that are not there; and memory that runs out. */
#include "../../ext/metrics/auc_window.h"
#include "../check.h"
#include "../testing.h"
#include "weighted_examples.h"

#include <string.h>

enum { TEST_MOST = 200 };

static double test_area(const Example *rows, size_t count) {
  static Example sorted[TEST_MOST];
  if (count > 0) memcpy(sorted, rows, count * sizeof *sorted);
  examples_sort(sorted, count);
  return roc_auc(sorted, count, NULL);
}

static void test_compare(AucWindow *window, const Example *rows, int count, const char *what) {
  double area = auc_window_area(window, NULL), expected = test_area(rows, (size_t)count);
  CHECK(auc_window_count(window) == count, "%s: %d", what, (int)auc_window_count(window));
  CHECK(test_equal(area, expected), "%s: %.17g, not %.17g", what, area, expected);
}

/* A group stays an array, whose area can be read twice. */
static void test_groups(void) {
  for (int count = 0; count <= TEST_MOST; count++) {
    Example rows[TEST_MOST + 1];
    AucWindow window = {.slides = false};
    weighted_fill(rows, count + 1, count % WEIGHTED_KINDS);
    for (int i = 0; i < count; i++) {
      CHECK(auc_window_add(&window, rows[i], test_resize, NULL) == AUC_WINDOW_DONE, "no memory");
    }
    test_compare(&window, rows, count, "group");
    test_compare(&window, rows, count, "again");
    CHECK(!window.slides && window.tree.scores.items == NULL, "a group in a tree");
    auc_window_clear(&window, test_resize);
  }
}

/* Frames that begin to slide by a row that leaves, or by one that comes after an area was read. */
static void test_frames(void) {
  for (int round = 0; round < 600; round++) {
    Example rows[TEST_MOST];
    AucWindow window = {.slides = false};
    int first = 0, width = 1 + test_below(50), quiet = test_below(2) * test_below(100);
    weighted_fill(rows, TEST_MOST, round % WEIGHTED_KINDS);
    for (int end = 1; end <= TEST_MOST; end++) {
      CHECK(auc_window_add(&window, rows[end - 1], test_resize, NULL) == AUC_WINDOW_DONE,
            "no memory");
      while (end - first > width) {
        CHECK(auc_window_remove(&window, rows[first++], test_resize, NULL) == AUC_WINDOW_DONE, "%d",
              end);
      }
      if (end > quiet) test_compare(&window, rows + first, end - first, "frame");
    }
    while (first < TEST_MOST) {
      CHECK(auc_window_remove(&window, rows[first++], test_resize, NULL) == AUC_WINDOW_DONE,
            "last");
      test_compare(&window, rows + first, TEST_MOST - first, "fewer");
    }
    auc_window_clear(&window, test_resize);
  }
}

static void test_absent(void) {
  AucWindow window = {.slides = false};
  const Example here[] = {{1, 1}, {0, -1}}, other = {2, 1};
  CHECK(auc_window_remove(&window, other, test_resize, NULL) == AUC_WINDOW_ABSENT, "empty");
  auc_window_clear(&window, test_resize);
  for (int i = 0; i < 2; i++) {
    CHECK(auc_window_add(&window, here[i], test_resize, NULL) == AUC_WINDOW_DONE, "no memory");
  }
  CHECK(auc_window_remove(&window, other, test_resize, NULL) == AUC_WINDOW_ABSENT, "array");
  test_compare(&window, here, 2, "absent");
  CHECK(auc_window_remove(&window, other, test_resize, NULL) == AUC_WINDOW_ABSENT, "tree");
  test_compare(&window, here, 2, "absent");
  auc_window_clear(&window, test_resize);
}

/* Each step with its first allocation failing, its second, ... until it succeeds. */
static void test_faults(void) {
  long failed = 0;
  for (int round = 0; round < 60; round++) {
    Example rows[TEST_MOST];
    AucWindow window = {.slides = false};
    int first = 0, end = 0, width = 1 + test_below(60);
    bool runs = round % 2 == 0; /* values are read from the beginning */
    weighted_fill(rows, TEST_MOST, round % WEIGHTED_KINDS);
    while (end < TEST_MOST) {
      bool leaves = end - first > width;
      AucWindowStatus status = AUC_WINDOW_NO_MEMORY;
      for (int allowed = 0; status == AUC_WINDOW_NO_MEMORY; allowed++) {
        test_allowed = allowed;
        status = leaves ? auc_window_remove(&window, rows[first], test_resize, NULL)
                        : auc_window_add(&window, rows[end], test_resize, NULL);
        test_allowed = -1;
        failed += status == AUC_WINDOW_NO_MEMORY;
        if (status == AUC_WINDOW_NO_MEMORY && runs) {
          test_compare(&window, rows + first, end - first, "no memory");
        }
      }
      CHECK(status == AUC_WINDOW_DONE, "absent");
      *(leaves ? &first : &end) += 1;
      if (runs || window.slides) test_compare(&window, rows + first, end - first, "memory");
    }
    auc_window_clear(&window, test_resize);
  }
  CHECK(failed > 300, "only %ld failed", failed);
}

/* A sort and a change to the tree that are stopped leave the window as it was. */
static void test_stops(void) {
  enum { N = 3 * STOP_EVERY };
  const Stop stop = {test_stop, NULL};
  AucWindow window = {.slides = false};
  for (int i = 0; i < N; i++) {
    Example row = example_of((double)(i * 7919LL % N), i % 3 == 0, 1.0);
    CHECK(auc_window_add(&window, row, test_resize, NULL) == AUC_WINDOW_DONE, "row %d", i);
  }
  test_questions = 1;
  CHECK(isnan(auc_window_area(&window, &stop)), "stopped");
  double area = auc_window_area(&window, NULL);
  CHECK(!isnan(area), "area");
  const Example first = example_of(0.0, true, 1.0);
  const long blocks = test_blocks;
  test_questions = 1;
  CHECK(auc_window_remove(&window, first, test_resize, &stop) == AUC_WINDOW_NO_MEMORY, "stopped");
  test_questions = 1;
  CHECK(auc_window_add(&window, first, test_resize, &stop) == AUC_WINDOW_NO_MEMORY, "stopped");
  CHECK(auc_window_count(&window) == N && test_blocks == blocks, "unchanged");
  CHECK(auc_window_area(&window, NULL) == area, "the same area");
  CHECK(auc_window_remove(&window, first, test_resize, NULL) == AUC_WINDOW_DONE, "leaves");
  auc_window_clear(&window, test_resize);
}

int main(void) {
  test_stops();
  test_groups();
  test_frames();
  test_absent();
  test_faults();
  CHECK(test_blocks == 0, "%ld blocks are left", test_blocks);
  return check_report();
}
