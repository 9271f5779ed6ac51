/* tie_free.h: a factor whose products with floats can be rounded twice. */
#ifndef LOGITS_VECTORS_TIE_FREE_H
#define LOGITS_VECTORS_TIE_FREE_H

/* Returns a double t such that for every float x: x * t, rounded to double and then to float, is
** x * factor rounded to float. The factor is finite and not 0. The two are at most 2^-51 apart,
** relative to the factor. */
double tie_free(double factor);

#endif
