/* softmax_entropy.h: the entropy of the softmax of a set of scores, in nats.
**
** As in exact.h: a zeroed struct is an empty set, `sign` is +1 to add a score and -1 to remove one,
** and what takes `resize` returns false when memory ran out, with the set unchanged.
*/
#ifndef LOGITS_METRICS_SOFTMAX_ENTROPY_H
#define LOGITS_METRICS_SOFTMAX_ENTROPY_H

#include "../exact/exact_state.h"

enum {
  SOFTMAX_ENTROPY_FIRST = -3, /* the first interval kept in the struct: scores from -56 */
  SOFTMAX_ENTROPY_DENSE = 7   /* ... to 56 */
};

/* Sums over the scores x nearest to c = 16 times the interval's number. */
typedef struct {
  Wide mass;   /* of e^(x - c), in units of 2^-74 */
  Wide moment; /* of (x - c) e^(x - c), in units of 2^-71 */
} SoftmaxEntropyInterval;

typedef struct {
  SoftmaxEntropyInterval dense[SOFTMAX_ENTROPY_DENSE];
  SumMap sparse; /* other intervals: number * 2 -> mass, number * 2 + 1 -> moment */
  SumMap huge;   /* as in ExactExp; so are the counts: */
  int64_t finite, extreme, plus_infinite, minus_infinite;
} SoftmaxEntropy;

bool softmax_entropy_add(SoftmaxEntropy *sum, double x, int sign, MemoryResize *resize);

int64_t softmax_entropy_count(const SoftmaxEntropy *sum); /* all scores */

/* Entropy of softmax(x) in nats, never negative: 1 ULP or 2^-55. With +Inf scores: ln of their
** number. NaN when empty or all are -Inf. */
double softmax_entropy_value(const SoftmaxEntropy *sum);

/* As bytes, and added to each other: see superacc_state.h. */
void softmax_entropy_write(const SoftmaxEntropy *sum, Bytes *bytes);
void softmax_entropy_read(SoftmaxEntropy *sum, BytesReader *reader);
bool softmax_entropy_merge(SoftmaxEntropy *sum, const SoftmaxEntropy *from, int sign,
                           MemoryResize *resize, const Stop *stop);

void softmax_entropy_clear(SoftmaxEntropy *sum, MemoryResize *resize);

#endif
