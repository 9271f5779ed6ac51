/* diagonal.h: the diagonal of the plot and its label, which stands where it can be read: of a few
** places below and above the diagonal, at the one that the curves cover least.
*/
#ifndef LOGITS_PLOT_DIAGONAL_H
#define LOGITS_PLOT_DIAGONAL_H

#include "svg.h"

enum { DIAGONAL_PLACES = 20 };

typedef struct {
  int64_t covered[DIAGONAL_PLACES]; /* points of curves that lie in the place */
} Diagonal;

void diagonal_line(PlotText *out);

/* Takes note of a line, or of a marker, that is drawn. */
void diagonal_cover_line(Diagonal *diagonal, SvgPoint from, SvgPoint to);
void diagonal_cover_marker(Diagonal *diagonal, SvgPoint at, int64_t radius);

/* Writes the label, at most 130 pixels wide. */
void diagonal_label(const Diagonal *diagonal, PlotText *out, const char *label);

#endif
