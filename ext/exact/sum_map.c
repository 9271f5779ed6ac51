/* sum_map.c: see sum_map.h.
**
** Everything is a loop over links (pointers to an index), never a recursion: a callback inside a
** database engine has whatever stack its host left over.
*/
#include "sum_map.h"

#include <stddef.h>

enum { SUM_MAP_FIRST_CAPACITY = 8 };

/* The heap's order. Neighbouring keys get unrelated priorities, and no two keys the same one: each
** step is a bijection (the finaliser of splitmix64; Steele, Lea, Flood, OOPSLA 2014). */
static uint64_t sum_map_priority(int64_t key) {
  uint64_t z = (uint64_t)key + UINT64_C(0x9e3779b97f4a7c15);
  z = (z ^ z >> 30) * UINT64_C(0xbf58476d1ce4e5b9);
  z = (z ^ z >> 27) * UINT64_C(0x94d049bb133111eb);
  return z ^ z >> 31;
}

/* Makes room for one more node. */
static bool sum_map_reserve(SumMap *map, MemoryResize *resize) {
  if (map->unused != 0 || map->used < map->capacity) return true;
  uint64_t capacity = map->capacity == 0 ? SUM_MAP_FIRST_CAPACITY : 2 * (uint64_t)map->capacity;
  if (capacity > UINT32_MAX) return false;
  SumMapNode *nodes = resize(map->nodes, capacity * sizeof *nodes);
  if (nodes == NULL) return false;
  map->nodes = nodes;
  map->capacity = (uint32_t)capacity;
  if (map->used == 0) map->used = 1;
  return true;
}

/* The link that leads to the key, or to where it would be. */
static uint32_t *sum_map_find(SumMap *map, int64_t key) {
  uint32_t *link = &map->root;
  while (*link != 0 && map->nodes[*link].key != key) {
    SumMapNode *node = &map->nodes[*link];
    link = key < node->key ? &node->left : &node->right;
  }
  return link;
}

/* Divides a tree into the nodes below the key and those above it. */
static void sum_map_split(SumMapNode *nodes, uint32_t tree, int64_t key, uint32_t *below,
                          uint32_t *above) {
  while (tree != 0) {
    if (nodes[tree].key < key) {
      *below = tree;
      below = &nodes[tree].right;
      tree = *below;
    } else {
      *above = tree;
      above = &nodes[tree].left;
      tree = *above;
    }
  }
  *below = *above = 0;
}

/* There is room for the node, and the key is not there. */
static void sum_map_insert(SumMap *map, int64_t key, Wide value) {
  uint32_t index = map->unused != 0 ? map->unused : map->used++;
  SumMapNode *nodes = map->nodes, *node = &nodes[index];
  if (index == map->unused) map->unused = node->left;

  uint64_t priority = sum_map_priority(key);
  uint32_t *link = &map->root;
  while (*link != 0 && sum_map_priority(nodes[*link].key) > priority) {
    link = key < nodes[*link].key ? &nodes[*link].left : &nodes[*link].right;
  }
  node->key = key;
  node->value = value;
  sum_map_split(nodes, *link, key, &node->left, &node->right);
  *link = index;
}

/* Replaces the node that `link` leads to by its two subtrees, joined into one. */
static void sum_map_remove(SumMap *map, uint32_t *link) {
  SumMapNode *nodes = map->nodes;
  uint32_t index = *link, left = nodes[index].left, right = nodes[index].right;
  while (left != 0 && right != 0) {
    if (sum_map_priority(nodes[left].key) > sum_map_priority(nodes[right].key)) {
      *link = left;
      link = &nodes[left].right;
      left = *link;
    } else {
      *link = right;
      link = &nodes[right].left;
      right = *link;
    }
  }
  *link = left | right;
  nodes[index].left = map->unused;
  map->unused = index;
}

bool sum_map_add(SumMap *map, int64_t key, Wide delta, MemoryResize *resize) {
  if (wide_is_zero(delta)) return true;
  uint32_t *link = sum_map_find(map, key);
  if (*link == 0) {
    if (!sum_map_reserve(map, resize)) return false;
    sum_map_insert(map, key, delta);
    return true;
  }
  SumMapNode *node = &map->nodes[*link];
  node->value = wide_add(node->value, delta);
  if (wide_is_zero(node->value)) sum_map_remove(map, link);
  return true;
}

const SumMapNode *sum_map_at_most(const SumMap *map, int64_t bound) {
  uint32_t index = map->root, best = 0;
  while (index != 0) {
    const SumMapNode *node = &map->nodes[index];
    if (node->key <= bound) best = index;
    index = node->key <= bound ? node->right : node->left;
  }
  return best == 0 ? NULL : &map->nodes[best];
}

void sum_map_clear(SumMap *map, MemoryResize *resize) {
  if (map->nodes != NULL) resize(map->nodes, 0);
  *map = (SumMap){0};
}
