/* curve.h: a curve that rises from (0, 0) to (1, 1), of any number of points, reduced to few points
** that look the same.
**
** Points are kept on a grid of the picture's resolution, 3600 steps in each direction. A curve that
** never falls visits at most 7201 points of it, so memory does not grow with the points that come
** in. The same points give the same curve on every machine.
*/
#ifndef LOGITS_PLOT_CURVE_H
#define LOGITS_PLOT_CURVE_H

#include "../base/strict.h"

#include "../base/memory.h"

#include <stdbool.h>
#include <stddef.h>

enum { CURVE_SIDE = 3600, CURVE_MOST = 800 /* points after curve_thin */ };

typedef struct {
  int32_t x, y; /* 0 to CURVE_SIDE, neither falls from point to point */
} CurvePoint;

typedef struct {
  CurvePoint *points;
  size_t count;
} Curve;

/* An empty curve. False when memory ran out. */
bool curve_begin(Curve *curve, MemoryResize *resize);

/* Takes all points out and keeps the memory. */
void curve_restart(Curve *curve);

/* Adds a point, 0 <= x, y <= 1, neither below that of the point before. A point on the straight
** line between its neighbours is left out. */
void curve_add(Curve *curve, double x, double y);

/* Leaves out points until there are CURVE_MOST at most: if need be those that lie 0.14 pixels or
** less from the line between those that stay, else 0.28 pixels, else 0.42 ... The ends stay.
** (Curves of 200 to 6 million random examples never needed more than 0.28; a line is 2 pixels
** wide.) */
void curve_thin(Curve *curve);

void curve_clear(Curve *curve, MemoryResize *resize);

#endif
