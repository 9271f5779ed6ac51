/* test_fpstate.c: in whatever floating-point state the host's thread is, every function of the table
** gives the bits of the default state, and leaves the state as it was.
**
** The calls come from the signatures (calls.h): scalars over every row, aggregates over groups and in
** sliding frames, tables joined to every row; and with them the errors, which have numbers too. Their
** arguments are computed beforehand, in the default state, for what SQLite computes itself is
** SQLite's: ours to hold are the functions.
*/
#include "calls.h"

#include "../fpstates.h"

#include <stdlib.h>
#include <string.h>

#if defined(FPSTATES_NONE)

int main(void) {
  printf("skipped 1: this CPU's floating-point state cannot be set here\n");
  printf("0 passed, 0 failed, 1 skipped\n");
  return 0;
}

#else

static void fpstate_run(sqlite3 *db, const char *sql) {
  char *error = NULL;
  CHECK(sqlite3_exec(db, sql, NULL, NULL, &error) == SQLITE_OK, "%s: %s", sql, error);
  sqlite3_free(error);
}

/* ---- the answer of a query, to the bit ---- */

typedef struct {
  unsigned char *bytes;
  size_t size, capacity;
  long numbers; /* values that are REAL, TEXT or BLOBs */
} Answer;

static void answer_add(Answer *answer, const void *bytes, size_t size) {
  if (answer->size + size > answer->capacity) {
    answer->capacity = 2 * (answer->size + size);
    answer->bytes = realloc(answer->bytes, answer->capacity);
    if (answer->bytes == NULL) abort();
  }
  if (size > 0) memcpy(answer->bytes + answer->size, bytes, size);
  answer->size += size;
}

static void answer_value(Answer *answer, sqlite3_stmt *statement, int column) {
  int type = sqlite3_column_type(statement, column);
  sqlite3_int64 integer;
  double real;
  answer_add(answer, &type, sizeof type);
  answer->numbers += type != SQLITE_NULL && type != SQLITE_INTEGER;
  switch (type) {
  case SQLITE_NULL: break;
  case SQLITE_INTEGER:
    integer = sqlite3_column_int64(statement, column);
    answer_add(answer, &integer, sizeof integer);
    break;
  case SQLITE_FLOAT:
    real = sqlite3_column_double(statement, column);
    answer_add(answer, &real, sizeof real);
    break;
  default: {
    const void *bytes = sqlite3_column_blob(statement, column);
    answer_add(answer, bytes, (size_t)sqlite3_column_bytes(statement, column));
  }
  }
}

/* All values of all rows, and what went wrong, as computed in `state`. */
static void answer_query(Answer *answer, sqlite3 *db, const char *sql, const FpStateOfHost *state) {
  FpStateOfHost before = {"before", fpstates_word(), fpstates_x87()};
  sqlite3_stmt *statement = NULL;
  answer->size = 0;
  answer->numbers = 0;
  int code = sqlite3_prepare_v2(db, sql, -1, &statement, NULL);
  CHECK(code == SQLITE_OK, "%s: %s", sql, sqlite3_errmsg(db));
  bool left = true;
  do {
    fpstates_set(state);
    code = sqlite3_step(statement);
    left = left && (fpstates_word() | 0x3f) == (state->word | 0x3f) && fpstates_x87() == state->x87;
    fpstates_set(&before);
    for (int i = 0; code == SQLITE_ROW && i < sqlite3_column_count(statement); i++) {
      answer_value(answer, statement, i);
    }
  } while (code == SQLITE_ROW);
  CHECK(left, "%s: %s is not left as it was", sql, state->name);
  if (code != SQLITE_DONE) {
    const char *error = sqlite3_errmsg(db);
    answer_add(answer, error, strlen(error) + 1);
  }
  sqlite3_finalize(statement);
}

/* ---- every function ---- */

static long fpstate_queries, fpstate_differ[FPSTATES_COUNT];

static void fpstate_compare(sqlite3 *db, const char *sql) {
  static Answer expected, got;
  answer_query(&expected, db, sql, &fpstates_default);
  CHECK(expected.size > 0, "%s: no answer", sql);
  for (size_t i = 0; i < FPSTATES_COUNT; i++) {
    answer_query(&got, db, sql, &fpstates[i]);
    bool same = got.size == expected.size && memcmp(got.bytes, expected.bytes, got.size) == 0;
    CHECK(same, "%s: another answer in the state %s", sql, fpstates[i].name);
    fpstate_differ[i] += !same;
  }
  fpstate_queries++;
}

/* Splits "f(a, b)" into `name` and the table a(id, g, a1, a2) with the values of the arguments; the
** call is then "f(a1, a2)" in `call`. */
static void fpstate_arguments(sqlite3 *db, const char *text, char *call, size_t size) {
  char expanded[CALLS_SIZE * 2], sql[CALLS_SIZE * 3];
  calls_expand(expanded, sizeof expanded, text, "t");
  size_t name = strcspn(expanded, "("), used = 0, written = name;
  snprintf(call, size, "%.*s(", (int)name, expanded);
  written++;
  used = (size_t)snprintf(sql, sizeof sql, "CREATE TEMP TABLE a AS SELECT id AS aid, g AS ag");
  char *at = expanded + name + 1;
  for (int n = 1; *at != 0 && *at != ')'; n++) {
    int depth = 0;
    size_t length = 0;
    for (bool quoted = false; depth > 0 || quoted || (at[length] != ',' && at[length] != ')');
         length++) {
      if (at[length] == '\'') quoted = !quoted;
      if (!quoted) depth += (at[length] == '(') - (at[length] == ')');
    }
    used += (size_t)snprintf(sql + used, sizeof sql - used, ", %.*s AS a%d", (int)length, at, n);
    written += (size_t)snprintf(call + written, size - written, "%sa%d", n > 1 ? ", " : "", n);
    at += length + (at[length] == ',');
    at += strspn(at, " ");
  }
  snprintf(call + written, size - written, ")");
  snprintf(sql + used, sizeof sql - used, " FROM t ORDER BY id");
  fpstate_run(db, "DROP TABLE IF EXISTS a");
  fpstate_run(db, sql);
}

static void fpstate_kind(sqlite3 *db, const char *kind, const char *const *forms) {
  static Calls calls;
  calls_read_kind(&calls, db, kind);
  for (size_t i = 0; i < calls.count; i++) {
    char call[CALLS_SIZE], sql[CALLS_SIZE * 2];
    fpstate_arguments(db, calls.text[i], call, sizeof call);
    for (const char *const *form = forms; *form != NULL; form++) {
      snprintf(sql, sizeof sql, *form, call);
      fpstate_compare(db, sql);
    }
  }
}

/* t, as calls.h has it. Group 0 has ordinary scores, group 1 subnormal ones, group 2 both, with NULL,
** infinities and wide ones. */
static void fpstate_fill(sqlite3 *db) {
  fpstate_run(db, "CREATE TABLE t(id INTEGER PRIMARY KEY, g, o, x, label, odd, f, target);"
                  "INSERT INTO t WITH RECURSIVE c(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM c "
                  "LIMIT 45) SELECT i, i % 3, i % 4, CASE i % 3 "
                  "WHEN 0 THEN (i * 37 % 41 - 20) / 7.0 "
                  "WHEN 1 THEN (i * 37 % 41 - 20) * 1.1e-311 "
                  "ELSE CASE i % 7 WHEN 0 THEN NULL WHEN 1 THEN 5e-324 WHEN 2 THEN -9e999 "
                  "WHEN 3 THEN -744.5 WHEN 4 THEN 1e-17 ELSE (i * 37 % 41 - 20) * 40.5 END END, "
                  "'label ' || i, CASE i % 3 WHEN 0 THEN i ELSE i * 1e-310 END, "
                  "CASE i % 5 WHEN 0 THEN 3e-312 ELSE i * 0.3 END, i IN (22, 23, 24) FROM c");
}

/* Numbers as text, in JSON and in results, at the ends of the range. */
static const char *const fpstate_texts[] = {
    "SELECT vec_unpack(vec_scale('[5e-324, 2.2250738585072011e-308, 0.1, -1e-310]', '0.1'))",
    "SELECT vec_scale('[1.7976931348623157e308, 123456789.123456789]', '0.1')",
    "SELECT sigmoid('-744.5'), logit('1e-310'), softplus('-7.2e2')",
    "SELECT vec_pack('[1e-40, 1e-45, 0.1, 7e-46, 3.4028234e38]')",
    "SELECT vec_pack(x'0100000000000000', 'f64'), vec_pack(x'0100FF03', 'f16')",
    "SELECT vec_softmax(x'0000000001000000FFFF7F00'), vec_argmax(x'000000000100000002000000')",
    "SELECT sigmoid('1e400'), logit('1e-400'), sigmoid('a text')",
};

int main(void) {
  static const char *const scalars[] = {"SELECT %s FROM a", NULL};
  static const char *const aggregates[] = {
      "SELECT %s FROM a GROUP BY ag", "SELECT %s FROM a",
      "SELECT %s OVER (PARTITION BY ag ORDER BY aid ROWS BETWEEN 3 PRECEDING AND 1 FOLLOWING) "
      "FROM a",
      NULL};
  static const char *const tables[] = {"SELECT r.* FROM a CROSS JOIN %s AS r", NULL};
  sqlite3 *db = NULL;
  fpstates_set(&fpstates_default);
  CHECK(sqlite3_open(":memory:", &db) == SQLITE_OK, "open");
  CHECK(sqlite3_logits_init(db, NULL, NULL) == SQLITE_OK, "init");
  fpstate_fill(db);
  fpstate_kind(db, "scalar", scalars);
  fpstate_kind(db, "aggregate", aggregates);
  fpstate_kind(db, "table", tables);
  for (size_t i = 0; i < sizeof fpstate_texts / sizeof *fpstate_texts; i++) {
    fpstate_compare(db, fpstate_texts[i]);
  }
  for (size_t i = 0; i < FPSTATES_COUNT; i++) {
    if (fpstate_differ[i] == 0) continue;
    printf("%s: %ld of %ld queries differ\n", fpstates[i].name, fpstate_differ[i], fpstate_queries);
  }
  sqlite3_close(db);
  return check_report();
}

#endif
