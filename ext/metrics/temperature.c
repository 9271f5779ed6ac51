/* temperature.c: see temperature.h.
**
** With x = b (v - highest of the example) everything is free of scale: scores enter through x only.
** At the best b the residuals h = E[x] - x_label under softmax(x) add up to 0. h / b never falls as
** b grows: its slope d(h / b)/d ln b is Var[x] / b. Let U be minus the sum of h over the examples
** whose label has the highest score (h <= 0: they want b to grow), and D the sum over all others.
** Each h, and each variance, is taken times the weight of its example. Weights are relative to the
** largest: a factor of the loss moves no minimum.
**
** Newton's method has two ways to choose from, each with a step t relative to b:
**   to D - U = 0         t = (U - D) / sum Var
**   to ln D - ln U = 0   t = ln(U / D) / (sum_U Var / U + sum_D Var / D), if D > 0
** The first is right where b is small, the second where b is so large that U fades away like e^-b.
** There the second t is the greater one: larger if b is too small, less negative if b is too large.
** So the greater t of both is taken. Near the root they are the same.
**
** The invariant: b is too small at `low` and too large at `high`, by the sign of U - D, so that the
** root lies between them. A step that would leave this bracket goes to its middle (in ln b)
** instead.
**
** E and Var are plain doubles, within some 2^-51 of b times the example's spread, and depend on the
** example alone. Differences of doubles range wider than doubles, and so does b: it is kept as f
** 2^k.
*/
#include "temperature.h"

#include "../exact/dd_scaled.h"
#include "../exact/exact.h"

enum {
  TEMPERATURE_DEVIATIONS = 1000, /* beyond so many standard deviations T is no answer */
  TEMPERATURE_PATIENCE = 8,      /* after so many steps every other large one halves the bracket */
  TEMPERATURE_STEPS = 200        /* reached where the curve has no slope left, beyond e^-700 */
};

#define TEMPERATURE_SMALL 0x1p-4 /* after such a step the following ones shrink fast */
#define TEMPERATURE_TINY 0x1p-16 /* a step below this that does not shrink is a rounding error */
#define TEMPERATURE_CONVERGED 0x1p-30 /* the next step would be below 2^-53 */

#define TEMPERATURE_SATURATED 128.0   /* e^-128 is nothing, even times all elements there can be */
#define TEMPERATURE_DOUBLE 0.7        /* more, in x, for twice the weight: ln 2 and a bit */
#define TEMPERATURE_VANISHED (-700.0) /* e^x below that is not added */
#define TEMPERATURE_LOWEST (-0x1p1000)

/* ---- b = 1/T ---- */

typedef struct {
  double f; /* 1 <= f < 2 */
  int k;    /* b = f 2^k */
} TemperatureInverse;

/* f > 0. +Inf counts as 2^1024, 0 as less than any double. */
static TemperatureInverse temperature_inverse(double f, int k) {
  int shift = f < DBL_MIN ? 100 : 0;
  if (shift != 0) f *= 0x1p100;
  int exponent = bits_exponent(f);
  f = bits_to_double((bits_of_double(f) & BITS_FRACTION) | bits_of_double(1.0));
  return (TemperatureInverse){f, k + exponent - shift};
}

static bool temperature_is_below(TemperatureInverse a, TemperatureInverse b) {
  return a.k != b.k ? a.k < b.k : a.f < b.f;
}

/* Strictly between the two where there is room: the power of two in the middle, or their mean. */
static TemperatureInverse temperature_middle(TemperatureInverse low, TemperatureInverse high) {
  int distance = high.k - low.k;
  if (distance > 1) return (TemperatureInverse){1.0, low.k + (distance + 1) / 2};
  return temperature_inverse(0.5 * low.f + 0.5 * (distance == 0 ? high.f : 2.0 * high.f), low.k);
}

/* 1/b; NaN where that is no finite double above 0. */
static double temperature_of(TemperatureInverse b) {
  double temperature = dd_round((ScaledDD){dd_div(dd_from(1.0), dd_from(b.f)), -b.k});
  return temperature > 0.0 && bits_is_finite(temperature) ? temperature : bits_nan();
}

/* ---- one example ---- */

/* e^x for TEMPERATURE_VANISHED <= x <= 0, as a power of two and Taylor's polynomial in what is
** left, |r| <= 0.3466 (W. J. Cody, W. Waite, Software Manual for the Elementary Functions, 1980).
** The first part of ln 2 has 41 bits, so that the first subtraction is exact. */
static inline double temperature_exp(double x) {
  double shifted = x * 0x1.71547652b82fep+0 + 0x1.8p52;
  double k = shifted - 0x1.8p52;
  double r = (x - k * 0x1.62e42fefa4p-1) + k * 0x1.8432a1b0e2634p-43;
  double r2 = r * r, r4 = r2 * r2;
  double c2 = (r * (1.0 / 6) + 0.5) + r2 * (r * (1.0 / 120) + 1.0 / 24);
  double c6 = (r * (1.0 / 5040) + 1.0 / 720) + r2 * (r * (1.0 / 362880) + 1.0 / 40320);
  double c10 =
      (r * (1.0 / 39916800) + 1.0 / 3628800) + r2 * (r * (1.0 / 6227020800.0) + 1.0 / 479001600);
  double f = 1.0 + (r + r2 * (c2 + r4 * (c6 + r4 * c10)));
  return bits_to_double(bits_of_double(f) + (bits_of_double(shifted) << 52));
}

/* b as three factors, so that no factor and no product on the way to x leaves the doubles before x
** does. The first is 1/2 for wide examples, of which differences are halved. */
typedef struct {
  double unit, first, second;
} TemperatureFactors;

static TemperatureFactors temperature_factors(TemperatureInverse b, bool wide) {
  int k = b.k + wide;
  return (TemperatureFactors){wide ? 0.5 : 1.0, bits_power_of_two(k / 2),
                              b.f * bits_power_of_two(k - k / 2)};
}

/* b times the element less the origin. */
static inline double temperature_x(double element, double origin, TemperatureFactors b) {
  return ((element * b.unit - origin * b.unit) * b.first) * b.second;
}

typedef struct {
  double residual; /* h, at most 2^1000 */
  double variance; /* Var[x] under softmax(x) */
  bool wrong;      /* the label's score is not the highest */
} TemperatureOutcome;

/* The highest element has x = 0, so mean^2 <= (1 - 1/mass) second/mass. Hence the variance is 0
** only where every x is, or has vanished. */
static inline TemperatureOutcome temperature_outcome_of(const TemperatureRow *row, VectorType type,
                                                        TemperatureFactors b) {
  double label = temperature_rows_element(row, type, 0), highest = label;
  for (size_t i = 1; i < row->count; i++) {
    double element = temperature_rows_element(row, type, i);
    highest = element > highest ? element : highest;
  }
  double mass = 0.0, first = 0.0, second = 0.0; /* sums of e^x, x e^x and x^2 e^x */
  for (size_t i = 0; i < row->count; i++) {
    double x = temperature_x(temperature_rows_element(row, type, i), highest, b);
    if (x < TEMPERATURE_VANISHED) continue;
    double power = temperature_exp(x), moment = x * power;
    mass += power;
    first += moment;
    second += x * moment;
  }
  double mean = first / mass, variance = second / mass - mean * mean;
  double label_x = temperature_x(label, highest, b);
  if (label_x < TEMPERATURE_LOWEST) label_x = TEMPERATURE_LOWEST;
  return (TemperatureOutcome){mean - label_x, variance, label < highest};
}

static TemperatureOutcome temperature_outcome(const TemperatureRow *row, TemperatureInverse b) {
  TemperatureFactors factors = temperature_factors(b, row->wide);
  return row->type == VECTOR_F64 ? temperature_outcome_of(row, VECTOR_F64, factors)
                                 : temperature_outcome_of(row, VECTOR_F32, factors);
}

/* The variance of x under equal shares. */
static double temperature_variance(const TemperatureRow *row, TemperatureInverse b) {
  TemperatureFactors factors = temperature_factors(b, row->wide);
  VectorType type = row->type;
  double origin = temperature_rows_element(row, type, 0), count = (double)row->count;
  double sum = 0.0, squares = 0.0;
  for (size_t i = 0; i < row->count; i++) {
    sum += temperature_x(temperature_rows_element(row, type, i), origin, factors);
  }
  for (size_t i = 0; i < row->count; i++) {
    double x = temperature_x(temperature_rows_element(row, type, i), origin, factors);
    squares += (x - sum / count) * (x - sum / count);
  }
  return squares / count;
}

/* ---- all examples ---- */

/* [0]: over the examples whose label has the highest score, [1]: over the others. */
typedef struct {
  ExactSum residual[2];
  ExactSum variance[2];
} TemperatureSums;

/* Weights are in units of 2^unit. */
static bool temperature_add_up(const TemperatureRows *rows, int unit, TemperatureInverse b,
                               TemperatureSums *sums, MemoryResize *resize, const Stop *stop) {
  size_t since = 0; /* elements, since it was asked whether to stop */
  TemperatureRowsCursor cursor = temperature_rows_begin(rows);
  TemperatureRow row;
  while (temperature_rows_next(&cursor, &row)) {
    TemperatureOutcome outcome = temperature_outcome(&row, b);
    ExactSum *residual = &sums->residual[outcome.wrong], *variance = &sums->variance[outcome.wrong];
    if (!exact_sum_add_weighted(residual, outcome.residual, row.weight, unit, +1, resize) ||
        !exact_sum_add_weighted(variance, outcome.variance, row.weight, unit, +1, resize) ||
        stop_after(stop, &since, row.count)) {
      return false;
    }
  }
  return true;
}

static void temperature_clear_sums(TemperatureSums *sums, MemoryResize *resize) {
  for (int side = 0; side < 2; side++) {
    exact_sum_clear(&sums->residual[side], resize);
    exact_sum_clear(&sums->variance[side], resize);
  }
}

/* ---- Newton's method ---- */

static double temperature_plain_step(ScaledDD up, ScaledDD down, ScaledDD slope) {
  ScaledDD sum = dd_scaled_minus(up, down);
  if (sum.f.hi == 0.0) return 0.0;
  if (slope.f.hi == 0.0) return sum.f.hi > 0.0 ? bits_infinity() : -bits_infinity();
  return dd_round(dd_scaled_over(sum, slope));
}

static double temperature_step_of(const TemperatureSums *sums) {
  ScaledDD up = dd_scaled_negate(exact_sum_value(&sums->residual[0]));
  ScaledDD down = exact_sum_value(&sums->residual[1]);
  ScaledDD slope[2] = {exact_sum_value(&sums->variance[0]), exact_sum_value(&sums->variance[1])};
  double step = temperature_plain_step(up, down, dd_scaled_plus(slope[0], slope[1]));
  if (step == 0.0 || up.f.hi <= 0.0 || down.f.hi <= 0.0) return step;
  DD difference = dd_log(dd_scaled_over(up, down));
  ScaledDD relative = dd_scaled_plus(dd_scaled_over(slope[0], up), dd_scaled_over(slope[1], down));
  double log_step = difference.hi / dd_round(relative);
  return log_step > step ? log_step : step;
}

/* *step is above 0 where b is too small. */
static bool temperature_step(const TemperatureRows *rows, int unit, TemperatureInverse b,
                             MemoryResize *resize, const Stop *stop, double *step) {
  TemperatureSums sums = {0};
  bool done = temperature_add_up(rows, unit, b, &sums, resize, stop);
  if (done) *step = temperature_step_of(&sums);
  temperature_clear_sums(&sums, resize);
  return done;
}

/* A step down is taken in 1/b, so that b stays above 0. An infinite step leaves every bracket. */
static TemperatureInverse temperature_moved(TemperatureInverse b, double step) {
  if (step >= 0.0) return temperature_inverse(b.f * (1.0 + step), b.k);
  return temperature_inverse(b.f / (1.0 - step), b.k);
}

static bool temperature_is_near(double step, double last) {
  double size = bits_abs(step);
  return size < TEMPERATURE_CONVERGED || (size < TEMPERATURE_TINY && size >= bits_abs(last));
}

/* Begins at `low`. No answer if that b is too large already. */
static bool temperature_solve(const TemperatureRows *rows, int unit, TemperatureInverse low,
                              TemperatureInverse high, MemoryResize *resize, const Stop *stop,
                              double *temperature) {
  TemperatureInverse b = low;
  double step, last = bits_infinity();
  for (int i = 0; i < TEMPERATURE_STEPS; i++, last = step) {
    if (!temperature_step(rows, unit, b, resize, stop, &step)) return false;
    if (i == 0 && step <= 0.0) return true;
    *(step > 0.0 ? &low : &high) = b;
    TemperatureInverse next = temperature_moved(b, step);
    bool inside = temperature_is_below(low, next) && temperature_is_below(next, high);
    if (temperature_is_near(step, last)) {
      if (inside) b = next;
      break;
    }
    bool slow = i >= TEMPERATURE_PATIENCE && i % 2 != 0 && bits_abs(step) > TEMPERATURE_SMALL;
    b = inside && !slow ? next : temperature_middle(low, high);
  }
  *temperature = temperature_of(b);
  return true;
}

/* ---- the fit ---- */

/* Where 1/b is TEMPERATURE_DEVIATIONS times the root of the mean variance under equal shares. */
static bool temperature_lowest(const TemperatureRows *rows, const TemperatureSurvey *survey,
                               MemoryResize *resize, const Stop *stop, TemperatureInverse *b) {
  size_t since = 0;
  TemperatureRowsCursor cursor = temperature_rows_begin(rows);
  TemperatureRow row;
  TemperatureInverse unit = {1.0, -temperature_inverse(survey->widest, 0).k};
  int weight_unit = bits_log2(survey->heaviest);
  ExactSum variance = {0}, weight = {0};
  bool done = true;
  while (done && temperature_rows_next(&cursor, &row)) {
    done = exact_sum_add_weighted(&variance, temperature_variance(&row, unit), row.weight,
                                  weight_unit, +1, resize) &&
           exact_sum_add_weighted(&weight, 1.0, row.weight, weight_unit, +1, resize) &&
           !stop_after(stop, &since, row.count);
  }
  if (done) {
    ScaledDD total = dd_scaled_from(exact_sum_round(&weight));
    DD log_mean = dd_log(dd_scaled_over(exact_sum_value(&variance), total));
    ScaledDD inverse = dd_exp(dd_scale(log_mean, -0.5));
    *b = temperature_inverse(inverse.f.hi / TEMPERATURE_DEVIATIONS, (int)inverse.k + unit.k);
  }
  exact_sum_clear(&variance, resize);
  exact_sum_clear(&weight, resize);
  return done;
}

/* Where all elements below the highest are so far below it, in x, that b is too large, whatever the
** weights of the examples. */
static TemperatureInverse temperature_highest(const TemperatureSurvey *survey) {
  TemperatureInverse nearest = temperature_inverse(survey->nearest, 0);
  int doublings = bits_log2(survey->heaviest) - bits_log2(survey->lightest);
  double x = TEMPERATURE_SATURATED + TEMPERATURE_DOUBLE * doublings;
  return temperature_inverse(x / nearest.f, -nearest.k);
}

bool temperature_fit(const TemperatureRows *rows, MemoryResize *resize, const Stop *stop,
                     double *temperature) {
  *temperature = bits_nan();
  if (queue_size(&rows->queue) == 0) return true;
  TemperatureSurvey survey = temperature_rows_survey(rows);
  if (!survey.wrong) return true;
  TemperatureInverse low, high = temperature_highest(&survey);
  if (!temperature_lowest(rows, &survey, resize, stop, &low)) return false;
  return temperature_solve(rows, bits_log2(survey.heaviest), low, high, resize, stop, temperature);
}
