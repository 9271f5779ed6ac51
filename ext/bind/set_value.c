/* set_value.c: see set_value.h. */
#include "set_value.h"

#include "../metrics/jsonclasses.h"
#include "interrupt.h"
#include "value.h"

static int set_value_fault(char **fault, char *text) {
  *fault = text;
  return text == NULL ? SQLITE_NOMEM : SQLITE_ERROR;
}

/* The text of a set of that form. */
static int set_value_text(sqlite3_value *value, const char *form, const char **text, size_t *size,
                          char **fault) {
  *fault = NULL;
  if (sqlite3_value_type(value) != SQLITE_TEXT) {
    const char *got = sqlite3_value_type(value) == SQLITE_BLOB ? "a BLOB" : "a number";
    return set_value_fault(fault, sqlite3_mprintf("must be %s, got %s", form, got));
  }
  *text = (const char *)sqlite3_value_text(value);
  *size = (size_t)sqlite3_value_bytes(value);
  return *text == NULL ? SQLITE_NOMEM : SQLITE_OK;
}

static int set_value_wrong(sqlite3 *db, const char *form, const JsonFault *wrong, char **fault) {
  if (wrong->reason == NULL) return interrupt_or_nomem_code(db);
  return set_value_fault(fault,
                         sqlite3_mprintf("must be %s, got JSON with %s at character %llu", form,
                                         wrong->reason, (unsigned long long)wrong->position));
}

int set_value_parse(sqlite3 *db, sqlite3_value *value, JsonSets *sets, char **fault) {
  static const char form[] = "a set of examples as score_set(score, label) makes it";
  Stop stop = interrupt_stop(db);
  JsonFault wrong;
  const char *text;
  size_t size;
  int code = set_value_text(value, form, &text, &size, fault);
  if (code != SQLITE_OK || jsonsets_read(text, size, sets, &wrong, value_resize, &stop))
    return code;
  return set_value_wrong(db, form, &wrong, fault);
}

int set_value_parse_classes(sqlite3 *db, sqlite3_value *value, ClassSet *set, char **fault) {
  static const char form[] = "a set of classes as class_set(predicted, label) makes it";
  Stop stop = interrupt_stop(db);
  JsonFault wrong;
  const char *text;
  size_t size;
  int code = set_value_text(value, form, &text, &size, fault);
  if (code != SQLITE_OK || jsonclasses_read(text, size, set, &wrong, value_resize, &stop))
    return code;
  return set_value_wrong(db, form, &wrong, fault);
}

/* Sorted examples begin with the highest score and end with the lowest. */
static bool set_value_outside(const JsonSet *set, double *score) {
  if (set->count == 0) return false;
  double highest = set->examples[0].score, lowest = set->examples[set->count - 1].score;
  *score = highest > 1 ? highest : lowest;
  return highest > 1 || lowest < 0;
}

int set_value_parse_probabilities(sqlite3 *db, sqlite3_value *value, JsonSets *sets, char **fault) {
  int code = set_value_parse(db, value, sets, fault);
  for (size_t i = 0; i < sets->count; i++) {
    double score;
    if (code != SQLITE_OK || !set_value_outside(&sets->items[i], &score)) continue;
    code = set_value_fault(
        fault, sqlite3_mprintf("must be a set of probabilities from 0 to 1, got one with %!.15g; "
                               "a logit? collect score_set(sigmoid(logit), label)",
                               score));
  }
  if (code != SQLITE_OK) set_value_clear(sets);
  return code;
}

void set_value_clear(JsonSets *sets) {
  jsonsets_clear(sets, value_resize);
}
