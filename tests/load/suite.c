/* suite.c: suite ARGUMENTS...: the SQL test runner (tests/sqllogictest) in a thread whose stack has 64 KB,
** SQLite's parser, the runner and loading the extension included. It says how much was used.
*/
#define main suite_main
#include "../sqllogictest/main.c" /* NOLINT(bugprone-suspicious-include): the runner as a function */
#undef main

#include <pthread.h>
#include <stdint.h>

enum { SUITE_BYTES = 64 * 1024, SUITE_PAINT = 0xa5 };

static _Alignas(65536) unsigned char suite_memory[SUITE_BYTES];

typedef struct {
  int count;
  char **arguments;
  int status;
} Suite;

static void *suite_run(void *argument) {
  Suite *suite = argument;
  suite->status = suite_main(suite->count, suite->arguments);
  return NULL;
}

int main(int count, char **arguments) {
  Suite suite = {count, arguments, 2};
  pthread_attr_t attributes;
  pthread_t thread;
  size_t unused = 0;
  memset(suite_memory, SUITE_PAINT, sizeof suite_memory);
  if (pthread_attr_init(&attributes) != 0 ||
      pthread_attr_setstack(&attributes, suite_memory, sizeof suite_memory) != 0 ||
      pthread_create(&thread, &attributes, suite_run, &suite) != 0 ||
      pthread_join(thread, NULL) != 0) {
    return 2;
  }
  pthread_attr_destroy(&attributes);
  while (unused < SUITE_BYTES && suite_memory[unused] == SUITE_PAINT) unused++;
  fprintf(stderr, "the SQL tests used %zu of %d bytes of stack\n", SUITE_BYTES - unused,
          SUITE_BYTES);
  return unused == 0 ? 2 : suite.status;
}
