/* losses.h: means of losses over examples: log loss, Brier score, perplexity.
**
** As in exact.h: a zeroed struct is an empty mean, `sign` is +1 to add a row and -1 to remove one,
** and what takes `resize` returns false when memory ran out, with the mean unchanged. The terms are
** kept in double-double and summed exactly, the quotient is rounded once: within 0.51 ULP over the
** whole range of results (measured in tests/accuracy/examples.c: 0.500), and the same bits
** whatever the order of rows. A row of weight 0 has no part, 0 * Inf = 0. Room for 2^40 rows.
*/
#ifndef LOGITS_METRICS_LOSSES_H
#define LOGITS_METRICS_LOSSES_H

#include "../base/strict.h"

#include "../exact/exact_state.h"

typedef struct {
  ExactSum sum; /* of weight times loss, over the finite losses */
  ExactSum weights;
  int64_t infinite; /* rows with weight whose loss is +Inf */
  int64_t rows;     /* rows with weight */
} LossMean;

/* -ln of the probability given to what happened: -ln p, or -ln(1 - p) where the label is 0, in
** nats. 0 <= p <= 1, 0 <= weight < Inf. (I. J. Good, J. R. Stat. Soc. B 14, 1952) */
bool losses_add_log(LossMean *mean, double p, bool positive, double weight, int sign,
                    MemoryResize *resize);

/* (p - label)^2. (G. W. Brier, Monthly Weather Review 78, 1950) */
bool losses_add_brier(LossMean *mean, double p, bool positive, double weight, int sign,
                      MemoryResize *resize);

/* -x, of a log-probability x <= 0 in nats; -Inf is one too. */
bool losses_add_logprob(LossMean *mean, double x, int sign, MemoryResize *resize);

/* The mean, NaN where no row has weight. */
double losses_mean(const LossMean *mean);

/* e^mean, of which the exponent is not rounded. (F. Jelinek et al., J. Acoust. Soc. Am. 62,
** 1977) */
double losses_perplexity(const LossMean *mean);

/* As bytes, and added to each other: see superacc_state.h. */
void losses_write(const LossMean *mean, Bytes *bytes);
void losses_read(LossMean *mean, BytesReader *reader);
bool losses_merge(LossMean *mean, const LossMean *from, int sign, MemoryResize *resize,
                  const Stop *stop);

void losses_clear(LossMean *mean, MemoryResize *resize);

#endif
