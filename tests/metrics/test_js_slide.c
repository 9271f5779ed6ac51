/* test_js_slide.c: whatever the slide answers has the bits of the terms added up, in frames of
** ordinary weights, of distributions that are near each other, of ratios that drift or jump, of
** zeros and extremes; it answers nearly always where it should; and memory that runs out. */
#include "../../ext/metrics/js_divergence.h"
#include "../check.h"
#include "../testing.h"

#include <float.h>
#include <math.h>
#include <string.h>

enum { TEST_ROWS = 900, TEST_KINDS = 9 };

typedef struct {
  double p, q;
} TestRow;

/* From 2^-30 to 2^30. */
static double test_wide(void) {
  return (1.0 + test_uniform()) * bits_power_of_two(test_below(60) - 30);
}

static TestRow test_row(int kind, int i) {
  static const double odd[] = {0.0, 5e-324, 1e-300, 0x1p-101, 0x1p-99, 1.0, 0x1p99, 1e300, DBL_MAX};
  double p = test_uniform(), q = test_uniform();
  switch (kind) {
  case 0: return (TestRow){p, q};
  case 1: return (TestRow){p, p + 0x1p-10 * q}; /* near each other */
  case 2: return (TestRow){p * p * p * p, 0.01 / (q + 1e-6)};
  case 3: return (TestRow){test_below(4), test_below(3)};      /* zeros on both sides */
  case 4: return (TestRow){p, q * (1.0 + i * 0x1p-4)};         /* a ratio that drifts */
  case 5: return (TestRow){p, i % 300 < 150 ? q : 1000.0 * q}; /* and one that jumps */
  case 6: return (TestRow){test_wide(), test_wide()};
  case 7: return (TestRow){p, test_below(40) == 0 ? odd[test_below(9)] : q};
  default: return (TestRow){p, p}; /* equal */
  }
}

static double test_fresh(const TestRow *rows, int count) {
  JsDivergence js = {.is_read = false};
  double value = -7.0;
  for (int i = 0; i < count; i++) {
    CHECK(js_divergence_add(&js, rows[i].p, rows[i].q, test_resize), "no memory");
  }
  CHECK(js_divergence_value(&js, test_resize, &value, NULL), "no memory");
  js_divergence_clear(&js, test_resize);
  return value;
}

/* A frame of `width` rows over all. Returns how often the slide answered. */
static int test_frame(const TestRow *rows, int width, const char *what) {
  JsSlide slide = {.sums = NULL};
  Queue queue = {.data = NULL};
  int answers = 0, first = 0;
  for (int i = 0; i < TEST_ROWS; i++) {
    double value = -7.0;
    CHECK(queue_push_double(&queue, rows[i].p, test_resize) &&
              queue_push_double(&queue, rows[i].q, test_resize),
          "no memory");
    js_slide_change(&slide, rows[i].p, rows[i].q, +1, test_resize);
    if (i - first >= width) {
      queue_pop(&queue, sizeof rows[first]);
      js_slide_change(&slide, rows[first].p, rows[first].q, -1, test_resize);
      first++;
    }
    if (!js_slide_value(&slide, &queue, test_resize, &value, NULL)) continue;
    double expected = test_fresh(rows + first, i + 1 - first);
    CHECK(test_equal(value, expected), "%s, row %d: %.17g, not %.17g", what, i, value, expected);
    answers++;
  }
  queue_clear(&queue, test_resize);
  js_slide_clear(&slide, test_resize);
  return answers;
}

static void test_frames(void) {
  /* of TEST_ROWS, in the worst round */
  static const int least[TEST_KINDS] = {750, 850, 650, 680, 760, 730, 770, 0, 880};
  for (int kind = 0; kind < TEST_KINDS; kind++) {
    for (int round = 0; round < 6; round++) {
      static TestRow rows[TEST_ROWS];
      char what[40];
      for (int i = 0; i < TEST_ROWS; i++) rows[i] = test_row(kind, i);
      snprintf(what, sizeof what, "kind %d, round %d", kind, round);
      int answers = test_frame(rows, 40 + 40 * round, what);
      CHECK(answers >= least[kind], "%s: only %d answers", what, answers);
    }
  }
}

/* One of the sums is 0: there is no divergence. */
static void test_nothing(void) {
  static TestRow rows[TEST_ROWS];
  for (int i = 0; i < TEST_ROWS; i++) rows[i] = (TestRow){0.0, test_uniform()};
  CHECK(test_frame(rows, 50, "no p") > 800, "no answers");
  CHECK(isnan(test_fresh(rows, 50)), "a divergence");
  for (int i = 0; i < TEST_ROWS; i++) rows[i] = (TestRow){test_uniform(), 0.0};
  CHECK(test_frame(rows, 50, "no q") > 800, "no answers");
}

/* A slide that is stopped where it begins, or where it takes a center, holds nothing, and may begin
** anew. */
static void test_stops(void) {
  const Stop stop = {test_stop, NULL};
  JsSlide slide = {.sums = NULL};
  Queue queue = {.data = NULL};
  double value;
  for (int i = 0; i < 100; i++) {
    TestRow row = test_row(0, i);
    CHECK(queue_push_double(&queue, row.p, test_resize) &&
              queue_push_double(&queue, row.q, test_resize),
          "no memory");
    js_slide_change(&slide, row.p, row.q, +1, test_resize);
  }
  long blocks = test_blocks;
  for (long asked = 0; asked < 2; asked++) {
    test_questions = asked;
    CHECK(!js_slide_value(&slide, &queue, test_resize, &value, &stop), "an answer");
    CHECK(test_questions < 0 && slide.sums == NULL && test_blocks == blocks, "%ld blocks",
          test_blocks - blocks);
    for (int i = 0; i < 5; i++) js_slide_change(&slide, 0.0, 0.0, +1, test_resize);
  }
  test_questions = 2;
  CHECK(js_slide_value(&slide, &queue, test_resize, &value, &stop), "no answer");
  queue_clear(&queue, test_resize);
  js_slide_clear(&slide, test_resize);
}

/* What a frame answers, whoever finds it, with memory that runs out now and then. */
static void test_faults(void) {
  long failed = 0;
  for (int kind = 0; kind < TEST_KINDS; kind++) {
    static TestRow rows[TEST_ROWS];
    JsDivergence js = {.is_read = false};
    int first = 0;
    for (int i = 0; i < TEST_ROWS; i++) {
      rows[i] = test_row(kind, i);
      CHECK(js_divergence_add(&js, rows[i].p, rows[i].q, test_resize), "no memory");
      test_allowed = test_below(3) == 0 ? test_below(4) : -1;
      if (i - first >= 60) {
        CHECK(js_divergence_remove(&js, test_resize), "row %d", i);
        first++;
      }
      double value = -7.0, again = -7.0;
      bool done = js_divergence_value(&js, test_resize, &value, NULL);
      test_allowed = -1;
      failed += !done;
      CHECK(js_divergence_value(&js, test_resize, &again, NULL), "no memory");
      double expected = test_fresh(rows + first, i + 1 - first);
      CHECK(!done || test_equal(value, expected), "kind %d, row %d: %.17g", kind, i, value);
      CHECK(test_equal(again, expected), "kind %d, row %d: %.17g again", kind, i, again);
    }
    js_divergence_clear(&js, test_resize);
  }
  CHECK(failed > 10, "only %ld failed", failed);
}

int main(void) {
  test_frames();
  test_nothing();
  test_stops();
  if (!test_short()) test_faults();
  CHECK(test_blocks == 0, "%ld blocks are left", test_blocks);
  return check_report();
}
