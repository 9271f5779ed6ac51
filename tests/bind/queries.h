/* queries.h: queries that call every function, made from the table of functions, and the answer to
** each as one number, so that programs can ask for it again under other circumstances.
**
** They are every example, every scalar (calls.h) over t, every aggregate over groups and over sliding
** frames of t, and every table for some rows of t.
*/
#ifndef LOGITS_TESTS_BIND_QUERIES_H
#define LOGITS_TESTS_BIND_QUERIES_H

#include "calls.h"

#include <stdint.h>
#include <stdlib.h>

enum { QUERIES_MOST = 400 };

typedef struct {
  char *sql[QUERIES_MOST];
  uint64_t answer[QUERIES_MOST];
  size_t count;
} Queries;

/* A connection that knows the functions. */
static sqlite3 *queries_open(const char *file, int flags) {
  sqlite3 *db = NULL;
  flags |= SQLITE_OPEN_READWRITE | SQLITE_OPEN_CREATE | SQLITE_OPEN_URI;
  if (sqlite3_open_v2(file, &db, flags, NULL) != SQLITE_OK) abort();
  if (sqlite3_logits_init(db, NULL, NULL) != SQLITE_OK) abort();
  return db;
}

/* Makes t. */
static void queries_fill(sqlite3 *db) {
  static const char sql[] =
      "CREATE TABLE t(id INTEGER PRIMARY KEY, g, o, x, label, odd, f, target);"
      "INSERT INTO t WITH RECURSIVE c(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM c LIMIT 30) "
      "SELECT i, i % 3, i % 4, CASE i % 7 WHEN 0 THEN NULL WHEN 1 THEN 9e999 ELSE "
      "(i * 37 % 41 - 20) * 40.5 END, 'label ' || i, i, i * 1e100, i = 7 FROM c;";
  if (sqlite3_exec(db, sql, NULL, NULL, NULL) != SQLITE_OK) abort();
}

static uint64_t queries_hash(uint64_t hash, const void *bytes, size_t size) { /* FNV-1a */
  const unsigned char *at = bytes;
  for (size_t i = 0; at != NULL && i < size; i++) hash = (hash ^ at[i]) * UINT64_C(1099511628211);
  return hash;
}

/* All values of all rows, with their types, and how it ended: *code. */
static uint64_t queries_step(sqlite3_stmt *statement, int *code) {
  uint64_t hash = UINT64_C(14695981039346656037);
  while ((*code = sqlite3_step(statement)) == SQLITE_ROW) {
    for (int i = 0; i < sqlite3_column_count(statement); i++) {
      int type = sqlite3_column_type(statement, i);
      const void *text = sqlite3_column_text(statement, i);
      int size = sqlite3_column_bytes(statement, i);
      if (text == NULL && type != SQLITE_NULL) { /* no memory for the text of a number */
        *code = SQLITE_NOMEM;
        return 0;
      }
      hash = queries_hash(hash, text, (size_t)size);
      hash = queries_hash(hash, &type, sizeof type);
    }
  }
  return queries_hash(hash, code, sizeof *code);
}

static uint64_t queries_answer(sqlite3 *db, const char *sql, int *code) {
  sqlite3_stmt *statement = NULL;
  uint64_t hash = 0;
  *code = sqlite3_prepare_v2(db, sql, -1, &statement, NULL);
  if (*code == SQLITE_OK) hash = queries_step(statement, code);
  sqlite3_finalize(statement);
  return hash;
}

static void queries_take(Queries *queries, const char *format, const char *text) {
  size_t size = strlen(format) + strlen(text);
  CHECK(queries->count < QUERIES_MOST, "more than %d queries", QUERIES_MOST);
  if (queries->count == QUERIES_MOST) return;
  char *sql = queries->sql[queries->count++] = malloc(size);
  if (sql == NULL) abort();
  snprintf(sql, size, format, text);
}

static void queries_read(Queries *queries, sqlite3 *db) {
  static Calls calls;
  char expanded[CALLS_SIZE];
  sqlite3_stmt *statement = NULL;
  calls_read_kind(&calls, db, "aggregate");
  for (size_t i = 0; i < calls.count; i++) {
    calls_expand(expanded, sizeof expanded, calls.text[i], "t");
    queries_take(queries, "SELECT g, %s FROM t GROUP BY g", expanded);
    queries_take(queries, "SELECT %s OVER (ORDER BY id ROWS 4 PRECEDING) FROM t", expanded);
  }
  calls_read_kind(&calls, db, "table");
  for (size_t i = 0; i < calls.count; i++) {
    calls_expand(expanded, sizeof expanded, calls.text[i], "t");
    queries_take(queries, "SELECT t.id, r.* FROM t CROSS JOIN %s AS r WHERE t.id < 4", expanded);
  }
  calls_read_kind(&calls, db, "scalar");
  for (size_t i = 0; i < calls.count; i++) {
    calls_expand(expanded, sizeof expanded, calls.text[i], "t");
    queries_take(queries, "SELECT %s FROM t", expanded);
  }
  sqlite3_prepare_v2(db, "SELECT example FROM logits_functions", -1, &statement, NULL);
  while (sqlite3_step(statement) == SQLITE_ROW) {
    queries_take(queries, "%s", (const char *)sqlite3_column_text(statement, 0));
  }
  CHECK(sqlite3_finalize(statement) == SQLITE_OK, "%s", sqlite3_errmsg(db));
  for (size_t i = 0; i < queries->count; i++) {
    int code;
    queries->answer[i] = queries_answer(db, queries->sql[i], &code);
    CHECK(code == SQLITE_DONE, "%s: %s", queries->sql[i], sqlite3_errmsg(db));
  }
}

static void queries_free(Queries *queries) {
  for (size_t i = 0; i < queries->count; i++) free(queries->sql[i]);
  queries->count = 0;
}

#endif
