/* isotonic.h: isotonic regression: of the functions of the score that never fall, the one that fits
** the labels best (R. E. Barlow et al., "Statistical Inference under Order Restrictions", 1972; for
** calibration B. Zadrozny and C. Elkan, KDD 2002).
**
** Examples have a score, a label 0 or 1 and a weight. The fit gives each a y, such that y_i <= y_j
** wherever score_i <= score_j, and the weighted sum of (y - label)^2 is the smallest. Examples with
** the same score count as one, with their mean label and the sum of their weights. The answer is
** constant on blocks of neighbouring scores. In a block it is the weighted mean of the labels. Pool
** adjacent violators finds the blocks in linear time (M. Ayer et al., Ann. Math. Stat. 26, 1955).
**
** A fit is a list of points: the first and the last score of each block, with the block's y.
** Between two points it is the straight line. Outside all points it is the y of the nearest one.
** The points are the thresholds of scikit-learn's IsotonicRegression(out_of_bounds='clip').
**
** Sums and means are double-doubles with an exponent of their own, so weights may be as large or as
** small as doubles go. The examples are added in sorted order, so the bits do not depend on the
** order of rows. Each y is rounded once, and so is a value between two points. Both are within 0.51
** ULP for fewer than 2^40 examples.
*/
#ifndef LOGITS_METRICS_ISOTONIC_H
#define LOGITS_METRICS_ISOTONIC_H

#include "../base/strict.h"

#include "../base/memory.h"
#include "../base/stop.h"
#include "examples.h"

typedef struct {
  double x, y;
} IsotonicPoint;

typedef struct {
  IsotonicPoint *points; /* x rises, y never falls; 0 <= y <= 1 */
  size_t count;
} Isotonic;

/* The fit of examples with finite scores, sorted by examples_sort. Without examples it has no
** points. `fit` is zeroed before. False when memory ran out, or where it was to stop: `fit` is still
** zeroed. */
bool isotonic_fit(const Example *sorted, size_t count, MemoryResize *resize, const Stop *stop,
                  Isotonic *fit);

/* The value at x of a fit that has points. x may be infinite, but is not NaN. */
double isotonic_at(const Isotonic *fit, double x);

void isotonic_clear(Isotonic *fit, MemoryResize *resize); /* frees; the fit is zeroed again */

#endif
