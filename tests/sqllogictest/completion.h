/* completion.h: --complete, which writes results into the test file. */
#ifndef SQLLOGICTEST_COMPLETION_H
#define SQLLOGICTEST_COMPLETION_H

#include "results.h"
#include "tally.h"

/* One query of the file, whose result is or is not what the file says. A query in a loop runs more
** than once and has one entry. */
typedef struct {
  long line;
  size_t start, end; /* what the text replaces in the file */
  Buffer text;
  long mismatches; /* runs whose result was another one than expected */
  Buffer problem;  /* of the first of them */
  bool fixed;      /* may not be replaced: runs differ, or ${i} stands in the result */
} Correction;

typedef struct {
  Correction *corrections;
  size_t count, capacity;
} Completion;

/* Notes one run of a query. False, with *problem filled, where the result cannot be written. */
bool completion_note(Completion *completion, const Script *script, const Record *record,
                     const Results *results, uint64_t threshold, bool matches, Buffer *problem);

/* Rewrites the file where something is to be corrected; counts and reports. */
void completion_apply(Completion *completion, const Script *script, const char *path, Tally *tally);
void completion_free(Completion *completion);

#endif
