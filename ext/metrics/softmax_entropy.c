/* softmax_entropy.c: see softmax_entropy.h.
**
** With u = x - c: H = ln(sum e^u) - sum u e^u / sum e^u, for any c. Scores are sorted into
** intervals 16 wide. Each interval keeps sum e^u and sum u e^u with its own centre for c, so that
** |u| <= 8. Then neither depends on how large the scores are: 2^-60 relative to e^u, in fixed
** point.
*/
#include "softmax_entropy.h"

#include "../exact/dd_scaled.h"
#include "../exact/superacc_state.h"

enum {
  SOFTMAX_ENTROPY_WIDTH = 16, /* of an interval */
  SOFTMAX_ENTROPY_DEPTH = 6,  /* intervals read: even 2^33 scores below them are below 2^-75 */
  SOFTMAX_ENTROPY_SHIFT = 12  /* e^u = f 2^k with -12 <= k <= 12 */
};

/* y in units of 2^-59, rounded to an integer; |y| < 15. */
static int64_t softmax_entropy_quantise(DD y) {
  double scaled = y.hi * 0x1p59;
  int64_t whole = (int64_t)scaled;
  double rest = (scaled - (double)whole) + y.lo * 0x1p59;
  return whole + (int64_t)((rest + 0x1.8p52) - 0x1.8p52);
}

/* Adds both sums, or neither when memory ran out. */
static bool softmax_entropy_add_interval(SoftmaxEntropy *sum, int64_t number,
                                         SoftmaxEntropyInterval added, MemoryResize *resize) {
  uint64_t index = (uint64_t)number - (uint64_t)(int64_t)SOFTMAX_ENTROPY_FIRST;
  if (index < SOFTMAX_ENTROPY_DENSE) {
    SoftmaxEntropyInterval *interval = &sum->dense[index];
    interval->mass = wide_add(interval->mass, added.mass);
    interval->moment = wide_add(interval->moment, added.moment);
    return true;
  }
  if (!sum_map_add(&sum->sparse, number * 2, added.mass, resize)) return false;
  if (sum_map_add(&sum->sparse, number * 2 + 1, added.moment, resize)) return true;
  sum_map_add(&sum->sparse, number * 2, wide_negate(added.mass), resize); /* needs no memory */
  return false;
}

static bool softmax_entropy_add_finite(SoftmaxEntropy *sum, double x, int sign,
                                       MemoryResize *resize) {
  if (sum->finite >= EXACT_MOST_TERMS && sign > 0) return false;
  double ratio = x * (1.0 / SOFTMAX_ENTROPY_WIDTH);
  double half = bits_abs(ratio) >= 0x1p52 ? 0.0 : ratio < 0.0 ? -0.5 : 0.5;
  int64_t number = (int64_t)(ratio + half);
  double u = x - (double)number * SOFTMAX_ENTROPY_WIDTH; /* exact: a remainder, |u| <= 8 */
  ScaledDD power = dd_exp(dd_from(u));
  int shift = (int)power.k + SOFTMAX_ENTROPY_SHIFT;
  SoftmaxEntropyInterval added = {
      wide_of(exact_quantise(power.f), shift),
      wide_of(softmax_entropy_quantise(dd_mul_double(power.f, u)), shift)};
  if (sign < 0)
    added = (SoftmaxEntropyInterval){wide_negate(added.mass), wide_negate(added.moment)};
  if (!softmax_entropy_add_interval(sum, number, added, resize)) return false;
  sum->finite += sign;
  return true;
}

bool softmax_entropy_add(SoftmaxEntropy *sum, double x, int sign, MemoryResize *resize) {
  if (bits_abs(x) <= EXACT_HUGE) return softmax_entropy_add_finite(sum, x, sign, resize);
  if (bits_is_infinite(x)) {
    *(x > 0.0 ? &sum->plus_infinite : &sum->minus_infinite) += sign;
    return true;
  }
  if (!exact_count_huge(&sum->huge, x, sign, resize)) return false;
  sum->extreme += sign;
  return true;
}

int64_t softmax_entropy_count(const SoftmaxEntropy *sum) {
  return sum->finite + sum->extreme + sum->plus_infinite + sum->minus_infinite;
}

static Wide softmax_entropy_sparse(const SumMap *map, int64_t key) {
  const SumMapNode *node = sum_map_at_most(map, key);
  return node != NULL && node->key == key ? node->value : (Wide){0, 0};
}

static SoftmaxEntropyInterval softmax_entropy_interval(const SoftmaxEntropy *sum, int64_t number) {
  uint64_t index = (uint64_t)number - (uint64_t)(int64_t)SOFTMAX_ENTROPY_FIRST;
  if (index < SOFTMAX_ENTROPY_DENSE) return sum->dense[index];
  return (SoftmaxEntropyInterval){softmax_entropy_sparse(&sum->sparse, number * 2),
                                  softmax_entropy_sparse(&sum->sparse, number * 2 + 1)};
}

/* The highest interval in use, of which there is one. Its mass is not zero; its moment may be. */
static int64_t softmax_entropy_top(const SoftmaxEntropy *sum) {
  const SumMapNode *node = sum_map_at_most(&sum->sparse, INT64_MAX);
  int64_t sparse = node == NULL ? INT64_MIN : wide_shift_right(node->key, 1);
  int64_t dense = SOFTMAX_ENTROPY_FIRST + SOFTMAX_ENTROPY_DENSE - 1;
  while (dense > sparse && dense >= SOFTMAX_ENTROPY_FIRST &&
         wide_is_zero(sum->dense[dense - SOFTMAX_ENTROPY_FIRST].mass)) {
    dense--;
  }
  return dense > sparse && dense >= SOFTMAX_ENTROPY_FIRST ? dense : sparse;
}

static DD softmax_entropy_from_wide(Wide a, double unit) {
  double digit[4] = {(double)(a.lo & UINT32_MAX), (double)(a.lo >> 32), (double)(a.hi & UINT32_MAX),
                     (double)wide_shift_right((int64_t)a.hi, 32)};
  DD low = dd_two_sum(digit[1] * 0x1p32, digit[0]);
  DD high = dd_two_sum(digit[3] * 0x1p96, digit[2] * 0x1p64);
  return dd_scale(dd_add(high, low), unit);
}

/* Goes from the lowest interval that counts to the highest. A step up scales both sums by e^-16 and
** moves the centre by 16. */
static double softmax_entropy_finite(const SoftmaxEntropy *sum) {
  int64_t top = softmax_entropy_top(sum);
  DD step = dd_scaled_plain(dd_exp(dd_from(-SOFTMAX_ENTROPY_WIDTH)));
  DD mass = {0.0, 0.0}, moment = {0.0, 0.0};
  for (int64_t i = top - (SOFTMAX_ENTROPY_DEPTH - 1); i <= top; i++) {
    SoftmaxEntropyInterval interval = softmax_entropy_interval(sum, i);
    moment = dd_mul(step, dd_sub(moment, dd_scale(mass, SOFTMAX_ENTROPY_WIDTH)));
    moment = dd_add(moment, softmax_entropy_from_wide(interval.moment, 0x1p-71));
    mass = dd_add(dd_mul(step, mass), softmax_entropy_from_wide(interval.mass, 0x1p-74));
  }
  DD entropy = dd_sub(dd_log((ScaledDD){mass, 0}), dd_div(moment, mass));
  return entropy.hi > 0.0 ? entropy.hi : 0.0;
}

static double softmax_entropy_log_count(double count) {
  return dd_round(dd_scaled_log((ScaledDD){dd_from(count), 0}));
}

double softmax_entropy_value(const SoftmaxEntropy *sum) {
  double highest, count;
  if (sum->plus_infinite > 0) return softmax_entropy_log_count((double)sum->plus_infinite);
  if (sum->finite + sum->extreme == 0) return bits_nan();
  if (exact_highest_is_huge(&sum->huge, sum->extreme, sum->finite, &highest, &count)) {
    return softmax_entropy_log_count(count);
  }
  return sum->finite == 1 ? 0.0 : softmax_entropy_finite(sum);
}

void softmax_entropy_clear(SoftmaxEntropy *sum, MemoryResize *resize) {
  sum_map_clear(&sum->sparse, resize);
  sum_map_clear(&sum->huge, resize);
  *sum = (SoftmaxEntropy){0};
}

/* ---- as bytes ---- */

/* All intervals that are in use, as a map from their numbers to their sums, as in `sparse`. */
static bool softmax_entropy_list(const SoftmaxEntropy *sum, SumMap *map, const Bytes *bytes) {
  MemoryResize *resize = bytes->resize;
  for (int i = 0; i < SOFTMAX_ENTROPY_DENSE; i++) {
    const SoftmaxEntropyInterval *interval = &sum->dense[i];
    int64_t key = INT64_C(2) * (SOFTMAX_ENTROPY_FIRST + i);
    if (!sum_map_add(map, key, interval->mass, resize)) return false;
    if (!sum_map_add(map, key + 1, interval->moment, resize)) return false;
  }
  return sum_map_merge(map, &sum->sparse, +1, resize, bytes->stop);
}

void softmax_entropy_write(const SoftmaxEntropy *sum, Bytes *bytes) {
  SumMap intervals = {.items = NULL};
  bytes_put_unsigned(bytes, (uint64_t)sum->finite);
  if (!softmax_entropy_list(sum, &intervals, bytes)) bytes->no_memory = true;
  if (sum->finite > 0) sum_map_write(&intervals, bytes);
  sum_map_clear(&intervals, bytes->resize);
  sum_map_write(&sum->huge, bytes);
  bytes_put_unsigned(bytes, (uint64_t)sum->plus_infinite);
  bytes_put_unsigned(bytes, (uint64_t)sum->minus_infinite);
}

/* An interval with a moment has mass. */
static void softmax_entropy_place(SoftmaxEntropy *sum, const SumMap *intervals,
                                  BytesReader *reader) {
  AvlPath path;
  int64_t weighed = INT64_MIN;
  for (uint32_t at = avl_first(intervals, &path); at != 0 && bytes_read_on(reader);
       at = avl_next(intervals, &path, at)) {
    const SumMapNode *node = avl_item(intervals, at);
    int64_t number = wide_shift_right(node->key, 1);
    uint64_t index = (uint64_t)number - (uint64_t)(int64_t)SOFTMAX_ENTROPY_FIRST;
    bool is_mass = (node->key & 1) == 0;
    if (is_mass) weighed = number;
    bytes_require(reader, number == weighed && (!is_mass || !wide_is_negative(node->value)));
    if (index < SOFTMAX_ENTROPY_DENSE) {
      *(is_mass ? &sum->dense[index].mass : &sum->dense[index].moment) = node->value;
    } else if (!sum_map_add(&sum->sparse, node->key, node->value, reader->resize)) {
      reader->no_memory = true;
    }
  }
  bytes_require(reader, weighed != INT64_MIN);
}

/* A term is a number below 2^63 shifted by up to 24; a key is twice x/16 for |x| <= 2^58. */
void softmax_entropy_read(SoftmaxEntropy *sum, BytesReader *reader) {
  sum->finite = bytes_between(reader, 0, EXACT_MOST_TERMS);
  if (sum->finite > 0) {
    const SuperaccLimits limits = {(INT64_C(1) << 55) + 1, sum->finite,
                                   63 + 2 * SOFTMAX_ENTROPY_SHIFT};
    SumMap intervals = {.items = NULL};
    sum_map_read(&intervals, &limits, reader);
    softmax_entropy_place(sum, &intervals, reader);
    sum_map_clear(&intervals, reader->resize);
  }
  sum->extreme = exact_huge_read(&sum->huge, reader);
  sum->plus_infinite = bytes_between(reader, 0, EXACT_MOST_TERMS);
  sum->minus_infinite = bytes_between(reader, 0, EXACT_MOST_TERMS);
}

bool softmax_entropy_merge(SoftmaxEntropy *sum, const SoftmaxEntropy *from, int sign,
                           MemoryResize *resize, const Stop *stop) {
  for (int i = 0; i < SOFTMAX_ENTROPY_DENSE; i++) {
    SoftmaxEntropyInterval added = from->dense[i];
    if (sign < 0)
      added = (SoftmaxEntropyInterval){wide_negate(added.mass), wide_negate(added.moment)};
    sum->dense[i].mass = wide_add(sum->dense[i].mass, added.mass);
    sum->dense[i].moment = wide_add(sum->dense[i].moment, added.moment);
  }
  sum->finite += sign * from->finite;
  sum->extreme += sign * from->extreme;
  sum->plus_infinite += sign * from->plus_infinite;
  sum->minus_infinite += sign * from->minus_infinite;
  return sum_map_merge(&sum->sparse, &from->sparse, sign, resize, stop) &&
         sum_map_merge(&sum->huge, &from->huge, sign, resize, stop);
}
