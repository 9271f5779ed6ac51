/* vector.c: see vector.h. This is what happens once per vector, around the kernels of
** vector_kernels.h.
**
** Let m be the highest score, s the second highest, which may equal m, and R the sum of e^(x - m)
** over all scores but one that is m. Then
**   logsumexp = m + ln(1 + R)           highest probability = 1 / (1 + R)
**   margin = (1 - e^(s - m)) / (1 + R)  cross-entropy = (m - x) + ln(1 + R)
**   entropy = ln(1 + R) + sum (m - x) e^(x - m) / (1 + R)
** Nothing cancels here, except m against ln(1 + R) in logsumexp. A sum over all scores would lose
** what is small next to the 1 of the highest score; R leaves that 1 out. The terms of R may be too
** small for a double. So R is computed relative to s, as e^(s - m) R' with R' >= 1.
*/
#include "vector.h"
#include "../base/bits.h"
#include "../exact/dd.h"
#include "../exact/dd_scaled.h"
#include "../exact/elementary.h"
#include "vector_kernels.h"

/* ---- elements ---- */

/* Writes x, rounded to the type, as element i of out. */
static void vector_put(VectorType type, void *out, size_t i, double x) {
  unsigned char *p = (unsigned char *)out + i * vector_width(type);
  float single = 0.0f;
  if (type == VECTOR_F64) {
    memcpy(p, &x, sizeof x);
    return;
  }
  single = (float)x;
  memcpy(p, &single, sizeof single);
}

/* ---- the highest scores ---- */

/* The higher one; of equal ones the first, so that a zero keeps its sign. */
static inline double vector_higher(double first, double second) {
  return second > first ? second : first;
}

/* False if there is a NaN, or no element. */
static bool vector_highest(const VectorKernels *kernels, const Vector *v, double *highest) {
  VectorPeaks peaks;
  uint64_t nan = 0;
  if (v->n == 0) return false;
  kernels->highest(v, &peaks);
  const double *h = peaks.highest;
  *highest = vector_higher(vector_higher(vector_higher(h[0], h[1]), vector_higher(h[2], h[3])),
                           vector_higher(vector_higher(h[4], h[5]), vector_higher(h[6], h[7])));
  for (int j = 0; j < VECTOR_LANES; j++) nan |= peaks.nan[j];
  return nan == 0;
}

/* The same, with the second highest; *second is -Inf if there is only one element. */
static bool vector_two_highest(const VectorKernels *kernels, const Vector *v, double *highest,
                               double *second) {
  VectorPeaks peaks;
  uint64_t nan = 0;
  if (v->n == 0) return false;
  kernels->two_highest(v, &peaks);
  *highest = *second = -bits_infinity();
  for (int j = 0; j < VECTOR_LANES; j++) {
    double high = peaks.highest[j], low = *highest;
    nan |= peaks.nan[j];
    if (high > *highest) {
      *highest = high;
      high = low;
    }
    if (high > *second) *second = high;
    if (peaks.second[j] > *second) *second = peaks.second[j];
  }
  return nan == 0;
}

/* The number of scores of +Inf. */
static double vector_infinite(const VectorKernels *kernels, const Vector *v) {
  return (double)kernels->count_higher(v, DBL_MAX);
}

static double vector_log(double x) {
  return dd_round((ScaledDD){dd_log((ScaledDD){dd_from(x), 0}), 0});
}

/* ---- R ---- */

typedef struct {
  DD distance;    /* m - s */
  ScaledDD power; /* e^(s - m) */
  DD mass;        /* R', the sum of e^(x - s) */
  DD moment;      /* if asked for, the sum of (x - s) e^(x - s) */
} VectorOthers;   /* all zero: no other score counts */

/* In the order of the lanes. */
static DD vector_total(const VectorSums *sums) {
  DD total = {0.0, 0.0};
  for (int j = 0; j < VECTOR_LANES; j++) {
    total = dd_add(total, dd_fast_two_sum(sums->hi[j], sums->lo[j]));
  }
  return total;
}

#define VECTOR_DISTANT 0x1p58 /* e^-2^58 is nothing next to a score's 1, even as a ScaledDD */

static const ScaledDD vector_one = {{1.0, 0.0}, 0};

/* The highest score is finite. */
static VectorOthers vector_others(const VectorKernels *kernels, const Vector *v, double top,
                                  double second, bool moment) {
  VectorOthers others = {{0.0, 0.0}, {{0.0, 0.0}, 0}, {0.0, 0.0}, {0.0, 0.0}};
  if (second == -bits_infinity()) return others;
  DD distance = dd_two_sum(top, -second); /* its hi may be +Inf */
  if (distance.hi > VECTOR_DISTANT) return others;
  VectorSums mass, moments;
  size_t skip = kernels->find(v, top);
  if (moment) {
    kernels->exp_moments(v, second, skip, &mass, &moments);
    others.moment = vector_total(&moments);
  } else {
    kernels->exp_sums(v, second, skip, &mass);
  }
  others.distance = distance;
  others.mass = vector_total(&mass);
  others.power = dd_exp(dd_negate(others.distance));
  return others;
}

static ScaledDD vector_rest(const VectorOthers *others) { /* R */
  return dd_scaled_times(others->power, (ScaledDD){others->mass, 0});
}

static ScaledDD vector_sum(const VectorOthers *others) { /* 1 + R */
  return dd_scaled_plus(vector_one, vector_rest(others));
}

static ScaledDD vector_log_sum(const VectorOthers *others) { /* ln(1 + R) */
  return dd_scaled_log1p(vector_rest(others));
}

/* ---- vector to vector ---- */

/* The result where some scores are +Inf: `each` at those, `none` at all others. */
static void vector_shared(const Vector *v, double each, double none, void *out) {
  for (size_t i = 0; i < v->n; i++) {
    vector_put(v->type, out, i, vector_at(v, i) > DBL_MAX ? each : none);
  }
}

static double vector_short_total(const double s[VECTOR_LANES]) {
  return ((s[0] + s[4]) + (s[2] + s[6])) + ((s[1] + s[5]) + (s[3] + s[7]));
}

/* For vectors of float. False: no answer. */
static bool vector_short_softmax(const VectorKernels *kernels, const Vector *v, void *out) {
  double top, sums[VECTOR_LANES];
  if (!vector_highest(kernels, v, &top) || top == -bits_infinity()) return false;
  if (top > DBL_MAX) {
    vector_shared(v, 1.0 / vector_infinite(kernels, v), 0.0, out);
  } else {
    kernels->short_exps(v, top, out, sums);
    kernels->short_normalise(out, v->n, 1.0 / vector_short_total(sums));
  }
  return true;
}

enum { VECTOR_SMALL = 4 * VECTOR_LANES };

/* Copies n elements of `width` bytes by whole blocks, then one by one. For so few, compilers make
** of a memcpy of unknown size what takes longer. */
static inline void vector_copy_few(void *out, const void *from, size_t n) {
  unsigned char *to = out;
  const unsigned char *at = from;
  const size_t block = VECTOR_LANES * sizeof(float);
  for (; n >= VECTOR_LANES; n -= VECTOR_LANES, to += block, at += block) memcpy(to, at, block);
  for (; n > 0; n--, to += sizeof(float), at += sizeof(float)) memcpy(to, at, sizeof(float));
}

/* The same for n <= VECTOR_SMALL. Each kernel fills up the last block, which costs more than the
** rest of a small vector. So the vector is filled up once, and as the kernels would do it. */
static bool vector_small_softmax(const VectorKernels *kernels, const Vector *v, void *out) {
  float scores[VECTOR_SMALL];
  double powers[VECTOR_SMALL];
  size_t n = v->n, whole = (n + VECTOR_LANES - 1) / VECTOR_LANES * VECTOR_LANES;
  for (size_t i = whole - VECTOR_LANES; i < whole; i++) scores[i] = (float)-bits_infinity();
  vector_copy_few(scores, v->data, n);
  const Vector filled = {scores, whole, VECTOR_F32};
  if (!vector_short_softmax(kernels, &filled, powers)) return false;
  vector_copy_few(out, powers, n);
  return true;
}

bool vector_softmax(const VectorKernels *kernels, const Vector *v, void *out) {
  if (v->type == VECTOR_F32) {
    bool small = v->n % VECTOR_LANES != 0 && v->n <= VECTOR_SMALL;
    return small ? vector_small_softmax(kernels, v, out) : vector_short_softmax(kernels, v, out);
  }
  double top, second;
  if (!vector_two_highest(kernels, v, &top, &second) || top == -bits_infinity()) return false;
  if (top > DBL_MAX) {
    vector_shared(v, 1.0 / vector_infinite(kernels, v), 0.0, out);
  } else {
    VectorOthers others = vector_others(kernels, v, top, second, false);
    ScaledDD factor = dd_scaled_over(vector_one, vector_sum(&others));
    kernels->softmax(v, top, dd_scaled_plain(factor), out);
  }
  return true;
}

/* ln(1 + R) as a DD. If it is too small for a DD, it is rounded to a double. */
static DD vector_plain_log_sum(const VectorOthers *others) {
  ScaledDD log_sum = vector_log_sum(others);
  if (log_sum.f.hi == 0.0 || dd_scaled_exponent(log_sum) > -900) return dd_scaled_plain(log_sum);
  return dd_from(dd_round(log_sum));
}

/* The same for a vector of floats. A log-sum up to half the smallest float is taken as 0, so that
** 0 - ln(1 + R) is not rounded to -0. */
static double vector_short_log_sum(const VectorKernels *kernels, const Vector *v, double top) {
  double sums[VECTOR_LANES], rest;
  kernels->short_exp_sums(v, top, kernels->find(v, top), sums);
  rest = vector_short_total(sums);
  return rest <= 0x1p-150 ? 0.0 : dd_log1p(dd_from(rest)).hi;
}

bool vector_log_softmax(const VectorKernels *kernels, const Vector *v, void *out) {
  double top, second;
  if (!vector_two_highest(kernels, v, &top, &second) || top == -bits_infinity()) return false;
  if (top > DBL_MAX) {
    vector_shared(v, 0.0 - vector_log(vector_infinite(kernels, v)), -bits_infinity(), out);
  } else if (v->type == VECTOR_F32) {
    kernels->short_log_softmax(v, top, vector_short_log_sum(kernels, v, top), out);
  } else {
    VectorOthers others = vector_others(kernels, v, top, second, false);
    kernels->log_softmax(v, top, vector_plain_log_sum(&others), out);
  }
  return true;
}

bool vector_sigmoid(const VectorKernels *kernels, const Vector *v, void *out) {
  if (v->type == VECTOR_F32) return kernels->short_sigmoid(v, out) == 0;
  for (size_t i = 0; i < v->n; i++) {
    double y = elementary_sigmoid(vector_at(v, i));
    if (bits_is_nan(y)) return false;
    vector_put(VECTOR_F64, out, i, y);
  }
  return true;
}

VectorOutcome vector_scale(const VectorKernels *kernels, const Vector *v, double factor,
                           void *out) {
  if (!bits_is_finite(factor)) return VECTOR_NOT_A_NUMBER;
  unsigned saw = kernels->scale(v, factor, out);
  if ((saw & VECTOR_SAW_NAN) != 0) return VECTOR_NOT_A_NUMBER;
  return (saw & VECTOR_SAW_OVERFLOW) != 0 ? VECTOR_OVERFLOW : VECTOR_DONE;
}

/* ---- vector to number ---- */

double vector_logsumexp(const VectorKernels *kernels, const Vector *v) {
  double top, second;
  if (!vector_two_highest(kernels, v, &top, &second)) return bits_nan();
  if (bits_is_infinite(top)) return top;
  VectorOthers others = vector_others(kernels, v, top, second, false);
  return dd_round(dd_scaled_plus(dd_scaled_from(top), vector_log_sum(&others)));
}

double vector_softmax_max(const VectorKernels *kernels, const Vector *v) {
  double top, second;
  if (!vector_two_highest(kernels, v, &top, &second) || top == -bits_infinity()) return bits_nan();
  if (top > DBL_MAX) return 1.0 / vector_infinite(kernels, v);
  VectorOthers others = vector_others(kernels, v, top, second, false);
  return dd_round(dd_scaled_over(vector_one, vector_sum(&others)));
}

/* 1 - e^(s - m) */
static ScaledDD vector_gap(const VectorOthers *others) {
  DD distance = others->distance;
  if (others->power.f.hi == 0.0) return vector_one;
  if (distance.hi > 0.5) return dd_scaled_minus(vector_one, others->power);
  if (distance.hi < 0x1p-110) return (ScaledDD){dd_scale(distance, 0x1p600), -600};
  return dd_scaled_negate((ScaledDD){dd_expm1(dd_negate(distance)), 0});
}

double vector_softmax_margin(const VectorKernels *kernels, const Vector *v) {
  double top, second;
  if (!vector_two_highest(kernels, v, &top, &second) || top == -bits_infinity()) return bits_nan();
  if (top > DBL_MAX) return second > DBL_MAX ? 0.0 : 1.0;
  VectorOthers others = vector_others(kernels, v, top, second, false);
  return dd_round(dd_scaled_over(vector_gap(&others), vector_sum(&others)));
}

/* The sum of (m - x) e^(x - m) over all scores but m, computed as
** e^(s - m) ((m - s) R' - sum (x - s) e^(x - s)). A distance m - s below 2^-110 is left out:
** ln(1 + R) is about ln 2 or more then, and the distance does not show next to it. */
static ScaledDD vector_moment(const VectorOthers *others) {
  DD moment = dd_sub(dd_from(0.0), others->moment); /* not negated, so that 0 stays +0 */
  if (others->distance.hi >= 0x1p-110) {
    moment = dd_add(moment, dd_mul(others->distance, others->mass));
  }
  return dd_scaled_times(others->power, (ScaledDD){moment, 0});
}

double vector_softmax_entropy(const VectorKernels *kernels, const Vector *v) {
  double top, second;
  if (!vector_two_highest(kernels, v, &top, &second) || top == -bits_infinity()) return bits_nan();
  if (top > DBL_MAX) return vector_log(vector_infinite(kernels, v));
  VectorOthers others = vector_others(kernels, v, top, second, true);
  ScaledDD moment = dd_scaled_over(vector_moment(&others), vector_sum(&others));
  return dd_round(dd_scaled_plus(vector_log_sum(&others), moment));
}

double vector_cross_entropy(const VectorKernels *kernels, const Vector *v, size_t target) {
  double top, second, x;
  if (!vector_two_highest(kernels, v, &top, &second) || top == -bits_infinity()) return bits_nan();
  x = vector_at(v, target);
  if (top > DBL_MAX) {
    return x > DBL_MAX ? vector_log(vector_infinite(kernels, v)) : bits_infinity();
  }
  if (bits_is_infinite(x)) return bits_infinity();
  VectorOthers others = vector_others(kernels, v, top, second, false);
  ScaledDD distance = dd_scaled_minus(dd_scaled_from(top), dd_scaled_from(x));
  return dd_round(dd_scaled_plus(distance, vector_log_sum(&others)));
}

/* ---- vector to index ---- */

bool vector_argmax(const VectorKernels *kernels, const Vector *v, size_t *index) {
  double top;
  if (!vector_highest(kernels, v, &top)) return false;
  *index = kernels->find(v, top);
  return true;
}

bool vector_rank(const VectorKernels *kernels, const Vector *v, size_t index, size_t *rank) {
  double top;
  if (!vector_highest(kernels, v, &top)) return false;
  *rank = 1 + kernels->count_higher(v, vector_at(v, index));
  return true;
}
