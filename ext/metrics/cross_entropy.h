/* cross_entropy.h: the cross-entropy of the softmax of a set of scores against a target
** distribution, in nats.
**
** As in exact.h: a zeroed struct is an empty set, `sign` is +1 to add a score and -1 to remove one,
** and what takes `resize` returns false when memory ran out, with the set unchanged.
*/
#ifndef LOGITS_METRICS_CROSS_ENTROPY_H
#define LOGITS_METRICS_CROSS_ENTROPY_H

#include "../exact/exact.h"

typedef struct {
  ExactExp scores;
  int64_t whole;      /* rows with t = 1: the usual case, and cheaper counted */
  ExactSum weights;   /* sum of t over the other rows with t > 0 */
  ExactSum weighted;  /* sum of t * x over rows with t > 0 and x finite */
  int64_t unlabelled; /* rows whose target is missing */

  /* rows with t > 0 whose score is finite, +Inf, -Inf */
  int64_t finite, plus_infinite, minus_infinite;
} CrossEntropySum;

#define CROSS_ENTROPY_TOLERANCE 1e-6 /* of the sum of weights, which is to be 1 */

/* Whether t can be a target weight: a missing one (NaN), or one from 0 to 1. */
static inline bool cross_entropy_accepts(double t) {
  return !(t < 0.0 || t > 1.0 + CROSS_ENTROPY_TOLERANCE);
}

/* Adds the score x (not NaN) with target weight t; t = NaN stands for a missing target.
** cross_entropy_accepts(t). */
bool cross_entropy_add(CrossEntropySum *sum, double x, double t, int sign, MemoryResize *resize);

typedef enum {
  CROSS_ENTROPY_VALUE, /* *result holds the loss in nats, 0 .. Inf */
  CROSS_ENTROPY_NONE,  /* no answer: no rows, a missing target, no weight at all, all scores -Inf */
  CROSS_ENTROPY_BAD_SUM /* the weights do not sum to 1 within 1e-6: *result holds their sum */
} CrossEntropyOutcome;

/* sum t (lse - x). Where one row has weight, it is log1p of an exact quotient, the sum without the
** target's term over that term: 1 ULP. For soft targets: 1 ULP or 2^-57. */
CrossEntropyOutcome cross_entropy_value(const CrossEntropySum *sum, double *result);

void cross_entropy_clear(CrossEntropySum *sum, MemoryResize *resize);

#endif
