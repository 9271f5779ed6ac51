/* softmax_sample.c: see softmax_sample.h.
**
** In the queue a row is a head, padded to 8 bytes with its label's bytes behind it. A draw sorts
** pointers to the heads and walks them once: O(n log n).
*/
#include "softmax_sample.h"

#include "../vectors/vector_sample.h"
#include "softmax.h"

typedef struct {
  double x;
  Label label; /* its bytes follow the head: the pointer in it is set when it is read */
} SoftmaxSampleRow;

static size_t softmax_sample_bytes(const Label *label) {
  size_t size = label->kind >= LABEL_TEXT ? label->size : 0;
  return sizeof(SoftmaxSampleRow) + (size + 7) / 8 * 8;
}

/* Returns where the next row begins. */
static const unsigned char *softmax_sample_read(const unsigned char *from, SoftmaxSampleRow *row) {
  memcpy(row, from, sizeof *row);
  if (row->label.kind >= LABEL_TEXT) row->label.as.bytes = from + sizeof *row;
  return from + softmax_sample_bytes(&row->label);
}

bool softmax_sample_add(SoftmaxSample *sample, double x, const Label *label, MemoryResize *resize) {
  SoftmaxSampleRow row = {x, *label};
  if (!exact_exp_add(&sample->scores, x, +1, resize)) return false;
  unsigned char *added = queue_extend(&sample->rows, softmax_sample_bytes(label), resize);
  if (added == NULL) {
    exact_exp_add(&sample->scores, x, -1, resize); /* needs no memory */
    return false;
  }
  memcpy(added, &row, sizeof row);
  if (label->kind >= LABEL_TEXT && label->size > 0) {
    memcpy(added + sizeof row, label->as.bytes, label->size);
  }
  sample->count++;
  return true;
}

bool softmax_sample_remove(SoftmaxSample *sample, MemoryResize *resize) {
  SoftmaxSampleRow oldest;
  if (sample->count == 0) return true;
  const unsigned char *front = queue_front(&sample->rows);
  const unsigned char *next = softmax_sample_read(front, &oldest);
  if (!exact_exp_add(&sample->scores, oldest.x, -1, resize)) return false;
  queue_pop(&sample->rows, (size_t)(next - front));
  sample->count--;
  return true;
}

/* ---- the draw ---- */

static bool softmax_sample_before(const SoftmaxSampleRow *a, const SoftmaxSampleRow *b) {
  int order = label_compare(&a->label, &b->label);
  return order != 0 ? order < 0 : a->x < b->x;
}

/* Moves row `place` down to where it belongs in a heap with the last of the order at its root. */
static void softmax_sample_sink(SoftmaxSampleRow *rows, size_t count, size_t place) {
  SoftmaxSampleRow row = rows[place];
  for (;;) {
    size_t child = 2 * place + 1;
    if (child >= count) break;
    if (child + 1 < count && softmax_sample_before(&rows[child], &rows[child + 1])) child++;
    if (!softmax_sample_before(&row, &rows[child])) break;
    rows[place] = rows[child];
    place = child;
  }
  rows[place] = row;
}

/* Heapsort (J. W. J. Williams, 1964): in place, O(n log n) whatever the order of rows. False where it
** was stopped. */
static bool softmax_sample_sort(SoftmaxSampleRow *rows, size_t count, const Stop *stop) {
  size_t asked = 0;
  for (size_t i = count / 2; i-- > 0;) {
    if (stop_after(stop, &asked, 1)) return false;
    softmax_sample_sink(rows, count, i);
  }
  for (size_t rest = count; rest-- > 1;) {
    if (stop_after(stop, &asked, 1)) return false;
    SoftmaxSampleRow last = rows[0];
    rows[0] = rows[rest];
    rows[rest] = last;
    softmax_sample_sink(rows, rest, 0);
  }
  return true;
}

/* The place among the rows in their order that u falls into; `count` where it was stopped. */
static size_t softmax_sample_place(const SoftmaxSample *sample, const Softmax *softmax,
                                   SoftmaxSampleRow *rows, double u, const Stop *stop) {
  size_t count = sample->count, asked = 0;
  const unsigned char *at = queue_front(&sample->rows);
  double *probability = (double *)(void *)(rows + count);
  for (size_t i = 0; i < count; i++) {
    if (stop_after(stop, &asked, 1)) return count;
    at = softmax_sample_read(at, &rows[i]);
  }
  if (!softmax_sample_sort(rows, count, stop)) return count;
  for (size_t i = 0; i < count; i++) {
    if (stop_after(stop, &asked, 1)) return count;
    probability[i] = softmax_share(softmax, rows[i].x);
  }
  return vector_sample_place(probability, count, u, stop);
}

bool softmax_sample_draw(const SoftmaxSample *sample, double u, MemoryResize *resize, Label *drawn,
                         const Stop *stop) {
  *drawn = (Label){.kind = LABEL_NONE};
  Softmax softmax = softmax_of(&sample->scores);
  if (!softmax.exists) return true;
  size_t count = sample->count;
  SoftmaxSampleRow *rows = memory_array(NULL, count, sizeof *rows + sizeof(double), resize);
  if (rows == NULL) return false;
  size_t place = softmax_sample_place(sample, &softmax, rows, u, stop);
  if (place < count) *drawn = rows[place].label;
  resize(rows, 0);
  return place < count;
}

void softmax_sample_clear(SoftmaxSample *sample, MemoryResize *resize) {
  exact_exp_clear(&sample->scores, resize);
  queue_clear(&sample->rows, resize);
  *sample = (SoftmaxSample){.count = 0};
}
