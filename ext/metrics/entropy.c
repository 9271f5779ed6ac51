/* entropy.c: see entropy.h.
**
** H = ln S - (sum p ln p)/S, S = sum p. Terms are double-doubles with an exponent of their own
** (dd_scaled.h), so weights may lie anywhere among the doubles. Both words of a term are added to
** an exact sum. Where S is near 1, ln S comes from S - 1: then both parts are positive and nothing
** cancels.
*/
#include "entropy.h"

#include "../base/bits.h"
#include "../exact/dd_scaled.h"

bool entropy_add(Entropy *sum, double p, int sign, MemoryResize *resize) {
  if (p == 0.0) return true;
  ScaledDD weight = dd_scaled_from(p);
  if (!exact_sum_add(&sum->mass, p, sign, resize)) return false;
  if (!exact_sum_add_scaled(&sum->moment, dd_scaled_times_log(weight, weight), sign, resize)) {
    exact_sum_add(&sum->mass, p, -sign, resize); /* needs no memory */
    return false;
  }
  sum->positive += sign;
  return true;
}

/* ln S. Weights may sum to 1 but for their rounding, or for some that are tiny. Then only S - 1 has
** the bits of the logarithm. */
static ScaledDD entropy_log_mass(const ExactSum *mass) {
  Term minus_one = {-1, 0};
  ScaledDD rest = superacc_value(&mass->acc, &minus_one, 1);
  if (dd_scaled_is_below(rest, -1)) return dd_scaled_log1p(rest);
  return dd_scaled_log(exact_sum_value(mass));
}

double entropy_value(const Entropy *sum) {
  if (sum->positive == 0) return bits_nan();
  if (sum->positive == 1) return 0.0;
  ScaledDD mean = dd_scaled_over(exact_sum_value(&sum->moment), exact_sum_value(&sum->mass));
  return dd_scaled_round_nonnegative(dd_scaled_minus(entropy_log_mass(&sum->mass), mean));
}

void entropy_clear(Entropy *sum, MemoryResize *resize) {
  exact_sum_clear(&sum->mass, resize);
  exact_sum_clear(&sum->moment, resize);
  *sum = (Entropy){0};
}

/* ---- as bytes ---- */

void entropy_write(const Entropy *sum, Bytes *bytes) {
  bytes_put_unsigned(bytes, (uint64_t)sum->positive);
  exact_sum_write(&sum->mass, bytes);
  exact_sum_write(&sum->moment, bytes);
}

void entropy_read(Entropy *sum, BytesReader *reader) {
  sum->positive = bytes_between(reader, 0, EXACT_MOST_ROWS);
  exact_sum_read(&sum->mass, sum->positive, reader);
  exact_sum_read(&sum->moment, sum->positive, reader);
  if (bytes_failed(reader) || sum->positive == 0) return;
  bytes_require(reader, exact_sum_value(&sum->mass).f.hi > 0.0);
}

bool entropy_merge(Entropy *sum, const Entropy *from, int sign, MemoryResize *resize,
                   const Stop *stop) {
  sum->positive += sign * from->positive;
  return exact_sum_merge(&sum->mass, &from->mass, sign, resize, stop) &&
         exact_sum_merge(&sum->moment, &from->moment, sign, resize, stop);
}
