/* steps.h: a line from left to right that may rise and fall, of any number of points, reduced to
** few points that look the same.
**
** Of all points with the same place on the x-axis, four are kept: the first, the lowest, the
** highest and the last (U. Jugel et al., "M4: a visualization-oriented time series data
** aggregation", Proceedings of the VLDB Endowment 7, 2014). A place is a step of curve.h's grid, so
** memory does not grow with the points that come in.
*/
#ifndef LOGITS_PLOT_STEPS_H
#define LOGITS_PLOT_STEPS_H

#include "curve.h"

typedef struct {
  CurvePoint first, low, high, last;
} StepsColumn;

typedef struct {
  StepsColumn *columns;
  size_t count;
} Steps;

/* A line without points. False when memory ran out. */
bool steps_begin(Steps *steps, MemoryResize *resize);

/* Takes all points out and keeps the memory. */
void steps_restart(Steps *steps);

/* Adds a point, 0 <= x, y <= 1, x not below that of the point before. */
void steps_add(Steps *steps, double x, double y);

/* Makes it a curve of CURVE_MOST points at most. Where there would be more, columns are merged into
** wider ones, of 19 steps (1.9 pixels) at most: what is kept stays where it is. */
void steps_curve(const Steps *steps, Curve *curve);

void steps_clear(Steps *steps, MemoryResize *resize);

#endif
