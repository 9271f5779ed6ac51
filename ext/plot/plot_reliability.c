/* plot_reliability.c: the reliability diagram (A. Niculescu-Mizil and R. Caruana, ICML 2005), see
** plot.h.
**
** A bin with examples is a marker at its mean probability and its fraction of positives, with an
** area in proportion to its examples; beneath the plot, bars count them.
*/
#include "plot.h"

#include "../metrics/calibration.h"
#include "diagonal.h"
#include "legend.h"

enum {
  PLOT_RELIABILITY_RADIUS = 95, /* of the bin with the most examples, */
  PLOT_RELIABILITY_SMALL = 70,  /* where there are many sets */
  PLOT_RELIABILITY_MANY = 4,
  PLOT_RELIABILITY_ERROR = 3840,
  PLOT_RELIABILITY_EXAMPLES = 4560
};

/* What there is to draw of a set. */
typedef struct {
  CalibrationRow rows[CALIBRATION_BINS];
  double error;
} PlotBins;

typedef struct {
  Frame frame;
  Diagonal diagonal;
  const JsonSet *sets;
  const PlotBins *bins;
  size_t count;
  int64_t most; /* examples in one bin */
} PlotReliability;

/* ---- the numbers ---- */

static bool plot_reliability_measure(const JsonSet *set, PlotBins *bins, MemoryResize *resize) {
  Calibration calibration;
  if (!calibration_begin(&calibration, CALIBRATION_BINS, resize)) return false;
  bool done = calibration_add_examples(&calibration, set->examples, set->count, resize);
  for (uint32_t i = 0; i < CALIBRATION_BINS; i++) bins->rows[i] = calibration_row(&calibration, i);
  bins->error = calibration_error(&calibration, CALIBRATION_L1);
  calibration_clear(&calibration, resize);
  return done;
}

/* NULL when memory ran out. */
static PlotBins *plot_reliability_bins(const JsonSet *sets, size_t count, MemoryResize *resize) {
  PlotBins *bins = resize(NULL, (count + 1) * sizeof *bins);
  for (size_t i = 0; bins != NULL && i < count; i++) {
    if (!plot_reliability_measure(&sets[i], &bins[i], resize)) bins = resize(bins, 0);
  }
  return bins;
}

static int64_t plot_reliability_most(const PlotBins *bins, size_t count) {
  int64_t most = 0;
  for (size_t i = 0; i < count; i++) {
    for (int j = 0; j < CALIBRATION_BINS; j++) {
      if (bins[i].rows[j].count > most) most = bins[i].rows[j].count;
    }
  }
  return most;
}

/* ---- the strip: how many examples there are in each bin ---- */

/* Draws a bar, no narrower and no lower than can be seen. */
static void plot_reliability_bar(PlotReliability *plot, size_t set, int bin) {
  int64_t count = plot->bins[set].rows[bin].count, foot = plot->frame.foot;
  int64_t left = frame_point(calibration_edge(CALIBRATION_BINS, (uint32_t)bin), 0.0).x + 10;
  int64_t right = frame_point(calibration_edge(CALIBRATION_BINS, (uint32_t)bin + 1), 0.0).x - 10;
  int64_t from = left + (right - left) * (int64_t)set / (int64_t)plot->count;
  int64_t to = left + (right - left) * (int64_t)(set + 1) / (int64_t)plot->count;
  int64_t high = (int64_t)((double)count / (double)plot->most * FRAME_STRIP + 0.5);
  text_add(plot->frame.out, "M");
  svg_point(plot->frame.out, (SvgPoint){from, foot});
  text_add(plot->frame.out, "V");
  text_add_tenths(plot->frame.out, foot - (high < 10 ? 10 : high));
  text_add(plot->frame.out, "H");
  text_add_tenths(plot->frame.out, to - from < 5 ? from + 5 : to);
  text_add(plot->frame.out, "V");
  text_add_tenths(plot->frame.out, foot);
  text_add(plot->frame.out, "z");
}

static void plot_reliability_bars(PlotReliability *plot, size_t set) {
  svg_set_begin(plot->frame.out, set);
  text_add(plot->frame.out, "<path class=\"bar\" d=\"");
  for (int i = 0; i < CALIBRATION_BINS; i++) {
    if (plot->bins[set].rows[i].count > 0) plot_reliability_bar(plot, set, i);
  }
  text_add(plot->frame.out, "\"/>\n");
  svg_set_end(plot->frame.out);
}

static void plot_reliability_strip(PlotReliability *plot) {
  int64_t foot = plot->frame.foot, top = foot - FRAME_STRIP;
  PlotText *out = plot->frame.out;
  for (size_t i = 0; i < plot->count; i++) {
    if (plot->sets[i].count > 0) plot_reliability_bars(plot, i);
  }
  svg_line(out, "axis", (SvgPoint){FRAME_LEFT, foot}, (SvgPoint){FRAME_RIGHT, foot});
  frame_upright(&plot->frame, foot - FRAME_STRIP / 2, "count");
  if (plot->most == 0) return;
  svg_line(out, "axis", (SvgPoint){FRAME_LEFT - 40, top}, (SvgPoint){FRAME_LEFT, top});
  svg_text_begin(out, "e", (SvgPoint){FRAME_LEFT - 110, top + 60});
  text_add_short_count(out, plot->most);
  svg_text_end(out);
}

/* ---- the plot ---- */

static SvgPoint plot_reliability_point(const CalibrationRow *row) {
  return frame_point(row->mean_p, row->fraction);
}

/* Writes the points of the bins as the text of a path. Returns how many there are; if any, `ends`
** are the first and the last. */
static int plot_reliability_path(PlotReliability *plot, const PlotBins *bins, SvgPoint ends[2]) {
  int points = 0;
  for (int i = 0; i < CALIBRATION_BINS; i++) {
    if (bins->rows[i].count == 0) continue;
    SvgPoint point = plot_reliability_point(&bins->rows[i]);
    if (points > 0) {
      text_add(plot->frame.out, " ");
      diagonal_cover_line(&plot->diagonal, ends[1], point);
    } else {
      ends[0] = point;
    }
    svg_point(plot->frame.out, point);
    ends[1] = point;
    points++;
  }
  return points;
}

/* The area between the points and the diagonal. */
static void plot_reliability_gap(PlotReliability *plot, const PlotBins *bins) {
  SvgPoint ends[2] = {{0, 0}, {0, 0}};
  svg_set_begin(plot->frame.out, 0);
  text_add(plot->frame.out, "<path class=\"gap\" d=\"M");
  plot_reliability_path(plot, bins, ends);
  for (int i = 1; i >= 0; i--) {
    text_add(plot->frame.out, " ");
    svg_point(plot->frame.out, (SvgPoint){ends[i].x, FRAME_BOTTOM - (ends[i].x - FRAME_LEFT)});
  }
  text_add(plot->frame.out, "z\"/>\n");
  svg_set_end(plot->frame.out);
}

static void plot_reliability_marker(PlotReliability *plot, size_t set, const CalibrationRow *row) {
  PlotText *out = plot->frame.out;
  SvgPoint at = plot_reliability_point(row);
  bool many = plot->count >= PLOT_RELIABILITY_MANY;
  int64_t radius =
      svg_radius(row->count, plot->most, many ? PLOT_RELIABILITY_SMALL : PLOT_RELIABILITY_RADIUS);
  diagonal_cover_marker(&plot->diagonal, at, radius);
  svg_marker_begin(out, "dot", set, at, radius);
  frame_name(&plot->frame, &plot->sets[set]);
  text_add_count(out, row->count);
  text_add(out, row->count == 1 ? " example" : " examples");
  text_add(out, ", mean probability ");
  text_add_share(out, row->mean_p, 3);
  text_add(out, ", fraction of positives ");
  text_add_share(out, row->fraction, 3);
  svg_marker_end(out);
}

static void plot_reliability_curve(PlotReliability *plot, size_t set) {
  const PlotBins *bins = &plot->bins[set];
  SvgPoint ends[2];
  svg_set_begin(plot->frame.out, set);
  svg_curve_begin(plot->frame.out, set);
  plot_reliability_path(plot, bins, ends);
  svg_curve_end(plot->frame.out);
  for (int i = 0; i < CALIBRATION_BINS; i++) {
    if (bins->rows[i].count > 0) plot_reliability_marker(plot, set, &bins->rows[i]);
  }
  svg_set_end(plot->frame.out);
}

/* ---- words ---- */

static void plot_reliability_describe(PlotReliability *plot) {
  PlotText *out = plot->frame.out;
  text_add(out,
           "Fraction of positives against mean predicted probability, in 15 bins of equal width; "
           "the diagonal is perfect calibration.");
  for (size_t i = 0; i < plot->count; i++) {
    text_add(out, "\n");
    frame_name(&plot->frame, &plot->sets[i]);
    if (plot->sets[i].count == 0) {
      text_add(out, "no examples.");
      continue;
    }
    text_add(out, "expected calibration error ");
    text_add_share(out, plot->bins[i].error, 4);
    text_add(out, ", examples: ");
    text_add_count(out, (int64_t)plot->sets[i].count);
    text_add(out, ".");
  }
}

static void plot_reliability_legend(PlotReliability *plot) {
  static const LegendColumn columns[] = {{"ECE", PLOT_RELIABILITY_ERROR},
                                         {"examples", PLOT_RELIABILITY_EXAMPLES}};
  Frame *frame = &plot->frame;
  legend_headings(frame, columns, 2);
  for (size_t i = 0; i < plot->count; i++) {
    legend_entry(frame, &plot->sets[i], i, PLOT_RELIABILITY_ERROR - 480);
    if (plot->sets[i].count > 0) {
      legend_cell(frame, i, PLOT_RELIABILITY_ERROR);
      text_add_share(frame->out, plot->bins[i].error, 4);
      legend_cell_end(frame);
    }
    legend_cell(frame, i, PLOT_RELIABILITY_EXAMPLES);
    if (plot->sets[i].count > 0) {
      text_add_count(frame->out, (int64_t)plot->sets[i].count);
    } else {
      text_add(frame->out, "no examples");
    }
    legend_cell_end(frame);
  }
}

/* ---- the whole ---- */

static void plot_reliability_draw(PlotReliability *plot) {
  plot_reliability_describe(plot);
  frame_axes(&plot->frame, "mean predicted probability", "fraction of positives");
  plot_reliability_strip(plot);
  if (plot->count == 1 && plot->most > 0) plot_reliability_gap(plot, &plot->bins[0]);
  for (size_t i = 0; i < plot->count; i++) {
    if (plot->sets[i].count > 0) plot_reliability_curve(plot, i);
  }
  diagonal_label(&plot->diagonal, plot->frame.out, "perfectly calibrated");
  plot_reliability_legend(plot);
  frame_end(&plot->frame, "15 bins of equal width; area of a mark: examples in its bin");
}

bool plot_reliability(const JsonSet *sets, size_t count, PlotTitle title, PlotText *out,
                      MemoryResize *resize) {
  PlotBins *bins = plot_reliability_bins(sets, count, resize);
  PlotReliability plot = {.sets = sets, .bins = bins, .count = count};
  out->resize = resize;
  out->failed = bins == NULL;
  if (bins != NULL) {
    plot.most = plot_reliability_most(bins, count);
    plot.frame = frame_begin(out, count, true, title, "Reliability diagram");
    plot_reliability_draw(&plot);
    resize(bins, 0);
  }
  return text_end(out);
}
