/* test_auc_tree.c: the area of examples that come and go, bit for bit that of roc_auc on those that
** are there; examples that are not there; and memory that runs out. */
#include "../../ext/metrics/auc_tree.h"
#include "../check.h"
#include "../testing.h"
#include "weighted_examples.h"

#include <string.h>

enum { TEST_MOST = 300 };

/* The examples that should be there. */
typedef struct {
  Example rows[TEST_MOST];
  size_t count;
} TestSet;

static double test_area(const TestSet *set) {
  static Example sorted[TEST_MOST];
  memcpy(sorted, set->rows, set->count * sizeof *sorted);
  examples_sort(sorted, set->count);
  return roc_auc(sorted, set->count, NULL);
}

static void test_compare(const AucTree *tree, const TestSet *set, const char *what) {
  double area = auc_tree_area(tree), expected = test_area(set);
  CHECK(tree->count == (int64_t)set->count, "%s: %d examples", what, (int)tree->count);
  CHECK(test_equal(area, expected), "%s: %.17g, not %.17g", what, area, expected);
}

static void test_come(AucTree *tree, TestSet *set, Example example) {
  CHECK(auc_tree_add(tree, example, test_resize), "no memory");
  set->rows[set->count++] = example;
}

static void test_go(AucTree *tree, TestSet *set, size_t which) {
  CHECK(auc_tree_remove(tree, set->rows[which]), "%g is not there", set->rows[which].score);
  memmove(&set->rows[which], &set->rows[which + 1], (set->count - which - 1) * sizeof *set->rows);
  set->count--;
}

/* Random examples come, and random ones go, or the oldest, up to none. */
static void test_any(void) {
  for (int round = 0; round < 300; round++) {
    Example rows[TEST_MOST];
    AucTree tree = {.count = 0};
    static TestSet set;
    int kind = round % WEIGHTED_KINDS, next = 0;
    weighted_fill(rows, TEST_MOST, kind);
    set.count = 0;
    test_compare(&tree, &set, "empty");
    while (next < TEST_MOST) {
      int come = 1 + test_below(20), go = test_below(20);
      for (; come > 0 && next < TEST_MOST; come--) test_come(&tree, &set, rows[next++]);
      test_compare(&tree, &set, "come");
      for (; go > 0 && set.count > 0; go--) {
        test_go(&tree, &set, round % 2 == 0 ? 0 : test_index(set.count));
      }
      test_compare(&tree, &set, "gone");
    }
    while (set.count > 0) {
      test_go(&tree, &set, test_index(set.count));
      if (test_below(10) == 0) test_compare(&tree, &set, "last");
    }
    CHECK(tree.scores.root == 0, "something is left");
    auc_tree_clear(&tree, test_resize);
  }
}

/* All pairs by hand: 3 positives, 2 negatives, one tie. */
static void test_by_hand(void) {
  AucTree tree = {.count = 0};
  static TestSet set;
  const Example rows[] = {{3, 1}, {2, -1}, {2, 1}, {1, 1}, {0, -1}};
  set.count = 0;
  for (int i = 0; i < 5; i++) test_come(&tree, &set, rows[i]);
  CHECK(auc_tree_area(&tree) == 4.5 / 6, "%g", auc_tree_area(&tree));
  test_go(&tree, &set, 1);
  CHECK(auc_tree_area(&tree) == 1.0, "%g", auc_tree_area(&tree));
  test_go(&tree, &set, 3);
  CHECK(isnan(auc_tree_area(&tree)), "no negatives: %g", auc_tree_area(&tree));
  auc_tree_clear(&tree, test_resize);
  CHECK(isnan(auc_tree_area(&tree)), "no examples: %g", auc_tree_area(&tree));
}

/* What is not there stays so, and nothing changes. */
static void test_absent(void) {
  const Example absent[] = {{3, 1},       {2, 2},   {2, 0.5}, {2, -1},
                            {2, 0x1p-90}, {2, 1e9}, {1, 1},   {INFINITY, -1}};
  AucTree tree = {.count = 0};
  static TestSet set;
  set.count = 0;
  CHECK(!auc_tree_remove(&tree, absent[0]), "removed from an empty tree");
  test_come(&tree, &set, (Example){2, 1});
  test_come(&tree, &set, (Example){1, -1});
  for (int i = 0; i < 8; i++) {
    CHECK(!auc_tree_remove(&tree, absent[i]), "removed %d", i);
    test_compare(&tree, &set, "absent");
  }
  test_go(&tree, &set, 0);
  CHECK(!auc_tree_remove(&tree, (Example){2, 1}), "removed twice");
  test_go(&tree, &set, 0);
  CHECK(!auc_tree_remove(&tree, (Example){1, -1}), "removed from an empty tree");
  auc_tree_clear(&tree, test_resize);
}

/* Sorted scores make no path of the tree. */
static void test_height(void) {
  AucTree tree = {.count = 0};
  for (int i = 0; i < 3000; i++) {
    CHECK(auc_tree_add(&tree, example_of(i, i % 2 == 0, 1.0), test_resize), "no memory");
  }
  const AvlNode *root = avl_item(&tree.scores, tree.scores.root);
  CHECK(root->height <= 17, "height %u", root->height); /* 1.45 log2 3000 */
  CHECK(auc_tree_area(&tree) == 1499.0 / 3000, "%.17g", auc_tree_area(&tree));
  auc_tree_clear(&tree, test_resize);
}

/* An allocation that fails leaves the area as it was, also where weights need more digits. */
static void test_faults(void) {
  long failed = 0;
  for (int round = 0; round < 60; round++) {
    Example rows[TEST_MOST];
    AucTree tree = {.count = 0};
    static TestSet set;
    set.count = 0;
    weighted_fill(rows, TEST_MOST, round % WEIGHTED_KINDS);
    for (int i = 0; i < TEST_MOST; i++) {
      test_allowed = 0;
      bool added = auc_tree_add(&tree, rows[i], test_resize);
      test_allowed = -1;
      if (added) {
        set.rows[set.count++] = rows[i];
        continue;
      }
      failed++;
      test_compare(&tree, &set, "no memory");
      test_come(&tree, &set, rows[i]);
      if (test_below(3) == 0) test_go(&tree, &set, test_index(set.count));
    }
    test_compare(&tree, &set, "memory");
    auc_tree_clear(&tree, test_resize);
  }
  CHECK(failed > 500, "only %ld failed", failed);
}

int main(void) {
  test_by_hand();
  test_any();
  test_absent();
  test_height();
  test_faults();
  CHECK(test_blocks == 0, "%ld blocks are left", test_blocks);
  return check_report();
}
