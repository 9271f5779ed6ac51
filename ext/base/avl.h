/* avl.h: a balanced search tree of numbered items (G. M. Adelson-Velsky and E. M. Landis, 1962).
**
** The tree knows links and heights; keys and their order belong to its user, who walks down from
** the root and notes the way in an AvlPath. An item is a struct that begins with an AvlNode. Its
** number stays the same for as long as it is there, and is then used again. Items lie in one block,
** so there is one allocation to fail and one to free.
**
** The height is below 1.45 log2 n, whatever keys come in whatever order: a search takes O(log n),
** and no one who chooses the data can make it slower. Nothing here recurses.
** A zeroed struct is an empty tree. The block never shrinks before avl_clear.
*/
#ifndef LOGITS_BASE_AVL_H
#define LOGITS_BASE_AVL_H

#include "memory.h"

#include <stdbool.h>
#include <stddef.h>

typedef struct {
  uint32_t child[2]; /* before, after; 0: none */
  uint32_t height;   /* of the subtree; 0 in item 0, which stands for "none" */
} AvlNode;

typedef struct Avl Avl;

struct Avl {
  unsigned char *items;    /* `capacity` of `size` bytes each */
  size_t size;             /* of an item */
  uint32_t used, capacity; /* items from 1 to used - 1 have been in use */
  uint32_t root;           /* 0: the tree is empty */
  uint32_t unused;         /* the first item that is free again, linked by child[0] */
  uint32_t count;          /* items in the tree */
  /* Called when the item's children have changed, themselves or in what lies below them. It may
  ** recompute what the item says about its subtree. NULL: nothing to recompute. */
  void (*measure)(Avl *tree, uint32_t at);
};

enum { AVL_DEEPEST = 48 /* above 1.45 log2 2^32 */ };

/* The way from the root to an item, or to the place where a new one belongs. */
typedef struct {
  uint32_t at[AVL_DEEPEST];
  unsigned char side[AVL_DEEPEST]; /* the child that was taken there */
  int depth;
} AvlPath;

/* Item number `at` of the tree. Valid until the next avl_reserve. */
static inline void *avl_item(const Avl *tree, uint32_t at) {
  return tree->items + (size_t)at * tree->size;
}

/* Goes from item `at` to its child on `side`, whose number is returned. */
static inline uint32_t avl_down(const Avl *tree, AvlPath *path, uint32_t at, int side) {
  path->at[path->depth] = at;
  path->side[path->depth] = (unsigned char)side;
  path->depth++;
  return ((const AvlNode *)avl_item(tree, at))->child[side];
}

/* Makes room for one more item; `size` bytes each, the same in every call. False when memory ran
** out, or there are 2^32 - 1 items. */
bool avl_reserve(Avl *tree, size_t size, MemoryResize *resize);

/* Adds an item where the path ends, zeroed but for its node, and returns its number. There is room
** for it. */
uint32_t avl_insert(Avl *tree, const AvlPath *path);

/* Removes item `at`, to which the path leads; the path is used up. */
void avl_remove(Avl *tree, AvlPath *path, uint32_t at);

/* The items in order: the number of the first, of the next, and 0 after the last. The path must stay
** as it is between the calls, and so must the tree. */
uint32_t avl_first(const Avl *tree, AvlPath *path);
uint32_t avl_next(const Avl *tree, AvlPath *path, uint32_t at);

/* Frees the block; the tree is empty again. What items own is for their user to free. */
void avl_clear(Avl *tree, MemoryResize *resize);

#endif
