/* temperature.c: see temperature.h.
**
** With x = b (v - highest of the example) everything is free of scale: scores enter through x only.
** At the best b the residuals h = E[x] - x_label under softmax(x) add up to 0. h / b never falls as b
** grows: its slope d(h / b)/d ln b is Var[x] / b. Let U be minus the sum of h over the examples
** whose label has the highest score (h <= 0: they want b to grow), and D the sum over all others.
**
** Newton's method has two ways to choose from, each with a step t relative to b:
**   to D - U = 0         t = (U - D) / sum Var
**   to ln D - ln U = 0   t = ln(U / D) / (sum_U Var / U + sum_D Var / D), if D > 0
** The first is right where b is small, the second where b is so large that U fades away like e^-b.
** Where the second is right, it is the larger one if b is too small, and the smaller one in size if
** b is too large: so the greater t of both is taken. Near the root they are the same.
**
** The invariant: b is too small at `low` and too large at `high`, by the sign of U - D, so that the
** root lies between them; a step that would leave this bracket goes to its middle (in ln b)
** instead.
**
** E and Var are plain doubles, within some 2^-51 of b times the example's spread, and depend on the
** example alone. b is kept as f 2^k, for differences of doubles, and so b, range wider than
** doubles.
*/
#include "temperature.h"

#include "../exact/dd_scaled.h"
#include "../exact/exact.h"

enum {
  TEMPERATURE_DEVIATIONS = 1000, /* beyond so many standard deviations T is no answer */
  TEMPERATURE_PATIENCE = 8,      /* after so many steps every other large one halves the bracket */
  TEMPERATURE_STEPS = 200        /* reached where the curve has no slope left, beyond e^-700 */
};

#define TEMPERATURE_SMALL 0x1p-4      /* a step after which the following ones shrink fast */
#define TEMPERATURE_TINY 0x1p-16      /* if they do not, below this they are rounding errors */
#define TEMPERATURE_CONVERGED 0x1p-30 /* the following one would be below 2^-53 */

#define TEMPERATURE_SATURATED 128.0   /* e^-128 is nothing, even times all elements there can be */
#define TEMPERATURE_VANISHED (-700.0) /* e^x below that is not added */
#define TEMPERATURE_LOWEST (-0x1p1000)

/* ---- examples as bytes ----
**
** A word, 4 times the number of elements plus flags; then the elements in their own type, the
** label's first, the others in their order, without those that are masked. */

typedef uint64_t TemperatureWord;

enum {
  TEMPERATURE_F64 = 1, /* flag: elements are doubles, else floats */
  TEMPERATURE_WIDE = 2 /* flag: the highest less the lowest is beyond the doubles */
};

typedef struct {
  const unsigned char *elements;
  size_t count; /* at least 1 */
  unsigned flags;
} TemperatureExample;

static VectorType temperature_type(unsigned flags) {
  return (flags & TEMPERATURE_F64) != 0 ? VECTOR_F64 : VECTOR_F32;
}

/* Returns where the next example begins. */
static const unsigned char *temperature_read(const unsigned char *from,
                                             TemperatureExample *example) {
  TemperatureWord word;
  memcpy(&word, from, sizeof word);
  example->elements = from + sizeof word;
  example->count = (size_t)(word >> 2);
  example->flags = (unsigned)(word & 3);
  return example->elements + example->count * vector_width(temperature_type(example->flags));
}

bool temperature_accepts(const Vector *v, size_t label) {
  if (label >= v->n || !bits_is_finite(vector_at(v, label))) return false;
  for (size_t i = 0; i < v->n; i++) {
    double x = vector_at(v, i);
    if (bits_is_nan(x) || x == bits_infinity()) return false;
  }
  return true;
}

/* How many elements are not masked. */
static size_t temperature_count(const Vector *v, size_t label, unsigned *flags) {
  size_t count = 0;
  double lowest = bits_infinity(), highest = -bits_infinity();
  for (size_t i = 0; i < v->n; i++) {
    double x = vector_at(v, i);
    if (bits_is_infinite(x) && i != label) continue;
    lowest = x < lowest ? x : lowest;
    highest = x > highest ? x : highest;
    count++;
  }
  *flags = v->type == VECTOR_F64 ? TEMPERATURE_F64 : 0;
  if (!bits_is_finite(highest - lowest)) *flags |= TEMPERATURE_WIDE;
  return count;
}

bool temperature_add(Temperature *examples, const Vector *v, size_t label, MemoryResize *resize) {
  unsigned flags;
  size_t count = temperature_count(v, label, &flags), width = vector_width(v->type);
  const unsigned char *data = v->data;
  TemperatureWord word = (TemperatureWord)count << 2 | flags;
  unsigned char *to = queue_extend(&examples->rows, sizeof word + count * width, resize);
  if (to == NULL) return false;
  memcpy(to, &word, sizeof word);
  to += sizeof word;
  memcpy(to, data + label * width, width);
  for (size_t i = 0; i < v->n; i++) {
    if (i == label || bits_is_infinite(vector_at(v, i))) continue;
    to += width;
    memcpy(to, data + i * width, width);
  }
  return true;
}

void temperature_remove(Temperature *examples) {
  TemperatureExample oldest;
  const unsigned char *front = queue_front(&examples->rows);
  queue_pop(&examples->rows, (size_t)(temperature_read(front, &oldest) - front));
}

void temperature_clear(Temperature *examples, MemoryResize *resize) {
  queue_clear(&examples->rows, resize);
}

/* ---- b = 1/T ---- */

typedef struct {
  double f; /* 1 <= f < 2 */
  int k;    /* b = f 2^k */
} TemperatureInverse;

/* f > 0; +Inf is taken for 2^1024, 0 for less than there is. */
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

typedef struct {
  double highest, lowest, label;
  double next; /* the highest that is below `highest`; -Inf: there is none */
} TemperatureRange;

/* `type` is that of the example, as a constant: so there is code for each. */
static inline double temperature_element(const TemperatureExample *example, VectorType type,
                                         size_t i) {
  float single;
  double x;
  if (type == VECTOR_F64) {
    memcpy(&x, example->elements + i * sizeof x, sizeof x);
    return x;
  }
  memcpy(&single, example->elements + i * sizeof single, sizeof single);
  return (double)single;
}

static TemperatureRange temperature_range(const TemperatureExample *example) {
  VectorType type = temperature_type(example->flags);
  double first = temperature_element(example, type, 0);
  TemperatureRange range = {first, first, first, -bits_infinity()};
  for (size_t i = 1; i < example->count; i++) {
    double x = temperature_element(example, type, i);
    if (x > range.highest) {
      range.next = range.highest;
      range.highest = x;
    } else if (x < range.highest && x > range.next) {
      range.next = x;
    }
    if (x < range.lowest) range.lowest = x;
  }
  return range;
}

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

/* b as three factors, so that neither they nor what lies between them and x leaves the doubles
** before x does. The first is 1/2 for wide examples, of which differences are halved. */
typedef struct {
  double unit, first, second;
} TemperatureFactors;

static TemperatureFactors temperature_factors(TemperatureInverse b, unsigned flags) {
  bool wide = (flags & TEMPERATURE_WIDE) != 0;
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

/* The highest element has x = 0, so that mean^2 <= (1 - 1/mass) second/mass: the variance is not 0
** but where every x is, or has vanished. */
static inline TemperatureOutcome temperature_outcome_of(const TemperatureExample *example,
                                                        VectorType type, TemperatureFactors b) {
  double label = temperature_element(example, type, 0), highest = label;
  for (size_t i = 1; i < example->count; i++) {
    double element = temperature_element(example, type, i);
    highest = element > highest ? element : highest;
  }
  double mass = 0.0, first = 0.0, second = 0.0; /* sums of e^x, x e^x and x^2 e^x */
  for (size_t i = 0; i < example->count; i++) {
    double x = temperature_x(temperature_element(example, type, i), highest, b);
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

static TemperatureOutcome temperature_outcome(const TemperatureExample *example,
                                              TemperatureInverse b) {
  TemperatureFactors factors = temperature_factors(b, example->flags);
  return temperature_type(example->flags) == VECTOR_F64
             ? temperature_outcome_of(example, VECTOR_F64, factors)
             : temperature_outcome_of(example, VECTOR_F32, factors);
}

/* Of x under equal shares. */
static double temperature_variance(const TemperatureExample *example, TemperatureInverse b) {
  TemperatureFactors factors = temperature_factors(b, example->flags);
  VectorType type = temperature_type(example->flags);
  double origin = temperature_element(example, type, 0), count = (double)example->count;
  double sum = 0.0, squares = 0.0;
  for (size_t i = 0; i < example->count; i++) {
    sum += temperature_x(temperature_element(example, type, i), origin, factors);
  }
  for (size_t i = 0; i < example->count; i++) {
    double x = temperature_x(temperature_element(example, type, i), origin, factors);
    squares += (x - sum / count) * (x - sum / count);
  }
  return squares / count;
}

/* ---- all examples ---- */

typedef struct {
  int64_t examples;
  double widest;  /* the largest distance between two elements of an example, may be +Inf */
  double nearest; /* the smallest from the highest element down to another, at most DBL_MAX */
  bool wrong;     /* some label's score is not the highest of its example */
} TemperatureSurvey;

static TemperatureSurvey temperature_survey(const Temperature *examples) {
  TemperatureSurvey survey = {0, 0.0, DBL_MAX, false};
  const unsigned char *at = queue_front(&examples->rows), *end = at + queue_size(&examples->rows);
  while (at < end) {
    TemperatureExample example;
    at = temperature_read(at, &example);
    TemperatureRange range = temperature_range(&example);
    double spread = range.highest - range.lowest, nearest = range.highest - range.next;
    survey.widest = spread > survey.widest ? spread : survey.widest;
    survey.nearest = nearest < survey.nearest ? nearest : survey.nearest;
    survey.wrong |= range.label < range.highest;
    survey.examples++;
  }
  return survey;
}

/* [0]: over the examples whose label has the highest score, [1]: over the others. */
typedef struct {
  ExactSum residual[2];
  ExactSum variance[2];
} TemperatureSums;

static bool temperature_add_up(const Temperature *examples, TemperatureInverse b,
                               TemperatureSums *sums, MemoryResize *resize) {
  const unsigned char *at = queue_front(&examples->rows), *end = at + queue_size(&examples->rows);
  while (at < end) {
    TemperatureExample example;
    at = temperature_read(at, &example);
    TemperatureOutcome outcome = temperature_outcome(&example, b);
    if (!exact_sum_add(&sums->residual[outcome.wrong], outcome.residual, +1, resize)) return false;
    if (!exact_sum_add(&sums->variance[outcome.wrong], outcome.variance, +1, resize)) return false;
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
static bool temperature_step(const Temperature *examples, TemperatureInverse b,
                             MemoryResize *resize, double *step) {
  TemperatureSums sums = {0};
  bool done = temperature_add_up(examples, b, &sums, resize);
  if (done) *step = temperature_step_of(&sums);
  temperature_clear_sums(&sums, resize);
  return done;
}

/* A step down is taken in 1/b, so that b stays above 0. One of +-Inf leaves every bracket. */
static TemperatureInverse temperature_moved(TemperatureInverse b, double step) {
  if (step >= 0.0) return temperature_inverse(b.f * (1.0 + step), b.k);
  return temperature_inverse(b.f / (1.0 - step), b.k);
}

static bool temperature_is_near(double step, double last) {
  double size = bits_abs(step);
  return size < TEMPERATURE_CONVERGED || (size < TEMPERATURE_TINY && size >= bits_abs(last));
}

/* Begins at `low`. No answer if that b is too large already. */
static bool temperature_solve(const Temperature *examples, TemperatureInverse low,
                              TemperatureInverse high, MemoryResize *resize, double *temperature) {
  TemperatureInverse b = low;
  double step, last = bits_infinity();
  for (int i = 0; i < TEMPERATURE_STEPS; i++, last = step) {
    if (!temperature_step(examples, b, resize, &step)) return false;
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
static bool temperature_lowest(const Temperature *examples, const TemperatureSurvey *survey,
                               MemoryResize *resize, TemperatureInverse *b) {
  const unsigned char *at = queue_front(&examples->rows), *end = at + queue_size(&examples->rows);
  TemperatureInverse unit = {1.0, -temperature_inverse(survey->widest, 0).k};
  ExactSum variance = {0};
  bool done = true;
  while (done && at < end) {
    TemperatureExample example;
    at = temperature_read(at, &example);
    done = exact_sum_add(&variance, temperature_variance(&example, unit), +1, resize);
  }
  if (done) {
    ScaledDD count = dd_scaled_from((double)survey->examples);
    DD log_mean = dd_log(dd_scaled_over(exact_sum_value(&variance), count));
    ScaledDD inverse = dd_exp(dd_scale(log_mean, -0.5));
    *b = temperature_inverse(inverse.f.hi / TEMPERATURE_DEVIATIONS, (int)inverse.k + unit.k);
  }
  exact_sum_clear(&variance, resize);
  return done;
}

/* At TEMPERATURE_SATURATED / nearest all elements below the highest are so far below it, in x, that
** b is too large. */
bool temperature_fit(const Temperature *examples, MemoryResize *resize, double *temperature) {
  *temperature = bits_nan();
  if (queue_size(&examples->rows) == 0) return true;
  TemperatureSurvey survey = temperature_survey(examples);
  if (!survey.wrong) return true;
  TemperatureInverse low, nearest = temperature_inverse(survey.nearest, 0);
  TemperatureInverse high = temperature_inverse(TEMPERATURE_SATURATED / nearest.f, -nearest.k);
  if (!temperature_lowest(examples, &survey, resize, &low)) return false;
  return temperature_solve(examples, low, high, resize, temperature);
}
