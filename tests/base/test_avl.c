/* test_avl.c: the tree against an array of keys, in order, balanced, for keys in every kind of
** order; and unchanged where memory runs out. */
#include "../../ext/base/avl.h"
#include "../check.h"
#include "../testing.h"

#include <string.h>

enum { TEST_KEYS = 3000 };

typedef struct {
  AvlNode node;
  int key;
  int64_t payload, sum; /* of the subtree's payloads */
} TestItem;

static TestItem *test_item(const Avl *tree, uint32_t at) {
  return avl_item(tree, at);
}

static uint32_t test_find(const Avl *tree, int key, AvlPath *path) {
  uint32_t at = tree->root;
  path->depth = 0;
  while (at != 0 && test_item(tree, at)->key != key) {
    at = avl_down(tree, path, at, key > test_item(tree, at)->key);
  }
  return at;
}

static void test_measure(Avl *tree, uint32_t at) {
  TestItem *item = test_item(tree, at);
  item->sum = item->payload;
  for (int side = 0; side < 2; side++) item->sum += test_item(tree, item->node.child[side])->sum;
}

/* Gives an item of the tree a payload: its own sum changes, and those on the way to it. */
static void test_pay(Avl *tree, int key, int64_t payload) {
  AvlPath path;
  uint32_t at = test_find(tree, key, &path);
  int64_t change = payload - test_item(tree, at)->payload;
  test_item(tree, at)->payload = payload;
  test_item(tree, at)->sum += change;
  for (int i = 0; i < path.depth; i++) test_item(tree, path.at[i])->sum += change;
}

static bool test_add(Avl *tree, int key) {
  AvlPath path;
  tree->measure = test_measure;
  if (!avl_reserve(tree, sizeof(TestItem), test_resize)) return false;
  uint32_t at = test_find(tree, key, &path);
  CHECK(at == 0, "%d is there", key);
  at = avl_insert(tree, &path);
  CHECK(test_item(tree, at)->key == 0 && test_item(tree, at)->payload == 0, "not zeroed");
  test_item(tree, at)->key = key;
  test_pay(tree, key, 3 * (int64_t)key);
  return true;
}

static void test_drop(Avl *tree, int key) {
  AvlPath path;
  uint32_t at = test_find(tree, key, &path);
  CHECK(at != 0, "%d is not there", key);
  if (at == 0) return;
  test_pay(tree, key, 0);
  avl_remove(tree, &path, at);
}

/* Heights are right, and so are sums; and those of siblings differ by one at most. */
static void test_is_balanced(const Avl *tree) {
  AvlPath path;
  long wrong = 0;
  for (uint32_t at = avl_first(tree, &path); at != 0; at = avl_next(tree, &path, at)) {
    const AvlNode *node = &test_item(tree, at)->node;
    int64_t before = test_item(tree, node->child[0])->node.height;
    int64_t after = test_item(tree, node->child[1])->node.height;
    int64_t sums = test_item(tree, node->child[0])->sum + test_item(tree, node->child[1])->sum;
    wrong += test_item(tree, at)->sum != test_item(tree, at)->payload + sums;
    wrong += (int64_t)node->height != 1 + (before > after ? before : after);
    wrong += before - after > 1 || after - before > 1;
  }
  CHECK(wrong == 0, "%ld nodes", wrong);
}

static void test_compare(const Avl *tree, const bool *present) {
  AvlPath path;
  int key = 0;
  if (tree->items == NULL) return;
  for (uint32_t at = avl_first(tree, &path); at != 0; at = avl_next(tree, &path, at)) {
    while (key < TEST_KEYS && !present[key]) key++;
    const TestItem *item = test_item(tree, at);
    CHECK(item->key == key && item->payload == 3 * (int64_t)key, "%d for %d", item->key, key);
    key++;
  }
  while (key < TEST_KEYS && !present[key]) key++;
  CHECK(key == TEST_KEYS, "%d is missing", key);
  test_is_balanced(tree);
}

static void test_any(int keys) {
  static bool present[TEST_KEYS];
  Avl tree = {0};
  long refused = 0;
  memset(present, 0, sizeof present);
  for (int i = 0; i < 60000; i++) {
    int key = test_below(keys);
    if (present[key]) {
      test_drop(&tree, key);
      present[key] = false;
    } else {
      if (i % 1000 < 300) test_allowed = 0;
      present[key] = test_add(&tree, key);
      refused += !present[key];
      test_allowed = -1;
    }
    if (i % 500 == 0) test_compare(&tree, present);
  }
  test_compare(&tree, present);
  CHECK(refused > 0, "memory never ran out");
  CHECK(tree.used <= (uint32_t)keys + 1, "numbers are not used again: %u", tree.used);
  avl_clear(&tree, test_resize);
  CHECK(tree.items == NULL && tree.root == 0, "not empty");
}

/* Up, down, from the ends to the middle: the shapes that unbalanced trees suffer from. */
static int test_ordered(int order, int i) {
  if (order == 0) return i;
  if (order == 1) return TEST_KEYS - 1 - i;
  return i % 2 == 0 ? i / 2 : TEST_KEYS - 1 - i / 2;
}

static void test_orders(void) {
  static bool present[TEST_KEYS];
  for (int order = 0; order < 3; order++) {
    Avl tree = {0};
    memset(present, 0, sizeof present);
    for (int i = 0; i < TEST_KEYS; i++) {
      int key = test_ordered(order, i);
      present[key] = test_add(&tree, key);
    }
    test_compare(&tree, present);
    CHECK(test_item(&tree, tree.root)->node.height <= 17, "order %d: height %u", order,
          test_item(&tree, tree.root)->node.height); /* 1.45 log2 3000 */
    for (int i = 0; i < TEST_KEYS; i++) {
      int key = test_ordered((order + 1) % 3, i);
      test_drop(&tree, key);
      present[key] = false;
      if (i % 300 == 0) test_compare(&tree, present);
    }
    CHECK(tree.root == 0, "order %d: something is left", order);
    avl_clear(&tree, test_resize);
  }
}

static void test_empty(void) {
  Avl tree = {0};
  avl_clear(&tree, test_resize);
  test_allowed = 0;
  CHECK(!avl_reserve(&tree, sizeof(TestItem), test_resize) && tree.items == NULL, "no memory");
  test_allowed = -1;
  CHECK(avl_reserve(&tree, sizeof(TestItem), test_resize), "memory");
  AvlPath path;
  CHECK(avl_first(&tree, &path) == 0, "an item in an empty tree");
  avl_clear(&tree, test_resize);
}

int main(void) {
  test_empty();
  test_any(5);
  test_any(60);
  test_any(TEST_KEYS);
  test_orders();
  CHECK(test_blocks == 0, "%ld blocks are left", test_blocks);
  return check_report();
}
