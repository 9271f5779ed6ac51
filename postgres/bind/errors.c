/* errors.c: a context's error as PostgreSQL's, with its SQLSTATE.
**
** SQLite has one text, "what is wrong; advice". Here the advice is the hint.
*/
#include "engine.h"

#include "mb/pg_wchar.h"
#include "miscadmin.h"

/* The state of an error is that of the first words that its text has. */
static const struct {
  const char *words;
  int state;
} errors_states[] = {
    {"must be a number, got TEXT", ERRCODE_INVALID_TEXT_REPRESENTATION},
    {"got JSON with", ERRCODE_INVALID_TEXT_REPRESENTATION},
    {"must be a number, got BLOB", ERRCODE_DATATYPE_MISMATCH},
    {"got the number", ERRCODE_DATATYPE_MISMATCH},
    {"got a BLOB", ERRCODE_DATATYPE_MISMATCH},
    {"got a number", ERRCODE_DATATYPE_MISMATCH},
    {"too large for float32", ERRCODE_NUMERIC_VALUE_OUT_OF_RANGE},
    {"of the result overflows", ERRCODE_NUMERIC_VALUE_OUT_OF_RANGE},
    {"more rows together", ERRCODE_PROGRAM_LIMIT_EXCEEDED},
    {"longer than the most bytes", ERRCODE_PROGRAM_LIMIT_EXCEEDED},
};

static int errors_state(const char *text) {
  for (size_t i = 0; i < lengthof(errors_states); i++) {
    if (strstr(text, errors_states[i].words) != NULL) return errors_states[i].state;
  }
  return ERRCODE_INVALID_PARAMETER_VALUE;
}

/* Where the value that the text shows ends: a "; " in it is the user's. */
static char *errors_after_value(char *text) {
  static const char shown[] = ", got TEXT '";
  char *value = strstr(text, shown), *end = NULL;
  if (value == NULL) return text;
  value += sizeof shown - 1;
  for (char *at = value; (at = strchr(at, '\'')) != NULL; at++) {
    if (strncmp(at, "'; ", 3) == 0 || strncmp(at, "'... (", 6) == 0) end = at;
  }
  return end == NULL ? value + strlen(value) : end;
}

/* Cuts the advice off the text. NULL: it has none. "it ..." says what is wrong with a value. */
static const char *errors_hint(char *text) {
  char *end = strstr(errors_after_value(text), "; ");
  if (end == NULL || strncmp(end, "; it ", 5) == 0) return NULL;
  *end = 0;
  if (strcmp(end + 2, "rounded? max(0.0, min(1.0, p))") == 0) {
    return "rounded? greatest(0.0, least(1.0, p))";
  }
  return end + 2;
}

static void errors_report(char *text) {
  int state = errors_state(text);
  const char *hint = errors_hint(text);
  ereport(ERROR, errcode(state), errmsg("%s", text), hint == NULL ? 0 : errhint("%s", hint));
}

/* Without the conversion the text is the context's own, which may be written to. */
void errors_raise_code(int code, char *text) {
  CHECK_FOR_INTERRUPTS();
  switch (code) {
  case SQLITE_OK: break;
  case SQLITE_ERROR: errors_report(pg_any_to_server(text, (int)strlen(text), PG_UTF8)); break;
  case SQLITE_INTERRUPT:
    ereport(ERROR, errcode(ERRCODE_QUERY_CANCELED), errmsg("interrupted"));
    break;
  case SQLITE_TOOBIG:
    ereport(ERROR, errcode(ERRCODE_PROGRAM_LIMIT_EXCEEDED), errmsg("string or blob too big"));
    break;
  default: ereport(ERROR, errcode(ERRCODE_OUT_OF_MEMORY), errmsg("out of memory"));
  }
}

void errors_raise(sqlite3_context *context) {
  errors_raise_code(context->failed ? context->code : SQLITE_OK, context->text);
}
