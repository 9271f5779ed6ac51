/* rows.c: rows [ROWS]: a group of ROWS scores (10^7 if not told otherwise) in memory that does not
** grow with it, and a window that slides over a tenth as many without losing a bit.
*/
#include "../../ext/logits.h"
#include "../check.h"

#include <math.h>
#include <stdlib.h>
#include <time.h>

static sqlite3 *rows_db;

static double rows_seconds(void) {
  struct timespec now;
  timespec_get(&now, TIME_UTC);
  return (double)now.tv_sec + (double)now.tv_nsec * 1e-9;
}

/* The numbers of a query's only row, up to two; its time, and the memory it took at most. */
static void rows_query(const char *sql, double values[2], double *seconds, sqlite3_int64 *bytes) {
  sqlite3_stmt *statement = NULL;
  double begun = rows_seconds();
  sqlite3_int64 before = sqlite3_memory_used();
  sqlite3_memory_highwater(1);
  CHECK(sqlite3_prepare_v2(rows_db, sql, -1, &statement, NULL) == SQLITE_OK, "%s: %s", sql,
        sqlite3_errmsg(rows_db));
  CHECK(sqlite3_step(statement) == SQLITE_ROW, "%s: %s", sql, sqlite3_errmsg(rows_db));
  values[0] = sqlite3_column_double(statement, 0);
  values[1] = sqlite3_column_count(statement) > 1 ? sqlite3_column_double(statement, 1) : 0;
  *bytes = sqlite3_memory_highwater(0) - before;
  *seconds = rows_seconds() - begun;
  sqlite3_finalize(statement);
}

/* Each of 1000 scores comes rows / 1000 times: the logsumexp is that of the 1000, plus the logarithm
** of the times. */
static void rows_group(long rows) {
  char sql[300];
  double got[2], expected[2], seconds, unused;
  sqlite3_int64 bytes, few;
  rows_query("SELECT logsumexp(x) FROM thousand", expected, &unused, &few);
  long thousands = rows / 1000;
  expected[0] += log((double)thousands);
  snprintf(sql, sizeof sql,
           "WITH RECURSIVE c(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM c LIMIT %ld) "
           "SELECT logsumexp(x) FROM c CROSS JOIN thousand",
           rows / 1000);
  rows_query(sql, got, &seconds, &bytes);
  printf("logsumexp of %ld rows: %.1f s, %lld bytes at most\n", rows, seconds, (long long)bytes);
  CHECK(fabs(got[0] - expected[0]) <= 4e-16 * fabs(expected[0]), "%.17g, not %.17g", got[0],
        expected[0]);
  CHECK(bytes < few + 200000, "%lld bytes, %lld for a thousand rows", (long long)bytes,
        (long long)few);
}

/* A frame of 1000 rows holds each of the 1000 scores once, so all its results have the same bits. */
static void rows_window(const char *call, long rows) {
  char sql[500];
  double got[2], expected[2], seconds, unused;
  sqlite3_int64 bytes;
  snprintf(sql, sizeof sql, "SELECT %s FROM thousand", call);
  rows_query(sql, expected, &unused, &bytes);
  snprintf(sql, sizeof sql,
           "WITH RECURSIVE c(i) AS (SELECT 0 UNION ALL SELECT i + 1 FROM c LIMIT %ld), "
           "t(i, x) AS (SELECT i, (i %% 1000) * 0.7 - 300 FROM c) SELECT min(r), max(r) FROM "
           "(SELECT i, %s OVER (ROWS 999 PRECEDING) AS r FROM t) WHERE i >= 999",
           rows, call);
  rows_query(sql, got, &seconds, &bytes);
  printf("%s over %ld frames of 1000 rows: %.1f s, %lld bytes at most\n", call, rows, seconds,
         (long long)bytes);
  CHECK(got[0] == expected[0] && got[1] == expected[0], "%s: %.17g to %.17g, not %.17g", call,
        got[0], got[1], expected[0]);
}

int main(int count, char **arguments) {
  long rows = count > 1 ? atol(arguments[1]) : 10000000;
  CHECK(sqlite3_open(":memory:", &rows_db) == SQLITE_OK, "open");
  CHECK(sqlite3_logits_init(rows_db, NULL, NULL) == SQLITE_OK, "init");
  CHECK(sqlite3_exec(rows_db,
                     "CREATE TABLE thousand AS WITH RECURSIVE c(i) AS (SELECT 0 UNION ALL SELECT "
                     "i + 1 FROM c LIMIT 1000) SELECT i * 0.7 - 300 AS x FROM c",
                     NULL, NULL, NULL) == SQLITE_OK,
        "%s", sqlite3_errmsg(rows_db));
  rows_group(rows);
  rows_window("logsumexp(x)", rows / 10);
  rows_window("softmax_entropy(x)", rows / 10);
  rows_window("log_loss(sigmoid(x), x > 0)", rows / 10);
  sqlite3_close(rows_db);
  return check_report();
}
