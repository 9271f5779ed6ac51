/* introspection.c: the extension about itself: logits_version() and logits_functions.
**
** logits_functions is an eponymous table: a row per row of the table of functions. The long texts
** are hidden columns: SELECT * stays readable, the reference documentation asks for them by name.
** The column details is all of these texts in one. */
#include "callbacks.h"

#include "../logits.h"
#include "../metrics/state.h"
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
  INTROSPECTION_EXAMPLE,
  INTROSPECTION_DETAILS,
  INTROSPECTION_ARGUMENTS,
  INTROSPECTION_RESULT,
  INTROSPECTION_ERRORS,
  INTROSPECTION_ACCURACY,
  INTROSPECTION_SOURCE,
  INTROSPECTION_STATE
};

static const char *introspection_functions_text(const Function *function, int column) {
  switch (column) {
  case INTROSPECTION_NAME: return function->name;
  case INTROSPECTION_SIGNATURE: return function->signature;
  case INTROSPECTION_KIND: return function->kind;
  case INTROSPECTION_LAYOUT: return function->layout;
  case INTROSPECTION_SUMMARY: return function->summary;
  case INTROSPECTION_EXAMPLE: return function->example;
  case INTROSPECTION_ARGUMENTS: return function->arguments;
  case INTROSPECTION_RESULT: return function->result;
  case INTROSPECTION_ERRORS: return function->errors;
  case INTROSPECTION_ACCURACY: return function->accuracy;
  default: return function->source;
  }
}

/* Appends a text, if there is one, on a line of its own. */
static void introspection_functions_append(sqlite3_str *out, const char *title, const char *text) {
  if (text == NULL) return;
  if (sqlite3_str_length(out) > 0) sqlite3_str_appendchar(out, 1, '\n');
  sqlite3_str_appendf(out, "%s%s", title, text);
}

/* The column details: all of these texts in one. */
static int introspection_functions_details(const Function *function, sqlite3_context *context) {
  sqlite3_str *out = sqlite3_str_new(sqlite3_context_db_handle(context));
  introspection_functions_append(out, "", function->arguments);
  introspection_functions_append(out, "Result: ", function->result);
  introspection_functions_append(out, "NULL and errors: ", function->errors);
  introspection_functions_append(out, "Accuracy: ", function->accuracy);
  introspection_functions_append(out, "Source: ", function->source);
  int code = sqlite3_str_errcode(out);
  sqlite3_result_text(context, sqlite3_str_finish(out), -1, sqlite3_free);
  return code;
}

static int introspection_functions_eof(sqlite3_vtab_cursor *cursor) {
  return table_list_row(cursor) >= functions_count;
}

static int introspection_functions_column(sqlite3_vtab_cursor *cursor, sqlite3_context *context,
                                          int column) {
  const Function *function = &functions_table[table_list_row(cursor)];
  if (column == INTROSPECTION_DETAILS) return introspection_functions_details(function, context);
  if (column == INTROSPECTION_STATE) {
    bool has = function->aggregate != NULL && state_kind(function->name) != NULL;
    sqlite3_result_int(context, has);
    return SQLITE_OK;
  }
  sqlite3_result_text(context, introspection_functions_text(function, column), -1, SQLITE_STATIC);
  return SQLITE_OK;
}

const sqlite3_module introspection_logits_functions =
    TABLE_LIST_MODULE(introspection_functions_eof, introspection_functions_column);
