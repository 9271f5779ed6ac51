/* readers.c: readers FILE [SECONDS]: 32 processes read a WAL database while one writes, for SECONDS (5
** if not told otherwise), and until each has done something. No answer is wrong. That the database is
** busy is none.
**
** The writer moves a batch of examples in every transaction: new rows, in another order, and the oldest
** ones go. Each batch holds the same examples, and there are always as many batches, so every
** snapshot has the same answers, to the bit; row order is no part of them.
*/
#include "../../ext/logits.h"
#include "../check.h"

#include <stdbool.h>
#include <stdlib.h>
#include <string.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

enum { READERS_COUNT = 32, READERS_BATCHES = 5, READERS_BATCH = 200, READERS_TIMEOUT = 600000 };

/* Answers that are text or numbers, all rows of a query as one value. */
static const char *const readers_queries[] = {
    "SELECT printf('%!.17g', logsumexp(x)) FROM e",
    "SELECT printf('%!.17g %!.17g', softmax_entropy(x), softmax_max(x)) FROM e",
    "SELECT printf('%!.17g %!.17g', roc_auc(x, y), average_precision(x, y)) FROM e",
    ("SELECT printf('%!.17g %!.17g %!.17g', log_loss(sigmoid(x), y), brier(sigmoid(x), y), "
     "ece(sigmoid(x), y)) FROM e"),
    "SELECT score_set(x, y) FROM e",
    "SELECT fit_platt(x, y) FROM e",
    "SELECT fit_isotonic(x, y) FROM e",
    "SELECT class_set(k, y) || macro_f1(k, y) || mcc(k, y) FROM e",
    "SELECT hex(vec_mean(v)) FROM e",
    "SELECT plot_roc(score_set(x, y)) FROM e",
    ("SELECT printf('%!.17g %!.17g', min(r), max(r)) FROM (SELECT logsumexp(x) OVER (PARTITION BY "
     "batch) AS r "
     "FROM e)"),
};
enum { READERS_QUERIES = sizeof readers_queries / sizeof *readers_queries };

static sqlite3 *readers_open(const char *file) {
  sqlite3 *db = NULL;
  if (sqlite3_open(file, &db) != SQLITE_OK) exit(2);
  if (sqlite3_logits_init(db, NULL, NULL) != SQLITE_OK) exit(2);
  sqlite3_busy_timeout(db, READERS_TIMEOUT);
  return db;
}

/* SQLITE_PROTOCOL: SQLite came to no lock in ten seconds of trying, which many processes on a slow
** machine can make happen. */
static bool readers_is_busy(int code) {
  return code == SQLITE_BUSY || code == SQLITE_PROTOCOL;
}

/* Runs what is either nothing yet, or done, where the database is busy. */
static void readers_must(sqlite3 *db, const char *sql) {
  int code = sqlite3_exec(db, sql, NULL, NULL, NULL);
  while (readers_is_busy(code) && sqlite3_get_autocommit(db)) {
    code = sqlite3_exec(db, sql, NULL, NULL, NULL);
  }
  if (code == SQLITE_OK) return;
  printf("%s: %s\n", sql, sqlite3_errmsg(db));
  exit(2);
}

/* The examples of a batch: the same in each, in an order of its own. */
static void readers_write(sqlite3 *db, long batch) {
  char sql[600];
  snprintf(sql, sizeof sql,
           "BEGIN IMMEDIATE; INSERT INTO e WITH RECURSIVE c(i) AS (SELECT 0 UNION ALL SELECT i + 1 "
           "FROM c LIMIT %d) SELECT %ld, (i * 37 %% 101) * 0.13 - 6.5, i * 7 %% 5 < 2, i %% 3, "
           "vec_pack(vec(i * 0.1, -i, i %% 7)) FROM c ORDER BY (i * 7919 + %ld) %% 997; "
           "DELETE FROM e WHERE batch <= %ld; COMMIT",
           READERS_BATCH, batch, batch * 31, batch - READERS_BATCHES);
  readers_must(db, sql);
}

/* Reads until the time is over, and at least one answer to each query. Prints a wrong answer, and returns
** the number of right ones. */
static long readers_read(const char *file, char *const *expected, int begin, time_t end) {
  sqlite3 *db = readers_open(file);
  long right = 0;
  for (int i = begin; right < READERS_QUERIES || time(NULL) < end;) {
    sqlite3_stmt *statement = NULL;
    const char *sql = readers_queries[i % READERS_QUERIES];
    int code = sqlite3_prepare_v2(db, sql, -1, &statement, NULL);
    if (code == SQLITE_OK) code = sqlite3_step(statement);
    const char *got = code == SQLITE_ROW ? (const char *)sqlite3_column_text(statement, 0) : NULL;
    if (readers_is_busy(code)) {
      sqlite3_finalize(statement);
      continue;
    }
    if (got == NULL || strcmp(got, expected[i % READERS_QUERIES]) != 0) {
      printf("%s: %s, not %s (%s)\n", sql, got, expected[i % READERS_QUERIES], sqlite3_errmsg(db));
      exit(1);
    }
    right++;
    i++;
    sqlite3_finalize(statement);
  }
  sqlite3_close(db);
  return right;
}

static void readers_expect(sqlite3 *db, char **expected) {
  for (int i = 0; i < READERS_QUERIES; i++) {
    sqlite3_stmt *statement = NULL;
    CHECK(sqlite3_prepare_v2(db, readers_queries[i], -1, &statement, NULL) == SQLITE_OK &&
              sqlite3_step(statement) == SQLITE_ROW &&
              sqlite3_column_type(statement, 0) != SQLITE_NULL,
          "%s: %s", readers_queries[i], sqlite3_errmsg(db));
    const char *text = (const char *)sqlite3_column_text(statement, 0);
    expected[i] = strdup(text != NULL ? text : "");
    sqlite3_finalize(statement);
  }
}

static void readers_start(const char *file, char *const *expected, time_t end, int out) {
  for (int i = 0; i < READERS_COUNT; i++) {
    pid_t child = fork();
    CHECK(child >= 0, "fork");
    if (child != 0) continue;
    long right = readers_read(file, expected, i, end);
    _exit(write(out, &right, sizeof right) == sizeof right ? 0 : 2);
  }
}

int main(int count, char **arguments) {
  char *expected[READERS_QUERIES];
  int ends[2];
  if (count < 2 || pipe(ends) != 0) return 2;
  time_t end = time(NULL) + (count > 2 ? atoi(arguments[2]) : 5);
  sqlite3 *db = readers_open(arguments[1]);
  readers_must(db, "PRAGMA journal_mode = WAL; PRAGMA synchronous = OFF");
  readers_must(db, "CREATE TABLE e(batch, x, y, k, v)");
  long batch = 0, answers = 0, right;
  for (; batch < READERS_BATCHES; batch++) readers_write(db, batch);
  readers_expect(db, expected);
  sqlite3_close(db); /* no connection passes a fork */
  fflush(stdout);
  readers_start(arguments[1], expected, end, ends[1]);
  db = readers_open(arguments[1]);
  for (; batch <= READERS_BATCHES || time(NULL) < end; batch++) readers_write(db, batch);
  sqlite3_close(db);
  for (int i = 0; i < READERS_COUNT; i++) {
    int status = 0;
    CHECK(wait(&status) > 0 && status == 0, "a reader ended with %d", status);
  }
  close(ends[1]);
  while (read(ends[0], &right, sizeof right) == sizeof right) answers += right;
  CHECK(answers > 0 && batch > READERS_BATCHES, "%ld answers, %ld batches", answers, batch);
  printf("%d readers: %ld answers, %ld transactions\n", READERS_COUNT, answers, batch);
  for (int i = 0; i < READERS_QUERIES; i++) free(expected[i]);
  return check_report();
}
