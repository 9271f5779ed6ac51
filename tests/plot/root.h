/* root.h: square roots without libm, which the tests are not linked with. */
#ifndef LOGITS_TESTS_ROOT_H
#define LOGITS_TESTS_ROOT_H

/* By halving the interval. */
static inline double test_root(double x) {
  double low = 0.0, high = x > 1.0 ? x : 1.0;
  for (int i = 0; i < 100; i++) {
    double middle = (low + high) / 2;
    *(middle * middle < x ? &low : &high) = middle;
  }
  return low;
}

#endif
