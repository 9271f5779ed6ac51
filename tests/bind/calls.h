/* calls.h: calls of every aggregate, made from the signatures in the table of functions, so that the
** loops over frames and over failing allocations cannot forget one.
**
** A call is text in which %name stands for a column of t(id, g, o, x, label, odd, f, target): row
** number, partition, an order with ties, score, label, label of any type, weight, target. Of
** "f(a, b [, c])" there are two calls: with c and without. What stands for an argument is known by
** its name and, where that is not enough, by the layout.
*/
#ifndef LOGITS_TESTS_BIND_CALLS_H
#define LOGITS_TESTS_BIND_CALLS_H

#include "../../ext/logits.h"
#include "../check.h"

#include <stdbool.h>
#include <string.h>

#define CALLS_FINITE "CASE WHEN abs(%x) < 9e999 THEN %x END"
#define CALLS_WEIGHT "CASE WHEN abs(%x) < 9e999 THEN abs(%x) END"
#define CALLS_FLOAT "CASE WHEN abs(%x) NOT BETWEEN 1e30 AND 1e308 THEN %x END"

typedef struct {
  const char *layout; /* NULL: any */
  const char *argument, *call;
} CallsArgument;

static const CallsArgument calls_arguments[] = {
    {"rows", "p", CALLS_WEIGHT},
    {"rows", "q", "%o"},
    {"rows", "t", "%target"},
    {"rows", "label", "%label"},
    {"rows", "k", "3"},
    {"rows", "u", "0.4"},
    {"rows", "logprob", "-abs(%x)"},
    {"vectors", "index", "(%id & 7) * 8 + %id / 8"},
    {"vectors", "x", CALLS_FLOAT},
    {"vectors", "v", "vec(%x, %o, -%id)"},
    {"examples", "v", "CASE WHEN abs(%x) < 9e999 THEN vec(%x, %o, %id & 3) END"},
    {"examples", "label", "%id & 1"},
    {"examples", "predicted", "%o & 1"},
    {"examples", "score", CALLS_FINITE},
    {"examples", "p", "sigmoid(%x)"},
    {"examples", "bins", "4"},
    {"examples", "norm", "'l2'"},
    {NULL, "x", "%x"},
    {NULL, "weight", "%f * 0.3"},
};

static const char *calls_argument(const char *layout, const char *name, size_t length) {
  for (size_t i = 0; i < sizeof calls_arguments / sizeof *calls_arguments; i++) {
    const CallsArgument *known = &calls_arguments[i];
    if (known->layout != NULL && strcmp(known->layout, layout) != 0) continue;
    if (strlen(known->argument) == length && memcmp(known->argument, name, length) == 0) {
      return known->call;
    }
  }
  return NULL;
}

enum { CALLS_SIZE = 400, CALLS_MOST = 200 };

typedef struct {
  char text[CALLS_MOST][CALLS_SIZE];
  size_t count;
} Calls;

static void calls_take(Calls *calls, const char *begun) {
  CHECK(calls->count < CALLS_MOST, "calls.h: more than %d calls", CALLS_MOST);
  if (calls->count == CALLS_MOST) return;
  snprintf(calls->text[calls->count++], CALLS_SIZE, "%s)", begun);
}

/* The calls of one signature: a new one ends where an optional argument begins, and at the end. */
static void calls_of(Calls *calls, const char *layout, const char *signature) {
  char begun[CALLS_SIZE];
  const char *at = strchr(signature, '(');
  bool first = true;
  int used = snprintf(begun, sizeof begun, "%.*s(", (int)(at - signature), signature);
  for (at++; *at != 0 && *at != ')';) {
    size_t skipped = strspn(at, " ,[");
    if (memchr(at, '[', skipped) != NULL) calls_take(calls, begun);
    at += skipped;
    size_t length = strcspn(at, " ,[])");
    const char *call = calls_argument(layout, at, length);
    CHECK(call != NULL,
          "calls.h: no call for argument '%.*s' of %s, layout %s: add one to calls_arguments",
          (int)length, at, signature, layout);
    used += snprintf(begun + used, sizeof begun - (size_t)used, "%s%s", first ? "" : ", ",
                     call != NULL ? call : "NULL");
    first = false;
    at += length;
    at += strspn(at, " ]");
  }
  calls_take(calls, begun);
}

/* All aggregates that the connection's table of functions has. */
static void calls_read(Calls *calls, sqlite3 *db) {
  sqlite3_stmt *statement = NULL;
  calls->count = 0;
  sqlite3_prepare_v2(db, "SELECT layout, signature FROM logits_functions WHERE kind = 'aggregate'",
                     -1, &statement, NULL);
  while (sqlite3_step(statement) == SQLITE_ROW) {
    calls_of(calls, (const char *)sqlite3_column_text(statement, 0),
             (const char *)sqlite3_column_text(statement, 1));
  }
  CHECK(sqlite3_finalize(statement) == SQLITE_OK && calls->count > 0, "%s", sqlite3_errmsg(db));
}

/* The call with every %name replaced by prefix.name. */
static void calls_expand(char *text, size_t size, const char *call, const char *prefix) {
  size_t used = 0;
  for (const char *c = call; *c && used + 20 < size; c++) {
    if (*c == '%') {
      used += (size_t)snprintf(text + used, size - used, "%s.", prefix);
    } else {
      text[used++] = *c;
    }
  }
  text[used] = 0;
}

#endif
