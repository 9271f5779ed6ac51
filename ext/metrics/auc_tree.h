/* auc_tree.h: the area under the ROC curve of examples that come and go, in O(log n) for each.
**
** The area is A / (2 P N). P and N are the weights of all positive and of all negative examples. A
** is the sum over pairs of a positive and a negative example of the product of their weights, twice
** where the positive one has the higher score and once where they tie (see roc_auc). An example
** that comes or goes changes A by its weight times the weights of the other class above, or below,
** and half tied. A balanced tree of the scores knows these: each item has the weights at its score,
** and those in its subtree.
**
** Weights are integers in units of a power of two, as long as they need to be: so all sums are
** exact. The area has the bits of roc_auc, whatever has come and gone. Where weights need d digits
** of 32 bits, a score takes 24 + 16 d bytes: 56 if the weights are 1, 88 or 104 if they are doubles
** of similar size.
**
** A zeroed struct is an empty tree.
*/
#ifndef LOGITS_METRICS_AUC_TREE_H
#define LOGITS_METRICS_AUC_TREE_H

#include "../base/strict.h"

#include "../base/avl.h"
#include "examples.h"
#include "roc.h"

typedef struct {
  Avl scores;                     /* in ascending order */
  int64_t count;                  /* of examples */
  int digits;                     /* of a weight, and of a sum of weights */
  int64_t unit, end;              /* all weights are multiples of 2^unit and below 2^end */
  uint32_t pairs[2 * ROC_DIGITS]; /* A in units of 2^(2 unit) */
} AucTree;

/* Makes room for the weight of an example, and for one more score: auc_tree_add then needs no more
** memory. False when memory ran out: no example has come or gone. */
bool auc_tree_reserve(AucTree *tree, Example example, MemoryResize *resize);

/* False when memory ran out: nothing has changed. */
bool auc_tree_add(AucTree *tree, Example example, MemoryResize *resize);

/* False where no such example is there: nothing has changed. */
bool auc_tree_remove(AucTree *tree, Example example);

double auc_tree_area(const AucTree *tree); /* NaN where a class is absent */

void auc_tree_clear(AucTree *tree, MemoryResize *resize);

#endif
