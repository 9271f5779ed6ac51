/* ranking.c: see ranking.h.
**
** Cost of a row, averaged: O(k), since a step over an entry counts one more row that beats it and
** the k-th takes it out. The oldest row, if still kept, is beaten by fewer than k entries, for all
** others came later: it is found among the first k, and leaves by moving those before it. The same
** holds for the result, which is the first k.
*/
#include "ranking.h"

#include <string.h>

static bool ranking_beats(double score, const Label *label, const RankingEntry *entry) {
  if (score != entry->score) return score > entry->score;
  return label_compare(label, &entry->label) <= 0; /* of two equal ones the later stays longer */
}

/* Room for one more entry behind the last. */
static bool ranking_reserve(Ranking *ranking, MemoryResize *resize) {
  if (ranking->begin + ranking->count < ranking->capacity) return true;
  if (ranking->begin > ranking->count) {
    memcpy(ranking->entries, ranking->entries + ranking->begin,
           ranking->count * sizeof *ranking->entries);
    ranking->begin = 0;
    return true;
  }
  size_t capacity = ranking->capacity + ranking->capacity / 2 + 4;
  RankingEntry *entries = resize(ranking->entries, capacity * sizeof *entries);
  if (entries == NULL) return false;
  ranking->entries = entries;
  ranking->capacity = capacity;
  return true;
}

/* The entries from `index` on have been beaten once more: those beaten k times go. */
static void ranking_count_beaten(Ranking *ranking, size_t index, MemoryResize *resize) {
  RankingEntry *entries = ranking->entries + ranking->begin;
  size_t kept = index;
  for (size_t i = index; i < ranking->count; i++) {
    entries[i].beaten++;
    if (entries[i].beaten >= ranking->keep) {
      label_clear(&entries[i].label, resize);
    } else {
      entries[kept++] = entries[i];
    }
  }
  ranking->count = kept;
}

bool ranking_add(Ranking *ranking, double score, const Label *label, uint32_t keep,
                 MemoryResize *resize) {
  RankingEntry entry = {score, ranking->next, 0, *label};
  if (!ranking_reserve(ranking, resize)) return false;
  if (!label_own(&entry.label, resize)) return false;
  RankingEntry *entries = ranking->entries + ranking->begin;
  size_t place = ranking->count;
  while (place > 0 && ranking_beats(score, label, &entries[place - 1])) place--;
  ranking->keep = keep;
  ranking_count_beaten(ranking, place, resize);
  memmove(entries + place + 1, entries + place, (ranking->count - place) * sizeof *entries);
  entries[place] = entry;
  ranking->count++;
  ranking->next++;
  return true;
}

void ranking_remove(Ranking *ranking, MemoryResize *resize) {
  RankingEntry *entries = ranking->entries + ranking->begin;
  uint64_t row = ranking->oldest++;
  for (size_t i = 0; i < ranking->count && i < ranking->keep; i++) {
    if (entries[i].row != row) continue;
    label_clear(&entries[i].label, resize);
    memmove(entries + 1, entries, i * sizeof *entries);
    ranking->begin++;
    ranking->count--;
    return;
  }
}

uint64_t ranking_rows(const Ranking *ranking) {
  return ranking->next - ranking->oldest;
}

const RankingEntry *ranking_at(const Ranking *ranking, size_t index) {
  return &ranking->entries[ranking->begin + index];
}

void ranking_clear(Ranking *ranking, MemoryResize *resize) {
  for (size_t i = 0; i < ranking->count; i++) {
    label_clear(&ranking->entries[ranking->begin + i].label, resize);
  }
  if (ranking->entries != NULL) resize(ranking->entries, 0);
  memset(ranking, 0, sizeof *ranking);
}
