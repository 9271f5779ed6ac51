/* test_sum_map.c: the map against an array of sums, while memory runs out now and then; its depth for
** keys in any order.
*/
#include "../../ext/exact/sum_map.h"
#include "../check.h"
#include "../testing.h"

#include <string.h>

enum { TEST_KEYS = 60 };

static void test_compare_map(const SumMap *map, const Wide *model, const char *when) {
  int live = -1; /* the largest key so far */
  for (int key = 0; key < TEST_KEYS; key++) {
    if (!wide_is_zero(model[key])) live = key;
    const SumMapNode *node = sum_map_at_most(map, key);
    bool same = live < 0 ? node == NULL
                         : node != NULL && node->key == live &&
                               memcmp(&node->value, &model[live], sizeof(Wide)) == 0;
    CHECK(same, "%s: at most %d", when, key);
  }
}

static void test_sum_map(void) {
  SumMap map = {0};
  Wide model[TEST_KEYS] = {{0, 0}};
  long refused = 0;
  for (int i = 0; i < 20000; i++) {
    int key = test_below(TEST_KEYS);
    Wide delta = {test_random(), test_random()};
    if (test_below(3) == 0) delta = wide_negate(model[key]);
    if (i % 1000 < 200) test_allowed = 0;
    if (sum_map_add(&map, key, delta, test_resize)) {
      model[key] = wide_add(model[key], delta);
    } else {
      refused++;
    }
    test_allowed = -1;
    if (i % 50 == 0) test_compare_map(&map, model, "random");
    if (i == 10000) {
      sum_map_clear(&map, test_resize);
      memset(model, 0, sizeof model);
    }
  }
  CHECK(refused > 0, "no allocation was refused");
  sum_map_clear(&map, test_resize);
  CHECK(test_blocks == 0 && map.root == 0, "%ld blocks", test_blocks);

  Wide one = {1, 0};
  sum_map_add(&map, INT64_MIN, one, test_resize);
  sum_map_add(&map, INT64_MAX, one, test_resize);
  CHECK(sum_map_at_most(&map, INT64_MAX - 1)->key == INT64_MIN, "extreme keys");
  CHECK(sum_map_at_most(&map, INT64_MAX)->key == INT64_MAX, "extreme keys");
  sum_map_clear(&map, test_resize);
}

static int test_depth(const SumMap *map, uint32_t at) {
  if (at == 0) return 0;
  const SumMapNode *node = avl_item(map, at);
  int before = test_depth(map, node->node.child[0]), after = test_depth(map, node->node.child[1]);
  return 1 + (before > after ? before : after);
}

static uint64_t test_unshift(uint64_t z, int shift) { /* solves x ^ x >> shift = z */
  uint64_t x = z;
  for (int done = shift; done < 64; done += shift) x = z ^ x >> shift;
  return x;
}

/* Key i in the order of the hash that splitmix64 makes of keys: chosen to make a tree deep whose shape
** follows from such a hash (as the treap's that this map once was). */
static int64_t test_chosen_key(uint64_t i) {
  uint64_t z = test_unshift(i << 40, 31);
  z = test_unshift(z * UINT64_C(0x319642b2d24d8ec3), 27);
  z = test_unshift(z * UINT64_C(0x96de1b173f119089), 30);
  return (int64_t)(z - UINT64_C(0x9e3779b97f4a7c15));
}

/* Neither order of keys may make the tree deep: time would grow with the square of their number. */
static void test_sum_map_orders(void) {
  enum { KEYS = 1 << 17 };
  for (int order = 0; order < 5; order++) {
    SumMap map = {0};
    for (int64_t i = 0; i < KEYS; i++) {
      int64_t key = order == 0   ? i
                    : order == 1 ? -i
                    : order == 2 ? i << 32
                    : order == 3 ? test_chosen_key((uint64_t)i)
                                 : (int64_t)((uint64_t)i * 40503 % KEYS);
      sum_map_add(&map, key, (Wide){1, 0}, test_resize);
    }
    CHECK(map.used == KEYS + 1, "order %d: %u nodes", order, map.used);
    int depth = test_depth(&map, map.root);
    CHECK(depth <= 25, "order %d: depth %d", order, depth);
    if (order == 0) { /* first in, first out */
      for (int64_t i = 0; i < KEYS; i++) {
        sum_map_add(&map, i, (Wide){UINT64_MAX, UINT64_MAX}, test_resize);
        if (i % 4096 == 0) CHECK(test_depth(&map, map.root) < 60, "after removing %d", (int)i);
      }
      CHECK(map.root == 0, "all removed");
    }
    sum_map_clear(&map, test_resize);
  }
}

int main(void) {
  test_sum_map();
  test_sum_map_orders();
  CHECK(test_blocks == 0, "%ld blocks are still held", test_blocks);
  return check_report();
}
