/* test_ranking.c: the k best of a sliding frame against sorting the frame, for every way in which a
** ranking keeps its rows; how little is kept, and how long it takes; and memory that runs out.
*/
#include "../../ext/base/score.h"
#include "../../ext/metrics/ranking.h"
#include "../check.h"
#include "../pace.h"
#include "../testing.h"
#include "ranking_tree_check.h"

#include <stdlib.h>
#include <string.h>

static Label test_text(const char *text) {
  return (Label){
      .kind = LABEL_TEXT, .size = (uint32_t)strlen(text), .as.bytes = (const unsigned char *)text};
}

/* ---- frames ---- */

enum { TEST_BEST = 2100 }; /* the longest frame, and the largest k */

typedef struct {
  Score score;
  int64_t label;
} TestRow;

static int test_compare(const void *a, const void *b) {
  const TestRow *x = a, *y = b;
  if (score_above(x->score, y->score)) return -1;
  if (score_above(y->score, x->score)) return 1;
  return (x->label > y->label) - (x->label < y->label);
}

/* The best rows that a ranking shows. */
typedef struct {
  TestRow rows[TEST_BEST];
  size_t count;
} TestBest;

static void test_collect(void *pointer, const RankingEntry *entry) {
  TestBest *best = pointer;
  CHECK(best->count < TEST_BEST, "too many are shown");
  if (best->count == TEST_BEST) return;
  bool text = entry->label.kind == LABEL_TEXT; /* of three bytes, and the last one tells */
  int64_t label = text ? entry->label.as.bytes[2] : entry->label.as.integer;
  best->rows[best->count++] = (TestRow){entry->score, label};
}

/* How many of the rows fewer than k later ones beat; of equal rows the later one does. */
static size_t test_skyband(const TestRow *rows, size_t n, uint32_t k) {
  size_t kept = 0;
  for (size_t i = 0; i < n; i++) {
    uint32_t beaten = 0;
    for (size_t j = i + 1; j < n; j++) beaten += test_compare(&rows[j], &rows[i]) <= 0;
    kept += beaten < k;
  }
  return kept;
}

static void test_check_frame(const Ranking *ranking, const TestRow *rows, size_t n, uint32_t k) {
  static TestRow sorted[TEST_BEST];
  static TestBest best;
  memcpy(sorted, rows, n * sizeof *rows);
  qsort(sorted, n, sizeof *sorted, test_compare);
  best.count = 0;
  ranking_visit(ranking, test_collect, &best);
  CHECK(ranking_rows(ranking) == n, "%d rows", (int)n);
  CHECK(best.count == (n < k ? n : k), "k = %u, n = %d: %d shown", k, (int)n, (int)best.count);
  for (size_t i = 0; i < best.count; i++) {
    CHECK(test_compare(&best.rows[i], &sorted[i]) == 0, "k = %u, n = %d, place %d", k, (int)n,
          (int)i);
  }
  size_t kept = ranking->list.count + test_check_tree(&ranking->tree, ranking->tree.root);
  if (n <= 150 && n % 8 == 4) CHECK(kept == test_skyband(rows, n, k), "%d kept", (int)kept);
}

/* Many ties, worst first, best first, or integers that as doubles would be ties. */
typedef enum { TEST_TIES, TEST_RISING, TEST_FALLING, TEST_INTEGERS, TEST_ORDERS } TestOrder;

static Score test_score(TestOrder order, size_t row) {
  switch (order) {
  case TEST_RISING: return score_of_double((double)row);
  case TEST_FALLING: return score_of_double(-(double)row);
  case TEST_INTEGERS: return score_of_integer((INT64_C(1) << 62) + test_below(900));
  default: return score_of_double((double)test_below(12));
  }
}

/* Rows come and go at random, in frames of up to `longest`; every `stride`-th of them is checked. */
static void test_frames(uint32_t k, size_t longest, TestOrder order, int stride) {
  static TestRow rows[4 * TEST_BEST];
  Ranking ranking = {0};
  size_t first = 0, end = 0, total = 4 * longest;
  int until_check = stride;
  bool growing = true;
  while (end < total) {
    if (end - first == longest || end == first) growing = end == first;
    if (test_below(100) < (growing ? 75 : 40) && end - first < longest) {
      rows[end] = (TestRow){test_score(order, end), test_below(4)};
      Label label = {.kind = LABEL_INTEGER, .as.integer = rows[end].label};
      CHECK(ranking_add(&ranking, rows[end].score, &label, k, test_resize), "memory");
      end++;
    } else if (end > first) {
      ranking_remove(&ranking, test_resize);
      first++;
    }
    if (--until_check > 0 && end > first) continue;
    until_check = stride;
    test_check_frame(&ranking, rows + first, end - first, k);
  }
  ranking_clear(&ranking, test_resize);
}

static void test_all_frames(void) {
  static const uint32_t small[] = {1, 2, 3, 4, 5, 16, 17, 31, 32, 33, 200};
  for (TestOrder order = 0; order < TEST_ORDERS; order++) {
    for (size_t i = 0; i < sizeof small / sizeof *small; i++) {
      test_frames(small[i], 100, order, 1);
      test_frames(small[i], 400, order, 11);
    }
    test_frames(200, TEST_BEST, order, 101);
    test_frames(1000, TEST_BEST, order, 101);
    test_frames(UINT32_MAX, 300, order, 11);
  }
}

/* A frame that has become empty may go on with another k: of the same kind and of the other. */
static void test_other_k(void) {
  static const uint32_t ks[] = {1, 1000, 50, 5, 32, 33, 1};
  Ranking ranking = {0};
  for (size_t i = 0; i < sizeof ks / sizeof *ks; i++) {
    TestRow rows[100];
    for (size_t j = 0; j < 100; j++) {
      rows[j] = (TestRow){test_score(TEST_TIES, j), test_below(4)};
      Label label = {.kind = LABEL_INTEGER, .as.integer = rows[j].label};
      CHECK(ranking_add(&ranking, rows[j].score, &label, ks[i], test_resize), "memory");
    }
    test_check_frame(&ranking, rows, 100, ks[i]);
    for (int j = 0; j < 100; j++) ranking_remove(&ranking, test_resize);
    CHECK(ranking.list.count == 0 && ranking.tree.root == 0, "k = %u: not empty", ks[i]);
  }
  ranking_clear(&ranking, test_resize);
}

/* ---- what is kept ---- */

/* Of a million rows. */
static void test_kept(uint32_t k, long most) {
  Ranking ranking = {0};
  long longest = 0;
  for (int i = 0; i < test_rounds(1000000); i++) {
    Label label = test_text("the name of a class");
    Score score = score_of_double((double)test_below(1 << 30));
    CHECK(ranking_add(&ranking, score, &label, k, test_resize), "memory");
    if (test_blocks > longest) longest = test_blocks;
  }
  CHECK(longest <= most + 2, "k = %u: %ld of 10^6 rows kept", k, longest);
  CHECK((long)ranking.tree.used <= most + 2 && (long)ranking.tree.capacity <= most * 3 / 2 + 100,
        "k = %u: %u nodes", k, ranking.tree.capacity);
  ranking_clear(&ranking, test_resize);
}

/* Sorted from best to worst everything must be kept, and leaves in constant time. */
static void test_sorted(uint32_t k) {
  Ranking ranking = {0};
  TestBest best = {.count = 0};
  Label none = {.kind = LABEL_NONE};
  for (int i = 0; i < 1000000; i++) {
    CHECK(ranking_add(&ranking, score_of_double(-i), &none, k, test_resize), "memory");
  }
  CHECK(ranking.tree.root == 0 || ranking.tree.nodes[ranking.tree.root].height <= 29, "high tree");
  for (int i = 0; i < 999999; i++) ranking_remove(&ranking, test_resize);
  ranking_visit(&ranking, test_collect, &best);
  CHECK(ranking_rows(&ranking) == 1 && best.count == 1 && best.rows[0].score.value == -999999,
        "the last row");
  ranking_clear(&ranking, test_resize);
}

/* A sliding frame moves on in the space that it has. */
static void test_space(uint32_t k) {
  Ranking ranking = {0};
  Label none = {.kind = LABEL_NONE};
  for (int i = 0; i < 200000; i++) {
    CHECK(ranking_add(&ranking, score_of_double(-i), &none, k, test_resize), "memory");
    if (i >= 1000) ranking_remove(&ranking, test_resize);
  }
  CHECK(ranking.list.capacity + ranking.tree.capacity <= 4000, "k = %u: %d and %u entries", k,
        (int)ranking.list.capacity, ranking.tree.capacity);
  ranking_clear(&ranking, test_resize);
}

/* ---- time ---- */

typedef struct {
  uint32_t k;
  int rows, direction; /* 0: in random order */
  bool results;        /* one after every row */
} TestTimed;

static void test_timed(void *context) {
  static TestBest best;
  const TestTimed *timed = context;
  Ranking ranking = {0};
  Label none = {.kind = LABEL_NONE};
  for (int i = 0; i < timed->rows; i++) {
    double x = timed->direction == 0 ? (double)test_below(1 << 30) : (double)timed->direction * i;
    CHECK(ranking_add(&ranking, score_of_double(x), &none, timed->k, test_resize), "memory");
    best.count = 0;
    if (timed->results) ranking_visit(&ranking, test_collect, &best);
  }
  ranking_clear(&ranking, test_resize);
}

/* What a row takes with k = 1, the cheapest. */
static double test_usual(void) {
  TestTimed timed = {.k = 1, .rows = 1000000};
  return pace_units(test_timed, &timed, 0.0) / timed.rows;
}

/* How often that a row may take. Usual are 1 to 25, on every machine and compiler; the list alone, which
** is quadratic in k, takes 300 and more. */
enum { TEST_TIMES = 150 };

static void test_time(TestTimed timed, double usual) {
  double most = TEST_TIMES * usual * timed.rows, units = pace_units(test_timed, &timed, most);
  CHECK(units <= most, "k = %u, %d rows, direction %d: %g units of %g", timed.k, timed.rows,
        timed.direction, units, most);
}

static void test_times(void) {
  double usual = test_usual();
  for (int direction = -1; direction <= 1; direction++) {
    test_time((TestTimed){1000, test_rounds(1000000), direction, false}, usual);
    test_time((TestTimed){RANKING_LIST_K, test_rounds(1000000), direction, false}, usual);
    test_time((TestTimed){50000, 50000, direction, false}, usual);
  }
  /* Running frames, best rows first. */
  test_time((TestTimed){RANKING_LIST_K + 1, 100000, -1, true}, usual);
}

/* ---- memory ---- */

static void test_memory(uint32_t k) {
  for (long allowed = 0; allowed < 70; allowed++) {
    Ranking ranking = {0};
    uint64_t rows = 0;
    test_allowed = allowed;
    for (int i = 0; i < 80; i++) {
      Label label = test_text("label");
      rows += ranking_add(&ranking, score_of_double(-i), &label, k, test_resize);
      CHECK(ranking_rows(&ranking) == rows, "%ld", allowed);
    }
    test_allowed = -1;
    ranking_clear(&ranking, test_resize);
    CHECK(test_blocks == 0, "k = %u: %ld blocks leaked", k, test_blocks);
  }
}

/* Now and then an allocation fails: the row has not come, and all others are as they were. */
static void test_memory_now_and_then(uint32_t k) {
  static TestRow rows[2000];
  Ranking ranking = {0};
  size_t first = 0, end = 0;
  long failures = 0;
  for (int i = 0; i < 2000; i++) {
    unsigned char text[3] = {'l', 'a', (unsigned char)test_below(4)};
    Label label = {.kind = LABEL_TEXT, .size = 3, .as.bytes = text};
    rows[end] = (TestRow){test_score(TEST_TIES, end), text[2]};
    test_allowed = test_below(3) > 0 ? -1 : test_below(2);
    bool added = ranking_add(&ranking, rows[end].score, &label, k, test_resize);
    test_allowed = -1;
    end += added;
    failures += !added;
    if (end - first > 150) {
      ranking_remove(&ranking, test_resize);
      first++;
    }
    test_check_frame(&ranking, rows + first, end - first, k);
  }
  CHECK(failures > 100, "only %ld allocations failed", failures);
  ranking_clear(&ranking, test_resize);
  CHECK(test_blocks == 0, "k = %u: %ld blocks leaked", k, test_blocks);
}

int main(void) {
  test_all_frames();
  test_other_k();
  test_kept(1, 60);
  test_kept(5, 160);
  test_kept(1000, 9000);
  test_sorted(2);
  test_sorted(1000);
  test_space(5);
  test_space(500);
  test_times();
  test_memory(3);
  test_memory(50);
  test_memory_now_and_then(3);
  test_memory_now_and_then(50);
  test_memory_now_and_then(1000);
  CHECK(test_blocks == 0, "%ld blocks leaked", test_blocks);
  return check_report();
}
