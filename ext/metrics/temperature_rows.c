/* temperature_rows.c: see temperature_rows.h.
**
** A row is a word, 8 times the number of elements plus flags; then its weight if it is not 1; then
** the elements in their own type: the label's first, the others in their order.
*/
#include "temperature_rows.h"

#include "../base/bits.h"

typedef uint64_t TemperatureRowsWord;

enum {
  TEMPERATURE_ROWS_F64 = 1,      /* flag: elements are doubles, else floats */
  TEMPERATURE_ROWS_WIDE = 2,     /* flag: TemperatureRow.wide */
  TEMPERATURE_ROWS_WEIGHTED = 4, /* flag: there is a weight */
  TEMPERATURE_ROWS_FLAGS = 3     /* bits */
};

/* ---- in and out ---- */

bool temperature_rows_accepts(const Vector *v, size_t label) {
  if (label >= v->n || !bits_is_finite(vector_at(v, label))) return false;
  for (size_t i = 0; i < v->n; i++) {
    double x = vector_at(v, i);
    if (bits_is_nan(x) || x == bits_infinity()) return false;
  }
  return true;
}

/* How many elements are not masked. */
static size_t temperature_rows_count(const Vector *v, size_t label, unsigned *flags) {
  size_t count = 0;
  double lowest = bits_infinity(), highest = -bits_infinity();
  for (size_t i = 0; i < v->n; i++) {
    double x = vector_at(v, i);
    if (bits_is_infinite(x) && i != label) continue;
    lowest = x < lowest ? x : lowest;
    highest = x > highest ? x : highest;
    count++;
  }
  *flags = v->type == VECTOR_F64 ? TEMPERATURE_ROWS_F64 : 0;
  if (!bits_is_finite(highest - lowest)) *flags |= TEMPERATURE_ROWS_WIDE;
  return count;
}

bool temperature_rows_add(TemperatureRows *rows, const Vector *v, size_t label, double weight,
                          MemoryResize *resize) {
  unsigned flags;
  size_t count = temperature_rows_count(v, label, &flags), width = vector_width(v->type);
  size_t weight_size = weight == 1.0 ? 0 : sizeof weight;
  const unsigned char *data = v->data;
  if (weight_size > 0) flags |= TEMPERATURE_ROWS_WEIGHTED;
  TemperatureRowsWord word = (TemperatureRowsWord)count << TEMPERATURE_ROWS_FLAGS | flags;
  unsigned char *to = queue_extend(&rows->queue, sizeof word + weight_size + count * width, resize);
  if (to == NULL) return false;
  memcpy(to, &word, sizeof word);
  to += sizeof word;
  memcpy(to, &weight, weight_size);
  to += weight_size;
  memcpy(to, data + label * width, width);
  for (size_t i = 0; i < v->n; i++) {
    if (i == label || bits_is_infinite(vector_at(v, i))) continue;
    to += width;
    memcpy(to, data + i * width, width);
  }
  return true;
}

void temperature_rows_remove(TemperatureRows *rows) {
  TemperatureRowsCursor cursor = temperature_rows_begin(rows);
  const unsigned char *oldest = cursor.at;
  TemperatureRow row;
  if (!temperature_rows_next(&cursor, &row)) return;
  queue_pop(&rows->queue, (size_t)(cursor.at - oldest));
}

void temperature_rows_clear(TemperatureRows *rows, MemoryResize *resize) {
  queue_clear(&rows->queue, resize);
}

/* ---- row by row ---- */

TemperatureRowsCursor temperature_rows_begin(const TemperatureRows *rows) {
  const unsigned char *front = queue_front(&rows->queue);
  return (TemperatureRowsCursor){front, front + queue_size(&rows->queue)};
}

bool temperature_rows_next(TemperatureRowsCursor *cursor, TemperatureRow *row) {
  TemperatureRowsWord word;
  if (cursor->at >= cursor->end) return false;
  memcpy(&word, cursor->at, sizeof word);
  row->elements = cursor->at + sizeof word;
  row->weight = 1.0;
  if ((word & TEMPERATURE_ROWS_WEIGHTED) != 0) {
    memcpy(&row->weight, row->elements, sizeof row->weight);
    row->elements += sizeof row->weight;
  }
  row->count = (size_t)(word >> TEMPERATURE_ROWS_FLAGS);
  row->type = (word & TEMPERATURE_ROWS_F64) != 0 ? VECTOR_F64 : VECTOR_F32;
  row->wide = (word & TEMPERATURE_ROWS_WIDE) != 0;
  cursor->at = row->elements + row->count * vector_width(row->type);
  return true;
}

/* ---- all rows ---- */

typedef struct {
  double highest, lowest, label;
  double next; /* the highest that is below `highest`; -Inf: there is none */
} TemperatureRange;

static TemperatureRange temperature_rows_range(const TemperatureRow *row) {
  double first = temperature_rows_element(row, row->type, 0);
  TemperatureRange range = {first, first, first, -bits_infinity()};
  for (size_t i = 1; i < row->count; i++) {
    double x = temperature_rows_element(row, row->type, i);
    if (x > range.highest) {
      range.next = range.highest;
      range.highest = x;
    } else if (x < range.highest && x > range.next) {
      range.next = x;
    }
    if (x < range.lowest) range.lowest = x;
  }
  return range;
}

TemperatureSurvey temperature_rows_survey(const TemperatureRows *rows) {
  TemperatureSurvey survey = {DBL_MAX, 0.0, 0.0, DBL_MAX, false};
  TemperatureRowsCursor cursor = temperature_rows_begin(rows);
  TemperatureRow row;
  while (temperature_rows_next(&cursor, &row)) {
    TemperatureRange range = temperature_rows_range(&row);
    double spread = range.highest - range.lowest, nearest = range.highest - range.next;
    survey.widest = spread > survey.widest ? spread : survey.widest;
    survey.nearest = nearest < survey.nearest ? nearest : survey.nearest;
    survey.wrong |= range.label < range.highest;
    survey.lightest = row.weight < survey.lightest ? row.weight : survey.lightest;
    survey.heaviest = row.weight > survey.heaviest ? row.weight : survey.heaviest;
  }
  return survey;
}
