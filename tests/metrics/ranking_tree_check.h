/* ranking_tree_check.h: what holds for every node of a ranking's tree. */
#ifndef LOGITS_TESTS_RANKING_TREE_CHECK_H
#define LOGITS_TESTS_RANKING_TREE_CHECK_H

#include "../../ext/metrics/ranking_tree.h"
#include "../check.h"

/* The invariants of the subtree; the answer is its number of entries. */
static inline size_t test_check_tree(const RankingTree *tree, uint32_t at) {
  if (at == 0) return 0;
  const RankingNode *node = &tree->nodes[at];
  const RankingNode *better = &tree->nodes[node->child[0]], *worse = &tree->nodes[node->child[1]];
  uint32_t high = better->height > worse->height ? better->height : worse->height;
  uint32_t most = better->most > worse->most ? better->most : worse->most;
  uint64_t oldest = better->oldest < worse->oldest ? better->oldest : worse->oldest;
  most += node->pending;
  if (most < node->entry.beaten) most = node->entry.beaten;
  CHECK(better->height <= worse->height + 1 && worse->height <= better->height + 1, "balance");
  CHECK(node->height == high + 1 && node->most == most, "height and most of a node");
  CHECK(node->oldest == (oldest < node->entry.row ? oldest : node->entry.row), "oldest of a node");
  return 1 + test_check_tree(tree, node->child[0]) + test_check_tree(tree, node->child[1]);
}

#endif
