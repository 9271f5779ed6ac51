/* threshold_plot.c: see threshold_plot.h. All sets are measured first: the description, which comes
** before the curves, names their best thresholds. */
#include "threshold_plot.h"

#include "../base/bits.h"
#include "legend.h"

enum {
  THRESHOLD_PLOT_AREA = 2680, /* where the columns of the legend end */
  THRESHOLD_PLOT_THRESHOLD = 3320,
  THRESHOLD_PLOT_POSITIVE = 3920,
  THRESHOLD_PLOT_NEGATIVE = 4560,
  THRESHOLD_PLOT_RADIUS = 150, /* of a marker for all examples of the largest set */
  THRESHOLD_PLOT_RING = 50,
  THRESHOLD_PLOT_LABELS = 2, /* sets that have one at the mark, */
  THRESHOLD_PLOT_BESIDE = 100,
  THRESHOLD_PLOT_BELOW = 150,
  THRESHOLD_PLOT_NEAR = 600,  /* from mark to mark */
  THRESHOLD_PLOT_LINE = 150,  /* from label to label */
  THRESHOLD_PLOT_WIDE = 1200, /* about as wide as a label */
  THRESHOLD_PLOT_NAME = 1200, /* in hundredths of an em */
  THRESHOLD_PLOT_FEW = 20,    /* up to so many examples, each gets a marker; */
  THRESHOLD_PLOT_SHARE = 100, /* of more, only ties of more than 1/100 of them */
  THRESHOLD_PLOT_TIES = THRESHOLD_PLOT_SHARE + THRESHOLD_PLOT_FEW
};

/* Beyond it a label stands to the left of its mark. */
static const double threshold_plot_right = 0.6;

/* ---- the numbers ---- */

/* What a set needs while it is measured, and the next one again. */
typedef struct {
  const ThresholdPlotKind *kind;
  ThresholdPlotSet *set;
  ThresholdPlotMark ties[THRESHOLD_PLOT_TIES];
  double x; /* of the threshold before */
  Curve curve;
  Steps steps;
  MemoryResize *resize;
  const Stop *stop;
} ThresholdPlotWork;

static bool threshold_plot_is_tie(int64_t tied, size_t count) {
  if (count <= THRESHOLD_PLOT_FEW) return true;
  return tied > 1 && tied > (int64_t)(count / THRESHOLD_PLOT_SHARE);
}

static void threshold_plot_visit(ThresholdPlotWork *work, const RocWalk *walk, size_t from) {
  ThresholdPlotSet *set = work->set;
  RocPoint point = roc_point(walk);
  ThresholdPlotMark mark = {work->kind->point(&point), point.threshold,
                            (int64_t)(walk->next - from)};
  if (work->kind->steps) {
    steps_add(&work->steps, work->x, mark.at.y);
    steps_add(&work->steps, mark.at.x, mark.at.y);
    work->x = mark.at.x;
  } else {
    curve_add(&work->curve, mark.at.x, mark.at.y);
  }
  if (mark.at.merit > set->best.at.merit) set->best = mark;
  if (threshold_plot_is_tie(mark.tied, walk->count)) work->ties[set->tie_count++] = mark;
}

/* False when memory ran out, or it was stopped. */
static bool threshold_plot_walk(ThresholdPlotWork *work, const JsonSet *examples) {
  RocWalk walk;
  size_t asked = 0;
  bool done = roc_begin(&walk, examples->examples, examples->count, work->resize, work->stop);
  while (done && roc_more(&walk)) {
    size_t from = walk.next;
    done = roc_next(&walk, work->resize) && !stop_after(work->stop, &asked, walk.next - from);
    if (done) threshold_plot_visit(work, &walk, from);
  }
  roc_clear(&walk, work->resize);
  return done;
}

/* A copy of the curve and of the ties. False when memory ran out. */
static bool threshold_plot_keep(ThresholdPlotWork *work) {
  ThresholdPlotSet *set = work->set;
  const Curve *curve = &work->curve;
  set->points = memory_array(NULL, curve->count, sizeof *set->points, work->resize);
  if (set->points == NULL) return false;
  memcpy(set->points, curve->points, curve->count * sizeof *set->points);
  set->count = curve->count;
  if (set->tie_count == 0) return true;
  set->ties = memory_array(NULL, set->tie_count, sizeof *set->ties, work->resize);
  if (set->ties == NULL) return false;
  memcpy(set->ties, work->ties, set->tie_count * sizeof *set->ties);
  return true;
}

static bool threshold_plot_trace(ThresholdPlotWork *work, const JsonSet *examples) {
  curve_restart(&work->curve);
  steps_restart(&work->steps);
  work->x = 0.0;
  if (!work->kind->steps) curve_add(&work->curve, 0.0, 0.0);
  if (!threshold_plot_walk(work, examples)) return false;
  if (work->kind->steps) {
    steps_curve(&work->steps, &work->curve);
  } else {
    curve_thin(&work->curve);
  }
  return threshold_plot_keep(work);
}

static bool threshold_plot_measure(ThresholdPlotWork *work, const JsonSet *examples) {
  ThresholdPlotSet *set = work->set;
  const Example *rows = examples->examples;
  size_t count = examples->count;
  for (size_t i = 0; i < count; i++) set->positive += rows[i].weight > 0.0;
  set->negative = (int64_t)count - set->positive;
  if (!work->kind->measure(rows, count, work->resize, &set->area, work->stop)) return false;
  if (!roc_prevalence(rows, count, work->resize, &set->prevalence, work->stop)) return false;
  return !threshold_plot_has_curve(set) || threshold_plot_trace(work, examples);
}

static bool threshold_plot_measure_all(ThresholdPlot *plot, MemoryResize *resize,
                                       const Stop *stop) {
  ThresholdPlotWork work = {.kind = plot->kind, .resize = resize, .stop = stop};
  bool done = curve_begin(&work.curve, resize) && steps_begin(&work.steps, resize);
  for (size_t i = 0; i < plot->count && done; i++) {
    work.set = &plot->drawn[i];
    done = threshold_plot_measure(&work, &plot->sets[i]);
    if ((int64_t)plot->sets[i].count > plot->most) plot->most = (int64_t)plot->sets[i].count;
  }
  curve_clear(&work.curve, resize);
  steps_clear(&work.steps, resize);
  return done;
}

/* ---- the plot ---- */

/* Writes a step of the path, sideways, up or down or both, in as few bytes as possible. */
static void threshold_plot_step(PlotText *out, SvgPoint from, SvgPoint to) {
  int64_t right = to.x - from.x, down = to.y - from.y;
  if (right == 0) {
    text_add(out, "v");
    text_add_tenths(out, down);
    return;
  }
  text_add(out, down == 0 ? "h" : "l");
  text_add_tenths(out, right);
  if (down > 0) text_add(out, " ");
  if (down != 0) text_add_tenths(out, down); /* its minus sets it apart */
}

static void threshold_plot_line(ThresholdPlot *plot, size_t number) {
  const ThresholdPlotSet *set = &plot->drawn[number];
  PlotText *out = plot->frame.out;
  SvgPoint last = {0, 0};
  svg_curve_begin(out, number);
  for (size_t i = 0; i < set->count; i++) {
    SvgPoint at = {FRAME_LEFT + set->points[i].x, FRAME_BOTTOM - set->points[i].y};
    if (i > 0) {
      threshold_plot_step(out, last, at);
      diagonal_cover_line(&plot->diagonal, last, at);
    } else {
      svg_point(out, at);
    }
    last = at;
  }
  svg_curve_end(out);
}

static void threshold_plot_tie(ThresholdPlot *plot, size_t set, const ThresholdPlotMark *tie) {
  PlotText *out = plot->frame.out;
  SvgPoint at = frame_point(tie->at.x, tie->at.y);
  int64_t radius = svg_radius(tie->tied, plot->most, THRESHOLD_PLOT_RADIUS);
  diagonal_cover_marker(&plot->diagonal, at, radius);
  svg_marker_begin(out, "dot", set, at, radius);
  frame_name(&plot->frame, &plot->sets[set]);
  text_add_count(out, tie->tied);
  text_add(out, tie->tied == 1 ? " example" : " examples");
  text_add(out, " with score ");
  text_add_double(out, tie->threshold);
  svg_marker_end(out);
}

/* "TPR .9575, FPR .0084 at threshold -0.1236" */
static void threshold_plot_words(PlotText *out, const ThresholdPlotKind *kind,
                                 const ThresholdPlotMark *mark) {
  if (kind->merit != NULL) {
    text_add(out, kind->merit);
    text_add_share(out, mark->at.merit, 4);
    text_add(out, ", ");
  }
  text_add(out, kind->y_of);
  text_add_share(out, mark->at.y, 4);
  text_add(out, ", ");
  text_add(out, kind->x_of);
  text_add_share(out, mark->at.x, 4);
  text_add(out, " at threshold ");
  text_add_double(out, mark->threshold);
}

static void threshold_plot_best(ThresholdPlot *plot, size_t set) {
  PlotText *out = plot->frame.out;
  const ThresholdPlotMark *best = &plot->drawn[set].best;
  SvgPoint at = frame_point(best->at.x, best->at.y);
  diagonal_cover_marker(&plot->diagonal, at, THRESHOLD_PLOT_RING);
  svg_marker_begin(out, "ring", set, at, THRESHOLD_PLOT_RING);
  frame_name(&plot->frame, &plot->sets[set]);
  threshold_plot_words(out, plot->kind, best);
  svg_marker_end(out);
}

static void threshold_plot_curve(ThresholdPlot *plot, size_t number) {
  const ThresholdPlotSet *set = &plot->drawn[number];
  svg_set_begin(plot->frame.out, number);
  threshold_plot_line(plot, number);
  for (size_t i = 0; i < set->tie_count; i++) threshold_plot_tie(plot, number, &set->ties[i]);
  if (set->best.at.merit > 0.0) threshold_plot_best(plot, number);
  svg_set_end(plot->frame.out);
}

/* ---- the labels of the best thresholds, where there are few sets ---- */

static SvgPoint threshold_plot_at(const ThresholdPlotSet *set) {
  return frame_point(set->best.at.x, set->best.at.y);
}

static bool threshold_plot_is_left(const ThresholdPlotSet *set) {
  return set->best.at.x > threshold_plot_right;
}

/* Below the mark, to its right or left: where a curve that is better than chance leaves room. Where
** the other set's mark is near, the label stands beside both. */
static SvgPoint threshold_plot_place(const ThresholdPlotSet *set, const ThresholdPlotSet *other) {
  bool left = threshold_plot_is_left(set);
  SvgPoint at = threshold_plot_at(set), near = threshold_plot_at(other);
  int64_t right = near.x - at.x;
  if (right < THRESHOLD_PLOT_NEAR && right > -THRESHOLD_PLOT_NEAR &&
      (left ? right < 0 : right > 0)) {
    at.x = near.x;
  }
  at.x += left ? -THRESHOLD_PLOT_BESIDE : THRESHOLD_PLOT_BESIDE;
  at.y += THRESHOLD_PLOT_BELOW;
  if (at.y > FRAME_BOTTOM) at.y = threshold_plot_at(set).y - THRESHOLD_PLOT_BELOW;
  return at;
}

/* Writes the label at `y` or lower. Returns where the next one may stand. */
static int64_t threshold_plot_label(ThresholdPlot *plot, size_t number, int64_t y) {
  const ThresholdPlotSet *set = &plot->drawn[number];
  const JsonSet *named = &plot->sets[number];
  PlotText *out = plot->frame.out;
  SvgPoint at = threshold_plot_place(set, &plot->drawn[plot->count - 1 - number]);
  bool left = threshold_plot_is_left(set);
  if (at.y < y) at.y = y;
  diagonal_cover_line(
      &plot->diagonal, at,
      (SvgPoint){left ? at.x - THRESHOLD_PLOT_WIDE : at.x + THRESHOLD_PLOT_WIDE, at.y});
  svg_text_begin(out, left ? "halo e" : "halo", at);
  if (plot->count > 1 && named->name_size > 0) {
    text_add_fitted(out, named->name, named->name_size, THRESHOLD_PLOT_NAME);
  } else {
    text_add(out, "score");
  }
  text_add(out, " \xe2\x89\xa5 ");
  text_add_short_double(out, set->best.threshold);
  svg_text_end(out);
  return at.y + THRESHOLD_PLOT_LINE;
}

/* From the highest mark to the lowest, so that no two labels cross. */
static void threshold_plot_labels(ThresholdPlot *plot) {
  const ThresholdPlotSet *drawn = plot->drawn;
  if (plot->count > THRESHOLD_PLOT_LABELS) return;
  size_t first = plot->count > 1 && drawn[1].best.at.y > drawn[0].best.at.y;
  int64_t y = 0;
  for (size_t i = 0; i < plot->count; i++) {
    size_t number = i == 0 ? first : 1 - first;
    if (drawn[number].best.at.merit > 0.0) y = threshold_plot_label(plot, number, y);
  }
}

/* ---- words ---- */

static void threshold_plot_describe_set(PlotText *out, const ThresholdPlotKind *kind,
                                        const ThresholdPlotSet *set) {
  if (set->positive + set->negative == 0) {
    text_add(out, "no examples.");
    return;
  }
  if (threshold_plot_has_curve(set)) {
    text_add(out, kind->area);
    text_add_share(out, set->area, 4);
  } else {
    text_add(out, kind->no_area);
  }
  text_add(out, ", positive examples: ");
  text_add_count(out, set->positive);
  text_add(out, ", negative examples: ");
  text_add_count(out, set->negative);
  text_add(out, ".");
  if (!(set->best.at.merit > 0.0)) return;
  text_add(out, " Best: ");
  threshold_plot_words(out, kind, &set->best);
  text_add(out, ".");
}

static void threshold_plot_describe(ThresholdPlot *plot) {
  text_add(plot->frame.out, plot->kind->about);
  for (size_t i = 0; i < plot->count; i++) {
    text_add(plot->frame.out, "\n");
    frame_name(&plot->frame, &plot->sets[i]);
    threshold_plot_describe_set(plot->frame.out, plot->kind, &plot->drawn[i]);
  }
}

static void threshold_plot_cell(Frame *frame, size_t number, int64_t right, int64_t n) {
  legend_cell(frame, number, right);
  text_add_count(frame->out, n);
  legend_cell_end(frame);
}

static void threshold_plot_entry(ThresholdPlot *plot, size_t number) {
  const ThresholdPlotSet *set = &plot->drawn[number];
  Frame *frame = &plot->frame;
  bool any = set->positive + set->negative > 0, curve = threshold_plot_has_curve(set);
  int64_t area = curve ? THRESHOLD_PLOT_AREA
                 : any ? THRESHOLD_PLOT_THRESHOLD
                       : THRESHOLD_PLOT_NEGATIVE;
  legend_entry(frame, &plot->sets[number], number, area - (curve ? 460 : any ? 1240 : 820));
  legend_cell(frame, number, area);
  if (curve) {
    text_add_share(frame->out, set->area, 4);
  } else {
    text_add(frame->out, any ? plot->kind->no_heading : "no examples");
  }
  legend_cell_end(frame);
  if (set->best.at.merit > 0.0) {
    legend_cell(frame, number, THRESHOLD_PLOT_THRESHOLD);
    text_add_short_double(frame->out, set->best.threshold);
    legend_cell_end(frame);
  }
  if (!any) return;
  threshold_plot_cell(frame, number, THRESHOLD_PLOT_POSITIVE, set->positive);
  threshold_plot_cell(frame, number, THRESHOLD_PLOT_NEGATIVE, set->negative);
}

static void threshold_plot_legend(ThresholdPlot *plot) {
  const LegendColumn columns[] = {{plot->kind->heading, THRESHOLD_PLOT_AREA},
                                  {"threshold", THRESHOLD_PLOT_THRESHOLD},
                                  {"positive", THRESHOLD_PLOT_POSITIVE},
                                  {"negative", THRESHOLD_PLOT_NEGATIVE}};
  legend_headings(&plot->frame, columns, 4);
  for (size_t i = 0; i < plot->count; i++) threshold_plot_entry(plot, i);
}

/* ---- the whole ---- */

static void threshold_plot_draw(ThresholdPlot *plot) {
  const ThresholdPlotKind *kind = plot->kind;
  threshold_plot_describe(plot);
  frame_axes(&plot->frame, plot_title(kind->x), plot_title(kind->y));
  kind->beneath(plot);
  for (size_t i = 0; i < plot->count; i++) {
    if (threshold_plot_has_curve(&plot->drawn[i])) threshold_plot_curve(plot, i);
  }
  threshold_plot_labels(plot);
  kind->above(plot);
  threshold_plot_legend(plot);
  for (size_t i = 0; i < kind->note_count; i++) {
    frame_note_begin(&plot->frame, i);
    text_add(plot->frame.out, kind->notes[i]);
    frame_note_end(&plot->frame);
  }
  frame_end(&plot->frame);
}

static void threshold_plot_clear(ThresholdPlot *plot, MemoryResize *resize) {
  if (plot->drawn == NULL) return;
  for (size_t i = 0; i < plot->count; i++) {
    if (plot->drawn[i].points != NULL) resize(plot->drawn[i].points, 0);
    if (plot->drawn[i].ties != NULL) resize(plot->drawn[i].ties, 0);
  }
  resize(plot->drawn, 0);
}

bool threshold_plot(const ThresholdPlotKind *kind, const JsonSet *sets, size_t count,
                    const PlotOptions *options, PlotText *out, MemoryResize *resize) {
  ThresholdPlot plot = {.kind = kind, .sets = sets, .count = count, .most = 1};
  plot.drawn = memory_array(NULL, (uint64_t)count + 1, sizeof *plot.drawn, resize);
  if (plot.drawn != NULL) memset(plot.drawn, 0, (count + 1) * sizeof *plot.drawn);
  out->resize = resize;
  out->failed = plot.drawn == NULL || !threshold_plot_measure_all(&plot, resize, options->stop);
  if (!out->failed) {
    plot.frame = frame_begin(out, count, false, kind->note_count, options->title, kind->title);
    threshold_plot_draw(&plot);
  }
  threshold_plot_clear(&plot, resize);
  return text_end(out);
}
