/* stack.c: every function in a thread whose stack has 64 KB, SQLite's parser included; and how much of
** it is used below the call of a function, ours and what it calls of SQLite.
**
** The stack is painted before a statement runs. What is no longer paint afterwards was used.
*/
#include "../bind/queries.h"

#include <pthread.h>

enum { STACK_BYTES = 64 * 1024, STACK_PAINT = 0xa5, STACK_MARGIN = 512, STACK_BELOW = 18 * 1024 };

static _Alignas(65536) unsigned char stack_memory[STACK_BYTES];
static Queries stack_queries;
static const unsigned char *stack_call; /* where SQLite stands when it calls a function */

static void stack_here(sqlite3_context *context, int count, sqlite3_value **arguments) {
  unsigned char here = 0;
  (void)count;
  (void)arguments;
  stack_call = stack_memory + ((uintptr_t)&here - (uintptr_t)stack_memory);
  sqlite3_result_int(context, here);
}

/* All that is not in use. The margin is for this function's own frame. */
static void stack_paint(void) {
  volatile unsigned char *at = stack_memory;
  unsigned char here = 0;
  uintptr_t end = (uintptr_t)&here - STACK_MARGIN;
  for (; (uintptr_t)at < end; at++) *at = STACK_PAINT;
}

static size_t stack_unused(void) {
  size_t unused = 0;
  while (unused < STACK_BYTES && stack_memory[unused] == STACK_PAINT) unused++;
  return unused;
}

/* Vectors that are long enough for every way to order them. */
static void stack_take_long(sqlite3 *db) {
  static const char *const sql[] = {
      "SELECT vec_topk(zeroblob(40000), 100)",
      "SELECT vec_topk(vec_unpack(zeroblob(4000)), 100)",
      "SELECT count(*), sum(cum) FROM vec_scores(zeroblob(4000))",
      "SELECT count(*), sum(cum) FROM vec_scores(zeroblob(40000))",
  };
  for (size_t i = 0; i < sizeof sql / sizeof *sql; i++) {
    int code;
    queries_take(&stack_queries, "%s", sql[i]);
    stack_queries.answer[stack_queries.count - 1] = queries_answer(db, sql[i], &code);
    CHECK(code == SQLITE_DONE, "%s: %s", sql[i], sqlite3_errmsg(db));
  }
}

typedef struct {
  size_t prepared, below; /* in bytes: all of a statement, and below the call */
  const char *prepared_by, *below_by;
} StackMost;

static void stack_measure(sqlite3 *db, const char *sql, uint64_t answer, StackMost *most) {
  sqlite3_stmt *statement = NULL;
  int code;
  stack_paint();
  CHECK(sqlite3_prepare_v2(db, sql, -1, &statement, NULL) == SQLITE_OK, "%s: %s", sql,
        sqlite3_errmsg(db));
  size_t prepared = STACK_BYTES - stack_unused();
  stack_paint();
  CHECK(queries_step(statement, &code) == answer, "%s: another answer than before", sql);
  size_t below = (size_t)(stack_call - stack_memory) - stack_unused();
  sqlite3_finalize(statement);
  if (prepared > most->prepared) *most = (StackMost){prepared, most->below, sql, most->below_by};
  if (below > most->below) *most = (StackMost){most->prepared, below, most->prepared_by, sql};
}

static void *stack_run(void *argument) {
  sqlite3 *db = argument;
  StackMost most = {0, 0, "", ""};
  int code;
  queries_answer(db, "SELECT stack_here()", &code);
  for (size_t i = 0; i < stack_queries.count; i++) {
    stack_measure(db, stack_queries.sql[i], stack_queries.answer[i], &most);
  }
  printf("parsing and planning: %zu bytes at most, by %s\n", most.prepared, most.prepared_by);
  printf("below the call of a function: %zu bytes at most, by %s\n", most.below, most.below_by);
  CHECK(most.below > 0 && most.below <= STACK_BELOW, "%zu bytes, %s", most.below, most.below_by);
  return NULL;
}

int main(void) {
  sqlite3 *db = queries_open(":memory:", 0);
  pthread_attr_t attributes;
  pthread_t thread;
  queries_fill(db);
  queries_read(&stack_queries, db);
  stack_take_long(db);
  sqlite3_create_function(db, "stack_here", 0, SQLITE_UTF8, NULL, stack_here, NULL, NULL);
  CHECK(pthread_attr_init(&attributes) == 0 &&
            pthread_attr_setstack(&attributes, stack_memory, STACK_BYTES) == 0 &&
            pthread_create(&thread, &attributes, stack_run, db) == 0 &&
            pthread_join(thread, NULL) == 0,
        "a thread with %d bytes of stack", STACK_BYTES);
  pthread_attr_destroy(&attributes);
  queries_free(&stack_queries);
  sqlite3_close(db);
  return check_report();
}
