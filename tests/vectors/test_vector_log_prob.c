/* test_vector_log_prob.c: logarithms of probabilities, element by element, and what is none. */
#include "../../ext/exact/elementary.h"
#include "../../ext/vectors/vector_log_prob.h"
#include "../check.h"
#include "../testing.h"

#include <math.h>

static void test_doubles(void) {
  const double p[] = {0.25, 0.0, -0.0, 1.0, 1.0 + 9e-7, 5e-324, -INFINITY, 0.7};
  const Vector v = {p, 8, VECTOR_F64};
  double out[8], bad = 0.0;
  CHECK(vector_log_prob(&v, out, &bad, NULL) == VECTOR_LOG_PROB_DONE, "doubles");
  for (int i = 0; i < 8; i++) {
    double due = p[i] == -INFINITY ? -INFINITY : elementary_log_prob(p[i] > 1.0 ? 1.0 : p[i]);
    CHECK(test_is(out[i], due), "ln %g is %g, not %g", p[i], out[i], due);
  }
}

/* Against the double logarithm, rounded; in place, and unaligned. */
static void test_floats(void) {
  enum { COUNT = 1000 };
  unsigned char bytes[1 + COUNT * sizeof(float)];
  float p[COUNT];
  for (int i = 0; i < COUNT; i++) p[i] = i == 0 ? 1.0f + 0x1p-23f : (float)test_uniform();
  memcpy(bytes + 1, p, sizeof p);
  const Vector v = {bytes + 1, COUNT, VECTOR_F32};
  double bad = 0.0;
  CHECK(vector_log_prob(&v, bytes + 1, &bad, NULL) == VECTOR_LOG_PROB_DONE, "floats");
  for (int i = 0; i < COUNT; i++) {
    float got;
    memcpy(&got, bytes + 1 + (size_t)i * sizeof got, sizeof got);
    float due = i == 0 ? 0.0f : (float)elementary_log_prob((double)p[i]);
    CHECK(test_is((double)got, (double)due), "ln %g is %g, not %g", (double)p[i], (double)got,
          (double)due);
  }
}

static void test_refused(void) {
  static const struct {
    double p;
    VectorLogProb due;
  } cases[] = {{NAN, VECTOR_LOG_PROB_DAMAGED},          {-5e-324, VECTOR_LOG_PROB_OUTSIDE},
               {1.0 + 1.1e-6, VECTOR_LOG_PROB_OUTSIDE}, {2.5, VECTOR_LOG_PROB_OUTSIDE},
               {INFINITY, VECTOR_LOG_PROB_OUTSIDE},     {0.5, VECTOR_LOG_PROB_DONE}};
  for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
    const double p[] = {0.5, cases[i].p};
    const Vector v = {p, 2, VECTOR_F64};
    double out[2], bad = 0.0;
    VectorLogProb got = vector_log_prob(&v, out, &bad, NULL);
    CHECK(got == cases[i].due, "%g: %d", cases[i].p, (int)got);
    CHECK(got != VECTOR_LOG_PROB_OUTSIDE || bad == cases[i].p, "%g: %g", cases[i].p, bad);
  }
  const Vector empty = {NULL, 0, VECTOR_F32};
  double bad;
  CHECK(vector_log_prob(&empty, NULL, &bad, NULL) == VECTOR_LOG_PROB_DONE, "no elements");
}

static void test_parts(void) {
  enum { N = VECTOR_PART + 3 };
  const Stop stop = {test_stop, NULL};
  double *p = calloc(N, sizeof *p), bad = 0.0;
  if (p == NULL) abort();
  const Vector v = {p, N, VECTOR_F64};
  p[VECTOR_PART] = 1.0;
  CHECK(vector_log_prob(&v, p, &bad, NULL) == VECTOR_LOG_PROB_DONE, "done");
  CHECK(p[0] == -INFINITY && p[VECTOR_PART] == 0.0 && p[N - 1] == -INFINITY, "by hand");
  test_questions = 0;
  CHECK(vector_log_prob(&v, p, &bad, &stop) == VECTOR_LOG_PROB_DAMAGED, "stopped");
  p[VECTOR_PART] = 2.0;
  CHECK(vector_log_prob(&v, p, &bad, NULL) == VECTOR_LOG_PROB_OUTSIDE && bad == 2.0, "outside");
  free(p);
}

int main(void) {
  test_parts();
  test_doubles();
  test_floats();
  test_refused();
  return check_report();
}
