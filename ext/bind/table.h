/* table.h: what the table-valued functions share.
**
** All are eponymous-only (no xCreate): the table is there without CREATE. Where SQLite knows the
** word they are innocuous, usable in views and triggers under trusted_schema=OFF.
*/
#ifndef LOGITS_BIND_TABLE_H
#define LOGITS_BIND_TABLE_H

#include "sqlite.h"

#include <stddef.h>

/* A connected table. SQLite calls entry_module for all of them; `module` is this function's own. */
typedef struct {
  sqlite3_vtab base; /* first, as SQLite asks */
  const sqlite3_module *module;
  sqlite3 *db;
} TableVtab;

/* xConnect: declares the columns that the function's row in the table of functions has, which is
** the user data of the module. */
int table_connect(sqlite3 *db, void *function, int count, const char *const *arguments,
                  sqlite3_vtab **table, char **error);
int table_disconnect(sqlite3_vtab *table);

/* For xOpen: `bytes` zeroed bytes that begin with a sqlite3_vtab_cursor. */
int table_open(size_t bytes, sqlite3_vtab_cursor **cursor);
int table_close(sqlite3_vtab_cursor *cursor);

/* The connection that the cursor, which is open, belongs to. */
sqlite3 *table_db(const sqlite3_vtab_cursor *cursor);

/* SQLite asks for a plan for every order of the joined tables, and for each side of an OR. In some
** of these plans an argument is not available yet. Such a plan costs TABLE_LAST_RESORT. If SQLite
** must take it, xFilter reports what is missing. (SQLITE_CONSTRAINT means the same, but is an error
** to SQLite 3.25.) */
#define TABLE_LAST_RESORT 1e99

/* Errors of a cursor: `text` and `fault` come from sqlite3_malloc, NULL if memory ran out, and are
** taken over. Both return what xFilter is to return. */
int table_error(sqlite3_vtab_cursor *cursor, char *text);
int table_error_fault(sqlite3_vtab_cursor *cursor, const char *name, int argument,
                      char *fault); /* "<name>(): argument 2 <fault>" */

/* For xBestIndex of a table-valued function, whose arguments are hidden columns. `first` is the
** column of argument 0, which must be given. The next most - 1 columns are optional arguments.
** xFilter gets the given ones in order, and bit TABLE_ARGUMENT(i) of the index number is set for
** each. If argument i is not available, the plan is a last resort: xFilter gets no values, and the
** index number is TABLE_ARGUMENT(i), or 0 if i is 0. Returns how many values xFilter gets. */
#define TABLE_ARGUMENT(i) (1 << (i))
int table_plan_arguments(sqlite3_index_info *info, int first, int most);

/* ---- rows by index: tables whose rows come in the order of a column that counts them from 0 ---- */

/* Bits of xFilter's index number: after the arguments comes the one index that is looked for, or
** its lower bound and its upper bound, in this order. */
enum { TABLE_ROW_EQUAL = 1 << 8, TABLE_ROW_FROM = 1 << 9, TABLE_ROW_TO = 1 << 10 };

/* For xBestIndex, after table_plan_arguments, which returned `given`. Asks for the value or the
** bounds that the query gives for the index in `column`. */
void table_plan_rows(sqlite3_index_info *info, int column, int given);

/* For xFilter: of n rows, only those from *row to *end - 1 can pass the `bounds`. SQLite compares
** each of them again. */
void table_narrow_rows(sqlite3_value **bounds, int index, size_t n, size_t *row, size_t *end);

/* How many values of xFilter are such an index or bounds. */
static inline int table_row_bounds(int index) {
  return ((index & TABLE_ROW_EQUAL) != 0) + ((index & TABLE_ROW_FROM) != 0) +
         ((index & TABLE_ROW_TO) != 0);
}

/* ---- lists: tables with a few rows, all of them always read ---- */

size_t table_list_row(const sqlite3_vtab_cursor *cursor); /* from 0 */

int table_list_best_index(sqlite3_vtab *table, sqlite3_index_info *info);
int table_list_open(sqlite3_vtab *table, sqlite3_vtab_cursor **cursor);
int table_list_filter(sqlite3_vtab_cursor *cursor, int index, const char *name, int count,
                      sqlite3_value **arguments);
int table_list_next(sqlite3_vtab_cursor *cursor);
int table_list_rowid(sqlite3_vtab_cursor *cursor, sqlite3_int64 *rowid);

/* The module of a list, given its xEof and xColumn. */
#define TABLE_LIST_MODULE(eof, column)                                                             \
  {                                                                                                \
    .xConnect = table_connect, .xBestIndex = table_list_best_index,                                \
    .xDisconnect = table_disconnect, .xOpen = table_list_open, .xClose = table_close,              \
    .xFilter = table_list_filter, .xNext = table_list_next, .xEof = (eof), .xColumn = (column),    \
    .xRowid = table_list_rowid                                                                     \
  }

#endif
