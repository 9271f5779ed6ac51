/* test_class_set.c: pairs in order; the sums of a class and its shares against plain arithmetic, and
** what would be 0/0; memory that runs out. */
#include "../../ext/metrics/class_set.h"
#include "../check.h"
#include "../testing.h"

#include <string.h>

enum { TEST_CLASSES = 9, TEST_PAIRS = TEST_CLASSES * TEST_CLASSES };

typedef struct {
  ClassSet set;
  double weight[TEST_CLASSES][TEST_CLASSES]; /* by label, then by prediction */
} TestSet;

/* Some pairs of a few classes, in any order. */
static TestSet test_make(bool weighted) {
  TestSet made = {.set = {.count = 1 + test_index(TEST_CLASSES), .weighted = weighted}};
  made.set.pairs = test_resize(NULL, TEST_PAIRS * sizeof *made.set.pairs);
  for (uint32_t label = 0; label < made.set.count; label++) {
    for (uint32_t predicted = 0; predicted < made.set.count; predicted++) {
      if (test_below(3) == 0) continue;
      double weight = weighted ? test_between(0.1, 90.0) : 1.0 + test_below(1000);
      made.weight[label][predicted] = weight;
      made.set.pairs[made.set.pair_count++] = (ClassPair){label, predicted, weight};
    }
  }
  test_shuffle(made.set.pairs, made.set.pair_count, sizeof *made.set.pairs);
  return made;
}

static void test_sort(void) {
  for (int round = 0; round < 500; round++) {
    TestSet made = test_make(round % 2 != 0);
    CHECK(class_set_sort(&made.set, test_resize), "no memory");
    size_t next = 0;
    for (uint32_t label = 0; label < made.set.count; label++) {
      for (uint32_t predicted = 0; predicted < made.set.count; predicted++) {
        if (made.weight[label][predicted] == 0.0) continue;
        const ClassPair *pair = &made.set.pairs[next++];
        CHECK(pair->label == label && pair->predicted == predicted &&
                  pair->weight == made.weight[label][predicted],
              "round %d: pair %zu", round, next);
      }
    }
    CHECK(next == made.set.pair_count, "%zu pairs", next);
    class_set_clear(&made.set, test_resize);
  }
}

static double test_over(double part, double whole) {
  return whole > 0.0 ? part / whole : 0.0;
}

static bool test_near(double got, double expected) {
  return bits_abs(got - expected) <= 1e-14 * expected;
}

/* The class in row and column i. */
static void test_class(const TestSet *made, const ClassSums *sums, size_t i) {
  double labelled = 0.0, predicted = 0.0, hits = made->weight[i][i];
  for (size_t k = 0; k < made->set.count; k++) {
    labelled += made->weight[i][k];
    predicted += made->weight[k][i];
  }
  double precision = class_set_share(sums->hits, sums->predicted);
  double recall = class_set_share(sums->hits, sums->labelled), f1 = class_set_f1(sums);
  double support = class_set_weight(sums->labelled);
  if (made->set.weighted) {
    CHECK(test_near(precision, test_over(hits, predicted)), "precision %g", precision);
    CHECK(test_near(recall, test_over(hits, labelled)), "recall %g", recall);
    CHECK(test_near(f1, test_over(2 * hits, labelled + predicted)), "f1 %g", f1);
    CHECK(test_near(support, labelled), "support %g", support);
  } else { /* a quotient of whole numbers is rounded once in both */
    CHECK(test_is(precision, test_over(hits, predicted)), "precision %g", precision);
    CHECK(test_is(recall, test_over(hits, labelled)), "recall %g", recall);
    CHECK(test_is(f1, test_over(2 * hits, labelled + predicted)), "f1 %g", f1);
    CHECK(support == labelled, "support %g", support);
  }
}

static void test_total(const ClassSet *set, const ClassSums *sums) {
  ClassSums total = class_set_total(sums, set->count);
  double all = 0.0, hits = 0.0;
  for (size_t i = 0; i < set->pair_count; i++) {
    const ClassPair *pair = &set->pairs[i];
    double share = class_set_pair_share(pair, sums);
    double whole = class_set_weight(sums[pair->label].labelled);
    CHECK(test_near(share, pair->weight / whole), "a pair's share: %g", share);
    all += pair->weight;
    if (pair->label == pair->predicted) hits += pair->weight;
  }
  CHECK(test_near(class_set_weight(total.labelled), all), "labels in total");
  CHECK(test_near(class_set_weight(total.predicted), all), "predictions in total");
  CHECK(test_near(class_set_weight(total.hits), hits), "hits in total");
}

static void test_sums(void) {
  for (int round = 0; round < 500; round++) {
    TestSet made = test_make(round % 2 != 0);
    ClassSums *sums = class_set_sums(&made.set, test_resize);
    CHECK(sums != NULL, "no memory");
    if (sums != NULL) {
      for (size_t i = 0; i < made.set.count; i++) test_class(&made, &sums[i], i);
      test_total(&made.set, sums);
      test_resize(sums, 0);
    }
    class_set_clear(&made.set, test_resize);
  }
}

/* Sums beyond the range of doubles, above and below. */
static void test_ranges(void) {
  ClassPair pairs[] = {{0, 0, 1.7e308}, {0, 1, 1.7e308}, {1, 0, 5e-324}, {1, 1, 5e-324}};
  ClassSet set = {.count = 2, .pairs = pairs, .pair_count = 4, .weighted = true};
  ClassSums *sums = class_set_sums(&set, test_resize);
  CHECK(sums != NULL, "no memory");
  if (sums == NULL) return;
  CHECK(class_set_share(sums[0].hits, sums[0].labelled) == 0.5, "recall 0");
  CHECK(class_set_share(sums[1].hits, sums[1].labelled) == 0.5, "recall 1");
  CHECK(class_set_share(sums[0].hits, sums[0].predicted) == 1.0, "precision 0");
  CHECK(class_set_share(sums[1].hits, sums[1].predicted) == 0.0, "precision 1: underflow");
  CHECK(class_set_f1(&sums[0]) == 2.0 / 3.0, "f1");
  test_resize(sums, 0);
}

static void test_memory(void) {
  TestSet made = test_make(false);
  unsigned char text[] = "a";
  Label label = {.kind = LABEL_TEXT, .size = 1, .as.bytes = text};
  for (int allowed = 0; allowed < 2; allowed++) {
    test_allowed = allowed;
    CHECK(!class_set_sort(&made.set, test_resize), "no memory");
    CHECK(allowed > 0 || class_set_sums(&made.set, test_resize) == NULL, "no memory");
    test_allowed = -1;
  }
  made.set.classes = test_resize(NULL, TEST_CLASSES * sizeof label);
  for (size_t i = 0; i < made.set.count; i++) {
    made.set.classes[i] = label;
    CHECK(label_own(&made.set.classes[i], test_resize), "no memory");
  }
  made.set.owns_labels = true;
  class_set_clear(&made.set, test_resize);
  CHECK(made.set.count == 0 && made.set.pairs == NULL, "something is left");
}

int main(void) {
  test_sort();
  test_sums();
  test_ranges();
  test_memory();
  CHECK(test_blocks == 0, "%ld blocks are left", test_blocks);
  return check_report();
}
