/* jsonlabels.c: see jsonlabels.h.
**
** Strings only get shorter when their escapes are resolved, so one block as large as the text holds
** them all and never has to move.
*/
#include "jsonlabels.h"

#include <stdint.h>

/* Reads `text`, a JSON number, as an integer. False: it has a point or an exponent, or does not
** fit. */
static bool jsonlabels_integer(const char *text, size_t size, int64_t *integer) {
  bool negative = size > 0 && text[0] == '-';
  uint64_t limit = (uint64_t)INT64_MAX + negative, magnitude = 0;
  for (size_t i = negative; i < size; i++) {
    if (text[i] < '0' || text[i] > '9') return false;
    uint64_t digit = (uint64_t)(text[i] - '0');
    if (magnitude > (limit - digit) / 10) return false;
    magnitude = 10 * magnitude + digit;
  }
  if (negative && magnitude > 0) {
    *integer = -(int64_t)(magnitude - 1) - 1;
  } else {
    *integer = (int64_t)magnitude;
  }
  return true;
}

Label jsonlabels_number(const JsonArrayElement *element) {
  Label label = {.kind = LABEL_INTEGER};
  if (!jsonlabels_integer(element->text, element->size, &label.as.integer)) {
    label.kind = LABEL_REAL;
    label.as.real = element->number;
  }
  return label;
}

/* Makes room for one more label. */
static bool jsonlabels_grow(JsonLabels *labels, MemoryResize *resize) {
  size_t capacity = labels->capacity > 0 ? 2 * labels->capacity : 16;
  Label *items = memory_array(labels->items, capacity, sizeof *items, resize);
  if (items == NULL) return false;
  labels->items = items;
  labels->capacity = capacity;
  return true;
}

static bool jsonlabels_fail(JsonLabels *labels, JsonFault *fault, JsonFault what,
                            MemoryResize *resize) {
  jsonlabels_clear(labels, resize);
  *fault = what;
  return false;
}

bool jsonlabels_read(const char *text, size_t size, JsonLabels *labels, JsonFault *fault,
                     MemoryResize *resize, const Stop *stop) {
  const JsonFault no_memory = {.reason = NULL};
  if (size > UINT32_MAX) return jsonlabels_fail(labels, fault, no_memory, resize);
  JsonArrayCursor cursor = jsonarray_begin(text, size, stop);
  JsonArrayElement element;
  JsonArrayKind kind;
  uint32_t used = 0; /* of labels->bytes */
  while ((kind = jsonarray_next(&cursor, &element)) < JSONARRAY_END) {
    if (labels->count == labels->capacity && !jsonlabels_grow(labels, resize)) {
      return jsonlabels_fail(labels, fault, no_memory, resize);
    }
    Label label = {.kind = LABEL_NONE};
    if (kind == JSONARRAY_NUMBER) label = jsonlabels_number(&element);
    if (kind == JSONARRAY_STRING) {
      if (labels->bytes == NULL) labels->bytes = resize(NULL, size);
      if (labels->bytes == NULL) return jsonlabels_fail(labels, fault, no_memory, resize);
      label.kind = LABEL_TEXT;
      label.as.bytes = labels->bytes + used;
      label.size = (uint32_t)jsonarray_unescape(&element, labels->bytes + used);
      used += label.size;
    }
    labels->items[labels->count++] = label;
  }
  return kind == JSONARRAY_END || jsonlabels_fail(labels, fault, cursor.fault, resize);
}

void jsonlabels_clear(JsonLabels *labels, MemoryResize *resize) {
  if (labels->items != NULL) resize(labels->items, 0);
  if (labels->bytes != NULL) resize(labels->bytes, 0);
  *labels = (JsonLabels){.items = NULL};
}
