/* curves.c: see curves.h. A row per threshold, best first, is computed when it is reached. */
#include "curves.h"

#include "../metrics/calibration.h"
#include "../metrics/roc.h"
#include "set_value.h"
#include "table.h"
#include "value.h"

/* The bit of the second argument: see table_plan_arguments. */
enum { CURVES_BINS_GIVEN = 2 };

/* What the cursors of all three begin with. */
typedef struct {
  sqlite3_vtab_cursor base; /* first, as SQLite asks */
  sqlite3_value *value;     /* a copy of the set; NULL: no rows */
  JsonSets sets;            /* one, where there is a value */
  sqlite3_int64 row;
} CurvesCursor;

static void curves_clear(CurvesCursor *cursor) {
  set_value_clear(&cursor->sets);
  sqlite3_value_free(cursor->value);
  cursor->value = NULL;
  cursor->row = 0;
}

typedef int CurvesParse(sqlite3_value *value, JsonSets *sets, char **fault);

/* To a table on the right of a RIGHT JOIN SQLite gives no argument. */
static int curves_incomplete(CurvesCursor *cursor, const char *name, int missing) {
  char *text = missing == CURVES_BINS_GIVEN
                   ? sqlite3_mprintf("%s(): needs its bins, and not from a table that is joined "
                                     "later",
                                     name)
                   : sqlite3_mprintf("%s(): needs a set; on the right of a RIGHT JOIN write "
                                     "(SELECT * FROM %s(set))",
                                     name, name);
  return table_error(&cursor->base, text);
}

/* The set in the first argument of xFilter; without any arguments, `missing` says why. */
static int curves_read(CurvesCursor *cursor, const char *name, int missing, int count,
                       sqlite3_value **arguments, CurvesParse *parse) {
  char *fault;
  curves_clear(cursor);
  if (count == 0) return curves_incomplete(cursor, name, missing);
  if (sqlite3_value_type(arguments[0]) == SQLITE_NULL) return SQLITE_OK;
  int code = parse(arguments[0], &cursor->sets, &fault);
  if (code == SQLITE_ERROR) return table_error_fault(&cursor->base, name, 1, fault);
  if (code != SQLITE_OK) return code;
  if (cursor->sets.items[0].name != NULL) {
    return table_error_fault(&cursor->base, name, 1,
                             sqlite3_mprintf("must be one set, got an object of %llu by name",
                                             (unsigned long long)cursor->sets.count));
  }
  cursor->value = sqlite3_value_dup(arguments[0]);
  return cursor->value == NULL ? SQLITE_NOMEM : SQLITE_OK;
}

static int curves_rowid(sqlite3_vtab_cursor *base, sqlite3_int64 *rowid) {
  *rowid = ((const CurvesCursor *)base)->row + 1;
  return SQLITE_OK;
}

/* ---- roc_curve, pr_curve: the same points, but that pr_curve leaves out the first one, where
** nothing is called positive ---- */

enum {
  CURVES_THRESHOLD,
  CURVES_FPR,
  CURVES_TPR,
  CURVES_PRECISION,
  CURVES_F1,
  CURVES_TP,
  CURVES_FP,
  CURVES_TN,
  CURVES_FN,
  CURVES_SET
};

typedef struct {
  CurvesCursor curve;
  RocWalk walk;
  RocPoint point;
  bool ended;
} CurvesRocCursor;

static int curves_roc_best_index(sqlite3_vtab *table, sqlite3_index_info *info) {
  (void)table;
  return table_plan_arguments(info, CURVES_SET, 1);
}

static int curves_roc_open(sqlite3_vtab *table, sqlite3_vtab_cursor **cursor) {
  (void)table;
  return table_open(sizeof(CurvesRocCursor), cursor);
}

static void curves_roc_clear(CurvesRocCursor *cursor) {
  roc_clear(&cursor->walk, value_resize);
  curves_clear(&cursor->curve);
  cursor->ended = true;
}

static int curves_roc_close(sqlite3_vtab_cursor *base) {
  curves_roc_clear((CurvesRocCursor *)base);
  return table_close(base);
}

static int curves_roc_next(sqlite3_vtab_cursor *base) {
  CurvesRocCursor *cursor = (CurvesRocCursor *)base;
  cursor->curve.row++;
  cursor->ended = !roc_more(&cursor->walk);
  if (cursor->ended) return SQLITE_OK;
  if (!roc_next(&cursor->walk, value_resize)) return SQLITE_NOMEM;
  cursor->point = roc_point(&cursor->walk);
  return SQLITE_OK;
}

/* The walk, at its first point. */
static int curves_roc_begin(CurvesRocCursor *cursor, const char *name, int count,
                            sqlite3_value **arguments) {
  curves_roc_clear(cursor);
  int code = curves_read(&cursor->curve, name, 0, count, arguments, set_value_parse);
  if (code != SQLITE_OK || cursor->curve.value == NULL) return code;
  const JsonSet *set = cursor->curve.sets.items;
  if (set->count == 0) return SQLITE_OK;
  if (!roc_begin(&cursor->walk, set->examples, set->count, value_resize)) return SQLITE_NOMEM;
  cursor->point = roc_point(&cursor->walk);
  cursor->ended = false;
  return SQLITE_OK;
}

static int curves_roc_filter(sqlite3_vtab_cursor *base, int index, const char *name, int count,
                             sqlite3_value **arguments) {
  (void)index;
  (void)name;
  return curves_roc_begin((CurvesRocCursor *)base, "roc_curve", count, arguments);
}

static int curves_pr_filter(sqlite3_vtab_cursor *base, int index, const char *name, int count,
                            sqlite3_value **arguments) {
  CurvesRocCursor *cursor = (CurvesRocCursor *)base;
  (void)index;
  (void)name;
  int code = curves_roc_begin(cursor, "pr_curve", count, arguments);
  if (code != SQLITE_OK || cursor->ended) return code;
  code = curves_roc_next(base);
  cursor->curve.row = 0;
  return code;
}

static int curves_roc_eof(sqlite3_vtab_cursor *base) {
  return ((const CurvesRocCursor *)base)->ended;
}

/* Numbers of examples are integers, sums of weights reals. */
static void curves_result_count(sqlite3_context *context, const CurvesRocCursor *cursor, double x) {
  if (cursor->curve.sets.items[0].weighted) {
    sqlite3_result_double(context, x);
  } else {
    sqlite3_result_int64(context, (sqlite3_int64)x);
  }
}

static int curves_roc_column(sqlite3_vtab_cursor *base, sqlite3_context *context, int column) {
  const CurvesRocCursor *cursor = (const CurvesRocCursor *)base;
  const RocPoint *point = &cursor->point;
  switch (column) {
  case CURVES_THRESHOLD: sqlite3_result_double(context, point->threshold); break;
  case CURVES_FPR: sqlite3_result_double(context, point->fpr); break;
  case CURVES_TPR: sqlite3_result_double(context, point->tpr); break;
  case CURVES_PRECISION: sqlite3_result_double(context, point->precision); break;
  case CURVES_F1: sqlite3_result_double(context, point->f1); break;
  case CURVES_TP: curves_result_count(context, cursor, point->tp); break;
  case CURVES_FP: curves_result_count(context, cursor, point->fp); break;
  case CURVES_TN: curves_result_count(context, cursor, point->tn); break;
  case CURVES_FN: curves_result_count(context, cursor, point->fn); break;
  default: sqlite3_result_value(context, cursor->curve.value);
  }
  return SQLITE_OK;
}

#define CURVES_ROC_MODULE(filter)                                                                  \
  {                                                                                                \
    .xConnect = table_connect, .xBestIndex = curves_roc_best_index,                                \
    .xDisconnect = table_disconnect, .xOpen = curves_roc_open, .xClose = curves_roc_close,         \
    .xFilter = (filter), .xNext = curves_roc_next, .xEof = curves_roc_eof,                         \
    .xColumn = curves_roc_column, .xRowid = curves_rowid                                           \
  }

const sqlite3_module curves_roc = CURVES_ROC_MODULE(curves_roc_filter);
const sqlite3_module curves_pr = CURVES_ROC_MODULE(curves_pr_filter);

/* ---- reliability ---- */

enum {
  CURVES_LO,
  CURVES_HI,
  CURVES_COUNT,
  CURVES_MEAN_P,
  CURVES_FRACTION,
  CURVES_GAP,
  CURVES_BINNED_SET,
  CURVES_BINS
};

typedef struct {
  CurvesCursor curve;
  Calibration calibration;
} CurvesBinsCursor;

static int curves_bins_best_index(sqlite3_vtab *table, sqlite3_index_info *info) {
  (void)table;
  return table_plan_arguments(info, CURVES_BINNED_SET, 2);
}

static int curves_bins_open(sqlite3_vtab *table, sqlite3_vtab_cursor **cursor) {
  (void)table;
  return table_open(sizeof(CurvesBinsCursor), cursor);
}

static int curves_bins_close(sqlite3_vtab_cursor *base) {
  CurvesBinsCursor *cursor = (CurvesBinsCursor *)base;
  calibration_clear(&cursor->calibration, value_resize);
  curves_clear(&cursor->curve);
  return table_close(base);
}

static int curves_bins_number(CurvesBinsCursor *cursor, sqlite3_value *value, uint32_t *bins) {
  int type = sqlite3_value_numeric_type(value);
  double x = sqlite3_value_double(value);
  bool number = type == SQLITE_INTEGER || type == SQLITE_FLOAT;
  if (number && x >= 1 && x <= CALIBRATION_BINS_MOST && x == (double)(uint32_t)x) {
    *bins = (uint32_t)x;
    return SQLITE_OK;
  }
  char *got = value_described(value);
  char *fault = got == NULL ? NULL
                            : sqlite3_mprintf("must be a number of bins from 1 to %d, got %z",
                                              CALIBRATION_BINS_MOST, got);
  return table_error_fault(&cursor->curve.base, "reliability", 2, fault);
}

static int curves_bins_fill(CurvesBinsCursor *cursor, uint32_t bins) {
  const JsonSet *set = cursor->curve.sets.items;
  if (!calibration_begin(&cursor->calibration, bins, value_resize)) return SQLITE_NOMEM;
  return calibration_add_examples(&cursor->calibration, set->examples, set->count, value_resize)
             ? SQLITE_OK
             : SQLITE_NOMEM;
}

static int curves_bins_filter(sqlite3_vtab_cursor *base, int index, const char *name, int count,
                              sqlite3_value **arguments) {
  CurvesBinsCursor *cursor = (CurvesBinsCursor *)base;
  uint32_t bins = CALIBRATION_BINS;
  (void)name;
  calibration_clear(&cursor->calibration, value_resize);
  int code = curves_read(&cursor->curve, "reliability", index, count, arguments,
                         set_value_parse_probabilities);
  if (code == SQLITE_OK && (index & CURVES_BINS_GIVEN) != 0) {
    code = curves_bins_number(cursor, arguments[1], &bins);
  }
  if (code != SQLITE_OK || cursor->curve.value == NULL) return code;
  return curves_bins_fill(cursor, bins);
}

static int curves_bins_next(sqlite3_vtab_cursor *base) {
  ((CurvesCursor *)base)->row++;
  return SQLITE_OK;
}

static int curves_bins_eof(sqlite3_vtab_cursor *base) {
  const CurvesBinsCursor *cursor = (const CurvesBinsCursor *)base;
  return cursor->curve.row >= cursor->calibration.bins;
}

static int curves_bins_column(sqlite3_vtab_cursor *base, sqlite3_context *context, int column) {
  const CurvesBinsCursor *cursor = (const CurvesBinsCursor *)base;
  CalibrationRow row = calibration_row(&cursor->calibration, (uint32_t)cursor->curve.row);
  switch (column) {
  case CURVES_LO: sqlite3_result_double(context, row.lo); break;
  case CURVES_HI: sqlite3_result_double(context, row.hi); break;
  case CURVES_COUNT: sqlite3_result_int64(context, row.count); break;
  case CURVES_MEAN_P: sqlite3_result_double(context, row.mean_p); break;
  case CURVES_FRACTION: sqlite3_result_double(context, row.fraction); break;
  case CURVES_GAP: sqlite3_result_double(context, row.gap); break;
  case CURVES_BINNED_SET: sqlite3_result_value(context, cursor->curve.value); break;
  default: sqlite3_result_int64(context, cursor->calibration.bins);
  }
  return SQLITE_OK;
}

const sqlite3_module curves_reliability = {
    .xConnect = table_connect,
    .xBestIndex = curves_bins_best_index,
    .xDisconnect = table_disconnect,
    .xOpen = curves_bins_open,
    .xClose = curves_bins_close,
    .xFilter = curves_bins_filter,
    .xNext = curves_bins_next,
    .xEof = curves_bins_eof,
    .xColumn = curves_bins_column,
    .xRowid = curves_rowid,
};
