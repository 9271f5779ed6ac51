/* threshold_plot.h: what plot_roc and plot_pr share: for each set a curve over all thresholds.
**
** A hollow marker stands at the best threshold. The legend gives that threshold and the area under
** the curve. A filled marker stands where many examples have the same score. Its area is in
** proportion to their number.
*/
#ifndef LOGITS_PLOT_THRESHOLD_PLOT_H
#define LOGITS_PLOT_THRESHOLD_PLOT_H

#include "../metrics/roc.h"
#include "curve.h"
#include "diagonal.h"
#include "frame.h"
#include "plot.h"
#include "steps.h"

typedef struct {
  double x, y, merit; /* the best threshold has the largest merit */
} ThresholdPlotPoint;

typedef struct {
  ThresholdPlotPoint at;
  double threshold;
  int64_t tied; /* examples at this threshold */
} ThresholdPlotMark;

/* What there is to draw of a set. */
typedef struct {
  int64_t positive, negative; /* examples */
  double area;                /* NaN: there is no curve */
  double prevalence;
  CurvePoint *points;
  size_t count;
  ThresholdPlotMark *ties;
  size_t tie_count;
  ThresholdPlotMark best; /* if its merit is above 0 */
} ThresholdPlotSet;

typedef struct ThresholdPlot ThresholdPlot;

typedef struct {
  const char *title, *x, *y;
  const char *about;                /* the description's first sentence */
  const char *heading, *area;       /* of the area, in the legend and in words */
  const char *no_heading, *no_area; /* what stands there without a curve */
  const char *merit, *x_of,
      *y_of; /* what stands before the three numbers of a mark; merit or NULL */
  const char *const *notes;
  size_t note_count;
  bool steps; /* y may fall too, but only where x stays the same */
  bool (*measure)(const Example *sorted, size_t count, MemoryResize *resize, double *area,
                  const Stop *stop);
  ThresholdPlotPoint (*point)(const RocPoint *point);
  void (*beneath)(ThresholdPlot *plot); /* draws before the curves */
  void (*above)(ThresholdPlot *plot);   /* draws after the curves */
} ThresholdPlotKind;

struct ThresholdPlot {
  const ThresholdPlotKind *kind;
  Frame frame;
  Diagonal diagonal;
  const JsonSet *sets;
  ThresholdPlotSet *drawn; /* for each set */
  size_t count;
  int64_t most; /* examples in one set */
};

static inline bool threshold_plot_has_curve(const ThresholdPlotSet *set) {
  return set->area == set->area;
}

/* As plot.h's functions. */
bool threshold_plot(const ThresholdPlotKind *kind, const JsonSet *sets, size_t count,
                    const PlotOptions *options, PlotText *out, MemoryResize *resize);

#endif
