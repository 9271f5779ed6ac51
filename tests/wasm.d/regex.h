/* regex.h: POSIX regular expressions for the runner as WebAssembly, whose C library has none. The host,
** run.mjs, matches. A pattern must mean the same to it and to POSIX, which run.mjs checks.
*/
#ifndef TESTS_WASM_REGEX_H
#define TESTS_WASM_REGEX_H

#include <stddef.h>
#include <stdlib.h>
#include <string.h>

enum { REG_EXTENDED = 1, REG_NOSUB = 8, REG_BADPAT = 2, REG_NOMATCH = 1 };

typedef struct {
  char *pattern;
} regex_t;

/* 1: found, 0: not found, -1: no pattern */
__attribute__((import_module("host"), import_name("regex_match"))) int
host_regex_match(const char *pattern, const char *text);

static inline int regcomp(regex_t *compiled, const char *pattern, int flags) {
  (void)flags;
  compiled->pattern = NULL;
  if (host_regex_match(pattern, "") < 0) return REG_BADPAT;
  compiled->pattern = strdup(pattern);
  return compiled->pattern == NULL ? REG_BADPAT : 0;
}

static inline int regexec(const regex_t *compiled, const char *text, size_t count, void *matches,
                          int flags) {
  (void)count, (void)matches, (void)flags;
  return host_regex_match(compiled->pattern, text) > 0 ? 0 : REG_NOMATCH;
}

static inline void regfree(regex_t *compiled) {
  free(compiled->pattern);
}

#endif
