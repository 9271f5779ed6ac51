/* calibration.h: whether probabilities can be taken at their word: of the examples given 70%, are
** 70% positive? The reliability of bins of equal width, and the expected calibration error.
**
** With B bins, bin i holds i/B <= p < (i+1)/B, the last one p = 1 too. An edge is the double
** nearest to i/B, so that 0.6 lies on the edge 9/15. Sums are exact and results rounded once:
** within 0.51 ULP (measured in tests/accuracy/examples.c: 0.500), and the same bits whatever the
** order of rows. `sign` is +1 to add a row and -1 to remove one.
** (M. H. DeGroot and S. E. Fienberg, The Statistician 32, 1983; M. P. Naeini et al., AAAI 2015.)
*/
#ifndef LOGITS_METRICS_CALIBRATION_H
#define LOGITS_METRICS_CALIBRATION_H

#include "../base/strict.h"

#include "../exact/exact_state.h"
#include "examples.h"

enum { CALIBRATION_BINS = 15, CALIBRATION_BINS_MOST = 10000 };

/* What a bin adds to sums over all bins. */
enum { CALIBRATION_WEIGHT, CALIBRATION_DIFFERENCE, CALIBRATION_SQUARE, CALIBRATION_PARTS };

typedef struct {
  int64_t count;   /* rows with weight */
  ExactSum weight; /* sum of the weights, */
  ExactSum p;      /* of weight times p, */
  ExactSum hits;   /* and of the weights of positive examples */

  /* What the last calibration_error made of it. */
  ScaledDD part[CALIBRATION_PARTS];
  double distance; /* |mean p - fraction|, 0 of an empty bin */
  double largest;  /* distance of the bins below node i of the tree in calibration.c */
  uint32_t next;   /* 1 + the next bin that is stale; 0: none */
  bool is_stale;   /* rows have come or gone since */
} CalibrationBin;

typedef struct {
  CalibrationBin *bin;
  uint32_t bins;
  uint32_t stale;                  /* 1 + the first bin that is; 0: none */
  ExactSum sum[CALIBRATION_PARTS]; /* of the parts, if there are many bins */
} Calibration;

/* Makes empty bins, 1 to CALIBRATION_BINS_MOST of them. False when memory ran out. */
bool calibration_begin(Calibration *calibration, uint32_t bins, MemoryResize *resize);

/* 0 <= p <= 1, 0 <= weight < Inf. False when memory ran out: nothing has changed. */
bool calibration_add(Calibration *calibration, double p, bool positive, double weight, int sign,
                     MemoryResize *resize);

/* Adds examples, whose scores are probabilities. False when memory ran out, or it was stopped
** (stop.h): a part of them may have been added. */
bool calibration_add_examples(Calibration *calibration, const Example *examples, size_t count,
                              MemoryResize *resize, const Stop *stop);

/* The lower edge of bin i; of bin `bins`, the upper edge of the last: 1. */
double calibration_edge(uint32_t bins, uint32_t i);

typedef struct {
  double lo, hi;
  int64_t count;
  double mean_p, fraction, gap; /* gap = mean_p - fraction; all NaN where the bin is empty */
} CalibrationRow;

CalibrationRow calibration_row(const Calibration *calibration, uint32_t i);

/* With w the share of a bin in all weight and d = |mean p - fraction|:
**   L1   sum w d: the expected calibration error (C. Guo et al., ICML 2017)
**   L2   sqrt(sum w d^2)
**   MAX  the largest d: the maximum calibration error */
typedef enum { CALIBRATION_L1, CALIBRATION_L2, CALIBRATION_MAX } CalibrationNorm;

/* NaN without rows. Takes only the bins anew in which rows have come or gone since the last call.
** False when memory ran out or it was stopped: the rows are what they were. */
bool calibration_error(Calibration *calibration, CalibrationNorm norm, MemoryResize *resize,
                       double *error, const Stop *stop);

/* As bytes, and added to each other: see superacc_state.h. The bins are begun before they are read, and both
** have the same number of them. */
void calibration_write(const Calibration *calibration, Bytes *bytes);
void calibration_read(Calibration *calibration, BytesReader *reader);
bool calibration_merge(Calibration *calibration, const Calibration *from, int sign,
                       MemoryResize *resize, const Stop *stop);

/* Examples in all bins. */
int64_t calibration_count(const Calibration *calibration);

void calibration_clear(Calibration *calibration, MemoryResize *resize);

#endif
