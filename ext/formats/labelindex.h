/* labelindex.h: where a label stands in an array of labels, such as the names of a model's classes.
**
** Labels are equal as SQL's = has it between values of one storage class, and 1 equals 1.0. Of labels
** that are there more than once, the first counts; null equals nothing.
**
** The first look goes through the labels one by one; from the second on they are sorted, and a look
** takes O(log n). So an array that serves for a single look costs no sort.
*/
#ifndef LOGITS_FORMATS_LABELINDEX_H
#define LOGITS_FORMATS_LABELINDEX_H

#include "jsonlabels.h"

typedef struct {
  JsonLabels labels; /* owned */
  size_t *order;     /* places by label and, of equal ones, from the first; NULL: not sorted yet */
  bool looked;       /* once at least */
} LabelIndex;

/* Takes over the labels, as jsonlabels_read made them, and zeroes them. */
void labelindex_make(LabelIndex *index, JsonLabels *labels);

typedef enum { LABELINDEX_FOUND, LABELINDEX_ABSENT, LABELINDEX_NO_MEMORY } LabelIndexLook;

/* The place of `label`, from 0. */
LabelIndexLook labelindex_find(LabelIndex *index, const Label *label, MemoryResize *resize,
                               size_t *place);

void labelindex_clear(LabelIndex *index, MemoryResize *resize);

#endif
