/* elementwise.c: measures the elementwise functions, and exp and log in double-double, against MPFR
** and holds each to its promise, domain by domain.
**
**     elementwise [--points N] [--worst-points FILE] [FUNCTION...]
**
** N points per domain (default 10000). FILE lists points to measure besides, one a line: function
** and arguments. Default: tests/accuracy/worst-points.txt, seen from the root of the project, where
** the worst points that long runs have found are kept, so that a short run reaches the worst case
** too. A line of it is the function's name and what the table prints in its last column.
*/
#include "../../ext/exact/dd.h"
#include "../../ext/exact/elementary.h"
#include "ulp.h"

enum { ELEMENTWISE_ARGUMENTS = 3 };

typedef struct {
  const char *name;
  int arguments;
  double limit;
  UlpUnit unit;
  double (*error)(const double *a); /* at one point */
} ElementwiseFunction;

typedef struct {
  const char *function, *domain;
  void (*pick)(UlpRandom *random, double *a); /* one point */
} ElementwiseDomain;

/* Scratch for the references, made once; v and w have room for a DD. */
static mpfr_t elementwise_t, elementwise_u, elementwise_v, elementwise_w;

/* ---- references ---- */

static void elementwise_exact_sigmoid(mpfr_t t, double x) {
  mpfr_set_d(t, -x, MPFR_RNDN);
  mpfr_exp(t, t, MPFR_RNDN);
  mpfr_add_ui(t, t, 1, MPFR_RNDN);
  mpfr_ui_div(t, 1, t, MPFR_RNDN);
}

/* ln p - ln(1 - p) away from 1/2; near it ln(1 + (2 p - 1)/(1 - p)), where 2 p - 1 is exact. */
static void elementwise_exact_logit(mpfr_t t, double p) {
  mpfr_set_d(t, p, MPFR_RNDN);
  if (p < 0.25 || p > 0.75) {
    mpfr_neg(elementwise_u, t, MPFR_RNDN);
    mpfr_log1p(elementwise_u, elementwise_u, MPFR_RNDN);
    mpfr_log(t, t, MPFR_RNDN);
    mpfr_sub(t, t, elementwise_u, MPFR_RNDN);
    return;
  }
  mpfr_ui_sub(elementwise_u, 1, t, MPFR_RNDN);
  mpfr_mul_2ui(t, t, 1, MPFR_RNDN);
  mpfr_sub_ui(t, t, 1, MPFR_RNDN);
  mpfr_div(t, t, elementwise_u, MPFR_RNDN);
  mpfr_log1p(t, t, MPFR_RNDN);
}

static void elementwise_exact_softplus(mpfr_t t, double x) {
  mpfr_set_d(t, -fabs(x), MPFR_RNDN);
  mpfr_exp(t, t, MPFR_RNDN);
  mpfr_log1p(t, t, MPFR_RNDN);
  if (x > 0.0) mpfr_add_d(t, t, x, MPFR_RNDN);
}

static void elementwise_exact_xent(mpfr_t t, double x, double y) {
  elementwise_exact_softplus(t, -x);
  mpfr_mul_d(t, t, y, MPFR_RNDN);
  elementwise_exact_softplus(elementwise_u, x);
  mpfr_set_d(elementwise_v, y, MPFR_RNDN);
  mpfr_ui_sub(elementwise_v, 1, elementwise_v, MPFR_RNDN);
  mpfr_mul(elementwise_u, elementwise_u, elementwise_v, MPFR_RNDN);
  mpfr_add(t, t, elementwise_u, MPFR_RNDN);
}

static double elementwise_sigmoid(const double *a) {
  elementwise_exact_sigmoid(elementwise_t, a[0]);
  return ulp_error(elementary_sigmoid(a[0]), elementwise_t);
}

static double elementwise_logit(const double *a) {
  elementwise_exact_logit(elementwise_t, a[0]);
  return ulp_error(elementary_logit(a[0]), elementwise_t);
}

static double elementwise_log_prob(const double *a) {
  mpfr_set_d(elementwise_t, a[0], MPFR_RNDN);
  mpfr_log(elementwise_t, elementwise_t, MPFR_RNDN);
  return ulp_error(elementary_log_prob(a[0]), elementwise_t);
}

static double elementwise_log_sigmoid(const double *a) {
  elementwise_exact_softplus(elementwise_t, -a[0]);
  mpfr_neg(elementwise_t, elementwise_t, MPFR_RNDN);
  return ulp_error(elementary_log_sigmoid(a[0]), elementwise_t);
}

static double elementwise_softplus(const double *a) {
  elementwise_exact_softplus(elementwise_t, a[0]);
  return ulp_error(elementary_softplus(a[0]), elementwise_t);
}

static double elementwise_sigmoid_xent(const double *a) {
  elementwise_exact_xent(elementwise_t, a[0], a[1]);
  return ulp_error(elementary_sigmoid_xent(a[0], a[1]), elementwise_t);
}

static double elementwise_softmax_prob(const double *a) {
  double probability;
  if (!elementary_softmax_prob(a[0], a[1], &probability)) return INFINITY;
  mpfr_set_d(elementwise_t, a[0], MPFR_RNDN);
  mpfr_sub_d(elementwise_t, elementwise_t, a[1], MPFR_RNDN);
  mpfr_exp(elementwise_t, elementwise_t, MPFR_RNDN);
  return ulp_error(probability, elementwise_t);
}

/* Arguments of the functions of a DD: hi, lo. */
static void elementwise_dd_argument(const double *a) {
  mpfr_set_d(elementwise_v, a[0], MPFR_RNDN);
  mpfr_add_d(elementwise_v, elementwise_v, a[1], MPFR_RNDN);
}

static double elementwise_dd_exp(const double *a) {
  ScaledDD got = dd_exp((DD){a[0], a[1]});
  if (!(got.f.hi > 0.7 && got.f.hi < 1.5)) return INFINITY;
  elementwise_dd_argument(a);
  mpfr_exp(elementwise_t, elementwise_v, MPFR_RNDN);
  return ulp_relative_error(got.f.hi, got.f.lo, got.k, elementwise_t);
}

static double elementwise_dd_expm1(const double *a) {
  DD got = dd_expm1((DD){a[0], a[1]});
  elementwise_dd_argument(a);
  mpfr_expm1(elementwise_t, elementwise_v, MPFR_RNDN);
  return ulp_relative_error(got.hi, got.lo, 0, elementwise_t);
}

/* Arguments: hi, lo, k. */
static double elementwise_dd_log(const double *a) {
  DD got = dd_log((ScaledDD){{a[0], a[1]}, (int64_t)a[2]});
  elementwise_dd_argument(a);
  mpfr_mul_2si(elementwise_v, elementwise_v, (long)a[2], MPFR_RNDN);
  mpfr_log(elementwise_t, elementwise_v, MPFR_RNDN);
  return ulp_relative_error(got.hi, got.lo, 0, elementwise_t);
}

static double elementwise_dd_log1p(const double *a) {
  DD got = dd_log1p((DD){a[0], a[1]});
  elementwise_dd_argument(a);
  mpfr_log1p(elementwise_t, elementwise_v, MPFR_RNDN);
  return ulp_relative_error(got.hi, got.lo, 0, elementwise_t);
}

/* Arguments: hi, lo, k. Right to the last bit, ties included, or infinitely wrong. */
static double elementwise_dd_round(const double *a) {
  double got = dd_round((ScaledDD){{a[0], a[1]}, (int64_t)a[2]});
  elementwise_dd_argument(a);
  mpfr_mul_2si(elementwise_v, elementwise_v, (long)a[2], MPFR_RNDN);
  return ulp_bits(got) == ulp_bits(mpfr_get_d(elementwise_v, MPFR_RNDN)) ? 0.0 : INFINITY;
}

/* Arguments: the high words of two operands; the low ones are made up from them. */
static double elementwise_dd_arithmetic(const double *a, DD (*compute)(DD, DD),
                                        int (*exact)(mpfr_ptr, mpfr_srcptr, mpfr_srcptr,
                                                     mpfr_rnd_t)) {
  DD x = {a[0], cos(a[1]) * a[0] * 0x1p-54}, y = {a[1], cos(a[0]) * a[1] * 0x1p-54};
  DD got = compute(x, y);
  mpfr_set_d(elementwise_v, x.hi, MPFR_RNDN);
  mpfr_add_d(elementwise_v, elementwise_v, x.lo, MPFR_RNDN);
  mpfr_set_d(elementwise_w, y.hi, MPFR_RNDN);
  mpfr_add_d(elementwise_w, elementwise_w, y.lo, MPFR_RNDN);
  exact(elementwise_t, elementwise_v, elementwise_w, MPFR_RNDN);
  return ulp_relative_error(got.hi, got.lo, 0, elementwise_t);
}

static double elementwise_dd_add(const double *a) {
  return elementwise_dd_arithmetic(a, dd_add, mpfr_add);
}

static double elementwise_dd_mul(const double *a) {
  return elementwise_dd_arithmetic(a, dd_mul, mpfr_mul);
}

static double elementwise_dd_div(const double *a) {
  return elementwise_dd_arithmetic(a, dd_div, mpfr_div);
}

/* ---- arguments ---- */

static double elementwise_sign(UlpRandom *random, double x) {
  return ulp_random(random) & 1 ? x : -x;
}

/* 2^low .. 2^high, either sign, all magnitudes alike. */
static double elementwise_magnitude(UlpRandom *random, int low, int high) {
  double power = ldexp(1.0, low + (int)(ulp_random(random) % (uint64_t)(high - low)));
  return elementwise_sign(random, power * (1.0 + ulp_uniform(random)));
}

/* A double between two of the same sign, all bit patterns alike. */
static double elementwise_bits_between(UlpRandom *random, double low, double high) {
  uint64_t first = ulp_bits(low), last = ulp_bits(high);
  if (first > last) return elementwise_bits_between(random, high, low);
  return ulp_double(first + ulp_random(random) % (last - first + 1));
}

/* A few doubles to the left or right of x. */
static double elementwise_beside(UlpRandom *random, double x) {
  for (uint64_t steps = ulp_random(random) % 4; steps > 0; steps--) x = nextafter(x, INFINITY);
  for (uint64_t steps = ulp_random(random) % 4; steps > 0; steps--) x = nextafter(x, -INFINITY);
  return x;
}

/* Where dd_exp goes over to the next entry of its table, or uses an entry as it is. */
static double elementwise_exp_boundary(UlpRandom *random, int64_t entries) {
  double n = (double)(int64_t)(ulp_random(random) % (uint64_t)(2 * entries));
  return elementwise_beside(random, elementwise_sign(random, 0.5 * n * (M_LN2 / 128)));
}

/* The same for dd_log, in [1/2, 2]. */
static double elementwise_log_boundary(UlpRandom *random) {
  double y = 1.0 + (double)(ulp_random(random) % 257) / 256;
  return elementwise_beside(random, ulp_random(random) & 1 ? y : y / 2);
}

/* A low word that fits the high one; often none, or one that is far smaller. */
static double elementwise_low_word(UlpRandom *random, double hi) {
  double lo = elementwise_sign(random, hi * ulp_uniform(random) * 0x1p-54);
  uint64_t kind = ulp_random(random) % 8;
  return kind == 0 ? 0.0 : kind == 1 ? lo * 0x1p-40 : lo;
}

#define ELEMENTWISE_PICK(name, ...)                                                                \
  static void name(UlpRandom *random, double *a) {                                                 \
    __VA_ARGS__;                                                                                   \
  }

/* one argument */
ELEMENTWISE_PICK(pick_any, a[0] = ulp_any(random))
ELEMENTWISE_PICK(pick_usual, a[0] = ulp_between(random, -40, 40))
ELEMENTWISE_PICK(pick_near_zero, a[0] = elementwise_magnitude(random, -80, 0))
ELEMENTWISE_PICK(pick_subnormal,
                 a[0] = elementwise_sign(random, elementwise_bits_between(random, 0, 0x1p-1022)))
ELEMENTWISE_PICK(pick_one_to_four, a[0] = ulp_between(random, 1, 4))
ELEMENTWISE_PICK(pick_right, a[0] = ulp_between(random, 30, 55))
ELEMENTWISE_PICK(pick_left, a[0] = ulp_between(random, -55, -30))
ELEMENTWISE_PICK(pick_far_right, a[0] = ulp_between(random, 40, 709))
ELEMENTWISE_PICK(pick_far_left, a[0] = ulp_between(random, -709, -40))
ELEMENTWISE_PICK(pick_end_right, a[0] = ulp_between(random, 707, 746))
ELEMENTWISE_PICK(pick_end_left, a[0] = ulp_between(random, -746, -707))
ELEMENTWISE_PICK(pick_exp_table, a[0] = elementwise_exp_boundary(random, 140000))
ELEMENTWISE_PICK(pick_exp_table_low, a[0] = elementwise_exp_boundary(random, 7400))
/* 1 + e^x where dd_log goes over to the next entry */
ELEMENTWISE_PICK(pick_log_table,
                 a[0] = elementwise_beside(random, log(1.0 / 256 +
                                                       (double)(ulp_random(random) % 256) / 256)))
ELEMENTWISE_PICK(pick_log_table_mirrored, pick_log_table(random, a); a[0] = -a[0])

/* probabilities */
ELEMENTWISE_PICK(pick_p_any, a[0] = elementwise_bits_between(random, 0, 1))
ELEMENTWISE_PICK(pick_p_uniform, a[0] = ulp_uniform(random))
ELEMENTWISE_PICK(pick_p_half, a[0] = 0.5 + elementwise_magnitude(random, -55, -9))
ELEMENTWISE_PICK(pick_p_middle, a[0] = ulp_between(random, 0.3, 0.7))
ELEMENTWISE_PICK(pick_p_one, a[0] = 1.0 - fabs(elementwise_magnitude(random, -54, 0)))
ELEMENTWISE_PICK(pick_p_tiny, a[0] = elementwise_bits_between(random, 0, 0x1p-1000))
ELEMENTWISE_PICK(pick_p_switch, a[0] = elementwise_beside(random, 0x1p-60))
ELEMENTWISE_PICK(pick_p_log_boundary, double x = elementwise_log_boundary(random);
                 a[0] = fmin(1.0, elementwise_beside(random, x <= 1 ? x : 1 / x)))
ELEMENTWISE_PICK(pick_p_log_table, double odds = elementwise_log_boundary(random);
                 a[0] = elementwise_beside(random, odds / (1 + odds)))

/* score and target */
ELEMENTWISE_PICK(pick_xent_usual, a[0] = ulp_between(random, -40, 40); a[1] = ulp_uniform(random))
ELEMENTWISE_PICK(pick_xent_hard, a[0] = ulp_between(random, -745, 745);
                 a[1] = (double)(ulp_random(random) & 1))
ELEMENTWISE_PICK(pick_xent_near_hard, a[0] = ulp_between(random, -745, 745);
                 a[1] = fabs(elementwise_magnitude(random, -1074, 0));
                 if (ulp_random(random) & 1) a[1] = 1 - a[1])
ELEMENTWISE_PICK(pick_xent_any, a[0] = ulp_any(random);
                 a[1] = elementwise_bits_between(random, 0, 1))
ELEMENTWISE_PICK(pick_xent_tiny, a[0] = elementwise_sign(random, ulp_between(random, 700, 760));
                 a[1] = a[0] > 0 ? 1.0 : elementwise_bits_between(random, 0, 0x1p-1010))
ELEMENTWISE_PICK(pick_xent_far, a[0] = elementwise_magnitude(random, 9, 1023);
                 a[1] = elementwise_bits_between(random, 0, 1))
/* both terms alike in size: y |x| = e^-|x|, at all magnitudes */
ELEMENTWISE_PICK(pick_xent_balanced, a[0] = -ulp_between(random, 1, 740);
                 a[1] = exp(a[0]) / -a[0] * ulp_between(random, 0, 2))

/* score and log-sum-exp */
ELEMENTWISE_PICK(pick_prob_usual, a[1] = ulp_between(random, -50, 50);
                 a[0] = a[1] - ulp_between(random, 0, 40))
ELEMENTWISE_PICK(pick_prob_close, a[1] = ulp_between(random, -50, 50);
                 a[0] = a[1] - fabs(elementwise_magnitude(random, -52, 0)))
ELEMENTWISE_PICK(pick_prob_wide, a[1] = elementwise_magnitude(random, -60, 60);
                 a[0] = a[1] - ulp_between(random, 0, 745))
ELEMENTWISE_PICK(pick_prob_mixed, a[1] = fabs(elementwise_magnitude(random, -80, 9));
                 a[0] = -fabs(elementwise_magnitude(random, -80, 9)))
ELEMENTWISE_PICK(pick_prob_subnormal, a[1] = ulp_between(random, -50, 50);
                 a[0] = a[1] - ulp_between(random, 708, 746))
ELEMENTWISE_PICK(pick_prob_any, double x = ulp_any(random), y = ulp_any(random); a[0] = fmin(x, y);
                 a[1] = fmax(x, y))
ELEMENTWISE_PICK(pick_prob_table, a[1] = elementwise_magnitude(random, -60, 10);
                 a[0] = a[1] - fabs(elementwise_exp_boundary(random, 140000));
                 a[0] = fmin(elementwise_beside(random, a[0]), a[1]))

/* double-doubles */
#define ELEMENTWISE_PICK_DD(name, high)                                                            \
  ELEMENTWISE_PICK(name, a[0] = (high); a[1] = elementwise_low_word(random, a[0]); a[2] = 0)
ELEMENTWISE_PICK_DD(pick_dd_usual, ulp_between(random, -40, 40))
ELEMENTWISE_PICK_DD(pick_dd_wide, ulp_between(random, -750, 750))
ELEMENTWISE_PICK_DD(pick_dd_large, elementwise_magnitude(random, 9, 59))
ELEMENTWISE_PICK_DD(pick_dd_switch, elementwise_beside(random, elementwise_sign(random, 1024)))
ELEMENTWISE_PICK_DD(pick_dd_below_one, ulp_between(random, -1, 1))
ELEMENTWISE_PICK_DD(pick_dd_tiny, elementwise_magnitude(random, -400, 0))
ELEMENTWISE_PICK_DD(pick_dd_tiny_log1p, elementwise_magnitude(random, -400, -1))
ELEMENTWISE_PICK_DD(pick_dd_exp_table, elementwise_exp_boundary(random, 140000))
ELEMENTWISE_PICK_DD(pick_dd_expm1_table, elementwise_exp_boundary(random, 184))
ELEMENTWISE_PICK_DD(pick_dd_log_table, elementwise_log_boundary(random))
ELEMENTWISE_PICK_DD(pick_dd_middle, ulp_between(random, 0.7, 1.5))
ELEMENTWISE_PICK_DD(pick_dd_one, 1.0 + elementwise_magnitude(random, -54, 0) / 2)
ELEMENTWISE_PICK(pick_dd_one_and_less, a[0] = 1.0; a[1] = elementwise_magnitude(random, -400, -54);
                 a[2] = 0)
ELEMENTWISE_PICK_DD(pick_dd_positive, fabs(elementwise_magnitude(random, -900, 1023)))
ELEMENTWISE_PICK(pick_dd_powers, a[0] = ulp_between(random, 0.7, 1.5);
                 a[1] = elementwise_low_word(random, a[0]);
                 a[2] = trunc(elementwise_magnitude(random, 0, 60)))
ELEMENTWISE_PICK_DD(pick_dd_log1p_middle, ulp_between(random, -0.49999, 2))
ELEMENTWISE_PICK_DD(pick_dd_log1p_switch,
                    elementwise_beside(random, elementwise_sign(random, 0x1p-8)) +
                        ulp_between(random, -1, 1) * 0x1p-30)

/* roundings: f and k for normal and subnormal results; halfway cases with a low word that decides
 */
ELEMENTWISE_PICK(pick_round_any, a[0] = elementwise_magnitude(random, -1, 1);
                 a[1] = elementwise_low_word(random, a[0]);
                 a[2] = (double)(ulp_random(random) % 2300) - 1200)
ELEMENTWISE_PICK(pick_round_subnormal, a[0] = elementwise_magnitude(random, -1, 1);
                 a[1] = elementwise_low_word(random, a[0]);
                 a[2] = -1020 - (double)(ulp_random(random) % 60))
ELEMENTWISE_PICK(pick_round_halfway, double bits = (double)(ulp_random(random) % 52);
                 a[0] = elementwise_sign(random,
                                         ldexp(trunc(ldexp(1 + ulp_uniform(random), (int)bits)),
                                               -(int)bits));
                 a[1] = elementwise_low_word(random, a[0]); a[2] = -1075 + bits)
ELEMENTWISE_PICK(pick_round_unscaled, a[0] = ulp_any(random);
                 a[1] = (double)((int)(ulp_random(random) % 3) - 1) * 0x1p-1074;
                 a[1] = fabs(a[0]) > 0x1p-1020 ? a[1] : 0.0;
                 a[2] = (double)(ulp_random(random) % 4400) - 2200)

ELEMENTWISE_PICK(pick_two, a[0] = elementwise_magnitude(random, -30, 30);
                 a[1] = elementwise_magnitude(random, -30, 30))
ELEMENTWISE_PICK(pick_two_cancelling, a[0] = elementwise_magnitude(random, -1, 1);
                 a[1] = -elementwise_beside(random, a[0]))

static const ElementwiseFunction elementwise_functions[] = {
    {"sigmoid", 1, 0.51, ULP_LAST_PLACE, elementwise_sigmoid},
    {"logit", 1, 0.51, ULP_LAST_PLACE, elementwise_logit},
    {"log_prob", 1, 0.51, ULP_LAST_PLACE, elementwise_log_prob},
    {"log_sigmoid", 1, 0.51, ULP_LAST_PLACE, elementwise_log_sigmoid},
    {"softplus", 1, 0.51, ULP_LAST_PLACE, elementwise_softplus},
    {"sigmoid_xent", 2, 0.51, ULP_LAST_PLACE, elementwise_sigmoid_xent},
    {"softmax_prob", 2, 0.51, ULP_LAST_PLACE, elementwise_softmax_prob},
    {"dd_exp", 2, 0x1p-68, ULP_RELATIVE, elementwise_dd_exp},
    {"dd_expm1", 2, 0x1p-70, ULP_RELATIVE, elementwise_dd_expm1},
    {"dd_log", 3, 0x1p-67, ULP_RELATIVE, elementwise_dd_log},
    {"dd_log1p", 2, 0x1p-67, ULP_RELATIVE, elementwise_dd_log1p},
    {"dd_round", 3, 0.0, ULP_LAST_PLACE, elementwise_dd_round},
    {"dd_add", 2, 0x1p-104, ULP_RELATIVE, elementwise_dd_add},
    {"dd_mul", 2, 0x1p-103, ULP_RELATIVE, elementwise_dd_mul},
    {"dd_div", 2, 0x1p-102, ULP_RELATIVE, elementwise_dd_div},
};

static const ElementwiseDomain elementwise_domains[] = {
    {"sigmoid", "all doubles", pick_any},
    {"sigmoid", "-40..40", pick_usual},
    {"sigmoid", "near 0", pick_near_zero},
    {"sigmoid", "subnormal x", pick_subnormal},
    {"sigmoid", "30..55", pick_right},
    {"sigmoid", "-55..-30", pick_left},
    {"sigmoid", "-709..-40", pick_far_left},
    {"sigmoid", "subnormal result", pick_end_left},
    {"sigmoid", "table boundaries", pick_exp_table},
    {"sigmoid", "table boundaries, low", pick_exp_table_low},
    {"logit", "all doubles in 0..1", pick_p_any},
    {"logit", "uniform in 0..1", pick_p_uniform},
    {"logit", "near 1/2", pick_p_half},
    {"logit", "0.3..0.7", pick_p_middle},
    {"logit", "near 1", pick_p_one},
    {"logit", "5e-324..2^-1000", pick_p_tiny},
    {"logit", "2^-60", pick_p_switch},
    {"logit", "table boundaries", pick_p_log_table},
    {"log_prob", "all doubles in 0..1", pick_p_any},
    {"log_prob", "uniform in 0..1", pick_p_uniform},
    {"log_prob", "0.3..0.7", pick_p_middle},
    {"log_prob", "near 1", pick_p_one},
    {"log_prob", "5e-324..2^-1000", pick_p_tiny},
    {"log_prob", "table boundaries", pick_p_log_boundary},
    {"log_sigmoid", "all doubles", pick_any},
    {"log_sigmoid", "-40..40", pick_usual},
    {"log_sigmoid", "1..4", pick_one_to_four},
    {"log_sigmoid", "near 0", pick_near_zero},
    {"log_sigmoid", "subnormal x", pick_subnormal},
    {"log_sigmoid", "-55..-30", pick_left},
    {"log_sigmoid", "30..55", pick_right},
    {"log_sigmoid", "40..709", pick_far_right},
    {"log_sigmoid", "subnormal result", pick_end_right},
    {"log_sigmoid", "exp table boundaries", pick_exp_table},
    {"log_sigmoid", "log table boundaries", pick_log_table_mirrored},
    {"softplus", "all doubles", pick_any},
    {"softplus", "-40..40", pick_usual},
    {"softplus", "near 0", pick_near_zero},
    {"softplus", "30..55", pick_right},
    {"softplus", "-709..-40", pick_far_left},
    {"softplus", "subnormal result", pick_end_left},
    {"softplus", "exp table boundaries", pick_exp_table},
    {"softplus", "log table boundaries", pick_log_table},
    {"sigmoid_xent", "-40..40", pick_xent_usual},
    {"sigmoid_xent", "y = 0 or 1", pick_xent_hard},
    {"sigmoid_xent", "y near 0 or 1", pick_xent_near_hard},
    {"sigmoid_xent", "all doubles", pick_xent_any},
    {"sigmoid_xent", "subnormal result", pick_xent_tiny},
    {"sigmoid_xent", "abs(x) > 512", pick_xent_far},
    {"sigmoid_xent", "both terms alike", pick_xent_balanced},
    {"softmax_prob", "0..40 below", pick_prob_usual},
    {"softmax_prob", "close", pick_prob_close},
    {"softmax_prob", "lse up to 2^60", pick_prob_wide},
    {"softmax_prob", "unlike magnitudes", pick_prob_mixed},
    {"softmax_prob", "subnormal result", pick_prob_subnormal},
    {"softmax_prob", "all doubles", pick_prob_any},
    {"softmax_prob", "table boundaries", pick_prob_table},
    {"dd_exp", "-40..40", pick_dd_usual},
    {"dd_exp", "-750..750", pick_dd_wide},
    {"dd_exp", "near 0", pick_dd_tiny},
    {"dd_exp", "2^9..2^59", pick_dd_large},
    {"dd_exp", "1024", pick_dd_switch},
    {"dd_exp", "table boundaries", pick_dd_exp_table},
    {"dd_expm1", "-1..1", pick_dd_below_one},
    {"dd_expm1", "near 0", pick_dd_tiny},
    {"dd_expm1", "table boundaries", pick_dd_expm1_table},
    {"dd_log", "0.7..1.5", pick_dd_middle},
    {"dd_log", "near 1", pick_dd_one},
    {"dd_log", "1 + low word", pick_dd_one_and_less},
    {"dd_log", "all positive", pick_dd_positive},
    {"dd_log", "k up to 2^60", pick_dd_powers},
    {"dd_log", "table boundaries", pick_dd_log_table},
    {"dd_log1p", "-0.5..2", pick_dd_log1p_middle},
    {"dd_log1p", "near 0", pick_dd_tiny_log1p},
    {"dd_log1p", "all positive", pick_dd_positive},
    {"dd_log1p", "2^-8", pick_dd_log1p_switch},
    {"dd_round", "all k", pick_round_any},
    {"dd_round", "subnormal result", pick_round_subnormal},
    {"dd_round", "halfway", pick_round_halfway},
    {"dd_round", "f of any size", pick_round_unscaled},
    {"dd_add", "two", pick_two},
    {"dd_add", "cancelling", pick_two_cancelling},
    {"dd_mul", "two", pick_two},
    {"dd_div", "two", pick_two},
};

enum {
  ELEMENTWISE_FUNCTIONS = sizeof elementwise_functions / sizeof *elementwise_functions,
  ELEMENTWISE_DOMAINS = sizeof elementwise_domains / sizeof *elementwise_domains
};

/* ---- main ---- */

static const ElementwiseFunction *elementwise_find(const char *name) {
  for (int i = 0; i < ELEMENTWISE_FUNCTIONS; i++) {
    if (strcmp(elementwise_functions[i].name, name) == 0) return &elementwise_functions[i];
  }
  return NULL;
}

static void elementwise_point(UlpRow *row, const ElementwiseFunction *function, const double *a) {
  static const char *const formats[] = {"", "%a", "%a %a", "%a %a %a"};
  ulp_note(row, function->error(a), formats[function->arguments], a[0], a[1], a[2]);
}

static void elementwise_measure(const ElementwiseDomain *domain, long points) {
  const ElementwiseFunction *function = elementwise_find(domain->function);
  UlpRandom random = ulp_seed(domain->function, domain->domain);
  UlpRow row = ulp_row(domain->function, domain->domain, function->limit, function->unit);
  for (long i = 0; i < points; i++) {
    double a[ELEMENTWISE_ARGUMENTS] = {0.0, 0.0, 0.0};
    domain->pick(&random, a);
    elementwise_point(&row, function, a);
  }
  ulp_close(&row);
}

/* Reads one line of the file of worst points; false when it is not one. */
static bool elementwise_read_point(char *line, const ElementwiseFunction **function, double *a) {
  char *name = strtok(line, " \n");
  *function = name == NULL ? NULL : elementwise_find(name);
  if (*function == NULL) return false;
  for (int i = 0; i < (*function)->arguments; i++) {
    char *text = strtok(NULL, " \n"), *end = text;
    if (text != NULL) a[i] = strtod(text, &end);
    if (end == text || *end != '\0') return false;
  }
  return strtok(NULL, " \n") == NULL;
}

static void elementwise_worst_points(const UlpOptions *options) {
  FILE *file = fopen(options->worst_points, "r");
  if (file == NULL) {
    CHECK(false, "%s: %s", options->worst_points, strerror(errno));
    return;
  }
  UlpRow rows[ELEMENTWISE_FUNCTIONS];
  for (int i = 0; i < ELEMENTWISE_FUNCTIONS; i++) {
    const ElementwiseFunction *f = &elementwise_functions[i];
    rows[i] = ulp_row(f->name, "worst points so far", f->limit, f->unit);
  }
  char line[256];
  for (int number = 1; fgets(line, sizeof line, file) != NULL; number++) {
    const ElementwiseFunction *function = NULL;
    double a[ELEMENTWISE_ARGUMENTS] = {0.0, 0.0, 0.0};
    if (line[0] == '#' || line[0] == '\n') continue;
    if (elementwise_read_point(line, &function, a)) {
      elementwise_point(&rows[function - elementwise_functions], function, a);
    } else {
      CHECK(false, "%s:%d: not a point", options->worst_points, number);
    }
  }
  fclose(file);
  for (int i = 0; i < ELEMENTWISE_FUNCTIONS; i++) {
    if (rows[i].points > 0 && ulp_wanted(options, rows[i].function)) ulp_close(&rows[i]);
  }
}

int main(int argc, char **argv) {
  UlpOptions options = ulp_options(argc, argv);
  if (options.worst_points == NULL) options.worst_points = "tests/accuracy/worst-points.txt";
  for (int i = 0; i < options.name_count; i++) {
    if (elementwise_find(options.names[i]) == NULL)
      CHECK(false, "no function '%s'", options.names[i]);
  }
  mpfr_set_emin(mpfr_get_emin_min()); /* e^(2^59) is a number here */
  mpfr_set_emax(mpfr_get_emax_max());
  mpfr_inits2(ULP_PRECISION, elementwise_t, elementwise_u, (mpfr_ptr)NULL);
  mpfr_inits2(ULP_PRECISION_OF_SUMS, elementwise_v, elementwise_w, (mpfr_ptr)NULL);
  ulp_heading();
  for (int i = 0; i < ELEMENTWISE_DOMAINS; i++) {
    if (ulp_wanted(&options, elementwise_domains[i].function)) {
      elementwise_measure(&elementwise_domains[i], options.points);
    }
  }
  elementwise_worst_points(&options);
  mpfr_clears(elementwise_t, elementwise_u, elementwise_v, elementwise_w, (mpfr_ptr)NULL);
  mpfr_free_cache();
  return check_report();
}
