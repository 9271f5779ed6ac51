/* tie_free.c: see tie_free.h.
**
** Rounding a product to double and then to float goes wrong only if the double is a tie: halfway
** between two floats, while the product is not. With 0.7 that is so for one float of twenty, since
** 0.7 is nearly 7/10, and a tie for many multiples of 5.
**
** Take factor F in [1, 2); powers of two change nothing. A float is M 2^a with 2^23 <= M < 2^24. A tie
** is m 2^b with m < 2^25, or less between subnormal floats. The product is near the tie if F is near
** m 2^(b-a) / M. Here b - a >= -1, since F < 2 and m / M < 4. So that is a fraction p/q of S: q < 2^24,
** or q is even and q < 2^25.
**
** Two fractions of S are more than 2^-49 apart: their difference is at least 1/(q q'), or 2/(q q') if
** both q and q' are even. So at most one of them, r, is nearer to F than 2^-51.
**   There is none: x F is at least x 2^-51 from each tie. Rounding it to double moves it by at most
**     x 2^-52, so it keeps its side. t = F.
**   F = r: the ties at r are exact, and all others are as far away. t = F.
**   F > r: all true products at r are above their ties. With t = F + 2^-51 they are so by x 2^-51 or
**     more, and rounding to double keeps them there. No other fraction comes nearer than 2^-50.
**   F < r: the same with t = F - 2^-51.
** There is no fraction but 1 and 2 themselves near to 1 and 2, and products with those are exact. So
** t is in [1, 2), too.
**
** r is nearer to F than 1/(2 q^2). So it is a convergent of F's continued fraction (A. M. Legendre;
** Hardy and Wright, An Introduction to the Theory of Numbers, theorem 184). Euclid's algorithm gives
** them one by one, with |F - p/q| = remainder / (2^52 q).
*/
#include "tie_free.h"

#include "../base/bits.h"

#include <stdbool.h>

#define TIE_FREE_ONE ((uint64_t)1 << 52) /* F is an integer over this */
#define TIE_FREE_LIMIT ((uint64_t)1 << 25)

double tie_free(double factor) {
  uint64_t bits = bits_of_double(factor), q = 1, q_before = 0;
  uint64_t high = TIE_FREE_ONE | (bits & (TIE_FREE_ONE - 1)), low = TIE_FREE_ONE;
  bool above = true;                                     /* F is above p/q */
  if ((bits & ~BITS_SIGN) < TIE_FREE_ONE) return factor; /* subnormal: so are all products */
  while (q < TIE_FREE_LIMIT) {
    uint64_t remainder = high % low;
    if (remainder == 0) break;
    if (remainder < 2 * q && (q % 2 == 0 || q < TIE_FREE_LIMIT / 2)) {
      return bits_to_double(above ? bits + 2 : bits - 2);
    }
    uint64_t quotient = low / remainder, q_next = quotient * q + q_before;
    if (quotient > TIE_FREE_LIMIT / q) break; /* q_next is above the limit, and may overflow */
    high = low;
    low = remainder;
    q_before = q;
    q = q_next;
    above = !above;
  }
  return factor;
}
