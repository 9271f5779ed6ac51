/* roc_counts.c: see roc_counts.h. */
#include "roc_counts.h"

#include "../base/bits.h"

bool roc_counts_add(RocCounts *counts, Example example, int sign, MemoryResize *resize) {
  if (!pair_counts_add(&counts->pairs, example.score, example.weight, sign, resize)) return false;
  counts->rows += sign;
  return true;
}

void roc_counts_clear(RocCounts *counts, MemoryResize *resize) {
  pair_counts_clear(&counts->pairs, resize);
  counts->rows = 0;
}

/* ---- the areas ---- */

/* The rows in the order of examples_sort: the pairs from the last to the first. */
typedef struct {
  Example *sorted;
  int64_t *times;
  size_t count;
} RocCountsRows;

static void roc_counts_rows_clear(RocCountsRows *rows, MemoryResize *resize) {
  if (rows->sorted != NULL) resize(rows->sorted, 0);
  if (rows->times != NULL) resize(rows->times, 0);
}

static bool roc_counts_rows(const RocCounts *counts, RocCountsRows *rows, MemoryResize *resize,
                            const Stop *stop) {
  AvlPath path;
  size_t left = counts->pairs.count, asked = 0;
  bool stopped = false;
  rows->count = left;
  rows->sorted = memory_array(NULL, left, sizeof *rows->sorted, resize);
  rows->times = memory_array(NULL, left, sizeof *rows->times, resize);
  if (rows->sorted == NULL || rows->times == NULL) {
    roc_counts_rows_clear(rows, resize);
    return false;
  }
  for (uint32_t at = avl_first(&counts->pairs, &path); at != 0 && !stopped;
       at = avl_next(&counts->pairs, &path, at)) {
    const PairCount *item = pair_counts_item(&counts->pairs, at);
    left--;
    rows->sorted[left] = (Example){item->first, item->second};
    rows->times[left] = item->count;
    stopped = stop_after(stop, &asked, 1);
  }
  if (stopped) roc_counts_rows_clear(rows, resize);
  return !stopped;
}

bool roc_counts_auc(const RocCounts *counts, MemoryResize *resize, double *area, const Stop *stop) {
  RocCountsRows rows;
  if (!roc_counts_rows(counts, &rows, resize, stop)) return false;
  *area = roc_rows_auc((RocRows){rows.sorted, rows.times, rows.count}, stop);
  roc_counts_rows_clear(&rows, resize);
  return !bits_is_nan(*area) || !stop_asked(stop);
}

bool roc_counts_average_precision(const RocCounts *counts, MemoryResize *resize, double *precision,
                                  const Stop *stop) {
  RocCountsRows rows;
  if (!roc_counts_rows(counts, &rows, resize, stop)) return false;
  bool done = roc_rows_average_precision((RocRows){rows.sorted, rows.times, rows.count}, resize,
                                         precision, stop);
  roc_counts_rows_clear(&rows, resize);
  return done;
}

/* ---- as bytes ---- */

/* Most weights are 1 in magnitude. */
void roc_counts_write(const RocCounts *counts, Bytes *bytes) {
  pair_counts_write(&counts->pairs, 1.0, bytes);
}

void roc_counts_read(RocCounts *counts, BytesReader *reader) {
  AvlPath path;
  counts->rows = pair_counts_read(&counts->pairs, 1.0, ROC_MOST - 1, reader);
  for (uint32_t at = avl_first(&counts->pairs, &path); at != 0 && bytes_read_on(reader);
       at = avl_next(&counts->pairs, &path, at)) {
    double weight = pair_counts_item(&counts->pairs, at)->second;
    bytes_require(reader, weight != 0.0 && bits_is_finite(weight));
  }
}

bool roc_counts_merge(RocCounts *counts, const RocCounts *from, int sign, MemoryResize *resize,
                      const Stop *stop) {
  counts->rows += sign * from->rows;
  return pair_counts_merge(&counts->pairs, &from->pairs, sign, resize, stop);
}
