/* table.c: see table.h. */
#include "table.h"

#include <string.h>

enum { TABLE_INNOCUOUS_SINCE = 3031000 };

int table_connect(sqlite3 *db, const char *schema, size_t bytes, sqlite3_vtab **table) {
  int code = sqlite3_declare_vtab(db, schema);
  if (code == SQLITE_OK && sqlite3_libversion_number() >= TABLE_INNOCUOUS_SINCE) {
    code = sqlite3_vtab_config(db, SQLITE_VTAB_INNOCUOUS);
  }
  if (code != SQLITE_OK) return code;
  *table = sqlite3_malloc64(bytes);
  if (*table == NULL) return SQLITE_NOMEM;
  memset(*table, 0, bytes);
  return SQLITE_OK;
}

int table_disconnect(sqlite3_vtab *table) {
  sqlite3_free(table);
  return SQLITE_OK;
}

int table_open(size_t bytes, sqlite3_vtab_cursor **cursor) {
  *cursor = sqlite3_malloc64(bytes);
  if (*cursor == NULL) return SQLITE_NOMEM;
  memset(*cursor, 0, bytes);
  return SQLITE_OK;
}

int table_close(sqlite3_vtab_cursor *cursor) {
  sqlite3_free(cursor);
  return SQLITE_OK;
}

/* ---- lists ---- */

typedef struct {
  sqlite3_vtab base; /* first, as SQLite asks */
  size_t rows;
  TableCell *cell;
} TableList;

typedef struct {
  sqlite3_vtab_cursor base;
  size_t row;
} TableListCursor;

static const TableList *table_list_of(const TableListCursor *cursor) {
  return (const TableList *)cursor->base.pVtab;
}

int table_connect_list(sqlite3 *db, const char *schema, size_t rows, TableCell *cell,
                       sqlite3_vtab **table) {
  int code = table_connect(db, schema, sizeof(TableList), table);
  if (code != SQLITE_OK) return code;
  TableList *list = (TableList *)*table;
  list->rows = rows;
  list->cell = cell;
  return SQLITE_OK;
}

int table_list_best_index(sqlite3_vtab *table, sqlite3_index_info *info) {
  size_t rows = ((const TableList *)table)->rows;
  info->estimatedCost = (double)rows;
  info->estimatedRows = (sqlite3_int64)rows;
  return SQLITE_OK;
}

int table_list_open(sqlite3_vtab *table, sqlite3_vtab_cursor **cursor) {
  (void)table;
  return table_open(sizeof(TableListCursor), cursor);
}

int table_list_filter(sqlite3_vtab_cursor *cursor, int index, const char *name, int count,
                      sqlite3_value **arguments) {
  (void)index;
  (void)name;
  (void)count;
  (void)arguments;
  ((TableListCursor *)cursor)->row = 0;
  return SQLITE_OK;
}

int table_list_next(sqlite3_vtab_cursor *cursor) {
  ((TableListCursor *)cursor)->row++;
  return SQLITE_OK;
}

int table_list_eof(sqlite3_vtab_cursor *cursor) {
  const TableListCursor *at = (const TableListCursor *)cursor;
  return at->row >= table_list_of(at)->rows;
}

int table_list_column(sqlite3_vtab_cursor *cursor, sqlite3_context *context, int column) {
  const TableListCursor *at = (const TableListCursor *)cursor;
  table_list_of(at)->cell(context, at->row, column);
  return SQLITE_OK;
}

int table_list_rowid(sqlite3_vtab_cursor *cursor, sqlite3_int64 *rowid) {
  *rowid = (sqlite3_int64)((TableListCursor *)cursor)->row + 1;
  return SQLITE_OK;
}
