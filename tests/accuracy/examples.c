/* examples.c: measures what is said about whole sets of probabilities (losses, calibration,
** entropy and divergences) against MPFR, and holds each to its promise.
**
**     examples [--points N] [FUNCTION...]
**
** About N rows per function (default 10000), over its kinds of sets, in sets of 1 to 300. As in
** rows.c, a promise "0.51 ULP, or 2^-73 where that is more" makes two rows of the table, one of
** them named "... near 0".
**
** References are sums of rounded terms where all terms have one sign, and otherwise keep so many
** bits that nothing cancels.
*/
#include "../../ext/metrics/calibration.h"
#include "../../ext/metrics/entropy.h"
#include "../../ext/metrics/js_divergence.h"
#include "../../ext/metrics/kl_divergence.h"
#include "../../ext/metrics/losses.h"
#include "ulp.h"

enum {
  EXAMPLES_BITS = 256,        /* of terms, and of sums of positive terms */
  EXAMPLES_EXACT_BITS = 3400, /* of sums of products of doubles */
  EXAMPLES_LONGEST = 300,
  EXAMPLES_FEWEST = 100, /* sets of each kind, whatever N is */
  EXAMPLES_MOST_BINS = 40
};

typedef struct {
  double p, q, weight;
  bool positive;
} ExamplesRow;

typedef struct {
  ExamplesRow *row;
  int n;
  uint32_t bins, bin; /* of a calibration; the one whose row is looked at */
  long number;        /* of the set within its kind */
} ExamplesSet;

/* ---- kinds of examples: a probability, a label, a weight ---- */

/* 2^-deepest to 1, logarithms alike */
static double examples_small(UlpRandom *random, double deepest) {
  return exp2(-deepest * ulp_uniform(random));
}

static double examples_any_positive(UlpRandom *random) {
  double x = fabs(ulp_any(random));
  return x == 0.0 ? 1.0 : x;
}

static ExamplesRow examples_usual(UlpRandom *random, long number) {
  (void)number;
  double p = ulp_uniform(random);
  return (ExamplesRow){p, 0.0, 1.0, ulp_uniform(random) < p};
}

/* Near 0 or 1, and right. */
static ExamplesRow examples_sure(UlpRandom *random, long number) {
  double distance = examples_small(random, number % 2 == 0 ? 53.0 : 1074.0);
  bool positive = (ulp_random(random) & 1) != 0;
  return (ExamplesRow){positive ? 1.0 - distance : distance, 0.0, 1.0, positive};
}

/* Far from what happened: large losses, squares next to 1. */
static ExamplesRow examples_wrong(UlpRandom *random, long number) {
  ExamplesRow row = examples_sure(random, number);
  row.positive = !row.positive && row.p != 0.0;
  return row;
}

/* Subnormal terms, and sums of them. */
static ExamplesRow examples_tiny(UlpRandom *random, long number) {
  double deepest = number % 2 == 0 ? 1.0 : 30.0;
  double p = examples_small(random, deepest) * exp2(number % 4 < 2 ? -1040.0 : -520.0);
  return (ExamplesRow){p, 0.0, 1.0, false};
}

static ExamplesRow examples_weighted(UlpRandom *random, long number) {
  ExamplesRow row = examples_usual(random, number);
  row.weight = number % 3 == 0 ? (double)(ulp_random(random) % 5) : 10.0 * ulp_uniform(random);
  return row;
}

static ExamplesRow examples_any_weight(UlpRandom *random, long number) {
  ExamplesRow row =
      number % 2 == 0 ? examples_usual(random, number) : examples_sure(random, number);
  row.weight = examples_any_positive(random);
  return row;
}

/* Two weights that differ by 2^60, and probabilities of which the heavy rows' are 0 and 1. */
static ExamplesRow examples_unequal(UlpRandom *random, long number) {
  ExamplesRow row = examples_usual(random, number);
  if ((ulp_random(random) & 1) != 0) return row;
  row.p = row.positive ? 1.0 : 0.0;
  row.weight = 0x1p60;
  return row;
}

/* ---- kinds of distributions: two weights ---- */

static ExamplesRow examples_independent(UlpRandom *random, long number) {
  (void)number;
  return (ExamplesRow){ulp_uniform(random), ulp_uniform(random), 0.0, false};
}

static ExamplesRow examples_peaked(UlpRandom *random, long number) {
  double deepest = number % 2 == 0 ? 20.0 : 100.0;
  return (ExamplesRow){examples_small(random, deepest), examples_small(random, deepest), 0.0,
                       false};
}

static ExamplesRow examples_counts(UlpRandom *random, long number) {
  (void)number;
  double p = (double)(ulp_random(random) % 30), q = (double)(ulp_random(random) % 100);
  return (ExamplesRow){p, q + 1.0, 0.0, false};
}

static ExamplesRow examples_near(UlpRandom *random, long number) {
  double p = examples_small(random, 10.0), distance = exp2(-(double)(number % 53));
  return (ExamplesRow){p, p * (1.0 + distance * (ulp_uniform(random) - 0.5)), 0.0, false};
}

/* As near, but of a different sum: 3 times, or 10^-200 times. */
static ExamplesRow examples_scaled(UlpRandom *random, long number) {
  ExamplesRow row = examples_near(random, number);
  row.q *= (number & 1) != 0 ? 3.0 : 1e-200;
  return row;
}

static ExamplesRow examples_disjoint(UlpRandom *random, long number) {
  ExamplesRow row = examples_independent(random, number);
  if ((ulp_random(random) & 1) != 0) row.p = 0.0;
  return row;
}

static ExamplesRow examples_any(UlpRandom *random, long number) {
  (void)number;
  return (ExamplesRow){examples_any_positive(random), examples_any_positive(random), 0.0, false};
}

typedef struct {
  const char *name;
  ExamplesRow (*make)(UlpRandom *random, long number);
  bool normalised; /* the weights p are divided by their sum, and q by theirs */
} ExamplesKind;

static const ExamplesKind examples_labelled[] = {
    {"usual", examples_usual, false},
    {"sure", examples_sure, false},
    {"wrong", examples_wrong, false},
    {"tiny", examples_tiny, false},
    {"weighted", examples_weighted, false},
    {"any weight", examples_any_weight, false},
    {"unequal weights", examples_unequal, false},
};

static const ExamplesKind examples_distributions[] = {
    {"independent", examples_independent, true}, {"peaked", examples_peaked, true},
    {"nearly equal", examples_near, true},       {"disjoint", examples_disjoint, true},
    {"counts", examples_counts, false},          {"uneven", examples_peaked, false},
    {"near, other sum", examples_scaled, false}, {"any weights", examples_any, false},
};

static void examples_normalise(ExamplesSet *set) {
  double p = 0.0, q = 0.0;
  for (int i = 0; i < set->n; i++) {
    p += set->row[i].p;
    q += set->row[i].q;
  }
  for (int i = 0; i < set->n; i++) {
    if (p > 0.0) set->row[i].p /= p;
    set->row[i].q /= q;
  }
}

static void examples_fill(UlpRandom *random, const ExamplesKind *kind, ExamplesSet *set) {
  for (int i = 0; i < set->n; i++) set->row[i] = kind->make(random, set->number);
  if (kind->normalised) examples_normalise(set);
  set->bins = set->number % 4 == 0 ? 1 + (uint32_t)(ulp_random(random) % EXAMPLES_MOST_BINS) : 15;
  double p = set->row[ulp_random(random) % (uint64_t)set->n].p;
  for (set->bin = set->bins - 1; set->bin > 0 && p < (double)set->bin / set->bins;) set->bin--;
}

/* ---- the references ---- */

typedef struct {
  mpfr_t weight, sum;     /* of a mean, or a bin */
  mpfr_t p, q;            /* sums */
  mpfr_t u, v, w, result; /* scratch; the answer */
} ExamplesReference;

static ExamplesReference ref;

/* Per bin, exactly: sum of weights, of weights times p, of weights of positives. */
static mpfr_t examples_bin[EXAMPLES_MOST_BINS][3];

static void examples_init_reference(void) {
  mpfr_inits2(EXAMPLES_BITS, ref.weight, ref.sum, ref.p, ref.q, ref.u, ref.v, ref.w, ref.result,
              NULL);
  for (int i = 0; i < EXAMPLES_MOST_BINS; i++) {
    mpfr_inits2(EXAMPLES_EXACT_BITS, examples_bin[i][0], examples_bin[i][1], examples_bin[i][2],
                NULL);
  }
}

static void examples_clear_reference(void) {
  mpfr_clears(ref.weight, ref.sum, ref.p, ref.q, ref.u, ref.v, ref.w, ref.result, NULL);
  for (int i = 0; i < EXAMPLES_MOST_BINS; i++) {
    mpfr_clears(examples_bin[i][0], examples_bin[i][1], examples_bin[i][2], NULL);
  }
}

/* Adds weight times v to the sum. */
static void examples_weigh(double weight) {
  mpfr_mul_d(ref.v, ref.v, weight, MPFR_RNDN);
  mpfr_add(ref.sum, ref.sum, ref.v, MPFR_RNDN);
  mpfr_add_d(ref.weight, ref.weight, weight, MPFR_RNDN);
}

static void examples_begin_mean(void) {
  mpfr_set_zero(ref.sum, 1);
  mpfr_set_zero(ref.weight, 1);
}

static void examples_end_mean(void) {
  mpfr_div(ref.result, ref.sum, ref.weight, MPFR_RNDN);
}

/* ---- losses: each function leaves the exact answer in ref.result and returns ours ---- */

static double examples_log_loss(const ExamplesSet *set) {
  LossMean mean = {0};
  examples_begin_mean();
  for (int i = 0; i < set->n; i++) {
    const ExamplesRow *row = &set->row[i];
    losses_add_log(&mean, row->p, row->positive, row->weight, +1, ulp_resize);
    if (row->weight == 0.0) continue;
    mpfr_set_d(ref.v, row->positive ? row->p : -row->p, MPFR_RNDN);
    if (row->positive) mpfr_log(ref.v, ref.v, MPFR_RNDN);
    if (!row->positive) mpfr_log1p(ref.v, ref.v, MPFR_RNDN);
    mpfr_neg(ref.v, ref.v, MPFR_RNDN);
    examples_weigh(row->weight);
  }
  examples_end_mean();
  double loss = losses_mean(&mean);
  losses_clear(&mean, ulp_resize);
  return loss;
}

static double examples_brier(const ExamplesSet *set) {
  LossMean mean = {0};
  examples_begin_mean();
  for (int i = 0; i < set->n; i++) {
    const ExamplesRow *row = &set->row[i];
    losses_add_brier(&mean, row->p, row->positive, row->weight, +1, ulp_resize);
    mpfr_set_d(ref.v, row->p, MPFR_RNDN);
    if (row->positive) mpfr_d_sub(ref.v, 1.0, ref.v, MPFR_RNDN);
    mpfr_sqr(ref.v, ref.v, MPFR_RNDN);
    examples_weigh(row->weight);
  }
  examples_end_mean();
  double loss = losses_mean(&mean);
  losses_clear(&mean, ulp_resize);
  return loss;
}

/* Log-probabilities to match: from -p to -700 p. */
static double examples_perplexity(const ExamplesSet *set) {
  LossMean mean = {0};
  double scale = set->number % 3 == 0 ? 1.0 : set->number % 3 == 1 ? 30.0 : 1400.0;
  examples_begin_mean();
  for (int i = 0; i < set->n; i++) {
    double x = -scale * set->row[i].p;
    losses_add_logprob(&mean, x, +1, ulp_resize);
    mpfr_set_d(ref.v, -x, MPFR_RNDN);
    examples_weigh(1.0);
  }
  examples_end_mean();
  mpfr_exp(ref.result, ref.result, MPFR_RNDN);
  double perplexity = losses_perplexity(&mean);
  losses_clear(&mean, ulp_resize);
  return perplexity;
}

/* ---- calibration ---- */

/* Fills both. */
static void examples_calibrate(const ExamplesSet *set, Calibration *calibration) {
  if (!calibration_begin(calibration, set->bins, ulp_resize)) exit(2);
  for (uint32_t i = 0; i < set->bins; i++) {
    for (int j = 0; j < 3; j++) mpfr_set_zero(examples_bin[i][j], 1);
  }
  for (int i = 0; i < set->n; i++) {
    const ExamplesRow *row = &set->row[i];
    calibration_add(calibration, row->p, row->positive, row->weight, +1, ulp_resize);
    uint32_t bin = set->bins - 1;
    while (bin > 0 && row->p < (double)bin / set->bins) bin--;
    mpfr_add_d(examples_bin[bin][0], examples_bin[bin][0], row->weight, MPFR_RNDN);
    if (row->positive)
      mpfr_add_d(examples_bin[bin][2], examples_bin[bin][2], row->weight, MPFR_RNDN);
    mpfr_set_d(ref.v, row->p, MPFR_RNDN);
    mpfr_mul_d(ref.v, ref.v, row->weight, MPFR_RNDN);
    mpfr_add(examples_bin[bin][1], examples_bin[bin][1], ref.v, MPFR_RNDN);
  }
}

/* result = the distance of a bin, v = its share of `weight` */
static void examples_distance(uint32_t bin) {
  mpfr_sub(ref.u, examples_bin[bin][1], examples_bin[bin][2], MPFR_RNDN);
  mpfr_div(ref.result, ref.u, examples_bin[bin][0], MPFR_RNDN);
  mpfr_div(ref.v, examples_bin[bin][0], ref.weight, MPFR_RNDN);
}

static double examples_error(const ExamplesSet *set, CalibrationNorm norm) {
  Calibration calibration;
  examples_calibrate(set, &calibration);
  double error;
  if (!calibration_error(&calibration, norm, ulp_resize, &error, NULL)) exit(2);
  calibration_clear(&calibration, ulp_resize);
  examples_begin_mean();
  for (uint32_t i = 0; i < set->bins; i++) {
    mpfr_add(ref.weight, ref.weight, examples_bin[i][0], MPFR_RNDN);
  }
  for (uint32_t i = 0; i < set->bins; i++) {
    if (mpfr_zero_p(examples_bin[i][0])) continue;
    examples_distance(i);
    mpfr_abs(ref.result, ref.result, MPFR_RNDN);
    if (norm == CALIBRATION_L2) mpfr_sqr(ref.result, ref.result, MPFR_RNDN);
    if (norm != CALIBRATION_MAX) {
      mpfr_fma(ref.sum, ref.result, ref.v, ref.sum, MPFR_RNDN);
    } else if (mpfr_greater_p(ref.result, ref.sum)) {
      mpfr_set(ref.sum, ref.result, MPFR_RNDN);
    }
  }
  mpfr_set(ref.result, ref.sum, MPFR_RNDN);
  if (norm == CALIBRATION_L2) mpfr_sqrt(ref.result, ref.result, MPFR_RNDN);
  if (mpfr_zero_p(ref.weight)) mpfr_set_nan(ref.result);
  return error;
}

static double examples_ece(const ExamplesSet *set) {
  return examples_error(set, CALIBRATION_L1);
}

static double examples_ece_squares(const ExamplesSet *set) {
  return examples_error(set, CALIBRATION_L2);
}

static double examples_ece_largest(const ExamplesSet *set) {
  return examples_error(set, CALIBRATION_MAX);
}

typedef enum { EXAMPLES_MEAN_P, EXAMPLES_FRACTION, EXAMPLES_GAP } ExamplesColumn;

static double examples_column(const ExamplesSet *set, ExamplesColumn column) {
  Calibration calibration;
  examples_calibrate(set, &calibration);
  CalibrationRow row = calibration_row(&calibration, set->bin);
  calibration_clear(&calibration, ulp_resize);
  examples_begin_mean();
  examples_distance(set->bin); /* NaN where there is no weight: 0/0 */
  int sum = column == EXAMPLES_MEAN_P ? 1 : 2;
  if (column != EXAMPLES_GAP) {
    mpfr_div(ref.result, examples_bin[set->bin][sum], examples_bin[set->bin][0], MPFR_RNDN);
  }
  return column == EXAMPLES_MEAN_P     ? row.mean_p
         : column == EXAMPLES_FRACTION ? row.fraction
                                       : row.gap;
}

static double examples_mean_p(const ExamplesSet *set) {
  return examples_column(set, EXAMPLES_MEAN_P);
}

static double examples_fraction(const ExamplesSet *set) {
  return examples_column(set, EXAMPLES_FRACTION);
}

static double examples_gap(const ExamplesSet *set) {
  return examples_column(set, EXAMPLES_GAP);
}

/* ---- entropy and divergences ---- */

/* p and q, the sums of the two columns */
static void examples_sums(const ExamplesSet *set) {
  mpfr_set_zero(ref.p, 1);
  mpfr_set_zero(ref.q, 1);
  for (int i = 0; i < set->n; i++) {
    mpfr_add_d(ref.p, ref.p, set->row[i].p, MPFR_RNDN);
    mpfr_add_d(ref.q, ref.q, set->row[i].q, MPFR_RNDN);
  }
}

/* Adds a ln(a/b) to the sum, of the distributions a (in u) and b (in v). */
static void examples_add_divergence(void) {
  if (mpfr_zero_p(ref.u)) return;
  mpfr_div(ref.w, ref.u, ref.v, MPFR_RNDN);
  mpfr_log(ref.w, ref.w, MPFR_RNDN);
  mpfr_fma(ref.sum, ref.w, ref.u, ref.sum, MPFR_RNDN);
}

static double examples_entropy(const ExamplesSet *set) {
  Entropy sum = {0};
  examples_sums(set);
  mpfr_set_zero(ref.sum, 1);
  for (int i = 0; i < set->n; i++) {
    entropy_add(&sum, set->row[i].p, +1, ulp_resize);
    mpfr_set_d(ref.u, set->row[i].p, MPFR_RNDN);
    mpfr_div(ref.u, ref.u, ref.p, MPFR_RNDN);
    mpfr_set_ui(ref.v, 1, MPFR_RNDN);
    examples_add_divergence();
  }
  mpfr_neg(ref.result, ref.sum, MPFR_RNDN);
  if (mpfr_zero_p(ref.p)) mpfr_set_nan(ref.result);
  double entropy = entropy_value(&sum);
  entropy_clear(&sum, ulp_resize);
  return entropy;
}

static double examples_kl(const ExamplesSet *set) {
  KlDivergence sum = {0};
  examples_sums(set);
  mpfr_set_zero(ref.sum, 1);
  for (int i = 0; i < set->n; i++) {
    kl_divergence_add(&sum, set->row[i].p, set->row[i].q, +1, ulp_resize);
    mpfr_set_d(ref.u, set->row[i].p, MPFR_RNDN);
    mpfr_set_d(ref.v, set->row[i].q, MPFR_RNDN);
    mpfr_div(ref.u, ref.u, ref.p, MPFR_RNDN);
    mpfr_div(ref.v, ref.v, ref.q, MPFR_RNDN);
    examples_add_divergence();
  }
  mpfr_set(ref.result, ref.sum, MPFR_RNDN);
  if (mpfr_zero_p(ref.p)) mpfr_set_nan(ref.result);
  double divergence = kl_divergence_value(&sum);
  kl_divergence_clear(&sum, ulp_resize);
  return divergence;
}

static double examples_js(const ExamplesSet *set) {
  JsDivergence rows = {0};
  mpfr_t mean;
  mpfr_init2(mean, EXAMPLES_BITS);
  examples_sums(set);
  mpfr_set_zero(ref.sum, 1);
  for (int i = 0; i < set->n; i++) {
    js_divergence_add(&rows, set->row[i].p, set->row[i].q, ulp_resize);
    mpfr_set_d(ref.u, set->row[i].p, MPFR_RNDN);
    mpfr_set_d(ref.v, set->row[i].q, MPFR_RNDN);
    mpfr_div(ref.u, ref.u, ref.p, MPFR_RNDN);
    mpfr_div(ref.v, ref.v, ref.q, MPFR_RNDN);
    mpfr_add(mean, ref.u, ref.v, MPFR_RNDN);
    mpfr_div_2ui(mean, mean, 1, MPFR_RNDN);
    mpfr_swap(mean, ref.v); /* a with the mean, then b */
    examples_add_divergence();
    mpfr_swap(mean, ref.u);
    examples_add_divergence();
  }
  mpfr_div_2ui(ref.result, ref.sum, 1, MPFR_RNDN);
  if (mpfr_zero_p(ref.p)) mpfr_set_nan(ref.result);
  mpfr_clear(mean);
  double divergence = 0.0;
  if (!js_divergence_value(&rows, ulp_resize, &divergence, NULL)) exit(2);
  js_divergence_clear(&rows, ulp_resize);
  return divergence;
}

/* ---- the table ---- */

typedef struct {
  const char *name;
  double limit;    /* in ULP */
  double absolute; /* enough where it is the wider of the two, of sets that are not normalised */
  double (*measure)(const ExamplesSet *set);
} ExamplesFunction;

static const ExamplesFunction examples_functions[] = {
    {"log_loss", 0.51, 0.0, examples_log_loss},
    {"brier", 0.51, 0.0, examples_brier},
    {"perplexity", 0.51, 0.0, examples_perplexity},
    {"ece l1", 0.51, 0.0, examples_ece},
    {"ece l2", 0.51, 0.0, examples_ece_squares},
    {"ece max", 0.51, 0.0, examples_ece_largest},
    {"mean_p", 0.51, 0.0, examples_mean_p},
    {"fraction", 0.51, 0.0, examples_fraction},
    {"gap", 0.51, 0.0, examples_gap},
};

static const ExamplesFunction examples_distribution_functions[] = {
    {"entropy", 0.51, 0x1p-73, examples_entropy},
    {"kl_divergence", 0.51, 0x1p-73, examples_kl},
    {"js_divergence", 0.51, 0x1p-120, examples_js},
};

typedef struct {
  const ExamplesKind *kinds;
  const ExamplesFunction *functions;
  size_t kind_count, function_count;
} ExamplesFamily;

#define EXAMPLES_COUNT(array) (sizeof(array) / sizeof *(array))

static const ExamplesFamily examples_families[] = {
    {examples_labelled, examples_functions, EXAMPLES_COUNT(examples_labelled),
     EXAMPLES_COUNT(examples_functions)},
    {examples_distributions, examples_distribution_functions,
     EXAMPLES_COUNT(examples_distributions), EXAMPLES_COUNT(examples_distribution_functions)},
};

static void examples_note(UlpRows *rows, const ExamplesFunction *function, const ExamplesSet *set) {
  double got = function->measure(set), exact = mpfr_get_d(ref.result, MPFR_RNDN), error;
  UlpRow *row = ulp_row_of(rows, got, ref.result, &error);
  if (got < 0.0 && row == &rows->near_zero) error = INFINITY;
  ulp_note(row, error, "set %ld, n = %d: %.17g", set->number, set->n, exact);
}

static void examples_measure(const ExamplesFunction *function, const ExamplesKind *kind,
                             long rows_left, ExamplesSet *set) {
  UlpRows rows;
  double absolute = kind->normalised ? 0.0 : function->absolute;
  ulp_open(&rows, function->name, kind->name, function->limit, absolute);
  UlpRandom random = ulp_seed(function->name, kind->name);
  for (set->number = 0; rows_left > 0 || set->number < EXAMPLES_FEWEST; set->number++) {
    double length = exp(ulp_uniform(&random) * log((double)EXAMPLES_LONGEST + 1.0));
    set->n = set->number < 10 ? (int)set->number + 1 : (int)length;
    if (rows_left <= 0 && set->n > 10) set->n = 10;
    rows_left -= set->n;
    examples_fill(&random, kind, set);
    examples_note(&rows, function, set);
  }
  ulp_close_rows(&rows);
}

static void examples_measure_family(const UlpOptions *options, const ExamplesFamily *family,
                                    ExamplesSet *set) {
  for (size_t i = 0; i < family->function_count; i++) {
    if (!ulp_wanted(options, family->functions[i].name)) continue;
    for (size_t j = 0; j < family->kind_count; j++) {
      long rows = options->points / (long)family->kind_count;
      examples_measure(&family->functions[i], &family->kinds[j], rows, set);
    }
  }
}

/* ---- the square root ---- */

static void examples_measure_root(const UlpOptions *options) {
  if (!ulp_wanted(options, "dd_sqrt")) return;
  UlpRow row = ulp_row("dd_sqrt", "2^-900 to 2^900", 0x1p-100, ULP_RELATIVE);
  UlpRandom random = ulp_seed(row.function, row.domain);
  for (long i = 0; i < options->points; i++) {
    double scale = exp2((double)(ulp_random(&random) % 1799) - 899.0);
    double hi = ulp_between(&random, 1.0, 2.0), lo = ulp_between(&random, -0x1p-54, 0x1p-54);
    DD x = dd_fast_two_sum(hi * scale, lo * scale), root = dd_sqrt(x);
    mpfr_set_d(ref.v, x.hi, MPFR_RNDN);
    mpfr_add_d(ref.v, ref.v, x.lo, MPFR_RNDN);
    mpfr_sqrt(ref.result, ref.v, MPFR_RNDN);
    ulp_note(&row, ulp_relative_error(root.hi, root.lo, 0, ref.result), "%a + %a", x.hi, x.lo);
  }
  ulp_close(&row);
}

int main(int argc, char **argv) {
  UlpOptions options = ulp_options(argc, argv);
  ExamplesSet set = {.row = malloc(EXAMPLES_LONGEST * sizeof(ExamplesRow))};
  if (set.row == NULL) return 2;
  examples_init_reference();
  ulp_heading();
  for (size_t i = 0; i < EXAMPLES_COUNT(examples_families); i++) {
    examples_measure_family(&options, &examples_families[i], &set);
  }
  examples_measure_root(&options);
  examples_clear_reference();
  mpfr_free_cache();
  free(set.row);
  return check_report();
}
