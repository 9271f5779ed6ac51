/* checks_faults.c: a statement that is stopped, starved or surprised says so, and gives its answer when
** it is left alone again. */
#include "sqlfuzz.h"

/* A statement of any kind: scalar, aggregate, window or table. */
static void faults_statement(Buffer *out) {
  static const char *const kinds[] = {"scalar", "aggregate", "aggregate", "table"};
  Buffer call = {NULL, 0, 0}, expanded = {NULL, 0, 0};
  const char *kind = RANDOM_OF(kinds);
  const Function *function = expression_function(kind);
  expression_call(&call, function, IN_ROW, random_below(3) ? 0 : 15);
  expression_expand(&expanded, call.text, "t");
  if (strcmp(kind, "table") == 0) {
    buffer_add(out, "SELECT t.id, r.* FROM t CROSS JOIN %s AS r", expanded.text);
  } else if (strcmp(kind, "scalar") == 0) {
    buffer_add(out, "SELECT id, %s FROM t", expanded.text);
  } else if (random_below(2)) {
    buffer_add(out, "SELECT g, %s FROM t GROUP BY g", expanded.text);
  } else {
    buffer_add(out, "SELECT id, %s OVER (ORDER BY id ROWS %u PRECEDING) FROM t", expanded.text,
               random_below(6));
  }
  buffer_free(&call);
  buffer_free(&expanded);
}

static int faults_countdown;

static int faults_progress(void *unused) {
  (void)unused;
  return --faults_countdown < 0;
}

/* The statement under a fault: it answers as before, or with this code; then, without the
** fault, as before. */
static void faults_require(const char *sql, const Answer *before, const Answer *under, int code,
                           int flags) {
  if (under->code != code) {
    require_same(sql, under, "the same, left alone", before, flags);
  }
  Answer after;
  run(sql, &after);
  require_same(sql, &after, "the same, before", before, SAME_ERROR_TEXT);
  answer_free(&after);
}

/* SQLite 3.54 asks the progress handler while it prepares a statement, too. Where that interrupts it
** in the middle of a window function's columns, it says this instead. */
static bool faults_interrupted(const Answer *answer) {
  const char *said = "expected 0 columns for ''";
  return answer->code == SQLITE_ERROR && strncmp(answer->error.text, said, strlen(said)) == 0;
}

void check_interrupt(void) {
  Buffer sql = {NULL, 0, 0};
  Answer before, under;
  faults_statement(&sql);
  run(sql.text, &before);
  faults_countdown = (int)random_below(60);
  sqlite3_progress_handler(running->db, 1 + (int)random_below(8), faults_progress, NULL);
  run(sql.text, &under);
  sqlite3_progress_handler(running->db, 0, NULL, NULL);
  int code = faults_interrupted(&under) ? under.code : SQLITE_INTERRUPT;
  faults_require(sql.text, &before, &under, code, SAME_ERROR_TEXT);
  answer_free(&before);
  answer_free(&under);
  buffer_free(&sql);
}

/* The limit is never below the statement's own size: SQLite takes a literal above it for
** NULL. An error text above it is lost. */
void check_limits(void) {
  Buffer sql = {NULL, 0, 0};
  Answer before, under;
  faults_statement(&sql);
  run(sql.text, &before);
  int limit = sqlite3_limit(running->db, SQLITE_LIMIT_LENGTH, -1);
  sqlite3_limit(running->db, SQLITE_LIMIT_LENGTH, (int)sql.used + 1 + (int)random_below(2000));
  run(sql.text, &under);
  sqlite3_limit(running->db, SQLITE_LIMIT_LENGTH, limit);
  faults_require(sql.text, &before, &under, SQLITE_TOOBIG, 0);
  answer_free(&before);
  answer_free(&under);
  buffer_free(&sql);
}

/* One allocation fails, or all from there: see main.c for the allocator. */
extern long memory_countdown;
extern bool memory_persistent;

void check_memory(void) {
  Buffer sql = {NULL, 0, 0};
  Answer before, under;
  faults_statement(&sql);
  run(sql.text, &before);
  buffer_add(&running->script, "-- the same with an allocation that fails\n");
  sqlite3_stmt *statement = NULL;
  if (sqlite3_prepare_v2(running->db, sql.text, -1, &statement, NULL) == SQLITE_OK) {
    memory_persistent = random_below(2);
    memory_countdown = (long)random_below(random_below(2) ? 20 : 300);
    run_statement(statement, &under);
    memory_countdown = -1;
    sqlite3_finalize(statement);
    faults_require(sql.text, &before, &under, SQLITE_NOMEM, SAME_ERROR_TEXT);
    answer_free(&under);
  }
  answer_free(&before);
  buffer_free(&sql);
}

/* A statement that is under way, or done, while the schema changes. */
void check_schema(void) {
  static const char *const changes[] = {"CREATE TABLE other(a)", "CREATE INDEX j ON t(o)",
                                        "CREATE VIEW other AS SELECT 1", "ANALYZE", "REINDEX"};
  Buffer sql = {NULL, 0, 0};
  Answer before, after;
  sqlite3_stmt *statement = NULL;
  faults_statement(&sql);
  buffer_add(&sql, " ORDER BY 1");
  run(sql.text, &before);
  if (sqlite3_prepare_v2(running->db, sql.text, -1, &statement, NULL) == SQLITE_OK) {
    unsigned steps = random_below(3);
    for (unsigned i = 0; i < steps; i++) sqlite3_step(statement);
    if (random_below(2)) sqlite3_reset(statement);
    Answer change;
    run(RANDOM_OF(changes), &change); /* it may be locked by the statement */
    answer_free(&change);
    sqlite3_reset(statement);
    run_statement(statement, &after);
    sqlite3_finalize(statement);
    require_same(sql.text, &after, "the same, before the schema changed", &before, 0);
    answer_free(&after);
    run_must("DROP INDEX IF EXISTS j");
    run("DROP TABLE other", &change);
    answer_free(&change);
    run("DROP VIEW other", &change);
    answer_free(&change);
  }
  answer_free(&before);
  buffer_free(&sql);
}
