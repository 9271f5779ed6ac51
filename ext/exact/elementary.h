/* elementary.h: the functions of one score: sigmoid and its relatives.
**
** Each is computed in double-double (dd.h) and rounded once, so that its result is within 0.51 ULP
** of the true value over all doubles, subnormal results included; the figures below were measured
** against MPFR on 10^6 points in each domain of tests/accuracy/elementwise.c, which holds the
** functions to the bound. The bits are the same on every machine.
**
** NaN as an argument gives NaN. A result that underflows is +0.0.
*/
#ifndef LOGITS_EXACT_ELEMENTARY_H
#define LOGITS_EXACT_ELEMENTARY_H

#include <stdbool.h>

/* 1/(1 + e^-x), in [0, 1]: the probability that a logit x stands for (D. R. Cox, J. R. Stat. Soc. B
** 20, 1958). -Inf -> 0, +Inf -> 1. Worst error 0.5000 ULP. */
double elementary_sigmoid(double x);

/* ln(p/(1 - p)), the inverse of sigmoid (J. Berkson, JASA 39, 1944), for p in [0, 1]: 0 -> -Inf,
** 1 -> +Inf, 1/2 -> 0; NaN elsewhere. Worst error 0.5000 ULP, near p = 1/2 too. */
double elementary_logit(double p);

/* ln p for p in [0, 1], never positive: 0 -> -Inf; NaN elsewhere. Worst error 0.5000 ULP. */
double elementary_log_prob(double p);

/* ln sigmoid(x) = -softplus(-x), never positive. -Inf -> -Inf, +Inf -> 0. Worst: 0.5000 ULP. */
double elementary_log_sigmoid(double x);

/* ln(1 + e^x) (Dugas et al., NIPS 2000), never negative. -Inf -> 0, +Inf -> +Inf.
** Worst error 0.5000 ULP. */
double elementary_softplus(double x);

/* Binary cross-entropy in nats of the logit x against the target y in [0, 1], NaN elsewhere:
** y softplus(-x) + (1 - y) softplus(x), never negative. At x = +-Inf the limit: 0 when y says the
** same with certainty, else +Inf. Worst error 0.5000 ULP. */
double elementary_sigmoid_xent(double x, double y);

/* *probability = e^(x - lse), the share of score x in a set whose log-sum-exp is lse.
** x = -Inf -> 0; lse = +Inf -> 0 for finite x; lse = -Inf, or both +Inf -> NaN. Worst error against
** e^(x - lse) of the doubles given: 0.5000 ULP; lse itself is rounded, which moves the result by a
** relative |lse| 2^-53.
** x above lse by 1e-6 max(1, |lse|) at most (lse was stored as a float) -> 1. By more: false, and
** *probability is not set, since lse is then not the log-sum-exp of any set that holds x. */
bool elementary_softmax_prob(double x, double lse, double *probability);

#endif
