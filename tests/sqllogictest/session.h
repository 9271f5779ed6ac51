/* session.h: runs one test file. */
#ifndef SQLLOGICTEST_SESSION_H
#define SQLLOGICTEST_SESSION_H

#include "engine.h"
#include "tally.h"

#include <stdio.h>

typedef struct {
  const Engine *engine;
  EngineOptions connections;
  bool strict; /* in the beginning of every file */
  bool complete;
  FILE *values; /* where every value and every error's text goes, too; NULL: nowhere */
} Options;

void session_run(const Options *options, const char *path, Tally *tally);

#endif
