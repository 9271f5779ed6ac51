/* plot.h: pictures of sets of scored examples, and of classes, as self-contained SVG.
**
** An SVG that needs no script, no font file and no style sheet from elsewhere: it follows the
** reader's light or dark mode, is legible at 480 pixels wide (heat maps of many classes are wider), and tells its sets apart by colour,
** dash and marker, for readers who do not see the colours. Its description says the numbers in
** words. The same bytes for the same sets on every machine.
**
** Names and titles may be any bytes: what XML does not permit is replaced, what is too long is cut
** in the middle.
*/
#ifndef LOGITS_PLOT_PLOT_H
#define LOGITS_PLOT_PLOT_H

#include "../base/memory.h"
#include "../base/stop.h"
#include "../metrics/class_set.h"
#include "../metrics/jsonsets.h"
#include "text.h"

#include <string.h>

typedef struct {
  const char *text; /* UTF-8; NULL for the usual one */
  size_t size;
} PlotTitle;

static inline PlotTitle plot_title(const char *string) {
  return (PlotTitle){string, strlen(string)};
}

enum { PLOT_BINS_MOST = 100 };

/* What the caller may say. Zeroed, all is as usual. */
typedef struct {
  PlotTitle title;
  uint32_t bins; /* of plot_reliability, 1 to PLOT_BINS_MOST; 0 for 15 */
  PlotTitle y;   /* the name of plot_reliability's y-axis */
  const Stop *stop;
} PlotOptions;

/* All write a whole <svg> to `out`, which is zeroed or empty. False when memory ran out, or it was
** stopped (stop.h): then `out` is empty. */

/* The reliability diagram: per bin the fraction of positives against the mean probability, with its
** 95% Wilson interval, the diagonal of perfect calibration, how many examples stand behind each
** bin, and the expected calibration error. The scores are probabilities. Where the y-axis is named
** accuracy, the x-axis is named mean confidence. */
bool plot_reliability(const JsonSet *sets, size_t count, const PlotOptions *options, PlotText *out,
                      MemoryResize *resize);

/* The ROC curve: true against false positive rate, the diagonal of chance, the area under each
** curve, and the threshold where the two rates are farthest apart. */
bool plot_roc(const JsonSet *sets, size_t count, const PlotOptions *options, PlotText *out,
              MemoryResize *resize);

/* The precision-recall curve, with the steps that average precision sums, the prevalence, the
** average precision of each set, and the threshold with the largest F1. */
bool plot_pr(const JsonSet *sets, size_t count, const PlotOptions *options, PlotText *out,
             MemoryResize *resize);

/* The confusion matrix as a heat map: a row for each label, a column for each prediction, in the order
** of the classes. A cell shows how many examples it has, and their share of the row, which is also
** its shade; what is right is blue, what is wrong orange. At most PLOT_CONFUSION_MOST classes. */
enum { PLOT_CONFUSION_MOST = 60 };
bool plot_confusion(const ClassSet *set, PlotTitle title, PlotText *out, MemoryResize *resize);

#endif
