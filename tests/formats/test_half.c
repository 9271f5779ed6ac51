/* test_half.c: all 65536 values of both 16-bit formats, against values put together from sign, exponent
** and fraction; that NaNs keep sign and payload, and that larger bits are larger numbers.
*/
#include "../../ext/formats/half.h"

#include "../check.h"
#include "half_value.h"

#include <math.h>

static double test_convert(unsigned half, int fraction_bits) {
  return fraction_bits == 10 ? half_to_double((uint16_t)half)
                             : half_bfloat_to_double((uint16_t)half);
}

static void test_all(int fraction_bits) {
  for (unsigned half = 0; half < 65536; half++) {
    double got = test_convert(half, fraction_bits), due = test_half_value(half, fraction_bits);
    CHECK(test_same(got, due), "%04x is %a, not %a", half, got, due);
    if (!isnan(due)) continue;
    uint64_t fraction = half & ((1U << fraction_bits) - 1);
    CHECK((bits_of_double(got) & BITS_FRACTION) == fraction << (52 - fraction_bits),
          "%04x: payload", half);
  }
}

static void test_order(int fraction_bits) {
  unsigned infinity = ((1U << (15 - fraction_bits)) - 1) << fraction_bits;
  for (unsigned half = 0; half < infinity; half++) {
    double x = test_convert(half, fraction_bits), next = test_convert(half + 1, fraction_bits);
    CHECK(x < next && test_convert(half | 0x8000, fraction_bits) == -x, "%04x is %a", half, x);
  }
  CHECK(isinf(test_convert(infinity, fraction_bits)), "%04x is not infinite", infinity);
}

static void test_landmarks(void) {
  static const struct {
    unsigned half;
    int fraction_bits;
    double value;
  } landmarks[] = {{0x0001, 10, 0x1p-24},   {0x03ff, 10, 0x3ffp-24},      {0x0400, 10, 0x1p-14},
                   {0x3c00, 10, 1},         {0x3555, 10, 0.333251953125}, {0xfbff, 10, -65504},
                   {0x0001, 7, 0x1p-133},   {0x0080, 7, 0x1p-126},        {0x3f80, 7, 1},
                   {0xff7f, 7, -0x1.fep127}};
  for (size_t i = 0; i < sizeof landmarks / sizeof *landmarks; i++) {
    double x = test_convert(landmarks[i].half, landmarks[i].fraction_bits);
    CHECK(x == landmarks[i].value, "%04x is %a, not %a", landmarks[i].half, x, landmarks[i].value);
  }
}

int main(void) {
  test_all(10);
  test_all(7);
  test_order(10);
  test_order(7);
  test_landmarks();
  return check_report();
}
