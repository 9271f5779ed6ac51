/* rows_logsumexp.c: logsumexp and logmeanexp, from exact sums over the frame. A row whose score is
** NULL is skipped. */
#include "callbacks.h"

#include "../metrics/softmax.h"
#include "value.h"

#include <math.h>

/* ---- logsumexp, logmeanexp ---- */

static void rows_logsumexp_row(sqlite3_context *context, void *state, sqlite3_value **arguments,
                               int sign) {
  double x;
  if (!value_number(context, arguments, 0, &x) || isnan(x)) return;
  if (!exact_exp_add(state, x, sign, value_resize)) sqlite3_result_error_nomem(context);
}

static void rows_logsumexp_clear(void *state) {
  exact_exp_clear(state, value_resize);
}

static void rows_logsumexp_result(sqlite3_context *context, void *state) {
  sqlite3_result_double(context, softmax_logsumexp(state));
}

static void rows_logmeanexp_result(sqlite3_context *context, void *state) {
  sqlite3_result_double(context, softmax_logmeanexp(state));
}

const Aggregate rows_logsumexp = {.state_bytes = sizeof(ExactExp),
                                  .row = rows_logsumexp_row,
                                  .result = rows_logsumexp_result,
                                  .clear = rows_logsumexp_clear};
const Aggregate rows_logmeanexp = {.state_bytes = sizeof(ExactExp),
                                   .row = rows_logsumexp_row,
                                   .result = rows_logmeanexp_result,
                                   .clear = rows_logsumexp_clear};
