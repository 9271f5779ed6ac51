/* rows_best.c: functions of the best rows of the frame: argmax, argmin, topk, softmax_max,
** softmax_margin. Only rows that can still be among the best are kept (metrics/ranking.h). */
#include "callbacks.h"

#include "../metrics/ranking.h"
#include "../metrics/softmax.h"
#include "json.h"
#include "value.h"

#include <math.h>

static void rows_ranking_clear(void *state) {
  ranking_clear(state, value_resize);
}

/* ---- argmax, argmin ---- */

static void rows_arg_row(sqlite3_context *context, Ranking *state, sqlite3_value **arguments,
                         int sign, bool lowest) {
  Label label;
  Score x;
  if (!value_label(context, arguments, 0, &label)) return;
  if (!value_score(context, arguments, 1, &x)) return;
  if (label.kind == LABEL_NONE || isnan(x.value)) return;
  if (sign == ROW_LEAVES) {
    ranking_remove(state, value_resize);
  } else if (!ranking_add(state, lowest ? score_negated(x) : x, &label, 1, value_resize)) {
    sqlite3_result_error_nomem(context);
  }
}

static void rows_argmax_row(sqlite3_context *context, void *state, sqlite3_value **arguments,
                            int sign) {
  rows_arg_row(context, state, arguments, sign, false);
}

static void rows_argmin_row(sqlite3_context *context, void *state, sqlite3_value **arguments,
                            int sign) {
  rows_arg_row(context, state, arguments, sign, true);
}

static void rows_arg_visit(void *context, const RankingEntry *best) {
  value_result_label(context, &best->label);
}

static void rows_arg_result(sqlite3_context *context, void *state) {
  ranking_visit(state, rows_arg_visit, context);
}

const Aggregate rows_argmax = {sizeof(Ranking), rows_argmax_row, rows_arg_result,
                               rows_ranking_clear, NULL};
const Aggregate rows_argmin = {sizeof(Ranking), rows_argmin_row, rows_arg_result,
                               rows_ranking_clear, NULL};

/* ---- topk ---- */

static void rows_topk_row(sqlite3_context *context, void *pointer, sqlite3_value **arguments,
                          int sign) {
  Ranking *state = pointer;
  Label label;
  Score x;
  uint32_t k;
  if (!value_label(context, arguments, 0, &label)) return;
  if (!value_score(context, arguments, 1, &x)) return;
  if (label.kind == LABEL_NONE || isnan(x.value)) return;
  if (sign == ROW_LEAVES) {
    ranking_remove(state, value_resize);
    return;
  }
  if (label.kind == LABEL_BLOB) {
    value_error_argument(context, arguments, 0, "must be a label, text or a number");
    return;
  }
  if (!value_size(context, arguments, 2, &k)) return;
  if (ranking_rows(state) > 0 && k != state->keep) {
    value_error_argument(context, arguments, 2, "must be the same in every row");
    return;
  }
  if (!ranking_add(state, x, &label, k, value_resize)) sqlite3_result_error_nomem(context);
}

static void rows_topk_visit(void *json, const RankingEntry *entry) {
  json_label(json, &entry->label);
}

static void rows_topk_result(sqlite3_context *context, void *state) {
  if (ranking_rows(state) == 0) return;
  JsonWriter json = json_begin_array(context);
  ranking_visit(state, rows_topk_visit, &json);
  json_end(&json, context);
}

const Aggregate rows_topk = {sizeof(Ranking), rows_topk_row, rows_topk_result, rows_ranking_clear,
                             NULL};

/* ---- softmax_max, softmax_margin ---- */

typedef struct {
  ExactExp sum;
  Ranking best;
} RowsBest;

static bool rows_best_update(RowsBest *state, double x, uint32_t keep, int sign) {
  static const Label none = {LABEL_NONE, 0, {0}};
  if (!exact_exp_add(&state->sum, x, sign, value_resize)) return false;
  if (sign == ROW_ENTERS) {
    return ranking_add(&state->best, score_of_double(x), &none, keep, value_resize);
  }
  ranking_remove(&state->best, value_resize);
  return true;
}

static void rows_best_row(sqlite3_context *context, RowsBest *state, sqlite3_value **arguments,
                          uint32_t keep, int sign) {
  double x;
  if (!value_number(context, arguments, 0, &x) || isnan(x)) return;
  if (!rows_best_update(state, x, keep, sign)) sqlite3_result_error_nomem(context);
}

static void rows_softmax_max_row(sqlite3_context *context, void *state, sqlite3_value **arguments,
                                 int sign) {
  rows_best_row(context, state, arguments, 1, sign);
}

static void rows_softmax_margin_row(sqlite3_context *context, void *state,
                                    sqlite3_value **arguments, int sign) {
  rows_best_row(context, state, arguments, 2, sign);
}

/* The one or two highest scores. */
typedef struct {
  double score[2];
  int count;
} RowsHighest;

static void rows_best_visit(void *pointer, const RankingEntry *entry) {
  RowsHighest *highest = pointer;
  highest->score[highest->count++] = entry->score.value;
}

static RowsHighest rows_best_highest(const RowsBest *state) {
  RowsHighest highest = {{-INFINITY, -INFINITY}, 0};
  ranking_visit(&state->best, rows_best_visit, &highest);
  return highest;
}

static void rows_softmax_max_result(sqlite3_context *context, void *pointer) {
  const RowsBest *state = pointer;
  RowsHighest highest = rows_best_highest(state);
  if (highest.count == 0) return;
  sqlite3_result_double(context, softmax_probability(&state->sum, highest.score[0]));
}

static void rows_softmax_margin_result(sqlite3_context *context, void *pointer) {
  const RowsBest *state = pointer;
  RowsHighest highest = rows_best_highest(state);
  if (highest.count == 0) return;
  sqlite3_result_double(context, softmax_margin(&state->sum, highest.score[0], highest.score[1]));
}

static void rows_best_clear(void *pointer) {
  RowsBest *state = pointer;
  exact_exp_clear(&state->sum, value_resize);
  rows_ranking_clear(&state->best);
}

const Aggregate rows_softmax_max = {sizeof(RowsBest), rows_softmax_max_row, rows_softmax_max_result,
                                    rows_best_clear, NULL};
const Aggregate rows_softmax_margin = {sizeof(RowsBest), rows_softmax_margin_row,
                                       rows_softmax_margin_result, rows_best_clear, NULL};
