/* introspection.c: logits_functions is an eponymous table: a row per row of the table of functions.
** Its last column, details, is hidden: SELECT * stays readable, the reference documentation asks
** for it by name. */
#include "introspection.h"

#include "../logits.h"

#include <string.h>

void introspection_version(sqlite3_context *context, int count, sqlite3_value **arguments) {
  (void)count;
  (void)arguments;
  sqlite3_result_text(context, LOGITS_VERSION, -1, SQLITE_STATIC);
}

typedef struct {
  sqlite3_vtab_cursor base; /* first, as SQLite asks */
  size_t row;
} IntrospectionCursor;

enum { COLUMN_NAME, COLUMN_SIGNATURE, COLUMN_KIND, COLUMN_LAYOUT, COLUMN_SUMMARY, COLUMN_EXAMPLE };

static int introspection_connect(sqlite3 *db, void *data, int count, const char *const *arguments,
                                 sqlite3_vtab **table, char **error) {
  (void)data;
  (void)count;
  (void)arguments;
  (void)error;
  int code = sqlite3_declare_vtab(db, "CREATE TABLE logits_functions(name TEXT, signature TEXT, "
                                      "kind TEXT, layout TEXT, summary TEXT, example TEXT, "
                                      "details TEXT HIDDEN)");
  if (code == SQLITE_OK && sqlite3_libversion_number() >= 3031000) {
    code = sqlite3_vtab_config(db, SQLITE_VTAB_INNOCUOUS);
  }
  if (code != SQLITE_OK) return code;
  *table = sqlite3_malloc(sizeof **table);
  if (*table == NULL) return SQLITE_NOMEM;
  memset(*table, 0, sizeof **table);
  return SQLITE_OK;
}

static int introspection_disconnect(sqlite3_vtab *table) {
  sqlite3_free(table);
  return SQLITE_OK;
}

static int introspection_best_index(sqlite3_vtab *table, sqlite3_index_info *info) {
  (void)table;
  info->estimatedCost = (double)functions_count;
  info->estimatedRows = (sqlite3_int64)functions_count;
  return SQLITE_OK;
}

static int introspection_open(sqlite3_vtab *table, sqlite3_vtab_cursor **cursor) {
  IntrospectionCursor *opened = sqlite3_malloc(sizeof *opened);
  (void)table;
  if (opened == NULL) return SQLITE_NOMEM;
  memset(opened, 0, sizeof *opened);
  *cursor = &opened->base;
  return SQLITE_OK;
}

static int introspection_close(sqlite3_vtab_cursor *cursor) {
  sqlite3_free(cursor);
  return SQLITE_OK;
}

static int introspection_filter(sqlite3_vtab_cursor *cursor, int index, const char *name, int count,
                                sqlite3_value **arguments) {
  (void)index;
  (void)name;
  (void)count;
  (void)arguments;
  ((IntrospectionCursor *)cursor)->row = 0;
  return SQLITE_OK;
}

static int introspection_next(sqlite3_vtab_cursor *cursor) {
  ((IntrospectionCursor *)cursor)->row++;
  return SQLITE_OK;
}

static int introspection_eof(sqlite3_vtab_cursor *cursor) {
  return ((IntrospectionCursor *)cursor)->row >= functions_count;
}

static const char *introspection_text(const Function *function, int column) {
  switch (column) {
  case COLUMN_NAME: return function->name;
  case COLUMN_SIGNATURE: return function->signature;
  case COLUMN_KIND: return function->kind;
  case COLUMN_LAYOUT: return function->layout;
  case COLUMN_SUMMARY: return function->summary;
  case COLUMN_EXAMPLE: return function->example;
  default: return function->details;
  }
}

static int introspection_column(sqlite3_vtab_cursor *cursor, sqlite3_context *context, int column) {
  const Function *function = &functions_table[((IntrospectionCursor *)cursor)->row];
  sqlite3_result_text(context, introspection_text(function, column), -1, SQLITE_STATIC);
  return SQLITE_OK;
}

static int introspection_rowid(sqlite3_vtab_cursor *cursor, sqlite3_int64 *rowid) {
  *rowid = (sqlite3_int64)((IntrospectionCursor *)cursor)->row + 1;
  return SQLITE_OK;
}

const sqlite3_module introspection_functions = {
    .xConnect = introspection_connect, /* no xCreate: the table is there without CREATE */
    .xBestIndex = introspection_best_index,
    .xDisconnect = introspection_disconnect,
    .xOpen = introspection_open,
    .xClose = introspection_close,
    .xFilter = introspection_filter,
    .xNext = introspection_next,
    .xEof = introspection_eof,
    .xColumn = introspection_column,
    .xRowid = introspection_rowid,
};
