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

/* The two highest of two pairs. */
static VectorFloatPeaks vector_others_join(VectorFloatPeaks a, VectorFloatPeaks b) {
  VectorFloatPeaks pair = a.highest < b.highest ? b : a, other = a.highest < b.highest ? a : b;
  if (pair.second < other.highest) pair.second = other.highest;
  pair.nan = a.nan || b.nan;
  return pair;
}

static bool vector_others_open_floats(VectorScores *scores, bool moment) {
  const VectorKernels *kernels = scores->kernels;
  VectorFloatPeaks peaks, last;
  vector_others_fill(scores);
  if (scores->v->n <= VECTOR_OTHERS_FEW) {
    bool whole = scores->whole > 0;
    kernels->float_few(whole ? scores->v->data : scores->copy, scores->whole + scores->rest, moment,
                       &scores->few);
    peaks = scores->few.peaks;
  } else {
    kernels->float_peaks(scores->v->data, scores->whole, &peaks);
    if (scores->rest > 0) {
      kernels->float_peaks(scores->copy, scores->rest, &last);
      peaks = vector_others_join(peaks, last);
    }
  }
  scores->top = (double)peaks.highest + 0.0; /* which zero a kernel takes does not show */
  scores->second = (double)peaks.second + 0.0;
  return !peaks.nan;
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

bool vector_others_open(VectorScores *scores, const VectorKernels *kernels, const Vector *v,
                        bool moment, const Stop *stop) {
  scores->kernels = kernels;
  scores->v = v;
  scores->stop = stop;
  scores->few.summed = false;
  if (v->n == 0) return false;
  return v->type == VECTOR_F32 ? vector_others_open_floats(scores, moment)
                               : vector_others_open_doubles(scores);
}

/* ---- the sums over floats ---- */

enum { VECTOR_OTHERS_STRETCH = 64 }; /* blocks */

typedef struct {
  const VectorScores *scores;
  bool moments, empty;
  double base; /* taken off each score; 0 or s */
  VectorExpFrame frame;
  DD mass, moment; /* of x - base */
} VectorOthersSums;

static VectorOthersSums vector_others_empty(const VectorScores *scores, bool moments) {
  double s = scores->second;
  bool near = bits_abs(s) <= VECTOR_EXP_NEAR;
  VectorOthersSums sums = {
      .scores = scores, .moments = moments, .empty = true, .base = near ? 0.0 : s};
  sums.frame = vector_exp_frame(near ? s : 0.0);
  return sums;
}

static inline void vector_others_join_sums(DD *sum, DD part, bool first) {
  *sum = first ? part : dd_add(*sum, part);
}

/* Blocks of x - base. */
static void vector_others_add_near(VectorOthersSums *sums, const void *data, size_t blocks) {
  const VectorKernels *kernels = sums->scores->kernels;
  const unsigned char *at = data;
  while (blocks > 0) {
    DD mass, moment;
    size_t count = blocks < VECTOR_EXP_MOST ? blocks : VECTOR_EXP_MOST;
    if (sums->moments) {
      kernels->float_moments(at, count, &sums->frame, &mass, &moment);
      vector_others_join_sums(&sums->moment, moment, sums->empty);
    } else {
      kernels->float_sums(at, count, &sums->frame, &mass);
    }
    vector_others_join_sums(&sums->mass, mass, sums->empty);
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

/* The blocks in v->data. False where it was stopped. */
static bool vector_others_add_whole(VectorOthersSums *sums) {
  const VectorScores *scores = sums->scores;
  void (*add)(VectorOthersSums *, const void *, size_t) =
      sums->base == 0.0 ? vector_others_add_near : vector_others_add_far;
  const Vector blocks = {scores->v->data, scores->whole * VECTOR_LANES, VECTOR_F32};
  size_t i = 0;
  do {
    Vector part = vector_part(&blocks, i);
    add(sums, part.data, part.n / VECTOR_LANES);
  } while (vector_next_part(&blocks, &i, scores->stop));
  if (i < blocks.n) return false;
  if (scores->rest > 0) add(sums, scores->copy, scores->rest);
  return true;
}

/* R and the moment from the sums. */
static inline VectorOthers vector_others_from(const VectorScores *scores, bool moment, double base,
                                              int powers, const DD *mass, const DD *moments) {
  DD shift = dd_two_sum(base, -scores->top);
  ScaledDD power = dd_exp(shift);
  power.k += powers;
  VectorOthers others;
  others.distance = dd_two_sum(scores->top, -scores->second);
  others.tied = scores->top == scores->second;
  others.stopped = false;
  others.rest = (ScaledDD){dd_mul(power.f, *mass), power.k};
  others.moment = (ScaledDD){{0.0, 0.0}, 0};
  if (moment) { /* m - x = (m - base - K ln 2) - t ln 2 / 16 */
    const DD ln2 = {0x1.62e42fefa39efp-1, 0x1.abc9e3b39803fp-56};
    DD center = dd_mul_double(ln2, (double)powers);
    DD product = dd_mul(dd_negate(dd_add(shift, center)), *mass);
    DD total = dd_sub(product, dd_mul(dd_scale(ln2, 1.0 / 16), *moments));
    others.moment = (ScaledDD){dd_mul(power.f, total), power.k};
  }
  return others;
}

static VectorOthers vector_others_floats(const VectorScores *scores, bool moment) {
  VectorOthersSums sums = vector_others_empty(scores, moment);
  if (!vector_others_add_whole(&sums)) return (VectorOthers){.stopped = true};
  return vector_others_from(scores, moment, sums.base, sums.frame.powers, &sums.mass, &sums.moment);
}

static VectorOthers vector_others_few(const VectorScores *scores, bool moment) {
  const VectorFloatFew *few = &scores->few;
  return vector_others_from(scores, moment, 0.0, few->powers, &few->mass, &few->moment);
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

/* Element `skip` lies `skip - i` behind the part's first. If it lies before it, that wraps around to
** what no part has. */
static bool vector_others_long_sums(const VectorScores *scores, bool moment, VectorSums *mass,
                                    VectorSums *moments) {
  const VectorKernels *kernels = scores->kernels;
  size_t i = 0, skip = kernels->find(scores->v, scores->top);
  do {
    Vector part = vector_part(scores->v, i);
    if (moment) {
      kernels->exp_moments(&part, scores->second, skip - i, mass, moments);
    } else {
      kernels->exp_sums(&part, scores->second, skip - i, mass);
    }
  } while (vector_next_part(scores->v, &i, scores->stop));
  return i >= scores->v->n;
}

static VectorOthers vector_others_long(const VectorScores *scores, bool moment) {
  VectorOthers others = {
      dd_two_sum(scores->top, -scores->second), false, false, {{0.0, 0.0}, 0}, {{0.0, 0.0}, 0}};
  VectorSums mass = {{0.0}, {0.0}}, moments = {{0.0}, {0.0}};
  if (!vector_others_long_sums(scores, moment, &mass, &moments)) {
    return (VectorOthers){.stopped = true};
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
  if (scores->few.summed) return vector_others_few(scores, moment);
  return scores->v->type == VECTOR_F32 ? vector_others_floats(scores, moment)
                                       : vector_others_long(scores, moment);
}

VectorOthers vector_others_accurate(const VectorScores *scores) {
  return vector_others_count(scores) ? vector_others_long(scores, false) : (VectorOthers){0};
}
