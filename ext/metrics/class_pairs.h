/* class_pairs.h: the pairs of a prediction and a label in a group, with the number of rows of each,
** or the sum of their weights.
**
** Memory grows with the number of different pairs, not with the number of rows. The pairs are in
** balanced trees (classes.h, avl.h), so a row costs O(log n), whatever labels come. Weights are
** summed exactly, so the result does not depend on the order of rows.
**
** As in exact.h: a zeroed struct is empty. `sign` is +1 to add a row and -1 to remove one. A
** function that takes `resize` returns false when memory ran out; then nothing has changed.
*/
#ifndef LOGITS_METRICS_CLASS_PAIRS_H
#define LOGITS_METRICS_CLASS_PAIRS_H

#include "../base/strict.h"

#include "class_set.h"
#include "classes.h"

typedef struct {
  Avl classes;
  Avl pairs;
  bool weighted; /* the rows come with weights: set before the first */
} ClassPairs;

/* As class_totals_add. */
bool class_pairs_add(ClassPairs *pairs, const Label *predicted, const Label *label, double weight,
                     int sign, MemoryResize *resize);

/* The pairs as a set. The texts of its labels are not copied. `set` is zeroed before. A sum of
** weights may be +Inf. */
bool class_pairs_set(const ClassPairs *pairs, ClassSet *set, MemoryResize *resize);

void class_pairs_clear(ClassPairs *pairs, MemoryResize *resize);

#endif
