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
#ifndef LOGITS_METRICS_SOFTMAX_H
#define LOGITS_METRICS_SOFTMAX_H

#include "../exact/exact.h"

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

/* The same for many scores, reading the sum once. NaN, a masked score, stays NaN. */
typedef struct {
  bool exists;
  int64_t plus_infinite;
  ExactTotal total;
} Softmax;

Softmax softmax_of(const ExactExp *scores);
double softmax_share(const Softmax *softmax, double x);

/* Probability of `first` minus that of `second`, the two highest scores (first >= second), without
** cancellation; 1 ULP (measured 0.500). A single score has -Inf for its second. NaN when there is
** no distribution. */
double softmax_margin(const ExactExp *scores, double first, double second);

#endif
