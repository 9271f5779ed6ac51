/* sets_classes.c: a set of classes as rows. class_report has a row per class, confusion a row per
** pair of classes. */
#include "callbacks.h"

#include "../metrics/class_set.h"
#include "set_value.h"
#include "sets_cursor.h"
#include "table.h"
#include "value.h"

typedef struct {
  sqlite3_vtab_cursor base; /* first, as SQLite asks */
  sqlite3_value *value;     /* a copy of the set, for the hidden column; NULL: no rows */
  ClassSet set;
  ClassSums *sums;         /* in class_report: of each class */
  size_t label, predicted; /* the row's classes; predicted stays 0 in class_report */
  size_t pair;             /* in confusion: the first pair that does not come before the row's */
  sqlite3_int64 row;
} SetsClassesCursor;

static int sets_classes_open(sqlite3_vtab *table, sqlite3_vtab_cursor **cursor) {
  (void)table;
  return table_open(sizeof(SetsClassesCursor), cursor);
}

static void sets_classes_clear(SetsClassesCursor *cursor) {
  class_set_clear(&cursor->set, value_resize);
  sqlite3_value_free(cursor->value);
  sqlite3_free(cursor->sums);
  cursor->value = NULL;
  cursor->sums = NULL;
  cursor->label = cursor->predicted = cursor->pair = 0;
  cursor->row = 0;
}

static int sets_classes_close(sqlite3_vtab_cursor *base) {
  sets_classes_clear((SetsClassesCursor *)base);
  return table_close(base);
}

static int sets_classes_read(SetsClassesCursor *cursor, const char *name, int index, int count,
                             sqlite3_value **arguments) {
  char *fault;
  sets_classes_clear(cursor);
  if (count == 0) return sets_cursor_incomplete(&cursor->base, name, index);
  if (sqlite3_value_type(arguments[0]) == SQLITE_NULL) return SQLITE_OK;
  int code = set_value_parse_classes(table_db(&cursor->base), arguments[0], &cursor->set, &fault);
  if (code == SQLITE_ERROR) return table_error_fault(&cursor->base, name, 1, fault);
  if (code != SQLITE_OK) return code;
  cursor->value = sqlite3_value_dup(arguments[0]);
  return cursor->value == NULL ? SQLITE_NOMEM : SQLITE_OK;
}

static int sets_classes_eof(sqlite3_vtab_cursor *base) {
  const SetsClassesCursor *cursor = (const SetsClassesCursor *)base;
  return cursor->label >= cursor->set.count;
}

static int sets_classes_rowid(sqlite3_vtab_cursor *base, sqlite3_int64 *rowid) {
  *rowid = ((const SetsClassesCursor *)base)->row + 1;
  return SQLITE_OK;
}

/* Numbers of examples are integers, sums of weights reals. */
static void sets_classes_result(sqlite3_context *context, const SetsClassesCursor *cursor,
                                double x) {
  if (cursor->set.weighted) {
    sqlite3_result_double(context, x);
  } else {
    sqlite3_result_int64(context, (sqlite3_int64)x);
  }
}

/* ---- class_report ---- */

enum {
  SETS_REPORT_CLASS,
  SETS_REPORT_PRECISION,
  SETS_REPORT_RECALL,
  SETS_REPORT_F1,
  SETS_REPORT_SUPPORT,
  SETS_REPORT_SET
};

static int sets_report_best_index(sqlite3_vtab *table, sqlite3_index_info *info) {
  (void)table;
  table_plan_arguments(info, SETS_REPORT_SET, 1);
  return SQLITE_OK;
}

static int sets_report_filter(sqlite3_vtab_cursor *base, int index, const char *name, int count,
                              sqlite3_value **arguments) {
  SetsClassesCursor *cursor = (SetsClassesCursor *)base;
  (void)name;
  int code = sets_classes_read(cursor, "class_report", index, count, arguments);
  if (code != SQLITE_OK || cursor->value == NULL) return code;
  cursor->sums = class_set_sums(&cursor->set, value_resize);
  return cursor->sums == NULL ? SQLITE_NOMEM : SQLITE_OK;
}

static int sets_report_next(sqlite3_vtab_cursor *base) {
  SetsClassesCursor *cursor = (SetsClassesCursor *)base;
  cursor->row++;
  cursor->label++;
  return SQLITE_OK;
}

static int sets_report_column(sqlite3_vtab_cursor *base, sqlite3_context *context, int column) {
  const SetsClassesCursor *cursor = (const SetsClassesCursor *)base;
  const ClassSums *sums = &cursor->sums[cursor->label];
  switch (column) {
  case SETS_REPORT_CLASS: value_result_label(context, &cursor->set.classes[cursor->label]); break;
  case SETS_REPORT_PRECISION:
    sqlite3_result_double(context, class_set_share(sums->hits, sums->predicted));
    break;
  case SETS_REPORT_RECALL:
    sqlite3_result_double(context, class_set_share(sums->hits, sums->labelled));
    break;
  case SETS_REPORT_F1: sqlite3_result_double(context, class_set_f1(sums)); break;
  case SETS_REPORT_SUPPORT:
    sets_classes_result(context, cursor, class_set_weight(sums->labelled));
    break;
  default: sqlite3_result_value(context, cursor->value);
  }
  return SQLITE_OK;
}

/* ---- confusion ---- */

enum { SETS_CONFUSION_LABEL, SETS_CONFUSION_PREDICTED, SETS_CONFUSION_COUNT, SETS_CONFUSION_SET };

static int sets_confusion_best_index(sqlite3_vtab *table, sqlite3_index_info *info) {
  (void)table;
  table_plan_arguments(info, SETS_CONFUSION_SET, 1);
  return SQLITE_OK;
}

static int sets_confusion_filter(sqlite3_vtab_cursor *base, int index, const char *name, int count,
                                 sqlite3_value **arguments) {
  (void)name;
  return sets_classes_read((SetsClassesCursor *)base, "confusion", index, count, arguments);
}

/* The row's pair; NULL if its count is 0. */
static const ClassPair *sets_confusion_pair(const SetsClassesCursor *cursor) {
  if (cursor->pair == cursor->set.pair_count) return NULL;
  const ClassPair *pair = &cursor->set.pairs[cursor->pair];
  return pair->label == cursor->label && pair->predicted == cursor->predicted ? pair : NULL;
}

static int sets_confusion_next(sqlite3_vtab_cursor *base) {
  SetsClassesCursor *cursor = (SetsClassesCursor *)base;
  cursor->pair += sets_confusion_pair(cursor) != NULL;
  cursor->row++;
  cursor->predicted++;
  if (cursor->predicted < cursor->set.count) return SQLITE_OK;
  cursor->predicted = 0;
  cursor->label++;
  return SQLITE_OK;
}

static int sets_confusion_column(sqlite3_vtab_cursor *base, sqlite3_context *context, int column) {
  const SetsClassesCursor *cursor = (const SetsClassesCursor *)base;
  const ClassPair *pair = sets_confusion_pair(cursor);
  switch (column) {
  case SETS_CONFUSION_LABEL:
    value_result_label(context, &cursor->set.classes[cursor->label]);
    break;
  case SETS_CONFUSION_PREDICTED:
    value_result_label(context, &cursor->set.classes[cursor->predicted]);
    break;
  case SETS_CONFUSION_COUNT:
    sets_classes_result(context, cursor, pair == NULL ? 0.0 : pair->weight);
    break;
  default: sqlite3_result_value(context, cursor->value);
  }
  return SQLITE_OK;
}

#define SETS_CLASSES_MODULE(best_index, filter, next, column)                                      \
  {                                                                                                \
    .xConnect = table_connect, .xBestIndex = (best_index), .xDisconnect = table_disconnect,        \
    .xOpen = sets_classes_open, .xClose = sets_classes_close, .xFilter = (filter),                 \
    .xNext = (next), .xEof = sets_classes_eof, .xColumn = (column), .xRowid = sets_classes_rowid   \
  }

const sqlite3_module sets_class_report = SETS_CLASSES_MODULE(
    sets_report_best_index, sets_report_filter, sets_report_next, sets_report_column);
const sqlite3_module sets_confusion = SETS_CLASSES_MODULE(
    sets_confusion_best_index, sets_confusion_filter, sets_confusion_next, sets_confusion_column);
