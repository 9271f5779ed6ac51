/* examples_calibration.c: ece, weighted sums per bin of probability, exact and removable. */
#include "callbacks.h"

#include "../metrics/ece.h"
#include "interrupt.h"
#include "value.h"

#include <math.h>

static bool examples_ece_bins(sqlite3_context *context, sqlite3_value **arguments, uint32_t *bins) {
  *bins = CALIBRATION_BINS;
  if (arguments[2] == NULL) return true;
  if (value_is_size(arguments[2], CALIBRATION_BINS_MOST, bins)) return true;
  if (!value_size(context, arguments, 2, bins)) return false; /* which says why */
  char must[60];
  sqlite3_snprintf((int)sizeof must, must, "must be a number of bins, at most %d",
                   CALIBRATION_BINS_MOST);
  value_error_argument(context, arguments, 2, must);
  return false;
}

static bool examples_ece_norm(sqlite3_context *context, sqlite3_value **arguments,
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

/* Reads bins and norm, which must be the same in every row; allocates the bins at the first row. */
static bool examples_ece_begin(sqlite3_context *context, Ece *state, sqlite3_value **arguments) {
  uint32_t bins;
  CalibrationNorm norm;
  if (!examples_ece_bins(context, arguments, &bins)) return false;
  if (!examples_ece_norm(context, arguments, &norm)) return false;
  if (state->rows > 0) {
    bool same_bins = bins == state->calibration.bins;
    if (same_bins && norm == state->norm) return true;
    value_error_argument(context, arguments, same_bins ? 3 : 2, "must be the same in every row");
    return false;
  }
  if (ece_begin(state, bins, norm, value_resize)) return true;
  sqlite3_result_error_nomem(context);
  return false;
}

static void examples_ece_row(sqlite3_context *context, void *pointer, sqlite3_value **arguments,
                             int sign) {
  Ece *state = pointer;
  double p, weight;
  int label;
  if (!value_probability(context, arguments, 0, &p)) return;
  if (!value_outcome(context, arguments, 1, &label)) return;
  if (!value_weight(context, arguments, 4, &weight)) return;
  if (isnan(p) || label < 0 || isnan(weight) || weight == 0.0) return;
  if (sign == ROW_LEAVES && state->rows <= 0) return;
  if (sign == ROW_ENTERS && !examples_ece_begin(context, state, arguments)) return;
  if (!ece_add(state, p, label == 1, weight, sign, value_resize)) {
    sqlite3_result_error_nomem(context);
  }
}

static void examples_ece_result(sqlite3_context *context, void *pointer) {
  Ece *state = pointer;
  double error;
  if (state->rows == 0) return;
  Stop stop = interrupt_stop_of(context);
  interrupt_double_if(context, ece_value(state, value_resize, &error, &stop), &error);
}

static void examples_ece_clear(void *pointer) {
  ece_clear(pointer, value_resize);
}

const Aggregate examples_ece = {.state_bytes = sizeof(Ece),
                                .row = examples_ece_row,
                                .result = examples_ece_result,
                                .clear = examples_ece_clear};
