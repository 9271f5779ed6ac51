/* vector_others.c: see vector_others.h. */
#include "vector_others.h"
#include "../base/bits.h"

#include <string.h>

/* ---- the two highest ---- */

static void vector_others_fill(VectorScores *scores) {
  const Vector *v = scores->v;
  const unsigned char *data = v->data;
  scores->whole = v->n / VECTOR_LANES;
  scores->rest = 0;
  if (v->n % VECTOR_LANES == 0) return;
  if (v->n < VECTOR_LANES) {
    for (size_t j = 0; j < VECTOR_LANES; j++) scores->copy[j] = (float)-bits_infinity();
    memcpy(scores->copy, data, v->n * sizeof(float));
    scores->rest = 1;
  } else if (v->n <= VECTOR_OTHERS_FEW) {
    scores->kernels->float_fill(data, v->n, scores->copy);
    scores->rest = scores->whole + 1;
    scores->whole = 0;
  } else {
    size_t last = VECTOR_LANES + v->n % VECTOR_LANES;
    scores->kernels->float_fill(data + (v->n - last) * sizeof(float), last, scores->copy);
    scores->rest = 2;
    scores->whole--;
  }
}

static inline float vector_others_higher(float a, float b) {
  return a > b ? a : b;
}
static inline float vector_others_lower(float a, float b) {
  return a < b ? a : b;
}

/* The two highest of some scores. */
typedef struct {
  float highest, second;
} VectorOthersPair;

static inline VectorOthersPair vector_others_join(VectorOthersPair a, VectorOthersPair b) {
  float lower = vector_others_lower(a.highest, b.highest);
  float second = vector_others_higher(a.second, b.second);
  return (VectorOthersPair){vector_others_higher(a.highest, b.highest),
                            vector_others_higher(lower, second)};
}

/* ... of a lane, and of the one `width` from it. */
static inline VectorOthersPair vector_others_lanes(const VectorFloatPeaks *peaks, int j) {
  VectorOthersPair a = {peaks->highest[j], peaks->second[j]};
  VectorOthersPair b = {peaks->highest[j + 4], peaks->second[j + 4]};
  return vector_others_join(a, b);
}

/* The eight lanes are joined in three steps. False if there is a NaN. */
static inline bool vector_others_peaks(const VectorKernels *kernels, const void *data,
                                       size_t blocks, VectorOthersPair *pair) {
  VectorFloatPeaks peaks;
  uint64_t nan[VECTOR_LANES / 2];
  kernels->float_peaks(data, blocks, &peaks);
  VectorOthersPair even =
      vector_others_join(vector_others_lanes(&peaks, 0), vector_others_lanes(&peaks, 2));
  VectorOthersPair odd =
      vector_others_join(vector_others_lanes(&peaks, 1), vector_others_lanes(&peaks, 3));
  *pair = vector_others_join(even, odd);
  memcpy(nan, peaks.nan, sizeof nan);
  return ((nan[0] | nan[1]) | (nan[2] | nan[3])) == 0;
}

static bool vector_others_open_floats(VectorScores *scores) {
  const float lowest = (float)-bits_infinity();
  VectorOthersPair pair = {lowest, lowest}, last;
  bool sound = true;
  vector_others_fill(scores);
  if (scores->whole > 0) {
    sound = vector_others_peaks(scores->kernels, scores->v->data, scores->whole, &pair);
  }
  if (scores->rest > 0) {
    sound = vector_others_peaks(scores->kernels, scores->copy, scores->rest, &last) && sound;
    pair = vector_others_join(pair, last);
  }
  scores->top = (double)pair.highest + 0.0; /* which zero a kernel takes does not show */
  scores->second = (double)pair.second + 0.0;
  return sound;
}

static bool vector_others_open_doubles(VectorScores *scores) {
  VectorPeaks peaks;
  uint64_t nan = 0;
  scores->kernels->two_highest(scores->v, &peaks);
  scores->top = scores->second = -bits_infinity();
  for (int j = 0; j < VECTOR_LANES; j++) {
    double high = peaks.highest[j], low = scores->top;
    nan |= peaks.nan[j];
    if (high > scores->top) {
      scores->top = high;
      high = low;
    }
    if (high > scores->second) scores->second = high;
    if (peaks.second[j] > scores->second) scores->second = peaks.second[j];
  }
  return nan == 0;
}

bool vector_others_open(VectorScores *scores, const VectorKernels *kernels, const Vector *v) {
  scores->kernels = kernels;
  scores->v = v;
  if (v->n == 0) return false;
  return v->type == VECTOR_F32 ? vector_others_open_floats(scores)
                               : vector_others_open_doubles(scores);
}

/* ---- the sums over floats ---- */

#define VECTOR_OTHERS_NEAR 2048.0 /* up to here e^x itself is summed, beyond it e^(x - s) */
#define VECTOR_OTHERS_DEEP 600.0  /* e^-600 is nothing next to e^(s - s) */
#define VECTOR_OTHERS_LOG2_E 0x1.71547652b82fep+0
#define VECTOR_OTHERS_TO_INTEGER 0x1.8p52

enum { VECTOR_OTHERS_STRETCH = 64 }; /* blocks */

typedef struct {
  const VectorScores *scores;
  bool moments, empty;
  double base; /* taken off each score; 0 or s */
  int powers;  /* the sums are times 2^-powers */
  VectorExpFrame frame;
  DD mass, moment; /* of x - base */
} VectorOthersSums;

static VectorOthersSums vector_others_empty(const VectorScores *scores, bool moments) {
  double s = scores->second;
  bool near = bits_abs(s) <= VECTOR_OTHERS_NEAR;
  VectorOthersSums sums = {
      .scores = scores, .moments = moments, .empty = true, .base = near ? 0.0 : s};
  double highest = near ? s : 0.0, to_integer = VECTOR_OTHERS_TO_INTEGER;
  double powers = (highest * VECTOR_OTHERS_LOG2_E + to_integer) - to_integer;
  sums.powers = (int)powers;
  sums.frame.highest = highest;
  sums.frame.lowest = highest - VECTOR_OTHERS_DEEP;
  sums.frame.magic = to_integer - 16.0 * powers;
  sums.frame.center = to_integer; /* C = 16 K */
  return sums;
}

static inline DD vector_others_total(const VectorSums *sums) {
  const double *h = sums->hi, *l = sums->lo; /* the sum of all h is exact */
  double hi = ((h[0] + h[4]) + (h[2] + h[6])) + ((h[1] + h[5]) + (h[3] + h[7]));
  double lo = ((l[0] + l[4]) + (l[2] + l[6])) + ((l[1] + l[5]) + (l[3] + l[7]));
  return dd_fast_two_sum(hi, lo); /* if lo is the larger one, neither shows next to the sum */
}

static inline void vector_others_join_sums(DD *sum, const VectorSums *sums, bool first) {
  DD total = vector_others_total(sums);
  *sum = first ? total : dd_add(*sum, total);
}

/* Blocks of x - base. */
static void vector_others_add_near(VectorOthersSums *sums, const void *data, size_t blocks) {
  const VectorKernels *kernels = sums->scores->kernels;
  const unsigned char *at = data;
  while (blocks > 0) {
    VectorSums mass, moment;
    size_t count = blocks < VECTOR_EXP_MOST ? blocks : VECTOR_EXP_MOST;
    if (sums->moments) {
      kernels->float_moments(at, count, &sums->frame, &mass, &moment);
      vector_others_join_sums(&sums->moment, &moment, sums->empty);
    } else {
      kernels->float_sums(at, count, &sums->frame, &mass);
    }
    vector_others_join_sums(&sums->mass, &mass, sums->empty);
    sums->empty = false;
    at += count * VECTOR_LANES * sizeof(float);
    blocks -= count;
  }
}

/* Blocks of x. Where x - s is not below the lowest, x and s are within a factor of two of each other,
** so that the difference is a float. */
static void vector_others_add_far(VectorOthersSums *sums, const void *data, size_t blocks) {
  float shifted[VECTOR_OTHERS_STRETCH * VECTOR_LANES], base = (float)sums->base;
  const unsigned char *at = data;
  while (blocks > 0) {
    size_t count = blocks < VECTOR_OTHERS_STRETCH ? blocks : VECTOR_OTHERS_STRETCH;
    size_t bytes = count * VECTOR_LANES * sizeof(float);
    memcpy(shifted, at, bytes);
    for (size_t i = 0; i < count * VECTOR_LANES; i++) shifted[i] -= base;
    vector_others_add_near(sums, shifted, count);
    at += bytes;
    blocks -= count;
  }
}

static VectorOthers vector_others_floats(const VectorScores *scores, bool moment) {
  VectorOthersSums sums = vector_others_empty(scores, moment);
  DD shift = dd_two_sum(sums.base, -scores->top);
  ScaledDD power = dd_exp(shift);
  power.k += sums.powers;
  void (*add)(VectorOthersSums *, const void *, size_t) =
      sums.base == 0.0 ? vector_others_add_near : vector_others_add_far;
  if (scores->whole > 0) add(&sums, scores->v->data, scores->whole);
  if (scores->rest > 0) add(&sums, scores->copy, scores->rest);
  VectorOthers others = {dd_two_sum(scores->top, -scores->second),
                         scores->top == scores->second,
                         {{0.0, 0.0}, 0},
                         {{0.0, 0.0}, 0}};
  others.rest = (ScaledDD){dd_mul(power.f, sums.mass), power.k};
  if (moment) { /* m - x = (m - base - K ln 2) - t ln 2 / 16 */
    const DD ln2 = {0x1.62e42fefa39efp-1, 0x1.abc9e3b39803fp-56};
    DD center = dd_mul_double(ln2, (double)sums.powers);
    DD mass = dd_mul(dd_negate(dd_add(shift, center)), sums.mass);
    DD total = dd_sub(mass, dd_mul(dd_scale(ln2, 1.0 / 16), sums.moment));
    others.moment = (ScaledDD){dd_mul(power.f, total), power.k};
  }
  return others;
}

/* ---- the sums by the long exp, of either type ---- */

/* In the order of the lanes. */
static DD vector_others_in_order(const VectorSums *sums) {
  DD total = {0.0, 0.0};
  for (int j = 0; j < VECTOR_LANES; j++) {
    total = dd_add(total, dd_fast_two_sum(sums->hi[j], sums->lo[j]));
  }
  return total;
}

/* The sum of (m - x) e^(x - m) is e^(s - m) ((m - s) R' - sum (x - s) e^(x - s)), where R' is the
** sum of e^(x - s). A distance m - s below 2^-110 is left out: ln(1 + R) is about ln 2 or more then,
** and the distance does not show next to it. */
static ScaledDD vector_others_moment(DD distance, ScaledDD power, DD mass, DD moments) {
  DD moment = dd_sub(dd_from(0.0), moments); /* not negated, so that 0 stays +0 */
  if (distance.hi >= 0x1p-110) moment = dd_add(moment, dd_mul(distance, mass));
  return dd_scaled_times(power, (ScaledDD){moment, 0});
}

static VectorOthers vector_others_long(const VectorScores *scores, bool moment) {
  const VectorKernels *kernels = scores->kernels;
  VectorOthers others = {
      dd_two_sum(scores->top, -scores->second), false, {{0.0, 0.0}, 0}, {{0.0, 0.0}, 0}};
  VectorSums mass, moments;
  size_t skip = kernels->find(scores->v, scores->top);
  if (moment) {
    kernels->exp_moments(scores->v, scores->second, skip, &mass, &moments);
  } else {
    kernels->exp_sums(scores->v, scores->second, skip, &mass);
  }
  DD total = vector_others_in_order(&mass);
  ScaledDD power = dd_exp(dd_negate(others.distance));
  others.rest = dd_scaled_times(power, (ScaledDD){total, 0});
  if (moment) {
    others.moment =
        vector_others_moment(others.distance, power, total, vector_others_in_order(&moments));
  }
  return others;
}

#define VECTOR_OTHERS_DISTANT 0x1p58 /* e^-2^58 is nothing next to 1, even as a ScaledDD */

/* The difference may be +Inf. */
static bool vector_others_count(const VectorScores *scores) {
  return scores->second > -bits_infinity() && scores->top - scores->second <= VECTOR_OTHERS_DISTANT;
}

VectorOthers vector_others(const VectorScores *scores, bool moment) {
  if (!vector_others_count(scores)) return (VectorOthers){0};
  return scores->v->type == VECTOR_F32 ? vector_others_floats(scores, moment)
                                       : vector_others_long(scores, moment);
}

VectorOthers vector_others_accurate(const VectorScores *scores) {
  return vector_others_count(scores) ? vector_others_long(scores, false) : (VectorOthers){0};
}
