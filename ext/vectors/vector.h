/* vector.h: softmax and its relatives over arrays of scores, as wide as the CPU.
**
** A vector is n numbers in memory, float or double, in the host's byte order and at any alignment
** (the bytes of a BLOB; on a big-endian host the caller has swapped them). Elements that are masked
** are -Inf: scores of probability zero.
**
** Every function takes the kernels to compute with, from vector_kernels(), and gives the same bits
** with each of them, on every CPU and from every compiler: kernel_body.h says why.
**
** Accuracy against the exact function of the elements given, measured by tests/accuracy/vectors.c:
**   vectors of float: computed in double to 2^-33 and rounded once: 0.501 ULP of a float;
**   vectors of double: 0.53 ULP, subnormal probabilities 0.75; sigmoid and scale 0.500;
**   single results, of either type: 0.53 ULP of a double (but see vector_logsumexp).
**
** "No answer" (NULL in SQL) where an element is NaN, where there are no elements, and, for all that
** speaks of probabilities, where all scores are -Inf. Scores of +Inf share the mass evenly, and all
** others have none.
*/
#ifndef LOGITS_VECTORS_VECTOR_H
#define LOGITS_VECTORS_VECTOR_H

#include "../base/strict.h"

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

/* ---- kernels ---- */

typedef struct VectorKernels VectorKernels; /* one table of them for each kind of CPU */

enum { VECTOR_KERNELS_MOST = 8 };

/* The fastest that this CPU can run. */
const VectorKernels *vector_kernels(void);

/* All that this CPU can run, slowest first; returns their number. */
size_t vector_kernels_available(const VectorKernels *list[VECTOR_KERNELS_MOST]);

/* "c", "sse2", "avx2", "avx512" or "neon". */
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
double vector_at(const Vector *v, size_t i);

/* ---- vector to vector ----
**
** `out` has room for n elements of the vector's type, at any alignment; it may be v->data itself.
** Where the answer is false (or not VECTOR_DONE), what is in it is of no use. */

/* e^x / sum e^x. False: no answer. Also of a vector of floats `out` must have room for n doubles,
** apart from v->data, for e^x is kept there meanwhile; the result is n floats. */
bool vector_softmax(const VectorKernels *kernels, const Vector *v, void *out);

/* ln of the same, without cancellation: x - logsumexp. False: no answer. */
bool vector_log_softmax(const VectorKernels *kernels, const Vector *v, void *out);

/* 1/(1 + e^-x) for each element; of doubles, the bits of elementary_sigmoid. False: an element is
** NaN. */
bool vector_sigmoid(const VectorKernels *kernels, const Vector *v, void *out);

typedef enum {
  VECTOR_DONE,
  VECTOR_NOT_A_NUMBER, /* an element of v or of the result, or the factor */
  VECTOR_OVERFLOW      /* a finite element, times the factor, is beyond the type's range */
} VectorOutcome;

/* Each element times the factor, rounded once (0.5 ULP, also where a float is multiplied by a
** double). */
VectorOutcome vector_scale(const VectorKernels *kernels, const Vector *v, double factor, void *out);

/* ---- vector to number: NaN for no answer ---- */

/* ln sum e^x; all -Inf: -Inf; any +Inf: +Inf. 0.53 ULP, or 2^-58 absolute where the result is so
** near to 0 that this is more. */
double vector_logsumexp(const VectorKernels *kernels, const Vector *v);

/* The highest probability. */
double vector_softmax_max(const VectorKernels *kernels, const Vector *v);

/* The highest probability minus the second highest, without cancellation; of one score: 1. */
double vector_softmax_margin(const VectorKernels *kernels, const Vector *v);

/* Entropy of softmax(v) in nats, never negative; with +Inf scores ln of their number. */
double vector_softmax_entropy(const VectorKernels *kernels, const Vector *v);

/* Cross-entropy in nats against element `target` < n: logsumexp - x, never negative and without
** cancellation; 0 to +Inf. */
double vector_cross_entropy(const VectorKernels *kernels, const Vector *v, size_t target);

/* ---- places: false for no answer ---- */

/* The index of the highest score, the lowest index on ties; -Inf is a score like any other. */
bool vector_argmax(const VectorKernels *kernels, const Vector *v, size_t *index);

/* 1 + the number of scores that are strictly higher than element `index` < n. */
bool vector_rank(const VectorKernels *kernels, const Vector *v, size_t index, size_t *rank);

#endif
