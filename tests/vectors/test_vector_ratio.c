/* test_vector_ratio.c: known answers and the edges; e^(x - highest) itself is measured by
** tests/accuracy/elementwise.c (softmax_prob). */
#include "../../ext/vectors/vector_ratio.h"
#include "../check.h"
#include "../testing.h"

#include <math.h>

int main(void) {
  static const struct {
    double x, highest, due;
  } cases[] = {
      {0.0, 0.0, 1.0},
      {-0.0, 0.0, 1.0},
      {3.0, 3.0, 1.0},
      {1.0, 3.0, 0.1353352832366127},
      {1e300, 1e300, 1.0},
      {-1e300, 1e300, 0.0},
      {300.0, 1000.0, 9.859676543759771e-305},
      {-745.0, 0.0, 5e-324},
      {-INFINITY, 0.0, 0.0},
      {INFINITY, INFINITY, 1.0},
      {5.0, INFINITY, 0.0},
      {-INFINITY, INFINITY, 0.0},
      {-INFINITY, -INFINITY, NAN},
      {5.0, NAN, NAN},
      {-INFINITY, NAN, NAN},
      {NAN, NAN, NAN},
  };
  for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
    double got = vector_ratio(cases[i].x, cases[i].highest);
    CHECK(test_equal(got, cases[i].due), "e^(%g - %g) is %.17g, not %.17g", cases[i].x,
          cases[i].highest, got, cases[i].due);
  }
  return check_report();
}
