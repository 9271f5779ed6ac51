/* test_threshold_plot.c: what plot_roc and plot_pr share: the best threshold is named in the
** description, in the legend and, where there are few sets, beside its mark, inside of the picture
** and not on the other set's label. */
#include "../../ext/plot/plot.h"
#include "../../ext/plot/threshold_plot.h"
#include "pictures.h"

#include <stdio.h>

enum { TEST_EXAMPLES = 60 };

/* Separated at the threshold. */
static TestSet test_separated(const char *name, Example *examples, double threshold) {
  for (int i = 0; i < TEST_EXAMPLES; i++) {
    bool positive = i % 2 == 0;
    examples[i] = example_of(positive ? threshold + i : threshold - 1.0 - i, positive, 1);
  }
  return test_set(name, examples, TEST_EXAMPLES);
}

/* In the legend of all sets; beside the mark of two at most. */
static void test_named(void) {
  TestPlot *const plots[] = {plot_roc, plot_pr};
  Example examples[3][TEST_EXAMPLES];
  TestSet sets[] = {test_separated("one", examples[0], 0.123456),
                    test_separated("two", examples[1], -1234.5678),
                    test_separated("three", examples[2], 7e-9)};
  for (int plot = 0; plot < 2; plot++) {
    for (size_t count = 1; count <= 3; count++) {
      char *got = test_picture(plots[plot], sets, count, test_untitled);
      TEST_HAS(got, ">threshold</text>", 1);
      TEST_HAS(got, ">0.1235</text>", 1);
      TEST_HAS(got, ">-1235</text>", count > 1);
      TEST_HAS(got, ">7e-9</text>", count > 2);
      TEST_HAS(got, ">score \xe2\x89\xa5 0.1235</text>", count == 1);
      TEST_HAS(got, ">one \xe2\x89\xa5 0.1235</text>", count == 2);
      TEST_HAS(got, ">two \xe2\x89\xa5 -1235</text>", count == 2);
      TEST_HAS(got, " at threshold 0.123456.", 1); /* the description has all digits, */
      TEST_HAS(got, " at threshold 0.123456<", 1); /* and the tooltip */
      TEST_HAS(got, "class=\"ring\"", (int)count);
      free(got);
    }
  }
}

/* No threshold is better than another: none is named. */
static void test_none(void) {
  Example examples[] = {example_of(0.5, true, 1), example_of(0.5, false, 1)};
  TestSet set = test_set("flat", examples, 2);
  char *got = test_picture(plot_roc, &set, 1, test_untitled);
  TEST_HAS(got, "class=\"ring\"", 0);
  TEST_HAS(got, "threshold", 3); /* the description's first sentence, the legend, the small print */
  TEST_HAS(got, "\xe2\x89\xa5", 0);
  free(got);
}

/* ---- where labels stand ---- */

typedef struct {
  double x, y;
  bool left; /* it ends at x */
} TestLabel;

/* The labels, in the order of the text. */
static int test_labels_of(const char *got, TestLabel labels[2]) {
  int count = 0;
  for (const char *at = got; (at = strstr(at, "<text class=\"halo")) != NULL; at++) {
    const char *end = strstr(at, "</text>"), *sign = strstr(at, "\xe2\x89\xa5");
    if (sign == NULL || sign > end) continue;
    CHECK(count < 2, "more than two labels");
    if (count == 2) break;
    labels[count++] =
        (TestLabel){strtod(strstr(at, " x=\"") + 4, NULL), strtod(strstr(at, " y=\"") + 4, NULL),
                    strncmp(at, "<text class=\"halo e\"", 20) == 0};
  }
  return count;
}

static Example test_example(double quality) {
  bool positive = test_below(2) != 0;
  return example_of(test_uniform() + (positive ? quality : 0.0), positive, 1);
}

static void test_places(void) {
  TestPlot *const plots[] = {plot_roc, plot_pr};
  Example examples[2][TEST_EXAMPLES];
  int rounds = 0;
  for (int round = 0; round < 500; round++) {
    TestLabel labels[2];
    TestSet sets[2];
    double quality = test_uniform();
    for (int i = 0; i < 2; i++) {
      for (int j = 0; j < TEST_EXAMPLES; j++) examples[i][j] = test_example(quality);
      sets[i] = test_set(i ? "one" : "two", examples[i], TEST_EXAMPLES);
    }
    char *got = test_picture(plots[round % 2], sets, 2, test_untitled);
    int count = test_labels_of(got, labels);
    for (int i = 0; i < count; i++) {
      double right = labels[i].left ? labels[i].x : labels[i].x + 90.0;
      CHECK(right - 90.0 > 70.0 && right < 480.0 && labels[i].y > 40.0 && labels[i].y < 425.0,
            "round %d: at %g, %g", round, labels[i].x, labels[i].y);
    }
    if (count == 2 && labels[0].left == labels[1].left) {
      CHECK(labels[1].y - labels[0].y > 14.95, "round %d: one label on the other", round);
      rounds++;
    }
    free(got);
  }
  CHECK(rounds > 300, "only %d rounds", rounds);
}

int main(void) {
  test_named();
  test_none();
  test_places();
  CHECK(test_blocks == 0, "%ld blocks leaked", test_blocks);
  return check_report();
}
