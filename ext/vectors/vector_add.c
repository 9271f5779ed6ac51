/* vector_add.c: see vector_add.h.
**
** Two numbers of one type are added by the hardware, which rounds once. A float and a double are added exactly,
** as hi + lo. If lo is not 0 and the last bit of hi is 0, hi takes one step towards lo, which makes
** that bit 1. Then hi is rounded to a float. So no tie is decided wrongly (rounding to odd: S. Boldo
** and G. Melquiond, IEEE Trans. Computers 57, 2008).
*/
#include "vector_add.h"

#include "../base/bits.h"
#include "../exact/dd.h"
#include "vector_kernels.h"

/* x + y as a float, rounded once. */
static float vector_add_narrow(double x, double y) {
  DD sum = dd_two_sum(x, y);
  uint64_t bits = bits_of_double(sum.hi);
  if (bits_is_finite(sum.hi) && sum.lo != 0.0 && (bits & 1) == 0) {
    /* One step towards lo, which makes the last bit 1. UINT64_MAX is -1. */
    bits += (sum.lo > 0.0) == (sum.hi > 0.0) ? 1 : UINT64_MAX;
  }
  return (float)bits_to_double(bits);
}

/* Vectors of two types. Returns VECTOR_SAW_... */
static unsigned vector_add_mixed(const Vector *a, const Vector *b, void *out) {
  bool nan = false, overflow = false;
  for (size_t i = 0; i < a->n; i++) {
    double x = vector_at(a, i), y = vector_at(b, i), sum = x + y;
    if (a->type == VECTOR_F32) sum = (double)vector_add_narrow(x, y);
    vector_put(a->type, out, i, sum);
    nan |= bits_is_nan(sum);
    overflow |= bits_is_infinite(sum) && bits_is_finite(x) && bits_is_finite(y);
  }
  return (nan ? VECTOR_SAW_NAN : 0u) | (overflow ? VECTOR_SAW_OVERFLOW : 0u);
}

VectorOutcome vector_add(const VectorKernels *kernels, const Vector *a, const Vector *b, void *out,
                         const Stop *stop) {
  unsigned saw = 0;
  size_t i = 0;
  do {
    Vector x = vector_part(a, i), y = vector_part(b, i);
    void *to = vector_place(a->type, out, i);
    saw |= a->type == b->type ? kernels->add(&x, &y, to) : vector_add_mixed(&x, &y, to);
  } while (vector_next_part(a, &i, stop));
  return i < a->n ? VECTOR_NOT_A_NUMBER : vector_outcome(saw);
}
