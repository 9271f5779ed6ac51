/* rows_losses.c: losses of a group of scores: xent, softmax_brier, perplexity. A row whose score is NULL
** is skipped. */
#include "callbacks.h"

#include "../metrics/cross_entropy.h"
#include "../metrics/losses.h"
#include "../metrics/softmax_brier.h"
#include "value.h"

#include <math.h>

/* ---- xent, softmax_brier ---- */

/* The usual form, shown in error texts. */
#define ROWS_XENT_FORM "write xent(logit, class = label)"
#define ROWS_BRIER_FORM "write softmax_brier(logit, class = label)"

/* The row's score and target. False: the row has no score, or the error has been set. */
static bool rows_read_target(sqlite3_context *context, sqlite3_value **arguments, const char *form,
                             double *x, double *t) {
  if (!value_number(context, arguments, 0, x) || isnan(*x)) return false;
  if (!value_number_hint(context, arguments, 1, form, t)) return false;
  if (target_weights_accepts(*t)) return true;
  char must[120];
  sqlite3_snprintf((int)sizeof must, must, "must be a target weight from 0 to 1 (%s)", form);
  value_error_argument(context, arguments, 1, must);
  return false;
}

static void rows_target_result(sqlite3_context *context, const char *form, TargetOutcome outcome,
                               double result) {
  char text[120];
  switch (outcome) {
  case TARGET_NONE: sqlite3_result_null(context); break;
  case TARGET_ANSWER: sqlite3_result_double(context, result); break;
  case TARGET_BAD_SUM:
    sqlite3_snprintf((int)sizeof text, text,
                     "the targets of a group must sum to 1 (%s), got a sum of", form);
    value_error_number(context, text, result);
    break;
  }
}

static void rows_xent_row(sqlite3_context *context, void *state, sqlite3_value **arguments,
                          int sign) {
  double x, t;
  if (!rows_read_target(context, arguments, ROWS_XENT_FORM, &x, &t)) return;
  if (!cross_entropy_add(state, x, t, sign, value_resize)) sqlite3_result_error_nomem(context);
}

static void rows_xent_result(sqlite3_context *context, void *state) {
  double result = 0;
  TargetOutcome outcome = cross_entropy_value(state, &result);
  rows_target_result(context, ROWS_XENT_FORM, outcome, result);
}

static void rows_xent_clear(void *state) {
  cross_entropy_clear(state, value_resize);
}

const Aggregate rows_xent = {.state_bytes = sizeof(CrossEntropySum),
                             .row = rows_xent_row,
                             .result = rows_xent_result,
                             .clear = rows_xent_clear};

static void rows_softmax_brier_row(sqlite3_context *context, void *state, sqlite3_value **arguments,
                                   int sign) {
  double x, t;
  if (!rows_read_target(context, arguments, ROWS_BRIER_FORM, &x, &t)) return;
  if (!softmax_brier_add(state, x, t, sign, value_resize)) sqlite3_result_error_nomem(context);
}

static void rows_softmax_brier_result(sqlite3_context *context, void *state) {
  double result = 0;
  TargetOutcome outcome = softmax_brier_value(state, &result);
  rows_target_result(context, ROWS_BRIER_FORM, outcome, result);
}

static void rows_softmax_brier_clear(void *state) {
  softmax_brier_clear(state, value_resize);
}

const Aggregate rows_softmax_brier = {.state_bytes = sizeof(SoftmaxBrier),
                                      .row = rows_softmax_brier_row,
                                      .result = rows_softmax_brier_result,
                                      .clear = rows_softmax_brier_clear};

/* ---- perplexity ---- */

/* A log-probability that was rounded to float32 may lie above 0 by this much. */
#define ROWS_LOGPROB_SLACK 1e-6

static void rows_perplexity_row(sqlite3_context *context, void *state, sqlite3_value **arguments,
                                int sign) {
  double x;
  if (!value_number(context, arguments, 0, &x) || isnan(x)) return;
  if (x > ROWS_LOGPROB_SLACK) {
    value_error_hint(context, arguments, 0, "must be a log-probability, 0 or less",
                     x <= 1 ? "a probability? use log_prob(p)"
                            : "a logit? subtract the logsumexp of its group");
    return;
  }
  if (!losses_add_logprob(state, x < 0 ? x : 0, sign, value_resize)) {
    sqlite3_result_error_nomem(context);
  }
}

static void rows_perplexity_result(sqlite3_context *context, void *state) {
  sqlite3_result_double(context, losses_perplexity(state));
}

static void rows_perplexity_clear(void *state) {
  losses_clear(state, value_resize);
}

const Aggregate rows_perplexity = {.state_bytes = sizeof(LossMean),
                                   .row = rows_perplexity_row,
                                   .result = rows_perplexity_result,
                                   .clear = rows_perplexity_clear};
