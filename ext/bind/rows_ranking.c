/* rows_ranking.c: which class comes first, or where: argmax, argmin, topk, target_rank. Of argmax and
** topk only rows that can still be among the best are kept (metrics/ranking.h). */
#include "callbacks.h"

#include "../metrics/ranking.h"
#include "../metrics/target_counts.h"
#include "../metrics/target_rank.h"
#include "interrupt.h"
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

const Aggregate rows_argmax = {.state_bytes = sizeof(Ranking),
                               .row = rows_argmax_row,
                               .result = rows_arg_result,
                               .clear = rows_ranking_clear};
const Aggregate rows_argmin = {.state_bytes = sizeof(Ranking),
                               .row = rows_argmin_row,
                               .result = rows_arg_result,
                               .clear = rows_ranking_clear};

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

const Aggregate rows_topk = {.state_bytes = sizeof(Ranking),
                             .row = rows_topk_row,
                             .result = rows_topk_result,
                             .clear = rows_ranking_clear};

/* ---- target_rank ---- */

/* The usual form, shown in error texts. */
#define ROWS_TARGET_RANK_FORM "write target_rank(logit, class = label)"

/* The row's score and role. False: the row is skipped, or the error has been set. */
static bool rows_target_rank_read(sqlite3_context *context, sqlite3_value **arguments, Score *x,
                                  TargetRankRole *role) {
  double t;
  if (!value_score(context, arguments, 0, x) || isnan(x->value)) return false;
  if (!value_number_hint(context, arguments, 1, ROWS_TARGET_RANK_FORM, &t)) return false;
  if (t != 0 && t != 1 && !isnan(t)) {
    value_error_argument(context, arguments, 1, "must be 0 or 1 (" ROWS_TARGET_RANK_FORM ")");
    return false;
  }
  *role = isnan(t) ? TARGET_RANK_UNKNOWN : t == 1 ? TARGET_RANK_TARGET : TARGET_RANK_OTHER;
  return true;
}

static void rows_target_rank_answer(sqlite3_context *context, TargetRankOutcome outcome,
                                    int64_t value) {
  switch (outcome) {
  case TARGET_RANK_NONE: break;
  case TARGET_RANK_VALUE: sqlite3_result_int64(context, value); break;
  case TARGET_RANK_SEVERAL:
    value_error_count(context, "a group must have one target row (" ROWS_TARGET_RANK_FORM "), got",
                      value);
    break;
  }
}

static void rows_target_rank_row(sqlite3_context *context, void *state, sqlite3_value **arguments,
                                 int sign) {
  Score x;
  TargetRankRole role;
  if (!rows_target_rank_read(context, arguments, &x, &role)) return;
  if (sign == ROW_LEAVES) {
    target_rank_remove(state, x, role);
  } else if (!target_rank_add(state, x, role, value_resize)) {
    sqlite3_result_error_nomem(context);
  }
}

static void rows_target_rank_result(sqlite3_context *context, void *state) {
  int64_t value;
  TargetRankOutcome outcome = target_rank_value(state, &value);
  rows_target_rank_answer(context, outcome, value);
}

static void rows_target_rank_clear(void *state) {
  target_rank_clear(state, value_resize);
}

/* The same by counts, for state_of. */
static void rows_target_counts_row(sqlite3_context *context, void *state, sqlite3_value **arguments,
                                   int sign) {
  Score x;
  TargetRankRole role;
  if (!rows_target_rank_read(context, arguments, &x, &role)) return;
  if (!target_counts_add(state, x, role, sign, value_resize)) sqlite3_result_error_nomem(context);
}

static void rows_target_counts_result(sqlite3_context *context, void *state) {
  int64_t value;
  Stop stop = interrupt_stop_of(context);
  TargetRankOutcome outcome = target_counts_value(state, &value, &stop);
  if (!interrupt_error(context)) rows_target_rank_answer(context, outcome, value);
}

static const Aggregate rows_target_counts = {.row = rows_target_counts_row,
                                             .result = rows_target_counts_result};

const Aggregate rows_target_rank = {.state_bytes = sizeof(TargetRank),
                                    .row = rows_target_rank_row,
                                    .result = rows_target_rank_result,
                                    .clear = rows_target_rank_clear,
                                    .parts = &rows_target_counts};
