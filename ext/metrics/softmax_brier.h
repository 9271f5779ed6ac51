/* softmax_brier.h: the multi-class Brier score of the softmax of a set of scores against a target
** distribution: the sum over the classes of (p - t)^2, from 0 to 2 (G. W. Brier, Monthly Weather
** Review 78, 1950).
**
** As in exact.h: a zeroed struct is an empty set, `sign` is +1 to add a score and -1 to remove one,
** and what takes `resize` returns false when memory ran out, with the set unchanged.
*/
#ifndef LOGITS_METRICS_SOFTMAX_BRIER_H
#define LOGITS_METRICS_SOFTMAX_BRIER_H

#include "target_weights.h"

typedef struct {
  ExactExp scores;         /* sum e^x */
  ExactExp squares;        /* sum e^2x */
  TargetWeights targets;   /* sum t */
  ExactSum target_squares; /* sum t^2 */
  ExactSum powers;         /* sum t e^x over rows with t > 0 and |x| <= EXACT_HUGE */
  ExactSum infinite;       /* sum t over rows whose score is +Inf */
  SumMap huge;             /* sum t, in units of 2^-60, by bits_order of a finite x beyond that */
  ExactSum target_score; /* sum t x over rows with t = 1 and x finite: the score of the only one */
} SoftmaxBrier;

/* Adds the score x (not NaN) with target weight t, target_weights_accepts(t). */
bool softmax_brier_add(SoftmaxBrier *sum, double x, double t, int sign, MemoryResize *resize);

/* sum (p - t)^2, p = e^x / sum e^x. One-hot: 1 ULP, for a sure model too, with scores up to 2^57.
** Soft: 1 ULP or 2^-57. Weight on a score of -Inf is on a class of probability zero. */
TargetOutcome softmax_brier_value(const SoftmaxBrier *sum, double *result);

/* As bytes, and added to each other: see superacc_state.h. */
void softmax_brier_write(const SoftmaxBrier *sum, Bytes *bytes);
void softmax_brier_read(SoftmaxBrier *sum, BytesReader *reader);
bool softmax_brier_merge(SoftmaxBrier *sum, const SoftmaxBrier *from, int sign,
                         MemoryResize *resize, const Stop *stop);

void softmax_brier_clear(SoftmaxBrier *sum, MemoryResize *resize);

#endif
