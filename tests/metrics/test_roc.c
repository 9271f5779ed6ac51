/* test_roc.c: the areas under the curves and the points on them: published answers, pairs counted
** in integers, weights of every size, any order of rows, and memory that runs out. */
#include "../../ext/base/bits.h"
#include "../../ext/metrics/roc.h"
#include "../check.h"
#include "../testing.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

enum { TEST_MOST = 64 };

/* x * 2^e, in steps that neither overflow nor underflow where the result does not. */
static double test_scale(double x, int e) {
  for (; e > 1000; e -= 1000) x *= 0x1p1000;
  for (; e < -1000; e += 1000) x *= 0x1p-1000;
  return x * bits_power_of_two(e);
}

/* ---- both areas, of rows in any order ---- */

typedef struct {
  double auc, precision;
} TestAreas;

static TestAreas test_areas(const Example *rows, size_t count) {
  Example sorted[TEST_MOST];
  TestAreas areas = {-1.0, -1.0};
  if (count > 0) memcpy(sorted, rows, count * sizeof *rows);
  examples_sort(sorted, count);
  areas.auc = roc_auc(sorted, count, NULL);
  CHECK(roc_average_precision(sorted, count, test_resize, &areas.precision, NULL), "no memory");
  return areas;
}

#define TEST_AREAS(expected_auc, expected_precision, ...)                                          \
  do {                                                                                             \
    const Example rows[] = {__VA_ARGS__};                                                          \
    TestAreas got = test_areas(rows, sizeof rows / sizeof *rows);                                  \
    CHECK(test_equal(got.auc, expected_auc), "AUC %.17g", got.auc);                                \
    CHECK(test_equal(got.precision, expected_precision), "precision %.17g", got.precision);        \
  } while (0)

/* ---- known answers ---- */

/* A weight's sign is the label. Average precisions that no source gives were worked out by hand. */
static void test_published(void) {
  TEST_AREAS(5.0 / 6.0, 11.0 / 12.0, {.5, -1}, {.3, 1}, {.2, -1}, {.8, 1}, {.7, 1}); /* Hivemall */
  TEST_AREAS(17.0 / 24.0, 43.0 / 56.0, {.1, -1}, {.1, 1}, {.4, -1}, {.6, -1}, {.6, 1}, {.6, 1},
             {.8, 1});                                                     /* Spark */
  TEST_AREAS(3.0 / 4.0, 5.0 / 6.0, {.5, -1}, {.9, 1}, {.5, 1});            /* smartcore#373 */
  TEST_AREAS(3.0 / 4.0, 5.0 / 6.0, {0, -1}, {0, 1}, {1, 1});               /* ClickHouse */
  TEST_AREAS(3.0 / 4.0, 1.0 / 2.0, {0, -1}, {1, -1}, {1, 1});              /* ClickHouse */
  TEST_AREAS(1.0 / 2.0, 1.0 / 2.0, {1, -1}, {1, 1});                       /* ClickHouse */
  TEST_AREAS(3.0 / 4.0, 5.0 / 6.0, {.1, -1}, {.4, -1}, {.35, 1}, {.8, 1}); /* scikit-learn */
}

static void test_edges(void) {
  double area = 7.0;
  CHECK(isnan(roc_auc(NULL, 0, NULL)), "AUC of no rows");
  CHECK(roc_average_precision(NULL, 0, test_resize, &area, NULL) && isnan(area),
        "average precision of no rows: %g", area);
  TEST_AREAS(NAN, 1.0, {.5, 1});
  TEST_AREAS(NAN, NAN, {.5, -1});
  TEST_AREAS(NAN, 1.0, {.5, .1}, {.25, .7}, {.25, 3e300}, {-INFINITY, 5e-324});
  TEST_AREAS(NAN, NAN, {.5, -.1}, {.25, -.7}, {.25, -3e300});
  TEST_AREAS(1.0, 1.0, {.5, .1}, {.25, 1e-9}, {-1, -.3}, {-2, -.7});
  TEST_AREAS(0.0, 1.0 / 4.0, {.5, -.125}, {.25, -.25}, {-1, .125});
  TEST_AREAS(0.5, 0.75, {.5, .25}, {.5, .5}, {.5, -.25}); /* all tied: half, and the prevalence */
  TEST_AREAS(0.5, 0.5, {INFINITY, 1}, {INFINITY, -1}, {-INFINITY, 1}, {-INFINITY, -1});
  TEST_AREAS(1.0, 1.0, {INFINITY, 1}, {-INFINITY, -1});
  TEST_AREAS(0.0, 0.5, {-INFINITY, 1}, {DBL_MAX, -1});
  TEST_AREAS(0.875, 5.0 / 6.0, {INFINITY, 1}, {1, -1}, {1, 1}, {-INFINITY, -1});
}

/* ---- pairs counted in integers ---- */

/* The pairs that are ranked right count 2, ties 1, each the product of its weights: an integer
** that is 2 P N times the area, all below 2^53, so the hardware's quotient is rounded once. */
static double test_pairs(const Example *rows, int count) {
  int64_t twice = 0, positives = 0, negatives = 0;
  for (int i = 0; i < count; i++) {
    *(rows[i].weight > 0.0 ? &positives : &negatives) += llabs((int64_t)rows[i].weight);
    for (int j = 0; j < count && rows[i].weight > 0.0; j++) {
      if (rows[j].weight > 0.0 || rows[j].score > rows[i].score) continue;
      int64_t product = (int64_t)rows[i].weight * -(int64_t)rows[j].weight;
      twice += rows[j].score < rows[i].score ? 2 * product : product;
    }
  }
  if (positives == 0 || negatives == 0) return NAN;
  return (double)twice / (double)(2 * positives * negatives);
}

/* Precision at each row of weight w is A / (A + B), with A and B of 24 at most in all: over the
** least common multiple of 1 .. 24 everything is an integer. */
static double test_precisions(const Example *rows, int count) {
  const int64_t multiple = INT64_C(5354228880);
  int64_t sum = 0, positives = 0;
  for (int i = 0; i < count; i++) {
    if (rows[i].weight < 0.0) continue;
    int64_t weight = (int64_t)rows[i].weight, tp = weight, called = weight;
    for (int j = 0; j < count; j++) {
      if (j == i || rows[j].score < rows[i].score) continue;
      called += llabs((int64_t)rows[j].weight);
      if (rows[j].weight > 0.0) tp += (int64_t)rows[j].weight;
    }
    positives += weight;
    sum += weight * tp * (multiple / called);
  }
  return positives == 0 ? NAN : (double)sum / (double)(multiple * positives);
}

/* Integer weights, and all of them times a power of two: the areas are the same. */
static void test_against_pairs(void) {
  for (int round = 0; round < 20000; round++) {
    Example rows[TEST_MOST];
    bool light = round % 2 == 0;
    int count = 1 + test_below(light ? 8 : TEST_MOST), scores = 1 + test_below(30);
    int heaviest = light ? 3 : 1 + test_below(2) * 999, imbalance = 2 + test_below(3);
    for (int i = 0; i < count; i++) {
      rows[i] = (Example){test_below(scores), 1 + test_below(heaviest)};
      if ((test_below(imbalance) == 0) == (round % 4 < 2)) rows[i].weight = -rows[i].weight;
    }
    double auc = test_pairs(rows, count), precision = test_precisions(rows, light ? count : 0);
    for (int i = 0, e = test_below(2000) - 1000; i < count; i++) {
      rows[i].weight = test_scale(rows[i].weight, e);
    }
    TestAreas got = test_areas(rows, (size_t)count);
    CHECK(test_equal(got.auc, auc), "round %d: AUC %.17g, not %.17g", round, got.auc, auc);
    CHECK(!light || test_equal(got.precision, precision), "round %d: precision %.17g, not %.17g",
          round, got.precision, precision);
  }
}

/* Many rows, heavily tied: weights that are integers are summed in integers, score by score. */
static void test_many(void) {
  enum { ROWS = 100000, SCORES = 50 };
  static Example rows[ROWS];
  int64_t weights[SCORES][2] = {{0}}, positives = 0, negatives = 0, twice = 0;
  for (int i = 0; i < ROWS; i++) {
    int score = test_below(SCORES), weight = 1 + test_below(3);
    bool positive = test_below(SCORES + score) >= SCORES;
    rows[i] = example_of(score, positive, weight);
    weights[score][positive] += weight;
    *(positive ? &positives : &negatives) += weight;
  }
  for (int64_t score = SCORES - 1, tp = 0; score >= 0; score--) {
    twice += weights[score][0] * (2 * tp + weights[score][1]);
    tp += weights[score][1];
  }
  double expected = (double)twice / (double)(2 * positives * negatives);
  examples_sort(rows, ROWS);
  double area = roc_auc(rows, ROWS, NULL);
  CHECK(area == expected, "%.17g, not %.17g", area, expected);
}

/* ---- weights of every size ---- */

static double test_weight(int kind) {
  static const double odd[] = {5e-324, 1e-320, 0x1p-1022, 1e-300, 0.1,
                               1.0,    1e17,   1e300,     1e308,  DBL_MAX};
  if (kind == 0) return 1.0;
  if (kind == 1) return test_uniform() + 0x1p-60;
  if (kind == 2) return odd[test_below((int)(sizeof odd / sizeof *odd))];
  return (1.0 + test_uniform()) * bits_power_of_two(test_below(2000) - 1000);
}

static void test_fill(Example *rows, int count, int kind) {
  int scores = 1 + test_below(2 * count);
  for (int i = 0; i < count; i++) {
    double weight = test_weight(kind);
    bool positive = test_below(2) != 0;
    rows[i] = example_of(test_below(scores), positive, weight);
    if (test_below(20) == 0) rows[i].score = test_below(2) != 0 ? INFINITY : -INFINITY;
  }
}

static void test_extremes(void) {
  const double tiny = 0x1p-1070, most = DBL_MAX;
  TEST_AREAS(0.25, 0.25, {3, tiny}, {2, -1e308}, {1.5, -5e-324}, {1, 3 * tiny});
  TEST_AREAS(0.75, 5.0 / 6.0, {3, most}, {2, -most}, {1, most}, {0, -most});
  TEST_AREAS(0x1p-1060, 0.5, {3, 0x1p-1060}, {2, -1}, {1, 1}); /* a subnormal area */
  TEST_AREAS(0.0, 1.0, {3, 5e-324}, {2, -1}, {1, most});       /* 2^-2098: 0 */
  TEST_AREAS(1.0 - 0x1p-53, 1.0 - 0x1p-53, {3, 1}, {2, -1e300}, {1, 0x1p-53}); /* 1 / (1 + 2^-53) */
  TEST_AREAS(0x1.fffffffffffffp-54, 0x1.fffffffffffffp-54, {3, 5e-324}, {2, -1}, {1, 0x1p-1021});
}

/* Powers of two, one for each class, do not change a bit of the area under the ROC curve; nor one
** for both of the average precision. */
static void test_powers(void) {
  for (int round = 0; round < 3000; round++) {
    Example rows[TEST_MOST], scaled[TEST_MOST];
    int count = 2 + test_below(TEST_MOST - 1), subnormal = round % 3;
    int e[2] = {test_below(401) - 200, test_below(401) - 200};
    for (int i = 0; i < count; i++) {
      bool positive = test_below(2) != 0;
      double weight = (double)(1 + test_below(1 << 24)) * bits_power_of_two(test_below(1400) - 700);
      if (subnormal == 1) weight = (double)(1 + test_below(1000)) * 0x1p-1074;
      if (subnormal == 2 && positive) weight = 0x1p-1074 * (double)(1 + test_below(1000));
      rows[i] = example_of(test_below(count), positive, weight);
    }
    if (subnormal != 0) e[1] = 500 + test_below(1400);
    if (subnormal == 1) e[0] = 500 + test_below(1400);
    if (round % 2 == 0 && subnormal != 2) e[0] = e[1];
    for (int i = 0; i < count; i++) {
      bool positive = rows[i].weight > 0.0;
      scaled[i] = (Example){rows[i].score, test_scale(rows[i].weight, e[positive])};
    }
    TestAreas got = test_areas(scaled, (size_t)count), expected = test_areas(rows, (size_t)count);
    CHECK(test_equal(got.auc, expected.auc), "round %d: AUC %.17g, not %.17g", round, got.auc,
          expected.auc);
    CHECK(e[0] != e[1] || test_equal(got.precision, expected.precision),
          "round %d: precision %.17g, not %.17g", round, got.precision, expected.precision);
  }
}

/* ---- any order, any frame ---- */

static void test_orders(void) {
  for (int round = 0; round < 1000; round++) {
    Example rows[TEST_MOST];
    int count = 1 + test_below(TEST_MOST);
    test_fill(rows, count, round % 4);
    TestAreas expected = test_areas(rows, (size_t)count);
    for (int order = 0; order < 5; order++) {
      test_shuffle(rows, (size_t)count, sizeof *rows);
      TestAreas got = test_areas(rows, (size_t)count);
      CHECK(test_equal(got.auc, expected.auc) && test_equal(got.precision, expected.precision),
            "round %d: %.17g and %.17g, not %.17g and %.17g", round, got.auc, got.precision,
            expected.auc, expected.precision);
    }
  }
}

static void test_frames(void) {
  for (int round = 0; round < 100; round++) {
    Example rows[TEST_MOST];
    Examples frame = {0};
    int first = 0, width = 1 + test_below(20);
    test_fill(rows, TEST_MOST, round % 4);
    for (int end = 1; end <= TEST_MOST; end++) {
      CHECK(examples_add(&frame, rows[end - 1], test_resize), "no memory");
      if (end - first > width) {
        examples_remove(&frame);
        first++;
      }
      TestAreas got = test_areas(frame.rows + frame.begin, examples_count(&frame));
      TestAreas expected = test_areas(rows + first, (size_t)(end - first));
      CHECK(test_equal(got.auc, expected.auc) && test_equal(got.precision, expected.precision),
            "round %d, row %d: %.17g and %.17g", round, end, got.auc, got.precision);
    }
    examples_clear(&frame, test_resize);
  }
}

/* ---- points ---- */

static bool test_same_point(const RocPoint *a, const RocPoint *b) {
  return test_equal(a->threshold, b->threshold) && test_equal(a->tp, b->tp) &&
         test_equal(a->fp, b->fp) && test_equal(a->tn, b->tn) && test_equal(a->fn, b->fn) &&
         test_equal(a->tpr, b->tpr) && test_equal(a->fpr, b->fpr) &&
         test_equal(a->precision, b->precision) && test_equal(a->f1, b->f1);
}

static void test_print_point(const char *name, const RocPoint *p) {
  printf("%s: at %g: tp %g, fp %g, tn %g, fn %g, tpr %.17g, fpr %.17g, precision %.17g, f1 %.17g\n",
         name, p->threshold, p->tp, p->fp, p->tn, p->fn, p->tpr, p->fpr, p->precision, p->f1);
}

static void test_is_point(const RocWalk *walk, const RocPoint *expected) {
  RocPoint got = roc_point(walk);
  bool same = test_same_point(&got, expected);
  CHECK(same, "another point");
  if (same || check_failed > CHECK_PRINTED) return;
  test_print_point("got", &got);
  test_print_point("expected", expected);
}

/* The rows counted at a threshold, weights being integers times `unit`, a power of two. */
static RocPoint test_count_point(const Example *rows, int count, double threshold, double unit) {
  int64_t called[2] = {0, 0}, left[2] = {0, 0};
  for (int i = 0; i < count; i++) {
    bool positive = rows[i].weight > 0.0;
    *(rows[i].score >= threshold ? &called[positive] : &left[positive]) +=
        (int64_t)fabs(rows[i].weight / unit);
  }
  double fp = (double)called[0], tp = (double)called[1];
  double tn = (double)left[0], fn = (double)left[1];
  return (RocPoint){threshold,      tp * unit,      fp * unit,
                    tn * unit,      fn * unit,      tp / (tp + fn),
                    fp / (fp + tn), tp / (tp + fp), 2.0 * tp / (2.0 * tp + fp + fn)};
}

/* Calling all positive has the precision of the last point. */
static void test_prevalence(const Example *rows, size_t count, double last) {
  double share = -7.0;
  CHECK(roc_prevalence(rows, count, test_resize, &share, NULL) && test_equal(share, last),
        "prevalence %.17g, not %.17g", share, last);
}

/* All thresholds of rows with finite scores. */
static void test_walk(const Example *rows, int count, double unit) {
  Example sorted[TEST_MOST];
  RocWalk walk;
  if (count > 0) memcpy(sorted, rows, (size_t)count * sizeof *rows);
  examples_sort(sorted, (size_t)count);
  CHECK(roc_begin(&walk, sorted, (size_t)count, test_resize, NULL), "no memory");
  RocPoint expected = test_count_point(rows, count, INFINITY, unit);
  test_is_point(&walk, &expected);
  for (int i = 0; i < count; i++) {
    if (i > 0 && sorted[i].score == sorted[i - 1].score) continue;
    CHECK(roc_more(&walk), "no point at %g", sorted[i].score);
    CHECK(roc_next(&walk, test_resize), "no memory");
    expected = test_count_point(rows, count, sorted[i].score, unit);
    test_is_point(&walk, &expected);
  }
  CHECK(!roc_more(&walk), "one point too many");
  test_prevalence(rows, (size_t)count, roc_point(&walk).precision);
  roc_clear(&walk, test_resize);
}

static void test_walks(void) {
  test_walk(NULL, 0, 1.0);
  for (int round = 0; round < 2000; round++) {
    Example rows[TEST_MOST];
    int count = 1 + test_below(TEST_MOST), scores = 1 + test_below(40);
    double unit = bits_power_of_two(test_below(1800) - 900);
    for (int i = 0; i < count; i++) {
      double score = test_below(scores) - 10.0;
      bool positive = test_below(3) == 0;
      rows[i] = example_of(score, positive, (1 + test_below(round % 2 ? 1 : 1000)) * unit);
    }
    test_walk(rows, count, unit);
  }
}

static void test_walk_by_hand(void) {
  const Example sorted[] = {{INFINITY, 3}, {2, 1}, {2, -1}, {-INFINITY, -4}};
  const RocPoint points[] = {{INFINITY, 0, 0, 5, 4, 0, 0, NAN, 0},
                             {INFINITY, 3, 0, 5, 1, 0.75, 0, 1, 6.0 / 7.0},
                             {2, 4, 1, 4, 0, 1, 0.2, 0.8, 8.0 / 9.0},
                             {-INFINITY, 4, 5, 0, 0, 1, 1, 4.0 / 9.0, 8.0 / 13.0}};
  RocWalk walk;
  CHECK(roc_begin(&walk, sorted, 4, test_resize, NULL), "no memory");
  test_is_point(&walk, &points[0]);
  for (int i = 1; i < 4; i++) {
    CHECK(roc_more(&walk) && roc_next(&walk, test_resize), "point %d", i);
    test_is_point(&walk, &points[i]);
  }
  CHECK(!roc_more(&walk), "one point too many");
  roc_clear(&walk, test_resize);
}

/* Sums beyond the largest double are +Inf, but not their ratios; what is left keeps every bit. */
static void test_walk_extremes(void) {
  const Example sorted[] = {{3, DBL_MAX}, {2, DBL_MAX}, {2, -1e308},
                            {1, DBL_MAX}, {0, 1e-320},  {0, -5e-324}};
  const RocPoint points[] = {
      {INFINITY, 0, 0, 1e308, INFINITY, 0, 0, NAN, 0},
      {3, DBL_MAX, 0, 1e308, INFINITY, 1.0 / 3.0, 0, 1, 0.5},
      {2, INFINITY, 1e308, 5e-324, DBL_MAX, 2.0 / 3.0, 1, 0.7823904365584652, 0.7199076188390529},
      {1, INFINITY, 1e308, 5e-324, 1e-320, 1, 1, 0.8435808572497139, 0.9151547152731695},
      {0, INFINITY, 1e308, 0, 0, 1, 1, 0.8435808572497139, 0.9151547152731695}};
  RocWalk walk;
  CHECK(roc_begin(&walk, sorted, 6, test_resize, NULL), "no memory");
  test_is_point(&walk, &points[0]);
  for (int i = 1; i < 5; i++) {
    CHECK(roc_next(&walk, test_resize), "no memory");
    test_is_point(&walk, &points[i]);
  }
  test_prevalence(sorted, 6, points[4].precision);
  roc_clear(&walk, test_resize);
}

/* ---- memory that runs out ---- */

typedef bool TestArea(const Example *sorted, size_t count, MemoryResize *resize, double *area,
                      const Stop *stop);

/* With the first allocation failing, the second, ... until there is an answer, which is the same.
** Returns how many failed. */
static int test_area_faults(TestArea *area, const Example *sorted, size_t count, double expected) {
  for (int allowed = 0;; allowed++) {
    double got = -7.0;
    test_allowed = allowed;
    bool done = area(sorted, count, test_resize, &got, NULL);
    test_allowed = -1;
    CHECK(test_blocks == 0, "%ld blocks leaked by allocation %d", test_blocks, allowed);
    CHECK(done ? test_equal(got, expected) : got == -7.0, "allocation %d: %.17g", allowed, got);
    if (done || allowed > 1000) return allowed;
  }
}

/* A walk that begins anew, or goes on, when memory is back. */
static int test_walk_faults(const Example *sorted, size_t count) {
  RocWalk walk, expected;
  int failures = 0;
  CHECK(roc_begin(&expected, sorted, count, test_resize, NULL), "no memory");
  long blocks = test_blocks;
  for (bool begun = false; !begun; failures += !begun) {
    test_allowed = failures;
    begun = roc_begin(&walk, sorted, count, test_resize, NULL);
    test_allowed = -1;
    if (begun) break;
    roc_clear(&walk, test_resize);
    CHECK(test_blocks == blocks, "%ld blocks leaked", test_blocks - blocks);
  }
  while (roc_more(&expected)) {
    for (int allowed = 0;; allowed++) {
      RocPoint before = roc_point(&walk);
      test_allowed = allowed;
      bool done = roc_more(&walk) && roc_next(&walk, test_resize);
      test_allowed = -1;
      if (done || allowed > 1000) break;
      test_is_point(&walk, &before);
      failures++;
    }
    CHECK(roc_next(&expected, test_resize), "no memory");
    RocPoint point = roc_point(&expected);
    test_is_point(&walk, &point);
  }
  CHECK(!roc_more(&walk), "one point too many");
  roc_clear(&walk, test_resize);
  roc_clear(&expected, test_resize);
  return failures;
}

static double test_share(const Example *rows, size_t count) {
  double share = -1.0;
  CHECK(roc_prevalence(rows, count, test_resize, &share, NULL), "no memory");
  return share;
}

static void test_faults(void) {
  int failures[3] = {0};
  for (int round = 0; round < 200; round++) {
    Example rows[TEST_MOST];
    int count = 2 + test_below(TEST_MOST - 1);
    test_fill(rows, count, 2 + round % 2);
    TestAreas areas = test_areas(rows, (size_t)count);
    examples_sort(rows, (size_t)count);
    failures[0] += test_area_faults(roc_average_precision, rows, (size_t)count, areas.precision);
    failures[1] += test_walk_faults(rows, (size_t)count);
    double share = test_share(rows, (size_t)count);
    failures[2] += test_area_faults(roc_prevalence, rows, (size_t)count, share);
  }
  CHECK(failures[0] > 300 && failures[1] > 600 && failures[2] > 300, "only %d, %d, %d failed",
        failures[0], failures[1], failures[2]);
}

/* ---- where it is to stop ---- */

/* Each is asked once for every STOP_EVERY examples. It has its answer, or none, and leaves nothing. */
static void test_stops(void) {
  enum { ROWS = 3 * STOP_EVERY, MOST = 5 };
  const Stop stop = {test_stop, NULL};
  Example *rows = malloc(ROWS * sizeof *rows);
  double area, precision, share;
  if (rows == NULL) abort();
  for (int i = 0; i < ROWS; i++) rows[i] = example_of(ROWS - i, i % 3 == 0, 1.0);
  double expected[] = {roc_auc(rows, ROWS, NULL), NAN, test_share(rows, ROWS)};
  CHECK(roc_average_precision(rows, ROWS, test_resize, &expected[1], NULL), "no memory");
  for (long asked = 0; asked < MOST; asked++) {
    test_questions = asked;
    area = roc_auc(rows, ROWS, &stop);
    CHECK(asked >= 3 ? area == expected[0] : isnan(area), "%ld questions: area %g", asked, area);
    test_questions = asked;
    bool done = roc_average_precision(rows, ROWS, test_resize, &precision, &stop);
    CHECK(done == (asked >= 3) && (!done || precision == expected[1]), "%ld questions", asked);
    test_questions = asked;
    done = roc_prevalence(rows, ROWS, test_resize, &share, &stop);
    CHECK(done == (asked >= 3) && (!done || share == expected[2]), "%ld questions", asked);
    CHECK(test_blocks == 0, "%ld blocks leaked", test_blocks);
  }
  free(rows);
}

/* ---- the same bits everywhere ---- */

static uint64_t test_mix_points(uint64_t hash, const Example *sorted, size_t count) {
  RocWalk walk;
  bool done = roc_begin(&walk, sorted, count, test_resize, NULL);
  while (done && roc_more(&walk)) {
    done = roc_next(&walk, test_resize);
    RocPoint p = roc_point(&walk);
    const double x[] = {p.threshold, p.tp, p.fp, p.tn, p.fn, p.tpr, p.fpr, p.precision, p.f1};
    for (size_t i = 0; i < sizeof x / sizeof *x; i++) hash = test_mix(hash, x[i]);
  }
  CHECK(done, "no memory");
  roc_clear(&walk, test_resize);
  return hash;
}

static void test_frozen(void) {
  static const uint64_t hashes[] = {UINT64_C(0x13bf44cfca34db1a), UINT64_C(0xfe0eab1a5830e9d3),
                                    UINT64_C(0xa262dd79c270c47d), UINT64_C(0x5307cdc5625ea352)};
  for (int kind = 0; kind < 4; kind++) {
    uint64_t hash = 0;
    test_state = (uint64_t)kind;
    for (int round = 0; round < 1000; round++) {
      Example rows[TEST_MOST];
      int count = 1 + test_below(TEST_MOST);
      test_fill(rows, count, kind);
      TestAreas areas = test_areas(rows, (size_t)count);
      hash = test_mix(test_mix(hash, areas.auc), areas.precision);
      examples_sort(rows, (size_t)count);
      hash = test_mix_points(hash, rows, (size_t)count);
    }
    CHECK(hash == hashes[kind], "kind %d: hash 0x%016llx", kind, (unsigned long long)hash);
  }
}

int main(void) {
  test_published();
  test_edges();
  test_against_pairs();
  test_many();
  test_extremes();
  test_powers();
  test_orders();
  test_frames();
  test_walks();
  test_walk_by_hand();
  test_walk_extremes();
  test_faults();
  test_stops();
  test_frozen();
  CHECK(test_blocks == 0, "%ld blocks leaked", test_blocks);
  return check_report();
}
