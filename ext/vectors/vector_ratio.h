/* vector_ratio.h: a score's probability over the highest one, as min-p sampling compares it
** (M. Nguyen et al., ICLR 2025). */
#ifndef LOGITS_VECTORS_VECTOR_RATIO_H
#define LOGITS_VECTORS_VECTOR_RATIO_H

/* e^(x - highest), where x is at most `highest`, the highest score: 1 for the best ones, those that
** share it and +Inf included. Within 0.51 ULP: neither probability is computed. NaN for no answer:
** all scores are -Inf, or one is NaN. */
double vector_ratio(double x, double highest);

#endif
