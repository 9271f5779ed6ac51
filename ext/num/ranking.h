/* ranking.h: the k best of a sliding frame of labelled scores.
**
** Rows leave in the order in which they came, so a row that k later rows beat can never be among
** the k best again: only the others are kept (the k-skyband of arrival and score). For rows in
** random order that is about k ln(n/k) of n rows; for rows sorted from best to worst it is all.
** Ties: the smaller label beats. A zeroed struct is an empty ranking.
*/
#ifndef LOGITS_NUM_RANKING_H
#define LOGITS_NUM_RANKING_H

#include "label.h"

#include <stddef.h>

typedef struct {
  double score;
  uint64_t row;    /* the number of the row in order of arrival */
  uint32_t beaten; /* by how many later rows */
  Label label;     /* owned */
} RankingEntry;

typedef struct {
  RankingEntry *entries; /* best first, from entries[begin] on */
  size_t begin, count, capacity;
  uint64_t oldest, next; /* rows oldest .. next - 1 are in the frame */
  uint32_t keep;         /* k */
} Ranking;

/* A row enters; `keep` is k >= 1, the same for every row of a frame. The label is copied.
** False when memory ran out: the ranking is then unchanged. */
bool ranking_add(Ranking *ranking, double score, const Label *label, uint32_t keep,
                 MemoryResize *resize);

/* The oldest row leaves. */
void ranking_remove(Ranking *ranking, MemoryResize *resize);

/* Number of rows in the frame; the k best of them stand at index 0, 1, ... < min(k, rows). */
uint64_t ranking_rows(const Ranking *ranking);
const RankingEntry *ranking_at(const Ranking *ranking, size_t index);

void ranking_clear(Ranking *ranking, MemoryResize *resize);

#endif
