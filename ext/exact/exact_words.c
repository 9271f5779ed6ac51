/* exact_words.c: see exact_words.h. */
#include "exact_words.h"

static void exact_words_push(ExactWords *words, double x, int64_t k) {
  Term term = term_of(x);
  if (term.m != 0) words->items[words->count++] = (Term){term.m, term.e + k};
}

/* Reads the sum, takes off what was read, and reads again until nothing is left. */
void exact_words_of(ExactWords *words, const ExactSum *sum) {
  Term taken[EXACT_WORDS_MOST];
  words->count = 0;
  for (int reading = 0; reading < EXACT_WORDS_READINGS; reading++) {
    int before = words->count;
    ScaledDD rest = superacc_value(&sum->acc, taken, before);
    if (rest.f.hi == 0.0) break;
    exact_words_push(words, rest.f.hi, rest.k);
    exact_words_push(words, rest.f.lo, rest.k);
    for (int i = before; i < words->count; i++) {
      taken[i] = (Term){-words->items[i].m, words->items[i].e};
    }
  }
}

void exact_words_of_count(ExactWords *words, int64_t n) {
  words->count = 0;
  exact_words_push(words, (double)n, 0);
}

ScaledDD exact_words_difference(const ExactSum *a, const ExactWords *b) {
  Term negated[EXACT_WORDS_MOST];
  for (int i = 0; i < b->count; i++) negated[i] = (Term){-b->items[i].m, b->items[i].e};
  return superacc_value(&a->acc, negated, b->count);
}

bool exact_words_add_product(ExactSum *sum, const ExactWords *a, const ExactWords *b, int sign,
                             MemoryResize *resize) {
  for (int i = 0; i < a->count; i++) {
    for (int k = 0; k < b->count; k++) {
      Term product[2];
      term_product((double)a->items[i].m, (double)b->items[k].m, product);
      int64_t e = a->items[i].e + b->items[k].e;
      for (int half = 0; half < 2; half++) {
        int64_t m = sign < 0 ? -product[half].m : product[half].m;
        if (!superacc_add(&sum->acc, m, product[half].e + e, resize)) return false;
      }
    }
  }
  return true;
}
