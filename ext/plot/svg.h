/* svg.h: the few elements of SVG that the pictures are made of, and what they look like.
**
** Lengths are in tenths of a pixel, y points down. Every set has a colour, a dash and a marker of
** its own, eight of each; after eight sets they meet again in other combinations.
**
** The colours: one palette for light and one for dark, near that of M. Okabe and K. Ito ("Color
** universal design", 2008). To readers who lack one kind of cone (as G. M. Machado et al. simulate
** it, IEEE TVCG 15, 2009), no two are nearer than 13 (CIE 1976). Every line has a contrast of 3:1
** or more to its background, all text of 4.5:1 (WCAG 2.2, 1.4.3 and 1.4.11); tests/plot/test_svg.c
** holds them to it. Only what shall not be noticed first is faint: the grid, and the whiskers of
** bins that say little.
**
** The cells of a heat map have shades of two hues, blue and orange, which every reader can tell
** apart. Each shade has its colour for text.
*/
#ifndef LOGITS_PLOT_SVG_H
#define LOGITS_PLOT_SVG_H

#include "text.h"

enum { SVG_STYLES = 8 };

typedef struct {
  int64_t x, y;
} SvgPoint;

/* The style sheet, with the colours of `sets` sets. */
void svg_style(PlotText *out, size_t sets);

/* The rules of a heat map: classes r1 to r8 (right, blue) and w1 to w8 (wrong, orange), from the
** faintest to the strongest, for a group of rects and texts; v for numbers in cells, s for smaller
** ones. */
enum { SVG_SHADES = 8 };
void svg_style_shades(PlotText *out);

/* "12.5 40" */
void svg_point(PlotText *out, SvgPoint point);

void svg_line(PlotText *out, const char *class, SvgPoint from, SvgPoint to);

void svg_rect(PlotText *out, SvgPoint corner, int64_t width, int64_t height);

/* Text that starts at a point. Classes: t (title), n (name), q (quiet), m (the point is its
** middle), e (the point is its end). Between begin and end comes what text.h writes. */
void svg_text_begin(PlotText *out, const char *class, SvgPoint at);
void svg_text_end(PlotText *out);
void svg_text(PlotText *out, const char *class, SvgPoint at, const char *string);

/* Everything between the two has the colour of the set. */
void svg_set_begin(PlotText *out, size_t set);
void svg_set_end(PlotText *out);

/* A line in the set's dash. The text of its points is written between the two. */
void svg_curve_begin(PlotText *out, size_t set);
void svg_curve_end(PlotText *out);

/* The radius of the circle whose area is part/whole of that of radius `most`, but not so small that
** it cannot be seen. 0 <= part <= whole < 2^40, whole > 0, most < 1000. */
int64_t svg_radius(int64_t part, int64_t whole, int64_t most);

/* The set's marker, as large as a circle of that radius, of class dot (filled), ring (hollow) or few
** (hollow, with a thin rim). */
void svg_marker(PlotText *out, const char *class, size_t set, SvgPoint at, int64_t radius);

/* The same with a tooltip, whose text is written between the two. */
void svg_marker_begin(PlotText *out, const char *class, size_t set, SvgPoint at, int64_t radius);
void svg_marker_end(PlotText *out);

#endif
