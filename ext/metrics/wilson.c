/* wilson.c: see wilson.h.
**
** With c = z^2/n the ends are the roots of (1 + c) x^2 - (2 share + c) x + share^2. The upper one is
** a quotient of sums of positive terms. The lower one follows from the product of the two. So
** nothing cancels, and 0 of n begins at 0 exactly.
*/
#include "wilson.h"

#include "../exact/dd.h"

/* The square of the normal distribution's 97.5% quantile, 1.959963984540054. */
static const double wilson_z_squared = 3.841458820694126;

WilsonInterval wilson_interval(double share, double n) {
  double c = wilson_z_squared / n;
  double root = dd_sqrt(dd_from(c * (4.0 * share * (1.0 - share) + c))).hi;
  double sum = 2.0 * share + c + root;
  double low = 2.0 * share * share / sum, high = sum / (2.0 + 2.0 * c);
  if (high > 1.0) high = 1.0;
  return (WilsonInterval){low < share ? low : share, high > share ? high : share};
}
