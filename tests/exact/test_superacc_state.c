/* test_superacc_state.c: sums as bytes and back, merged as if the terms had been added to one, and sums
** beyond their limits. */
#include "../../ext/exact/superacc_state.h"
#include "../check.h"
#include "../testing.h"

enum { SUMS_TERMS = 40 };

static const SuperaccLimits sums_limits = {1 << 20, SUMS_TERMS, 94};

static Bytes sums_write(const Superacc *acc) {
  Bytes bytes = {.most = 1 << 20, .resize = test_resize};
  superacc_write(acc, &bytes);
  return bytes;
}

static bool sums_equal(const Superacc *a, const Superacc *b) {
  Bytes of_a = sums_write(a), of_b = sums_write(b);
  bool equal = of_a.size == of_b.size && memcmp(of_a.data, of_b.data, of_a.size) == 0;
  bytes_clear(&of_a);
  bytes_clear(&of_b);
  return equal;
}

/* Whether the bytes, with each of the last ones missing, are read, and as what they were. */
static void sums_read(const Superacc *acc) {
  Bytes bytes = sums_write(acc);
  for (size_t size = 0; size <= bytes.size; size++) {
    Superacc again = {.sparse = {.items = NULL}};
    BytesReader reader = {.at = bytes.data, .end = bytes.data + size, .resize = test_resize};
    superacc_read(&again, &sums_limits, &reader);
    CHECK(bytes_failed(&reader) == (size < bytes.size), "%zu of %zu: %s", size, bytes.size,
          reader.fault);
    CHECK(size < bytes.size || sums_equal(acc, &again), "read as something else");
    superacc_clear(&again, test_resize);
  }
  bytes_clear(&bytes);
}

/* Terms go to the whole, and to one of three parts; those of the third leave again. */
static void sums_random(int64_t widest) {
  Superacc whole = {.sparse = {.items = NULL}}, part[3], merged = whole;
  bool done = true;
  for (int i = 0; i < 3; i++) part[i] = merged;
  for (int i = 0; i < SUMS_TERMS; i++) {
    int which = test_below(3);
    int64_t m = (int64_t)(test_random() >> 1) >> test_below(60);
    int64_t e = (int64_t)(test_random() % (uint64_t)(2 * widest)) - widest;
    if (test_below(2) == 0) m = -m;
    done &= superacc_add(&part[which], m, e, test_resize);
    if (which < 2) done &= superacc_add(&whole, m, e, test_resize);
  }
  for (int i = 2; i >= 0; i--) done &= superacc_merge(&merged, &part[i], 1, test_resize, NULL);
  done &= superacc_merge(&merged, &part[2], -1, test_resize, NULL);
  CHECK(done && sums_equal(&whole, &merged), "merged, exponents within %ld", (long)widest);
  sums_read(&whole);
  for (int i = 0; i < 3; i++) superacc_clear(&part[i], test_resize);
  superacc_clear(&whole, test_resize);
  superacc_clear(&merged, test_resize);
}

static bool sums_accepts(const char *data, size_t size, SuperaccLimits limits) {
  SumMap map = {.items = NULL};
  char *copy = test_copy(data, size);
  BytesReader reader = {.at = (const unsigned char *)copy,
                        .end = (const unsigned char *)copy + size,
                        .resize = test_resize};
  sum_map_read(&map, &limits, &reader);
  sum_map_clear(&map, test_resize);
  free(copy);
  return !bytes_failed(&reader);
}

/* A key is a signed varint, a sum a head and its bytes. */
static void sums_beyond(void) {
  CHECK(sums_accepts("\x01\x06\x00\x07", 4, (SuperaccLimits){3, 8, 0}), "7 at 3");
  CHECK(!sums_accepts("\x01\x06\x00\x07", 4, (SuperaccLimits){2, 8, 0}), "too far");
  CHECK(!sums_accepts("\x01\x05\x00\x07", 4, (SuperaccLimits){2, 8, 0}), "too far below");
  CHECK(!sums_accepts("\x01\x06\x00\x07", 4, (SuperaccLimits){3, 7, 0}), "too large");
  CHECK(!sums_accepts("\x01\x06\x01\x07", 4, (SuperaccLimits){3, 7, 0}), "too large, negative");
  CHECK(sums_accepts("\x01\x06\x00\x07", 4, (SuperaccLimits){3, 2, 2}), "7 < 2 * 4");
  CHECK(!sums_accepts("\x01\x06\x00\x08", 4, (SuperaccLimits){3, 2, 2}), "8 is not below 2 * 4");
  CHECK(sums_accepts("\x01\x06\x80\x02\x07", 5, (SuperaccLimits){3, 8, 64}), "7 * 2^64");
  CHECK(!sums_accepts("\x01\x06\x80\x02\x08", 5, (SuperaccLimits){3, 8, 64}), "8 * 2^64");
  CHECK(!sums_accepts("\x01\x06\x80\x02\x08", 5, (SuperaccLimits){3, 8, 2}), "far above 2^2");
  CHECK(sums_accepts("\x02\x05\x00\x07\x05\x00\x07", 7, (SuperaccLimits){3, 8, 0}), "from -3 to 3");
  CHECK(!sums_accepts("\x02\x05\x00\x07\x06\x00\x07", 7, (SuperaccLimits){3, 8, 0}), "to 4");
}

static void sums_failures(void) {
  Superacc from = {.sparse = {.items = NULL}}, to = from;
  CHECK(superacc_add(&from, 1, 1000, test_resize), "memory");
  Bytes bytes = sums_write(&from);
  BytesReader reader = {.at = bytes.data, .end = bytes.data + bytes.size, .resize = test_resize};
  test_allowed = 0;
  CHECK(!superacc_merge(&to, &from, 1, test_resize, NULL), "merged");
  superacc_read(&to, &sums_limits, &reader);
  CHECK(reader.no_memory, "read");
  test_allowed = -1;
  bytes_clear(&bytes);
  superacc_clear(&from, test_resize);
  superacc_clear(&to, test_resize);
}

int main(void) {
  static const int64_t widest[] = {40, 150, 1000, INT64_C(1) << 24};
  for (int i = 0; i < 400; i++) sums_random(widest[i % 4]);
  sums_beyond();
  sums_failures();
  CHECK(test_blocks == 0, "%ld blocks", test_blocks);
  return check_report();
}
