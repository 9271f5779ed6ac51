/* class_set.h: what predictions and labels have come to, counted: for each pair of a label and a
** prediction the examples that have it. A confusion matrix, of which only what is not 0 is kept.
**
** The same contents have the same form: classes in the order of their labels (label_compare), pairs
** by label, then by prediction.
*/
#ifndef LOGITS_METRICS_CLASS_SET_H
#define LOGITS_METRICS_CLASS_SET_H

#include "../base/strict.h"

#include "../base/label.h"
#include "../exact/dd.h"

#include <stddef.h>

typedef struct {
  uint32_t label, predicted; /* places among the classes */
  double weight; /* of the examples, above 0, rounded once; or how many, without weights */
} ClassPair;

typedef struct {
  Label *classes; /* integral (label_integral), all different */
  size_t count;
  ClassPair *pairs; /* each once */
  size_t pair_count;
  bool weighted;    /* else the counts sum to 2^53 at most */
  bool owns_labels; /* the texts of the classes are freed with the set */
} ClassSet;

/* Puts the pairs in order, in time linear in pairs and classes. False when memory ran out. */
bool class_set_sort(ClassSet *set, MemoryResize *resize);

void class_set_clear(ClassSet *set, MemoryResize *resize); /* frees, and zeroes */

/* ---- the sums of a class, and what follows from them ---- */

typedef struct {
  ScaledDD labelled, predicted, hits; /* hits are both */
} ClassSums;

/* The sums of each class, which the caller frees; NULL when memory ran out. */
ClassSums *class_set_sums(const ClassSet *set, MemoryResize *resize);

/* The sums of all classes together. */
ClassSums class_set_total(const ClassSums *sums, size_t count);

/* A sum, rounded once; +Inf beyond the largest double. */
double class_set_weight(ScaledDD sum);

/* part / whole, rounded once (within 0.51 ULP), and 0 where that would be 0/0: with these parts
** precision is hits / predicted, recall hits / labelled. */
double class_set_share(ScaledDD part, ScaledDD whole);

/* The share of a pair in the examples that have its label. */
double class_set_pair_share(const ClassPair *pair, const ClassSums *sums);

/* 2 hits / (labelled + predicted), as precise; 0 without hits. */
double class_set_f1(const ClassSums *sums);

#endif
