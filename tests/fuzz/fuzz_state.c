/* fuzz_state.c: any bytes, with a right checksum after them, as a state. What is read is written as the same
** bytes, has a result, can be merged with itself and taken off again; with memory that runs out nothing
** stays behind.
*/
#include "../../ext/base/siphash.h"
#include "fuzz.h"

#include "../states.h"

const FuzzBytes fuzz_seeds[] = {
    FUZZ_BYTES(
        "\x01\x01\x01\x08\x02\x05\x70\x80\x3f\x97\x03\x7f\x47\x55\xa5\x22\x00\x10\x30\x49\xef"
        "\x85\x17\x76\x6e\x9f\x30"),
    FUZZ_BYTES(
        "\x01\x05\x08\x02\x00\x30\xbe\x81\xcb\x13\x7c\x2d\x4f\x08\xc3\x00\x30\xf0\xa0\xc5\x70"
        "\xe4\x4e\xef\x39\x3f\x00\x00\x00"),
    FUZZ_BYTES(
        "\x01\x04\x1d\x01\x00\x01\x01\x3c\x00\x01\x01\x01\x02\x00\x00\x00\x00\x00\x00\xf0\x7f"
        "\x00\x00\x00\x00\x00\x00\x00\x00\xf0\x3f\x00\x00"),
    FUZZ_BYTES("\x01\x11\x01\x00\x00\x00\x00\x00\x00\xf0\x3f\x00\x03\x03\x63\x61\x74"),
    FUZZ_BYTES("\x01\x13\x02\x01\x00\x00\x00\x00\x00\x00\x40\x43\x02\x01\x07"),
    FUZZ_BYTES("\x01\x14\x00\x02\x00\x06\x80\x80\x80\x80\x80\x80\x80\xf8\x3f\x02\x03"),
    FUZZ_BYTES("\x01\x14\x01\x00\x00\x00\x00\x00\x00\xf0\x3f\x00\x05"),
    FUZZ_BYTES("\x01\x15\x02\x00\x06\x00\x07"),
    FUZZ_BYTES("\x01\x0e\x00\x01\x01\x02\x01\x01\x01\x01\x03\x01\x61\x00\x00\x00\x00"),
    FUZZ_LAST,
};

const FuzzBytes fuzz_words[] = {
    FUZZ_BYTES("\x01\x06"),
    FUZZ_BYTES("\x01\x07"),
    FUZZ_BYTES("\x01\x08"),
    FUZZ_BYTES("\x01\x0b"),
    FUZZ_BYTES("\x01\x0c"),
    FUZZ_BYTES("\x01\x0d\x02\x01"),
    FUZZ_BYTES("\x01\x0f\x01"),
    FUZZ_BYTES("\x01\x16"),
    FUZZ_BYTES("\x01\x30\x01"),
    FUZZ_BYTES("\x80\x80\x80\x80\x80\x80\x80\x80\x80\x01"),
    FUZZ_BYTES("\x00\x00\x00\x00\x00\x00\xf0\x7f"),
    FUZZ_BYTES("\x00\x00\x00\x00\x00\x00\xf8\x7f"),
    FUZZ_LAST,
};

static void fuzz_same_bytes(const StateKind *kind, const void *state, const uint8_t *data,
                            size_t size) {
  Bytes bytes = {.resize = test_resize};
  state_write(kind, state, &bytes);
  FUZZ_REQUIRE(bytes.size == size && memcmp(bytes.data, data, size) == 0);
  bytes_clear(&bytes);
}

static void fuzz_merge(const StateKind *kind, void *state, const uint8_t *data, size_t size) {
  void *merged = state_new(kind, test_resize);
  FUZZ_REQUIRE(merged != NULL);
  FUZZ_REQUIRE(state_merge(kind, merged, state, 1, test_resize, NULL) == STATE_MERGED);
  fuzz_same_bytes(kind, merged, data, size);
  if (state_merge(kind, merged, state, 1, test_resize, NULL) == STATE_MERGED) {
    test_state_value(kind, merged);
    FUZZ_REQUIRE(state_merge(kind, merged, state, -1, test_resize, NULL) == STATE_MERGED);
  }
  fuzz_same_bytes(kind, merged, data, size);
  state_free(kind, merged, test_resize);
}

/* `size` bytes and room for a checksum. */
static void fuzz_read(uint8_t *data, size_t size, long allowed) {
  const StateKind *kind;
  BytesReader reader;
  uint64_t hash = siphash(0, 0, data, size);
  for (int i = 0; i < 4; i++) data[size++] = (uint8_t)(hash >> 8 * i);
  test_allowed = allowed;
  void *state = test_state_read(data, size, &kind, &reader);
  test_allowed = -1;
  FUZZ_REQUIRE((state == NULL) == bytes_failed(&reader));
  FUZZ_REQUIRE(allowed >= 0 || !reader.no_memory);
  if (state == NULL) return;
  fuzz_same_bytes(kind, state, data, size);
  test_state_value(kind, state);
  fuzz_merge(kind, state, data, size);
  state_free(kind, state, test_resize);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size) {
  uint8_t *copy = fuzz_allocate(size + 4);
  (void)check_report;
  for (long allowed = -1; allowed < 3; allowed++) {
    if (size > 0) memcpy(copy, data, size);
    fuzz_read(copy, size, allowed);
  }
  free(copy);
  FUZZ_REQUIRE(test_blocks == 0 && check_failed == 0);
  return 0;
}
