/* check.h: counts and reports for the C tests. A test program calls CHECK(condition, format, ...)
** and ends with return check_report(): a line "N passed, N failed" and the exit status.
*/
#ifndef LOGITS_TESTS_CHECK_H
#define LOGITS_TESTS_CHECK_H

#include <stdio.h>

static long check_passed, check_failed;

/* The first failures are printed, the rest only counted: one broken bit can fail a million points. */
enum { CHECK_PRINTED = 20 };

#define CHECK(condition, ...)                                                                      \
  do {                                                                                             \
    if (condition) {                                                                               \
      check_passed++;                                                                              \
    } else if (++check_failed <= CHECK_PRINTED) {                                                  \
      printf("%s:%d: failed: %s: ", __FILE__, __LINE__, #condition);                               \
      printf(__VA_ARGS__);                                                                         \
      putchar('\n');                                                                               \
    }                                                                                              \
  } while (0)

static int check_report(void) {
  printf("%ld passed, %ld failed\n", check_passed, check_failed);
  return check_failed != 0 || check_passed == 0;
}

#endif
