/* test_vector_mask.c: masked vectors, with each table of kernels, of either type and masks of either,
** at any alignment; what counts as 0; nothing written beyond the end.
*/
#include "../../ext/vectors/vector_mask.h"
#include "../check.h"
#include "../testing.h"

#include <math.h>
#include <string.h>

enum { TEST_MOST = 300 };

static void test_masks(const VectorKernels *kernels, VectorType type, VectorType keep_type) {
  static const double kept[] = {0.0, -0.0, 1.0, -1.0, NAN, INFINITY, 1e-40, 0.0};
  static unsigned char x[TEST_MOST * 8 + 8], keep[TEST_MOST * 8 + 8], out[TEST_MOST * 8 + 9];
  for (size_t n = 0; n < TEST_MOST; n += n < 75 ? 1 : 31) {
    size_t offset = n % 8, bytes = n * vector_width(type);
    const Vector v = {x + offset, n, type}, k = {keep + n % 3, n, keep_type};
    const Vector result = {out + n % 5, n, type};
    for (size_t i = 0; i < n; i++) {
      vector_put(type, x + offset, i, i % 11 == 3 ? bits_nan() : test_between(-9.0, 9.0));
      vector_put(keep_type, keep + n % 3, i, kept[test_below(8)]);
    }
    out[n % 5 + bytes] = 0xa5;
    vector_mask(kernels, &v, &k, out + n % 5, NULL);
    CHECK(out[n % 5 + bytes] == 0xa5, "%s: wrote beyond the end", vector_kernels_name(kernels));
    for (size_t i = 0; i < n; i++) {
      double expected = vector_at(&k, i) == 0.0 ? -INFINITY : vector_at(&v, i);
      CHECK(vector_mask_keeps(&k, i) == (vector_at(&k, i) != 0.0), "keeps");
      CHECK(test_equal(vector_at(&result, i), expected), "%s, n = %zu, %zu: %g",
            vector_kernels_name(kernels), n, i, vector_at(&result, i));
    }
  }
}

static void test_parts(void) {
  enum { N = VECTOR_PART + 3 };
  const Stop stop = {test_stop, NULL};
  double *a = calloc((size_t)2 * N, sizeof *a), *out = a + N;
  if (a == NULL) abort();
  const Vector v = {a, N, VECTOR_F64};
  a[0] = a[VECTOR_PART] = 2.5;
  CHECK(vector_mask(vector_kernels(), &v, &v, out, NULL), "done");
  CHECK(out[0] == 2.5 && out[1] == -INFINITY && out[VECTOR_PART] == 2.5, "by hand");
  CHECK(out[VECTOR_PART + 1] == -INFINITY, "by hand");
  test_questions = 0;
  CHECK(!vector_mask(vector_kernels(), &v, &v, out, &stop), "stopped");
  free(a);
}

int main(void) {
  test_parts();
  const VectorKernels *tables[VECTOR_KERNELS_MOST];
  size_t count = vector_kernels_available(tables);
  for (size_t t = 0; t < count; t++) {
    test_masks(tables[t], VECTOR_F32, VECTOR_F32);
    test_masks(tables[t], VECTOR_F64, VECTOR_F64);
    test_masks(tables[t], VECTOR_F32, VECTOR_F64);
    test_masks(tables[t], VECTOR_F64, VECTOR_F32);
  }
  return check_report();
}
