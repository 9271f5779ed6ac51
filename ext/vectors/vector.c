/* vector.c: see vector.h. This is what happens once per vector, around the kernels of
** vector_kernels.h.
*/
#include "vector.h"
#include "../base/bits.h"
#include "../exact/dd.h"
#include "../exact/dd_scaled.h"
#include "../exact/elementary.h"
#include "vector_kernels.h"
#include "vector_others.h"

/* ---- elements ---- */

void vector_put(VectorType type, void *out, size_t i, double x) {
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

/* The number of scores of +Inf. */
static double vector_infinite(const VectorKernels *kernels, const Vector *v) {
  size_t count;
  kernels->count_higher(v, v->type == VECTOR_F32 ? FLT_MAX : DBL_MAX, &count);
  return (double)count;
}

static double vector_log(double x) {
  return dd_round((ScaledDD){dd_log((ScaledDD){dd_from(x), 0}), 0});
}

/* ---- vector to vector ---- */

/* The result where some scores are +Inf: `each` at those, `none` at all others. */
static bool vector_shared(const Vector *v, double each, double none, void *out, const Stop *stop) {
  for (size_t i = 0; i < v->n; i++) {
    if (stop_at(stop, i)) return false;
    vector_put(v->type, out, i, vector_at(v, i) > DBL_MAX ? each : none);
  }
  return true;
}

static double vector_short_total(const double s[VECTOR_LANES]) {
  return ((s[0] + s[4]) + (s[2] + s[6])) + ((s[1] + s[5]) + (s[3] + s[7]));
}

/* Writes e^(x - top) as doubles, and their sum. False where it was stopped. */
static bool vector_short_powers(const VectorKernels *kernels, const Vector *v, double top,
                                void *powers, double *total, const Stop *stop) {
  double sums[VECTOR_LANES] = {0.0};
  size_t i = 0;
  do {
    Vector part = vector_part(v, i);
    kernels->short_exps(&part, top, vector_place(VECTOR_F64, powers, i), sums);
  } while (vector_next_part(v, &i, stop));
  *total = vector_short_total(sums);
  return i >= v->n;
}

/* The doubles times the factor, as floats, in place: from the second part on, a part's floats lie
** before all of its doubles. */
static bool vector_short_normalise(const VectorKernels *kernels, const Vector *powers,
                                   double factor, void *out, const Stop *stop) {
  size_t i = 0;
  do {
    Vector part = vector_part(powers, i);
    kernels->short_normalise(part.data, part.n, factor, vector_place(VECTOR_F32, out, i));
  } while (vector_next_part(powers, &i, stop));
  return i >= powers->n;
}

/* For vectors of float. False: no answer. */
static bool vector_short_softmax(const VectorKernels *kernels, const Vector *v, void *out,
                                 const Stop *stop) {
  double top, total;
  if (!vector_highest(kernels, v, &top) || top == -bits_infinity()) return false;
  if (top > DBL_MAX) return vector_shared(v, 1.0 / vector_infinite(kernels, v), 0.0, out, stop);
  if (!vector_short_powers(kernels, v, top, out, &total, stop)) return false;
  const Vector powers = {out, v->n, VECTOR_F64};
  return vector_short_normalise(kernels, &powers, 1.0 / total, out, stop);
}

enum { VECTOR_SMALL = 4 * VECTOR_LANES };

/* Copies n floats by whole blocks, then one by one. For so few, compilers make
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
  if (!vector_short_softmax(kernels, &filled, powers, NULL)) return false;
  vector_copy_few(out, powers, n);
  return true;
}

static bool vector_long_softmax(const VectorKernels *kernels, const Vector *v, void *out,
                                const Stop *stop) {
  VectorScores scores;
  size_t i = 0;
  if (!vector_others_open(&scores, kernels, v, false, stop) || scores.top == -bits_infinity())
    return false;
  if (scores.top > DBL_MAX) {
    return vector_shared(v, 1.0 / vector_infinite(kernels, v), 0.0, out, stop);
  }
  VectorOthers others = vector_others(&scores, false);
  if (others.stopped) return false;
  DD factor = dd_scaled_plain(dd_scaled_over(vector_others_one, vector_others_sum(&others)));
  do {
    Vector part = vector_part(v, i);
    kernels->softmax(&part, scores.top, factor, vector_place(VECTOR_F64, out, i));
  } while (vector_next_part(v, &i, stop));
  return i >= v->n;
}

bool vector_softmax(const VectorKernels *kernels, const Vector *v, void *out, const Stop *stop) {
  if (v->type == VECTOR_F64) return vector_long_softmax(kernels, v, out, stop);
  if (v->n % VECTOR_LANES != 0 && v->n <= VECTOR_SMALL)
    return vector_small_softmax(kernels, v, out);
  return vector_short_softmax(kernels, v, out, stop);
}

/* ln(1 + R) as a DD. If it is too small for a DD, it is rounded to a double. */
static DD vector_plain_log_sum(const VectorOthers *others) {
  ScaledDD log_sum = vector_others_log_sum(others);
  if (log_sum.f.hi == 0.0 || dd_scaled_exponent(log_sum) > -900) return dd_scaled_plain(log_sum);
  return dd_from(dd_round(log_sum));
}

/* The same for a vector of floats. A log-sum up to half the smallest float is taken as 0, so that
** 0 - ln(1 + R) is not rounded to -0. False where it was stopped. */
static bool vector_short_log_sum(const VectorKernels *kernels, const Vector *v, double top,
                                 double *log_sum, const Stop *stop) {
  double sums[VECTOR_LANES] = {0.0}, rest;
  size_t i = 0, skip = kernels->find(v, top);
  do {
    Vector part = vector_part(v, i);
    kernels->short_exp_sums(&part, top, skip - i, sums); /* wraps around after the part with it */
  } while (vector_next_part(v, &i, stop));
  rest = vector_short_total(sums);
  *log_sum = rest <= 0x1p-150 ? 0.0 : dd_log1p(dd_from(rest)).hi;
  return i >= v->n;
}

static bool vector_shared_log(const VectorKernels *kernels, const Vector *v, void *out,
                              const Stop *stop) {
  double each = 0.0 - vector_log(vector_infinite(kernels, v));
  return vector_shared(v, each, -bits_infinity(), out, stop);
}

/* Floats do without the second highest. */
static bool vector_short_log_softmax(const VectorKernels *kernels, const Vector *v, void *out,
                                     const Stop *stop) {
  double top, log_sum;
  size_t i = 0;
  if (!vector_highest(kernels, v, &top) || top == -bits_infinity()) return false;
  if (top > DBL_MAX) return vector_shared_log(kernels, v, out, stop);
  if (!vector_short_log_sum(kernels, v, top, &log_sum, stop)) return false;
  do {
    Vector part = vector_part(v, i);
    kernels->short_log_softmax(&part, top, log_sum, vector_place(VECTOR_F32, out, i));
  } while (vector_next_part(v, &i, stop));
  return i >= v->n;
}

bool vector_log_softmax(const VectorKernels *kernels, const Vector *v, void *out,
                        const Stop *stop) {
  VectorScores scores;
  size_t i = 0;
  if (v->type == VECTOR_F32) return vector_short_log_softmax(kernels, v, out, stop);
  if (!vector_others_open(&scores, kernels, v, false, stop) || scores.top == -bits_infinity())
    return false;
  if (scores.top > DBL_MAX) return vector_shared_log(kernels, v, out, stop);
  VectorOthers others = vector_others(&scores, false);
  if (others.stopped) return false;
  DD log_sum = vector_plain_log_sum(&others);
  do {
    Vector part = vector_part(v, i);
    kernels->log_softmax(&part, scores.top, log_sum, vector_place(VECTOR_F64, out, i));
  } while (vector_next_part(v, &i, stop));
  return i >= v->n;
}

/* False: an element is NaN. */
static bool vector_sigmoid_part(const VectorKernels *kernels, const Vector *v, void *out) {
  if (v->type == VECTOR_F32) return kernels->short_sigmoid(v, out) == 0;
  for (size_t i = 0; i < v->n; i++) {
    double y = elementary_sigmoid(vector_at(v, i));
    if (bits_is_nan(y)) return false;
    vector_put(VECTOR_F64, out, i, y);
  }
  return true;
}

bool vector_sigmoid(const VectorKernels *kernels, const Vector *v, void *out, const Stop *stop) {
  size_t i = 0;
  do {
    Vector part = vector_part(v, i);
    if (!vector_sigmoid_part(kernels, &part, vector_place(v->type, out, i))) return false;
  } while (vector_next_part(v, &i, stop));
  return i >= v->n;
}

VectorOutcome vector_scale(const VectorKernels *kernels, const Vector *v, double factor, void *out,
                           const Stop *stop) {
  unsigned saw = 0;
  size_t i = 0;
  if (!bits_is_finite(factor)) return VECTOR_NOT_A_NUMBER;
  do {
    Vector part = vector_part(v, i);
    saw |= kernels->scale(&part, factor, vector_place(v->type, out, i));
  } while (vector_next_part(v, &i, stop));
  return i < v->n ? VECTOR_NOT_A_NUMBER : vector_outcome(saw);
}

/* ---- vector to number ---- */

/* (top - x) + log_sum, rounded once. The difference of two floats is mostly a double. */
static inline double vector_plus_short(double top, double x, DD log_sum) {
  DD distance = dd_two_sum(top, -x);
  if (distance.lo == 0.0) return dd_add_double(log_sum, distance.hi).hi;
  return dd_add(distance, log_sum).hi;
}

/* (top - x) + ln(1 + R), rounded once. For floats, whose difference cannot overflow, and a log-sum of
** ordinary size, the sum needs no exponent of its own. */
static double vector_plus_log_sum(VectorType type, double top, double x,
                                  const VectorOthers *others) {
  if (type == VECTOR_F32 && vector_others_ordinary(others)) {
    return vector_plus_short(top, x, dd_log1p(dd_scaled_plain(others->rest)));
  }
  ScaledDD log_sum = vector_others_log_sum(others);
  if (type == VECTOR_F32 && log_sum.k == 0 && log_sum.f.hi != 0.0) {
    return vector_plus_short(top, x, log_sum.f);
  }
  ScaledDD distance = dd_scaled_minus(dd_scaled_from(top), dd_scaled_from(x));
  return dd_round(dd_scaled_plus(distance, log_sum));
}

double vector_logsumexp(const VectorKernels *kernels, const Vector *v, const Stop *stop) {
  VectorScores scores;
  if (!vector_others_open(&scores, kernels, v, false, stop)) return bits_nan();
  if (bits_is_infinite(scores.top)) return scores.top;
  VectorOthers others = vector_others(&scores, false);
  if (others.stopped) return bits_nan();
  double result = vector_plus_log_sum(v->type, scores.top, 0.0, &others);
  if (v->type == VECTOR_F64 || bits_abs(result) >= 0.5) return result;
  others = vector_others_accurate(&scores); /* m and ln(1 + R) cancel */
  if (others.stopped) return bits_nan();
  return vector_plus_log_sum(v->type, scores.top, 0.0, &others);
}

/* y / (1 + R), rounded once. The high word of a DD of ordinary size is what it rounds to. */
static inline double vector_over_sum(ScaledDD y, const VectorOthers *others) {
  ScaledDD ratio = dd_scaled_over(y, vector_others_sum(others));
  return ratio.k == 0 && ratio.f.hi > 0x1p-900 ? ratio.f.hi : dd_round(ratio);
}

double vector_softmax_max(const VectorKernels *kernels, const Vector *v, const Stop *stop) {
  VectorScores scores;
  if (!vector_others_open(&scores, kernels, v, false, stop) || scores.top == -bits_infinity())
    return bits_nan();
  if (scores.top > DBL_MAX) return 1.0 / vector_infinite(kernels, v);
  VectorOthers others = vector_others(&scores, false);
  if (others.stopped) return bits_nan();
  return vector_over_sum(vector_others_one, &others);
}

/* 1 - e^(s - m) */
static ScaledDD vector_gap(const VectorOthers *others) {
  DD distance = others->distance;
  if (others->rest.f.hi == 0.0) return vector_others_one;
  if (distance.hi > 0.5) {
    ScaledDD power = dd_exp(dd_negate(distance));
    if (power.k < -DD_SCALED_FAR) return vector_others_one;
    return (ScaledDD){dd_add_double(dd_scaled_plain(dd_scaled_negate(power)), 1.0), 0};
  }
  if (distance.hi < 0x1p-110) return (ScaledDD){dd_scale(distance, 0x1p600), -600};
  return dd_scaled_negate((ScaledDD){dd_expm1(dd_negate(distance)), 0});
}

double vector_softmax_margin(const VectorKernels *kernels, const Vector *v, const Stop *stop) {
  VectorScores scores;
  if (!vector_others_open(&scores, kernels, v, false, stop) || scores.top == -bits_infinity())
    return bits_nan();
  if (scores.top > DBL_MAX) return scores.second > DBL_MAX ? 0.0 : 1.0;
  VectorOthers others = vector_others(&scores, false);
  if (others.stopped) return bits_nan();
  return vector_over_sum(vector_gap(&others), &others);
}

double vector_softmax_entropy(const VectorKernels *kernels, const Vector *v, const Stop *stop) {
  VectorScores scores;
  if (!vector_others_open(&scores, kernels, v, true, stop) || scores.top == -bits_infinity())
    return bits_nan();
  if (scores.top > DBL_MAX) return vector_log(vector_infinite(kernels, v));
  VectorOthers others = vector_others(&scores, true);
  if (others.stopped) return bits_nan();
  ScaledDD moment = dd_scaled_over(others.moment, vector_others_sum(&others));
  if (vector_others_ordinary(&others)) {
    DD log_sum = dd_log1p(dd_scaled_plain(others.rest));
    return dd_add(log_sum, dd_scaled_plain(moment)).hi;
  }
  return dd_round(dd_scaled_plus(vector_others_log_sum(&others), moment));
}

double vector_cross_entropy(const VectorKernels *kernels, const Vector *v, size_t target,
                            const Stop *stop) {
  VectorScores scores;
  if (!vector_others_open(&scores, kernels, v, false, stop) || scores.top == -bits_infinity())
    return bits_nan();
  double x = vector_at(v, target);
  if (scores.top > DBL_MAX) {
    return x > DBL_MAX ? vector_log(vector_infinite(kernels, v)) : bits_infinity();
  }
  if (bits_is_infinite(x)) return bits_infinity();
  VectorOthers others = vector_others(&scores, false);
  if (others.stopped) return bits_nan();
  return vector_plus_log_sum(v->type, scores.top, x, &others);
}

/* ---- vector to index ---- */

bool vector_argmax(const VectorKernels *kernels, const Vector *v, size_t *index) {
  return v->n > 0 && kernels->argmax(v, index);
}

bool vector_rank(const VectorKernels *kernels, const Vector *v, size_t index, size_t *rank) {
  double x = vector_at(v, index);
  size_t higher;
  if (!kernels->count_higher(v, x, &higher)) return false;
  *rank = 1 + higher;
  return true;
}
