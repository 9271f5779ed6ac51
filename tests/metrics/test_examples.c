/* test_examples.c: scored examples: what enters and leaves, in how much memory, and where memory
** runs out; sorted as the C library sorts them, and never much slower, whatever the rows are. */
#include "../../ext/base/bits.h"
#include "../../ext/metrics/examples.h"
#include "../check.h"
#include "../pace.h"
#include "../testing.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

static bool test_same(const Example *a, const Example *b, size_t count) {
  return count == 0 || memcmp(a, b, count * sizeof *a) == 0;
}

/* ---- in and out ---- */

/* The i-th row ever added, so that any row tells where it belongs. */
static Example test_numbered(size_t i) {
  return example_of((double)i, i % 3 == 0, (double)(i % 7 + 1));
}

static void test_holds(const Examples *examples, size_t first, size_t end) {
  CHECK(examples_count(examples) == end - first, "%zu rows, not %zu", examples_count(examples),
        end - first);
  bool right = examples->end <= examples->capacity;
  for (size_t i = first; i < end && right; i++) {
    Example expected = test_numbered(i);
    right = test_same(&examples->rows[examples->begin + i - first], &expected, 1);
  }
  CHECK(right, "rows %zu to %zu are others", first, end);
}

static void test_one(void) {
  Example negative = example_of(-0.0, false, 2.5), positive = example_of(-INFINITY, true, 5e-324);
  CHECK(bits_of_double(negative.score) == 0 && negative.weight == -2.5, "a negative example");
  CHECK(positive.score == -INFINITY && positive.weight == 5e-324, "a positive example");
}

static void test_in_and_out(void) {
  for (int round = 0; round < 300; round++) {
    Examples examples = {0};
    size_t first = 0, end = 0, widest = test_index(200);
    for (int step = 0; step < 600; step++) {
      bool add = first == end || (end - first <= widest && test_below(2) == 0);
      if (add) {
        CHECK(examples_add(&examples, test_numbered(end++), test_resize), "no memory");
      } else {
        examples_remove(&examples);
        first++;
      }
      if (step % 16 == 0) test_holds(&examples, first, end);
    }
    while (first < end) {
      test_holds(&examples, first++, end);
      examples_remove(&examples);
    }
    CHECK(examples.begin == 0 && examples.end == 0, "an empty set begins at %zu", examples.begin);
    examples_clear(&examples, test_resize);
    CHECK(examples.rows == NULL && examples.capacity == 0, "clear");
    examples_clear(&examples, test_resize);
  }
}

/* ---- memory ---- */

static long test_resizes;

static void *test_counted_resize(void *block, uint64_t bytes) {
  test_resizes++;
  return test_resize(block, bytes);
}

static void test_growth(void) {
  Examples examples = {0};
  double most = 0.0;
  bool added = true;
  test_resizes = 0;
  for (size_t count = 1; count <= 3000000; count++) {
    added &= examples_add(&examples, test_numbered(count - 1), test_counted_resize);
    double bytes = (double)(examples.capacity * sizeof(Example)) / (double)count;
    if (count >= 100000 && bytes > most) most = bytes;
  }
  CHECK(added, "no memory");
  CHECK(most > 17.0 && most <= 18.01, "%.3f bytes a row", most);
  CHECK(test_resizes < 150, "grown %ld times", test_resizes);
  test_holds(&examples, 0, 3000000);
  examples_clear(&examples, test_counted_resize);
}

/* A frame of fixed width moves within twice its width, and soon needs no more memory. */
static void test_frame(void) {
  Examples examples = {0};
  const size_t width = 1000, rows = 100000;
  for (size_t i = 0; i < rows; i++) {
    if (i == 10 * width) test_resizes = 0;
    CHECK(examples_add(&examples, test_numbered(i), test_counted_resize), "no memory");
    if (i >= width) examples_remove(&examples);
  }
  test_holds(&examples, rows - width, rows);
  CHECK(test_resizes == 0, "grown %ld times", test_resizes);
  CHECK(examples.capacity < width * 23 / 10, "room for %zu", examples.capacity);
  examples_clear(&examples, test_resize);
}

static void test_faults(void) {
  Examples examples = {0};
  int failures = 0;
  for (size_t i = 0; i < 2000; i++) {
    Examples before = examples;
    test_allowed = 0;
    bool added = examples_add(&examples, test_numbered(i), test_resize);
    test_allowed = -1;
    if (added) continue;
    failures++;
    CHECK(memcmp(&before, &examples, sizeof before) == 0, "changed at row %zu", i);
    CHECK(examples_add(&examples, test_numbered(i), test_resize), "row %zu", i);
  }
  test_holds(&examples, 0, 2000);
  CHECK(failures > 10, "only %d allocations failed", failures);
  examples_clear(&examples, test_resize);
}

/* ---- sorting ---- */

typedef struct {
  const char *name;
  double (*score)(size_t i, size_t count);
  double (*weight)(void);
} TestKind;

static double test_score_any(size_t i, size_t count) { /* any double but NaN and -0.0 */
  double x;
  do {
    x = bits_to_double(test_random());
  } while (bits_is_nan(x));
  return i == count ? 0.0 : x + 0.0;
}

static double test_score_uniform(size_t i, size_t count) {
  return i == count ? 0.0 : test_uniform();
}

static double test_score_logit(size_t i, size_t count) {
  double sum = i == count ? 0.0 : -6.0;
  for (int k = 0; k < 12; k++) sum += test_uniform();
  return 3.0 * sum;
}

static double test_score_single(size_t i, size_t count) {
  return i == count ? 0.0 : (double)(float)test_uniform();
}

static double test_score_few(size_t i, size_t count) {
  return i == count ? 0.0 : (double)test_below(100) / 100.0 - 0.5;
}

static double test_score_equal(size_t i, size_t count) {
  return i == count ? 0.0 : 0.25;
}

static double test_score_infinite(size_t i, size_t count) {
  static const double scores[] = {INFINITY, -INFINITY, 0.0, DBL_MAX, -DBL_MAX, 5e-324, -5e-324};
  return i == count ? 0.0 : scores[test_index(sizeof scores / sizeof *scores)];
}

static double test_score_rising(size_t i, size_t count) {
  return (double)i - (double)count * 0.5;
}

static double test_score_falling(size_t i, size_t count) {
  return (double)count * 0.5 - (double)i;
}

static double test_score_pipe(size_t i, size_t count) {
  return (double)(i < count / 2 ? i : count - i);
}

static double test_score_exponents(size_t i,
                                   size_t count) { /* each bucket holds half of the rows */
  double x = 1.0;
  while (test_below(2) != 0 && x > 0x1p-900) x *= 0x1p-32;
  return i == count ? 0.0 : x;
}

/* Groups of some 25 rows that differ in one bit, each in another digit. */
static double test_score_bits(size_t i, size_t count) {
  uint64_t group = i % (count / 25 + 1) + 1;
  return bits_to_double(group << 41 | UINT64_C(1) << test_below(41));
}

static double test_weight_one(void) {
  return test_below(2) != 0 ? 1.0 : -1.0;
}

static double test_weight_uniform(void) {
  return test_weight_one() * (test_uniform() + 0x1p-60);
}

static double test_weight_any(void) {
  double weight = test_score_any(0, 1);
  return weight == 0.0 || bits_is_infinite(weight) ? 1.0 : weight;
}

static double test_weight_bits(void) {
  return test_weight_one() * bits_to_double(UINT64_C(1) << test_below(62));
}

static const TestKind test_kinds[] = {
    {"any doubles", test_score_any, test_weight_any},
    {"uniform", test_score_uniform, test_weight_one},
    {"uniform, weighted", test_score_uniform, test_weight_uniform},
    {"logits", test_score_logit, test_weight_one},
    {"float32", test_score_single, test_weight_one},
    {"heavy ties", test_score_few, test_weight_one},
    {"heavy ties, weighted", test_score_few, test_weight_uniform},
    {"one score", test_score_equal, test_weight_one},
    {"one score, weighted", test_score_equal, test_weight_uniform},
    {"one score, weights of one bit", test_score_equal, test_weight_bits},
    {"infinite", test_score_infinite, test_weight_any},
    {"rising", test_score_rising, test_weight_one},
    {"falling", test_score_falling, test_weight_one},
    {"rising and falling", test_score_pipe, test_weight_one},
    {"exponents", test_score_exponents, test_weight_one},
    {"one bit", test_score_bits, test_weight_bits},
};

enum { TEST_KINDS = sizeof test_kinds / sizeof *test_kinds };

static void test_fill(const TestKind *kind, Example *rows, size_t count) {
  for (size_t i = 0; i < count; i++) {
    rows[i].score = kind->score(i, count);
    rows[i].weight = kind->weight();
  }
}

static int test_compare(const void *left, const void *right) {
  const Example *a = left, *b = right;
  if (a->score != b->score) return a->score > b->score ? -1 : 1;
  return (a->weight < b->weight) - (a->weight > b->weight);
}

static void test_sorts(const TestKind *kind, size_t count) {
  const Example guard = {12345.0, 54321.0};
  Example *rows = malloc((count + 2) * sizeof *rows),
          *expected = malloc((count + 1) * sizeof *rows);
  if (rows == NULL || expected == NULL) abort();
  rows[0] = rows[count + 1] = guard;
  test_fill(kind, rows + 1, count);
  memcpy(expected, rows + 1, count * sizeof *rows);
  qsort(expected, count, sizeof *expected, test_compare);
  examples_sort(rows + 1, count);
  CHECK(test_same(rows + 1, expected, count), "%s: %zu rows", kind->name, count);
  CHECK(test_same(rows, &guard, 1) && test_same(rows + count + 1, &guard, 1), "%s: beyond %zu rows",
        kind->name, count);
  free(rows);
  free(expected);
}

static void test_sort(void) {
  for (int kind = 0; kind < TEST_KINDS; kind++) {
    for (size_t count = 0; count < 80; count++) test_sorts(&test_kinds[kind], count);
    for (int round = 0; round < 40; round++) test_sorts(&test_kinds[kind], 80 + test_index(4000));
    for (size_t count = 20000; count <= 80000; count *= 2) test_sorts(&test_kinds[kind], count);
  }
}

static void test_tied(void) {
  const Example rows[] = {{INFINITY, 1}, {INFINITY, -1}, {2, 1}, {0, 3}, {0, 2}, {0, -1}};
  CHECK(examples_tied(rows, 0, 6) == 2, "+Inf");
  CHECK(examples_tied(rows, 1, 6) == 2, "from the middle");
  CHECK(examples_tied(rows, 2, 6) == 3, "alone");
  CHECK(examples_tied(rows, 3, 6) == 6, "to the end");
  CHECK(examples_tied(rows, 3, 5) == 5, "no further than the count");
}

typedef struct {
  const TestKind *kind;
  Example *rows;
} TestSorting;

enum { TEST_MANY = 200000 };

static void test_sorting(void *context) {
  TestSorting *sorting = context;
  test_fill(sorting->kind, sorting->rows, TEST_MANY);
  examples_sort(sorting->rows, TEST_MANY);
}

/* No rows are slow. Usual are 1.5 units, the rows made included; a sort of quadratic time takes a
** thousand times as long. */
static void test_speed(void) {
  enum { UNITS = 50 };
  Example *rows = malloc(TEST_MANY * sizeof *rows);
  if (rows == NULL) abort();
  for (int kind = 0; kind < TEST_KINDS; kind++) {
    TestSorting sorting = {&test_kinds[kind], rows};
    double units = pace_units(test_sorting, &sorting, UNITS);
    CHECK(units <= UNITS, "%s: %g units", test_kinds[kind].name, units);
  }
  free(rows);
}

/* Where it is to stop, all rows are still there. */
static void test_stops(void) {
  enum { ROWS = 8 * STOP_EVERY };
  const Stop stop = {test_stop, NULL};
  Example *rows = malloc(2 * sizeof *rows * ROWS), *expected = rows + ROWS;
  if (rows == NULL) abort();
  test_fill(&test_kinds[0], expected, ROWS);
  memcpy(rows, expected, ROWS * sizeof *rows);
  examples_sort(expected, ROWS);
  long asked = 0;
  for (bool done = false; !done; asked++) { /* from where the last one stopped */
    test_questions = asked;
    done = examples_sort_unless(rows, ROWS, &stop);
    CHECK(done == (test_questions >= 0), "done %d after %ld questions", done, asked);
    CHECK(asked < 1000, "no end");
  }
  CHECK(asked >= 10, "%ld questions", asked);
  for (int i = 0; i < ROWS; i++) {
    CHECK(rows[i].score == expected[i].score && rows[i].weight == expected[i].weight, "row %d", i);
  }
  free(rows);
}

/* ---- the same bits everywhere ---- */

static void test_frozen(void) {
  enum { ROWS = 3000 };
  static Example rows[ROWS];
  uint64_t hash = 0;
  test_state = 1;
  for (int kind = 0; kind < TEST_KINDS; kind++) {
    test_fill(&test_kinds[kind], rows, ROWS);
    examples_sort(rows, ROWS);
    for (int i = 0; i < ROWS; i++) {
      hash = test_mix(test_mix(hash, rows[i].score), rows[i].weight);
    }
  }
  CHECK(hash == UINT64_C(0xa5a121c5b6b8855e), "hash 0x%016llx", (unsigned long long)hash);
}

/* ---- what they say together ---- */

static void test_effective(void) {
  Example rows[1000];
  CHECK(examples_effective(NULL, 0) == 0.0, "of none");
  for (size_t count = 1; count <= 1000; count++) {
    rows[count - 1] = example_of(0.5, count % 3 == 0, 2.5);
    CHECK(examples_effective(rows, count) == (double)count, "%zu of one weight", count);
  }
  rows[0] = example_of(0.5, true, 3.0);
  rows[1] = example_of(0.5, false, 1.0);
  CHECK(fabs(examples_effective(rows, 2) - 1.6) < 1e-15, "3 and 1"); /* 16/10 */
  rows[0] = example_of(0.5, true, 1.7e308);
  rows[1] = example_of(0.5, false, 1.7e308);
  rows[2] = example_of(0.5, false, 5e-324);
  CHECK(examples_effective(rows, 3) == 2.0, "large and small");
  CHECK(examples_effective(rows + 2, 1) == 1.0, "the smallest");
}

/* The oldest example; of an empty set, whether it ever held one or not, nothing is read. */
static void test_front(void) {
  Examples examples = {.rows = NULL};
  CHECK(examples_front(&examples) == NULL, "an empty set");
  examples_remove(&examples);
  CHECK(examples_count(&examples) == 0, "nothing to remove");
  for (int i = 0; i < 3; i++) {
    examples_add(&examples, example_of(i, true, 1.0), test_resize);
    examples_add(&examples, example_of(i + 0.5, false, 2.0), test_resize);
    CHECK(examples_front(&examples)->score == i, "%d: %g", i, examples_front(&examples)->score);
    examples_remove(&examples);
    CHECK(examples_front(&examples)->weight == -2.0, "%d: the second", i);
    examples_remove(&examples);
  }
  examples_clear(&examples, test_resize);
}

int main(void) {
  test_front();
  test_one();
  test_effective();
  test_in_and_out();
  test_growth();
  test_frame();
  test_faults();
  test_sort();
  test_tied();
  test_speed();
  test_stops();
  test_frozen();
  CHECK(test_blocks == 0, "%ld blocks leaked", test_blocks);
  return check_report();
}
