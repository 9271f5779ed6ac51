/* steps.c: see steps.h. */
#include "steps.h"

enum { STEPS_ROOM = CURVE_SIDE + 1 };

bool steps_begin(Steps *steps, MemoryResize *resize) {
  *steps = (Steps){memory_array(NULL, STEPS_ROOM, sizeof *steps->columns, resize), 0};
  return steps->columns != NULL;
}

void steps_restart(Steps *steps) {
  steps->count = 0;
}

void steps_clear(Steps *steps, MemoryResize *resize) {
  if (steps->columns != NULL) resize(steps->columns, 0);
  *steps = (Steps){0};
}

/* Adds to a column what comes after it. */
static void steps_merge(StepsColumn *column, const StepsColumn *next) {
  if (next->low.y < column->low.y) column->low = next->low;
  if (next->high.y > column->high.y) column->high = next->high;
  column->last = next->last;
}

void steps_add(Steps *steps, double x, double y) {
  CurvePoint at = {(int32_t)(x * CURVE_SIDE + 0.5), (int32_t)(y * CURVE_SIDE + 0.5)};
  StepsColumn column = {at, at, at, at};
  if (steps->count > 0 && steps->columns[steps->count - 1].first.x == at.x) {
    steps_merge(&steps->columns[steps->count - 1], &column);
  } else {
    steps->columns[steps->count++] = column;
  }
}

/* Adds a point to a curve; those for which it has no room are only counted. */
static void steps_put(Curve *curve, CurvePoint point) {
  CurvePoint *points = curve->points;
  size_t count = curve->count;
  if (count > 0 && count < CURVE_MOST) {
    CurvePoint last = points[count - 1];
    if (last.x == point.x && last.y == point.y) return;
    bool level = count > 1 && last.y == point.y && points[count - 2].y == point.y;
    if (level) count--;
  }
  if (count < CURVE_MOST) points[count] = point;
  curve->count = count + 1;
}

/* At the same place the lowest and the highest come in the order that makes the way shorter. */
static void steps_put_column(Curve *curve, const StepsColumn *column) {
  bool same = column->high.x == column->low.x;
  bool falls = same ? column->last.y < column->first.y : column->high.x < column->low.x;
  steps_put(curve, column->first);
  steps_put(curve, falls ? column->high : column->low);
  steps_put(curve, falls ? column->low : column->high);
  steps_put(curve, column->last);
}

/* The curve of columns that are `wide` steps wide. */
static void steps_draw(const Steps *steps, Curve *curve, int32_t wide) {
  const StepsColumn *columns = steps->columns;
  curve_restart(curve);
  for (size_t i = 0; i < steps->count;) {
    StepsColumn column = columns[i++];
    int32_t place = column.first.x / wide;
    while (i < steps->count && columns[i].first.x / wide == place) {
      steps_merge(&column, &columns[i++]);
    }
    steps_put_column(curve, &column);
  }
}

void steps_curve(const Steps *steps, Curve *curve) {
  int32_t wide = 1;
  steps_draw(steps, curve, wide);
  while (curve->count > CURVE_MOST) steps_draw(steps, curve, ++wide);
}
