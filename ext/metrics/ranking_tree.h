/* ranking_tree.h: the rows of a ranking with a large k, in a balanced tree.
**
** Adding and removing a row takes O(log n) of the n entries kept, averaged over the rows, and the k
** best are read in O(k + log n), whatever the order in which scores come. A zeroed struct is empty.
*/
#ifndef LOGITS_METRICS_RANKING_TREE_H
#define LOGITS_METRICS_RANKING_TREE_H

#include "../base/label.h"
#include "../base/score.h"

#include <stddef.h>

typedef struct {
  Score score;
  uint64_t row;    /* the number of the row in order of arrival */
  uint32_t beaten; /* by how many later rows */
  Label label;     /* owned */
} RankingEntry;

/* Takes one entry; `context` is the caller's. */
typedef void RankingVisit(void *context, const RankingEntry *entry);

/* Whether a row that comes later beats the entry. Of two equal ones the later stays longer. */
static inline bool ranking_beats(Score score, const Label *label, const RankingEntry *entry) {
  if (score.value != entry->score.value) return score.value > entry->score.value;
  if (score.rest != entry->score.rest) return score.rest > entry->score.rest;
  return label_compare(label, &entry->label) <= 0;
}

typedef struct {
  RankingEntry entry; /* entry.beaten without what is pending in the nodes above */
  uint64_t oldest;    /* the lowest entry.row of the subtree */
  uint32_t child[2];  /* the better ones, the worse ones; 0: none */
  uint32_t most;      /* the highest entry.beaten of the subtree */
  uint32_t pending;   /* to be added to entry.beaten throughout both children */
  uint32_t height;
} RankingNode;

typedef struct {
  RankingNode *nodes;            /* nodes[0] stands for "none" */
  uint32_t used, capacity, root; /* nodes[1] to nodes[used - 1] have been in use */
  uint32_t free;                 /* the first of those free again, linked by child[0] */
} RankingTree;

/* Takes the entry and the ownership of its label. Entries that `keep` later ones beat go. False
** when memory ran out: nothing has changed. */
bool ranking_tree_add(RankingTree *tree, const RankingEntry *entry, uint32_t keep,
                      MemoryResize *resize);

/* Removes row `row`, which is older than all others, if it is here. */
void ranking_tree_remove(RankingTree *tree, uint64_t row, MemoryResize *resize);

/* Visits the best entries, at most `most` of them, best first. */
void ranking_tree_visit(const RankingTree *tree, uint32_t most, RankingVisit *visit, void *context);

void ranking_tree_clear(RankingTree *tree, MemoryResize *resize);

#endif
