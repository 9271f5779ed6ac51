/* weighted_examples.h: random examples for the tests of the area under the ROC curve of examples
** that come and go: scores that tie, weights of every size. */
#ifndef LOGITS_TESTS_WEIGHTED_EXAMPLES_H
#define LOGITS_TESTS_WEIGHTED_EXAMPLES_H

#include "../../ext/metrics/examples.h"
#include "../testing.h"

#include <float.h>
#include <math.h>

enum { WEIGHTED_KINDS = 6 };

static inline double weighted_weight(int kind) {
  static const double odd[] = {5e-324, 1e-320, 0x1p-1022, 1e-300, 0.1,
                               1.0,    1e17,   1e300,     1e308,  DBL_MAX};
  switch (kind) {
  case 0: return 1.0;
  case 1: return 1 + test_below(5);
  case 2: return 0.1 * (1 + test_below(20));
  case 3: return test_uniform() + 0x1p-60;
  case 4: return odd[test_below((int)(sizeof odd / sizeof *odd))];
  default: return (1.0 + test_uniform()) * bits_power_of_two(test_below(2000) - 1000);
  }
}

static inline void weighted_fill(Example *rows, int count, int kind) {
  int scores = 1 + test_below(2 * count);
  for (int i = 0; i < count; i++) {
    double score = test_below(scores) - scores / 2;
    if (test_below(20) == 0) score = test_below(2) != 0 ? INFINITY : -INFINITY;
    rows[i] = example_of(score, test_below(3) != 0, weighted_weight(kind));
  }
}

#endif
