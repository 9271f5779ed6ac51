/* rows.h: the functions over rows, one score per row: aggregates and window functions. */
#ifndef LOGITS_BIND_ROWS_H
#define LOGITS_BIND_ROWS_H

#include "aggregate.h"

/* What error texts show to somebody who passed a label, or swapped the arguments. */
#define ROWS_XENT_FORM "write xent(logit, class = label)"
#define ROWS_TARGET_RANK_FORM "write target_rank(logit, class = label)"

/* rows_sums.c: what exact sums over the frame tell */
extern const Aggregate rows_logsumexp, rows_logmeanexp, rows_softmax_entropy, rows_xent;

/* rows_distributions.c: what needs the scores of the frame themselves */
extern const Aggregate rows_softmax, rows_softmax_object, rows_target_rank;

/* rows_best.c: what needs the best rows of the frame only */
extern const Aggregate rows_argmax, rows_argmin, rows_topk, rows_softmax_max, rows_softmax_margin;

/* rows_weights.c: distributions given as weights, not as scores */
extern const Aggregate rows_entropy, rows_kl_divergence, rows_js_divergence;

#endif
