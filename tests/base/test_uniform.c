/* test_uniform.c: which bytes of a key are hashed. That the numbers drawn are uniform: test_siphash.c. */
#include "../../ext/base/bits.h"
#include "../../ext/base/siphash.h"
#include "../../ext/base/uniform.h"

#include "../check.h"
#include "../testing.h"

#include <string.h>

/* What tests/peers/reference.py, which hashes on its own, gives for some keys. */
static void test_keys(void) {
  const unsigned char a[] = {'a'};
  const Label keys[] = {{LABEL_INTEGER, 0, {.integer = 42}}, {LABEL_REAL, 0, {.real = 42.0}},
                        {LABEL_REAL, 0, {.real = 0.5}},      {LABEL_TEXT, 1, {.bytes = a}},
                        {LABEL_BLOB, 1, {.bytes = a}},       {LABEL_REAL, 0, {.real = -3.0}}};
  static const struct {
    int64_t seed;
    double draw;
  } known[] = {{1, 0.023773626171483264}, {1, 0.023773626171483264}, {-1, 0.4078747021289203},
               {7, 0.596487233089427},    {7, 0.596487233089427},    {7, 0.2810813057563252}};
  for (size_t i = 0; i < sizeof keys / sizeof *keys; i++) {
    double draw = uniform(known[i].seed, &keys[i]);
    CHECK(test_is(draw, known[i].draw), "key %zu: %.17g", i, draw);
  }
}

static double test_draw(int64_t seed, Label key, uint64_t word) {
  unsigned char bytes[8];
  for (int i = 0; i < 8; i++) bytes[i] = (unsigned char)(word >> 8 * i);
  double draw = uniform(seed, &key), due = siphash_uniform(seed, bytes, sizeof bytes);
  CHECK(test_is(draw, due), "seed %lld: %a, not %a", (long long)seed, draw, due);
  CHECK(draw > 0.0 && draw < 1.0, "seed %lld: %a", (long long)seed, draw);
  return draw;
}

/* A number is hashed as its eight bytes, and a real that is an integer as that integer. */
static void test_numbers(void) {
  for (int i = 0; i < 20000; i++) {
    int64_t seed = (int64_t)test_random(), n = (int64_t)test_random() >> test_below(64);
    double x = bits_to_double(test_random());
    test_draw(seed, (Label){.kind = LABEL_INTEGER, .as.integer = n}, (uint64_t)n);
    test_draw(seed, (Label){.kind = LABEL_REAL, .as.real = x},
              x >= -0x1p63 && x < 0x1p63 && (double)(int64_t)x == x ? (uint64_t)(int64_t)x
                                                                    : bits_of_double(x));
    n >>= 11; /* is a double */
    double of_integer =
        test_draw(seed, (Label){.kind = LABEL_INTEGER, .as.integer = n}, (uint64_t)n);
    double of_real =
        test_draw(seed, (Label){.kind = LABEL_REAL, .as.real = (double)n}, (uint64_t)n);
    CHECK(of_integer == of_real, "%lld and the real", (long long)n);
  }
  test_draw(1, (Label){.kind = LABEL_REAL, .as.real = -0.0}, 0);
  test_draw(1, (Label){.kind = LABEL_REAL, .as.real = -0x1p63}, UINT64_C(1) << 63);
  test_draw(1, (Label){.kind = LABEL_REAL, .as.real = 0x1p63}, bits_of_double(0x1p63));
  test_draw(1, (Label){.kind = LABEL_REAL, .as.real = 1e300}, bits_of_double(1e300));
  test_draw(1, (Label){.kind = LABEL_REAL, .as.real = bits_infinity()}, BITS_INFINITY);
  test_draw(1, (Label){.kind = LABEL_REAL, .as.real = -bits_infinity()}, BITS_INFINITY | BITS_SIGN);
}

/* Text and BLOBs are hashed as their bytes, NULs and all; no bytes need no pointer. */
static void test_bytes(void) {
  unsigned char bytes[40];
  for (int i = 0; i < 20000; i++) {
    int64_t seed = (int64_t)test_random();
    uint32_t size = (uint32_t)test_index(sizeof bytes + 1);
    for (uint32_t k = 0; k < size; k++) bytes[k] = (unsigned char)test_below(i % 2 != 0 ? 256 : 2);
    Label text = {.kind = LABEL_TEXT, .size = size, .as.bytes = bytes}, blob = text;
    blob.kind = LABEL_BLOB;
    double due = siphash_uniform(seed, bytes, size);
    CHECK(test_is(uniform(seed, &text), due) && test_is(uniform(seed, &blob), due), "%u bytes",
          (unsigned)size);
  }
  Label none = {.kind = LABEL_TEXT, .size = 0, .as.bytes = NULL};
  CHECK(test_is(uniform(3, &none), siphash_uniform(3, NULL, 0)), "no bytes");
}

int main(void) {
  test_keys();
  test_numbers();
  test_bytes();
  return check_report();
}
