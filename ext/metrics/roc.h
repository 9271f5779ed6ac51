/* roc.h: how well scores rank: the ROC curve, the precision-recall curve, and the areas under them.
**
** All take examples in the order of examples_sort. At the threshold t every example with a score of
** t or more is called positive. Tied examples are called together, so nothing depends on the order
** of ties. Counts (sums of weights) are exact, and each result is rounded once: within 0.51 ULP,
** the same bits in every row order. Sets have fewer than ROC_MOST examples.
**
** Where a function returns false, memory ran out or it was stopped (stop.h), and there is no result.
*/
#ifndef LOGITS_METRICS_ROC_H
#define LOGITS_METRICS_ROC_H

#include "../base/strict.h"

#include "../base/stop.h"
#include "../exact/exact.h"
#include "../exact/natural.h"
#include "examples.h"

#define ROC_MOST (INT64_C(1) << 33)

/* The rows of a set. A row stands for as many equal examples as `times` says, or for one where that is
** NULL. */
typedef struct {
  const Example *sorted;
  const int64_t *times;
  size_t count; /* of rows */
} RocRows;

/* The area under the ROC curve: the probability that a positive example outscores a negative one,
** ties one half (J. A. Hanley, B. J. McNeil, Radiology 143, 1982). NaN where a class is absent, or it
** was stopped. */
double roc_auc(const Example *sorted, size_t count, const Stop *stop);
double roc_rows_auc(RocRows rows, const Stop *stop);

/* The sum over the thresholds, highest first, of (R_n - R_(n-1)) P_n, R recall and P precision. NaN
** where there is no positive example. */
bool roc_average_precision(const Example *sorted, size_t count, MemoryResize *resize,
                           double *precision, const Stop *stop);
bool roc_rows_average_precision(RocRows rows, MemoryResize *resize, double *precision,
                                const Stop *stop);

/* The share of the positive examples in all, by weight: the precision of calling every example
** positive. NaN where there is none. */
bool roc_prevalence(const Example *examples, size_t count, MemoryResize *resize, double *share,
                    const Stop *stop);

/* ---- what the area is a quotient of, in integers ---- */

/* Weights are multiples of 2^unit and below 2^end. */
typedef struct {
  int64_t unit, end;
} RocUnit;

enum { ROC_DIGITS = 68 /* for twice the sum of ROC_MOST doubles of any size, in any unit */ };

static inline RocUnit roc_unit_none(void) {
  return (RocUnit){INT64_MAX, INT64_MIN};
}

/* Makes the unit fit an odd weight too. */
static inline void roc_unit_take(RocUnit *unit, Term weight) {
  int64_t end = natural_end(weight);
  if (weight.e < unit->unit) unit->unit = weight.e;
  if (end > unit->end) unit->end = end;
}

/* The digits of twice a sum of ROC_MOST weights. */
static inline int roc_unit_digits(int64_t unit, int64_t end) {
  return (int)((end - unit + 34 + NATURAL_DIGIT - 1) / NATURAL_DIGIT);
}

/* pairs / (2 positives negatives), rounded once; NaN where a class is absent. `pairs` has twice as
** many digits. */
double roc_area(const uint32_t *pairs, const uint32_t *positives, const uint32_t *negatives,
                int digits);

/* ---- the curves, point by point ---- */

typedef struct {
  double threshold;      /* +Inf at the first point, where none is called positive */
  double tp, fp, tn, fn; /* weights of true positives, ... */
  double tpr, fpr;       /* tp / (tp + fn), fp / (fp + tn); NaN where that class is absent */
  double precision;      /* tp / (tp + fp); NaN at the first point */
  double f1;             /* 2 tp / (2 tp + fp + fn) */
} RocPoint;

typedef struct {
  const Example *sorted;
  size_t count, next; /* the first example that is not yet called positive */
  ExactSum called[2]; /* weights called positive: of the negative, of the positive examples */
  ExactSum left[2];   /* ... and those that are left */
} RocWalk;

/* Goes to the first point, at +Inf. Call roc_clear afterwards, even if this returns false. */
bool roc_begin(RocWalk *walk, const Example *sorted, size_t count, MemoryResize *resize,
               const Stop *stop);

/* Whether there is one more point, at the next lower score. */
bool roc_more(const RocWalk *walk);

/* Moves to the next point, which exists. On failure the walk stays where it is. */
bool roc_next(RocWalk *walk, MemoryResize *resize);

RocPoint roc_point(const RocWalk *walk);

void roc_clear(RocWalk *walk, MemoryResize *resize);

#endif
