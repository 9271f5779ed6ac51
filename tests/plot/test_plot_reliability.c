/* test_plot_reliability.c: the right curve, gaps, bars, errors, counts and words in a reliability
** diagram. What it looks like is for eyes to judge. */
#include "../../ext/plot/plot.h"
#include "pictures.h"

static void test_reliability(void) {
  Example examples[] = {example_of(0.1, false, 1), example_of(0.12, true, 1),
                        example_of(0.9, true, 1)};
  TestSet set = test_set("mlp", examples, 3);
  char *got = test_picture(plot_reliability, &set, 1, test_untitled);
  TEST_HAS(got, "class=\"curve\" d=\"M109.6 220 394 40\"/>", 1);
  TEST_HAS(got, "class=\"gap\" d=\"M109.6 220 394 40 394 76 109.6 360.4z\"/>", 1);
  TEST_HAS(got, "class=\"bar\" d=\"M95 458V414H117V458zM383 458V436H405V458z\"/>", 1);
  TEST_HAS(got, ">.2933</text>", 1);
  TEST_HAS(got, ">3</text>", 1);
  TEST_HAS(got, "mlp: expected calibration error .2933, examples: 3.", 1);
  TEST_HAS(got, "<title>mlp: 2 examples, mean probability .110, fraction of positives .500</title>",
           1);
  TEST_HAS(got, "<title>mlp: 1 example, mean probability .900, fraction of positives 1.000</title>",
           1);
  TEST_HAS(got, "d=\"M100.1 220A9.5 9.5 0 1 0 119.1 220A", 1);
  TEST_HAS(got, "d=\"M387.3 40A6.7 6.7 0 1 0 400.7 40A", 1); /* half the area */
  TEST_HAS(got, ">2</text>", 1);                             /* the strip's highest bar */
  TEST_HAS(got, "<title>Reliability diagram</title>", 1);
  free(got);
  TestSet twice[] = {set, set};
  got = test_picture(plot_reliability, twice, 2, test_untitled);
  TEST_HAS(got, "class=\"gap\"", 0);
  TEST_HAS(got, "class=\"bar\" d=\"M95 458V414H106V458z", 1);
  TEST_HAS(got, "class=\"bar\" d=\"M106 458V414H117V458z", 1);
  TEST_HAS(got, "class=\"curve\" stroke-dasharray=\"8 3\" d=\"M109.6 220 394 40\"/>", 1);
  free(got);
}

/* What is rare can be seen. */
static void test_rare(void) {
  Example examples[1000];
  for (int i = 0; i < 1000; i++) examples[i] = example_of(i == 0 ? 0.1 : 0.9, i % 2 == 0, 1);
  TestSet set = test_set("rare", examples, 1000);
  char *got = test_picture(plot_reliability, &set, 1, test_untitled);
  TEST_HAS(got, "class=\"bar\" d=\"M95 458V457H117V458z", 1);
  TEST_HAS(got, "d=\"M103.5 40A2.5 2.5 0 1 0 108.5 40A", 1);
  free(got);
}

/* Weights move the curve; counts stay counts. */
static void test_weights(void) {
  Example pair[] = {example_of(0.51, true, 3), example_of(0.52, false, 1)};
  TestSet set = test_set("w", pair, 2);
  char *got = test_picture(plot_reliability, &set, 1, test_untitled);
  TEST_HAS(got, "<title>w: 2 examples, mean probability .513, fraction of positives .750</title>",
           1);
  free(got);
}

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
  enum { LARGE = 100000 };
  Example *examples[2];
  TestSet sets[2];
  for (int i = 0; i < 2; i++) {
    examples[i] = malloc(LARGE * sizeof **examples);
    for (int j = 0; j < LARGE; j++) {
      double p = test_uniform();
      examples[i][j] = example_of(p, test_uniform() < (i ? p : p * p), 1);
    }
    sets[i] = test_set(i ? "one" : "other", examples[i], LARGE);
  }
  char *got = test_picture(plot_reliability, sets, 2, test_untitled);
  CHECK(strlen(got) < 20000, "%zu bytes", strlen(got));
  TEST_HAS(got, ">100,000</text>", 2);
  free(got);
  for (int i = 0; i < 2; i++) free(examples[i]);
}

int main(void) {
  test_reliability();
  test_rare();
  test_weights();
  test_without_answer();
  test_large();
  CHECK(test_blocks == 0, "%ld blocks leaked", test_blocks);
  return check_report();
}
