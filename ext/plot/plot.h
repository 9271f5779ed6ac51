/* plot.h: pictures of sets of scored examples, and of classes, as self-contained SVG.
**
** An SVG that needs no script, no font file and no style sheet from elsewhere: it follows the
** reader's light or dark mode, is legible at 480 pixels wide (heat maps of many classes are wider), and tells its sets apart by colour,
** dash and marker, for readers who do not see the colours. Its description says the numbers in
** words. The same bytes for the same sets on every machine.
**
** Names and titles may be any bytes: what XML does not permit is replaced, what is too long is cut.
*/
#ifndef LOGITS_PLOT_PLOT_H
#define LOGITS_PLOT_PLOT_H

#include "../base/memory.h"
#include "../metrics/class_set.h"
#include "../metrics/jsonsets.h"
#include "text.h"

typedef struct {
  const char *text; /* UTF-8; NULL for the picture's usual title */
  size_t size;
} PlotTitle;

/* All write a whole <svg> to `out`, which is zeroed or empty. False when memory ran out: then
** `out` is empty. */

/* The reliability diagram: per bin (15) the fraction of positives against the mean probability, the
** diagonal of perfect calibration, how many examples stand behind each bin, and the expected
** calibration error. The scores are probabilities. */
bool plot_reliability(const JsonSet *sets, size_t count, PlotTitle title, PlotText *out,
                      MemoryResize *resize);

/* The ROC curve: true against false positive rate, the diagonal of chance, and the area under each
** curve. */
bool plot_roc(const JsonSet *sets, size_t count, PlotTitle title, PlotText *out,
              MemoryResize *resize);

/* The confusion matrix as a heat map: a row for each label, a column for each prediction, in the order
** of the classes. A cell shows how many examples it has, and their share of the row, which is also
** its shade; what is right is blue, what is wrong orange. At most PLOT_CONFUSION_MOST classes. */
enum { PLOT_CONFUSION_MOST = 60 };
bool plot_confusion(const ClassSet *set, PlotTitle title, PlotText *out, MemoryResize *resize);

#endif
