/* session.h: runs one test file. */
#ifndef SQLLOGICTEST_SESSION_H
#define SQLLOGICTEST_SESSION_H

#include "tally.h"

#include <stdbool.h>

typedef struct {
  const char **extensions;
  int extension_count;
  const char *database; /* a file's path, or :memory: */
  bool strict;          /* in the beginning of every file */
  bool complete;
} Options;

void session_run(const Options *options, const char *path, Tally *tally);

#endif
