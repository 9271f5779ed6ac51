/* sum_map.h: an ordered map from integers to 128-bit sums, for sums over a wide range of keys.
**
** An AVL tree (G. M. Adelson-Velsky and E. M. Landis, 1962): at most 1.45 log2 n deep, whatever the
** keys and their order, so that nobody can choose keys that make it slow. Nodes live in one block and
** refer to each other by index, so that there is one allocation to fail and one to free.
**
** Invariants: no node holds zero; the heights of a node's subtrees differ by 1 at most. A zeroed
** struct is an empty map. The block never shrinks before sum_map_clear: taking out a key and
** putting it back needs no memory.
*/
#ifndef LOGITS_EXACT_SUM_MAP_H
#define LOGITS_EXACT_SUM_MAP_H

#include "../base/memory.h"
#include "../base/wide.h"

#include <stdbool.h>
#include <stdint.h>

typedef struct {
  int64_t key;
  Wide value;
  uint32_t left, right; /* index of a node, 0: none; in an unused node `left` is the next unused */
  uint32_t height;      /* of the subtree that begins here; 0 for node 0 only */
} SumMapNode;

typedef struct {
  SumMapNode *nodes; /* nodes[0] stands for "none" */
  uint32_t capacity; /* nodes there is room for */
  uint32_t used;     /* nodes[used] and beyond have never been used; 0 counts as 1 */
  uint32_t unused;   /* the first of the nodes that are free again, 0: none */
  uint32_t root;
} SumMap;

/* Adds `delta` to the key's value, which is zero for a new key. Takes O(log n). False when memory
** ran out; the map is then unchanged. Only a new key needs memory. */
bool sum_map_add(SumMap *map, int64_t key, Wide delta, MemoryResize *resize);

/* The node with the largest key that is not above `bound`, or NULL. Takes O(log n). */
const SumMapNode *sum_map_at_most(const SumMap *map, int64_t bound);

void sum_map_clear(SumMap *map, MemoryResize *resize); /* frees; the map is empty again */

#endif
