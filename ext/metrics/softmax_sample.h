/* softmax_sample.h: a draw from the softmax of a set of labelled scores that anybody can repeat,
** whatever the order of rows.
**
** The probabilities are laid end to end in the order of the labels (label.h; of equal labels the lower
** score first), and u, from 0 to below 1, falls into one of them, as in vectors/vector_sample.h.
** A zeroed struct is an empty set. Rows leave in the order in which they came. A row takes 24 bytes and
** its label's.
*/
#ifndef LOGITS_METRICS_SOFTMAX_SAMPLE_H
#define LOGITS_METRICS_SOFTMAX_SAMPLE_H

#include "../base/label.h"
#include "../base/queue.h"
#include "../base/stop.h"
#include "../exact/exact.h"

typedef struct {
  ExactExp scores;
  Queue rows;   /* softmax_sample.c says how they lie there */
  size_t count; /* of them */
} SoftmaxSample;

/* A row enters; the score is not NaN, the label is copied. False when memory ran out: nothing has
** changed. */
bool softmax_sample_add(SoftmaxSample *sample, double x, const Label *label, MemoryResize *resize);

/* The oldest row leaves, if there is one. False when memory ran out: nothing has changed. */
bool softmax_sample_remove(SoftmaxSample *sample, MemoryResize *resize);

/* The label drawn, whose bytes belong to the set; LABEL_NONE where there is no distribution. False when
** memory ran out, or it was stopped (stop.h). */
bool softmax_sample_draw(const SoftmaxSample *sample, double u, MemoryResize *resize, Label *drawn,
                         const Stop *stop);

void softmax_sample_clear(SoftmaxSample *sample, MemoryResize *resize);

#endif
