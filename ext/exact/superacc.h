/* superacc.h: exact sums of integers times powers of two, in 128-bit chunks.
**
** A term m * 2^e (|m| < 2^63) is added to chunk floor(e / 32) as m * 2^(e mod 32): 94 bits at most,
** which leaves room for 2^33 terms in a chunk (2^41 of those with |m| < 2^55). The chunks that
** usual scores touch are in the struct itself ("dense"), all others in a search tree ("sparse").
** Compare the superaccumulators of U. Kulisch and of R. M. Neal (arXiv:1505.05571). Ours keep no
** carries between chunks: so adding is one 128-bit addition, and subtracting what was added
** restores the bits.
**
** A zeroed struct is an empty sum. Invariant: the state depends on the multiset of terms only,
** apart from memory that is held in reserve.
*/
#ifndef LOGITS_EXACT_SUPERACC_H
#define LOGITS_EXACT_SUPERACC_H

#include "../base/strict.h"

#include "../base/bits.h"
#include "../base/memory.h"
#include "dd.h"
#include "sum_map.h"
#include "term.h"

#include <stdbool.h>

enum {
  SUPERACC_SPAN = 32,  /* exponents in a chunk */
  SUPERACC_FIRST = -6, /* the first dense chunk: e = -192 */
  SUPERACC_DENSE = 9   /* ... to e = 95: e^x for |x| < 88, doubles from 2^-139 to 2^147 */
};

typedef struct {
  Wide dense[SUPERACC_DENSE];
  SumMap sparse; /* chunk number -> sum */
} Superacc;

bool superacc_add_sparse(Superacc *acc, int64_t chunk, Wide delta, MemoryResize *resize);

static inline bool superacc_add_chunk(Superacc *acc, int64_t chunk, Wide delta,
                                      MemoryResize *resize) {
  uint64_t index = (uint64_t)chunk - (uint64_t)(int64_t)SUPERACC_FIRST;
  if (index >= SUPERACC_DENSE) return superacc_add_sparse(acc, chunk, delta, resize);
  acc->dense[index] = wide_add(acc->dense[index], delta);
  return true;
}

/* Adds m * 2^e. False when memory ran out; the chunks are then unchanged. Memory is needed for a
** sparse chunk whose sum is zero so far. So removing a term needs none, unless terms of both signs
** have cancelled in its chunk. */
static inline bool superacc_add(Superacc *acc, int64_t m, int64_t e, MemoryResize *resize) {
  Wide delta = wide_of(m, (int)(e & (SUPERACC_SPAN - 1)));
  return superacc_add_chunk(acc, wide_shift_right(e, 5), delta, resize);
}

/* The sum of the chunks and of `count` more terms, within 2^-96 relative whatever cancels between
** them. f = 0 if it is exactly zero. */
ScaledDD superacc_value(const Superacc *acc, const Term *more, int count);

/* The sum rounded once to the nearest double, ties to even, +-Inf on overflow. */
double superacc_round(const Superacc *acc);

/* Whether the highest chunks alone tell that the sum is above 0, as they do where all terms are, or are double-doubles
** above 0. Such a sum is read in O(log n). */
bool superacc_is_plain(const Superacc *acc);

void superacc_clear(Superacc *acc, MemoryResize *resize); /* frees; the sum is empty again */

#endif
