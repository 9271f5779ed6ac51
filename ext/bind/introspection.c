/* introspection.c: the extension about itself: logits_version() and logits_functions.
**
** logits_functions is an eponymous table: a row per row of the table of functions.
** Its last column, details, is hidden: SELECT * stays readable, the reference documentation asks
** for it by name. */
#include "callbacks.h"

#include "../logits.h"
#include "table.h"

void introspection_logits_version(sqlite3_context *context, int count, sqlite3_value **arguments) {
  (void)count;
  (void)arguments;
  sqlite3_result_text(context, LOGITS_VERSION, -1, SQLITE_STATIC);
}

enum {
  INTROSPECTION_NAME,
  INTROSPECTION_SIGNATURE,
  INTROSPECTION_KIND,
  INTROSPECTION_LAYOUT,
  INTROSPECTION_SUMMARY,
  INTROSPECTION_EXAMPLE
};

static const char *introspection_functions_text(const Function *function, int column) {
  switch (column) {
  case INTROSPECTION_NAME: return function->name;
  case INTROSPECTION_SIGNATURE: return function->signature;
  case INTROSPECTION_KIND: return function->kind;
  case INTROSPECTION_LAYOUT: return function->layout;
  case INTROSPECTION_SUMMARY: return function->summary;
  case INTROSPECTION_EXAMPLE: return function->example;
  default: return function->details;
  }
}

static int introspection_functions_eof(sqlite3_vtab_cursor *cursor) {
  return table_list_row(cursor) >= functions_count;
}

static int introspection_functions_column(sqlite3_vtab_cursor *cursor, sqlite3_context *context,
                                          int column) {
  const char *text = introspection_functions_text(&functions_table[table_list_row(cursor)], column);
  sqlite3_result_text(context, text, -1, SQLITE_STATIC);
  return SQLITE_OK;
}

const sqlite3_module introspection_logits_functions =
    TABLE_LIST_MODULE(introspection_functions_eof, introspection_functions_column);
