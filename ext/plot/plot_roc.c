/* plot_roc.c: the ROC curve (T. Fawcett, "An introduction to ROC analysis", Pattern Recognition
** Letters 27, 2006), see plot.h.
**
** Between thresholds the curve is straight: ties make a slope, and half of its area counts. A
** filled marker stands where many examples have the same score, with an area in proportion to their
** number. A hollow marker stands where TPR - FPR is largest (W. J. Youden, Cancer 3, 1950).
*/
#include "plot.h"

#include "../metrics/roc.h"
#include "curve.h"
#include "diagonal.h"
#include "legend.h"

enum {
  PLOT_ROC_AREA = 3080, /* where the columns of the legend end */
  PLOT_ROC_POSITIVE = 3820,
  PLOT_ROC_NEGATIVE = 4560,
  PLOT_ROC_RADIUS = 150, /* of a marker for all examples of the largest set */
  PLOT_ROC_RING = 50,
  PLOT_ROC_FEW = 20,    /* up to so many examples, each gets a marker; */
  PLOT_ROC_SHARE = 100, /* of more, only ties of more than 1/100 of them */
  PLOT_ROC_TIES = PLOT_ROC_SHARE + PLOT_ROC_FEW
};

typedef struct {
  int64_t positive, negative; /* examples */
  double area;                /* NaN without one of them */
} PlotArea;

typedef struct {
  double fpr, tpr, threshold;
  int64_t tied; /* examples at this threshold */
} PlotThreshold;

typedef struct {
  PlotThreshold ties[PLOT_ROC_TIES];
  int count;
  PlotThreshold best; /* where tpr - fpr is largest */
} PlotThresholds;

typedef struct {
  Frame frame;
  Diagonal diagonal;
  const JsonSet *sets;
  const PlotArea *areas;
  size_t count;
  int64_t most; /* examples in one set */
  Curve curve;
  MemoryResize *resize;
} PlotRoc;

/* ---- the numbers ---- */

static bool plot_roc_measure(const JsonSet *set, PlotArea *area, MemoryResize *resize) {
  *area = (PlotArea){0};
  for (size_t i = 0; i < set->count; i++) area->positive += set->examples[i].weight > 0.0;
  area->negative = (int64_t)set->count - area->positive;
  return roc_auc(set->examples, set->count, resize, &area->area);
}

/* NULL when memory ran out. */
static PlotArea *plot_roc_areas(const JsonSet *sets, size_t count, MemoryResize *resize) {
  PlotArea *areas = resize(NULL, (count + 1) * sizeof *areas);
  for (size_t i = 0; areas != NULL && i < count; i++) {
    if (!plot_roc_measure(&sets[i], &areas[i], resize)) areas = resize(areas, 0);
  }
  return areas;
}

static bool plot_roc_has_curve(const PlotArea *area) {
  return area->positive > 0 && area->negative > 0;
}

static int64_t plot_roc_most(const JsonSet *sets, size_t count) {
  size_t most = 1;
  for (size_t i = 0; i < count; i++) {
    if (sets[i].count > most) most = sets[i].count;
  }
  return (int64_t)most;
}

/* ---- along the curve ---- */

static bool plot_roc_is_tie(int64_t tied, size_t count) {
  if (count <= PLOT_ROC_FEW) return true;
  return tied > 1 && tied > (int64_t)(count / PLOT_ROC_SHARE);
}

static void plot_roc_visit(PlotRoc *plot, PlotThresholds *found, const RocWalk *walk, size_t from) {
  RocPoint point = roc_point(walk);
  PlotThreshold threshold = {point.fpr, point.tpr, point.threshold, (int64_t)(walk->next - from)};
  curve_add(&plot->curve, point.fpr, point.tpr);
  if (point.tpr - point.fpr > found->best.tpr - found->best.fpr) found->best = threshold;
  if (plot_roc_is_tie(threshold.tied, walk->count)) found->ties[found->count++] = threshold;
}

/* False when memory ran out. */
static bool plot_roc_walk(PlotRoc *plot, const JsonSet *set, PlotThresholds *found) {
  RocWalk walk;
  bool done = roc_begin(&walk, set->examples, set->count, plot->resize);
  found->count = 0;
  found->best = (PlotThreshold){0};
  curve_restart(&plot->curve);
  curve_add(&plot->curve, 0.0, 0.0);
  while (done && roc_more(&walk)) {
    size_t from = walk.next;
    done = roc_next(&walk, plot->resize);
    if (done) plot_roc_visit(plot, found, &walk, from);
  }
  roc_clear(&walk, plot->resize);
  curve_thin(&plot->curve);
  return done;
}

/* ---- the plot ---- */

/* Writes a step of the path, to the right, upwards or both, in as few bytes as possible. */
static void plot_roc_step(PlotText *out, SvgPoint from, SvgPoint to) {
  if (from.x == to.x) {
    text_add(out, "v");
  } else {
    text_add(out, from.y == to.y ? "h" : "l");
    text_add_tenths(out, to.x - from.x);
  }
  if (from.y != to.y) text_add_tenths(out, to.y - from.y); /* its minus sets it apart */
}

static void plot_roc_line(PlotRoc *plot, size_t set) {
  PlotText *out = plot->frame.out;
  SvgPoint last = {0, 0};
  svg_curve_begin(out, set);
  for (size_t i = 0; i < plot->curve.count; i++) {
    const CurvePoint *point = &plot->curve.points[i];
    SvgPoint at = {FRAME_LEFT + point->x, FRAME_BOTTOM - point->y};
    if (i > 0) {
      plot_roc_step(out, last, at);
      diagonal_cover_line(&plot->diagonal, last, at);
    } else {
      svg_point(out, at);
    }
    last = at;
  }
  svg_curve_end(out);
}

static void plot_roc_tie(PlotRoc *plot, size_t set, const PlotThreshold *tie) {
  PlotText *out = plot->frame.out;
  SvgPoint at = frame_point(tie->fpr, tie->tpr);
  int64_t radius = svg_radius(tie->tied, plot->most, PLOT_ROC_RADIUS);
  diagonal_cover_marker(&plot->diagonal, at, radius);
  svg_marker_begin(out, "dot", set, at, radius);
  frame_name(&plot->frame, &plot->sets[set]);
  text_add_count(out, tie->tied);
  text_add(out, tie->tied == 1 ? " example" : " examples");
  text_add(out, " with score ");
  text_add_double(out, tie->threshold);
  svg_marker_end(out);
}

static void plot_roc_best(PlotRoc *plot, size_t set, const PlotThreshold *best) {
  PlotText *out = plot->frame.out;
  SvgPoint at = frame_point(best->fpr, best->tpr);
  diagonal_cover_marker(&plot->diagonal, at, PLOT_ROC_RING);
  svg_marker_begin(out, "ring", set, at, PLOT_ROC_RING);
  frame_name(&plot->frame, &plot->sets[set]);
  text_add(out, "TPR ");
  text_add_share(out, best->tpr, 4);
  text_add(out, ", FPR ");
  text_add_share(out, best->fpr, 4);
  text_add(out, " at threshold ");
  text_add_double(out, best->threshold);
  svg_marker_end(out);
}

/* False when memory ran out. */
static bool plot_roc_curve(PlotRoc *plot, size_t set) {
  PlotThresholds found;
  if (!plot_roc_walk(plot, &plot->sets[set], &found)) return false;
  svg_set_begin(plot->frame.out, set);
  plot_roc_line(plot, set);
  for (int i = 0; i < found.count; i++) plot_roc_tie(plot, set, &found.ties[i]);
  if (found.best.tpr > found.best.fpr) plot_roc_best(plot, set, &found.best);
  svg_set_end(plot->frame.out);
  return true;
}

/* ---- words ---- */

static void plot_roc_describe_set(PlotText *out, const PlotArea *area) {
  if (area->positive + area->negative == 0) {
    text_add(out, "no examples.");
    return;
  }
  if (plot_roc_has_curve(area)) {
    text_add(out, "area under the curve ");
    text_add_share(out, area->area, 4);
  } else {
    text_add(out, "one class, no area");
  }
  text_add(out, ", positive examples: ");
  text_add_count(out, area->positive);
  text_add(out, ", negative examples: ");
  text_add_count(out, area->negative);
  text_add(out, ".");
}

static void plot_roc_describe(PlotRoc *plot) {
  text_add(plot->frame.out,
           "True positive rate against false positive rate over all thresholds; the diagonal is "
           "chance.");
  for (size_t i = 0; i < plot->count; i++) {
    text_add(plot->frame.out, "\n");
    frame_name(&plot->frame, &plot->sets[i]);
    plot_roc_describe_set(plot->frame.out, &plot->areas[i]);
  }
}

static void plot_roc_entry(PlotRoc *plot, size_t set) {
  const PlotArea *area = &plot->areas[set];
  Frame *frame = &plot->frame;
  bool any = area->positive + area->negative > 0, both = plot_roc_has_curve(area);
  int64_t right = both ? PLOT_ROC_AREA - 480 : any ? PLOT_ROC_AREA - 1140 : PLOT_ROC_NEGATIVE - 820;
  legend_entry(frame, &plot->sets[set], set, right);
  legend_cell(frame, set, any ? PLOT_ROC_AREA : PLOT_ROC_NEGATIVE);
  if (both) {
    text_add_share(frame->out, area->area, 4);
  } else {
    text_add(frame->out, any ? "one class: no AUC" : "no examples");
  }
  legend_cell_end(frame);
  if (!any) return;
  legend_cell(frame, set, PLOT_ROC_POSITIVE);
  text_add_count(frame->out, area->positive);
  legend_cell_end(frame);
  legend_cell(frame, set, PLOT_ROC_NEGATIVE);
  text_add_count(frame->out, area->negative);
  legend_cell_end(frame);
}

static void plot_roc_legend(PlotRoc *plot) {
  static const LegendColumn columns[] = {
      {"AUC", PLOT_ROC_AREA}, {"positive", PLOT_ROC_POSITIVE}, {"negative", PLOT_ROC_NEGATIVE}};
  legend_headings(&plot->frame, columns, 3);
  for (size_t i = 0; i < plot->count; i++) plot_roc_entry(plot, i);
}

/* ---- the whole ---- */

/* False when memory ran out. */
static bool plot_roc_draw(PlotRoc *plot) {
  bool done = true;
  plot_roc_describe(plot);
  frame_axes(&plot->frame, "false positive rate", "true positive rate");
  for (size_t i = 0; i < plot->count && done; i++) {
    if (plot_roc_has_curve(&plot->areas[i])) done = plot_roc_curve(plot, i);
  }
  diagonal_label(&plot->diagonal, plot->frame.out, "chance");
  plot_roc_legend(plot);
  frame_end(&plot->frame, "hollow mark: largest TPR \xe2\x88\x92 FPR; filled: tied examples");
  return done;
}

bool plot_roc(const JsonSet *sets, size_t count, PlotTitle title, PlotText *out,
              MemoryResize *resize) {
  PlotArea *areas = plot_roc_areas(sets, count, resize);
  PlotRoc plot = {.sets = sets, .areas = areas, .count = count, .resize = resize};
  out->resize = resize;
  out->failed = areas == NULL || !curve_begin(&plot.curve, resize);
  if (!out->failed) {
    plot.most = plot_roc_most(sets, count);
    plot.frame = frame_begin(out, count, false, title, "ROC curve");
    if (!plot_roc_draw(&plot)) out->failed = true;
  }
  curve_clear(&plot.curve, resize);
  if (areas != NULL) resize(areas, 0);
  return text_end(out);
}
