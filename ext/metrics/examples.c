/* examples.c: see examples.h.
**
** Sorting is a radix sort in place, from the most significant digit down: the American flag sort of
** P. M. McIlroy, K. Bostic and M. D. McIlroy, Computing Systems 6 (1993). The key is the integer
** that orders a double's bits, inverted, because the highest comes first. There are two additions.
**
** A digit begins at the first bit in which the keys at hand differ. So scores that share an
** exponent or lie close together cost no pass that moves nothing.
**
** The pass that looks for that bit also finds the rows at hand: a run of rows that agree in all
** digits so far. So no table of buckets has to be kept after its pass.
**
** A digit has 5 bits or more. So a row is distributed at most 13 times by each of its two keys,
** whatever they are. No recursion; 5 KB of stack.
*/
#include "examples.h"

#include "../exact/exact.h"

#include <string.h>

/* ---- in and out ---- */

/* Makes room for one more row. Rows move to the beginning only when at least half of the space in
** use is free there: so a row costs a constant number of moves. Space grows by an eighth, less than
** that of a queue (queue.h), for sets of millions of rows. */
static bool examples_reserve(Examples *examples, MemoryResize *resize) {
  if (examples->end < examples->capacity) return true;
  size_t count = examples_count(examples);
  if (examples->begin > 0 && examples->begin >= count) {
    memcpy(examples->rows, examples->rows + examples->begin, count * sizeof *examples->rows);
    examples->begin = 0;
    examples->end = count;
    return true;
  }
  size_t capacity = examples->capacity + examples->capacity / 8 + 8;
  Example *rows = memory_array(examples->rows, capacity, sizeof *rows, resize);
  if (rows == NULL) return false;
  examples->rows = rows;
  examples->capacity = capacity;
  return true;
}

bool examples_add(Examples *examples, Example example, MemoryResize *resize) {
  if (!examples_reserve(examples, resize)) return false;
  examples->rows[examples->end++] = example;
  return true;
}

void examples_remove(Examples *examples) {
  if (examples->begin == examples->end) return;
  examples->begin++;
  if (examples->begin == examples->end) examples->begin = examples->end = 0;
}

void examples_clear(Examples *examples, MemoryResize *resize) {
  if (examples->rows != NULL) resize(examples->rows, 0);
  *examples = (Examples){0};
}

/* ---- in order ---- */

enum {
  EXAMPLES_FEW = 24,        /* rows that are sorted by insertion */
  EXAMPLES_MANY = 1024,     /* rows that are worth the table of a wide digit */
  EXAMPLES_NARROW_BITS = 5, /* in a digit */
  EXAMPLES_WIDE_BITS = 8,
  EXAMPLES_DEEPEST = 13 /* digits in a key of 64 bits */
};

typedef enum { EXAMPLES_SCORE, EXAMPLES_WEIGHT } ExamplesField;

/* An integer that is smaller for larger doubles. */
static inline uint64_t examples_key(const Example *row, ExamplesField field) {
  double x = field == EXAMPLES_SCORE ? row->score : row->weight;
  return (uint64_t)bits_order(x) ^ ~BITS_SIGN;
}

static void examples_insertion(Example *rows, size_t count, ExamplesField field) {
  for (size_t i = 1; i < count; i++) {
    Example row = rows[i];
    uint64_t key = examples_key(&row, field);
    size_t j = i;
    for (; j > 0 && examples_key(&rows[j - 1], field) > key; j--) rows[j] = rows[j - 1];
    rows[j] = row;
  }
}

typedef struct {
  int shift, bits;
} ExamplesDigit;

static inline size_t examples_digit(const Example *row, ExamplesField field, ExamplesDigit digit) {
  return (size_t)(examples_key(row, field) >> digit.shift) & (((size_t)1 << digit.bits) - 1);
}

/* The digit that begins at the highest bit of `differ`, which is not 0. */
static ExamplesDigit examples_choose(uint64_t differ, size_t count) {
  int bits = count < EXAMPLES_MANY ? EXAMPLES_NARROW_BITS : EXAMPLES_WIDE_BITS;
  int length = 64 - bits_leading_zeros(differ);
  return (ExamplesDigit){length > bits ? length - bits : 0, bits};
}

/* Puts the rows in the order of the digit. Each exchange brings one row to where it belongs. A
** round sends out the misplaced rows of each bucket, one after the other, whatever comes in for
** them. So no exchange waits for what another one fetched, which is faster than to follow a row
** round its cycle. A round makes at least half of the exchanges that are left. False where it was to
** stop. */
static bool examples_distribute(Example *rows, size_t count, ExamplesField field,
                                ExamplesDigit digit, const Stop *stop) {
  size_t next[1 << EXAMPLES_WIDE_BITS], end[1 << EXAMPLES_WIDE_BITS], since = 0;
  size_t buckets = (size_t)1 << digit.bits, total = 0;
  memset(end, 0, buckets * sizeof *end);
  for (size_t i = 0; i < count; i++) end[examples_digit(&rows[i], field, digit)]++;
  for (size_t b = 0; b < buckets; b++) {
    next[b] = total;
    end[b] = total += end[b];
  }
  for (size_t left = count; left > 0;) {
    for (size_t b = 0; b < buckets; b++) {
      size_t first = next[b];
      for (size_t i = first; i < end[b]; i++) {
        Example row = rows[i];
        size_t to = next[examples_digit(&row, field, digit)]++;
        rows[i] = rows[to];
        rows[to] = row;
      }
      left -= end[b] - first;
      if (stop_after(stop, &since, end[b] - first)) return false;
    }
  }
  return true;
}

/* The length of the run of rows that agree in the bits of `mask`. *differ has the bits in which
** their keys differ. */
static size_t examples_run(const Example *rows, size_t count, ExamplesField field, uint64_t mask,
                           uint64_t *differ) {
  uint64_t first = examples_key(&rows[0], field), differing = 0;
  size_t i = 1;
  for (; i < count; i++) {
    uint64_t other = examples_key(&rows[i], field) ^ first;
    if ((other & mask) != 0) break;
    differing |= other;
  }
  *differ = differing;
  return i;
}

/* The rows from the place the sort has reached up to `end`. They are in order by the bits in `mask`
** of a key. */
typedef struct {
  size_t end;
  uint64_t mask;
} ExamplesPart;

static bool examples_sort_by(Example *rows, size_t count, ExamplesField field, const Stop *stop) {
  ExamplesPart parts[EXAMPLES_DEEPEST + 1] = {{count, 0}};
  size_t since = 0;
  int depth = 0;
  for (size_t i = 0; i < count;) {
    while (parts[depth].end == i) depth--;
    uint64_t differ;
    size_t run = examples_run(rows + i, parts[depth].end - i, field, parts[depth].mask, &differ);
    if (run > EXAMPLES_FEW && differ != 0) {
      ExamplesDigit digit = examples_choose(differ, run);
      if (!examples_distribute(rows + i, run, field, digit, stop)) return false;
      parts[++depth] = (ExamplesPart){i + run, UINT64_MAX << digit.shift};
      continue;
    }
    if (differ != 0) examples_insertion(rows + i, run, field);
    i += run;
    if (stop_after(stop, &since, run)) return false;
  }
  return true;
}

bool examples_sort_unless(Example *rows, size_t count, const Stop *stop) {
  size_t since = 0;
  if (!examples_sort_by(rows, count, EXAMPLES_SCORE, stop)) return false;
  for (size_t i = 0, end; i < count; i = end) {
    end = examples_tied(rows, i, count);
    if (end > i + 1 && !examples_sort_by(rows + i, end - i, EXAMPLES_WEIGHT, stop)) return false;
    if (stop_after(stop, &since, end - i)) return false;
  }
  return true;
}

void examples_sort(Example *rows, size_t count) {
  examples_sort_unless(rows, count, NULL);
}

/* ---- what they say together ---- */

double examples_effective(const Example *rows, size_t count) {
  double largest = 0.0, sum = 0.0, squares = 0.0;
  for (size_t i = 0; i < count; i++) {
    double weight = bits_abs(rows[i].weight);
    if (weight > largest) largest = weight;
  }
  for (size_t i = 0; i < count; i++) {
    double weight = bits_abs(rows[i].weight) / largest;
    sum += weight;
    squares += weight * weight;
  }
  return count == 0 ? 0.0 : sum * sum / squares;
}
