/* test_superacc.c: sums of terms against one long integer: random terms of all ranges, terms that
** cancel, and ties.
*/
#include "../../ext/exact/superacc.h"
#include "../check.h"
#include "../testing.h"
#include "long_integer.h"

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

/* Around half of the smallest double, which is a tie that goes to 0. */
static void test_superacc_smallest(void) {
  static const struct {
    Term terms[2];
    double due;
  } sums[] = {{{{1, -1074}, {0, 0}}, 0x1p-1074},
              {{{3, -1076}, {0, 0}}, 0x1p-1074},
              {{{1, -1075}, {0, 0}}, 0.0},
              {{{1, -1075}, {1, -1200}}, 0x1p-1074},
              {{{1, -1075}, {-1, -1200}}, 0.0},
              {{{1, -1076}, {0, 0}}, 0.0},
              {{{3, -1075}, {0, 0}}, 0x1p-1073},
              {{{5, -1075}, {0, 0}}, 0x1p-1073},
              {{{-1, -1075}, {-1, -1300}}, -0x1p-1074},
              {{{-1, -1075}, {1, -1300}}, -0.0},
              {{{1, -1500}, {0, 0}}, 0.0},
              {{{-1, -1075}, {0, 0}}, -0.0}};
  for (size_t i = 0; i < sizeof sums / sizeof *sums; i++) {
    Superacc acc = {0};
    for (int j = 0; j < 2; j++) {
      CHECK(superacc_add(&acc, sums[i].terms[j].m, sums[i].terms[j].e, test_resize), "memory");
    }
    double got = superacc_round(&acc);
    CHECK(test_is(got, sums[i].due), "sum %zu: %a, not %a", i, got, sums[i].due);
    superacc_clear(&acc, test_resize);
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
  test_superacc_smallest();
  CHECK(test_blocks == 0, "%ld blocks", test_blocks);
}

int main(void) {
  test_superacc();
  return check_report();
}
