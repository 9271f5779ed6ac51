/* calls.h: calls of every function, made from the signatures in the table of functions, so that the
** loops over frames, over failing allocations and over floating-point states cannot forget one.
**
** A call is text in which %name stands for a column of t(id, g, o, x, label, odd, f, target): row
** number, partition, an order with ties, score, label, label of any type, weight, target. Of
** "f(a, b [, c])" there are two calls: with c and without. What stands for an argument is known by
** its name and, where that is not enough, by the layout or the function.
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
  const char *where; /* a layout or a function; NULL: any */
  const char *argument, *call;
} CallsArgument;

/* numpy.save of float64 [[1, 2, 3], [4, 5, 6]] in Fortran order. */
#define CALLS_NPY                                                                                  \
  "x'934E554D505901003A007B276465736372273A20273C6638272C2027666F727472616E5F6F72646572273A"       \
  "20547275652C20277368617065273A2028322C2033292C207D000000000000F03F0000000000001040000000"       \
  "0000000040000000000000144000000000000008400000000000001840'"

#define CALLS_SET "(SELECT score_set(sigmoid(x), id & 1, f) FROM t WHERE g = %g AND id <= %id + 9)"
#define CALLS_CLASSES "(SELECT class_set(label, o, f) FROM t WHERE g = %g AND id <= %id + 9)"
#define CALLS_FIT                                                                                  \
  "(SELECT fit_isotonic(x, o > 3, f + 1) FROM t WHERE abs(x) < 9e999 AND id <= %id + 9)"

/* Two states of logsumexp. */
#define CALLS_STATE                                                                                \
  "CASE WHEN %id & 1 THEN x'01010102010310B0E4ADE12CE607AA10C09BA6B0' ELSE "                       \
  "x'01010108020570803F97037F4755A52200103049EF8517766E9F30DB36FA68' END"

static const CallsArgument calls_arguments[] = {
    {"state_of", "function", "'log_loss'"},
    {"state_of", "...", "sigmoid(%x), %id & 1"},
    {"states", "state", CALLS_STATE},
    {"elementwise", "p", "sigmoid(%x)"},
    {"elementwise", "lse", "abs(%x)"},
    {"elementwise", "y", "sigmoid(-%x)"},
    {"elementwise", "seed", "%o"},
    {"elementwise", "key", "%x"},
    {"elementwise", "fit", CALLS_FIT},
    {"elementwise", "score", "%x"},
    {"columns", "a", "%x"},
    {"columns", "b", "%o"},
    {"columns", "...", "-%x, %f"},
    {"vec_log_prob", "v", "vec(sigmoid(%x), %o * 0.125, 1)"},
    {"vec_add", "a", "vec(%x, %o, -%id)"},
    {"vec_add", "b", "vec(%f, %x, 0.1)"},
    {"vec_scale", "a", "%o * 0.1"},
    {"label_index", "labels", "json_array(%label, 'a label')"},
    {"label_index", "label", "'a label'"},
    {"vec_rank", "index", "%id & 1"},
    {"vec_at", "index", "%id & 1"},
    {"vec_pack", "v", "vec_pack(vec(" CALLS_FLOAT ", %o))"},
    {"vec_pack", "type", "'f32'"},
    {"vectors", "keep", "vec(1, %id & 1, 1)"},
    {"vectors", "k", "2"},
    {"vectors", "u", "0.4"},
    {"vectors", "target", "%id & 1"},
    {"vectors", "labels", "'[\"a\", \"b\", \"c\"]'"},
    {"vectors", "npy", CALLS_NPY},
    {"class_report", "set", CALLS_CLASSES},
    {"confusion", "set", CALLS_CLASSES},
    {"plot_confusion", "set", CALLS_CLASSES},
    {"sets", "set", CALLS_SET},
    {"sets", "bins", "4"},
    {"sets", "title", "'a title'"},
    {"sets", "y", "'accuracy'"},
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

static bool calls_is(const char *word, const char *text, size_t length) {
  return strlen(word) == length && memcmp(word, text, length) == 0;
}

/* The argument `name` of a signature of this layout. */
static const char *calls_argument(const char *layout, const char *signature, const char *name,
                                  size_t length) {
  for (size_t i = 0; i < sizeof calls_arguments / sizeof *calls_arguments; i++) {
    const CallsArgument *known = &calls_arguments[i];
    if (known->where != NULL && strcmp(known->where, layout) != 0 &&
        !calls_is(known->where, signature, strcspn(signature, "("))) {
      continue;
    }
    if (calls_is(known->argument, name, length)) return known->call;
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
  const char *at = signature + strcspn(signature, "(");
  bool first = true;
  int used = snprintf(begun, sizeof begun, "%.*s(", (int)(at - signature), signature);
  for (at += *at != 0; *at != 0 && *at != ')';) {
    size_t skipped = strspn(at, " ,[");
    if (memchr(at, '[', skipped) != NULL) calls_take(calls, begun);
    at += skipped;
    size_t length = strcspn(at, " ,[])");
    const char *call = calls_argument(layout, signature, at, length);
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

/* The same calls from the number `first` on, by state_of. */
static void calls_of_states(Calls *calls, size_t first, const char *name) {
  size_t last = calls->count;
  for (size_t i = first; i < last; i++) {
    char begun[CALLS_SIZE];
    const char *arguments = calls->text[i] + strlen(name) + 1;
    snprintf(begun, sizeof begun, "state_of('%s', %.*s", name, (int)strlen(arguments) - 1,
             arguments);
    calls_take(calls, begun);
  }
}

/* All functions of a kind that the connection's table of functions has. Those that have states are also
** called by state_of. */
static void calls_read_kind(Calls *calls, sqlite3 *db, const char *kind) {
  sqlite3_stmt *statement = NULL;
  calls->count = 0;
  sqlite3_prepare_v2(db,
                     "SELECT layout, signature, name, state FROM logits_functions WHERE kind = ?1",
                     -1, &statement, NULL);
  sqlite3_bind_text(statement, 1, kind, -1, SQLITE_STATIC);
  while (sqlite3_step(statement) == SQLITE_ROW) {
    size_t first = calls->count;
    calls_of(calls, (const char *)sqlite3_column_text(statement, 0),
             (const char *)sqlite3_column_text(statement, 1));
    if (sqlite3_column_int(statement, 3) == 0) continue;
    calls_of_states(calls, first, (const char *)sqlite3_column_text(statement, 2));
  }
  CHECK(sqlite3_finalize(statement) == SQLITE_OK && calls->count > 0, "%s", sqlite3_errmsg(db));
}

static inline void calls_read(Calls *calls, sqlite3 *db) {
  calls_read_kind(calls, db, "aggregate");
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
