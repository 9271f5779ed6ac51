/* platt.c: see platt.h.
**
** Scores s are taken as z = U s - M with a power of two U, so that nothing over- or underflows
** however large, small or far from 0 the scores are. The line is x = A z + B. With p = sigmoid(x),
** targets t and w = p (1 - p) the gradient of the loss is sum (p - t) z and sum (p - t), its Hessian
** sum w z^2, sum w z and sum w. Each term is taken times the weight of its example, which is relative
** to the largest: a factor of the loss moves no minimum.
**
** Before each step M moves to the mean of z weighted by w, or as near as doubles come. B moves with
** it, so that the line stays the same. There sum w z is about 0, so nothing cancels in the
** Hessian's determinant, wherever the scores that have weight lie among those that have next to
** none.
**
** A step that changes x by more than 1/2 for some example is halved until the loss falls as it
** should (L. Armijo, Pacific J. Math. 16, 1966). Any other step is taken as it is. Along a line the
** loss's third derivative is at most its second times the largest change of x; so from there
** Newton's method converges quadratically (F. Bach, "Self-concordant analysis for logistic
** regression", Electron. J. Stat. 4, 2010).
**
** With weights, examples of small weight may not show in the loss, and yet be all that there is at
** some scores. So then the loss is not looked at. Let D be the changes of x, H = sum w D^2, and K the
** same sum with the largest w on the way from x to x + D. The part H/K of the step makes the loss
** fall, for K bounds the second derivative. So does the part ln(1 + L)/L, where L is the largest |D|
** (Bach). The larger part is taken. And the derivatives are taken again once M has moved, for next
** to those of large weight the others would be lost in the difference.
**
** p - t is taken from the smaller of p and 1 - p, with t and 1 - t each to the last bit. So it
** keeps its bits where both are near 1.
*/
#include "platt.h"

#include "../exact/dd_scaled.h"
#include "../exact/elementary.h"
#include "../exact/exact.h"

enum {
  PLATT_SHRINK_MOST = 1000, /* 2^-1023 is no normal double */
  PLATT_STEPS = 200,        /* not reached: 18 were the most that were seen */
  PLATT_HALVINGS = 60,      /* nor are these */
  PLATT_CENTERINGS = 4      /* before a step, with weights */
};

#define PLATT_SHORT 0.5         /* a step that is taken without a look at the loss */
#define PLATT_CONVERGED 0x1p-30 /* relative to 1 + the largest |x|; the next step is below 2^-53 */
#define PLATT_ARMIJO 1e-4       /* the share of the fall promised by the gradient that is enough */
#define PLATT_NOISE 0x1p-45     /* relative error of a loss, amply */
#define PLATT_SATURATED 700.0   /* a larger |x| counts as this, so w is never 0 */
#define PLATT_HEAVIEST 0x1p64   /* a larger P or N counts as this: steps in x are 1 or so */

/* ---- scores ---- */

typedef struct {
  const Example *examples;
  size_t count;
  double classes[2];      /* N and P */
  bool weighted;          /* some weight is not 1 */
  int unit;               /* sums are of weights times 2^-unit, of which the largest is about 1 */
  int shrink;             /* U = 2^-shrink */
  double lowest, highest; /* score */
  double target[2][2];    /* by class: 1 - t and t */
  const Stop *stop;
} PlattProblem;

typedef struct {
  double slope, offset; /* A and B */
  double center;        /* M */
} PlattLine;

static inline double platt_z(const PlattProblem *problem, const PlattLine *line, double score) {
  return score * bits_power_of_two(-problem->shrink) - line->center;
}

static inline double platt_x(const PlattProblem *problem, const PlattLine *line, double score) {
  return line->slope * platt_z(problem, line, score) + line->offset;
}

/* P or N. */
static double platt_total(const ExactSum *weights) {
  double total = exact_sum_round(weights);
  return total < PLATT_HEAVIEST ? total : PLATT_HEAVIEST;
}

/* False, as in all that follows: memory ran out, or the fit is to stop. */
static bool platt_survey(const Example *examples, size_t count, MemoryResize *resize,
                         const Stop *stop, PlattProblem *problem) {
  double lowest = bits_infinity(), highest = -bits_infinity();
  double lightest = bits_infinity(), heaviest = 0.0;
  ExactSum weights[2];
  bool done = true;
  memset(weights, 0, sizeof weights);
  for (size_t i = 0; done && i < count; i++) {
    double score = examples[i].score, weight = bits_abs(examples[i].weight);
    lowest = score < lowest ? score : lowest;
    highest = score > highest ? score : highest;
    lightest = weight < lightest ? weight : lightest;
    heaviest = weight > heaviest ? weight : heaviest;
    done =
        exact_sum_add(&weights[examples[i].weight > 0.0], weight, +1, resize) && !stop_at(stop, i);
  }
  *problem = (PlattProblem){.examples = examples, .count = count, .stop = stop};
  problem->lowest = lowest;
  problem->highest = highest;
  problem->weighted = lightest != 1.0 || heaviest != 1.0;
  problem->unit = bits_log2(heaviest);
  for (int side = 0; side < 2; side++) {
    problem->classes[side] = platt_total(&weights[side]);
    exact_sum_clear(&weights[side], resize);
  }
  return done;
}

/* Scale and targets. False where there is nothing to fit: one class is absent, or all scores are
** equal. */
static bool platt_prepare(PlattProblem *problem) {
  double lowest = problem->lowest, highest = problem->highest;
  if (problem->classes[0] == 0.0 || problem->classes[1] == 0.0 || lowest == highest) return false;
  int exponent = bits_exponent(-lowest > highest ? lowest : highest);
  problem->shrink = exponent < PLATT_SHRINK_MOST ? exponent : PLATT_SHRINK_MOST;
  for (int side = 0; side < 2; side++) {
    double certain = problem->classes[side] + 2.0;
    problem->target[side][side] = (certain - 1.0) / certain;
    problem->target[side][1 - side] = 1.0 / certain;
  }
  return true;
}

/* ---- sums over examples ---- */

typedef struct {
  double residual, residual_z;         /* sums of p - t, (p - t) z, */
  double weight, weight_z, weight_z_z; /* w, w z and w z^2 */
} PlattDerivatives;

enum { PLATT_SUMS = 5 };

static bool platt_add_example(const PlattProblem *problem, const PlattLine *line,
                              const Example *example, ExactSum sums[PLATT_SUMS],
                              MemoryResize *resize) {
  double z = platt_z(problem, line, example->score), x = line->slope * z + line->offset;
  double size = bits_abs(x) < PLATT_SATURATED ? bits_abs(x) : PLATT_SATURATED;
  double power = dd_round(dd_exp(dd_from(-size)));
  double smaller = power / (1.0 + power); /* of p and 1 - p */
  const double *target = problem->target[example->weight > 0.0];
  double residual = x < 0.0 ? smaller - target[1] : target[0] - smaller;
  double weight = smaller / (1.0 + power);
  double terms[PLATT_SUMS] = {residual, residual * z, weight, weight * z, weight * z * z};
  for (int i = 0; i < PLATT_SUMS; i++) {
    if (!exact_sum_add_weighted(&sums[i], terms[i], bits_abs(example->weight), problem->unit, +1,
                                resize)) {
      return false;
    }
  }
  return true;
}

static bool platt_derivatives(const PlattProblem *problem, const PlattLine *line,
                              MemoryResize *resize, PlattDerivatives *derivatives) {
  ExactSum sums[PLATT_SUMS];
  memset(sums, 0, sizeof sums);
  bool done = true;
  for (size_t i = 0; done && i < problem->count; i++) {
    done = platt_add_example(problem, line, &problem->examples[i], sums, resize) &&
           !stop_at(problem->stop, i);
  }
  *derivatives = (PlattDerivatives){exact_sum_round(&sums[0]), exact_sum_round(&sums[1]),
                                    exact_sum_round(&sums[2]), exact_sum_round(&sums[3]),
                                    exact_sum_round(&sums[4])};
  for (int i = 0; i < PLATT_SUMS; i++) exact_sum_clear(&sums[i], resize);
  return done;
}

static bool platt_loss(const PlattProblem *problem, const PlattLine *line, MemoryResize *resize,
                       double *loss) {
  ExactSum sum = {0};
  bool done = true;
  for (size_t i = 0; done && i < problem->count; i++) {
    const Example *example = &problem->examples[i];
    double x = platt_x(problem, line, example->score);
    double target = problem->target[example->weight > 0.0][1];
    done = exact_sum_add_weighted(&sum, elementary_sigmoid_xent(x, target),
                                  bits_abs(example->weight), problem->unit, +1, resize) &&
           !stop_at(problem->stop, i);
  }
  *loss = exact_sum_round(&sum);
  exact_sum_clear(&sum, resize);
  return done;
}

/* ---- Newton's method ---- */

typedef struct {
  double slope, offset; /* what is added to A and B */
  double fall;          /* of the loss, as the gradient promises; above 0 */
} PlattStep;

/* Moves M to the weighted mean of z, as nearly as doubles come. */
static void platt_center(PlattLine *line, PlattDerivatives *derivatives) {
  double center = line->center + derivatives->weight_z / derivatives->weight;
  double z = center - line->center, weight_z = derivatives->weight_z;
  line->offset += line->slope * z;
  line->center = center;
  derivatives->residual_z -= z * derivatives->residual;
  derivatives->weight_z -= z * derivatives->weight;
  derivatives->weight_z_z -= z * weight_z + z * derivatives->weight_z;
}

/* The Newton step. False where the weighted variance of z is lost to rounding. */
static bool platt_step(const PlattDerivatives *derivatives, PlattStep *step) {
  double mean = derivatives->weight_z / derivatives->weight;
  double variance = derivatives->weight_z_z - mean * derivatives->weight_z;
  if (!(variance > 0.0)) return false;
  step->slope = -(derivatives->residual_z - mean * derivatives->residual) / variance;
  step->offset = -derivatives->residual / derivatives->weight - mean * step->slope;
  step->fall = -(derivatives->residual_z * step->slope + derivatives->residual * step->offset);
  return true;
}

static PlattStep platt_part(PlattStep step, double part) {
  return (PlattStep){step.slope * part, step.offset * part, step.fall * part};
}

static PlattLine platt_moved(PlattLine line, PlattStep step) {
  return (PlattLine){line.slope + step.slope, line.offset + step.offset, line.center};
}

/* The largest |x| of a line over all scores. */
static double platt_largest(const PlattProblem *problem, PlattLine line) {
  double low = bits_abs(platt_x(problem, &line, problem->lowest));
  double high = bits_abs(platt_x(problem, &line, problem->highest));
  return low > high ? low : high;
}

/* Halves a long step until the loss falls. On entry *loss is the loss of the line, or below 0 if it
** is not known yet; on return the loss after the step. */
static bool platt_shorten(const PlattProblem *problem, PlattLine line, MemoryResize *resize,
                          PlattStep *step, double *loss) {
  if (*loss < 0.0 && !platt_loss(problem, &line, resize, loss)) return false;
  double before = *loss * (1.0 + PLATT_NOISE);
  for (int i = 0; i < PLATT_HALVINGS; i++) {
    PlattLine moved = platt_moved(line, *step);
    if (!platt_loss(problem, &moved, resize, loss)) return false;
    if (*loss <= before - PLATT_ARMIJO * step->fall) break;
    *step = platt_part(*step, 0.5);
  }
  return true;
}

/* The derivatives of the line, about a new center. */
static bool platt_look(const PlattProblem *problem, PlattLine *line, MemoryResize *resize,
                       PlattDerivatives *derivatives) {
  int centerings = problem->weighted ? PLATT_CENTERINGS : 1;
  for (int i = 0; i < centerings; i++) {
    double before = line->center;
    if (!platt_derivatives(problem, line, resize, derivatives)) return false;
    platt_center(line, derivatives);
    if (line->center == before) break;
  }
  return true;
}

/* w, for |x| = size. */
static double platt_weight(double size) {
  double power = dd_round(dd_exp(dd_from(size < PLATT_SATURATED ? -size : -PLATT_SATURATED)));
  return power / (1.0 + power) / (1.0 + power);
}

/* H/K, of a step that changes x by `length` at most. Both sums are taken over D / length. */
static bool platt_bound(const PlattProblem *problem, PlattLine line, PlattStep step, double length,
                        MemoryResize *resize, double *bound) {
  PlattLine moved = platt_moved(line, step), part = {step.slope, step.offset, line.center};
  ExactSum sums[2];
  bool done = true;
  memset(sums, 0, sizeof sums);
  for (size_t i = 0; done && i < problem->count; i++) {
    double score = problem->examples[i].score, weight = bits_abs(problem->examples[i].weight);
    double x = platt_x(problem, &line, score), to = platt_x(problem, &moved, score);
    double change = platt_x(problem, &part, score) / length, square = change * change;
    double from_0 = bits_abs(x), to_0 = bits_abs(to), least = from_0 < to_0 ? from_0 : to_0;
    if ((x < 0.0) != (to < 0.0)) least = 0.0;
    done = exact_sum_add_weighted(&sums[0], platt_weight(from_0) * square, weight, problem->unit,
                                  +1, resize) &&
           exact_sum_add_weighted(&sums[1], platt_weight(least) * square, weight, problem->unit, +1,
                                  resize) &&
           !stop_at(problem->stop, i);
  }
  *bound = exact_sum_round(&sums[0]) / exact_sum_round(&sums[1]);
  for (int i = 0; i < 2; i++) exact_sum_clear(&sums[i], resize);
  return done;
}

/* The same where there are weights. */
static bool platt_shorten_weighted(const PlattProblem *problem, PlattLine line, double length,
                                   MemoryResize *resize, PlattStep *step) {
  double bound, part = dd_log(dd_scaled_from(1.0 + length)).hi / length;
  if (!platt_bound(problem, line, *step, length, resize, &bound)) return false;
  *step = platt_part(*step, bound > part ? bound : part);
  return true;
}

/* Takes a step, which changes x by `length` at most, or a part of it. */
static bool platt_take(const PlattProblem *problem, PlattLine *line, double length,
                       MemoryResize *resize, PlattStep step, double *loss) {
  if (length <= PLATT_SHORT) {
    *loss = -1.0;
  } else if (problem->weighted) {
    if (!platt_shorten_weighted(problem, *line, length, resize, &step)) return false;
  } else if (!platt_shorten(problem, *line, resize, &step, loss)) {
    return false;
  }
  *line = platt_moved(*line, step);
  return true;
}

/* If the variance is lost to rounding, retry from the new center. *found: the steps have become
** short; without weights they always do. */
static bool platt_solve(const PlattProblem *problem, PlattLine *line, MemoryResize *resize,
                        bool *found) {
  double loss = -1.0;
  for (int i = 0; i < PLATT_STEPS; i++) {
    PlattDerivatives derivatives;
    PlattStep step;
    if (!platt_look(problem, line, resize, &derivatives)) return false;
    if (!platt_step(&derivatives, &step)) continue;
    double length = platt_largest(problem, (PlattLine){step.slope, step.offset, line->center});
    double size = 1.0 + platt_largest(problem, *line);
    if (!platt_take(problem, line, length, resize, step, &loss)) return false;
    if (length <= PLATT_CONVERGED * size) return true;
  }
  *found = !problem->weighted;
  return true;
}

/* A z + B = a s + b; both NaN where a is beyond the doubles. */
static Platt platt_of(const PlattProblem *problem, PlattLine line) {
  double a = dd_round((ScaledDD){dd_from(line.slope), -problem->shrink});
  DD b = dd_sub(dd_from(line.offset), dd_two_prod(line.slope, line.center));
  if (!bits_is_finite(a)) return (Platt){bits_nan(), bits_nan()};
  return (Platt){a + 0.0, b.hi + 0.0};
}

/* Starts from a flat line: the share of positive examples for every score. */
bool platt_fit(const Example *examples, size_t count, MemoryResize *resize, const Stop *stop,
               Platt *fit) {
  PlattProblem problem;
  *fit = (Platt){bits_nan(), bits_nan()};
  if (!platt_survey(examples, count, resize, stop, &problem)) return false;
  if (!platt_prepare(&problem)) return true;
  ScaledDD odds = dd_scaled_over(dd_scaled_from(problem.classes[1] + 1.0),
                                 dd_scaled_from(problem.classes[0] + 1.0));
  PlattLine line = {0.0, dd_log(odds).hi, problem.lowest * bits_power_of_two(-problem.shrink)};
  bool found = true;
  if (!platt_solve(&problem, &line, resize, &found)) return false;
  if (found) *fit = platt_of(&problem, line);
  return true;
}
