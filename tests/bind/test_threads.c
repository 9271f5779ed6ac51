/* test_threads.c: eight threads at once get the answers that one gets alone: each on a connection of
** its own, each on its own connection to one shared cache, and all on one connection.
**
** What runs calls every function (queries.h). `make test-threads` runs it under TSan, which sees the
** races that give no wrong answer.
*/
#include "queries.h"

#include <pthread.h>

enum { THREADS_COUNT = 8, THREADS_ROUNDS = 2 };

static Queries threads_queries; /* with the answers that one thread got */

typedef struct {
  const char *file; /* a connection of the thread's own to it */
  sqlite3 *shared;  /* or this one */
  size_t begin;     /* each thread begins elsewhere */
  long right;
  const char *wrong; /* the first query with a wrong answer */
} ThreadsWork;

static void *threads_run(void *argument) {
  ThreadsWork *work = argument;
  sqlite3 *db = work->shared != NULL ? work->shared : queries_open(work->file, 0);
  if (work->shared == NULL && strcmp(work->file, ":memory:") == 0) queries_fill(db);
  for (size_t i = 0; i < threads_queries.count * THREADS_ROUNDS; i++) {
    int code;
    size_t at = (work->begin + i) % threads_queries.count;
    if (queries_answer(db, threads_queries.sql[at], &code) == threads_queries.answer[at]) {
      work->right++;
    } else if (work->wrong == NULL) {
      work->wrong = threads_queries.sql[at];
    }
  }
  if (work->shared == NULL) sqlite3_close(db);
  return NULL;
}

static void threads_all(const char *name, const char *file, sqlite3 *shared) {
  pthread_t threads[THREADS_COUNT];
  static ThreadsWork work[THREADS_COUNT];
  memset(work, 0, sizeof work);
  for (size_t i = 0; i < THREADS_COUNT; i++) {
    work[i].file = file;
    work[i].shared = shared;
    work[i].begin = i * threads_queries.count / THREADS_COUNT;
    if (pthread_create(&threads[i], NULL, threads_run, &work[i]) != 0) abort();
  }
  for (size_t i = 0; i < THREADS_COUNT; i++) {
    pthread_join(threads[i], NULL);
    CHECK(work[i].wrong == NULL && work[i].right > 0, "%s: another answer than alone: %s", name,
          work[i].wrong);
  }
}

int main(void) {
  static const char cache[] = "file:threads?mode=memory&cache=shared";
  sqlite3_initialize();
  if (!sqlite3_threadsafe()) {
    printf("skipped 1: SQLite was built for one thread\n0 passed, 0 failed, 1 skipped\n");
    return 0;
  }
  sqlite3 *alone = queries_open(":memory:", SQLITE_OPEN_FULLMUTEX);
  queries_fill(alone);
  queries_read(&threads_queries, alone);
  threads_all("a connection for each", ":memory:", NULL);
  sqlite3 *kept = queries_open(cache, SQLITE_OPEN_FULLMUTEX);
  queries_fill(kept);
  threads_all("one shared cache", cache, NULL);
  sqlite3_close(kept);
  threads_all("one connection for all", NULL, alone);
  sqlite3_close(alone);
  queries_free(&threads_queries);
  CHECK(sqlite3_memory_used() == 0, "%lld bytes leaked", (long long)sqlite3_memory_used());
  return check_report();
}
