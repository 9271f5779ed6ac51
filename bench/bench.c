/* bench.c: speed as ratios within one run, each against what a user would write instead.
**
** Both queries of a pair run in turn, ROUNDS times, on a table of ROWS rows in memory; the medians
** are compared. Absolute times on a shared machine mean little, so only the ratio is judged.
*/
#include "../ext/logits.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

enum { ROWS = 1000000, ROUNDS = 9 };

typedef struct {
  const char *what, *ours, *theirs;
  double target; /* the ratio to stay within; 0: recorded only */
} Pair;

/* t(g, x, p, t): groups of ten, scores, probabilities, one-hot targets; an ordinary rowid table. */
static const char *const bench_setup =
    "CREATE TABLE t(g INTEGER, x REAL, p REAL, t INTEGER);"
    "INSERT INTO t WITH RECURSIVE c(i) AS (SELECT 0 UNION ALL SELECT i + 1 FROM c LIMIT %d) "
    "SELECT i / 10, (i * 7919 %% 100003) / 5000.0 - 10, (i * 7919 %% 100003 + 1) / 100005.0, "
    "i %% 10 = i / 10 %% 10 FROM c;";

#define BY_HAND                                                                                    \
  "WITH e AS (SELECT g, exp(x - max(x) OVER w) AS e FROM t WINDOW w AS (PARTITION BY g)) "         \
  "SELECT sum(p) FROM (SELECT e / sum(e) OVER (PARTITION BY g) AS p FROM e)"

static const Pair bench_pairs[] = {
    {"sum(sigmoid(x))", "SELECT sum(sigmoid(x)) FROM t", "SELECT sum(1.0 / (1.0 + exp(-x))) FROM t",
     1.0},
    {"sum(logit(p))", "SELECT sum(logit(p)) FROM t", "SELECT sum(ln(p / (1.0 - p))) FROM t", 1.2},
    {"logsumexp(x)", "SELECT logsumexp(x) FROM t", "SELECT sum(x) FROM t", 1.4},
    {"logsumexp(x) GROUP BY g", "SELECT sum(y) FROM (SELECT logsumexp(x) AS y FROM t GROUP BY g)",
     "SELECT sum(y) FROM (SELECT sum(x) AS y FROM t GROUP BY g)", 1.15},
    {"softmax_prob over a window, against x / sum(x) OVER",
     "SELECT sum(p) FROM (SELECT softmax_prob(x, logsumexp(x) OVER (PARTITION BY g)) AS p FROM t)",
     "SELECT sum(p) FROM (SELECT x / sum(x) OVER (PARTITION BY g) AS p FROM t)", 1.15},
    {"the same, against the stable softmax by hand",
     "SELECT sum(p) FROM (SELECT softmax_prob(x, logsumexp(x) OVER (PARTITION BY g)) AS p FROM t)",
     BY_HAND, 0.60},
    {"xent(x, t) GROUP BY g", "SELECT sum(y) FROM (SELECT xent(x, t) AS y FROM t GROUP BY g)",
     "SELECT sum(y) FROM (SELECT sum(x * t) AS y FROM t GROUP BY g)", 1.5},
    {"softmax_entropy(x) GROUP BY g",
     "SELECT sum(y) FROM (SELECT softmax_entropy(x) AS y FROM t GROUP BY g)",
     "SELECT sum(y) FROM (SELECT sum(x) AS y FROM t GROUP BY g)", 0},
    {"argmax(x, x) GROUP BY g, against max(x)",
     "SELECT sum(y) FROM (SELECT argmax(x, x) AS y FROM t GROUP BY g)",
     "SELECT sum(y) FROM (SELECT max(x) AS y FROM t GROUP BY g)", 0},
};

static void bench_fail(sqlite3 *db, const char *sql) {
  fprintf(stderr, "%s: %s\n", sql, sqlite3_errmsg(db));
  exit(1);
}

static double bench_seconds(void) {
  struct timespec now;
  clock_gettime(CLOCK_PROCESS_CPUTIME_ID, &now);
  return (double)now.tv_sec + (double)now.tv_nsec * 1e-9;
}

static double bench_time(sqlite3 *db, const char *sql) {
  double start = bench_seconds();
  if (sqlite3_exec(db, sql, NULL, NULL, NULL) != SQLITE_OK) bench_fail(db, sql);
  return bench_seconds() - start;
}

static int bench_compare(const void *a, const void *b) {
  double x = *(const double *)a, y = *(const double *)b;
  return (x > y) - (x < y);
}

static double bench_median(double *times) {
  qsort(times, ROUNDS, sizeof *times, bench_compare);
  return times[ROUNDS / 2];
}

static int bench_report(const char *what, double ours, double theirs, const char *unit,
                        double target) {
  double ratio = ours / theirs;
  printf("| %-52s | %8.1f %s | %8.1f %s | %5.2f |", what, ours, unit, theirs, unit, ratio);
  if (target > 0) {
    printf(" %5.2f | %-6s |\n", target, ratio <= target ? "yes" : "MISSED");
  } else {
    printf("       |        |\n");
  }
  return target > 0 && ratio > target;
}

static int bench_pair(sqlite3 *db, const Pair *pair) {
  double ours[ROUNDS], theirs[ROUNDS];
  for (int i = 0; i < ROUNDS; i++) {
    ours[i] = bench_time(db, pair->ours);
    theirs[i] = bench_time(db, pair->theirs);
  }
  return bench_report(pair->what, bench_median(ours) * 1e9 / ROWS,
                      bench_median(theirs) * 1e9 / ROWS, "ns", pair->target);
}

/* The most memory that SQLite had at a time while logsumexp ran over `rows` rows of one group. */
static double bench_memory(sqlite3 *db, int rows) {
  char sql[300];
  snprintf(sql, sizeof sql,
           "WITH RECURSIVE c(i) AS (SELECT 0 UNION ALL SELECT i + 1 FROM c LIMIT %d) "
           "SELECT logsumexp((i * 7919 %% 100003) / 5000.0 - 10) FROM c",
           rows);
  sqlite3_memory_highwater(1);
  sqlite3_int64 before = sqlite3_memory_used();
  bench_time(db, sql);
  return (double)(sqlite3_memory_highwater(0) - before) / 1024;
}

static void bench_machine(void) {
  char line[200];
  FILE *info = fopen("/proc/cpuinfo", "r");
  while (info != NULL && fgets(line, sizeof line, info) != NULL) {
    if (strncmp(line, "model name", 10) == 0) {
      printf("CPU%s", strchr(line, ':'));
      break;
    }
  }
  if (info != NULL) fclose(info);
  printf("Compiler: %s\nSQLite: %s, sqlite-logits: %s\n%d rows, groups of ten, medians of %d\n\n",
         __VERSION__, sqlite3_libversion(), LOGITS_VERSION, ROWS, ROUNDS);
}

int main(void) {
  sqlite3 *db = NULL, *empty = NULL;
  int missed = 0;
  char setup[1000];
  bench_machine();
  snprintf(setup, sizeof setup, bench_setup, ROWS);
  sqlite3_open(":memory:", &empty);
  sqlite3_logits_init(empty, NULL, NULL);
  double few = bench_memory(empty, 1000), many = bench_memory(empty, 10000000);
  sqlite3_close(empty);
  sqlite3_open(":memory:", &db);
  sqlite3_logits_init(db, NULL, NULL);
  if (sqlite3_exec(db, setup, NULL, NULL, NULL) != SQLITE_OK) bench_fail(db, setup);
  printf("| %-52s | %11s | %11s | %5s | %5s | %-6s |\n", "what, per row", "ours", "theirs", "ratio",
         "limit", "within");
  printf("|---|---|---|---|---|---|\n");
  for (size_t i = 0; i < sizeof bench_pairs / sizeof *bench_pairs; i++) {
    missed += bench_pair(db, &bench_pairs[i]);
  }
  missed += bench_report("memory of logsumexp, 10^7 rows against 10^3", many, few, "KB", 1.05);
  sqlite3_close(db);
  printf("\n%d target%s missed\n", missed, missed == 1 ? "" : "s");
  return 0;
}
