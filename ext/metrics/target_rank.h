/* target_rank.h: the rank of one target among the scores of its group: 1 + the number of scores
** strictly above its own.
**
** Scores are compared exactly (score.h). The scores above are counted when a result is first asked
** for: O(n). From there each row that comes or goes changes the count by at most one, until a
** target comes or goes. So a frame that slides past one target takes constant time per row.
**
** A zeroed struct is an empty group. Rows leave in the order in which they came. A row takes 16
** bytes, a target 32.
*/
#ifndef LOGITS_METRICS_TARGET_RANK_H
#define LOGITS_METRICS_TARGET_RANK_H

#include "../base/memory.h"
#include "../base/queue.h"
#include "../base/score.h"

typedef enum {
  TARGET_RANK_OTHER,   /* not the target */
  TARGET_RANK_TARGET,  /* the target */
  TARGET_RANK_UNKNOWN, /* not known whether it is */
} TargetRankRole;

typedef struct {
  Queue scores;    /* of all rows */
  Queue targets;   /* of the rows that are targets */
  int64_t unknown; /* rows of which it is not known */
  bool counted;    /* then there is one target, and `above` holds */
  int64_t above;   /* the number of scores above that of the target */
} TargetRank;

/* False when memory ran out: nothing has changed. */
bool target_rank_add(TargetRank *group, Score x, TargetRankRole role, MemoryResize *resize);

/* Takes out the oldest row, which was added with these. */
void target_rank_remove(TargetRank *group, Score x, TargetRankRole role);

typedef enum {
  TARGET_RANK_NONE,   /* no target, or a row of which it is not known */
  TARGET_RANK_VALUE,  /* *value is the rank */
  TARGET_RANK_SEVERAL /* more than one target: *value is their number */
} TargetRankOutcome;

/* The rows stay as they are; the group remembers the count. */
TargetRankOutcome target_rank_value(TargetRank *group, int64_t *value);

void target_rank_clear(TargetRank *group, MemoryResize *resize);

#endif
