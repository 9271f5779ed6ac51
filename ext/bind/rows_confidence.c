/* rows_confidence.c: how certain the softmax of the frame is: softmax_max, softmax_margin,
** softmax_entropy. A row whose score is NULL is skipped. */
#include "callbacks.h"

#include "../metrics/confidence.h"
#include "../metrics/softmax_entropy.h"
#include "value.h"

#include <math.h>

/* ---- softmax_max, softmax_margin ---- */

static void rows_confidence_row(sqlite3_context *context, Confidence *state,
                                sqlite3_value **arguments, uint32_t keep, int sign) {
  double x;
  if (!value_number(context, arguments, 0, &x) || isnan(x)) return;
  if (!confidence_add(state, x, keep, sign, value_resize)) sqlite3_result_error_nomem(context);
}

static void rows_softmax_max_row(sqlite3_context *context, void *state, sqlite3_value **arguments,
                                 int sign) {
  rows_confidence_row(context, state, arguments, CONFIDENCE_MAX, sign);
}

static void rows_softmax_margin_row(sqlite3_context *context, void *state,
                                    sqlite3_value **arguments, int sign) {
  rows_confidence_row(context, state, arguments, CONFIDENCE_MARGIN, sign);
}

static void rows_softmax_max_result(sqlite3_context *context, void *state) {
  sqlite3_result_double(context, confidence_max(state));
}

static void rows_softmax_margin_result(sqlite3_context *context, void *state) {
  sqlite3_result_double(context, confidence_margin(state));
}

static void rows_confidence_clear(void *state) {
  confidence_clear(state, value_resize);
}

const Aggregate rows_softmax_max = {.state_bytes = sizeof(Confidence),
                                    .row = rows_softmax_max_row,
                                    .result = rows_softmax_max_result,
                                    .clear = rows_confidence_clear};
const Aggregate rows_softmax_margin = {.state_bytes = sizeof(Confidence),
                                       .row = rows_softmax_margin_row,
                                       .result = rows_softmax_margin_result,
                                       .clear = rows_confidence_clear};

/* ---- softmax_entropy ---- */

static void rows_softmax_entropy_row(sqlite3_context *context, void *state,
                                     sqlite3_value **arguments, int sign) {
  double x;
  if (!value_number(context, arguments, 0, &x) || isnan(x)) return;
  if (!softmax_entropy_add(state, x, sign, value_resize)) sqlite3_result_error_nomem(context);
}

static void rows_softmax_entropy_result(sqlite3_context *context, void *state) {
  sqlite3_result_double(context, softmax_entropy_value(state));
}

static void rows_softmax_entropy_clear(void *state) {
  softmax_entropy_clear(state, value_resize);
}

const Aggregate rows_softmax_entropy = {.state_bytes = sizeof(SoftmaxEntropy),
                                        .row = rows_softmax_entropy_row,
                                        .result = rows_softmax_entropy_result,
                                        .clear = rows_softmax_entropy_clear};
