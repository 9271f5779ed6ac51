/* test_plot_pr.c: the right steps, prevalence, average precision and words in a picture of
** precision-recall curves. What it looks like is for eyes to judge. */
#include "../../ext/plot/plot.h"
#include "pictures.h"

static void test_pr(void) {
  Example examples[] = {example_of(0.9, true, 1), example_of(0.7, false, 1),
                        example_of(0.6, true, 1), example_of(0.3, false, 1)};
  TestSet set = test_set("linear", examples, 4);
  char *got = test_picture(plot_pr, &set, 1, test_untitled);
  /* precision 1 up to recall 1/2, then 1/2 without more recall, 2/3 up to 1, and 1/2 */
  TEST_HAS(got, " d=\"M70 40h180v180v-60h180v60\"/>", 1);
  TEST_HAS(got,
           "linear: average precision .8333, positive examples: 2, negative examples: 2. Best: "
           "F1 .8000, precision .6667, recall 1.0000 at threshold 0.6.",
           1);
  TEST_HAS(got, ">.8333</text>", 1);
  TEST_HAS(got, ">AP</text>", 1);
  TEST_HAS(got, "<title>Precision-recall curve</title>", 1);
  TEST_HAS(got, ">recall</text>", 1);
  TEST_HAS(got, ">precision</text>", 1);
  TEST_HAS(got, "class=\"diagonal\" d=\"M70 220L430 220\"/>", 1);
  TEST_HAS(got, ">prevalence</text>", 1);
  TEST_HAS(got, "<title>linear: F1 .8000, precision .6667, recall 1.0000 at threshold 0.6</title>",
           1);
  TEST_HAS(got, "class=\"ring\"", 1);
  TEST_HAS(got, ">score \xe2\x89\xa5 0.6</text>", 1);
  free(got);
}

/* All examples tied: the prevalence, in one step. */
static void test_tied(void) {
  Example examples[40];
  for (int i = 0; i < 40; i++) examples[i] = example_of(0.5, i % 4 == 0, 1);
  TestSet set = test_set(NULL, examples, 40);
  char *got = test_picture(plot_pr, &set, 1, test_untitled);
  TEST_HAS(got, " d=\"M70 310h360\"/>", 1);
  TEST_HAS(got, "<title>40 examples with score 0.5</title>", 1);
  TEST_HAS(got, ">.2500</text>", 1);
  free(got);
}

/* One prevalence has one line; of several each set has its own. */
static void test_prevalences(void) {
  Example half[] = {example_of(0.9, true, 1), example_of(0.7, false, 1)};
  Example third[] = {example_of(0.9, true, 1), example_of(0.7, false, 2)};
  TestSet sets[] = {test_set("a", half, 2), test_set("b", half, 2), test_set("c", NULL, 0),
                    test_set("d", third, 2)};
  char *got = test_picture(plot_pr, sets, 3, test_untitled);
  TEST_HAS(got, "class=\"diagonal\" d=\"M70 220L430 220\"/>", 1);
  TEST_HAS(got, "class=\"level\"", 0);
  TEST_HAS(got, ">prevalence</text>", 1);
  free(got);
  got = test_picture(plot_pr, sets, 4, test_untitled);
  TEST_HAS(got, "class=\"diagonal\"", 0);
  TEST_HAS(got, "class=\"level\" d=\"M70 220L430 220\"/>", 2);
  TEST_HAS(got, "<g class=\"c3\">\n<path class=\"level\" d=\"M70 280L430 280\"/>",
           1); /* by weight */
  TEST_HAS(got, ">prevalence</text>", 0);
  free(got);
}

/* No examples, one class, no sets: a picture all the same, which says so. */
static void test_without_answer(void) {
  Example positive[] = {example_of(0.5, true, 1), example_of(0.25, true, 1)};
  Example negative[] = {example_of(0.5, false, 1), example_of(0.25, false, 1)};
  TestSet sets[] = {test_set("none", NULL, 0), test_set("yes", positive, 2),
                    test_set("no", negative, 2)};
  char *got = test_picture(plot_pr, sets, 3, test_untitled);
  TEST_HAS(got, ">no examples</text>", 1);
  TEST_HAS(got, "none: no examples.", 1);
  TEST_HAS(got, ">no positives: no AP</text>", 1);
  TEST_HAS(got, "no: no average precision, positive examples: 0, negative examples: 2.\n", 0);
  TEST_HAS(got, "no: no average precision, positive examples: 0, negative examples: 2.</desc>", 1);
  TEST_HAS(got,
           "yes: average precision 1.0000, positive examples: 2, negative examples: 0. Best: ", 1);
  TEST_HAS(got, " d=\"M70 40h360\"/>", 1);
  TEST_HAS(got, "y=\"55\">prevalence</text>", 1); /* below its line, there is no room above */
  free(got);
  free(test_picture(plot_pr, NULL, 0, test_untitled));
}

/* A hundred thousand thresholds in two sets: small. */
static void test_large(void) {
  char *got = test_large_picture(plot_pr);
  CHECK(strlen(got) < 25000, "%zu bytes", strlen(got));
  TEST_HAS(got, " with score ", 0);
  free(got);
}

int main(void) {
  test_stops(plot_pr);
  test_pr();
  test_tied();
  test_prevalences();
  test_without_answer();
  test_large();
  CHECK(test_blocks == 0, "%ld blocks leaked", test_blocks);
  return check_report();
}
