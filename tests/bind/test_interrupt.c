/* test_interrupt.c: a statement that is interrupted ends with SQLITE_INTERRUPT within a second of processor
** time, whatever it was at: a row, the end of a group, one long call.
**
** It needs a SQLite that tells (3.41 or newer: ext/bind/interrupt.h); under an older one it says so and
** tests only that nothing else changes. Compiled with -DINTERRUPT_LOADED it takes the path of the
** extension and loads it, so that one built with old headers is tried under a new SQLite.
*/
#if defined(INTERRUPT_LOADED)
  #include <sqlite3.h>
#else
  #include "../../ext/logits.h"
#endif
#include "../check.h"

#include <signal.h>
#include <stdbool.h>
#include <stdlib.h>
#include <string.h>
#include <sys/time.h>
#include <time.h>

enum { INTERRUPT_SINCE = 3041000, INTERRUPT_MICROSECONDS = 20000 };

enum { INTERRUPT_SIZE = 100000001 }; /* of the JSON array */

/* Of processor time, from the interrupt to the end of the statement. A sanitizer makes all of it
** slower, and most of all what SQLite does with a large BLOB before it calls us. */
#if defined(__SANITIZE_ADDRESS__)
  #define INTERRUPT_SECONDS 4.0
#else
  #define INTERRUPT_SECONDS 1.0
#endif

static sqlite3 *interrupt_db;
static char *interrupt_json;
static volatile sig_atomic_t interrupt_count;
static clock_t interrupt_at; /* the first */

static void interrupt_now(int signal_number) {
  (void)signal_number;
  if (interrupt_count == 0) interrupt_at = clock();
  interrupt_count = 1;
  sqlite3_interrupt(interrupt_db);
}

/* Every 20 milliseconds, since an interrupt is lost where no statement runs yet. 0: never again. */
static void interrupt_timer(long microseconds) {
  struct itimerval timer = {{0, microseconds}, {0, microseconds}};
  setitimer(ITIMER_REAL, &timer, NULL);
}

/* alarm(x) in SQL is x. In the row where x is 1 the timer starts: after it there are only results. */
static void interrupt_alarm(sqlite3_context *context, int count, sqlite3_value **arguments) {
  (void)count;
  if (sqlite3_value_int(arguments[0]) == 1) interrupt_timer(INTERRUPT_MICROSECONDS);
  sqlite3_result_value(context, arguments[0]);
}

/* now(x) in SQL is x. In the row where x is 1 it interrupts. */
static void interrupt_call(sqlite3_context *context, int count, sqlite3_value **arguments) {
  (void)count;
  if (sqlite3_value_int(arguments[0]) == 1) interrupt_now(0);
  sqlite3_result_value(context, arguments[0]);
}

static int interrupt_run(const char *sql) {
  sqlite3_stmt *statement = NULL;
  int code = sqlite3_prepare_v2(interrupt_db, sql, -1, &statement, NULL);
  CHECK(code == SQLITE_OK, "%s: %s", sql, sqlite3_errmsg(interrupt_db));
  if (interrupt_json != NULL) {
    sqlite3_bind_text(statement, 1, interrupt_json, INTERRUPT_SIZE, SQLITE_STATIC);
  }
  do code = sqlite3_step(statement);
  while (code == SQLITE_ROW);
  interrupt_timer(0);
  sqlite3_finalize(statement);
  return code;
}

static size_t interrupt_skipped;

static void interrupt_expect(const char *sql, bool timer) {
  sqlite3_int64 before = sqlite3_memory_used();
  interrupt_count = 0;
  if (timer) interrupt_timer(INTERRUPT_MICROSECONDS);
  int code = interrupt_run(sql);
  double seconds = (double)(clock() - interrupt_at) / (double)CLOCKS_PER_SEC;
  if (code == SQLITE_NOMEM && sizeof(void *) == 4) {
    printf("skipped 1: %s: a 32-bit address space has no room for it\n", sql);
    interrupt_skipped++;
    return;
  }
  CHECK(code == SQLITE_INTERRUPT, "%s: code %d, %s", sql, code, sqlite3_errmsg(interrupt_db));
  CHECK(interrupt_count != 0 && seconds <= INTERRUPT_SECONDS, "%s: %.2f s late", sql, seconds);
  CHECK(sqlite3_memory_used() == before, "%s: %lld bytes are left", sql,
        (long long)(sqlite3_memory_used() - before));
}

#define INTERRUPT_ROWS(n)                                                                          \
  "WITH RECURSIVE c(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM c LIMIT " n ") "

/* Interrupted while their rows come in: the state is dropped, and its result never computed. */
static const char *const interrupt_rows[] = {
    INTERRUPT_ROWS("3000000") "SELECT fit_platt(i * 0.77 % 13, now(i = 2000000) + (i * 0.77 % 13 > "
                              "5 + i % 3)) FROM c",
    INTERRUPT_ROWS("3000000") "SELECT softmax(i * now(i = 2000000)) FROM c",
    INTERRUPT_ROWS("3000000") "SELECT score_set(i * 0.77 % 13, now(i = 2000000)) FROM c",
};

/* Interrupted once all rows are in. */
static const char *const interrupt_results[] = {
    INTERRUPT_ROWS("2000000") "SELECT fit_platt(i * 0.77 % 13, alarm(i = 2000000) + (i * 0.77 % 13 "
                              "> 5 + i % 3)) FROM c",
    INTERRUPT_ROWS("2000000") "SELECT fit_platt(i * 0.77 % 13, alarm(i = 2000000) + (i * 0.77 % 13 "
                              "> 5 + i % 3), 1 + i % 3) "
                              "FROM c",
    INTERRUPT_ROWS("300000") "SELECT fit_temperature(vec(i % 13, i % 7, i % 3, i % 5, 0, 0, i % "
                             "11, i % 2, 1, 3), "
                             "alarm(i = 300000)) FROM c",
    INTERRUPT_ROWS("3000000") "SELECT softmax(i * 1e-7 * (1 + alarm(i = 3000000))) FROM c",
    INTERRUPT_ROWS("3000000") "SELECT score_set(i * 0.77 % 13, alarm(i = 3000000)) FROM c",
    INTERRUPT_ROWS("3000000") "SELECT roc_auc(i * 7919 % 3000017, alarm(i = 3000000)) FROM c",
    INTERRUPT_ROWS("3000000") "SELECT softmax_sample(i, i * 7919 % 3000017 * 1e-6, "
                              "0.5 + 0 * alarm(i = 3000000)) FROM c",
    INTERRUPT_ROWS("3000000") "SELECT js_divergence(1, 1 + i % 3 + alarm(i = 3000000)) FROM c",
    INTERRUPT_ROWS("3000000") "SELECT fit_isotonic(i * 7919 % 3000017, alarm(i = 3000000)) FROM c",
};

/* One call each. ?1 is a long JSON array: SQLite would make it in one call of its own. */
static const char *const interrupt_calls[] = {
    "SELECT vec_unpack(zeroblob(400000000))",
    "SELECT vec_size(?1)",
    "SELECT * FROM roc_curve('{\"negative\":[0],\"positive\":' || ?1 || '}')",
    "SELECT * FROM vec_scores('[0]', ?1)",
    "SELECT label_index(?1, 'x')",
    "SELECT count(*) FROM vec_scores(zeroblob(400000000)) WHERE logit > 1",
    "SELECT count(*) FROM vec_scores(zeroblob(400000000)) WHERE rank > 1",
    "SELECT count(*) FROM vec_scores(zeroblob(400000000)) WHERE cum > 2",
    "SELECT vec_softmax(zeroblob(400000000))",
    "SELECT vec_log_softmax(zeroblob(1000000000))",
    "SELECT vec_sigmoid(zeroblob(400000000))",
    "SELECT vec_scale(zeroblob(1000000000), 0.7)",
    "SELECT vec_mask(zeroblob(400000000), zeroblob(400000000))",
    "SELECT vec_log_prob(zeroblob(400000000))",
    "SELECT vec_pack(zeroblob(1000000000))",
    "SELECT vec_pack(zeroblob(1000000000), 'f16')",
    "SELECT vec_sample(zeroblob(400000000), 0.5)",
    "SELECT vec_softmax_brier(zeroblob(400000000), 3)",
    "SELECT vec_xent(zeroblob(400000000), zeroblob(400000000))",
    "SELECT vec_mean(zeroblob(36000000))",
    "SELECT vec_topk(zeroblob(400000000), 50000000)",
};

static void interrupt_all(const char *const *statements, size_t count, bool timer) {
  for (size_t i = 0; i < count; i++) interrupt_expect(statements[i], timer);
}

#define INTERRUPT_COUNT(statements) (sizeof(statements) / sizeof *(statements))
#define INTERRUPT_ALL(statements, timer)                                                           \
  interrupt_all(statements, INTERRUPT_COUNT(statements), timer)

static bool interrupt_open(int count, char **arguments) {
  CHECK(sqlite3_open(":memory:", &interrupt_db) == SQLITE_OK, "open");
#if defined(INTERRUPT_LOADED)
  char *error = NULL;
  sqlite3_db_config(interrupt_db, SQLITE_DBCONFIG_ENABLE_LOAD_EXTENSION, 1, NULL);
  int code = sqlite3_load_extension(interrupt_db, count > 1 ? arguments[1] : "", NULL, &error);
  CHECK(code == SQLITE_OK, "%s", error != NULL ? error : "no extension");
  sqlite3_free(error);
#else
  (void)count;
  (void)arguments;
  int code = sqlite3_logits_init(interrupt_db, NULL, NULL);
  CHECK(code == SQLITE_OK, "code %d", code);
#endif
  sqlite3_create_function(interrupt_db, "alarm", 1, SQLITE_UTF8, NULL, interrupt_alarm, NULL, NULL);
  sqlite3_create_function(interrupt_db, "now", 1, SQLITE_UTF8, NULL, interrupt_call, NULL, NULL);
  return code == SQLITE_OK;
}

/* [7,7,7, ... 7] */
static void interrupt_make_json(void) {
  interrupt_json = malloc(INTERRUPT_SIZE);
  if (interrupt_json == NULL) abort();
  for (size_t i = 0; i < INTERRUPT_SIZE / 2; i++) memcpy(interrupt_json + 2 * i, ",7", 2);
  interrupt_json[0] = '[';
  interrupt_json[INTERRUPT_SIZE - 1] = ']';
}

/* Whether the SQLite at hand tells that it was interrupted, and the extension can ask. */
static bool interrupt_told(void) {
#if defined(INTERRUPT_LOADED)
  return sqlite3_libversion_number() >= INTERRUPT_SINCE;
#else
  return SQLITE_VERSION_NUMBER >= INTERRUPT_SINCE;
#endif
}

int main(int count, char **arguments) {
  struct sigaction action = {.sa_handler = interrupt_now, .sa_flags = SA_RESTART};
  sigaction(SIGALRM, &action, NULL);
  if (interrupt_open(count, arguments)) {
    /* From here on SQLite has what it keeps: pages, and the tables that a statement names. */
    CHECK(interrupt_run(INTERRUPT_ROWS("9") "SELECT softmax(i) FROM c, roc_curve('[]'), "
                                            "vec_scores('[]') WHERE i = 0") == SQLITE_DONE,
          "%s", sqlite3_errmsg(interrupt_db));
    if (interrupt_told()) {
      INTERRUPT_ALL(interrupt_rows, false);
      INTERRUPT_ALL(interrupt_results, false);
      interrupt_make_json();
      INTERRUPT_ALL(interrupt_calls, true);
      free(interrupt_json);
      interrupt_json = NULL;
    } else {
      static const char rows[] = INTERRUPT_ROWS("1000") "SELECT softmax(now(i = 500)) FROM c";
      CHECK(interrupt_run(rows) == SQLITE_INTERRUPT, "%s", sqlite3_errmsg(interrupt_db));
    }
    /* The next statement is as if nothing had been. */
    CHECK(interrupt_run("SELECT softmax(1), fit_platt(1, 0)") == SQLITE_DONE, "%s",
          sqlite3_errmsg(interrupt_db));
  }
  sqlite3_close(interrupt_db);
  if (interrupt_skipped == 0 && interrupt_told()) return check_report();
  if (!interrupt_told()) {
    interrupt_skipped = INTERRUPT_COUNT(interrupt_rows) + INTERRUPT_COUNT(interrupt_results) +
                        INTERRUPT_COUNT(interrupt_calls);
    printf("skipped %zu: SQLite %s does not tell that a statement was interrupted; 3.41 does\n",
           interrupt_skipped, sqlite3_libversion());
  }
  printf("%ld passed, %ld failed, %zu skipped\n", check_passed, check_failed, interrupt_skipped);
  return check_failed != 0;
}
