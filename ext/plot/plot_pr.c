/* plot_pr.c: the precision-recall curve (J. Davis and M. Goadrich, ICML 2006), see plot.h.
**
** The curve is drawn as average precision sums it: up to a threshold's recall, from that of the
** threshold before, it has the threshold's precision. A straight line between the two points would
** promise precisions that no threshold has. The best threshold is that with the largest F1.
**
** Scores that say nothing have the prevalence as their precision, at every recall.
*/
#include "threshold_plot.h"

enum { PLOT_PR_LABEL = 80, PLOT_PR_HIGH = 60, PLOT_PR_LOW = 150, PLOT_PR_TOP = 200 };

static ThresholdPlotPoint plot_pr_point(const RocPoint *point) {
  return (ThresholdPlotPoint){point->tpr, point->precision, point->f1};
}

/* The height of a set's prevalence; -1 for a set without a curve. */
static int64_t plot_pr_height(const ThresholdPlotSet *set) {
  return threshold_plot_has_curve(set) ? frame_point(0.0, set->prevalence).y : -1;
}

/* The height of the prevalence where all sets with a curve share it, else -1. */
static int64_t plot_pr_shared(const ThresholdPlot *plot) {
  int64_t shared = -1;
  for (size_t i = 0; i < plot->count; i++) {
    int64_t height = plot_pr_height(&plot->drawn[i]);
    if (height < 0) continue;
    if (shared >= 0 && shared != height) return -1;
    shared = height;
  }
  return shared;
}

static void plot_pr_level(ThresholdPlot *plot, const char *class, int64_t height) {
  svg_line(plot->frame.out, class, (SvgPoint){FRAME_LEFT, height}, (SvgPoint){FRAME_RIGHT, height});
}

static void plot_pr_beneath(ThresholdPlot *plot) {
  int64_t shared = plot_pr_shared(plot);
  if (shared >= 0) {
    plot_pr_level(plot, "diagonal", shared);
    return;
  }
  for (size_t i = 0; i < plot->count; i++) {
    int64_t height = plot_pr_height(&plot->drawn[i]);
    if (height < 0) continue;
    svg_set_begin(plot->frame.out, i);
    plot_pr_level(plot, "level", height);
    svg_set_end(plot->frame.out);
  }
}

static void plot_pr_above(ThresholdPlot *plot) {
  int64_t shared = plot_pr_shared(plot);
  if (shared < 0) return;
  shared += shared - FRAME_TOP < PLOT_PR_TOP ? PLOT_PR_LOW : -PLOT_PR_HIGH;
  svg_text(plot->frame.out, "q halo", (SvgPoint){FRAME_LEFT + PLOT_PR_LABEL, shared}, "prevalence");
}

bool plot_pr(const JsonSet *sets, size_t count, const PlotOptions *options, PlotText *out,
             MemoryResize *resize) {
  static const char *const notes[] = {
      "hollow mark: largest F1, at the threshold; filled: tied examples",
      "thin dashes: the prevalence, which is the precision of chance"};
  static const ThresholdPlotKind kind = {
      .title = "Precision-recall curve",
      .x = "recall",
      .y = "precision",
      .about = "Precision against recall over all thresholds; the dashed line is the prevalence, "
               "the precision of chance.",
      .heading = "AP",
      .area = "average precision ",
      .no_heading = "no positives: no AP",
      .no_area = "no average precision",
      .merit = "F1 ",
      .x_of = "recall ",
      .y_of = "precision ",
      .notes = notes,
      .note_count = 2,
      .steps = true,
      .measure = roc_average_precision,
      .point = plot_pr_point,
      .beneath = plot_pr_beneath,
      .above = plot_pr_above,
  };
  return threshold_plot(&kind, sets, count, options, out, resize);
}
