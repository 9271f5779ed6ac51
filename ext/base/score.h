/* score.h: a score that is compared exactly, be it a double or a 64-bit integer.
**
** A double cannot tell 2^53 from 2^53 + 1. So an integer is a pair: its nearest double, and what is
** left, at most 512 in magnitude. The rest of a double is 0. Pairs are compared by their doubles
** first and then by their rests. This is exact, because rounding never reverses an order.
*/
#ifndef LOGITS_BASE_SCORE_H
#define LOGITS_BASE_SCORE_H

#include "strict.h"

#include <stdbool.h>
#include <stdint.h>

typedef struct {
  double value, rest; /* value is rest + value rounded to double */
} Score;

static inline Score score_of_double(double x) {
  return (Score){x, 0};
}

/* Fast2Sum (Dekker 1971) of the upper and the lower half, both exact as doubles. */
static inline Score score_of_integer(int64_t integer) {
  const int64_t half = INT64_C(1) << 32;
  double upper = (double)(integer / half) * (double)half;
  double lower = (double)(integer % half);
  double value = upper + lower;
  return (Score){value, lower - (value - upper)};
}

static inline Score score_negated(Score score) {
  return (Score){-score.value, -score.rest};
}

static inline bool score_above(Score a, Score b) {
  return a.value > b.value || (a.value == b.value && a.rest > b.rest);
}

#endif
