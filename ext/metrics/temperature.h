/* temperature.h: the temperature that makes a classifier's confidence fit (C. Guo et al., "On
** calibration of modern neural networks", ICML 2017).
**
** Of examples (v, label) the T > 0 that minimises the mean cross-entropy of softmax(v / T) against
** the label. It is convex in b = 1/T (its second derivative is the variance of v under
** softmax(b v)), so there is one minimum: the root of the sum of E_b[v] - v_label. Newton's method
** on ln b inside a bracket that shrinks with every step finds it. Sums over examples are exact: the
** same bits whatever the order of rows.
**
** Scores may be as large or as small as doubles go; scores times 2^k give exactly T times 2^k. The
** relative error, measured against fits in 80 bits on 7000 random sets of examples: 2^-51 where T
** is at most a standard deviation of the scores, and so many times that where it is more. Only
** scores that differ in size by more than 1e300 from each other are beyond it.
**
** Masked scores (-Inf) have no part. A zeroed struct is an empty set; rows leave in the order in
** which they came. A row takes 8 bytes and its elements that are not masked, in their own type.
*/
#ifndef LOGITS_METRICS_TEMPERATURE_H
#define LOGITS_METRICS_TEMPERATURE_H

#include "../base/strict.h"

#include "../base/memory.h"
#include "../base/queue.h"
#include "../vectors/vector.h"

typedef struct {
  Queue rows; /* temperature.c says how they lie there */
} Temperature;

/* Whether the example can be fitted: the label's score is there and finite, and the others are
** finite or masked (no NaN, no +Inf). */
bool temperature_accepts(const Vector *v, size_t label);

/* An example that temperature_accepts. False when memory ran out: nothing has changed. */
bool temperature_add(Temperature *examples, const Vector *v, size_t label, MemoryResize *resize);

void temperature_remove(Temperature *examples); /* the oldest, which is there */

/* *temperature is NaN where no finite T above 0 is best:
**   no examples, or the scores of every example are all equal: T changes nothing;
**   every label has the highest score of its example (ties included): the smaller T, the better;
**   the labels' scores are on average not above the mean of their examples, or so little that T
**   would exceed 1000 standard deviations of the scores (the root of the mean over the examples of
**   their variance): the larger T, the better;
**   T is beyond the range of doubles.
** False when memory ran out. */
bool temperature_fit(const Temperature *examples, MemoryResize *resize, double *temperature);

void temperature_clear(Temperature *examples, MemoryResize *resize);

#endif
