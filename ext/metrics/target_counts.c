/* target_counts.c: see target_counts.h.
**
** A group with a row of which it is not known whether it is the target has no rank whatever joins it, and
** one with two targets is an error whatever joins it. So as bytes only the number of such rows is left of
** it, by which groups still add up.
*/
#include "target_counts.h"

#include "../exact/exact_state.h"

enum { TARGET_COUNTS_OTHERS, TARGET_COUNTS_ONE, TARGET_COUNTS_SEVERAL, TARGET_COUNTS_UNKNOWN };

static bool target_counts_tally(PairCounts *counts, Score x, int sign, MemoryResize *resize) {
  return pair_counts_add(counts, x.value, x.rest, sign, resize);
}

bool target_counts_add(TargetCounts *group, Score x, TargetRankRole role, int sign,
                       MemoryResize *resize) {
  switch (role) {
  case TARGET_RANK_UNKNOWN: group->unknown_rows += sign; return true;
  case TARGET_RANK_TARGET:
    if (!target_counts_tally(&group->targets, x, sign, resize)) return false;
    group->target_rows += sign;
    return true;
  default:
    if (!target_counts_tally(&group->others, x, sign, resize)) return false;
    group->other_rows += sign;
    return true;
  }
}

int64_t target_counts_rows(const TargetCounts *group) {
  return group->unknown_rows + group->target_rows + group->other_rows + group->above;
}

/* The score of the only target. */
static Score target_counts_target(const TargetCounts *group) {
  const PairCount *item = pair_counts_item(&group->targets, group->targets.root);
  return (Score){item->first, item->second};
}

/* The number of scores above that of the only target. Stopped, it is some number. */
static int64_t target_counts_above(const TargetCounts *group, const Stop *stop) {
  AvlPath path;
  size_t asked = 0;
  Score target = target_counts_target(group);
  int64_t above = group->above;
  for (uint32_t at = avl_first(&group->others, &path); at != 0;
       at = avl_next(&group->others, &path, at)) {
    const PairCount *item = pair_counts_item(&group->others, at);
    if (score_above((Score){item->first, item->second}, target)) above += item->count;
    if (stop_after(stop, &asked, 1)) break;
  }
  return above;
}

TargetRankOutcome target_counts_value(const TargetCounts *group, int64_t *value, const Stop *stop) {
  *value = group->target_rows;
  if (group->unknown_rows > 0 || group->target_rows == 0) return TARGET_RANK_NONE;
  if (group->target_rows > 1) return TARGET_RANK_SEVERAL;
  *value = 1 + target_counts_above(group, stop);
  return TARGET_RANK_VALUE;
}

void target_counts_clear(TargetCounts *group, MemoryResize *resize) {
  pair_counts_clear(&group->others, resize);
  pair_counts_clear(&group->targets, resize);
  *group = (TargetCounts){.above = 0};
}

/* ---- as bytes ---- */

static unsigned target_counts_form(const TargetCounts *group) {
  if (group->unknown_rows > 0) return TARGET_COUNTS_UNKNOWN;
  if (group->target_rows > 1) return TARGET_COUNTS_SEVERAL;
  return group->target_rows == 1 ? TARGET_COUNTS_ONE : TARGET_COUNTS_OTHERS;
}

void target_counts_write(const TargetCounts *group, Bytes *bytes) {
  unsigned form = target_counts_form(group);
  bytes_put_byte(bytes, form);
  switch (form) {
  case TARGET_COUNTS_UNKNOWN: bytes_put_unsigned(bytes, (uint64_t)group->unknown_rows); break;
  case TARGET_COUNTS_SEVERAL: bytes_put_unsigned(bytes, (uint64_t)group->target_rows); break;
  case TARGET_COUNTS_ONE:
    score_write(target_counts_target(group), bytes);
    bytes_put_unsigned(bytes, (uint64_t)target_counts_above(group, bytes->stop));
    break;
  default: pair_counts_write(&group->others, 0.0, bytes);
  }
}

static void target_counts_read_one(TargetCounts *group, BytesReader *reader) {
  Score target = score_read(reader);
  group->above = bytes_between(reader, 0, EXACT_MOST_ROWS);
  group->target_rows = 1;
  if (bytes_failed(reader)) return;
  if (!target_counts_tally(&group->targets, target, +1, reader->resize)) reader->no_memory = true;
}

static void target_counts_read_others(TargetCounts *group, BytesReader *reader) {
  AvlPath path;
  group->other_rows = pair_counts_read(&group->others, 0.0, EXACT_MOST_ROWS, reader);
  for (uint32_t at = avl_first(&group->others, &path); at != 0 && bytes_read_on(reader);
       at = avl_next(&group->others, &path, at)) {
    const PairCount *item = pair_counts_item(&group->others, at);
    bytes_require(reader, bits_abs(item->second) <= 512.0);
    if (bytes_failed(reader)) return;
    int64_t rest = (int64_t)item->second;
    bytes_require(reader, (double)rest == item->second && score_is_valid(item->first, rest));
  }
}

void target_counts_read(TargetCounts *group, BytesReader *reader) {
  switch (bytes_byte(reader)) {
  case TARGET_COUNTS_UNKNOWN:
    group->unknown_rows = bytes_between(reader, 1, EXACT_MOST_ROWS);
    break;
  case TARGET_COUNTS_SEVERAL: group->target_rows = bytes_between(reader, 2, EXACT_MOST_ROWS); break;
  case TARGET_COUNTS_ONE: target_counts_read_one(group, reader); break;
  case TARGET_COUNTS_OTHERS: target_counts_read_others(group, reader); break;
  default: bytes_require(reader, false);
  }
}

bool target_counts_merge(TargetCounts *group, const TargetCounts *from, int sign,
                         MemoryResize *resize, const Stop *stop) {
  group->other_rows += sign * from->other_rows;
  group->target_rows += sign * from->target_rows;
  group->unknown_rows += sign * from->unknown_rows;
  group->above += sign * from->above;
  return pair_counts_merge(&group->others, &from->others, sign, resize, stop) &&
         pair_counts_merge(&group->targets, &from->targets, sign, resize, stop);
}
