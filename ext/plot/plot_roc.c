/* plot_roc.c: the ROC curve (T. Fawcett, "An introduction to ROC analysis", Pattern Recognition
** Letters 27, 2006), see plot.h.
**
** Between thresholds the curve is straight: ties make a slope, and half of its area counts. The best
** threshold is that with the largest TPR - FPR (W. J. Youden, Cancer 3, 1950).
*/
#include "threshold_plot.h"

static ThresholdPlotPoint plot_roc_point(const RocPoint *point) {
  return (ThresholdPlotPoint){point->fpr, point->tpr, point->tpr - point->fpr};
}

static bool plot_roc_area(const Example *sorted, size_t count, MemoryResize *resize, double *area,
                          const Stop *stop) {
  (void)resize; /* not needed */
  *area = roc_auc(sorted, count, stop);
  return true; /* where it was stopped, so is what comes next */
}

static void plot_roc_beneath(ThresholdPlot *plot) {
  diagonal_line(plot->frame.out);
}

static void plot_roc_above(ThresholdPlot *plot) {
  diagonal_label(&plot->diagonal, plot->frame.out, "chance");
}

bool plot_roc(const JsonSet *sets, size_t count, const PlotOptions *options, PlotText *out,
              MemoryResize *resize) {
  static const char *const notes[] = {
      "hollow mark: largest TPR \xe2\x88\x92 FPR, at the threshold; filled: tied examples"};
  static const ThresholdPlotKind kind = {
      .title = "ROC curve",
      .x = "false positive rate",
      .y = "true positive rate",
      .about = "True positive rate against false positive rate over all thresholds; the diagonal "
               "is chance.",
      .heading = "AUC",
      .area = "area under the curve ",
      .no_heading = "one class: no AUC",
      .no_area = "one class, no area",
      .x_of = "FPR ",
      .y_of = "TPR ",
      .notes = notes,
      .note_count = 1,
      .measure = plot_roc_area,
      .point = plot_roc_point,
      .beneath = plot_roc_beneath,
      .above = plot_roc_above,
  };
  return threshold_plot(&kind, sets, count, options, out, resize);
}
