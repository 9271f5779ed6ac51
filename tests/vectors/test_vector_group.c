/* test_vector_group.c: scores that come in any order and make a vector: what an array of a fixed size
** gives, in frames that slide too, and nothing changed where memory runs out. */
#include "../../ext/vectors/vector_group.h"
#include "../check.h"
#include "../testing.h"

#include <math.h>

enum { TEST_INDEXES = 300, TEST_ROWS = 500 };

/* What is in: for each index whether a score is, and which element it makes. */
typedef struct {
  bool in[TEST_INDEXES];
  float element[TEST_INDEXES];
} TestModel;

static size_t test_size(const TestModel *model) {
  size_t size = TEST_INDEXES;
  while (size > 0 && !model->in[size - 1]) size--;
  return size;
}

static void test_check(const VectorGroup *group, const TestModel *model, const char *what) {
  float got[TEST_INDEXES + 1] = {0};
  size_t size = test_size(model);
  CHECK(group->size == size, "%s: size %zu, not %zu", what, group->size, size);
  if (group->size != size) return;
  size_t same = 0;
  vector_group_elements(group, got);
  while (same < size) {
    float expected = model->in[same] ? model->element[same] : -INFINITY;
    if (!test_is((double)got[same], (double)expected)) break;
    same++;
  }
  CHECK(same == size, "%s: element %zu is %a", what, same, (double)got[same]);
}

static double test_score(void) {
  static const double odd[] = {NAN, -0.0, 0.0, INFINITY, -INFINITY, 0x1.ffffffp127, 1e-46, 0.1};
  if (test_below(4) == 0) return odd[test_below((int)(sizeof odd / sizeof *odd))];
  return test_between(-50.0, 50.0);
}

static void test_put(TestModel *model, size_t index, double score) {
  model->in[index] = true;
  model->element[index] = isnan(score) ? -INFINITY : (float)score;
}

/* ---- known answers ---- */

static void test_known(void) {
  VectorGroup group = {0};
  float got[4];
  CHECK(group.size == 0, "empty");
  vector_group_elements(&group, NULL);
  CHECK(vector_group_add(&group, 3, 2.25, test_resize) == VECTOR_GROUP_ADDED, "added");
  CHECK(vector_group_add(&group, 0, NAN, test_resize) == VECTOR_GROUP_ADDED, "masked");
  CHECK(vector_group_add(&group, 3, 1.0, test_resize) == VECTOR_GROUP_TAKEN, "taken");
  CHECK(vector_group_add(&group, 0, 1.0, test_resize) == VECTOR_GROUP_TAKEN, "taken by a mask");
  CHECK(group.size == 4, "size %zu", group.size);
  vector_group_elements(&group, got);
  CHECK(got[0] == -INFINITY && got[1] == -INFINITY && got[2] == -INFINITY && got[3] == 2.25F,
        "%g %g %g %g", (double)got[0], (double)got[1], (double)got[2], (double)got[3]);
  vector_group_remove(&group, 3);
  CHECK(group.size == 1, "size %zu", group.size);
  vector_group_remove(&group, 0);
  CHECK(group.size == 0, "size %zu", group.size);
  vector_group_remove(&group, 7);
  CHECK(vector_group_add(&group, VECTOR_GROUP_INDEX_MOST, 1.0, test_resize) == VECTOR_GROUP_ADDED,
        "the highest index");
  CHECK(group.size == (size_t)VECTOR_GROUP_INDEX_MOST + 1, "size %zu", group.size);
  vector_group_clear(&group, test_resize);
  CHECK(group.size == 0 && group.slots == NULL, "cleared");
}

/* ---- frames ---- */

static void test_sliding(void) {
  int taken = 0;
  for (int round = 0; round < 100; round++) {
    VectorGroup group = {0};
    TestModel model = {{false}, {0}};
    size_t indexes[TEST_ROWS];
    int first = 0, end = 0, width = 1 + test_below(80);
    while (end < TEST_ROWS) {
      size_t index = test_index(1 + test_index(TEST_INDEXES));
      double score = test_score();
      bool free = !model.in[index];
      VectorGroupOutcome outcome = vector_group_add(&group, index, score, test_resize);
      CHECK(outcome == (free ? VECTOR_GROUP_ADDED : VECTOR_GROUP_TAKEN), "index %zu: %d", index,
            (int)outcome);
      if (free) {
        test_put(&model, index, score);
        indexes[end++] = index;
      }
      taken += !free;
      bool emptied = test_below(100) == 0;
      while (end - first > width || (emptied && first < end)) {
        model.in[indexes[first]] = false;
        vector_group_remove(&group, indexes[first++]);
      }
      test_check(&group, &model, "sliding");
    }
    vector_group_clear(&group, test_resize);
  }
  CHECK(taken > 1000, "only %d indexes were taken", taken);
}

/* ---- memory that runs out ---- */

static void test_faults(void) {
  int failures = 0;
  for (int round = 0; round < 300; round++) {
    VectorGroup group = {0};
    TestModel model = {{false}, {0}};
    for (int i = 0; i < 40; i++) {
      size_t index = test_index(TEST_INDEXES);
      double score = test_score();
      test_allowed = 0;
      VectorGroupOutcome outcome = vector_group_add(&group, index, score, test_resize);
      test_allowed = -1;
      if (outcome == VECTOR_GROUP_NO_MEMORY) {
        failures++;
        test_check(&group, &model, "no memory");
        outcome = vector_group_add(&group, index, score, test_resize);
      }
      CHECK(outcome == (model.in[index] ? VECTOR_GROUP_TAKEN : VECTOR_GROUP_ADDED), "%d",
            (int)outcome);
      if (outcome == VECTOR_GROUP_ADDED) test_put(&model, index, score);
      test_check(&group, &model, "memory again");
    }
    vector_group_clear(&group, test_resize);
  }
  CHECK(failures > 500, "only %d allocations failed", failures);
}

int main(void) {
  test_known();
  test_sliding();
  test_faults();
  CHECK(test_blocks == 0, "%ld blocks leaked", test_blocks);
  return check_report();
}
