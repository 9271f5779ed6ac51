/* avl.c: see avl.h.
**
** Kept for every node: the heights of its children differ by one at most, and its own is one more
** than the larger. An item that comes or goes changes heights on its path only, so the path is
** walked back up, and a node whose children differ by two is turned.
*/
#include "avl.h"

#include <string.h>

enum { AVL_FIRST_CAPACITY = 8 };

static AvlNode *avl_node(const Avl *tree, uint32_t at) {
  return avl_item(tree, at);
}

/* ---- balance ---- */

static uint32_t avl_height(const Avl *tree, uint32_t at) {
  return avl_node(tree, at)->height;
}

static void avl_measure(Avl *tree, uint32_t at) {
  AvlNode *node = avl_node(tree, at);
  uint32_t before = avl_height(tree, node->child[0]), after = avl_height(tree, node->child[1]);
  node->height = 1 + (before > after ? before : after);
  if (tree->measure != NULL) tree->measure(tree, at);
}

/* The child on `side` takes the place of item `at`. Returns the item that stands there now. */
static uint32_t avl_rotate(Avl *tree, uint32_t at, int side) {
  AvlNode *node = avl_node(tree, at);
  uint32_t up = node->child[side];
  AvlNode *risen = avl_node(tree, up);
  node->child[side] = risen->child[!side];
  risen->child[!side] = at;
  avl_measure(tree, at);
  avl_measure(tree, up);
  return up;
}

/* After the height of one child has changed by one. Returns the item that stands there now. */
static uint32_t avl_balance(Avl *tree, uint32_t at) {
  AvlNode *node = avl_node(tree, at);
  uint32_t before = avl_height(tree, node->child[0]), after = avl_height(tree, node->child[1]);
  if (before <= after + 1 && after <= before + 1) {
    avl_measure(tree, at);
    return at;
  }
  int side = after > before;
  const AvlNode *child = avl_node(tree, node->child[side]);
  if (avl_height(tree, child->child[!side]) > avl_height(tree, child->child[side])) {
    node->child[side] = avl_rotate(tree, node->child[side], !side);
  }
  return avl_rotate(tree, at, side);
}

/* Sets the link that the first `depth` steps of the path lead to. */
static void avl_link(Avl *tree, const AvlPath *path, int depth, uint32_t to) {
  if (depth == 0) {
    tree->root = to;
  } else {
    avl_node(tree, path->at[depth - 1])->child[path->side[depth - 1]] = to;
  }
}

static void avl_rise(Avl *tree, const AvlPath *path) {
  for (int depth = path->depth; depth-- > 0;) {
    avl_link(tree, path, depth, avl_balance(tree, path->at[depth]));
  }
}

/* ---- items come and go ---- */

bool avl_reserve(Avl *tree, size_t size, MemoryResize *resize) {
  if (tree->unused != 0 || tree->used < tree->capacity) return true;
  uint64_t capacity = tree->capacity + (uint64_t)tree->capacity / 2 + AVL_FIRST_CAPACITY;
  if (capacity > UINT32_MAX) return false;
  unsigned char *items = memory_array(tree->items, capacity, size, resize);
  if (items == NULL) return false;
  tree->items = items;
  tree->size = size;
  tree->capacity = (uint32_t)capacity;
  if (tree->used == 0) memset(items, 0, size);
  if (tree->used == 0) tree->used = 1;
  return true;
}

uint32_t avl_insert(Avl *tree, const AvlPath *path) {
  uint32_t at = tree->unused;
  if (at != 0) {
    tree->unused = avl_node(tree, at)->child[0];
  } else {
    at = tree->used++;
  }
  tree->count++;
  memset(avl_item(tree, at), 0, tree->size);
  avl_node(tree, at)->height = 1;
  avl_link(tree, path, path->depth, at);
  avl_rise(tree, path);
  return at;
}

/* The item after `at`, which has children on both sides, takes its place. */
static void avl_replace(Avl *tree, AvlPath *path, uint32_t at) {
  int place = path->depth;
  uint32_t next = avl_down(tree, path, at, 1);
  while (avl_node(tree, next)->child[0] != 0) next = avl_down(tree, path, next, 0);
  avl_link(tree, path, path->depth, avl_node(tree, next)->child[1]);
  *avl_node(tree, next) = *avl_node(tree, at);
  path->at[place] = next; /* linked on the way up: avl_rise */
}

void avl_remove(Avl *tree, AvlPath *path, uint32_t at) {
  AvlNode *node = avl_node(tree, at);
  if (node->child[0] != 0 && node->child[1] != 0) {
    avl_replace(tree, path, at);
  } else {
    avl_link(tree, path, path->depth, node->child[0] | node->child[1]);
  }
  avl_rise(tree, path);
  node->child[0] = tree->unused;
  tree->unused = at;
  tree->count--;
}

/* ---- in order ---- */

static uint32_t avl_lowest(const Avl *tree, AvlPath *path, uint32_t at) {
  while (at != 0 && avl_node(tree, at)->child[0] != 0) at = avl_down(tree, path, at, 0);
  return at;
}

uint32_t avl_first(const Avl *tree, AvlPath *path) {
  path->depth = 0;
  return avl_lowest(tree, path, tree->root);
}

uint32_t avl_next(const Avl *tree, AvlPath *path, uint32_t at) {
  if (avl_node(tree, at)->child[1] != 0) {
    return avl_lowest(tree, path, avl_down(tree, path, at, 1));
  }
  while (path->depth > 0) {
    path->depth--;
    if (path->side[path->depth] == 0) return path->at[path->depth];
  }
  return 0;
}

void avl_clear(Avl *tree, MemoryResize *resize) {
  if (tree->items != NULL) resize(tree->items, 0);
  *tree = (Avl){.items = NULL};
}
