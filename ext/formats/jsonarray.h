/* jsonarray.h: a flat array in JSON text, element by element or all numbers at once.
**
** RFC 8259, and what Python's json.dumps writes beyond it: Infinity, -Infinity and NaN. Numbers are
** read as in decimal.h: rounded once, too large is +-Inf. An array inside the array, an object,
** true and false are faults, as is everything that is no JSON. Time is linear in the text.
*/
#ifndef LOGITS_FORMATS_JSONARRAY_H
#define LOGITS_FORMATS_JSONARRAY_H

#include "../base/strict.h"

#include "../base/memory.h"
#include "../base/stop.h"

#include <stdbool.h>
#include <stddef.h>

typedef struct {
  const char *reason; /* completes "JSON with ...": "a trailing comma"; NULL: memory ran out, or
                         the reader was to stop */
  size_t position;    /* where, in characters of UTF-8, from 1 as SQLite's json_error_position */
} JsonFault;

/* ---- all numbers ---- */

typedef struct {
  double *items; /* NaN for null and NaN; the caller frees them with resize */
  size_t count;
  size_t capacity;
} JsonNumbers;

/* Reads a text that is an array of numbers and nulls; [] has no items. `numbers` is zeroed, or
** holds the items of an earlier call, whose memory is used again. False: see fault, and count is 0.
*/
bool jsonarray_numbers(const char *text, size_t size, JsonNumbers *numbers, JsonFault *fault,
                       MemoryResize *resize, const Stop *stop);

/* ---- element by element ---- */

typedef enum {
  JSONARRAY_NULL, /* also NaN */
  JSONARRAY_NUMBER,
  JSONARRAY_STRING,
  JSONARRAY_END,  /* the array has ended, and the text with it (but see jsonarray_enter) */
  JSONARRAY_FAULT /* see the cursor's fault: no further call */
} JsonArrayKind;

typedef struct {
  double number;    /* NaN of a null */
  const char *text; /* the number or null as written, or what is between the string's quotes */
  size_t size;      /* of the text */
  bool escaped;     /* the string has escapes; they are sound */
} JsonArrayElement;

typedef struct {
  const char *begin, *at, *end; /* of the text, from whose beginning faults are counted */
  const char *array;            /* where the array begins, blanks before it included */
  bool inside;                  /* the array is part of the text, which goes on after it */
  const Stop *stop;             /* if it is asked, jsonarray_next finds a fault without reason */
  size_t taken;                 /* elements */
  JsonFault fault;
} JsonArrayCursor;

JsonArrayCursor jsonarray_begin(const char *text, size_t size, const Stop *stop);
JsonArrayKind jsonarray_next(JsonArrayCursor *cursor, JsonArrayElement *element);

/* Writes the string that a string element stands for, in UTF-8, at most element->size bytes.
** Returns how many. A byte that is no UTF-8 stays as it is, as in SQLite. */
size_t jsonarray_unescape(const JsonArrayElement *element, unsigned char *out);

/* ---- for readers of texts that hold such arrays ----
**
** They begin with jsonarray_begin and move the cursor's `at` through their own part of the text.
** Strings, arrays and faults they leave to these functions. */

/* The cursor is at a '['. jsonarray_next then goes through the array that begins there, and leaves
** the cursor behind its ']'. */
void jsonarray_enter(JsonArrayCursor *cursor);

/* Takes the string whose opening quote the cursor is at: JSONARRAY_STRING or JSONARRAY_FAULT. */
JsonArrayKind jsonarray_string(JsonArrayCursor *cursor, JsonArrayElement *element);

/* Sets the cursor's fault; returns JSONARRAY_FAULT. Takes time in proportion to `at`. */
JsonArrayKind jsonarray_fail(JsonArrayCursor *cursor, const char *at, const char *reason);

static inline const char *jsonarray_skip_blanks(const char *at, const char *end) {
  while (at < end && (*at == ' ' || *at == '\n' || *at == '\r' || *at == '\t')) at++;
  return at;
}

#endif
