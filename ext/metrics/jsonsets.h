/* jsonsets.h: sets of scored examples as JSON text, the form in which score_set hands them on.
**
**     {"negative":[0.1,0.4],"positive":[0.9,0.35]}                             a set
**     {"negative":[0.1],"positive":[0.9],"negative_weight":[2.0],"positive_weight":[1.0]}
**     {"linear":{"negative":[...],"positive":[...]},"boosting":{...}}          several, by name
**
** The members may come in any order, each once; "negative" and "positive" have to be there, and
** both weights or none. A weight array is as long as its scores, with finite numbers of 0 or more;
** scores are numbers, no nulls, 9e999 and Infinity among them. In the last form a set may also be a
** string that holds the set's text, which is what json_group_object makes of text that has lost its
** JSON subtype on the way (a fault in there has the position of the string); or null, a set without
** examples. A text that begins with { and whose first value is an object, a string or, under another
** name than a set's members have, null, is of the last form; names may repeat, and a set in it holds
** arrays only. Everything else is a fault. Time is linear in the text; memory is 16 bytes per example
** and, while a string is read, its size.
*/
#ifndef LOGITS_METRICS_JSONSETS_H
#define LOGITS_METRICS_JSONSETS_H

#include "../base/strict.h"

#include "../formats/jsonarray.h"
#include "examples.h"

typedef struct {
  char *name; /* UTF-8, not terminated; NULL for a set that stands alone */
  size_t name_size;
  Example *examples; /* sorted (examples_sort); rows of weight 0 are left out */
  size_t count;
  bool weighted; /* it came with weights */
} JsonSet;

typedef struct {
  JsonSet *items; /* in the order of the text; one at least */
  size_t count, capacity;
} JsonSets;

/* `sets` is zeroed. False: see fault (as in jsonarray.h: reason NULL means memory ran out); there
** is nothing to clear. */
bool jsonsets_read(const char *text, size_t size, JsonSets *sets, JsonFault *fault,
                   MemoryResize *resize);

/* Frees what jsonsets_read allocated, and zeroes. */
void jsonsets_clear(JsonSets *sets, MemoryResize *resize);

#endif
