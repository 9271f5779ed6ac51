/* ranking_tree.c: see ranking_tree.h.
**
** An AVL tree (Adelson-Velsky and Landis 1962), best entry first. Its height is below 1.45 log2 n,
** so that no data, however chosen, makes the recursion deep.
**
** A new entry beats all those behind it. Whole subtrees are counted up at once, in `most` and
** `pending` of their root; the pending counts go down a level only where the tree is entered.
** `most` leads to the entries that have been beaten k times, `oldest` to the row that leaves the
** frame.
**
** Kept for every node: `height`, `most` and `oldest` tell of its subtree, with what is pending in
** itself and without what is pending above. Node 0, which is no entry, has height 0, most 0 and the
** highest of all row numbers.
*/
#include "ranking_tree.h"

#include <string.h>

enum { TREE_BETTER, TREE_WORSE };

/* The entry that a removal is to find: the one that has this property of its subtree. */
typedef enum { TREE_OLDEST, TREE_MOST } TreeProperty;

/* Beats the whole subtree `times` times more. */
static void tree_beat(RankingTree *tree, uint32_t at, uint32_t times) {
  RankingNode *node = &tree->nodes[at];
  if (at == 0) return;
  node->entry.beaten += times;
  node->most += times;
  node->pending += times;
}

/* Passes what is pending on to the children. Called before they are looked at or change. */
static void tree_settle(RankingTree *tree, uint32_t at) {
  RankingNode *node = &tree->nodes[at];
  if (node->pending == 0) return;
  tree_beat(tree, node->child[TREE_BETTER], node->pending);
  tree_beat(tree, node->child[TREE_WORSE], node->pending);
  node->pending = 0;
}

/* Recomputes what a settled node tells of its subtree. Called after its children have changed. */
static void tree_update(RankingTree *tree, uint32_t at) {
  RankingNode *node = &tree->nodes[at];
  const RankingNode *better = &tree->nodes[node->child[TREE_BETTER]];
  const RankingNode *worse = &tree->nodes[node->child[TREE_WORSE]];
  node->height = 1 + (better->height > worse->height ? better->height : worse->height);
  node->most = better->most > worse->most ? better->most : worse->most;
  if (node->entry.beaten > node->most) node->most = node->entry.beaten;
  node->oldest = better->oldest < worse->oldest ? better->oldest : worse->oldest;
  if (node->entry.row < node->oldest) node->oldest = node->entry.row;
}

/* Puts the child on `side` of a settled node in its place. Like all functions below that return a
** node, it returns the one that stands there now. */
static uint32_t tree_rotate(RankingTree *tree, uint32_t at, int side) {
  RankingNode *node = &tree->nodes[at];
  uint32_t up = node->child[side];
  tree_settle(tree, up);
  node->child[side] = tree->nodes[up].child[!side];
  tree->nodes[up].child[!side] = at;
  tree_update(tree, at);
  tree_update(tree, up);
  return up;
}

/* Restores balance after a child of a settled node has changed, by one in height at most. */
static uint32_t tree_balance(RankingTree *tree, uint32_t at) {
  RankingNode *nodes = tree->nodes, *node = &nodes[at];
  uint32_t better = nodes[node->child[TREE_BETTER]].height;
  uint32_t worse = nodes[node->child[TREE_WORSE]].height;
  if (better <= worse + 1 && worse <= better + 1) {
    tree_update(tree, at);
    return at;
  }
  int side = better > worse ? TREE_BETTER : TREE_WORSE;
  uint32_t child = node->child[side];
  if (nodes[nodes[child].child[!side]].height > nodes[nodes[child].child[side]].height) {
    tree_settle(tree, child);
    node->child[side] = tree_rotate(tree, child, !side);
  }
  return tree_rotate(tree, at, side);
}

/* ---- a row enters ---- */

/* A node to use, or 0 when memory ran out. */
static uint32_t tree_allocate(RankingTree *tree, MemoryResize *resize) {
  uint32_t at = tree->free;
  if (at != 0) {
    tree->free = tree->nodes[at].child[0];
    return at;
  }
  if (tree->used == tree->capacity) {
    uint32_t capacity = tree->capacity + tree->capacity / 2 + 32;
    if (capacity < tree->capacity) return 0;
    RankingNode *nodes = memory_array(tree->nodes, capacity, sizeof *nodes, resize);
    if (nodes == NULL) return 0;
    tree->nodes = nodes;
    tree->capacity = capacity;
  }
  if (tree->used == 0) {
    tree->nodes[0] = (RankingNode){.oldest = UINT64_MAX};
    tree->used = 1;
  }
  return tree->used++;
}

static uint32_t tree_insert(RankingTree *tree, uint32_t at, uint32_t added) {
  RankingNode *node = &tree->nodes[at];
  const RankingEntry *entry = &tree->nodes[added].entry;
  if (at == 0) return added;
  tree_settle(tree, at);
  if (ranking_beats(entry->score, &entry->label, &node->entry)) {
    node->entry.beaten++;
    tree_beat(tree, node->child[TREE_WORSE], 1);
    node->child[TREE_BETTER] = tree_insert(tree, node->child[TREE_BETTER], added);
  } else {
    node->child[TREE_WORSE] = tree_insert(tree, node->child[TREE_WORSE], added);
  }
  return tree_balance(tree, at);
}

/* ---- a row leaves ---- */

/* Takes the best node out of the subtree. */
static uint32_t tree_take_first(RankingTree *tree, uint32_t at, uint32_t *first) {
  RankingNode *node = &tree->nodes[at];
  tree_settle(tree, at);
  if (node->child[TREE_BETTER] == 0) {
    *first = at;
    return node->child[TREE_WORSE];
  }
  node->child[TREE_BETTER] = tree_take_first(tree, node->child[TREE_BETTER], first);
  return tree_balance(tree, at);
}

/* Frees a settled node and joins its children. */
static uint32_t tree_free(RankingTree *tree, uint32_t at, MemoryResize *resize) {
  RankingNode *node = &tree->nodes[at];
  uint32_t better = node->child[TREE_BETTER], worse = node->child[TREE_WORSE], first;
  label_clear(&node->entry.label, resize);
  node->child[0] = tree->free;
  tree->free = at;
  if (better == 0) return worse;
  if (worse == 0) return better;
  worse = tree_take_first(tree, worse, &first);
  tree->nodes[first].child[TREE_BETTER] = better;
  tree->nodes[first].child[TREE_WORSE] = worse;
  return tree_balance(tree, first);
}

/* Removes an entry with the subtree's lowest row number or its highest count, as `property` says.
*/
static uint32_t tree_remove(RankingTree *tree, uint32_t at, TreeProperty property,
                            MemoryResize *resize) {
  RankingNode *nodes = tree->nodes, *node = &nodes[at];
  tree_settle(tree, at);
  bool here, worse;
  if (property == TREE_OLDEST) {
    here = node->entry.row == node->oldest;
    worse = nodes[node->child[TREE_WORSE]].oldest == node->oldest;
  } else {
    here = node->entry.beaten == node->most;
    worse = nodes[node->child[TREE_WORSE]].most == node->most;
  }
  if (here) return tree_free(tree, at, resize);
  int side = worse ? TREE_WORSE : TREE_BETTER;
  node->child[side] = tree_remove(tree, node->child[side], property, resize);
  return tree_balance(tree, at);
}

/* ---- the whole ---- */

bool ranking_tree_add(RankingTree *tree, const RankingEntry *entry, uint32_t keep,
                      MemoryResize *resize) {
  uint32_t added = tree_allocate(tree, resize);
  if (added == 0) return false;
  tree->nodes[added] = (RankingNode){.entry = *entry, .oldest = entry->row, .height = 1};
  tree->root = tree_insert(tree, tree->root, added);
  while (tree->nodes[tree->root].most >= keep) {
    tree->root = tree_remove(tree, tree->root, TREE_MOST, resize);
  }
  return true;
}

void ranking_tree_remove(RankingTree *tree, uint64_t row, MemoryResize *resize) {
  if (tree->root == 0 || tree->nodes[tree->root].oldest != row) return;
  tree->root = tree_remove(tree, tree->root, TREE_OLDEST, resize);
}

/* Visits at most `most` entries of the subtree. Returns how many of `most` are left. */
static uint32_t tree_visit(const RankingTree *tree, uint32_t at, uint32_t most, RankingVisit *visit,
                           void *context) {
  if (at == 0 || most == 0) return most;
  const RankingNode *node = &tree->nodes[at];
  most = tree_visit(tree, node->child[TREE_BETTER], most, visit, context);
  if (most == 0) return 0;
  visit(context, &node->entry);
  return tree_visit(tree, node->child[TREE_WORSE], most - 1, visit, context);
}

void ranking_tree_visit(const RankingTree *tree, uint32_t most, RankingVisit *visit,
                        void *context) {
  tree_visit(tree, tree->root, most, visit, context);
}

void ranking_tree_clear(RankingTree *tree, MemoryResize *resize) {
  for (uint32_t at = 1; at < tree->used; at++) label_clear(&tree->nodes[at].entry.label, resize);
  if (tree->nodes != NULL) resize(tree->nodes, 0);
  memset(tree, 0, sizeof *tree);
}
