/* vector_order.c: see vector_order.h.
**
** The order comes from a radix sort, byte by byte, the lowest byte first: H. Hollerith's method
** (1887), in Knuth's The Art of Computer Programming 5.2.5, Algorithm R. Each pass is stable, so of
** equal scores the lowest index stays first. The keys are the bits of the doubles, changed so that
** as integers they sort in descending order of the scores (M. Herf, "Radix Tricks", 2001). A byte
** that is the same in all keys needs no pass. Scores that come from floats have three such bytes.
*/
#include "vector_order.h"

#include "../base/bits.h"
#include "../exact/dd.h"

#include <string.h>

enum { VECTOR_ORDER_BYTES = 8, VECTOR_ORDER_DIGITS = 256 };

typedef struct {
  uint64_t key;
  size_t index;
} VectorOrderEntry;

/* Ascending keys for descending scores. */
static uint64_t vector_order_key(double x) {
  if (bits_is_nan(x)) return 0;
  uint64_t bits = bits_of_double(x + 0.0); /* -0 + 0 is +0 */
  return (bits & BITS_SIGN) != 0 ? bits : ~(bits | BITS_SIGN);
}

static size_t vector_order_digit(uint64_t key, int byte) {
  return (size_t)(key >> 8 * byte & 0xff);
}

/* Replaces each digit's count by the place where its entries begin. */
static void vector_order_places(size_t counts[VECTOR_ORDER_DIGITS]) {
  size_t place = 0;
  for (int digit = 0; digit < VECTOR_ORDER_DIGITS; digit++) {
    size_t count = counts[digit];
    counts[digit] = place;
    place += count;
  }
}

/* Sorts n >= 1 entries. `spare` has room for as many. Returns the sorted array, which is one of the
** two. */
static VectorOrderEntry *vector_order_sort(VectorOrderEntry *entries, VectorOrderEntry *spare,
                                           size_t n) {
  size_t counts[VECTOR_ORDER_BYTES][VECTOR_ORDER_DIGITS] = {{0}};
  for (size_t i = 0; i < n; i++) {
    for (int b = 0; b < VECTOR_ORDER_BYTES; b++) counts[b][vector_order_digit(entries[i].key, b)]++;
  }
  for (int b = 0; b < VECTOR_ORDER_BYTES; b++) {
    if (counts[b][vector_order_digit(entries[0].key, b)] == n) continue;
    vector_order_places(counts[b]);
    for (size_t i = 0; i < n; i++) {
      spare[counts[b][vector_order_digit(entries[i].key, b)]++] = entries[i];
    }
    VectorOrderEntry *sorted = spare;
    spare = entries;
    entries = sorted;
  }
  return entries;
}

bool vector_order(const Vector *v, size_t *order, MemoryResize *resize) {
  size_t n = v->n;
  if (n == 0) return true;
  VectorOrderEntry *entries = memory_array(NULL, 2 * (uint64_t)n, sizeof *entries, resize);
  if (entries == NULL) return false;
  for (size_t i = 0; i < n; i++) {
    entries[i] = (VectorOrderEntry){vector_order_key(vector_at(v, i)), i};
  }
  const VectorOrderEntry *sorted = vector_order_sort(entries, entries + n, n);
  for (size_t i = 0; i < n; i++) order[i] = sorted[i].index;
  resize(entries, 0);
  return true;
}

void vector_order_rank(const Vector *v, const size_t *order, size_t *rank) {
  if (v->n == 0) return;
  double before = vector_at(v, order[0]);
  if (bits_is_nan(before)) {
    memset(rank, 0, v->n * sizeof *rank);
    return;
  }
  rank[order[0]] = 1;
  for (size_t i = 1; i < v->n; i++) {
    double x = vector_at(v, order[i]);
    rank[order[i]] = x == before ? rank[order[i - 1]] : i + 1;
    before = x;
  }
}

void vector_order_cumulative(const double *probability, const size_t *order, size_t n,
                             double *cumulative) {
  DD sum = dd_from(0.0);
  for (size_t i = 0; i < n; i++) {
    sum = dd_add_double(sum, probability[order[i]]);
    cumulative[order[i]] =
        sum.hi > 1.0 ? 1.0 : sum.hi; /* rounded probabilities may add up to more */
  }
}
