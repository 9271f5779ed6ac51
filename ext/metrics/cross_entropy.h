/* cross_entropy.h: the cross-entropy of the softmax of a set of scores against a target
** distribution, in nats.
**
** As in exact.h: a zeroed struct is an empty set, `sign` is +1 to add a score and -1 to remove one,
** and what takes `resize` returns false when memory ran out, with the set unchanged.
*/
#ifndef LOGITS_METRICS_CROSS_ENTROPY_H
#define LOGITS_METRICS_CROSS_ENTROPY_H

#include "target_weights.h"

typedef struct {
  ExactExp scores;
  TargetWeights targets;
  ExactSum weighted; /* sum of t * x over rows with t > 0 and x finite */

  /* rows with t > 0 whose score is finite, +Inf, -Inf */
  int64_t finite, plus_infinite, minus_infinite;
} CrossEntropySum;

/* Adds the score x (not NaN) with target weight t, target_weights_accepts(t). */
bool cross_entropy_add(CrossEntropySum *sum, double x, double t, int sign, MemoryResize *resize);

/* sum t (lse - x), in nats, 0 to +Inf. Where one row has weight, it is log1p of an exact quotient, the
** sum without the target's term over that term: 1 ULP. For soft targets: 1 ULP or 2^-57. */
TargetOutcome cross_entropy_value(const CrossEntropySum *sum, double *result);

/* As bytes, and added to each other: see superacc_state.h. */
void cross_entropy_write(const CrossEntropySum *sum, Bytes *bytes);
void cross_entropy_read(CrossEntropySum *sum, BytesReader *reader);
bool cross_entropy_merge(CrossEntropySum *sum, const CrossEntropySum *from, int sign,
                         MemoryResize *resize, const Stop *stop);

void cross_entropy_clear(CrossEntropySum *sum, MemoryResize *resize);

#endif
