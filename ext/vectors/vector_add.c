/* vector_add.c: see vector_add.h.
**
** Two floats are added by the hardware, which rounds once. A float and a double are added exactly,
** as hi + lo. If lo is not 0 and the last bit of hi is 0, hi takes one step towards lo, which makes
** that bit 1. Then hi is rounded to a float. So no tie is decided wrongly (rounding to odd: S. Boldo
** and G. Melquiond, IEEE Trans. Computers 57, 2008).
*/
#include "vector_add.h"

#include "../base/bits.h"
#include "../exact/dd.h"

/* What has been met so far. */
typedef struct {
  unsigned nan, overflow;
} VectorAddFaults;

static VectorOutcome vector_add_outcome(VectorAddFaults faults) {
  if (faults.nan != 0) return VECTOR_NOT_A_NUMBER;
  return faults.overflow != 0 ? VECTOR_OVERFLOW : VECTOR_DONE;
}

/* x - x is 0 for a finite x only, so `x - x == 0` tests for finite without a branch. */
static VectorOutcome vector_add_floats(const Vector *a, const Vector *b, unsigned char *out) {
  const unsigned char *from = a->data, *with = b->data;
  VectorAddFaults faults = {0, 0};
  for (size_t i = 0; i < a->n; i++) {
    float x, y;
    memcpy(&x, from + i * sizeof x, sizeof x);
    memcpy(&y, with + i * sizeof y, sizeof y);
    float sum = x + y;
    faults.nan |= sum != sum;
    faults.overflow |= (sum - sum != 0.0f) & (x - x == 0.0f) & (y - y == 0.0f);
    memcpy(out + i * sizeof sum, &sum, sizeof sum);
  }
  return vector_add_outcome(faults);
}

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

static VectorOutcome vector_add_any(const Vector *a, const Vector *b, unsigned char *out) {
  VectorAddFaults faults = {0, 0};
  for (size_t i = 0; i < a->n; i++) {
    double x = vector_at(a, i), y = vector_at(b, i), sum = x + y;
    if (a->type == VECTOR_F32) {
      float narrow = vector_add_narrow(x, y);
      sum = (double)narrow;
      memcpy(out + i * sizeof narrow, &narrow, sizeof narrow);
    } else {
      memcpy(out + i * sizeof sum, &sum, sizeof sum);
    }
    faults.nan |= bits_is_nan(sum);
    faults.overflow |= bits_is_infinite(sum) && bits_is_finite(x) && bits_is_finite(y);
  }
  return vector_add_outcome(faults);
}

VectorOutcome vector_add(const Vector *a, const Vector *b, void *out) {
  if (a->type == VECTOR_F32 && b->type == VECTOR_F32) return vector_add_floats(a, b, out);
  return vector_add_any(a, b, out);
}
