/* confidence.h: how sure the softmax of a set of scores is: its highest probability, and by how much
** that is above the second. (D. Hendrycks and K. Gimpel, ICLR 2017; T. Scheffer et al., IDA 2001.)
**
** Of the scores only those are kept that can still be the highest or the second (ranking.h). So rows leave
** in the order in which they came. As in exact.h: a zeroed struct is an empty set.
*/
#ifndef LOGITS_METRICS_CONFIDENCE_H
#define LOGITS_METRICS_CONFIDENCE_H

#include "../exact/exact_state.h"
#include "ranking.h"

enum { CONFIDENCE_MAX = 1, CONFIDENCE_MARGIN = 2 }; /* how many of the best scores it takes */

typedef struct {
  ExactExp sum;
  Ranking best;
} Confidence;

/* The score x comes, or the oldest leaves, which is x; `keep` is one of the above. False when memory ran
** out: the set is then of no use. */
bool confidence_add(Confidence *set, double x, uint32_t keep, int sign, MemoryResize *resize);

/* Both are NaN where there is no distribution. See softmax_probability and softmax_margin. */
double confidence_max(const Confidence *set);
double confidence_margin(const Confidence *set);

/* As bytes, and added to each other: see superacc_state.h and ranking.h. */
void confidence_write(const Confidence *set, Bytes *bytes);
void confidence_read(Confidence *set, uint32_t keep, BytesReader *reader);
bool confidence_merge(Confidence *set, const Confidence *from, int sign, MemoryResize *resize,
                      const Stop *stop);

void confidence_clear(Confidence *set, MemoryResize *resize);

#endif
