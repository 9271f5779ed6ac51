/* test_frames.c: under every kind of frame, a window function's answer is that of a fresh aggregate over
** the rows of the frame.
**
** Random tables (NULL, infinities, ties, 1e308, wide and narrow scores) and random frames, also RANGE
** frames over the largest integers with fractional bounds, forwards and backwards. Which rows a frame
** holds is asked of the window function frame_ids(id) with the same window, which keeps the ids in a
** list. The aggregate is then run over just those rows, in that order, and compared bit for bit.
** Every aggregate of the table of functions takes part (calls.h), and those below besides.
**
** SQLite 3.28 to 3.35 remove rows that have not entered, and make up rows of NULLs (see
** ext/bind/aggregate.c). There, and nowhere else, an aggregate may answer with an error instead.
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

/* The state of a row, or of the rows of its group up to it: computed once for each table, in `part`. */
#define FRAMES_PARTS(CALL)                                                                         \
  CALL("logsumexp", "s.x", s00)                                                                    \
  CALL("softmax_max", "s.x", s01)                                                                  \
  CALL("softmax_margin", "s.x", s02)                                                               \
  CALL("softmax_entropy", "s.x", s03)                                                              \
  CALL("softmax_brier", "s.x, s.target", s04)                                                      \
  CALL("brier", "sigmoid(s.x), s.o & 1, s.f", s05)                                                 \
  CALL("entropy", "s.f", s06)                                                                      \
  CALL("kl_divergence", "s.f, s.o", s07)                                                           \
  CALL("ece", "sigmoid(s.x), s.o & 1, 100, 'max', s.f", s08)                                       \
  CALL("macro_f1", "s.odd, s.o & 3", s09)                                                          \
  CALL("mcc", "s.odd, s.o & 3, s.f * 0.3", s10)                                                    \
  CALL("argmax", "s.odd, s.x", s11)                                                                \
  CALL("argmin", "s.odd, s.x", s12)                                                                \
  CALL("topk", "s.label, s.x, 3", s13)                                                             \
  CALL("topk", "s.label, s.x, 40", s14)                                                            \
  CALL("target_rank", "s.x, s.target", s15)                                                        \
  CALL("roc_auc", "s.x, s.o & 1, s.f", s16)                                                        \
  CALL("average_precision", "s.x, s.o & 1", s17)

#define FRAMES_PART(name, arguments, column)                                                       \
  ", (SELECT state_of('" name "', " arguments                                                      \
  ") FROM t AS s WHERE s.id <= t.id AND s.id > t.id - 1 - t.f) AS " #column
#define FRAMES_MERGE(name, arguments, column)                                                      \
  "state_merge((SELECT part." #column " FROM part WHERE part.id = %id))",

static void frames_parts(sqlite3 *db) {
  frames_run(db,
             "DELETE FROM part; INSERT INTO part SELECT id" FRAMES_PARTS(FRAMES_PART) " FROM t");
}

/* t(id, g, o, x, label, odd, f, target, r): partition, order with ties, score, label, label that may
** be NULL or of any type, filter, target, extreme order. Row 1 + n/2 is the only target. */
static void frames_fill(sqlite3 *db, int rows) {
  static const char *const odd[] = {"NULL", "1", "1.0", "'a'", "'B'", "x'00'", "'1'", "2"};
  static const char *const targets[] = {"0", "0", "0", "0", "0", "0", "0", "0", "0", "NULL"};
  static const char *const extremes[] = {"9223372036854775807",
                                         "9223372036854775806",
                                         "9223372036854775295",
                                         "-9223372036854775808",
                                         "-9223372036854775807",
                                         "9007199254740993",
                                         "9007199254740992",
                                         "-9007199254740993",
                                         "9e999",
                                         "-9e999",
                                         "1e308",
                                         "9.3e18",
                                         "0",
                                         "1",
                                         "2",
                                         "2.5",
                                         "NULL",
                                         "'text'",
                                         "x'00'"};
  frames_run(db, "DELETE FROM t");
  for (int i = 1; i <= rows; i++) {
    char score[40], sql[250];
    frames_score(score, sizeof score);
    snprintf(sql, sizeof sql, "INSERT INTO t VALUES (%d, %u, %u, %s, 'l%u', %s, %u, %s, %s)", i,
             frames_random(3), frames_random(8), score, frames_random(12), ONE_OF(odd),
             frames_random(3), i == 1 + rows / 2 ? "1" : ONE_OF(targets), ONE_OF(extremes));
    frames_run(db, sql);
  }
  frames_parts(db);
}

/* Only ROWS has bounds with numbers before. */
static bool frames_all_kinds(void) {
  return sqlite3_libversion_number() >= 3028000;
}

/* A frame that SQLite accepts. Its end may come before its start, by the numbers. */
static void frames_frame(char *text, size_t size) {
  static const char *const modes[] = {"ROWS", "RANGE", "GROUPS"};
  static const char *const excludes[] = {
      "", "", "EXCLUDE NO OTHERS", "EXCLUDE CURRENT ROW", "EXCLUDE GROUP", "EXCLUDE TIES"};
  char bounds[5][30];
  unsigned start = frames_random(4), end = start + frames_random(5 - start);
  unsigned offset = frames_random(5), other = frames_random(5), second = frames_random(5);
  if (end == 0) end = 2;
  snprintf(bounds[0], sizeof *bounds, "UNBOUNDED PRECEDING");
  snprintf(bounds[1], sizeof *bounds, "%u PRECEDING", offset);
  snprintf(bounds[2], sizeof *bounds, "CURRENT ROW");
  snprintf(bounds[3], sizeof *bounds, "%u FOLLOWING", other);
  snprintf(bounds[4], sizeof *bounds, "UNBOUNDED FOLLOWING");
  int used = snprintf(text, size, "%s BETWEEN %s AND ", frames_all_kinds() ? ONE_OF(modes) : "ROWS",
                      bounds[start]);
  if (end == start && end != 2) { /* two of a kind, with a number each */
    snprintf(bounds[end], sizeof *bounds, "%u %s", second, end == 1 ? "PRECEDING" : "FOLLOWING");
  }
  snprintf(text + used, size - (size_t)used, "%s %s", bounds[end],
           frames_all_kinds() ? ONE_OF(excludes) : "");
}

/* RANGE over the extreme order, its bounds with numbers that are rounded next to it. */
static void frames_extreme(char *text, size_t size) {
  static const char *const numbers[] = {
      "0", "1", "3", "0.5", "1.0", "2.5", "1e18", "1e308", "9223372036854775807", "9e999"};
  static const char *const starts[] = {"PRECEDING", "PRECEDING", "FOLLOWING"};
  const char *start = ONE_OF(starts);
  const char *end = strcmp(start, "FOLLOWING") == 0 || frames_random(3) > 0 ? "FOLLOWING" : start;
  snprintf(text, size, "%sORDER BY r%s RANGE BETWEEN %s %s AND %s %s",
           frames_random(2) ? "PARTITION BY g " : "", frames_random(2) ? " DESC" : "",
           ONE_OF(numbers), start, ONE_OF(numbers), end);
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
    FRAMES_PARTS(
        FRAMES_MERGE) "cohen_kappa(%label, %o, CASE WHEN abs(%x) < 9e999 THEN abs(%x) END)",
    "class_set(%label, %o, %f * 0.3)",
    "class_set(%x, CASE WHEN typeof(%odd) <> 'blob' THEN %odd END)"};

/* ---- which rows a frame holds ---- */

typedef struct {
  sqlite3_int64
      *ids; /* of all rows that entered, 0 for a row of NULLs; the frame begins at `left` */
  int entered, left;
} FramesIds;

static long frames_astray; /* rows of NULLs that entered, rows that left without having entered */

static long frames_endless; /* windows in which SQLite loops for ever */
static long frames_refused; /* calls that said so */

static void frames_ids_step(sqlite3_context *context, int count, sqlite3_value **arguments) {
  FramesIds *state = sqlite3_aggregate_context(context, sizeof *state);
  sqlite3_int64 id = sqlite3_value_int64(arguments[0]);
  state->ids = realloc(state->ids, (size_t)(state->entered + 1) * sizeof *state->ids);
  state->ids[state->entered++] = id;
  frames_astray += id == 0;
  (void)count;
}

static void frames_ids_inverse(sqlite3_context *context, int count, sqlite3_value **arguments) {
  FramesIds *state = sqlite3_aggregate_context(context, sizeof *state);
  sqlite3_int64 id = sqlite3_value_int64(arguments[0]);
  if (state->left >= state->entered || state->ids[state->left] != id) frames_astray++;
  state->left++;
  (void)count;
}

static void frames_ids_value(sqlite3_context *context) {
  FramesIds *state = sqlite3_aggregate_context(context, sizeof *state);
  sqlite3_str *text = sqlite3_str_new(NULL);
  bool made_up = false;
  for (int i = state->left; i < state->entered; i++) {
    sqlite3_str_appendf(text, "%s%lld", i == state->left ? "[" : ",", state->ids[i]);
    made_up |= state->ids[i] == 0;
  }
  sqlite3_str_appendall(text, state->left < state->entered ? "]" : "[]");
  sqlite3_result_text(context, sqlite3_str_finish(text), -1, sqlite3_free);
  if (made_up) sqlite3_result_text(context, "made up", -1, SQLITE_STATIC);
}

static void frames_ids_final(sqlite3_context *context) {
  FramesIds *state = sqlite3_aggregate_context(context, sizeof *state);
  frames_ids_value(context);
  free(state->ids);
}

static int frames_stop(void *nothing) {
  (void)nothing;
  return 1;
}

enum { FRAMES_OPERATIONS = 1000000, FRAMES_ENDLESS = -1 };

/* How many rows of this window go astray; FRAMES_ENDLESS where SQLite itself, which is asked for
** rows alone, comes to no end. */
static long frames_count_astray(sqlite3 *db, const char *window, const char *filter) {
  char sql[500];
  frames_astray = 0;
  snprintf(sql, sizeof sql, "SELECT frame_ids(id) %s OVER (%s) FROM t", filter, window);
  sqlite3_progress_handler(db, FRAMES_OPERATIONS, frames_stop, NULL);
  int code = sqlite3_exec(db, sql, NULL, NULL, NULL);
  sqlite3_progress_handler(db, 0, NULL, NULL);
  CHECK(code == SQLITE_OK || code == SQLITE_INTERRUPT, "%s: %s", sql, sqlite3_errmsg(db));
  return code == SQLITE_INTERRUPT ? FRAMES_ENDLESS : frames_astray;
}

/* ---- a call under a window ---- */

/* The answer for every frame, but for those with rows that are made up. May be an error of the
** function's instead where rows go astray. */
static void frames_compare(sqlite3 *db, const char *function, const char *window,
                           const char *filter, bool astray) {
  char sliding[CALLS_SIZE], fresh[CALLS_SIZE], sql[2000], begins[100];
  sqlite3_stmt *statement = NULL;
  calls_expand(sliding, sizeof sliding, function, "t");
  calls_expand(fresh, sizeof fresh, function, "u");
  snprintf(
      sql, sizeof sql,
      "WITH q AS (SELECT id, %s %s OVER w AS a, frame_ids(id) %s OVER w AS ids FROM t "
      "WINDOW w AS (%s)) "
      "SELECT count(*), sum(CASE WHEN ids = 'made up' THEN 0 ELSE quote(a) <> quote((SELECT %s "
      "FROM json_each(ids) AS j CROSS JOIN t AS u ON u.id = j.value)) END) FROM q",
      sliding, filter, filter, window, fresh);
  snprintf(begins, sizeof begins, "%.*s(", (int)strcspn(function, "("), function);
  CHECK(sqlite3_prepare_v2(db, sql, -1, &statement, NULL) == SQLITE_OK, "%s: %s", sql,
        sqlite3_errmsg(db));
  int code = sqlite3_step(statement);
  if (astray && code == SQLITE_ERROR) {
    const char *error = sqlite3_errmsg(db);
    frames_refused += strstr(error, "removed a row from the frame that had not entered") != NULL;
    CHECK(strncmp(error, begins, strlen(begins)) == 0, "%s: %s", sql, error);
  } else {
    CHECK(code == SQLITE_ROW, "%s: %s", sql, sqlite3_errmsg(db));
    CHECK(sqlite3_column_int(statement, 1) == 0, "%s: %d of %d rows differ", sql,
          sqlite3_column_int(statement, 1), sqlite3_column_int(statement, 0));
  }
  sqlite3_finalize(statement);
}

/* Every call under one window. */
static void frames_round(sqlite3 *db, const Calls *calls, const char *window, const char *filter) {
  int version = sqlite3_libversion_number();
  long astray = frames_count_astray(db, window, filter);
  CHECK(astray == 0 || (version >= 3028000 && version < 3036000), "SQLite %s: %ld rows go astray",
        sqlite3_libversion(), astray);
  if (astray == FRAMES_ENDLESS) {
    frames_endless++;
    return;
  }
  for (size_t i = 0; i < calls->count; i++) {
    frames_compare(db, calls->text[i], window, filter, astray > 0);
  }
  for (size_t i = 0; i < sizeof frames_more / sizeof *frames_more; i++) {
    frames_compare(db, frames_more[i], window, filter, astray > 0);
  }
}

/* In this frame SQLite 3.28 to 3.35 remove the row with 2^63 - 1 before it enters. Every call says
** so. */
static void frames_known(sqlite3 *db, const Calls *calls) {
  bool refused = sqlite3_libversion_number() < 3036000;
  frames_fill(db, 4);
  frames_run(db, "UPDATE t SET x = 0.25 * id, target = id = 4, f = 1, "
                 "r = CASE id WHEN 1 THEN 9e999 WHEN 4 THEN 9223372036854775807 ELSE id - 1 END");
  frames_parts(db);
  frames_refused = 0;
  frames_round(db, calls, "ORDER BY r DESC RANGE BETWEEN 1 PRECEDING AND 2.5 FOLLOWING", "");
  size_t made = calls->count + sizeof frames_more / sizeof *frames_more;
  CHECK(frames_refused == (refused ? (long)made : 0), "%ld of %zu calls are refused",
        frames_refused, made);
}

int main(int count, char **arguments) {
  static Calls calls;
  int rounds = count > 1 ? atoi(arguments[1]) : 300;
  sqlite3 *db = NULL;
  CHECK(sqlite3_open(":memory:", &db) == SQLITE_OK, "open");
  CHECK(sqlite3_logits_init(db, NULL, NULL) == SQLITE_OK, "init");
  CHECK(sqlite3_create_window_function(db, "frame_ids", 1, SQLITE_UTF8, NULL, frames_ids_step,
                                       frames_ids_final, frames_ids_value, frames_ids_inverse,
                                       NULL) == SQLITE_OK,
        "frame_ids");
  frames_run(db, "CREATE TABLE t(id INTEGER PRIMARY KEY, g, o, x, label, odd, f, target, r)");
  frames_run(db, "CREATE TABLE part AS SELECT 0 AS id" FRAMES_PARTS(FRAMES_PART) " FROM t");
  frames_run(db, "CREATE UNIQUE INDEX part_id ON part(id)");
  calls_read(&calls, db);
  if (frames_all_kinds()) frames_known(db, &calls);
  for (int round = 0; round < rounds; round++) {
    char window[200];
    const char *filter = frames_random(3) == 0 ? "FILTER (WHERE f <> 0)" : "";
    if (round % 10 == 0) frames_fill(db, (int)frames_random(60));
    if (frames_all_kinds() && round % 3 == 2) {
      frames_extreme(window, sizeof window);
    } else {
      frames_window(window, sizeof window);
    }
    frames_round(db, &calls, window, filter);
  }
  if (frames_endless > 0) {
    printf("skipped %ld: a window in which SQLite %s itself comes to no end\n", frames_endless,
           sqlite3_libversion());
  }
  sqlite3_close(db);
  return check_report();
}
