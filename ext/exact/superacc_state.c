/* superacc_state.c: see superacc_state.h.
**
** As bytes: the number of keys that are in use. Then for each, in ascending order, by how much the key is
** above the one before, less 1, and the sum. Of a superaccumulator the keys are the numbers of the
** chunks, wherever these are kept.
*/
#include "superacc_state.h"

/* Where a sequence of keys has come to. */
typedef struct {
  int64_t before;
  bool begun;
} SuperaccKeys;

/* ---- writing ---- */

static void superacc_keys_write(SuperaccKeys *keys, int64_t key, Wide value, Bytes *bytes) {
  if (keys->begun) {
    bytes_put_unsigned(bytes, (uint64_t)key - (uint64_t)keys->before - 1);
  } else {
    bytes_put_signed(bytes, key);
  }
  bytes_put_wide(bytes, value);
  *keys = (SuperaccKeys){key, true};
}

/* The dense chunks come after those of the map that are below them. */
static void superacc_write_dense(const Superacc *acc, SuperaccKeys *keys, Bytes *bytes) {
  for (int i = 0; i < SUPERACC_DENSE; i++) {
    if (wide_is_zero(acc->dense[i])) continue;
    superacc_keys_write(keys, SUPERACC_FIRST + i, acc->dense[i], bytes);
  }
}

static void superacc_write_both(const Superacc *acc, const SumMap *map, Bytes *bytes) {
  AvlPath path;
  SuperaccKeys keys = {0, false};
  bool wrote_dense = acc == NULL;
  for (uint32_t at = avl_first(map, &path); at != 0; at = avl_next(map, &path, at)) {
    const SumMapNode *node = avl_item(map, at);
    if (!wrote_dense && node->key > SUPERACC_FIRST) {
      superacc_write_dense(acc, &keys, bytes);
      wrote_dense = true;
    }
    superacc_keys_write(&keys, node->key, node->value, bytes);
  }
  if (!wrote_dense) superacc_write_dense(acc, &keys, bytes);
}

void sum_map_write(const SumMap *map, Bytes *bytes) {
  bytes_put_unsigned(bytes, map->count);
  superacc_write_both(NULL, map, bytes);
}

void superacc_write(const Superacc *acc, Bytes *bytes) {
  uint32_t size = acc->sparse.count;
  for (int i = 0; i < SUPERACC_DENSE; i++) size += !wide_is_zero(acc->dense[i]);
  bytes_put_unsigned(bytes, size);
  superacc_write_both(acc, &acc->sparse, bytes);
}

/* ---- reading ---- */

/* Whether |x| < terms 2^bits. */
static bool superacc_within(const SuperaccLimits *limits, Wide x) {
  Wide magnitude = wide_is_negative(x) ? wide_negate(x) : x;
  int bits = limits->bits;
  if (bits >= 64) return magnitude.hi >> (bits - 64) < (uint64_t)limits->terms;
  if (magnitude.hi >> bits != 0) return false;
  uint64_t high = bits == 0 ? 0 : magnitude.hi << (64 - bits);
  return (high | magnitude.lo >> bits) < (uint64_t)limits->terms;
}

static int64_t superacc_keys_read(SuperaccKeys *keys, const SuperaccLimits *limits,
                                  BytesReader *reader) {
  int64_t key;
  if (keys->begun) {
    uint64_t above = bytes_unsigned(reader);
    bytes_require(reader, above < (uint64_t)limits->furthest - (uint64_t)keys->before);
    key = (int64_t)((uint64_t)keys->before + above + 1);
  } else {
    key = bytes_signed(reader);
  }
  bytes_require(reader, key >= -limits->furthest && key <= limits->furthest);
  *keys = (SuperaccKeys){key, true};
  return key;
}

/* Reads chunks into `acc`, or sums into `map`. */
static void superacc_read_either(Superacc *acc, SumMap *map, const SuperaccLimits *limits,
                                 BytesReader *reader) {
  SuperaccKeys keys = {0, false};
  int64_t size = bytes_between(reader, 0, UINT32_MAX);
  for (int64_t i = 0; i < size && !bytes_failed(reader); i++) {
    int64_t key = superacc_keys_read(&keys, limits, reader);
    Wide value = bytes_wide(reader);
    bytes_require(reader, superacc_within(limits, value));
    if (bytes_failed(reader)) return;
    uint64_t index = (uint64_t)key - (uint64_t)(int64_t)SUPERACC_FIRST;
    if (acc != NULL && index < SUPERACC_DENSE) {
      acc->dense[index] = value;
    } else if (!sum_map_add(map, key, value, reader->resize)) {
      reader->no_memory = true;
    }
  }
}

void sum_map_read(SumMap *map, const SuperaccLimits *limits, BytesReader *reader) {
  superacc_read_either(NULL, map, limits, reader);
}

void superacc_read(Superacc *acc, const SuperaccLimits *limits, BytesReader *reader) {
  superacc_read_either(acc, &acc->sparse, limits, reader);
}

/* ---- adding ---- */

bool sum_map_merge(SumMap *map, const SumMap *from, int sign, MemoryResize *resize,
                   const Stop *stop) {
  AvlPath path;
  size_t asked = 0;
  for (uint32_t at = avl_first(from, &path); at != 0; at = avl_next(from, &path, at)) {
    const SumMapNode *node = avl_item(from, at);
    Wide delta = sign < 0 ? wide_negate(node->value) : node->value;
    if (!sum_map_add(map, node->key, delta, resize)) return false;
    if (stop_after(stop, &asked, 1)) return false;
  }
  return true;
}

bool superacc_merge(Superacc *acc, const Superacc *from, int sign, MemoryResize *resize,
                    const Stop *stop) {
  for (int i = 0; i < SUPERACC_DENSE; i++) {
    Wide delta = sign < 0 ? wide_negate(from->dense[i]) : from->dense[i];
    acc->dense[i] = wide_add(acc->dense[i], delta);
  }
  return sum_map_merge(&acc->sparse, &from->sparse, sign, resize, stop);
}
