/* regex.h: what tests/sqllogictest needs of POSIX <regex.h>, for Windows, which has none. */
#ifndef LOGITS_TESTS_REGEX_H
#define LOGITS_TESTS_REGEX_H

#include <stddef.h>

#ifdef __cplusplus
extern "C" {
#endif

typedef struct {
  void *compiled;
} regex_t;

typedef struct {
  int unused;
} regmatch_t;

/* The only flags that the runner uses. They are asked for, or regcomp fails. */
enum { REG_EXTENDED = 1, REG_NOSUB = 2 };

int regcomp(regex_t *regex, const char *pattern, int flags);
int regexec(const regex_t *regex, const char *text, size_t count, regmatch_t *matches, int flags);
void regfree(regex_t *regex);

#ifdef __cplusplus
}
#endif

#endif
