/* sum_map.h: an ordered map from integers to 128-bit sums, for sums over a wide range of keys.
**
** A balanced tree (base/avl.h): no keys, chosen in whatever way and order, make it slow.
**
** Invariant: no item holds zero. A zeroed struct is an empty map. Its block never shrinks before
** sum_map_clear: taking out a key and putting it back needs no memory.
*/
#ifndef LOGITS_EXACT_SUM_MAP_H
#define LOGITS_EXACT_SUM_MAP_H

#include "../base/avl.h"
#include "../base/memory.h"
#include "../base/wide.h"

#include <stdbool.h>
#include <stdint.h>

typedef Avl SumMap; /* of these items: */

typedef struct {
  AvlNode node; /* first, as avl.h asks */
  int64_t key;
  Wide value;
} SumMapNode;

/* Adds `delta` to the key's value, which is zero for a new key. Takes O(log n). False when memory
** ran out; the map is then unchanged. Only a new key needs memory. */
bool sum_map_add(SumMap *map, int64_t key, Wide delta, MemoryResize *resize);

/* The node with the largest key that is not above `bound`, or NULL. Takes O(log n). */
const SumMapNode *sum_map_at_most(const SumMap *map, int64_t bound);

void sum_map_clear(SumMap *map, MemoryResize *resize); /* frees; the map is empty again */

#endif
