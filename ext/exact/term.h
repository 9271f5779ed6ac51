/* term.h: an integer times a power of two: what exact sums are made of. */
#ifndef LOGITS_EXACT_TERM_H
#define LOGITS_EXACT_TERM_H

#include "../base/bits.h"

#include <stdint.h>

typedef struct {
  int64_t m, e; /* the value is m * 2^e */
} Term;

/* The finite double x as a term; |m| < 2^53. */
static inline Term term_of(double x) {
  uint64_t bits = bits_of_double(x);
  int64_t biased = (int64_t)(bits >> 52 & 0x7ff);
  int64_t m = (int64_t)(bits & BITS_FRACTION);
  if (biased != 0) {
    m += INT64_C(1) << 52;
    biased--;
  }
  return (Term){bits >> 63 != 0 ? -m : m, biased - 1074};
}

/* The exact product of two finite doubles, as two terms with |m| < 2^55. Factors are 53 bits wide
** and are taken in halves of 27. Of the middle products, 55 bits wide, half goes up and half down.
*/
static inline void term_product(double x, double y, Term product[2]) {
  Term a = term_of(x), b = term_of(y);
  int64_t sign = (a.m < 0) == (b.m < 0) ? 1 : -1, mask = (1 << 27) - 1;
  a.m = a.m < 0 ? -a.m : a.m;
  b.m = b.m < 0 ? -b.m : b.m;
  int64_t middle = (a.m >> 27) * (b.m & mask) + (a.m & mask) * (b.m >> 27);
  int64_t low = (a.m & mask) * (b.m & mask) + ((middle & mask) << 27);
  int64_t high = (a.m >> 27) * (b.m >> 27) + (middle >> 27);
  product[0] = (Term){sign * low, a.e + b.e};
  product[1] = (Term){sign * high, a.e + b.e + 54};
}

#endif
