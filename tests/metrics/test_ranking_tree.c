/* test_ranking_tree.c: the tree of a ranking against brute force: which rows it keeps, in which order and
** how often each has been beaten; labels that it owns, and memory that runs out. The k best of frames:
** test_ranking.c.
*/
#include "../../ext/metrics/ranking_tree.h"
#include "../check.h"
#include "../testing.h"
#include "ranking_tree_check.h"

#include <string.h>

enum { TEST_ROWS = 400, TEST_FRAME = 90 };

/* A row that has come, and that is still to be in the tree if `kept`. */
typedef struct {
  RankingEntry entry;
  bool kept;
} TestRow;

typedef struct {
  TestRow rows[TEST_ROWS];
  uint64_t first, end; /* of the frame */
} TestFrame;

static bool test_beats(const RankingEntry *a, const RankingEntry *b) {
  if (score_above(a->score, b->score) || score_above(b->score, a->score)) {
    return score_above(a->score, b->score);
  }
  int order = label_compare(&a->label, &b->label);
  return order != 0 ? order < 0 : a->row > b->row;
}

/* Counts anew how many later rows beat each one. */
static size_t test_count(TestFrame *frame, uint32_t keep) {
  size_t kept = 0;
  for (uint64_t i = frame->first; i < frame->end; i++) {
    RankingEntry *entry = &frame->rows[i].entry;
    entry->beaten = 0;
    for (uint64_t j = i + 1; j < frame->end; j++) {
      entry->beaten += test_beats(&frame->rows[j].entry, entry);
    }
    frame->rows[i].kept = entry->beaten < keep;
    kept += frame->rows[i].kept;
  }
  return kept;
}

/* ---- what the tree has ---- */

typedef struct {
  const TestFrame *frame;
  const RankingEntry *before;
  size_t count;
} TestVisit;

static void test_visit(void *context, const RankingEntry *entry) {
  TestVisit *visit = context;
  const TestFrame *frame = visit->frame;
  bool in_frame = entry->row >= frame->first && entry->row < frame->end;
  CHECK(in_frame, "row %d is not in the frame", (int)entry->row);
  if (!in_frame) return;
  const TestRow *row = &frame->rows[entry->row];
  CHECK(row->kept, "row %d was beaten %u times", (int)entry->row, row->entry.beaten);
  CHECK(entry->score.value == row->entry.score.value &&
            entry->score.rest == row->entry.score.rest &&
            label_compare(&entry->label, &row->entry.label) == 0,
        "row %d has changed", (int)entry->row);
  CHECK(visit->before == NULL || test_beats(visit->before, entry), "row %d is out of order",
        (int)entry->row);
  visit->before = entry;
  visit->count++;
}

/* How often each has been beaten, with what is pending above it. */
static void test_beaten(const RankingTree *tree, uint32_t at, uint32_t pending,
                        const TestFrame *frame) {
  if (at == 0) return;
  const RankingNode *node = &tree->nodes[at];
  const RankingEntry *due = &frame->rows[node->entry.row].entry;
  CHECK(node->entry.beaten + pending == due->beaten, "row %d: beaten %u times, not %u",
        (int)due->row, node->entry.beaten + pending, due->beaten);
  pending += node->pending;
  test_beaten(tree, node->child[0], pending, frame);
  test_beaten(tree, node->child[1], pending, frame);
}

static void test_compare(const RankingTree *tree, TestFrame *frame, uint32_t keep) {
  size_t kept = test_count(frame, keep);
  if (tree->nodes == NULL) {
    CHECK(kept == 0, "%zu rows are missing", kept);
    return;
  }
  CHECK(test_check_tree(tree, tree->root) == kept, "keep %u: not %zu nodes", keep, kept);
  CHECK(test_blocks == 1 + (long)kept, "%ld blocks for %zu labels", test_blocks, kept);
  test_beaten(tree, tree->root, 0, frame);
  const uint32_t most[] = {0, 1, keep, UINT32_MAX};
  for (int i = 0; i < 4; i++) {
    TestVisit visit = {.frame = frame};
    ranking_tree_visit(tree, most[i], test_visit, &visit);
    CHECK(visit.count == (most[i] < kept ? most[i] : kept), "%zu of %u are shown", visit.count,
          most[i]);
  }
}

/* ---- frames ---- */

typedef enum { TEST_TIES, TEST_RISING, TEST_FALLING, TEST_RANDOM, TEST_ORDERS } TestOrder;

static Score test_score(TestOrder order, uint64_t row) {
  switch (order) {
  case TEST_TIES: return score_of_double(test_below(4));
  case TEST_RISING: return score_of_integer((int64_t)row);
  case TEST_FALLING: return score_of_integer(-(int64_t)row);
  default: return score_of_double(test_uniform());
  }
}

/* A row with a label that the tree is to own; whether it was taken. */
static bool test_add(RankingTree *tree, TestFrame *frame, TestOrder order, uint32_t keep) {
  static const unsigned char letters[] = {'a', 'b', 'c'};
  RankingEntry *entry = &frame->rows[frame->end].entry;
  *entry = (RankingEntry){.score = test_score(order, frame->end), .row = frame->end};
  entry->label = (Label){.kind = LABEL_TEXT, .size = 1, .as.bytes = letters + test_below(3)};
  RankingEntry owned = *entry;
  CHECK(label_own(&owned.label, test_resize), "memory");
  test_allowed = test_below(2) != 0 ? -1 : 0;
  bool added = ranking_tree_add(tree, &owned, keep, test_resize);
  test_allowed = -1;
  if (!added) label_clear(&owned.label, test_resize);
  frame->end += added;
  return added;
}

/* How many allocations were refused. */
static long test_frames(TestOrder order, uint32_t keep) {
  static TestFrame frame;
  RankingTree tree = {0};
  long refused = 0;
  frame.first = frame.end = 0;
  while (frame.end < TEST_ROWS) {
    uint64_t rows = frame.end - frame.first;
    if (rows < TEST_FRAME && test_below(100) < 70) {
      refused += !test_add(&tree, &frame, order, keep);
    } else if (rows > 0) {
      ranking_tree_remove(&tree, frame.first++, test_resize);
    }
    test_compare(&tree, &frame, keep);
  }
  ranking_tree_remove(&tree, frame.end + 1, test_resize); /* is not there */
  test_compare(&tree, &frame, keep);
  while (frame.first < frame.end) ranking_tree_remove(&tree, frame.first++, test_resize);
  CHECK(tree.root == 0 && test_blocks == 1, "%ld blocks are left of an empty tree", test_blocks);
  ranking_tree_clear(&tree, test_resize);
  CHECK(tree.nodes == NULL && tree.capacity == 0 && test_blocks == 0, "cleared");
  return refused;
}

/* Cleared while it is full. */
static void test_clear(void) {
  static TestFrame frame;
  RankingTree tree = {0};
  frame.first = frame.end = 0;
  while (frame.end < 100) test_add(&tree, &frame, TEST_RANDOM, 50);
  CHECK(test_blocks > 10, "%ld blocks", test_blocks);
  ranking_tree_clear(&tree, test_resize);
  CHECK(test_blocks == 0, "%ld blocks leaked", test_blocks);
}

int main(void) {
  const uint32_t keeps[] = {1, 2, 3, 10, 33, 1000, UINT32_MAX};
  long refused = 0;
  for (int order = 0; order < TEST_ORDERS; order++) {
    for (int i = 0; i < 7; i++) refused += test_frames((TestOrder)order, keeps[i]);
  }
  CHECK(refused > 20, "%ld allocations were refused", refused);
  test_clear();
  return check_report();
}
