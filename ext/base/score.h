/* score.h: a score that is compared exactly, be it a double or a 64-bit integer.
**
** A double cannot tell 2^53 from 2^53 + 1. So an integer is the pair of its nearest double and what
** is left, |rest| <= 512, and pairs are compared as words are: rounding never reverses an order, so
** where the doubles differ they decide (against a double too), and where they are equal the rests
** do. A double has the rest 0.
*/
#ifndef LOGITS_BASE_SCORE_H
#define LOGITS_BASE_SCORE_H

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
