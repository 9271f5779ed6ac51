/* test_exact_words.c: words add up to the sum they were taken from; products of sums are exact where
** everything cancels; and memory runs out. */
#include "../../ext/exact/exact_words.h"
#include "../check.h"
#include "../testing.h"

/* Whether words, subtracted from the sum, leave nothing. */
static bool test_is_whole(const ExactSum *sum, const ExactWords *words) {
  Term taken[EXACT_WORDS_MOST];
  for (int i = 0; i < words->count; i++) {
    taken[i] = (Term){-words->items[i].m, words->items[i].e};
  }
  return superacc_value(&sum->acc, taken, words->count).f.hi == 0.0;
}

static void test_words(void) {
  int most = 0;
  for (int round = 0; round < 2000; round++) {
    ExactSum sum = {0};
    ExactWords words;
    int terms = test_below(400);
    for (int i = 0; i < terms; i++) {
      double x = round % 2 == 0 ? test_any_double() : test_deviate();
      CHECK(exact_sum_add(&sum, x, 1, test_resize), "memory");
    }
    exact_words_of(&words, &sum);
    CHECK(test_is_whole(&sum, &words), "round %d: %d words leave something", round, words.count);
    CHECK(round % 2 == 0 || words.count <= 4, "round %d: %d words", round, words.count);
    if (words.count > most) most = words.count;
    exact_sum_clear(&sum, test_resize);
  }
  CHECK(most > 20 && most <= EXACT_WORDS_MOST, "%d words at most", most);
}

static void test_counts(void) {
  const int64_t counts[] = {0, 1, 2, 1797, INT64_C(1) << 40, INT64_C(1) << 53};
  for (int i = 0; i < 6; i++) {
    ExactWords words;
    ExactSum sum = {0};
    exact_words_of_count(&words, counts[i]);
    CHECK(words.count == (counts[i] != 0), "%d words", words.count);
    CHECK(exact_words_add_product(&sum, &words, &words, 1, test_resize), "memory");
    double n = (double)counts[i];
    CHECK(exact_sum_round(&sum) == n * n, "%g squared", n);
    exact_sum_clear(&sum, test_resize);
  }
}

/* (a + b)^2 - a^2 - 2ab - b^2 is 0, and one unit more is one unit. */
static void test_products(void) {
  for (int round = 0; round < 1000; round++) {
    double x[3];
    ExactSum a = {0}, b = {0}, both = {0}, result = {0};
    ExactWords wa, wb, w;
    for (int i = 0; i < 3; i++) x[i] = round % 2 == 0 ? test_any_double() : test_between(-1, 1e5);
    bool added =
        exact_sum_add(&a, x[0], 1, test_resize) && exact_sum_add(&a, x[1], 1, test_resize) &&
        exact_sum_add(&b, x[2], 1, test_resize) && exact_sum_add(&both, x[0], 1, test_resize) &&
        exact_sum_add(&both, x[1], 1, test_resize) && exact_sum_add(&both, x[2], 1, test_resize);
    exact_words_of(&wa, &a);
    exact_words_of(&wb, &b);
    exact_words_of(&w, &both);
    added = added && exact_words_add_product(&result, &w, &w, 1, test_resize) &&
            exact_words_add_product(&result, &wa, &wa, -1, test_resize) &&
            exact_words_add_product(&result, &wa, &wb, -1, test_resize) &&
            exact_words_add_product(&result, &wb, &wa, -1, test_resize) &&
            exact_words_add_product(&result, &wb, &wb, -1, test_resize);
    CHECK(added && exact_sum_value(&result).f.hi == 0.0, "round %d: not 0", round);
    CHECK(exact_sum_add(&result, 0x1p-1074, 1, test_resize), "memory");
    CHECK(exact_sum_round(&result) == 0x1p-1074, "round %d: %g", round, exact_sum_round(&result));
    exact_sum_clear(&a, test_resize);
    exact_sum_clear(&b, test_resize);
    exact_sum_clear(&both, test_resize);
    exact_sum_clear(&result, test_resize);
  }
}

static void test_memory(void) {
  ExactSum a = {0}, result = {0};
  ExactWords words;
  CHECK(exact_sum_add(&a, 1e300, 1, test_resize), "memory");
  exact_words_of(&words, &a);
  test_allowed = 0;
  CHECK(!exact_words_add_product(&result, &words, &words, 1, test_resize), "no memory");
  test_allowed = -1;
  exact_sum_clear(&a, test_resize);
  exact_sum_clear(&result, test_resize);
}

int main(void) {
  test_words();
  test_counts();
  test_products();
  test_memory();
  CHECK(test_blocks == 0, "%ld blocks are left", test_blocks);
  return check_report();
}
