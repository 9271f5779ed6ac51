/* vector_mean.h: the mean of vectors, element by element: sum w v / sum w.
**
** Both sums are exact (exact.h), so the mean is a function of the set of vectors and weights that
** are in: it does not depend on their order, nor on vectors that have come and gone. It is divided
** in double-double and rounded once: within 0.51 ULP of a double.
**
** Infinite and masked elements are counted, never added, and a vector of weight 0 changes no element:
** 0 * Inf = 0. A zeroed struct is a mean of no vectors. Memory: 200 bytes per element, whatever the
** number of vectors (and more for elements with terms outside 2^-139 ... 2^147). Room for 2^40
** vectors.
*/
#ifndef LOGITS_VECTORS_VECTOR_MEAN_H
#define LOGITS_VECTORS_VECTOR_MEAN_H

#include "../base/strict.h"

#include "../base/memory.h"
#include "../exact/exact.h"
#include "vector.h"

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

typedef struct {
  ExactSum sum;           /* of w x, over the finite x */
  int64_t plus_infinite;  /* how many are +Inf, */
  int64_t minus_infinite; /* -Inf, */
  int64_t masked;         /* and masked */
} VectorMeanElement;

typedef struct {
  VectorMeanElement *elements; /* `size` of them */
  size_t size;                 /* of every vector that is in */
  int64_t vectors;             /* how many are in, */
  int64_t damaged;             /* and how many of these have an element that is no number */
  ExactSum weights;
} VectorMean;

/* A vector comes in (sign +1) or one that is in goes out (-1), with a finite weight, 0 or more. It
** is as large as those that are in; when none is, it has any size. An element for which `mask` is
** true is masked, and not looked at; NULL: none is. An element that is NaN is damage: there is no
** mean while the vector is in, whatever its weight. False when memory ran out: the mean is then
** unchanged. Memory may be needed to take a vector out too (see exact.h). */
bool vector_mean_add(VectorMean *mean, const Vector *v, const bool *mask, double weight, int sign,
                     MemoryResize *resize);

/* Writes the mean, mean->size elements, NaN for those that are masked in a vector with weight.
** +-Inf in any vector with weight is +-Inf. False: no answer, for the weights sum to 0, a vector is
** damaged, or an element that is not masked is +Inf in one vector and -Inf in another. */
bool vector_mean_value(const VectorMean *mean, double *out);

void vector_mean_clear(VectorMean *mean, MemoryResize *resize); /* frees; no vectors again */

#endif
