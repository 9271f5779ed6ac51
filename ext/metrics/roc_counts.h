/* roc_counts.h: scored examples by how often each is there: what the areas of roc.h are computed from
** when examples come from many places.
**
** Memory grows with the distinct pairs of a score and a signed weight: without weights, with the distinct
** scores of each class. An example comes or goes in O(log n). The areas have the bits of roc_auc and
** roc_average_precision over all the examples. A zeroed struct is empty.
*/
#ifndef LOGITS_METRICS_ROC_COUNTS_H
#define LOGITS_METRICS_ROC_COUNTS_H

#include "../base/strict.h"

#include "../base/pair_counts.h"
#include "examples.h"
#include "roc.h"

typedef struct {
  PairCounts pairs; /* of score and weight */
  int64_t rows;     /* examples */
} RocCounts;

/* False when memory ran out: nothing has changed. */
bool roc_counts_add(RocCounts *counts, Example example, int sign, MemoryResize *resize);

/* As roc_auc and roc_average_precision. False when memory ran out or it was stopped. */
bool roc_counts_auc(const RocCounts *counts, MemoryResize *resize, double *area, const Stop *stop);
bool roc_counts_average_precision(const RocCounts *counts, MemoryResize *resize, double *precision,
                                  const Stop *stop);

/* As bytes, and added to each other. Read counts have fewer than ROC_MOST examples. */
void roc_counts_write(const RocCounts *counts, Bytes *bytes);
void roc_counts_read(RocCounts *counts, BytesReader *reader);
bool roc_counts_merge(RocCounts *counts, const RocCounts *from, int sign, MemoryResize *resize,
                      const Stop *stop);

void roc_counts_clear(RocCounts *counts, MemoryResize *resize);

#endif
