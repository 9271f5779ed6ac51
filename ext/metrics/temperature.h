/* temperature.h: the temperature that makes a classifier's confidence fit (C. Guo et al., "On
** calibration of modern neural networks", ICML 2017).
**
** Of examples (v, label) the T > 0 that minimises the mean cross-entropy of softmax(v / T) against
** the label, weighted by the weights of the examples. It is convex in b = 1/T (its second derivative
** is the variance of v under softmax(b v)), so there is one minimum: the root of the weighted sum of
** E_b[v] - v_label. Newton's method on ln b inside a bracket that shrinks with every step finds it.
** Sums over examples are exact: the same bits whatever the order of rows.
**
** Scores may be as large or as small as doubles go; scores times 2^k give exactly T times 2^k, and
** weights times 2^k exactly the same T. The relative error, measured against fits in 80 bits on 7000
** random sets of examples: 2^-51 where T is at most a standard deviation of the scores, and so many
** times that where it is more. Only scores that differ in size by more than 1e300 from each other,
** and weights that do, are beyond it.
**
** The examples are kept by temperature_rows.h. Masked scores (-Inf) have no part.
*/
#ifndef LOGITS_METRICS_TEMPERATURE_H
#define LOGITS_METRICS_TEMPERATURE_H

#include "../base/strict.h"

#include "../base/memory.h"
#include "../base/stop.h"
#include "temperature_rows.h"

/* *temperature is NaN where no finite T above 0 is best:
**   no examples, or the scores of every example are all equal: T changes nothing;
**   every label has the highest score of its example (ties included): the smaller T, the better;
**   the labels' scores are on average not above the mean of their examples, or so little that T
**   would exceed 1000 standard deviations of the scores (the root of the mean over the examples of
**   their variance): the larger T, the better;
**   T is beyond the range of doubles.
** False when memory ran out, or where it was to stop. */
bool temperature_fit(const TemperatureRows *rows, MemoryResize *resize, const Stop *stop,
                     double *temperature);

#endif
