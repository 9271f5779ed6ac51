/* divergence.h: entropy of a distribution, and how far two of them lie apart, in nats.
**
** A distribution is given as weights, finite and 0 or more, which need not sum to 1: they are
** divided by their sum. 0 ln 0 = 0. None is ever negative, and all have the same bits whatever the
** order of rows. Within 0.51 ULP, or 2^-73 absolute where that is more (Jensen-Shannon: 2^-120),
** with weights anywhere among the doubles. Where the weights are probabilities, which sum to 1 but
** for their rounding: 0.51 ULP however near to 0 the result is. (Measured on 5 * 10^6 rows of each,
** in sets of 1 to 300, by tests/accuracy/examples.c: 0.500 ULP.)
**
** As in exact.h: a zeroed struct is empty, `sign` is +1 to add a row and -1 to remove one, and what
** takes `resize` returns false when memory ran out, with the state unchanged.
*/
#ifndef LOGITS_METRICS_DIVERGENCE_H
#define LOGITS_METRICS_DIVERGENCE_H

#include "../base/strict.h"

#include "../base/queue.h"
#include "../exact/exact.h"

/* ---- entropy: - sum p ln p (C. E. Shannon, Bell Syst. Tech. J. 27, 1948) ---- */

typedef struct {
  ExactSum mass, moment; /* sum p, sum p ln p */
  int64_t positive;      /* rows with p > 0 */
} Entropy;

bool entropy_add(Entropy *sum, double p, int sign, MemoryResize *resize);
double entropy_value(const Entropy *sum); /* NaN where no weight is above 0 */
void entropy_clear(Entropy *sum, MemoryResize *resize);

/* ---- Kullback-Leibler: sum p ln(p / q) (Ann. Math. Stat. 22, 1951) ---- */

typedef struct {
  ExactSum p, q;   /* sum p, sum q, */
  ExactSum moment; /* sum p ln(p / q), */
  ExactSum excess; /* and sum p ln(p / q) - p + q, of which no term is negative */
  int64_t positive_p, positive_q;
  int64_t infinite; /* rows with p > 0 and q = 0 */
} KullbackLeibler;

bool kl_divergence_add(KullbackLeibler *sum, double p, double q, int sign, MemoryResize *resize);
double
kl_divergence_value(const KullbackLeibler *sum); /* NaN where all p or all q are 0; may be +Inf */
void kl_divergence_clear(KullbackLeibler *sum, MemoryResize *resize);

/* ---- Jensen-Shannon: half of KL(p, m) + half of KL(q, m), m = (p + q) / 2, from 0 to ln 2 (J.
** Lin, IEEE Trans. Inf. Theory 37, 1991). A row's term depends on the sums of all p and of all q,
** so the rows are kept: 16 bytes each. ---- */

typedef struct {
  Queue rows; /* p and q of each */
} JensenShannon;

bool js_divergence_add(JensenShannon *rows, double p, double q, MemoryResize *resize);
void js_divergence_remove(JensenShannon *rows); /* the oldest row, which is there */
/* NaN where all p or all q are 0. Needs memory, as rows have to be summed; false: there was
** none. */
bool js_divergence_value(const JensenShannon *rows, MemoryResize *resize, double *divergence);
void js_divergence_clear(JensenShannon *rows, MemoryResize *resize);

#endif
