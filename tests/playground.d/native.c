/* native.c: native DATABASE EXTENSION: reads SQL from standard input, runs it with the extension, and prints what
** every query gives, for tests/playground to compare with the page: a line "= columns", then a line per value:
** N, I and an integer, D and the bits of a double, T or B and the bytes, in hexadecimal.
*/
#include <inttypes.h>
#include <sqlite3.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

static void native_print(sqlite3_stmt *statement, int column) {
  double number;
  uint64_t bits;
  const unsigned char *bytes;
  int type = sqlite3_column_type(statement, column), size;
  switch (type) {
  case SQLITE_NULL: puts("N"); return;
  case SQLITE_INTEGER:
    printf("I%lld\n", (long long)sqlite3_column_int64(statement, column));
    return;
  case SQLITE_FLOAT:
    number = sqlite3_column_double(statement, column);
    memcpy(&bits, &number, sizeof bits);
    printf("D%016" PRIx64 "\n", bits);
    return;
  default: break;
  }
  bytes = type == SQLITE_TEXT ? sqlite3_column_text(statement, column)
                              : sqlite3_column_blob(statement, column);
  size = sqlite3_column_bytes(statement, column);
  putchar(type == SQLITE_TEXT ? 'T' : 'B');
  for (int i = 0; i < size; i++) printf("%02x", bytes[i]);
  putchar('\n');
}

static int native_run(sqlite3 *db, const char *sql) {
  while (*sql != 0) {
    sqlite3_stmt *statement = NULL;
    if (sqlite3_prepare_v2(db, sql, -1, &statement, &sql) != SQLITE_OK) return 1;
    if (statement == NULL) continue;
    int columns = sqlite3_column_count(statement), status = sqlite3_step(statement);
    if (columns > 0 && (status == SQLITE_ROW || status == SQLITE_DONE)) printf("= %d\n", columns);
    for (; status == SQLITE_ROW; status = sqlite3_step(statement)) {
      for (int i = 0; i < columns; i++) native_print(statement, i);
    }
    if (sqlite3_finalize(statement) != SQLITE_OK) return 1;
  }
  return 0;
}

int main(int argc, char **argv) {
  static char sql[1 << 20];
  sqlite3 *db;
  if (argc != 3) return 2;
  sql[fread(sql, 1, sizeof sql - 1, stdin)] = 0;
  if (sqlite3_open(argv[1], &db) != SQLITE_OK ||
      sqlite3_enable_load_extension(db, 1) != SQLITE_OK ||
      sqlite3_load_extension(db, argv[2], NULL, NULL) != SQLITE_OK || native_run(db, sql) != 0) {
    fprintf(stderr, "%s\n", sqlite3_errmsg(db));
    return 1;
  }
  return sqlite3_close(db) == SQLITE_OK ? 0 : 1;
}
