/* test_plot_reliability.c: the right curve, gaps, bars, errors, counts and words in a reliability
** diagram. What it looks like is for eyes to judge. */
#include "../../ext/plot/plot.h"
#include "pictures.h"

enum { TEST_MANY = 1000 };

static char *test_reliability_of(const TestSet *sets, size_t count, uint32_t bins, const char *y) {
  PlotOptions options = {.bins = bins};
  if (y != NULL) options.y = plot_title(y);
  return test_picture_of(plot_reliability, sets, count, &options);
}

/* Bins of few examples: hollow, with faint whiskers, and no line. */
static void test_few(void) {
  Example examples[] = {example_of(0.1, false, 1), example_of(0.12, true, 1),
                        example_of(0.9, true, 1)};
  TestSet set = test_set("mlp", examples, 3);
  char *got = test_picture(plot_reliability, &set, 1, test_untitled);
  TEST_HAS(got, "class=\"curve\"", 1); /* the legend's */
  TEST_HAS(got, "class=\"gap\"", 0);
  TEST_HAS(got, "class=\"few\"", 2);
  TEST_HAS(got, "class=\"whisker\" d=\"\"", 1);
  TEST_HAS(got, "class=\"whisker faint\" d=\"M109.6 366V74M394 325.6V40\"/>", 1);
  TEST_HAS(got, "class=\"bar\" d=\"M95 458V414H117V458zM383 458V436H405V458z\"/>", 1);
  TEST_HAS(got, ">.2933</text>", 1);
  TEST_HAS(got, ">3</text>", 1);
  TEST_HAS(got, "mlp: expected calibration error .2933, examples: 3.", 1);
  TEST_HAS(got,
           "<title>mlp: 2 examples, mean predicted probability .110, fraction of positives .500, "
           "95% interval .095 to .905</title>",
           1);
  TEST_HAS(got,
           "<title>mlp: 1 example, mean predicted probability .900, fraction of positives 1.000, "
           "95% interval .207 to 1.000</title>",
           1);
  TEST_HAS(got, "d=\"M100.1 220A9.5 9.5 0 1 0 119.1 220A", 1);
  TEST_HAS(got, "d=\"M387.3 40A6.7 6.7 0 1 0 400.7 40A", 1); /* half the area */
  TEST_HAS(got, ">2</text>", 1);                             /* the strip's highest bar */
  TEST_HAS(got, "<title>Reliability diagram</title>", 1);
  free(got);
}

/* Fifty times the same examples, and one more bin, which holds a single one. */
static size_t test_fill_bins(Example *examples) {
  size_t count = 0;
  for (int i = 0; i < 50; i++) {
    examples[count++] = example_of(0.1, i % 10 == 0, 1);
    examples[count++] = example_of(0.12, i % 10 == 0, 1);
    examples[count++] = example_of(0.9, true, 1);
  }
  examples[count++] = example_of(0.5, true, 1);
  return count;
}

static void test_bins(void) {
  Example examples[TEST_MANY];
  TestSet set = test_set("mlp", examples, test_fill_bins(examples));
  char *got = test_picture(plot_reliability, &set, 1, test_untitled);
  TEST_HAS(got, "class=\"curve\" d=\"M109.6 364 394 40\"/>", 1); /* the bin between is left out */
  TEST_HAS(got, "class=\"gap\" d=\"M109.6 364 394 40 394 76 109.6 360.4z\"/>", 1);
  TEST_HAS(got, "class=\"whisker\" d=\"M109.6 380.1V337.2M394 65.7V40\"/>", 1); /* 10/100, 50/50 */
  TEST_HAS(got, "class=\"whisker faint\" d=\"M250 325.6V40\"/>", 1);
  TEST_HAS(got, "class=\"few\" d=\"M247 40A3 3 0 1 0 253 40A", 1);
  TEST_HAS(got, "class=\"few\"", 1);
  TEST_HAS(got, "fraction of positives .100, 95% interval .055 to .174</title>", 1);
  free(got);
  TestSet twice[] = {set, set};
  got = test_picture(plot_reliability, twice, 2, test_untitled);
  TEST_HAS(got, "class=\"gap\"", 0);
  TEST_HAS(got, "class=\"bar\" d=\"M95 458V414H106V458z", 1);
  TEST_HAS(got, "class=\"bar\" d=\"M106 458V414H117V458z", 1);
  TEST_HAS(got, "class=\"curve\" stroke-dasharray=\"8 3\" d=\"M109.6 364 394 40\"/>", 1);
  free(got);
}

/* What is rare can be seen. */
static void test_rare(void) {
  Example examples[TEST_MANY];
  for (int i = 0; i < TEST_MANY; i++) {
    examples[i] = example_of(i == 0 ? 0.1 : 0.9, i % 2 == 0, 1);
  }
  TestSet set = test_set("rare", examples, TEST_MANY);
  char *got = test_picture(plot_reliability, &set, 1, test_untitled);
  TEST_HAS(got, "class=\"bar\" d=\"M95 458V457H117V458z", 1);
  TEST_HAS(got, "d=\"M103 40A3 3 0 1 0 109 40A", 1);
  free(got);
}

/* Weights move the curve and widen the intervals; counts stay counts. */
static void test_weights(void) {
  Example pair[] = {example_of(0.51, true, 3), example_of(0.52, false, 1)};
  TestSet set = test_set("w", pair, 2);
  char *got = test_picture(plot_reliability, &set, 1, test_untitled);
  TEST_HAS(got, "w: 2 examples, mean predicted probability .513, fraction of positives .750, ", 1);
  TEST_HAS(got, "95% interval .169 to .978</title>", 1); /* 1.6 examples */
  free(got);
  Example examples[TEST_MANY];
  for (int i = 0; i < 400; i++) examples[i] = example_of(0.5, i % 2 == 0, i < 2 ? 1e300 : 1);
  set = test_set("w", examples, 400);
  got = test_picture(plot_reliability, &set, 1, test_untitled);
  TEST_HAS(got, "95% interval .095 to .905</title>", 1); /* two of them are all */
  TEST_HAS(got, "class=\"few\"", 1);
  free(got);
}

/* ---- what the caller says ---- */

static void test_number_of_bins(void) {
  Example examples[TEST_MANY];
  for (int i = 0; i < TEST_MANY; i++) {
    double p = (i + 0.5) / TEST_MANY;
    examples[i] = example_of(p, test_uniform() < p, 1);
  }
  TestSet set = test_set("b", examples, TEST_MANY);
  static const uint32_t bins[] = {1, 2, 15, 16, 100};
  for (size_t i = 0; i < sizeof bins / sizeof *bins; i++) {
    char *got = test_reliability_of(&set, 1, bins[i], NULL), note[60];
    snprintf(note, sizeof note, ">%d bin%s of equal width;", (int)bins[i], i == 0 ? "" : "s");
    TEST_HAS(got, note, 1);
    TEST_HAS(got, " 95% interval ", (int)bins[i]);
    snprintf(note, sizeof note, "Bins of equal width: %d.", (int)bins[i]);
    TEST_HAS(got, note, 1);
    free(got);
  }
  char *usual = test_reliability_of(&set, 1, 0, NULL),
       *same = test_reliability_of(&set, 1, 15, NULL);
  CHECK(strcmp(usual, same) == 0, "15 bins are not the usual ones");
  free(usual);
  free(same);
}

static void test_axes(void) {
  Example examples[TEST_MANY];
  TestSet set = test_set("mlp", examples, test_fill_bins(examples));
  char *got = test_reliability_of(&set, 1, 0, NULL);
  TEST_HAS(got, ">mean predicted probability</text>", 1);
  TEST_HAS(got, ">fraction of positives</text>", 1);
  TEST_HAS(got,
           "<desc>Vertical: fraction of positives, with 95% intervals. Horizontal: mean "
           "predicted probability. Bins of equal width: 15.",
           1);
  free(got);
  got = test_reliability_of(&set, 1, 0, "accuracy");
  TEST_HAS(got, ">mean confidence</text>", 1);
  TEST_HAS(got, ">accuracy</text>", 1);
  TEST_HAS(got, "mlp: 50 examples, mean confidence .900, accuracy 1.000,", 1);
  TEST_HAS(got, "positives", 0);
  TEST_HAS(got, "predicted", 0);
  free(got);
  got = test_reliability_of(&set, 1, 0, "relapse & <operated>");
  TEST_HAS(got, ">mean predicted probability</text>", 1);
  TEST_HAS(got, ">relapse &amp; &lt;operated&gt;</text>", 1);
  free(got);
  free(test_reliability_of(&set, 1, 0, ""));
}

/* ---- sets without an answer, and large ones ---- */

/* No examples, one class, no sets: a picture all the same, which says so. */
static void test_without_answer(void) {
  Example positive[] = {example_of(0.5, true, 1), example_of(0.25, true, 1)};
  TestSet sets[] = {test_set("none", NULL, 0), test_set("yes", positive, 2)};
  char *got = test_picture(plot_reliability, sets, 2, test_untitled);
  TEST_HAS(got, ">no examples</text>", 1);
  TEST_HAS(got, "none: no examples.", 1);
  TEST_HAS(got, "class=\"bar\"", 1);
  TEST_HAS(got, ">.6250</text>", 1);
  free(got);
  free(test_picture(plot_reliability, NULL, 0, test_untitled));
  got = test_picture(plot_reliability, sets, 1, test_untitled);
  TEST_HAS(got, "class=\"gap\"", 0);
  free(got);
}

/* A hundred thousand thresholds in two sets: small. */
static void test_large(void) {
  char *got = test_large_picture(plot_reliability);
  CHECK(strlen(got) < 20000, "%zu bytes", strlen(got));
  TEST_HAS(got, ">100,000</text>", 2);
  free(got);
}

int main(void) {
  test_stops(plot_reliability);
  test_few();
  test_bins();
  test_rare();
  test_weights();
  test_number_of_bins();
  test_axes();
  test_without_answer();
  test_large();
  CHECK(test_blocks == 0, "%ld blocks leaked", test_blocks);
  return check_report();
}
