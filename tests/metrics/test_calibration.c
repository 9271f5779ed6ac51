/* test_calibration.c: reliability and calibration errors: published examples, edges to the last
** bit, right where integers know the answer, the same bits in every order and in every sliding
** frame, unchanged where memory runs out.
*/
#include "../../ext/metrics/calibration.h"
#include "../check.h"
#include "../testing.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

enum { TEST_ROWS = 24, TEST_MOST_BINS = 20, TEST_MANY_BINS = 200, TEST_NORMS = 3 };

typedef struct {
  double p;
  bool positive;
  double weight;
} TestRow;

static double test_before(double x) {
  return x == 0.0 ? x : bits_to_double(bits_of_double(x) - 1);
}

static bool test_add(Calibration *calibration, const TestRow *row, int sign) {
  return calibration_add(calibration, row->p, row->positive, row->weight, sign, test_resize);
}

/* ---- all there is to know of a calibration ---- */

typedef struct {
  double error[TEST_NORMS];
  CalibrationRow row[TEST_MANY_BINS];
  uint32_t bins;
} TestAnswer;

static TestAnswer test_answer(Calibration *calibration) {
  TestAnswer answer = {.bins = calibration->bins};
  for (int i = 0; i < TEST_NORMS; i++) {
    bool done =
        calibration_error(calibration, (CalibrationNorm)i, test_resize, &answer.error[i], NULL);
    CHECK(done, "no memory");
  }
  for (uint32_t i = 0; i < answer.bins; i++) answer.row[i] = calibration_row(calibration, i);
  return answer;
}

static TestAnswer test_fresh(const TestRow *rows, int count, uint32_t bins) {
  Calibration calibration;
  CHECK(calibration_begin(&calibration, bins, test_resize), "no memory");
  for (int i = 0; i < count; i++) CHECK(test_add(&calibration, &rows[i], +1), "no memory");
  TestAnswer answer = test_answer(&calibration);
  calibration_clear(&calibration, test_resize);
  return answer;
}

static void test_compare(const TestAnswer *got, const TestAnswer *expected, const char *what,
                         int round) {
  for (int i = 0; i < TEST_NORMS; i++) {
    CHECK(test_is(got->error[i], expected->error[i]), "%s %d, norm %d: %.17g, not %.17g", what,
          round, i, got->error[i], expected->error[i]);
  }
  for (uint32_t i = 0; i < got->bins; i++) {
    const CalibrationRow *a = &got->row[i], *b = &expected->row[i];
    CHECK(a->count == b->count && test_is(a->mean_p, b->mean_p) &&
              test_is(a->fraction, b->fraction) && test_is(a->gap, b->gap),
          "%s %d, bin %u: %.17g, not %.17g", what, round, i, a->gap, b->gap);
  }
}

/* ---- known answers ---- */

#define TEST_ERRORS(bins, l1, l2, largest, ...)                                                    \
  do {                                                                                             \
    const TestRow rows[] = {__VA_ARGS__};                                                          \
    const double expected[TEST_NORMS] = {l1, l2, largest};                                         \
    TestAnswer got = test_fresh(rows, (int)(sizeof rows / sizeof *rows), bins);                    \
    for (int i = 0; i < TEST_NORMS; i++) {                                                         \
      CHECK(test_is(got.error[i], expected[i]), "norm %d: %.17g", i, got.error[i]);                \
    }                                                                                              \
  } while (0)

/* torchmetrics: its documentation and issues 1646 and 3510, at full precision. */
static void test_published(void) {
  TEST_ERRORS(2, 0.29, 0.29183328574147716, 0.31666666666666665, {.25, false, 1}, {.25, false, 1},
              {.55, true, 1}, {.75, true, 1}, {.75, true, 1});
  TEST_ERRORS(3, 0.2, 0.2081665999466133, 0.23333333333333336, {.55, false, 1}, {.55, false, 1},
              {.60, true, 1}, {.90, true, 1});
  TEST_ERRORS(2, 0.6, 0.6324555320336759, 1.0, {1, false, 1}, {1, false, 1}, {1, true, 1},
              {1, true, 1}, {0, true, 1});
  TEST_ERRORS(10, 0.475, 0.475, 0.475, {.95, true, 1}, {1, false, 1});
}

static void test_errors(void) {
  TEST_ERRORS(15, 0.0, 0.0, 0.0, {1, true, 1}, {0, false, 1});
  TEST_ERRORS(15, 0.0, 0.0, 0.0, {.5, true, 1}, {.5, false, 1});
  TEST_ERRORS(15, NAN, NAN, NAN, {.5, true, 0}, {.7, true, -0.0});
  TEST_ERRORS(1, 1e-320, 1e-320, 1e-320, {1e-320, false, 1});
  TEST_ERRORS(1, 5e-324, 5e-324, 5e-324, {5e-324, false, 5e-324}, {5e-324, false, DBL_MAX});
  TEST_ERRORS(2, 0.625, 0.72886898685566255, 1.0, {1, false, DBL_MAX}, {.25, false, DBL_MAX / 2},
              {0.25, true, DBL_MAX / 2}, {1, false, 0});
  TEST_ERRORS(2, 0.5, 0x1.6a09e667f3bcdp-1, 1.0, {1, false, 1}, {0, false, 1}); /* sqrt(1/2) */
  TEST_ERRORS(2, 0x1p-41, 0x1.6a09e667f3bcdp-41, 0x1p-40, {1, true, 3}, {1 - 0x1p-39, true, 3},
              {0, false, 6});
  Calibration none = {0};
  double error = -7.0;
  CHECK(calibration_error(&none, CALIBRATION_L1, test_resize, &error, NULL) && isnan(error),
        "no bins");
  calibration_clear(&none, test_resize);
}

/* scikit-learn's example, of which no p lies on an edge. */
static void test_rows(void) {
  const TestRow rows[] = {{.1, false, 1}, {.2, false, 1}, {.3, false, 1}, {.4, false, 1},
                          {.65, true, 1}, {.7, true, 1},  {.8, true, 1},  {.9, true, 1},
                          {1, true, 1},   {.35, true, 0}};
  TestAnswer got = test_fresh(rows, 10, 4);
  const CalibrationRow expected[] = {{0, .25, 2, 0x1.3333333333334p-3, 0, 0x1.3333333333334p-3},
                                     {.25, .5, 2, .35, 0, .35},
                                     {.5, .75, 2, .675, 1, -.325},
                                     {.75, 1, 3, .9, 1, -.1}};
  for (int i = 0; i < 4; i++) {
    const CalibrationRow *a = &got.row[i], *b = &expected[i];
    CHECK(a->lo == b->lo && a->hi == b->hi && a->count == b->count, "bin %d", i);
    CHECK(fabs(a->mean_p - b->mean_p) < 1e-15 && a->fraction == b->fraction &&
              fabs(a->gap - b->gap) < 1e-15,
          "bin %d: %.17g, %.17g", i, a->mean_p, a->gap);
  }
  TestAnswer empty = test_fresh(rows, 0, 3);
  CHECK(isnan(empty.row[1].mean_p) && isnan(empty.row[1].fraction) && isnan(empty.row[1].gap) &&
            empty.row[1].count == 0 && empty.row[2].hi == 1.0,
        "an empty bin");
}

/* The gap is the exact difference, rounded once, however much of it cancels. */
static void test_gaps(void) {
  Calibration calibration;
  CHECK(calibration_begin(&calibration, 1, test_resize), "no memory");
  for (int i = 1; i <= 1074; i++) { /* hits: 1 - 2^-1074, all its bits set */
    double weight = i < 1023 ? bits_power_of_two(-i) : bits_to_double(UINT64_C(1) << (1074 - i));
    const TestRow row = {1, true, weight};
    CHECK(test_add(&calibration, &row, +1), "no memory");
  }
  CHECK(test_is(calibration_row(&calibration, 0).gap, 0.0), "%a",
        calibration_row(&calibration, 0).gap);
  const TestRow row = {1, false, 5e-324};
  CHECK(test_add(&calibration, &row, +1), "no memory");
  CHECK(test_is(calibration_row(&calibration, 0).gap, 5e-324), "%a",
        calibration_row(&calibration, 0).gap);
  CHECK(test_is(calibration_row(&calibration, 0).mean_p, 1.0), "mean p");
  calibration_clear(&calibration, test_resize);
}

/* ---- edges ---- */

/* A p on an edge is in the bin above it, the double before it in the bin below. */
static void test_edges_of(uint32_t bins) {
  Calibration calibration;
  CHECK(calibration_begin(&calibration, bins, test_resize), "no memory");
  CHECK(calibration_edge(bins, 0) == 0.0 && calibration_edge(bins, bins) == 1.0, "%u bins", bins);
  for (uint32_t i = 0; i <= bins; i++) {
    double edge = calibration_edge(bins, i);
    TestRow row = {edge, false, 1};
    uint32_t above = i < bins ? i : bins - 1;
    CHECK(edge == (double)i / (double)bins, "edge %u of %u", i, bins);
    test_add(&calibration, &row, +1);
    CHECK(calibration_row(&calibration, above).count == 1, "edge %u of %u", i, bins);
    test_add(&calibration, &row, -1);
    if (i == 0) continue;
    row.p = test_before(edge);
    test_add(&calibration, &row, +1);
    CHECK(calibration_row(&calibration, i - 1).count == 1, "before edge %u of %u", i, bins);
    test_add(&calibration, &row, -1);
  }
  calibration_clear(&calibration, test_resize);
}

static void test_edges(void) {
  for (uint32_t bins = 1; bins <= 300; bins++) test_edges_of(bins);
  test_edges_of(9973);
  test_edges_of(CALIBRATION_BINS_MOST);
  const TestRow row = {0.6, true, 1};
  CHECK(test_fresh(&row, 1, CALIBRATION_BINS).row[9].count == 1, "0.6 is 9/15");
}

/* ---- integers ---- */

typedef struct {
  int64_t count, weight, p, hits;
} TestBin;

/* p = m/1024 and weights w/8 with integers m and w: all sums are integers below 2^53, and the
** hardware rounds their quotients once. (m bins/1024 is exact too.) */
static void test_integers(void) {
  for (int round = 0; round < 2000; round++) {
    TestRow rows[60];
    TestBin bin[TEST_MANY_BINS] = {{0}};
    int count = 1 + test_below(60), bins = 1 + test_below(TEST_MANY_BINS);
    for (int i = 0; i < count; i++) {
      int m = test_below(1025), weight = test_below(2) != 0 ? 8 : test_below(20);
      TestBin *own = &bin[m == 1024 ? bins - 1 : m * bins / 1024];
      rows[i] = (TestRow){m / 1024.0, test_below(2) != 0, weight / 8.0};
      own->count += weight > 0;
      own->weight += weight;
      own->p += (int64_t)weight * m;
      own->hits += rows[i].positive ? weight : 0;
    }
    TestAnswer got = test_fresh(rows, count, (uint32_t)bins);
    int64_t weight = 0, sum = 0;
    double largest = 0.0, squares = 0.0;
    for (int i = 0; i < bins; i++) {
      const TestBin *b = &bin[i];
      const CalibrationRow *row = &got.row[i];
      int64_t difference = b->p - 1024 * b->hits;
      CHECK(row->count == b->count, "bin %d: %lld rows", i, (long long)row->count);
      if (b->weight == 0) continue;
      double w = (double)b->weight, gap = (double)difference / w / 1024.0;
      CHECK(row->mean_p == (double)b->p / w / 1024.0 && row->fraction == (double)b->hits / w &&
                row->gap == gap,
            "round %d, bin %d: %.17g, %.17g, %.17g", round, i, row->mean_p, row->fraction,
            row->gap);
      weight += b->weight;
      sum += llabs(difference);
      squares += w * gap * gap;
      largest = fabs(gap) > largest ? fabs(gap) : largest;
    }
    if (weight == 0) continue;
    double root = got.error[CALIBRATION_L2], square = squares / (double)weight;
    CHECK(got.error[CALIBRATION_L1] == (double)sum / (double)weight / 1024.0, "round %d: %.17g",
          round, got.error[0]);
    CHECK(got.error[CALIBRATION_MAX] == largest, "round %d: %.17g", round, got.error[2]);
    CHECK(fabs(root * root - square) <= 1e-14 * square, "round %d: %.17g", round, root);
  }
}

/* ---- the same bits ---- */

static TestRow test_row(void) {
  static const double weights[] = {1, 1, 1, 0, 2.5, 0.1, 1e300, 1e-300, 5e-324, DBL_MAX};
  static const double odd[] = {0, 1, 5e-324, 1e-310, 0.5, 1 - 0x1p-53, 0.6, -0.0};
  TestRow row = {test_uniform(), test_below(2) != 0, weights[test_below(10)]};
  if (test_below(4) == 0) row.p = odd[test_below(8)];
  if (test_below(4) == 0) row.p = bits_to_double(test_random() % bits_of_double(1.0));
  return row;
}

static void test_orders(void) {
  for (int round = 0; round < 300; round++) {
    TestRow rows[TEST_ROWS];
    int count = 1 + test_below(TEST_ROWS);
    uint32_t bins = 1 + (uint32_t)test_below(TEST_MOST_BINS);
    for (int i = 0; i < count; i++) rows[i] = test_row();
    TestAnswer expected = test_fresh(rows, count, bins);
    for (int order = 0; order < 5; order++) {
      test_shuffle(rows, (size_t)count, sizeof *rows);
      TestAnswer got = test_fresh(rows, count, bins);
      test_compare(&got, &expected, "order", round);
    }
  }
}

/* With one bin all three norms are the size of its gap (whose square's root may miss a tie). */
static void test_one_bin(void) {
  for (int round = 0; round < 1000; round++) {
    TestRow rows[TEST_ROWS];
    int count = 1 + test_below(TEST_ROWS);
    for (int i = 0; i < count; i++) rows[i] = test_row();
    TestAnswer got = test_fresh(rows, count, 1);
    double gap = bits_abs(got.row[0].gap), root = got.error[CALIBRATION_L2];
    if (got.row[0].count == 0) continue;
    CHECK(got.error[CALIBRATION_L1] == gap && got.error[CALIBRATION_MAX] == gap,
          "round %d: %.17g, %.17g, not %.17g", round, got.error[0], got.error[2], gap);
    CHECK(root >= test_before(gap) && test_before(root) <= gap, "round %d: %.17g, not %.17g", round,
          root, gap);
  }
}

static void test_is_empty(const Calibration *calibration) {
  for (uint32_t i = 0; i < calibration->bins; i++) {
    const CalibrationBin *bin = &calibration->bin[i];
    bool empty = bin->count == 0 && bin->weight.acc.sparse.root == 0 &&
                 bin->p.acc.sparse.root == 0 && bin->hits.acc.sparse.root == 0 &&
                 exact_sum_value(&bin->weight).f.hi == 0.0 &&
                 exact_sum_value(&bin->p).f.hi == 0.0 && exact_sum_value(&bin->hits).f.hi == 0.0;
    CHECK(empty, "bin %u: something is left", i);
  }
}

/* Many bins, of which few change between two readings; and few bins, also one. */
static void test_many_bins(void) {
  for (int round = 0; round < 60; round++) {
    enum { MANY = 120 };
    TestRow rows[MANY];
    Calibration calibration;
    int first = 0, width = 1 + test_below(60), every = 1 + test_below(5);
    uint32_t bins = 1 + (uint32_t)test_below(round % 3 == 0 ? TEST_MOST_BINS : TEST_MANY_BINS);
    CHECK(calibration_begin(&calibration, bins, test_resize), "no memory");
    for (int i = 0; i < MANY; i++) {
      rows[i] = test_row();
      if (round % 2 == 0) rows[i].p = test_uniform();
      CHECK(test_add(&calibration, &rows[i], +1), "no memory");
      if (i - first >= width) CHECK(test_add(&calibration, &rows[first++], -1), "no memory");
      if (i % every != 0) continue;
      TestAnswer got = test_answer(&calibration);
      TestAnswer expected = test_fresh(rows + first, i + 1 - first, bins);
      test_compare(&got, &expected, "many bins", round);
    }
    calibration_clear(&calibration, test_resize);
  }
}

static void test_sliding(void) {
  for (int round = 0; round < 200; round++) {
    TestRow rows[TEST_ROWS];
    Calibration calibration;
    int first = 0, width = 1 + test_below(6);
    uint32_t bins = 1 + (uint32_t)test_below(5);
    CHECK(calibration_begin(&calibration, bins, test_resize), "no memory");
    for (int i = 0; i < TEST_ROWS; i++) {
      rows[i] = test_row();
      CHECK(test_add(&calibration, &rows[i], +1), "no memory");
      if (i - first >= width) CHECK(test_add(&calibration, &rows[first++], -1), "no memory");
      TestAnswer got = test_answer(&calibration);
      TestAnswer expected = test_fresh(rows + first, i + 1 - first, bins);
      test_compare(&got, &expected, "frame", round);
    }
    while (first < TEST_ROWS) test_add(&calibration, &rows[first++], -1);
    test_is_empty(&calibration);
    calibration_clear(&calibration, test_resize);
    CHECK(calibration.bin == NULL && calibration.bins == 0, "cleared");
  }
}

/* Examples are rows whose label is the sign of their weight. */
static void test_examples(void) {
  int failures = 0;
  for (int round = 0; round < 200; round++) {
    TestRow rows[TEST_ROWS];
    Example examples[TEST_ROWS];
    int count = 0;
    while (count < TEST_ROWS) {
      rows[count] = test_row();
      if (rows[count].weight == 0.0) continue;
      examples[count] = example_of(rows[count].p, rows[count].positive, rows[count].weight);
      count++;
    }
    TestAnswer expected = test_fresh(rows, count, 3);
    bool done = false;
    for (int allowed = 0; !done; allowed++) {
      Calibration calibration;
      CHECK(calibration_begin(&calibration, 3, test_resize), "no memory");
      test_allowed = allowed;
      done = calibration_add_examples(&calibration, examples, (size_t)count, test_resize, NULL);
      test_allowed = -1;
      TestAnswer got = test_answer(&calibration);
      if (done) test_compare(&got, &expected, "examples", round);
      failures += !done;
      calibration_clear(&calibration, test_resize);
    }
  }
  CHECK(failures > 200, "only %d allocations failed", failures);
}

static void test_stopped(void) {
  const Stop stop = {test_stop, NULL};
  const Example example = {0.5, 1.0};
  Calibration calibration;
  CHECK(calibration_begin(&calibration, 3, test_resize), "no memory");
  test_questions = 0;
  CHECK(!calibration_add_examples(&calibration, &example, 1, test_resize, &stop), "not stopped");
  test_questions = 1;
  CHECK(calibration_add_examples(&calibration, &example, 1, test_resize, &stop), "stopped");
  calibration_clear(&calibration, test_resize);
}

/* ---- memory that runs out ---- */

/* Adds or removes with the first allocation failing, the second, ... until it succeeds; after each
** failure nothing has changed. Returns how many failed. */
static int test_stubborn(Calibration *calibration, const TestRow *row, int sign) {
  TestAnswer before = test_answer(calibration);
  for (int allowed = 0; allowed < 100; allowed++) {
    test_allowed = allowed;
    bool done = test_add(calibration, row, sign);
    test_allowed = -1;
    if (done) return allowed;
    TestAnswer after = test_answer(calibration);
    test_compare(&after, &before, "allocation that failed:", allowed);
  }
  CHECK(false, "never enough memory");
  return 0;
}

static void test_faults(void) {
  int failures = 0;
  for (int round = 0; round < 200; round++) {
    TestRow rows[TEST_ROWS];
    Calibration calibration;
    test_allowed = 0;
    bool begun = calibration_begin(&calibration, 2, test_resize);
    CHECK(!begun && calibration.bins == 0 && calibration.bin == NULL, "begun without memory");
    calibration_clear(&calibration, test_resize);
    test_allowed = -1;
    CHECK(calibration_begin(&calibration, 2, test_resize), "no memory");
    for (int i = 0; i < TEST_ROWS; i++) {
      rows[i] = test_row();
      failures += test_stubborn(&calibration, &rows[i], +1);
      if (i >= 3) failures += test_stubborn(&calibration, &rows[i - 3], -1);
      int first = i >= 3 ? i - 2 : 0;
      TestAnswer got = test_answer(&calibration);
      TestAnswer expected = test_fresh(rows + first, i + 1 - first, 2);
      test_compare(&got, &expected, "after failures", round);
    }
    calibration_clear(&calibration, test_resize);
  }
  CHECK(failures > 500, "only %d allocations failed", failures);
}

/* Reads the error with the first allocation failing, the second, ... Returns how many failed. */
static int test_stubborn_errors(Calibration *calibration, const TestAnswer *expected) {
  int failures = 0;
  for (int i = 0; i < TEST_NORMS; i++) {
    bool done = false;
    for (int allowed = 0; !done && allowed < 100; allowed++) {
      double error = -7.0;
      test_allowed = allowed;
      done = calibration_error(calibration, (CalibrationNorm)i, test_resize, &error, NULL);
      test_allowed = -1;
      failures += !done;
      CHECK(test_is(error, done ? expected->error[i] : -7.0), "norm %d: %.17g", i, error);
    }
    CHECK(done, "never enough memory");
  }
  return failures;
}

/* Weights whose sums are 2^e - 2^(e - 100) in one bin and 2^(e - 100) in another, so that parts of the sums
** over the bins cancel. */
static TestRow test_cancelling_row(void) {
  int e = 300 + 32 * test_below(8);
  TestRow row = {.p = 0.005 + 0.01 * test_below(9), .positive = test_below(2) != 0};
  switch (test_below(3)) {
  case 0: row.weight = bits_power_of_two(e) - bits_power_of_two(e - 52); break;
  case 1: row.weight = bits_power_of_two(e - 52) - bits_power_of_two(e - 100); break;
  default: row.weight = bits_power_of_two(e - 100);
  }
  return row;
}

/* Memory also runs out where a part comes back that had cancelled (calibration_replace), in about one of
** these rounds in a hundred. */
static void test_cancelling_faults(void) {
  enum { ROWS = 60, FRAME = 16, BINS = 100 };
  int failures = 0, rounds = test_rounds(1000);
  for (int round = 0; round < rounds; round++) {
    TestRow rows[ROWS];
    Calibration calibration;
    CHECK(calibration_begin(&calibration, BINS, test_resize), "no memory");
    for (int i = 0; i < ROWS; i++) {
      int first = i >= FRAME ? i - FRAME + 1 : 0;
      rows[i] = test_cancelling_row();
      CHECK(test_add(&calibration, &rows[i], +1), "no memory");
      if (first > 0) CHECK(test_add(&calibration, &rows[first - 1], -1), "no memory");
      TestAnswer expected = test_fresh(rows + first, i + 1 - first, BINS);
      failures += test_stubborn_errors(&calibration, &expected);
    }
    calibration_clear(&calibration, test_resize);
  }
  CHECK(failures > rounds, "only %d allocations failed", failures);
}

static void test_error_faults(void) {
  int failures = 0;
  for (int round = 0; round < 200; round++) {
    TestRow rows[TEST_ROWS];
    Calibration calibration;
    CHECK(calibration_begin(&calibration, TEST_MANY_BINS, test_resize), "no memory");
    for (int i = 0; i < TEST_ROWS; i++) {
      int first = i >= 3 ? i - 2 : 0;
      rows[i] = test_row();
      CHECK(test_add(&calibration, &rows[i], +1), "no memory");
      if (first > 0) CHECK(test_add(&calibration, &rows[first - 1], -1), "no memory");
      TestAnswer expected = test_fresh(rows + first, i + 1 - first, TEST_MANY_BINS);
      failures += test_stubborn_errors(&calibration, &expected);
    }
    calibration_clear(&calibration, test_resize);
  }
  CHECK(failures > 300, "only %d allocations failed", failures);
}

/* ---- frozen bits ---- */

static void test_frozen(bool odd, uint64_t expected) {
  uint64_t hash = 0;
  test_state = 20270202;
  for (int list = 0; list < 2000; list++) {
    TestRow rows[TEST_ROWS];
    int count = 1 + test_below(TEST_ROWS);
    for (int i = 0; i < count; i++) {
      rows[i] = odd ? test_row() : (TestRow){test_uniform(), test_below(2) != 0, 1};
    }
    TestAnswer answer = test_fresh(rows, count, 1 + (uint32_t)test_below(TEST_MOST_BINS));
    for (int i = 0; i < TEST_NORMS; i++) hash = test_mix(hash, answer.error[i]);
    for (uint32_t i = 0; i < answer.bins; i++) {
      hash = test_mix(hash, answer.row[i].mean_p);
      hash = test_mix(hash, answer.row[i].fraction);
      hash = test_mix(hash, answer.row[i].gap);
      hash = test_mix(hash, (double)answer.row[i].count);
    }
  }
  CHECK(hash == expected, "%d: 0x%016llx", (int)odd, (unsigned long long)hash);
}

int main(void) {
  test_published();
  test_errors();
  test_rows();
  test_gaps();
  test_edges();
  test_integers();
  test_orders();
  test_one_bin();
  test_sliding();
  test_many_bins();
  test_examples();
  test_stopped();
  test_faults();
  test_error_faults();
  test_cancelling_faults();
  test_frozen(false, UINT64_C(0x93c739b9e1a5602e));
  test_frozen(true, UINT64_C(0xead5c005d3aa5325));
  CHECK(test_blocks == 0, "%ld blocks are still held", test_blocks);
  return check_report();
}
