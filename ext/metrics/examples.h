/* examples.h: scored examples, what every judgement of a two-class model starts from: a score, a
** label that is 0 or 1, a weight.
**
** Rows enter at the end and leave at the front, as in a sliding frame. They take 16 bytes each and
** an eighth more at most. If rows also leave, they take twice that. A zeroed struct is an empty
** set.
*/
#ifndef LOGITS_METRICS_EXAMPLES_H
#define LOGITS_METRICS_EXAMPLES_H

#include "../base/strict.h"

#include "../base/memory.h"
#include "../base/stop.h"

#include <stdbool.h>
#include <stddef.h>

typedef struct {
  double score;  /* not NaN, and never -0.0, which ties with 0.0 */
  double weight; /* of a positive example (label 1); minus the weight of a negative one; never 0 */
} Example;

typedef struct {
  Example *rows;               /* the oldest is rows[begin] */
  size_t begin, end, capacity; /* room for `capacity` of them */
} Examples;

static inline Example example_of(double score, bool positive, double weight) {
  return (Example){score + 0.0, positive ? weight : -weight};
}

static inline size_t examples_count(const Examples *examples) {
  return examples->end - examples->begin;
}

/* The oldest row, and those after it; NULL where none was ever added. */
static inline Example *examples_front(const Examples *examples) {
  return examples->rows == NULL ? NULL : examples->rows + examples->begin;
}

/* False when memory ran out: nothing has changed. */
bool examples_add(Examples *examples, Example example, MemoryResize *resize);

void examples_remove(Examples *examples); /* the oldest, if there is one */

void examples_clear(Examples *examples, MemoryResize *resize);

/* Sorts in place and in linear time. The highest score comes first. Of equal scores the highest
** `weight` comes first, so positives come before negatives. This is a total order: sets of equal
** rows become equal arrays. */
void examples_sort(Example *rows, size_t count);

/* The same. False where it was to stop: the rows are all there, in some order. */
bool examples_sort_unless(Example *rows, size_t count, const Stop *stop);

/* The end of the run of rows that share the score of rows[begin], which is there. */
static inline size_t examples_tied(const Example *rows, size_t begin, size_t count) {
  size_t end = begin + 1;
  while (end < count && rows[end].score == rows[begin].score) end++;
  return end;
}

/* How many examples of equal weight say as much about a share as these: (sum w)^2 / sum w^2 of
** their weights w (L. Kish, "Survey Sampling", 1965, 11.7). It is from 1 to `count`, and `count` if
** all weigh the same. It is 0 without examples. The sums are plain, in the order of the rows.
** Weights are taken relative to the largest, so nothing overflows. The relative error is within
** 2^-52 * count. */
double examples_effective(const Example *rows, size_t count);

#endif
