/* test_isotonic.c: isotonic regression: known answers, the min-max formula in integers and in exact
** sums, values between points in integers; the same bits in every order of rows and at every scale;
** nothing left behind where memory runs out. */
#include "../../ext/metrics/isotonic.h"

#include "../../ext/exact/dd_scaled.h"
#include "../../ext/exact/exact.h"
#include "../check.h"
#include "../testing.h"

#include <stdlib.h>
#include <string.h>

enum { TEST_ROWS = 5000 };

/* The fit of rows in any order, which are sorted on the way. */
static Isotonic test_fit(Example *rows, int count) {
  Isotonic fit = {NULL, 0};
  examples_sort(rows, (size_t)count);
  CHECK(isotonic_fit(rows, (size_t)count, test_resize, NULL, &fit), "no memory");
  return fit;
}

/* x rises, y does not fall; of equal y there are two at most, and different blocks differ. */
static void test_form(const Isotonic *fit) {
  for (size_t i = 0; i < fit->count; i++) {
    IsotonicPoint point = fit->points[i];
    CHECK(point.y >= 0.0 && point.y <= 1.0, "y %g", point.y);
    CHECK(test_is(isotonic_at(fit, point.x), point.y), "%g at a point", point.y);
    if (i == 0) continue;
    IsotonicPoint before = fit->points[i - 1];
    CHECK(before.x < point.x && before.y <= point.y, "(%g, %g) before (%g, %g)", before.x, before.y,
          point.x, point.y);
    if (i > 1) CHECK(fit->points[i - 2].y < point.y, "three times %g", point.y);
  }
}

static bool test_same(const Isotonic *a, const Isotonic *b) {
  bool same = a->count == b->count;
  for (size_t i = 0; same && i < a->count; i++) {
    same = test_is(a->points[i].x, b->points[i].x) && test_is(a->points[i].y, b->points[i].y);
  }
  return same;
}

/* ---- known answers ---- */

static void test_expect(Example *rows, int count, const IsotonicPoint *points, size_t due) {
  Isotonic fit = test_fit(rows, count);
  test_form(&fit);
  CHECK(fit.count == due, "%zu points, not %zu", fit.count, due);
  for (size_t i = 0; i < due && i < fit.count; i++) {
    CHECK(test_is(fit.points[i].x, points[i].x) && test_is(fit.points[i].y, points[i].y),
          "point %zu: (%.17g, %.17g), not (%.17g, %.17g)", i, fit.points[i].x, fit.points[i].y,
          points[i].x, points[i].y);
  }
  isotonic_clear(&fit, test_resize);
  CHECK(fit.points == NULL && fit.count == 0, "not zeroed");
}

#define TEST_COUNT(array) (sizeof(array) / sizeof *(array))
#define TEST_EXPECT(rows, points)                                                                  \
  test_expect(rows, (int)TEST_COUNT(rows), points, TEST_COUNT(points))

/* Calculated by hand, and the same from scikit-learn 1.2. */
static void test_known(void) {
  Example one[] = {{3, 2}};
  TEST_EXPECT(one, ((const IsotonicPoint[]){{3, 1}}));
  Example positives[] = {{1, 1}, {2, 3}, {5, 1}};
  TEST_EXPECT(positives, ((const IsotonicPoint[]){{1, 1}, {5, 1}}));
  Example negatives[] = {{1, -1}, {2, -3}, {5, -0.1}};
  TEST_EXPECT(negatives, ((const IsotonicPoint[]){{1, 0}, {5, 0}}));
  Example separated[] = {{1, -1}, {2, -1}, {3, 1}, {4, 1}};
  TEST_EXPECT(separated, ((const IsotonicPoint[]){{1, 0}, {2, 0}, {3, 1}, {4, 1}}));
  Example reversed[] = {{1, 1}, {2, 1}, {3, -1}};
  TEST_EXPECT(reversed, ((const IsotonicPoint[]){{1, 2.0 / 3}, {3, 2.0 / 3}}));
  Example tied[] = {{1, -1}, {1, 1}, {1, -1}};
  TEST_EXPECT(tied, ((const IsotonicPoint[]){{1, 1.0 / 3}}));
  Example mixed[] = {{1, -1}, {2, 1}, {3, -1}, {4, 1}, {5, -1}, {6, 1}, {7, 1}, {8, -1}, {9, 1}};
  TEST_EXPECT(mixed, ((const IsotonicPoint[]){
                         {1, 0}, {2, 0.5}, {5, 0.5}, {6, 2.0 / 3}, {8, 2.0 / 3}, {9, 1}}));
  Example weighted[] = {{1, 1}, {2, -3}, {2, 1}, {3, -1}, {4, 2}, {4, -2}};
  TEST_EXPECT(weighted, ((const IsotonicPoint[]){{1, 1.0 / 3}, {3, 1.0 / 3}, {4, 0.5}}));
  Example equal[] = {{-1, 1}, {-1, -1}, {0.0, 3}, {0.0, -3}, {7, 0.5}, {7, -0.5}};
  TEST_EXPECT(equal, ((const IsotonicPoint[]){{-1, 0.5}, {7, 0.5}}));
}

/* 1/3 and a bit more than that, which is rounded to the same double: one block in the list. */
static void test_rounded_alike(void) {
  Example rows[] = {{1, 1},       {1, -2},       {2, 1},       {2, -2},      {2, 0x1p-80},
                    {3, 0x1p-80}, {3, -0x1p-79}, {4, 0x1p-79}, {4, -0x1p-80}};
  TEST_EXPECT(rows, ((const IsotonicPoint[]){{1, 1.0 / 3}, {3, 1.0 / 3}, {4, 2.0 / 3}}));
}

static void test_nothing(void) {
  Isotonic fit = test_fit(NULL, 0);
  CHECK(fit.points == NULL && fit.count == 0, "%zu points", fit.count);
  isotonic_clear(&fit, test_resize);
}

/* ---- the min-max formula, in integers ---- */

typedef struct {
  double score;
  int64_t positive, total; /* sums of weights */
} TestGroup;

static bool test_is_less(TestGroup a, TestGroup b) {
  return a.positive * b.total < b.positive * a.total;
}

/* The largest over j <= i of the smallest over k >= i of the mean from j to k (Barlow et al.). */
static TestGroup test_min_max(const TestGroup *groups, int count, int i) {
  TestGroup best = {0.0, -1, 1};
  for (int j = 0; j <= i; j++) {
    TestGroup sum = {0.0, 0, 0}, least = {0.0, 2, 1};
    for (int k = j; k < count; k++) {
      sum.positive += groups[k].positive;
      sum.total += groups[k].total;
      if (k >= i && test_is_less(sum, least)) least = sum;
    }
    if (test_is_less(best, least)) best = least;
  }
  return best;
}

/* Scores 0, 1, ..., each once or more often, with weights that are whole numbers times a unit. */
static int test_groups(TestGroup *groups, int count, double unit, Example *rows) {
  int n = 0;
  for (int i = 0; i < count; i++) {
    groups[i] = (TestGroup){i, 0, 0};
    for (int copies = 1 + test_below(3) / 2 * test_below(5); copies > 0; copies--) {
      int weight = test_below(2) == 0 ? 1 : 1 + test_below(1000);
      bool positive = test_below(count + 4) < i + 2;
      rows[n++] = example_of(i, positive, weight * unit);
      groups[i].positive += positive ? weight : 0;
      groups[i].total += weight;
    }
  }
  test_shuffle(rows, (size_t)n, sizeof *rows);
  return n;
}

/* A quotient of integers below 2^53 is rounded once. */
static void test_integers(void) {
  static Example rows[TEST_ROWS];
  TestGroup groups[60];
  const double units[] = {1.0, 0x1p-1000, 0x1p1000, 0.125};
  for (int round = 0; round < 2000; round++) {
    int count = 1 + test_below(round % 10 == 0 ? 60 : 12);
    int n = test_groups(groups, count, units[round % 4], rows);
    Isotonic fit = test_fit(rows, n);
    test_form(&fit);
    for (int i = 0; i < count; i++) {
      TestGroup mean = test_min_max(groups, count, i);
      double expected = (double)mean.positive / (double)mean.total, got = isotonic_at(&fit, i);
      CHECK(test_is(got, expected), "score %d of %d: %.17g, not %.17g", i, count, got, expected);
    }
    isotonic_clear(&fit, test_resize);
  }
}

/* ---- the same with exact sums, for weights of all sizes ---- */

/* The mean label of sorted[low] to sorted[high]. */
static ScaledDD test_mean(const Example *sorted, int low, int high) {
  ExactSum positive = {0}, total = {0};
  for (int i = low; i <= high; i++) {
    double weight = sorted[i].weight;
    if (weight > 0.0) exact_sum_add(&positive, weight, +1, test_resize);
    exact_sum_add(&total, bits_abs(weight), +1, test_resize);
  }
  ScaledDD mean = dd_scaled_over(exact_sum_value(&positive), exact_sum_value(&total));
  exact_sum_clear(&positive, test_resize);
  exact_sum_clear(&total, test_resize);
  return mean;
}

static bool test_is_below(ScaledDD a, ScaledDD b) {
  return dd_scaled_minus(b, a).f.hi > 0.0;
}

static double test_exact_min_max(const Example *sorted, int count, int i) {
  ScaledDD best = dd_scaled_from(-1.0);
  for (int j = 0; j <= i; j++) {
    ScaledDD least = dd_scaled_from(2.0);
    for (int k = i; k < count; k++) {
      ScaledDD mean = test_mean(sorted, j, k);
      if (test_is_below(mean, least)) least = mean;
    }
    if (test_is_below(best, least)) best = least;
  }
  return dd_round(best);
}

static double test_weight(int kind) {
  if (kind == 0) return test_uniform() + 0x1p-60;
  if (kind == 1) return bits_power_of_two(test_below(2000) - 1000) * (1.0 + test_uniform());
  return bits_to_double(1 + test_random() % (BITS_INFINITY - 1));
}

static void test_sums(void) {
  Example rows[10], turned[10];
  for (int round = 0; round < 1500; round++) {
    int count = 1 + test_below(10);
    for (int i = 0; i < count; i++) {
      rows[i] = example_of(test_deviate(), test_below(2) == 0, test_weight(round % 3));
    }
    Isotonic fit = test_fit(rows, count);
    test_form(&fit);
    for (int i = 0; i < count; i++) turned[i] = rows[count - 1 - i]; /* lowest first */
    for (int i = 0; i < count; i++) {
      double expected = test_exact_min_max(turned, count, i);
      double got = isotonic_at(&fit, turned[i].score);
      CHECK(test_is(got, expected), "kind %d: %.17g, not %.17g", round % 3, got, expected);
    }
    isotonic_clear(&fit, test_resize);
  }
}

/* ---- the same bits ---- */

static void test_orders(void) {
  static Example rows[TEST_ROWS], changed[TEST_ROWS];
  const int powers[] = {-900, -30, -1, 1, 30, 900};
  for (int round = 0; round < 300; round++) {
    int count = 1 + test_below(round % 20 == 0 ? TEST_ROWS : 50);
    double scale = bits_power_of_two(powers[round % 6]);
    double unit = bits_power_of_two(powers[test_below(6)]);
    for (int i = 0; i < count; i++) {
      double score = (double)test_below(count) * 0.1;
      rows[i] = example_of(score, test_below(count) * 0.1 < score, test_uniform() + 0x1p-54);
      changed[i] = (Example){rows[i].score * scale, rows[i].weight * unit};
    }
    Isotonic expected = test_fit(rows, count), got;
    test_shuffle(rows, (size_t)count, sizeof *rows);
    got = test_fit(rows, count);
    CHECK(test_same(&got, &expected), "%d rows in another order", count);
    isotonic_clear(&got, test_resize);
    got = test_fit(changed, count);
    for (size_t i = 0; i < got.count; i++) got.points[i].x /= scale;
    CHECK(test_same(&got, &expected), "%d rows at another scale", count);
    isotonic_clear(&got, test_resize);
    isotonic_clear(&expected, test_resize);
  }
}

/* Examples with a mean label that falls are one block; half a million of them. */
static void test_long(void) {
  enum { LONG = 500000 };
  Example *rows = malloc(LONG * sizeof *rows);
  if (rows == NULL) abort();
  for (int i = 0; i < LONG; i++) rows[i] = example_of(i, i < LONG / 4, 1.0);
  test_expect(rows, LONG, (const IsotonicPoint[]){{0, 0.25}, {LONG - 1, 0.25}}, 2);
  for (int i = 0; i < LONG; i++) rows[i] = example_of(i, i % 2 == 0, 1.0 + i % 2);
  test_expect(rows, LONG, (const IsotonicPoint[]){{0, 1.0 / 3}, {LONG - 1, 1.0 / 3}}, 2);
  free(rows);
}

/* ---- values ---- */

static void test_outside(void) {
  IsotonicPoint points[] = {{-1, 0.25}, {2, 0.5}};
  Isotonic fit = {points, 2}, single = {points, 1};
  const double low[] = {-1.0000000000000002, -3, -DBL_MAX, -bits_infinity()};
  for (int i = 0; i < 4; i++) {
    CHECK(isotonic_at(&fit, low[i]) == 0.25, "at %g", low[i]);
    CHECK(isotonic_at(&fit, 3.0 - low[i]) == 0.5, "at %g", 3.0 - low[i]);
    CHECK(isotonic_at(&single, low[i]) == 0.25, "at %g", low[i]);
    CHECK(isotonic_at(&single, -low[i]) == 0.25, "at %g", -low[i]);
  }
  CHECK(test_is(isotonic_at(&fit, -0.0), isotonic_at(&fit, 0.0)), "-0.0");
}

/* y in units of 2^-20, x whole: a quotient of integers. */
static void test_on_lines(void) {
  for (int round = 0; round < 100000; round++) {
    int64_t y0 = test_below(1 << 20), y1 = y0 + test_below((1 << 20) - (int)y0);
    int64_t x0 = test_below(2000) - 1000, width = 1 + test_below(round % 2 == 0 ? 10 : 1 << 30);
    int64_t part = 1 + test_below((int)width);
    double scale = bits_power_of_two(test_below(1900) - 950);
    IsotonicPoint points[] = {{(double)x0 * scale, (double)y0 * 0x1p-20},
                              {(double)(x0 + width) * scale, (double)y1 * 0x1p-20}};
    Isotonic fit = {points, 2};
    /* y0 width + (y1 - y0) part is below 2^51 */
    double expected = (double)(y0 * width + (y1 - y0) * part) / (double)width * 0x1p-20;
    double got = isotonic_at(&fit, (double)(x0 + part) * scale);
    CHECK(test_is(got, expected), "%.17g, not %.17g", got, expected);
  }
}

/* Scores as far apart, and y as small, as doubles go. */
static void test_extremes(void) {
  IsotonicPoint far[] = {{-DBL_MAX, 0.0}, {DBL_MAX, 1.0}};
  IsotonicPoint near[] = {{0.0, 0.0}, {5e-324, 0x1p-1000}, {1e-323, 1.0}};
  IsotonicPoint tiny[] = {{1.0, 5e-324}, {2.0, 1.5e-323}, {DBL_MAX, 1.0}};
  Isotonic fit = {far, 2}, close = {near, 3}, small = {tiny, 3};
  CHECK(isotonic_at(&fit, 0.0) == 0.5 && isotonic_at(&fit, 5e-324) == 0.5, "in the middle");
  CHECK(isotonic_at(&fit, DBL_MAX / 2) == 0.75, "%.17g", isotonic_at(&fit, DBL_MAX / 2));
  CHECK(isotonic_at(&close, 5e-324) == 0x1p-1000, "at a point");
  CHECK(isotonic_at(&small, 1.5) == 1e-323, "%g", isotonic_at(&small, 1.5));
  CHECK(isotonic_at(&small, 0x1p1023) == 0.5, "%.17g", isotonic_at(&small, 0x1p1023));
  CHECK(isotonic_at(&small, 3.0) > 1.5e-323, "%g", isotonic_at(&small, 3.0));
}

/* Finds the right piece among many, and never falls. */
static void test_pieces(void) {
  static IsotonicPoint points[1000];
  for (size_t count = 1; count <= 1000; count += 1 + count / 3) {
    for (size_t i = 0; i < count; i++) {
      points[i] = (IsotonicPoint){(double)i * 3.0, (double)(i * i) * 0x1p-20};
    }
    Isotonic fit = {points, count};
    double before = 0.0;
    for (size_t i = 0; i + 1 < count; i++) {
      double low = points[i].y, high = points[i + 1].y, step = (high - low) / 3.0;
      for (int third = 0; third < 3; third++) {
        double y = isotonic_at(&fit, points[i].x + third);
        CHECK(y >= before && bits_abs(y - (low + third * step)) < 1e-15, "%g", y);
        before = y;
      }
    }
  }
}

/* ---- memory that runs out ---- */

/* Every score is a block of its own. */
static void test_faults(void) {
  static Example rows[TEST_ROWS];
  int failures = 0;
  for (int i = 0; i < TEST_ROWS; i++) {
    rows[i] = example_of(i - i % 2, i % 2 == 0, i % 2 == 0 ? 1.0 + i : 1.0);
  }
  Isotonic expected = test_fit(rows, TEST_ROWS);
  CHECK(expected.count == TEST_ROWS / 2, "%zu points", expected.count);
  for (int allowed = 0;; allowed++) {
    Isotonic fit = {NULL, 0};
    test_allowed = allowed;
    bool done = isotonic_fit(rows, TEST_ROWS, test_resize, NULL, &fit);
    test_allowed = -1;
    failures += !done;
    CHECK(test_blocks == 1 + done, "%ld blocks", test_blocks);
    CHECK(done || (fit.points == NULL && fit.count == 0), "%zu points", fit.count);
    if (!done) continue;
    CHECK(test_same(&fit, &expected), "another fit");
    isotonic_clear(&fit, test_resize);
    break;
  }
  CHECK(failures >= 10, "only %d allocations failed", failures);
  isotonic_clear(&expected, test_resize);
}

/* ---- a fit that is to stop ---- */

static void test_stops(void) {
  const size_t count = 3 * (size_t)(STOP_EVERY + 2);
  const Stop stop = {test_stop, NULL};
  Example *rows = malloc(count * sizeof *rows);
  if (rows == NULL) abort();
  for (size_t i = 0; i < count; i++) {
    size_t third = (count - i) / 3;
    rows[i] = example_of((double)third, test_below(3) == 0, 1.0);
  }
  examples_sort(rows, count);
  for (long asked = 0; asked <= 3; asked++) {
    Isotonic fit = {NULL, 0};
    test_questions = asked;
    bool done = isotonic_fit(rows, count, test_resize, &stop, &fit);
    CHECK(done == (asked == 3), "done %d after %ld questions", done, asked);
    CHECK(test_blocks == done && (fit.points != NULL) == done, "%ld blocks", test_blocks);
    isotonic_clear(&fit, test_resize);
  }
  free(rows);
}

/* ---- frozen ---- */

static void test_frozen(void) {
  static Example rows[TEST_ROWS];
  uint64_t hash = 0;
  test_state = 20261121;
  for (int round = 0; round < 600; round++) {
    int count = 1 + test_below(round % 50 == 0 ? TEST_ROWS : 60);
    for (int i = 0; i < count; i++) {
      double score = test_deviate();
      if (round % 2 == 0) score = (double)(int)(score * 10.0);
      double weight = round % 3 == 0 ? 1.0 : test_weight(round % 3 - 1);
      rows[i] = example_of(score, score + test_deviate() > 0.0, weight);
    }
    Isotonic fit = test_fit(rows, count);
    for (size_t i = 0; i < fit.count; i++) {
      hash = test_mix(test_mix(hash, fit.points[i].x), fit.points[i].y);
    }
    for (int i = 0; i < 20; i++) hash = test_mix(hash, isotonic_at(&fit, 2.0 * test_deviate()));
    isotonic_clear(&fit, test_resize);
  }
  CHECK(hash == UINT64_C(0xeb5baf0eb9ba1feb), "0x%016llx", (unsigned long long)hash);
}

int main(void) {
  test_known();
  test_rounded_alike();
  test_nothing();
  test_integers();
  test_sums();
  test_orders();
  test_long();
  test_outside();
  test_on_lines();
  test_extremes();
  test_pieces();
  test_faults();
  test_stops();
  test_frozen();
  CHECK(test_blocks == 0, "%ld blocks leaked", test_blocks);
  return check_report();
}
