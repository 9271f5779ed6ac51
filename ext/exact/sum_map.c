/* sum_map.c: see sum_map.h.
**
** Everything is a loop over links (pointers to an index), never a recursion: a callback inside a
** database engine has whatever stack its host left over.
*/
#include "sum_map.h"

#include <stddef.h>

enum {
  SUM_MAP_FIRST_CAPACITY = 8,
  SUM_MAP_DEEPEST = 48 /* of 2^32 nodes */
};

/* The links that lead from the root down to a node: what has to be balanced again, from the last. */
typedef struct {
  uint32_t *link[SUM_MAP_DEEPEST];
  int count;
} SumMapPath;

/* Makes room for one more node. */
static bool sum_map_reserve(SumMap *map, MemoryResize *resize) {
  if (map->unused != 0 || map->used < map->capacity) return true;
  uint64_t capacity = map->capacity == 0 ? SUM_MAP_FIRST_CAPACITY : 2 * (uint64_t)map->capacity;
  if (capacity > UINT32_MAX) return false;
  SumMapNode *nodes = resize(map->nodes, capacity * sizeof *nodes);
  if (nodes == NULL) return false;
  map->nodes = nodes;
  map->capacity = (uint32_t)capacity;
  if (map->used == 0) {
    nodes[0] = (SumMapNode){.height = 0};
    map->used = 1;
  }
  return true;
}

/* ---- balance ---- */

static void sum_map_measure(SumMapNode *nodes, uint32_t at) {
  uint32_t left = nodes[nodes[at].left].height, right = nodes[nodes[at].right].height;
  nodes[at].height = 1 + (left > right ? left : right);
}

/* Puts the left child in the place of its parent. */
static void sum_map_rotate_right(SumMapNode *nodes, uint32_t *link) {
  uint32_t parent = *link, child = nodes[parent].left;
  nodes[parent].left = nodes[child].right;
  nodes[child].right = parent;
  *link = child;
  sum_map_measure(nodes, parent);
  sum_map_measure(nodes, child);
}

static void sum_map_rotate_left(SumMapNode *nodes, uint32_t *link) {
  uint32_t parent = *link, child = nodes[parent].right;
  nodes[parent].right = nodes[child].left;
  nodes[child].left = parent;
  *link = child;
  sum_map_measure(nodes, parent);
  sum_map_measure(nodes, child);
}

/* Restores the invariant of the node that the link leads to, whose subtrees keep it and differ in
** height by 2 at most. */
static void sum_map_balance_at(SumMapNode *nodes, uint32_t *link) {
  SumMapNode *node = &nodes[*link];
  uint32_t left = nodes[node->left].height, right = nodes[node->right].height;
  if (left > right + 1) {
    SumMapNode *child = &nodes[node->left];
    if (nodes[child->right].height > nodes[child->left].height) {
      sum_map_rotate_left(nodes, &node->left);
    }
    sum_map_rotate_right(nodes, link);
  } else if (right > left + 1) {
    SumMapNode *child = &nodes[node->right];
    if (nodes[child->left].height > nodes[child->right].height) {
      sum_map_rotate_right(nodes, &node->right);
    }
    sum_map_rotate_left(nodes, link);
  } else {
    sum_map_measure(nodes, *link);
  }
}

/* The last link may lead to nothing. */
static void sum_map_balance(SumMapNode *nodes, const SumMapPath *path) {
  for (int i = path->count; i-- > 0;) {
    if (*path->link[i] != 0) sum_map_balance_at(nodes, path->link[i]);
  }
}

/* ---- finding, adding, removing ---- */

/* The link that leads to the key, or to where it would be: the last of the path. */
static uint32_t *sum_map_walk(SumMap *map, int64_t key, SumMapPath *path) {
  uint32_t *link = &map->root;
  path->count = 0;
  path->link[path->count++] = link;
  while (*link != 0 && map->nodes[*link].key != key) {
    SumMapNode *node = &map->nodes[*link];
    link = key < node->key ? &node->left : &node->right;
    path->link[path->count++] = link;
  }
  return link;
}

/* The key is not there, and there is room for it. */
static void sum_map_insert(SumMap *map, int64_t key, Wide value) {
  SumMapPath path;
  uint32_t index = map->unused != 0 ? map->unused : map->used++;
  if (index == map->unused) map->unused = map->nodes[index].left;
  map->nodes[index] = (SumMapNode){.key = key, .value = value, .height = 1};
  *sum_map_walk(map, key, &path) = index;
  sum_map_balance(map->nodes, &path);
}

/* The key is there. A node with two children takes the content of the next one in order, which has no
** left child and goes instead. */
static void sum_map_remove(SumMap *map, int64_t key) {
  SumMapPath path;
  SumMapNode *nodes = map->nodes;
  uint32_t *link = sum_map_walk(map, key, &path), index = *link;
  if (nodes[index].left != 0 && nodes[index].right != 0) {
    SumMapNode *emptied = &nodes[index];
    for (link = &emptied->right; path.link[path.count++] = link, nodes[*link].left != 0;) {
      link = &nodes[*link].left;
    }
    index = *link;
    emptied->key = nodes[index].key;
    emptied->value = nodes[index].value;
  }
  *link = nodes[index].left | nodes[index].right;
  nodes[index].left = map->unused;
  map->unused = index;
  sum_map_balance(nodes, &path);
}

/* The index of the node that has the key; 0: none. */
static uint32_t sum_map_find(const SumMap *map, int64_t key) {
  uint32_t index = map->root;
  while (index != 0 && map->nodes[index].key != key) {
    const SumMapNode *node = &map->nodes[index];
    index = key < node->key ? node->left : node->right;
  }
  return index;
}

bool sum_map_add(SumMap *map, int64_t key, Wide delta, MemoryResize *resize) {
  if (wide_is_zero(delta)) return true;
  uint32_t index = sum_map_find(map, key);
  if (index == 0) {
    if (!sum_map_reserve(map, resize)) return false;
    sum_map_insert(map, key, delta);
    return true;
  }
  SumMapNode *node = &map->nodes[index];
  node->value = wide_add(node->value, delta);
  if (wide_is_zero(node->value)) sum_map_remove(map, key);
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
