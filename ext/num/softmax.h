/* softmax.h: what a set of scores says, computed from exact sums over it.
**
** NaN stands for "no answer" (NULL in SQL). Infinite scores: a +Inf score takes all the mass,
** several share it evenly; -Inf is a score of probability zero; when all are -Inf there is no
** distribution.
**
** Beyond 2^58 scores differ by 64 or more, and only the highest one (with its duplicates) is
** summed: what is left out is 1e-28 of it for each score.
**
** As in exact.h: a zeroed struct is an empty set, `sign` is +1 to add a score and -1 to remove one,
** and what takes `resize` returns false when memory ran out, with the set unchanged.
*/
#ifndef LOGITS_NUM_SOFTMAX_H
#define LOGITS_NUM_SOFTMAX_H

#include "exact.h"

/* Whether there is a distribution: the set is not empty and not all are -Inf. */
bool softmax_exists(const ExactExp *scores);

/* ln sum e^x. Empty: NaN; all -Inf: -Inf; any +Inf: +Inf.
** Within 0.51 ULP, or 2^-59 absolute where the result is nearer to 0 than that. */
double softmax_logsumexp(const ExactExp *scores);

/* ln of the mean of e^x over all terms: logsumexp(x) - ln n, with the same accuracy. The mean of
** equal scores is that score. */
double softmax_logmeanexp(const ExactExp *scores);

/* e^x / sum e^x for a score x that is in the sum: its probability, in [0, 1]; 1 ULP (measured
** 0.501). NaN when there is no distribution. */
double softmax_probability(const ExactExp *scores, double x);

/* Probability of `first` minus that of `second`, the two highest scores (first >= second), without
** cancellation; 1 ULP (measured 0.500). A single score has -Inf for its second. NaN when there is
** no distribution. */
double softmax_margin(const ExactExp *scores, double first, double second);

/* ---- entropy ---- */

enum {
  SOFTMAX_ENTROPY_FIRST = -3, /* the first bin kept in the struct: scores from -56 */
  SOFTMAX_ENTROPY_DENSE = 7   /* ... to 56 */
};

/* Sums over the scores x nearest to c = 16 times the bin's number. */
typedef struct {
  Wide mass;   /* of e^(x - c), in units of 2^-74 */
  Wide moment; /* of (x - c) e^(x - c), in units of 2^-71 */
} EntropyBin;

typedef struct {
  EntropyBin dense[SOFTMAX_ENTROPY_DENSE];
  WideMap sparse; /* other bins: number * 2 -> mass, number * 2 + 1 -> moment */
  WideMap huge;   /* as in ExactExp, as the counts are: */
  int64_t finite, extreme, positive, negative;
} EntropySum;

bool softmax_entropy_add(EntropySum *sum, double x, int sign, MemoryResize *resize);

/* Entropy of softmax(x) in nats, never negative: 1 ULP or 2^-55. With +Inf scores: ln of their
** number. NaN when empty or all are -Inf. */
double softmax_entropy(const EntropySum *sum);

void softmax_entropy_clear(EntropySum *sum, MemoryResize *resize);

/* ---- cross-entropy against a target distribution ---- */

typedef struct {
  ExactExp scores;
  int64_t whole;                      /* rows with t = 1: the usual case, and cheaper counted */
  ExactSum weights;                   /* sum of t over the other rows with t > 0 */
  ExactSum weighted;                  /* sum of t * x over rows with t > 0 and x finite */
  int64_t finite, positive, negative; /* rows with t > 0 whose score is finite, +Inf, -Inf */
  int64_t unlabelled;                 /* rows whose target is missing */
} CrossEntropySum;

/* Adds the score x (not NaN) with target weight t; t = NaN stands for a missing target.
** The caller has checked that t is NaN or 0 <= t < Inf. */
bool softmax_cross_entropy_add(CrossEntropySum *sum, double x, double t, int sign,
                               MemoryResize *resize);

typedef enum {
  CROSS_ENTROPY_VALUE, /* *result holds the loss in nats, 0 .. Inf */
  CROSS_ENTROPY_NONE,  /* no answer: no rows, a missing target, no weight at all, all scores -Inf */
  CROSS_ENTROPY_BAD_SUM /* the weights do not sum to 1 within 1e-6: *result holds their sum */
} CrossEntropyOutcome;

/* sum t (lse - x). One row with weight: 1 ULP, by log1p of the exact remainder
** (sum without the target's term) / (the target's term). Soft: 1 ULP or 2^-57. */
CrossEntropyOutcome softmax_cross_entropy(const CrossEntropySum *sum, double *result);

void softmax_cross_entropy_clear(CrossEntropySum *sum, MemoryResize *resize);

#endif
