/* target_counts.h: the rank of one target among scores that come from many places: target_rank.h, by
** how often each score is there.
**
** In memory all distinct scores are kept. As bytes a group is what it takes to go on: with a target its
** score and how many are above it, which is a few bytes; without one all distinct scores. A zeroed struct
** is an empty group.
*/
#ifndef LOGITS_METRICS_TARGET_COUNTS_H
#define LOGITS_METRICS_TARGET_COUNTS_H

#include "../base/strict.h"

#include "../base/pair_counts.h"
#include "../base/score.h"
#include "target_rank.h"

typedef struct {
  PairCounts others;    /* scores that are not the target */
  PairCounts targets;   /* scores of targets */
  int64_t other_rows;   /* in `others` */
  int64_t target_rows;  /* in `targets`, and those that came without their scores */
  int64_t unknown_rows; /* rows of which it is not known */
  int64_t above;        /* scores above the target that came without those scores */
} TargetCounts;

/* The same for all rows. False when memory ran out: nothing has changed. */
bool target_counts_add(TargetCounts *group, Score x, TargetRankRole role, int sign,
                       MemoryResize *resize);

/* As target_rank_value. Where it was stopped (stop.h), the value is of no use. */
TargetRankOutcome target_counts_value(const TargetCounts *group, int64_t *value, const Stop *stop);

/* As far as they are known: of those that came as bytes with a target, it and what is above. 0: it is empty. */
int64_t target_counts_rows(const TargetCounts *group);

/* As bytes, and added to each other. */
void target_counts_write(const TargetCounts *group, Bytes *bytes);
void target_counts_read(TargetCounts *group, BytesReader *reader);
bool target_counts_merge(TargetCounts *group, const TargetCounts *from, int sign,
                         MemoryResize *resize, const Stop *stop);

void target_counts_clear(TargetCounts *group, MemoryResize *resize);

#endif
