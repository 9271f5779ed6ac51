/* labels_value.c: see labels_value.h. */
#include "labels_value.h"

#include "interrupt.h"
#include "value.h"

static int labels_value_fault(char **fault, char *text) {
  *fault = text;
  return text == NULL ? SQLITE_NOMEM : SQLITE_ERROR;
}

int labels_value_parse(sqlite3 *db, sqlite3_value *value, JsonLabels *labels, char **fault) {
  Stop stop = interrupt_stop(db);
  JsonFault wrong;
  *fault = NULL;
  if (sqlite3_value_type(value) != SQLITE_TEXT) {
    bool blob = sqlite3_value_type(value) == SQLITE_BLOB;
    return labels_value_fault(fault, sqlite3_mprintf("must be a JSON array of labels, got a %s",
                                                     blob ? "BLOB" : "number"));
  }
  const char *text = (const char *)sqlite3_value_text(value);
  size_t size = (size_t)sqlite3_value_bytes(value);
  if (text == NULL) return SQLITE_NOMEM;
  if (jsonlabels_read(text, size, labels, &wrong, value_resize, &stop)) return SQLITE_OK;
  if (wrong.reason == NULL) return interrupt_or_nomem_code(db);
  return labels_value_fault(
      fault, sqlite3_mprintf("must be a JSON array of labels, got JSON with %s at character %llu",
                             wrong.reason, (unsigned long long)wrong.position));
}
