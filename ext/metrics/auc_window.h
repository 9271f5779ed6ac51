/* auc_window.h: the area under the ROC curve of a group of examples, or of a frame that slides.
**
** A group is collected in an array and sorted once, which takes the least time and memory. If an
** example comes after an area was read, or one leaves, this is a frame that slides: all examples
** then move to a tree (auc_tree.h), and each step takes O(log n). The area has the same bits both
** ways. A zeroed struct is empty.
*/
#ifndef LOGITS_METRICS_AUC_WINDOW_H
#define LOGITS_METRICS_AUC_WINDOW_H

#include "../base/strict.h"

#include "../base/stop.h"
#include "auc_tree.h"
#include "examples.h"

typedef struct {
  Examples examples; /* empty once the frame slides */
  AucTree tree;
  bool is_sorted; /* an area was read off the array */
  bool slides;
} AucWindow;

typedef enum {
  AUC_WINDOW_DONE,
  AUC_WINDOW_NO_MEMORY, /* or it was stopped (stop.h) */
  AUC_WINDOW_ABSENT
} AucWindowStatus;

/* On failure the examples are what they were. */
AucWindowStatus auc_window_add(AucWindow *window, Example example, MemoryResize *resize,
                               const Stop *stop);

/* AUC_WINDOW_ABSENT: no such example is there. */
AucWindowStatus auc_window_remove(AucWindow *window, Example example, MemoryResize *resize,
                                  const Stop *stop);

int64_t auc_window_count(const AucWindow *window);

/* NaN where a class is absent, or it was stopped. */
double auc_window_area(AucWindow *window, const Stop *stop);

void auc_window_clear(AucWindow *window, MemoryResize *resize);

#endif
