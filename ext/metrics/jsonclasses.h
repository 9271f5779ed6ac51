/* jsonclasses.h: counted pairs of labels and predictions as JSON text, the form in which class_set
** hands them on.
**
**     {"classes":["cat","dog"],"pairs":[[0,0,41],[0,1,3],[1,1,38]]}
**     {"classes":["cat","dog"],"weighted_pairs":[[0,0,41.5],[1,0,2.25]]}
**
** A pair is [label, predicted, how many examples], or their weight; label and predicted are places
** in "classes", from 0. A count is a whole number of 0 or more, and all counts sum to 2^53 at most;
** a weight is a finite number of 0 or more. Pairs that are not there count 0.
**
** What is written is one text for the same contents: classes in the order of their labels, pairs by
** label, then by prediction. What is read need not be in order, nor use every class, and either
** member may come first. A class is a string or a number, and different from all others (1.0 is 1).
** A pair may come once. Everything else is a fault. Time is linear in the text, but for n log n
** comparisons of n classes.
*/
#ifndef LOGITS_METRICS_JSONCLASSES_H
#define LOGITS_METRICS_JSONCLASSES_H

#include "../base/strict.h"

#include "../formats/jsonarray.h"
#include "class_set.h"

/* `set` is zeroed. False: see fault (as in jsonarray.h: reason NULL means memory ran out); there is
** nothing to clear. */
bool jsonclasses_read(const char *text, size_t size, ClassSet *set, JsonFault *fault,
                      MemoryResize *resize, const Stop *stop);

#endif
