/* test_vector.c: vectors and their kernels: the same bits from every table that this CPU can run, at
** any alignment, and the same as on every other machine (frozen hashes); what infinities, NaN and
** empty vectors give; published examples.
**
** How accurate the functions are is measured in tests/accuracy/vectors.c.
*/
#include "../../ext/base/bits.h"
#include "../../ext/exact/elementary.h"
#include "../../ext/vectors/vector.h"
#include "../../ext/vectors/vector_kernels.h"
#include "../check.h"
#include "../testing.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

enum { TEST_LONGEST = 50257, TEST_SMALL = 70, TEST_GUARD = 16 };

static const VectorKernels *test_tables[VECTOR_KERNELS_MOST];
static size_t test_table_count;

static double test_with_exponent(uint64_t biased) {
  uint64_t sign = test_random() << 63;
  return bits_to_double(sign | biased << 52 | test_random() >> 12);
}

/* ---- scores: element i of n as a double; made without libm, for the hashes are frozen ---- */

static double test_normal(size_t i, size_t n) {
  (void)i, (void)n;
  double sum = test_uniform();
  sum += test_uniform();
  sum += test_uniform();
  return 4.0 * (sum - 1.5);
}

static double test_within_88(size_t i, size_t n) {
  (void)i, (void)n;
  return test_between(-88.0, 88.0);
}

static double test_within_1e4(size_t i, size_t n) {
  (void)i, (void)n;
  return test_between(-1e4, 1e4);
}

static double test_ramp(size_t i, size_t n) {
  return 1e5 - 0.25 * (double)(n - i);
}

static double test_all_equal(size_t i, size_t n) {
  return 7.0 / (double)n + 0.0 * (double)i;
}

static double test_one_dominates(size_t i, size_t n) {
  return i == n / 3 ? 100.0 : test_between(-120.0, 20.0);
}

/* Magnitudes from subnormal floats (of any exponent, for doubles) to 2^-8. */
static double test_tiny(size_t i, size_t n) {
  uint64_t exponent = 1023 - 150 + test_random() % 142;
  (void)n;
  if (i % 5 == 0) exponent = test_random() % 900;
  return test_with_exponent(exponent);
}

/* All magnitudes, up to the largest float, or double. */
static double test_any(size_t i, size_t n) {
  uint64_t exponent = i % 3 == 0 ? test_random() % 2047 : 1023 - 140 + test_random() % 267;
  (void)n;
  return test_with_exponent(exponent);
}

static double test_masked(size_t i, size_t n) {
  return test_random() % 3 == 0 ? -bits_infinity() : test_normal(i, n);
}

static double test_all_masked(size_t i, size_t n) {
  (void)i, (void)n;
  return -bits_infinity();
}

static double test_some_infinite(size_t i, size_t n) {
  return test_random() % 9 == 0 ? bits_infinity() : test_masked(i, n);
}

static double test_some_nan(size_t i, size_t n) {
  return i == n / 2 ? bits_nan() : test_some_infinite(i, n);
}

static double (*const test_kinds[])(size_t i, size_t n) = {
    test_normal,    test_within_88,     test_within_1e4,    test_ramp,
    test_all_equal, test_one_dominates, test_tiny,          test_any,
    test_masked,    test_all_masked,    test_some_infinite, test_some_nan,
};

enum { TEST_KINDS = sizeof test_kinds / sizeof *test_kinds };

/* ---- functions, each result as 64 bits mixed into a hash (FNV-1a, by words) ---- */

typedef struct {
  Vector v;
  size_t place;
  double factor;
  unsigned char *out; /* room for n doubles */
  uint64_t hash;
} TestCase;

static void test_fold(TestCase *c, uint64_t word) {
  c->hash = (c->hash ^ word) * UINT64_C(0x100000001b3);
  c->hash ^= c->hash >> 29;
}

static void test_fold_double(TestCase *c, double x) {
  test_fold(c, isnan(x) ? 1 : bits_of_double(x)); /* a NaN's sign and payload may differ */
}

static void test_fold_output(TestCase *c, int outcome) {
  const Vector out = {c->out, c->v.n, c->v.type};
  test_fold(c, (uint64_t)outcome);
  if (outcome == 0) return;
  for (size_t i = 0; i < out.n; i++) test_fold_double(c, vector_at(&out, i));
}

static void test_of_softmax(const VectorKernels *kernels, TestCase *c) {
  test_fold_output(c, vector_softmax(kernels, &c->v, c->out, NULL));
}
static void test_of_log_softmax(const VectorKernels *kernels, TestCase *c) {
  test_fold_output(c, vector_log_softmax(kernels, &c->v, c->out, NULL));
}
static void test_of_sigmoid(const VectorKernels *kernels, TestCase *c) {
  test_fold_output(c, vector_sigmoid(kernels, &c->v, c->out, NULL));
}
static void test_of_scale(const VectorKernels *kernels, TestCase *c) {
  VectorOutcome outcome = vector_scale(kernels, &c->v, c->factor, c->out, NULL);
  test_fold(c, (uint64_t)outcome);
  test_fold_output(c, outcome == VECTOR_DONE);
}
static void test_of_logsumexp(const VectorKernels *kernels, TestCase *c) {
  test_fold_double(c, vector_logsumexp(kernels, &c->v, NULL));
}
static void test_of_max(const VectorKernels *kernels, TestCase *c) {
  test_fold_double(c, vector_softmax_max(kernels, &c->v, NULL));
}
static void test_of_margin(const VectorKernels *kernels, TestCase *c) {
  test_fold_double(c, vector_softmax_margin(kernels, &c->v, NULL));
}
static void test_of_entropy(const VectorKernels *kernels, TestCase *c) {
  test_fold_double(c, vector_softmax_entropy(kernels, &c->v, NULL));
}
static void test_of_cross_entropy(const VectorKernels *kernels, TestCase *c) {
  if (c->v.n > 0) test_fold_double(c, vector_cross_entropy(kernels, &c->v, c->place, NULL));
}
static void test_of_argmax(const VectorKernels *kernels, TestCase *c) {
  size_t index = 0;
  test_fold(c, vector_argmax(kernels, &c->v, &index));
  test_fold(c, index);
}
static void test_of_rank(const VectorKernels *kernels, TestCase *c) {
  size_t rank = 0;
  if (c->v.n > 0) test_fold(c, vector_rank(kernels, &c->v, c->place, &rank));
  test_fold(c, rank);
}

typedef struct {
  const char *name;
  void (*apply)(const VectorKernels *kernels, TestCase *c);
  uint64_t frozen[2][2]; /* hashes by type: over all cases but the longest, and over those */
} TestFunction;

/* The bits are promised within a major version: these constants may only change with it. */
static const TestFunction test_functions[] = {
    {"softmax",
     test_of_softmax,
     {{UINT64_C(0x040ebbd92cb5b9c4), UINT64_C(0x025b63d5a4d84bb3)},
      {UINT64_C(0x3649c2e9bcc884ae), UINT64_C(0xa117222bdacec825)}}},
    {"log_softmax",
     test_of_log_softmax,
     {{UINT64_C(0xead19c1d35b29acc), UINT64_C(0x88d6e5f5d01bf258)},
      {UINT64_C(0xad6d28be006b5a1a), UINT64_C(0x1638519226d4f03f)}}},
    {"sigmoid",
     test_of_sigmoid,
     {{UINT64_C(0x579d6368f128c47e), UINT64_C(0x7688b1ba7a3433f2)},
      {UINT64_C(0x4aba4bc41e9b22f4), UINT64_C(0x7b41ac5cc090f8d5)}}},
    {"scale",
     test_of_scale,
     {{UINT64_C(0xd6819c0f7002f34e), UINT64_C(0xd329598324b042d4)},
      {UINT64_C(0x84093b61455bfb39), UINT64_C(0xac58474904812d74)}}},
    {"logsumexp",
     test_of_logsumexp,
     {{UINT64_C(0xcb3a16a02a01d399), UINT64_C(0xb54000ec03c8c30f)},
      {UINT64_C(0xf38fefe2016df00c), UINT64_C(0xf39ef5ba1d6cb6a1)}}},
    {"softmax_max",
     test_of_max,
     {{UINT64_C(0xbef2e9247fd06e19), UINT64_C(0x9ff6caef0c84d210)},
      {UINT64_C(0x339ec442cf9db758), UINT64_C(0x6adaa24aac3f7bae)}}},
    {"softmax_margin",
     test_of_margin,
     {{UINT64_C(0xf95a39ad708175dd), UINT64_C(0x9039cde01881aca9)},
      {UINT64_C(0xb06def1f0d89cba7), UINT64_C(0x63865f2cb1cbab65)}}},
    {"softmax_entropy",
     test_of_entropy,
     {{UINT64_C(0x879bf8d4f3c5bcbb), UINT64_C(0x51098cdb51185635)},
      {UINT64_C(0xa452b8ed1794ad77), UINT64_C(0x45bf2ccf2f38033d)}}},
    {"cross_entropy",
     test_of_cross_entropy,
     {{UINT64_C(0xa744216f36414f64), UINT64_C(0x76b5e48b6957d61e)},
      {UINT64_C(0xf45fa3171c8bd1ce), UINT64_C(0x34810bda2c9d9d75)}}},
    {"argmax",
     test_of_argmax,
     {{UINT64_C(0x159d4ce8b039f25f), UINT64_C(0x77b1afab96091543)},
      {UINT64_C(0x5b36557e3919b0fc), UINT64_C(0xf7cafb7fc906b593)}}},
    {"rank",
     test_of_rank,
     {{UINT64_C(0x10b308494e1a6813), UINT64_C(0x32f6dd417a6775b7)},
      {UINT64_C(0x3e800a6637eea545), UINT64_C(0x1e2407d5e8e9b836)}}},
};

enum { TEST_FUNCTIONS = sizeof test_functions / sizeof *test_functions };

/* ---- the same bits from all tables, at any alignment, on every machine ---- */

static void test_store(VectorType type, unsigned char *data, size_t i, double x) {
  float single = (float)x;
  if (type == VECTOR_F32) memcpy(data + i * sizeof single, &single, sizeof single);
  if (type == VECTOR_F64) memcpy(data + i * sizeof x, &x, sizeof x);
}

/* Whether no byte of the guard has changed. */
static bool test_guarded(const unsigned char *guard) {
  for (int i = 0; i < TEST_GUARD; i++) {
    if (guard[i] != 0xa5) return false;
  }
  return true;
}

/* The hash of one function's result, with input and output `offset` bytes off alignment. */
static uint64_t test_apply(const TestFunction *function, const VectorKernels *kernels,
                           const TestCase *original, size_t offset) {
  static unsigned char data[(TEST_LONGEST + 1) * sizeof(double)];
  static unsigned char out[(TEST_LONGEST + 1) * sizeof(double) + TEST_GUARD];
  TestCase c = *original;
  size_t bytes = c.v.n * vector_width(c.v.type);
  bool room = function->apply == test_of_softmax; /* for n doubles */
  unsigned char *guard = out + offset + (room ? c.v.n * sizeof(double) : bytes);
  if (bytes > 0) memcpy(data + offset, c.v.data, bytes);
  memset(guard, 0xa5, TEST_GUARD);
  c.v.data = data + offset;
  c.out = out + offset;
  function->apply(kernels, &c);
  CHECK(test_guarded(guard), "%s, %s, n = %zu: wrote beyond the end", function->name,
        vector_kernels_name(kernels), c.v.n);
  if (bytes == 0) return c.hash;
  CHECK(memcmp(c.v.data, original->v.data, bytes) == 0, "%s changed its input", function->name);
  return c.hash;
}

static void test_tables_on(const TestCase *c, int kind, uint64_t hashes[TEST_FUNCTIONS][2]) {
  for (int f = 0; f < TEST_FUNCTIONS; f++) {
    const TestFunction *function = &test_functions[f];
    uint64_t expected = test_apply(function, test_tables[0], c, 0);
    TestCase total = {{NULL, 0, VECTOR_F32}, 0, 0.0, NULL, hashes[f][c->v.type]};
    test_fold(&total, expected);
    hashes[f][c->v.type] = total.hash;
    for (size_t t = 0; t < test_table_count; t++) {
      const VectorKernels *kernels = test_tables[t];
      size_t offset = (c->v.n + t) % 7 + 1;
      CHECK(t == 0 || test_apply(function, kernels, c, 0) == expected,
            "%s, %s, f%d, kind %d, n = %zu", function->name, vector_kernels_name(kernels),
            c->v.type == VECTOR_F32 ? 32 : 64, kind, c->v.n);
      CHECK(test_apply(function, kernels, c, offset) == expected,
            "%s, %s, f%d, kind %d, n = %zu, %zu bytes off", function->name,
            vector_kernels_name(kernels), c->v.type == VECTOR_F32 ? 32 : 64, kind, c->v.n, offset);
    }
  }
}

static void test_hashes_are(const char *name, const uint64_t got[2], const uint64_t frozen[2]) {
  CHECK(got[0] == frozen[0] && got[1] == frozen[1], "%s: hashes 0x%016llx, 0x%016llx", name,
        (unsigned long long)got[0], (unsigned long long)got[1]);
}

static void test_bits(void) {
  static unsigned char data[TEST_LONGEST * sizeof(double)];
  uint64_t hashes[TEST_FUNCTIONS][2] = {{0, 0}}, longest[TEST_FUNCTIONS][2] = {{0, 0}};
  for (int kind = 0; kind < TEST_KINDS; kind++) {
    for (size_t k = 0; k < TEST_SMALL + 3; k++) {
      size_t n = k <= TEST_SMALL ? k : k == TEST_SMALL + 1 ? 1000 : TEST_LONGEST;
      for (int type = VECTOR_F32; type <= VECTOR_F64; type++) {
        TestCase c = {{data, n, (VectorType)type}, 0, 0.0, NULL, 0};
        for (size_t i = 0; i < n; i++) {
          double x = test_kinds[kind](i, n);
          if (type == VECTOR_F32 && fabs(x) > 0x1p127 && fabs(x) < bits_infinity()) x *= 0x1p-900;
          test_store(c.v.type, data, i, x);
        }
        c.place = n == 0 ? 0 : test_index(n);
        c.factor = k % 10 == 9 ? 0x1p125 : test_between(-3.0, 3.0);
        if (n < TEST_LONGEST) test_tables_on(&c, kind, hashes);
        if (n == TEST_LONGEST && !test_short()) test_tables_on(&c, kind, longest);
      }
    }
  }
  for (int f = 0; f < TEST_FUNCTIONS; f++) {
    const TestFunction *function = &test_functions[f];
    test_hashes_are(function->name, hashes[f], function->frozen[0]);
    if (!test_short()) test_hashes_are(function->name, longest[f], function->frozen[1]);
  }
}

/* ---- short vectors, given as doubles ---- */

typedef struct {
  unsigned char data[16 * sizeof(double)], out[16 * sizeof(double)];
  Vector v, result;
} TestVector;

static void test_make(TestVector *t, VectorType type, const double *x, size_t n) {
  for (size_t i = 0; i < n; i++) test_store(type, t->data, i, x[i]);
  t->v = (Vector){t->data, n, type};
  t->result = (Vector){t->out, n, type};
}

/* Whether the result is, with the same signs of zero, `expected` rounded to the vector's type. */
static bool test_holds(const TestVector *t, const double *expected, size_t n) {
  for (size_t i = 0; i < n; i++) {
    double x = t->v.type == VECTOR_F32 ? (double)(float)expected[i] : expected[i];
    if (!test_equal(vector_at(&t->result, i), x)) return false;
  }
  return true;
}

#define TEST_INF bits_infinity()

/* With each table and type. */
static void test_infinities(const VectorKernels *k, VectorType type) {
  const char *name = vector_kernels_name(k);
  const double masked[] = {-TEST_INF, -TEST_INF, -TEST_INF};
  const double half[] = {1.0, TEST_INF, -TEST_INF, TEST_INF, DBL_MAX};
  const double one[] = {-TEST_INF, 5.0, -TEST_INF};
  TestVector t;
  size_t place;

  test_make(&t, type, masked, 3);
  CHECK(!vector_softmax(k, &t.v, t.out, NULL) && !vector_log_softmax(k, &t.v, t.out, NULL), "%s",
        name);
  CHECK(vector_logsumexp(k, &t.v, NULL) == -TEST_INF, "%s", name);
  CHECK(isnan(vector_softmax_max(k, &t.v, NULL)) && isnan(vector_softmax_margin(k, &t.v, NULL)),
        "%s", name);
  CHECK(isnan(vector_softmax_entropy(k, &t.v, NULL)), "%s", name);
  CHECK(isnan(vector_cross_entropy(k, &t.v, 1, NULL)), "%s", name);
  CHECK(vector_argmax(k, &t.v, &place) && place == 0, "%s: %zu", name, place);
  CHECK(vector_rank(k, &t.v, 2, &place) && place == 1, "%s: %zu", name, place);
  CHECK(vector_sigmoid(k, &t.v, t.out, NULL) && test_holds(&t, (double[]){0.0, 0.0, 0.0}, 3), "%s",
        name);

  test_make(&t, type, half, 4);
  CHECK(vector_softmax(k, &t.v, t.out, NULL) && test_holds(&t, (double[]){0.0, 0.5, 0.0, 0.5}, 4),
        "%s", name);
  CHECK(vector_log_softmax(k, &t.v, t.out, NULL) &&
            test_holds(
                &t, (double[]){-TEST_INF, -0.6931471805599453, -TEST_INF, -0.6931471805599453}, 4),
        "%s", name);
  CHECK(vector_logsumexp(k, &t.v, NULL) == TEST_INF, "%s", name);
  CHECK(vector_softmax_max(k, &t.v, NULL) == 0.5 && vector_softmax_margin(k, &t.v, NULL) == 0.0,
        "%s", name);
  CHECK(vector_softmax_entropy(k, &t.v, NULL) == 0.6931471805599453, "%s", name);
  CHECK(vector_cross_entropy(k, &t.v, 3, NULL) == 0.6931471805599453, "%s", name);
  CHECK(vector_cross_entropy(k, &t.v, 0, NULL) == TEST_INF, "%s", name);
  CHECK(vector_argmax(k, &t.v, &place) && place == 1, "%s: %zu", name, place);
  CHECK(vector_rank(k, &t.v, 0, &place) && place == 3, "%s: %zu", name, place);
  CHECK(vector_scale(k, &t.v, -2.0, t.out, NULL) == VECTOR_DONE &&
            test_holds(&t, (double[]){-2.0, -TEST_INF, TEST_INF, -TEST_INF}, 4),
        "%s", name);
  CHECK(vector_scale(k, &t.v, 0.0, t.out, NULL) == VECTOR_NOT_A_NUMBER, "%s", name);
  test_make(&t, type, half, 2);
  CHECK(vector_softmax(k, &t.v, t.out, NULL) && test_holds(&t, (double[]){0.0, 1.0}, 2), "%s",
        name);
  CHECK(vector_softmax_margin(k, &t.v, NULL) == 1.0, "%s", name);
  CHECK(test_equal(vector_softmax_entropy(k, &t.v, NULL), 0.0), "%s", name);

  test_make(&t, type, one, 3);
  CHECK(vector_softmax(k, &t.v, t.out, NULL) && test_holds(&t, (double[]){0.0, 1.0, 0.0}, 3), "%s",
        name);
  CHECK(vector_log_softmax(k, &t.v, t.out, NULL) &&
            test_holds(&t, (double[]){-TEST_INF, 0.0, -TEST_INF}, 3),
        "%s", name);
  CHECK(vector_logsumexp(k, &t.v, NULL) == 5.0 && vector_softmax_max(k, &t.v, NULL) == 1.0, "%s",
        name);
  CHECK(vector_softmax_margin(k, &t.v, NULL) == 1.0, "%s", name);
  CHECK(test_equal(vector_softmax_entropy(k, &t.v, NULL), 0.0), "%s", name);
  CHECK(test_equal(vector_cross_entropy(k, &t.v, 1, NULL), 0.0), "%s", name);
  CHECK(vector_cross_entropy(k, &t.v, 0, NULL) == TEST_INF, "%s", name);
}

/* Differences that overflow, or whose products would. */
static void test_huge(const VectorKernels *k) {
  const double apart[] = {DBL_MAX, -DBL_MAX, -DBL_MAX}, far[] = {0x1p996, 0x1p990, 0x1p990};
  const char *name = vector_kernels_name(k);
  for (int i = 0; i < 2; i++) {
    TestVector t;
    test_make(&t, VECTOR_F64, i == 0 ? apart : far, 3);
    double distance = i == 0 ? TEST_INF : 0x1p996 - 0x1p990;
    CHECK(vector_softmax(k, &t.v, t.out, NULL) && test_holds(&t, (double[]){1.0, 0.0, 0.0}, 3),
          "%s", name);
    CHECK(vector_log_softmax(k, &t.v, t.out, NULL) &&
              test_holds(&t, (double[]){0.0, -distance, -distance}, 3),
          "%s", name);
    CHECK(vector_logsumexp(k, &t.v, NULL) == vector_at(&t.v, 0), "%s", name);
    CHECK(vector_softmax_max(k, &t.v, NULL) == 1.0 && vector_softmax_margin(k, &t.v, NULL) == 1.0,
          "%s", name);
    CHECK(test_equal(vector_softmax_entropy(k, &t.v, NULL), 0.0), "%s", name);
    CHECK(test_equal(vector_cross_entropy(k, &t.v, 0, NULL), 0.0), "%s", name);
    CHECK(vector_cross_entropy(k, &t.v, 1, NULL) == distance, "%s", name);
  }
}

static void test_empty(const VectorKernels *k, VectorType type) {
  const Vector v = {NULL, 0, type};
  unsigned char out[1];
  size_t place;
  const char *name = vector_kernels_name(k);
  CHECK(!vector_softmax(k, &v, out, NULL) && !vector_log_softmax(k, &v, out, NULL), "%s", name);
  CHECK(vector_sigmoid(k, &v, out, NULL) && vector_scale(k, &v, 2.0, out, NULL) == VECTOR_DONE,
        "%s", name);
  CHECK(isnan(vector_logsumexp(k, &v, NULL)) && isnan(vector_softmax_max(k, &v, NULL)), "%s", name);
  CHECK(isnan(vector_softmax_margin(k, &v, NULL)) && isnan(vector_softmax_entropy(k, &v, NULL)),
        "%s", name);
  CHECK(!vector_argmax(k, &v, &place), "%s", name);
}

/* A NaN anywhere, among finite scores, infinities or masked ones, is never overlooked. */
static void test_nan_at(const VectorKernels *k, VectorType type, double others, size_t n,
                        size_t at) {
  double data[40] = {0};
  unsigned char out[40 * sizeof(double)];
  size_t place;
  Vector v = {data, n, type};
  for (size_t i = 0; i < n; i++) {
    test_store(type, (unsigned char *)data, i, i == at ? bits_nan() : others);
  }
  CHECK(!vector_softmax(k, &v, out, NULL) && !vector_log_softmax(k, &v, out, NULL) &&
            !vector_sigmoid(k, &v, out, NULL) &&
            vector_scale(k, &v, 2.0, out, NULL) == VECTOR_NOT_A_NUMBER &&
            isnan(vector_logsumexp(k, &v, NULL)) && isnan(vector_softmax_max(k, &v, NULL)) &&
            isnan(vector_softmax_margin(k, &v, NULL)) &&
            isnan(vector_softmax_entropy(k, &v, NULL)) &&
            isnan(vector_cross_entropy(k, &v, 0, NULL)) && !vector_argmax(k, &v, &place) &&
            !vector_rank(k, &v, 0, &place),
        "%s, f%d: NaN at %zu of %zu, others %g", vector_kernels_name(k),
        type == VECTOR_F32 ? 32 : 64, at, n, others);
}

static void test_nan(const VectorKernels *k, VectorType type) {
  const double others[] = {1.0, TEST_INF, -TEST_INF};
  for (size_t n = 1; n <= 40; n += n < 18 ? 1 : 11) {
    for (size_t at = 0; at < n; at++) {
      for (int i = 0; i < 3; i++) test_nan_at(k, type, others[i], n, at);
    }
  }
}

/* ---- places, against a loop ---- */

static void test_places(const VectorKernels *k, VectorType type) {
  for (size_t n = 1; n <= 600; n += n / 7 + 1) {
    static double data[600];
    const Vector v = {data, n, type};
    size_t best = 0, index = test_index(n), rank = 1, got;
    for (size_t i = 0; i < n; i++) {
      double x = (double)(test_random() % (n / 3 + 2)) - 1.0;
      test_store(type, (unsigned char *)data, i, x == 0.0 && i % 2 == 0 ? -0.0 : x);
    }
    for (size_t i = 0; i < n; i++) {
      if (vector_at(&v, i) > vector_at(&v, best)) best = i;
      if (vector_at(&v, i) > vector_at(&v, index)) rank++;
    }
    CHECK(vector_argmax(k, &v, &got) && got == best, "%s: n = %zu", vector_kernels_name(k), n);
    CHECK(vector_rank(k, &v, index, &got) && got == rank, "%s: n = %zu", vector_kernels_name(k), n);
  }
}

/* ---- scale: rounded once ---- */

/* m * 2^e for an integer m below 2^78, given as high * 2^24 + low, rounded to 24 bits, ties to
** even; the result is a normal float. */
static double test_to_float(uint64_t high, uint64_t low, int e) {
  int shift = 0;
  while (high >> shift >> 25 != 0) shift++;
  uint64_t kept = high >> shift; /* 25 bits, the last of which is the half */
  bool rest = (high & ((UINT64_C(1) << shift) - 1)) != 0 || low != 0;
  uint64_t rounded = (kept >> 1) + ((kept & 1) != 0 && (rest || (kept & 2) != 0));
  return (double)rounded * bits_power_of_two(e + 24 + shift + 1);
}

/* |x| in [1, 2) times |factor| in [1/2, 4), in integers. */
static double test_product(double x, double factor) {
  uint64_t m = (uint64_t)(x * 0x1p23), a = (uint64_t)(factor * 0x1p54 / 2.0);
  int e = -23 - 53;
  uint64_t low = (a & 0xffffff) * m;
  uint64_t high = (a >> 24) * m + (low >> 24);
  return test_to_float(high, low & 0xffffff, e);
}

static void test_scale_rounds_once(const VectorKernels *k) {
  long halves = 0;
  for (int i = 0; i < 20000; i++) {
    float x = (float)(1.0 + (double)(test_random() >> 41) * 0x1p-23), got;
    /* a point halfway between two floats, divided by x: the product, rounded to a double, is often
    ** that very point, and rounding it again goes the wrong way every other time */
    double half = 1.0 + (double)((test_random() >> 41) * 2 + 1) * 0x1p-24;
    double factor = bits_to_double(bits_of_double(half / (double)x) & ~UINT64_C(1));
    const Vector v = {&x, 1, VECTOR_F32};
    halves += (double)x * factor == half;
    CHECK(vector_scale(k, &v, factor, &got, NULL) == VECTOR_DONE, "%g", factor);
    CHECK((double)got == test_product((double)x, factor), "%s: %a * %a = %a",
          vector_kernels_name(k), (double)x, factor, (double)got);
    CHECK(vector_scale(k, &v, -factor, &got, NULL) == VECTOR_DONE, "%g", factor);
    CHECK(-(double)got == test_product((double)x, factor), "%s: %a * %a = %a",
          vector_kernels_name(k), (double)x, -factor, (double)got);
  }
  CHECK(halves > 1000, "%ld points are halfway", halves);
}

/* Long vectors, whose factor is made free of ties, against vectors of one element, which are rounded
** to odd. Some products are subnormal, some scores 0 or infinite. */
static void test_scale_long(const VectorKernels *k) {
  static const double factors[] = {0.7,     1.37,  1 / 3.0, -0.1,           1e-38,           3e-40,
                                   1e-300,  1e-44, 5e-324,  0x1.2345678p-1, 0x1.000001p-126, 0.25,
                                   0x1p-127};
  static float x[700], all[700];
  for (size_t f = 0; f < sizeof factors / sizeof *factors; f++) {
    for (size_t n = 240; n < 700; n += 17) {
      const Vector v = {x, n, VECTOR_F32};
      for (size_t i = 0; i < n; i++) {
        float tenths = (float)(test_below((1 << 24) / 5) * 5);
        x[i] = i % 50 == 9 ? 0.0f : n % 2 != 0 && i % 60 == 7 ? -INFINITY : tenths * 0x1p-10f;
        if (n % 3 == 0 && i % 300 == 1) x[i] = (float)test_below(999) * 0x1p-149f;
      }
      CHECK(vector_scale(k, &v, factors[f], all, NULL) == VECTOR_DONE, "%g", factors[f]);
      for (size_t i = 0; i < n; i++) {
        const Vector one = {&x[i], 1, VECTOR_F32};
        float single;
        CHECK(vector_scale(k, &one, factors[f], &single, NULL) == VECTOR_DONE, "%g", factors[f]);
        CHECK(test_is((double)single, (double)all[i]), "%s: %a * %a = %a, not %a",
              vector_kernels_name(k), (double)x[i], factors[f], (double)all[i], (double)single);
      }
      CHECK(vector_scale(k, &v, factors[f], x, NULL) == VECTOR_DONE, "%g", factors[f]);
      CHECK(memcmp(x, all, n * sizeof *x) == 0, "in place");
    }
  }
}

static void test_scale_overflow(const VectorKernels *k) {
  const double floats[] = {1.0, 0x1.fffffep127, -TEST_INF}, doubles[] = {1.0, -DBL_MAX, TEST_INF};
  const double below_half = 0x1.fffffefffffffp0 / 0x1.fffffep0; /* to the largest float */
  const char *name = vector_kernels_name(k);
  TestVector t;
  test_make(&t, VECTOR_F32, floats, 3);
  CHECK(vector_scale(k, &t.v, 1.0, t.out, NULL) == VECTOR_DONE && test_holds(&t, floats, 3), "%s",
        name);
  CHECK(vector_scale(k, &t.v, below_half, t.out, NULL) == VECTOR_DONE, "%s", name);
  CHECK(vector_at(&t.result, 1) == 0x1.fffffep127, "%s", name);
  CHECK(vector_scale(k, &t.v, 0x1.000002p0, t.out, NULL) == VECTOR_OVERFLOW, "%s", name);
  CHECK(vector_scale(k, &t.v, 1e300, t.out, NULL) == VECTOR_OVERFLOW, "%s", name);
  CHECK(vector_scale(k, &t.v, -DBL_MAX, t.out, NULL) == VECTOR_OVERFLOW, "%s", name);
  CHECK(vector_scale(k, &t.v, bits_nan(), t.out, NULL) == VECTOR_NOT_A_NUMBER, "%s", name);
  CHECK(vector_scale(k, &t.v, TEST_INF, t.out, NULL) == VECTOR_NOT_A_NUMBER, "%s", name);
  test_make(&t, VECTOR_F64, doubles, 3);
  CHECK(vector_scale(k, &t.v, 1.0, t.out, NULL) == VECTOR_DONE && test_holds(&t, doubles, 3), "%s",
        name);
  CHECK(vector_scale(k, &t.v, 1.5, t.out, NULL) == VECTOR_OVERFLOW, "%s", name);
  test_make(&t, VECTOR_F32, floats, 1);
  CHECK(vector_scale(k, &t.v, 0x1p-149, t.out, NULL) == VECTOR_DONE, "%s", name);
  CHECK(vector_at(&t.result, 0) == 0x1p-149, "%s", name);
  CHECK(vector_scale(k, &t.v, 0x1.8p-150, t.out, NULL) == VECTOR_DONE, "%s", name);
  CHECK(vector_at(&t.result, 0) == 0x1p-149, "%s", name);
  CHECK(vector_scale(k, &t.v, 0x1p-150, t.out, NULL) == VECTOR_DONE, "%s", name);
  CHECK(test_equal(vector_at(&t.result, 0), 0.0), "%s", name);
}

/* ---- in place; sigmoid is that of one score; floats are doubles ---- */

static void test_in_place(const VectorKernels *k, VectorType type) {
  double data[13], again[13], out[13];
  for (int map = 0; map < 3; map++) {
    const Vector v = {data, 13, type}, w = {again, 13, type};
    size_t bytes = 13 * vector_width(type);
    for (size_t i = 0; i < 13; i++) test_store(type, (unsigned char *)data, i, test_normal(0, 0));
    memcpy(again, data, bytes);
    switch (map) {
    case 0:
      CHECK(vector_log_softmax(k, &v, out, NULL) && vector_log_softmax(k, &w, again, NULL), "0");
      break;
    case 1:
      CHECK(vector_sigmoid(k, &v, out, NULL) && vector_sigmoid(k, &w, again, NULL), "1");
      break;
    default:
      CHECK(vector_scale(k, &v, 0.7, out, NULL) == vector_scale(k, &w, 0.7, again, NULL), "2");
    }
    CHECK(memcmp(out, again, bytes) == 0, "%s: map %d in place", vector_kernels_name(k), map);
  }
}

static void test_relations(const VectorKernels *k) {
  double wide[100], out[100];
  float narrow[100];
  const Vector v = {wide, 100, VECTOR_F64}, w = {narrow, 100, VECTOR_F32};
  for (size_t i = 0; i < 100; i++) {
    narrow[i] = (float)test_between(-50.0, 50.0);
    wide[i] = (double)narrow[i];
  }
  CHECK(vector_logsumexp(k, &v, NULL) == vector_logsumexp(k, &w, NULL), "logsumexp");
  CHECK(vector_softmax_max(k, &v, NULL) == vector_softmax_max(k, &w, NULL), "softmax_max");
  CHECK(vector_softmax_margin(k, &v, NULL) == vector_softmax_margin(k, &w, NULL), "softmax_margin");
  CHECK(vector_softmax_entropy(k, &v, NULL) == vector_softmax_entropy(k, &w, NULL),
        "softmax_entropy");
  CHECK(vector_cross_entropy(k, &v, 9, NULL) == vector_cross_entropy(k, &w, 9, NULL),
        "cross_entropy");
  CHECK(vector_sigmoid(k, &v, out, NULL), "sigmoid");
  for (size_t i = 0; i < 100; i++) {
    CHECK(out[i] == elementary_sigmoid(wide[i]), "sigmoid(%.17g)", wide[i]);
  }
}

/* ---- published examples ---- */

static bool test_close(double got, double expected) {
  return got == expected || fabs(got - expected) <= 0x1p-52 * fabs(expected);
}

static void test_softmax_example(const VectorKernels *k, const double *x, const double *p,
                                 size_t n) {
  TestVector t;
  for (int type = VECTOR_F32; type <= VECTOR_F64; type++) {
    test_make(&t, (VectorType)type, x, n);
    CHECK(vector_softmax(k, &t.v, t.out, NULL), "an example");
    for (size_t i = 0; i < n; i++) {
      double got = vector_at(&t.result, i);
      if (type == VECTOR_F32) {
        CHECK(got == (double)(float)p[i], "%.9g, not %.9g", got, p[i]);
      } else {
        CHECK(test_close(got, p[i]), "%.17g, not %.17g", got, p[i]);
      }
    }
  }
}

static void test_examples(const VectorKernels *k) {
  /* SciPy, test_logsumexp.py */
  const double up[] = {0, 1, 2, 3}, up_100[] = {100, 101, 102, 103};
  const double p[] = {.03205860328008499, .08714431874203256, .23688281808991013,
                      .6439142598879722};
  const double far[] = {1, 325, 749, 750};
  const double far_p[] = {0, 1.9444526359919372e-185, .2689414213699951, .7310585786300048};
  test_softmax_example(k, up, p, 4);
  test_softmax_example(k, up_100, p, 4);
  test_softmax_example(k, far, far_p, 4);
  const double thousand[] = {1000, 1}, small[] = {0, -40};
  const double ten[] = {0, 1, 2, 3, 4, 5, 6, 7, 8, 9};
  TestVector t;
  test_make(&t, VECTOR_F64, thousand, 2);
  CHECK(vector_log_softmax(k, &t.v, t.out, NULL) && test_holds(&t, (double[]){0.0, -999.0}, 2),
        "1000, 1");
  test_make(&t, VECTOR_F32, thousand, 2);
  CHECK(vector_log_softmax(k, &t.v, t.out, NULL) && test_holds(&t, (double[]){0.0, -999.0}, 2),
        "1000, 1");
  test_make(&t, VECTOR_F64, small, 2);
  CHECK(vector_logsumexp(k, &t.v, NULL) == 4.248354255291589e-18, "0, -40");
  CHECK(vector_cross_entropy(k, &t.v, 0, NULL) == 4.248354255291589e-18, "0, -40");
  test_make(&t, VECTOR_F32, ten, 10);
  CHECK(test_close(vector_logsumexp(k, &t.v, NULL), 9.45862974442671), "0 .. 9");
  /* TensorFlow, softmax_cross_entropy_with_logits, at full precision */
  const double losses[] = {4, 2, 1};
  test_make(&t, VECTOR_F32, losses, 3);
  CHECK(test_close(vector_cross_entropy(k, &t.v, 0, NULL), .16984601955628564), "4, 2, 1");
  /* SciPy, entr: ln .2, ln .5, ln .3 */
  const double logs[] = {-1.6094379124341003, -0.6931471805599453, -1.2039728043259361};
  test_make(&t, VECTOR_F64, logs, 3);
  CHECK(test_close(vector_softmax_entropy(k, &t.v, NULL), 1.0296530140645737), "entropy");
  CHECK(test_close(vector_softmax_margin(k, &t.v, NULL), .2), "margin");
}

/* ---- */

static void test_choice(void) {
  test_table_count = vector_kernels_available(test_tables);
  CHECK(test_table_count >= 1 && test_table_count <= VECTOR_KERNELS_MOST, "%zu", test_table_count);
  CHECK(strcmp(vector_kernels_name(test_tables[0]), "c") == 0, "the first is plain C");
  CHECK(vector_kernels() == test_tables[test_table_count - 1], "the last is the fastest");
#if (defined(__x86_64__) || defined(__aarch64__)) && defined(__GNUC__)
  CHECK(test_table_count >= 2, "no vector kernels");
#endif
  printf("kernels:");
  for (size_t i = 0; i < test_table_count; i++) {
    const char *name = vector_kernels_name(test_tables[i]);
    printf(" %s", name);
    for (size_t j = 0; j < i; j++) {
      CHECK(strcmp(vector_kernels_name(test_tables[j]), name) != 0, "%s occurs twice", name);
    }
  }
  putchar('\n');
}

/* ---- parts: only the longest vectors have several ---- */

enum { TEST_PARTS = 2 * VECTOR_PART + 13, TEST_ANSWERS = 9 };

/* Whether there is an answer. */
static bool test_answers(int which, const VectorKernels *k, const Vector *v, void *out,
                         const Stop *stop) {
  switch (which) {
  case 0: return vector_softmax(k, v, out, stop);
  case 1: return vector_log_softmax(k, v, out, stop);
  case 2: return vector_sigmoid(k, v, out, stop);
  case 3: return vector_scale(k, v, 0.7, out, stop) == VECTOR_DONE;
  case 4: return !isnan(vector_logsumexp(k, v, stop));
  case 5: return !isnan(vector_softmax_max(k, v, stop));
  case 6: return !isnan(vector_softmax_margin(k, v, stop));
  case 7: return !isnan(vector_softmax_entropy(k, v, stop));
  default: return !isnan(vector_cross_entropy(k, v, 2, stop));
  }
}

/* Stopped at any question there is no answer; and there are as many questions as parts but one, for
** each loop at least. */
static void test_stopped(const Vector *v, void *out) {
  const Stop stop = {test_stop, NULL};
  for (int which = 0; which < TEST_ANSWERS; which++) {
    long asked = 0;
    for (bool done = false; !done && asked < 1000; asked++) {
      test_questions = asked;
      done = test_answers(which, vector_kernels(), v, out, &stop);
      CHECK(done == (test_questions >= 0), "%d: done %d after %ld questions", which, done, asked);
    }
    CHECK(asked >= 2, "%d: %ld questions", which, asked);
  }
}

static bool test_same_lanes(const double *a, const double *b) {
  bool same = true;
  for (int j = 0; j < VECTOR_LANES; j++) same &= test_equal(a[j], b[j]);
  return same;
}

static bool test_same_sums(const VectorSums *a, const VectorSums *b) {
  return test_same_lanes(a->hi, b->hi) && test_same_lanes(a->lo, b->lo);
}

/* Sums of e^x over the parts are those over the whole, wherever the element is that is left out. */
static void test_sums_of_parts(const VectorKernels *k, const Vector *v, size_t skip, void *out) {
  VectorSums mass[2] = {{{0.0}, {0.0}}}, moment[2] = {{{0.0}, {0.0}}}, alone[2] = {{{0.0}, {0.0}}};
  double sums[2][VECTOR_LANES] = {{0.0}}, powers[2][VECTOR_LANES] = {{0.0}};
  bool floats = v->type == VECTOR_F32;
  size_t i = 0;
  k->exp_moments(v, 9.0, skip, &mass[0], &moment[0]);
  k->exp_sums(v, 9.0, skip, &alone[0]);
  if (floats) k->short_exp_sums(v, 9.0, skip, sums[0]);
  if (floats) k->short_exps(v, 9.0, out, powers[0]);
  do {
    Vector part = vector_part(v, i);
    k->exp_moments(&part, 9.0, skip - i, &mass[1], &moment[1]);
    k->exp_sums(&part, 9.0, skip - i, &alone[1]);
    if (floats) k->short_exp_sums(&part, 9.0, skip - i, sums[1]);
    if (floats) k->short_exps(&part, 9.0, (double *)out + i, powers[1]);
  } while (vector_next_part(v, &i, NULL));
  CHECK(i == v->n, "%zu of %zu elements", i, v->n);
  CHECK(test_same_sums(&mass[0], &mass[1]), "mass without %zu", skip);
  CHECK(test_same_sums(&moment[0], &moment[1]), "moment without %zu", skip);
  CHECK(test_same_sums(&alone[0], &alone[1]), "mass alone without %zu", skip);
  CHECK(test_same_lanes(sums[0], sums[1]), "short sums without %zu", skip);
  CHECK(test_same_lanes(powers[0], powers[1]), "powers");
}

/* No result has no place, not even its first. */
static void test_places_of_results(void) {
  float floats[3];
  double doubles[3];
  CHECK(vector_place(VECTOR_F32, floats, 2) == (void *)&floats[2], "float");
  CHECK(vector_place(VECTOR_F64, doubles, 2) == (void *)&doubles[2], "double");
  CHECK(vector_place(VECTOR_F64, NULL, 0) == NULL, "none");
}

/* Maps of the parts are those of single elements. */
static void test_maps_of_parts(const VectorKernels *k, const Vector *v, unsigned char *out) {
  const size_t places[] = {0, VECTOR_PART - 1, VECTOR_PART, 2 * VECTOR_PART + 12};
  double got, expected;
  for (int which = 2; which <= 3; which++) {
    CHECK(test_answers(which, k, v, out, NULL), "%d", which);
    const Vector mapped = {out, v->n, v->type};
    for (int i = 0; i < 4; i++) {
      const Vector one = {(const unsigned char *)v->data + places[i] * vector_width(v->type), 1,
                          v->type};
      CHECK(test_answers(which, k, &one, &expected, NULL), "%d", which);
      got = vector_at(&mapped, places[i]);
      expected = vector_at(&(Vector){&expected, 1, v->type}, 0);
      CHECK(test_equal(got, expected), "%d, %zu: %a, not %a", which, places[i], got, expected);
    }
  }
}

/* Floats are normalised in place, over doubles that have been read. */
static void test_softmax_of_parts(const VectorKernels *k, const Vector *v, unsigned char *out) {
  double *powers = malloc(v->n * sizeof *powers), sums[VECTOR_LANES] = {0.0};
  if (powers == NULL) abort();
  const double top = vector_at(v, 5);
  k->short_exps(v, top, powers, sums);
  const double *s = sums;
  double total = ((s[0] + s[4]) + (s[2] + s[6])) + ((s[1] + s[5]) + (s[3] + s[7]));
  CHECK(vector_softmax(k, v, out, NULL), "softmax");
  const Vector result = {out, v->n, VECTOR_F32};
  size_t wrong = 0;
  for (size_t i = 0; i < v->n; i++) {
    wrong += vector_at(&result, i) != (double)(float)(powers[i] * (1.0 / total));
  }
  CHECK(wrong == 0, "%zu probabilities differ", wrong);
  free(powers);
}

static void test_parts(const VectorKernels *kernels, VectorType type, bool stops) {
  const size_t skips[] = {5, VECTOR_PART - 1, VECTOR_PART, TEST_PARTS - 1, VECTOR_NO_SKIP};
  double *data = malloc(sizeof *data * 2 * TEST_PARTS);
  unsigned char *out = (unsigned char *)(data + TEST_PARTS);
  if (data == NULL) abort();
  for (size_t i = 0; i < TEST_PARTS; i++) vector_put(type, data, i, test_between(-20.0, 8.0));
  vector_put(type, data, 5, 8.5);
  const Vector v = {data, TEST_PARTS, type};
  for (size_t i = test_short() ? 4 : 0; i < sizeof skips / sizeof *skips; i++) {
    test_sums_of_parts(kernels, &v, skips[i], out);
  }
  test_maps_of_parts(kernels, &v, out);
  if (type == VECTOR_F32) test_softmax_of_parts(kernels, &v, out);
  if (stops) {
    test_stopped(&v, out);
    vector_put(type, data, 7, TEST_INF);
    const Stop stop = {test_stop, NULL};
    test_questions = 1;
    CHECK(!vector_softmax(kernels, &v, out, &stop), "softmax of +Inf is stopped");
    test_questions = 1;
    CHECK(!vector_log_softmax(kernels, &v, out, &stop), "log_softmax of +Inf is stopped");
  }
  free(data);
}

int main(void) {
  test_places_of_results();
  test_state = 20240607;
  test_choice();
  test_bits();
  for (size_t i = 0; i < test_table_count; i++) {
    const VectorKernels *kernels = test_tables[i];
    for (int type = VECTOR_F32; type <= VECTOR_F64; type++) {
      test_infinities(kernels, (VectorType)type);
      test_empty(kernels, (VectorType)type);
      test_nan(kernels, (VectorType)type);
      test_places(kernels, (VectorType)type);
      test_in_place(kernels, (VectorType)type);
      test_parts(kernels, (VectorType)type, i + 1 == test_table_count && !test_short());
    }
    test_huge(kernels);
    test_scale_rounds_once(kernels);
    test_scale_long(kernels);
    test_scale_overflow(kernels);
    test_relations(kernels);
    test_examples(kernels);
  }
  return check_report();
}
