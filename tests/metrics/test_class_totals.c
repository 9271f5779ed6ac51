/* test_class_totals.c: macro F1, the correlation and kappa on tables known from the literature,
** against the definitions in plain arithmetic, where everything cancels, in every order of rows and
** in sliding frames; and with memory that runs out.
*/
#include "../../ext/metrics/class_totals.h"
#include "../check.h"
#include "../testing.h"

#include <string.h>

enum { TEST_ROWS = 400, TEST_CLASSES = 12 };

typedef struct {
  int64_t predicted, label;
  double weight;
} TestRow;

static bool test_add(ClassTotals *totals, TestRow row, int sign) {
  Label predicted = {.kind = LABEL_INTEGER, .as.integer = row.predicted};
  Label label = {.kind = LABEL_REAL, .as.real = (double)row.label};
  return class_totals_add(totals, &predicted, &label, row.weight, sign, test_resize);
}

typedef struct {
  double macro_f1, mcc, kappa;
} TestResult;

static TestResult test_result(const ClassTotals *totals) {
  TestResult result = {class_totals_macro_f1(totals, NULL), 0.0, 0.0};
  CHECK(class_totals_mcc(totals, test_resize, &result.mcc, NULL), "no memory");
  CHECK(class_totals_kappa(totals, test_resize, &result.kappa, NULL), "no memory");
  return result;
}

static bool test_same(TestResult a, TestResult b) {
  return test_equal(a.macro_f1, b.macro_f1) && test_equal(a.mcc, b.mcc) &&
         test_equal(a.kappa, b.kappa);
}

static TestResult test_of_rows(const TestRow *rows, int count, bool weighted) {
  ClassTotals totals = {.weighted = weighted};
  for (int i = 0; i < count; i++) CHECK(test_add(&totals, rows[i], 1), "no memory");
  TestResult result = test_result(&totals);
  class_totals_clear(&totals, test_resize);
  return result;
}

/* ---- known tables ---- */

/* counts[label][predicted] */
static TestResult test_of_table(const int *counts, int classes) {
  ClassTotals totals = {0};
  for (int label = 0; label < classes; label++) {
    for (int predicted = 0; predicted < classes; predicted++) {
      for (int i = 0; i < counts[label * classes + predicted]; i++) {
        CHECK(test_add(&totals, (TestRow){predicted, label, 1.0}, 1), "no memory");
      }
    }
  }
  TestResult result = test_result(&totals);
  class_totals_clear(&totals, test_resize);
  return result;
}

static void test_is_near(int line, double got, double expected) {
  CHECK(bits_abs(got - expected) <= 2e-16, "line %d: %.17g, expected %.17g", line, got, expected);
}

static void test_tables(void) {
  /* 20 and 15 of 50 are agreed on, 0.5 by chance: (0.7 - 0.5) / (1 - 0.5) */
  const int readers[] = {20, 5, 10, 15};
  TestResult result = test_of_table(readers, 2);
  test_is_near(__LINE__, result.kappa, 0.4);
  const int three[] = {25, 13, 12, 12, 2, 16, 3, 15, 2};
  result = test_of_table(three, 3);
  test_is_near(__LINE__, result.kappa, (100.0 * 29 - 3500.0) / (10000.0 - 3500.0));
  /* Two classes, tp 6, fn 2, fp 1, tn 3: phi = 16 / sqrt(8 * 4 * 7 * 5) */
  const int two[] = {3, 1, 2, 6};
  result = test_of_table(two, 2);
  test_is_near(__LINE__, result.mcc, 16.0 / 33.46640106136302);
  test_is_near(__LINE__, result.macro_f1, (6.0 / 9.0 + 12.0 / 15.0) / 2.0);
  test_is_near(__LINE__, result.kappa, (12.0 * 9 - 76.0) / (144.0 - 76.0));
}

static void test_edges(void) {
  const double none = bits_nan();
  const TestRow right[] = {{1, 1, 1.0}, {2, 2, 1.0}, {3, 3, 1.0}};
  const TestRow wrong[] = {{1, 2, 1.0}, {2, 1, 1.0}};
  const TestRow all_one[] = {{1, 1, 1.0}, {1, 2, 1.0}, {1, 3, 1.0}};
  CHECK(test_same(test_of_rows(right, 0, false), (TestResult){none, none, none}), "no rows");
  CHECK(test_same(test_of_rows(right, 1, false), (TestResult){1.0, 0.0, none}), "one class");
  CHECK(test_same(test_of_rows(right, 3, false), (TestResult){1.0, 1.0, 1.0}), "all right");
  CHECK(test_same(test_of_rows(wrong, 1, false), (TestResult){0.0, 0.0, 0.0}), "one wrong");
  CHECK(test_same(test_of_rows(wrong, 2, false), (TestResult){0.0, -1.0, -1.0}), "all wrong");
  /* predictions of one class say nothing: f1 = 1/2 of it, 0 of the two that nobody predicts */
  CHECK(test_same(test_of_rows(all_one, 3, false), (TestResult){0.5 / 3.0, 0.0, 0.0}), "one said");
}

/* Labels and predictions that are independent, whatever the weights: exactly 0. */
static void test_independent(void) {
  for (int round = 0; round < 200; round++) {
    ClassTotals totals = {.weighted = true};
    double of_label[4], of_predicted[4];
    for (int i = 0; i < 4; i++) {
      of_label[i] = (double)(1 + test_below(1 << 20)) * (round % 2 == 0 ? 0x1p400 : 1.0);
      of_predicted[i] = (double)(1 + test_below(1 << 20)) * 0x1p-30;
    }
    for (int i = 0; i < 16; i++) {
      TestRow row = {i % 4, i / 4, of_label[i / 4] * of_predicted[i % 4]};
      CHECK(test_add(&totals, row, 1), "no memory");
    }
    TestResult result = test_result(&totals);
    CHECK(result.mcc == 0.0 && result.kappa == 0.0, "%g, %g", result.mcc, result.kappa);
    class_totals_clear(&totals, test_resize);
  }
}

/* ---- the definitions ---- */

typedef struct {
  double label[TEST_CLASSES], predicted[TEST_CLASSES], hits[TEST_CLASSES], n;
} TestSums;

static double test_root(double x) { /* by halving: libm is not linked */
  double low = 0.0, high = x > 1.0 ? x : 1.0;
  for (int i = 0; i < 200; i++) {
    double middle = (low + high) / 2;
    *(middle * middle < x ? &low : &high) = middle;
  }
  return low;
}

static TestResult test_defined(const TestRow *rows, int count, bool weighted) {
  TestSums sums = {{0.0}, {0.0}, {0.0}, 0.0};
  double f1 = 0.0, classes = 0.0, hits = 0.0, both = 0.0, labels = 0.0, predictions = 0.0;
  for (int i = 0; i < count; i++) {
    double weight = weighted ? rows[i].weight : 1.0;
    sums.label[rows[i].label] += weight;
    sums.predicted[rows[i].predicted] += weight;
    if (rows[i].label == rows[i].predicted) sums.hits[rows[i].label] += weight;
    sums.n += weight;
  }
  for (int i = 0; i < TEST_CLASSES; i++) {
    double whole = sums.label[i] + sums.predicted[i];
    if (whole > 0.0) f1 += 2.0 * sums.hits[i] / whole;
    classes += whole > 0.0;
    hits += sums.hits[i];
    both += sums.label[i] * sums.predicted[i];
    labels += sums.label[i] * sums.label[i];
    predictions += sums.predicted[i] * sums.predicted[i];
  }
  double n2 = sums.n * sums.n, difference = sums.n * hits - both;
  double square = (n2 - labels) * (n2 - predictions);
  return (TestResult){f1 / classes, square > 0.0 ? difference / test_root(square) : 0.0,
                      n2 > both ? difference / (n2 - both) : bits_nan()};
}

static bool test_close(double a, double b) {
  return test_equal(a, b) || bits_abs(a - b) < 1e-12;
}

static void test_fill(TestRow *rows, int count, int classes) {
  for (int i = 0; i < count; i++) {
    int label = test_below(classes);
    int predicted = test_below(3) == 0 ? test_below(classes) : label;
    rows[i] = (TestRow){predicted, label, (double)(1 + test_below(1000)) / 8.0};
  }
}

static void test_definitions(void) {
  static TestRow rows[TEST_ROWS];
  for (int round = 0; round < 1000; round++) {
    int count = 1 + test_below(TEST_ROWS);
    bool weighted = round % 2 != 0;
    test_fill(rows, count, 2 + test_below(TEST_CLASSES - 1));
    TestResult got = test_of_rows(rows, count, weighted);
    TestResult defined = test_defined(rows, count, weighted);
    CHECK(test_close(got.macro_f1, defined.macro_f1) && test_close(got.mcc, defined.mcc) &&
              test_close(got.kappa, defined.kappa),
          "round %d: %g %g %g", round, got.macro_f1, got.mcc, got.kappa);
  }
}

/* ---- orders and frames ---- */

/* Weights of every size, 5e-324 to 1.8e308 among them. */
static double test_weight(void) {
  double x = bits_abs(test_any_double());
  return x > 0.0 ? x : 1.0;
}

static void test_frames(void) {
  static TestRow rows[TEST_ROWS], shuffled[TEST_ROWS];
  for (int round = 0; round < 6; round++) {
    bool weighted = round >= 2;
    int width = 1 + test_below(40);
    ClassTotals totals = {.weighted = weighted};
    test_fill(rows, TEST_ROWS, 1 + test_below(TEST_CLASSES));
    for (int i = 0; i < TEST_ROWS && round >= 4; i++) rows[i].weight = test_weight();
    for (int i = 0; i < TEST_ROWS; i++) {
      int first = i < width ? 0 : i - width + 1;
      CHECK(test_add(&totals, rows[i], 1), "no memory");
      if (i >= width) CHECK(test_add(&totals, rows[i - width], -1), "no memory");
      if (i % (round >= 4 ? 10 : 1) != 0) continue;
      int count = i - first + 1;
      memcpy(shuffled, rows + first, (size_t)count * sizeof *rows);
      test_shuffle(shuffled, (size_t)count, sizeof *rows);
      CHECK(test_same(test_result(&totals), test_of_rows(shuffled, count, weighted)),
            "round %d, row %d", round, i);
    }
    for (int i = TEST_ROWS - width; i < TEST_ROWS; i++) {
      CHECK(test_add(&totals, rows[i], -1), "no memory");
    }
    CHECK(totals.classes.root == 0, "classes are left");
    class_totals_clear(&totals, test_resize);
  }
}

/* ---- memory ---- */

/* A row that finds no memory changes nothing, and none is lost. */
static void test_memory(void) {
  for (int round = 0; round < 3000; round++) {
    ClassTotals totals = {.weighted = round % 2 != 0};
    TestRow rows[8];
    int count = 0;
    test_fill(rows, 8, TEST_CLASSES);
    for (int i = 0; i < 8; i++) {
      if (totals.weighted) rows[count].weight = test_weight();
      test_allowed = test_below(4);
      bool added = test_add(&totals, rows[count], 1);
      test_allowed = -1;
      if (added) count++;
      if (!added) memmove(rows + count, rows + count + 1, (size_t)(7 - i) * sizeof *rows);
    }
    CHECK(test_same(test_result(&totals), test_of_rows(rows, count, totals.weighted)), "round %d",
          round);
    test_allowed = 0;
    double result;
    bool done = class_totals_mcc(&totals, test_resize, &result, NULL);
    CHECK(done || totals.weighted, "without weights no memory is needed");
    test_allowed = -1;
    class_totals_clear(&totals, test_resize);
  }
}

/* ---- many classes ---- */

static void test_many(void) {
  const int classes = 50000;
  ClassTotals totals = {0};
  for (int i = 0; i < classes; i++) { /* each class 3 times, once as its neighbour */
    for (int k = 0; k < 3; k++) {
      TestRow row = {k == 0 ? (i + 1) % classes : i, i, 1.0};
      CHECK(test_add(&totals, row, 1), "no memory");
    }
  }
  TestResult result = test_result(&totals);
  double n = 3.0 * classes, both = 9.0 * classes;
  test_is_near(__LINE__, result.macro_f1, 2.0 / 3.0);
  test_is_near(__LINE__, result.kappa, (n * 2.0 * classes - both) / (n * n - both));
  test_is_near(__LINE__, result.mcc, result.kappa);
  class_totals_clear(&totals, test_resize);
}

/* ---- frozen ---- */

/* The same from every compiler and on every CPU. */
static void test_frozen(void) {
  static TestRow rows[TEST_ROWS];
  uint64_t hash = 0;
  for (int round = 0; round < 200; round++) {
    test_fill(rows, TEST_ROWS, 2 + test_below(TEST_CLASSES - 1));
    if (round % 4 == 3) rows[0].weight = test_weight();
    TestResult result = test_of_rows(rows, TEST_ROWS, round % 2 != 0);
    hash = test_mix(test_mix(test_mix(hash, result.macro_f1), result.mcc), result.kappa);
  }
  CHECK(hash == UINT64_C(0x730863250137b283), "0x%016llx", (unsigned long long)hash);
}

int main(void) {
  test_frozen(); /* first: it depends on where test_random stands */
  test_tables();
  test_edges();
  test_independent();
  test_definitions();
  test_frames();
  test_memory();
  test_many();
  CHECK(test_blocks == 0, "%ld blocks are left", test_blocks);
  return check_report();
}
