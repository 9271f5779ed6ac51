/* test_vector_sample.c: which element u falls into, and how often each is drawn: chi-squared. */
#include "../../ext/vectors/vector_sample.h"
#include "../check.h"
#include "../testing.h"

#include <math.h>

static void test_places(void) {
  const double p[] = {0.0, 0.25, 0.0, 0.5, 0.25, 0.0};
  const struct {
    double u;
    size_t place;
  } cases[] = {{0.0, 1},  {0.25 - 0x1p-54, 1}, {0.25, 3}, {0.75 - 0x1p-53, 3},
               {0.75, 4}, {1 - 0x1p-53, 4}};
  for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
    size_t got = vector_sample_place(p, 6, cases[i].u, NULL);
    CHECK(got == cases[i].place, "u = %g: place %zu", cases[i].u, got);
  }
  const double short_of_1[] = {0.5, 0.4999, 0.0};
  CHECK(vector_sample_place(short_of_1, 3, 0.99995, NULL) == 1, "beyond the sum: the last above 0");
}

/* Of 7 classes: below 22.46 with probability 0.999 for 6 degrees of freedom. */
static void test_frequencies(void) {
  const float scores[] = {0.5f, -1.0f, 2.0f, 0.0f, -INFINITY, 1.0f, -0.5f, 1.5f};
  const Vector v = {scores, 8, VECTOR_F32};
  const int draws = test_rounds(20000);
  double p[8], chi = 0.0;
  long count[8] = {0};
  CHECK(vector_probabilities(vector_kernels(), &v, p, NULL), "probabilities");
  for (int i = 0; i < draws; i++) {
    size_t index = 8;
    VectorSample drawn =
        vector_sample(vector_kernels(), &v, test_uniform(), test_resize, &index, NULL);
    CHECK(drawn == VECTOR_SAMPLE_DRAWN && index < 8, "no draw");
    count[index < 8 ? index : 0]++;
  }
  CHECK(count[4] == 0, "drawn with probability 0");
  for (int i = 0; i < 8; i++) {
    double expected = draws * p[i], distance = (double)count[i] - expected;
    if (expected > 0.0) chi += distance * distance / expected;
  }
  CHECK(chi < 22.46, "chi-squared %g", chi);
}

static void test_none(void) {
  const double infinite[] = {-INFINITY, -INFINITY}, nan[] = {0.0, NAN}, one[] = {-3.0};
  const Vector empty = {NULL, 0, VECTOR_F64}, masked = {infinite, 2, VECTOR_F64};
  const Vector damaged = {nan, 2, VECTOR_F64}, single = {one, 1, VECTOR_F64};
  const VectorKernels *kernels = vector_kernels();
  size_t index = 9;
  CHECK(vector_sample(kernels, &empty, 0.5, test_resize, &index, NULL) == VECTOR_SAMPLE_NONE,
        "empty");
  CHECK(vector_sample(kernels, &masked, 0.5, test_resize, &index, NULL) == VECTOR_SAMPLE_NONE,
        "masked");
  CHECK(vector_sample(kernels, &damaged, 0.5, test_resize, &index, NULL) == VECTOR_SAMPLE_NONE,
        "NaN");
  CHECK(index == 9, "index %zu", index);
  CHECK(vector_sample(kernels, &single, 0.5, test_resize, &index, NULL) == VECTOR_SAMPLE_DRAWN &&
            index == 0,
        "one");
  test_allowed = 0;
  CHECK(vector_sample(kernels, &single, 0.5, test_resize, &index, NULL) == VECTOR_SAMPLE_NO_MEMORY,
        "no memory");
  test_allowed = -1;
  CHECK(test_blocks == 0, "%ld blocks left", test_blocks);
}

/* Stopped at any question, nothing is drawn. */
static void test_stops(void) {
  enum { N = VECTOR_PART + 3, PLACE = N / 4 * 3 };
  const Stop stop = {test_stop, NULL};
  double *scores = calloc(N, sizeof *scores);
  if (scores == NULL) abort();
  const Vector v = {scores, N, VECTOR_F64};
  long asked = 0;
  size_t index = 0;
  VectorSample drawn = VECTOR_SAMPLE_NONE;
  for (; drawn == VECTOR_SAMPLE_NONE && asked < 1000; asked++) {
    test_questions = asked;
    drawn = vector_sample(vector_kernels(), &v, 0.75, test_resize, &index, &stop);
    CHECK((drawn == VECTOR_SAMPLE_DRAWN) == (test_questions >= 0), "after %ld questions", asked);
  }
  CHECK(drawn == VECTOR_SAMPLE_DRAWN && index >= PLACE && index < PLACE + 9, "%zu", index);
  CHECK(asked > 10 && test_blocks == 0, "%ld questions, %ld blocks left", asked, test_blocks);
  free(scores);
}

int main(void) {
  if (!test_short()) test_stops();
  test_places();
  test_frequencies();
  test_none();
  return check_report();
}
