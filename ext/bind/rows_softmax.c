/* rows_softmax.c: softmax and softmax_object, the whole distribution of the frame, and softmax_sample,
** a draw from it. The rows are in a queue: they enter at its end and leave at its front. */
#include "callbacks.h"

#include "../base/queue.h"
#include "../metrics/softmax.h"
#include "../metrics/softmax_sample.h"
#include "interrupt.h"
#include "json.h"
#include "value.h"

#include <math.h>
#include <string.h>

/* ---- softmax ---- */

typedef struct {
  ExactExp sum;
  Queue scores; /* one double per row, NaN where the score is NULL */
} RowsSoftmax;

static bool rows_softmax_enter(RowsSoftmax *state, double x) {
  if (!isnan(x) && !exact_exp_add(&state->sum, x, ROW_ENTERS, value_resize)) return false;
  return queue_push_double(&state->scores, x, value_resize);
}

static bool rows_softmax_leave(RowsSoftmax *state, double x) {
  queue_pop(&state->scores, sizeof x);
  return isnan(x) || exact_exp_add(&state->sum, x, ROW_LEAVES, value_resize);
}

static void rows_softmax_row(sqlite3_context *context, void *pointer, sqlite3_value **arguments,
                             int sign) {
  double x;
  if (!value_number(context, arguments, 0, &x)) return;
  if (!(sign == ROW_ENTERS ? rows_softmax_enter(pointer, x) : rows_softmax_leave(pointer, x))) {
    sqlite3_result_error_nomem(context);
  }
}

static void rows_softmax_result(sqlite3_context *context, void *pointer) {
  const RowsSoftmax *state = pointer;
  Softmax softmax = softmax_of(&state->sum);
  if (!softmax.exists) return;
  JsonWriter json = json_begin_array(context);
  size_t rows = queue_doubles(&state->scores);
  for (size_t i = 0; i < rows && !json.stopped; i++) {
    json_number(&json, softmax_share(&softmax, queue_double(&state->scores, i)));
  }
  json_end(&json, context);
}

static void rows_softmax_clear(void *pointer) {
  RowsSoftmax *state = pointer;
  exact_exp_clear(&state->sum, value_resize);
  queue_clear(&state->scores, value_resize);
}

const Aggregate rows_softmax = {.state_bytes = sizeof(RowsSoftmax),
                                .row = rows_softmax_row,
                                .result = rows_softmax_result,
                                .clear = rows_softmax_clear};

/* ---- softmax_object ---- */

/* In the queue a row is this head, followed by the bytes of its label. */
typedef struct {
  double x;
  uint64_t size;
} RowsSoftmaxMember;

typedef struct {
  ExactExp sum;
  Queue members;
} RowsSoftmaxObject;

static bool rows_softmax_object_enter(RowsSoftmaxObject *state, double x,
                                      const unsigned char *label, size_t size) {
  RowsSoftmaxMember member = {x, size};
  if (!isnan(x) && !exact_exp_add(&state->sum, x, ROW_ENTERS, value_resize)) return false;
  unsigned char *added = queue_extend(&state->members, sizeof member + size, value_resize);
  if (added == NULL) return false;
  memcpy(added, &member, sizeof member);
  memcpy(added + sizeof member, label, size);
  return true;
}

static bool rows_softmax_object_leave(RowsSoftmaxObject *state, double x, size_t size) {
  queue_pop(&state->members, sizeof(RowsSoftmaxMember) + size);
  return isnan(x) || exact_exp_add(&state->sum, x, ROW_LEAVES, value_resize);
}

static void rows_softmax_object_row(sqlite3_context *context, void *state,
                                    sqlite3_value **arguments, int sign) {
  double x;
  if (!value_number(context, arguments, 1, &x)) return;
  int type = sqlite3_value_type(arguments[0]);
  if (type == SQLITE_NULL && isnan(x)) return;
  if (type == SQLITE_NULL || type == SQLITE_BLOB) {
    value_error_argument(context, arguments, 0, "must be a label, text or a number");
    return;
  }
  const unsigned char *label = sqlite3_value_text(arguments[0]);
  size_t size = (size_t)sqlite3_value_bytes(arguments[0]);
  if (label == NULL || !(sign == ROW_ENTERS ? rows_softmax_object_enter(state, x, label, size)
                                            : rows_softmax_object_leave(state, x, size))) {
    sqlite3_result_error_nomem(context);
  }
}

static void rows_softmax_object_result(sqlite3_context *context, void *pointer) {
  const RowsSoftmaxObject *state = pointer;
  Softmax softmax = softmax_of(&state->sum);
  if (!softmax.exists) return;
  JsonWriter json = json_begin_object(context);
  const unsigned char *at = queue_front(&state->members);
  const unsigned char *end = at + queue_size(&state->members);
  while (at < end) {
    RowsSoftmaxMember member;
    memcpy(&member, at, sizeof member);
    json_key(&json, at + sizeof member, (size_t)member.size);
    json_number(&json, softmax_share(&softmax, member.x));
    at += sizeof member + member.size;
  }
  json_end(&json, context);
}

static void rows_softmax_object_clear(void *pointer) {
  RowsSoftmaxObject *state = pointer;
  exact_exp_clear(&state->sum, value_resize);
  queue_clear(&state->members, value_resize);
}

const Aggregate rows_softmax_object = {.state_bytes = sizeof(RowsSoftmaxObject),
                                       .row = rows_softmax_object_row,
                                       .result = rows_softmax_object_result,
                                       .clear = rows_softmax_object_clear};

/* ---- softmax_sample ---- */

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
  Stop stop = interrupt_stop_of(context);
  if (softmax_sample_draw(&state->sample, state->u, value_resize, &drawn, &stop)) {
    value_result_label(context, &drawn);
  } else {
    interrupt_or_nomem(context);
  }
}

static void rows_softmax_sample_clear(void *pointer) {
  RowsSample *state = pointer;
  softmax_sample_clear(&state->sample, value_resize);
}

const Aggregate rows_softmax_sample = {.state_bytes = sizeof(RowsSample),
                                       .row = rows_softmax_sample_row,
                                       .result = rows_softmax_sample_result,
                                       .clear = rows_softmax_sample_clear};
