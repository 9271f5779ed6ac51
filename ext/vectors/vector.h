/* vector.h: softmax and its relatives over arrays of scores, as wide as the CPU.
**
** A vector is n numbers in memory, float or double, in the host's byte order and at any alignment:
** the bytes of a BLOB, which the caller has swapped on a big-endian host. Masked elements are -Inf,
** which is a score of probability zero.
**
** Every function takes the kernels to compute with, from vector_kernels(). The result has the same
** bits with all of them, on every CPU and from every compiler: kernel_body.h says why.
**
** Accuracy against the exact function of the elements given, measured by tests/accuracy/vectors.c:
**   vectors of float: computed in double to 2^-33 and rounded once: 0.501 ULP of a float;
**   vectors of double: 0.53 ULP, subnormal probabilities 0.75; sigmoid and scale 0.500;
**   single results: 0.54 ULP of a double, for vectors of float as well as of double (but see
**   vector_logsumexp).
**
** There is "no answer" (NULL in SQL) if an element is NaN, or if there are no elements. Where the
** answer is about probabilities, there is none either if all scores are -Inf. Scores of +Inf share
** the probability evenly, and all other scores have none.
**
** What takes long over the largest vectors can be stopped (stop.h) between two parts of a vector. Then
** there is no answer either. A vector of a single part is never asked for.
*/
#ifndef LOGITS_VECTORS_VECTOR_H
#define LOGITS_VECTORS_VECTOR_H

#include "../base/strict.h"

#include "../base/stop.h"

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

/* ---- kernels ---- */

typedef struct VectorKernels VectorKernels; /* one table of them for each kind of CPU */

enum { VECTOR_KERNELS_MOST = 8 };

/* The fastest that this CPU can run. */
const VectorKernels *vector_kernels(void);

/* All that this CPU can run, slowest first; returns their number. */
size_t vector_kernels_available(const VectorKernels *list[VECTOR_KERNELS_MOST]);

/* "c", "sse2", "avx2", "avx512", "neon" or "wasm". */
const char *vector_kernels_name(const VectorKernels *kernels);

/* ---- vectors ---- */

typedef enum { VECTOR_F32, VECTOR_F64 } VectorType;

typedef struct {
  const void *data; /* n elements; may be NULL if n is 0 */
  size_t n;
  VectorType type;
} Vector;

/* Bytes of one element. */
static inline size_t vector_width(VectorType type) {
  return type == VECTOR_F32 ? sizeof(float) : sizeof(double);
}

/* Element i; i < n. */
static inline double vector_at(const Vector *v, size_t i) {
  const unsigned char *p = (const unsigned char *)v->data + i * vector_width(v->type);
  float single;
  double x;
  if (v->type == VECTOR_F64) {
    memcpy(&x, p, sizeof x);
    return x;
  }
  memcpy(&single, p, sizeof single);
  return (double)single;
}

/* The part of a vector that begins with element i < n, or with i = n = 0. Its elements are whole
** blocks of the kernels, but for the last part. */
enum { VECTOR_PART = 1 << 20 };

static inline Vector vector_part(const Vector *v, size_t i) {
  const unsigned char *data = v->data;
  size_t left = v->n - i;
  if (i > 0) data += i * vector_width(v->type);
  return (Vector){data, left < VECTOR_PART ? left : VECTOR_PART, v->type};
}

/* Where element i of a result is. */
static inline void *vector_place(VectorType type, void *out, size_t i) {
  return i == 0 ? out : (unsigned char *)out + i * vector_width(type);
}

/* Goes on to the next part. False: there is none, and *i is n or more; or it is no longer wanted. */
static inline bool vector_next_part(const Vector *v, size_t *i, const Stop *stop) {
  *i += v->n - *i < VECTOR_PART ? v->n - *i : VECTOR_PART;
  return *i < v->n && !stop_asked(stop);
}

/* Writes x, rounded to the type, as element i of `out`. */
void vector_put(VectorType type, void *out, size_t i, double x);

/* ---- vector to vector ----
**
** `out` has room for n elements of the vector's type, at any alignment. It may be v->data itself.
** If the function returns false, or not VECTOR_DONE, the contents of `out` are unspecified. */

/* e^x / sum e^x. False: no answer. For a vector of floats `out` must have room for n doubles and
** must not overlap v->data, because each e^x is first kept there as a double. The result is n
** floats. */
bool vector_softmax(const VectorKernels *kernels, const Vector *v, void *out, const Stop *stop);

/* The logarithm of softmax, x - logsumexp, without cancellation. False: no answer. */
bool vector_log_softmax(const VectorKernels *kernels, const Vector *v, void *out, const Stop *stop);

/* 1/(1 + e^-x) for each element; for doubles, the bits of elementary_sigmoid. False: an element is
** NaN. */
bool vector_sigmoid(const VectorKernels *kernels, const Vector *v, void *out, const Stop *stop);

typedef enum {
  VECTOR_DONE,
  VECTOR_NOT_A_NUMBER, /* an element of v or of the result, or the factor; or stopped */
  VECTOR_OVERFLOW      /* a finite element, times the factor, is beyond the type's range */
} VectorOutcome;

/* Each element times the factor, rounded once: 0.5 ULP, also for a float times a double. */
VectorOutcome vector_scale(const VectorKernels *kernels, const Vector *v, double factor, void *out,
                           const Stop *stop);

/* ---- vector to number: NaN for no answer ---- */

/* ln sum e^x; -Inf if all scores are -Inf, +Inf if any is. The error is 0.54 ULP, or 2^-58 absolute
** where the result is so near to 0 that this is more. */
double vector_logsumexp(const VectorKernels *kernels, const Vector *v, const Stop *stop);

/* The highest probability. */
double vector_softmax_max(const VectorKernels *kernels, const Vector *v, const Stop *stop);

/* The highest probability minus the second highest, without cancellation; 1 for a single score. */
double vector_softmax_margin(const VectorKernels *kernels, const Vector *v, const Stop *stop);

/* Entropy of softmax(v) in nats, never negative. With n scores of +Inf it is ln n. */
double vector_softmax_entropy(const VectorKernels *kernels, const Vector *v, const Stop *stop);

/* Cross-entropy in nats against element `target` < n: logsumexp - x, from 0 to +Inf, without
** cancellation. */
double vector_cross_entropy(const VectorKernels *kernels, const Vector *v, size_t target,
                            const Stop *stop);

/* ---- vector to index: false for no answer ---- */

/* The index of the highest score, the lowest one on ties. -Inf is a score like any other. */
bool vector_argmax(const VectorKernels *kernels, const Vector *v, size_t *index);

/* 1 + the number of scores strictly higher than that of element `index` < n. */
bool vector_rank(const VectorKernels *kernels, const Vector *v, size_t index, size_t *rank);

#endif
