/* test_interrupt.c: a statement that is interrupted ends with SQLITE_INTERRUPT within a second, whatever it
** was at: a row, the end of a group, one long call.
**
** A second is INTERRUPT_UNITS units of processor time (pace.h), which are about a second on a usual machine,
** and as much work on a slow one, or under a sanitizer. What ends later is tried again.
**
** It needs a SQLite that tells (3.41 or newer: ext/bind/interrupt.h); under an older one it says so and
** tests only that nothing else changes. Compiled with -DINTERRUPT_LOADED it takes the path of the
** extension and loads it, so that one built with old headers is tried under a new SQLite.
*/
#if defined(INTERRUPT_LOADED)
  #include <sqlite3.h>

  #include "../../ext/base/siphash.c"
#else
  #include "../../ext/logits.h"

  #include "../../ext/base/siphash.h"
#endif
#include "../check.h"
#include "../pace.h"

#include <math.h>
#include <signal.h>
#include <string.h>
#include <sys/time.h>

enum {
  INTERRUPT_SINCE = 3041000,
  INTERRUPT_BYTES = 1000000000,
  INTERRUPT_FEWER = 400000000,
  INTERRUPT_MICROSECONDS = 20000
};

enum {
  INTERRUPT_SIZE = 100000001,
  INTERRUPT_SCORES = 6000000,
  INTERRUPT_PAIRS = 10000000
}; /* bytes of the array, scores of the set, pairs in the state */

/* From the interrupt to the end of the statement. */
enum { INTERRUPT_UNITS = 100 };

static sqlite3 *interrupt_db;
static char *interrupt_json; /* what ?1 is, or NULL */
static size_t interrupt_size;
static void *interrupt_blob;           /* ?2, and its beginning ?3, or NULL */
static unsigned char *interrupt_state; /* ?4, or NULL */
static size_t interrupt_state_size;
static volatile sig_atomic_t interrupt_count;
static double interrupt_at; /* the first */

static void interrupt_now(int signal_number) {
  (void)signal_number;
  if (interrupt_count == 0) interrupt_at = pace_seconds();
  interrupt_count = 1;
  sqlite3_interrupt(interrupt_db);
}

/* Every 20 milliseconds of processor time, since an interrupt is lost where no statement runs yet. 0: never again. */
static void interrupt_timer(long microseconds) {
  struct itimerval timer = {{0, microseconds}, {0, microseconds}};
  setitimer(ITIMER_PROF, &timer, NULL);
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
    sqlite3_bind_text(statement, 1, interrupt_json, (int)interrupt_size, SQLITE_STATIC);
  }
  if (interrupt_blob != NULL) {
    sqlite3_bind_blob(statement, 2, interrupt_blob, INTERRUPT_BYTES, SQLITE_STATIC);
    sqlite3_bind_blob(statement, 3, interrupt_blob, INTERRUPT_FEWER, SQLITE_STATIC);
  }
  if (interrupt_state != NULL) {
    sqlite3_bind_blob64(statement, 4, interrupt_state, interrupt_state_size, SQLITE_STATIC);
  }
  do code = sqlite3_step(statement);
  while (code == SQLITE_ROW);
  interrupt_timer(0);
  sqlite3_finalize(statement);
  return code;
}

static size_t interrupt_skipped;
static double interrupt_latest; /* units */
static const char *interrupt_latest_sql = "";

/* When the timer is started that interrupts: by the statement itself, at its beginning, or so that it comes
** after INTERRUPT_LATER_UNITS units. */
typedef enum { INTERRUPT_BY_ITSELF, INTERRUPT_AT_ONCE, INTERRUPT_LATER } InterruptBegin;
enum { INTERRUPT_LATER_UNITS = 80 };

/* Runs a statement to its interrupt. In *late: the units from there to its end, the least of some tries where
** these are too many. A statement that was done before its interrupt is run again, with one in half the time:
** the unit may have been measured while the machine was slow. */
static int interrupt_try(const char *sql, InterruptBegin begin, double *late) {
  int code = SQLITE_INTERRUPT;
  double later = INTERRUPT_LATER_UNITS;
  *late = INFINITY;
  for (int i = 0; i<PACE_TRIES && * late> INTERRUPT_UNITS; i++) {
    double unit = pace_unit();
    interrupt_count = 0;
    if (begin == INTERRUPT_AT_ONCE) interrupt_timer(INTERRUPT_MICROSECONDS);
    if (begin == INTERRUPT_LATER) interrupt_timer((long)(later * unit * 1e6));
    code = interrupt_run(sql);
    double units = (pace_seconds() - interrupt_at) / unit;
    if (code == SQLITE_INTERRUPT) {
      if (units < *late) *late = units;
    } else if (code == SQLITE_DONE && begin == INTERRUPT_LATER) {
      later /= 2;
    } else {
      break;
    }
  }
  return code;
}

static void interrupt_expect(const char *sql, InterruptBegin begin) {
  sqlite3_int64 before = sqlite3_memory_used();
  double late;
  int code = interrupt_try(sql, begin, &late);
  bool room = interrupt_blob != NULL || (strstr(sql, "?2") == NULL && strstr(sql, "?3") == NULL);
  if ((code == SQLITE_NOMEM || !room) && sizeof(void *) == 4) {
    printf("skipped 1: %s: a 32-bit address space has no room for it\n", sql);
    interrupt_skipped++;
    return;
  }
  CHECK(code == SQLITE_INTERRUPT, "%s: code %d, %s", sql, code, sqlite3_errmsg(interrupt_db));
  CHECK(interrupt_count != 0 && late <= INTERRUPT_UNITS, "%s: %.0f units late", sql, late);
  if (late > interrupt_latest) {
    interrupt_latest = late;
    interrupt_latest_sql = sql;
  }
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

/* One call each. ?1 is a long JSON array, ?2 and ?3 are a gigabyte of zeros and less: SQLite would make them in
** a call of its own, which takes long. */
static const char *const interrupt_calls[] = {
    "SELECT vec_unpack(?3)",
    "SELECT vec_size(?1)",
    "SELECT * FROM roc_curve('{\"negative\":[0],\"positive\":' || ?1 || '}')",
    "SELECT * FROM vec_scores('[0]', ?1)",
    "SELECT label_index(?1, 'x')",
    "SELECT count(*) FROM vec_scores(?3) WHERE logit > 1",
    "SELECT count(*) FROM vec_scores(?3) WHERE rank > 1",
    "SELECT count(*) FROM vec_scores(?3) WHERE cum > 2",
    "SELECT vec_softmax(?3)",
    "SELECT vec_log_softmax(?2)",
    "SELECT vec_sigmoid(?3)",
    "SELECT vec_scale(?2, 0.7)",
    "SELECT vec_mask(?3, ?3)",
    "SELECT vec_log_prob(?3)",
    "SELECT vec_pack(?2)",
    "SELECT vec_pack(?2, 'f16')",
    "SELECT vec_sample(?3, 0.5)",
    "SELECT vec_softmax_brier(?3, 3)",
    "SELECT vec_xent(?3, ?3)",
    "SELECT vec_mean(zeroblob(36000000))",
    "SELECT vec_topk(?3, 50000000)",
};

/* ?1 is a set of many different scores. It is read when the interrupt comes, and seconds of work are left. */
static const char *const interrupt_pictures[] = {
    "SELECT plot_roc(?1)",
    "SELECT plot_pr(?1)",
};

/* ?4 is a state of that many pairs, which is read and merged for seconds. */
static const char *const interrupt_states[] = {
    "SELECT state_value(?4)",
    "SELECT state_merge(?4)",
};

static void interrupt_all(const char *const *statements, size_t count, InterruptBegin begin) {
  for (size_t i = 0; i < count; i++) interrupt_expect(statements[i], begin);
}

#define INTERRUPT_COUNT(statements) (sizeof(statements) / sizeof *(statements))
#define INTERRUPT_ALL(statements, begin)                                                           \
  interrupt_all(statements, INTERRUPT_COUNT(statements), begin)

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
  interrupt_size = INTERRUPT_SIZE;
  interrupt_json = malloc(interrupt_size);
  if (interrupt_json == NULL) abort();
  for (size_t i = 0; i < INTERRUPT_SIZE / 2; i++) memcpy(interrupt_json + 2 * i, ",7", 2);
  interrupt_json[0] = '[';
  interrupt_json[INTERRUPT_SIZE - 1] = ']';
}

/* {"negative":[0,2,4 ...],"positive":[1,3,5 ...]} */
static void interrupt_make_set(void) {
  static const char *const names[] = {"{\"negative\":[", "],\"positive\":["};
  interrupt_json = malloc(INTERRUPT_SCORES * 8 + 100);
  if (interrupt_json == NULL) abort();
  char *at = interrupt_json;
  for (int class = 0; class < 2; class ++) {
    at += sprintf(at, "%s%d", names[class], class);
    for (int i = 2 + class; i < INTERRUPT_SCORES; i += 2) at += sprintf(at, ",%d", i);
  }
  at += sprintf(at, "]}");
  interrupt_size = (size_t)(at - interrupt_json);
}

static void interrupt_put(unsigned byte) {
  interrupt_state[interrupt_state_size++] = (unsigned char)byte;
}

/* A state of roc_auc, forged: neighbouring scores, one example each, of either class in turn (docs/states.md). */
static void interrupt_make_state(void) {
  interrupt_state = malloc(2 * INTERRUPT_PAIRS + 100);
  if (interrupt_state == NULL) abort();
  interrupt_state_size = 0;
  interrupt_put(1);  /* the version */
  interrupt_put(21); /* the function */
  size_t count = INTERRUPT_PAIRS;
  for (; count > 0x7f; count >>= 7) interrupt_put((count & 0x7f) | 0x80);
  interrupt_put((unsigned)count);
  for (int i = 0; i < INTERRUPT_PAIRS; i++) {
    interrupt_put(i > 0);
    interrupt_put(6u | (i & 1));
  }
  uint64_t hash = siphash(0, 0, interrupt_state, interrupt_state_size);
  for (int i = 0; i < 4; i++) interrupt_put((unsigned)(hash >> 8 * i) & 0xff);
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
  sigaction(SIGPROF, &action, NULL);
  if (interrupt_open(count, arguments)) {
    /* From here on SQLite has what it keeps: pages, and the tables that a statement names. */
    CHECK(interrupt_run(INTERRUPT_ROWS("9") "SELECT softmax(i) FROM c, roc_curve('[]'), "
                                            "vec_scores('[]') WHERE i = 0") == SQLITE_DONE,
          "%s", sqlite3_errmsg(interrupt_db));
    if (interrupt_told()) {
      INTERRUPT_ALL(interrupt_rows, INTERRUPT_BY_ITSELF);
      INTERRUPT_ALL(interrupt_results, INTERRUPT_BY_ITSELF);
      interrupt_make_json();
      interrupt_blob = calloc(INTERRUPT_BYTES, 1);
      INTERRUPT_ALL(interrupt_calls, INTERRUPT_AT_ONCE);
      free(interrupt_blob);
      interrupt_blob = NULL;
      free(interrupt_json);
      interrupt_make_set();
      INTERRUPT_ALL(interrupt_pictures, INTERRUPT_LATER);
      free(interrupt_json);
      interrupt_json = NULL;
      interrupt_make_state();
      INTERRUPT_ALL(interrupt_states, INTERRUPT_AT_ONCE);
      free(interrupt_state);
      interrupt_state = NULL;
    } else {
      static const char rows[] = INTERRUPT_ROWS("1000") "SELECT softmax(now(i = 500)) FROM c";
      CHECK(interrupt_run(rows) == SQLITE_INTERRUPT, "%s", sqlite3_errmsg(interrupt_db));
    }
    if (interrupt_told())
      printf("%.1f units late at most: %s\n", interrupt_latest, interrupt_latest_sql);
    /* The next statement is as if nothing had been. */
    CHECK(interrupt_run("SELECT softmax(1), fit_platt(1, 0)") == SQLITE_DONE, "%s",
          sqlite3_errmsg(interrupt_db));
  }
  sqlite3_close(interrupt_db);
  if (interrupt_skipped == 0 && interrupt_told()) return check_report();
  if (!interrupt_told()) {
    interrupt_skipped = INTERRUPT_COUNT(interrupt_rows) + INTERRUPT_COUNT(interrupt_results) +
                        INTERRUPT_COUNT(interrupt_calls) + INTERRUPT_COUNT(interrupt_pictures) +
                        INTERRUPT_COUNT(interrupt_states);
    printf("skipped %zu: SQLite %s does not tell that a statement was interrupted; 3.41 does\n",
           interrupt_skipped, sqlite3_libversion());
  }
  printf("%ld passed, %ld failed, %zu skipped\n", check_passed, check_failed, interrupt_skipped);
  return check_failed != 0;
}
