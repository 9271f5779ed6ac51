/* steps.h: reduces a line of any number of points to few points that look the same. The line runs
** from left to right, and may rise and fall.
**
** The x-axis is divided into the steps of curve.h's grid. Of all points in a step four are kept:
** the first, the lowest, the highest and the last (U. Jugel et al., "M4: a visualization-oriented
** time series data aggregation", Proceedings of the VLDB Endowment 7, 2014). So memory does not
** grow with the number of points.
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

/* Adds a point. x and y are from 0 to 1, and x is not below that of the point before. */
void steps_add(Steps *steps, double x, double y);

/* The line as a curve of CURVE_MOST points at most. If there would be more, columns are merged into
** wider ones, of 19 steps (1.9 pixels) at most. The points that are kept do not move. */
void steps_curve(const Steps *steps, Curve *curve);

void steps_clear(Steps *steps, MemoryResize *resize);

#endif
