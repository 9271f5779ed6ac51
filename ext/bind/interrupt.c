/* interrupt.c: see interrupt.h.
**
** sqlite3_is_interrupted came with SQLite 3.41. An extension calls SQLite through a table of pointers,
** and headers before 3.41 do not declare the end of it. But a place in this table never changes:
** new functions are added behind the others, so that extensions stay binary compatible. So the place
** is known whatever the header, and whether it is there says the version of the SQLite that runs.
** Where the header knows the name, the compiler compares the place.
*/
#include "interrupt.h"

#include <math.h>
#include <string.h>

#ifdef SQLITE_CORE

/* Linked with SQLite: what its header does not declare is not there to link with. */
static bool interrupt_asked(void *db) {
  #if SQLITE_VERSION_NUMBER >= 3041000
  return sqlite3_is_interrupted(db) != 0;
  #else
  (void)db;
  return false;
  #endif
}

#else

enum { INTERRUPT_SINCE = 3041000, INTERRUPT_PLACE = 266 };

typedef int InterruptFunction(sqlite3 *db);

  #if SQLITE_VERSION_NUMBER >= 3041000
_Static_assert(offsetof(sqlite3_api_routines, is_interrupted) ==
                   INTERRUPT_PLACE * sizeof(InterruptFunction *),
               "the place of sqlite3_is_interrupted");
  #elif SQLITE_VERSION_NUMBER >= 3040000
_Static_assert(sizeof(sqlite3_api_routines) == INTERRUPT_PLACE * sizeof(InterruptFunction *),
               "the place of sqlite3_is_interrupted");
  #endif

static bool interrupt_asked(void *db) {
  InterruptFunction *function;
  if (sqlite3_libversion_number() < INTERRUPT_SINCE) return false;
  memcpy(&function, (const char *)sqlite3_api + INTERRUPT_PLACE * sizeof function, sizeof function);
  return function(db) != 0;
}

#endif

Stop interrupt_stop(sqlite3 *db) {
  return (Stop){interrupt_asked, db};
}

Stop interrupt_stop_of(sqlite3_context *context) {
  return interrupt_stop(sqlite3_context_db_handle(context));
}

bool interrupt_error(sqlite3_context *context) {
  if (!interrupt_asked(sqlite3_context_db_handle(context))) return false;
  sqlite3_result_error_code(context, SQLITE_INTERRUPT);
  return true;
}

void interrupt_or_nomem(sqlite3_context *context) {
  if (!interrupt_error(context)) sqlite3_result_error_nomem(context);
}

void interrupt_double_if(sqlite3_context *context, bool ended, const double *result) {
  if (ended) {
    sqlite3_result_double(context, *result);
  } else {
    interrupt_or_nomem(context);
  }
}

void interrupt_double(sqlite3_context *context, double result) {
  if (!isnan(result) || !interrupt_error(context)) sqlite3_result_double(context, result);
}

int interrupt_or_nomem_code(sqlite3 *db) {
  return interrupt_asked(db) ? SQLITE_INTERRUPT : SQLITE_NOMEM;
}
