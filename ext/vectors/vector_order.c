/* vector_order.c: see vector_order.h.
**
** The order comes from a radix sort, byte by byte, the lowest byte first: H. Hollerith's method
** (1887), in Knuth's The Art of Computer Programming 5.2.5, Algorithm R. Each pass is stable, so of
** equal scores the lowest index stays first. The keys are the bits of the doubles, changed so that
** as integers they sort in descending order of the scores (M. Herf, "Radix Tricks", 2001). A byte
** that is the same in all keys needs no pass.
**
** The key of a float has 32 bits, so that an entry is one word: the key above the index. Of many,
** the digits have 11 bits, so that three passes suffice.
*/
#include "vector_order.h"

#include "../base/bits.h"
#include "../exact/dd.h"

#include <string.h>

enum { VECTOR_ORDER_BYTES = 8, VECTOR_ORDER_DIGITS = 256 };

/* ---- doubles ---- */

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

static bool vector_order_doubles(const Vector *v, size_t *order, MemoryResize *resize) {
  size_t n = v->n;
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

/* ---- floats ---- */

enum {
  VECTOR_ORDER_MANY = 8192, /* where digits of 11 bits pay for their counts */
  VECTOR_ORDER_FEW_BITS = 8,
  VECTOR_ORDER_MANY_BITS = 11,
  VECTOR_ORDER_COUNTS = 3 << VECTOR_ORDER_MANY_BITS /* more than 4 << VECTOR_ORDER_FEW_BITS */
};

static inline float vector_order_float(const Vector *v, size_t i) {
  float x;
  memcpy(&x, (const unsigned char *)v->data + i * sizeof x, sizeof x);
  return x;
}

/* As vector_order_key. */
static inline uint32_t vector_order_short_key(float x) {
  const uint32_t sign = (uint32_t)1 << 31;
  uint32_t bits;
  x += 0.0f;
  memcpy(&bits, &x, sizeof bits);
  if (x != x) return 0;
  return (bits & sign) != 0 ? bits : ~(bits | sign);
}

/* Sorts n >= 1 entries by the upper halves, in digits of that many bits. `spare` has room for as
** many. Returns the sorted array, which is one of the two. */
static const uint64_t *vector_order_sort_words(uint64_t *entries, uint64_t *spare, size_t n,
                                               int bits) {
  uint32_t counts[VECTOR_ORDER_COUNTS];
  const uint32_t digits = (uint32_t)1 << bits, mask = digits - 1;
  const int passes = (32 + bits - 1) / bits;
  memset(counts, 0, ((size_t)passes << bits) * sizeof *counts);
  for (size_t i = 0; i < n; i++) {
    uint32_t key = (uint32_t)(entries[i] >> 32);
    for (int pass = 0; pass < passes; pass++, key >>= bits) {
      counts[((size_t)pass << bits) + (key & mask)]++;
    }
  }
  for (int pass = 0; pass < passes; pass++) {
    uint32_t *places = counts + ((size_t)pass << bits), place = 0;
    const int shift = 32 + pass * bits;
    if (places[entries[0] >> shift & mask] == n) continue;
    for (uint32_t digit = 0; digit < digits; digit++) {
      uint32_t count = places[digit];
      places[digit] = place;
      place += count;
    }
    for (size_t i = 0; i < n; i++) spare[places[entries[i] >> shift & mask]++] = entries[i];
    uint64_t *sorted = spare;
    spare = entries;
    entries = sorted;
  }
  return entries;
}

static bool vector_order_floats(const Vector *v, size_t *order, MemoryResize *resize) {
  size_t n = v->n;
  uint64_t *entries = memory_array(NULL, 2 * (uint64_t)n, sizeof *entries, resize);
  if (entries == NULL) return false;
  for (size_t i = 0; i < n; i++) {
    entries[i] = (uint64_t)vector_order_short_key(vector_order_float(v, i)) << 32 | i;
  }
  int bits = n < VECTOR_ORDER_MANY ? VECTOR_ORDER_FEW_BITS : VECTOR_ORDER_MANY_BITS;
  const uint64_t *sorted = vector_order_sort_words(entries, entries + n, n, bits);
  for (size_t i = 0; i < n; i++) order[i] = (size_t)(sorted[i] & UINT32_MAX);
  resize(entries, 0);
  return true;
}

/* ---- either ---- */

bool vector_order(const Vector *v, size_t *order, MemoryResize *resize) {
  if (v->n == 0) return true;
  bool words = v->type == VECTOR_F32 && v->n <= UINT32_MAX;
  return words ? vector_order_floats(v, order, resize) : vector_order_doubles(v, order, resize);
}

static inline double vector_order_score(VectorType type, const Vector *v, size_t i) {
  return type == VECTOR_F32 ? (double)vector_order_float(v, i) : vector_at(v, i);
}

/* Ranks of numbers. A caller that names the type gets a loop for it. */
static inline void vector_order_ranks(VectorType type, const Vector *v, const size_t *order,
                                      size_t *rank) {
  double before = vector_order_score(type, v, order[0]);
  size_t shared = 1;
  for (size_t i = 0; i < v->n; i++) {
    double x = vector_order_score(type, v, order[i]);
    if (x != before) shared = i + 1;
    rank[order[i]] = shared;
    before = x;
  }
}

void vector_order_rank(const Vector *v, const size_t *order, size_t *rank) {
  if (v->n == 0) return;
  if (bits_is_nan(vector_at(v, order[0]))) {
    memset(rank, 0, v->n * sizeof *rank);
  } else if (v->type == VECTOR_F32) {
    vector_order_ranks(VECTOR_F32, v, order, rank);
  } else {
    vector_order_ranks(VECTOR_F64, v, order, rank);
  }
}

void vector_order_cumulative(const double *probability, const size_t *order, size_t n,
                             double *cumulative, double *before) {
  DD sum = dd_from(0.0);
  double total = 0.0;
  for (size_t i = 0; i < n; i++) {
    double p = probability[order[i]];
    before[order[i]] = bits_is_nan(p) ? p : total;
    sum = dd_add_double(sum, p);
    total = sum.hi > 1.0 ? 1.0 : sum.hi; /* rounded probabilities may add up to more */
    cumulative[order[i]] = total;
  }
}
