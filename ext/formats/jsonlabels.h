/* jsonlabels.h: a JSON array of names, such as those of a model's classes, as labels.
**
** A string becomes text, null (and NaN) no label, and a number what SQLite's json_each makes of it:
** an integer when it is written without a point or exponent and fits 64 bits, else a real.
*/
#ifndef LOGITS_FORMATS_JSONLABELS_H
#define LOGITS_FORMATS_JSONLABELS_H

#include "../base/strict.h"

#include "../base/label.h"
#include "jsonarray.h"

typedef struct {
  Label *items; /* their bytes are in `bytes`: never call label_clear on them */
  size_t count;
  size_t capacity;
  unsigned char *bytes; /* all strings, one after the other */
} JsonLabels;

/* `labels` is zeroed. Nothing in it points into the text afterwards. False: see fault; there is
** nothing to clear. */
bool jsonlabels_read(const char *text, size_t size, JsonLabels *labels, JsonFault *fault,
                     MemoryResize *resize, const Stop *stop);

/* The label that a JSONARRAY_NUMBER becomes. */
Label jsonlabels_number(const JsonArrayElement *element);

/* Frees what jsonlabels_read allocated, and zeroes. */
void jsonlabels_clear(JsonLabels *labels, MemoryResize *resize);

#endif
