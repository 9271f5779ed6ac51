/* ranking.c: see ranking.h.
**
** A row costs O(k) in the list, averaged: each step over an entry counts one more row that beats
** it, and the k-th such row takes it out.
**
** All other entries came later than the oldest row. So if that is still kept, fewer than k entries
** beat it, and it is found among the first k. It leaves by moving those before it. The result, too,
** is the first k.
*/
#include "ranking.h"

#include <string.h>

/* ---- the list ---- */

/* Room for one more entry behind the last. */
static bool ranking_list_reserve(RankingList *list, MemoryResize *resize) {
  if (list->begin + list->count < list->capacity) return true;
  if (list->begin > list->count) {
    memcpy(list->entries, list->entries + list->begin, list->count * sizeof *list->entries);
    list->begin = 0;
    return true;
  }
  size_t capacity = list->capacity + list->capacity / 2 + 4;
  RankingEntry *entries = memory_array(list->entries, capacity, sizeof *entries, resize);
  if (entries == NULL) return false;
  list->entries = entries;
  list->capacity = capacity;
  return true;
}

/* Counts one more row that beats the entries from `index` on. Those beaten `keep` times go. */
static void ranking_list_beat(RankingList *list, size_t index, uint32_t keep,
                              MemoryResize *resize) {
  RankingEntry *entries = list->entries + list->begin;
  size_t kept = index;
  for (size_t i = index; i < list->count; i++) {
    entries[i].beaten++;
    if (entries[i].beaten >= keep) {
      label_clear(&entries[i].label, resize);
    } else {
      entries[kept++] = entries[i];
    }
  }
  list->count = kept;
}

/* Takes the entry and the ownership of its label. */
static bool ranking_list_add(RankingList *list, const RankingEntry *entry, uint32_t keep,
                             MemoryResize *resize) {
  if (!ranking_list_reserve(list, resize)) return false;
  RankingEntry *entries = list->entries + list->begin;
  size_t place = list->count;
  while (place > 0 && ranking_beats(entry->score, &entry->label, &entries[place - 1])) place--;
  ranking_list_beat(list, place, keep, resize);
  memmove(entries + place + 1, entries + place, (list->count - place) * sizeof *entries);
  entries[place] = *entry;
  list->count++;
  return true;
}

static void ranking_list_remove(RankingList *list, uint64_t row, uint32_t keep,
                                MemoryResize *resize) {
  RankingEntry *entries = list->entries + list->begin;
  for (size_t i = 0; i < list->count && i < keep; i++) {
    if (entries[i].row != row) continue;
    label_clear(&entries[i].label, resize);
    memmove(entries + 1, entries, i * sizeof *entries);
    list->begin++;
    list->count--;
    return;
  }
}

static void ranking_list_visit(const RankingList *list, uint32_t keep, RankingVisit *visit,
                               void *context) {
  for (size_t i = 0; i < list->count && i < keep; i++) {
    visit(context, &list->entries[list->begin + i]);
  }
}

static void ranking_list_clear(RankingList *list, MemoryResize *resize) {
  for (size_t i = 0; i < list->count; i++) {
    label_clear(&list->entries[list->begin + i].label, resize);
  }
  if (list->entries != NULL) resize(list->entries, 0);
  memset(list, 0, sizeof *list);
}

/* ---- either ---- */

static bool ranking_in_list(uint32_t keep) {
  return keep <= RANKING_LIST_K;
}

bool ranking_add(Ranking *ranking, Score score, const Label *label, uint32_t keep,
                 MemoryResize *resize) {
  RankingEntry entry = {score, ranking->next, 0, *label};
  if (!label_own(&entry.label, resize)) return false;
  if (!(ranking_in_list(keep) ? ranking_list_add(&ranking->list, &entry, keep, resize)
                              : ranking_tree_add(&ranking->tree, &entry, keep, resize))) {
    label_clear(&entry.label, resize);
    return false;
  }
  ranking->keep = keep;
  ranking->next++;
  return true;
}

void ranking_remove(Ranking *ranking, MemoryResize *resize) {
  uint64_t row = ranking->oldest++;
  if (ranking_in_list(ranking->keep)) {
    ranking_list_remove(&ranking->list, row, ranking->keep, resize);
  } else {
    ranking_tree_remove(&ranking->tree, row, resize);
  }
}

uint64_t ranking_rows(const Ranking *ranking) {
  return ranking->next - ranking->oldest;
}

void ranking_visit(const Ranking *ranking, RankingVisit *visit, void *context) {
  if (ranking_in_list(ranking->keep)) {
    ranking_list_visit(&ranking->list, ranking->keep, visit, context);
  } else {
    ranking_tree_visit(&ranking->tree, ranking->keep, visit, context);
  }
}

void ranking_clear(Ranking *ranking, MemoryResize *resize) {
  ranking_list_clear(&ranking->list, resize);
  ranking_tree_clear(&ranking->tree, resize);
  memset(ranking, 0, sizeof *ranking);
}

/* ---- as bytes ---- */

static void ranking_count_visit(void *context, const RankingEntry *entry) {
  (void)entry;
  ++*(uint64_t *)context;
}

static uint64_t ranking_best(const Ranking *ranking) {
  uint64_t count = 0;
  ranking_visit(ranking, ranking_count_visit, &count);
  return count;
}

static void ranking_write_visit(void *context, const RankingEntry *entry) {
  Bytes *bytes = context;
  score_write(entry->score, bytes);
  label_write(&entry->label, bytes);
}

void ranking_write(const Ranking *ranking, Bytes *bytes) {
  bytes_put_unsigned(bytes, ranking_best(ranking));
  ranking_visit(ranking, ranking_write_visit, bytes);
}

void ranking_read(Ranking *ranking, uint32_t keep, unsigned kinds, BytesReader *reader) {
  RankingEntry before = {.row = 0};
  int64_t count = bytes_between(reader, 0, keep);
  for (int64_t i = 0; i < count; i++) {
    RankingEntry entry = {.score = score_read(reader)};
    entry.label = label_read(reader, kinds);
    bool follows = i == 0 || score_above(before.score, entry.score) ||
                   (!score_above(entry.score, before.score) &&
                    label_compare(&before.label, &entry.label) <= 0);
    bytes_require_canonical(reader, follows);
    if (bytes_failed(reader)) return;
    if (!ranking_add(ranking, entry.score, &entry.label, keep, reader->resize)) {
      reader->no_memory = true;
    }
    before = entry;
  }
}

/* What ranking_merge goes through. */
typedef struct {
  Ranking *ranking;
  uint32_t keep;
  MemoryResize *resize;
  const Stop *stop;
  size_t asked;
  bool done;
} RankingMerge;

static void ranking_merge_visit(void *context, const RankingEntry *entry) {
  RankingMerge *merge = context;
  merge->done =
      merge->done &&
      ranking_add(merge->ranking, entry->score, &entry->label, merge->keep, merge->resize) &&
      !stop_after(merge->stop, &merge->asked, 1);
}

bool ranking_merge(Ranking *ranking, const Ranking *from, int sign, MemoryResize *resize,
                   const Stop *stop) {
  RankingMerge merge = {ranking, from->keep, resize, stop, 0, true};
  if (sign > 0) {
    ranking_visit(from, ranking_merge_visit, &merge);
    return merge.done;
  }
  for (uint64_t left = ranking_best(from); left > 0 && merge.done; left--) {
    ranking_remove(ranking, resize);
    merge.done = !stop_after(stop, &merge.asked, 1);
  }
  return merge.done;
}
