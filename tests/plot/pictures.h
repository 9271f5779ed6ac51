/* pictures.h: sets to be drawn, and what holds for every picture of them. */
#ifndef LOGITS_TESTS_PICTURES_H
#define LOGITS_TESTS_PICTURES_H

#include "../../ext/plot/plot.h"
#include "written.h"

#include <math.h>

typedef JsonSet TestSet;
typedef bool TestPlot(const TestSet *, size_t, const PlotOptions *, PlotText *, MemoryResize *);

/* The one place that knows what a set is made of. Its examples are put in order. */
static inline TestSet test_set(const char *name, Example *examples, size_t count) {
  examples_sort(examples, count);
  return (TestSet){(char *)name, name == NULL ? 0 : strlen(name), examples, count, false};
}

/* What every picture has. */
static inline void test_is_sound(const char *got, size_t sets) {
  const char *fault = test_xml(got);
  CHECK(fault == NULL, "%s: %s", fault, got);
  CHECK(strstr(got, "<svg xmlns=\"http://www.w3.org/2000/svg\" class=\"logits-plot\" role=\"img\" "
                    "width=\"480\" height=\"") == got,
        "%.200s", got);
  CHECK(strstr(got, "nan") == NULL && strstr(got, "NaN") == NULL && strstr(got, "--") == NULL,
        "no number: %s", got);
  CHECK(strstr(got, "<title>") < strstr(got, "<desc>") &&
            strstr(got, "<desc>") < strstr(got, "<style>"),
        "order: %s", got);
  double height = strtod(strstr(got, "height=\"") + 8, NULL), lowest = 0.0;
  for (const char *at = got; (at = strstr(at, " y=\"")) != NULL; at++) {
    double y = strtod(at + 4, NULL);
    if (y > lowest) lowest = y;
  }
  CHECK(lowest > height - 30 && lowest < height - 10, "text at %g of %g", lowest, height);
  CHECK(height >= 480.0 + 20.0 * (double)sets && height < 590.0 + 20.0 * (double)sets, "height %g",
        height);
}

static inline char *test_picture_of(TestPlot *plot, const TestSet *sets, size_t count,
                                    const PlotOptions *options) {
  PlotText text = {0};
  CHECK(plot(sets, count, options, &text, test_resize), "no memory");
  char *got = test_string(&text);
  test_is_sound(got, count);
  return got;
}

static inline char *test_picture(TestPlot *plot, const TestSet *sets, size_t count,
                                 PlotTitle title) {
  return test_picture_of(plot, sets, count, &(PlotOptions){.title = title});
}

static inline void test_has(int line, const char *got, const char *part, int times) {
  int found = test_count(got, part);
  CHECK(found == times, "line %d: %d times '%s' in %s", line, found, part, got);
}

#define TEST_HAS(got, part, times) test_has(__LINE__, got, part, times)

static const PlotTitle test_untitled = {NULL, 0};

/* Where it is to stop there is no picture and nothing is left, however often it was asked before; and it
** is asked several times. */
static inline void test_stops(TestPlot *plot) {
  enum { ROWS = 150000 };
  const Stop stop = {test_stop, NULL};
  Example *examples = malloc(ROWS * sizeof *examples);
  if (examples == NULL) abort();
  for (int i = 0; i < ROWS; i++) examples[i] = example_of(i / (double)ROWS, i % 3 == 0, 1.0);
  TestSet set = test_set(NULL, examples, ROWS);
  PlotText text = {0};
  long asked = 0, blocks = test_blocks;
  for (bool done = false; !done && asked < 100; asked++) {
    test_questions = asked;
    done = plot(&set, 1, &(PlotOptions){.stop = &stop}, &text, test_resize);
    CHECK(done == (test_questions >= 0), "done %d after %ld questions", done, asked);
    CHECK(done || (text.text == NULL && test_blocks == blocks), "%ld blocks are left",
          test_blocks - blocks);
  }
  CHECK(asked > 3 && asked < 100, "%ld questions", asked);
  test_resize(text.text, 0);
  free(examples);
}

/* The picture of two sets with a hundred thousand different scores each. The caller frees it. */
static inline char *test_large_picture(TestPlot *plot) {
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
  char *got = test_picture(plot, sets, 2, test_untitled);
  for (int i = 0; i < 2; i++) free(examples[i]);
  return got;
}

#endif
