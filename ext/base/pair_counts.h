/* pair_counts.h: pairs of doubles and how often each is there: scores with what belongs to them.
**
** The pairs are in a balanced tree (avl.h), in ascending order of the first, then of the second double.
** A pair takes 40 bytes however often it is there, and coming and going takes O(log n). Neither double is
** NaN, and -0.0 is 0.0. A zeroed struct is empty.
*/
#ifndef LOGITS_BASE_PAIR_COUNTS_H
#define LOGITS_BASE_PAIR_COUNTS_H

#include "strict.h"

#include "avl.h"
#include "bytes.h"

typedef Avl PairCounts; /* of these items: */

typedef struct {
  AvlNode node; /* first, as avl.h asks */
  double first, second;
  int64_t count; /* never 0 */
} PairCount;

static inline const PairCount *pair_counts_item(const PairCounts *counts, uint32_t at) {
  return avl_item(counts, at);
}

/* The pair is there `count` times more, or less often. False when memory ran out: nothing has changed.
** Only a new pair needs memory. */
bool pair_counts_add(PairCounts *counts, double first, double second, int64_t count,
                     MemoryResize *resize);

/* Adds all of `from`, or takes it off where sign is -1. False when memory ran out or it was stopped
** (stop.h): some may have been added. */
bool pair_counts_merge(PairCounts *counts, const PairCounts *from, int sign, MemoryResize *resize,
                       const Stop *stop);

void pair_counts_clear(PairCounts *counts, MemoryResize *resize);

/* As bytes. A second double of the magnitude `usual` takes no room. */
void pair_counts_write(const PairCounts *counts, double usual, Bytes *bytes);

/* Reads into empty counts. All counts are 1 or more, and their sum, which is returned, is at most
** `most`. Doubles may be infinite. */
int64_t pair_counts_read(PairCounts *counts, double usual, int64_t most, BytesReader *reader);

#endif
