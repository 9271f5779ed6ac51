/* wilson.h: Wilson's score interval: where a probability may lie, given the share that was observed
** (E. B. Wilson, "Probable inference, the law of succession, and statistical inference", Journal of
** the American Statistical Association 22, 1927). It stays within [0, 1]. Its width is above 0 even
** if 0 of n or n of n were observed.
**
** The ends are the two roots x of (x - share)^2 = z^2 x (1 - x) / n, for 95% with z = 1.96.
*/
#ifndef LOGITS_METRICS_WILSON_H
#define LOGITS_METRICS_WILSON_H

#include "../base/strict.h"

typedef struct {
  double low, high; /* 0 <= low <= share <= high <= 1 */
} WilsonInterval;

/* The 95% interval of a share of n examples, 0 <= share <= 1, 1 <= n < 2^53. n need not be whole
** (see examples_effective). Both ends are within 4 ULP; the largest error in 200,000 random
** intervals was 3.0 ULP (tests/metrics/test_wilson.c). */
WilsonInterval wilson_interval(double share, double n);

#endif
