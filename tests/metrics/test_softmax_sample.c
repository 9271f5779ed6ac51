/* test_softmax_sample.c: draws that do not depend on the order of rows, fall where the probabilities
** say, and come as often as they say.
*/
#include "../../ext/metrics/softmax.h"
#include "../../ext/metrics/softmax_sample.h"
#include "../check.h"
#include "../testing.h"

#include <math.h>

enum { TEST_MOST = 12 };

typedef struct {
  double x;
  Label label;
} TestRow;

static Label test_integer(int64_t integer) {
  return (Label){.kind = LABEL_INTEGER, .as.integer = integer};
}

static Label test_text(const char *text) {
  return (Label){LABEL_TEXT, (uint32_t)strlen(text), {.bytes = (const unsigned char *)text}};
}

static void test_fill(SoftmaxSample *sample, const TestRow *rows, size_t count) {
  for (size_t i = 0; i < count; i++) {
    CHECK(softmax_sample_add(sample, rows[i].x, &rows[i].label, test_resize), "add");
  }
}

/* Labels of all kinds; i is the place in their order. */
static size_t test_rows(TestRow rows[TEST_MOST]) {
  static const char *const texts[] = {"", "B", "a", "a longer label, of 29 bytes. ", "b", "c"};
  size_t count = 1 + test_index(TEST_MOST);
  for (size_t i = 0; i < count; i++) {
    rows[i].label = i < 6 ? test_integer((int64_t)i * 3 - 7) : test_text(texts[i - 6]);
    rows[i].x = test_below(6) == 0 ? -INFINITY : test_deviate() * 4.0;
  }
  rows[test_index(count)].x = test_below(9) == 0 ? INFINITY : 0.5;
  return count;
}

/* The first label whose running sum is above u. */
static void test_definition(void) {
  for (int round = 0; round < 5000; round++) {
    TestRow rows[TEST_MOST], shuffled[TEST_MOST];
    size_t count = test_rows(rows), expected = count;
    SoftmaxSample sample = {.count = 0};
    Label drawn;
    double u = test_uniform();
    memcpy(shuffled, rows, sizeof rows);
    test_shuffle(shuffled, count, sizeof *shuffled);
    test_fill(&sample, shuffled, count);
    long double sum = 0;
    for (size_t i = 0; i < count; i++) {
      double p = softmax_probability(&sample.scores, rows[i].x);
      sum += (long double)p;
      if (expected == count && (long double)u < sum) expected = i;
    }
    CHECK(softmax_sample_draw(&sample, u, test_resize, &drawn, NULL), "draw");
    CHECK(expected < count && label_compare(&drawn, &rows[expected].label) == 0,
          "round %d: another label than number %zu", round, expected);
    softmax_sample_clear(&sample, test_resize);
  }
  CHECK(test_blocks == 0, "%ld blocks left", test_blocks);
}

static void test_edges(void) {
  const TestRow rows[] = {{-INFINITY, test_integer(1)},
                          {2.0, test_integer(2)},
                          {2.0, test_integer(3)},
                          {-INFINITY, test_integer(4)}};
  SoftmaxSample sample = {.count = 0};
  Label drawn;
  CHECK(softmax_sample_draw(&sample, 0.5, test_resize, &drawn, NULL) && drawn.kind == LABEL_NONE,
        "empty");
  test_fill(&sample, rows, 4);
  CHECK(softmax_sample_draw(&sample, 0.0, test_resize, &drawn, NULL) && drawn.as.integer == 2,
        "u = 0");
  CHECK(softmax_sample_draw(&sample, 0.5, test_resize, &drawn, NULL) && drawn.as.integer == 3,
        "u = 1/2");
  CHECK(softmax_sample_draw(&sample, 1 - 0x1p-53, test_resize, &drawn, NULL) &&
            drawn.as.integer == 3,
        "the last but one is the last with a probability");
  for (int i = 0; i < 3; i++) CHECK(softmax_sample_remove(&sample, test_resize), "remove");
  CHECK(sample.count == 1, "%zu rows", sample.count);
  CHECK(softmax_sample_draw(&sample, 0.5, test_resize, &drawn, NULL) && drawn.kind == LABEL_NONE,
        "all -Inf");
  for (int i = 0; i < 2; i++) {
    CHECK(softmax_sample_remove(&sample, test_resize) && sample.count == 0, "from an empty set");
  }
  softmax_sample_clear(&sample, test_resize);
}

/* A frame that slides: as a fresh set. */
static void test_sliding(void) {
  TestRow rows[TEST_MOST];
  for (int round = 0; round < 300; round++) {
    size_t count = test_rows(rows), width = 1 + test_index(4);
    SoftmaxSample sliding = {.count = 0};
    for (size_t end = 1; end <= count; end++) {
      size_t begin = end > width ? end - width : 0;
      SoftmaxSample fresh = {.count = 0};
      Label a, b;
      double u = test_uniform();
      test_fill(&sliding, rows + end - 1, 1);
      if (end > width) CHECK(softmax_sample_remove(&sliding, test_resize), "remove");
      test_fill(&fresh, rows + begin, end - begin);
      softmax_sample_draw(&sliding, u, test_resize, &a, NULL);
      softmax_sample_draw(&fresh, u, test_resize, &b, NULL);
      CHECK(label_compare(&a, &b) == 0, "round %d, rows %zu to %zu", round, begin, end);
      softmax_sample_clear(&fresh, test_resize);
    }
    softmax_sample_clear(&sliding, test_resize);
  }
}

static void test_memory(void) {
  const TestRow row = {700.0, test_text("a label")};
  SoftmaxSample sample = {.count = 0};
  Label drawn;
  bool added = false;
  for (long allowed = 0; !added; allowed++) {
    test_allowed = allowed;
    added = softmax_sample_add(&sample, row.x, &row.label, test_resize);
    test_allowed = -1;
    CHECK(exact_exp_count(&sample.scores) == added && sample.count == added, "half a row");
  }
  test_allowed = 0;
  CHECK(!softmax_sample_draw(&sample, 0.5, test_resize, &drawn, NULL), "drawn without memory");
  test_allowed = -1;
  softmax_sample_clear(&sample, test_resize);
  CHECK(test_blocks == 0, "%ld blocks left", test_blocks);
}

/* Stopped at any question, there is no draw and no memory is left. */
static void test_stops(void) {
  enum { N = 2 * STOP_EVERY };
  const Stop stop = {test_stop, NULL};
  SoftmaxSample sample = {.count = 0};
  Label drawn = {.kind = LABEL_INTEGER, .size = 8};
  for (int i = 0; i < N; i++) {
    drawn.as.integer = i;
    CHECK(softmax_sample_add(&sample, i * 1e-4, &drawn, test_resize), "row %d", i);
  }
  long asked = 0, blocks = test_blocks;
  for (bool done = false; !done && asked < 1000; asked++) {
    test_questions = asked;
    done = softmax_sample_draw(&sample, 0.5, test_resize, &drawn, &stop);
    CHECK(done == (test_questions >= 0), "done %d after %ld questions", done, asked);
    CHECK(done == (drawn.kind != LABEL_NONE) && test_blocks == blocks, "%ld blocks", test_blocks);
  }
  CHECK(asked > 6, "%ld questions", asked);
  softmax_sample_clear(&sample, test_resize);
}

int main(void) {
  test_stops();
  test_definition();
  test_edges();
  test_sliding();
  test_memory();
  return check_report();
}
