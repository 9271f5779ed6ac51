/* judge_losses.c: log_loss, brier, perplexity, ece: sums over examples, exact and removable. */
#include "judge.h"

#include "../metrics/calibration.h"
#include "../metrics/losses.h"
#include "value.h"

#include <math.h>

/* ---- log_loss, brier ---- */

typedef bool JudgeLoss(LossMean *mean, double p, bool positive, double weight, int sign,
                       MemoryResize *resize);

static void judge_loss_row(sqlite3_context *context, LossMean *state, sqlite3_value **arguments,
                           int sign, JudgeLoss *add) {
  double p, weight;
  int label;
  if (!value_probability(context, arguments, 0, &p)) return;
  if (!value_outcome(context, arguments, 1, &label)) return;
  if (!value_weight(context, arguments, 2, &weight)) return;
  if (isnan(p) || label < 0 || isnan(weight)) return;
  if (!add(state, p, label == 1, weight, sign, value_resize)) sqlite3_result_error_nomem(context);
}

static void judge_log_loss_row(sqlite3_context *context, void *state, sqlite3_value **arguments,
                               int sign) {
  judge_loss_row(context, state, arguments, sign, losses_add_log);
}

static void judge_brier_row(sqlite3_context *context, void *state, sqlite3_value **arguments,
                            int sign) {
  judge_loss_row(context, state, arguments, sign, losses_add_brier);
}

static void judge_mean_result(sqlite3_context *context, void *state) {
  sqlite3_result_double(context, losses_mean(state));
}

static void judge_losses_clear(void *state) {
  losses_clear(state, value_resize);
}

const Aggregate judge_log_loss = {sizeof(LossMean), judge_log_loss_row, judge_mean_result,
                                  judge_losses_clear, NULL};
const Aggregate judge_brier = {sizeof(LossMean), judge_brier_row, judge_mean_result,
                               judge_losses_clear, NULL};

/* ---- perplexity ---- */

/* A log-probability that was rounded to float32 may lie above 0 by this much. */
#define JUDGE_LOGPROB_SLACK 1e-6

static void judge_perplexity_row(sqlite3_context *context, void *state, sqlite3_value **arguments,
                                 int sign) {
  double x;
  if (!value_number(context, arguments, 0, &x) || isnan(x)) return;
  if (x > JUDGE_LOGPROB_SLACK) {
    value_error_hint(context, arguments, 0, "must be a log-probability, 0 or less",
                     x <= 1 ? "a probability? use ln(p)"
                            : "a logit? subtract the logsumexp of its group");
    return;
  }
  if (!losses_add_logprob(state, x < 0 ? x : 0, sign, value_resize)) {
    sqlite3_result_error_nomem(context);
  }
}

static void judge_perplexity_result(sqlite3_context *context, void *state) {
  sqlite3_result_double(context, losses_perplexity(state));
}

const Aggregate judge_perplexity = {sizeof(LossMean), judge_perplexity_row, judge_perplexity_result,
                                    judge_losses_clear, NULL};

/* ---- ece ---- */

typedef struct {
  Calibration calibration;
  CalibrationNorm norm;
  int64_t rows;
} JudgeEce;

static bool judge_ece_bins(sqlite3_context *context, sqlite3_value **arguments, uint32_t *bins) {
  *bins = CALIBRATION_BINS;
  if (arguments[2] == NULL) return true;
  if (!value_size(context, arguments, 2, bins)) return false;
  if (*bins <= CALIBRATION_BINS_MOST) return true;
  char must[60];
  sqlite3_snprintf((int)sizeof must, must, "must be a number of bins, at most %d",
                   CALIBRATION_BINS_MOST);
  value_error_argument(context, arguments, 2, must);
  return false;
}

static bool judge_ece_norm(sqlite3_context *context, sqlite3_value **arguments,
                           CalibrationNorm *norm) {
  static const char *const names[] = {"l1", "l2", "max"}; /* as CalibrationNorm counts */
  *norm = CALIBRATION_L1;
  if (arguments[3] == NULL) return true;
  const char *name = (const char *)sqlite3_value_text(arguments[3]);
  for (int i = 0; i < 3 && name != NULL; i++) {
    if (sqlite3_stricmp(name, names[i]) != 0) continue;
    *norm = (CalibrationNorm)i;
    return true;
  }
  value_error_argument(context, arguments, 3, "must be 'l1', 'l2' or 'max'");
  return false;
}

/* The parameters, which are the same in every row of the frame, and with the first row the bins. */
static bool judge_ece_begin(sqlite3_context *context, JudgeEce *state, sqlite3_value **arguments) {
  uint32_t bins;
  CalibrationNorm norm;
  if (!judge_ece_bins(context, arguments, &bins)) return false;
  if (!judge_ece_norm(context, arguments, &norm)) return false;
  if (state->rows > 0) {
    bool same_bins = bins == state->calibration.bins;
    if (same_bins && norm == state->norm) return true;
    value_error_argument(context, arguments, same_bins ? 3 : 2, "must be the same in every row");
    return false;
  }
  state->norm = norm;
  if (state->calibration.bin != NULL && bins == state->calibration.bins) return true;
  calibration_clear(&state->calibration, value_resize);
  if (calibration_begin(&state->calibration, bins, value_resize)) return true;
  sqlite3_result_error_nomem(context);
  return false;
}

static void judge_ece_row(sqlite3_context *context, void *pointer, sqlite3_value **arguments,
                          int sign) {
  JudgeEce *state = pointer;
  double p;
  int label;
  if (!value_probability(context, arguments, 0, &p)) return;
  if (!value_outcome(context, arguments, 1, &label)) return;
  if (isnan(p) || label < 0) return;
  if (sign == ROW_ENTERS && !judge_ece_begin(context, state, arguments)) return;
  if (!calibration_add(&state->calibration, p, label == 1, 1, sign, value_resize)) {
    sqlite3_result_error_nomem(context);
    return;
  }
  state->rows += sign;
}

static void judge_ece_result(sqlite3_context *context, void *pointer) {
  const JudgeEce *state = pointer;
  if (state->rows == 0) return;
  sqlite3_result_double(context, calibration_error(&state->calibration, state->norm));
}

static void judge_ece_clear(void *pointer) {
  JudgeEce *state = pointer;
  calibration_clear(&state->calibration, value_resize);
}

const Aggregate judge_ece = {sizeof(JudgeEce), judge_ece_row, judge_ece_result, judge_ece_clear,
                             NULL};
