/* test_plot_confusion.c: the right numbers, shades, names and words in a picture of a confusion matrix,
** from no class to the most that there may be; sound XML and nothing outside the picture whatever
** the names; the same bytes everywhere; memory that runs out. What it looks like is for eyes to judge.
*/
#include "../../ext/plot/plot.h"
#include "written.h"

#include <stdio.h>

static const PlotTitle test_untitled = {NULL, 0};

static Label test_label(const char *text) {
  return (Label){
      .kind = LABEL_TEXT, .size = (uint32_t)strlen(text), .as.bytes = (const unsigned char *)text};
}

/* A number that an attribute of the root has. */
static double test_attribute(const char *got, const char *name) {
  const char *at = strstr(got, name);
  return at == NULL ? 0.0 : strtod(at + strlen(name), NULL);
}

static void test_is_sound(const char *got) {
  const char *fault = test_xml(got);
  double width = test_attribute(got, " width=\""), height = test_attribute(got, " height=\"");
  CHECK(fault == NULL, "%s: %.300s", fault, got);
  CHECK(strstr(got, "<svg xmlns=\"http://www.w3.org/2000/svg\" class=\"logits-plot\" role=\"img\" "
                    "width=\"") == got,
        "%.200s", got);
  CHECK(strstr(got, "nan") == NULL && strstr(got, "--") == NULL, "no number: %.300s", got);
  CHECK(strstr(got, "<title>") < strstr(got, "<desc>") &&
            strstr(got, "<desc>") < strstr(got, "<style>"),
        "order: %.300s", got);
  for (const char *at = got; (at = strstr(at, " y=\"")) != NULL; at++) {
    CHECK(strtod(at + 4, NULL) < height, "below the picture: %.60s", at);
  }
  for (const char *at = got; (at = strstr(at, " x=\"")) != NULL; at++) {
    CHECK(strtod(at + 4, NULL) < width, "right of the picture: %.60s", at);
  }
}

static char *test_picture(const ClassSet *set, PlotTitle title) {
  PlotText text = {0};
  CHECK(plot_confusion(set, title, &text, test_resize), "no memory");
  char *got = test_string(&text);
  test_is_sound(got);
  return got;
}

static void test_has(int line, const char *got, const char *part, int times) {
  int found = test_count(got, part);
  CHECK(found == times, "line %d: %d times '%s' in %.3000s", line, found, part, got);
}

#define TEST_HAS(got, part, times) test_has(__LINE__, got, part, times)

/* ---- what is drawn ---- */

static void test_two(void) {
  Label classes[] = {test_label("cat"), test_label("dog")};
  ClassPair pairs[] = {{0, 0, 1797}, {0, 1, 3}, {1, 1, 38}};
  ClassSet set = {.classes = classes, .count = 2, .pairs = pairs, .pair_count = 3};
  char *got = test_picture(&set, test_untitled);
  TEST_HAS(got, "width=\"480\"", 1);
  TEST_HAS(got, "<title>Confusion matrix</title>", 1);
  TEST_HAS(got, ">Confusion matrix</text>", 1);
  TEST_HAS(got, ">cat</text>", 2);
  TEST_HAS(got, ">dog</text>", 2);
  TEST_HAS(got, ">label</text>", 1);
  TEST_HAS(got, ">predicted</text>", 1);
  TEST_HAS(got, ">1,797</text>", 1);
  TEST_HAS(got, ">&gt;99%</text>", 1);
  TEST_HAS(got, ">3</text>", 1);
  TEST_HAS(got, ">&lt;1%</text>", 1);
  TEST_HAS(got, ">38</text>", 1);
  TEST_HAS(got, ">0</text>", 1);
  TEST_HAS(got, "<g class=\"r8\">", 3); /* with the legend's */
  TEST_HAS(got, "<g class=\"w1\">", 2);
  TEST_HAS(got, "<title>label cat, predicted dog: 3 examples, &lt;1% of the label</title>", 1);
  TEST_HAS(got, "<title>label dog, predicted dog: 38 examples, 100% of the label</title>", 1);
  TEST_HAS(got, "Classes: 2. 1,838 examples, predicted right: &gt;99%.", 1);
  TEST_HAS(got, "\ncat: 1,800 examples, right: &gt;99%; most often taken for dog: 3.", 1);
  TEST_HAS(got, "\ndog: 38 examples, right: 100%.</desc>", 1);
  TEST_HAS(got, ">1,838 examples, accuracy .9984</text>", 1);
  TEST_HAS(got, "rotate(-90)", 1);
  free(got);
  got = test_picture(&set, (PlotTitle){"A & <b>", 7});
  TEST_HAS(got, "A &amp; &lt;b&gt;<", 2);
  free(got);
}

/* The shade of a cell is its share of the row: from above one limit up to the next. */
static void test_shades(void) {
  static const struct {
    double count;
    int shade;
  } cases[] = {{1, 1},   {20, 1},  {21, 2},  {50, 2},  {51, 3},  {100, 3}, {101, 4}, {200, 4},
               {201, 5}, {400, 5}, {401, 6}, {600, 6}, {601, 7}, {800, 7}, {801, 8}, {999, 8}};
  Label classes[] = {test_label("a"), test_label("b")};
  for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
    char group[30];
    ClassPair pairs[] = {{0, 0, 1000 - cases[i].count}, {0, 1, cases[i].count}};
    ClassSet set = {.classes = classes, .count = 2, .pairs = pairs, .pair_count = 2};
    char *got = test_picture(&set, test_untitled);
    for (int shade = 1; shade <= 8; shade++) {
      snprintf(group, sizeof group, "<g class=\"w%d\">", shade);
      CHECK(test_count(got, group) == 1 + (shade == cases[i].shade), "%g of 1000: %s",
            cases[i].count, group);
    }
    free(got);
  }
}

static void test_weighted(void) {
  Label classes[] = {{.kind = LABEL_INTEGER, .as.integer = INT64_MIN},
                     {.kind = LABEL_REAL, .as.real = 0.5}};
  ClassPair pairs[] = {{0, 0, 0.5}, {0, 1, 1e300}, {1, 0, 12.25}};
  ClassSet set = {
      .classes = classes, .count = 2, .pairs = pairs, .pair_count = 3, .weighted = true};
  char *got = test_picture(&set, test_untitled);
  TEST_HAS(got, ">.5</text>", 1);
  TEST_HAS(got, ">1e300</text>", 1);
  TEST_HAS(got, ">12.3</text>", 1);
  TEST_HAS(got, ">0.5</text>", 2);
  TEST_HAS(got, "label -9223372036854775808, predicted 0.5: weight 1e300, ", 1);
  TEST_HAS(got, ">weight 1e300, accuracy .0000</text>", 1);
  free(got);
}

static void test_edges(void) {
  Label classes[] = {test_label("only")};
  ClassPair pair = {0, 0, 1};
  ClassSet none = {0}, one = {.classes = classes, .count = 1, .pairs = &pair, .pair_count = 1};
  ClassSet empty = {.classes = classes, .count = 1};
  char *got = test_picture(&none, test_untitled);
  TEST_HAS(got, ">no examples</text>", 1);
  free(got);
  got = test_picture(&one, test_untitled);
  TEST_HAS(got, "\nonly: 1 example, right: 100%.", 1);
  free(got);
  got = test_picture(&empty, test_untitled);
  TEST_HAS(got, "\nonly: 0 examples.", 1);
  TEST_HAS(got, ">0</text>", 1);
  free(got);
}

/* ---- any sets ---- */

static const char *const test_names[] = {
    "cat",
    "",
    "<&\"> ]]> </svg>",
    "\xe4\xb8\xad\xe6\x96\x87\xe5\x90\x8d\xe5\xad\x97",
    "\xf0\x9f\x91\xa9\xe2\x80\x8d\xf0\x9f\x91\xa7 family \xf0\x9f\x91\x8d\xf0\x9f\x8f\xbd",
    "a\x01\x1b[31m\xff\xfe\x7f",
    "WWWWWWWWWWWWWWWWWWWWWWWWWWWWWWWWWWWWWWWWWWWWWWWWWWWWWWWWWWWWWWWW",
    "a support vector machine with a polynomial kernel of degree seven, tuned on held-out data"};

/* A set of so many classes, of any kind, with numbers of every size. */
static ClassSet test_make(size_t count) {
  ClassSet set = {.count = count, .weighted = test_below(3) == 0};
  int names = (int)(sizeof test_names / sizeof *test_names), rare = 1 + test_below(4);
  set.classes = test_resize(NULL, (count + 1) * sizeof *set.classes);
  set.pairs = test_resize(NULL, (count * count + 1) * sizeof *set.pairs);
  for (uint32_t i = 0; i < count; i++) {
    set.classes[i] = test_label(test_names[test_below(names)]);
    if (test_below(3) == 0) set.classes[i] = (Label){.kind = LABEL_REAL, .as.real = i / 7.0};
    for (uint32_t k = 0; k < count; k++) {
      if (test_below(rare) != 0) continue;
      double weight = 1.0 + test_below(test_below(2) == 0 ? 30 : 1000000);
      if (set.weighted) weight = bits_abs(test_any_double()) / 1e6;
      if (weight > 0.0) set.pairs[set.pair_count++] = (ClassPair){i, k, weight};
    }
  }
  return set;
}

static uint64_t test_hash(const char *string) {
  uint64_t hash = UINT64_C(0xcbf29ce484222325);
  for (; *string != '\0'; string++) {
    hash = (hash ^ (unsigned char)*string) * UINT64_C(0x100000001b3);
  }
  return hash;
}

/* Changed only by those who change what the picture looks like. */
#define TEST_FROZEN UINT64_C(0xbc825a461bfa5211)

static void test_frozen(void) {
  uint64_t hash = 0;
  for (int round = 0; round < 60; round++) {
    size_t count = (size_t)test_below(round < 40 ? 6 : round < 55 ? 33 : PLOT_CONFUSION_MOST + 1);
    ClassSet set = test_make(count);
    char *got = test_picture(&set, test_untitled);
    CHECK(strlen(got) < 1500000, "%zu bytes", strlen(got));
    hash = hash * 31 + test_hash(got);
    free(got);
    class_set_clear(&set, test_resize);
  }
  CHECK(hash == TEST_FROZEN, "0x%016llx", (unsigned long long)hash);
}

/* A name of a megabyte is looked at where it is shown, no further. */
static void test_long_names(void) {
  enum { LONG = 1000000 };
  char *name = malloc(LONG);
  memset(name, 'x', LONG);
  ClassSet set = test_make(PLOT_CONFUSION_MOST);
  for (size_t i = 0; i < set.count; i++) {
    set.classes[i] =
        (Label){.kind = LABEL_TEXT, .size = LONG, .as.bytes = (const unsigned char *)name};
  }
  char *got = test_picture(&set, test_untitled);
  CHECK(strlen(got) < 2500000, "%zu bytes", strlen(got));
  free(got);
  free(name);
  class_set_clear(&set, test_resize);
}

/* ---- memory that runs out ---- */

static long test_countdown; /* to the allocation that fails, the only one */

static void *test_resize_but_one(void *block, uint64_t bytes) {
  if (bytes > 0 && test_countdown-- == 0) return NULL;
  return test_resize(block, bytes);
}

static void test_memory(void) {
  ClassSet set = test_make(20);
  long blocks = test_blocks;
  for (int once = 0; once < 2; once++) {
    bool done = false;
    for (int allowed = 0; !done && allowed < 1000; allowed++) {
      PlotText text = {0};
      test_countdown = allowed;
      test_allowed = once != 0 ? -1 : allowed;
      done =
          plot_confusion(&set, test_untitled, &text, once != 0 ? test_resize_but_one : test_resize);
      test_allowed = -1;
      CHECK(done || (text.text == NULL && text.size == 0), "%d allocations: left", allowed);
      free(test_string(&text));
      CHECK(test_blocks == blocks, "%d allocations: %ld blocks left", allowed, test_blocks);
    }
    CHECK(done, "never done");
  }
  class_set_clear(&set, test_resize);
}

int main(void) {
  test_frozen(); /* first: it depends on where test_random stands */
  test_two();
  test_shades();
  test_weighted();
  test_edges();
  test_long_names();
  test_memory();
  CHECK(test_blocks == 0, "%ld blocks leaked", test_blocks);
  return check_report();
}
