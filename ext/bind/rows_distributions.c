/* rows_distributions.c: functions that need all scores of the frame: softmax, softmax_object,
** target_rank. The scores are in a queue: rows enter at its end and leave at its front. */
#include "callbacks.h"

#include "../base/queue.h"
#include "../metrics/softmax.h"
#include "../metrics/target_rank.h"
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
  for (size_t i = 0; i < rows; i++) {
    json_number(&json, softmax_share(&softmax, queue_double(&state->scores, i)));
  }
  json_end(&json, context);
}

static void rows_softmax_clear(void *pointer) {
  RowsSoftmax *state = pointer;
  exact_exp_clear(&state->sum, value_resize);
  queue_clear(&state->scores, value_resize);
}

const Aggregate rows_softmax = {sizeof(RowsSoftmax), rows_softmax_row, rows_softmax_result,
                                rows_softmax_clear, NULL};

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

const Aggregate rows_softmax_object = {sizeof(RowsSoftmaxObject), rows_softmax_object_row,
                                       rows_softmax_object_result, rows_softmax_object_clear, NULL};

/* ---- target_rank ---- */

/* The usual form, shown in error texts. */
#define ROWS_TARGET_RANK_FORM "write target_rank(logit, class = label)"

static void rows_target_rank_row(sqlite3_context *context, void *state, sqlite3_value **arguments,
                                 int sign) {
  Score x;
  double t;
  if (!value_score(context, arguments, 0, &x) || isnan(x.value)) return;
  if (!value_number_hint(context, arguments, 1, ROWS_TARGET_RANK_FORM, &t)) return;
  if (t != 0 && t != 1 && !isnan(t)) {
    value_error_argument(context, arguments, 1, "must be 0 or 1 (" ROWS_TARGET_RANK_FORM ")");
    return;
  }
  TargetRankRole role = isnan(t) ? TARGET_RANK_UNKNOWN
                        : t == 1 ? TARGET_RANK_TARGET
                                 : TARGET_RANK_OTHER;
  if (sign == ROW_LEAVES) {
    target_rank_remove(state, x, role);
  } else if (!target_rank_add(state, x, role, value_resize)) {
    sqlite3_result_error_nomem(context);
  }
}

static void rows_target_rank_result(sqlite3_context *context, void *state) {
  int64_t value;
  switch (target_rank_value(state, &value)) {
  case TARGET_RANK_NONE: break;
  case TARGET_RANK_VALUE: sqlite3_result_int64(context, value); break;
  case TARGET_RANK_SEVERAL:
    value_error_count(context, "a group must have one target row (" ROWS_TARGET_RANK_FORM "), got",
                      value);
    break;
  }
}

static void rows_target_rank_clear(void *state) {
  target_rank_clear(state, value_resize);
}

const Aggregate rows_target_rank = {sizeof(TargetRank), rows_target_rank_row,
                                    rows_target_rank_result, rows_target_rank_clear, NULL};
