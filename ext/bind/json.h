/* json.h: arrays and objects of numbers as JSON text.
**
** A number is the shortest text that reads back to the same double, with a decimal point or an
** exponent; NaN is null; +-Inf are 9e999 and -9e999, which every JSON reader takes for +-Inf and
** SQLite's own JSON functions accept. Independent of the locale.
*/
#ifndef LOGITS_BIND_JSON_H
#define LOGITS_BIND_JSON_H

#include "../base/label.h"
#include "interrupt.h"
#include "sqlite.h"

#include <stdbool.h>
#include <stddef.h>

typedef struct {
  sqlite3_str *text; /* remembers that memory ran out, or that the text is too long */
  bool object;       /* else an array */
  bool comma_due;    /* before the next element or key */
  Stop stop;         /* whether the statement has been interrupted, */
  bool stopped;      /* and that it has been: nothing more is written */
  size_t written;    /* elements and keys since it was last asked */
} JsonWriter;

/* Each of these is followed by one json_end. */
JsonWriter json_begin_array(sqlite3_context *context);
JsonWriter json_begin_object(sqlite3_context *context);
void json_key(JsonWriter *json, const unsigned char *text, size_t size); /* of an object's member */
void json_begin_inner(JsonWriter *json); /* an array as that value; json_end_inner after it */
void json_end_inner(JsonWriter *json);
void json_begin_element(JsonWriter *json); /* an array as an element; json_end_element after it */
void json_end_element(JsonWriter *json);
void json_integer(JsonWriter *json, sqlite3_int64 n); /* an element */
void json_number(JsonWriter *json, double x); /* an element, or the value of the key before */
void json_numbers(JsonWriter *json, const double *x, size_t n); /* n elements of an array */
void json_label(JsonWriter *json, const Label *label);          /* an element; not for BLOBs */

/* The text becomes the result, with the subtype of JSON; or the error that came up. An interrupt is
** one. */
void json_end(JsonWriter *json, sqlite3_context *context);

/* The result: an array of n indexes, none above `most`. */
void json_result_indexes(sqlite3_context *context, const size_t *indexes, size_t n, size_t most);

#endif
