/* test_load.c: the extension as a host loads it: what it refuses, what it says then, and the flags with
** which it registers each function.
**
** The table of SQLite's calls that a loaded extension gets is copied, and some calls of it are replaced.
*/
#define SQLITE_CORE /* of sqlite3ext.h the table alone: the test calls SQLite itself */
#include "calls.h"

#include <dlfcn.h>
#include <sqlite3ext.h>
#include <stdlib.h>
#include <string.h>

#ifndef SQLITE_RESULT_SUBTYPE /* since 3.45; older ones ignore it */
  #define SQLITE_RESULT_SUBTYPE 0x001000000
#endif
#ifndef SQLITE_INNOCUOUS /* since 3.31 */
  #define SQLITE_INNOCUOUS 0x000200000
#endif

typedef int LoadEntry(sqlite3 *db, char **error, const sqlite3_api_routines *api);

static sqlite3_api_routines load_real, load_api; /* SQLite's own, and what the extension gets */

static int load_capture(sqlite3 *db, char **error, const sqlite3_api_routines *api) {
  (void)db;
  (void)error;
  load_real = *api;
  return SQLITE_OK;
}

/* The extension of this build: tests are in BUILD/tests/bind. */
static LoadEntry *load_library(const char *program) {
  static const char *const suffixes[] = {"so", "dylib", "dll"};
  const char *slash = strrchr(program, '/');
  void *library = NULL;
  for (size_t i = 0; i < 3 && library == NULL; i++) {
    char path[1000];
    snprintf(path, sizeof path, "%.*s/../../logits.%s", slash != NULL ? (int)(slash - program) : 1,
             slash != NULL ? program : ".", suffixes[i]);
    library = dlopen(path, RTLD_NOW | RTLD_LOCAL);
  }
  LoadEntry *entry = NULL;
  CHECK(library != NULL, "%s", dlerror());
  if (library == NULL) return NULL;
  void *symbol = dlsym(library, "sqlite3_logits_init");
  memcpy(&entry, &symbol, sizeof entry);
  return entry;
}

/* ---- refusals ---- */

static int load_old(void) {
  return 3024000;
}

static const char *load_old_name(void) {
  return "3.24.0";
}

static void load_refused(LoadEntry *entry, sqlite3 *db, const char *expected) {
  char *error = NULL;
  CHECK(entry(db, &error, &load_api) == SQLITE_ERROR, "not refused");
  CHECK(error != NULL && strcmp(error, expected) == 0, "%s, not %s", error, expected);
  sqlite3_free(error);
  CHECK(entry(db, NULL, &load_api) == SQLITE_ERROR, "not refused");
}

/* ---- registration ---- */

enum { LOAD_MOST = 300 };

typedef struct {
  const void *data;
  const char *name;
  int flags;
} LoadFunction;

static LoadFunction load_functions[LOAD_MOST];
static size_t load_count;
static long load_subtypes;
static const char *load_failing; /* the function whose registration fails */

static int load_note(const char *name, int flags, const void *data) {
  if (load_failing != NULL && strcmp(name, load_failing) == 0) return SQLITE_ERROR;
  if (load_count == LOAD_MOST) abort();
  load_functions[load_count++] = (LoadFunction){data, name, flags};
  return SQLITE_OK;
}

static int load_scalar(sqlite3 *db, const char *name, int count, int flags, void *data,
                       void (*function)(sqlite3_context *, int, sqlite3_value **),
                       void (*step)(sqlite3_context *, int, sqlite3_value **),
                       void (*final)(sqlite3_context *), void (*destroy)(void *)) {
  int code = load_note(name, flags, data);
  if (code != SQLITE_OK) return code;
  return load_real.create_function_v2(db, name, count, flags, data, function, step, final, destroy);
}

static int load_window(sqlite3 *db, const char *name, int count, int flags, void *data,
                       void (*step)(sqlite3_context *, int, sqlite3_value **),
                       void (*final)(sqlite3_context *), void (*value)(sqlite3_context *),
                       void (*inverse)(sqlite3_context *, int, sqlite3_value **),
                       void (*destroy)(void *)) {
  int code = load_note(name, flags, data);
  if (code != SQLITE_OK) return code;
  return load_real.create_window_function(db, name, count, flags, data, step, final, value, inverse,
                                          destroy);
}

/* From SQLite 3.45 on, a function whose result has a subtype has to be registered as one. */
static void load_subtype(sqlite3_context *context, unsigned subtype) {
  const void *data = load_real.user_data(context);
  const LoadFunction *function = NULL;
  for (size_t i = 0; i < load_count; i++) {
    if (load_functions[i].data == data) function = &load_functions[i];
  }
  load_subtypes++;
  CHECK(function != NULL && (function->flags & SQLITE_RESULT_SUBTYPE) != 0,
        "%s gives a result with a subtype, and is registered without SQLITE_RESULT_SUBTYPE",
        function != NULL ? function->name : "a function that is not registered");
  load_real.result_subtype(context, subtype);
}

/* Runs every call of a kind (calls.h). */
static void load_run(sqlite3 *db, const char *kind) {
  static Calls calls;
  calls_read_kind(&calls, db, kind);
  for (size_t i = 0; i < calls.count; i++) {
    char call[2 * CALLS_SIZE], sql[3 * CALLS_SIZE], *error = NULL;
    calls_expand(call, sizeof call, calls.text[i], "t");
    snprintf(sql, sizeof sql, "SELECT %s FROM t", call);
    CHECK(sqlite3_exec(db, sql, NULL, NULL, &error) == SQLITE_OK, "%s: %s", sql, error);
    sqlite3_free(error);
  }
}

static void load_flags(LoadEntry *entry, sqlite3 *db) {
  const int every = SQLITE_UTF8 | SQLITE_DETERMINISTIC | SQLITE_INNOCUOUS;
  char *error = NULL;
  load_api.create_function_v2 = load_scalar;
  load_api.create_window_function = load_window;
  load_api.result_subtype = load_subtype;
  CHECK(entry(db, &error, &load_api) == SQLITE_OK, "%s", error);
  for (size_t i = 0; i < load_count; i++) {
    CHECK((load_functions[i].flags & ~SQLITE_RESULT_SUBTYPE) == every, "%s: flags %#x",
          load_functions[i].name, (unsigned)load_functions[i].flags);
  }
  sqlite3_exec(db,
               "CREATE TABLE t(id, g, o, x, label, odd, f, target);"
               "INSERT INTO t VALUES (1, 1, 4, 0.5, 'a', 1, 2, 1), (2, 1, 3, -1, 'b', 2, 3, 0)",
               NULL, NULL, NULL);
  load_run(db, "scalar");
  load_run(db, "aggregate");
  CHECK(load_subtypes > 10, "only %ld results have a subtype", load_subtypes);
}

int main(int count, char **arguments) {
  sqlite3 *db = NULL;
  void (*capture)(void) = NULL;
  int (*callback)(sqlite3 *, char **, const sqlite3_api_routines *) = load_capture;
  memcpy(&capture, &callback, sizeof capture);
  sqlite3_auto_extension(capture);
  CHECK(sqlite3_open(":memory:", &db) == SQLITE_OK, "open");
  LoadEntry *entry = load_library(count > 0 ? arguments[0] : "");
  if (entry == NULL || load_real.libversion_number == NULL) return check_report();

  CHECK(entry(db, NULL, NULL) == SQLITE_ERROR, "called without SQLite's calls");
  load_api = load_real;
  load_api.libversion_number = load_old;
  load_api.libversion = load_old_name;
  load_refused(entry, db, "sqlite-logits needs SQLite 3.25 or newer, this is 3.24.0");
  load_api = load_real;
  load_api.create_function_v2 = load_scalar;
  load_api.create_window_function = load_window;
  load_failing = "logit";
  load_refused(entry, db, "sqlite-logits could not register logit: not an error");
  load_failing = "mcc";
  load_refused(entry, db, "sqlite-logits could not register mcc: not an error");
  load_failing = NULL;
  load_count = 0;
  load_flags(entry, db);
  sqlite3_close(db);
  return check_report();
}
