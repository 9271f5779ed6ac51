/* ranking.h: the k best of a sliding frame of labelled scores.
**
** Rows leave in the order in which they came, so a row that k later rows beat can never be among
** the k best again: only the others are kept (the k-skyband of arrival and score: Mouratidis,
** Bakiras, Papadias, "Continuous monitoring of top-k queries over sliding windows", SIGMOD 2006).
** For rows in random order that is about k (1 + ln(n/k)) of n rows; for rows sorted from best to
** worst it is all. Ties: the smaller label beats.
**
** They are kept in one of two ways, with the same answers. Up to RANKING_LIST_K they stand in a
** sorted array, where a row costs O(k) and for k = 1 next to nothing; for larger k in a balanced
** tree (ranking_tree.h), where it costs O(log n). Reading the k best takes O(k) in both.
** A zeroed struct is an empty ranking.
*/
#ifndef LOGITS_METRICS_RANKING_H
#define LOGITS_METRICS_RANKING_H

#include "../base/bytes.h"
#include "ranking_tree.h"

/* About where both cost the same: 0.3 us a row, of 10^6 rows in random order. */
enum { RANKING_LIST_K = 32 };

typedef struct {
  RankingEntry *entries; /* best first, from entries[begin] on */
  size_t begin, count, capacity;
} RankingList;

typedef struct {
  RankingList list;      /* of these two, */
  RankingTree tree;      /* one is empty */
  uint64_t oldest, next; /* rows oldest .. next - 1 are in the frame */
  uint32_t keep;         /* k */
} Ranking;

/* A row enters; `keep` is k >= 1, the same for every row of a frame. The label is copied.
** False when memory ran out: the ranking is then unchanged. */
bool ranking_add(Ranking *ranking, Score score, const Label *label, uint32_t keep,
                 MemoryResize *resize);

/* The oldest row leaves. */
void ranking_remove(Ranking *ranking, MemoryResize *resize);

/* Number of rows in the frame. */
uint64_t ranking_rows(const Ranking *ranking);

/* The k best rows of the frame, or all when there are fewer, best first. */
void ranking_visit(const Ranking *ranking, RankingVisit *visit, void *context);

/* ---- as bytes, and added to each other ---- */

/* The k best, which are what a ranking stands for: their number, and for each of them the score and the
** label, best first. */
void ranking_write(const Ranking *ranking, Bytes *bytes);

/* Reads into an empty ranking of the `keep` best, whose labels are of those kinds (label_read). */
void ranking_read(Ranking *ranking, uint32_t keep, unsigned kinds, BytesReader *reader);

/* The k best rows of `from` enter, or leave, which they do in the order in which they entered. False when
** memory ran out or it was stopped (stop.h): a part may have entered. */
bool ranking_merge(Ranking *ranking, const Ranking *from, int sign, MemoryResize *resize,
                   const Stop *stop);

void ranking_clear(Ranking *ranking, MemoryResize *resize);

#endif
