/* tally.h: what passed, failed and was skipped, over all files. */
#ifndef SQLLOGICTEST_TALLY_H
#define SQLLOGICTEST_TALLY_H

#include "buffer.h"

typedef struct {
  Buffer text;
  long count;
} SkipReason;

typedef struct {
  long passed, failed, skipped, completed;
  SkipReason *reasons; /* few: one per guard as written */
  size_t reason_count;
} Tally;

void tally_skip(Tally *tally, const char *reason);
void tally_print(const Tally *tally);
void tally_free(Tally *tally);

#endif
