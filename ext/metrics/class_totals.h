/* class_totals.h: how well predicted classes agree with the labels: macro F1, the Matthews
** correlation coefficient, Cohen's kappa.
**
** All three need only three totals per class, so memory grows with the number of classes, not of
** pairs or rows. Of n examples, let r_c be labelled c, p_c predicted as c, and h_c both (hits):
**   f1_c   2 h_c / (r_c + p_c)
**   s      n sum h_c - sum r_c p_c
**   mcc    s / sqrt((n^2 - sum r_c^2) (n^2 - sum p_c^2))       (J. Gorodkin, Comput. Biol. Chem. 28,
**                                                               2004)
**   kappa  s / (n^2 - sum r_c p_c)                  (J. Cohen, Educ. Psychol. Meas. 20, 1960)
** With weights the counts are sums of weights. Counts, sums and differences are exact. Each result
** is rounded once, so it is within 0.51 ULP and has the same bits in every row order.
**
** As in exact.h: a zeroed struct is an empty set. `sign` is +1 to add a row and -1 to remove one. A
** function that takes `resize` returns false when memory ran out; then the set is unchanged.
*/
#ifndef LOGITS_METRICS_CLASS_TOTALS_H
#define LOGITS_METRICS_CLASS_TOTALS_H

#include "../base/strict.h"

#include "../base/bytes.h"
#include "classes.h"

typedef struct {
  Avl classes;
  int64_t rows;
  bool weighted; /* the rows come with weights: set before the first */
} ClassTotals;

/* No label is LABEL_NONE. With weights 0 < weight < Inf; without them `weight` is ignored. With n
** classes this takes O(log n). There may be up to 2^40 rows. */
bool class_totals_add(ClassTotals *totals, const Label *predicted, const Label *label,
                      double weight, int sign, MemoryResize *resize);

/* Each result takes time in proportion to the number of classes. Without rows it is NaN. Stopped (stop.h), it is NaN
** too, or false is returned. */

/* The mean of f1_c over the classes that are labelled or predicted. */
double class_totals_macro_f1(const ClassTotals *totals, const Stop *stop);

/* From -1 to 1. 0 if all labels, or all predictions, are the same class, where it would be 0/0. */
bool class_totals_mcc(const ClassTotals *totals, MemoryResize *resize, double *result,
                      const Stop *stop);

/* Up to 1. NaN if all labels and all predictions are the same class, where it would be 0/0. */
bool class_totals_kappa(const ClassTotals *totals, MemoryResize *resize, double *result,
                        const Stop *stop);

/* As bytes, and added to each other: see superacc_state.h. `weighted` is set before they are read, and both
** have the same. */
void class_totals_write(const ClassTotals *totals, Bytes *bytes);
void class_totals_read(ClassTotals *totals, BytesReader *reader);
bool class_totals_merge(ClassTotals *totals, const ClassTotals *from, int sign,
                        MemoryResize *resize, const Stop *stop);

void class_totals_clear(ClassTotals *totals, MemoryResize *resize);

#endif
