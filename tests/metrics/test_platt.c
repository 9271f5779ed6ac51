/* test_platt.c: Platt scaling: right where a formula knows it, within 1e-14 of a fit in 80 bits, at
** the minimum of the objective; no answer where none is due; the same bits in every order of rows
** and at every scale; nothing left behind where memory runs out. */
#include "../../ext/base/bits.h"
#include "../../ext/exact/dd_scaled.h"
#include "../../ext/exact/elementary.h"
#include "../../ext/metrics/platt.h"
#include "../check.h"
#include "../testing.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

/* ---- examples ---- */

enum { TEST_ROWS = 2000 };

static Platt test_fit(const Example *rows, int count) {
  Platt fit = {-1.0, -1.0};
  CHECK(platt_fit(rows, (size_t)count, test_resize, NULL, &fit), "no memory");
  CHECK(bits_is_nan(fit.a) == bits_is_nan(fit.b), "a %g, b %g", fit.a, fit.b);
  CHECK(!isinf(fit.a) && !isinf(fit.b), "a %g, b %g", fit.a, fit.b);
  return fit;
}

static bool test_same(Platt x, Platt y) {
  return test_is(x.a, y.a) && test_is(x.b, y.b);
}

/* The largest |a s + b|. */
static double test_largest(const Example *rows, int count, Platt fit) {
  double largest = 0.0;
  for (int i = 0; i < count; i++) {
    double x = bits_abs(fit.a * rows[i].score + fit.b);
    largest = x > largest ? x : largest;
  }
  return largest;
}

/* ---- known answers ---- */

/* What scikit-learn's tests expect, to their accuracy: of the scores 5, -4 and 1 only the first is
** positive, p = 1 / (1 + exp(A s + B)) with A = -.2026135, B = .6523631. */
static void test_published(void) {
  const Example rows[] = {{5, 1}, {-4, -1}, {1, -1}};
  Platt fit = test_fit(rows, 3);
  CHECK(bits_abs(fit.a - 0.2026135) < 5e-6 && bits_abs(fit.b + 0.6523631) < 5e-6, "a %.7f, b %.7f",
        fit.a, fit.b);
}

/* The log-odds of the mean target: ln of the sum of t over that of 1 - t. */
static double test_logit(const double count[2], const double all[2]) {
  double positive = all[1] + 2.0, negative = all[0] + 2.0;
  double above = count[0] / negative + count[1] * (1.0 - 1.0 / positive);
  double below = count[0] * (1.0 - 1.0 / negative) + count[1] / positive;
  return dd_log(dd_scaled_over(dd_scaled_from(above), dd_scaled_from(below))).hi;
}

/* With two scores only, each gets the weighted mean target of its examples. */
static void test_formula(void) {
  const double scores[][2] = {{0, 1},          {-1, 1},       {1e300, 1.5e300}, {1e-300, -1e-300},
                              {1e6, 1e6 + 1},  {-1.5e300, 0}, {-1e308, 1e308},  {1e-310, 1e-307},
                              {DBL_MAX, 0.125}};
  static Example rows[TEST_ROWS];
  for (int round = 0; round < 900; round++) {
    const double *score = scores[round % 9];
    double count[2][2], all[2] = {0, 0}; /* by score and label; by label */
    int n = 0;
    for (int i = 0; i < 4; i++) {
      int copies = test_below(round % 2 == 0 ? 10 : 400) + 1;
      double weight = round % 3 == 0 ? 1.0 : bits_power_of_two(test_below(40) - 20);
      count[i / 2][i % 2] = copies * weight;
      all[i % 2] += count[i / 2][i % 2];
      for (int j = 0; j < copies; j++) rows[n++] = example_of(score[i / 2], i % 2, weight);
    }
    double x0 = test_logit(count[0], all), x1 = test_logit(count[1], all);
    Platt fit = test_fit(rows, n);
    if (score[1] == 1e-307 && bits_abs(x1 - x0) > 17.9) { /* a is beyond the doubles */
      CHECK(isnan(fit.a), "a %g", fit.a);
      continue;
    }
    double size = 1.0 + test_largest(rows, n, (Platt){0.0, fit.b});
    double error0 = fit.a * score[0] + fit.b - x0, error1 = fit.a * score[1] + fit.b - x1;
    CHECK(bits_abs(error0) < 1e-14 * size, "%g, %g: off by %g", score[0], score[1], error0);
    CHECK(bits_abs(error1) < 1e-14 * size, "%g, %g: off by %g", score[0], score[1], error1);
  }
}

/* Two scores, each of one class: sigmoid is (P + 1)/(P + 2) at the one and 1/(N + 2) at the other,
** so that a score + b is ln(P + 1) and -ln(N + 1). Near 1 and 0 it takes all bits of sigmoid to get
** there. */
static void test_separated(void) {
  enum { POSITIVE = 200000, NEGATIVE = 50000 };
  static Example rows[POSITIVE + NEGATIVE];
  for (int i = 0; i < POSITIVE + NEGATIVE; i++)
    rows[i] = example_of(i < POSITIVE, i < POSITIVE, 1.0);
  Platt fit = test_fit(rows, POSITIVE + NEGATIVE);
  DD above = dd_log((ScaledDD){dd_from(POSITIVE + 1.0), 0});
  DD below = dd_log((ScaledDD){dd_from(NEGATIVE + 1.0), 0});
  CHECK(bits_abs(fit.b + below.hi) < 1e-14, "off by %g", fit.b + below.hi);
  CHECK(bits_abs(fit.a + fit.b - above.hi) < 1e-14, "off by %g", fit.a + fit.b - above.hi);
}

/* A class is absent, scores are equal, or a is beyond the doubles. */
static void test_nothing(void) {
  const Example rows[] = {{1, 1}, {1, -1}, {2, 1}, {3, 1}, {2, -1}, {0, 1}, {5e-324, -1}};
  const struct {
    int first, count;
    bool answer;
  } cases[] = {{0, 0, false}, {0, 1, false}, {1, 1, false}, {0, 2, false}, {2, 2, false},
               {1, 2, true},  {0, 3, true},  {3, 2, true},  {0, 5, true},  {5, 2, false}};
  for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
    Platt fit = test_fit(rows + cases[i].first, cases[i].count);
    CHECK(bits_is_nan(fit.a) == !cases[i].answer, "case %zu: a %g, b %g", i, fit.a, fit.b);
  }
  const Example even[] = {{-2, -1}, {-1, 1}, {1, 1}, {2, -1}};
  CHECK(test_same(test_fit(even, 4), (Platt){0.0, 0.0}), "scores that say nothing");
}

/* ---- random examples ---- */

typedef struct {
  const char *name;
  int rows;
  int positive;         /* a label in so many is positive */
  double width, signal; /* of the scores; what positive examples have more, in widths */
  double offset;        /* ... and all, in widths */
  int far;              /* a score in so many is larger by `decades`; 0: none */
  int decades;
  bool whole;
  double a, b; /* of the first rows */
} TestKind;

/* What the fits are in 80 bits of precision (x87 long doubles in NumPy: Newton's method until it
** stands still), of the rows that test_make makes from seed 42. */
static const TestKind test_kinds[] = {
    {"usual", 1000, 2, 1.0, 0.7, 0.0, 0, 0, false, 1.8021681771676514, -0.6008157272454964},
    {"separated", 1000, 2, 1.0, 10.0, 0.0, 0, 0, false, 1.2865203163273806, -6.4355356045142},
    {"nearly separated", 1000, 2, 1.0, 2.5, 0.0, 0, 0, false, 6.237304539859568,
     -8.009581827909185},
    {"imbalanced", 2000, 100, 1.0, 1.5, 0.0, 0, 0, false, 5.20246767513838, -8.288291743358453},
    {"reversed", 500, 3, 4.0, -0.5, 0.0, 0, 0, false, -0.28749283636941814, -0.8383060789997486},
    {"ties", 500, 2, 1.0, 0.6, 0.0, 0, 0, true, 0.5867477639583933, -0.4331590520375774},
    {"tiny", 300, 2, 1e-300, 0.7, 0.3, 0, 0, false, 1.8484361295009708e+300, -1.267283253656034},
    {"huge", 300, 2, 1e+300, 0.7, -0.3, 0, 0, false, 1.8484361295009706e-300, -0.1582215759554515},
    {"far from 0", 500, 2, 1.0, 0.9, 1000000000.0, 0, 0, false, 2.2140390035340602,
     -2214039004.562532},
    {"outliers", 1000, 2, 1.0, 0.8, 0.0, 100, 4, false, 7.496524354133435e-05,
     -0.12087416500640649},
    {"wild outliers", 1000, 2, 1.0, 0.8, 0.0, 200, 12, false, 7.02849145292096e-13,
     -0.11910583843739272},
    {"few", 5, 2, 1.0, 0.5, 0.0, 0, 0, false, 1.0076535843712149, 0.48861365873095647},
};

enum { TEST_KINDS = sizeof test_kinds / sizeof *test_kinds };

static Example test_row(const TestKind *kind) {
  bool positive = test_below(kind->positive) == 0;
  double score = test_deviate() + (positive ? kind->signal : 0.0);
  if (kind->whole) score = (double)(int)(score * 3.0);
  if (kind->far > 0 && test_below(kind->far) == 0) {
    for (int i = 0; i < kind->decades; i++) score *= 10.0;
  }
  return example_of((score + kind->offset) * kind->width, positive, 1.0);
}

static void test_make(const TestKind *kind, Example *rows) {
  for (int i = 0; i < kind->rows; i++) rows[i] = test_row(kind);
}

static void test_known(void) {
  static Example rows[TEST_ROWS];
  for (int i = 0; i < TEST_KINDS; i++) {
    const TestKind *kind = &test_kinds[i];
    test_state = 42;
    test_make(kind, rows);
    Platt got = test_fit(rows, kind->rows);
    double a_error = got.a / kind->a - 1.0, b_error = got.b / kind->b - 1.0;
    CHECK(bits_abs(a_error) <= 1e-14, "%s: a %.17g, off by %g", kind->name, got.a, a_error);
    CHECK(bits_abs(b_error) <= 1e-14, "%s: b %.17g, off by %g", kind->name, got.b, b_error);
  }
}

static void test_weigh(Example *rows, int count) {
  for (int i = 0; i < count; i++) rows[i].weight *= 5.0 * test_uniform() + 0x1p-10;
}

/* The gradient for b, and that for a in units of `scale` about `center`, straight from the
** definition with sums in plain doubles. */
static void test_gradient(const Example *rows, int count, Platt fit, double center, double scale,
                          double gradient[2]) {
  double all[2] = {0.0, 0.0};
  for (int i = 0; i < count; i++) all[rows[i].weight > 0.0] += bits_abs(rows[i].weight);
  gradient[0] = gradient[1] = 0.0;
  for (int i = 0; i < count; i++) {
    bool positive = rows[i].weight > 0.0;
    double target = positive ? (all[1] + 1.0) / (all[1] + 2.0) : 1.0 / (all[0] + 2.0);
    double residual = elementary_sigmoid(fit.a * rows[i].score + fit.b) - target;
    residual *= bits_abs(rows[i].weight);
    gradient[0] += residual * ((rows[i].score - center) / scale);
    gradient[1] += residual;
  }
}

/* Moving a or b by a millionth of what it takes to matter makes the gradient change its sign. */
static void test_minima(void) {
  static Example rows[TEST_ROWS];
  int answers = 0;
  for (int round = 0; round < 400; round++) {
    TestKind kind = test_kinds[round % TEST_KINDS];
    kind.rows = 2 + test_below(200);
    if (kind.far > 0 || kind.offset > 1e3) continue;
    test_make(&kind, rows);
    if (round % 2 == 0) test_weigh(rows, kind.rows);
    Platt fit = test_fit(rows, kind.rows);
    if (isnan(fit.a)) continue;
    answers++;
    for (int i = 0; i < 4; i++) {
      double gradient[2], move = i % 2 == 0 ? -1e-6 : 1e-6, center = kind.offset * kind.width;
      Platt moved = {fit.a, fit.b};
      if (i < 2) {
        moved.a += move / kind.width;
        moved.b -= move / kind.width * center;
      } else {
        moved.b += move;
      }
      test_gradient(rows, kind.rows, moved, center, kind.width, gradient);
      CHECK(gradient[i / 2] * move > 0.0, "%s: a %g, b %g: %g", kind.name, fit.a, fit.b,
            gradient[i / 2]);
    }
  }
  CHECK(answers > 150, "%d rounds have an answer", answers);
}

/* Labels that few scores explain, and some scores far out: there a full step overshoots, and one that is
** halved once may still do. Then the steps grow until there is no answer. */
static void test_outliers(void) {
  Example rows[40];
  for (int round = 0; round < test_rounds(20000); round++) {
    int count = 2 + test_below(38), positive = 0;
    double highest = 0.0, gradient[2];
    for (int i = 0; i < count; i++) {
      double deviate = test_deviate(), size = 1.0 / (1e-6 + test_uniform() * test_uniform());
      bool label = test_below(3) == 0 ? deviate > 0.0 : test_below(20) == 0;
      rows[i] = example_of(deviate < 0.0 ? -size : size, label, 1.0);
      positive += label;
      if (size > highest) highest = size;
    }
    if (positive == 0 || positive == count) continue;
    Platt fit = test_fit(rows, count);
    CHECK(!isnan(fit.a), "round %d: no answer", round);
    test_gradient(rows, count, fit, 0.0, highest, gradient);
    CHECK(bits_abs(gradient[0]) < 1e-9 && bits_abs(gradient[1]) < 1e-9,
          "round %d: a %g, b %g: %g, %g", round, fit.a, fit.b, gradient[0], gradient[1]);
  }
}

/* ---- the same bits ---- */

static void test_orders(void) {
  static Example rows[TEST_ROWS];
  for (int round = 0; round < 10 * TEST_KINDS; round++) {
    TestKind kind = test_kinds[round % TEST_KINDS];
    kind.rows = 2 + test_below(100);
    test_make(&kind, rows);
    Platt expected = test_fit(rows, kind.rows);
    for (int order = 0; order < 3; order++) {
      test_shuffle(rows, (size_t)kind.rows, sizeof *rows);
      Platt got = test_fit(rows, kind.rows);
      CHECK(test_same(got, expected), "%s: a %.17g, not %.17g", kind.name, got.a, expected.a);
    }
  }
}

/* Scores times a power of two. */
static void test_scales(void) {
  static Example rows[TEST_ROWS], changed[TEST_ROWS];
  const int powers[] = {-950, -300, -1, 1, 300, 950};
  const TestKind kind = {"scales", 60, 3, 1.0, 0.7, 5.0, 10, 6, false, 0.0, 0.0};
  for (int round = 0; round < 60; round++) {
    double scale = bits_power_of_two(powers[round % 6]);
    test_make(&kind, rows);
    if (round % 2 == 0) test_weigh(rows, kind.rows);
    for (int i = 0; i < kind.rows; i++) {
      changed[i] = (Example){rows[i].score * scale, rows[i].weight};
    }
    Platt expected = test_fit(rows, kind.rows), got = test_fit(changed, kind.rows);
    expected.a /= scale;
    CHECK(test_same(got, expected), "2^%d: a %.17g, not %.17g", powers[round % 6], got.a,
          expected.a);
  }
}

/* A weight of 5 is the row five times. */
static void test_copies(void) {
  static Example rows[TEST_ROWS], copies[TEST_ROWS];
  for (int round = 0; round < 10 * TEST_KINDS; round++) {
    TestKind kind = test_kinds[round % TEST_KINDS];
    int n = 0;
    kind.rows = 2 + test_below(100);
    test_make(&kind, rows);
    for (int i = 0; i < kind.rows; i++) {
      int weight = 1 + test_below(9);
      for (int k = 0; k < weight; k++) copies[n++] = rows[i];
      rows[i].weight *= weight;
    }
    Platt expected = test_fit(copies, n), got = test_fit(rows, kind.rows);
    CHECK(bits_is_nan(got.a) == bits_is_nan(expected.a), "%s: %g, not %g", kind.name, got.a,
          expected.a);
    if (isnan(got.a)) continue;
    double size = 1.0 + bits_abs(expected.b) + test_largest(rows, kind.rows, expected);
    for (int i = 0; i < kind.rows; i++) {
      double x = got.a * rows[i].score + got.b, due = expected.a * rows[i].score + expected.b;
      CHECK(bits_abs(x - due) <= 1e-14 * size, "%s: %g, not %g", kind.name, x, due);
    }
  }
}

/* Next to no weight leaves targets of 1/2, so a line that is flat; large weights leave nearly 0
** and 1, so ln P and -ln N where the classes are apart, up to 2^64. */
static void test_extreme_weights(void) {
  for (int sign = -1; sign <= 1; sign += 2) {
    for (int power = 0; power < 1000; power += 50) {
      double weight = bits_power_of_two(sign * power), third = 3.0 * weight;
      const Example rows[] = {{1.0, weight}, {0.0, -third}};
      double total = third < 0x1p64 ? third : 0x1p64;
      Platt fit = test_fit(rows, 2);
      double above = dd_log((ScaledDD){dd_from(weight < 0x1p64 ? weight + 1.0 : 0x1p64), 0}).hi;
      double below = -dd_log((ScaledDD){dd_from(total + 1.0), 0}).hi;
      double size = 1.0 + bits_abs(below);
      CHECK(bits_abs(fit.b - below) < 1e-14 * size, "2^%d: b %g", sign * power, fit.b);
      CHECK(bits_abs(fit.a + fit.b - above) < 1e-14 * size, "2^%d: a %g", sign * power, fit.a);
    }
  }
  const Example mixed[] = {{3.0, DBL_MAX}, {2.0, -DBL_MAX}, {1.0, 5e-324}, {0.5, -1.0}};
  Platt fit = test_fit(mixed, 4);
  CHECK(fit.a > 0.0 && fit.b < 0.0, "a %g, b %g", fit.a, fit.b);
}

/* Weights that differ by 2^60: nearly always an answer, and always the same in every order. */
static void test_uneven(void) {
  static Example rows[TEST_ROWS];
  int answers = 0, all = 0;
  for (int round = 0; round < test_rounds(1000); round++) {
    int count = 2 + test_below(20);
    for (int i = 0; i < count; i++) {
      double weight = bits_power_of_two(test_below(60) - 30) * 1.3;
      rows[i] = example_of(test_deviate(), i == 0 || (i > 1 && test_below(2) == 0), weight);
    }
    Platt expected = test_fit(rows, count);
    test_shuffle(rows, (size_t)count, sizeof *rows);
    Platt got = test_fit(rows, count);
    CHECK(test_equal(got.a, expected.a) && test_equal(got.b, expected.b), "%g, not %g", got.a,
          expected.a);
    answers += !isnan(got.a);
    all++;
  }
  CHECK(answers == all, "%d answers, not %d", answers, all);
}

/* ---- memory that runs out ---- */

/* Sums need memory for what is below 2^-139: weights of examples that are all too clear. */
static void test_faults(void) {
  static Example rows[TEST_ROWS];
  const TestKind far = {"far", TEST_ROWS, 2, 1.0, 2.0, -1.0, 0, 0, false, 0.0, 0.0};
  int failures = 0;
  for (int round = 0; round < 20; round++) {
    test_make(&far, rows);
    for (int i = 0; i < 10; i++)
      rows[i] = example_of(i % 2 == 0 ? 90.0 + i : -90.0 - i, i % 2 == 0, 1.0);
    Platt fit, expected = test_fit(rows, far.rows);
    for (int allowed = 0; allowed < 10000; allowed++) {
      test_allowed = allowed;
      bool done = platt_fit(rows, (size_t)far.rows, test_resize, NULL, &fit);
      test_allowed = -1;
      CHECK(test_blocks == 0, "%ld blocks leaked", test_blocks);
      failures += !done;
      if (!done) continue;
      CHECK(test_same(fit, expected), "a %.17g, not %.17g", fit.a, expected.a);
      break;
    }
  }
  CHECK(failures >= 100, "only %d allocations failed", failures);
}

/* ---- a fit that is to stop ---- */

/* At the first question, the second, ...: nothing is left, and the last fit is the usual one. */
static void test_stops(bool weighted) {
  static Example rows[TEST_ROWS];
  const Stop stop = {test_stop, NULL};
  Platt fit;
  long asked = 0;
  test_state = 20261124;
  for (int i = 0; i < TEST_ROWS; i++) {
    double score = 20.0 * test_deviate();
    rows[i] = example_of(score, test_deviate() * 3.0 < score, weighted ? 1.0 + i % 3 : 1.0);
  }
  for (bool done = false; !done; asked++) {
    test_questions = asked;
    done = platt_fit(rows, TEST_ROWS, test_resize, &stop, &fit);
    CHECK(test_blocks == 0, "%ld blocks leaked", test_blocks);
    CHECK(done == (test_questions >= 0), "done %d after %ld questions", done, asked);
    CHECK(asked < 1000, "no end");
  }
  Platt expected = test_fit(rows, TEST_ROWS);
  CHECK(asked >= 5, "%ld questions", asked);
  CHECK(test_same(fit, expected), "a %.17g, not %.17g", fit.a, expected.a);
}

/* ---- frozen ---- */

/* A finite score of any size. */
static Example test_any_row(void) {
  double score = bits_to_double(test_random());
  return example_of(bits_is_finite(score) ? score : 0.0, test_below(2) == 0, 1.0);
}

static void test_frozen(void) {
  static Example rows[TEST_ROWS];
  uint64_t hash = 0;
  test_state = 20261122;
  for (int round = 0; round < 40 * TEST_KINDS; round++) {
    TestKind kind = test_kinds[round % TEST_KINDS];
    kind.rows = 2 + test_below(60);
    test_make(&kind, rows);
    Platt fit = test_fit(rows, kind.rows);
    hash = test_mix(test_mix(hash, fit.a), fit.b);
  }
  CHECK(hash == UINT64_C(0x20ce08965bf83eab), "0x%016llx", (unsigned long long)hash);
  for (int round = 0; round < 1000; round++) {
    int count = 1 + test_below(40);
    for (int i = 0; i < count; i++) rows[i] = test_any_row();
    Platt expected = test_fit(rows, count);
    test_shuffle(rows, (size_t)count, sizeof *rows);
    Platt got = test_fit(rows, count);
    CHECK(test_same(got, expected), "a %.17g, not %.17g", got.a, expected.a);
    hash = test_mix(test_mix(hash, got.a), got.b);
  }
  CHECK(hash == UINT64_C(0xddc8e3984ae721b1), "0x%016llx", (unsigned long long)hash);
  for (int round = 0; round < 20 * TEST_KINDS; round++) {
    TestKind kind = test_kinds[round % TEST_KINDS];
    kind.rows = 2 + test_below(60);
    test_make(&kind, rows);
    test_weigh(rows, kind.rows);
    Platt expected = test_fit(rows, kind.rows);
    test_shuffle(rows, (size_t)kind.rows, sizeof *rows);
    Platt got = test_fit(rows, kind.rows);
    CHECK(test_same(got, expected), "a %.17g, not %.17g", got.a, expected.a);
    hash = test_mix(test_mix(hash, got.a), got.b);
  }
  CHECK(hash == UINT64_C(0xbc26f809df0dacf5), "0x%016llx", (unsigned long long)hash);
}

int main(void) {
  test_published();
  test_formula();
  test_separated();
  test_nothing();
  test_known();
  test_minima();
  test_outliers();
  test_orders();
  test_scales();
  test_copies();
  test_extreme_weights();
  test_uneven();
  test_faults();
  test_stops(false);
  test_stops(true);
  test_frozen();
  CHECK(test_blocks == 0, "%ld blocks leaked", test_blocks);
  return check_report();
}
