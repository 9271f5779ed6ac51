/* results.c: sqlite3_context: the result of a call, or its error, and what a call may know. */
#include "engine.h"

#include "miscadmin.h"

#include <math.h>

void results_begin(sqlite3_context *context, const Function *function) {
  memset(context, 0, offsetof(sqlite3_context, result));
  context->function = function;
  context->result.type = SQLITE_NULL;
  context->destroy = NULL;
  context->failed = false;
  context->code = SQLITE_OK;
  context->text = NULL;
}

/* ---- what a call may know ---- */

void *sqlite3_user_data(sqlite3_context *context) {
  return (void *)context->function;
}

/* There is one server, and nothing that ext/bind asks of a connection depends on it. */
sqlite3 *sqlite3_context_db_handle(sqlite3_context *context) {
  (void)context;
  return NULL;
}

/* What ends the statement. Other interrupts can wait. */
int sqlite3_is_interrupted(sqlite3 *db) {
  (void)db;
  if (!InterruptPending) return false;
#if PG_VERSION_NUM >= 170000
  if (TransactionTimeoutPending) return true;
#endif
  return QueryCancelPending || ProcDiePending;
}

const char *sqlite3_libversion(void) {
  return "PostgreSQL " PG_VERSION;
}

int sqlite3_libversion_number(void) {
  return SQLITE_VERSION_NUMBER;
}

/* aggregates.c allocates it, before the call. */
void *sqlite3_aggregate_context(sqlite3_context *context, int bytes) {
  (void)bytes;
  return context->aggregate;
}

void *sqlite3_get_auxdata(sqlite3_context *context, int argument) {
  return argument == 0 && context->kept != NULL ? context->kept->data : NULL;
}

void sqlite3_set_auxdata(sqlite3_context *context, int argument, void *data,
                         sqlite3_destructor_type destroy) {
  if (argument == 0 && context->kept != NULL && context->kept->stable) {
    context->kept->data = data;
  } else {
    destroy(data);
  }
}

/* ---- results ---- */

void results_end(sqlite3_context *context) {
  if (context->destroy != NULL) context->destroy((void *)context->result.bytes);
  context->destroy = NULL;
  context->result.type = SQLITE_NULL;
}

void sqlite3_result_null(sqlite3_context *context) {
  results_end(context);
}

void sqlite3_result_int64(sqlite3_context *context, sqlite3_int64 x) {
  results_end(context);
  context->result.type = SQLITE_INTEGER;
  context->result.as.integer = x;
}

void sqlite3_result_int(sqlite3_context *context, int x) {
  sqlite3_result_int64(context, x);
}

/* No value is a NaN. */
void sqlite3_result_double(sqlite3_context *context, double x) {
  results_end(context);
  if (isnan(x)) return;
  context->result.type = SQLITE_FLOAT;
  context->result.as.real = x;
}

static void results_bytes(sqlite3_context *context, int type, const void *bytes, size_t size,
                          sqlite3_destructor_type destroy) {
  results_end(context);
  if (destroy == SQLITE_TRANSIENT) {
    void *copy = sqlite3_malloc64(size + 1);
    if (copy == NULL) {
      sqlite3_result_error_nomem(context);
      return;
    }
    if (size > 0) memcpy(copy, bytes, size);
    bytes = copy;
    destroy = sqlite3_free;
  }
  context->result.type = type;
  context->result.bytes = bytes;
  context->result.size = size;
  context->destroy = destroy;
}

/* A NULL pointer is NULL; the size -1 stands for text up to its NUL. */
void sqlite3_result_text(sqlite3_context *context, const char *text, int bytes,
                         sqlite3_destructor_type destroy) {
  if (text == NULL) {
    results_end(context);
  } else {
    size_t size = bytes < 0 ? strlen(text) : (size_t)bytes;
    results_bytes(context, SQLITE_TEXT, text, size, destroy);
  }
}

void sqlite3_result_text64(sqlite3_context *context, const char *text, sqlite3_uint64 bytes,
                           sqlite3_destructor_type destroy, unsigned char encoding) {
  (void)encoding;
  results_bytes(context, SQLITE_TEXT, text, (size_t)bytes, destroy);
}

void sqlite3_result_blob64(sqlite3_context *context, const void *data, sqlite3_uint64 bytes,
                           sqlite3_destructor_type destroy) {
  results_bytes(context, SQLITE_BLOB, data, (size_t)bytes, destroy);
}

void sqlite3_result_blob(sqlite3_context *context, const void *data, int bytes,
                         sqlite3_destructor_type destroy) {
  results_bytes(context, SQLITE_BLOB, data, (size_t)bytes, destroy);
}

void sqlite3_result_value(sqlite3_context *context, sqlite3_value *value) {
  switch (value->type) {
  case SQLITE_INTEGER: sqlite3_result_int64(context, value->as.integer); break;
  case SQLITE_FLOAT: sqlite3_result_double(context, value->as.real); break;
  case SQLITE_NULL: results_end(context); break;
  default: results_bytes(context, value->type, value->bytes, value->size, SQLITE_TRANSIENT);
  }
}

/* The type of the SQL function says whether its text is JSON. */
void sqlite3_result_subtype(sqlite3_context *context, unsigned subtype) {
  (void)context;
  (void)subtype;
}

/* ---- errors ---- */

void sqlite3_result_error_code(sqlite3_context *context, int code) {
  sqlite3_free(context->text);
  context->text = NULL;
  context->failed = true;
  context->code = code;
}

void sqlite3_result_error_nomem(sqlite3_context *context) {
  sqlite3_result_error_code(context, SQLITE_NOMEM);
}

void sqlite3_result_error_toobig(sqlite3_context *context) {
  sqlite3_result_error_code(context, SQLITE_TOOBIG);
}

void sqlite3_result_error(sqlite3_context *context, const char *text, int bytes) {
  size_t size = bytes < 0 ? strlen(text) : (size_t)bytes;
  char *copy = sqlite3_malloc64(size + 1);
  sqlite3_result_error_code(context, copy == NULL ? SQLITE_NOMEM : SQLITE_ERROR);
  if (copy == NULL) return;
  memcpy(copy, text, size);
  copy[size] = 0;
  context->text = copy;
}
