/* sets_curves.c: roc_curve and pr_curve, a row per threshold, best first. Both have the same points,
** but pr_curve leaves out the first one, where nothing is called positive. A point is computed when
** its row is reached. */
#include "callbacks.h"

#include "../metrics/roc.h"
#include "interrupt.h"
#include "set_value.h"
#include "sets_cursor.h"
#include "table.h"
#include "value.h"

enum {
  SETS_CURVES_THRESHOLD,
  SETS_CURVES_FPR,
  SETS_CURVES_TPR,
  SETS_CURVES_PRECISION,
  SETS_CURVES_F1,
  SETS_CURVES_TP,
  SETS_CURVES_FP,
  SETS_CURVES_TN,
  SETS_CURVES_FN,
  SETS_CURVES_SET
};

typedef struct {
  SetsCursor set;
  RocWalk walk;
  RocPoint point;
  bool ended;
} SetsCurvesCursor;

static int sets_curves_best_index(sqlite3_vtab *table, sqlite3_index_info *info) {
  (void)table;
  table_plan_arguments(info, SETS_CURVES_SET, 1);
  return SQLITE_OK;
}

static int sets_curves_open(sqlite3_vtab *table, sqlite3_vtab_cursor **cursor) {
  (void)table;
  return table_open(sizeof(SetsCurvesCursor), cursor);
}

static void sets_curves_clear(SetsCurvesCursor *cursor) {
  roc_clear(&cursor->walk, value_resize);
  sets_cursor_clear(&cursor->set);
  cursor->ended = true;
}

static int sets_curves_close(sqlite3_vtab_cursor *base) {
  sets_curves_clear((SetsCurvesCursor *)base);
  return table_close(base);
}

static int sets_curves_next(sqlite3_vtab_cursor *base) {
  SetsCurvesCursor *cursor = (SetsCurvesCursor *)base;
  cursor->set.row++;
  cursor->ended = !roc_more(&cursor->walk);
  if (cursor->ended) return SQLITE_OK;
  if (!roc_next(&cursor->walk, value_resize)) return SQLITE_NOMEM;
  cursor->point = roc_point(&cursor->walk);
  return SQLITE_OK;
}

/* The walk, at its first point. */
static int sets_curves_begin(SetsCurvesCursor *cursor, const char *name, int count,
                             sqlite3_value **arguments) {
  sets_curves_clear(cursor);
  int code = sets_cursor_read(&cursor->set, name, 0, count, arguments, set_value_parse);
  if (code != SQLITE_OK || cursor->set.value == NULL) return code;
  const JsonSet *set = cursor->set.sets.items;
  if (set->count == 0) return SQLITE_OK;
  Stop stop = interrupt_stop(table_db(&cursor->set.base));
  if (!roc_begin(&cursor->walk, set->examples, set->count, value_resize, &stop)) {
    return interrupt_or_nomem_code(table_db(&cursor->set.base));
  }
  cursor->point = roc_point(&cursor->walk);
  cursor->ended = false;
  return SQLITE_OK;
}

static int sets_roc_curve_filter(sqlite3_vtab_cursor *base, int index, const char *name, int count,
                                 sqlite3_value **arguments) {
  (void)index;
  (void)name;
  return sets_curves_begin((SetsCurvesCursor *)base, "roc_curve", count, arguments);
}

static int sets_pr_curve_filter(sqlite3_vtab_cursor *base, int index, const char *name, int count,
                                sqlite3_value **arguments) {
  SetsCurvesCursor *cursor = (SetsCurvesCursor *)base;
  (void)index;
  (void)name;
  int code = sets_curves_begin(cursor, "pr_curve", count, arguments);
  if (code != SQLITE_OK || cursor->ended) return code;
  code = sets_curves_next(base);
  cursor->set.row = 0;
  return code;
}

static int sets_curves_eof(sqlite3_vtab_cursor *base) {
  return ((const SetsCurvesCursor *)base)->ended;
}

/* Numbers of examples are integers, sums of weights reals. */
static void sets_curves_result_count(sqlite3_context *context, const SetsCurvesCursor *cursor,
                                     double x) {
  if (cursor->set.sets.items[0].weighted) {
    sqlite3_result_double(context, x);
  } else {
    sqlite3_result_int64(context, (sqlite3_int64)x);
  }
}

static int sets_curves_column(sqlite3_vtab_cursor *base, sqlite3_context *context, int column) {
  const SetsCurvesCursor *cursor = (const SetsCurvesCursor *)base;
  const RocPoint *point = &cursor->point;
  switch (column) {
  case SETS_CURVES_THRESHOLD: sqlite3_result_double(context, point->threshold); break;
  case SETS_CURVES_FPR: sqlite3_result_double(context, point->fpr); break;
  case SETS_CURVES_TPR: sqlite3_result_double(context, point->tpr); break;
  case SETS_CURVES_PRECISION: sqlite3_result_double(context, point->precision); break;
  case SETS_CURVES_F1: sqlite3_result_double(context, point->f1); break;
  case SETS_CURVES_TP: sets_curves_result_count(context, cursor, point->tp); break;
  case SETS_CURVES_FP: sets_curves_result_count(context, cursor, point->fp); break;
  case SETS_CURVES_TN: sets_curves_result_count(context, cursor, point->tn); break;
  case SETS_CURVES_FN: sets_curves_result_count(context, cursor, point->fn); break;
  default: sqlite3_result_value(context, cursor->set.value);
  }
  return SQLITE_OK;
}

#define SETS_CURVES_MODULE(filter)                                                                 \
  {                                                                                                \
    .xConnect = table_connect, .xBestIndex = sets_curves_best_index,                               \
    .xDisconnect = table_disconnect, .xOpen = sets_curves_open, .xClose = sets_curves_close,       \
    .xFilter = (filter), .xNext = sets_curves_next, .xEof = sets_curves_eof,                       \
    .xColumn = sets_curves_column, .xRowid = sets_cursor_rowid                                     \
  }

const sqlite3_module sets_roc_curve = SETS_CURVES_MODULE(sets_roc_curve_filter);
const sqlite3_module sets_pr_curve = SETS_CURVES_MODULE(sets_pr_curve_filter);
