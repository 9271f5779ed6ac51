/* js_divergence.h: how far two distributions p and q lie apart: half of KL(p, m) + half of KL(q,
** m), m = (p + q)/2, from 0 to ln 2 nats (J. Lin, IEEE Trans. Inf. Theory 37, 1991).
**
** Both are given as weights, and the promises are those of entropy.h: never negative, the same bits
** in every order of rows, within 0.51 ULP or 2^-120 absolute; for probabilities within 0.51 ULP
** however near to 0 the result is. Exchanging p and q changes no bit.
**
** A row's term depends on the sums of all p and of all q, so the rows are kept: 16 bytes each. They
** leave in the order in which they came. Frames that slide have a value each, most of which are
** found without adding up the terms (js_slide.h). A zeroed struct is empty. A function that returns
** false ran out of memory and has changed nothing.
*/
#ifndef LOGITS_METRICS_JS_DIVERGENCE_H
#define LOGITS_METRICS_JS_DIVERGENCE_H

#include "../base/strict.h"

#include "../base/queue.h"
#include "../base/stop.h"
#include "js_slide.h"

typedef struct {
  Queue rows; /* p and q of each */
  JsSlide slide;
  double value;  /* the last one read */
  bool is_read;  /* no row has come or gone since then */
  bool is_frame; /* one has */
} JsDivergence;

bool js_divergence_add(JsDivergence *rows, double p, double q, MemoryResize *resize);

/* Removes the oldest row. False where there is none. */
bool js_divergence_remove(JsDivergence *rows, MemoryResize *resize);

/* NaN where all p or all q are 0. Summing the rows takes memory, so it may return false; so it does where
** it was stopped (stop.h). */
bool js_divergence_value(JsDivergence *rows, MemoryResize *resize, double *divergence,
                         const Stop *stop);
void js_divergence_clear(JsDivergence *rows, MemoryResize *resize);

#endif
