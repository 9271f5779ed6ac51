/* test_vector_others.c: R of vectors of float, which is a sum by a table, against R of the same
** scores by the long exp; the same bits from every table of kernels; where the blocks end; scores
** that are masked, tied, far from 0 or far from each other.
**
** How accurate the functions above R are is measured in tests/accuracy/vectors.c.
*/
#include "../../ext/base/bits.h"
#include "../../ext/vectors/vector_others.h"
#include "../check.h"
#include "../testing.h"

#include <math.h>
#include <string.h>

enum { TEST_LONGEST = 13000 };

static const VectorKernels *test_tables[VECTOR_KERNELS_MOST];
static size_t test_table_count;

/* ---- scores ---- */

static float test_normal(size_t i) {
  (void)i;
  double sum = test_uniform();
  sum += test_uniform();
  sum += test_uniform();
  return (float)(4.0 * (sum - 1.5));
}

static float test_wide(size_t i) {
  (void)i;
  return (float)test_between(-300.0, 300.0);
}

static float test_far(size_t i) {
  return 1e5F + test_normal(i);
}

static float test_far_below(size_t i) {
  return -3e4F + test_normal(i);
}

static float test_border(size_t i) {
  return (i % 2 == 0 ? 2048.0F : -2048.0F) + test_normal(i);
}

static float test_equal_scores(size_t i) {
  (void)i;
  return -0.75F;
}

static float test_masked(size_t i) {
  return i % 3 == 1 ? (float)-bits_infinity() : test_normal(i);
}

/* Next to scores near 2, x - s has more bits than a double. */
static float test_tiny(size_t i) {
  return i % 5 == 0 ? 2.0F + test_normal(i) : (float)test_between(-0x1p-40, 0x1p-40);
}

static float test_one_dominates(size_t i) {
  return i == 0 ? 150.0F : test_normal(i);
}

/* All but two are where (m - x) e^(x - m) is largest, so that the moments of all lanes are large. */
static float test_large_moments(size_t i) {
  return i < 2 ? 0.25F * (float)i : (float)test_between(-1.2, -0.8);
}

static float (*const test_kinds[])(size_t i) = {
    test_normal,       test_wide,   test_far,  test_far_below,     test_border,
    test_equal_scores, test_masked, test_tiny, test_one_dominates, test_large_moments,
};

enum { TEST_KINDS = sizeof test_kinds / sizeof *test_kinds };

/* ---- comparisons ---- */

/* |a - b| <= 2^exponent |b| */
static bool test_near(ScaledDD a, ScaledDD b, int exponent) {
  ScaledDD difference = dd_scaled_minus(a, b);
  if (b.f.hi == 0.0) return difference.f.hi == 0.0;
  return dd_scaled_is_below(difference, (int)dd_scaled_exponent(b) + exponent);
}

static uint64_t test_bits_of(ScaledDD x) {
  return bits_of_double(x.f.hi) ^ bits_of_double(x.f.lo) * 31 ^ (uint64_t)x.k * 1009;
}

/* Whether all kernels give the same R and moment, for either type of the same scores, as far as the
** two ways to compute them may differ. The long one is right to 2^-57. */
static void test_scores(const float *x, const double *wide, size_t n, int kind) {
  const Vector floats = {x, n, VECTOR_F32}, doubles = {wide, n, VECTOR_F64};
  VectorScores scores, reference;
  CHECK(vector_others_open(&reference, test_tables[0], &doubles, true, NULL), "n = %zu", n);
  VectorOthers expected = vector_others(&reference, true), first = {0};
  for (size_t t = 0; t < test_table_count; t++) {
    const char *name = vector_kernels_name(test_tables[t]);
    CHECK(vector_others_open(&scores, test_tables[t], &floats, true, NULL), "%s, n = %zu", name, n);
    CHECK(scores.top == reference.top && scores.second == reference.second,
          "%s, kind %d, n = %zu: %g and %g, not %g and %g", name, kind, n, scores.top,
          scores.second, reference.top, reference.second);
    VectorOthers got = vector_others(&scores, true), accurate = vector_others_accurate(&scores);
    CHECK(vector_others_open(&scores, test_tables[t], &floats, false, NULL), "%s, n = %zu", name,
          n);
    VectorOthers plain = vector_others(&scores, false);
    if (t == 0) first = got;
    CHECK(test_bits_of(got.rest) == test_bits_of(first.rest) &&
              test_bits_of(got.moment) == test_bits_of(first.moment),
          "%s, kind %d, n = %zu: other bits than %s", name, kind, n,
          vector_kernels_name(test_tables[0]));
    CHECK(test_bits_of(got.rest) == test_bits_of(plain.rest), "%s, kind %d, n = %zu: moments", name,
          kind, n);
    CHECK(test_bits_of(accurate.rest) == test_bits_of(expected.rest), "%s, kind %d, n = %zu: long",
          name, kind, n);
    CHECK(test_near(vector_others_sum(&got), vector_others_sum(&expected), -55) &&
              test_near(vector_others_log_sum(&got), vector_others_log_sum(&expected), -55),
          "%s, kind %d, n = %zu: 1 + R = %.17g, not %.17g", name, kind, n,
          dd_round(vector_others_sum(&got)), dd_round(vector_others_sum(&expected)));
    ScaledDD entropy =
        dd_scaled_plus(vector_others_log_sum(&expected),
                       dd_scaled_over(expected.moment, vector_others_sum(&expected)));
    ScaledDD other = dd_scaled_plus(vector_others_log_sum(&got),
                                    dd_scaled_over(got.moment, vector_others_sum(&got)));
    CHECK(test_near(other, entropy, -57), "%s, kind %d, n = %zu: entropy %.17g, not %.17g", name,
          kind, n, dd_round(other), dd_round(entropy));
  }
}

/* Lengths around the blocks, around what is copied whole, and around what a kernel takes at once. */
static void test_lengths(void) {
  static float x[TEST_LONGEST];
  static double wide[TEST_LONGEST];
  static const size_t long_ones[] = {511,  512,  513,  520,  4095,
                                     4096, 4097, 4104, 8197, TEST_LONGEST};
  for (int kind = 0; kind < TEST_KINDS; kind++) {
    for (size_t k = 0; k < 80; k++) {
      size_t n = k < 70 ? k + 1 : long_ones[k - 70];
      for (size_t i = 0; i < n; i++) wide[i] = (double)(x[i] = test_kinds[kind](i));
      test_scores(x, wide, n, kind);
    }
  }
}

/* The highest and the second highest at each place of two blocks and a rest. */
static void test_places(void) {
  float x[19];
  double wide[19];
  for (size_t top = 0; top < 19; top++) {
    for (size_t second = 0; second < 19; second++) {
      for (size_t i = 0; i < 19; i++) wide[i] = (double)(x[i] = -1.0F - (float)i / 8);
      wide[second] = (double)(x[second] = 1.5F);
      wide[top] = (double)(x[top] = 3.0F);
      test_scores(x, wide, 19, 100 + (int)top);
    }
  }
}

static void test_none(void) {
  const float inf = (float)bits_infinity();
  float x[9] = {-inf, -inf, 2.0F, -inf, -inf, -inf, -inf, -inf, -inf};
  for (size_t t = 0; t < test_table_count; t++) {
    const Vector one = {x, 9, VECTOR_F32}, empty = {NULL, 0, VECTOR_F32};
    VectorScores scores;
    CHECK(!vector_others_open(&scores, test_tables[t], &empty, true, NULL), "no elements");
    x[3] = -inf;
    CHECK(vector_others_open(&scores, test_tables[t], &one, true, NULL) && scores.top == 2.0 &&
              scores.second == -bits_infinity(),
          "one score");
    VectorOthers others = vector_others(&scores, true);
    CHECK(others.rest.f.hi == 0.0 && dd_round(vector_others_sum(&others)) == 1.0 &&
              dd_round(vector_others_log_sum(&others)) == 0.0,
          "no other score counts");
    x[3] = -3e38F; /* so far below that its e^x has no exponent */
    CHECK(vector_others_open(&scores, test_tables[t], &one, true, NULL) &&
              scores.second == (double)x[3],
          "a distant score");
    others = vector_others(&scores, false);
    CHECK(others.rest.f.hi == 0.0, "a distant score counts");
    x[3] = (float)bits_nan();
    CHECK(!vector_others_open(&scores, test_tables[t], &one, true, NULL), "NaN in a block");
    x[3] = -inf;
    x[8] = (float)bits_nan();
    CHECK(!vector_others_open(&scores, test_tables[t], &one, true, NULL), "NaN in the rest");
    x[8] = -inf;
  }
}

int main(void) {
  test_table_count = vector_kernels_available(test_tables);
  printf("kernels:");
  for (size_t t = 0; t < test_table_count; t++) printf(" %s", vector_kernels_name(test_tables[t]));
  printf("\n");
  test_lengths();
  test_places();
  test_none();
  return check_report();
}
