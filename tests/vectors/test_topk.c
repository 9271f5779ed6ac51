/* test_topk.c: the k best elements of a vector, with each table of kernels, against a sort by the
** definition; ties, -0 and infinities, NaN, masked elements, any alignment; vectors whose best
** elements come last or lie close together in one group of the kernels'; k beyond the end; nothing
** written beyond what there is; memory that runs out. k is at least 1.
*/
#include "../../ext/vectors/topk.h"
#include "../../ext/vectors/vector_kernels.h"
#include "../check.h"
#include "../testing.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

enum { TEST_MOST = 2100, TEST_VECTORS = 1200, TEST_GUARD = 1234567 };

static const VectorKernels *test_tables[VECTOR_KERNELS_MOST];
static size_t test_table_count;

/* ---- the definition ---- */

static const Vector *test_sorted;

static int test_compare(const void *a, const void *b) {
  size_t i = *(const size_t *)a, j = *(const size_t *)b;
  double x = vector_at(test_sorted, i), y = vector_at(test_sorted, j);
  if (x != y) return x > y ? -1 : 1;
  return i < j ? -1 : i > j;
}

/* Writes the indexes of all elements that are not masked, best first; returns their number. */
static size_t test_order(const Vector *v, const bool *masked, size_t *order) {
  size_t count = 0;
  for (size_t i = 0; i < v->n; i++) {
    if (masked == NULL || !masked[i]) order[count++] = i;
  }
  test_sorted = v;
  qsort(order, count, sizeof *order, test_compare);
  return count;
}

/* Compares the k best of v with the first of `order`, which has `count`. */
static void test_selects(const VectorKernels *kernels, const Vector *v, const bool *masked,
                         size_t k, const size_t *order, size_t count) {
  static size_t indexes[TEST_MOST + 1];
  const char *name = vector_kernels_name(kernels);
  size_t expected = k < count ? k : count, room = k < v->n ? k : v->n, found = TEST_GUARD;
  for (size_t i = 0; i <= TEST_MOST; i++) indexes[i] = TEST_GUARD;
  CHECK(topk_select(kernels, v, masked, k, indexes, &found, test_resize, NULL) == TOPK_DONE, "%s",
        name);
  CHECK(found == expected, "%s: %zu of %zu: %zu", name, k, v->n, found);
  CHECK(memcmp(indexes, order, expected * sizeof *order) == 0, "%s: %zu of %zu%s", name, k, v->n,
        masked != NULL ? ", masked" : "");
  for (size_t i = room; i <= TEST_MOST; i++) {
    CHECK(indexes[i] == TEST_GUARD, "%s: %zu of %zu: wrote at %zu", name, k, v->n, i);
  }
}

/* ---- vectors ---- */

/* Few values, any, ascending, descending, one value; zeros and infinities; the best in one group of
** 64, ascending; the best in few of them; all masked or nearly; hard to tell apart. */
static double test_element(int kind, size_t i) {
  static const double special[] = {0.0, -0.0, INFINITY, -INFINITY, 5e-324, -5e-324};
  switch (kind) {
  case 0: return (double)test_below(5) - 2.0;
  case 1: return test_any_double();
  case 2: return (double)i;
  case 3: return -(double)i;
  case 4: return 0.1;
  case 5: return special[test_below(6)];
  case 6: return i % 64 == 7 ? (double)i : -1.0;
  case 7: return i % 64 < 5 ? 1e3 + test_uniform() : test_uniform();
  case 8: return test_below(40) == 0 ? (double)test_below(3) : -INFINITY;
  default: return (1.0 + (double)test_below(9) * 0x1p-52) * (test_below(2) != 0 ? 1.0 : -1.0);
  }
}

enum { TEST_KINDS = 10 };

static void test_vector_of(VectorType type, unsigned char *data, size_t n, int kind) {
  for (size_t i = 0; i < n; i++) {
    double x = test_element(kind, i);
    if (type == VECTOR_F32 && fabs(x) > 0x1p127 && fabs(x) < INFINITY) x *= 0x1p-900;
    vector_put(type, data, i, x);
  }
}

static void test_against_definition(void) {
  static unsigned char data[TEST_MOST * sizeof(double) + 8];
  static size_t order[TEST_MOST];
  static bool masks[TEST_MOST];
  for (int round = 0; round < TEST_VECTORS; round++) {
    size_t n = test_index(round % 8 == 0 ? TEST_MOST + 1 : round % 2 == 0 ? 300 : 80);
    VectorType type = test_below(2) != 0 ? VECTOR_F32 : VECTOR_F64;
    unsigned char *at = data + test_index(8);
    const Vector v = {at, n, type};
    const bool *masked = round % 3 == 0 ? masks : NULL;
    test_vector_of(type, at, n, round % TEST_KINDS);
    for (size_t i = 0; i < n && masked != NULL; i++) {
      masks[i] = test_below(round % 9 == 0 ? 20 : 2) != 0;
      if (masks[i]) vector_put(type, at, i, -INFINITY);
    }
    size_t count = test_order(&v, masked, order);
    for (size_t t = 0; t < test_table_count; t++) {
      const VectorKernels *kernels = test_tables[t];
      test_selects(kernels, &v, masked, 1 + test_index(VECTOR_BEST_MOST), order, count);
      test_selects(kernels, &v, masked, VECTOR_BEST_MOST + test_index(2), order, count);
      test_selects(kernels, &v, masked, 1 + test_index(n + 3), order, count);
    }
  }
}

/* A NaN anywhere: no answer. */
static void test_nan(const VectorKernels *kernels, VectorType type) {
  unsigned char data[300 * sizeof(double)];
  size_t indexes[300], found;
  for (size_t n = 1; n <= 300; n += n < 140 ? 1 : 23) {
    const Vector v = {data, n, type};
    size_t place = test_index(n);
    test_vector_of(type, data, n, 2);
    vector_put(type, data, place, n % 2 != 0 ? bits_nan() : -bits_nan());
    for (size_t k = 1; k <= n; k += 1 + k / 2) {
      CHECK(topk_select(kernels, &v, NULL, k, indexes, &found, test_resize, NULL) ==
                TOPK_NOT_A_NUMBER,
            "%s: %zu of %zu, NaN at %zu", vector_kernels_name(kernels), k, n, place);
    }
  }
}

static void test_by_hand(const VectorKernels *kernels) {
  const double x[] = {-0.0, 3.0, 0.0, -INFINITY, 3.0};
  const size_t best[] = {1, 4, 0, 2, 3};
  const bool all[] = {true, true, true, true, true};
  const Vector v = {x, 5, VECTOR_F64}, none = {NULL, 0, VECTOR_F64};
  size_t indexes[5], found;
  for (size_t k = 1; k <= 5; k++) {
    CHECK(topk_select(kernels, &v, NULL, k, indexes, &found, test_resize, NULL) == TOPK_DONE, "%zu",
          k);
    CHECK(found == k && memcmp(indexes, best, k * sizeof *best) == 0, "the first %zu", k);
  }
  CHECK(topk_select(kernels, &v, NULL, SIZE_MAX, indexes, &found, test_resize, NULL) == TOPK_DONE,
        "all");
  CHECK(found == 5 && memcmp(indexes, best, sizeof best) == 0, "1 4 0 2 3");
  for (size_t k = 3; k < 100; k += 90) {
    CHECK(topk_select(kernels, &none, NULL, k, indexes, &found, test_resize, NULL) == TOPK_DONE &&
              found == 0,
          "%zu of none", k);
    CHECK(topk_select(kernels, &v, all, k, indexes, &found, test_resize, NULL) == TOPK_DONE &&
              found == 0,
          "%zu of none that is not masked", k);
  }
}

static void test_memory(void) {
  float x[100] = {0};
  size_t indexes[100], found;
  const Vector v = {x, 100, VECTOR_F32};
  test_allowed = 0;
  CHECK(topk_select(vector_kernels(), &v, NULL, VECTOR_BEST_MOST, indexes, &found, test_resize,
                    NULL) == TOPK_DONE,
        "few need no memory");
  CHECK(topk_select(vector_kernels(), &v, NULL, VECTOR_BEST_MOST + 1, indexes, &found, test_resize,
                    NULL) == TOPK_NO_MEMORY,
        "no memory");
  test_allowed = -1;
  const Stop stop = {test_stop, NULL};
  test_questions = 0;
  CHECK(topk_select(vector_kernels(), &v, NULL, VECTOR_BEST_MOST + 1, indexes, &found, test_resize,
                    &stop) == TOPK_NO_MEMORY,
        "stopped");
  CHECK(test_blocks == 0, "%ld blocks not freed", test_blocks);
}

int main(void) {
  test_table_count = vector_kernels_available(test_tables);
  test_against_definition();
  for (size_t t = 0; t < test_table_count; t++) {
    test_nan(test_tables[t], VECTOR_F32);
    test_nan(test_tables[t], VECTOR_F64);
    test_by_hand(test_tables[t]);
  }
  test_memory();
  return check_report();
}
