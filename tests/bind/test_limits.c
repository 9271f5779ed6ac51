/* test_limits.c: under a small SQLITE_LIMIT_LENGTH a mistake stays SQLITE_ERROR, with as much of its text
** as fits, and a result that is too long is SQLITE_TOOBIG. Neither is ever "out of memory".
*/
#include "../../ext/logits.h"
#include "../check.h"

#include <string.h>

enum { LIMITS_LEAST = 30, LIMITS_TEXT = 500 }; /* SQLite 3.47 and newer take no smaller limit */

/* An error of each kind that ext/bind makes. Each text in them is shorter than the least limit. */
static const char *const limits_mistakes[] = {
    "SELECT sigmoid('text that is not a number')",
    "SELECT sigmoid(x'00112233445566778899')",
    "SELECT log_sigmoid('[1, 2]')",
    "SELECT sum(1), log_loss(0.5, 2)",
    "SELECT roc_auc('\xc3\xa4\xc3\xb6\xc3\xbc\xc3\xa4\xc3\xb6\xc3\xbc', 1)",
    "SELECT logsumexp(1, '\xe2\x82\xac\xe2\x82\xac\xe2\x82\xac\xe2\x82\xac')",
    "SELECT logsumexp()",
    "SELECT vec_softmax(1)",
    "SELECT vec_softmax('[1, 2')",
    "SELECT vec_softmax(x'0011223344')",
    "SELECT vec_add(vec(1, 2), vec(1))",
    "SELECT vec_at(vec(1, 2), 7)",
    "SELECT vec_log_prob('[0.5, 2]')",
    "SELECT vec_pack('[1e300]')",
    "SELECT vec_pack(x'00', 'f99')",
    "SELECT label_index('[1, 2', 1)",
    "SELECT isotonic('{}', 1)",
    "SELECT plot_roc('{}')",
    "SELECT plot_confusion(1)",
    "SELECT * FROM vec_scores(1)",
    "SELECT * FROM vec_scores(vec(1, 2), '[\"a\"]')",
    "SELECT * FROM npy_each('labels.npy')",
    "SELECT * FROM roc_curve('{}')",
};

/* Runs a statement under a limit; it is prepared without, since its own text is longer. Its message is
** copied to `text`. */
static int limits_run(sqlite3 *db, const char *sql, int limit, char *text) {
  sqlite3_stmt *statement = NULL;
  int usual = sqlite3_limit(db, SQLITE_LIMIT_LENGTH, -1);
  int code = sqlite3_prepare_v2(db, sql, -1, &statement, NULL);
  CHECK(code == SQLITE_OK, "%s: %s", sql, sqlite3_errmsg(db));
  sqlite3_limit(db, SQLITE_LIMIT_LENGTH, limit);
  do code = sqlite3_step(statement);
  while (code == SQLITE_ROW);
  snprintf(text, LIMITS_TEXT, "%s", sqlite3_errmsg(db));
  sqlite3_finalize(statement);
  sqlite3_limit(db, SQLITE_LIMIT_LENGTH, usual);
  return code;
}

static void limits_mistake(sqlite3 *db, const char *sql) {
  char whole[LIMITS_TEXT], text[LIMITS_TEXT];
  int code = limits_run(db, sql, 1000000, whole);
  CHECK(code == SQLITE_ERROR && strstr(whole, "()") != NULL, "%s: code %d, %s", sql, code, whole);
  for (int limit = LIMITS_LEAST; limit <= (int)strlen(whole) + 2; limit++) {
    code = limits_run(db, sql, limit, text);
    size_t size = strlen(text), least = (size_t)limit - 4; /* a character is 4 bytes at most */
    CHECK(code == SQLITE_ERROR, "%s, limit %d: code %d", sql, limit, code);
    CHECK(memcmp(whole, text, size) == 0, "%s, limit %d: %s", sql, limit, text);
    CHECK(size >= (least < strlen(whole) ? least : strlen(whole)), "%s, limit %d: %s", sql, limit,
          text);
    CHECK(((unsigned char)whole[size] & 0xc0) != 0x80, "%s, limit %d: half a character, %s", sql,
          limit, text);
  }
}

/* What the examples of the table of functions return does not depend on the limit, where it fits. */
static void limits_examples(sqlite3 *db) {
  static const int limits[] = {LIMITS_LEAST, 60, 100, 1000};
  sqlite3_stmt *examples = NULL;
  char text[LIMITS_TEXT];
  sqlite3_prepare_v2(db, "SELECT example FROM logits_functions", -1, &examples, NULL);
  for (int i = 0; i < (int)(sizeof limits / sizeof *limits); i++) {
    while (sqlite3_step(examples) == SQLITE_ROW) {
      const char *sql = (const char *)sqlite3_column_text(examples, 0);
      int code = limits_run(db, sql, limits[i], text);
      CHECK(code == SQLITE_DONE || code == SQLITE_TOOBIG, "%s, limit %d: code %d, %s", sql,
            limits[i], code, text);
    }
    sqlite3_reset(examples);
  }
  sqlite3_finalize(examples);
}

int main(void) {
  sqlite3 *db = NULL;
  CHECK(sqlite3_open(":memory:", &db) == SQLITE_OK, "open");
  CHECK(sqlite3_logits_init(db, NULL, NULL) == SQLITE_OK, "init");
  for (size_t i = 0; i < sizeof limits_mistakes / sizeof *limits_mistakes; i++) {
    limits_mistake(db, limits_mistakes[i]);
  }
  limits_examples(db);
  sqlite3_close(db);
  return check_report();
}
