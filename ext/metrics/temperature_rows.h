/* temperature_rows.h: the examples that temperature.h fits, scores and a label each, as bytes in a
** queue.
**
** Masked scores (-Inf) have no part and are not kept. A zeroed struct is an empty set. Rows leave
** in the order in which they came. A row takes 8 bytes and its elements that are not masked, in
** their own type.
*/
#ifndef LOGITS_METRICS_TEMPERATURE_ROWS_H
#define LOGITS_METRICS_TEMPERATURE_ROWS_H

#include "../base/strict.h"

#include "../base/queue.h"
#include "../vectors/vector.h"

#include <string.h>

typedef struct {
  Queue queue; /* temperature_rows.c says how rows lie in it */
} TemperatureRows;

/* Whether the row can be fitted: the label's score is there and finite, and the others are finite
** or masked (no NaN, no +Inf). */
bool temperature_rows_accepts(const Vector *v, size_t label);

/* A row that temperature_rows_accepts, and its weight, finite and above 0. False when memory ran out:
** nothing has changed. */
bool temperature_rows_add(TemperatureRows *rows, const Vector *v, size_t label, double weight,
                          MemoryResize *resize);

void temperature_rows_remove(TemperatureRows *rows); /* the oldest, if there is one */

void temperature_rows_clear(TemperatureRows *rows, MemoryResize *resize);

/* ---- row by row, oldest first ---- */

typedef struct {
  const unsigned char *elements; /* not aligned: read by temperature_rows_element */
  size_t count;                  /* at least 1; element 0 is the label's */
  VectorType type;               /* of the elements */
  bool wide;                     /* the highest less the lowest is beyond the doubles */
  double weight;
} TemperatureRow;

typedef struct {
  const unsigned char *at, *end;
} TemperatureRowsCursor;

TemperatureRowsCursor temperature_rows_begin(const TemperatureRows *rows);

/* The next row; false where there is none. */
bool temperature_rows_next(TemperatureRowsCursor *cursor, TemperatureRow *row);

/* `type` is the row's. A caller that names it by a constant gets code of its own for each type. */
static inline double temperature_rows_element(const TemperatureRow *row, VectorType type,
                                              size_t i) {
  float single;
  double x;
  if (type == VECTOR_F64) {
    memcpy(&x, row->elements + i * sizeof x, sizeof x);
    return x;
  }
  memcpy(&single, row->elements + i * sizeof single, sizeof single);
  return (double)single;
}

/* ---- all rows ---- */

typedef struct {
  double lightest, heaviest; /* weight */
  double widest;             /* the largest distance between two elements of a row, may be +Inf */
  double nearest; /* the smallest from the highest element down to another, at most DBL_MAX */
  bool wrong;     /* some label's score is not the highest of its row */
} TemperatureSurvey;

TemperatureSurvey temperature_rows_survey(const TemperatureRows *rows);

#endif
