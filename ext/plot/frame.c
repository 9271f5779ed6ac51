/* frame.c: see frame.h. */
#include "frame.h"

enum {
  FRAME_LEGEND = 660, /* from the foot to its headings */
  FRAME_ENTRY = 200,  /* from line to line */
  FRAME_NOTE = 60,    /* more, from the last line to the small print, */
  FRAME_NOTES = 170,  /* and from line to line of that */
  FRAME_END = 160,
  FRAME_TICKS = 5
};

/* Widths of text, in hundredths of an em. */
enum {
  FRAME_TITLE_WIDTH = 2600,
  FRAME_AXIS_WIDTH = 3000,
  FRAME_FULL_TITLE = 20000,
  FRAME_FULL_NAME = 6000
};

/* ---- the whole ---- */

int64_t frame_line(const Frame *frame, size_t number) {
  return frame->foot + FRAME_LEGEND + (int64_t)number * FRAME_ENTRY;
}

static void frame_size(PlotText *out, int64_t height) {
  text_add(out, "<svg xmlns=\"http://www.w3.org/2000/svg\" class=\"logits-plot\" role=\"img\" "
                "width=\"480\" height=\"");
  text_add_tenths(out, height);
  text_add(out, "\" viewBox=\"0 0 480 ");
  text_add_tenths(out, height);
  text_add(out, "\">\n");
}

/* Where a line of small print stands, from 0. */
static int64_t frame_note(const Frame *frame, size_t number) {
  return frame_line(frame, frame->sets + 1) + FRAME_NOTE + (int64_t)number * FRAME_NOTES;
}

Frame frame_begin(PlotText *out, size_t sets, bool strip, size_t notes, PlotTitle title,
                  const char *usual) {
  Frame frame = {out, title, sets, notes, FRAME_BOTTOM};
  if (title.text == NULL) frame.title = plot_title(usual);
  if (strip) frame.foot += FRAME_STRIP_GAP + FRAME_STRIP;
  frame_size(out, frame_note(&frame, notes - 1) + FRAME_END);
  text_add(out, "<title>");
  text_add_fitted(out, frame.title.text, frame.title.size, FRAME_FULL_TITLE);
  text_add(out, "</title>\n<desc>");
  return frame;
}

void frame_name(Frame *frame, const JsonSet *set) {
  if (set->name_size == 0) return;
  text_add_fitted(frame->out, set->name, set->name_size, FRAME_FULL_NAME);
  text_add(frame->out, ": ");
}

void frame_note_begin(Frame *frame, size_t number) {
  svg_text_begin(frame->out, "q", (SvgPoint){FRAME_MARGIN, frame_note(frame, number)});
}

void frame_note_end(Frame *frame) {
  svg_text_end(frame->out);
}

void frame_end(Frame *frame) {
  text_add(frame->out, "</svg>\n");
}

/* ---- axes ---- */

SvgPoint frame_point(double x, double y) {
  return (SvgPoint){FRAME_LEFT + (int64_t)(x * FRAME_SIDE + 0.5),
                    FRAME_BOTTOM - (int64_t)(y * FRAME_SIDE + 0.5)};
}

static void frame_grid(Frame *frame) {
  for (int i = 0; i <= FRAME_TICKS; i++) {
    int64_t way = (int64_t)i * FRAME_SIDE / FRAME_TICKS;
    int64_t x = FRAME_LEFT + way, y = FRAME_BOTTOM - way;
    svg_line(frame->out, "grid", (SvgPoint){x, FRAME_TOP}, (SvgPoint){x, frame->foot});
    svg_line(frame->out, "grid", (SvgPoint){FRAME_LEFT, y}, (SvgPoint){FRAME_RIGHT, y});
  }
}

static void frame_ticks(Frame *frame) {
  static const char *const labels[] = {"0", ".2", ".4", ".6", ".8", "1"};
  for (int i = 0; i <= FRAME_TICKS; i++) {
    int64_t way = (int64_t)i * FRAME_SIDE / FRAME_TICKS;
    int64_t x = FRAME_LEFT + way, y = FRAME_BOTTOM - way;
    svg_line(frame->out, "axis", (SvgPoint){x, frame->foot}, (SvgPoint){x, frame->foot + 40});
    svg_line(frame->out, "axis", (SvgPoint){FRAME_LEFT - 40, y}, (SvgPoint){FRAME_LEFT, y});
    svg_text(frame->out, "m", (SvgPoint){x, frame->foot + 180}, labels[i]);
    svg_text(frame->out, "e", (SvgPoint){FRAME_LEFT - 110, y + 40}, labels[i]);
  }
}

void frame_axis_words(Frame *frame, PlotTitle name) {
  text_add_fitted(frame->out, name.text, name.size, FRAME_AXIS_WIDTH);
}

/* Writes the name of an axis, its middle at the point. */
static void frame_axis_name(Frame *frame, SvgPoint at, PlotTitle name) {
  svg_text_begin(frame->out, "m", at);
  frame_axis_words(frame, name);
  svg_text_end(frame->out);
}

void frame_upright(Frame *frame, int64_t middle, PlotTitle name) {
  text_add(frame->out, "<g transform=\"translate(18 ");
  text_add_tenths(frame->out, middle);
  text_add(frame->out, ")rotate(-90)\">");
  frame_axis_name(frame, (SvgPoint){0, 0}, name);
  text_add(frame->out, "</g>\n");
}

void frame_axes(Frame *frame, PlotTitle x, PlotTitle y) {
  const SvgPoint corner = {FRAME_LEFT, FRAME_BOTTOM};
  text_add(frame->out, "</desc>\n");
  svg_style(frame->out, frame->sets);
  text_add(frame->out, "<rect class=\"paper\" width=\"100%\" height=\"100%\"/>\n");
  svg_text_begin(frame->out, "t", (SvgPoint){FRAME_MARGIN, 250});
  text_add_fitted(frame->out, frame->title.text, frame->title.size, FRAME_TITLE_WIDTH);
  svg_text_end(frame->out);
  frame_grid(frame);
  svg_line(frame->out, "axis", (SvgPoint){FRAME_LEFT, FRAME_TOP}, corner);
  svg_line(frame->out, "axis", corner, (SvgPoint){FRAME_RIGHT, FRAME_BOTTOM});
  frame_ticks(frame);
  frame_axis_name(frame, (SvgPoint){FRAME_LEFT + FRAME_SIDE / 2, frame->foot + 380}, x);
  frame_upright(frame, FRAME_TOP + FRAME_SIDE / 2, y);
}
