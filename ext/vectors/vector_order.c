/* vector_order.c: see vector_order.h.
**
** Keys are the bits of the scores, changed so that as integers they sort in descending order of the
** scores (M. Herf, "Radix Tricks", 2001).
**
** The order comes from a radix sort, byte by byte, the lowest byte first: H. Hollerith's method
** (1887), in Knuth's The Art of Computer Programming 5.2.5, Algorithm R. Each pass is stable, so of
** equal scores the lowest index stays first. A byte that is the same in all keys needs no pass. For
** floats, key and index share one word. Of many floats, the digits have 11 bits, so that three passes
** suffice.
**
** The k best are found before they are sorted. The k-th key is determined digit by digit, the highest
** first: the number of keys with each digit tells which digit the k-th has. Each digit takes one pass
** over all scores, and none needs memory for more than the counts.
*/
#include "vector_order.h"

#include "../base/bits.h"
#include "../exact/dd.h"

#include <string.h>

/* ---- keys: ascending for descending scores ---- */

static inline uint64_t vector_order_key(VectorType type, const Vector *v, size_t i) {
  const unsigned char *data = v->data;
  if (type == VECTOR_F32) {
    const uint32_t sign = UINT32_C(1) << 31, infinity = UINT32_C(0x7f800000);
    uint32_t bits;
    memcpy(&bits, data + i * sizeof bits, sizeof bits);
    if ((bits & ~sign) > infinity) return 0;
    if (bits == sign) bits = 0; /* -0 is 0 */
    return (bits & sign) != 0 ? bits : ~(bits | sign);
  }
  uint64_t bits;
  memcpy(&bits, data + i * sizeof bits, sizeof bits);
  if ((bits & ~BITS_SIGN) > bits_of_double(bits_infinity())) return 0;
  if (bits == BITS_SIGN) bits = 0;
  return (bits & BITS_SIGN) != 0 ? bits : ~(bits | BITS_SIGN);
}

/* ---- which keys come first ---- */

/* The keys before `first`, and of those from `first` to `last` the first `rest`. */
typedef struct {
  uint64_t first, last;
  size_t rest;
} VectorOrderRange;

enum { VECTOR_ORDER_DIGIT = 11, VECTOR_ORDER_STREAMS = 2 };

#define VECTOR_ORDER_LOW_BITS(n) ((n) < 64 ? ((uint64_t)1 << (n)) - 1 : UINT64_MAX)

/* Counts the keys from `first` to `last` by the bits from `shift` on. Two counts for each digit,
** since adding to the same one again has to wait for the first addition. */
static inline bool vector_order_count(VectorType type, const Vector *v, const bool *masked,
                                      const VectorOrderRange *range, int shift,
                                      uint32_t counts[][VECTOR_ORDER_STREAMS], const Stop *stop) {
  for (size_t i = 0; i < v->n; i++) {
    if (stop_at(stop, i)) return false;
    uint64_t key = vector_order_key(type, v, i), digit = key - range->first;
    if (digit > range->last - range->first || (masked != NULL && masked[i])) continue;
    counts[digit >> shift][i % VECTOR_ORDER_STREAMS]++;
  }
  return true;
}

/* Finds the range of the k first keys. There are at least k that are not masked. */
static bool vector_order_range(const Vector *v, const bool *masked, size_t k,
                               VectorOrderRange *found, const Stop *stop) {
  int bits = v->type == VECTOR_F32 ? 32 : 64;
  VectorOrderRange range = {0, VECTOR_ORDER_LOW_BITS(bits), k};
  while (bits > 0) {
    uint32_t counts[1 << VECTOR_ORDER_DIGIT][VECTOR_ORDER_STREAMS] = {{0}};
    size_t digit = 0, count;
    bits = bits > VECTOR_ORDER_DIGIT ? bits - VECTOR_ORDER_DIGIT : 0;
    bool counted = v->type == VECTOR_F32
                       ? vector_order_count(VECTOR_F32, v, masked, &range, bits, counts, stop)
                       : vector_order_count(VECTOR_F64, v, masked, &range, bits, counts, stop);
    if (!counted) return false;
    while ((count = (size_t)counts[digit][0] + counts[digit][1]) < range.rest) {
      range.rest -= count;
      digit++;
    }
    range.first += (uint64_t)digit << bits;
    range.last = range.first + VECTOR_ORDER_LOW_BITS(bits);
    if (count == range.rest) break; /* all of the digit's */
  }
  *found = range;
  return true;
}

/* ---- sorting ---- */

enum { VECTOR_ORDER_DIGITS = 256 };

typedef struct {
  uint64_t key;
  size_t index;
} VectorOrderEntry;

static inline size_t vector_order_digit(uint64_t key, int byte) {
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
** two. NULL: it was stopped. */
static VectorOrderEntry *vector_order_sort(VectorOrderEntry *entries, VectorOrderEntry *spare,
                                           size_t n, const Stop *stop) {
  enum { BYTES = 8 };
  size_t counts[BYTES][VECTOR_ORDER_DIGITS] = {{0}};
  for (size_t i = 0; i < n; i++) {
    if (stop_at(stop, i)) return NULL;
    for (int b = 0; b < BYTES; b++) counts[b][vector_order_digit(entries[i].key, b)]++;
  }
  for (int b = 0; b < BYTES; b++) {
    if (counts[b][vector_order_digit(entries[0].key, b)] == n) continue;
    vector_order_places(counts[b]);
    for (size_t i = 0; i < n; i++) {
      if (stop_at(stop, i)) return NULL;
      spare[counts[b][vector_order_digit(entries[i].key, b)]++] = entries[i];
    }
    VectorOrderEntry *sorted = spare;
    spare = entries;
    entries = sorted;
  }
  return entries;
}

enum {
  VECTOR_ORDER_MANY = 8192, /* where digits of 11 bits pay for their counts */
  VECTOR_ORDER_FEW_BITS = 8,
  VECTOR_ORDER_MANY_BITS = 11
};

/* Digits of that many bits in the upper half of a word. */
static int vector_order_passes(int bits) {
  return (32 + bits - 1) / bits;
}

static int vector_order_bits(size_t n) {
  return n < VECTOR_ORDER_MANY ? VECTOR_ORDER_FEW_BITS : VECTOR_ORDER_MANY_BITS;
}

/* Sorts n >= 1 entries by the upper halves, in digits of that many bits. `spare` has room for as
** many, and behind it for the counts of all digits. Returns the sorted array, which is one of the
** two. NULL: it was stopped. */
static const uint64_t *vector_order_sort_words(uint64_t *entries, uint64_t *spare, size_t n,
                                               int bits, const Stop *stop) {
  uint32_t *counts = (uint32_t *)(spare + n);
  const uint32_t digits = (uint32_t)1 << bits, mask = digits - 1;
  const int passes = vector_order_passes(bits);
  memset(counts, 0, ((size_t)passes << bits) * sizeof *counts);
  for (size_t i = 0; i < n; i++) {
    if (stop_at(stop, i)) return NULL;
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
    for (size_t i = 0; i < n; i++) {
      if (stop_at(stop, i)) return NULL;
      spare[places[entries[i] >> shift & mask]++] = entries[i];
    }
    uint64_t *sorted = spare;
    spare = entries;
    entries = sorted;
  }
  return entries;
}

/* ---- the order ---- */

/* Whether element i is in the range; called for each i in turn. */
static inline bool vector_order_in(VectorOrderRange *range, uint64_t key) {
  if (key < range->first) return true;
  if (key > range->last || range->rest == 0) return false;
  range->rest--;
  return true;
}

/* `words` is of vector_order_room. */
static bool vector_order_words(const Vector *v, const bool *masked, VectorOrderRange range,
                               size_t k, size_t *order, uint64_t *words, const Stop *stop) {
  size_t n = 0;
  for (size_t i = 0; i < v->n && n < k; i++) {
    if (stop_at(stop, i)) return false;
    uint64_t key = vector_order_key(VECTOR_F32, v, i);
    if (masked != NULL && masked[i]) continue;
    if (vector_order_in(&range, key)) words[n++] = key << 32 | (uint64_t)i;
  }
  const uint64_t *sorted = vector_order_sort_words(words, words + k, k, vector_order_bits(k), stop);
  for (size_t i = 0; sorted != NULL && i < k; i++) order[i] = (size_t)(sorted[i] & UINT32_MAX);
  return sorted != NULL;
}

/* `entries` is of vector_order_room. */
static bool vector_order_entries(const Vector *v, const bool *masked, VectorOrderRange range,
                                 size_t k, size_t *order, VectorOrderEntry *entries,
                                 const Stop *stop) {
  size_t n = 0;
  for (size_t i = 0; i < v->n && n < k; i++) {
    if (stop_at(stop, i)) return false;
    uint64_t key = vector_order_key(v->type, v, i);
    if (masked != NULL && masked[i]) continue;
    if (vector_order_in(&range, key)) entries[n++] = (VectorOrderEntry){key, i};
  }
  const VectorOrderEntry *sorted = vector_order_sort(entries, entries + k, k, stop);
  for (size_t i = 0; sorted != NULL && i < k; i++) order[i] = sorted[i].index;
  return sorted != NULL;
}

/* Room for k entries twice, and behind words for the counts of all digits. */
static void *vector_order_room(VectorType type, size_t k, MemoryResize *resize) {
  const int bits = vector_order_bits(k);
  const uint64_t counts = ((uint64_t)vector_order_passes(bits) << bits) / 2; /* two in a word */
  return type == VECTOR_F32 ? memory_array(NULL, 2 * (uint64_t)k + counts, sizeof(uint64_t), resize)
                            : memory_array(NULL, 2 * (uint64_t)k, sizeof(VectorOrderEntry), resize);
}

bool vector_order_best(const Vector *v, const bool *masked, size_t k, size_t *order, size_t *found,
                       MemoryResize *resize, const Stop *stop) {
  VectorOrderRange range = {0, UINT64_MAX, v->n};
  size_t left = v->n;
  bool done;
  for (size_t i = 0; masked != NULL && i < v->n; i++) left -= masked[i];
  *found = k < left ? k : left;
  if (*found == 0) return true;
  if (k < left && !vector_order_range(v, masked, k, &range, stop)) return false;
  void *room = vector_order_room(v->type, *found, resize);
  if (room == NULL) return false;
  if (v->type == VECTOR_F32) {
    done = vector_order_words(v, masked, range, *found, order, room, stop);
  } else {
    done = vector_order_entries(v, masked, range, *found, order, room, stop);
  }
  resize(room, 0);
  return done;
}

bool vector_order(const Vector *v, size_t *order, MemoryResize *resize, const Stop *stop) {
  size_t found;
  return vector_order_best(v, NULL, v->n, order, &found, resize, stop);
}

/* ---- ranks and cumulative probabilities ---- */

static inline float vector_order_float(const Vector *v, size_t i) {
  float x;
  memcpy(&x, (const unsigned char *)v->data + i * sizeof x, sizeof x);
  return x;
}

static inline double vector_order_score(VectorType type, const Vector *v, size_t i) {
  return type == VECTOR_F32 ? (double)vector_order_float(v, i) : vector_at(v, i);
}

/* Ranks of numbers. A caller that names the type gets a loop for it. */
static inline bool vector_order_ranks(VectorType type, const Vector *v, const size_t *order,
                                      size_t *rank, const Stop *stop) {
  double before = vector_order_score(type, v, order[0]);
  size_t shared = 1;
  for (size_t i = 0; i < v->n; i++) {
    if (stop_at(stop, i)) return false;
    double x = vector_order_score(type, v, order[i]);
    if (x != before) shared = i + 1;
    rank[order[i]] = shared;
    before = x;
  }
  return true;
}

bool vector_order_rank(const Vector *v, const size_t *order, size_t *rank, const Stop *stop) {
  if (v->n == 0) return true;
  if (bits_is_nan(vector_at(v, order[0]))) {
    for (size_t i = 0; i < v->n; i++) {
      if (stop_at(stop, i)) return false;
      rank[i] = 0;
    }
    return true;
  }
  return v->type == VECTOR_F32 ? vector_order_ranks(VECTOR_F32, v, order, rank, stop)
                               : vector_order_ranks(VECTOR_F64, v, order, rank, stop);
}

bool vector_order_cumulative(const double *probability, const size_t *order, size_t n,
                             double *cumulative, double *before, const Stop *stop) {
  DD sum = dd_from(0.0);
  double total = 0.0;
  for (size_t i = 0; i < n; i++) {
    if (stop_at(stop, i)) return false;
    double p = probability[order[i]];
    before[order[i]] = bits_is_nan(p) ? p : total;
    sum = dd_add_double(sum, p);
    total = sum.hi > 1.0 ? 1.0 : sum.hi; /* rounded probabilities may add up to more */
    cumulative[order[i]] = total;
  }
  return true;
}
