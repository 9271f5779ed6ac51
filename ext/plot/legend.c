/* legend.c: see legend.h. */
#include "legend.h"

enum { LEGEND_NAME = 640 /* where the names begin */ };

void legend_headings(Frame *frame, const LegendColumn *columns, int count) {
  for (int i = 0; i < count; i++) {
    svg_text(frame->out, "q e", (SvgPoint){columns[i].right, frame_line(frame, 0)},
             columns[i].heading);
  }
}

void legend_entry(Frame *frame, const JsonSet *set, size_t number, int64_t right) {
  SvgPoint at = {LEGEND_NAME, frame_line(frame, number + 1)};
  int64_t middle = at.y - 40, half = (LEGEND_NAME - FRAME_MARGIN) / 2 - 40;
  svg_set_begin(frame->out, number);
  svg_curve_begin(frame->out, number);
  svg_point(frame->out, (SvgPoint){FRAME_MARGIN, middle});
  text_add(frame->out, "L");
  svg_point(frame->out, (SvgPoint){FRAME_MARGIN + 2 * half, middle});
  svg_curve_end(frame->out);
  svg_marker(frame->out, "dot", number, (SvgPoint){FRAME_MARGIN + half, middle}, 45);
  svg_set_end(frame->out);
  if (set->name == NULL) return;
  svg_text_begin(frame->out, "n", at);
  text_add_fitted(frame->out, set->name, set->name_size, (int)((right - at.x) * 100 / FRAME_EM));
  svg_text_end(frame->out);
}

void legend_cell(Frame *frame, size_t number, int64_t right) {
  svg_text_begin(frame->out, "e", (SvgPoint){right, frame_line(frame, number + 1)});
}

void legend_cell_end(Frame *frame) {
  svg_text_end(frame->out);
}
