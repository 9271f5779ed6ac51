/* test_class_pairs.c: the pairs of a sliding frame against a table of counts and a fresh state; sums
** that no order of rows changes; how little is kept; and memory that runs out.
*/
#include "../../ext/metrics/class_pairs.h"
#include "../check.h"
#include "../testing.h"

#include <stdio.h>
#include <string.h>

enum { TEST_ROWS = 500, TEST_CLASSES = 15 };

typedef struct {
  int predicted, label;
  double weight;
} TestRow;

/* Class i: an integer, a real or a text, in rising order. */
static Label test_label(int i, char text[16]) {
  if (i < 5) return (Label){.kind = LABEL_INTEGER, .as.integer = i};
  if (i < 9) return (Label){.kind = LABEL_REAL, .as.real = i + (i % 2 == 0 ? 0.5 : 0.0)};
  int size = snprintf(text, 16, "class %02d", i);
  return (Label){
      .kind = LABEL_TEXT, .size = (uint32_t)size, .as.bytes = (const unsigned char *)text};
}

static bool test_add(ClassPairs *pairs, TestRow row, int sign) {
  char texts[2][16];
  Label predicted = test_label(row.predicted, texts[0]), label = test_label(row.label, texts[1]);
  return class_pairs_add(pairs, &predicted, &label, row.weight, sign, test_resize);
}

static void test_fill(TestRow *rows, int count, int classes) {
  for (int i = 0; i < count; i++) {
    int label = test_below(classes);
    int predicted = test_below(3) == 0 ? test_below(classes) : label;
    double weight = test_below(9) == 0 ? bits_abs(test_any_double()) / 4096.0 : test_uniform();
    rows[i] = (TestRow){predicted, label, weight > 0.0 ? weight : 1.0};
  }
}

/* ---- against a table ---- */

static void test_is_table(const ClassPairs *pairs, const TestRow *rows, int count,
                          const char *when) {
  int table[TEST_CLASSES][TEST_CLASSES] = {{0}}, places[TEST_CLASSES] = {0};
  size_t classes = 0, next = 0;
  char text[16];
  ClassSet set = {0};
  for (int i = 0; i < count; i++) {
    table[rows[i].label][rows[i].predicted]++;
    places[rows[i].label] = places[rows[i].predicted] = 1;
  }
  CHECK(class_pairs_set(pairs, &set, test_resize), "no memory");
  for (int i = 0; i < TEST_CLASSES; i++) {
    if (places[i] == 0) continue;
    Label label = label_integral(test_label(i, text));
    CHECK(classes < set.count && label_compare(&label, &set.classes[classes]) == 0, "%s: class %d",
          when, i);
    places[i] = (int)classes++;
  }
  for (int label = 0; label < TEST_CLASSES; label++) {
    for (int predicted = 0; predicted < TEST_CLASSES; predicted++) {
      if (table[label][predicted] == 0) continue;
      const ClassPair *pair = &set.pairs[next++];
      CHECK(next <= set.pair_count && pair->label == (uint32_t)places[label] &&
                pair->predicted == (uint32_t)places[predicted],
            "%s: pair %d, %d", when, label, predicted);
      CHECK(set.weighted || pair->weight == table[label][predicted], "%s: count", when);
    }
  }
  CHECK(classes == set.count && next == set.pair_count, "%s: too many", when);
  class_set_clear(&set, test_resize);
}

static bool test_same(const ClassPairs *a, const ClassPairs *b) {
  ClassSet x = {0}, y = {0};
  CHECK(class_pairs_set(a, &x, test_resize) && class_pairs_set(b, &y, test_resize), "no memory");
  bool same = x.count == y.count && x.pair_count == y.pair_count;
  for (size_t i = 0; same && i < x.count; i++) {
    same = label_compare(&x.classes[i], &y.classes[i]) == 0;
  }
  for (size_t i = 0; same && i < x.pair_count; i++) {
    same = x.pairs[i].label == y.pairs[i].label && x.pairs[i].predicted == y.pairs[i].predicted &&
           test_equal(x.pairs[i].weight, y.pairs[i].weight);
  }
  class_set_clear(&x, test_resize);
  class_set_clear(&y, test_resize);
  return same;
}

static void test_frames(void) {
  static TestRow rows[TEST_ROWS], shuffled[TEST_ROWS];
  for (int round = 0; round < 8; round++) {
    int width = 1 + test_below(60);
    ClassPairs pairs = {.weighted = round % 2 != 0};
    test_fill(rows, TEST_ROWS, 1 + test_below(TEST_CLASSES));
    for (int i = 0; i < TEST_ROWS; i++) {
      int first = i < width ? 0 : i - width + 1, count = i - first + 1;
      CHECK(test_add(&pairs, rows[i], 1), "no memory");
      if (i >= width) CHECK(test_add(&pairs, rows[i - width], -1), "no memory");
      if (i % 7 != 0) continue;
      ClassPairs fresh = {.weighted = pairs.weighted};
      memcpy(shuffled, rows + first, (size_t)count * sizeof *rows);
      test_shuffle(shuffled, (size_t)count, sizeof *rows);
      for (int k = 0; k < count; k++) CHECK(test_add(&fresh, shuffled[k], 1), "no memory");
      test_is_table(&pairs, shuffled, count, "frame");
      CHECK(test_same(&pairs, &fresh), "round %d, row %d", round, i);
      class_pairs_clear(&fresh, test_resize);
    }
    for (int i = TEST_ROWS - width; i < TEST_ROWS; i++) {
      CHECK(test_add(&pairs, rows[i], -1), "no memory");
    }
    CHECK(pairs.pairs.root == 0 && pairs.classes.root == 0, "something is left");
    class_pairs_clear(&pairs, test_resize);
  }
}

/* The sum of the weights is right where adding them one by one is not, and may overflow. */
static void test_weights(void) {
  const double weights[] = {0x1p60, 1.0, 0x1p-60, 1.0};
  ClassPairs pairs = {.weighted = true};
  ClassSet set = {0};
  for (int i = 0; i < 4; i++) CHECK(test_add(&pairs, (TestRow){1, 1, weights[i]}, 1), "memory");
  CHECK(test_add(&pairs, (TestRow){1, 1, 0x1p60}, -1), "memory");
  CHECK(class_pairs_set(&pairs, &set, test_resize), "no memory");
  CHECK(set.pair_count == 1 && set.pairs[0].weight == 2.0, "%g", set.pairs[0].weight);
  class_set_clear(&set, test_resize);
  for (int i = 0; i < 2; i++) CHECK(test_add(&pairs, (TestRow){1, 1, 1.5e308}, 1), "memory");
  CHECK(class_pairs_set(&pairs, &set, test_resize), "no memory");
  CHECK(bits_is_infinite(set.pairs[0].weight), "%g", set.pairs[0].weight);
  class_set_clear(&set, test_resize);
  class_pairs_clear(&pairs, test_resize);
}

/* ---- memory ---- */

static void test_memory(void) {
  for (int round = 0; round < 3000; round++) {
    ClassPairs pairs = {.weighted = round % 2 != 0};
    TestRow rows[10];
    int count = 0;
    test_fill(rows, 10, TEST_CLASSES);
    for (int i = 0; i < 10; i++) {
      test_allowed = test_below(6);
      bool added = test_add(&pairs, rows[i], 1);
      test_allowed = -1;
      if (added) rows[count++] = rows[i];
    }
    test_is_table(&pairs, rows, count, "after refusals");
    ClassSet set = {0};
    test_allowed = test_below(5);
    CHECK(!class_pairs_set(&pairs, &set, test_resize) && set.classes == NULL, "no memory");
    test_allowed = -1;
    class_pairs_clear(&pairs, test_resize);
  }
}

static uint64_t test_requested; /* the largest block */

static void *test_resize_measured(void *block, uint64_t bytes) {
  if (bytes > test_requested) test_requested = bytes;
  return test_resize(block, bytes);
}

/* A million rows of 200 classes take no more than their 600 pairs. */
static void test_many(void) {
  ClassPairs pairs = {0};
  for (int i = 0; i < 1000000; i++) {
    Label label = {.kind = LABEL_INTEGER, .as.integer = i % 200};
    Label predicted = {.kind = LABEL_INTEGER, .as.integer = i % 200 + i / 200 % 3};
    if (!class_pairs_add(&pairs, &predicted, &label, 1.0, 1, test_resize_measured)) {
      CHECK(false, "no memory");
    }
  }
  CHECK(test_requested <= 65536, "%llu bytes", (unsigned long long)test_requested);
  class_pairs_clear(&pairs, test_resize);
}

int main(void) {
  test_frames();
  test_weights();
  test_memory();
  test_many();
  CHECK(test_blocks == 0, "%ld blocks are left", test_blocks);
  return check_report();
}
