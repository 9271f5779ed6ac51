/* vector_group.h: a vector of floats made of scores that come one by one, each with its index, in
** any order.
**
** Each index is taken once. An unused index is masked: -Inf in the vector. So is an index whose
** score is masked. An index with a masked score counts as taken; an unused one does not. A zeroed
** struct is an empty group. Memory: 4 bytes for each index up to the highest, and half as much
** again.
*/
#ifndef LOGITS_VECTORS_VECTOR_GROUP_H
#define LOGITS_VECTORS_VECTOR_GROUP_H

#include "../base/memory.h"

#include <stddef.h>

enum { VECTOR_GROUP_INDEX_MOST = 10000000 }; /* a vector of 40 MB */

/* Invariant: `size` is 1 + the highest index in use, and the slot of an unused index is NaN. */
typedef struct {
  float *slots; /* `capacity` of them */
  size_t capacity;
  size_t size;
} VectorGroup;

typedef enum {
  VECTOR_GROUP_ADDED,
  VECTOR_GROUP_TAKEN,    /* the index is in use; nothing has changed */
  VECTOR_GROUP_NO_MEMORY /* nothing has changed */
} VectorGroupOutcome;

/* Adds a score, NaN for a masked one. It is rounded once to float, and must not be too large for
** that. The index is at most VECTOR_GROUP_INDEX_MOST. */
VectorGroupOutcome vector_group_add(VectorGroup *group, size_t index, double score,
                                    MemoryResize *resize);

/* Takes out the score at the index. */
void vector_group_remove(VectorGroup *group, size_t index);

/* Writes group->size elements. */
void vector_group_elements(const VectorGroup *group, float *out);

void vector_group_clear(VectorGroup *group, MemoryResize *resize);

#endif
