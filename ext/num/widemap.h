/* widemap.h: an ordered map from integers to 128-bit integers, for sums over a wide range of keys.
**
** A treap (C. R. Aragon and R. G. Seidel, "Randomized search trees", Algorithmica 16, 1996): a
** binary search tree by key and at the same time a heap by a hash of the key, which keeps it some
** 2 ln n deep whatever the order of insertion. Nodes live in one block and refer to each other by
** index, so that there is one allocation to fail and one to free.
**
** Invariants: no node holds zero; the shape of the tree depends on the set of keys only. A zeroed
** struct is an empty map. The block never shrinks before widemap_clear: taking out a key
** and putting it back needs no memory.
*/
#ifndef LOGITS_NUM_WIDEMAP_H
#define LOGITS_NUM_WIDEMAP_H

#include "strict.h"

#include "memory.h"

#include <stdbool.h>
#include <stdint.h>

/* A 128-bit integer in two's complement: 32-bit targets and MSVC have none of their own. */
typedef struct {
  uint64_t lo, hi;
} Wide;

static inline Wide wide_add(Wide a, Wide b) {
  uint64_t lo = a.lo + b.lo;
  return (Wide){lo, a.hi + b.hi + (lo < a.lo)};
}

static inline Wide wide_negate(Wide a) {
  return (Wide){0 - a.lo, ~a.hi + (a.lo == 0)};
}

static inline bool wide_is_zero(Wide a) {
  return (a.lo | a.hi) == 0;
}

static inline bool wide_is_negative(Wide a) {
  return a.hi >> 63 != 0;
}

/* floor(m / 2^shift): C leaves the right shift of a negative number to the compiler, and all
** compilers fill in the sign. */
static inline int64_t wide_shift_right(int64_t m, int shift) {
  return m >> shift;
}

/* m * 2^shift for 0 <= shift < 64. */
static inline Wide wide_of(int64_t m, int shift) {
  return (Wide){(uint64_t)m << shift, (uint64_t)wide_shift_right(m >> 1, 63 - shift)};
}

/* floor(a / 2^32) */
static inline Wide wide_drop_digit(Wide a) {
  return (Wide){a.lo >> 32 | a.hi << 32, (uint64_t)wide_shift_right((int64_t)a.hi, 32)};
}

typedef struct {
  int64_t key;
  Wide value;
  uint32_t left, right; /* index of a node, 0: none; in an unused node `left` is the next unused */
} WideNode;

typedef struct {
  WideNode *nodes;   /* nodes[0] stands for "none" */
  uint32_t capacity; /* nodes there is room for */
  uint32_t used;     /* nodes[used] and beyond have never been used; 0 counts as 1 */
  uint32_t unused;   /* the first of the nodes that are free again, 0: none */
  uint32_t root;
} WideMap;

/* Adds `delta` to what the key has, which is zero at first. Takes O(log n). False when memory ran
** out; the map is then unchanged. Only a key that is not there needs memory. */
bool widemap_add(WideMap *map, int64_t key, Wide delta, MemoryResize *resize);

/* The node with the largest key that is not above `bound`, or NULL. Takes O(log n). */
const WideNode *widemap_at_most(const WideMap *map, int64_t bound);

void widemap_clear(WideMap *map, MemoryResize *resize); /* frees; the map is empty again */

#endif
