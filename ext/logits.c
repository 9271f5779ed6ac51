/* logits.c: the entry point. Checks the SQLite version and registers the table of functions. */
#include "logits.h"

#include "bind/entry.h"
#include "bind/functions.h"

SQLITE_EXTENSION_INIT1

enum { OLDEST_SQLITE = 3025000 }; /* the first with window functions */

/* SQLite's user data is not const; ours is only read. */
static void *logits_row(const Function *function) {
  return (void *)function;
}

static int logits_register_arguments(sqlite3 *db, const Function *function, int arguments) {
  void *row = logits_row(function);
  int flags = SQLITE_UTF8 | SQLITE_DETERMINISTIC | SQLITE_INNOCUOUS | function->flags;
  if (function->aggregate != NULL) {
    return sqlite3_create_window_function(db, function->name, arguments, flags, row, entry_step,
                                          entry_final, entry_value, entry_inverse, NULL);
  }
  return sqlite3_create_function_v2(db, function->name, arguments, flags, row, entry_scalar, NULL,
                                    NULL, NULL);
}

static int logits_register(sqlite3 *db, const Function *function) {
  if (function->module != NULL) {
    return sqlite3_create_module_v2(db, function->name, &entry_module, logits_row(function), NULL);
  }
  int code = SQLITE_OK;
  for (int n = function->least; n <= function->most && code == SQLITE_OK; n++) {
    code = logits_register_arguments(db, function, n);
  }
  return code;
}

int sqlite3_logits_init(sqlite3 *db, char **error, const sqlite3_api_routines *api) {
  SQLITE_EXTENSION_INIT2(api)
#ifndef SQLITE_CORE
  if (api == NULL) return SQLITE_ERROR; /* called, not loaded: see logits.h */
#endif
  (void)api;
  if (sqlite3_libversion_number() < OLDEST_SQLITE) {
    if (error != NULL) {
      *error = sqlite3_mprintf("sqlite-logits needs SQLite 3.25 or newer, this is %s",
                               sqlite3_libversion());
    }
    return SQLITE_ERROR;
  }
  for (size_t i = 0; i < functions_count; i++) {
    int code = logits_register(db, &functions_table[i]);
    if (code != SQLITE_OK) {
      if (error != NULL) {
        *error = sqlite3_mprintf("sqlite-logits could not register %s: %s", functions_table[i].name,
                                 sqlite3_errmsg(db));
      }
      return code;
    }
  }
  return SQLITE_OK;
}
