/* sum_map.c: see sum_map.h. */
#include "sum_map.h"

static SumMapNode *sum_map_node(const SumMap *map, uint32_t at) {
  return avl_item(map, at);
}

/* The item that has the key; 0: none. */
static uint32_t sum_map_find(const SumMap *map, int64_t key) {
  uint32_t at = map->root;
  while (at != 0) {
    const SumMapNode *node = sum_map_node(map, at);
    if (node->key == key) break;
    at = node->node.child[key > node->key];
  }
  return at;
}

/* The path to the key, or to where it would be. Returns its item; 0: none. */
static uint32_t sum_map_walk(const SumMap *map, int64_t key, AvlPath *path) {
  uint32_t at = map->root;
  path->depth = 0;
  while (at != 0 && sum_map_node(map, at)->key != key) {
    at = avl_down(map, path, at, key > sum_map_node(map, at)->key);
  }
  return at;
}

static bool sum_map_insert(SumMap *map, int64_t key, Wide value, MemoryResize *resize) {
  AvlPath path;
  if (!avl_reserve(map, sizeof(SumMapNode), resize)) return false;
  sum_map_walk(map, key, &path);
  SumMapNode *node = sum_map_node(map, avl_insert(map, &path));
  node->key = key;
  node->value = value;
  return true;
}

bool sum_map_add(SumMap *map, int64_t key, Wide delta, MemoryResize *resize) {
  if (wide_is_zero(delta)) return true;
  uint32_t at = sum_map_find(map, key);
  if (at == 0) return sum_map_insert(map, key, delta, resize);
  SumMapNode *node = sum_map_node(map, at);
  node->value = wide_add(node->value, delta);
  if (wide_is_zero(node->value)) {
    AvlPath path;
    avl_remove(map, &path, sum_map_walk(map, key, &path));
  }
  return true;
}

const SumMapNode *sum_map_at_most(const SumMap *map, int64_t bound) {
  uint32_t at = map->root, best = 0;
  while (at != 0) {
    const SumMapNode *node = sum_map_node(map, at);
    if (node->key <= bound) best = at;
    at = node->node.child[node->key <= bound];
  }
  return best == 0 ? NULL : sum_map_node(map, best);
}

void sum_map_clear(SumMap *map, MemoryResize *resize) {
  avl_clear(map, resize);
}
