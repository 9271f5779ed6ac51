/* vector_others.h: what the functions of a whole vector are computed from: the highest score m, and
** the sum of e^(x - m) over all other scores.
**
** Let s be the second highest score, which may equal m, and R the sum of e^(x - m) over all scores
** but one that is m. Then
**   logsumexp = m + ln(1 + R)           highest probability = 1 / (1 + R)
**   margin = (1 - e^(s - m)) / (1 + R)  cross-entropy = (m - x) + ln(1 + R)
**   entropy = ln(1 + R) + sum (m - x) e^(x - m) / (1 + R)
** Nothing cancels here, except m against ln(1 + R) in logsumexp. A sum over all scores would lose
** what is small next to the 1 of the highest score; R leaves that 1 out. The terms of R may be too
** small for a double. So R is computed relative to s, as the product of a sum of 1 or more and a
** power of e that has an exponent of its own.
**
** The relative error of R is below 2^-55.9 for vectors of float, and below 2^-57 for vectors of
** double and in vector_others_accurate. kernel_exp_body.h and kernel_body.h say why.
*/
#ifndef LOGITS_VECTORS_VECTOR_OTHERS_H
#define LOGITS_VECTORS_VECTOR_OTHERS_H

#include "../base/strict.h"

#include "../exact/dd_scaled.h"
#include "vector.h"
#include "vector_kernels.h"

enum { VECTOR_OTHERS_FEW = 4 * VECTOR_LANES };

/* A vector, and its two highest scores. A vector of floats is read in blocks of VECTOR_LANES. What
** is left at its end is copied, and filled up with -Inf. A short one is copied whole. */
typedef struct {
  const VectorKernels *kernels;
  const Vector *v;
  const Stop *stop;
  double top, second; /* second is -Inf if there is only one element */
  size_t whole, rest; /* blocks of floats in v->data, and in the copy after it */
  VectorFloatFew few; /* of VECTOR_OTHERS_FEW floats or fewer; else not `summed` */
  float copy[VECTOR_OTHERS_FEW];
} VectorScores;

/* False if there is a NaN, or no element. `moment`: vector_others will be asked for it. */
bool vector_others_open(VectorScores *scores, const VectorKernels *kernels, const Vector *v,
                        bool moment, const Stop *stop);

typedef struct {
  DD distance;     /* m - s */
  bool tied;       /* m = s, and `rest` is 1 + R */
  bool stopped;    /* no answer */
  ScaledDD rest;   /* R */
  ScaledDD moment; /* if asked for, the sum of (m - x) e^(x - m) */
} VectorOthers;    /* all zero: no other score counts */

/* The highest score must be finite. `moment` is as it was in vector_others_open. */
VectorOthers vector_others(const VectorScores *scores, bool moment);

/* Without the moment, and to 2^-57 for either type. */
VectorOthers vector_others_accurate(const VectorScores *scores);

static const ScaledDD vector_others_one = {{1.0, 0.0}, 0};

/* Whether R is a DD of ordinary size, which dd_scaled_plain(rest) is. Nearly always it is. */
static inline bool vector_others_ordinary(const VectorOthers *others) {
  return !others->tied && others->rest.k > -110 && others->rest.k < 110;
}

/* 1 + R */
static inline ScaledDD vector_others_sum(const VectorOthers *others) {
  if (others->tied) return others->rest;
  if (vector_others_ordinary(others)) { /* what follows, in less time */
    return (ScaledDD){dd_add_double(dd_scaled_plain(others->rest), 1.0), 0};
  }
  return dd_scaled_plus(vector_others_one, others->rest);
}

/* ln(1 + R) */
static inline ScaledDD vector_others_log_sum(const VectorOthers *others) {
  if (others->tied) return dd_scaled_log(others->rest);
  if (vector_others_ordinary(others)) { /* what follows, in less time */
    return (ScaledDD){dd_log1p(dd_scaled_plain(others->rest)), 0};
  }
  return dd_scaled_log1p(others->rest);
}

#endif
