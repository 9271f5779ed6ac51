/* C: the extension is loaded at run time. */
#include "report.h"

static void check(int status, sqlite3 *db) {
  if (status == SQLITE_OK || status == SQLITE_ROW) return;
  fprintf(stderr, "%s\n", sqlite3_errmsg(db));
  exit(1);
}

int main(int count, char **arguments) {
  /* shown */
  sqlite3 *db;
  sqlite3_stmt *statement;
  char *error = NULL;

  check(sqlite3_open("build/demo.db", &db), db);
  check(sqlite3_db_config(db, SQLITE_DBCONFIG_ENABLE_LOAD_EXTENSION, 1, NULL), db);
  if (sqlite3_load_extension(db, "build/logits", NULL, &error)) {
    fprintf(stderr, "%s\n", error);
    return 1;
  }

  check(sqlite3_prepare_v2(db, "SELECT sigmoid(?1), vec_softmax(?2)", -1, &statement, NULL), db);
  float vector[3] = {1, 2, 3}, shares[3];
  check(sqlite3_bind_double(statement, 1, 0.5), db);
  check(sqlite3_bind_blob(statement, 2, vector, sizeof vector, SQLITE_STATIC), db);
  check(sqlite3_step(statement), db);
  double p = sqlite3_column_double(statement, 0);
  memcpy(shares, sqlite3_column_blob(statement, 1), sizeof shares);
  check(sqlite3_finalize(statement), db);

  sqlite3_exec(db, "SELECT sigmoid('abc')", NULL, NULL, &error);
  /* hidden */
  report(db, p, shares, error, arguments + 1);
  sqlite3_free(error);
  sqlite3_close(db);
  return count == 0;
}
