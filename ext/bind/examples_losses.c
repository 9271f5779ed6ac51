/* examples_losses.c: log_loss and brier, means over examples, as exact sums that rows can leave. */
#include "callbacks.h"

#include "../metrics/losses.h"
#include "value.h"

#include <math.h>

typedef bool ExamplesLoss(LossMean *mean, double p, bool positive, double weight, int sign,
                          MemoryResize *resize);

static void examples_loss_row(sqlite3_context *context, LossMean *state, sqlite3_value **arguments,
                              int sign, ExamplesLoss *add) {
  double p, weight;
  int label;
  if (!value_probability(context, arguments, 0, &p)) return;
  if (!value_outcome(context, arguments, 1, &label)) return;
  if (!value_weight(context, arguments, 2, &weight)) return;
  if (isnan(p) || label < 0 || isnan(weight)) return;
  if (!add(state, p, label == 1, weight, sign, value_resize)) sqlite3_result_error_nomem(context);
}

static void examples_log_loss_row(sqlite3_context *context, void *state, sqlite3_value **arguments,
                                  int sign) {
  examples_loss_row(context, state, arguments, sign, losses_add_log);
}

static void examples_brier_row(sqlite3_context *context, void *state, sqlite3_value **arguments,
                               int sign) {
  examples_loss_row(context, state, arguments, sign, losses_add_brier);
}

static void examples_losses_result(sqlite3_context *context, void *state) {
  sqlite3_result_double(context, losses_mean(state));
}

static void examples_losses_clear(void *state) {
  losses_clear(state, value_resize);
}

const Aggregate examples_log_loss = {.state_bytes = sizeof(LossMean),
                                     .row = examples_log_loss_row,
                                     .result = examples_losses_result,
                                     .clear = examples_losses_clear};
const Aggregate examples_brier = {.state_bytes = sizeof(LossMean),
                                  .row = examples_brier_row,
                                  .result = examples_losses_result,
                                  .clear = examples_losses_clear};
