/* class_totals.h: how well predicted classes agree with the labels: macro F1, the Matthews
** correlation coefficient, Cohen's kappa.
**
** All three depend on three totals per class only, so memory grows with the classes, not with pairs
** or rows. With n examples in all, r_c of them labelled c, p_c predicted as c, h_c both (hits):
**   f1_c   2 h_c / (r_c + p_c)
**   s      n sum h_c - sum r_c p_c
**   mcc    s / sqrt((n^2 - sum r_c^2) (n^2 - sum p_c^2))       (J. Gorodkin, Comput. Biol. Chem. 28,
**                                                               2004)
**   kappa  s / (n^2 - sum r_c p_c)                  (J. Cohen, Educ. Psychol. Meas. 20, 1960)
** With weights the counts are sums of weights. Counts and sums are exact, and so are the
** differences; each result is rounded once: within 0.51 ULP, the same bits in every row order.
**
** As in exact.h: a zeroed struct is an empty set, `sign` is +1 to add a row and -1 to remove one,
** and what takes `resize` returns false when memory ran out, with the set unchanged.
*/
#ifndef LOGITS_METRICS_CLASS_TOTALS_H
#define LOGITS_METRICS_CLASS_TOTALS_H

#include "../base/strict.h"

#include "classes.h"

typedef struct {
  Avl classes;
  bool weighted; /* the rows come with weights: set before the first */
} ClassTotals;

/* Labels are not LABEL_NONE; 0 < weight < Inf, any where rows come without. Takes O(log n) of n
** classes. Up to 2^40 rows. */
bool class_totals_add(ClassTotals *totals, const Label *predicted, const Label *label,
                      double weight, int sign, MemoryResize *resize);

/* The results take time in proportion to the classes; all are NaN without rows. */

/* The mean of f1_c over the classes that are labelled or predicted. */
double class_totals_macro_f1(const ClassTotals *totals);

/* From -1 to 1; 0 where it would be 0/0: all labels, or all predictions, are the same class. */
bool class_totals_mcc(const ClassTotals *totals, MemoryResize *resize, double *result);

/* Up to 1; NaN where it would be 0/0: all labels and all predictions are the same class. */
bool class_totals_kappa(const ClassTotals *totals, MemoryResize *resize, double *result);

void class_totals_clear(ClassTotals *totals, MemoryResize *resize);

#endif
