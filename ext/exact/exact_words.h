/* exact_words.h: an exact sum taken apart, so that such sums can be compared and their products be
** added up exactly.
**
** The words of a sum are terms m * 2^e that add up to it, nothing rounded. A sum whose terms span
** 106 bits or less, as usual weights do, has two words; the widest has 50.
*/
#ifndef LOGITS_EXACT_EXACT_WORDS_H
#define LOGITS_EXACT_EXACT_WORDS_H

#include "exact.h"

/* A sum of fewer than 2^40 doubles has 2^11 + 90 bits at most, one of such doubles that was read from bytes
** 2^11 + 254 (exact_state.h), and each reading takes off 95. */
enum { EXACT_WORDS_READINGS = 25, EXACT_WORDS_MOST = 2 * EXACT_WORDS_READINGS };

typedef struct {
  Term items[EXACT_WORDS_MOST]; /* |m| < 2^53 */
  int count;
} ExactWords;

void exact_words_of(ExactWords *words, const ExactSum *sum);

/* The words of a whole number, 0 <= n <= 2^53. */
void exact_words_of_count(ExactWords *words, int64_t n);

/* a - b, within 2^-96 relative whatever cancels. f = 0 if they are equal. */
ScaledDD exact_words_difference(const ExactSum *a, const ExactWords *b);

/* Adds the product a * b, or takes it off where sign is -1. False when memory ran out: the sum is
** then of no use. */
bool exact_words_add_product(ExactSum *sum, const ExactWords *a, const ExactWords *b, int sign,
                             MemoryResize *resize);

#endif
