/* entropy.c: see entropy.h.
**
** With u = x - c: H = ln(sum e^u) - sum u e^u / sum e^u, for any c. Scores are sorted into bins
** 16 wide. Each keeps sum e^u and sum u e^u with its own centre for c, where |u| <= 8, so that
** neither depends on how large the scores are: 2^-60 relative to e^u, in fixed point.
*/
#include "entropy.h"

#include "scaled.h"

enum {
  ENTROPY_WIDTH = 16, /* of a bin */
  ENTROPY_DEPTH = 6,  /* bins that count: of lower ones even 2^33 scores are below 2^-75 */
  ENTROPY_SHIFT = 12  /* e^u = f 2^k with -12 <= k <= 12 */
};

/* y in units of 2^-59, rounded to an integer; |y| < 15. */
static int64_t entropy_quantise(DD y) {
  double scaled = y.hi * 0x1p59;
  int64_t whole = (int64_t)scaled;
  double rest = (scaled - (double)whole) + y.lo * 0x1p59;
  return whole + (int64_t)((rest + 0x1.8p52) - 0x1.8p52);
}

/* Both words, or none. */
static bool entropy_add_bin(EntropySum *sum, int64_t number, EntropyBin added,
                            MemoryResize *resize) {
  uint64_t index = (uint64_t)number - (uint64_t)(int64_t)ENTROPY_FIRST;
  if (index < ENTROPY_DENSE) {
    EntropyBin *bin = &sum->dense[index];
    bin->mass = wide_add(bin->mass, added.mass);
    bin->moment = wide_add(bin->moment, added.moment);
    return true;
  }
  if (!widemap_add(&sum->sparse, number * 2, added.mass, resize)) return false;
  if (widemap_add(&sum->sparse, number * 2 + 1, added.moment, resize)) return true;
  widemap_add(&sum->sparse, number * 2, wide_negate(added.mass), resize); /* needs no memory */
  return false;
}

static bool entropy_add_finite(EntropySum *sum, double x, int sign, MemoryResize *resize) {
  if (sum->finite >= EXACT_MOST_TERMS && sign > 0) return false;
  double ratio = x * (1.0 / ENTROPY_WIDTH);
  double half = bits_abs(ratio) >= 0x1p52 ? 0.0 : ratio < 0.0 ? -0.5 : 0.5;
  int64_t number = (int64_t)(ratio + half);
  double u = x - (double)number * ENTROPY_WIDTH; /* exact: a remainder, |u| <= 8 */
  ScaledDD power = dd_exp(dd_from(u));
  int shift = (int)power.k + ENTROPY_SHIFT;
  EntropyBin added = {wide_of(exact_quantise(power.f), shift),
                      wide_of(entropy_quantise(dd_mul_double(power.f, u)), shift)};
  if (sign < 0) added = (EntropyBin){wide_negate(added.mass), wide_negate(added.moment)};
  if (!entropy_add_bin(sum, number, added, resize)) return false;
  sum->finite += sign;
  return true;
}

bool entropy_add(EntropySum *sum, double x, int sign, MemoryResize *resize) {
  if (bits_abs(x) <= EXACT_HUGE) return entropy_add_finite(sum, x, sign, resize);
  if (bits_is_infinite(x)) {
    *(x > 0.0 ? &sum->positive : &sum->negative) += sign;
    return true;
  }
  if (!exact_count_huge(&sum->huge, x, sign, resize)) return false;
  sum->extreme += sign;
  return true;
}

static Wide entropy_sparse(const WideMap *map, int64_t key) {
  const WideNode *node = widemap_at_most(map, key);
  return node != NULL && node->key == key ? node->value : (Wide){0, 0};
}

static EntropyBin entropy_bin(const EntropySum *sum, int64_t number) {
  uint64_t index = (uint64_t)number - (uint64_t)(int64_t)ENTROPY_FIRST;
  if (index < ENTROPY_DENSE) return sum->dense[index];
  return (EntropyBin){entropy_sparse(&sum->sparse, number * 2),
                      entropy_sparse(&sum->sparse, number * 2 + 1)};
}

/* The highest bin that is in use; there is one. Its mass is not zero, its moment may be. */
static int64_t entropy_top(const EntropySum *sum) {
  const WideNode *node = widemap_at_most(&sum->sparse, INT64_MAX);
  int64_t sparse = node == NULL ? INT64_MIN : wide_shift_right(node->key, 1);
  int64_t dense = ENTROPY_FIRST + ENTROPY_DENSE - 1;
  while (dense > sparse && dense >= ENTROPY_FIRST &&
         wide_is_zero(sum->dense[dense - ENTROPY_FIRST].mass)) {
    dense--;
  }
  return dense > sparse && dense >= ENTROPY_FIRST ? dense : sparse;
}

static DD entropy_from_wide(Wide a, double unit) {
  double digit[4] = {(double)(a.lo & UINT32_MAX), (double)(a.lo >> 32), (double)(a.hi & UINT32_MAX),
                     (double)wide_shift_right((int64_t)a.hi, 32)};
  DD low = dd_two_sum(digit[1] * 0x1p32, digit[0]);
  DD high = dd_two_sum(digit[3] * 0x1p96, digit[2] * 0x1p64);
  return dd_scale(dd_add(high, low), unit);
}

/* From the lowest bin that counts up to the highest: going up a bin scales both sums by e^-16 and
** moves the centre by 16. */
static double entropy_finite(const EntropySum *sum) {
  int64_t top = entropy_top(sum);
  DD step = scaled_plain(dd_exp(dd_from(-ENTROPY_WIDTH)));
  DD mass = {0.0, 0.0}, moment = {0.0, 0.0};
  for (int64_t i = top - (ENTROPY_DEPTH - 1); i <= top; i++) {
    EntropyBin bin = entropy_bin(sum, i);
    moment = dd_mul(step, dd_sub(moment, dd_scale(mass, ENTROPY_WIDTH)));
    moment = dd_add(moment, entropy_from_wide(bin.moment, 0x1p-71));
    mass = dd_add(dd_mul(step, mass), entropy_from_wide(bin.mass, 0x1p-74));
  }
  DD entropy = dd_sub(dd_log((ScaledDD){mass, 0}), dd_div(moment, mass));
  return entropy.hi > 0.0 ? entropy.hi : 0.0;
}

static double entropy_log_count(double count) {
  return dd_round((ScaledDD){dd_log((ScaledDD){dd_from(count), 0}), 0});
}

double entropy_value(const EntropySum *sum) {
  double highest, count;
  if (sum->positive > 0) return entropy_log_count((double)sum->positive);
  if (sum->finite + sum->extreme == 0) return bits_nan();
  if (exact_highest_is_huge(&sum->huge, sum->extreme, sum->finite, &highest, &count)) {
    return entropy_log_count(count);
  }
  return sum->finite == 1 ? 0.0 : entropy_finite(sum);
}

void entropy_clear(EntropySum *sum, MemoryResize *resize) {
  widemap_clear(&sum->sparse, resize);
  widemap_clear(&sum->huge, resize);
  *sum = (EntropySum){0};
}
