/* diagonal.c: see diagonal.h. */
#include "diagonal.h"

#include "frame.h"

/* Coordinates along the diagonal and away from it, both 1.414 times too long. */
typedef struct {
  int64_t along, above;
} DiagonalPoint;

static DiagonalPoint diagonal_turn(SvgPoint point) {
  int64_t x = point.x - FRAME_LEFT, y = FRAME_BOTTOM - point.y;
  return (DiagonalPoint){x + y, y - x};
}

/* A place for the label: its middle along the diagonal, and its baseline with the diagonal for the
** x-axis and y down. No middle is nearer to the ends than half a label. */
typedef struct {
  int64_t along, baseline;
} DiagonalPlace;

static DiagonalPlace diagonal_place(int number) { /* the best comes first */
  static const int64_t along[] = {5400, 1800, 3600, 4500, 2700},
                       baselines[] = {140, -60, 240, -160};
  return (DiagonalPlace){along[number / 2 % 5], baselines[number / 10 * 2 + number % 2]};
}

/* Half of the label's length, and the room above and below its baseline. */
enum { DIAGONAL_HALF = 690, DIAGONAL_ASCENT = 110, DIAGONAL_DESCENT = 40 };

static bool diagonal_is_covered(DiagonalPlace place, SvgPoint point) {
  DiagonalPoint turned = diagonal_turn(point);
  int64_t along = (turned.along - place.along) * 1000 / 1414;
  int64_t high = turned.above * 1000 / 1414 + place.baseline;
  return along > -DIAGONAL_HALF && along < DIAGONAL_HALF && high < DIAGONAL_ASCENT &&
         high > -DIAGONAL_DESCENT;
}

static void diagonal_cover_point(Diagonal *diagonal, SvgPoint point) {
  for (int i = 0; i < DIAGONAL_PLACES; i++) {
    diagonal->covered[i] += diagonal_is_covered(diagonal_place(i), point);
  }
}

static int64_t diagonal_distance(int64_t a, int64_t b) {
  return a < b ? b - a : a - b;
}

void diagonal_cover_line(Diagonal *diagonal, SvgPoint from, SvgPoint to) {
  int64_t steps = (diagonal_distance(from.x, to.x) + diagonal_distance(from.y, to.y)) / 40 + 1;
  for (int64_t i = 0; i <= steps; i++) {
    diagonal_cover_point(diagonal, (SvgPoint){from.x + (to.x - from.x) * i / steps,
                                              from.y + (to.y - from.y) * i / steps});
  }
}

void diagonal_cover_marker(Diagonal *diagonal, SvgPoint at, int64_t radius) {
  diagonal_cover_line(diagonal, (SvgPoint){at.x - radius, at.y}, (SvgPoint){at.x + radius, at.y});
  diagonal_cover_line(diagonal, (SvgPoint){at.x, at.y - radius}, (SvgPoint){at.x, at.y + radius});
}

void diagonal_line(PlotText *out) {
  svg_line(out, "diagonal", frame_point(0.0, 0.0), frame_point(1.0, 1.0));
}

void diagonal_label(const Diagonal *diagonal, PlotText *out, const char *label) {
  int best = 0;
  for (int i = 1; i < DIAGONAL_PLACES; i++) {
    if (diagonal->covered[i] < diagonal->covered[best]) best = i;
  }
  DiagonalPlace place = diagonal_place(best);
  int64_t way = place.along / 2;
  text_add(out, "<g transform=\"translate(");
  svg_point(out, (SvgPoint){FRAME_LEFT + way, FRAME_BOTTOM - way});
  text_add(out, ")rotate(-45)\">");
  svg_text(out, "q m halo", (SvgPoint){0, place.baseline}, label);
  text_add(out, "</g>\n");
}
