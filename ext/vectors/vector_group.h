/* vector_group.h: a vector of floats made of scores that come one by one, each with its index, in
** any order.
**
** Each index is taken once. An index that no score has is masked, -Inf, as is one whose score is
** masked; the two are told apart, so that the second keeps its index. A zeroed struct is an empty
** group. Memory: 4 bytes for each index up to the highest, and half as much again.
*/
#ifndef LOGITS_VECTORS_VECTOR_GROUP_H
#define LOGITS_VECTORS_VECTOR_GROUP_H

#include "../base/memory.h"

#include <stddef.h>

enum { VECTOR_GROUP_INDEX_MOST = 10000000 }; /* a vector of 40 MB */

/* Invariant: `size` is 1 + the highest index that is in, and a slot is NaN where no score is in. */
typedef struct {
  float *slots; /* `capacity` of them */
  size_t capacity;
  size_t size;
} VectorGroup;

typedef enum {
  VECTOR_GROUP_ADDED,
  VECTOR_GROUP_TAKEN,    /* the index is that of another score */
  VECTOR_GROUP_NO_MEMORY /* in both cases nothing has changed */
} VectorGroupOutcome;

/* A score comes in, rounded once to float, for which it is not too large; NaN for a masked one. The
** index is at most VECTOR_GROUP_INDEX_MOST. */
VectorGroupOutcome vector_group_add(VectorGroup *group, size_t index, double score,
                                    MemoryResize *resize);

/* The score at the index goes out. */
void vector_group_remove(VectorGroup *group, size_t index);

/* Writes group->size elements. */
void vector_group_elements(const VectorGroup *group, float *out);

void vector_group_clear(VectorGroup *group, MemoryResize *resize);

#endif
