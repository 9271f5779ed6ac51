/* standings.c: see standings.h.
**
** The order comes from a radix sort, byte by byte from the lowest: H. Hollerith's method (1887), in
** Knuth's The Art of Computer Programming 5.2.5, Algorithm R. Each pass is stable, so of equal
** scores the lowest index stays first. The keys are the bits of the doubles, changed such that they
** sort as integers (M. Herf, "Radix Tricks", 2001) and downwards. Bytes that are the same in all
** keys cost nothing: of scores that are floats the lowest three.
*/
#include "standings.h"

#include "bits.h"
#include "dd.h"

#include <string.h>

enum { STANDINGS_BYTES = 8, STANDINGS_DIGITS = 256 };

typedef struct {
  uint64_t key;
  size_t index;
} StandingsEntry;

/* Ascending keys for descending scores. */
static uint64_t standings_key(double x) {
  if (bits_is_nan(x)) return 0;
  uint64_t bits = bits_of_double(x + 0.0); /* -0 + 0 is +0 */
  return (bits & BITS_SIGN) != 0 ? bits : ~(bits | BITS_SIGN);
}

static size_t standings_digit(uint64_t key, int byte) {
  return (size_t)(key >> 8 * byte & 0xff);
}

/* Makes of counts the places where each digit's entries begin. */
static void standings_places(size_t counts[STANDINGS_DIGITS]) {
  size_t place = 0;
  for (int digit = 0; digit < STANDINGS_DIGITS; digit++) {
    size_t count = counts[digit];
    counts[digit] = place;
    place += count;
  }
}

/* Sorts n >= 1 entries; `spare` has room for as many. Returns where the sorted ones are. */
static StandingsEntry *standings_sort(StandingsEntry *entries, StandingsEntry *spare, size_t n) {
  size_t counts[STANDINGS_BYTES][STANDINGS_DIGITS] = {{0}};
  for (size_t i = 0; i < n; i++) {
    for (int b = 0; b < STANDINGS_BYTES; b++) counts[b][standings_digit(entries[i].key, b)]++;
  }
  for (int b = 0; b < STANDINGS_BYTES; b++) {
    if (counts[b][standings_digit(entries[0].key, b)] == n) continue;
    standings_places(counts[b]);
    for (size_t i = 0; i < n; i++) {
      spare[counts[b][standings_digit(entries[i].key, b)]++] = entries[i];
    }
    StandingsEntry *sorted = spare;
    spare = entries;
    entries = sorted;
  }
  return entries;
}

bool standings_order(const Vector *v, size_t *order, MemoryResize *resize) {
  size_t n = v->n;
  if (n == 0) return true;
  StandingsEntry *entries = resize(NULL, 2 * (uint64_t)n * sizeof *entries);
  if (entries == NULL) return false;
  for (size_t i = 0; i < n; i++) {
    entries[i] = (StandingsEntry){standings_key(vector_at(v, i)), i};
  }
  const StandingsEntry *sorted = standings_sort(entries, entries + n, n);
  for (size_t i = 0; i < n; i++) order[i] = sorted[i].index;
  resize(entries, 0);
  return true;
}

void standings_rank(const Vector *v, const size_t *order, size_t *rank) {
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

void standings_cumulative(const double *probability, const size_t *order, size_t n,
                          double *cumulative) {
  DD sum = dd_from(0.0);
  for (size_t i = 0; i < n; i++) {
    sum = dd_add_double(sum, probability[order[i]]);
    cumulative[order[i]] = sum.hi > 1.0 ? 1.0 : sum.hi; /* each rounded, they may add up to more */
  }
}
