/* vector_add.h: the sum of two vectors, element by element: a logit bias, a change of the prior, a
** product of experts. */
#ifndef LOGITS_VECTORS_VECTOR_ADD_H
#define LOGITS_VECTORS_VECTOR_ADD_H

#include "vector.h"

/* Writes a + b, which have as many elements, in the type of a, rounded once. -Inf and +Inf have no
** sum: VECTOR_NOT_A_NUMBER, as for an element that is NaN. `out` does not overlap either; if the
** outcome is not VECTOR_DONE, its contents are unspecified. Stopped (vector.h) it is
** VECTOR_NOT_A_NUMBER. */
VectorOutcome vector_add(const VectorKernels *kernels, const Vector *a, const Vector *b, void *out,
                         const Stop *stop);

#endif
