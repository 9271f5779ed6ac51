/* test_npy_each.c: a bound .npy is read where it is, without a second copy of it; any other is copied
** once. Both give the same rows, and give the argument back.
*/
#include "../../ext/logits.h"
#include "../check.h"

#include <stdlib.h>
#include <string.h>

enum { NPY_ROWS = 4000, NPY_COLUMNS = 1000, NPY_HEADER = 128, NPY_COPIES = 2 };

static unsigned char *npy_make(size_t *size) {
  *size = NPY_HEADER + (size_t)NPY_ROWS * NPY_COLUMNS * sizeof(float);
  unsigned char *bytes = calloc(*size, 1);
  if (bytes == NULL) abort();
  memset(bytes, ' ', NPY_HEADER);
  memcpy(bytes, "\x93NUMPY\x01\x00\x76\x00", 10);
  int written = snprintf((char *)bytes + 10, NPY_HEADER - 10,
                         "{'descr': '<f4', 'fortran_order': False, 'shape': (%d, %d), }", NPY_ROWS,
                         NPY_COLUMNS);
  bytes[10 + written] = ' ';
  bytes[NPY_HEADER - 1] = '\n';
  for (size_t row = 0; row < NPY_ROWS; row++) { /* the first element: 1.0 or 0.0 */
    if (row % 2 != 0)
      memcpy(bytes + NPY_HEADER + row * NPY_COLUMNS * sizeof(float), "\0\0\x80\x3f", 4);
  }
  return bytes;
}

/* The bytes that SQLite allocates at most while the query runs, which is to give 2000. */
static sqlite3_int64 npy_peak(sqlite3 *db, const char *sql, const void *bytes, size_t size) {
  sqlite3_stmt *statement = NULL;
  CHECK(sqlite3_prepare_v2(db, sql, -1, &statement, NULL) == SQLITE_OK, "%s", sqlite3_errmsg(db));
  sqlite3_bind_blob64(statement, 1, bytes, size, SQLITE_STATIC);
  sqlite3_int64 before = sqlite3_memory_used();
  sqlite3_memory_highwater(1);
  CHECK(sqlite3_step(statement) == SQLITE_ROW, "%s: %s", sql, sqlite3_errmsg(db));
  sqlite3_int64 peak = sqlite3_memory_highwater(0) - before;
  CHECK(sqlite3_column_int(statement, 0) == NPY_ROWS / 2, "%s: %d", sql,
        sqlite3_column_int(statement, 0));
  sqlite3_finalize(statement);
  return peak;
}

int main(void) {
  static const char sum[] = "SELECT sum(vec_at(value, 0)) FROM npy_each(?1)";
  static const char copied[] = "SELECT sum(vec_at(value, 0)) FROM npy_each(substr(?1, 1))";
  static const char back[] = "SELECT count(*) FROM npy_each(?1) WHERE idx < 2000 AND _npy = ?1";
  sqlite3 *db = NULL;
  size_t size;
  unsigned char *bytes = npy_make(&size);
  CHECK(sqlite3_open(":memory:", &db) == SQLITE_OK, "open");
  CHECK(sqlite3_logits_init(db, NULL, NULL) == SQLITE_OK, "init");
  if (sqlite3_libversion_number() >= 3028000) {
    sqlite3_int64 peak = npy_peak(db, sum, bytes, size);
    CHECK(peak < 1000000, "%lld bytes for a bound .npy of %zu", (long long)peak, size);
  }
  sqlite3_int64 peak = npy_peak(db, copied, bytes, size);
  CHECK(peak < NPY_COPIES * (sqlite3_int64)size + 1000000, "%lld bytes for %zu", (long long)peak,
        size);
  npy_peak(db, back, bytes, size);
  sqlite3_close(db);
  free(bytes);
  return check_report();
}
