/* heap.c: under a hard limit of the heap a statement gives its answer or SQLITE_NOMEM, and the connection
** goes on. A soft limit changes no answer.
*/
#include "../bind/queries.h"

enum { HEAP_STEPS = 24, HEAP_SMALL = 2048, HEAP_HARD_SINCE = 3031000 };

static Queries heap_queries;
static long heap_refused;

static void heap_hard(sqlite3 *db, size_t i) {
  const char *sql = heap_queries.sql[i];
  sqlite3_int64 used = sqlite3_memory_used();
  int code;
  for (int step = 0; step < HEAP_STEPS; step++) {
    sqlite3_hard_heap_limit64(used + (sqlite3_int64)HEAP_SMALL * (1 + step * step));
    uint64_t answer = queries_answer(db, sql, &code);
    sqlite3_hard_heap_limit64(0);
    CHECK(code == SQLITE_NOMEM || (code == SQLITE_DONE && answer == heap_queries.answer[i]),
          "%s, step %d: code %d, %s", sql, step, code, sqlite3_errmsg(db));
    heap_refused += code == SQLITE_NOMEM;
    if (code == SQLITE_DONE && step > 0) break;
  }
  CHECK(queries_answer(db, sql, &code) == heap_queries.answer[i], "%s: another answer afterwards",
        sql);
}

static void heap_soft(sqlite3 *db, size_t i) {
  int code;
  sqlite3_soft_heap_limit64(sqlite3_memory_used() + HEAP_SMALL);
  CHECK(queries_answer(db, heap_queries.sql[i], &code) == heap_queries.answer[i], "%s: code %d",
        heap_queries.sql[i], code);
  sqlite3_soft_heap_limit64(0);
}

int main(void) {
  sqlite3 *db = queries_open(":memory:", 0);
  queries_fill(db);
  queries_read(&heap_queries, db);
  bool hard = sqlite3_libversion_number() >= HEAP_HARD_SINCE;
  for (size_t i = 0; i < heap_queries.count; i++) {
    if (hard) heap_hard(db, i);
    heap_soft(db, i);
  }
  CHECK(!hard || heap_refused > 0, "no statement ran out of memory");
  printf("%zu queries, %ld times out of memory%s\n", heap_queries.count, heap_refused,
         hard ? "" : " (SQLite has no hard limit yet)");
  sqlite3_close(db);
  queries_free(&heap_queries);
  CHECK(sqlite3_memory_used() == 0, "%lld bytes leaked", (long long)sqlite3_memory_used());
  return check_report();
}
