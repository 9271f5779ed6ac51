/* test_frames.c: under every kind of frame, a window function's answer is that of a fresh aggregate over
** the rows of the frame.
**
** Random tables (NULL, infinities, ties, 1e308, wide and narrow scores) and random frames. Which
** rows a frame holds is asked of SQLite's own json_group_array(id) with the same window; the
** aggregate is then run over just those rows, in that order, and compared bit for bit. Every aggregate
** of the table of functions takes part (calls.h), and those below besides.
*/
#include "calls.h"

#include <stdint.h>
#include <stdlib.h>
#include <string.h>

static uint64_t frames_state = 20240229;

static unsigned frames_random(unsigned below) { /* splitmix64 */
  uint64_t z = (frames_state += 0x9e3779b97f4a7c15u);
  z = (z ^ (z >> 30)) * 0xbf58476d1ce4e5b9u;
  z = (z ^ (z >> 27)) * 0x94d049bb133111ebu;
  return (unsigned)((z ^ (z >> 31)) >> 33) % below;
}

static const char *frames_one(const char *const *words, unsigned count) {
  return words[frames_random(count)];
}
#define ONE_OF(words) frames_one(words, sizeof(words) / sizeof *(words))

static void frames_score(char *text, size_t size) {
  static const char *const special[] = {"NULL",   "NULL",   "9e999", "-9e999", "0",      "1e308",
                                        "-1e308", "1e-300", "1e18",  "-1e18",  "5e-324", "1e6"};
  static const char *const ties[] = {"-1", "0", "1", "2"};
  switch (frames_random(5)) {
  case 0: snprintf(text, size, "%s", ONE_OF(special)); break;
  case 1: snprintf(text, size, "%s", ONE_OF(ties)); break;
  case 2: snprintf(text, size, "%.17g", frames_random(1000000) / 7e5 - 0.7); break;
  case 3: snprintf(text, size, "%.17g", frames_random(1000000) / 7e2 - 700); break;
  default: snprintf(text, size, "%.17g", frames_random(1000000) / 5e4 - 10);
  }
}

static void frames_run(sqlite3 *db, const char *sql) {
  char *error = NULL;
  CHECK(sqlite3_exec(db, sql, NULL, NULL, &error) == SQLITE_OK, "%s: %s", sql, error);
  sqlite3_free(error);
}

/* t(id, g, o, x, label, odd, f): partition, order with ties, score, label, label that may be NULL
** or of any type, filter. Row 1 + n/2 is the only target. */
static void frames_fill(sqlite3 *db, int rows) {
  static const char *const odd[] = {"NULL", "1", "1.0", "'a'", "'B'", "x'00'", "'1'", "2"};
  static const char *const targets[] = {"0", "0", "0", "0", "0", "0", "0", "0", "0", "NULL"};
  frames_run(db, "DELETE FROM t");
  for (int i = 1; i <= rows; i++) {
    char score[40], sql[200];
    frames_score(score, sizeof score);
    snprintf(sql, sizeof sql, "INSERT INTO t VALUES (%d, %u, %u, %s, 'l%u', %s, %u, %s)", i,
             frames_random(3), frames_random(8), score, frames_random(12), ONE_OF(odd),
             frames_random(3), i == 1 + rows / 2 ? "1" : ONE_OF(targets));
    frames_run(db, sql);
  }
}

/* A frame that SQLite accepts: its start does not come after its end. */
static void frames_frame(char *text, size_t size) {
  static const char *const modes[] = {"ROWS", "RANGE", "GROUPS"};
  static const char *const excludes[] = {
      "", "", "EXCLUDE NO OTHERS", "EXCLUDE CURRENT ROW", "EXCLUDE GROUP", "EXCLUDE TIES"};
  char bounds[5][30];
  unsigned start, end, offset = frames_random(5), other = frames_random(5);
  snprintf(bounds[0], sizeof *bounds, "UNBOUNDED PRECEDING");
  snprintf(bounds[1], sizeof *bounds, "%u PRECEDING", offset);
  snprintf(bounds[2], sizeof *bounds, "CURRENT ROW");
  snprintf(bounds[3], sizeof *bounds, "%u FOLLOWING", other);
  snprintf(bounds[4], sizeof *bounds, "UNBOUNDED FOLLOWING");
  start = frames_random(4);
  end = start + frames_random(5 - start);
  if (end == 0) end = 2;
  snprintf(text, size, "%s BETWEEN %s AND %s %s", ONE_OF(modes), bounds[start], bounds[end],
           ONE_OF(excludes));
}

static void frames_window(char *text, size_t size) {
  char frame[120];
  const char *partition = frames_random(2) ? "PARTITION BY g " : "";
  frames_frame(frame, sizeof frame);
  switch (frames_random(8)) {
  case 0: snprintf(text, size, "%s", partition); break;                /* the whole partition */
  case 1: snprintf(text, size, "%sORDER BY o", partition); break;      /* running, with peers */
  case 2: snprintf(text, size, "%sORDER BY x DESC", partition); break; /* best first */
  default: snprintf(text, size, "%sORDER BY o %s", partition, frame);
  }
}

/* Calls that the signatures alone do not make: labels of any type, infinite scores, floats, no bounds. */
static const char *const frames_more[] = {
    "argmax(%odd, %x)",
    "argmin(%odd, %x)",
    "topk(%label, %x, 1)",
    "vec_mean(vec(%x, %o, -%x), %f * 0.3)",
    "vec_mean(vec_pack(vec(%id, CASE WHEN abs(%x) NOT BETWEEN 1e30 AND 1e308 THEN %x END)), %o)",
    "roc_auc(%x, %id & 1)",
    "roc_auc(%x, %o & 1, %f * 0.3)",
    "average_precision(%x, %id & 1, %f)",
    "log_loss(sigmoid(%x), %o & 1, %f * 0.3)",
    "brier(sigmoid(%x), %o & 1, %f)",
    "kl_divergence(%f, CASE WHEN abs(%x) < 9e999 THEN abs(%x) END)",
    "score_set(%x, %id & 1, %f)",
    "score_set(%x, %o & 1)",
    "ece(sigmoid(%x), %id & 1, 10, 'max')",
    "fit_temperature(CASE WHEN abs(%x) < 1e30 THEN vec_pack(vec(%o, %x, %id & 3)) END, %g)",
    "average_precision(%x, nullif(%o, 2) & 1)",
    "macro_f1(%odd, %label)",
    "macro_f1(%odd, %o, abs(nullif(%x, 9e999)) & 7)",
    "mcc(%odd, %id & 3, %f * 0.3)",
    "cohen_kappa(%odd, %odd)",
    "cohen_kappa(%label, %o, CASE WHEN abs(%x) < 9e999 THEN abs(%x) END)",
    "class_set(%label, %o, %f * 0.3)",
    "class_set(%x, CASE WHEN typeof(%odd) <> 'blob' THEN %odd END)"};

static void frames_compare(sqlite3 *db, const char *function, const char *window,
                           const char *filter) {
  char sliding[CALLS_SIZE], fresh[CALLS_SIZE], sql[2000];
  sqlite3_stmt *statement = NULL;
  calls_expand(sliding, sizeof sliding, function, "t");
  calls_expand(fresh, sizeof fresh, function, "u");
  snprintf(sql, sizeof sql,
           "WITH q AS (SELECT id, %s %s OVER w AS a, json_group_array(id) %s OVER w AS ids FROM t "
           "WINDOW w AS (%s)) "
           "SELECT count(*), sum(quote(a) <> quote((SELECT %s FROM json_each(ids) AS j "
           "CROSS JOIN t AS u ON u.id = j.value))) FROM q",
           sliding, filter, filter, window, fresh);
  CHECK(sqlite3_prepare_v2(db, sql, -1, &statement, NULL) == SQLITE_OK, "%s: %s", sql,
        sqlite3_errmsg(db));
  CHECK(sqlite3_step(statement) == SQLITE_ROW, "%s: %s", sql, sqlite3_errmsg(db));
  CHECK(sqlite3_column_int(statement, 1) == 0, "%s: %d of %d rows differ", sql,
        sqlite3_column_int(statement, 1), sqlite3_column_int(statement, 0));
  sqlite3_finalize(statement);
}

int main(int count, char **arguments) {
  static Calls calls;
  int rounds = count > 1 ? atoi(arguments[1]) : 300;
  sqlite3 *db = NULL;
  CHECK(sqlite3_open(":memory:", &db) == SQLITE_OK, "open");
  CHECK(sqlite3_logits_init(db, NULL, NULL) == SQLITE_OK, "init");
  frames_run(db, "CREATE TABLE t(id INTEGER PRIMARY KEY, g, o, x, label, odd, f, target)");
  calls_read(&calls, db);
  for (int round = 0; round < rounds; round++) {
    char window[200];
    const char *filter = frames_random(3) == 0 ? "FILTER (WHERE f <> 0)" : "";
    if (round % 10 == 0) frames_fill(db, (int)frames_random(60));
    frames_window(window, sizeof window);
    for (size_t i = 0; i < calls.count; i++) frames_compare(db, calls.text[i], window, filter);
    for (size_t i = 0; i < sizeof frames_more / sizeof *frames_more; i++) {
      frames_compare(db, frames_more[i], window, filter);
    }
  }
  sqlite3_close(db);
  return check_report();
}
