/* checks_rows.c: aggregates, windows and tables against a recomputation of their answers by another
** query. */
#include "sqlfuzz.h"

/* An aggregate's call; `odds` as in expression_call. */
static const Function *rows_call(Buffer *out, unsigned odds) {
  const Function *function = expression_function("aggregate");
  expression_call(out, function, IN_ROW, odds);
  return function;
}

/* The two whose result is in row order, and says so. */
static bool rows_ordered(const Function *function) {
  return strcmp(function->name, "softmax") == 0 || strcmp(function->name, "softmax_object") == 0;
}

/* ---- frames ---- */

static void rows_bound(Buffer *out, const char *kind, bool numbers) {
  static const char *const offsets[] = {"0",   "1",     "2",   "3",     "5",
                                        "0.5", "2.5e0", "1e9", "9e999", "9223372036854775807"};
  buffer_add(out, "%s %s", numbers ? RANDOM_OF(offsets) : "3", kind);
}

/* A frame whose start does not come after its end. */
static void rows_frame(Buffer *out) {
  static const char *const modes[] = {"ROWS", "RANGE", "GROUPS"};
  static const char *const excludes[] = {
      "", "", "", " EXCLUDE NO OTHERS", " EXCLUDE CURRENT ROW", " EXCLUDE GROUP", " EXCLUDE TIES"};
  const char *mode = RANDOM_OF(modes);
  bool range = mode == modes[1];
  unsigned start = random_below(4), end = start + random_below(5 - start);
  if (end == 0) end = 2;
  buffer_add(out, " %s BETWEEN ", mode);
  for (int i = 0; i < 2; i++) {
    switch (i == 0 ? start : end) {
    case 0: buffer_add(out, "UNBOUNDED PRECEDING"); break;
    case 1:
      if (range)
        rows_bound(out, "PRECEDING", true);
      else
        buffer_add(out, "%u PRECEDING", random_below(5));
      break;
    case 2: buffer_add(out, "CURRENT ROW"); break;
    case 3:
      if (range)
        rows_bound(out, "FOLLOWING", true);
      else
        buffer_add(out, "%u FOLLOWING", random_below(5));
      break;
    default: buffer_add(out, "UNBOUNDED FOLLOWING");
    }
    if (i == 0) buffer_add(out, " AND ");
  }
  buffer_add(out, "%s", RANDOM_OF(excludes));
}

static void rows_window(Buffer *out) {
  static const char *const nulls[] = {"", "", " NULLS FIRST", " NULLS LAST"};
  static const char *const columns[] = {"o", "o", "o", "x", "id"};
  bool new_enough = sqlite3_libversion_number() >= 3030000;
  if (random_below(2)) buffer_add(out, "PARTITION BY g ");
  if (random_once_in(8)) return;
  buffer_add(out, "ORDER BY %s%s%s", RANDOM_OF(columns), random_once_in(3) ? " DESC" : "",
             new_enough ? RANDOM_OF(nulls) : "");
  if (random_below(8)) rows_frame(out);
}

/* Does the aggregate fail over a single row, or over all: then any frame may fail, since SQLite also
** lets rows enter and leave that are in no frame. */
static bool rows_may_fail(const char *call) {
  Buffer sql = {NULL, 0, 0};
  Answer answer;
  buffer_add(&sql, "SELECT id, (SELECT ");
  expression_expand(&sql, call, "u");
  buffer_add(&sql, " FROM t AS u WHERE u.id = t.id) FROM t UNION ALL SELECT 0, ");
  expression_expand(&sql, call, "u");
  buffer_add(&sql, " FROM t AS u");
  run(sql.text, &answer);
  bool failed = answer.code != SQLITE_OK;
  answer_free(&answer);
  buffer_free(&sql);
  return failed;
}

void check_frames(void) {
  Buffer call = {NULL, 0, 0}, window = {NULL, 0, 0}, sql = {NULL, 0, 0}, fresh = {NULL, 0, 0};
  const char *filter = random_once_in(4) ? " FILTER (WHERE t.id <> 3 AND t.o IS NOT 1)" : "";
  Answer sliding, expected;
  rows_call(&call, random_below(3) ? 0 : 25);
  rows_window(&window);
  buffer_add(&sql, "SELECT id, ");
  expression_expand(&sql, call.text, "t");
  buffer_add(&sql, "%s OVER k FROM t WINDOW k AS (%s) ORDER BY id", filter, window.text);
  run(sql.text, &sliding);
  buffer_add(&fresh, "SELECT id, (SELECT ");
  expression_expand(&fresh, call.text, "u");
  buffer_add(&fresh,
             " FROM json_each(ids) AS j CROSS JOIN t AS u ON u.id = j.value) FROM (SELECT id, "
             "json_group_array(id)%s OVER k AS ids FROM t WINDOW k AS (%s)) ORDER BY id",
             filter, window.text);
  run(fresh.text, &expected);
  if (sliding.code == SQLITE_OK || expected.code != SQLITE_OK || !rows_may_fail(call.text)) {
    require_same(sql.text, &sliding, fresh.text, &expected, 0);
  }
  answer_free(&sliding);
  answer_free(&expected);
  buffer_free(&call);
  buffer_free(&window);
  buffer_free(&sql);
  buffer_free(&fresh);
}

/* ---- the same rows ---- */

static void rows_compare(const char *sql, const char *other) {
  Answer one, two;
  run(sql, &one);
  run(other, &two);
  require_same(sql, &one, other, &two, 0);
  answer_free(&one);
  answer_free(&two);
}

void check_order(void) {
  static const char *const orders[] = {"id DESC", "x, id", "x DESC, id", "w, id DESC",
                                       "(id * 7919 + 13) & 63"};
  Buffer call = {NULL, 0, 0}, expanded = {NULL, 0, 0}, sql = {NULL, 0, 0}, other = {NULL, 0, 0};
  const Function *function = rows_call(&call, random_below(3) ? 0 : 25);
  if (!rows_ordered(function)) {
    expression_expand(&expanded, call.text, "u");
    buffer_add(&sql, "SELECT %s FROM (SELECT * FROM t ORDER BY id LIMIT -1) AS u", expanded.text);
    buffer_add(&other, "SELECT %s FROM (SELECT * FROM t ORDER BY %s LIMIT -1) AS u", expanded.text,
               RANDOM_OF(orders));
    rows_compare(sql.text, other.text);
  }
  buffer_free(&call);
  buffer_free(&expanded);
  buffer_free(&sql);
  buffer_free(&other);
}

void check_distinct(void) {
  static const char *const columns[] = {"x", "o", "w", "v"};
  Buffer sql = {NULL, 0, 0}, other = {NULL, 0, 0};
  const Function *function = expression_function("aggregate");
  if (function->least == 1) { /* SQLite has DISTINCT for a single argument alone */
    const char *column = RANDOM_OF(columns);
    running->function = (size_t)(function - functions_table);
    buffer_add(&sql, "SELECT %s(DISTINCT %s) FROM t", function->name, column);
    buffer_add(&other, "SELECT %s(%s) FROM (SELECT DISTINCT %s FROM t LIMIT -1)", function->name,
               column, column);
    rows_compare(sql.text, other.text);
  }
  buffer_free(&sql);
  buffer_free(&other);
}

void check_groups(void) {
  Buffer call = {NULL, 0, 0}, expanded = {NULL, 0, 0}, sql = {NULL, 0, 0}, other = {NULL, 0, 0};
  const Function *function = rows_call(&call, random_below(3) ? 0 : 25);
  if (!rows_ordered(function)) {
    expression_expand(&expanded, call.text, "t");
    buffer_add(&sql, "SELECT g, %s FROM t GROUP BY g ORDER BY g", expanded.text);
    buffer_add(
        &other,
        "SELECT g, r FROM (SELECT g, id, min(id) OVER k AS m, %s OVER k AS r FROM t WINDOW k "
        "AS (PARTITION BY g)) WHERE id = m ORDER BY g",
        expanded.text);
    rows_compare(sql.text, other.text);
  }
  buffer_free(&call);
  buffer_free(&expanded);
  buffer_free(&sql);
  buffer_free(&other);
}

/* ---- tables ---- */

/* A condition on a table's first column, which may narrow what is computed, against SQLite's own choice among all rows. */
void check_table(void) {
  static const char *const tests[] = {"= 0",     "= 1",      "> 0",   "<= 1.5", "BETWEEN 1 AND 2",
                                      "IS NULL", "= '1'",    "< 'a'", "> 1e99", "= -1",
                                      ">= 0.5",  "IN (0, 2)"};
  static const char *const orders[] = {"", " ORDER BY 1", " ORDER BY 1 DESC"};
  Buffer call = {NULL, 0, 0}, sql = {NULL, 0, 0}, other = {NULL, 0, 0};
  const Function *function = expression_function("table");
  const char *test = RANDOM_OF(tests), *order = RANDOM_OF(orders), *columns = function->columns;
  int size = (int)strcspn(columns, " ,");
  bool lateral = random_below(2) && strchr(function->signature, '(') != NULL;
  Buffer expanded = {NULL, 0, 0};
  expression_call(&call, function, lateral ? IN_ROW : IN_QUERY, random_below(2) ? 0 : 8);
  expression_expand(&expanded, call.text, "t");
  const char *from = lateral ? "t CROSS JOIN " : "", *id = lateral ? ", t.id AS place" : "";
  const char *ties = *order == 0 ? "" : lateral ? ", place, 2" : ", 2";
  buffer_add(&sql, "SELECT r.*%s FROM %s%s AS r WHERE r.%.*s %s%s%s", id, from, expanded.text, size,
             columns, test, order, ties);
  buffer_add(&other, "SELECT * FROM (SELECT r.*%s FROM %s%s AS r LIMIT -1) WHERE %.*s %s%s%s", id,
             from, expanded.text, size, columns, test, order, ties);
  Answer narrowed, whole;
  run(sql.text, &narrowed);
  run(other.text, &whole);
  /* Rows that nobody asked for may be those that cannot be computed. So the whole may fail where these
  ** do not, and fail with the error of a row that is not among them. */
  if (narrowed.code != SQLITE_OK || whole.code == SQLITE_OK) {
    require_same(sql.text, &narrowed, other.text, &whole, 0);
  }
  answer_free(&narrowed);
  answer_free(&whole);
  buffer_free(&call);
  buffer_free(&expanded);
  buffer_free(&sql);
  buffer_free(&other);
}
