/* vector_sample.h: a draw from the softmax of a vector that anybody can repeat.
**
** The probabilities are laid end to end in the order of their indexes, and u, from 0 to below 1,
** falls into one of them (inversion: L. Devroye, Non-Uniform Random Variate Generation, 1986, ch. 3).
** With u uniform, element i is drawn with its probability, within 2^-53.
*/
#ifndef LOGITS_VECTORS_VECTOR_SAMPLE_H
#define LOGITS_VECTORS_VECTOR_SAMPLE_H

#include "../base/memory.h"
#include "vector.h"

/* Writes softmax of v as n doubles, of a vector of floats too. False: no answer. */
bool vector_probabilities(const VectorKernels *kernels, const Vector *v, double *probability,
                          const Stop *stop);

/* Which of n probabilities, one at least above 0, u falls into; never one that is 0. n where it was
** stopped. */
size_t vector_sample_place(const double *probability, size_t n, double u, const Stop *stop);

typedef enum { VECTOR_SAMPLE_DRAWN, VECTOR_SAMPLE_NONE, VECTOR_SAMPLE_NO_MEMORY } VectorSample;

/* The index drawn; VECTOR_SAMPLE_NONE where softmax has no answer, or it was stopped (vector.h). */
VectorSample vector_sample(const VectorKernels *kernels, const Vector *v, double u,
                           MemoryResize *resize, size_t *index, const Stop *stop);

#endif
