/* test_temperature_rows.c: which examples are taken, how many bytes they take, and that they come back
** as they were, the label's score first, in every sliding frame. What is computed from them:
** test_temperature.c. */
#include "../../ext/base/bits.h"
#include "../../ext/metrics/temperature_rows.h"
#include "../check.h"
#include "../testing.h"

#include <math.h>

/* ---- what is taken ---- */

static void test_accepts(void) {
  const double nan = NAN, inf = INFINITY;
  const struct {
    double x[3];
    size_t n, label;
    bool takes;
  } cases[] = {
      {{1, 2, 3}, 3, 0, true},        {{1, 2, 3}, 3, 2, true},    {{1, 2, 3}, 3, 3, false},
      {{1, 2, 3}, 0, 0, false},       {{1, -inf, 3}, 3, 0, true}, {{1, -inf, 3}, 3, 1, false},
      {{1, nan, 3}, 3, 0, false},     {{1, nan, 3}, 3, 1, false}, {{1, inf, 3}, 3, 0, false},
      {{1, 2, inf}, 3, 2, false},     {{1, 2, nan}, 2, 1, true},  {{-inf, 5, -inf}, 3, 1, true},
      {{1, 2, 3}, 3, SIZE_MAX, false}};
  for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
    Vector wide = {cases[i].x, cases[i].n, VECTOR_F64}, narrow = {NULL, cases[i].n, VECTOR_F32};
    float single[3];
    for (int j = 0; j < 3; j++) single[j] = (float)cases[i].x[j];
    narrow.data = single;
    CHECK(temperature_rows_accepts(&wide, cases[i].label) == cases[i].takes, "case %zu", i);
    CHECK(temperature_rows_accepts(&narrow, cases[i].label) == cases[i].takes, "case %zu, floats",
          i);
  }
}

/* ---- memory ---- */

/* What an example may take: 8 bytes, 4 or 8 for each element that is not masked, and 8 for a weight. */
static void test_memory(void) {
  const double x[] = {1, -INFINITY, 3, 4};
  const float single[] = {1, -INFINITY, 3, 4};
  for (int narrow = 0; narrow < 2; narrow++) {
    TemperatureRows rows = {0};
    Vector v = {x, 4, VECTOR_F64};
    if (narrow) v = (Vector){single, 4, VECTOR_F32};
    CHECK(temperature_rows_accepts(&v, 2), "not taken");
    CHECK(temperature_rows_add(&rows, &v, 2, 1.0, test_resize), "no memory");
    size_t size = queue_size(&rows.queue), expected = narrow ? 20 : 32;
    CHECK(size == expected, "%zu bytes, not %zu", size, expected);
    CHECK(temperature_rows_add(&rows, &v, 2, 0.5, test_resize), "no memory");
    size = queue_size(&rows.queue);
    CHECK(size == 2 * expected + 8, "%zu bytes, not %zu", size, 2 * expected + 8);
    temperature_rows_clear(&rows, test_resize);
  }
}

/* ---- rows come back ---- */

enum { TEST_ROWS = 40, TEST_MOST = 6 };

typedef struct {
  double x[TEST_MOST];
  size_t n, label;
  double weight;
} TestRow;

static TestRow test_row(void) {
  TestRow row = {.n = 1 + test_index(TEST_MOST)};
  row.label = test_index(row.n);
  row.weight = test_below(2) == 0 ? 1.0 : test_below(2) == 0 ? 5e-324 : test_uniform() + 0.1;
  for (size_t i = 0; i < row.n; i++) {
    bool masked = i != row.label && test_below(4) == 0;
    row.x[i] = masked ? -INFINITY : test_below(9) == 0 ? test_any_double() : test_deviate();
  }
  return row;
}

/* The elements that are not masked, the label's first; how many. */
static size_t test_kept(const TestRow *row, double *kept) {
  size_t count = 0;
  kept[count++] = row->x[row->label];
  for (size_t i = 0; i < row->n; i++) {
    if (i != row->label && row->x[i] != -INFINITY) kept[count++] = row->x[i];
  }
  return count;
}

static void test_is_row(const TemperatureRow *got, const TestRow *expected, int round) {
  double kept[TEST_MOST], lowest = INFINITY, highest = -INFINITY;
  size_t count = test_kept(expected, kept);
  CHECK(test_is(got->weight, expected->weight), "round %d: weight %g", round, got->weight);
  CHECK(got->type == VECTOR_F64 && got->count == count, "round %d: %zu elements", round, count);
  for (size_t i = 0; i < count && i < got->count; i++) {
    double x = temperature_rows_element(got, got->type, i);
    CHECK(test_is(x, kept[i]), "round %d: %g, not %g", round, x, kept[i]);
    lowest = kept[i] < lowest ? kept[i] : lowest;
    highest = kept[i] > highest ? kept[i] : highest;
  }
  CHECK(got->wide == !bits_is_finite(highest - lowest), "round %d: from %g to %g", round, lowest,
        highest);
}

static void test_sliding(void) {
  for (int round = 0; round < 200; round++) {
    TemperatureRows rows = {0};
    TestRow row[TEST_ROWS];
    int first = 0, width = 1 + test_below(8);
    for (int end = 0; end < TEST_ROWS; end++) {
      row[end] = test_row();
      Vector v = {row[end].x, row[end].n, VECTOR_F64};
      CHECK(temperature_rows_add(&rows, &v, row[end].label, row[end].weight, test_resize),
            "no memory");
      if (end + 1 - first > width) {
        temperature_rows_remove(&rows);
        first++;
      }
      TemperatureRowsCursor cursor = temperature_rows_begin(&rows);
      TemperatureRow got;
      int at = first;
      for (; at <= end && temperature_rows_next(&cursor, &got); at++) {
        test_is_row(&got, &row[at], round);
      }
      CHECK(at == end + 1 && !temperature_rows_next(&cursor, &got), "round %d: rows", round);
    }
    for (; first <= TEST_ROWS; first++)
      temperature_rows_remove(&rows); /* one more than there are */
    CHECK(queue_size(&rows.queue) == 0, "round %d: empty", round);
    temperature_rows_clear(&rows, test_resize);
  }
}

static void test_survey(void) {
  const double first[] = {3, 1, -INFINITY, 2.5}, second[] = {-2, 4};
  TemperatureRows rows = {0};
  Vector v = {first, 4, VECTOR_F64}, w = {second, 2, VECTOR_F64};
  CHECK(temperature_rows_add(&rows, &v, 0, 3.0, test_resize), "no memory");
  TemperatureSurvey survey = temperature_rows_survey(&rows);
  CHECK(survey.lightest == 3.0 && survey.heaviest == 3.0, "%g, %g", survey.lightest,
        survey.heaviest);
  CHECK(survey.widest == 2 && survey.nearest == 0.5 && !survey.wrong, "%g, %g", survey.widest,
        survey.nearest);
  CHECK(temperature_rows_add(&rows, &w, 0, 0.5, test_resize), "no memory");
  survey = temperature_rows_survey(&rows);
  CHECK(survey.lightest == 0.5 && survey.heaviest == 3.0, "%g, %g", survey.lightest,
        survey.heaviest);
  CHECK(survey.widest == 6 && survey.nearest == 0.5 && survey.wrong, "%g, %g", survey.widest,
        survey.nearest);
  temperature_rows_clear(&rows, test_resize);
}

int main(void) {
  test_accepts();
  test_memory();
  test_sliding();
  test_survey();
  CHECK(test_blocks == 0, "%ld blocks leaked", test_blocks);
  return check_report();
}
