/* test_steps.c: lines of few points that cover the same pixels as all of the points that came in. */
#include "../../ext/plot/steps.h"
#include "../check.h"
#include "../testing.h"

#include <stdlib.h>
#include <string.h>

enum { TEST_SIDE = CURVE_SIDE + 1 };

/* For each place on the x-axis, where a line is at its lowest and at its highest. */
typedef struct {
  int32_t low[TEST_SIDE], high[TEST_SIDE];
} TestRange;

static void test_begin(TestRange *range) {
  for (int i = 0; i < TEST_SIDE; i++) {
    range->low[i] = TEST_SIDE;
    range->high[i] = -1;
  }
}

static void test_see(TestRange *range, CurvePoint point) {
  if (point.y < range->low[point.x]) range->low[point.x] = point.y;
  if (point.y > range->high[point.x]) range->high[point.x] = point.y;
}

/* Steps as plot_pr has them: up or down, then to the right. */
static size_t test_fill(CurvePoint *all, int steps, double shake) {
  double x = 0.0, y = 1.0;
  size_t count = 0;
  for (int i = 1; i <= steps; i++) {
    y += (test_uniform() - 0.5) * shake;
    y = y < 0.0 ? 0.0 : y > 1.0 ? 1.0 : y;
    int32_t high = (int32_t)(y * CURVE_SIDE + 0.5);
    all[count++] = (CurvePoint){(int32_t)(x * CURVE_SIDE + 0.5), high};
    x = (double)i / steps;
    all[count++] = (CurvePoint){(int32_t)(x * CURVE_SIDE + 0.5), high};
  }
  return count;
}

static void test_curve(Steps *steps, Curve *curve, const CurvePoint *all, size_t count) {
  steps_restart(steps);
  for (size_t i = 0; i < count; i++) {
    steps_add(steps, (double)all[i].x / CURVE_SIDE, (double)all[i].y / CURVE_SIDE);
  }
  steps_curve(steps, curve);
  CHECK(curve->count <= CURVE_MOST, "%zu points of %zu", curve->count, count);
  for (size_t i = 1; i < curve->count; i++) {
    CHECK(curve->points[i].x >= curve->points[i - 1].x, "point %zu is to the left", i);
  }
  CurvePoint first = curve->points[0], last = curve->points[curve->count - 1];
  CHECK(first.x == all[0].x && first.y == all[0].y && last.x == all[count - 1].x &&
            last.y == all[count - 1].y,
        "%zu points: ends", count);
}

/* Around each point that came in there is, 1.9 pixels away at most, one as high that stayed, and one
** as low; and nothing stayed that had not come in. */
static void test_against(const Curve *curve, const CurvePoint *all, size_t count) {
  enum { NEAR = 19 };
  static TestRange before, after;
  test_begin(&before);
  test_begin(&after);
  for (size_t i = 0; i < count; i++) test_see(&before, all[i]);
  for (size_t i = 0; i < curve->count; i++) {
    CurvePoint point = curve->points[i];
    test_see(&after, point);
    CHECK(before.low[point.x] <= point.y && point.y <= before.high[point.x], "a point was made");
  }
  for (int x = 0; x + NEAR < TEST_SIDE; x++) {
    if (before.high[x] < 0) continue;
    int32_t low = TEST_SIDE, high = -1;
    for (int near = x > NEAR ? x - NEAR : 0; near <= x + NEAR; near++) {
      if (after.low[near] < low) low = after.low[near];
      if (after.high[near] > high) high = after.high[near];
    }
    CHECK(high >= before.high[x] && low <= before.low[x], "at %d a peak was lost", x);
  }
}

static void test_random_steps(Steps *steps, Curve *curve) {
  enum { MOST = 100000 };
  CurvePoint *all = malloc(2 * (size_t)MOST * sizeof *all);
  for (int round = 0; round < 60; round++) {
    int wanted = round % 3 == 0 ? 1 + test_below(150) : round % 3 == 1 ? 3000 : MOST;
    size_t count = test_fill(all, wanted, round % 2 == 0 ? 0.01 : 1.0);
    test_curve(steps, curve, all, count);
    if (wanted >= 3000) test_against(curve, all, count);
  }
  free(all);
}

/* Few points: all corners stay, points on a level line do not. */
static void test_few(Steps *steps, Curve *curve) {
  static const CurvePoint all[] = {{0, 0},     {0, 1800},    {600, 1800},  {1200, 1800},
                                   {1200, 60}, {1200, 2400}, {3600, 2400}, {3600, 900}};
  static const CurvePoint kept[] = {{0, 0},       {0, 1800},    {1200, 1800}, {1200, 60},
                                    {1200, 2400}, {3600, 2400}, {3600, 900}};
  test_curve(steps, curve, all, sizeof all / sizeof *all);
  CHECK(curve->count == 7 && memcmp(curve->points, kept, sizeof kept) == 0, "%zu points",
        curve->count);
}

int main(void) {
  Steps steps;
  Curve curve;
  test_allowed = 0;
  CHECK(!steps_begin(&steps, test_resize), "memory from nowhere");
  test_allowed = -1;
  CHECK(steps_begin(&steps, test_resize) && curve_begin(&curve, test_resize), "no memory");
  test_few(&steps, &curve);
  test_random_steps(&steps, &curve);
  steps_clear(&steps, test_resize);
  curve_clear(&curve, test_resize);
  CHECK(test_blocks == 0, "%ld blocks leaked", test_blocks);
  return check_report();
}
