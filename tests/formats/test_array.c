/* test_array.c: elements of every type and byte order, and float32 in and out, against values put
** together here from sign, exponent and fraction, in integers where rounding is the question.
*/
#include "../../ext/base/bits.h"
#include "../../ext/formats/array.h"

#include "../check.h"
#include "../testing.h"
#include "half_value.h"

#include <inttypes.h>
#include <math.h>
#include <stdint.h>
#include <string.h>

static uint32_t test_float_bits(float x) {
  uint32_t bits;
  memcpy(&bits, &x, sizeof bits);
  return bits;
}

static void test_store(unsigned char *out, uint64_t x, size_t size, bool big_endian) {
  for (size_t i = 0; i < size; i++) {
    out[big_endian ? size - 1 - i : i] = (unsigned char)(x >> 8 * i);
  }
}

/* ---- elements ---- */

static void test_halves(void) {
  static unsigned char bytes[2 * 65536 + 1];
  static double doubles[65536];
  static float floats[65536];
  for (int type = ARRAY_F16; type <= ARRAY_BF16; type++) {
    for (int big = 0; big <= 1; big++) {
      for (unsigned h = 0; h < 65536; h++) test_store(bytes + 1 + (size_t)2 * h, h, 2, big);
      ArrayView view = {bytes + 1, 65536, (ArrayType)type, big};
      array_read_doubles(&view, 0, 65536, doubles);
      size_t read = array_read_floats(&view, 0, 65536, floats);
      CHECK(read == 65536, "type %d: only %zu floats", type, read);
      for (unsigned h = 0; h < 65536; h++) {
        double value = test_half_value(h, type == ARRAY_F16 ? 10 : 7);
        CHECK(test_same(doubles[h], value), "type %d: %04x is %a, not %a", type, h, doubles[h],
              value);
        CHECK(test_same((double)floats[h], value), "type %d: %04x is %a, not %a", type, h,
              (double)floats[h], value);
      }
    }
  }
}

static void test_half_landmarks(void) {
  static const struct {
    ArrayType type;
    unsigned half;
    double value;
  } landmarks[] = {{ARRAY_F16, 0x0001, 0x1p-24},
                   {ARRAY_F16, 0x03ff, 0x3ffp-24},
                   {ARRAY_F16, 0x0400, 0x1p-14},
                   {ARRAY_F16, 0x3c00, 1},
                   {ARRAY_F16, 0x3555, 0.333251953125},
                   {ARRAY_F16, 0xfbff, -65504},
                   {ARRAY_BF16, 0x0001, 0x1p-133},
                   {ARRAY_BF16, 0x0080, 0x1p-126},
                   {ARRAY_BF16, 0x3f80, 1},
                   {ARRAY_BF16, 0xff7f, -0x1.fep127}};
  for (size_t i = 0; i < sizeof landmarks / sizeof *landmarks; i++) {
    unsigned char bytes[2];
    double x;
    test_store(bytes, landmarks[i].half, 2, false);
    array_read_doubles(&(ArrayView){bytes, 1, landmarks[i].type, false}, 0, 1, &x);
    CHECK(x == landmarks[i].value, "%04x is %a, not %a", landmarks[i].half, x, landmarks[i].value);
  }
}

/* One element in both orders, unaligned, as double and as float; `narrow` in float32's bits. */
static void test_element(ArrayType type, uint64_t stored, double value, uint32_t narrow) {
  for (int big = 0; big <= 1; big++) {
    unsigned char bytes[1 + 3 * 8];
    double doubles[2] = {42, 42};
    float floats[2] = {42, 42};
    size_t size = array_type_size(type);
    memset(bytes, 0xa5, sizeof bytes);
    test_store(bytes + 1 + size, stored, size, big);
    ArrayView view = {bytes + 1, 3, type, big};
    array_read_doubles(&view, 1, 1, doubles);
    size_t read = array_read_floats(&view, 1, 1, floats);
    CHECK(test_same(doubles[0], value), "type %d, %" PRIx64 ": %a, not %a", (int)type, stored,
          doubles[0], value);
    CHECK(read == 1 && test_float_bits(floats[0]) == narrow,
          "type %d, %" PRIx64 ": %a, not %08" PRIx32, (int)type, stored, (double)floats[0], narrow);
    CHECK(doubles[1] == 42 && floats[1] == 42, "type %d: written beyond the end", (int)type);
  }
}

/* sign * n * 2^e as float32's bits, rounded to nearest even; those of Inf from the midpoint above
** the largest float on. */
static uint32_t test_round(bool negative, uint64_t n, int e) {
  while (n != 0 && n >> 63 == 0) {
    n <<= 1;
    e--;
  }
  int quantum = e + 40; /* 24 bits remain */
  if (quantum < -149) quantum = -149;
  int shift = quantum - e;
  uint64_t whole = shift < 64 ? n >> shift : 0;
  if (shift <= 64 && n != 0) {
    uint64_t rest = shift < 64 ? n << (64 - shift) : n, half = (uint64_t)1 << 63;
    whole += rest > half || (rest == half && (whole & 1));
  }
  if (whole == (uint64_t)1 << 24) {
    whole >>= 1;
    quantum++;
  }
  uint32_t bits = (uint32_t)whole;
  if (whole >> 23 != 0) bits += (uint32_t)(quantum + 149) << 23;
  if (quantum > 104) bits = 0x7f800000; /* 2^128 or more */
  return bits | (uint32_t)negative << 31;
}

static void test_integer(ArrayType type, int64_t x) {
  uint64_t magnitude = x < 0 ? -(uint64_t)x : (uint64_t)x;
  test_element(type, (uint64_t)x, (double)x, test_round(x < 0, magnitude, 0));
}

static void test_integers(void) {
  for (int64_t x = -128; x <= 127; x++) test_integer(ARRAY_I8, x);
  for (int64_t x = 0; x <= 255; x++) test_integer(ARRAY_U8, x);
  for (int64_t x = -32768; x <= 32767; x += 85) test_integer(ARRAY_I16, x);
  for (int64_t x = 0; x <= 65535; x += 85) test_integer(ARRAY_U16, x);
  for (uint64_t x = 0; x <= 255; x++) {
    test_element(ARRAY_BOOL, x, x != 0, x != 0 ? 0x3f800000 : 0);
  }
  for (int i = 0; i < 20000; i++) {
    uint64_t r = test_random() >> i % 64;
    test_integer(ARRAY_I32, (int32_t)(uint32_t)r);
    test_integer(ARRAY_U32, (int64_t)(uint32_t)r);
    test_integer(ARRAY_I64, i & 1 ? (int64_t)(r >> 1) : -(int64_t)(r >> 1));
    test_element(ARRAY_U64, r, (double)r, test_round(false, r, 0));
  }
  test_integer(ARRAY_I16, -32768);
  test_integer(ARRAY_I32, INT32_MIN);
  test_integer(ARRAY_I64, INT64_MIN);
  test_integer(ARRAY_I64, INT64_MAX);
  test_element(ARRAY_U64, UINT64_MAX, 0x1p64, 0x5f800000);
  /* Just above a midpoint of two floats, which a detour through double would round to: */
  test_element(ARRAY_I64, 0x4000004000000001, 0x1.000001p62, 0x5e800001);
  test_element(ARRAY_U64, 0x8000008000000001, 0x1.000001p63, 0x5f000001);
}

static void test_floating(void) {
  static const uint32_t floats[] = {0,          0x80000000, 1,          0x80000001, 0x7fffff,
                                    0x800000,   0x3f800000, 0x40490fdb, 0x7f7fffff, 0xff7fffff,
                                    0x7f800000, 0xff800000, 0x7fc00000};
  for (size_t i = 0; i < sizeof floats / sizeof *floats; i++) {
    float x;
    memcpy(&x, floats + i, sizeof x);
    test_element(ARRAY_F32, floats[i], (double)x, floats[i]);
    if (isnan(x)) continue;
    test_element(ARRAY_F64, bits_of_double((double)x), (double)x, floats[i]);
  }
  for (int i = 0; i < 20000; i++) {
    uint32_t bits = (uint32_t)test_random();
    if ((bits & 0x7fffffff) > 0x7f800000) continue;
    float x;
    memcpy(&x, &bits, sizeof x);
    test_element(ARRAY_F32, bits, (double)x, bits);
  }
}

/* What the bytes of each type are as integers, in both byte orders. */
static void test_read_integers(void) {
  static const struct {
    ArrayType type;
    unsigned char bytes[8]; /* little-endian */
    bool reads;
    int64_t x;
  } cases[] = {
      {ARRAY_I8, {0x9c}, true, -100},
      {ARRAY_U8, {0x9c}, true, 156},
      {ARRAY_BOOL, {2}, true, 1},
      {ARRAY_BOOL, {0}, true, 0},
      {ARRAY_I16, {0xfe, 0xff}, true, -2},
      {ARRAY_U16, {0xfe, 0xff}, true, 65534},
      {ARRAY_I32, {0, 0, 0, 0x80}, true, INT32_MIN},
      {ARRAY_U32, {0, 0, 0, 0x80}, true, 0x80000000},
      {ARRAY_I64, {0, 0, 0, 0, 0, 0, 0, 0x80}, true, INT64_MIN},
      {ARRAY_I64, {1, 0, 0, 0, 0, 0, 0x20}, true, 0x20000000000001},
      {ARRAY_U64, {0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0x7f}, true, INT64_MAX},
      {ARRAY_U64, {0, 0, 0, 0, 0, 0, 0, 0x80}, false, 0},
      {ARRAY_F16, {0, 0x3c}, false, 0},
      {ARRAY_BF16, {0x80, 0x3f}, false, 0},
      {ARRAY_F32, {0, 0, 0x80, 0x3f}, false, 0},
      {ARRAY_F64, {0, 0, 0, 0, 0, 0, 0xf0, 0x3f}, false, 0},
  };
  for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
    unsigned char bytes[17] = {0}, *element = bytes + 1; /* unaligned */
    size_t each = array_type_size(cases[i].type);
    for (int big = 0; big <= 1; big++) {
      for (size_t k = 0; k < each; k++) {
        element[each + k] = cases[i].bytes[big ? each - 1 - k : k];
      }
      const ArrayView view = {element, 2, cases[i].type, big};
      int64_t x = 0;
      bool reads = array_read_integer(&view, 1, &x);
      CHECK(reads == cases[i].reads, "case %zu", i);
      CHECK(!reads || x == cases[i].x, "case %zu: %lld", i, (long long)x);
    }
  }
}

/* A run of elements is what its elements are one by one, from any place on. */
static void test_runs(void) {
  unsigned char bytes[1 + 20 * 8];
  for (size_t i = 0; i < sizeof bytes; i++) bytes[i] = (unsigned char)(test_random() >> 20 & 0x3f);
  for (int type = ARRAY_F16; type <= ARRAY_BOOL; type++) {
    for (int big = 0; big <= 1; big++) {
      ArrayView view = {bytes + 1, 20, (ArrayType)type, big};
      double doubles[20];
      float floats[20];
      for (size_t from = 0; from <= 20; from++) {
        array_read_doubles(&view, from, 20 - from, doubles);
        size_t read = array_read_floats(&view, from, 20 - from, floats);
        CHECK(read == 20 - from, "type %d: %zu floats from %zu", type, read, from);
        for (size_t i = from; i < 20; i++) {
          double x;
          float y;
          array_read_doubles(&view, i, 1, &x);
          array_read_floats(&view, i, 1, &y);
          CHECK(doubles[i - from] == x && floats[i - from] == y, "type %d, element %zu", type, i);
        }
      }
    }
  }
}

static void test_raw(void) {
  static const struct {
    const char *name;
    ArrayType type;
    size_t size; /* 0: no type of a raw BLOB */
  } names[] = {{"f16", ARRAY_F16, 2}, {"bf16", ARRAY_BF16, 2}, {"f32", ARRAY_F32, 4},
               {"f64", ARRAY_F64, 8}, {"", ARRAY_F32, 0},      {"f", ARRAY_F32, 0},
               {"f4", ARRAY_F32, 0},  {"F32", ARRAY_F32, 0},   {"f322", ARRAY_F32, 0},
               {"i8", ARRAY_I8, 0},   {" f32", ARRAY_F32, 0}};
  unsigned char bytes[17] = {0};
  for (size_t i = 0; i < sizeof names / sizeof *names; i++) {
    ArrayType type = ARRAY_BOOL;
    bool named = array_type_named(names[i].name, strlen(names[i].name), &type);
    CHECK(named == (names[i].size > 0), "'%s' is %d", names[i].name, (int)named);
    if (!named) continue;
    CHECK(type == names[i].type && array_type_size(type) == names[i].size, "'%s' is type %d",
          names[i].name, (int)type);
    for (size_t size = 0; size <= 17; size++) {
      ArrayView view = {NULL, 99, ARRAY_BOOL, true};
      bool fits = array_view_raw(bytes, size, type, &view);
      CHECK(fits == (size % names[i].size == 0), "%zu bytes of %s: %d", size, names[i].name, fits);
      CHECK(!fits || (view.bytes == bytes && view.count == size / names[i].size &&
                      view.type == type && !view.big_endian),
            "%zu bytes of %s: %zu elements", size, names[i].name, view.count);
    }
  }
  ArrayView empty;
  double none = 42;
  CHECK(array_view_raw(NULL, 0, ARRAY_F32, &empty) && empty.count == 0, "an empty BLOB");
  array_read_doubles(&empty, 0, 0, &none);
  CHECK(none == 42 && array_read_floats(&empty, 0, 0, NULL) == 0, "nothing is read of nothing");
}

/* ---- float32 ---- */

/* A double that is no NaN, through array_write_doubles and back through array_read_floats, and from
** a float64. */
static void test_narrow(double x) {
  uint64_t bits = bits_of_double(x);
  int exponent = (int)(bits >> 52 & 0x7ff);
  uint64_t fraction = (bits & (((uint64_t)1 << 52) - 1)) | (uint64_t)(exponent > 0) << 52;
  uint32_t expected = test_round(x < 0, fraction, (exponent > 0 ? exponent : 1) - 1075);
  if (x == 0) expected = (uint32_t)(bits >> 32);
  if (isinf(x)) expected = x < 0 ? 0xff800000 : 0x7f800000;
  bool beyond = isfinite(x) && (expected & 0x7fffffff) == 0x7f800000;

  unsigned char out[4] = {0}, bytes[8];
  float from_64 = 42;
  size_t written = array_write_doubles(&x, 1, out);
  test_store(bytes, bits, 8, true);
  size_t read = array_read_floats(&(ArrayView){bytes, 1, ARRAY_F64, true}, 0, 1, &from_64);
  CHECK(written == !beyond && read == written && array_overflows_float(x) == beyond,
        "%a: %zu written, %zu read", x, written, read);
  if (beyond) return;
  uint32_t stored =
      (uint32_t)out[3] << 24 | (uint32_t)out[2] << 16 | (uint32_t)out[1] << 8 | out[0];
  CHECK(stored == expected && test_float_bits(from_64) == expected,
        "%a: %08" PRIx32 " and %08" PRIx32 ", not %08" PRIx32, x, stored, test_float_bits(from_64),
        expected);
  CHECK(stored == test_float_bits((float)x), "%a: the cast is %08" PRIx32, x,
        test_float_bits((float)x));
}

/* A float, the midpoint above it, and the doubles next to both. */
static void test_narrow_around(uint32_t bits) {
  float low, high;
  uint32_t above = bits + 1;
  memcpy(&low, &bits, sizeof low);
  memcpy(&high, &above, sizeof high);
  if (isinf(low) || isnan(low)) return;
  double middle = isinf(high) ? 0x1.ffffffp127 : ((double)low + (double)high) / 2;
  double points[2] = {(double)low, middle};
  for (int i = 0; i < 2; i++) {
    for (int sign = 0; sign <= 1; sign++) {
      uint64_t point = bits_of_double(points[i]) | (uint64_t)sign << 63;
      test_narrow(bits_to_double(point));
      test_narrow(bits_to_double(point + 1));
      if (points[i] != 0) test_narrow(bits_to_double(point - 1));
    }
  }
}

static void test_narrowing(void) {
  static const uint32_t edges[] = {0,        1,          2,          3,
                                   0x7ffffe, 0x7fffff,   0x800000,   0x800001,
                                   0xffffff, 0x3f800000, 0x7f7ffffe, 0x7f7fffff};
  for (size_t i = 0; i < sizeof edges / sizeof *edges; i++) test_narrow_around(edges[i]);
  for (int i = 0; i < 50000; i++) test_narrow_around((uint32_t)test_random() & 0x7fffffff);
  for (int i = 0; i < 200000; i++) {
    double x = bits_to_double(test_random());
    if (!isnan(x)) test_narrow(x);
    /* in and around the range of float, subnormals and all */
    uint64_t exponent = 1023 - 152 + test_random() % 283;
    test_narrow(bits_to_double((test_random() & ~((uint64_t)0x7ff << 52)) | exponent << 52));
  }
  test_narrow((double)INFINITY);
  test_narrow(-(double)INFINITY);
  test_narrow(1.7976931348623157e308);
  test_narrow(5e-324);
}

static void test_writing(void) {
  double x[4] = {1.5, (double)NAN, -0.0, 1e39};
  unsigned char out[16], same[12];
  size_t written = array_write_doubles(x, 4, out);
  CHECK(written == 3, "%zu written before 1e39", written);
  CHECK(memcmp(out, "\0\0\xc0\x3f", 4) == 0 && memcmp(out + 8, "\0\0\0\x80", 4) == 0, "1.5, -0.0");
  CHECK((out[7] & 0x7f) == 0x7f && out[6] > 0x80, "NaN is %02x%02x....", out[7], out[6]);
  float narrow[3];
  array_read_floats(&(ArrayView){out, 3, ARRAY_F32, false}, 0, 3, narrow);
  array_write_floats(narrow, 3, same);
  CHECK(memcmp(out, same, 12) == 0, "floats are written as the doubles were");
  CHECK(array_write_doubles(NULL, 0, NULL) == 0, "nothing is written of nothing");
  array_write_floats(NULL, 0, NULL);

  unsigned char wide[24];
  double beyond[3] = {1, -3.5e38, 2};
  for (size_t i = 0; i < 3; i++) test_store(wide + 8 * i, bits_of_double(beyond[i]), 8, false);
  size_t read = array_read_floats(&(ArrayView){wide, 3, ARRAY_F64, false}, 0, 3, narrow);
  CHECK(read == 1 && narrow[0] == 1, "%zu read before -3.5e38", read);
}

int main(void) {
  test_halves();
  test_half_landmarks();
  test_integers();
  test_read_integers();
  test_floating();
  test_runs();
  test_raw();
  test_narrowing();
  test_writing();
  return check_report();
}
