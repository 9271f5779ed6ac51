/* rows_confidence.c: how certain the softmax of the frame is: softmax_max, softmax_margin,
** softmax_entropy. Of the scores only those are kept that can still be the highest or the second
** highest (metrics/ranking.h). A row whose score is NULL is skipped. */
#include "callbacks.h"

#include "../metrics/ranking.h"
#include "../metrics/softmax.h"
#include "../metrics/softmax_entropy.h"
#include "value.h"

#include <math.h>

/* ---- softmax_max, softmax_margin ---- */

typedef struct {
  ExactExp sum;
  Ranking best;
} RowsConfidence;

static bool rows_confidence_update(RowsConfidence *state, double x, uint32_t keep, int sign) {
  static const Label none = {LABEL_NONE, 0, {0}};
  if (!exact_exp_add(&state->sum, x, sign, value_resize)) return false;
  if (sign == ROW_ENTERS) {
    return ranking_add(&state->best, score_of_double(x), &none, keep, value_resize);
  }
  ranking_remove(&state->best, value_resize);
  return true;
}

static void rows_confidence_row(sqlite3_context *context, RowsConfidence *state,
                                sqlite3_value **arguments, uint32_t keep, int sign) {
  double x;
  if (!value_number(context, arguments, 0, &x) || isnan(x)) return;
  if (!rows_confidence_update(state, x, keep, sign)) sqlite3_result_error_nomem(context);
}

static void rows_softmax_max_row(sqlite3_context *context, void *state, sqlite3_value **arguments,
                                 int sign) {
  rows_confidence_row(context, state, arguments, 1, sign);
}

static void rows_softmax_margin_row(sqlite3_context *context, void *state,
                                    sqlite3_value **arguments, int sign) {
  rows_confidence_row(context, state, arguments, 2, sign);
}

/* The one or two highest scores. */
typedef struct {
  double score[2];
  int count;
} RowsHighest;

static void rows_confidence_visit(void *pointer, const RankingEntry *entry) {
  RowsHighest *highest = pointer;
  highest->score[highest->count++] = entry->score.value;
}

static RowsHighest rows_confidence_highest(const RowsConfidence *state) {
  RowsHighest highest = {{-INFINITY, -INFINITY}, 0};
  ranking_visit(&state->best, rows_confidence_visit, &highest);
  return highest;
}

static void rows_softmax_max_result(sqlite3_context *context, void *pointer) {
  const RowsConfidence *state = pointer;
  RowsHighest highest = rows_confidence_highest(state);
  if (highest.count == 0) return;
  sqlite3_result_double(context, softmax_probability(&state->sum, highest.score[0]));
}

static void rows_softmax_margin_result(sqlite3_context *context, void *pointer) {
  const RowsConfidence *state = pointer;
  RowsHighest highest = rows_confidence_highest(state);
  if (highest.count == 0) return;
  sqlite3_result_double(context, softmax_margin(&state->sum, highest.score[0], highest.score[1]));
}

static void rows_confidence_clear(void *pointer) {
  RowsConfidence *state = pointer;
  exact_exp_clear(&state->sum, value_resize);
  ranking_clear(&state->best, value_resize);
}

const Aggregate rows_softmax_max = {sizeof(RowsConfidence), rows_softmax_max_row,
                                    rows_softmax_max_result, rows_confidence_clear, NULL};
const Aggregate rows_softmax_margin = {sizeof(RowsConfidence), rows_softmax_margin_row,
                                       rows_softmax_margin_result, rows_confidence_clear, NULL};

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

const Aggregate rows_softmax_entropy = {sizeof(SoftmaxEntropy), rows_softmax_entropy_row,
                                        rows_softmax_entropy_result, rows_softmax_entropy_clear,
                                        NULL};
