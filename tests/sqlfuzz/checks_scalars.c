/* checks_scalars.c: a scalar is a function of its arguments alone, wherever it stands: after
** sqlite3_reset, in an index, a generated column, a view, a trigger. */
#include "sqlfuzz.h"

static void scalar_call(Buffer *out, int where, const char *prefix) {
  Buffer call = {NULL, 0, 0};
  expression_call(&call, expression_function("scalar"), where, random_below(2) ? 0 : 10);
  expression_expand(out, call.text, prefix);
  buffer_free(&call);
}

void check_scalar_again(void) {
  Buffer sql = {NULL, 0, 0};
  Answer once, twice;
  sqlite3_stmt *statement = NULL;
  buffer_add(&sql, "SELECT id, ");
  scalar_call(&sql, IN_ROW | IN_QUERY, "t");
  buffer_add(&sql, " FROM t ORDER BY id%s", random_below(2) ? "" : " DESC");
  buffer_add(&running->script, "%s;\n", sql.text);
  int code = sqlite3_prepare_v2(running->db, sql.text, -1, &statement, NULL);
  if (code != SQLITE_OK) fail(sql.text, "%s", sqlite3_errmsg(running->db));
  run_statement(statement, &once);
  sqlite3_reset(statement);
  run_statement(statement, &twice);
  require_same(sql.text, &once, "the same, after sqlite3_reset", &twice, SAME_ERROR_TEXT);
  sqlite3_finalize(statement);
  answer_free(&once);
  answer_free(&twice);
  buffer_free(&sql);
}

void check_scalar_index(void) {
  running->stores = true;
  Buffer call = {NULL, 0, 0}, sql = {NULL, 0, 0}, index = {NULL, 0, 0};
  Answer direct, created, indexed;
  scalar_call(&call, IN_ROW, NULL);
  buffer_add(&index, "CREATE INDEX i ON t(%s)", call.text);
  buffer_add(&sql, "SELECT id, %s AS r FROM t NOT INDEXED ORDER BY %s, id", call.text, call.text);
  run(sql.text, &direct);
  run(index.text, &created);
  if (direct.code != created.code || strcmp(direct.error.text, created.error.text) != 0) {
    fail(index.text, "%d %s, but read directly %d %s", created.code, created.error.text,
         direct.code, direct.error.text);
  }
  if (created.code == SQLITE_OK) {
    buffer_clear(&index);
    buffer_add(&index, "SELECT id, %s AS r FROM t INDEXED BY i ORDER BY %s, id", call.text,
               call.text);
    run(index.text, &indexed);
    /* The planner may find no use of the index. */
    if (indexed.code == SQLITE_OK) require_same(index.text, &indexed, sql.text, &direct, 0);
    answer_free(&indexed);
    run("PRAGMA integrity_check", &indexed);
    if (strcmp(indexed.rows.text, "T2:ok\n") != 0) fail(sql.text, "%s", indexed.rows.text);
    answer_free(&indexed);
    run_must("DROP INDEX i");
  }
  answer_free(&direct);
  answer_free(&created);
  buffer_free(&call);
  buffer_free(&sql);
  buffer_free(&index);
}

void check_scalar_generated(void) {
  running->stores = true;
  static const char *const kinds[] = {"STORED", "VIRTUAL"};
  Buffer call = {NULL, 0, 0}, sql = {NULL, 0, 0}, direct_sql = {NULL, 0, 0};
  Answer direct, filled, read;
  scalar_call(&call, IN_ROW, NULL);
  buffer_add(
      &sql,
      "CREATE TABLE generated(id INTEGER PRIMARY KEY, g, o, x, y, l, w, v, s, a, r AS (%s) %s)",
      call.text, RANDOM_OF(kinds));
  run_must(sql.text);
  buffer_add(&direct_sql, "SELECT id, %s FROM t ORDER BY id", call.text);
  run(direct_sql.text, &direct);
  run("INSERT INTO generated SELECT * FROM t ORDER BY id", &filled);
  run("SELECT id, r FROM generated ORDER BY id", &read);
  const Answer *last = filled.code != SQLITE_OK ? &filled : &read;
  require_same(sql.text, last, direct_sql.text, &direct, SAME_ERROR_TEXT);
  run_must("DROP TABLE generated");
  answer_free(&direct);
  answer_free(&filled);
  answer_free(&read);
  buffer_free(&call);
  buffer_free(&sql);
  buffer_free(&direct_sql);
}

/* A view's column in its WHERE, against the rows that a direct call picks. */
void check_scalar_view(void) {
  static const char *const tests[] = {"IS NULL", "IS NOT NULL", "> 0.5", "<= 0", "<> 1"};
  const char *test = RANDOM_OF(tests);
  Buffer call = {NULL, 0, 0}, view = {NULL, 0, 0}, sql = {NULL, 0, 0};
  Answer through, direct;
  scalar_call(&call, IN_ROW | IN_QUERY, NULL);
  buffer_add(&view, "CREATE VIEW seen AS SELECT id, %s AS r FROM t", call.text);
  run_must(view.text);
  buffer_clear(&view);
  buffer_add(&view, "SELECT id, r FROM seen WHERE r %s ORDER BY id", test);
  run(view.text, &through);
  buffer_add(&sql, "SELECT id, %s FROM t WHERE %s %s ORDER BY id", call.text, call.text, test);
  run(sql.text, &direct);
  require_same(view.text, &through, sql.text, &direct, SAME_ERROR_TEXT);
  run_must("DROP VIEW seen");
  answer_free(&through);
  answer_free(&direct);
  buffer_free(&call);
  buffer_free(&view);
  buffer_free(&sql);
}

/* A trigger under trusted_schema = OFF: every function is innocuous. */
void check_trigger(void) {
  running->stores = true;
  Buffer call = {NULL, 0, 0}, sql = {NULL, 0, 0}, expanded = {NULL, 0, 0};
  Answer direct, fired, read;
  run_must("PRAGMA trusted_schema = OFF");
  run_must("CREATE TABLE copied(id INTEGER PRIMARY KEY, g, o, x, y, l, w, v, s, a)");
  run_must("CREATE TABLE seen(id, r)");
  expression_call(&call, expression_function("scalar"), IN_ROW, random_below(2) ? 0 : 10);
  expression_expand(&expanded, call.text, "NEW");
  buffer_add(
      &sql,
      "CREATE TRIGGER fired AFTER INSERT ON copied BEGIN INSERT INTO seen SELECT NEW.id, %s; END",
      expanded.text);
  run_must(sql.text);
  run("INSERT INTO copied SELECT * FROM t ORDER BY id", &fired);
  run("SELECT id, r FROM seen ORDER BY id", &read);
  buffer_clear(&sql);
  buffer_clear(&expanded);
  expression_expand(&expanded, call.text, "t");
  buffer_add(&sql, "SELECT id, %s FROM t ORDER BY id", expanded.text);
  run(sql.text, &direct);
  const Answer *last = fired.code != SQLITE_OK ? &fired : &read;
  require_same(sql.text, &direct, "the trigger", last, SAME_ERROR_TEXT);
  run_must("DROP TABLE copied");
  run_must("DROP TABLE seen");
  run_must("PRAGMA trusted_schema = ON");
  answer_free(&direct);
  answer_free(&fired);
  answer_free(&read);
  buffer_free(&call);
  buffer_free(&sql);
  buffer_free(&expanded);
}
