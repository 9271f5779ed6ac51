/* isotonic.h: isotonic regression: the probability as a function of the score that never falls and
** otherwise fits as well as any (R. E. Barlow et al., "Statistical Inference under Order
** Restrictions", 1972; for calibration B. Zadrozny and C. Elkan, KDD 2002).
**
** Of examples with scores, labels 0 or 1 and weights, the y that minimise the weighted sum of
** (y - label)^2 under y_i <= y_j wherever score_i <= score_j. Examples with the same score are one,
** with their mean label and the sum of their weights. The answer is constant on blocks of
** neighbouring scores, and there the weighted mean of the labels. Pool adjacent violators finds the
** blocks in linear time (M. Ayer et al., Ann. Math. Stat. 26, 1955).
**
** A fit is a list of points: first and last score of each block, with its y. Between points it is
** the straight line, outside it is the y of the nearest point. These are the thresholds of
** scikit-learn's IsotonicRegression(out_of_bounds='clip').
**
** Sums and means are double-doubles with an exponent of their own, over the examples in sorted
** order: the same bits whatever the order of rows, and weights may be as large or as small as doubles
** go. Each y is rounded once, and so is a value between two points: within 0.51 ULP for fewer than
** 2^40 examples.
*/
#ifndef LOGITS_METRICS_ISOTONIC_H
#define LOGITS_METRICS_ISOTONIC_H

#include "../base/strict.h"

#include "../base/memory.h"
#include "examples.h"

typedef struct {
  double x, y;
} IsotonicPoint;

typedef struct {
  IsotonicPoint *points; /* x rises, y never falls; 0 <= y <= 1 */
  size_t count;
} Isotonic;

/* Of finite scores as examples_sort leaves them; without examples the fit has no points. `fit` is
** zeroed before. False when memory ran out: it still is. */
bool isotonic_fit(const Example *sorted, size_t count, MemoryResize *resize, Isotonic *fit);

/* The value of a fit with points at x, which may be infinite but is not NaN. */
double isotonic_at(const Isotonic *fit, double x);

void isotonic_clear(Isotonic *fit, MemoryResize *resize); /* frees; the fit is zeroed again */

#endif
