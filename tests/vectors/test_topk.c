/* test_topk.c: the k best elements of a vector, against a definition that compares all pairs; ties,
** -0 and infinities; k beyond the end; nothing written beyond what there is. k is at least 1.
*/
#include "../../ext/vectors/topk.h"
#include "../check.h"
#include "../testing.h"

#include <math.h>
#include <string.h>

enum { TEST_MOST = 200, TEST_VECTORS = 3000, TEST_GUARD = 1234567 };

/* Whether element a comes before element b. */
static bool test_before(const Vector *v, size_t a, size_t b) {
  double x = vector_at(v, a), y = vector_at(v, b);
  return x != y ? x > y : a < b;
}

static size_t test_place(const Vector *v, size_t i) {
  size_t place = 0;
  for (size_t j = 0; j < v->n; j++) place += test_before(v, j, i);
  return place;
}

/* Compares the k best of v with the definition. */
static void test_selects(const Vector *v, size_t k) {
  size_t indexes[TEST_MOST + 1], expected = k < v->n ? k : v->n;
  for (size_t i = 0; i <= TEST_MOST; i++) indexes[i] = TEST_GUARD;
  size_t count = topk_select(v, NULL, k, indexes);
  CHECK(count == expected, "%zu of %zu: %zu", k, v->n, count);
  for (size_t i = 0; i < v->n; i++) {
    size_t place = test_place(v, i);
    if (place < expected) {
      CHECK(indexes[place] == i, "%zu of %zu: not %zu but %zu at %zu", k, v->n, i, indexes[place],
            place);
    }
  }
  for (size_t i = expected; i <= TEST_MOST; i++) {
    CHECK(indexes[i] == TEST_GUARD, "%zu of %zu: wrote at %zu", k, v->n, i);
  }
}

/* Kinds of vectors: few values, any double, ascending, descending, one value, zeros and
** infinities. */
static double test_element(int kind, size_t i) {
  static const double special[] = {0.0, -0.0, INFINITY, -INFINITY, 5e-324, -5e-324};
  switch (kind) {
  case 0: return (double)test_below(5) - 2.0;
  case 1: return test_any_double();
  case 2: return (double)i;
  case 3: return -(double)i;
  case 4: return 0.1;
  default: return special[test_below(6)];
  }
}

static void test_against_definition(void) {
  double x[TEST_MOST];
  float single[TEST_MOST];
  for (int round = 0; round < TEST_VECTORS; round++) {
    size_t n = test_index(round % 10 == 0 ? TEST_MOST + 1 : 16);
    const Vector wide = {x, n, VECTOR_F64}, narrow = {single, n, VECTOR_F32};
    for (size_t i = 0; i < n; i++) {
      x[i] = test_element(round % 6, i);
      single[i] = (float)test_below(9);
    }
    test_selects(&wide, 1 + test_index(n + 3));
    test_selects(&narrow, 1 + test_index(n + 3));
  }
}

static void test_by_hand(void) {
  const double x[] = {-0.0, 3.0, 0.0, -INFINITY, 3.0};
  const size_t best[] = {1, 4, 0, 2, 3};
  const Vector v = {x, 5, VECTOR_F64}, none = {NULL, 0, VECTOR_F64};
  size_t indexes[5];
  for (size_t k = 1; k <= 5; k++) {
    CHECK(topk_select(&v, NULL, k, indexes) == k, "%zu of 5", k);
    CHECK(memcmp(indexes, best, k * sizeof *best) == 0, "the first %zu of 1 4 0 2 3", k);
  }
  CHECK(topk_select(&v, NULL, SIZE_MAX, indexes) == 5, "all that there are");
  CHECK(memcmp(indexes, best, sizeof best) == 0, "1 4 0 2 3");
  CHECK(topk_select(&none, NULL, 3, indexes) == 0, "none of none");
}

int main(void) {
  test_against_definition();
  test_by_hand();
  return check_report();
}
