/* test_vector_mean.c: the mean of vectors: right where integers know the answer, the same bits in
** every order and in every sliding frame, unchanged where memory runs out. */
#include "../../ext/vectors/vector_mean.h"
#include "../check.h"
#include "../testing.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

/* ---- vectors with weights ---- */

enum { TEST_ELEMENTS = 5, TEST_ROWS = 24 };

typedef struct {
  double x[TEST_ELEMENTS];
  float single[TEST_ELEMENTS]; /* the same, where `narrow` */
  size_t n;
  double weight;
  bool masks; /* an element that is NaN is masked, otherwise it is damage */
  bool narrow;
} TestRow;

static bool test_add(VectorMean *mean, const TestRow *row, int sign) {
  Vector v = {row->x, row->n, VECTOR_F64};
  bool mask[TEST_ELEMENTS];
  if (row->narrow) v = (Vector){row->single, row->n, VECTOR_F32};
  for (size_t i = 0; i < row->n; i++) mask[i] = isnan(row->x[i]);
  return vector_mean_add(mean, &v, row->masks ? mask : NULL, row->weight, sign, test_resize, NULL);
}

/* The mean's answer as bits that can be compared. */
typedef struct {
  bool exists;
  size_t n;
  uint64_t bits[TEST_ELEMENTS];
} TestAnswer;

static TestAnswer test_answer(const VectorMean *mean) {
  TestAnswer answer = {.n = 0};
  double x[TEST_ELEMENTS];
  answer.exists = vector_mean_value(mean, x);
  if (!answer.exists) return answer;
  answer.n = mean->size;
  for (size_t i = 0; i < answer.n; i++) answer.bits[i] = bits_of_double(x[i]);
  return answer;
}

static bool test_same(const TestAnswer *a, const TestAnswer *b) {
  return a->exists == b->exists && a->n == b->n && memcmp(a->bits, b->bits, sizeof a->bits) == 0;
}

static TestAnswer test_fresh(const TestRow *rows, int first, int count) {
  VectorMean mean = {0};
  for (int i = first; i < first + count; i++) test_add(&mean, &rows[i], +1);
  TestAnswer answer = test_answer(&mean);
  vector_mean_clear(&mean, test_resize);
  return answer;
}

static double test_element(bool special) {
  static const double odd[] = {INFINITY, -INFINITY, NAN,  0.0,   -0.0,   1e308,
                               -1e308,   1e-308,    1e18, -1e18, 5e-324, DBL_MAX};
  double x = (test_uniform() - 0.5) * 40.0;
  if (!special || test_below(6) != 0) return x;
  return odd[test_below((int)(sizeof odd / sizeof *odd))];
}

static double test_weight(void) {
  static const double weights[] = {1.0, 1.0, 0.25, 0.1, 3.0, 0.0, 1e300, 1e-300, 5e-324, 1e18};
  return weights[test_below((int)(sizeof weights / sizeof *weights))];
}

static TestRow test_row(size_t n, bool special) {
  TestRow row;
  memset(&row, 0, sizeof row);
  row.n = n;
  row.weight = test_weight();
  row.narrow = test_below(3) == 0;
  row.masks = test_below(20) != 0;
  for (size_t i = 0; i < n; i++) {
    row.x[i] = test_element(special);
    bool fits = isnan(row.x[i]) || isinf(row.x[i]) || fabs(row.x[i]) < 1e30;
    row.single[i] = fits ? (float)row.x[i] : 1.0F;
  }
  return row;
}

/* ---- known answers ---- */

/* Elements m / 1024 and weights w / 8 with integers m and w: sum w m / sum w is a quotient of two
** integers below 2^53, which the hardware rounds once. */
static void test_integers(void) {
  for (int round = 0; round < 2000; round++) {
    VectorMean mean = {0};
    int64_t total = 0, sums[TEST_ELEMENTS] = {0};
    int rows = 1 + test_below(40);
    for (int i = 0; i < rows; i++) {
      TestRow row = {.n = TEST_ELEMENTS};
      int weight = test_below(2) ? 8 : test_below(30);
      row.weight = weight / 8.0;
      row.narrow = test_below(2);
      total += weight;
      for (int j = 0; j < TEST_ELEMENTS; j++) {
        int m = test_below(2000001) - 1000000;
        row.x[j] = m / 1024.0;
        row.single[j] = (float)m / 1024.0F;
        sums[j] += (int64_t)weight * m;
      }
      CHECK(test_add(&mean, &row, +1), "round %d: no memory", round);
    }
    double got[TEST_ELEMENTS];
    bool exists = vector_mean_value(&mean, got);
    CHECK(exists == (total > 0), "round %d: total weight %lld", round, (long long)total);
    for (int j = 0; exists && j < TEST_ELEMENTS; j++) {
      double expected = (double)sums[j] / (double)total / 1024.0;
      CHECK(got[j] == expected, "round %d: got %a, expected %a", round, got[j], expected);
    }
    vector_mean_clear(&mean, test_resize);
  }
}

typedef struct {
  double x, weight;
} TestTerm;

/* The mean of vectors of one element; NaN where it is masked, -1 where there is no answer. */
static double test_mean_of(const TestTerm *terms, int count, bool masks) {
  VectorMean mean = {0};
  for (int i = 0; i < count; i++) {
    TestRow row = {.x = {terms[i].x}, .n = 1, .weight = terms[i].weight, .masks = masks};
    CHECK(test_add(&mean, &row, +1), "no memory");
  }
  double x = 0.0;
  bool exists = vector_mean_value(&mean, &x);
  vector_mean_clear(&mean, test_resize);
  return exists ? x : -1.0;
}

#define TEST_MEAN(expected, masks, ...)                                                            \
  do {                                                                                             \
    const TestTerm terms[] = {__VA_ARGS__};                                                        \
    double got = test_mean_of(terms, (int)(sizeof terms / sizeof *terms), masks);                  \
    CHECK(got == (expected), "got %.17g", got);                                                    \
  } while (0)

static void test_extremes(void) {
  const bool masks = false;
  TEST_MEAN(1.0 / 3.0, masks, {1e300, 1}, {1, 1}, {-1e300, 1});
  TEST_MEAN(1.0 / 3.0, masks, {1e300, 1e-300}, {1, 1e-300}, {-1e300, 1e-300});
  TEST_MEAN(DBL_MAX, masks, {DBL_MAX, 1}, {DBL_MAX, 1}, {DBL_MAX, 1});
  TEST_MEAN(DBL_MAX, masks, {DBL_MAX, DBL_MAX}, {DBL_MAX, 1e-300});
  TEST_MEAN(-1e308, masks, {-1e308, 0.1}, {-1e308, 0.7});
  TEST_MEAN(5e-324, masks, {5e-324, 1}, {5e-324, 1}, {5e-324, 5e-324});
  TEST_MEAN(5e-324, masks, {5e-324, 1}, {5e-324, 1}, {0, 1}); /* 2/3 of the smallest */
  TEST_MEAN(0.0, masks, {5e-324, 1}, {0, 1});                 /* 1/2 of it: to even */
  TEST_MEAN(0.0, masks, {2.5, 1}, {-2.5, 1});
  TEST_MEAN(0.1, masks, {0.1, 0.3});
}

static void test_infinities(void) {
  const bool damage = false, masks = true;
  TEST_MEAN(INFINITY, damage, {1, 1}, {INFINITY, 0.1});
  TEST_MEAN(-INFINITY, damage, {1, 1}, {-INFINITY, 1});
  TEST_MEAN(-1.0, damage, {-INFINITY, 1}, {INFINITY, 1});
  TEST_MEAN(3.0, damage, {3, 1}, {INFINITY, 0}, {-INFINITY, 0});
  TEST_MEAN(-1.0, damage, {3, 1}, {NAN, 1});
  TEST_MEAN(-1.0, damage, {3, 1}, {NAN, 0}); /* damage has no weight */
  TEST_MEAN(-1.0, damage, {3, 0}, {5, 0});
  TEST_MEAN(3.0, damage, {3, 5e-324}, {5, 0});
  TEST_MEAN(3.0, masks, {3, 1}, {NAN, 0});
  const TestTerm masked[] = {{NAN, 1}, {3, 1}, {INFINITY, 1}, {-INFINITY, 1}};
  CHECK(isnan(test_mean_of(masked, 4, masks)), "masked");
  VectorMean empty = {0};
  CHECK(!vector_mean_value(&empty, NULL), "no vectors");
  TestRow none = {.weight = 1.0};
  CHECK(test_add(&empty, &none, +1) && vector_mean_value(&empty, NULL), "a vector of no elements");
  vector_mean_clear(&empty, test_resize);
}

/* What is masked is not looked at, be it finite, infinite or NaN; a NaN beside it is damage. */
static void test_masks(void) {
  const double under[] = {-INFINITY, INFINITY, NAN, 7.0, DBL_MAX};
  const bool mask[TEST_ELEMENTS] = {false, true, false, false, true};
  for (size_t i = 0; i < sizeof under / sizeof *under; i++) {
    VectorMean mean = {0};
    double x[TEST_ELEMENTS] = {1.0, under[i], -INFINITY, 3.0, under[i]}, got[TEST_ELEMENTS];
    Vector v = {x, TEST_ELEMENTS, VECTOR_F64};
    CHECK(vector_mean_add(&mean, &v, mask, 0.5, +1, test_resize, NULL), "no memory");
    bool exists = vector_mean_value(&mean, got);
    CHECK(exists && got[0] == 1.0 && isnan(got[1]) && got[2] == -INFINITY && got[3] == 3.0 &&
              isnan(got[4]),
          "%g under the mask", under[i]);
    x[3] = NAN;
    CHECK(vector_mean_add(&mean, &v, mask, 0.5, +1, test_resize, NULL), "no memory");
    CHECK(!vector_mean_value(&mean, got), "%g under the mask, a NaN beside it", under[i]);
    CHECK(vector_mean_add(&mean, &v, mask, 0.5, -1, test_resize, NULL), "no memory");
    CHECK(vector_mean_value(&mean, got) && got[3] == 3.0, "the damage has left");
    vector_mean_clear(&mean, test_resize);
  }
}

/* ---- the same bits ---- */

static void test_orders(void) {
  int answers = 0;
  for (int round = 0; round < 300; round++) {
    TestRow rows[TEST_ROWS];
    bool special = round % 3 != 0;
    int count = 1 + test_below(special ? 6 : TEST_ROWS);
    for (int i = 0; i < count; i++) rows[i] = test_row(TEST_ELEMENTS, special);
    TestAnswer expected = test_fresh(rows, 0, count);
    answers += expected.exists;
    for (int order = 0; order < 10; order++) {
      test_shuffle(rows, (size_t)count, sizeof *rows);
      TestAnswer got = test_fresh(rows, 0, count);
      CHECK(test_same(&got, &expected), "round %d, order %d: %.17g, not %.17g", round, order,
            bits_to_double(got.bits[0]), bits_to_double(expected.bits[0]));
    }
  }
  CHECK(answers > 150 && answers < 300, "%d of 300 rounds have an answer", answers);
}

/* Nothing is left behind: all sums and counts of an empty mean are zero. */
static void test_is_empty(const VectorMean *mean) {
  bool empty = mean->vectors == 0 && mean->damaged == 0 && mean->weights.acc.sparse.root == 0;
  for (size_t i = 0; i < mean->size; i++) {
    const VectorMeanElement *element = &mean->elements[i];
    const Term near[] = {{mean->near[i].high, -40}, {mean->near[i].low, -80}};
    empty = empty && superacc_value(&element->sum.acc, near, 2).f.hi == 0.0 &&
            element->sum.acc.sparse.root == 0 && element->plus_infinite == 0 &&
            element->minus_infinite == 0 && element->masked == 0;
  }
  CHECK(empty, "%lld vectors of %zu elements left", (long long)mean->vectors, mean->size);
}

static void test_sliding(void) {
  for (int round = 0; round < 200; round++) {
    TestRow rows[TEST_ROWS];
    VectorMean mean = {0};
    int first = 0, end = 0, width = test_below(8);
    size_t n = (size_t)test_below(TEST_ELEMENTS + 1);
    for (int i = 0; i < TEST_ROWS; i++) {
      if (i % (TEST_ROWS / 2) == 0) n = (size_t)test_below(TEST_ELEMENTS + 1);
      rows[i] = test_row(n, true);
    }
    for (; end < TEST_ROWS; end++) {
      bool other = end > first && rows[end].n != rows[first].n; /* once the frame is empty */
      while (first < end && (other || end - first > width)) test_add(&mean, &rows[first++], -1);
      if (first == end) test_is_empty(&mean);
      CHECK(test_add(&mean, &rows[end], +1), "no memory");
      TestAnswer got = test_answer(&mean);
      TestAnswer expected = test_fresh(rows, first, end + 1 - first);
      CHECK(test_same(&got, &expected), "round %d, row %d: %.17g, not %.17g", round, end,
            bits_to_double(got.bits[0]), bits_to_double(expected.bits[0]));
    }
    while (first < end) test_add(&mean, &rows[first++], -1);
    test_is_empty(&mean);
    vector_mean_clear(&mean, test_resize);
  }
}

/* ---- ordinary elements, which are summed as integers ---- */

/* Around the borders of what is ordinary: 2^10, 2^-28 for doubles and 2^-57 for floats. */
static double test_ordinary(void) {
  static const int exponents[] = {-60, -58, -57, -56, -40, -30, -29, -28,
                                  -27, -3,  0,   3,   8,   9,   10,  11};
  double x = bits_power_of_two(exponents[test_below(16)]) * (1.0 + test_uniform());
  return test_below(2) == 0 ? x : -x;
}

static bool test_add_weighted(VectorMean *mean, const TestRow *row, double weight, int sign) {
  TestRow copy = *row;
  copy.weight = weight;
  return test_add(mean, &copy, sign);
}

/* A frame slides over more vectors than the integers have room for. With all weights 2 no element is
** ordinary; the mean is the same. The odd values come and go too. */
static void test_near(void) {
  enum { ROWS = 3 * VECTOR_MEAN_PENDING, WIDTH = VECTOR_MEAN_PENDING / 3 };
  static TestRow rows[ROWS];
  VectorMean mean = {0}, doubled = {0};
  for (int i = 0; i < ROWS; i++) {
    rows[i] = test_row(TEST_ELEMENTS, i % 100 == 7);
    rows[i].weight = 1.0;
    for (int j = 0; j < TEST_ELEMENTS && i % 100 != 7; j++) {
      rows[i].x[j] = j == 0 ? 1023.75 : test_ordinary(); /* the first sum is as large as can be */
      rows[i].single[j] = (float)rows[i].x[j];
    }
    CHECK(test_add_weighted(&mean, &rows[i], 1.0, +1), "no memory");
    CHECK(test_add_weighted(&doubled, &rows[i], 2.0, +1), "no memory");
    if (i % 97 == 0) {
      TestAnswer got = test_answer(&mean), expected = test_answer(&doubled);
      CHECK(test_same(&got, &expected), "row %d: %.17g, not %.17g", i, bits_to_double(got.bits[1]),
            bits_to_double(expected.bits[1]));
    }
    if (i < WIDTH || i >= ROWS - WIDTH) continue; /* it grows at both ends */
    CHECK(test_add_weighted(&mean, &rows[i - WIDTH], 1.0, -1), "no memory");
    CHECK(test_add_weighted(&doubled, &rows[i - WIDTH], 2.0, -1), "no memory");
  }
  vector_mean_clear(&doubled, test_resize);
  for (int i = ROWS - 2 * WIDTH; i < ROWS; i++) test_add_weighted(&mean, &rows[i], 1.0, -1);
  test_is_empty(&mean);
  CHECK(test_add_weighted(&mean, &rows[0], 1.0, +1), "no memory");
  TestAnswer got = test_answer(&mean), expected = test_fresh(rows, 0, 1);
  CHECK(test_same(&got, &expected), "after all have gone");
  vector_mean_clear(&mean, test_resize);
}

/* ---- memory that runs out ---- */

/* Adds or removes with the first allocation failing, the second, ... until it succeeds; after each
** failure the answer is what it was. Returns how many failed. */
static int test_stubborn(VectorMean *mean, const TestRow *row, int sign) {
  TestAnswer before = test_answer(mean);
  for (int allowed = 0;; allowed++) {
    test_allowed = allowed;
    bool done = test_add(mean, row, sign);
    test_allowed = -1;
    if (done) return allowed;
    TestAnswer after = test_answer(mean);
    CHECK(test_same(&before, &after), "changed by allocation %d that failed", allowed);
    if (allowed > 1000) return allowed;
  }
}

static void test_faults(void) {
  int failures = 0;
  for (int round = 0; round < 200; round++) {
    TestRow rows[TEST_ROWS];
    VectorMean mean = {0};
    for (int i = 0; i < TEST_ROWS; i++) rows[i] = test_row(TEST_ELEMENTS, true);
    for (int i = 0; i < TEST_ROWS; i++) {
      failures += test_stubborn(&mean, &rows[i], +1);
      if (i >= 3) failures += test_stubborn(&mean, &rows[i - 3], -1);
      int first = i >= 3 ? i - 2 : 0;
      TestAnswer got = test_answer(&mean), expected = test_fresh(rows, first, i + 1 - first);
      CHECK(test_same(&got, &expected), "round %d, row %d: %.17g, not %.17g", round, i,
            bits_to_double(got.bits[0]), bits_to_double(expected.bits[0]));
    }
    vector_mean_clear(&mean, test_resize);
  }
  CHECK(failures > 500, "only %d allocations failed", failures);
}

static void test_stops(void) {
  enum { N = 2 * STOP_EVERY };
  const Stop stop = {test_stop, NULL};
  VectorMean mean = {.size = 0};
  float *zeros = calloc(N, sizeof *zeros);
  if (zeros == NULL) abort();
  const Vector v = {zeros, N, VECTOR_F32};
  const long blocks = test_blocks;
  for (long asked = 0; asked < 3; asked++) {
    test_questions = asked;
    bool added = vector_mean_add(&mean, &v, NULL, 1.0, +1, test_resize, &stop);
    CHECK(added == (asked == 2) && mean.vectors == added, "after %ld questions", asked);
    CHECK(added || test_blocks == blocks, "%ld blocks left", test_blocks - blocks);
  }
  vector_mean_clear(&mean, test_resize);
  CHECK(test_blocks == blocks, "%ld blocks left", test_blocks - blocks);
  free(zeros);
}

int main(void) {
  test_stops();
  test_integers();
  test_extremes();
  test_infinities();
  test_masks();
  test_orders();
  test_sliding();
  test_near();
  test_faults();
  CHECK(test_blocks == 0, "%ld blocks leaked", test_blocks);
  return check_report();
}
