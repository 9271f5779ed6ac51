/* legend.h: the table at the foot of a picture: for each set its line and marker, its name, and its
** numbers in columns.
*/
#ifndef LOGITS_PLOT_LEGEND_H
#define LOGITS_PLOT_LEGEND_H

#include "frame.h"

typedef struct {
  const char *heading;
  int64_t right; /* where the column ends */
} LegendColumn;

void legend_headings(Frame *frame, const LegendColumn *columns, int count);

/* The line of a set with its marker and its name, which ends before `right`. */
void legend_entry(Frame *frame, const JsonSet *set, size_t number, int64_t right);

/* Begins a cell of that line, which ends at `right`. Its text follows, until legend_cell_end. */
void legend_cell(Frame *frame, size_t number, int64_t right);
void legend_cell_end(Frame *frame);

#endif
