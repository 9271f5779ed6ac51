/* rows_sample.c: softmax_sample(label, x, u), a draw from the distribution of the frame. A row whose
** label or score is NULL is skipped. */
#include "callbacks.h"

#include "../metrics/softmax_sample.h"
#include "value.h"

#include <math.h>

typedef struct {
  SoftmaxSample sample;
  double u; /* of all rows in it, NaN for NULL */
} RowsSample;

static bool rows_sample_same(double a, double b) {
  return a == b || (isnan(a) && isnan(b));
}

static void rows_sample_enter(sqlite3_context *context, RowsSample *state,
                              sqlite3_value **arguments, const Label *label, double x) {
  double u;
  if (!value_uniform(context, arguments, 2, &u)) return;
  if (state->sample.count > 0 && !rows_sample_same(u, state->u)) {
    value_error_argument(context, arguments, 2, "must be the same in every row");
    return;
  }
  state->u = u;
  if (!softmax_sample_add(&state->sample, x, label, value_resize)) {
    sqlite3_result_error_nomem(context);
  }
}

static void rows_softmax_sample_row(sqlite3_context *context, void *pointer,
                                    sqlite3_value **arguments, int sign) {
  RowsSample *state = pointer;
  Label label;
  double x;
  if (!value_label(context, arguments, 0, &label)) return;
  if (!value_number(context, arguments, 1, &x)) return;
  if (label.kind == LABEL_NONE || isnan(x)) return;
  if (sign == ROW_ENTERS) {
    rows_sample_enter(context, state, arguments, &label, x);
  } else if (!softmax_sample_remove(&state->sample, value_resize)) {
    sqlite3_result_error_nomem(context);
  }
}

static void rows_softmax_sample_result(sqlite3_context *context, void *pointer) {
  const RowsSample *state = pointer;
  Label drawn;
  if (isnan(state->u)) return;
  if (softmax_sample_draw(&state->sample, state->u, value_resize, &drawn)) {
    value_result_label(context, &drawn);
  } else {
    sqlite3_result_error_nomem(context);
  }
}

static void rows_softmax_sample_clear(void *pointer) {
  RowsSample *state = pointer;
  softmax_sample_clear(&state->sample, value_resize);
}

const Aggregate rows_softmax_sample = {sizeof(RowsSample), rows_softmax_sample_row,
                                       rows_softmax_sample_result, rows_softmax_sample_clear, NULL};
