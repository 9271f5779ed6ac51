/* test_temperature.c: the temperature: right where a formula knows it, within 1e-14 of a fit in 80
** bits, at the minimum; no answer where none is due; the same bits in every order, in every sliding
** frame and at every scale; unchanged where memory runs out. */
#include "../../ext/base/bits.h"
#include "../../ext/exact/dd.h"
#include "../../ext/metrics/temperature.h"
#include "../check.h"
#include "../testing.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

/* ---- examples ---- */

enum { TEST_CLASSES = 12, TEST_ROWS = 400 };

typedef struct {
  double x[TEST_CLASSES];
  size_t n, label;
  bool narrow;   /* the elements are floats */
  double weight; /* 0 for 1 */
} TestRow;

static bool test_add(TemperatureRows *examples, const TestRow *row) {
  float single[TEST_CLASSES];
  Vector v = {row->x, row->n, VECTOR_F64};
  for (size_t i = 0; row->narrow && i < row->n; i++) single[i] = (float)row->x[i];
  if (row->narrow) v = (Vector){single, row->n, VECTOR_F32};
  return temperature_rows_accepts(&v, row->label) &&
         temperature_rows_add(examples, &v, row->label, row->weight > 0.0 ? row->weight : 1.0,
                              test_resize);
}

static double test_fitted(const TemperatureRows *examples) {
  double temperature = -1.0;
  CHECK(temperature_fit(examples, test_resize, NULL, &temperature), "no memory");
  CHECK(isnan(temperature) || (temperature > 0.0 && !isinf(temperature)), "%g", temperature);
  return temperature;
}

static double test_fit(const TestRow *rows, int count) {
  TemperatureRows examples = {0};
  bool added = true;
  for (int i = 0; i < count; i++) added &= test_add(&examples, &rows[i]);
  CHECK(added, "not taken");
  double temperature = test_fitted(&examples);
  temperature_rows_clear(&examples, test_resize);
  return temperature;
}

/* ---- formulas ---- */

static double test_log(double x) {
  DD y = dd_log((ScaledDD){dd_from(x), 0});
  return y.hi;
}

/* `right` examples of `count` have their label on the only score that is not 0, `height`; the
** labels of the others are anywhere else. */
static double test_split(int right, int count, size_t classes, double height) {
  TemperatureRows examples = {0};
  bool added = true;
  for (int i = 0; i < count; i++) {
    TestRow row = {.n = classes};
    size_t top = (size_t)i % classes;
    row.x[top] = height;
    row.label = i < right ? top : (top + 1) % classes;
    added &= test_add(&examples, &row);
  }
  CHECK(added, "not taken");
  double temperature = test_fitted(&examples);
  temperature_rows_clear(&examples, test_resize);
  return temperature;
}

/* Then e^(height / T) / (e^(height / T) + classes - 1) = right / count. */
static void test_formula(void) {
  for (int round = 0; round < 400; round++) {
    int count = 2 + test_below(60), right = 1 + test_below(count - 1);
    size_t classes = 2 + (size_t)test_below(6);
    double height = (0.1 + test_uniform()) * (round % 3 == 0 ? 1e-305 : round % 3 == 1 ? 1 : 1e305);
    double odds = (double)right * (double)(classes - 1) / (double)(count - right);
    double expected = height / test_log(odds), got = test_split(right, count, classes, height);
    if (odds <= 1.0) {
      CHECK(isnan(got), "%d of %d: %g", right, count, got);
    } else {
      double error = got / expected - 1.0; /* ln odds has an error of 2^-53 / (odds - 1) */
      CHECK(bits_abs(error) <= 1e-15 + 1e-15 / (odds - 1.0), "%d of %d: %g, off by %g", right,
            count, got, error);
    }
  }
}

/* With two scores 2 apart the standard deviation is 1; T = 1000 where the odds are e^.002, which
** 50050 of 100000 exceed and 50049 do not reach. */
static void test_border(void) {
  const double scales[] = {2.0, 2e-300, 0x1p1000};
  for (int i = 0; i < 3; i++) {
    double got = test_split(50050, 100000, 2, scales[i]) / (scales[i] / 2.0);
    CHECK(bits_abs(got - 999.99966666) < 1e-6, "%.12g", got);
    CHECK(isnan(test_split(50049, 100000, 2, scales[i])), "an answer");
  }
}

/* ---- no answer ---- */

static void test_nothing(void) {
  TemperatureRows empty = {0};
  CHECK(isnan(test_fitted(&empty)), "no examples");
  const TestRow equal = {.x = {5, 5, 5}, .n = 3, .label = 1};
  const TestRow alone = {.x = {-INFINITY, 7}, .n = 2, .label = 1};
  const TestRow right = {.x = {1, 2, 3}, .n = 3, .label = 2};
  const TestRow tied = {.x = {4, 2, 4}, .n = 3, .label = 2};
  const TestRow wrong = {.x = {3, 2, 1}, .n = 3, .label = 2};
  const TestRow nearly = {.x = {1, 4, -20}, .n = 3, .label = 0};
  const TestRow even = {.x = {-1, 0, 1}, .n = 3, .label = 1};
  const struct {
    TestRow rows[4];
    int count;
    bool answer;
  } cases[] = {
      {{equal}, 1, false},
      {{alone}, 1, false},
      {{equal, alone, equal}, 3, false},
      {{right}, 1, false},
      {{tied}, 1, false},
      {{right, tied, equal, alone}, 4, false},
      {{wrong}, 1, false},
      {{wrong, equal}, 2, false},
      {{even}, 1, false},         /* the label is at the mean: T would be infinite */
      {{right, wrong}, 2, false}, /* as are these two together */
      {{nearly}, 1, true},
      {{nearly, alone, equal}, 3, true},
      {{right, right, wrong}, 3, true},
      {{tied, nearly}, 2, true},
  };
  for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
    double got = test_fit(cases[i].rows, cases[i].count);
    CHECK(bits_is_nan(got) == !cases[i].answer, "case %zu: %g", i, got);
  }
}

/* T beyond the doubles: twice the largest score, or less than half the smallest. */
static void test_range(void) {
  double most = test_split(6, 10, 2, DBL_MAX);
  CHECK(isnan(most), "%g", most);
  most = test_split(7, 10, 2, DBL_MAX * 0.5);
  CHECK(bits_abs(most / (DBL_MAX / (2.0 * test_log(7.0 / 3.0))) - 1.0) < 1e-15, "%g", most);
  CHECK(isnan(test_split(9, 10, 2, 5e-324)), "1/ln 9 of the smallest is below half of it");
  CHECK(test_split(8, 10, 2, 5e-324) == 5e-324, "1/ln 4 of the smallest is not");
}

/* ---- random examples ---- */

typedef struct {
  const char *name;
  int rows;
  size_t classes;
  double width, signal; /* of the scores; what the label has more, in widths */
  int masked;           /* of 10 other scores so many, about */
  int skewed;           /* a label in so many is not 0; 0: all labels alike */
  int decades;          /* each row is larger by up to so many */
  bool narrow, whole;
  double expected;
} TestKind;

/* What the fits are in 80 bits of precision (x87 long doubles in NumPy: bracketed Newton in ln b
** until it stands still), of the rows that test_make makes from seed 42. */
static const TestKind test_kinds[] = {
    {"usual", 400, 10, 3.0, 0.7, 0, 0, 0, false, false, 1.4953908169583678},
    {"over-confident", 100, 5, 90.0, 1.0, 0, 0, 0, false, false, 27.534900461374846},
    {"not confident", 200, 10, 0.1, 1.5, 0, 0, 0, false, false, 0.021133493891113946},
    {"weak", 400, 4, 1.0, 0.02, 0, 0, 0, false, false, 8.902584443003027},
    {"almost separated", 300, 3, 1.0, 2.2, 0, 0, 0, false, false, 0.09741726228548234},
    {"imbalanced", 400, 2, 2.0, 0.6, 0, 50, 0, false, false, 1.3024888854776275},
    {"floats", 400, 10, 3.0, 0.7, 0, 0, 0, true, false, 1.495390822649589},
    {"masked", 200, 12, 3.0, 0.7, 4, 0, 0, false, false, 1.2969481339000974},
    {"masked floats", 200, 12, 3.0, 0.7, 4, 0, 0, true, false, 1.296948137183055},
    {"ties", 200, 6, 1.5, 0.3, 0, 0, 0, false, true, 4.477470866175382},
    {"tiny", 100, 6, 1e-300, 0.8, 1, 0, 0, false, false, 5.225844444727965e-301},
    {"huge", 100, 6, 1e+300, 0.8, 1, 0, 0, false, false, 5.2258444447279655e+299},
    {"many scales", 300, 6, 0.01, 0.8, 1, 0, 8, false, false, 293889.2878904896},
    {"one example", 1, 5, 1.0, -0.29, 0, 0, 0, false, false, 0.06678249572691651},
    {"two examples", 2, 4, 1.0, 0.1, 0, 0, 0, false, false, 0.30517465347800204},
};

enum { TEST_KINDS = sizeof test_kinds / sizeof *test_kinds };

static TestRow test_row(const TestKind *kind) {
  TestRow row;
  memset(&row, 0, sizeof row);
  row.n = kind->classes;
  row.narrow = kind->narrow;
  row.label = (size_t)test_below((int)row.n);
  if (kind->skewed > 0 && test_below(kind->skewed) != 0) row.label = 0;
  double width = kind->width;
  for (int i = test_below(kind->decades + 1); i > 0; i--) width *= 10.0;
  for (size_t i = 0; i < row.n; i++) {
    double x = test_deviate() + (i == row.label ? kind->signal : 0.0);
    bool masked = test_below(10) < kind->masked && i != row.label;
    if (kind->whole) x = (double)(int)(x * 3.0);
    row.x[i] = masked ? -INFINITY : x * width;
  }
  return row;
}

static void test_make(const TestKind *kind, TestRow *rows) {
  for (int i = 0; i < kind->rows; i++) rows[i] = test_row(kind);
}

static void test_weigh(TestRow *rows, int count) {
  for (int i = 0; i < count; i++) rows[i].weight = 5.0 * test_uniform() + 0x1p-10;
}

/* The weighted sum of E[v] - v_label at b, times b, and (to tell what its rounding errors can be) the sum of
** the magnitudes: straight from the definition, in plain doubles, with the exponential of dd.h. */
static double test_slope(const TestRow *rows, int count, double unit, double b, double *size) {
  double total = 0.0;
  *size = 0.0;
  for (int i = 0; i < count; i++) {
    double highest = -INFINITY, mass = 0.0, moment = 0.0;
    double x[TEST_CLASSES];
    for (size_t j = 0; j < rows[i].n; j++) {
      double v = rows[i].narrow ? (double)(float)rows[i].x[j] : rows[i].x[j];
      double at_label = rows[i].x[rows[i].label];
      if (rows[i].narrow) at_label = (double)(float)at_label;
      x[j] = (v / unit - at_label / unit) * b;
      highest = x[j] > highest ? x[j] : highest;
    }
    for (size_t j = 0; j < rows[i].n; j++) {
      if (x[j] - highest < -700.0) continue;
      double power = dd_round(dd_exp(dd_from(x[j] - highest)));
      mass += power;
      moment += x[j] * power;
    }
    double weight = rows[i].weight > 0.0 ? rows[i].weight : 1.0;
    total += weight * moment / mass;
    *size += bits_abs(weight * moment / mass);
  }
  return total;
}

/* The objective falls on the one side and rises on the other. */
static void test_minimum(const TestKind *kind, const TestRow *rows, double temperature) {
  double size, unit = kind->width, b = unit / temperature;
  double below = test_slope(rows, kind->rows, unit, b * (1.0 - 1e-6), &size);
  double above = test_slope(rows, kind->rows, unit, b * (1.0 + 1e-6), &size);
  CHECK(below < 0.0 && above > 0.0, "%s: T %g: %g, %g of %g", kind->name, temperature, below, above,
        size);
}

static void test_known(void) {
  static TestRow rows[TEST_ROWS];
  for (int i = 0; i < TEST_KINDS; i++) {
    const TestKind *kind = &test_kinds[i];
    test_state = 42;
    test_make(kind, rows);
    double got = test_fit(rows, kind->rows), error = got / kind->expected - 1.0;
    CHECK(bits_abs(error) <= 1e-14, "%s: %.17g, off by %g", kind->name, got, error);
  }
}

static void test_minima(void) {
  static TestRow rows[TEST_ROWS];
  int answers = 0;
  for (int round = 0; round < 300; round++) {
    TestKind kind = test_kinds[round % TEST_KINDS];
    kind.rows = 1 + test_below(60);
    test_make(&kind, rows);
    if (round % 2 == 0) test_weigh(rows, kind.rows);
    double got = test_fit(rows, kind.rows);
    if (isnan(got)) continue;
    answers++;
    test_minimum(&kind, rows, got);
  }
  CHECK(answers > 150 && answers < 300, "%d of 300 rounds have an answer", answers);
}

/* Few examples with few scores, where curves are at their most crooked. */
static void test_few(void) {
  TestRow rows[3];
  for (int round = 0; round < 20000; round++) {
    TestKind kind = {"few", 1 + test_below(3), 2, 1.0, 0.0, 0, 0, 0, false, false, 0.0};
    kind.classes += (size_t)test_below(2);
    test_make(&kind, rows);
    double got = test_fit(rows, kind.rows);
    if (!isnan(got)) test_minimum(&kind, rows, got);
  }
}

/* ---- the same bits ---- */

static void test_orders(void) {
  static TestRow rows[TEST_ROWS];
  for (int round = 0; round < 5 * TEST_KINDS; round++) {
    TestKind kind = test_kinds[round % TEST_KINDS];
    kind.rows = kind.rows > 50 ? 50 : kind.rows;
    test_make(&kind, rows);
    double expected = test_fit(rows, kind.rows);
    for (int order = 0; order < 4; order++) {
      test_shuffle(rows, (size_t)kind.rows, sizeof *rows);
      double got = test_fit(rows, kind.rows);
      CHECK(test_is(got, expected), "%s: %.17g, not %.17g", kind.name, got, expected);
    }
  }
}

/* Scores times a power of two, where subnormal results are rounded, or all of an example's larger
** by an integer. */
static void test_scales(void) {
  static TestRow rows[TEST_ROWS], changed[TEST_ROWS];
  const int powers[] = {-1060, -1000, -2, 2, 500, 1000};
  const TestKind kind = {"integers", 40, 6, 64.0, 0.3, 2, 0, 1, false, true, 0.0};
  for (int round = 0; round < 30; round++) {
    test_make(&kind, rows);
    double expected = test_fit(rows, kind.rows);
    for (int i = 0; i < 7; i++) {
      double scale = i < 6 ? bits_power_of_two(powers[i] / 2) : 1.0; /* half of it */
      memcpy(changed, rows, sizeof rows);
      for (int j = 0; j < kind.rows; j++) {
        double more = i == 6 ? (double)(j * 1000) : 0.0;
        for (size_t k = 0; k < kind.classes; k++)
          changed[j].x[k] = rows[j].x[k] * scale * scale + more;
        changed[j].narrow = i == 6;
      }
      double got = test_fit(changed, kind.rows);
      double right = expected * scale * scale, most = i == 0 ? 5e-324 : 0.0;
      bool same = isnan(right) ? isnan(got) : bits_abs(got - right) <= most;
      CHECK(same, "%d: %.17g, not %.17g", i, got, right);
    }
  }
}

/* Where the highest score less the lowest is beyond the doubles: as at 2^-10 of the scale. */
static void test_wide(void) {
  static TestRow rows[TEST_ROWS];
  const TestKind kind = {"wide", 60, 5, 0x1p1023, 0.6, 1, 0, 0, false, false, 0.0};
  for (int round = 0; round < 20; round++) {
    int wide = 0;
    test_make(&kind, rows);
    for (int i = 0; i < kind.rows; i++) {
      double lowest = INFINITY, highest = -INFINITY;
      for (size_t j = 0; j < kind.classes; j++) {
        double *x = &rows[i].x[j];
        if (*x == INFINITY || (*x == -INFINITY && j == rows[i].label)) *x = DBL_MAX;
        if (*x == -INFINITY) continue;
        lowest = *x < lowest ? *x : lowest;
        highest = *x > highest ? *x : highest;
      }
      wide += isinf(highest - lowest);
    }
    double got = test_fit(rows, kind.rows);
    for (int i = 0; i < kind.rows; i++) {
      for (size_t j = 0; j < kind.classes; j++) rows[i].x[j] *= 0x1p-10;
    }
    double expected = test_fit(rows, kind.rows) * 0x1p10;
    CHECK(wide > 3 && wide < 60, "%d wide examples", wide);
    CHECK(test_is(got, isinf(expected) ? bits_nan() : expected), "%g, not %g", got, expected);
  }
}

/* Masked scores have no part, and a float is the number that it is. */
static void test_masks(void) {
  static TestRow rows[TEST_ROWS], changed[TEST_ROWS];
  const TestKind kind = {"masks", 30, 8, 2.0, 0.5, 4, 0, 0, true, false, 0.0};
  for (int round = 0; round < 40; round++) {
    test_make(&kind, rows);
    memcpy(changed, rows, sizeof rows);
    for (int i = 0; i < kind.rows; i++) {
      TestRow *row = &changed[i];
      size_t n = 0;
      for (size_t j = 0; j < rows[i].n; j++) {
        if (j == rows[i].label) row->label = n;
        if (rows[i].x[j] != -INFINITY) row->x[n++] = (double)(float)rows[i].x[j];
      }
      row->n = n;
      row->narrow = false;
    }
    double expected = test_fit(rows, kind.rows), got = test_fit(changed, kind.rows);
    CHECK(test_is(got, expected), "%.17g, not %.17g", got, expected);
  }
}

static void test_sliding(void) {
  enum { ROWS = 60 };
  static TestRow rows[TEST_ROWS];
  for (int round = 0; round < 30; round++) {
    TemperatureRows examples = {0};
    int first = 0, width = 1 + test_below(20);
    for (int i = 0; i < ROWS; i++) {
      const TestKind *kind = &test_kinds[test_below(TEST_KINDS)];
      rows[i] = test_row(kind);
    }
    for (int end = 0; end < ROWS; end++) {
      CHECK(test_add(&examples, &rows[end]), "no memory");
      if (end + 1 - first > width || test_below(10) == 0) {
        temperature_rows_remove(&examples);
        first++;
      }
      double got = test_fitted(&examples), expected = test_fit(rows + first, end + 1 - first);
      CHECK(test_is(got, expected), "row %d: %.17g, not %.17g", end, got, expected);
    }
    for (; first < ROWS; first++) temperature_rows_remove(&examples);
    CHECK(queue_size(&examples.queue) == 0, "%zu bytes left", queue_size(&examples.queue));
    CHECK(isnan(test_fitted(&examples)), "an answer from nothing");
    temperature_rows_clear(&examples, test_resize);
  }
}

/* ---- weights ---- */

/* Two scores 2 apart, right with the one weight and wrong with the other: sigmoid(2/T) is the share
** of the first, so T = 2 / ln of their ratio. */
static void test_shares(void) {
  for (int round = 0; round < 2000; round++) {
    int power = test_below(round % 2 == 0 ? 4 : 900), unit = test_below(2000 - power) - 1000;
    double f = 1.0 + test_uniform(), g = 1.0 + test_uniform();
    TestRow rows[] = {{.x = {1.0, -1.0}, .n = 2, .label = 0},
                      {.x = {-1.0, 1.0}, .n = 2, .label = 0}};
    rows[0].weight = f * bits_power_of_two(unit + power);
    rows[1].weight = g * bits_power_of_two(unit);
    DD odds = dd_log((ScaledDD){dd_div(dd_from(f), dd_from(g)), power});
    double got = test_fit(rows, 2), expected = 2.0 / odds.hi;
    if (!(odds.hi > 0x1p-8)) continue;
    double error = got / expected - 1.0, size = expected < 1.0 ? 1.0 : expected;
    CHECK(bits_abs(error) <= 4e-15 * size, "%g to %g: %.17g, not %.17g", rows[0].weight,
          rows[1].weight, got, expected);
  }
}

/* A weight of 5 is the row five times; all weights times 2^k change nothing. */
static void test_copies(void) {
  static TestRow rows[TEST_ROWS], copies[TEST_ROWS];
  for (int round = 0; round < 10 * TEST_KINDS; round++) {
    TestKind kind = test_kinds[round % TEST_KINDS];
    int n = 0;
    kind.rows = 1 + test_below(TEST_ROWS / 9);
    test_make(&kind, rows);
    for (int i = 0; i < kind.rows; i++) {
      int weight = 1 + test_below(9);
      for (int k = 0; k < weight; k++) copies[n++] = rows[i];
      rows[i].weight = weight;
    }
    double expected = test_fit(copies, n), got = test_fit(rows, kind.rows);
    CHECK(test_equal(got, expected) || bits_abs(got / expected - 1.0) < 1e-15,
          "%s: %.17g, not %.17g", kind.name, got, expected);
    double scale = bits_power_of_two(test_below(2000) - 1000);
    for (int i = 0; i < kind.rows; i++) rows[i].weight *= scale;
    CHECK(test_equal(test_fit(rows, kind.rows), got), "%s: weights times %g", kind.name, scale);
    for (int i = 0; i < n; i++) copies[i].weight = scale;
    CHECK(test_equal(test_fit(copies, n), expected), "%s: all weights %g", kind.name, scale);
  }
}

/* Weights of any size: the same bits in every order, and no answer that is none. */
static void test_any_weights(void) {
  static TestRow rows[TEST_ROWS];
  int answers = 0;
  for (int round = 0; round < 500; round++) {
    TestKind kind = test_kinds[round % TEST_KINDS];
    kind.rows = 1 + test_below(20);
    test_make(&kind, rows);
    for (int i = 0; i < kind.rows; i++) {
      rows[i].weight = bits_to_double(1 + test_random() % (BITS_INFINITY - 1));
    }
    double expected = test_fit(rows, kind.rows);
    test_shuffle(rows, (size_t)kind.rows, sizeof *rows);
    double got = test_fit(rows, kind.rows);
    CHECK(test_equal(got, expected), "%s: %.17g, not %.17g", kind.name, got, expected);
    answers += !isnan(got);
  }
  CHECK(answers > 50, "%d answers", answers);
}

/* ---- memory that runs out ---- */

/* With the first allocation failing, the second, ... until it succeeds. Returns how many failed. */
static int test_stubborn_add(TemperatureRows *examples, const TestRow *row) {
  size_t before = queue_size(&examples->queue);
  for (int allowed = 0; allowed < 100; allowed++) {
    test_allowed = allowed;
    bool done = test_add(examples, row);
    test_allowed = -1;
    if (done) return allowed;
    CHECK(queue_size(&examples->queue) == before, "changed by an allocation that failed");
  }
  CHECK(false, "never done");
  return 0;
}

static int test_stubborn_fit(const TemperatureRows *examples, double expected) {
  long blocks = test_blocks;
  for (int allowed = 0; allowed < 1000; allowed++) {
    double temperature;
    test_allowed = allowed;
    bool done = temperature_fit(examples, test_resize, NULL, &temperature);
    test_allowed = -1;
    CHECK(test_blocks == blocks, "%ld blocks leaked", test_blocks - blocks);
    if (!done) continue;
    CHECK(test_is(temperature, expected), "%g, not %g", temperature, expected);
    return allowed;
  }
  CHECK(false, "never done");
  return 0;
}

/* ---- a fit that is to stop ---- */

static void test_stops(void) {
  enum { ROWS = 40, CLASSES = 5000 };
  static float scores[CLASSES];
  const Stop stop = {test_stop, NULL};
  const Vector v = {scores, CLASSES, VECTOR_F32};
  TemperatureRows examples = {0};
  double temperature, expected;
  long asked = 0;
  for (int row = 0; row < ROWS; row++) {
    for (int i = 0; i < CLASSES; i++) scores[i] = (float)test_deviate();
    scores[row] += (float)(row % 3) * 2.0F;
    CHECK(temperature_rows_add(&examples, &v, (size_t)row, 1.0, test_resize), "no memory");
  }
  CHECK(temperature_fit(&examples, test_resize, NULL, &expected), "no memory");
  for (bool done = false; !done; asked++) {
    test_questions = asked;
    done = temperature_fit(&examples, test_resize, &stop, &temperature);
    CHECK(test_blocks == 1, "%ld blocks", test_blocks);
    CHECK(done == (test_questions >= 0), "done %d after %ld questions", done, asked);
    CHECK(asked < 1000, "no end");
  }
  CHECK(asked >= 5, "%ld questions", asked);
  CHECK(test_is(temperature, expected), "%g, not %g", temperature, expected);
  temperature_rows_clear(&examples, test_resize);
}

/* ---- memory that runs out, in a fit ---- */

static void test_faults(void) {
  enum { ROWS = 30 };
  static TestRow rows[TEST_ROWS];
  const TestKind far = {"far", ROWS, 4, 1.0, 1.5, 0, 0, 60, false, false, 0.0};
  int add_failures = 0, fit_failures = 0;
  for (int round = 0; round < 40; round++) {
    TemperatureRows examples = {0};
    test_make(&far, rows);
    if (round % 2 == 0) test_weigh(rows, ROWS);
    for (int i = 0; i < ROWS; i++) add_failures += test_stubborn_add(&examples, &rows[i]);
    fit_failures += test_stubborn_fit(&examples, test_fit(rows, ROWS));
    temperature_rows_clear(&examples, test_resize);
  }
  CHECK(add_failures >= 40, "only %d allocations of examples failed", add_failures);
  CHECK(fit_failures >= 40, "only %d allocations of sums failed", fit_failures);
}

/* ---- frozen ---- */

/* Finite doubles of any size. */
static TestRow test_any_row(void) {
  TestRow row = {.n = 1 + (size_t)test_below(5)};
  row.label = (size_t)test_below((int)row.n);
  for (size_t i = 0; i < row.n; i++) {
    double x = bits_to_double(test_random());
    row.x[i] = bits_is_finite(x) ? x : 0.0;
  }
  return row;
}

static void test_frozen(void) {
  static TestRow rows[TEST_ROWS];
  uint64_t hash = 0;
  test_state = 20261122;
  for (int round = 0; round < 40 * TEST_KINDS; round++) {
    TestKind kind = test_kinds[round % TEST_KINDS];
    kind.rows = 1 + test_below(30);
    test_make(&kind, rows);
    hash = test_mix(hash, test_fit(rows, kind.rows));
  }
  CHECK(hash == UINT64_C(0x28729b175da6a0cb), "0x%016llx", (unsigned long long)hash);
  for (int round = 0; round < 1000; round++) {
    int count = 1 + test_below(20);
    for (int i = 0; i < count; i++) rows[i] = test_any_row();
    double expected = test_fit(rows, count);
    test_shuffle(rows, (size_t)count, sizeof *rows);
    double got = test_fit(rows, count);
    CHECK(test_is(got, expected), "%.17g, not %.17g", got, expected);
    hash = test_mix(hash, got);
  }
  CHECK(hash == UINT64_C(0xe50ea94eb2fbcb66), "0x%016llx", (unsigned long long)hash);
  for (int round = 0; round < 20 * TEST_KINDS; round++) {
    TestKind kind = test_kinds[round % TEST_KINDS];
    kind.rows = 1 + test_below(30);
    test_make(&kind, rows);
    test_weigh(rows, kind.rows);
    hash = test_mix(hash, test_fit(rows, kind.rows));
  }
  CHECK(hash == UINT64_C(0x219de77152f8a519), "0x%016llx", (unsigned long long)hash);
}

int main(void) {
  test_formula();
  test_border();
  test_nothing();
  test_range();
  test_known();
  test_minima();
  test_few();
  test_orders();
  test_scales();
  test_wide();
  test_masks();
  test_sliding();
  test_shares();
  test_copies();
  test_any_weights();
  test_faults();
  test_stops();
  test_frozen();
  CHECK(test_blocks == 0, "%ld blocks leaked", test_blocks);
  return check_report();
}
