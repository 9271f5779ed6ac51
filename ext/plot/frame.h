/* frame.h: what all pictures share: a square from 0 to 1 with its title, axes, grid and diagonal,
** room for a strip beneath it, and a legend at the foot, a line for each set.
**
**     title
**     y ^
**       |      plot
**       |
**       +------------> x
**         strip          (where there is one)
**         0 .2 ... 1
**         x's name
**     -o- name    .0337    1,797
**
** A picture is written from top to bottom: frame_begin, a description, frame_axes, the curves, the
** diagonal's label (diagonal.h), the legend (legend.h), frame_end.
*/
#ifndef LOGITS_PLOT_FRAME_H
#define LOGITS_PLOT_FRAME_H

#include "plot.h"
#include "svg.h"

/* In tenths of a pixel. */
enum {
  FRAME_LEFT = 700, /* of the plot */
  FRAME_TOP = 400,
  FRAME_SIDE = 3600,
  FRAME_RIGHT = FRAME_LEFT + FRAME_SIDE,
  FRAME_BOTTOM = FRAME_TOP + FRAME_SIDE,
  FRAME_STRIP_GAP = 140, /* between plot and strip */
  FRAME_STRIP = 440,
  FRAME_MARGIN = 240, /* of all text that belongs to no axis */
  FRAME_EM = 120      /* the size of letters */
};

typedef struct {
  PlotText *out;
  PlotTitle title;
  size_t sets;
  int64_t foot; /* the lowest line of the plot, or of its strip */
} Frame;

/* Begins the picture, up to its description. That comes next: plain text for those who do not see
** the picture. `usual` is the title if there is none. */
Frame frame_begin(PlotText *out, size_t sets, bool strip, PlotTitle title, const char *usual);

/* Writes "name: " into the description or a marker's text, cut where it is very long. Writes
** nothing for a set without a name. */
void frame_name(Frame *frame, const JsonSet *set);

/* Ends the description and draws all that lies beneath the curves. x and y name the axes. */
void frame_axes(Frame *frame, const char *x, const char *y);

/* Where a point of the unit square is. */
SvgPoint frame_point(double x, double y);

/* Writes a name upright, to the left of the axis or strip whose middle is given. */
void frame_upright(Frame *frame, int64_t middle, const char *name);

/* Where a line of the legend stands. Line 0 is for its headings, the line after the last set for
** the small print. */
int64_t frame_line(const Frame *frame, size_t number);

/* Writes a line of small print and ends the picture. */
void frame_end(Frame *frame, const char *note);

#endif
