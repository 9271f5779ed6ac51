/* What the C clients print, so that all clients' answers can be compared: the bits of every number. */
#include <sqlite3.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

static void report_double(double x) {
  unsigned long long bits;
  memcpy(&bits, &x, sizeof bits);
  printf("%016llx", bits);
}

/* p, shares, message: what the shown lines got. queries ends with NULL. */
static void report(sqlite3 *db, double p, const float *shares, const char *message,
                   char **queries) {
  sqlite3_stmt *statement;
  unsigned bits;
  int column;

  printf("version %s\nsigmoid ", sqlite3_libversion());
  report_double(p);
  printf("\nvec_softmax");
  for (int i = 0; i < 3; i++) {
    memcpy(&bits, &shares[i], sizeof bits);
    printf(" %08x", bits);
  }
  printf("\nerror %s\n", message);
  for (; *queries; queries++) {
    printf("%s\n", *queries);
    if (sqlite3_prepare_v2(db, *queries, -1, &statement, NULL)) exit(1);
    while (sqlite3_step(statement) == SQLITE_ROW) {
      for (column = 0; column < sqlite3_column_count(statement); column++) {
        if (column) printf(" ");
        report_double(sqlite3_column_double(statement, column));
      }
      printf("\n");
    }
    if (sqlite3_finalize(statement)) exit(1);
  }
}
