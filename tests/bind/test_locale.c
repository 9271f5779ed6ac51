/* test_locale.c: numbers in JSON have a decimal point, also where the C library's locale has a comma. */
#include "../../ext/logits.h"
#include "../check.h"

#include <locale.h>
#include <string.h>

static void locale_compare(sqlite3 *db, const char *sql, const char *expected) {
  sqlite3_stmt *statement = NULL;
  CHECK(sqlite3_prepare_v2(db, sql, -1, &statement, NULL) == SQLITE_OK, "%s", sqlite3_errmsg(db));
  CHECK(sqlite3_step(statement) == SQLITE_ROW, "%s", sqlite3_errmsg(db));
  const char *got = (const char *)sqlite3_column_text(statement, 0);
  CHECK(got != NULL && strcmp(got, expected) == 0, "%s: %s", sql, got != NULL ? got : "NULL");
  sqlite3_finalize(statement);
}

int main(void) {
  static const char *const names[] = {"de_DE.UTF-8", "de_DE.utf8", "de_DE", "fr_FR.UTF-8"};
  sqlite3 *db = NULL;
  for (size_t i = 0; i < sizeof names / sizeof *names; i++) {
    if (setlocale(LC_ALL, names[i]) != NULL) break;
  }
  if (strcmp(localeconv()->decimal_point, ",") != 0) {
    printf("skipped 1: no locale with a decimal comma (Debian: locales, see tests/run)\n"
           "0 passed, 0 failed, 1 skipped\n");
    return 0;
  }
  CHECK(sqlite3_open(":memory:", &db) == SQLITE_OK, "open");
  CHECK(sqlite3_logits_init(db, NULL, NULL) == SQLITE_OK, "init");
  locale_compare(db, "SELECT vec_unpack('[1.5, -2.25e-3, 1e300]')", "[1.5,-0.00225,1e300]");
  locale_compare(db, "SELECT vec_softmax('[0.5, 0.5]')", "[0.5,0.5]");
  locale_compare(db, "SELECT softmax(0.25, 0.25)", "[0.5,0.5]");
  locale_compare(db, "SELECT softmax_object('a', '0.5')", "{\"a\":1.0}");
  locale_compare(db, "SELECT vec_at('[0.5]', 0)", "0.5");
  sqlite3_close(db);
  return check_report();
}
