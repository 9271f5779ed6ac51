/* bins.h: exact sums of integers times powers of two, in 128-bit bins.
**
** A term m * 2^e (|m| < 2^63) is added to bin floor(e / 32) as m * 2^(e mod 32): 94 bits at most,
** which leaves room for 2^33 terms in a bin (2^41 of those with |m| < 2^55). The bins that usual
** scores touch are in the struct itself ("dense"), all others in a search tree ("sparse"). Compare
** the superaccumulators of U. Kulisch and of R. M. Neal (arXiv:1505.05571); ours keep no carries
** between bins, so adding is one 128-bit addition and subtracting what was added restores the bits.
**
** A zeroed struct is an empty sum. Invariant: the state depends on the multiset of terms only, but
** for memory that is held in reserve.
*/
#ifndef LOGITS_NUM_BINS_H
#define LOGITS_NUM_BINS_H

#include "strict.h"

#include "bits.h"
#include "dd.h"
#include "memory.h"
#include "widemap.h"

#include <stdbool.h>

enum {
  BINS_SPAN = 32,  /* exponents in a bin */
  BINS_FIRST = -6, /* the first dense bin: e = -192 */
  BINS_DENSE = 9   /* ... to e = 95: e^x for |x| < 88, doubles from 2^-139 to 2^147 */
};

typedef struct {
  Wide dense[BINS_DENSE];
  WideMap sparse; /* bin number -> sum */
} Bins;

typedef struct {
  int64_t m, e; /* the value is m * 2^e */
} BinsTerm;

/* The finite double x as a term; |m| < 2^53. */
static inline BinsTerm bins_term(double x) {
  uint64_t bits = bits_of_double(x);
  int64_t biased = (int64_t)(bits >> 52 & 0x7ff);
  int64_t m = (int64_t)(bits & BITS_FRACTION);
  if (biased != 0) {
    m += INT64_C(1) << 52;
    biased--;
  }
  return (BinsTerm){bits >> 63 != 0 ? -m : m, biased - 1074};
}

/* The product of two finite doubles, to the last bit, as two terms with |m| < 2^55. */
void bins_product(double x, double y, BinsTerm product[2]);

bool bins_add_sparse(Bins *bins, int64_t bin, Wide delta, MemoryResize *resize);

/* Adds m * 2^e. False when memory ran out; the bins are then unchanged. Memory is needed for a
** sparse bin whose sum is zero so far, so taking out a term never needs any unless terms of both
** signs have cancelled in its bin. */
static inline bool bins_add(Bins *bins, int64_t m, int64_t e, MemoryResize *resize) {
  int64_t bin = wide_shift_right(e, 5);
  Wide delta = wide_of(m, (int)(e & (BINS_SPAN - 1)));
  uint64_t index = (uint64_t)bin - (uint64_t)(int64_t)BINS_FIRST;
  if (index >= BINS_DENSE) return bins_add_sparse(bins, bin, delta, resize);
  bins->dense[index] = wide_add(bins->dense[index], delta);
  return true;
}

/* The sum of the bins and of `count` more terms, within 2^-96 relative whatever cancels between
** them; f = 0 if it is exactly zero. */
ScaledDD bins_value(const Bins *bins, const BinsTerm *more, int count);

/* The sum rounded once to the nearest double, ties to even, +-Inf on overflow. */
double bins_round(const Bins *bins);

void bins_clear(Bins *bins, MemoryResize *resize); /* frees; the sum is empty again */

#endif
