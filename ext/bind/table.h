/* table.h: what the table-valued functions share.
**
** All are eponymous-only (no xCreate): the table is there without CREATE. Where SQLite knows the
** word they are innocuous, usable in views and triggers under trusted_schema=OFF.
*/
#ifndef LOGITS_BIND_TABLE_H
#define LOGITS_BIND_TABLE_H

#include "sqlite.h"

#include <stddef.h>

/* For xConnect: declares the table; *table is `bytes` zeroed bytes that begin with a sqlite3_vtab. */
int table_connect(sqlite3 *db, const char *schema, size_t bytes, sqlite3_vtab **table);
int table_disconnect(sqlite3_vtab *table);

/* For xOpen: `bytes` zeroed bytes that begin with a sqlite3_vtab_cursor. */
int table_open(size_t bytes, sqlite3_vtab_cursor **cursor);
int table_close(sqlite3_vtab_cursor *cursor);

/* ---- lists: tables with a fixed number of rows, all of them always read ---- */

/* Sets the result of one cell; rows count from 0. */
typedef void TableCell(sqlite3_context *context, size_t row, int column);

int table_connect_list(sqlite3 *db, const char *schema, size_t rows, TableCell *cell,
                       sqlite3_vtab **table);

int table_list_best_index(sqlite3_vtab *table, sqlite3_index_info *info);
int table_list_open(sqlite3_vtab *table, sqlite3_vtab_cursor **cursor);
int table_list_filter(sqlite3_vtab_cursor *cursor, int index, const char *name, int count,
                      sqlite3_value **arguments);
int table_list_next(sqlite3_vtab_cursor *cursor);
int table_list_eof(sqlite3_vtab_cursor *cursor);
int table_list_column(sqlite3_vtab_cursor *cursor, sqlite3_context *context, int column);
int table_list_rowid(sqlite3_vtab_cursor *cursor, sqlite3_int64 *rowid);

/* The module of a list; `connect` is an xConnect that calls table_connect_list. */
#define TABLE_LIST_MODULE(connect)                                                                 \
  {                                                                                                \
    .xConnect = (connect), .xBestIndex = table_list_best_index, .xDisconnect = table_disconnect,   \
    .xOpen = table_list_open, .xClose = table_close, .xFilter = table_list_filter,                 \
    .xNext = table_list_next, .xEof = table_list_eof, .xColumn = table_list_column,                \
    .xRowid = table_list_rowid                                                                     \
  }

#endif
