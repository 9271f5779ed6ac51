/* jsonsets.h: sets of scored examples as JSON text, the form in which score_set hands them on.
**
**     {"negative":[0.1,0.4],"positive":[0.9,0.35]}                             a set
**     {"negative":[0.1],"positive":[0.9],"negative_weight":[2.0],"positive_weight":[1.0]}
**     {"linear":{"negative":[...],"positive":[...]},"boosting":{...}}          several, by name
**
** The members may come in any order, each once. "negative" and "positive" have to be there, and
** both weights or none. Scores are numbers, 9e999 and Infinity among them, no nulls. A weight array
** is as long as its scores, with finite numbers of 0 or more.
**
** In the last form a set may also be a string that holds the set's text: json_group_object makes it
** of text that has lost its JSON subtype on the way. A fault in there has the position of the
** string. Or a set may be null, which has no examples. A set in the last form holds arrays only.
** Names may repeat.
**
** A text that begins with { is of the last form if its first value is an object or a string, or
** null under another name than a set's members have.
**
** Everything else is a fault. Time is linear in the text. Memory is 16 bytes per example and, while
** a string is read, its size.
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
                   MemoryResize *resize, const Stop *stop);

/* Frees what jsonsets_read allocated, and zeroes. */
void jsonsets_clear(JsonSets *sets, MemoryResize *resize);

#endif
