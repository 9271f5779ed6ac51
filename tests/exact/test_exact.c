/* test_exact.c: the sums under every aggregate (exact/sum_map, superacc, exact, metrics/softmax): exact against
** integers of thousands of bits, the same bits in every order and in every sliding frame, unchanged
** where memory runs out, and right on published examples.
**
** How accurate the functions are is measured in tests/accuracy/lists.c; here results are compared
** for equality.
*/
#include "../../ext/metrics/cross_entropy.h"
#include "../../ext/metrics/softmax.h"
#include "../../ext/metrics/softmax_entropy.h"
#include "../check.h"
#include "../testing.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

/* The double next to x in the direction of +Inf (+1) or -Inf (-1), for positive finite x. */
static double test_next(double x, int direction) {
  return bits_to_double(bits_of_double(x) + (uint64_t)(int64_t)direction);
}

static double test_ulps(double got, double expected) {
  if (got == expected) return 0.0;
  return fabs(got - expected) / (test_next(fabs(expected), 1) - fabs(expected));
}

/* ---- sum_map against an array ---- */

enum { TEST_KEYS = 60 };

static void test_compare_map(const SumMap *map, const Wide *model, const char *when) {
  int live = -1; /* the largest key so far */
  for (int key = 0; key < TEST_KEYS; key++) {
    if (!wide_is_zero(model[key])) live = key;
    const SumMapNode *node = sum_map_at_most(map, key);
    bool same = live < 0 ? node == NULL
                         : node != NULL && node->key == live &&
                               memcmp(&node->value, &model[live], sizeof(Wide)) == 0;
    CHECK(same, "%s: at most %d", when, key);
  }
}

static void test_sum_map(void) {
  SumMap map = {0};
  Wide model[TEST_KEYS] = {{0, 0}};
  long refused = 0;
  for (int i = 0; i < 20000; i++) {
    int key = test_below(TEST_KEYS);
    Wide delta = {test_random(), test_random()};
    if (test_below(3) == 0) delta = wide_negate(model[key]);
    if (i % 1000 < 200) test_allowed = 0;
    if (sum_map_add(&map, key, delta, test_resize)) {
      model[key] = wide_add(model[key], delta);
    } else {
      refused++;
    }
    test_allowed = -1;
    if (i % 50 == 0) test_compare_map(&map, model, "random");
    if (i == 10000) {
      sum_map_clear(&map, test_resize);
      memset(model, 0, sizeof model);
    }
  }
  CHECK(refused > 0, "no allocation was refused");
  sum_map_clear(&map, test_resize);
  CHECK(test_blocks == 0 && map.root == 0, "%ld blocks", test_blocks);

  Wide one = {1, 0};
  sum_map_add(&map, INT64_MIN, one, test_resize);
  sum_map_add(&map, INT64_MAX, one, test_resize);
  CHECK(sum_map_at_most(&map, INT64_MAX - 1)->key == INT64_MIN, "extreme keys");
  CHECK(sum_map_at_most(&map, INT64_MAX)->key == INT64_MAX, "extreme keys");
  sum_map_clear(&map, test_resize);
}

static int test_depth(const SumMap *map, uint32_t index) {
  if (index == 0) return 0;
  int left = test_depth(map, map->nodes[index].left);
  int right = test_depth(map, map->nodes[index].right);
  return 1 + (left > right ? left : right);
}

/* Neither order of keys may make the tree deep: time would grow with the square of their number. */
static void test_sum_map_orders(void) {
  enum { KEYS = 1 << 17 };
  for (int order = 0; order < 4; order++) {
    SumMap map = {0};
    for (int64_t i = 0; i < KEYS; i++) {
      int64_t key = order == 0   ? i
                    : order == 1 ? -i
                    : order == 2 ? i << 32
                                 : (int64_t)((uint64_t)i * 40503 % KEYS);
      sum_map_add(&map, key, (Wide){1, 0}, test_resize);
    }
    CHECK(map.used == KEYS + 1, "order %d: %u nodes", order, map.used);
    int depth = test_depth(&map, map.root);
    CHECK(depth < 60, "order %d: depth %d", order, depth);
    if (order == 0) { /* first in, first out */
      for (int64_t i = 0; i < KEYS; i++) {
        sum_map_add(&map, i, (Wide){UINT64_MAX, UINT64_MAX}, test_resize);
        if (i % 4096 == 0) CHECK(test_depth(&map, map.root) < 60, "after removing %d", (int)i);
      }
      CHECK(map.root == 0, "all removed");
    }
    sum_map_clear(&map, test_resize);
  }
}

/* ---- superacc against one long integer ---- */

enum {
  LONG_LIMBS = 150, /* of 32 bits: two's complement, in units of ... */
  LONG_UNIT = -2240 /* 2^-2240 */
};

typedef struct {
  uint32_t limb[LONG_LIMBS];
} Long;

static void long_add(Long *sum, int64_t m, int64_t e) {
  int64_t place = e - LONG_UNIT;
  Wide shifted = wide_of(m, (int)(place % 32));
  uint32_t sign = m < 0 ? UINT32_MAX : 0,
           part[4] = {(uint32_t)shifted.lo, (uint32_t)(shifted.lo >> 32), (uint32_t)shifted.hi,
                      (uint32_t)(shifted.hi >> 32)};
  uint64_t carry = 0;
  for (int64_t i = place / 32; i < LONG_LIMBS; i++) {
    int64_t j = i - place / 32;
    carry += (uint64_t)sum->limb[i] + (j < 4 ? part[j] : sign);
    sum->limb[i] = (uint32_t)carry;
    carry >>= 32;
  }
}

static bool long_negate_if_negative(Long *sum) {
  if (sum->limb[LONG_LIMBS - 1] >> 31 == 0) return false;
  uint64_t carry = 1;
  for (int i = 0; i < LONG_LIMBS; i++) {
    carry += ~sum->limb[i];
    sum->limb[i] = (uint32_t)carry;
    carry >>= 32;
  }
  return true;
}

static int long_bit(const Long *sum, int place) {
  return place < 0 ? 0 : (int)(sum->limb[place / 32] >> place % 32 & 1);
}

/* To the nearest double by the schoolbook: bits, the next one, and whether any is left. */
static double long_round(Long sum) {
  bool negative = long_negate_if_negative(&sum);
  int top = 32 * LONG_LIMBS - 1;
  while (top >= 0 && long_bit(&sum, top) == 0) top--;
  if (top < 0) return 0.0;
  int last = top - 52;
  if (last < -1074 - LONG_UNIT) last = -1074 - LONG_UNIT;
  double x = 0.0;
  for (int i = top; i >= last; i--) x = 2.0 * x + long_bit(&sum, i);
  bool half = long_bit(&sum, last - 1) != 0, more = false;
  for (int i = 0; i < last - 1; i++) more = more || long_bit(&sum, i) != 0;
  if (half && (more || long_bit(&sum, last) != 0)) x += 1.0;
  x = ldexp(x, last + LONG_UNIT);
  return negative ? -x : x;
}

/* What is left is below 2^-94 of the sum: the DD is taken off as two terms. */
static bool long_is_value(const Long *sum, ScaledDD value) {
  Long rest = *sum, magnitude = *sum;
  Term hi = term_of(value.f.hi), lo = term_of(value.f.lo);
  if (value.f.hi != 0.0) long_add(&rest, -hi.m, hi.e + value.k);
  if (value.f.lo != 0.0) long_add(&rest, -lo.m, lo.e + value.k);
  long_negate_if_negative(&rest);
  long_negate_if_negative(&magnitude);
  int top = 32 * LONG_LIMBS - 1, rest_top = top;
  while (top >= 0 && long_bit(&magnitude, top) == 0) top--;
  while (rest_top >= 0 && long_bit(&rest, rest_top) == 0) rest_top--;
  return rest_top < 0 || rest_top < top - 94;
}

static void test_compare_superacc(const Superacc *acc, const Long *sum, const char *when) {
  CHECK(test_equal(superacc_round(acc), long_round(*sum)), "%s: %a, not %a", when,
        superacc_round(acc), long_round(*sum));
  CHECK(long_is_value(sum, superacc_value(acc, NULL, 0)), "%s: value of %a", when,
        long_round(*sum));
}

enum { TEST_TERMS = 40 };

/* Random terms come; then they go, but for small changes: what cancels leaves much lower bits. */
static void test_superacc_random(int span, int center) {
  Term term[TEST_TERMS];
  Superacc acc = {0};
  Long sum = {{0}};
  for (int i = 0; i < TEST_TERMS; i++) {
    int64_t m = (int64_t)(test_random() >> (1 + test_below(62)));
    term[i] = (Term){test_below(2) != 0 ? m : -m, center + test_below(span) - span / 2};
    superacc_add(&acc, term[i].m, term[i].e, test_resize);
    long_add(&sum, term[i].m, term[i].e);
    test_compare_superacc(&acc, &sum, "adding");
  }
  for (int i = TEST_TERMS - 1; i >= 0; i--) {
    int64_t m = -term[i].m + (test_below(8) == 0);
    superacc_add(&acc, m, term[i].e, test_resize);
    long_add(&sum, m, term[i].e);
    test_compare_superacc(&acc, &sum, "cancelling");
  }
  for (int i = 0; i < 4; i++) { /* the same with terms that are not in the chunks */
    Term more[3] = {term[i], term[i + 4], {-term[i].m, term[i].e}};
    Long with = sum;
    for (int j = 0; j < 3; j++) long_add(&with, more[j].m, more[j].e);
    CHECK(long_is_value(&with, superacc_value(&acc, more, 3)), "with more terms");
  }
  superacc_clear(&acc, test_resize);
}

/* 2^100 - 2^e + 2^low: the leading bit of the sum is anywhere below that of its terms. */
static void test_superacc_cancelling(void) {
  for (int e = 60; e > -1000; e -= 7) {
    Superacc acc = {0};
    Long sum = {{0}};
    const Term terms[] = {{1, 1000},   {-(INT64_C(1) << 40), 960}, {1, e}, {-1, e - 1}, {-1, e - 1},
                          {3, e - 300}};
    for (int i = 0; i < 6; i++) {
      superacc_add(&acc, terms[i].m, terms[i].e, test_resize);
      long_add(&sum, terms[i].m, terms[i].e);
      test_compare_superacc(&acc, &sum, "ladder");
    }
    superacc_clear(&acc, test_resize);
  }
}

/* Chunks that cancel each other leave 1 some chunks lower, where a term from below the first window is
** within 2^-34 of it. */
static void test_superacc_window(void) {
  for (int drop = 0; drop < 9; drop++) {
    Superacc acc = {0};
    Long sum = {{0}};
    const Term terms[] = {{1, 640},
                          {-(INT64_C(1) << 32), 608},
                          {drop % 2 != 0 ? -1 : 1, 640 - 32 * drop},
                          {INT64_MAX, 32 * 13 + 31},
                          {-INT64_MAX, 32 * 9 + 31}};
    for (int i = 0; i < 5; i++) {
      superacc_add(&acc, terms[i].m, terms[i].e, test_resize);
      long_add(&sum, terms[i].m, terms[i].e);
      test_compare_superacc(&acc, &sum, "window");
    }
    superacc_clear(&acc, test_resize);
  }
}

/* Ties, and what tips them from very far below. */
static void test_superacc_ties(void) {
  for (int e = -1070; e <= 960; e += 29) {
    for (int odd = 0; odd < 2; odd++) {
      for (int tip = -1; tip <= 1; tip++) {
        Superacc acc = {0};
        Long sum = {{0}};
        int64_t m = (INT64_C(1) << 54) + (odd != 0 ? 3 : 1);
        int sign = test_below(2) != 0 ? 1 : -1;
        const Term terms[] = {{sign * m, e}, {tip, e - 60 - test_below(1000)}};
        for (int i = 0; i < 2; i++) {
          superacc_add(&acc, terms[i].m, terms[i].e, test_resize);
          long_add(&sum, terms[i].m, terms[i].e);
        }
        test_compare_superacc(&acc, &sum, "tie");
        superacc_clear(&acc, test_resize);
      }
    }
  }
}

static void test_superacc(void) {
  for (int i = 0; i < 60; i++) {
    test_superacc_random(40, -20);
    test_superacc_random(300, 0);
    test_superacc_random(2000, 0);
    test_superacc_random(60, -1060);
    test_superacc_random(100, -2000);
    test_superacc_random(200, 1000);
  }
  test_superacc_cancelling();
  test_superacc_window();
  test_superacc_ties();
  CHECK(test_blocks == 0, "%ld blocks", test_blocks);
}

/* ---- sums of doubles ---- */

static void long_add_product(Long *sum, double x, double y) {
  Term a = term_of(x), b = term_of(y);
  for (int i = 0; i < 53; i++) {
    int64_t bit = (b.m < 0 ? -b.m : b.m) >> i & 1;
    if (bit != 0) long_add(sum, b.m < 0 ? -a.m : a.m, a.e + b.e + i);
  }
}

static void test_sums(void) {
  for (int round = 0; round < 100; round++) {
    ExactSum sum = {0};
    Long model = {{0}};
    double kept[30];
    for (int i = 0; i < 30; i++) {
      kept[i] = round % 2 != 0 ? test_any_double() : test_between(-1e3, 1e3);
      exact_sum_add(&sum, kept[i], 1, test_resize);
      long_add(&model, term_of(kept[i]).m, term_of(kept[i]).e);
      test_compare_superacc(&sum.acc, &model, "doubles");
    }
    for (int i = 0; i < 30; i++) exact_sum_add(&sum, kept[i], -1, test_resize);
    CHECK(exact_sum_round(&sum) == 0.0 && exact_sum_value(&sum).f.hi == 0.0, "all removed");
    memset(&model, 0, sizeof model);
    for (int i = 0; i + 1 < 30; i++) {
      double x = kept[i], y = round % 4 < 2 ? kept[i + 1] : test_between(-1.0, 1.0);
      if (fabs(x) > 1e150 || fabs(y) > 1e150) continue; /* room of the model */
      exact_sum_add_product(&sum, x, y, 1, test_resize);
      long_add_product(&model, x, y);
      test_compare_superacc(&sum.acc, &model, "products");
    }
    exact_sum_clear(&sum, test_resize);
  }
}

static void test_sum_examples(void) {
  ExactSum sum = {0};
  const double exact[] = {1e308, 1e308, 1.0, -1e308, 5e-324, -1e308};
  for (int i = 0; i < 6; i++) exact_sum_add(&sum, exact[i], 1, test_resize);
  CHECK(exact_sum_round(&sum) == 1.0, "%g", exact_sum_round(&sum));
  exact_sum_add(&sum, 1.0, -1, test_resize);
  CHECK(exact_sum_round(&sum) == 5e-324, "%g", exact_sum_round(&sum));
  for (int i = 0; i < 2; i++) exact_sum_add(&sum, -1.7e308, 1, test_resize);
  CHECK(exact_sum_round(&sum) == -INFINITY, "%g", exact_sum_round(&sum));
  for (int i = 0; i < 2; i++) exact_sum_add(&sum, -1.7e308, -1, test_resize);
  CHECK(exact_sum_round(&sum) == 5e-324, "%g", exact_sum_round(&sum));
  exact_sum_clear(&sum, test_resize);
  for (int i = 0; i < 10; i++) exact_sum_add(&sum, 0.1, 1, test_resize);
  CHECK(exact_sum_round(&sum) == 1.0, "%.17g", exact_sum_round(&sum));
  exact_sum_add(&sum, -1.0, 1, test_resize);
  CHECK(exact_sum_round(&sum) == 0x1p-54, "%.17g", exact_sum_round(&sum));
  exact_sum_clear(&sum, test_resize);
}

/* A product is two terms: when there is memory for the first only, it must not stay. */
static void test_product_failures(void) {
  ExactSum sum = {0};
  long refused = 0;
  for (int i = 0; i < 100; i++) {
    double x = ldexp(test_between(1.0, 2.0), 8 * i - 1000), y = test_between(1.0, 2.0);
    double before = exact_sum_round(&sum);
    test_allowed = 0;
    bool added = exact_sum_add_product(&sum, x, y, 1, test_resize);
    test_allowed = -1;
    if (added) continue;
    refused++;
    CHECK(test_equal(exact_sum_round(&sum), before), "refused product %d", i);
    exact_sum_add_product(&sum, x, y, 1, test_resize);
  }
  CHECK(refused >= 3, "%ld products were refused", refused);
  exact_sum_clear(&sum, test_resize);
}

/* ---- everything at once over one list ---- */

typedef struct {
  ExactExp scores;
  SoftmaxEntropy entropy;
  CrossEntropySum loss;
  ExactSum sum;
} Everything;

enum { TEST_ANSWERS = 9 };

/* False, and nothing has changed, when memory ran out. */
static bool everything_add(Everything *all, double x, double t, int sign) {
  if (!exact_exp_add(&all->scores, x, sign, test_resize)) return false;
  if (softmax_entropy_add(&all->entropy, x, sign, test_resize)) {
    if (cross_entropy_add(&all->loss, x, t, sign, test_resize)) {
      if (isinf(x) || exact_sum_add(&all->sum, x, sign, test_resize)) return true;
      CHECK(cross_entropy_add(&all->loss, x, t, -sign, test_resize), "undo of %g", x);
    }
    CHECK(softmax_entropy_add(&all->entropy, x, -sign, test_resize), "undo of %g", x);
  }
  CHECK(exact_exp_add(&all->scores, x, -sign, test_resize), "undo of %g", x);
  return false;
}

static void everything_read(const Everything *all, double x, double *answer) {
  double loss = 0.0;
  answer[0] = softmax_logsumexp(&all->scores);
  answer[1] = softmax_logmeanexp(&all->scores);
  answer[2] = softmax_probability(&all->scores, x);
  answer[3] = softmax_margin(&all->scores, x, x - 1.0);
  answer[4] = softmax_entropy_value(&all->entropy);
  answer[5] = cross_entropy_value(&all->loss, &loss);
  answer[6] = loss;
  answer[7] = exact_sum_round(&all->sum);
  answer[8] = (double)exact_exp_count(&all->scores);
}

static void everything_clear(Everything *all) {
  exact_exp_clear(&all->scores, test_resize);
  softmax_entropy_clear(&all->entropy, test_resize);
  cross_entropy_clear(&all->loss, test_resize);
  exact_sum_clear(&all->sum, test_resize);
}

/* No trace of what came and went: all but the reserve of memory is zero. */
static bool everything_is_empty(Everything all) {
  SumMap *maps[] = {&all.scores.acc.sparse,       &all.scores.huge,
                    &all.entropy.sparse,          &all.entropy.huge,
                    &all.loss.scores.acc.sparse,  &all.loss.scores.huge,
                    &all.loss.targets.weights.acc.sparse, &all.loss.weighted.acc.sparse,
                    &all.sum.acc.sparse};
  for (size_t i = 0; i < sizeof maps / sizeof maps[0]; i++) {
    if (maps[i]->root != 0) return false;
    *maps[i] = (SumMap){0};
  }
  Everything zero = {0};
  return memcmp(&all, &zero, sizeof all) == 0;
}

static void test_compare_everything(const Everything *a, const Everything *b, double x,
                                    const char *when, int where) {
  double of_a[TEST_ANSWERS], of_b[TEST_ANSWERS];
  everything_read(a, x, of_a);
  everything_read(b, x, of_b);
  for (int i = 0; i < TEST_ANSWERS; i++) {
    CHECK(test_equal(of_a[i], of_b[i]), "%s %d: answer %d: %a, not %a", when, where, i, of_a[i],
          of_b[i]);
  }
}

/* Scores from all parts of the double range; `kind` 0 the usual, 1 wide, 2 everything finite, 3 with
** infinities. */
static double test_score(int kind) {
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

static void test_fill(int kind, double *x, double *t) {
  for (int i = 0; i < TEST_ROWS; i++) {
    x[i] = test_score(kind);
    t[i] = 0.0;
  }
  for (int i = 0; i < 10; i++) t[test_below(TEST_ROWS)] += 0.1;
}

static void test_shuffles(int kind) {
  double x[TEST_ROWS], t[TEST_ROWS];
  test_fill(kind, x, t);
  Everything first = {0}, all = {0};
  for (int i = 0; i < TEST_ROWS; i++) everything_add(&first, x[i], t[i], 1);
  for (int shuffle = 0; shuffle < TEST_SHUFFLES; shuffle++) {
    for (int i = TEST_ROWS - 1; i > 0; i--) {
      int j = test_below(i + 1);
      double swap_x = x[i], swap_t = t[i];
      x[i] = x[j];
      t[i] = t[j];
      x[j] = swap_x;
      t[j] = swap_t;
    }
    for (int i = 0; i < TEST_ROWS; i++) everything_add(&all, x[i], t[i], 1);
    test_compare_everything(&all, &first, x[0], "shuffle", shuffle);
    if (shuffle % 2 != 0) {
      everything_clear(&all);
      continue;
    }
    for (int i = 0; i < TEST_ROWS; i++) everything_add(&all, x[i], t[i], -1);
    CHECK(everything_is_empty(all), "kind %d, shuffle %d", kind, shuffle);
  }
  everything_clear(&first);
  everything_clear(&all);
}

/* Frames as SQLite makes them: rows enter at the end and leave at the beginning, and no frame knows
** what was in it before. */
static void test_frames(int kind, int width) {
  double x[TEST_ROWS], t[TEST_ROWS];
  test_fill(kind, x, t);
  for (int i = 0; i < TEST_ROWS; i++) t[i] = i % width == 0 ? 1.0 : 0.0; /* one in each frame */
  Everything sliding = {0};
  for (int end = 0; end < TEST_ROWS; end++) {
    everything_add(&sliding, x[end], t[end], 1);
    if (end >= width) everything_add(&sliding, x[end - width], t[end - width], -1);
    Everything fresh = {0};
    for (int i = end < width ? 0 : end - width + 1; i <= end; i++) {
      everything_add(&fresh, x[i], t[i], 1);
    }
    test_compare_everything(&sliding, &fresh, x[end], "frame ending at", end);
    everything_clear(&fresh);
  }
  everything_clear(&sliding);
}

static void test_orders(void) {
  for (int kind = 0; kind < 4; kind++) {
    test_shuffles(kind);
    const int widths[] = {1, 2, 3, 10, 40};
    for (int i = 0; i < 5; i++) test_frames(kind, widths[i]);
  }
  CHECK(test_blocks == 0, "%ld blocks", test_blocks);
}

/* Whatever allocation fails: nothing changes, and the row can come again later. Rows that are there
** can leave without memory, but for terms of both signs that cancelled. */
static void test_failures(void) {
  long refused = 0;
  for (int round = 0; round < 200; round++) {
    Everything tried = {0}, sure = {0};
    double x[20];
    for (int i = 0; i < 20; i++) {
      x[i] = round % 2 != 0 ? test_between(-1e4, 1e4) : test_score(2);
      double t = i == 0 ? 1.0 : i % 2 != 0 ? test_between(0.0, 1e-300) : 0.0;
      test_allowed = test_below(8);
      while (!everything_add(&tried, x[i], t, 1)) {
        refused++;
        test_allowed = -1;
        test_compare_everything(&tried, &sure, x[i], "refused row", i);
        test_allowed = test_below(12);
      }
      test_allowed = -1;
      everything_add(&sure, x[i], t, 1);
      test_compare_everything(&tried, &sure, x[i], "row", i);
    }
    test_allowed = 0;
    for (int i = 0; i < 20 && round % 2 != 0; i++) {
      CHECK(exact_exp_add(&tried.scores, x[i], -1, test_resize), "removing %g", x[i]);
      CHECK(softmax_entropy_add(&tried.entropy, x[i], -1, test_resize), "removing %g", x[i]);
    }
    test_allowed = -1;
    everything_clear(&tried);
    everything_clear(&sure);
  }
  CHECK(refused > 100, "only %ld refusals", refused);
  CHECK(test_blocks == 0, "%ld blocks", test_blocks);
}

/* ---- answers ---- */

enum { TEST_LIST = 16 };

static ExactExp test_scores(const double *x, int n) {
  ExactExp scores = {0};
  for (int i = 0; i < n; i++) exact_exp_add(&scores, x[i], 1, test_resize);
  return scores;
}

typedef struct {
  int n;
  double x[TEST_LIST];
  double expected;
  const char *source;
} TestAnswer;

static const double test_ln2 = 0.6931471805599453, test_ln3 = 1.0986122886681098;

static void test_logsumexp(void) {
  const TestAnswer answers[] = {
      {10, {0, 1, 2, 3, 4, 5, 6, 7, 8, 9}, 9.45862974442671, "SciPy's documentation"},
      {3, {1, 2, 3}, 3.40760596444438, "LogExpFunctions.jl"},
      {3, {1001, 1002, 1003}, 1003.40760596444438, "LogExpFunctions.jl"},
      {2,
       {1e-20, -46.051701859880914},
       1.9999999999999993e-20,
       "LogExpFunctions.jl prints 2e-20; this is it for the double next to ln 1e-20"},
      {2, {0, -40}, 4.248354255291589e-18, "scipy issue 18295"},
      {2, {1000, 1000}, 1000 + 0.6931471805599453, "SciPy"},
      {2, {-INFINITY, 9}, 9, "LogExpFunctions.jl"},
      {2, {INFINITY, 9}, INFINITY, "LogExpFunctions.jl"},
      {2, {-INFINITY, INFINITY}, INFINITY, "LogExpFunctions.jl"},
      {2, {-INFINITY, -INFINITY}, -INFINITY, "all -Inf"},
      {0, {0}, NAN, "empty"},
      {2, {5e-324, 1e308}, 1e308, "huge"},
      {3, {-1e308, -1e308, -1.7e308}, -1e308, "huge and negative"},
      {2, {-1e308, 3.5}, 3.5, "huge and negative, beside a usual one"},
      {2, {0x1p58, 0x1p58}, 0x1p58, "ln 2 is below half a ULP"},
      {1, {5e-324}, 5e-324, "subnormal"},
      {2, {5e-324, -INFINITY}, 5e-324, "subnormal"},
      {2, {5e-324, -750}, 5e-324, "e^-750 is less than half of it"},
  };
  for (size_t i = 0; i < sizeof answers / sizeof *answers; i++) {
    const TestAnswer *answer = &answers[i];
    ExactExp scores = test_scores(answer->x, answer->n);
    double got = softmax_logsumexp(&scores);
    CHECK(test_equal(got, answer->expected) || test_ulps(got, answer->expected) <= 1.0,
          "%s: %.17g, not %.17g", answer->source, got, answer->expected);
    exact_exp_clear(&scores, test_resize);
  }
}

/* ln(e^x) and the logarithm of the mean of equal terms are x, bit for bit. */
static void test_equal_scores(void) {
  for (int i = 0; i < 20000; i++) {
    double x =
        i % 2 != 0 ? test_any_double() : test_between(-1.0, 1.0) * ldexp(1.0, test_below(72) - 60);
    int n = 1 + test_below(12);
    ExactExp scores = {0};
    exact_exp_add(&scores, x, 1, test_resize);
    CHECK(softmax_logsumexp(&scores) == x, "logsumexp(%a) = %a", x, softmax_logsumexp(&scores));
    for (int j = 1; j < n; j++) exact_exp_add(&scores, x, 1, test_resize);
    CHECK(softmax_logmeanexp(&scores) == x, "logmeanexp of %d times %a = %a", n, x,
          softmax_logmeanexp(&scores));
    CHECK(softmax_probability(&scores, x) == 1.0 / n, "probability of one of %d times %a", n, x);
    CHECK(softmax_margin(&scores, x, n == 1 ? -INFINITY : x) == (n == 1), "margin of %a", x);
    exact_exp_clear(&scores, test_resize);
  }
  const double half[] = {0.0, -INFINITY};
  ExactExp scores = test_scores(half, 2);
  CHECK(softmax_logmeanexp(&scores) == -test_ln2, "-Inf counts: %.17g",
        softmax_logmeanexp(&scores));
}

static void test_probabilities(void) {
  const struct {
    int n;
    double x[4], p[4];
  } answers[] = {
      {4,
       {0, 1, 2, 3},
       {.03205860328008499, .08714431874203256, .23688281808991013, .6439142598879722}},
      {4,
       {100, 101, 102, 103},
       {.03205860328008499, .08714431874203256, .23688281808991013, .6439142598879722}},
      {4, {1, 325, 749, 750}, {0, 1.9444526359919372e-185, .2689414213699951, .7310585786300049}},
      {4,
       {-25, 0, 25, 50},
       {2.678636961770877e-33, 1.9287498479371314e-22, 1.3887943864771144e-11, .999999999986112}},
      {3, {INFINITY, 1, INFINITY}, {0.5, 0, 0.5}},
      {3, {-INFINITY, 7, 7}, {0, 0.5, 0.5}},
      {2, {-INFINITY, -INFINITY}, {NAN, NAN}},
      {3, {1e300, 1e300, -1e300}, {0.5, 0.5, 0}},
      {3, {-1e308, 1e308, 1.5e308}, {0, 0, 1}},
      {3, {-1e300, 0, -1e300}, {0, 1, 0}},
  };
  for (size_t i = 0; i < sizeof answers / sizeof *answers; i++) {
    ExactExp scores = test_scores(answers[i].x, answers[i].n);
    for (int j = 0; j < answers[i].n; j++) {
      double got = softmax_probability(&scores, answers[i].x[j]), expected = answers[i].p[j];
      CHECK(test_equal(got, expected) || test_ulps(got, expected) <= 1.0,
            "list %d: %.17g, not %.17g", (int)i, got, expected);
    }
    exact_exp_clear(&scores, test_resize);
  }
}

/* A score that is not in the set has no probability; what comes is a number in [0, 1] all the same.
*/
static void test_strangers(void) {
  const double x[] = {0.0, 0.0};
  ExactExp scores = test_scores(x, 2);
  const double strangers[] = {5.0, 800.0, 1e300, INFINITY};
  for (int i = 0; i < 4; i++) {
    double p = softmax_probability(&scores, strangers[i]);
    CHECK(p == 1.0, "of %g: %g", strangers[i], p);
  }
}

static void test_margins(void) {
  const struct {
    double x[3], expected;
  } answers[] = {
      {{-INFINITY, -INFINITY, -INFINITY}, NAN},
      {{2, -INFINITY, -INFINITY}, 1},
      {{INFINITY, 2, 1}, 1},
      {{INFINITY, INFINITY, 1}, 0},
      {{0x1p-60, 0, -INFINITY}, 0x1p-61},
      {{5e-324, 0, 0}, 0}, /* a third of it rounds to 0 */
      {{6e-323, 0, -INFINITY}, 3e-323},
      {{1e300, -1e300, -1e300}, 1},
      {{1.7e308, -1.7e308, -INFINITY}, 1},
      {{1e300, 1e300, 5}, 0},
      {{1 + 0x1p-52, 1, -INFINITY}, 0x1p-53},
      {{800, -800, -INFINITY}, 1},
      {{test_ln3, 0, -INFINITY}, 0.5},
  };
  for (size_t i = 0; i < sizeof answers / sizeof *answers; i++) {
    ExactExp scores = test_scores(answers[i].x, 3);
    double got = softmax_margin(&scores, answers[i].x[0], answers[i].x[1]);
    CHECK(test_equal(got, answers[i].expected) || test_ulps(got, answers[i].expected) <= 1.0,
          "list %d: %.17g, not %.17g", (int)i, got, answers[i].expected);
    exact_exp_clear(&scores, test_resize);
  }
}

static double test_entropy_of(const double *x, int n) {
  SoftmaxEntropy sum = {0};
  for (int i = 0; i < n; i++) softmax_entropy_add(&sum, x[i], 1, test_resize);
  double entropy = softmax_entropy_value(&sum);
  softmax_entropy_clear(&sum, test_resize);
  return entropy;
}

static void test_entropies(void) {
  const TestAnswer answers[] = {
      {3,
       {-1.6094379124341003, -0.69314718055994531, -1.2039728043259361},
       1.0296530140645737,
       "SciPy, entr of .2, .5, .3"},
      {1, {17}, 0, "one score"},
      {1, {1e300}, 0, "one score"},
      {0, {0}, NAN, "empty"},
      {2, {-INFINITY, -INFINITY}, NAN, "all -Inf"},
      {3, {-INFINITY, 5, 5}, 0.6931471805599453, "two alike"},
      {4, {INFINITY, INFINITY, 1, -INFINITY}, 0.6931471805599453, "two +Inf"},
      {3, {1e300, 1e300, -1e300}, 0.6931471805599453, "two huge"},
      {3, {-1e300, 4.25, 4.25}, 0.6931471805599453, "a huge negative one"},
      {3, {-1e300, -1e300, -1e300}, 1.0986122886681098, "three huge and negative"},
      {2, {1e9, 1e9}, 0.6931471805599453, "two far away"},
      {2, {8, -800}, 0, "certain"},
  };
  for (size_t i = 0; i < sizeof answers / sizeof *answers; i++) {
    double got = test_entropy_of(answers[i].x, answers[i].n), expected = answers[i].expected;
    CHECK(test_equal(got, expected) || fabs(got - expected) <= 0x1p-55 ||
              test_ulps(got, expected) <= 1.0,
          "%s: %.17g, not %.17g", answers[i].source, got, expected);
  }
  for (int i = 0; i < 3000; i++) { /* n equal scores: ln n */
    SoftmaxEntropy sum = {0};
    double x = test_below(4) == 0 ? test_any_double() : test_between(-300.0, 300.0);
    int n = 1 + test_below(50);
    for (int j = 0; j < n; j++) softmax_entropy_add(&sum, x, 1, test_resize);
    double got = softmax_entropy_value(&sum);
    CHECK(got >= 0.0 &&
              (n == 1 ? got == 0.0 : test_ulps(got, dd_log((ScaledDD){{n, 0.0}, 0}).hi) <= 1.0),
          "%d times %a: %.17g", n, x, got);
    softmax_entropy_clear(&sum, test_resize);
  }
}

typedef struct {
  int n;
  TargetOutcome outcome;
  double x[3], t[3];
  double expected, tolerance; /* relative; 0: 1 ULP */
  const char *what;
} TestLoss;

static void test_cross_entropies(void) {
  const double inf = INFINITY;
  const TestLoss losses[] = {
      {3, TARGET_ANSWER, {4, 2, 1}, {1, 0, 0}, .16984601955628564, 0, "TensorFlow"},
      {3, TARGET_ANSWER, {0, 5, 1}, {0, .8, .2}, .8247448901388227, 0, "TensorFlow"},
      {3, TARGET_ANSWER, {10, 1, -2}, {0, 1, 0}, 9.00013, 1e-6, "optax"},
      {3, TARGET_ANSWER, {1, 4, .2}, {1, 0, 0}, 3.0696733, 1e-7, "optax"},
      {3, TARGET_ANSWER, {-inf, 0, 0}, {0, .5, .5}, test_ln2, 0, "optax"},
      {3, TARGET_ANSWER, {-inf, 0, 0}, {.4, .3, .3}, inf, 0, "weight on -Inf, optax"},
      {3, TARGET_ANSWER, {-inf, 0, -inf}, {0, 1, 0}, 0, 0, "optax"},
      {2, TARGET_ANSWER, {0, -40}, {1, 0}, 4.248354255291589e-18, 0, "log1p(e^-40)"},
      {2, TARGET_ANSWER, {40, 0}, {1, 0}, 4.248354255291589e-18, 0, "log1p(e^-40)"},
      {2, TARGET_ANSWER, {1e-3, -700}, {1, 0}, 9.8498217954114152e-305, 0, "near 0"},
      {1, TARGET_ANSWER, {17}, {1}, 0, 0, "a single class"},
      {1, TARGET_ANSWER, {-0.3}, {1 - 1e-7}, 0, 0, "a single class, nearly 1"},
      {2, TARGET_ANSWER, {0, 0}, {1 + 1e-7, 0}, 0.69314724987466341, 0, "weight nearly 1"},
      {2, TARGET_ANSWER, {1e300, -1e300}, {0, 1}, 2e300, 0, "huge"},
      {2, TARGET_ANSWER, {1.7e308, -1.7e308}, {0, 1}, inf, 0, "overflow"},
      {2, TARGET_ANSWER, {1e300, 1e300}, {0, 1}, test_ln2, 0, "two huge"},
      {2, TARGET_ANSWER, {-1e300, 0}, {1, 0}, 1e300, 0, "huge and negative"},
      {3, TARGET_ANSWER, {1e300, 1e300, 1e300}, {.3, .3, .4}, test_ln3, 0, "soft, huge"},
      {3, TARGET_ANSWER, {1e15, 1e15, 1e15}, {.1, .2, .7}, test_ln3, 0, "soft, far"},
      {3,
       TARGET_ANSWER,
       {1e300, 1e300, 1e300},
       {.5, .5 + 0x1p-30, 1e-40},
       1.0986122896912721,
       0,
       "an excess of two doubles, huge"},
      {3, TARGET_ANSWER, {0, 0, 0}, {1e-320, 1, 1e-300}, test_ln3, 0, "soft, tiny weights"},
      {2, TARGET_ANSWER, {inf, 3}, {1, 0}, 0, 0, "the target is +Inf"},
      {3, TARGET_ANSWER, {inf, inf, 3}, {1, 0, 0}, test_ln2, 0, "one of two +Inf"},
      {3, TARGET_ANSWER, {inf, inf, 3}, {.5, .5, 0}, test_ln2, 0, "both +Inf"},
      {3, TARGET_ANSWER, {inf, inf, 3}, {.5, 0, .5}, inf, 0, "weight beside +Inf"},
      {2, TARGET_ANSWER, {inf, -inf}, {0, 1}, inf, 0, "weight on -Inf beside +Inf"},
      {0, TARGET_NONE, {0}, {0}, 0, 0, "empty"},
      {2, TARGET_NONE, {1, 2}, {0, 0}, 0, 0, "no weight"},
      {2, TARGET_NONE, {1, 2}, {NAN, 1}, 0, 0, "a missing target"},
      {2, TARGET_NONE, {1, 2}, {NAN, 5}, 0, 0, "a missing target comes before a bad sum"},
      {2, TARGET_NONE, {-inf, -inf}, {1, 0}, 0, 0, "all -Inf"},
      {2, TARGET_BAD_SUM, {-inf, -inf}, {1, 1}, 2, 0, "a bad sum comes before all -Inf"},
      {2, TARGET_BAD_SUM, {1, 2}, {1, 1}, 2, 0, "two targets"},
      {2, TARGET_BAD_SUM, {1, 2}, {.5, .4}, .9, 0, "too little"},
      {1, TARGET_BAD_SUM, {1}, {3}, 3, 0, "a class number for a weight"},
      {1, TARGET_BAD_SUM, {1}, {1 + 2e-6}, 1 + 2e-6, 0, "outside the tolerance"},
      {1, TARGET_BAD_SUM, {1}, {1e308}, 1e308, 0, "absurd"},
  };
  for (size_t i = 0; i < sizeof losses / sizeof *losses; i++) {
    const TestLoss *loss = &losses[i];
    CrossEntropySum sum = {0};
    for (int j = 0; j < loss->n; j++) {
      cross_entropy_add(&sum, loss->x[j], loss->t[j], 1, test_resize);
    }
    double got = 0.0;
    TargetOutcome outcome = cross_entropy_value(&sum, &got);
    CHECK(outcome == loss->outcome, "%s: outcome %d", loss->what, (int)outcome);
    bool near = loss->tolerance > 0.0
                    ? fabs(got - loss->expected) <= loss->tolerance * fabs(loss->expected)
                    : got == loss->expected || test_ulps(got, loss->expected) <= 1.0;
    CHECK(near && !signbit(got), "%s: %.17g, not %.17g", loss->what, got, loss->expected);
    cross_entropy_clear(&sum, test_resize);
  }
}

/* Differences between doubles beyond 2^58 are 64 or more; the border itself belongs to the bins. */
static void test_border(void) {
  const double border = 0x1p58, above = test_next(border, 1), e_32 = 1.2664165549094176e-14;
  const double x[] = {border, test_next(border, -1), above};
  ExactExp scores = test_scores(x, 2);
  CHECK(test_ulps(softmax_probability(&scores, x[1]), e_32 / (1.0 + e_32)) <= 2.0, "2^58 - 32");
  exact_exp_add(&scores, above, 1, test_resize);
  CHECK(softmax_logsumexp(&scores) == above, "above the border");
  CHECK(test_ulps(softmax_probability(&scores, border), 1.603810890548638e-28) <= 1.0, "below it");
  CHECK(softmax_logmeanexp(&scores) == above, "ln 3 is below half a ULP");
  exact_exp_add(&scores, above, -1, test_resize);
  CHECK(softmax_logsumexp(&scores) == border, "back again");
  exact_exp_clear(&scores, test_resize);
  CHECK(test_blocks == 0, "%ld blocks", test_blocks);
}

/* Times in seconds, each in a bin of its own: a million of them in, and in a window of 1000. */
static void test_million_bins(void) {
  enum { ROWS = 1000000, WINDOW = 1000 };
  clock_t start = clock();
  ExactExp all = {0}, window = {0};
  for (int i = 0; i < ROWS; i++) {
    exact_exp_add(&all, 1.7e9 - 60.0 * i, 1, test_resize);
    exact_exp_add(&window, 1.7e9 + 60.0 * i, 1, test_resize);
    if (i >= WINDOW) exact_exp_add(&window, 1.7e9 + 60.0 * (i - WINDOW), -1, test_resize);
  }
  CHECK(softmax_logsumexp(&all) == 1.7e9, "%.17g", softmax_logsumexp(&all));
  CHECK(softmax_logsumexp(&window) == 1.7e9 + 60.0 * (ROWS - 1), "%.17g",
        softmax_logsumexp(&window));
  CHECK(window.acc.sparse.capacity < 4 * WINDOW, "capacity %u", window.acc.sparse.capacity);
  exact_exp_clear(&all, test_resize);
  exact_exp_clear(&window, test_resize);
  double seconds = (double)(clock() - start) / CLOCKS_PER_SEC;
  CHECK(seconds < 60.0, "%g s", seconds); /* usually below 1; the square of a million is hours */
}

static void test_most_terms(void) {
  ExactExp sum = {.finite = EXACT_MOST_TERMS};
  SoftmaxEntropy entropy = {.finite = EXACT_MOST_TERMS};
  CHECK(!exact_exp_add(&sum, 1.0, 1, test_resize), "a term too many");
  CHECK(!softmax_entropy_add(&entropy, 1.0, 1, test_resize), "a term too many");
  CHECK(exact_exp_add(&sum, 1.0, -1, test_resize), "a term may still leave");
}

int main(void) {
  test_sum_map();
  test_sum_map_orders();
  test_superacc();
  test_sums();
  test_sum_examples();
  test_product_failures();
  test_orders();
  test_failures();
  test_logsumexp();
  test_equal_scores();
  test_probabilities();
  test_strangers();
  test_margins();
  test_entropies();
  test_cross_entropies();
  test_border();
  test_million_bins();
  CHECK(test_blocks == 0, "%ld blocks are still held", test_blocks);
  test_most_terms();
  return check_report();
}
