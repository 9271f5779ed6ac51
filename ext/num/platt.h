/* platt.h: Platt scaling: the a and b with which sigmoid(a score + b) is a calibrated probability.
**
** They minimise the cross-entropy against the targets (P + 1)/(P + 2) for the P positive examples and
** 1/(N + 2) for the N negative ones, which stand in for 1 and 0 so that separable classes have a finite
** answer (J. Platt, "Probabilistic outputs for support vector machines", 1999). The objective is convex;
** Newton's method with backtracking (H.-T. Lin, C.-J. Lin, R. C. Weng, Machine Learning 68, 2007) on
** standardised scores. Sums over examples are exact: the same bits whatever the order of rows.
**
** Scores may be as large, as small and as far from 0 as doubles go; scores times 2^k give exactly a
** times 2^-k and the same b. Against a fit in 80 bits a score + b is within 1e-14 of 1 + its largest
** magnitude over the scores (tests/num/test_platt.c).
*/
#ifndef LOGITS_NUM_PLATT_H
#define LOGITS_NUM_PLATT_H

#include "strict.h"

#include "examples.h"
#include "memory.h"

typedef struct {
  double a,
      b; /* NaN, both: one class is absent, all scores are equal, or a is beyond the doubles */
} Platt;

/* Of finite scores in any order; of the weights the sign counts only. False when memory ran out. */
bool platt_fit(const Example *examples, size_t count, MemoryResize *resize, Platt *fit);

#endif
