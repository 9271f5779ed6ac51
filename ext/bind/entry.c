/* entry.c: see entry.h.
**
** No arithmetic here: see fpstate.h. All that is called is called through a pointer.
*/
#include "entry.h"

#include "../base/fpstate.h"
#include "functions.h"
#include "table.h"

static const Function *entry_function(sqlite3_context *context) {
  return sqlite3_user_data(context);
}

void entry_scalar(sqlite3_context *context, int count, sqlite3_value **arguments) {
  FpState host = fpstate_enter();
  entry_function(context)->scalar(context, count, arguments);
  fpstate_leave(host);
}

/* ---- aggregates ---- */

void entry_step(sqlite3_context *context, int count, sqlite3_value **arguments) {
  FpState host = fpstate_enter();
  aggregate_step(context, count, arguments);
  fpstate_leave(host);
}

void entry_inverse(sqlite3_context *context, int count, sqlite3_value **arguments) {
  FpState host = fpstate_enter();
  aggregate_inverse(context, count, arguments);
  fpstate_leave(host);
}

void entry_value(sqlite3_context *context) {
  FpState host = fpstate_enter();
  aggregate_value(context);
  fpstate_leave(host);
}

void entry_final(sqlite3_context *context) {
  FpState host = fpstate_enter();
  aggregate_final(context);
  fpstate_leave(host);
}

/* ---- tables ---- */

static const sqlite3_module *entry_table(const sqlite3_vtab_cursor *cursor) {
  return ((const TableVtab *)cursor->pVtab)->module;
}

static int entry_best_index(sqlite3_vtab *table, sqlite3_index_info *info) {
  return ((const TableVtab *)table)->module->xBestIndex(table, info);
}

static int entry_open(sqlite3_vtab *table, sqlite3_vtab_cursor **cursor) {
  return ((const TableVtab *)table)->module->xOpen(table, cursor);
}

static int entry_close(sqlite3_vtab_cursor *cursor) {
  return entry_table(cursor)->xClose(cursor);
}

static int entry_filter(sqlite3_vtab_cursor *cursor, int index, const char *name, int count,
                        sqlite3_value **arguments) {
  FpState host = fpstate_enter();
  int code = entry_table(cursor)->xFilter(cursor, index, name, count, arguments);
  fpstate_leave(host);
  return code;
}

static int entry_next(sqlite3_vtab_cursor *cursor) {
  FpState host = fpstate_enter();
  int code = entry_table(cursor)->xNext(cursor);
  fpstate_leave(host);
  return code;
}

static int entry_eof(sqlite3_vtab_cursor *cursor) {
  return entry_table(cursor)->xEof(cursor);
}

static int entry_column(sqlite3_vtab_cursor *cursor, sqlite3_context *context, int column) {
  FpState host = fpstate_enter();
  int code = entry_table(cursor)->xColumn(cursor, context, column);
  fpstate_leave(host);
  return code;
}

static int entry_rowid(sqlite3_vtab_cursor *cursor, sqlite3_int64 *rowid) {
  return entry_table(cursor)->xRowid(cursor, rowid);
}

const sqlite3_module entry_module = {
    .xConnect = table_connect,
    .xBestIndex = entry_best_index,
    .xDisconnect = table_disconnect,
    .xOpen = entry_open,
    .xClose = entry_close,
    .xFilter = entry_filter,
    .xNext = entry_next,
    .xEof = entry_eof,
    .xColumn = entry_column,
    .xRowid = entry_rowid,
};
