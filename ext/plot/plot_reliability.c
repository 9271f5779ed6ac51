/* plot_reliability.c: the reliability diagram (A. Niculescu-Mizil and R. Caruana, ICML 2005), see
** plot.h.
**
** A bin with examples is a marker at its mean probability and its fraction of positives, with an
** area in proportion to its examples; beneath the plot, bars count them. A whisker is the fraction's
** 95% interval (J. Broecker and L. A. Smith, Weather and Forecasting 22, 2007, draw such bars). A
** bin whose interval is wide says little: its marker is hollow, and the line passes it by.
*/
#include "plot.h"

#include "../metrics/calibration.h"
#include "../metrics/wilson.h"
#include "diagonal.h"
#include "legend.h"

enum {
  PLOT_RELIABILITY_RADIUS = 95, /* at most of the bin with the most examples, */
  PLOT_RELIABILITY_SMALL = 70,  /* where there are many sets */
  PLOT_RELIABILITY_MANY = 4,
  PLOT_RELIABILITY_HOLLOW = 30, /* the least radius of a hollow marker */
  PLOT_RELIABILITY_ERROR = 3840,
  PLOT_RELIABILITY_EXAMPLES = 4560
};

/* A wider interval is a wide one. */
static const double plot_reliability_wide = 0.25;

typedef struct {
  CalibrationRow row;
  WilsonInterval interval;
  bool wide;
} PlotBin;

/* What there is to draw of a set. */
typedef struct {
  const JsonSet *set;
  PlotBin *bins; /* its part of PlotReliability's */
  double error;
} PlotBins;

typedef struct {
  Frame frame;
  Diagonal diagonal;
  PlotTitle x, y;
  PlotBins *sets;
  PlotBin *bins; /* of all sets, one after the other */
  size_t count;
  uint32_t bin_count; /* of each set */
  int64_t most;       /* examples in one bin */
} PlotReliability;

/* ---- the numbers ---- */

/* The bins of a calibration. Examples are sorted, the highest first: those of the last bin come
** first. */
static void plot_reliability_read(PlotBins *bins, const Calibration *calibration) {
  const Example *rows = bins->set->examples;
  for (uint32_t i = calibration->bins; i-- > 0;) {
    PlotBin *bin = &bins->bins[i];
    *bin = (PlotBin){.row = calibration_row(calibration, i)};
    size_t count = (size_t)bin->row.count;
    if (count == 0) continue;
    bin->interval = wilson_interval(bin->row.fraction, examples_effective(rows, count));
    bin->wide = bin->interval.high - bin->interval.low > plot_reliability_wide;
    rows += count;
  }
}

/* False when memory ran out, or it was stopped. */
static bool plot_reliability_measure(PlotBins *bins, uint32_t count, MemoryResize *resize,
                                     const Stop *stop) {
  Calibration calibration;
  if (!calibration_begin(&calibration, count, resize)) return false;
  bool done =
      calibration_add_examples(&calibration, bins->set->examples, bins->set->count, resize, stop);
  done = done && calibration_error(&calibration, CALIBRATION_L1, resize, &bins->error, stop);
  if (done) plot_reliability_read(bins, &calibration);
  calibration_clear(&calibration, resize);
  return done;
}

static bool plot_reliability_measure_all(PlotReliability *plot, const JsonSet *sets,
                                         MemoryResize *resize, const Stop *stop) {
  plot->sets = memory_array(NULL, (uint64_t)plot->count + 1, sizeof *plot->sets, resize);
  plot->bins =
      memory_array(NULL, ((uint64_t)plot->count + 1) * plot->bin_count, sizeof *plot->bins, resize);
  if (plot->sets == NULL || plot->bins == NULL) return false;
  for (size_t i = 0; i < plot->count; i++) {
    PlotBins *bins = &plot->sets[i];
    *bins = (PlotBins){&sets[i], plot->bins + i * plot->bin_count, 0.0};
    if (!plot_reliability_measure(bins, plot->bin_count, resize, stop)) return false;
    for (uint32_t j = 0; j < plot->bin_count; j++) {
      if (bins->bins[j].row.count > plot->most) plot->most = bins->bins[j].row.count;
    }
  }
  return true;
}

/* ---- the strip: how many examples there are in each bin ---- */

/* Draws a bar, no narrower and no lower than can be seen. */
static void plot_reliability_bar(PlotReliability *plot, size_t set, const CalibrationRow *row) {
  int64_t foot = plot->frame.foot, count = row->count;
  int64_t left = frame_point(row->lo, 0.0).x, right = frame_point(row->hi, 0.0).x;
  int64_t gap = right - left < 80 ? (right - left) / 8 : 10;
  left += gap;
  right -= gap;
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
  for (uint32_t i = 0; i < plot->bin_count; i++) {
    const CalibrationRow *row = &plot->sets[set].bins[i].row;
    if (row->count > 0) plot_reliability_bar(plot, set, row);
  }
  text_add(plot->frame.out, "\"/>\n");
  svg_set_end(plot->frame.out);
}

static void plot_reliability_strip(PlotReliability *plot) {
  int64_t foot = plot->frame.foot, top = foot - FRAME_STRIP;
  PlotText *out = plot->frame.out;
  for (size_t i = 0; i < plot->count; i++) {
    if (plot->sets[i].set->count > 0) plot_reliability_bars(plot, i);
  }
  svg_line(out, "axis", (SvgPoint){FRAME_LEFT, foot}, (SvgPoint){FRAME_RIGHT, foot});
  frame_upright(&plot->frame, foot - FRAME_STRIP / 2, plot_title("count"));
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

/* Whether the line passes through the bin. */
static bool plot_reliability_is_joined(const PlotBin *bin) {
  return bin->row.count > 0 && !bin->wide;
}

/* Writes the line through the bins as the text of a path. Returns how many points it has; if any,
** `ends` are the first and the last. */
static int plot_reliability_path(PlotReliability *plot, const PlotBins *bins, SvgPoint ends[2]) {
  int points = 0;
  for (uint32_t i = 0; i < plot->bin_count; i++) {
    if (!plot_reliability_is_joined(&bins->bins[i])) continue;
    SvgPoint point = plot_reliability_point(&bins->bins[i].row);
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

static int plot_reliability_joined(const PlotReliability *plot, const PlotBins *bins) {
  int joined = 0;
  for (uint32_t i = 0; i < plot->bin_count; i++) {
    joined += plot_reliability_is_joined(&bins->bins[i]);
  }
  return joined;
}

/* The area between the line and the diagonal. */
static void plot_reliability_gap(PlotReliability *plot, const PlotBins *bins) {
  SvgPoint ends[2] = {{0, 0}, {0, 0}};
  if (plot_reliability_joined(plot, bins) < 2) return;
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

/* The whiskers of the bins whose interval is wide, or of the others. */
static void plot_reliability_whiskers(PlotReliability *plot, const PlotBins *bins, bool wide) {
  PlotText *out = plot->frame.out;
  text_add(out, wide ? "<path class=\"whisker faint\" d=\"" : "<path class=\"whisker\" d=\"");
  for (uint32_t i = 0; i < plot->bin_count; i++) {
    const PlotBin *bin = &bins->bins[i];
    if (bin->row.count == 0 || bin->wide != wide) continue;
    SvgPoint low = frame_point(bin->row.mean_p, bin->interval.low);
    SvgPoint high = frame_point(bin->row.mean_p, bin->interval.high);
    text_add(out, "M");
    svg_point(out, low);
    text_add(out, "V");
    text_add_tenths(out, high.y);
    if (!wide) diagonal_cover_line(&plot->diagonal, low, high);
  }
  text_add(out, "\"/>\n");
}

/* "mean probability .110, fraction of positives .500, 95% interval .095 to .905" */
static void plot_reliability_words(PlotReliability *plot, const PlotBin *bin) {
  PlotText *out = plot->frame.out;
  text_add_count(out, bin->row.count);
  text_add(out, bin->row.count == 1 ? " example, " : " examples, ");
  frame_axis_words(&plot->frame, plot->x);
  text_add(out, " ");
  text_add_share(out, bin->row.mean_p, 3);
  text_add(out, ", ");
  frame_axis_words(&plot->frame, plot->y);
  text_add(out, " ");
  text_add_share(out, bin->row.fraction, 3);
  text_add(out, ", 95% interval ");
  text_add_share(out, bin->interval.low, 3);
  text_add(out, " to ");
  text_add_share(out, bin->interval.high, 3);
}

/* The radius of the bin with the most examples: neighbours do not overlap. */
static int64_t plot_reliability_radius(const PlotReliability *plot) {
  bool many = plot->count >= PLOT_RELIABILITY_MANY;
  int64_t usual = many ? PLOT_RELIABILITY_SMALL : PLOT_RELIABILITY_RADIUS;
  int64_t room = FRAME_SIDE * 2 / 5 / plot->bin_count;
  return room < usual ? room : usual;
}

static void plot_reliability_marker(PlotReliability *plot, size_t set, const PlotBin *bin) {
  PlotText *out = plot->frame.out;
  SvgPoint at = plot_reliability_point(&bin->row);
  int64_t radius = svg_radius(bin->row.count, plot->most, plot_reliability_radius(plot));
  if (bin->wide && radius < PLOT_RELIABILITY_HOLLOW) radius = PLOT_RELIABILITY_HOLLOW;
  diagonal_cover_marker(&plot->diagonal, at, radius);
  svg_marker_begin(out, bin->wide ? "few" : "dot", set, at, radius);
  frame_name(&plot->frame, plot->sets[set].set);
  plot_reliability_words(plot, bin);
  svg_marker_end(out);
}

static void plot_reliability_curve(PlotReliability *plot, size_t set) {
  const PlotBins *bins = &plot->sets[set];
  SvgPoint ends[2];
  svg_set_begin(plot->frame.out, set);
  plot_reliability_whiskers(plot, bins, true);
  plot_reliability_whiskers(plot, bins, false);
  if (plot_reliability_joined(plot, bins) > 1) {
    svg_curve_begin(plot->frame.out, set);
    plot_reliability_path(plot, bins, ends);
    svg_curve_end(plot->frame.out);
  }
  for (uint32_t i = 0; i < plot->bin_count; i++) {
    if (bins->bins[i].row.count > 0) plot_reliability_marker(plot, set, &bins->bins[i]);
  }
  svg_set_end(plot->frame.out);
}

/* ---- words ---- */

static void plot_reliability_describe(PlotReliability *plot) {
  PlotText *out = plot->frame.out;
  text_add(out, "Vertical: ");
  frame_axis_words(&plot->frame, plot->y);
  text_add(out, ", with 95% intervals. Horizontal: ");
  frame_axis_words(&plot->frame, plot->x);
  text_add(out, ". Bins of equal width: ");
  text_add_count(out, plot->bin_count);
  text_add(out, ". The diagonal is perfect calibration.");
  for (size_t i = 0; i < plot->count; i++) {
    text_add(out, "\n");
    frame_name(&plot->frame, plot->sets[i].set);
    if (plot->sets[i].set->count == 0) {
      text_add(out, "no examples.");
      continue;
    }
    text_add(out, "expected calibration error ");
    text_add_share(out, plot->sets[i].error, 4);
    text_add(out, ", examples: ");
    text_add_count(out, (int64_t)plot->sets[i].set->count);
    text_add(out, ".");
  }
}

static void plot_reliability_legend(PlotReliability *plot) {
  static const LegendColumn columns[] = {{"ECE", PLOT_RELIABILITY_ERROR},
                                         {"examples", PLOT_RELIABILITY_EXAMPLES}};
  Frame *frame = &plot->frame;
  legend_headings(frame, columns, 2);
  for (size_t i = 0; i < plot->count; i++) {
    const PlotBins *bins = &plot->sets[i];
    legend_entry(frame, bins->set, i, PLOT_RELIABILITY_ERROR - 480);
    if (bins->set->count > 0) {
      legend_cell(frame, i, PLOT_RELIABILITY_ERROR);
      text_add_share(frame->out, bins->error, 4);
      legend_cell_end(frame);
    }
    legend_cell(frame, i, PLOT_RELIABILITY_EXAMPLES);
    if (bins->set->count > 0) {
      text_add_count(frame->out, (int64_t)bins->set->count);
    } else {
      text_add(frame->out, "no examples");
    }
    legend_cell_end(frame);
  }
}

/* ---- the whole ---- */

static void plot_reliability_notes(PlotReliability *plot) {
  Frame *frame = &plot->frame;
  frame_note_begin(frame, 0);
  text_add_count(frame->out, plot->bin_count);
  text_add(frame->out, plot->bin_count == 1 ? " bin" : " bins");
  text_add(frame->out, " of equal width; area of a mark: examples in its bin");
  frame_note_end(frame);
  frame_note_begin(frame, 1);
  text_add(frame->out, "bars: 95% Wilson intervals; hollow: the interval is wider than .25");
  frame_note_end(frame);
}

static void plot_reliability_draw(PlotReliability *plot) {
  plot_reliability_describe(plot);
  frame_axes(&plot->frame, plot->x, plot->y);
  diagonal_line(plot->frame.out);
  plot_reliability_strip(plot);
  if (plot->count == 1) plot_reliability_gap(plot, &plot->sets[0]);
  for (size_t i = 0; i < plot->count; i++) {
    if (plot->sets[i].set->count > 0) plot_reliability_curve(plot, i);
  }
  diagonal_label(&plot->diagonal, plot->frame.out, "perfectly calibrated");
  plot_reliability_legend(plot);
  plot_reliability_notes(plot);
  frame_end(&plot->frame);
}

static bool plot_reliability_is(PlotTitle title, const char *string) {
  return title.size == strlen(string) && memcmp(title.text, string, title.size) == 0;
}

/* The names of the axes. Accuracy is the fraction that is right of examples whose probability is a
** confidence. */
static void plot_reliability_name(PlotReliability *plot, PlotTitle y) {
  plot->y = y.text == NULL ? plot_title("fraction of positives") : y;
  plot->x = plot_title(plot_reliability_is(plot->y, "accuracy") ? "mean confidence"
                                                                : "mean predicted probability");
}

bool plot_reliability(const JsonSet *sets, size_t count, const PlotOptions *options, PlotText *out,
                      MemoryResize *resize) {
  PlotReliability plot = {.count = count, .bin_count = options->bins};
  if (plot.bin_count == 0) plot.bin_count = CALIBRATION_BINS;
  plot_reliability_name(&plot, options->y);
  out->resize = resize;
  out->failed = !plot_reliability_measure_all(&plot, sets, resize, options->stop);
  if (!out->failed) {
    plot.frame = frame_begin(out, count, true, 2, options->title, "Reliability diagram");
    plot_reliability_draw(&plot);
  }
  if (plot.sets != NULL) resize(plot.sets, 0);
  if (plot.bins != NULL) resize(plot.bins, 0);
  return text_end(out);
}
