/* kl_divergence.h: how far the distribution q is from p, sum p ln(p/q), in nats (S. Kullback and R.
** A. Leibler, Ann. Math. Stat. 22, 1951).
**
** Both are given as weights, and the promises are those of entropy.h: never negative, the same bits
** in every order of rows, within 0.51 ULP or 2^-73 absolute; for probabilities within 0.51 ULP
** however near to 0 the result is. What an empty state, `sign` and `resize` are stands there, too.
*/
#ifndef LOGITS_METRICS_KL_DIVERGENCE_H
#define LOGITS_METRICS_KL_DIVERGENCE_H

#include "../base/strict.h"

#include "../exact/exact_state.h"

typedef struct {
  ExactSum p, q;   /* sum p, sum q, */
  ExactSum moment; /* sum p ln(p / q), */
  ExactSum excess; /* and sum p ln(p / q) - p + q, of which no term is negative */
  int64_t positive_p, positive_q;
  int64_t infinite; /* rows with p > 0 and q = 0 */
} KlDivergence;

bool kl_divergence_add(KlDivergence *sum, double p, double q, int sign, MemoryResize *resize);
double kl_divergence_value(const KlDivergence *sum); /* NaN where all p or all q are 0; or +Inf */
/* As bytes, and added to each other: see superacc_state.h. */
void kl_divergence_write(const KlDivergence *sum, Bytes *bytes);
void kl_divergence_read(KlDivergence *sum, BytesReader *reader);
bool kl_divergence_merge(KlDivergence *sum, const KlDivergence *from, int sign,
                         MemoryResize *resize, const Stop *stop);

void kl_divergence_clear(KlDivergence *sum, MemoryResize *resize);

#endif
