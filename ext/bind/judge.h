/* judge.h: aggregates and window functions over examples, one row per example: its score or
** probability, and what it turned out to be.
**
** A row whose score, label or weight is NULL is skipped; so is one of weight 0.
*/
#ifndef LOGITS_BIND_JUDGE_H
#define LOGITS_BIND_JUDGE_H

#include "aggregate.h"

/* judge_losses.c: means of losses, and calibration */
extern const Aggregate judge_log_loss, judge_brier, judge_perplexity, judge_ece;

/* judge_examples.c: what needs the examples themselves */
extern const Aggregate judge_roc_auc, judge_average_precision, judge_score_set, judge_fit_platt;

/* judge_temperature.c */
extern const Aggregate judge_fit_temperature;

#endif
