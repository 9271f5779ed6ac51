/* target_rank.c: see target_rank.h. */
#include "target_rank.h"

#include <string.h>

static bool target_rank_push(Queue *queue, Score x, MemoryResize *resize) {
  unsigned char *added = queue_extend(queue, sizeof x, resize);
  if (added == NULL) return false;
  memcpy(added, &x, sizeof x);
  return true;
}

static Score target_rank_at(const Queue *queue, size_t index) {
  Score x;
  memcpy(&x, queue_front(queue) + index * sizeof x, sizeof x);
  return x;
}

static size_t target_rank_size(const Queue *queue) {
  return queue_size(queue) / sizeof(Score);
}

/* A row that came or went changes the count, or, as a target, ends it. */
static void target_rank_change(TargetRank *group, Score x, TargetRankRole role, int sign) {
  if (role == TARGET_RANK_UNKNOWN) group->unknown += sign;
  if (role == TARGET_RANK_TARGET) group->counted = false;
  if (group->counted && score_above(x, target_rank_at(&group->targets, 0))) group->above += sign;
}

bool target_rank_add(TargetRank *group, Score x, TargetRankRole role, MemoryResize *resize) {
  bool target = role == TARGET_RANK_TARGET;
  if (!target_rank_push(&group->scores, x, resize)) return false;
  if (target && !target_rank_push(&group->targets, x, resize)) {
    queue_retract(&group->scores, sizeof x);
    return false;
  }
  target_rank_change(group, x, role, +1);
  return true;
}

void target_rank_remove(TargetRank *group, Score x, TargetRankRole role) {
  queue_pop(&group->scores, sizeof x);
  if (role == TARGET_RANK_TARGET) queue_pop(&group->targets, sizeof x);
  target_rank_change(group, x, role, -1);
}

static void target_rank_count(TargetRank *group) {
  size_t rows = target_rank_size(&group->scores);
  Score target = target_rank_at(&group->targets, 0);
  group->above = 0;
  for (size_t i = 0; i < rows; i++) {
    group->above += score_above(target_rank_at(&group->scores, i), target);
  }
  group->counted = true;
}

TargetRankOutcome target_rank_value(TargetRank *group, int64_t *value) {
  size_t targets = target_rank_size(&group->targets);
  *value = (int64_t)targets;
  if (group->unknown > 0 || targets == 0) return TARGET_RANK_NONE;
  if (targets > 1) return TARGET_RANK_SEVERAL;
  if (!group->counted) target_rank_count(group);
  *value = 1 + group->above;
  return TARGET_RANK_VALUE;
}

void target_rank_clear(TargetRank *group, MemoryResize *resize) {
  queue_clear(&group->scores, resize);
  queue_clear(&group->targets, resize);
  *group = (TargetRank){0};
}
