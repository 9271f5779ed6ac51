/* C: logits.c is linked in. */
#include "report.h"
/* shown */
#include "logits.h"
#include <sqlite3.h>

static sqlite3 *open_database(const char *path) {
  sqlite3 *db = NULL;
  /* Once, before the first connection. Every connection that is opened from here on has the functions. */
  sqlite3_auto_extension((void (*)(void))sqlite3_logits_init);
  return sqlite3_open(path, &db) == SQLITE_OK ? db : NULL;
}
/* hidden */

int main(int count, char **arguments) {
  sqlite3 *db = open_database("build/demo.db");
  sqlite3_stmt *statement;
  char *error = NULL;
  float shares[3];
  double p;

  if (!db || sqlite3_prepare_v2(db, "SELECT sigmoid(0.5), vec_softmax(?)", -1, &statement, NULL))
    return 1;
  sqlite3_bind_blob(statement, 1, (float[]){1, 2, 3}, 12, SQLITE_TRANSIENT);
  if (sqlite3_step(statement) != SQLITE_ROW) return 1;
  p = sqlite3_column_double(statement, 0);
  memcpy(shares, sqlite3_column_blob(statement, 1), sizeof shares);
  sqlite3_finalize(statement);
  sqlite3_exec(db, "SELECT sigmoid('abc')", NULL, NULL, &error);
  report(db, p, shares, error, arguments + 1);
  sqlite3_free(error);
  sqlite3_close(db);
  return count == 0;
}
