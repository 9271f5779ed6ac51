/* score.h: a score that is compared exactly, be it a double or a 64-bit integer.
**
** A double cannot tell 2^53 from 2^53 + 1. So an integer is a pair: its nearest double, and what is
** left, at most 512 in magnitude. The rest of a double is 0. Pairs are compared by their doubles
** first and then by their rests. This is exact, because rounding never reverses an order.
*/
#ifndef LOGITS_BASE_SCORE_H
#define LOGITS_BASE_SCORE_H

#include "strict.h"

#include "bits.h"
#include "bytes.h"

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

/* Whether a double, not NaN, and a rest of at most 512 in magnitude are a score: one without a rest, or what
** score_of_integer makes of their sum. */
static inline bool score_is_valid(double value, int64_t rest) {
  const double two_63 = 9223372036854775808.0;
  bool top = value == two_63;
  if (rest == 0) return true;
  if (!(value >= -two_63 && value <= two_63)) return false;
  if (top ? rest > 0 : value == -two_63 && rest < 0) return false;
  Score score = score_of_integer(top ? INT64_MAX + (rest + 1) : (int64_t)value + rest);
  return score.value == value && score.rest == (double)rest;
}

/* As bytes: the double and the rest. A score of 0 is never -0.0. */
static inline void score_write(Score score, Bytes *bytes) {
  bytes_put_double(bytes, score.value + 0.0);
  bytes_put_signed(bytes, (int64_t)score.rest);
}

static inline Score score_read(BytesReader *reader) {
  double value = bytes_double(reader);
  int64_t rest = bytes_signed(reader);
  bytes_require(reader, !bits_is_nan(value) && rest >= -512 && rest <= 512);
  bytes_require_canonical(reader, value != 0.0 || !bits_is_negative(value));
  if (bytes_failed(reader)) return (Score){0.0, 0.0};
  bytes_require(reader, score_is_valid(value, rest));
  return (Score){value, (double)rest};
}

static inline bool score_above(Score a, Score b) {
  return a.value > b.value || (a.value == b.value && a.rest > b.rest);
}

#endif
