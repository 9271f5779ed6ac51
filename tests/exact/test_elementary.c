/* test_elementary.c: edges and known answers, and the promise that the bits never change. How near the
** rest is to the truth: tests/accuracy/elementwise.c.
*/
#include "../../ext/base/bits.h"
#include "../../ext/exact/elementary.h"

#include "../check.h"
#include "../testing.h"

#include <inttypes.h>
#include <math.h>

/* ---- functions of one argument ---- */

typedef struct {
  const char *name;
  double (*function)(double x);
  double x, expected;
} TestPoint;

/* Values printed by others (SciPy's test suite and documentation, SingleStore, DocumentDB), each
** recomputed to 50 digits and rounded. */
static const TestPoint test_points[] = {
    {"sigmoid", elementary_sigmoid, 0.0, 0.5},
    {"sigmoid", elementary_sigmoid, -0.0, 0.5},
    {"sigmoid", elementary_sigmoid, 5e-324, 0.5},
    {"sigmoid", elementary_sigmoid, 1.0, 0.7310585786300049},
    {"sigmoid", elementary_sigmoid, -2.0, 0.11920292202211756},
    {"sigmoid", elementary_sigmoid, 2.0, 0.8807970779778824},
    {"sigmoid", elementary_sigmoid, -40.0, 4.248354255291589e-18},
    {"sigmoid", elementary_sigmoid, 36.0, 0.9999999999999998},
    {"sigmoid", elementary_sigmoid, 37.0, 0.9999999999999999},
    {"sigmoid", elementary_sigmoid, 38.0, 1.0},
    {"sigmoid", elementary_sigmoid, -745.0, 5e-324},
    {"sigmoid", elementary_sigmoid, -745.14, 0.0},
    {"sigmoid", elementary_sigmoid, -746.0, 0.0},
    {"sigmoid", elementary_sigmoid, -1.7976931348623157e308, 0.0},
    {"sigmoid", elementary_sigmoid, 1.7976931348623157e308, 1.0},
    {"sigmoid", elementary_sigmoid, -INFINITY, 0.0},
    {"sigmoid", elementary_sigmoid, INFINITY, 1.0},
    {"sigmoid", elementary_sigmoid, NAN, NAN},

    {"logit", elementary_logit, 0.1111111111111111, -2.079441541679836},
    {"logit", elementary_logit, 1e-8, -18.420680733952366},
    {"logit", elementary_logit, 0.4999999999999, -3.999023334699814e-13},
    {"logit", elementary_logit, 0.50000000001, 4.000000330961484e-11},
    {"logit", elementary_logit, 0.5, 0.0},
    {"logit", elementary_logit, 0.5 - 0x1p-54, -0x1p-52},
    {"logit", elementary_logit, 0.5 + 0x1p-53, 0x1p-51},
    {"logit", elementary_logit, 1.0 - 0x1p-53, 36.7368005696771},
    {"logit", elementary_logit, 5e-324, -744.4400719213812},
    {"logit", elementary_logit, 0.0, -INFINITY},
    {"logit", elementary_logit, -0.0, -INFINITY},
    {"logit", elementary_logit, 1.0, INFINITY},
    {"logit", elementary_logit, 1.0 + 0x1p-52, NAN},
    {"logit", elementary_logit, -5e-324, NAN},
    {"logit", elementary_logit, -3.0, NAN},
    {"logit", elementary_logit, INFINITY, NAN},
    {"logit", elementary_logit, -INFINITY, NAN},
    {"logit", elementary_logit, NAN, NAN},

    {"log_prob", elementary_log_prob, 0.25, -1.3862943611198906},
    {"log_prob", elementary_log_prob, 0.75, -0.2876820724517809},
    {"log_prob", elementary_log_prob, 0.1, -2.3025850929940455},
    {"log_prob", elementary_log_prob, 0.9999999, -1.0000000494736474e-07},
    {"log_prob", elementary_log_prob, 1.0 - 0x1p-53, -1.1102230246251565e-16},
    {"log_prob", elementary_log_prob, 1e-300, -690.7755278982137},
    {"log_prob", elementary_log_prob, 5e-324, -744.4400719213812},
    {"log_prob", elementary_log_prob, 1.0, 0.0},
    {"log_prob", elementary_log_prob, 0.0, -INFINITY},
    {"log_prob", elementary_log_prob, -0.0, -INFINITY},
    {"log_prob", elementary_log_prob, 1.0 + 0x1p-52, NAN},
    {"log_prob", elementary_log_prob, -5e-324, NAN},
    {"log_prob", elementary_log_prob, INFINITY, NAN},
    {"log_prob", elementary_log_prob, -INFINITY, NAN},
    {"log_prob", elementary_log_prob, NAN, NAN},

    {"log_sigmoid", elementary_log_sigmoid, -32.0, -32.000000000000014},
    {"log_sigmoid", elementary_log_sigmoid, -20.0, -20.000000002061153},
    {"log_sigmoid", elementary_log_sigmoid, -1.0, -1.3132616875182228},
    {"log_sigmoid", elementary_log_sigmoid, 0.0, -0.6931471805599453},
    {"log_sigmoid", elementary_log_sigmoid, 10.0, -4.539889921686465e-05},
    {"log_sigmoid", elementary_log_sigmoid, 100.0, -3.720075976020836e-44},
    {"log_sigmoid", elementary_log_sigmoid, 710.0, -4.47628622567513e-309},
    {"log_sigmoid", elementary_log_sigmoid, 745.0, -5e-324},
    {"log_sigmoid", elementary_log_sigmoid, 746.0, 0.0},
    {"log_sigmoid", elementary_log_sigmoid, -10000.0, -10000.0},
    {"log_sigmoid", elementary_log_sigmoid, INFINITY, 0.0},
    {"log_sigmoid", elementary_log_sigmoid, -INFINITY, -INFINITY},
    {"log_sigmoid", elementary_log_sigmoid, NAN, NAN},

    {"softplus", elementary_softplus, 0.0, 0.6931471805599453},
    {"softplus", elementary_softplus, -0.0, 0.6931471805599453},
    {"softplus", elementary_softplus, 1.0, 1.3132616875182228},
    {"softplus", elementary_softplus, 32.0, 32.000000000000014},
    {"softplus", elementary_softplus, -710.0, 4.47628622567513e-309},
    {"softplus", elementary_softplus, -746.0, 0.0},
    {"softplus", elementary_softplus, 1.7976931348623157e308, 1.7976931348623157e308},
    {"softplus", elementary_softplus, INFINITY, INFINITY},
    {"softplus", elementary_softplus, -INFINITY, 0.0},
    {"softplus", elementary_softplus, NAN, NAN},
};

static void test_one_argument(void) {
  for (size_t i = 0; i < sizeof test_points / sizeof *test_points; i++) {
    const TestPoint *point = &test_points[i];
    double got = point->function(point->x);
    CHECK(test_equal(got, point->expected), "%s(%.17g) is %.17g, not %.17g", point->name, point->x,
          got, point->expected);
  }
}

/* ---- sigmoid_xent ---- */

/* The first seven from TensorFlow's documentation, the next two from optax's tests, recomputed. */
static const struct {
  double x, y, expected;
} test_losses[] = {
    {1.0, 0.0, 1.3132616875182228},
    {-1.0, 0.0, 0.3132616875182228},
    {0.0, 0.0, 0.6931471805599453},
    {1.0, 1.0, 0.3132616875182228},
    {-1.0, 1.0, 1.3132616875182228},
    {0.0, 1.0, 0.6931471805599453},
    {0.0, 0.5, 0.6931471805599453},
    {-1e9, 1.0, 1e9},
    {-1e9, 0.0, 0.0},
    {-0.0, 1.0, 0.6931471805599453},
    {0.0, 5e-324, 0.6931471805599453},
    {40.0, 1.0, 4.248354255291589e-18},
    {710.0, 1.0, 4.47628622567513e-309},
    {-1000.0, 5e-324, 4.94065645841247e-321}, /* 1000 quanta */
    {-1.7976931348623157e308, 1.0, 1.7976931348623157e308},
    {1.7976931348623157e308, 0.0, 1.7976931348623157e308},
    {1.7976931348623157e308, 1.0, 0.0},
    {-1.7976931348623157e308, 5e-324, 8.881784197001251e-16},
    {INFINITY, 1.0, 0.0},
    {INFINITY, 0.5, INFINITY},
    {INFINITY, 0.0, INFINITY},
    {-INFINITY, 0.0, 0.0},
    {-INFINITY, -0.0, 0.0},
    {-INFINITY, 5e-324, INFINITY},
    {-INFINITY, 1.0, INFINITY},
    {1.0, -5e-324, NAN},
    {1.0, 1.0 + 0x1p-52, NAN},
    {1.0, INFINITY, NAN},
    {1.0, NAN, NAN},
    {NAN, 1.0, NAN},
    {INFINITY, 2.0, NAN},
};

static void test_sigmoid_xent(void) {
  for (size_t i = 0; i < sizeof test_losses / sizeof *test_losses; i++) {
    double x = test_losses[i].x, y = test_losses[i].y;
    double got = elementary_sigmoid_xent(x, y);
    CHECK(test_equal(got, test_losses[i].expected),
          "sigmoid_xent(%.17g, %.17g) is %.17g, not %.17g", x, y, got, test_losses[i].expected);
  }
}

/* ---- softmax_prob ---- */

static const struct {
  double x, lse;
  bool answers;
  double expected;
} test_shares[] = {
    {0.0, 0.0, true, 1.0},
    {3.0, 3.0, true, 1.0},
    {-40.0, 0.0, true, 4.248354255291589e-18},
    {1.0, 3.0, true, 0.1353352832366127},
    {1001.0, 1003.0, true, 0.1353352832366127},
    {0.0, 1e-20, true, 1.0},
    {-1e-20, 0x1p-53, true, 1.0 - 0x1p-53},
    {-745.0, 0.0, true, 5e-324},
    {-1000.0, 0.0, true, 0.0},
    {-1.7976931348623157e308, 1.7976931348623157e308, true, 0.0},
    {-INFINITY, 0.0, true, 0.0},
    {-INFINITY, INFINITY, true, 0.0},
    {5.0, INFINITY, true, 0.0},
    {INFINITY, INFINITY, true, NAN},
    {-INFINITY, -INFINITY, true, NAN},
    {5.0, -INFINITY, true, NAN},
    {INFINITY, -INFINITY, true, NAN},
    {NAN, 0.0, true, NAN},
    {0.0, NAN, true, NAN},
    {NAN, INFINITY, true, NAN},
    {0.0000009, 0.0, true, 1.0},
    {0.0000011, 0.0, false, 0.0},
    {1000.0009, 1000.0, true, 1.0},
    {1000.0011, 1000.0, false, 0.0},
    {-999.9991, -1000.0, true, 1.0},
    {-999.9989, -1000.0, false, 0.0},
    {1.7976931348623157e308, -1.7976931348623157e308, false, 0.0},
    {INFINITY, 5.0, false, 0.0},
};

static void test_softmax_prob(void) {
  for (size_t i = 0; i < sizeof test_shares / sizeof *test_shares; i++) {
    double x = test_shares[i].x, lse = test_shares[i].lse, got = -1.0;
    bool answers = elementary_softmax_prob(x, lse, &got);
    CHECK(answers == test_shares[i].answers, "softmax_prob(%.17g, %.17g)", x, lse);
    if (!answers) continue;
    CHECK(test_equal(got, test_shares[i].expected),
          "softmax_prob(%.17g, %.17g) is %.17g, not %.17g", x, lse, got, test_shares[i].expected);
  }
}

/* ---- the bits never change ---- */

static uint64_t test_knuth_state;

static uint64_t test_knuth(void) { /* D. E. Knuth's MMIX generator, high bits folded in */
  test_knuth_state =
      test_knuth_state * UINT64_C(6364136223846793005) + UINT64_C(1442695040888963407);
  return test_knuth_state ^ test_knuth_state >> 32;
}

/* 0 <= p < 1 for even i; any bit pattern below 1 for odd i. */
static double test_probability(int i) {
  uint64_t random = test_knuth();
  return i % 2 == 0 ? (double)(random >> 11) * 0x1p-53
                    : bits_to_double(random % bits_of_double(1.0));
}

/* |x| < 40 twice in four, |x| < 750 once, any finite double once. */
static double test_score(int i) {
  double p = (double)(test_knuth() >> 11) * 0x1p-53;
  double any = bits_to_double(test_knuth());
  return i % 4 == 3 && bits_is_finite(any) ? any : (p - 0.5) * (i % 4 == 2 ? 1500 : 80);
}

static double test_sigmoid_of(int i) {
  return elementary_sigmoid(test_score(i));
}

static double test_logit_of(int i) {
  return elementary_logit(test_probability(i));
}

static double test_log_prob_of(int i) {
  return elementary_log_prob(test_probability(i));
}

static double test_log_sigmoid_of(int i) {
  return elementary_log_sigmoid(test_score(i));
}

static double test_softplus_of(int i) {
  return elementary_softplus(test_score(i));
}

static double test_sigmoid_xent_of(int i) {
  double x = test_score(i);
  return elementary_sigmoid_xent(x, test_probability(i));
}

static double test_softmax_prob_of(int i) {
  double lse = test_score(i), probability = -1.0;
  elementary_softmax_prob(lse - 750 * test_probability(i), lse, &probability);
  return probability;
}

/* What 2^18 results hash to (FNV-1a over 64-bit words) in version 1: the same with every compiler,
** on every CPU, with FMA and without. They are stored in indexes and generated columns, so only a
** new major version may change them. */
static const struct {
  const char *name;
  double (*function)(int i);
  uint64_t hash;
} test_frozen[] = {
    {"sigmoid", test_sigmoid_of, UINT64_C(0x113f6a4c55fef89f)},
    {"logit", test_logit_of, UINT64_C(0x488f7fdd351667fa)},
    {"log_prob", test_log_prob_of, UINT64_C(0xd4f3775a6d895e73)},
    {"log_sigmoid", test_log_sigmoid_of, UINT64_C(0x9f45801c690f15f6)},
    {"softplus", test_softplus_of, UINT64_C(0x66c0be5a63c1a822)},
    {"sigmoid_xent", test_sigmoid_xent_of, UINT64_C(0x68932ed20a539a80)},
    {"softmax_prob", test_softmax_prob_of, UINT64_C(0x993d3ad81a06ea57)},
};

static void test_frozen_bits(void) {
  for (size_t i = 0; i < sizeof test_frozen / sizeof *test_frozen; i++) {
    uint64_t hash = UINT64_C(0xcbf29ce484222325);
    test_knuth_state = 1;
    for (int n = 0; n < 1 << 18; n++) {
      hash = (hash ^ bits_of_double(test_frozen[i].function(n))) * UINT64_C(0x100000001b3);
    }
    CHECK(hash == test_frozen[i].hash, "%s: the bits have changed: hash 0x%016" PRIx64,
          test_frozen[i].name, hash);
  }
}

int main(void) {
  test_one_argument();
  test_sigmoid_xent();
  test_softmax_prob();
  test_frozen_bits();
  return check_report();
}
