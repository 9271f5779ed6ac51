/* test_pair_counts.c: counts of pairs against an array of them, as bytes and back, and where memory runs
** out. */
#include "../../ext/base/pair_counts.h"
#include "../check.h"
#include "../testing.h"

enum { COUNTS_VALUES = 6 };

static const double counts_values[COUNTS_VALUES] = {-1e300, -1.0, 0.0, 5e-324, 1.0, 2.5};

/* How often each pair of two of the values is there. */
typedef struct {
  int64_t count[COUNTS_VALUES][COUNTS_VALUES];
} CountsTable;

static void counts_compare(const PairCounts *counts, const CountsTable *table) {
  AvlPath path;
  uint32_t size = 0, at = avl_first(counts, &path);
  for (int i = 0; i < COUNTS_VALUES; i++) {
    for (int k = 0; k < COUNTS_VALUES; k++) {
      if (table->count[i][k] == 0) continue;
      const PairCount *item = pair_counts_item(counts, at);
      CHECK(at != 0 && test_is(item->first, counts_values[i]) &&
                test_is(item->second, counts_values[k]) && item->count == table->count[i][k],
            "pair %d %d", i, k);
      at = avl_next(counts, &path, at);
      size++;
    }
  }
  CHECK(at == 0 && counts->count == size, "%u pairs", size);
}

static Bytes counts_write(const PairCounts *counts, double usual) {
  Bytes bytes = {.most = 1 << 20, .resize = test_resize};
  pair_counts_write(counts, usual, &bytes);
  return bytes;
}

/* As bytes and back, and with each of the last bytes missing. */
static void counts_bytes(const PairCounts *counts, const CountsTable *table) {
  static const double usual[] = {0.0, 1.0};
  for (int i = 0; i < 2; i++) {
    Bytes bytes = counts_write(counts, usual[i]);
    for (size_t size = 0; size <= bytes.size; size++) {
      PairCounts again = {.items = NULL};
      BytesReader reader = {.at = bytes.data, .end = bytes.data + size, .resize = test_resize};
      pair_counts_read(&again, usual[i], INT64_C(1) << 40, &reader);
      CHECK(bytes_failed(&reader) == (size < bytes.size), "%zu of %zu bytes", size, bytes.size);
      if (size == bytes.size) counts_compare(&again, table);
      pair_counts_clear(&again, test_resize);
    }
    bytes_clear(&bytes);
  }
}

static void counts_random(void) {
  PairCounts counts = {.items = NULL}, added = {.items = NULL};
  CountsTable table = {{{0}}};
  bool done = true;
  for (int step = 0; step < 60; step++) {
    int i = test_below(COUNTS_VALUES), k = test_below(COUNTS_VALUES), sign = 1;
    int64_t count = 1 + test_below(3);
    if (table.count[i][k] >= count && test_below(2) == 0) sign = -1;
    double first = counts_values[i], second = counts_values[k];
    if (test_below(2) == 0) first = first == 0.0 ? -0.0 : first;
    table.count[i][k] += sign * count;
    done &= pair_counts_add(&counts, first, second, sign * count, test_resize);
  }
  CHECK(done, "memory");
  counts_compare(&counts, &table);
  counts_bytes(&counts, &table);
  done &= pair_counts_add(&added, 1.0, 2.0, 5, test_resize);
  done &= pair_counts_merge(&counts, &added, 1, test_resize, NULL);
  done &= pair_counts_merge(&counts, &added, -1, test_resize, NULL);
  CHECK(done, "memory");
  counts_compare(&counts, &table);
  pair_counts_clear(&counts, test_resize);
  pair_counts_clear(&added, test_resize);
}

/* Fields that have another form, or a value that they cannot have. */
static void counts_refused(const char *data, size_t size, const char *why) {
  PairCounts counts = {.items = NULL};
  char *copy = test_copy(data, size);
  BytesReader reader = {.at = (const unsigned char *)copy,
                        .end = (const unsigned char *)copy + size,
                        .resize = test_resize};
  pair_counts_read(&counts, 1.0, 1000, &reader);
  CHECK(bytes_failed(&reader), "%s is read", why);
  pair_counts_clear(&counts, test_resize);
  free(copy);
}

static void counts_failures(void) {
  PairCounts counts = {.items = NULL}, from = {.items = NULL};
  CHECK(pair_counts_add(&from, 1.0, 2.0, 1, test_resize), "memory");
  Bytes bytes = counts_write(&from, 1.0);
  test_allowed = 0;
  CHECK(!pair_counts_add(&counts, 1.0, 2.0, 1, test_resize) && counts.root == 0, "added");
  CHECK(!pair_counts_merge(&counts, &from, 1, test_resize, NULL), "merged");
  BytesReader reader = {.at = bytes.data, .end = bytes.data + bytes.size, .resize = test_resize};
  pair_counts_read(&counts, 1.0, 1000, &reader);
  CHECK(reader.no_memory && reader.fault == NULL, "read");
  test_allowed = -1;
  bytes_clear(&bytes);
  pair_counts_clear(&from, test_resize);
  pair_counts_clear(&counts, test_resize);
}

int main(void) {
  for (int i = 0; i < 300; i++) counts_random();
  counts_refused("\x02\x00\x06\x00\x06", 5, "the same pair twice");
  counts_refused("\x02\x00\x06\x00\x07", 5, "a pair before the last one");
  counts_refused("\x01\x00\x02\x01", 4, "a count of 1 that is written out");
  counts_refused("\x01\x00\x02\xe9\x07", 5, "a count above the most");
  counts_refused("\x02\x00\x02\xd8\x04\x01\x02\xd8\x04", 9, "counts above the most together");
  counts_refused("\x01\x00\x04\x00\x00\x00\x00\x00\x00\xf0\x3f", 11, "a usual one written out");
  counts_refused("\x01\x00\x05\x00\x00\x00\x00\x00\x00\x00\x00", 11, "-0.0");
  counts_refused("\x01\x00\x04\x00\x00\x00\x00\x00\x00\xf8\x7f", 11, "NaN");
  counts_refused("\x01\x01\x06", 3, "a first one of -0.0");
  counts_refused("\x01\x00\x08", 3, "flags");
  counts_failures();
  CHECK(test_blocks == 0, "%ld blocks", test_blocks);
  return check_report();
}
