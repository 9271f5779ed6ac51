/* bench.c: speed as ratios within one run, each against what a user would write instead.
**
** Both queries of a pair run in turn, ROUNDS times, on tables in memory with ROWS scores each; the
** medians of processor time are compared. Absolute times on a shared machine mean little, so only the
** ratio is judged. Peers in Python (bench/peers.py) time themselves on the same work; those that are
** not installed are named and skipped.
*/
#include "../ext/logits.h"
#include "../ext/vectors/vector.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

enum { ROWS = 1000000, ROUNDS = 9 };

typedef struct {
  const char *what, *ours, *theirs;
  double target; /* the ratio to stay within; 0: recorded only */
} Pair;

/* The table of kernels that the extension takes: the linker puts this in the place of
** vector_kernels() (Makefile), where it can. */
const VectorKernels *bench_kernels(void) __asm__("__wrap_vector_kernels");
const VectorKernels *bench_kernels(void) {
  static const VectorKernels *chosen;
  const VectorKernels *list[VECTOR_KERNELS_MOST];
  const char *name = getenv("BENCH_KERNEL");
  if (chosen != NULL) return chosen;
  size_t found = vector_kernels_available(list);
  chosen = list[found - 1];
  for (size_t i = 0; i < found; i++) {
    if (name != NULL && strcmp(vector_kernels_name(list[i]), name) == 0) chosen = list[i];
  }
  return chosen;
}

/* t(g, x, p, t): groups of ten, scores, probabilities, one-hot targets; an ordinary rowid table. */
static const char *const bench_setup =
    "CREATE TABLE t(g INTEGER, x REAL, p REAL, t INTEGER);"
    "INSERT INTO t WITH RECURSIVE c(i) AS (SELECT 0 UNION ALL SELECT i + 1 FROM c LIMIT %d) "
    "SELECT i / 10, (i * 7919 %% 100003) / 5000.0 - 10, (i * 7919 %% 100003 + 1) / 100005.0, "
    "i %% 10 = i / 10 %% 10 FROM c;"
    "CREATE TABLE wide(i INTEGER, c INTEGER, x REAL, PRIMARY KEY(i, c)) WITHOUT ROWID;"
    "INSERT INTO wide SELECT (rowid - 1) / 1000, (rowid - 1) %% 1000, x FROM t;"
    "CREATE TABLE b10 AS SELECT vec_group((rowid - 1) %% 10, x) AS v FROM t GROUP BY (rowid - 1) / "
    "10;"
    "CREATE TABLE b100 AS SELECT vec_group((rowid - 1) %% 100, x) AS v FROM t GROUP BY (rowid - 1) "
    "/ 100;"
    "CREATE TABLE b1000 AS SELECT i, vec_group(c, x) AS v FROM wide GROUP BY i;"
    "CREATE TABLE b50257 AS SELECT vec_group((rowid - 1) %% 50257, x) AS v FROM t WHERE rowid <= "
    "954883 "
    "GROUP BY (rowid - 1) / 50257;"
    "CREATE TABLE a1000 AS SELECT vec_group((rowid - 1) %% 1000, rowid * 1e-4) AS v FROM t GROUP "
    "BY "
    "(rowid - 1) / 1000;"
    "CREATE TABLE a50257 AS SELECT vec_group((rowid - 1) %% 50257, rowid * 1e-4) AS v FROM t WHERE "
    "rowid <= 954883 GROUP BY (rowid - 1) / 50257;"
    "CREATE TABLE j1000 AS SELECT vec_unpack(v) AS v FROM b1000;";

/* Reads a BLOB and returns one of the same size: what any function over BLOBs has to do. */
static void bench_copy(sqlite3_context *context, int count, sqlite3_value **arguments) {
  const void *bytes = sqlite3_value_blob(arguments[0]);
  int size = sqlite3_value_bytes(arguments[0]);
  void *copy = sqlite3_malloc(size);
  (void)count;
  if (copy == NULL) {
    sqlite3_result_error_nomem(context);
    return;
  }
  memcpy(copy, bytes, (size_t)size);
  sqlite3_result_blob(context, copy, size, sqlite3_free);
}

static int bench_descending(const void *a, const void *b) {
  float x, y;
  memcpy(&x, a, sizeof x);
  memcpy(&y, b, sizeof y);
  return (x < y) - (x > y);
}

/* The floats of a BLOB, sorted in C. */
static void bench_sorted(sqlite3_context *context, int count, sqlite3_value **arguments) {
  const void *bytes = sqlite3_value_blob(arguments[0]);
  int size = sqlite3_value_bytes(arguments[0]);
  float *copy = sqlite3_malloc(size);
  (void)count;
  if (copy == NULL) {
    sqlite3_result_error_nomem(context);
    return;
  }
  memcpy(copy, bytes, (size_t)size);
  qsort(copy, (size_t)size / sizeof *copy, sizeof *copy, bench_descending);
  sqlite3_result_blob(context, copy, size, sqlite3_free);
}

#define BY_HAND                                                                                    \
  "WITH e AS (SELECT g, exp(x - max(x) OVER w) AS e FROM t WINDOW w AS (PARTITION BY g)) "         \
  "SELECT sum(p) FROM (SELECT e / sum(e) OVER (PARTITION BY g) AS p FROM e)"

/* What vectors are compared with: reading them, copying them. And a function of each vector. */
#define READ(table) "SELECT count(v < x'00') FROM " table
#define COPY(table) "SELECT sum(length(copy(v))) FROM " table
#define APPEND(table) "SELECT sum(length(v || '')) FROM " table
#define EACH(function, table) "SELECT count(" function ") FROM " table
#define SOFTMAX(table) "SELECT sum(length(vec_softmax(v))) FROM " table
#define OVER(group, table)                                                                         \
  "SELECT sum(p) FROM (SELECT softmax_prob(x, logsumexp(x) OVER (PARTITION BY " group ")) AS p "   \
  "FROM " table ")"
#define JSON_EACH "SELECT sum(key), sum(value) FROM j1000, json_each(v)"

static const Pair bench_pairs[] = {
#include "pairs_rows.def"

#include "pairs_vectors.def"

#include "pairs_vectors_order.def"

#include "pairs_vectors_sums.def"

#include "pairs_vectors_tables.def"

#include "pairs_windows.def"
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

static double bench_median(double *times, int rounds) {
  qsort(times, (size_t)rounds, sizeof *times, bench_compare);
  return times[rounds / 2];
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
  return bench_report(pair->what, bench_median(ours, ROUNDS) * 1e9 / ROWS,
                      bench_median(theirs, ROUNDS) * 1e9 / ROWS, "ns", pair->target);
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

/* ---- ranking: ten million rows of one group ---- */

enum { RANKING_ROWS = 10000000, RANKING_ROUNDS = 3 };

/* roc_auc and average_precision against sorting the same rows, and the memory that they take. */
static int bench_ranking(void) {
  static const char *const ours[] = {"SELECT roc_auc(score, label) FROM r",
                                     "SELECT average_precision(score, label) FROM r"};
  static const char *const names[] = {"roc_auc(score, label), against ORDER BY score",
                                      "average_precision(score, label), the same"};
  const char *theirs = "SELECT score FROM r ORDER BY score";
  char setup[300];
  int missed = 0;
  sqlite3 *db = NULL;
  sqlite3_open(":memory:", &db);
  sqlite3_logits_init(db, NULL, NULL);
  snprintf(setup, sizeof setup,
           "CREATE TABLE r AS WITH RECURSIVE c(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM c LIMIT "
           "%d) SELECT logit(uniform(1, i)) AS score, i & 1 AS label FROM c",
           RANKING_ROWS);
  bench_time(db, setup);
  for (int which = 0; which < 2; which++) {
    double us[RANKING_ROUNDS], them[RANKING_ROUNDS];
    sqlite3_memory_highwater(1);
    sqlite3_int64 before = sqlite3_memory_used(), most = 0;
    for (int i = 0; i < RANKING_ROUNDS; i++) {
      us[i] = bench_time(db, ours[which]) * 1e9 / RANKING_ROWS;
      if (i == 0) most = sqlite3_memory_highwater(0) - before;
      them[i] = bench_time(db, theirs) * 1e9 / RANKING_ROWS;
    }
    missed += bench_report(names[which], bench_median(us, RANKING_ROUNDS),
                           bench_median(them, RANKING_ROUNDS), "ns", 3);
    missed += bench_report("its memory per row, against 24 bytes", (double)most / RANKING_ROWS, 24,
                           "B", 1);
  }
  sqlite3_close(db);
  return missed;
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
  printf("Compiler: %s\nSQLite: %s, sqlite-logits: %s, kernel: %s\n"
         "%d scores, groups of ten, medians of %d\n\n",
         __VERSION__, sqlite3_libversion(), LOGITS_VERSION, vector_kernels_name(vector_kernels()),
         ROWS, ROUNDS);
}

/* ---- peers ---- */

enum { PEER_ROWS = 1000, PEER_SIZE = 1000 };

/* Nanoseconds per element of the kernel alone, PEER_ROWS vectors of PEER_SIZE. */
static double bench_kernel(void) {
  static float scores[PEER_ROWS * PEER_SIZE];
  static double out[PEER_SIZE];
  double times[ROUNDS];
  for (int i = 0; i < PEER_ROWS * PEER_SIZE; i++) {
    scores[i] = (float)(i * 7919L % 100003) / 5000.0F - 10.0F;
  }
  for (int round = 0; round < ROUNDS; round++) {
    double start = bench_seconds();
    for (int i = 0; i < PEER_ROWS; i++) {
      Vector v = {scores + (size_t)i * PEER_SIZE, PEER_SIZE, VECTOR_F32};
      if (!vector_softmax(vector_kernels(), &v, out, NULL)) {
        fprintf(stderr, "no softmax\n");
        exit(1);
      }
    }
    times[round] = bench_seconds() - start;
  }
  return bench_median(times, ROUNDS) * 1e9 / PEER_ROWS / PEER_SIZE;
}

/* A table of PEER_ROWS BLOBs of PEER_SIZE, normalised in place by one query; ns per element. */
static double bench_update(sqlite3 *db) {
  double times[ROUNDS];
  for (int round = 0; round < ROUNDS; round++) {
    bench_time(db, "CREATE TABLE scores AS SELECT i, v FROM b1000");
    times[round] = bench_time(db, "UPDATE scores SET v = vec_softmax(v)");
    bench_time(db, "DROP TABLE scores");
  }
  return bench_median(times, ROUNDS) * 1e9 / PEER_ROWS / PEER_SIZE;
}

/* vec_argmax over the BLOBs of b50257 by one query; ns per element. */
static double bench_argmax(sqlite3 *db) {
  double times[ROUNDS];
  for (int round = 0; round < ROUNDS; round++) {
    times[round] = bench_time(db, EACH("vec_argmax(v)", "b50257"));
  }
  return bench_median(times, ROUNDS) * 1e9 / 954883;
}

/* bench/peers.py prints lines "NAME NANOSECONDS", or "NAME skipped: why". */
static int bench_peers(sqlite3 *db, const char *script) {
  static const struct {
    const char *peer, *what;
    double target; /* ours / theirs, at most */
  } rows[] = {{"scipy", "softmax kernel alone, against SciPy", 1 / 1.2},
              {"numpy", "the same, against NumPy", 1 / 1.2},
              {"torch", "the same, against PyTorch, one thread", 1.6},
              {"argmax", "vec_argmax, n = 50257, reading included, against NumPy", 3},
              {"table", "1000 BLOBs by one UPDATE, against Python's sqlite3 and SciPy", 1 / 5.0}};
  char line[300], command[300];
  int missed = 0;
  double kernel = bench_kernel(), update = bench_update(db);
  bool widest = strcmp(vector_kernels_name(vector_kernels()), "avx512") == 0;
  snprintf(command, sizeof command, "%s", script);
  FILE *peers = popen(command, "r");
  while (peers != NULL && fgets(line, sizeof line, peers) != NULL) {
    char *space = strchr(line, ' '), *end = NULL;
    if (space == NULL) continue;
    double theirs = strtod(space + 1, &end);
    *space = 0;
    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
      if (strcmp(line, rows[i].peer) != 0) continue;
      if (end == space + 1) {
        printf("%s: %s", rows[i].what, space + 1);
      } else {
        double ours = strcmp(line, "table") == 0    ? update
                      : strcmp(line, "argmax") == 0 ? bench_argmax(db)
                                                    : kernel;
        bool judged = widest || rows[i].target > 1 || strcmp(line, "table") == 0;
        missed += bench_report(rows[i].what, ours, theirs, "ns", judged ? rows[i].target : 0);
      }
    }
  }
  if (peers == NULL || pclose(peers) != 0)
    printf("skipped: the peers: no Python that can run them\n");
  return missed;
}

static int bench_flat_memory(void) {
  sqlite3 *db = NULL;
  sqlite3_open(":memory:", &db);
  sqlite3_logits_init(db, NULL, NULL);
  double few = bench_memory(db, 1000), many = bench_memory(db, 10000000);
  sqlite3_close(db);
  return bench_report("memory of logsumexp, 10^7 rows against 10^3", many, few, "KB", 1.05);
}

/* bench [PEERS [WORD]]: PEERS runs the peers, "" for none. With WORD only the pairs whose name has
** it. BENCH_KERNEL=avx2 takes that kernel instead of the widest. */
int main(int count, char **arguments) {
  const char *peers = count > 1 ? arguments[1] : "", *word = count > 2 ? arguments[2] : NULL;
  sqlite3 *db = NULL;
  int missed = 0;
  char setup[3000];
  bench_machine();
  snprintf(setup, sizeof setup, bench_setup, ROWS);
  sqlite3_open(":memory:", &db);
  sqlite3_logits_init(db, NULL, NULL);
  sqlite3_create_function(db, "copy", 1, SQLITE_UTF8, NULL, bench_copy, NULL, NULL);
  sqlite3_create_function(db, "sorted", 1, SQLITE_UTF8, NULL, bench_sorted, NULL, NULL);
  if (sqlite3_exec(db, setup, NULL, NULL, NULL) != SQLITE_OK) bench_fail(db, setup);
  printf("| %-52s | %11s | %11s | %5s | %5s | %-6s |\n", "what, per score", "ours", "theirs",
         "ratio", "limit", "within");
  printf("|---|---|---|---|---|---|\n");
  for (size_t i = 0; i < sizeof bench_pairs / sizeof *bench_pairs; i++) {
    if (word != NULL && strstr(bench_pairs[i].what, word) == NULL) continue;
    missed += bench_pair(db, &bench_pairs[i]);
  }
  if (word == NULL) missed += bench_flat_memory() + bench_ranking();
  if (peers[0] != 0) missed += bench_peers(db, peers);
  sqlite3_close(db);
  printf("\n%d target%s missed\n", missed, missed == 1 ? "" : "s");
  return 0;
}
