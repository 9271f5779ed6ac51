/* test_ranking.c: the k best of a sliding frame against sorting the frame, how little is kept, the
** order of labels, queues, and memory that runs out.
*/
#include "../../ext/num/queue.h"
#include "../../ext/num/ranking.h"
#include "../check.h"

#include <stdlib.h>
#include <string.h>

static long test_allowed = -1; /* allocations that still succeed; -1: all */
static long test_blocks;       /* not yet freed */

static void *test_resize(void *block, uint64_t bytes) {
  if (bytes == 0) {
    test_blocks -= block != NULL;
    free(block);
    return NULL;
  }
  if (test_allowed == 0) return NULL;
  if (test_allowed > 0) test_allowed--;
  void *resized = realloc(block, (size_t)bytes);
  test_blocks += block == NULL && resized != NULL;
  return resized;
}

static uint64_t test_state = 20240229;

static uint64_t test_random(uint64_t below) { /* splitmix64 */
  uint64_t z = test_state += UINT64_C(0x9e3779b97f4a7c15);
  z = (z ^ z >> 30) * UINT64_C(0xbf58476d1ce4e5b9);
  z = (z ^ z >> 27) * UINT64_C(0x94d049bb133111eb);
  return (z ^ z >> 31) % below;
}

static Label test_text(const char *text) {
  return (Label){
      .kind = LABEL_TEXT, .size = (uint32_t)strlen(text), .as.bytes = (const unsigned char *)text};
}

/* ---- labels ---- */

static void test_label_order(void) {
  const Label ordered[] = {
      {.kind = LABEL_REAL, .as.real = -9.3e18},
      {.kind = LABEL_INTEGER, .as.integer = INT64_MIN},
      {.kind = LABEL_REAL, .as.real = -3.5},
      {.kind = LABEL_INTEGER, .as.integer = -3},
      {.kind = LABEL_INTEGER, .as.integer = 1},
      {.kind = LABEL_REAL, .as.real = 1.0},
      {.kind = LABEL_REAL, .as.real = 1.5},
      {.kind = LABEL_REAL, .as.real = 9007199254740992.0},
      {.kind = LABEL_INTEGER, .as.integer = 9007199254740993},
      {.kind = LABEL_INTEGER, .as.integer = INT64_MAX},
      {.kind = LABEL_REAL, .as.real = 9223372036854775808.0},
      test_text(""),
      test_text("B"),
      test_text("Ba"),
      test_text("a"),
      test_text("\xc3\xa4"),
      {.kind = LABEL_BLOB, .size = 0},
      {.kind = LABEL_BLOB, .size = 1, .as.bytes = (const unsigned char *)"A"},
  };
  int count = (int)(sizeof ordered / sizeof *ordered);
  for (int i = 0; i < count; i++) {
    for (int j = 0; j < count; j++) {
      int order = label_compare(&ordered[i], &ordered[j]);
      CHECK((order > 0) - (order < 0) == (i > j) - (i < j), "labels %d and %d: %d", i, j, order);
    }
  }
}

/* ---- frames ---- */

typedef struct {
  double score;
  int64_t label;
} TestRow;

static int test_compare(const void *a, const void *b) {
  const TestRow *x = a, *y = b;
  if (x->score != y->score) return x->score < y->score ? 1 : -1;
  return (x->label > y->label) - (x->label < y->label);
}

static void test_check_frame(const Ranking *ranking, const TestRow *rows, size_t n, uint32_t k) {
  TestRow sorted[100];
  memcpy(sorted, rows, n * sizeof *rows);
  qsort(sorted, n, sizeof *sorted, test_compare);
  CHECK(ranking_rows(ranking) == n, "%d rows", (int)n);
  for (size_t i = 0; i < n && i < k; i++) {
    const RankingEntry *entry = ranking_at(ranking, i);
    CHECK(entry->score == sorted[i].score && entry->label.as.integer == sorted[i].label,
          "k = %u, n = %d, place %d", (unsigned)k, (int)n, (int)i);
  }
}

/* Rows come and go at random; scores and labels have many ties; sometimes they are sorted. */
static void test_frames(uint32_t k, int order) {
  Ranking ranking = {0};
  TestRow rows[1000];
  size_t first = 0, end = 0;
  while (end < 1000) {
    if (end - first < 100 && (end == first || test_random(5) < 3)) {
      double score = order == 0 ? (double)test_random(12) : (double)order * (double)end;
      rows[end] = (TestRow){score, (int64_t)test_random(4)};
      Label label = {.kind = LABEL_INTEGER, .as.integer = rows[end].label};
      CHECK(ranking_add(&ranking, score, &label, k, test_resize), "memory");
      end++;
    } else {
      ranking_remove(&ranking, test_resize);
      first++;
    }
    test_check_frame(&ranking, rows + first, end - first, k);
  }
  ranking_clear(&ranking, test_resize);
}

/* What is kept of a million rows. */
static void test_kept(uint32_t k, size_t most) {
  Ranking ranking = {0};
  size_t longest = 0;
  for (int i = 0; i < 1000000; i++) {
    Label label = test_text("the name of a class");
    CHECK(ranking_add(&ranking, (double)test_random(1u << 30), &label, k, test_resize), "memory");
    if (ranking.count > longest) longest = ranking.count;
  }
  CHECK(longest <= most, "k = %u: %d of 10^6 rows kept", (unsigned)k, (int)longest);
  CHECK(test_blocks <= (long)most + 1, "%ld blocks", test_blocks);
  ranking_clear(&ranking, test_resize);
}

/* Sorted from best to worst everything must be kept, and leaves in constant time. */
static void test_sorted(void) {
  Ranking ranking = {0};
  Label none = {.kind = LABEL_NONE};
  for (int i = 0; i < 1000000; i++) {
    CHECK(ranking_add(&ranking, -i, &none, 2, test_resize), "memory");
  }
  for (int i = 0; i < 999999; i++) ranking_remove(&ranking, test_resize);
  CHECK(ranking_rows(&ranking) == 1 && ranking_at(&ranking, 0)->score == -999999, "the last row");
  ranking_clear(&ranking, test_resize);
}

static void test_memory(void) {
  for (long allowed = 0; allowed < 40; allowed++) {
    Ranking ranking = {0};
    Queue queue = {0};
    uint64_t rows = 0, doubles = 0;
    test_allowed = allowed;
    for (int i = 0; i < 60; i++) {
      Label label = test_text("label");
      rows += ranking_add(&ranking, -i, &label, 3, test_resize);
      doubles += queue_push_double(&queue, i, test_resize);
      CHECK(ranking_rows(&ranking) == rows && queue_doubles(&queue) == doubles, "%ld", allowed);
    }
    test_allowed = -1;
    ranking_clear(&ranking, test_resize);
    queue_clear(&queue, test_resize);
  }
}

/* ---- queues ---- */

static void test_queue(void) {
  Queue queue = {0};
  size_t first = 0, end = 0, most = 0;
  for (int i = 0; i < 200000; i++) {
    size_t n = queue_doubles(&queue);
    CHECK(n == end - first, "%d doubles", (int)n);
    if (n > 0) {
      size_t at = (size_t)test_random(n);
      CHECK(queue_double(&queue, at) == (double)(first + at), "element %d", (int)at);
    }
    if (n > 0 && test_random(100) < 49) {
      queue_pop(&queue, sizeof(double));
      first++;
    } else {
      CHECK(queue_push_double(&queue, (double)end++, test_resize), "memory");
    }
    if (end - first > most) most = end - first;
  }
  CHECK(queue.capacity <= 4 * most * sizeof(double) + 1000, "%d bytes for at most %d doubles",
        (int)queue.capacity, (int)most);
  queue_clear(&queue, test_resize);
}

int main(void) {
  test_label_order();
  for (uint32_t k = 1; k <= 5; k++) {
    for (int order = -1; order <= 1; order++) test_frames(k, order);
  }
  test_frames(200, 0);
  test_kept(1, 60);
  test_kept(5, 160);
  test_sorted();
  test_memory();
  test_queue();
  CHECK(test_blocks == 0, "%ld blocks leaked", test_blocks);
  return check_report();
}
