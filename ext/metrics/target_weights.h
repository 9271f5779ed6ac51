/* target_weights.h: a target distribution given row by row: weights t >= 0 that sum to 1.
**
** One-hot, t = 1 on one row, is the usual case; soft or smoothed targets are others. A target may be
** missing (NaN): then the example has no label. As in exact.h: a zeroed struct is empty, `sign` is +1
** to add a row and -1 to remove one, and what takes `resize` returns false when memory ran out, with
** the weights unchanged.
*/
#ifndef LOGITS_METRICS_TARGET_WEIGHTS_H
#define LOGITS_METRICS_TARGET_WEIGHTS_H

#include "../exact/exact_state.h"

typedef struct {
  int64_t whole;      /* rows with t = 1: cheaper counted */
  int64_t rows;       /* rows with t > 0 */
  int64_t unlabelled; /* rows whose target is missing */
  ExactSum weights;   /* sum of t over the other rows with t > 0 */
} TargetWeights;

#define TARGET_WEIGHTS_TOLERANCE 1e-6 /* of the sum, which is to be 1 */

/* Whether t can be a target weight: a missing one (NaN), or one from 0 to 1. */
static inline bool target_weights_accepts(double t) {
  return !(t < 0.0 || t > 1.0 + TARGET_WEIGHTS_TOLERANCE);
}

/* target_weights_accepts(t). */
bool target_weights_add(TargetWeights *targets, double t, int sign, MemoryResize *resize);

/* What a score against targets comes to. */
typedef enum {
  TARGET_ANSWER, /* there is a result */
  TARGET_NONE,   /* no answer: no rows, a missing target, no weight at all, all scores -Inf */
  TARGET_BAD_SUM /* the weights do not sum to 1 within 1e-6: their sum stands for the result */
} TargetOutcome;

/* TARGET_ANSWER and the exact sum of the weights, or TARGET_NONE or TARGET_BAD_SUM. */
TargetOutcome target_weights_sum(const TargetWeights *targets, ScaledDD *sum);

/* As bytes, and added to each other: see superacc_state.h. Of rows that are read there are at most
** `rows`. */
void target_weights_write(const TargetWeights *targets, Bytes *bytes);
void target_weights_read(TargetWeights *targets, int64_t rows, BytesReader *reader);
bool target_weights_merge(TargetWeights *targets, const TargetWeights *from, int sign,
                          MemoryResize *resize, const Stop *stop);

void target_weights_clear(TargetWeights *targets, MemoryResize *resize);

#endif
