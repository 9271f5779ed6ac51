/* rows_distributions.c: functions of distributions given as weights, a row per outcome: entropy,
** kl_divergence, js_divergence. A row with a NULL weight is skipped. */
#include "callbacks.h"

#include "../metrics/entropy.h"
#include "../metrics/js_divergence.h"
#include "../metrics/kl_divergence.h"
#include "interrupt.h"
#include "value.h"

#include <math.h>

/* ---- entropy ---- */

static void rows_entropy_row(sqlite3_context *context, void *state, sqlite3_value **arguments,
                             int sign) {
  double p;
  if (!value_weight(context, arguments, 0, &p) || isnan(p)) return;
  if (!entropy_add(state, p, sign, value_resize)) sqlite3_result_error_nomem(context);
}

static void rows_entropy_result(sqlite3_context *context, void *state) {
  sqlite3_result_double(context, entropy_value(state));
}

static void rows_entropy_clear(void *state) {
  entropy_clear(state, value_resize);
}

const Aggregate rows_entropy = {.state_bytes = sizeof(Entropy),
                                .row = rows_entropy_row,
                                .result = rows_entropy_result,
                                .clear = rows_entropy_clear};

/* ---- kl_divergence ---- */

/* Both weights of the row. False: the row is skipped, or the error has been set. */
static bool rows_weights_pair(sqlite3_context *context, sqlite3_value **arguments, double *p,
                              double *q) {
  return value_weight(context, arguments, 0, p) && value_weight(context, arguments, 1, q) &&
         !isnan(*p) && !isnan(*q);
}

static void rows_kl_divergence_row(sqlite3_context *context, void *state, sqlite3_value **arguments,
                                   int sign) {
  double p, q;
  if (!rows_weights_pair(context, arguments, &p, &q)) return;
  if (!kl_divergence_add(state, p, q, sign, value_resize)) sqlite3_result_error_nomem(context);
}

static void rows_kl_divergence_result(sqlite3_context *context, void *state) {
  sqlite3_result_double(context, kl_divergence_value(state));
}

static void rows_kl_divergence_clear(void *state) {
  kl_divergence_clear(state, value_resize);
}

const Aggregate rows_kl_divergence = {.state_bytes = sizeof(KlDivergence),
                                      .row = rows_kl_divergence_row,
                                      .result = rows_kl_divergence_result,
                                      .clear = rows_kl_divergence_clear};

/* ---- js_divergence ---- */

static void rows_js_divergence_row(sqlite3_context *context, void *state, sqlite3_value **arguments,
                                   int sign) {
  double p, q;
  if (!rows_weights_pair(context, arguments, &p, &q)) return;
  if (sign == ROW_LEAVES) {
    if (js_divergence_remove(state, value_resize)) return;
    aggregate_refuse(context);
  } else if (!js_divergence_add(state, p, q, value_resize)) {
    sqlite3_result_error_nomem(context);
  }
}

static void rows_js_divergence_result(sqlite3_context *context, void *state) {
  double divergence;
  Stop stop = interrupt_stop_of(context);
  interrupt_double_if(context, js_divergence_value(state, value_resize, &divergence, &stop),
                      &divergence);
}

static void rows_js_divergence_clear(void *state) {
  js_divergence_clear(state, value_resize);
}

const Aggregate rows_js_divergence = {.state_bytes = sizeof(JsDivergence),
                                      .row = rows_js_divergence_row,
                                      .result = rows_js_divergence_result,
                                      .clear = rows_js_divergence_clear};
