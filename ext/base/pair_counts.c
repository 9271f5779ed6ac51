/* pair_counts.c: see pair_counts.h.
**
** As bytes: the number of pairs. Then for each pair, in order: by how much the integer that orders the
** bits of its first double (bits_order) is above the one before; a byte of flags; and unless the flags
** spare them, the magnitude of the second double and the count.
*/
#include "pair_counts.h"

#include "bits.h"

enum { PAIR_COUNTS_NEGATIVE = 1, PAIR_COUNTS_USUAL = 2, PAIR_COUNTS_ONCE = 4 };

static PairCount *pair_counts_at(const PairCounts *counts, uint32_t at) {
  return avl_item(counts, at);
}

static int pair_counts_order(const PairCount *item, double first, double second) {
  if (first != item->first) return first < item->first ? -1 : 1;
  return (second > item->second) - (second < item->second);
}

/* The pair, or 0 and the way to where it would be. */
static uint32_t pair_counts_seek(const PairCounts *counts, double first, double second,
                                 AvlPath *path) {
  uint32_t at = counts->root;
  path->depth = 0;
  while (at != 0) {
    int order = pair_counts_order(pair_counts_at(counts, at), first, second);
    if (order == 0) return at;
    at = avl_down(counts, path, at, order > 0);
  }
  return 0;
}

bool pair_counts_add(PairCounts *counts, double first, double second, int64_t count,
                     MemoryResize *resize) {
  AvlPath path;
  uint32_t at = pair_counts_seek(counts, first, second, &path);
  if (count == 0) return true;
  if (at == 0) {
    if (!avl_reserve(counts, sizeof(PairCount), resize)) return false;
    at = avl_insert(counts, &path);
    pair_counts_at(counts, at)->first = first + 0.0; /* -0.0 is 0.0 */
    pair_counts_at(counts, at)->second = second + 0.0;
    pair_counts_at(counts, at)->count = count;
    return true;
  }
  PairCount *item = pair_counts_at(counts, at);
  item->count += count;
  if (item->count == 0) avl_remove(counts, &path, at);
  return true;
}

bool pair_counts_merge(PairCounts *counts, const PairCounts *from, int sign, MemoryResize *resize,
                       const Stop *stop) {
  AvlPath path;
  size_t asked = 0;
  for (uint32_t at = avl_first(from, &path); at != 0; at = avl_next(from, &path, at)) {
    const PairCount *item = pair_counts_at(from, at);
    if (!pair_counts_add(counts, item->first, item->second, sign * item->count, resize)) {
      return false;
    }
    if (stop_after(stop, &asked, 1)) return false;
  }
  return true;
}

void pair_counts_clear(PairCounts *counts, MemoryResize *resize) {
  avl_clear(counts, resize);
}

/* ---- as bytes ---- */

void pair_counts_write(const PairCounts *counts, double usual, Bytes *bytes) {
  AvlPath path;
  int64_t before = 0;
  bool begins = true;
  bytes_put_unsigned(bytes, counts->count);
  for (uint32_t at = avl_first(counts, &path); at != 0; at = avl_next(counts, &path, at)) {
    const PairCount *item = pair_counts_at(counts, at);
    int64_t order = bits_order(item->first);
    double magnitude = bits_abs(item->second);
    bool is_usual = magnitude == usual;
    if (begins) {
      bytes_put_signed(bytes, order);
    } else {
      bytes_put_unsigned(bytes, (uint64_t)order - (uint64_t)before);
    }
    bytes_put_byte(bytes, (item->second < 0.0 ? PAIR_COUNTS_NEGATIVE : 0u) |
                              (is_usual ? PAIR_COUNTS_USUAL : 0u) |
                              (item->count == 1 ? PAIR_COUNTS_ONCE : 0u));
    if (!is_usual) bytes_put_double(bytes, magnitude);
    if (item->count != 1) bytes_put_unsigned(bytes, (uint64_t)item->count);
    before = order;
    begins = false;
  }
}

/* The integer of the next first double. */
static int64_t pair_counts_read_order(BytesReader *reader, int64_t before, bool begins) {
  if (begins) return bytes_signed(reader);
  uint64_t above = bytes_unsigned(reader);
  bytes_require(reader, above <= (uint64_t)INT64_MAX - (uint64_t)before);
  return (int64_t)((uint64_t)before + above);
}

static PairCount pair_counts_read_item(BytesReader *reader, int64_t order, double usual,
                                       int64_t most) {
  PairCount item = {.first = bits_ordered(order), .second = usual, .count = 1};
  unsigned flags = bytes_byte(reader);
  bytes_require(reader, flags < 8 && !bits_is_nan(item.first));
  if ((flags & PAIR_COUNTS_USUAL) == 0) {
    item.second = bytes_double(reader);
    bytes_require(reader, !bits_is_nan(item.second));
    bytes_require_canonical(reader, !bits_is_negative(item.second) && item.second != usual);
  }
  if ((flags & PAIR_COUNTS_ONCE) == 0) item.count = bytes_between(reader, 2, most);
  bytes_require_canonical(reader, item.first != 0.0 || !bits_is_negative(item.first));
  bytes_require_canonical(reader, (flags & PAIR_COUNTS_NEGATIVE) == 0 || item.second != 0.0);
  if ((flags & PAIR_COUNTS_NEGATIVE) != 0) item.second = -item.second;
  return item;
}

int64_t pair_counts_read(PairCounts *counts, double usual, int64_t most, BytesReader *reader) {
  int64_t size = bytes_between(reader, 0, UINT32_MAX), total = 0, order = 0;
  PairCount before = {.first = 0.0};
  for (int64_t i = 0; i < size && !bytes_failed(reader); i++) {
    order = pair_counts_read_order(reader, order, i == 0);
    PairCount item = pair_counts_read_item(reader, order, usual, most);
    bytes_require_canonical(reader,
                            i == 0 || pair_counts_order(&before, item.first, item.second) > 0);
    bytes_require(reader, item.count <= most - total);
    if (bytes_failed(reader)) break;
    if (!pair_counts_add(counts, item.first, item.second, item.count, reader->resize)) {
      reader->no_memory = true;
    }
    total += item.count;
    before = item;
  }
  return total;
}
