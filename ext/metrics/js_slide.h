/* js_slide.h: the Jensen-Shannon divergence of a frame that slides, without a pass over its rows.
**
** Every term depends on the ratio r = P/Q of the sums of p and of q, which every row changes a
** little. So what the terms add up to is kept as a power series in d = r/c - 1 around a center c
** near r (see js_slide.c). A row that comes or goes changes a dozen exact sums, and a reading
** evaluates the series. If r leaves the center, the sums are taken anew, which is rare.
**
** A reading must have the bits of js_divergence.c. It has a bound on how far the two can be apart.
** If both ends of that interval round to one double, it is the result. If not, or if weights are
** far apart, this declines, and the terms have to be added up.
**
** All is in reserve: a slide that runs out of memory is dropped and declines, until it may begin
** anew. A zeroed struct has not begun.
*/
#ifndef LOGITS_METRICS_JS_SLIDE_H
#define LOGITS_METRICS_JS_SLIDE_H

#include "../base/strict.h"

#include "../base/queue.h"
#include "../base/stop.h"
#include "../exact/exact.h"

enum { JS_SLIDE_ORDER = 12 /* of the series */ };

typedef struct {
  ExactSum p, q;
  ExactSum excess;                     /* sum D psi(t)/2 */
  ExactSum slope;                      /* sum b ln(2 b/D) */
  ExactSum moment[JS_SLIDE_ORDER + 1]; /* from 2: sum b (1 - s^(k-1)) */
  ExactSum spread, error, loose;       /* for the bound */
} JsSlideSums;

typedef struct {
  JsSlideSums *sums;
  double center;   /* 0: none, and only p and q are summed */
  int64_t changes; /* rows that came or went since a center was chosen */
  int64_t wild;    /* rows with a weight that is too large or too small */
} JsSlide;

/* A row has come (+1) or gone (-1). */
void js_slide_change(JsSlide *slide, double p, double q, int sign, MemoryResize *resize);

/* The divergence of the rows, pairs of p and q, all of which were told to js_slide_change. False: it
** declines, as it does where it is stopped (stop.h). */
bool js_slide_value(JsSlide *slide, const Queue *rows, MemoryResize *resize, double *divergence,
                    const Stop *stop);

void js_slide_clear(JsSlide *slide, MemoryResize *resize);

/* psi(t)/t^2 for |t| < 2^-4, s = t^2: the sum of s^(k-1)/(k (2 k - 1)). Within 2^-53.2 s. */
static inline DD js_slide_psi_series(DD t) {
  static const double coefficient[] = {1.0 / 6,  1.0 / 15, 1.0 / 28,  1.0 / 45,
                                       1.0 / 66, 1.0 / 91, 1.0 / 120, 1.0 / 153};
  double square = t.hi * t.hi, rest = 0.0;
  for (int i = (int)(sizeof coefficient / sizeof *coefficient) - 1; i >= 0; i--) {
    rest = coefficient[i] + square * rest;
  }
  return dd_fast_two_sum(1.0, square * rest);
}

#endif
