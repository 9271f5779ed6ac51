/* sums.h: what holds for every sum over rows that come and go (exact/exact, metrics/softmax_entropy,
** metrics/cross_entropy): the same bits in every order of rows and in every sliding frame, no trace of
** what has left, and unchanged where memory runs out.
**
** A test describes its sum as a TestSum, and calls test_sum_orders and test_sum_failures.
*/
#ifndef LOGITS_TESTS_SUMS_H
#define LOGITS_TESTS_SUMS_H

#include "../ext/exact/sum_map.h"
#include "check.h"
#include "testing.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

enum { TEST_ANSWERS = 5 };

/* A sum of some type. A row is a score x and a target t, of which the sum may ignore one. */
typedef struct {
  size_t size;   /* of the type; all bytes zero is an empty sum */
  int answers;   /* at most TEST_ANSWERS */
  bool positive; /* all of its terms are, so that removing never needs memory */
  /* False, and nothing has changed, when memory ran out. */
  bool (*add)(void *sum, double x, double t, int sign);
  void (*read)(const void *sum, double x, double *answer); /* x is in the sum */
  void (*clear)(void *sum);
  SumMap *(*map)(void *sum, int number); /* the maps in it, from 0 on; NULL: no more */
} TestSum;

static inline void *test_sum_new(const TestSum *type) {
  void *sum = calloc(1, type->size);
  if (sum == NULL) abort();
  return sum;
}

static inline void test_sum_free(const TestSum *type, void *sum) {
  type->clear(sum);
  free(sum);
}

static inline void test_sum_compare(const TestSum *type, const void *a, const void *b, double x,
                                    const char *when, int where) {
  double of_a[TEST_ANSWERS], of_b[TEST_ANSWERS];
  type->read(a, x, of_a);
  type->read(b, x, of_b);
  for (int i = 0; i < type->answers; i++) {
    CHECK(test_equal(of_a[i], of_b[i]), "%s %d: answer %d: %a, not %a", when, where, i, of_a[i],
          of_b[i]);
  }
}

/* No trace of what came and went: all but the reserve of memory is zero. */
static inline bool test_sum_is_empty(const TestSum *type, void *sum) {
  unsigned char *bytes = test_sum_new(type);
  bool empty = true;
  memcpy(bytes, sum, type->size);
  for (int i = 0; type->map(bytes, i) != NULL; i++) {
    empty = empty && type->map(bytes, i)->root == 0;
    *type->map(bytes, i) = (SumMap){0};
  }
  for (size_t i = 0; i < type->size; i++) empty = empty && bytes[i] == 0;
  free(bytes);
  return empty;
}

/* ---- rows ---- */

/* Scores from all parts of the double range; `kind` 0 the usual, 1 wide, 2 everything finite, 3 with
** infinities. */
static inline double test_score(int kind) {
  static const double odd[] = {0.0,
                               -0.0,
                               5e-324,
                               -5e-324,
                               0x1p-1022,
                               1e-300,
                               -1e-20,
                               1e-20,
                               0x1p-8,
                               -0x1p-8,
                               0x1p58,
                               -0x1p58,
                               0x1.0000000000001p58,
                               -0x1.0000000000001p58,
                               1e308,
                               -1e308,
                               709.8,
                               -745.2,
                               1e9,
                               -1e9};
  enum { ODD = sizeof odd / sizeof *odd };
  switch (kind) {
  case 0: return test_between(-20.0, 20.0);
  case 1: return test_between(-800.0, 800.0);
  case 2: return test_below(3) == 0 ? odd[test_below(ODD)] : test_between(-1.0, 1.0);
  default:
    if (test_below(6) == 0) return test_below(2) != 0 ? INFINITY : -INFINITY;
    return test_below(2) != 0 ? odd[test_below(ODD)] : test_any_double();
  }
}

enum { TEST_ROWS = 300, TEST_SHUFFLES = 200 };

static inline void test_fill(int kind, double *x, double *t) {
  for (int i = 0; i < TEST_ROWS; i++) {
    x[i] = test_score(kind);
    t[i] = 0.0;
  }
  for (int i = 0; i < 10; i++) t[test_below(TEST_ROWS)] += 0.1;
}

/* ---- orders ---- */

static inline void test_sum_shuffles(const TestSum *type, int kind) {
  struct {
    double x, t;
  } rows[TEST_ROWS];
  double x[TEST_ROWS], t[TEST_ROWS];
  void *first = test_sum_new(type), *all = test_sum_new(type);
  test_fill(kind, x, t);
  for (int i = 0; i < TEST_ROWS; i++) {
    rows[i].x = x[i];
    rows[i].t = t[i];
    type->add(first, x[i], t[i], 1);
  }
  for (int shuffle = 0; shuffle < TEST_SHUFFLES; shuffle++) {
    test_shuffle(rows, TEST_ROWS, sizeof *rows);
    for (int i = 0; i < TEST_ROWS; i++) type->add(all, rows[i].x, rows[i].t, 1);
    test_sum_compare(type, all, first, rows[0].x, "shuffle", shuffle);
    if (shuffle % 2 != 0) {
      type->clear(all);
      continue;
    }
    for (int i = 0; i < TEST_ROWS; i++) type->add(all, rows[i].x, rows[i].t, -1);
    CHECK(test_sum_is_empty(type, all), "kind %d, shuffle %d", kind, shuffle);
  }
  test_sum_free(type, first);
  test_sum_free(type, all);
}

/* Frames as SQLite makes them: rows enter at the end and leave at the beginning, and no frame knows
** what was in it before. */
static inline void test_sum_frames(const TestSum *type, int kind, int width) {
  double x[TEST_ROWS], t[TEST_ROWS];
  void *sliding = test_sum_new(type);
  test_fill(kind, x, t);
  for (int i = 0; i < TEST_ROWS; i++) t[i] = i % width == 0 ? 1.0 : 0.0; /* one in each frame */
  for (int end = 0; end < TEST_ROWS; end++) {
    type->add(sliding, x[end], t[end], 1);
    if (end >= width) type->add(sliding, x[end - width], t[end - width], -1);
    void *fresh = test_sum_new(type);
    for (int i = end < width ? 0 : end - width + 1; i <= end; i++) type->add(fresh, x[i], t[i], 1);
    test_sum_compare(type, sliding, fresh, x[end], "frame ending at", end);
    test_sum_free(type, fresh);
  }
  test_sum_free(type, sliding);
}

static inline void test_sum_orders(const TestSum *type) {
  for (int kind = 0; kind < 4; kind++) {
    test_sum_shuffles(type, kind);
    const int widths[] = {1, 2, 3, 10, 40};
    for (int i = 0; i < 5; i++) test_sum_frames(type, kind, widths[i]);
  }
  CHECK(test_blocks == 0, "%ld blocks", test_blocks);
}

/* ---- memory that runs out ---- */

/* Adds a row to two sums, or to none. What was added can leave again without memory. */
static inline bool test_sum_add_both(const TestSum *type, void *a, void *b, double x, double t) {
  if (!type->add(a, x, t, 1)) return false;
  if (type->add(b, x, t, 1)) return true;
  CHECK(type->add(a, x, t, -1), "undo of %g", x);
  return false;
}

/* Whatever allocation fails: nothing changes, and the row can come again later. Rows that are there
** can leave without memory, but for terms of both signs that cancelled. */
static inline void test_sum_failures(const TestSum *type) {
  long refused = 0;
  for (int round = 0; round < 200; round++) {
    void *tried = test_sum_new(type), *other = test_sum_new(type), *sure = test_sum_new(type);
    double x[20], t[20];
    for (int i = 0; i < 20; i++) {
      x[i] = round % 2 != 0 ? test_between(-1e4, 1e4) : test_score(2);
      t[i] = i == 0 ? 1.0 : i % 2 != 0 ? test_between(0.0, 1e-300) : 0.0;
      test_allowed = test_below(2);
      while (!test_sum_add_both(type, tried, other, x[i], t[i])) {
        refused++;
        test_allowed = -1;
        test_sum_compare(type, tried, sure, x[i], "refused row", i);
        test_allowed = test_below(3);
      }
      test_allowed = -1;
      type->add(sure, x[i], t[i], 1);
      test_sum_compare(type, tried, sure, x[i], "row", i);
    }
    test_allowed = 0;
    for (int i = 0; i < 20 && round % 2 != 0 && type->positive; i++) {
      CHECK(type->add(tried, x[i], t[i], -1), "removing %g", x[i]);
    }
    test_allowed = -1;
    test_sum_free(type, tried);
    test_sum_free(type, other);
    test_sum_free(type, sure);
  }
  CHECK(refused > 100, "only %ld refusals", refused);
  CHECK(test_blocks == 0, "%ld blocks", test_blocks);
}

#endif
