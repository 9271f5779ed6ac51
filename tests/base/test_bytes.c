/* test_bytes.c: what is written is read back, has one form only, and nothing is read beyond the end. */
#include "../../ext/base/bytes.h"
#include "../check.h"
#include "../testing.h"

#include <math.h>

static Bytes bytes_begin(size_t most) {
  return (Bytes){.most = most, .resize = test_resize};
}

static BytesReader bytes_reader(const unsigned char *data, size_t size) {
  return (BytesReader){.at = data, .end = data + size, .resize = test_resize};
}

static Wide bytes_random_wide(void) {
  Wide x = {test_random(), test_random() >> 1};
  int shift = test_below(127);
  while (shift-- > 0) x = (Wide){x.lo >> 1 | x.hi << 63, x.hi >> 1};
  if (test_below(3) == 0) x.lo = 0;
  if (wide_is_zero(x)) x.lo = 1;
  return test_below(2) == 0 ? x : wide_negate(x);
}

/* Every kind of field, many times, and each of its bytes taken away. */
static void bytes_round(void) {
  uint64_t whole = test_random() >> test_below(64);
  int64_t number = (int64_t)(test_random() >> test_below(64)) * (test_below(2) == 0 ? 1 : -1);
  double real = test_any_double();
  Wide wide = bytes_random_wide();
  Bytes bytes = bytes_begin(1000);
  bytes_put_unsigned(&bytes, whole);
  bytes_put_signed(&bytes, number);
  bytes_put_double(&bytes, real);
  bytes_put_wide(&bytes, wide);
  bytes_put_byte(&bytes, 7);
  bytes_put(&bytes, "abc", 3);
  for (size_t size = 0; size <= bytes.size; size++) {
    BytesReader reader = bytes_reader(bytes.data, size);
    bool same = bytes_unsigned(&reader) == whole;
    same &= bytes_signed(&reader) == number;
    same &= test_is(bytes_double(&reader), real);
    Wide again = bytes_wide(&reader);
    same &= again.lo == wide.lo && again.hi == wide.hi;
    same &= bytes_byte(&reader) == 7;
    const unsigned char *span = bytes_span(&reader, 3);
    same &= span != NULL && memcmp(span, "abc", 3) == 0;
    CHECK(same == (size == bytes.size) && bytes_failed(&reader) != same, "%zu of %zu bytes", size,
          bytes.size);
    CHECK(same || strcmp(reader.fault, "is cut short") == 0, "%s", reader.fault);
  }
  bytes_clear(&bytes);
}

typedef enum { BYTES_UNSIGNED, BYTES_SIGNED, BYTES_SUM } BytesField;

/* Hostile fields: what is refused, and why. */
static void bytes_refused(BytesField field, const char *data, size_t size, const char *fault) {
  char *copy = test_copy(data, size);
  BytesReader reader = bytes_reader((const unsigned char *)copy, size);
  if (field == BYTES_UNSIGNED) CHECK(bytes_unsigned(&reader) == 0, "%s", fault);
  if (field == BYTES_SIGNED) CHECK(bytes_signed(&reader) == 0, "%s", fault);
  if (field == BYTES_SUM) CHECK(wide_is_zero(bytes_wide(&reader)), "%s", fault);
  CHECK(reader.fault != NULL && strcmp(reader.fault, fault) == 0, "%s, not %s", reader.fault,
        fault);
  CHECK(bytes_byte(&reader) == 0 && bytes_span(&reader, 1) == NULL, "after a failure");
  free(copy);
}

static void bytes_hostile(void) {
  static const char canonical[] = "is not in canonical form", range[] = "has a number that is out "
                                                                        "of range";
  bytes_refused(BYTES_UNSIGNED, "\x80\x00", 2, canonical);
  bytes_refused(BYTES_UNSIGNED, "\xff\xff\xff\xff\xff\xff\xff\xff\xff\x02", 10, range);
  bytes_refused(BYTES_UNSIGNED, "\xff\xff\xff\xff\xff\xff\xff\xff\xff\x81\x00", 11, range);
  bytes_refused(BYTES_UNSIGNED, "\xff", 1, "is cut short");
  bytes_refused(BYTES_SIGNED, "\x81\x80\x00", 3, canonical);
  bytes_refused(BYTES_SUM, "\x02\x01\x00", 3, canonical); /* a zero byte on top */
  bytes_refused(BYTES_SUM, "\x02\x00\x01", 3, canonical); /* ... and below */
  bytes_refused(BYTES_SUM, "\x00\x00", 2, canonical);     /* zero */
  bytes_refused(BYTES_SUM, "\x22\x01", 2, "is cut short");
  bytes_refused(BYTES_SUM, "\x80\x04\x01", 3, range); /* 16 zero bytes below */
  bytes_refused(BYTES_SUM, "\x1e\x01\x01\x01\x01\x01\x01\x01\x01\x01\x01\x01\x01\x01\x01\x01\x80",
                17, range); /* 2^127 and above */
}

/* A limit, and memory that runs out: nothing more is written, and nothing is lost. */
static void bytes_limits(void) {
  Bytes bytes = bytes_begin(3);
  bytes_put(&bytes, "abcd", 4);
  CHECK(bytes.is_full && bytes.size == 0, "too many at once");
  bytes_put_byte(&bytes, 1);
  CHECK(bytes.size == 0, "after a failure");
  bytes_clear(&bytes);
  for (long allowed = 0; allowed < 2; allowed++) {
    bytes = bytes_begin(1000);
    test_allowed = allowed;
    for (int i = 0; i < 200; i++) bytes_put_byte(&bytes, 1);
    CHECK(bytes.no_memory && bytes.size < 200, "%ld allocations", allowed);
    test_allowed = -1;
    bytes_clear(&bytes);
  }
  BytesReader reader = bytes_reader((const unsigned char *)"\x05", 1);
  CHECK(bytes_between(&reader, 6, 9) == 0 && bytes_failed(&reader), "below the least");
  reader = bytes_reader((const unsigned char *)"\x05", 1);
  CHECK(bytes_between(&reader, 0, 5) == 5 && !bytes_failed(&reader), "the most");
  reader.no_memory = true;
  bytes_refuse(&reader, "a fault");
  CHECK(reader.fault == NULL, "the first failure counts");
}

int main(void) {
  for (int i = 0; i < 20000; i++) bytes_round();
  bytes_hostile();
  bytes_limits();
  CHECK(test_blocks == 0, "%ld blocks", test_blocks);
  return check_report();
}
