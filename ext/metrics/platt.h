/* platt.h: Platt scaling: the a and b with which sigmoid(a score + b) is a calibrated probability.
**
** They minimise the cross-entropy, weighted by the weights of the examples, against the targets
** (P + 1)/(P + 2) for the positive examples and 1/(N + 2) for the negative ones. P and N are the
** sums of their weights, at most 2^64: their numbers where no weights are given. The targets stand
** in for 1 and 0 so that separable classes have a finite answer (J. Platt, "Probabilistic outputs for
** support vector machines", 1999; with weights as in scikit-learn's CalibratedClassifierCV). The
** objective is convex; Newton's method, damped (H.-T. Lin, C.-J. Lin, R. C. Weng, Machine Learning
** 68, 2007). Sums over examples are exact: the same bits whatever the order of rows.
**
** Scores may be as large, as small and as far from 0 as doubles go; scores times 2^k give exactly a
** times 2^-k and the same b. Measured against fits in 80 bits on 10^4 random sets of examples,
** a score + b is within 2e-15 of 1 + |b| + its largest magnitude.
*/
#ifndef LOGITS_METRICS_PLATT_H
#define LOGITS_METRICS_PLATT_H

#include "../base/strict.h"

#include "../base/memory.h"
#include "../base/stop.h"
#include "examples.h"

/* Both NaN: one class is absent, all scores are equal, a is beyond the doubles, or weights (and
** scores) are so uneven, by 1e20 and more, that rounding errors leave no answer. */
typedef struct {
  double a, b;
} Platt;

/* Fits examples with finite scores, in any order. False when memory ran out, or where it was to
** stop. */
bool platt_fit(const Example *examples, size_t count, MemoryResize *resize, const Stop *stop,
               Platt *fit);

#endif
