/* elementwise_isotonic.c: isotonic(fit, score). A fit that is the same in every row, a constant or a
** parameter of the statement, is read once: SQLite keeps it beside the argument. */
#include "callbacks.h"

#include "../metrics/isotonic_json.h"
#include "interrupt.h"
#include "value.h"

#include <math.h>

#define ELEMENTWISE_ISOTONIC_FORM "must be a fit as fit_isotonic(score, label) makes it"

static void elementwise_isotonic_free(void *pointer) {
  isotonic_clear(pointer, value_resize);
  sqlite3_free(pointer);
}

static void elementwise_isotonic_fault(sqlite3_context *context, JsonFault wrong) {
  char *fault =
      wrong.reason == NULL
          ? NULL
          : sqlite3_mprintf(ELEMENTWISE_ISOTONIC_FORM ", got JSON with %s at character %llu",
                            wrong.reason, (unsigned long long)wrong.position);
  if (fault == NULL) {
    interrupt_or_nomem(context);
  } else {
    value_error_fault(context, 0, fault);
  }
  sqlite3_free(fault);
}

/* The fit in argument 1, which is not NULL, in memory of its own; NULL: the error has been set. */
static Isotonic *elementwise_isotonic_read(sqlite3_context *context, sqlite3_value **arguments) {
  if (sqlite3_value_type(arguments[0]) != SQLITE_TEXT) {
    value_error_argument(context, arguments, 0, ELEMENTWISE_ISOTONIC_FORM);
    return NULL;
  }
  const char *text = (const char *)sqlite3_value_text(arguments[0]);
  size_t size = (size_t)sqlite3_value_bytes(arguments[0]);
  Isotonic *fit = text == NULL ? NULL : sqlite3_malloc64(sizeof *fit);
  if (fit == NULL) {
    sqlite3_result_error_nomem(context);
    return NULL;
  }
  Stop stop = interrupt_stop_of(context);
  JsonFault wrong;
  *fit = (Isotonic){NULL, 0};
  if (isotonic_json_read(text, size, fit, &wrong, value_resize, &stop)) return fit;
  sqlite3_free(fit);
  elementwise_isotonic_fault(context, wrong);
  return NULL;
}

/* SQLite may free what it is given to keep at once, so the result comes first. */
void elementwise_isotonic(sqlite3_context *context, int count, sqlite3_value **arguments) {
  double score;
  (void)count;
  if (!value_number_hint(context, arguments, 1, "the order is isotonic(fit, score)", &score))
    return;
  if (sqlite3_value_type(arguments[0]) == SQLITE_NULL) return;
  Isotonic *kept = sqlite3_get_auxdata(context, 0), *fit = kept;
  if (fit == NULL) fit = elementwise_isotonic_read(context, arguments);
  if (fit == NULL) return;
  if (!isnan(score)) sqlite3_result_double(context, isotonic_at(fit, score));
  if (kept == NULL) sqlite3_set_auxdata(context, 0, fit, elementwise_isotonic_free);
}
