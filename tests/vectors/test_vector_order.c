/* test_vector_order.c: the order of a vector's elements, their ranks and cumulative probabilities,
** against definitions that compare all pairs; ties, -0, NaN; memory that runs out.
*/
#include "../../ext/vectors/vector_order.h"
#include "../check.h"
#include "../testing.h"

#include <math.h>
#include <string.h>

enum { TEST_MOST = 300, TEST_VECTORS = 2000 };

/* ---- vectors ---- */

/* Elements that are easily equal, or hard to tell apart. */
static double test_special(void) {
  static const double special[] = {0.0,      -0.0,     INFINITY, -INFINITY,     1.0,
                                   -1.0,     5e-324,   -5e-324,  DBL_MAX,       -DBL_MAX,
                                   0x1p-126, 0x1p-149, 1.5,      0x1.0000001p0, -0x1.0000001p0};
  return special[test_below((int)(sizeof special / sizeof *special))];
}

/* Kinds of vectors: few values, special values, any double, normal deviates, one value. */
static double test_element(int kind) {
  switch (kind) {
  case 0: return (double)test_below(5) - 2.0;
  case 1: return test_special();
  case 2: return test_any_double();
  case 3: return test_deviate();
  default: return 0.1;
  }
}

typedef struct {
  double x[TEST_MOST];
  float single[TEST_MOST]; /* the elements of a vector of floats */
  Vector v;
} TestVector;

static void test_make(TestVector *t, size_t n, int kind, VectorType type, int nans) {
  for (size_t i = 0; i < n; i++) {
    double x = test_element(kind);
    if (type == VECTOR_F32 && fabs(x) > 0x1p127 && fabs(x) < bits_infinity()) x *= 0x1p-900;
    t->x[i] = test_below(100) < nans ? (test_below(2) != 0 ? bits_nan() : -bits_nan()) : x;
    t->single[i] = (float)t->x[i];
    if (type == VECTOR_F32) t->x[i] = (double)t->single[i];
  }
  t->v = (Vector){t->x, n, type};
  if (type == VECTOR_F32) t->v.data = t->single;
}

/* ---- definitions ---- */

/* Whether element a comes before element b. */
static bool test_before(const double *x, size_t a, size_t b) {
  bool nan_a = bits_is_nan(x[a]), nan_b = bits_is_nan(x[b]);
  if (nan_a != nan_b) return nan_a;
  if (!nan_a && x[a] != x[b]) return x[a] > x[b];
  return a < b;
}

static size_t test_place(const double *x, size_t n, size_t i) {
  size_t place = 0;
  for (size_t j = 0; j < n; j++) place += j != i && test_before(x, j, i);
  return place;
}

static size_t test_rank(const double *x, size_t n, size_t i) {
  size_t rank = 1;
  for (size_t j = 0; j < n; j++) {
    if (bits_is_nan(x[j])) return 0;
    rank += x[j] > x[i];
  }
  return rank;
}

/* The k best of all elements, and of those that are not masked, against the whole order. */
static void test_best(const Vector *v, const size_t *order, int kind) {
  size_t best[TEST_MOST + 1], found, k = test_index(v->n + 2), left = 0;
  bool masked[TEST_MOST];
  CHECK(vector_order_best(v, NULL, k, best, &found, test_resize, NULL), "best");
  CHECK(found == (k < v->n ? k : v->n) && memcmp(best, order, found * sizeof *best) == 0,
        "kind %d: %zu of %zu", kind, k, v->n);
  for (size_t i = 0; i < v->n; i++) masked[i] = test_below(3) == 0;
  CHECK(vector_order_best(v, masked, k, best, &found, test_resize, NULL), "best");
  for (size_t i = 0; i < v->n && left < k; i++) {
    if (masked[order[i]]) continue;
    CHECK(left < found && best[left] == order[i], "kind %d: %zu of %zu, masked", kind, k, v->n);
    left++;
  }
  CHECK(found == left, "kind %d: %zu of %zu, masked: %zu", kind, k, v->n, found);
}

static void test_against_definitions(void) {
  static TestVector t;
  size_t order[TEST_MOST], rank[TEST_MOST];
  for (int round = 0; round < TEST_VECTORS; round++) {
    size_t n = test_index(round % 10 == 0 ? TEST_MOST + 1 : 20);
    int kind = round % 5;
    test_make(&t, n, kind, test_below(2) != 0 ? VECTOR_F32 : VECTOR_F64, round % 3 == 0 ? 5 : 0);
    CHECK(vector_order(&t.v, order, test_resize, NULL), "kind %d, n = %zu", kind, n);
    vector_order_rank(&t.v, order, rank, NULL);
    for (size_t i = 0; i < n; i++) {
      size_t place = test_place(t.x, n, i), expected = test_rank(t.x, n, i);
      CHECK(order[place] == i, "kind %d, n = %zu: not %zu but %zu at %zu", kind, n, i, order[place],
            place);
      CHECK(rank[i] == expected, "kind %d, n = %zu: rank %zu, not %zu", kind, n, rank[i], expected);
    }
    test_best(&t.v, order, kind);
  }
}

/* As many floats as there are digits of either width for, against the order of the same as doubles. */
static void test_many(void) {
  enum { MANY = 40000 };
  static float single[MANY];
  static double x[MANY];
  static size_t order[MANY], expected[MANY], rank[MANY], expected_rank[MANY];
  for (int kind = 0; kind < 5; kind++) {
    for (size_t n = 5000; n <= MANY; n += 7000) {
      for (size_t i = 0; i < n; i++) {
        double y = test_element(kind);
        single[i] = (float)(fabs(y) > 0x1p127 && fabs(y) < bits_infinity() ? y * 0x1p-900 : y);
        x[i] = (double)single[i];
      }
      const Vector v = {single, n, VECTOR_F32}, doubles = {x, n, VECTOR_F64};
      CHECK(vector_order(&v, order, test_resize, NULL), "kind %d, n = %zu", kind, n);
      CHECK(vector_order(&doubles, expected, test_resize, NULL), "kind %d, n = %zu", kind, n);
      CHECK(memcmp(order, expected, n * sizeof *order) == 0, "kind %d, n = %zu", kind, n);
      vector_order_rank(&v, order, rank, NULL);
      vector_order_rank(&doubles, expected, expected_rank, NULL);
      CHECK(memcmp(rank, expected_rank, n * sizeof *rank) == 0, "kind %d, n = %zu", kind, n);
    }
  }
}

/* ---- by hand ---- */

static void test_by_hand(void) {
  const double x[] = {0.0, 3.0, -0.0, -INFINITY, 3.0, INFINITY, 0.0};
  const size_t order_x[] = {5, 1, 4, 0, 2, 6, 3}, rank_x[] = {4, 2, 4, 7, 2, 1, 4};
  const double y[] = {INFINITY, 1.0, NAN, 2.0, -NAN};
  const size_t order_y[] = {2, 4, 0, 3, 1}, rank_y[] = {0, 0, 0, 0, 0};
  const Vector v = {x, 7, VECTOR_F64}, w = {y, 5, VECTOR_F64}, none = {NULL, 0, VECTOR_F64};
  size_t order[7], rank[7];
  CHECK(vector_order(&v, order, test_resize, NULL), "order");
  CHECK(memcmp(order, order_x, sizeof order_x) == 0, "ties: the lowest index first; -0 is 0");
  vector_order_rank(&v, order, rank, NULL);
  CHECK(memcmp(rank, rank_x, sizeof rank_x) == 0, "ranks with ties");
  CHECK(vector_order(&w, order, test_resize, NULL), "order");
  CHECK(memcmp(order, order_y, sizeof order_y) == 0, "NaN first, whatever its sign");
  vector_order_rank(&w, order, rank, NULL);
  CHECK(memcmp(rank, rank_y, sizeof rank_y) == 0, "no ranks with a NaN");
  CHECK(vector_order(&none, NULL, test_resize, NULL), "no elements");
  vector_order_rank(&none, NULL, NULL, NULL);
  vector_order_cumulative(NULL, NULL, 0, NULL, NULL, NULL);
}

/* Elements at odd addresses, as in a BLOB. */
static void test_unaligned(void) {
  const double x[] = {1.0, 4.0, 2.0, 3.0};
  const size_t expected[] = {1, 3, 2, 0};
  unsigned char bytes[sizeof x + 1];
  size_t order[4];
  memcpy(bytes + 1, x, sizeof x);
  const Vector v = {bytes + 1, 4, VECTOR_F64};
  CHECK(vector_order(&v, order, test_resize, NULL), "order");
  CHECK(memcmp(order, expected, sizeof expected) == 0, "one byte off alignment");
}

/* ---- cumulative probabilities ---- */

static void test_cumulative(void) {
  const double p[] = {0.25, 0.5, 0.0, 0.25}, sums[] = {0.75, 0.5, 1.0, 1.0};
  const size_t order[] = {1, 0, 3, 2};
  const double without[] = {0.5, 0.0, 1.0, 0.75};
  double cumulative[4], before[5];
  vector_order_cumulative(p, order, 4, cumulative, before, NULL);
  for (int i = 0; i < 4; i++) CHECK(test_is(cumulative[i], sums[i]), "%d: %a", i, cumulative[i]);
  for (int i = 0; i < 4; i++) CHECK(test_is(before[i], without[i]), "%d: %a", i, before[i]);

  const double small[] = {0.5, 0x1p-54, 0x1p-54, 0x1p-54, 0x1p-54};
  const size_t in_turn[] = {0, 1, 2, 3, 4};
  double each[5];
  vector_order_cumulative(small, in_turn, 5, each, before, NULL);
  for (int i = 0; i < 5; i++) {
    double error = (each[i] - 0.5) - i * 0x1p-54; /* exact */
    CHECK(fabs(error) <= 0x1p-54, "%d: small ones are not lost: %a", i, each[i]);
  }

  const double above[] = {0.6, 0.3, 0.2};
  vector_order_cumulative(above, in_turn, 3, each, before, NULL);
  CHECK(each[0] == 0.6 && each[2] == 1.0, "never above 1: %a", each[2]);

  const double broken[] = {NAN, NAN};
  vector_order_cumulative(broken, in_turn, 2, each, before, NULL);
  CHECK(isnan(each[0]) && isnan(each[1]) && isnan(before[0]) && isnan(before[1]), "NaN");
}

/* Softmaxes: from the highest probability, never falling, to 1. */
static void test_cumulative_softmax(void) {
  static TestVector t;
  double p[TEST_MOST], cumulative[TEST_MOST], without[TEST_MOST];
  size_t order[TEST_MOST];
  for (int round = 0; round < 200; round++) {
    size_t n = 1 + test_index(TEST_MOST);
    double before = 0.0;
    test_make(&t, n, round % 2 * 3, VECTOR_F64, 0);
    CHECK(vector_softmax(vector_kernels(), &t.v, p, NULL), "softmax");
    CHECK(vector_order(&t.v, order, test_resize, NULL), "order");
    vector_order_cumulative(p, order, n, cumulative, without, NULL);
    CHECK(test_is(cumulative[order[0]], p[order[0]]), "the first is its own");
    for (size_t i = 0; i < n; i++) {
      CHECK(cumulative[order[i]] >= before && cumulative[order[i]] <= 1.0, "n = %zu, %zu", n, i);
      CHECK(test_is(without[order[i]], before), "n = %zu, %zu: %a", n, i, without[order[i]]);
      before = cumulative[order[i]];
    }
    CHECK(before >= 1.0 - 0x1p-45, "n = %zu: all together %a", n, before);
  }
}

/* ---- memory ---- */

static void test_memory(void) {
  const double x[] = {1.0, 2.0};
  const Vector v = {x, 2, VECTOR_F64}, none = {NULL, 0, VECTOR_F64};
  size_t order[] = {7, 7};
  test_allowed = 0;
  CHECK(!vector_order(&v, order, test_resize, NULL), "no memory");
  CHECK(order[0] == 7 && order[1] == 7, "nothing is written");
  CHECK(vector_order(&none, order, test_resize, NULL), "no elements need no memory");
  test_allowed = -1;
  CHECK(vector_order(&v, order, test_resize, NULL) && order[0] == 1 && order[1] == 0,
        "memory again");
  CHECK(test_blocks == 0, "%ld blocks not freed", test_blocks);
}

/* What `which` computes of n scores, with the order that is known. */
static bool test_done(int which, const Vector *v, size_t *order, void *out, const Stop *stop) {
  size_t found;
  switch (which) {
  case 0: return vector_order(v, out, test_resize, stop);
  case 1: return vector_order_best(v, NULL, v->n / 2, out, &found, test_resize, stop);
  case 2: return vector_order_rank(v, order, out, stop);
  default: return vector_order_cumulative(v->data, order, v->n, out, (double *)out + v->n, stop);
  }
}

/* Stopped at any question, each returns false, and has freed its memory. */
static void test_stops_of(const Vector *v, int functions, long least) {
  const Stop stop = {test_stop, NULL};
  size_t *order = malloc(v->n * sizeof *order);
  double *out = malloc(2 * v->n * sizeof *out);
  if (order == NULL || out == NULL) abort();
  CHECK(vector_order(v, order, test_resize, NULL), "order");
  for (int which = 0; which < functions; which++) {
    long asked = 0;
    for (bool done = false; !done && asked < 1000; asked++) {
      test_questions = asked;
      done = test_done(which, v, order, out, &stop);
      CHECK(done == (test_questions >= 0), "%d: done %d after %ld questions", which, done, asked);
      CHECK(test_blocks == 0, "%ld blocks left", test_blocks);
    }
    CHECK(asked > least, "%d: %ld questions", which, asked);
  }
  free(order);
  free(out);
}

static void test_stops(void) {
  enum { N = 3 * STOP_EVERY };
  double *doubles = malloc(N * sizeof *doubles);
  float *floats = malloc(N * sizeof *floats);
  if (doubles == NULL || floats == NULL) abort();
  for (int i = 0; i < N; i++) floats[i] = (float)(doubles[i] = test_between(-9.0, 9.0));
  test_stops_of(&(Vector){doubles, N, VECTOR_F64}, 4, 2);
  test_stops_of(&(Vector){floats, N, VECTOR_F32}, 3, 2);
  doubles[1] = NAN; /* no ranks */
  test_stops_of(&(Vector){doubles, N, VECTOR_F64}, 3, 2);
  free(doubles);
  free(floats);
}

int main(void) {
  test_stops();
  test_against_definitions();
  test_many();
  test_by_hand();
  test_unaligned();
  test_cumulative();
  test_cumulative_softmax();
  test_memory();
  return check_report();
}
