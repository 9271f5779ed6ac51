/* class_set.h: a confusion matrix: for each pair of a label and a prediction, how many examples
** have it. Only pairs that are not 0 are kept.
**
** Equal matrices have equal sets: classes are in the order of their labels (label_compare), pairs
** in the order of the label, then of the prediction.
*/
#ifndef LOGITS_METRICS_CLASS_SET_H
#define LOGITS_METRICS_CLASS_SET_H

#include "../base/strict.h"

#include "../base/label.h"
#include "../exact/dd.h"

#include <stddef.h>

typedef struct {
  uint32_t label, predicted; /* indexes into the classes */
  double weight; /* above 0: how many examples, or the sum of their weights, rounded once */
} ClassPair;

typedef struct {
  Label *classes; /* integral (label_integral), all different */
  size_t count;
  ClassPair *pairs; /* all different */
  size_t pair_count;
  bool weighted;    /* if not, the counts sum to 2^53 at most */
  bool owns_labels; /* the texts of the classes are freed with the set */
} ClassSet;

/* Puts the pairs in order, in time linear in pairs and classes. False when memory ran out. */
bool class_set_sort(ClassSet *set, MemoryResize *resize);

void class_set_clear(ClassSet *set, MemoryResize *resize); /* frees, and zeroes */

/* ---- the sums of a class, and its metrics ---- */

typedef struct {
  ScaledDD labelled, predicted, hits; /* hits: labelled and predicted as the class */
} ClassSums;

/* The sums of each class, which the caller frees; NULL when memory ran out. */
ClassSums *class_set_sums(const ClassSet *set, MemoryResize *resize);

/* The sums of all classes together. */
ClassSums class_set_total(const ClassSums *sums, size_t count);

/* A sum, rounded once; +Inf beyond the largest double. */
double class_set_weight(ScaledDD sum);

/* part / whole, rounded once (within 0.51 ULP); 0 if that would be 0/0. Precision is hits /
** predicted, recall is hits / labelled. */
double class_set_share(ScaledDD part, ScaledDD whole);

/* The share of the pair among all examples that have its label. */
double class_set_pair_share(const ClassPair *pair, const ClassSums *sums);

/* 2 hits / (labelled + predicted), within 0.51 ULP too; 0 without hits. */
double class_set_f1(const ClassSums *sums);

#endif
