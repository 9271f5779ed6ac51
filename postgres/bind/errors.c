/* errors.c: a context's error as PostgreSQL's, with its SQLSTATE.
**
** The message is the whole text, as in SQLite: advice is a part of it.
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

void errors_raise_code(int code, char *text) {
  CHECK_FOR_INTERRUPTS();
  switch (code) {
  case SQLITE_OK: break;
  case SQLITE_ERROR:
    text = pg_any_to_server(text, (int)strlen(text), PG_UTF8);
    ereport(ERROR, errcode(errors_state(text)), errmsg("%s", text));
    break;
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
