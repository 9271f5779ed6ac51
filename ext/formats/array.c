/* array.c: see array.h.
**
** The hardware's own conversion makes a float32: it rounds once to nearest even and knows
** subnormals. What it would turn into Inf is found before. Integers of 8 bytes must not go through
** a double on their way to float32, which would round them twice.
*/
#include "array.h"

#include "../base/bits.h"
#include "half.h"

#include <limits.h>
#include <stdint.h>
#include <string.h>

#if CHAR_BIT != 8 || FLT_MANT_DIG != 24 || DBL_MANT_DIG != 53
  #error "logits needs bytes of 8 bits, and IEEE 754 float and double"
#endif

bool array_type_named(const char *name, size_t length, ArrayType *type) {
  static const struct {
    const char *name;
    ArrayType type;
  } types[] = {{"f16", ARRAY_F16}, {"bf16", ARRAY_BF16}, {"f32", ARRAY_F32}, {"f64", ARRAY_F64}};
  for (size_t i = 0; i < sizeof types / sizeof *types; i++) {
    if (strlen(types[i].name) == length && memcmp(types[i].name, name, length) == 0) {
      *type = types[i].type;
      return true;
    }
  }
  return false;
}

/* ---- bytes ---- */

static inline uint16_t array_load_16(const unsigned char *at, bool swap) {
  uint16_t x;
  memcpy(&x, at, sizeof x);
  uint16_t swapped = (uint16_t)(x << 8 | x >> 8);
  return swap ? swapped : x;
}

static inline uint32_t array_swap_32(uint32_t x) {
  return x << 24 | (x << 8 & 0xff0000) | (x >> 8 & 0xff00) | x >> 24;
}

static inline uint32_t array_load_32(const unsigned char *at, bool swap) {
  uint32_t x;
  memcpy(&x, at, sizeof x);
  return swap ? array_swap_32(x) : x;
}

static inline uint64_t array_load_64(const unsigned char *at, bool swap) {
  uint64_t x;
  memcpy(&x, at, sizeof x);
  if (!swap) return x;
  return (uint64_t)array_swap_32((uint32_t)x) << 32 | array_swap_32((uint32_t)(x >> 32));
}

static inline float array_float_of_bits(uint32_t bits) {
  float x;
  memcpy(&x, &bits, sizeof x);
  return x;
}

/* Two's complement of `bits` bits, whatever the compiler makes of casts beyond INT64_MAX. */
static inline int64_t array_signed(uint64_t x, int bits) {
  uint64_t sign = (uint64_t)1 << (bits - 1);
  uint64_t extended = (x ^ sign) - sign;
  int64_t result;
  memcpy(&result, &extended, sizeof result);
  return result;
}

/* ---- elements ---- */

static inline double array_element(const unsigned char *at, ArrayType type, bool swap) {
  switch (type) {
  case ARRAY_F16: return half_to_double(array_load_16(at, swap));
  case ARRAY_BF16: return half_bfloat_to_double(array_load_16(at, swap));
  case ARRAY_F32: return (double)array_float_of_bits(array_load_32(at, swap));
  case ARRAY_F64: return bits_to_double(array_load_64(at, swap));
  case ARRAY_I8: return (double)array_signed(*at, 8);
  case ARRAY_I16: return (double)array_signed(array_load_16(at, swap), 16);
  case ARRAY_I32: return (double)array_signed(array_load_32(at, swap), 32);
  case ARRAY_I64: return (double)array_signed(array_load_64(at, swap), 64);
  case ARRAY_U8: return *at;
  case ARRAY_U16: return array_load_16(at, swap);
  case ARRAY_U32: return array_load_32(at, swap);
  case ARRAY_U64: return (double)array_load_64(at, swap);
  default: return *at != 0; /* ARRAY_BOOL */
  }
}

static inline const unsigned char *array_at(const ArrayView *view, size_t index) {
  return view->bytes + index * array_type_size(view->type);
}

static inline bool array_swapped(const ArrayView *view) {
  return view->big_endian != bits_host_big_endian();
}

/* Callers that name type and order by constants get a loop specialised for them. */
static inline void array_widen(const unsigned char *at, size_t count, double *out, ArrayType type,
                               bool swap) {
  size_t each = array_type_size(type);
  for (size_t i = 0; i < count; i++) out[i] = array_element(at + i * each, type, swap);
}

void array_read_doubles(const ArrayView *view, size_t from, size_t count, double *out) {
  if (count == 0) return;
  const unsigned char *at = array_at(view, from);
  bool swap = array_swapped(view);
  if (view->type == ARRAY_F64 && !swap) {
    memcpy(out, at, count * sizeof *out);
  } else if (view->type == ARRAY_F32 && !swap) {
    array_widen(at, count, out, ARRAY_F32, false);
  } else if (view->type == ARRAY_F16 && !swap) {
    array_widen(at, count, out, ARRAY_F16, false);
  } else {
    array_widen(at, count, out, view->type, swap);
  }
}

bool array_read_integer(const ArrayView *view, size_t index, int64_t *out) {
  const unsigned char *at = array_at(view, index);
  bool swap = array_swapped(view);
  switch (view->type) {
  case ARRAY_F16:
  case ARRAY_BF16:
  case ARRAY_F32:
  case ARRAY_F64: return false;
  case ARRAY_I64: *out = array_signed(array_load_64(at, swap), 64); return true;
  case ARRAY_U64: *out = array_signed(array_load_64(at, swap), 64); return *out >= 0;
  default: *out = (int64_t)array_element(at, view->type, swap); return true; /* exact */
  }
}

/* ---- float32 ---- */

bool array_overflows_float(double x) {
  /* 2^128 - 2^103 is the midpoint between the largest float and 2^128, and ties go to even. */
  double magnitude = bits_abs(x);
  return magnitude >= 0x1.ffffffp127 && magnitude <= DBL_MAX;
}

static inline size_t array_floats_copied(const unsigned char *at, size_t count, float *out,
                                         bool swap) {
  if (!swap) {
    memcpy(out, at, count * sizeof *out);
    return count;
  }
  for (size_t i = 0; i < count; i++) {
    uint32_t bits = array_load_32(at + i * sizeof bits, true);
    memcpy(out + i, &bits, sizeof bits);
  }
  return count;
}

static void array_floats_of_integers(const unsigned char *at, size_t count, float *out, bool minus,
                                     bool swap) {
  for (size_t i = 0; i < count; i++) {
    uint64_t x = array_load_64(at + i * sizeof x, swap);
    out[i] = minus ? (float)array_signed(x, 64) : (float)x;
  }
}

size_t array_read_floats(const ArrayView *view, size_t from, size_t count, float *out) {
  if (count == 0) return 0;
  const unsigned char *at = array_at(view, from);
  ArrayType type = view->type;
  size_t each = array_type_size(type);
  bool swap = array_swapped(view);
  if (type == ARRAY_F32) return array_floats_copied(at, count, out, swap);
  if (type == ARRAY_I64 || type == ARRAY_U64) {
    array_floats_of_integers(at, count, out, type == ARRAY_I64, swap);
    return count;
  }
  for (size_t i = 0; i < count; i++) {
    double x = array_element(at + i * each, type, swap);
    if (array_overflows_float(x)) return i;
    out[i] = (float)x;
  }
  return count;
}

void array_write_floats(const float *x, size_t count, unsigned char *out) {
  if (!bits_host_big_endian()) {
    if (count > 0) memcpy(out, x, count * sizeof *x);
    return;
  }
  for (size_t i = 0; i < count; i++) {
    uint32_t bits;
    memcpy(&bits, x + i, sizeof bits);
    bits = array_swap_32(bits);
    memcpy(out + i * sizeof bits, &bits, sizeof bits);
  }
}

size_t array_write_doubles(const double *x, size_t count, unsigned char *out) {
  for (size_t i = 0; i < count; i++) {
    if (array_overflows_float(x[i])) return i;
    float narrow = (float)x[i];
    array_write_floats(&narrow, 1, out + i * sizeof narrow);
  }
  return count;
}
