/* test_plot.c: what holds for all pictures: sound XML whatever the sets and their names, the same bytes
** for the same sets in any order of rows and on every machine, and nothing left behind where memory
** runs out. */
#include "../../ext/plot/plot.h"
#include "pictures.h"

/* ---- many sets, many examples, any names ---- */

enum { TEST_SETS = 20, TEST_EXAMPLES = 400 };

static double test_score(int kind) {
  double p = test_uniform();
  if (kind == 0) return (double)test_below(5) / 4.0;
  if (kind == 1) return test_below(2) ? 0.0 : p;
  return kind == 2 ? p * p * p : p;
}

static size_t test_fill(Example *examples) {
  int count = test_below(4) == 0 ? test_below(4) : test_below(TEST_EXAMPLES), kind = test_below(4);
  bool weighted = test_below(3) == 0;
  int rare = 1 + test_below(10);
  for (int i = 0; i < count; i++) {
    double score = test_score(kind), weight = weighted ? test_uniform() * 1e3 + 1e-9 : 1.0;
    examples[i] = example_of(score, test_uniform() < score / rare, weight);
  }
  return (size_t)count;
}

static const char *const test_names[] = {
    "linear",
    "boosting",
    NULL,
    "",
    "<&\"> ]]> </svg>",
    "\xe4\xb8\xad\xe6\x96\x87\xe5\x90\x8d\xe5\xad\x97",
    "\xf0\x9f\x91\xa9\xe2\x80\x8d\xf0\x9f\x91\xa7 family \xf0\x9f\x91\x8d\xf0\x9f\x8f\xbd",
    "a\x01\x1b[31m\xff\xfe\x7f",
    "WWWWWWWWWWWWWWWWWWWWWWWWWWWWWWWWWWWWWWWWWWWWWWWWWWWWWWWWWWWWWWWW",
    "a support vector machine with a polynomial kernel of degree seven, tuned on held-out data"};

static uint64_t test_hash(const char *string) {
  uint64_t hash = UINT64_C(0xcbf29ce484222325);
  for (; *string != '\0'; string++) {
    hash = (hash ^ (unsigned char)*string) * UINT64_C(0x100000001b3);
  }
  return hash;
}

enum { TEST_PLOTS = 3 };

static TestPlot *const test_plots[TEST_PLOTS] = {plot_roc, plot_reliability, plot_pr};

/* Options that a caller may think of, usual ones among them. */
static PlotOptions test_options(void) {
  static const char hostile[] = "</text>\x01\xff<script>";
  PlotOptions options = {.bins = (uint32_t)test_below(PLOT_BINS_MOST + 1)};
  if (test_below(2) == 0) options.bins = 0;
  if (test_below(3) == 0) options.title = (PlotTitle){hostile, sizeof hostile};
  if (test_below(3) == 0) options.y = (PlotTitle){hostile, sizeof hostile};
  if (test_below(3) == 0) options.y = plot_title("accuracy");
  return options;
}

/* Some sets; the pictures of them are sound, and the same whatever the order of rows. */
static uint64_t test_sets(size_t count) {
  static Example examples[TEST_SETS][TEST_EXAMPLES];
  TestSet sets[TEST_SETS];
  uint64_t hash[2] = {0, 0};
  int names = (int)(sizeof test_names / sizeof *test_names);
  for (size_t i = 0; i < count; i++) {
    const char *name = test_names[test_below(names)];
    size_t filled = test_fill(examples[i]);
    sets[i] = test_set(name, examples[i], filled);
  }
  PlotOptions options = test_options();
  for (int round = 0; round < 2; round++) {
    for (int i = 0; i < TEST_PLOTS; i++) {
      char *got = test_picture_of(test_plots[i], sets, count, &options);
      hash[round] = hash[round] * 31 + test_hash(got);
      TEST_HAS(got, ">examples</text>", i == 1);
      free(got);
    }
    for (size_t i = 0; i < count; i++) {
      test_shuffle(examples[i], sets[i].count, sizeof *examples[i]);
      examples_sort(examples[i], sets[i].count);
    }
  }
  CHECK(hash[0] == hash[1], "%zu sets: another order, another picture", count);
  return hash[0];
}

/* Changed only by those who change what the pictures look like. */
#define TEST_FROZEN UINT64_C(0xc4e144b03d7a82a3)

static void test_frozen(void) {
  uint64_t hash = 0;
  test_state = 20250605;
  for (int round = 0; round < 300; round++) {
    hash = hash * 31 + test_sets((size_t)test_below(round % 10 == 0 ? TEST_SETS + 1 : 4));
  }
  CHECK(hash == TEST_FROZEN, "0x%016llx", (unsigned long long)hash);
}

/* ---- memory that runs out ---- */

static long test_countdown; /* to the allocation that fails, the only one */

static void *test_resize_but_one(void *block, uint64_t bytes) {
  if (bytes > 0 && test_countdown-- == 0) return NULL;
  return test_resize(block, bytes);
}

/* The picture with `allowed` allocations and then none, or one less. True once it is whole. */
static bool test_starved(TestPlot *plot, const TestSet *sets, size_t count, int allowed,
                         bool once) {
  PlotText text = {0};
  test_countdown = allowed;
  test_allowed = once ? -1 : allowed;
  const PlotOptions usual = {.title = test_untitled};
  bool done = plot(sets, count, &usual, &text, once ? test_resize_but_one : test_resize);
  test_allowed = -1;
  CHECK(done || (text.text == NULL && text.size == 0 && test_blocks == 0),
        "%d allocations: %ld blocks left", allowed, test_blocks);
  CHECK(!once || done == (test_countdown >= 0), "allocation %d: not missed", allowed);
  free(test_string(&text));
  return done;
}

static void test_faults(void) {
  static Example examples[3][TEST_EXAMPLES];
  TestSet sets[3];
  for (int i = 0; i < 3; i++) {
    for (int j = 0; j < TEST_EXAMPLES; j++) {
      double weight = i == 1 ? test_uniform() * 1e300 : 1.0; /* sums far out need memory too */
      examples[i][j] = example_of(test_uniform(), test_below(2) != 0, weight + 1e-300);
    }
    sets[i] = test_set("set", examples[i], TEST_EXAMPLES);
  }
  for (int way = 0; way < 2 * TEST_PLOTS; way++) {
    int allowed = 0;
    while (allowed < 10000 && !test_starved(test_plots[way / 2], sets, 3, allowed, way % 2 != 0)) {
      allowed++;
    }
    CHECK(allowed > 5 && allowed < 10000, "%d allocations fail", allowed);
  }
}

int main(void) {
  test_frozen();
  test_faults();
  CHECK(test_blocks == 0, "%ld blocks leaked", test_blocks);
  return check_report();
}
