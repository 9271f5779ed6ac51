/* frame.h: what all pictures share: a square from 0 to 1 with its title, axes and grid, room for a
** strip beneath it, a legend at the foot, a line for each set, and small print.
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
**     small print
**
** A picture is written from top to bottom: frame_begin, a description, frame_axes, the diagonal
** (diagonal.h), the curves, the diagonal's label, the legend (legend.h), small print, frame_end.
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
  size_t notes; /* lines of small print */
  int64_t foot; /* the lowest line of the plot, or of its strip */
} Frame;

/* Begins the picture, up to its description. That comes next: plain text for those who do not see
** the picture. `usual` is the title if there is none. */
Frame frame_begin(PlotText *out, size_t sets, bool strip, size_t notes, PlotTitle title,
                  const char *usual);

/* Writes "name: " into the description or a marker's text, cut where it is very long. Writes
** nothing for a set without a name. */
void frame_name(Frame *frame, const JsonSet *set);

/* Writes the name of an axis into the description or a marker's text, cut as on the axis. */
void frame_axis_words(Frame *frame, PlotTitle name);

/* Ends the description and draws all that lies beneath the curves. x and y name the axes. */
void frame_axes(Frame *frame, PlotTitle x, PlotTitle y);

/* Where a point of the unit square is. */
SvgPoint frame_point(double x, double y);

/* Writes a name upright, to the left of the axis or strip whose middle is given. */
void frame_upright(Frame *frame, int64_t middle, PlotTitle name);

/* Where a line of the legend stands. Line 0 is for its headings. */
int64_t frame_line(const Frame *frame, size_t number);

/* A line of small print, from 0; its text comes between the two. */
void frame_note_begin(Frame *frame, size_t number);
void frame_note_end(Frame *frame);

void frame_end(Frame *frame);

#endif
