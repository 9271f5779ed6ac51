/* test_vector_add.c: sums of vectors of either type, rounded once, with each table of kernels and at
** any alignment; what has no sum, wherever it is. */
#include "../../ext/vectors/vector_add.h"
#include "../check.h"
#include "../testing.h"

#include <float.h>
#include <math.h>

static const VectorKernels *test_kernels;

static float test_any_float(void) {
  for (;;) {
    uint32_t bits = (uint32_t)test_random();
    float x;
    memcpy(&x, &bits, sizeof x);
    if (bits_is_finite((double)x)) return x;
  }
}

/* x + y rounded to a float once: by long double, whose 64 bits hold the sum of what is near. */
static float test_sum(double x, double y) {
  return (float)((long double)x + (long double)y);
}

static void test_random_sums(void) {
  for (int round = 0; round < 20000; round++) {
    float a = test_any_float(), b = test_below(2) ? test_any_float() : a * -0.75f, got;
    double y = (double)a * test_between(-1.0, 1.0), wide = test_any_double(), both;
    const Vector va = {&a, 1, VECTOR_F32}, vb = {&b, 1, VECTOR_F32}, vy = {&y, 1, VECTOR_F64};
    const Vector vw = {&wide, 1, VECTOR_F64};
    VectorOutcome outcome = vector_add(test_kernels, &va, &vb, &got, NULL);
    float expected = a + b;
    CHECK(isinf(expected) ? outcome == VECTOR_OVERFLOW : outcome == VECTOR_DONE && got == expected,
          "%a + %a: %a", (double)a, (double)b, (double)got);
    outcome = vector_add(test_kernels, &va, &vy, &got, NULL);
    CHECK(isinf(test_sum((double)a, y)) ||
              (outcome == VECTOR_DONE && got == test_sum((double)a, y)),
          "%a + %a: %a, not %a", (double)a, y, (double)got, (double)test_sum((double)a, y));
    outcome = vector_add(test_kernels, &vw, &va, &both, NULL);
    CHECK(outcome == VECTOR_DONE && both == wide + (double)a, "%a + %a: %a", wide, (double)a, both);
  }
}

/* Half way between two floats, but for a double's last bit. */
static void test_ties(void) {
  float one = 1.0f, got;
  const double halves[] = {0x1p-24, 0x1p-24 + 0x1p-76, 0x1p-24 - 0x1p-77, 0x1.8p-23,
                           0x1.8p-23 - 0x1p-75};
  const float expected[] = {1.0f, 1.0f + FLT_EPSILON, 1.0f, 1.0f + 2 * FLT_EPSILON,
                            1.0f + FLT_EPSILON};
  for (int i = 0; i < 5; i++) {
    const Vector a = {&one, 1, VECTOR_F32}, b = {&halves[i], 1, VECTOR_F64};
    CHECK(vector_add(test_kernels, &a, &b, &got, NULL) == VECTOR_DONE && got == expected[i],
          "%d: %a", i, (double)got);
  }
}

static void test_special(void) {
  const float x[] = {1.0f, INFINITY, -INFINITY, NAN, FLT_MAX};
  const double y[] = {1.0, INFINITY, -INFINITY, NAN, DBL_MAX};
  for (int i = 0; i < 5; i++) {
    for (int j = 0; j < 5; j++) {
      float narrow;
      double wide;
      const Vector a = {&x[i], 1, VECTOR_F32}, b = {&x[j], 1, VECTOR_F32};
      const Vector c = {&y[i], 1, VECTOR_F64}, d = {&y[j], 1, VECTOR_F64};
      bool nan = i == 3 || j == 3 || (i == 1 && j == 2) || (i == 2 && j == 1);
      VectorOutcome expected = nan                ? VECTOR_NOT_A_NUMBER
                               : i == 4 && j == 4 ? VECTOR_OVERFLOW
                                                  : VECTOR_DONE;
      CHECK(vector_add(test_kernels, &a, &b, &narrow, NULL) == expected, "floats %d, %d", i, j);
      CHECK(vector_add(test_kernels, &c, &d, &wide, NULL) == expected, "doubles %d, %d", i, j);
    }
  }
  const Vector empty = {NULL, 0, VECTOR_F32};
  float none;
  CHECK(vector_add(test_kernels, &empty, &empty, &none, NULL) == VECTOR_DONE, "empty");
}

enum { TEST_MOST = 600 };

static void test_long(VectorType type) {
  static unsigned char x[TEST_MOST * 8 + 8], y[TEST_MOST * 8 + 8], out[TEST_MOST * 8 + 9];
  const double largest = type == VECTOR_F32 ? FLT_MAX : DBL_MAX;
  for (size_t n = 1; n < TEST_MOST; n += n < 75 ? 1 : 29) {
    size_t bytes = n * vector_width(type), place = test_index(n);
    const Vector a = {x + n % 8, n, type}, b = {y + n % 3, n, type}, sum = {out + n % 5, n, type};
    for (size_t i = 0; i < n; i++) {
      vector_put(type, x + n % 8, i, i % 7 == 5 ? -INFINITY : test_between(-9.0, 9.0));
      vector_put(type, y + n % 3, i, i % 9 == 5 ? -INFINITY : test_between(-9.0, 9.0));
    }
    out[n % 5 + bytes] = 0xa5;
    CHECK(vector_add(test_kernels, &a, &b, out + n % 5, NULL) == VECTOR_DONE, "n = %zu", n);
    CHECK(out[n % 5 + bytes] == 0xa5, "n = %zu: wrote beyond the end", n);
    for (size_t i = 0; i < n; i++) {
      double expected = vector_at(&a, i) + vector_at(&b, i);
      if (type == VECTOR_F32) expected = (double)(float)expected;
      CHECK(test_is(vector_at(&sum, i), expected), "n = %zu, %zu: %a", n, i, vector_at(&sum, i));
    }
    vector_put(type, x + n % 8, place, largest);
    vector_put(type, y + n % 3, place, largest);
    CHECK(vector_add(test_kernels, &a, &b, out, NULL) == VECTOR_OVERFLOW, "n = %zu, %zu", n, place);
    vector_put(type, x + n % 8, n - 1 - place, INFINITY);
    vector_put(type, y + n % 3, n - 1 - place, -INFINITY);
    CHECK(vector_add(test_kernels, &a, &b, out, NULL) == VECTOR_NOT_A_NUMBER, "n = %zu, %zu", n,
          place);
  }
}

/* A vector of two parts: the overflow in the first is told, unless there is a NaN in the second. */
static void test_parts(void) {
  enum { N = VECTOR_PART + 3 };
  const Stop stop = {test_stop, NULL};
  double *a = calloc((size_t)2 * N, sizeof *a), *out = a + N;
  if (a == NULL) abort();
  test_kernels = vector_kernels();
  const Vector v = {a, N, VECTOR_F64};
  a[0] = 1.5;
  a[VECTOR_PART] = 2.25;
  CHECK(vector_add(test_kernels, &v, &v, out, NULL) == VECTOR_DONE, "done");
  CHECK(out[0] == 3.0 && out[1] == 0.0 && out[VECTOR_PART] == 4.5, "sums");
  test_questions = 0;
  CHECK(vector_add(test_kernels, &v, &v, out, &stop) == VECTOR_NOT_A_NUMBER, "stopped");
  test_questions = 1;
  CHECK(vector_add(test_kernels, &v, &v, out, &stop) == VECTOR_DONE, "not stopped");
  a[0] = DBL_MAX;
  CHECK(vector_add(test_kernels, &v, &v, out, NULL) == VECTOR_OVERFLOW, "overflow");
  a[VECTOR_PART] = NAN;
  CHECK(vector_add(test_kernels, &v, &v, out, NULL) == VECTOR_NOT_A_NUMBER, "NaN");
  free(a);
}

int main(void) {
  test_parts();
  const VectorKernels *tables[VECTOR_KERNELS_MOST];
  size_t count = vector_kernels_available(tables);
  for (size_t t = 0; t < count; t++) {
    test_kernels = tables[t];
    test_random_sums();
    test_ties();
    test_special();
    test_long(VECTOR_F32);
    test_long(VECTOR_F64);
  }
  return check_report();
}
