/* test_roc_counts.c: the areas by counts have the bits of those over all examples (roc.h), whatever has come
** and gone, with weights from the smallest to the largest double. (As bytes: test_state.c.) */
#include "../../ext/metrics/roc_counts.h"
#include "../check.h"
#include "../testing.h"

enum { COUNTS_EXAMPLES = 60 };

static double counts_weight(int kind) {
  static const double wide[] = {5e-324, 1e-300, 1.0, 1.5e308};
  if (kind == 0) return 1.0;
  return kind == 1 ? test_between(0.5, 2.0) : wide[test_below(4)];
}

static void counts_areas(const RocCounts *counts, Example *rows, size_t size) {
  double area = 0.0, precision = 0.0, expected = 1.0;
  examples_sort(rows, size);
  CHECK(roc_counts_auc(counts, test_resize, &area, NULL), "memory");
  CHECK(test_equal(area, roc_auc(rows, size, NULL)), "%zu examples: area %a, not %a", size, area,
        roc_auc(rows, size, NULL));
  CHECK(roc_average_precision(rows, size, test_resize, &expected, NULL), "memory");
  CHECK(roc_counts_average_precision(counts, test_resize, &precision, NULL), "memory");
  CHECK(test_equal(precision, expected), "%zu examples: precision %a, not %a", size, precision,
        expected);
}

static void counts_random(int kind) {
  Example rows[COUNTS_EXAMPLES];
  RocCounts counts = {.rows = 0};
  bool done = true;
  int size = test_below(COUNTS_EXAMPLES);
  for (int i = 0; i < size; i++) {
    double score = test_below(3) == 0 ? test_uniform() : test_below(5) - 2.0;
    rows[i] = example_of(score, test_below(2) == 0, counts_weight(kind));
    done &= roc_counts_add(&counts, rows[i], 1, test_resize);
  }
  for (; size > 0 && test_below(3) > 0; size--) {
    done &= roc_counts_add(&counts, rows[size - 1], -1, test_resize);
  }
  CHECK(done && counts.rows == size, "%ld rows", (long)counts.rows);
  counts_areas(&counts, rows, (size_t)size);
  roc_counts_clear(&counts, test_resize);
}

/* 2^32 equal examples of each class, which no array here could hold: the areas are those of one pair. */
static void counts_many(void) {
  RocCounts counts = {.rows = 0};
  int64_t many = INT64_C(1) << 32;
  double area = 0.0, precision = 0.0;
  bool done = pair_counts_add(&counts.pairs, 1.0, 3e300, many, test_resize) &&
              pair_counts_add(&counts.pairs, 2.0, -3e300, many - 1, test_resize) &&
              pair_counts_add(&counts.pairs, 0.0, -3e300, 1, test_resize);
  CHECK(done && roc_counts_auc(&counts, test_resize, &area, NULL), "memory");
  CHECK(test_is(area, 0x1p-32), "area %a", area);
  CHECK(roc_counts_average_precision(&counts, test_resize, &precision, NULL), "memory");
  CHECK(test_is(precision, (double)many / (double)(2 * many - 1)), "precision %a", precision);
  test_allowed = 1;
  CHECK(!roc_counts_auc(&counts, test_resize, &area, NULL), "no memory");
  test_allowed = 1;
  CHECK(!roc_counts_average_precision(&counts, test_resize, &area, NULL), "no memory");
  test_allowed = 0;
  RocCounts empty = {.rows = 0};
  CHECK(!roc_counts_add(&empty, (Example){9.0, 1.0}, 1, test_resize) && empty.rows == 0,
        "no memory to begin");
  test_allowed = -1;
  roc_counts_clear(&counts, test_resize);
}

int main(void) {
  for (int i = 0; i < 600; i++) counts_random(i % 3);
  counts_many();
  CHECK(test_blocks == 0, "%ld blocks", test_blocks);
  return check_report();
}
