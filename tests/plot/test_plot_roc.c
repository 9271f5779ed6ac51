/* test_plot_roc.c: the right curve, areas, counts, markers and words in a picture of ROC curves. What it
** looks like is for eyes to judge. */
#include "../../ext/plot/plot.h"
#include "pictures.h"

static void test_roc(void) {
  Example examples[] = {example_of(0.9, true, 1), example_of(0.7, false, 1),
                        example_of(0.6, true, 1), example_of(0.3, false, 1)};
  TestSet set = test_set("linear", examples, 4);
  char *got = test_picture(plot_roc, &set, 1, test_untitled);
  TEST_HAS(got, " d=\"M70 400v-180h180v-180h180\"/>", 1);
  TEST_HAS(got, "class=\"curve\"", 2); /* with the legend's */
  TEST_HAS(got,
           "linear: area under the curve .7500, positive examples: 2, negative examples: 2. "
           "Best: TPR .5000, FPR .0000 at threshold 0.9.",
           1);
  TEST_HAS(got, ">.7500</text>", 1);
  TEST_HAS(got, ">linear</text>", 1);
  TEST_HAS(got, ">2</text>", 2);
  TEST_HAS(got, "<title>ROC curve</title>", 1);
  TEST_HAS(got, ">ROC curve</text>", 1);
  TEST_HAS(got, "class=\"ring\"", 1);
  TEST_HAS(got, "<title>linear: TPR .5000, FPR .0000 at threshold 0.9</title>", 1);
  TEST_HAS(got, "<title>linear: 1 example with score 0.3</title>", 1);
  TEST_HAS(got, "class=\"dot\"", 5);
  TEST_HAS(got, "class=\"diagonal\" d=\"M70 400L430 40\"", 1);
  TEST_HAS(got, ">chance</text>", 1);
  free(got);
}

static void test_roc_ties(void) {
  Example examples[300];
  for (int i = 0; i < 300; i++) { /* 90 on 4, 60 on 3, 8 on -292, 2 on -150, each other alone */
    double score = i < 90 ? 4.0 : i < 150 ? 3.0 : i == 151 ? -150.0 : i < 292 ? -i : -292.0;
    examples[i] = example_of(score, i % 3 == 0, 1);
  }
  TestSet set = test_set(NULL, examples, 300);
  char *got = test_picture(plot_roc, &set, 1, (PlotTitle){"Tied & <sorted>", 15});
  TEST_HAS(got, "<title>90 examples with score 4.0</title>", 1);
  TEST_HAS(got, "<title>60 examples with score 3.0</title>", 1);
  TEST_HAS(got, "<title>8 examples with score -292.0</title>", 1);
  TEST_HAS(got, " with score ", 3);
  TEST_HAS(got, "class=\"dot\" d=\"M169.8 292A8.2 8.2 0 1 0 186.2 292A", 1); /* 15 test_root(.3) */
  TEST_HAS(got, ">Tied &amp; &lt;sorted&gt;</text>", 1);
  TEST_HAS(got, "<title>Tied &amp; &lt;sorted&gt;</title>", 1);
  TEST_HAS(got, "d=\"M70 400l180-180", 1);
  free(got);
  for (int count = 20; count <= 30; count += 10) { /* where there are few, each is marked */
    for (int i = 0; i < count; i++) examples[i] = example_of(i, i % 3 == 0, 1);
    set = test_set(NULL, examples, (size_t)count);
    got = test_picture(plot_roc, &set, 1, test_untitled);
    TEST_HAS(got, "<title>1 example with score ", count == 20 ? 20 : 0);
    free(got);
  }
}

/* Weights move the curve; counts stay counts. */
static void test_weights(void) {
  Example examples[] = {example_of(0.9, true, 1), example_of(0.7, false, 3),
                        example_of(0.6, true, 3), example_of(0.3, false, 1)};
  TestSet set = test_set("w", examples, 4);
  char *got = test_picture(plot_roc, &set, 1, test_untitled);
  TEST_HAS(got, " d=\"M70 400v-90h270v-270h90\"/>", 1);
  TEST_HAS(got, ">.4375</text>", 1);
  TEST_HAS(got, ">2</text>", 2);
  free(got);
}

/* No examples, one class, no sets: a picture all the same, which says so. */
static void test_without_answer(void) {
  Example positive[] = {example_of(0.5, true, 1), example_of(0.25, true, 1)};
  TestSet sets[] = {test_set("none", NULL, 0), test_set("yes", positive, 2)};
  char *got = test_picture(plot_roc, sets, 2, test_untitled);
  TEST_HAS(got, ">no examples</text>", 1);
  TEST_HAS(got, "none: no examples.", 1);
  TEST_HAS(got, ">one class: no AUC</text>", 1);
  TEST_HAS(got, "yes: one class, no area, positive examples: 2, negative examples: 0.", 1);
  TEST_HAS(got, "class=\"curve\"", 2); /* the legend's */
  free(got);
  free(test_picture(plot_roc, NULL, 0, test_untitled));
}

/* A hundred thousand thresholds in two sets: small, and drawn within a third of a pixel. */
static void test_large(void) {
  char *got = test_large_picture(plot_roc);
  CHECK(strlen(got) < 20000, "%zu bytes", strlen(got));
  TEST_HAS(got, " with score ", 0);
  free(got);
}

int main(void) {
  test_stops(plot_roc);
  test_roc();
  test_roc_ties();
  test_weights();
  test_without_answer();
  test_large();
  CHECK(test_blocks == 0, "%ld blocks leaked", test_blocks);
  return check_report();
}
