/* sets_reliability.c: reliability, a row per bin of probability. */
#include "callbacks.h"

#include "../metrics/calibration.h"
#include "interrupt.h"
#include "set_value.h"
#include "sets_cursor.h"
#include "table.h"
#include "value.h"

enum {
  SETS_RELIABILITY_LO,
  SETS_RELIABILITY_HI,
  SETS_RELIABILITY_COUNT,
  SETS_RELIABILITY_MEAN_P,
  SETS_RELIABILITY_FRACTION,
  SETS_RELIABILITY_GAP,
  SETS_RELIABILITY_SET,
  SETS_RELIABILITY_BINS
};

typedef struct {
  SetsCursor set;
  Calibration calibration;
} SetsReliabilityCursor;

static int sets_reliability_best_index(sqlite3_vtab *table, sqlite3_index_info *info) {
  (void)table;
  table_plan_arguments(info, SETS_RELIABILITY_SET, 2);
  return SQLITE_OK;
}

static int sets_reliability_open(sqlite3_vtab *table, sqlite3_vtab_cursor **cursor) {
  (void)table;
  return table_open(sizeof(SetsReliabilityCursor), cursor);
}

static int sets_reliability_close(sqlite3_vtab_cursor *base) {
  SetsReliabilityCursor *cursor = (SetsReliabilityCursor *)base;
  calibration_clear(&cursor->calibration, value_resize);
  sets_cursor_clear(&cursor->set);
  return table_close(base);
}

static int sets_reliability_bins(SetsReliabilityCursor *cursor, sqlite3_value *value,
                                 uint32_t *bins) {
  if (value_is_size(value, CALIBRATION_BINS_MOST, bins)) return SQLITE_OK;
  char *got = value_described(value);
  char *fault = got == NULL ? NULL
                            : sqlite3_mprintf("must be a number of bins from 1 to %d, got %z",
                                              CALIBRATION_BINS_MOST, got);
  return table_error_fault(&cursor->set.base, "reliability", 2, fault);
}

static int sets_reliability_fill(SetsReliabilityCursor *cursor, uint32_t bins) {
  const JsonSet *set = cursor->set.sets.items;
  Stop stop = interrupt_stop(table_db(&cursor->set.base));
  bool filled = calibration_begin(&cursor->calibration, bins, value_resize) &&
                calibration_add_examples(&cursor->calibration, set->examples, set->count,
                                         value_resize, &stop);
  return filled ? SQLITE_OK : interrupt_or_nomem_code(table_db(&cursor->set.base));
}

static int sets_reliability_filter(sqlite3_vtab_cursor *base, int index, const char *name,
                                   int count, sqlite3_value **arguments) {
  SetsReliabilityCursor *cursor = (SetsReliabilityCursor *)base;
  uint32_t bins = CALIBRATION_BINS;
  (void)name;
  calibration_clear(&cursor->calibration, value_resize);
  int code = sets_cursor_read(&cursor->set, "reliability", index, count, arguments,
                              set_value_parse_probabilities);
  if (code == SQLITE_OK && (index & SETS_CURSOR_BINS) != 0) {
    code = sets_reliability_bins(cursor, arguments[1], &bins);
  }
  if (code != SQLITE_OK || cursor->set.value == NULL) return code;
  return sets_reliability_fill(cursor, bins);
}

static int sets_reliability_next(sqlite3_vtab_cursor *base) {
  ((SetsCursor *)base)->row++;
  return SQLITE_OK;
}

static int sets_reliability_eof(sqlite3_vtab_cursor *base) {
  const SetsReliabilityCursor *cursor = (const SetsReliabilityCursor *)base;
  return cursor->set.row >= cursor->calibration.bins;
}

static int sets_reliability_column(sqlite3_vtab_cursor *base, sqlite3_context *context,
                                   int column) {
  const SetsReliabilityCursor *cursor = (const SetsReliabilityCursor *)base;
  CalibrationRow row = calibration_row(&cursor->calibration, (uint32_t)cursor->set.row);
  switch (column) {
  case SETS_RELIABILITY_LO: sqlite3_result_double(context, row.lo); break;
  case SETS_RELIABILITY_HI: sqlite3_result_double(context, row.hi); break;
  case SETS_RELIABILITY_COUNT: sqlite3_result_int64(context, row.count); break;
  case SETS_RELIABILITY_MEAN_P: sqlite3_result_double(context, row.mean_p); break;
  case SETS_RELIABILITY_FRACTION: sqlite3_result_double(context, row.fraction); break;
  case SETS_RELIABILITY_GAP: sqlite3_result_double(context, row.gap); break;
  case SETS_RELIABILITY_SET: sqlite3_result_value(context, cursor->set.value); break;
  default: sqlite3_result_int64(context, cursor->calibration.bins);
  }
  return SQLITE_OK;
}

const sqlite3_module sets_reliability = {
    .xConnect = table_connect,
    .xBestIndex = sets_reliability_best_index,
    .xDisconnect = table_disconnect,
    .xOpen = sets_reliability_open,
    .xClose = sets_reliability_close,
    .xFilter = sets_reliability_filter,
    .xNext = sets_reliability_next,
    .xEof = sets_reliability_eof,
    .xColumn = sets_reliability_column,
    .xRowid = sets_cursor_rowid,
};
