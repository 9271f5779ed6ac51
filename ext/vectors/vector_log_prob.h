/* vector_log_prob.h: the logarithm of each probability of a vector. */
#ifndef LOGITS_VECTORS_VECTOR_LOG_PROB_H
#define LOGITS_VECTORS_VECTOR_LOG_PROB_H

#include "vector.h"

/* What lies above 1 by this much is a probability of 1 that was rounded to float32. */
#define VECTOR_LOG_PROB_SLACK 1e-6

typedef enum {
  VECTOR_LOG_PROB_DONE,
  VECTOR_LOG_PROB_DAMAGED, /* an element is NaN, or it was stopped: no answer */
  VECTOR_LOG_PROB_OUTSIDE  /* an element, *bad, is no probability */
} VectorLogProb;

/* Writes ln p of each element, in the vector's type: 0 gives -Inf, and -Inf, a masked element, stays
** -Inf. Doubles have the bits of elementary_log_prob; floats are within 0.501 ULP of a float. `out`
** may be v->data itself. */
VectorLogProb vector_log_prob(const Vector *v, void *out, double *bad, const Stop *stop);

#endif
