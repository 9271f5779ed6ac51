/* vector_mean.h: the mean of vectors, element by element: sum w v / sum w.
**
** Both sums are exact (exact.h). So the mean depends neither on the order of the vectors nor on
** vectors that have come and gone. It is divided in double-double and rounded once: within 0.51 ULP
** of a double.
**
** Infinite and masked elements are counted, never added. A vector of weight 0 changes no element:
** 0 * Inf = 0. A zeroed struct is a mean of no vectors. Memory is 216 bytes per element, whatever
** the number of vectors; an element with terms outside 2^-139 ... 2^147 takes more. There may be up
** to 2^40 vectors.
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
  int64_t plus_infinite;  /* how many are +Inf */
  int64_t minus_infinite; /* how many are -Inf */
  int64_t masked;         /* how many are masked */
} VectorMeanElement;

/* The sum of an element's ordinary terms of weight 1: high 2^-40 + low 2^-80. Integers add up in no
** order and come off exactly, and take a fraction of the time of an ExactSum. */
typedef struct {
  int64_t high, low;
} VectorMeanNear;

enum { VECTOR_MEAN_PENDING = 4096 }; /* vectors that a VectorMeanNear has room for */

typedef struct {
  VectorMeanElement *elements; /* `size` of them */
  VectorMeanNear *near;        /* `size` of them: what is not yet in the elements' sums */
  int64_t pending;             /* how many vectors have been added to `near`, or taken out */
  size_t size;                 /* of every vector that is in */
  int64_t vectors;             /* how many vectors are in */
  int64_t damaged;             /* how many of them have an element that is NaN */
  ExactSum weights;
} VectorMean;

/* Adds a vector with a weight that is finite and 0 or more.
**   sign    +1 adds the vector; -1 takes out one that is in.
**   size    That of the vectors that are in. The first one may have any size.
**   mask    An element for which it is true is masked, and not looked at. NULL: none is masked.
**   NaN     An element that is NaN is damage: there is no mean while the vector is in, whatever the
**           weight.
**   false   Memory ran out, and the mean is unchanged. Taking out may need memory too (exact.h).
**   stop    Making room for the first vector can be stopped (stop.h), as if memory had run out. */
bool vector_mean_add(VectorMean *mean, const Vector *v, const bool *mask, double weight, int sign,
                     MemoryResize *resize, const Stop *stop);

/* Writes the mean, mean->size elements. Here only vectors of a weight above 0 count. An element
** that is masked in any of them is NaN. An element that is +-Inf in any of them is +-Inf. False: no
** answer. The weights sum to 0, or any vector is damaged, or an element that is not masked is +Inf
** in one vector and -Inf in another. */
bool vector_mean_value(const VectorMean *mean, double *out);

void vector_mean_clear(VectorMean *mean, MemoryResize *resize); /* frees; no vectors again */

#endif
