/* array.h: arrays of numbers as the bytes that NumPy, sqlite-vec and others store.
**
** An ArrayView says how to read bytes that belong to someone else: element type, byte order, number
** of elements. The bytes need no alignment, and the host's own byte order does not matter.
** Integers are two's complement, floating point is IEEE 754, a bool is a byte that is 0 or not.
*/
#ifndef LOGITS_FORMATS_ARRAY_H
#define LOGITS_FORMATS_ARRAY_H

#include "../base/strict.h"

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

typedef enum {
  ARRAY_F16,
  ARRAY_BF16,
  ARRAY_F32,
  ARRAY_F64,
  ARRAY_I8,
  ARRAY_I16,
  ARRAY_I32,
  ARRAY_I64,
  ARRAY_U8,
  ARRAY_U16,
  ARRAY_U32,
  ARRAY_U64,
  ARRAY_BOOL
} ArrayType;

typedef struct {
  const unsigned char *bytes; /* count * array_type_size(type) of them; may be NULL if none */
  size_t count;
  ArrayType type;
  bool big_endian;
} ArrayView;

/* Inline, as array_view_raw: a caller that names the type pays for neither. */
static inline size_t array_type_size(ArrayType type) {
  switch (type) {
  case ARRAY_I8:
  case ARRAY_U8:
  case ARRAY_BOOL: return 1;
  case ARRAY_F16:
  case ARRAY_BF16:
  case ARRAY_I16:
  case ARRAY_U16: return 2;
  case ARRAY_F32:
  case ARRAY_I32:
  case ARRAY_U32: return 4;
  default: return 8;
  }
}

/* The type called 'f16', 'bf16', 'f32' or 'f64'. False for any other name. */
bool array_type_named(const char *name, size_t length, ArrayType *type);

/* Views `size` bytes as little-endian elements. False if the size is no multiple of an element's.
*/
static inline bool array_view_raw(const unsigned char *bytes, size_t size, ArrayType type,
                                  ArrayView *view) {
  size_t each = array_type_size(type);
  if (size % each != 0) return false;
  *view = (ArrayView){.bytes = bytes, .count = size / each, .type = type};
  return true;
}

/* Elements `from` to `from + count - 1`, which the view must have, as doubles. Exact, but for
** integers beyond 2^53, which are rounded once. */
void array_read_doubles(const ArrayView *view, size_t from, size_t count, double *out);

/* The same as float32, rounded once from the element itself, ties to even. Returns `count`; or, if
** a finite element is too large for a float32, how many elements come before it. */
size_t array_read_floats(const ArrayView *view, size_t from, size_t count, float *out);

/* Element `index` as an integer. False: it is floating-point, or beyond 64 bits with a sign. */
bool array_read_integer(const ArrayView *view, size_t index, int64_t *out);

/* Writes 4 * count bytes: float32, little-endian, rounded once, ties to even. NaN is written as a
** NaN. Returns as array_read_floats does. */
size_t array_write_doubles(const double *x, size_t count, unsigned char *out);
void array_write_floats(const float *x, size_t count, unsigned char *out);

/* Whether x is finite and rounds to a float32 that is not. */
bool array_overflows_float(double x);

#endif
