/* vector_log_prob.c: see vector_log_prob.h. A float's logarithm is rounded to a double first: the
** second rounding moves it by 2^-29 of its last place at most. */
#include "vector_log_prob.h"

#include "../base/bits.h"
#include "../exact/elementary.h"

#include <string.h>

static VectorLogProb vector_log_prob_part(const Vector *v, void *out, double *bad) {
  unsigned char *to = out;
  for (size_t i = 0; i < v->n; i++) {
    double p = vector_at(v, i);
    if (bits_is_nan(p)) return VECTOR_LOG_PROB_DAMAGED;
    *bad = p;
    if (p > 1.0 && p <= 1.0 + VECTOR_LOG_PROB_SLACK) p = 1.0;
    double result = p == -bits_infinity() ? p : elementary_log_prob(p);
    if (bits_is_nan(result)) return VECTOR_LOG_PROB_OUTSIDE;
    float narrow = (float)result;
    if (v->type == VECTOR_F32) memcpy(to + i * sizeof narrow, &narrow, sizeof narrow);
    if (v->type == VECTOR_F64) memcpy(to + i * sizeof result, &result, sizeof result);
  }
  return VECTOR_LOG_PROB_DONE;
}

VectorLogProb vector_log_prob(const Vector *v, void *out, double *bad, const Stop *stop) {
  size_t i = 0;
  do {
    Vector part = vector_part(v, i);
    VectorLogProb outcome = vector_log_prob_part(&part, vector_place(v->type, out, i), bad);
    if (outcome != VECTOR_LOG_PROB_DONE) return outcome;
  } while (vector_next_part(v, &i, stop));
  return i >= v->n ? VECTOR_LOG_PROB_DONE : VECTOR_LOG_PROB_DAMAGED;
}
