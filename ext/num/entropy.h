/* entropy.h: the entropy of the softmax of a set of scores, in nats.
**
** As in exact.h: a zeroed struct is an empty set, `sign` is +1 to add a score and -1 to remove one,
** and what takes `resize` returns false when memory ran out, with the set unchanged.
*/
#ifndef LOGITS_NUM_ENTROPY_H
#define LOGITS_NUM_ENTROPY_H

#include "exact.h"

enum {
  ENTROPY_FIRST = -3, /* the first bin kept in the struct: scores from -56 */
  ENTROPY_DENSE = 7   /* ... to 56 */
};

/* Sums over the scores x nearest to c = 16 times the bin's number. */
typedef struct {
  Wide mass;   /* of e^(x - c), in units of 2^-74 */
  Wide moment; /* of (x - c) e^(x - c), in units of 2^-71 */
} EntropyBin;

typedef struct {
  EntropyBin dense[ENTROPY_DENSE];
  WideMap sparse; /* other bins: number * 2 -> mass, number * 2 + 1 -> moment */
  WideMap huge;   /* as in ExactExp, as the counts are: */
  int64_t finite, extreme, positive, negative;
} EntropySum;

bool entropy_add(EntropySum *sum, double x, int sign, MemoryResize *resize);

/* Entropy of softmax(x) in nats, never negative: 1 ULP or 2^-55. With +Inf scores: ln of their
** number. NaN when empty or all are -Inf. */
double entropy_value(const EntropySum *sum);

void entropy_clear(EntropySum *sum, MemoryResize *resize);

#endif
