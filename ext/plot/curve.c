/* curve.c: see curve.h.
**
** Thinning goes once along the curve (J. Sklansky and V. Gonzalez, "Fast polygonal approximation of
** digitized curves", Pattern Recognition 12, 1980). Seen from the last point that stays, every
** point since then leaves a wedge of directions for the next one. As long as the next one lies in
** all wedges, the points between are near the chord.
**
** A point is taken as the diagonal, from upper left to lower right, of the square around it. No
** chord of a rising curve runs along that diagonal. So all directions lie in one half-plane, and
** cross products put them in order.
*/
#include "curve.h"

enum { CURVE_ROOM = 2 * CURVE_SIDE + 1 };

bool curve_begin(Curve *curve, MemoryResize *resize) {
  *curve = (Curve){memory_array(NULL, CURVE_ROOM, sizeof *curve->points, resize), 0};
  return curve->points != NULL;
}

void curve_restart(Curve *curve) {
  curve->count = 0;
}

void curve_clear(Curve *curve, MemoryResize *resize) {
  if (curve->points != NULL) resize(curve->points, 0);
  *curve = (Curve){0};
}

static CurvePoint curve_minus(CurvePoint a, CurvePoint b) {
  return (CurvePoint){a.x - b.x, a.y - b.y};
}

/* Positive where b is to the left of a. */
static int64_t curve_cross(CurvePoint a, CurvePoint b) {
  return (int64_t)a.x * b.y - (int64_t)a.y * b.x;
}

static bool curve_is_straight(CurvePoint a, CurvePoint b, CurvePoint c) {
  return curve_cross(curve_minus(b, a), curve_minus(c, b)) == 0;
}

void curve_add(Curve *curve, double x, double y) {
  CurvePoint *points = curve->points;
  size_t count = curve->count;
  CurvePoint point = {(int32_t)(x * CURVE_SIDE + 0.5), (int32_t)(y * CURVE_SIDE + 0.5)};
  if (count > 0 && points[count - 1].x == point.x && points[count - 1].y == point.y) return;
  if (count > 1 && curve_is_straight(points[count - 2], points[count - 1], point)) count--;
  points[count] = point;
  curve->count = count + 1;
}

/* The directions from low, turning left, to high. */
typedef struct {
  CurvePoint low, high;
} CurveWedge;

static bool curve_allows(const CurveWedge *wedge, CurvePoint direction) {
  return curve_cross(wedge->low, direction) >= 0 && curve_cross(direction, wedge->high) >= 0;
}

static void curve_narrow(CurveWedge *wedge, CurvePoint direction, int32_t near) {
  CurvePoint low = {direction.x + near, direction.y - near};
  CurvePoint high = {direction.x - near, direction.y + near};
  if (curve_cross(wedge->low, low) > 0) wedge->low = low;
  if (curve_cross(high, wedge->high) > 0) wedge->high = high;
}

/* Walks along the curve, leaving out points `near` to the chords. Returns how many stay. With
** `move` these are moved to the front, which overwrites none that is still to be seen. */
static size_t curve_walk(Curve *curve, int32_t near, bool move) {
  const CurveWedge all = {{1, -1}, {-1, 1}};
  CurvePoint *points = curve->points, last = points[0];
  CurveWedge wedge = all;
  size_t kept = 1;
  for (size_t i = 1; i < curve->count; i++) {
    if (!curve_allows(&wedge, curve_minus(points[i], last))) {
      last = points[i - 1];
      if (move) points[kept] = last;
      kept++;
      wedge = all;
    }
    curve_narrow(&wedge, curve_minus(points[i], last), near);
  }
  if (move) points[kept] = points[curve->count - 1];
  return kept + 1;
}

void curve_thin(Curve *curve) {
  int32_t near = 1;
  if (curve->count <= CURVE_MOST) return;
  while (curve_walk(curve, near, false) > CURVE_MOST) near++;
  curve->count = curve_walk(curve, near, true);
}
