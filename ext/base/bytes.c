/* bytes.c: see bytes.h. */
#include "bytes.h"

#include "bits.h"

#include <string.h>

enum { BYTES_WIDE = 16, BYTES_VARINT = 10 };

/* ---- writing ---- */

bool bytes_write_on(Bytes *bytes) {
  if (bytes->is_full || bytes->no_memory) return false;
  bytes->no_memory = stop_after(bytes->stop, &bytes->asked, 1);
  return !bytes->no_memory;
}

static bool bytes_reserve(Bytes *bytes, size_t size) {
  if (!bytes_write_on(bytes)) return false;
  if (size > bytes->most - bytes->size) {
    bytes->is_full = true;
    return false;
  }
  if (size <= bytes->capacity - bytes->size) return true;
  uint64_t capacity = (uint64_t)bytes->size + size;
  capacity += capacity / 2 + 64;
  unsigned char *data = memory_array(bytes->data, capacity, 1, bytes->resize);
  if (data == NULL) {
    bytes->no_memory = true;
    return false;
  }
  bytes->data = data;
  bytes->capacity = (size_t)capacity;
  return true;
}

void bytes_put(Bytes *bytes, const void *from, size_t size) {
  if (size == 0 || !bytes_reserve(bytes, size)) return;
  memcpy(bytes->data + bytes->size, from, size);
  bytes->size += size;
}

void bytes_put_byte(Bytes *bytes, unsigned byte) {
  unsigned char one = (unsigned char)byte;
  bytes_put(bytes, &one, 1);
}

void bytes_put_unsigned(Bytes *bytes, uint64_t x) {
  unsigned char varint[BYTES_VARINT];
  size_t size = 0;
  for (; x > 0x7f; x >>= 7) varint[size++] = (unsigned char)(x | 0x80);
  varint[size++] = (unsigned char)x;
  bytes_put(bytes, varint, size);
}

void bytes_put_signed(Bytes *bytes, int64_t x) {
  uint64_t twice = (uint64_t)x << 1;
  bytes_put_unsigned(bytes, x < 0 ? ~twice : twice);
}

static void bytes_store(unsigned char *to, uint64_t x) {
  for (int i = 0; i < 8; i++) to[i] = (unsigned char)(x >> 8 * i);
}

void bytes_put_double(Bytes *bytes, double x) {
  unsigned char eight[8];
  bytes_store(eight, bits_of_double(x));
  bytes_put(bytes, eight, sizeof eight);
}

/* The head is a varint: twice (16 times the zero bytes at the lower end, plus the number of bytes
** that follow, less 1), plus 1 for a negative number. */
void bytes_put_wide(Bytes *bytes, Wide x) {
  unsigned char all[BYTES_WIDE];
  bool negative = wide_is_negative(x);
  Wide magnitude = negative ? wide_negate(x) : x;
  unsigned first = 0, last = BYTES_WIDE - 1;
  bytes_store(all, magnitude.lo);
  bytes_store(all + 8, magnitude.hi);
  while (first < last && all[first] == 0) first++;
  while (last > first && all[last] == 0) last--;
  uint64_t head = (uint64_t)first * BYTES_WIDE + (last - first);
  bytes_put_unsigned(bytes, 2 * head + negative);
  bytes_put(bytes, all + first, last - first + 1);
}

void bytes_clear(Bytes *bytes) {
  if (bytes->data != NULL) bytes->resize(bytes->data, 0);
  bytes->data = NULL;
  bytes->size = bytes->capacity = 0;
}

/* ---- reading ---- */

void bytes_refuse(BytesReader *reader, const char *fault) {
  if (!bytes_failed(reader)) reader->fault = fault;
}

void bytes_require(BytesReader *reader, bool condition) {
  if (!condition) bytes_refuse(reader, "has a number that is out of range");
}

void bytes_require_canonical(BytesReader *reader, bool condition) {
  if (!condition) bytes_refuse(reader, "is not in canonical form");
}

bool bytes_read_on(BytesReader *reader) {
  if (bytes_failed(reader)) return false;
  reader->no_memory = stop_after(reader->stop, &reader->asked, 1);
  return !reader->no_memory;
}

const unsigned char *bytes_span(BytesReader *reader, uint64_t size) {
  if (size > (uint64_t)(reader->end - reader->at)) bytes_refuse(reader, "is cut short");
  if (!bytes_read_on(reader) || size == 0) return NULL;
  const unsigned char *span = reader->at;
  reader->at += size;
  return span;
}

unsigned bytes_byte(BytesReader *reader) {
  const unsigned char *byte = bytes_span(reader, 1);
  return byte == NULL ? 0 : *byte;
}

uint64_t bytes_unsigned(BytesReader *reader) {
  uint64_t x = 0;
  for (int i = 0; i < BYTES_VARINT; i++) {
    unsigned byte = bytes_byte(reader);
    if (i == BYTES_VARINT - 1 && byte > 1) break;
    x |= (uint64_t)(byte & 0x7f) << 7 * i;
    if (byte > 0x7f) continue;
    bytes_require_canonical(reader, byte != 0 || i == 0);
    return bytes_failed(reader) ? 0 : x;
  }
  bytes_require(reader, false);
  return 0;
}

int64_t bytes_signed(BytesReader *reader) {
  uint64_t twice = bytes_unsigned(reader);
  return (int64_t)((twice & 1) != 0 ? ~(twice >> 1) : twice >> 1);
}

int64_t bytes_between(BytesReader *reader, int64_t least, int64_t most) {
  uint64_t x = bytes_unsigned(reader);
  bytes_require(reader, x >= (uint64_t)least && x <= (uint64_t)most);
  return bytes_failed(reader) ? 0 : (int64_t)x;
}

static uint64_t bytes_load(const unsigned char *from) {
  uint64_t x = 0;
  for (int i = 0; i < 8; i++) x |= (uint64_t)from[i] << 8 * i;
  return x;
}

double bytes_double(BytesReader *reader) {
  const unsigned char *eight = bytes_span(reader, 8);
  return eight == NULL ? 0.0 : bits_to_double(bytes_load(eight));
}

Wide bytes_wide(BytesReader *reader) {
  unsigned char all[BYTES_WIDE] = {0};
  uint64_t head = bytes_unsigned(reader), count = (head >> 1) % BYTES_WIDE + 1;
  uint64_t first = (head >> 1) / BYTES_WIDE;
  bytes_require(reader, first < BYTES_WIDE && count <= BYTES_WIDE - first);
  const unsigned char *span = bytes_span(reader, count);
  if (span == NULL) return (Wide){0, 0};
  memcpy(all + first, span, count);
  Wide x = {bytes_load(all), bytes_load(all + 8)};
  bytes_require_canonical(reader, span[count - 1] != 0 && (span[0] != 0 || count == 1));
  bytes_require(reader, !wide_is_negative(x));
  if (bytes_failed(reader)) return (Wide){0, 0};
  return (head & 1) != 0 ? wide_negate(x) : x;
}
