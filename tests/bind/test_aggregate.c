/* test_aggregate.c: a row that leaves a frame without having entered it. SQLite 3.28 to 3.35 remove
** such rows (ext/bind/aggregate.c); here any SQLite seems to, since the step of every aggregate of the
** table of functions lets rows leave as a pattern says.
**
** Guarded, by aggregate_inverse, the first such row is an error that says so. Not guarded, the state
** may be worth nothing, but no operation on it crashes or hangs, and all memory is freed.
*/
#define SQLITE_CORE /* functions.h is to call SQLite itself, as all that is linked here does */
#include "calls.h"

#include "../../ext/bind/functions.h"

enum {
  AGGREGATE_ROWS = 6,
  AGGREGATE_PATTERNS = 1 << AGGREGATE_ROWS,
  AGGREGATE_MOST = AGGREGATE_ARGUMENTS
};

static unsigned aggregate_pattern; /* bit i: row i leaves */
static int aggregate_at;           /* the row */

static bool aggregate_leaves_next(void) {
  return (aggregate_pattern >> aggregate_at++ & 1) != 0;
}

static void aggregate_guarded(sqlite3_context *context, int count, sqlite3_value **arguments) {
  (aggregate_leaves_next() ? aggregate_inverse : aggregate_step)(context, count, arguments);
}

static const Aggregate *aggregate_of(sqlite3_context *context) {
  return ((const Function *)sqlite3_user_data(context))->aggregate;
}

/* Behind the head, as aggregate.h has it. */
static void *aggregate_state(sqlite3_context *context) {
  int bytes = (int)sizeof(AggregateHead) + aggregate_of(context)->state_bytes;
  return (AggregateHead *)sqlite3_aggregate_context(context, bytes) + 1;
}

static void aggregate_unguarded(sqlite3_context *context, int count, sqlite3_value **arguments) {
  const Aggregate *aggregate = aggregate_of(context);
  void *state = aggregate_state(context);
  sqlite3_value *padded[AGGREGATE_MOST] = {NULL};
  for (int i = 0; i < count; i++) padded[i] = arguments[i];
  aggregate->row(context, state, padded, aggregate_leaves_next() ? ROW_LEAVES : ROW_ENTERS);
}

/* Both results, where there are two: of a state that lives on, and of one that does not. */
static void aggregate_unguarded_final(sqlite3_context *context) {
  const Aggregate *aggregate = aggregate_of(context);
  void *state = aggregate_state(context);
  aggregate->result(context, state);
  if (aggregate->last != NULL) aggregate->last(context, state);
  aggregate->clear(state);
}

static void aggregate_register(sqlite3 *db, void (*step)(sqlite3_context *, int, sqlite3_value **),
                               void (*final)(sqlite3_context *)) {
  for (size_t i = 0; i < functions_count; i++) {
    const Function *function = &functions_table[i];
    if (function->aggregate == NULL) continue;
    for (int n = function->least; n <= function->most; n++) {
      CHECK(sqlite3_create_function_v2(db, function->name, n, SQLITE_UTF8, (void *)function, NULL,
                                       step, final, NULL) == SQLITE_OK,
            "%s: %s", function->name, sqlite3_errmsg(db));
    }
  }
}

/* The result code of a call over the rows, of which some leave. */
static int aggregate_run(sqlite3 *db, const char *call, const char *rows, unsigned pattern) {
  char expanded[CALLS_SIZE], sql[CALLS_SIZE + 150];
  aggregate_pattern = pattern;
  aggregate_at = 0;
  calls_expand(expanded, sizeof expanded, call, "t");
  snprintf(sql, sizeof sql, "SELECT %s FROM %s", expanded, rows);
  return sqlite3_exec(db, sql, NULL, NULL, NULL);
}

/* Whether more rows have left than entered, at some time; *most is how many were there at once. */
static bool aggregate_phantom(unsigned pattern, int *most) {
  int rows = 0;
  *most = 0;
  for (int i = 0; i < AGGREGATE_ROWS; i++) {
    rows += (pattern >> i & 1) != 0 ? -1 : 1;
    if (rows < 0) return true;
    if (rows > *most) *most = rows;
  }
  return false;
}

/* The rows are all the same: what leaves is the oldest. vec_group refuses the second of them. */
static void aggregate_guard(sqlite3 *db, const char *call) {
  char says[200];
  snprintf(says, sizeof says, "): SQLite %s removed a row from the frame that had not entered",
           sqlite3_libversion());
  for (unsigned pattern = 0; pattern < AGGREGATE_PATTERNS; pattern++) {
    int code =
        aggregate_run(db, call, "(SELECT a.* FROM t AS a, t AS b WHERE a.id = 4) AS t", pattern);
    const char *error = sqlite3_errmsg(db);
    bool said = strncmp(error, call, strcspn(call, "(") + 1) == 0 && strstr(error, says) != NULL;
    int most;
    if (aggregate_phantom(pattern, &most)) {
      CHECK(code == SQLITE_ERROR && (said || (most > 1 && strncmp(call, "vec_group(", 10) == 0)),
            "%s, %x: %d, %s", call, pattern, code, sqlite3_errmsg(db));
    } else {
      CHECK(!said, "%s, %x: %s", call, pattern, sqlite3_errmsg(db));
    }
  }
}

int main(void) {
  static Calls calls;
  sqlite3 *db = NULL;
  CHECK(sqlite3_open(":memory:", &db) == SQLITE_OK, "open");
  CHECK(sqlite3_logits_init(db, NULL, NULL) == SQLITE_OK, "init");
  calls_read(&calls, db);
  CHECK(sqlite3_exec(db,
                     "CREATE TABLE t(id INTEGER PRIMARY KEY, g, o, x, label, odd, f, target);"
                     "WITH RECURSIVE i(n) AS (SELECT 1 UNION ALL SELECT n + 1 FROM i WHERE n < 6) "
                     "INSERT INTO t SELECT n, 0, n % 2, 0.37 * n * n - 2 * n, 'l' || n % 4, n, "
                     "n % 3, n = 4 FROM i",
                     NULL, NULL, NULL) == SQLITE_OK,
        "%s", sqlite3_errmsg(db));
  aggregate_register(db, aggregate_guarded, aggregate_final);
  for (size_t i = 0; i < calls.count; i++) aggregate_guard(db, calls.text[i]);
  aggregate_register(db, aggregate_unguarded, aggregate_unguarded_final);
  for (size_t i = 0; i < calls.count; i++) {
    for (unsigned pattern = 0; pattern < AGGREGATE_PATTERNS; pattern++) {
      int code = aggregate_run(db, calls.text[i], "t", pattern);
      CHECK(code == SQLITE_OK || code == SQLITE_ERROR || code == SQLITE_NOMEM, "%s, %x: %d",
            calls.text[i], pattern, code);
    }
  }
  CHECK(sqlite3_close(db) == SQLITE_OK, "close");
  CHECK(sqlite3_memory_used() == 0, "%lld bytes are not freed", sqlite3_memory_used());
  return check_report();
}
