/* test_faults.c: whatever allocation fails, the answer is right or SQLITE_NOMEM, never a crash, a leak
** or a wrong number.
**
** Every query runs again and again, with the first allocation failing, the second, ... until none
** of its allocations failed; once with a single failure, once with all allocations failing from
** there.
**
** test_faults N: only every N-th allocation of a query fails, for tools that slow everything down. The
** next query begins with another one.
*/
#include "calls.h"

#include <stdlib.h>
#include <string.h>

static sqlite3_mem_methods faults_real; /* SQLite's own allocator */
static long faults_countdown = -1;      /* allocations until one fails; below 0: none does */
static int faults_persistent;           /* all later ones fail too */
static long faults_step = 1;            /* from one failing allocation of a query to the next */

static int faults_due(void) {
  if (faults_countdown < 0) return 0;
  if (faults_countdown > 0) {
    faults_countdown--;
    return 0;
  }
  if (!faults_persistent) faults_countdown = -2;
  return 1;
}

static void *faults_malloc(int size) {
  return faults_due() ? NULL : faults_real.xMalloc(size);
}

static void *faults_realloc(void *block, int size) {
  return faults_due() ? NULL : faults_real.xRealloc(block, size);
}

static void faults_install(void) {
  sqlite3_mem_methods methods;
  sqlite3_config(SQLITE_CONFIG_GETMALLOC, &faults_real);
  methods = faults_real;
  methods.xMalloc = faults_malloc;
  methods.xRealloc = faults_realloc;
  sqlite3_config(SQLITE_CONFIG_MALLOC, &methods);
  sqlite3_config(SQLITE_CONFIG_LOOKASIDE, 0, 0); /* every allocation is one that can fail */
}

/* The first allocation of a query that fails. */
static long faults_first_failing(void) {
  static long queries;
  return queries++ % faults_step;
}

enum { FAULTS_TEXT = 20000, FAULTS_LIMIT = 100000, FAULTS_NAME = 40, FAULTS_NAMES = 400 };

/* The names of all functions and tables that some statement used. */
static char faults_used[FAULTS_NAMES][FAULTS_NAME];

static bool faults_is_used(const char *name) {
  for (size_t i = 0; i < FAULTS_NAMES && faults_used[i][0] != 0; i++) {
    if (sqlite3_stricmp(faults_used[i], name) == 0) return true;
  }
  return false;
}

static int faults_authorize(void *unused, int action, const char *table, const char *function,
                            const char *schema, const char *trigger) {
  (void)unused;
  (void)schema;
  (void)trigger;
  const char *name = action == SQLITE_FUNCTION ? function : action == SQLITE_READ ? table : NULL;
  if (name == NULL || faults_is_used(name)) return SQLITE_OK;
  for (size_t i = 0; i < FAULTS_NAMES; i++) {
    if (faults_used[i][0] != 0) continue;
    snprintf(faults_used[i], FAULTS_NAME, "%s", name);
    break;
  }
  return SQLITE_OK;
}

static sqlite3 *faults_open(int *code) {
  sqlite3 *db = NULL;
  *code = sqlite3_open(":memory:", &db);
  if (*code == SQLITE_OK) *code = sqlite3_logits_init(db, NULL, NULL);
  if (*code == SQLITE_OK) sqlite3_set_authorizer(db, faults_authorize, NULL);
  return db;
}

/* All values of all rows, one per line, into `text`. */
static int faults_query(sqlite3 *db, const char *sql, char *text, size_t size) {
  sqlite3_stmt *statement = NULL;
  size_t used = 0;
  int code = sqlite3_prepare_v2(db, sql, -1, &statement, NULL);
  text[0] = 0;
  while (code == SQLITE_OK && (code = sqlite3_step(statement)) == SQLITE_ROW) {
    for (int i = 0; i < sqlite3_column_count(statement) && used < size; i++) {
      int type = sqlite3_column_type(statement, i);
      const char *value = (const char *)sqlite3_column_text(statement, i);
      if (value == NULL && type != SQLITE_NULL) code = SQLITE_NOMEM;
      used += (size_t)snprintf(text + used, size - used, "%s\n", value != NULL ? value : "NULL");
    }
    if (code == SQLITE_ROW) code = SQLITE_OK;
  }
  sqlite3_finalize(statement);
  return code == SQLITE_DONE ? SQLITE_OK : code;
}

static void faults_try(const char *sql, int persistent) {
  static char expected[FAULTS_TEXT], got[FAULTS_TEXT];
  int code;
  sqlite3 *db = faults_open(&code);
  CHECK(code == SQLITE_OK, "open: %d", code);
  code = faults_query(db, sql, expected, sizeof expected);
  CHECK(code == SQLITE_OK, "%s: %s", sql, sqlite3_errmsg(db));
  for (long n = faults_first_failing(); n < FAULTS_LIMIT; n += faults_step) {
    faults_persistent = persistent;
    faults_countdown = n;
    code = faults_query(db, sql, got, sizeof got);
    long left = faults_countdown;
    faults_countdown = -1;
    CHECK(code == SQLITE_NOMEM || (code == SQLITE_OK && strcmp(expected, got) == 0),
          "%s, allocation %ld: code %d, got %s, expected %s", sql, n, code, got, expected);
    if (left > 0) break; /* there were no more allocations to fail */
  }
  sqlite3_close(db);
}

static void faults_registration(void) {
  int code = SQLITE_NOMEM;
  for (long n = faults_first_failing(); n < FAULTS_LIMIT && code != SQLITE_OK; n += faults_step) {
    char *error = NULL;
    sqlite3 *db = NULL;
    sqlite3_open(":memory:", &db);
    faults_persistent = 0;
    faults_countdown = n;
    code = sqlite3_logits_init(db, &error, NULL);
    faults_countdown = -1;
    CHECK(code == SQLITE_OK || code == SQLITE_NOMEM, "allocation %ld: code %d", n, code);
    sqlite3_free(error);
    sqlite3_close(db);
  }
}

/* A result that SQLite holds too long is an error that says so. */
static void faults_too_big(void) {
  char text[FAULTS_TEXT];
  int code;
  sqlite3 *db = faults_open(&code);
  sqlite3_limit(db, SQLITE_LIMIT_LENGTH, 1000);
  code = faults_query(db,
                      "WITH RECURSIVE c(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM c LIMIT 500) "
                      "SELECT softmax(i) FROM c",
                      text, sizeof text);
  CHECK(code == SQLITE_TOOBIG, "code %d", code);
  sqlite3_close(db);
}

/* Rows with NULL, infinities, scores and weights whose sums need memory. */
#define FAULTS_ROWS                                                                                \
  "WITH RECURSIVE c(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM c LIMIT 14), "                     \
  "t(id, g, o, x, label, odd, f, target) AS (SELECT i, i % 3, i % 4, CASE i % 7 WHEN 0 THEN NULL " \
  "WHEN 1 THEN 9e999 WHEN 2 THEN 1e300 ELSE (i * 37 % 41 - 20) * 40.5 END, 'label number ' || i, " \
  "i, i * 1e100, i = 7 FROM c) "

/* A call of calls.h in a query: `before` and `after` it. */
static void faults_call(const char *before, const char *call, const char *after) {
  char expanded[CALLS_SIZE], sql[2000];
  calls_expand(expanded, sizeof expanded, call, "t");
  snprintf(sql, sizeof sql, "%sSELECT %s%s%s", FAULTS_ROWS, before, expanded, after);
  faults_try(sql, 0);
  faults_try(sql, 1);
}

/* Every aggregate over groups and as a sliding window, every table and scalar for some rows. */
static void faults_calls(sqlite3 *db) {
  static Calls calls;
  calls_read_kind(&calls, db, "aggregate");
  for (size_t i = 0; i < calls.count; i++) {
    faults_call("", calls.text[i], " FROM t GROUP BY id & 8");
    faults_call("", calls.text[i], " OVER (ORDER BY id ROWS 4 PRECEDING) FROM t");
  }
  calls_read_kind(&calls, db, "table");
  for (size_t i = 0; i < calls.count; i++) {
    faults_call("r.* FROM t CROSS JOIN ", calls.text[i], " AS r WHERE t.id < 3");
  }
  calls_read_kind(&calls, db, "scalar");
  for (size_t i = 0; i < calls.count; i++) faults_call("", calls.text[i], " FROM t WHERE id < 6");
}

/* numpy.save of int8 [1, 7]. */
#define FAULTS_NUMBERS                                                                             \
  "x'934E554D5059010039007B276465736372273A20277C6931272C2027666F727472616E5F6F72646572273A"       \
  "2046616C73652C20277368617065273A2028322C292C207D0107'"

/* numpy.save of [3, 1, 2] as float64, and as big-endian float32. */
#define FAULTS_DOUBLES                                                                             \
  "x'"                                                                                             \
  "934E554D5059010039007B276465736372273A20273C6638272C2027666F727472616E5F6F72646572273A2046616C" \
  "73652C20277368617065273A2028332C292C207D0000000000000840000000000000F03F0000000000000040'"
#define FAULTS_BIG_ENDIAN                                                                          \
  "x'"                                                                                             \
  "934E554D5059010039007B276465736372273A20273E6634272C2027666F727472616E5F6F72646572273A2046616C" \
  "73652C20277368617065273A2028332C292C207D404000003F80000040000000'"

/* What neither these nor the examples of the table of functions reach: frames that slide, groups whose state
** grows, long labels, wide scores. */
static const char *const faults_queries[] = {
    "WITH RECURSIVE c(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM c LIMIT 300) "
    "SELECT vec_topk(json_group_array(i * 7 % 301), 250) FROM c",
    "WITH RECURSIVE c(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM c LIMIT 40), "
    "t(i, x) AS (SELECT i, CASE i % 9 WHEN 0 THEN NULL WHEN 1 THEN 9e999 WHEN 2 THEN 1e300 "
    "ELSE (i * 37 % 41 - 20) * 40.5 END FROM c) "
    "SELECT logsumexp(x) OVER w, softmax(x) OVER w, softmax_object('label number ' || i, x) OVER w,"
    "softmax_entropy(x) OVER w, softmax_margin(x) OVER w, argmax('label number ' || i, x) OVER w,"
    "topk('label number ' || i, x, 3) OVER w, logmeanexp(x) OVER w, target_rank(x, i = 20) OVER w,"
    "xent(x, i = 20) OVER w FROM t WINDOW w AS (ORDER BY i ROWS 7 PRECEDING)",
    "WITH RECURSIVE c(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM c LIMIT 300) "
    "SELECT logsumexp(i * 1000.0), softmax_entropy(i * 1000.0), xent(i * 1e9, i = 7), "
    "length(softmax(i)), argmin('a long label ' || i, i), length(topk(i, -i, 50)), "
    "xent(i * 0.01, 1 / 300.0) FROM c",
    "SELECT softmax(1, 2, 1e300, -9e999, NULL, 50000), logsumexp(1, 1e5, -1e5, 1e17)",
    "SELECT logsumexp(CAST(i AS TEXT)) FROM (SELECT 1 AS i UNION ALL SELECT 'inf')",
    "SELECT name, details FROM logits_functions",
    "SELECT vec_unpack(" FAULTS_NUMBERS
    "), vec_add('[1, 2]', '[null, 1]'), vec_add('[null, 1]', '[1, 2]')",
    "WITH RECURSIVE c(i) AS (SELECT 0 UNION ALL SELECT i + 1 FROM c LIMIT 40), "
    "t(x, names) AS (SELECT json_group_array(i % 7), json_group_array('label number ' || i) "
    "FROM c) SELECT s.* FROM t, vec_scores(x, names) AS s UNION ALL SELECT s.* FROM t, "
    "vec_scores(vec_pack(x), upper(names)) AS s WHERE s.cum < 0.5 AND s.idx > 2",
    "SELECT * FROM vec_scores(zeroblob(400)) WHERE idx < 3",
    "SELECT vec_mask(" FAULTS_DOUBLES ", '[1,0,1]'), vec_mask(" FAULTS_BIG_ENDIAN ", '[1,0,1]'), "
    "vec_softmax(" FAULTS_BIG_ENDIAN "), vec_pack(x'0000C07F0000803F', 'f32')",
    "WITH RECURSIVE c(i) AS (SELECT 0 UNION ALL SELECT i + 1 FROM c LIMIT 6), "
    "t(i, labels) AS (SELECT i, '[\"class 1\", \"class 3\", 4, \"class ' || i || '\"]' FROM c) "
    "SELECT label_index('[\"class 1\", 5, \"class 4\", 4, null]', 'class ' || i), "
    "label_index(labels, 'class ' || i), label_index(labels, i) FROM t",
    "SELECT vec_softmax_brier(x.value, y.value), vec_softmax_brier(y.value, '[0.25, 0.75]'), "
    "vec_softmax_brier(x.value, y.key), vec_add(x.value, y.value), vec_log_prob(vec_softmax("
    "x.value)), vec_sample(x.value, 0.5), vec_add(vec_pack('[1, 2]'), y.value) "
    "FROM json_each('[\"[0.25, 0.75]\", \"[1e300, null]\"]') AS x "
    "CROSS JOIN json_each('[\"[1, 0]\", \"[1, 1e-300]\"]') AS y",
    "SELECT x.idx, x.value, y.value, x._npy FROM npy_each(" CALLS_NPY ") AS x "
    "JOIN npy_each(" FAULTS_NUMBERS ") AS y USING (idx) "
    "UNION ALL SELECT idx, value, 1, 1 FROM npy_each(" CALLS_NPY ") WHERE idx = 1",
    "WITH RECURSIVE c(i) AS (SELECT 0 UNION ALL SELECT i + 1 FROM c LIMIT 20) "
    "SELECT length(vec_group(i * 50, i) OVER w), vec_mean(vec(i, -i), i) OVER w, "
    "vec_mean(vec_pack(vec(i, 1))) OVER w FROM c WINDOW w AS (ORDER BY i ROWS 3 PRECEDING)",
    "WITH RECURSIVE c(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM c LIMIT 30), "
    "t(i, x, w) AS (SELECT i, i * 37 % 11 * 0.5, CASE i % 5 WHEN 0 THEN 1e300 WHEN 1 THEN 1e-300 "
    "ELSE 1.5 END FROM c) "
    "SELECT roc_auc(x, i & 1, w) OVER o, average_precision(x, i & 1, w) OVER o, "
    "score_set(x, i & 1, w) OVER o, log_loss(sigmoid(x * 100), i & 1, w) OVER o, "
    "brier(sigmoid(x * 100), i & 1, w) OVER o, ece(sigmoid(x), i & 1, 1 + 20, 'max', i % 4) OVER "
    "o, "
    "perplexity(-x * w) OVER o, entropy(w) OVER o, kl_divergence(w, x) OVER o, "
    "js_divergence(w, x) OVER o, fit_platt(x, i & 1, i % 4) OVER o, fit_isotonic(x, i & 1, w) OVER "
    "o, "
    "fit_temperature(vec(x, 2, i % 4), i % 3, i % 4) OVER o FROM t "
    "WINDOW o AS (ORDER BY i ROWS 9 PRECEDING)",
    "WITH RECURSIVE c(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM c LIMIT 40), "
    "s AS (SELECT score_set(uniform(1, i), i & 1, i * 1e40) AS s FROM c) "
    "SELECT r.* FROM s, roc_curve(s) AS r UNION ALL SELECT p.* FROM s, pr_curve(s) AS p",
    "WITH RECURSIVE c(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM c LIMIT 40), "
    "s AS (SELECT score_set(uniform(1, i), i & 1) AS s FROM c) "
    "SELECT r.*, length(plot_roc(s, 'a title')), length(plot_reliability(json_object('one', "
    "json(s), 'two', s), NULL, 4, 'accuracy')), length(plot_pr(s)) FROM s, reliability(s, 3) AS r",
    /* weights far from 1, whose sums need memory; cursors that begin again; bins that change */
    "SELECT ece(value / 9.0, value & 1, 3, 'l1', 1e300 / value), "
    "fit_temperature(vec(value, 2), value & 1, 1e-300 * value) FROM json_each('[1,2,3,4]')",
    "WITH s(s) AS (SELECT score_set(value, value % 2, 1e300 / value) FROM json_each('[1,2,3,4]') "
    "UNION ALL SELECT score_set(value, value % 2, 1e-300 * value) FROM json_each('[1,2,3,3]')) "
    "SELECT r.* FROM s CROSS JOIN roc_curve(s) AS r UNION ALL "
    "SELECT p.* FROM s CROSS JOIN pr_curve(s) AS p",
    "WITH s(s) AS (SELECT score_set(value / 8.0, value % 2, 1e300 / value) "
    "FROM json_each('[1,2,3,4]') UNION ALL SELECT score_set(value / 8.0, value % 2) "
    "FROM json_each('[1,2,3,3]')) SELECT r.* FROM s CROSS JOIN reliability(s, 2) AS r",
    "WITH t(i, p, bins) AS (VALUES (1, 0.25, 1), (2, 0.75, 1), (3, NULL, 1), (4, NULL, 1), "
    "(5, 0.25, 20), (6, 0.75, 20)) SELECT ece(p, i & 1, bins) OVER (ORDER BY i ROWS 1 PRECEDING) "
    "FROM t",
    "WITH RECURSIVE c(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM c LIMIT 40), "
    "f(f) AS (SELECT fit_isotonic(i % 19, i % 19 > i % 23, i * 1e300) FROM c) "
    "SELECT isotonic(f, i), isotonic('{\"x\":[0,30],\"y\":[0,1]}', i) FROM f, c",
    /* states: of parts, in frames that slide, of scores and weights whose sums need memory, and long labels */
    "WITH RECURSIVE c(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM c LIMIT 24), "
    "t(i, x, w, l) AS (SELECT i, i * 37 % 11 * 500.5, CASE i % 5 WHEN 0 THEN 1e300 WHEN 1 THEN "
    "1e-300 "
    "ELSE 1.5 END, 'label number ' || i % 7 FROM c), "
    "s AS (SELECT i / 3 AS g, state_of('logsumexp', x) AS a, state_of('softmax_entropy', x) AS b, "
    "state_of('macro_f1', l, 'label number ' || i % 5, w) AS c, state_of('topk', l, x, 40) AS d, "
    "state_of('roc_auc', x, i & 1, w) AS e, state_of('target_rank', x, i = 7) AS f, "
    "state_of('average_precision', x, i & 1) AS h, state_of('ece', 0.5, 1, 3, 'l1', w) AS j "
    "FROM t GROUP BY i / 3) "
    "SELECT state_value(state_merge(a) OVER w), state_value(state_merge(b) OVER w), "
    "state_value(state_merge(c) OVER w), state_value(state_merge(d) OVER w), "
    "state_value(state_merge(e) OVER w), state_value(state_merge(f) OVER w), "
    "state_value(state_merge(h) OVER w), state_value(state_merge(j) OVER w) FROM s "
    "WINDOW w AS (ORDER BY g ROWS 2 PRECEDING)",
    /* classes: frames that slide over weights far from 1, texts, and sets of them as tables */
    "WITH RECURSIVE c(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM c LIMIT 40), "
    "t(i, p, l, w) AS (SELECT i, 'class ' || i % 7, 'class ' || i * i % 5, "
    "CASE i % 3 WHEN 0 THEN 1e300 WHEN 1 THEN 1e-300 ELSE 1.5 END FROM c) "
    "SELECT macro_f1(p, l, w) OVER o, mcc(p, l, w) OVER o, cohen_kappa(p, l, w) OVER o, "
    "class_set(p, l, w) OVER o FROM t WINDOW o AS (ORDER BY i ROWS 9 PRECEDING)",
    "WITH RECURSIVE c(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM c LIMIT 40), "
    "s(s) AS (SELECT class_set('class ' || i % 7, i * i % 5, 1e300 / i) FROM c UNION ALL "
    "SELECT class_set('class ' || i % 3, i % 2 || '\"') FROM c) "
    "SELECT r.*, length(plot_confusion(s, 'a title')) FROM s CROSS JOIN class_report(s) AS r "
    "UNION ALL SELECT c.*, 1, 2, 3 FROM s CROSS JOIN confusion(s) AS c",
};

/* Texts that have to be converted before they can be read. */
static const char *const faults_utf16[] = {
    "SELECT count(*) FROM roc_curve('{\"negative\": [0], \"positive\": [1]}')",
    "SELECT plot_roc('{\"negative\": [0], \"positive\": [1]}', 'a title in UTF-16')",
    "SELECT plot_reliability('{\"negative\": [0], \"positive\": [1]}', 'a title', 15, 'an axis')",
    "SELECT ece(0.5, 1, 15, 'max'), uniform(1, 'a key in UTF-16')",
    "SELECT sigmoid(' inf '), log_loss(0.5, ' nan '), logsumexp('1e3'), vec_at('[1, 2]', '1')",
    "SELECT vec_softmax('[1, 2]'), label_index('[\"a\"]', 'a'), vec_pack(x'0000', 'f16')",
    "SELECT * FROM vec_scores('[1, 2]', '[\"a\", \"b\"]')",
    "SELECT softmax_object('a label', 1), argmax('a label', 1), softmax_sample('a label', 1, 0.5)",
    "SELECT isotonic('{\"x\":[0,30],\"y\":[0,1]}', value) FROM json_each('[1, 2]')",
    "SELECT class_set('one', 'two'), macro_f1('one', 'two'), cohen_kappa('one', 'two')",
    "SELECT plot_confusion('{\"classes\": [\"a\"], \"pairs\": []}', 'a title in UTF-16')",
    "SELECT count(*) FROM confusion('{\"classes\": [\"a\"], \"pairs\": []}')",
    "SELECT sigmoid('inf'), log_loss(0.5, 'nan'), vec_pack(x'0000', 'bf16')",
    "SELECT state_of(n, 1) FROM (SELECT 'entropy' AS n UNION ALL SELECT 'entropy')",
};

/* Too many classes to draw. */
#define FAULTS_CLASSES                                                                             \
  "WITH RECURSIVE c(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM c LIMIT 99) "                      \
  "SELECT plot_confusion(class_set(i, i)) FROM c"

/* States of other bins, and of other functions. */
#define FAULTS_BINS                                                                                \
  "SELECT state_merge(s) FROM (SELECT state_of('ece', 0.5, 1) AS s "                               \
  "UNION ALL SELECT state_of('ece', 0.5, 1, 15, 'max'))"
#define FAULTS_KINDS                                                                               \
  "SELECT state_merge(s) FROM (SELECT state_of('topk', 'a label', 1, 2) AS s "                     \
  "UNION ALL SELECT state_of('argmax', 'a label', 1))"

/* Queries that are wrong: out of memory or not, nothing stays behind, and the error is theirs. */
static const char *const faults_wrong[] = {
    "SELECT * FROM class_report('{\"classes\": [\"a\"], \"pairs\": [[0, 0, 1], [0, 0, 2]]}')",
    "SELECT * FROM confusion",
    "SELECT class_set(value, 1, 1.5e308) FROM json_each('[1, 1]')",
    "SELECT class_set(x'00', 1)",
    "SELECT * FROM roc_curve('{\"negative\": [0]}')",
    "SELECT * FROM roc_curve('{\"a set\": {\"negative\": [0], \"positive\": [1]}}')",
    "SELECT * FROM roc_curve",
    "SELECT * FROM reliability('{\"negative\": [0], \"positive\": [18.3]}')",
    "SELECT * FROM reliability('{\"negative\": [0], \"positive\": [1]}', 0)",
    "SELECT plot_roc('{\"negative\": [0]}')",
    "SELECT plot_reliability('{\"negative\": [0], \"positive\": [18.3]}')",
    "SELECT plot_reliability('{\"negative\": [0], \"positive\": [1]}', 'a title', 0)",
    "SELECT plot_pr('{\"negative\": [0]}')",
    "SELECT roc_auc(value, value) FROM json_each('[0, 1, 2]')",
    "SELECT vec_pack(x'9C7500883CE4377E', 'f64')",
    "SELECT vec_pack('[1]', 'f64')",
    "SELECT vec_pack(x'00', 'a type')",
    "SELECT vec_mask('[1]', '[1, 2]')",
    "SELECT vec_argmax(x'00')",
    "SELECT label_index('[1', 2)",
    "SELECT ece(0.5, 1, value) FROM json_each('[1, 2]')",
    "SELECT fit_temperature(value, 1) FROM json_each('[\"[1, 2]\", \"[1]\"]')",
    "SELECT fit_platt(value, 1) FROM json_each('[1, 9e999]')",
    "SELECT isotonic('{\"x\":[0,1],\"y\":[0]}', value) FROM json_each('[1, 2]')",
    "SELECT isotonic(1, 2)",
    "SELECT vec_size(x'010203')",
    "SELECT vec_size(x'934E554D505901')",
    "SELECT vec_size(1.5)",
    "SELECT vec_size('[1, 2')",
    "SELECT vec_size('[1, \"a\"]')",
    "SELECT vec_pack('[1e300]')",
    "SELECT vec_add('[1e308]', '[1e308]')",
    "SELECT vec_add('[1]', '[1, 2]')",
    "SELECT vec_at('[1]', 1)",
    "SELECT vec_topk('[1]', 0)",
    "SELECT vec_xent('[1, 2]', '[1, 1]')",
    "SELECT label_index(7, 'a')",
    "SELECT label_index('[\"a', 'a')",
    "SELECT label_index(x'00', 'a')",
    "SELECT * FROM vec_scores('[1]', 7)",
    "SELECT * FROM vec_scores('[1]', '[1')",
    "SELECT * FROM npy_each('a.npy')",
    "SELECT * FROM npy_each(7)",
    "SELECT sigmoid('some text that is not a number, and that is longer than forty bytes')",
    "SELECT logsumexp('[1, 2]')",
    "SELECT log_prob(1.5)",
    "SELECT uniform(0.5, 1)",
    "SELECT roc_auc(1, 7)",
    "SELECT vec_group(-1, 1)",
    "SELECT vec_group(1, 1e300)",
    "SELECT softmax_sample('a', 1, 1)",
    "SELECT topk('a', 1, 0.5)",
    "SELECT brier(2, 1)",
    "SELECT brier(0.5, 1, -1)",
    "SELECT vec_scale('[1e308]', 10)",
    /* states: of nothing, of two kinds, of other parameters, damaged, of what has no result */
    "SELECT state_of('softmax', 1)",
    "SELECT state_of(NULL, 1)",
    "SELECT state_of(x'00', 1)",
    "SELECT state_of('logsumexp' || char(0), 1)",
    "SELECT state_of(value, 1) FROM json_each('[\"logsumexp\", \"xent\"]')",
    "SELECT state_of('ece', 0.5, 1, value) FROM json_each('[10, 20]')",
    "SELECT state_of('xent', 1)",
    "SELECT state_of('topk', 'a label', 1, 0.5)",
    "SELECT state_merge('some text')",
    "SELECT state_merge(x'0101010102')",
    "SELECT state_merge(state_of('argmax', 'a label', 1) || x'00')",
    "SELECT state_value(x'02010102010310B0E4ADE12CE607AA10C09BA6B0')",
    "SELECT state_value(state_of('xent', 1, 0.5))",
    "SELECT state_value(state_of('target_rank', value, 1)) FROM json_each('[1, 2]')",
};

static void faults_try_wrong(const char *sql) {
  char text[FAULTS_TEXT], expected[300];
  int code;
  sqlite3 *db = faults_open(&code);
  CHECK(faults_query(db, sql, text, sizeof text) == SQLITE_ERROR, "%s: no error", sql);
  snprintf(expected, sizeof expected, "%s", sqlite3_errmsg(db));
  for (long n = faults_first_failing(); n < FAULTS_LIMIT; n += faults_step) {
    faults_persistent = 0;
    faults_countdown = n;
    code = faults_query(db, sql, text, sizeof text);
    long left = faults_countdown;
    faults_countdown = -1;
    CHECK(code == SQLITE_NOMEM ||
              (code == SQLITE_ERROR && strcmp(expected, sqlite3_errmsg(db)) == 0),
          "%s, allocation %ld: code %d, %s", sql, n, code, sqlite3_errmsg(db));
    if (left > 0) break;
  }
  sqlite3_close(db);
}

/* A connection's first query, which connects the table, too. */
static void faults_first(const char *sql, const char *encoding) {
  char text[FAULTS_TEXT];
  int code;
  for (long n = faults_first_failing(); n < FAULTS_LIMIT; n += faults_step) {
    sqlite3 *db = faults_open(&code);
    sqlite3_exec(db, encoding, NULL, NULL, NULL);
    faults_persistent = 0;
    faults_countdown = n;
    code = faults_query(db, sql, text, sizeof text);
    long left = faults_countdown;
    faults_countdown = -1;
    sqlite3_close(db);
    CHECK(code == SQLITE_NOMEM || code == SQLITE_OK, "%s, allocation %ld: code %d", sql, n, code);
    if (left > 0) break;
  }
}

/* One group of many rows: 16 bytes for each and what it takes to grow, no second copy to sort. */
static void faults_memory_per_row(const char *sql) {
  enum { ROWS = 200000 };
  char text[FAULTS_TEXT];
  int code;
  sqlite3 *db = faults_open(&code);
  sqlite3_int64 before = sqlite3_memory_used();
  sqlite3_memory_highwater(1);
  code = faults_query(db, sql, text, sizeof text);
  double per_row = (double)(sqlite3_memory_highwater(0) - before) / ROWS;
  CHECK(code == SQLITE_OK && per_row < 24, "%s: code %d, %g bytes per row", sql, code, per_row);
  sqlite3_close(db);
}

static void faults_judgements(void) {
#define FAULTS_MANY                                                                                \
  " FROM (WITH RECURSIVE c(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM c LIMIT 200000) "           \
  "SELECT i FROM c)"
  faults_memory_per_row("SELECT roc_auc(i * 0.5, i & 1)" FAULTS_MANY);
  faults_memory_per_row("SELECT average_precision(i * 0.5, i & 1)" FAULTS_MANY);
  for (size_t i = 0; i < sizeof faults_utf16 / sizeof *faults_utf16; i++) {
    faults_first(faults_utf16[i], "PRAGMA encoding = 'UTF-16le'");
  }
  faults_first("SELECT count(*) FROM roc_curve(NULL), logits_build", "");
  for (size_t i = 0; i < sizeof faults_wrong / sizeof *faults_wrong; i++) {
    faults_try_wrong(faults_wrong[i]);
  }
  faults_try_wrong(FAULTS_CLASSES);
  faults_try_wrong(FAULTS_BINS);
  faults_try_wrong(FAULTS_KINDS);
}

/* No function of the table was forgotten: by its name, in the statements above. */
static void faults_none_forgotten(sqlite3 *db) {
  sqlite3_stmt *statement = NULL;
  sqlite3_prepare_v2(db, "SELECT name, kind FROM logits_functions", -1, &statement, NULL);
  while (sqlite3_step(statement) == SQLITE_ROW) {
    const char *name = (const char *)sqlite3_column_text(statement, 0);
    CHECK(faults_is_used(name), "%s (%s): its allocations do not fail here", name,
          (const char *)sqlite3_column_text(statement, 1));
  }
  sqlite3_finalize(statement);
}

int main(int count, char **arguments) {
  int code;
  if (count > 1) faults_step = atol(arguments[1]);
  if (faults_step < 1) return 2;
  faults_install();
  sqlite3 *db = faults_open(&code);
  sqlite3_stmt *examples = NULL;
  CHECK(code == SQLITE_OK, "open: %d", code);
  faults_registration();
  faults_too_big();
  for (size_t i = 0; i < sizeof faults_queries / sizeof *faults_queries; i++) {
    faults_try(faults_queries[i], 0);
    faults_try(faults_queries[i], 1);
  }
  sqlite3_prepare_v2(db, "SELECT example FROM logits_functions", -1, &examples, NULL);
  while (sqlite3_step(examples) == SQLITE_ROW) {
    faults_try((const char *)sqlite3_column_text(examples, 0), 0);
    faults_try((const char *)sqlite3_column_text(examples, 0), 1);
  }
  sqlite3_finalize(examples);
  faults_calls(db);
  faults_judgements();
  faults_none_forgotten(db);
  sqlite3_close(db);
  CHECK(sqlite3_memory_used() == 0, "%lld bytes leaked", (long long)sqlite3_memory_used());
  return check_report();
}
