/* introspection.c: logits_functions is an eponymous table: a row per row of the table of functions.
** Its last column, details, is hidden: SELECT * stays readable, the reference documentation asks
** for it by name. */
#include "introspection.h"

#include "../logits.h"
#include "table.h"

void introspection_version(sqlite3_context *context, int count, sqlite3_value **arguments) {
  (void)count;
  (void)arguments;
  sqlite3_result_text(context, LOGITS_VERSION, -1, SQLITE_STATIC);
}

enum { COLUMN_NAME, COLUMN_SIGNATURE, COLUMN_KIND, COLUMN_LAYOUT, COLUMN_SUMMARY, COLUMN_EXAMPLE };

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

static int introspection_eof(sqlite3_vtab_cursor *cursor) {
  return table_list_row(cursor) >= functions_count;
}

static int introspection_column(sqlite3_vtab_cursor *cursor, sqlite3_context *context, int column) {
  const char *text = introspection_text(&functions_table[table_list_row(cursor)], column);
  sqlite3_result_text(context, text, -1, SQLITE_STATIC);
  return SQLITE_OK;
}

const sqlite3_module introspection_functions =
    TABLE_LIST_MODULE(introspection_eof, introspection_column);
