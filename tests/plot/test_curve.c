/* test_curve.c: curves of few points, near all of the points that came in. */
#include "../../ext/plot/curve.h"
#include "../check.h"
#include "../testing.h"
#include "root.h"

#include <stdlib.h>

static double test_distance(CurvePoint p, CurvePoint a, CurvePoint b) {
  double dx = b.x - a.x, dy = b.y - a.y, x = p.x - a.x, y = p.y - a.y;
  double length = dx * dx + dy * dy, along = length > 0 ? (x * dx + y * dy) / length : 0;
  along = along < 0 ? 0 : along > 1 ? 1 : along;
  x -= along * dx;
  y -= along * dy;
  return x * x + y * y; /* squared */
}

/* The largest squared distance of a point of `all` from the curve. The nearest part of a curve that
** rises is where x + y is about the same. */
static double test_worst(const CurvePoint *all, size_t count, const Curve *curve) {
  const CurvePoint *points = curve->points;
  double worst = 0.0;
  for (size_t i = 0, from = 1; i < count; i++) {
    int32_t way = all[i].x + all[i].y;
    double nearest = 1e9;
    while (from + 1 < curve->count && points[from].x + points[from].y < way - 40) from++;
    for (size_t j = from; j < curve->count && points[j - 1].x + points[j - 1].y < way + 40; j++) {
      double distance = test_distance(all[i], points[j - 1], points[j]);
      if (distance < nearest) nearest = distance;
    }
    if (nearest > worst) worst = nearest;
  }
  return worst;
}

static void test_curve(int steps, double limit) {
  Curve curve;
  CHECK(curve_begin(&curve, test_resize), "no memory");
  CurvePoint *all = calloc((size_t)steps + 2, sizeof *all);
  int up = 0, right = 0, total = steps + 1;
  bool skewed = test_below(2) != 0;
  for (int i = 0; i <= total; i++) { /* ends at (total, total) halves */
    double x = 2.0 * right / total, y = 2.0 * up / total;
    x = i == total ? 1.0 : x > 1 ? 1 : x;
    y = i == total ? 1.0 : y > 1 ? 1 : y;
    curve_add(&curve, x, y);
    all[i] = (CurvePoint){(int32_t)(x * CURVE_SIDE + 0.5), (int32_t)(y * CURVE_SIDE + 0.5)};
    bool rise = skewed ? test_below(total) > i : test_below(2) != 0;
    up += rise;
    right += !rise;
  }
  size_t count = curve.count;
  CHECK(test_worst(all, (size_t)total + 1, &curve) < 1e-6, "%d steps: a point was lost", steps);
  curve_thin(&curve);
  CHECK(curve.count <= CURVE_MOST && (count > CURVE_MOST || curve.count == count),
        "%d steps: %zu points of %zu", steps, curve.count, count);
  double worst = test_worst(all, (size_t)total + 1, &curve);
  CHECK(worst <= limit * limit + 1e-6, "%d steps: off by %.2f", steps, test_root(worst));
  CurvePoint last = curve.points[curve.count - 1];
  CHECK(curve.points[0].x == 0 && curve.points[0].y == 0 && last.x == CURVE_SIDE &&
            last.y == CURVE_SIDE,
        "%d steps: ends", steps);
  for (size_t i = 1; i < curve.count; i++) {
    CHECK(curve.points[i].x >= curve.points[i - 1].x && curve.points[i].y >= curve.points[i - 1].y,
          "%d steps: falls at %zu", steps, i);
  }
  free(all);
  curve_clear(&curve, test_resize);
}

static void test_curves(void) {
  for (int round = 0; round < 20; round++) {
    test_curve(1 + test_below(300), 0.0);
    test_curve(400 + test_below(3000), 2.83); /* a third of a pixel */
    test_curve(8000, 2.83);
  }
  Curve curve;
  CHECK(curve_begin(&curve, test_resize), "no memory");
  for (int i = 0; i <= 1000; i++) curve_add(&curve, i / 1000.0 * 0.5, 0.0);
  for (int i = 0; i <= 1000; i++) curve_add(&curve, 0.5, i / 1000.0);
  curve_add(&curve, 1.0, 1.0);
  CHECK(curve.count == 4, "runs are not merged: %zu points", curve.count);
  curve_restart(&curve);
  for (int i = 0; i <= CURVE_SIDE; i++) { /* the most points that there can be */
    curve_add(&curve, (double)i / CURVE_SIDE, (double)i / CURVE_SIDE);
    if (i < CURVE_SIDE) curve_add(&curve, (i + 1.0) / CURVE_SIDE, (double)i / CURVE_SIDE);
  }
  CHECK(curve.count == 2 * CURVE_SIDE + 1, "%zu points", curve.count);
  curve_thin(&curve);
  CHECK(curve.count <= 3, "a straight stair: %zu points", curve.count);
  curve_clear(&curve, test_resize);
}

int main(void) {
  test_curves();
  CHECK(test_blocks == 0, "%ld blocks leaked", test_blocks);
  return check_report();
}
