/* rows.c: measures what the aggregates make of the scores of many rows (logsumexp, softmax, entropy,
** cross-entropy, Brier score, exact sums) against MPFR, and holds each to its promise.
**
**     rows [--points N] [FUNCTION...]
**
** About N scores per kind of list (default 10000), in lists of 1 to min(N, 10^6). A promise "0.51
** ULP, or 2^-59 where the result is nearer to 0" makes two rows: results so large that the ULP is
** the wider of the two, and, as "... near 0", all others by their absolute error.
**
** The reference keeps 640 bits and takes scores relative to the highest one, so that neither 1e300
** nor a loss of 1e-100 is lost in it.
*/
#include "../../ext/metrics/cross_entropy.h"
#include "../../ext/metrics/softmax.h"
#include "../../ext/metrics/softmax_brier.h"
#include "../../ext/metrics/softmax_entropy.h"
#include "ulp.h"

enum {
  ROWS_BITS = 640,
  ROWS_SUM_BITS = 2300, /* any double plus any other, exactly */
  ROWS_LONGEST = 1000000,
  ROWS_FEWEST = 200 /* lists of each kind, whatever N is */
};

typedef struct {
  double *x; /* scores */
  double *t; /* soft targets */
  int n;
  int one;      /* the row with the one-hot target ... */
  double one_t; /* ... and its weight, 1 or nearly */
  long number;  /* of the list within its kind */
} List;

/* ---- kinds of lists ---- */

static void rows_normal(UlpRandom *random, List *list) {
  for (int i = 0; i < list->n; i++) list->x[i] = 3.0 * ulp_gauss(random);
}

static void rows_wide(UlpRandom *random, List *list) {
  for (int i = 0; i < list->n; i++) list->x[i] = ulp_between(random, -700.0, 700.0);
}

/* Magnitudes from 1e-5 to 1e300; every third list has a top that several rows share. */
static void rows_huge(UlpRandom *random, List *list) {
  for (int i = 0; i < list->n; i++) {
    list->x[i] = ulp_sign(random) * pow(10.0, ulp_between(random, -5.0, 300.0));
  }
  for (int i = 1; list->number % 3 == 0 && i < list->n; i += 2) list->x[i] = list->x[i - 1];
}

static void rows_nearly_equal(UlpRandom *random, List *list) {
  double center = ulp_between(random, -40.0, 40.0);
  for (int i = 0; i < list->n; i++) {
    list->x[i] = center * (1.0 + (double)(ulp_random(random) % 16) * 0x1p-52);
  }
}

static void rows_one_dominates(UlpRandom *random, List *list) {
  double center = ulp_between(random, -30.0, 30.0), distance = ulp_between(random, 20.0, 250.0);
  for (int i = 0; i < list->n; i++) list->x[i] = center - distance * ulp_between(random, 1.0, 1.2);
  list->x[ulp_random(random) % (uint64_t)list->n] = center;
}

static void rows_tiny(UlpRandom *random, List *list) {
  for (int i = 0; i < list->n; i++) {
    list->x[i] = ulp_sign(random) * exp2(ulp_between(random, -300.0, -8.0));
  }
}

static void rows_ramp(UlpRandom *random, List *list) {
  double start = ulp_between(random, -1000.0, 1000.0), step = exp2(ulp_between(random, -20.0, 3.0));
  for (int i = 0; i < list->n; i++) list->x[i] = start + step * i;
}

/* Logarithms of probabilities that sum to 1: what is left of the sum is their rounding. */
static void rows_log_probabilities(UlpRandom *random, List *list) {
  double total = 0.0;
  for (int i = 0; i < list->n; i++) total += list->x[i] = exp(3.0 * ulp_gauss(random));
  for (int i = 0; i < list->n; i++) list->x[i] = log(list->x[i] / total);
}

/* Normal, but far away, in turn above and below zero; at 1e17 neighbouring doubles differ by 16. */
static void rows_far(UlpRandom *random, List *list) {
  static const double centers[] = {1e6, 1e15, 1e17};
  int which = (int)(list->number / 2 % 3);
  double center = (list->number & 1) != 0 ? centers[which] : -centers[which];
  double spread = which == 2 ? 20.0 : 3.0;
  for (int i = 0; i < list->n; i++) list->x[i] = center + spread * ulp_gauss(random);
}

typedef struct {
  const char *name;
  void (*fill)(UlpRandom *random, List *list);
} RowsKind;

static const RowsKind rows_kinds[] = {
    {"normal", rows_normal},
    {"wide", rows_wide},
    {"huge", rows_huge},
    {"nearly equal", rows_nearly_equal},
    {"one dominates", rows_one_dominates},
    {"tiny", rows_tiny},
    {"ramp", rows_ramp},
    {"log probabilities", rows_log_probabilities},
    {"far", rows_far},
};

/* Weights that sum to 1, up to rounding: a multiple of 2^-40 each, so that `total` is exact and
** dividing leaves the sum within 1e-6. */
static void rows_targets(UlpRandom *random, List *list) {
  double total = 0.0;
  for (int i = 0; i < list->n; i++) {
    list->t[i] = (ulp_random(random) & 3) == 0 ? 0.0 : ulp_uniform(random);
    if (i == list->n - 1 && total == 0.0) list->t[i] = 1.0;
    total += list->t[i];
  }
  for (int i = 0; i < list->n; i++) list->t[i] /= total;
  list->one = (int)(ulp_random(random) % (uint64_t)list->n);
  if ((ulp_random(random) & 1) != 0) { /* more often the best score, where the loss is small */
    for (int i = 0; i < list->n; i++) {
      if (list->x[i] > list->x[list->one]) list->one = i;
    }
  }
  list->one_t = (ulp_random(random) & 1) != 0 ? 1.0 : ulp_between(random, 1 - 9e-7, 1 + 9e-7);
}

/* ---- the reference ---- */

typedef struct {
  double top;          /* the highest score */
  mpfr_t sum;          /* of e^(x - top) */
  mpfr_t others;       /* the same without the one-hot target's row */
  mpfr_t log_sum;      /* its logarithm */
  mpfr_t moment;       /* sum of (x - top) e^(x - top) */
  mpfr_t soft;         /* sum of t (log_sum - (x - top)) */
  mpfr_t total;        /* sum of x */
  mpfr_t u, v, result; /* scratch; the answer */
} Reference;

static Reference ref;

static void rows_init_reference(void) {
  mpfr_inits2(ROWS_BITS, ref.sum, ref.others, ref.log_sum, ref.moment, ref.soft, ref.v, ref.result,
              NULL);
  mpfr_inits2(ROWS_SUM_BITS, ref.total, ref.u, NULL);
}

static void rows_clear_reference(void) {
  mpfr_clears(ref.sum, ref.others, ref.log_sum, ref.moment, ref.soft, ref.v, ref.result, ref.total,
              ref.u, NULL);
}

/* u = x - top exactly, v = e^u */
static void rows_term(double x) {
  mpfr_set_d(ref.u, x, MPFR_RNDN);
  mpfr_sub_d(ref.u, ref.u, ref.top, MPFR_RNDN);
  mpfr_exp(ref.v, ref.u, MPFR_RNDN);
}

static void rows_compute(const List *list) {
  ref.top = list->x[0];
  for (int i = 1; i < list->n; i++) ref.top = fmax(ref.top, list->x[i]);
  mpfr_set_zero(ref.sum, 1);
  mpfr_set_zero(ref.others, 1);
  mpfr_set_zero(ref.moment, 1);
  mpfr_set_zero(ref.total, 1);
  mpfr_set_zero(ref.soft, 1);
  for (int i = 0; i < list->n; i++) {
    rows_term(list->x[i]);
    mpfr_add(ref.sum, ref.sum, ref.v, MPFR_RNDN);
    if (i != list->one) mpfr_add(ref.others, ref.others, ref.v, MPFR_RNDN);
    mpfr_mul(ref.v, ref.v, ref.u, MPFR_RNDN);
    mpfr_add(ref.moment, ref.moment, ref.v, MPFR_RNDN);
    mpfr_add_d(ref.total, ref.total, list->x[i], MPFR_RNDN);
  }
  mpfr_log(ref.log_sum, ref.sum, MPFR_RNDN);
  for (int i = 0; i < list->n; i++) {
    mpfr_set_d(ref.u, list->x[i], MPFR_RNDN);
    mpfr_sub_d(ref.u, ref.u, ref.top, MPFR_RNDN);
    mpfr_sub(ref.v, ref.log_sum, ref.u, MPFR_RNDN);
    mpfr_mul_d(ref.v, ref.v, list->t[i], MPFR_RNDN);
    mpfr_add(ref.soft, ref.soft, ref.v, MPFR_RNDN);
  }
}

/* ---- functions: each leaves the exact answer in ref.result and returns ours ---- */

static ExactExp rows_scores; /* the list, added once for all functions that take it */

static double rows_logsumexp(const List *list) {
  (void)list;
  mpfr_add_d(ref.result, ref.log_sum, ref.top, MPFR_RNDN);
  return softmax_logsumexp(&rows_scores);
}

static double rows_logmeanexp(const List *list) {
  mpfr_set_ui(ref.v, (unsigned long)list->n, MPFR_RNDN);
  mpfr_log(ref.v, ref.v, MPFR_RNDN);
  mpfr_add_d(ref.result, ref.log_sum, ref.top, MPFR_RNDN);
  mpfr_sub(ref.result, ref.result, ref.v, MPFR_RNDN);
  return softmax_logmeanexp(&rows_scores);
}

static double rows_probability(const List *list) {
  double x = list->x[list->one];
  rows_term(x);
  mpfr_div(ref.result, ref.v, ref.sum, MPFR_RNDN);
  return softmax_probability(&rows_scores, x);
}

static double rows_margin(const List *list) {
  double first = -INFINITY, second = -INFINITY;
  for (int i = 0; i < list->n; i++) {
    if (list->x[i] > first) {
      second = first;
      first = list->x[i];
    } else if (list->x[i] > second) {
      second = list->x[i];
    }
  }
  rows_term(first);
  mpfr_set(ref.result, ref.v, MPFR_RNDN);
  if (second != -INFINITY) {
    rows_term(second);
    mpfr_sub(ref.result, ref.result, ref.v, MPFR_RNDN);
  }
  mpfr_div(ref.result, ref.result, ref.sum, MPFR_RNDN);
  return softmax_margin(&rows_scores, first, second);
}

static double rows_entropy(const List *list) {
  SoftmaxEntropy sum = {0};
  for (int i = 0; i < list->n; i++) softmax_entropy_add(&sum, list->x[i], 1, ulp_resize);
  double entropy = softmax_entropy_value(&sum);
  softmax_entropy_clear(&sum, ulp_resize);
  mpfr_div(ref.result, ref.moment, ref.sum, MPFR_RNDN);
  mpfr_sub(ref.result, ref.log_sum, ref.result, MPFR_RNDN);
  return entropy;
}

static double rows_one_hot(const List *list) {
  CrossEntropySum sum = {0};
  for (int i = 0; i < list->n; i++) {
    cross_entropy_add(&sum, list->x[i], i == list->one ? list->one_t : 0.0, 1, ulp_resize);
  }
  double loss = NAN;
  if (cross_entropy_value(&sum, &loss) != TARGET_ANSWER) loss = NAN;
  cross_entropy_clear(&sum, ulp_resize);
  if (list->x[list->one] > ref.top - 700.0) { /* small losses: no difference of logarithms */
    rows_term(list->x[list->one]);
    mpfr_div(ref.result, ref.others, ref.v, MPFR_RNDN);
    mpfr_log1p(ref.result, ref.result, MPFR_RNDN);
  } else {
    mpfr_set_d(ref.u, ref.top, MPFR_RNDN);
    mpfr_sub_d(ref.u, ref.u, list->x[list->one], MPFR_RNDN);
    mpfr_add(ref.result, ref.log_sum, ref.u, MPFR_RNDN);
  }
  mpfr_mul_d(ref.result, ref.result, list->one_t, MPFR_RNDN);
  return loss;
}

static double rows_soft(const List *list) {
  CrossEntropySum sum = {0};
  for (int i = 0; i < list->n; i++) {
    cross_entropy_add(&sum, list->x[i], list->t[i], 1, ulp_resize);
  }
  double loss = NAN;
  if (cross_entropy_value(&sum, &loss) != TARGET_ANSWER) loss = NAN;
  cross_entropy_clear(&sum, ulp_resize);
  mpfr_set(ref.result, ref.soft, MPFR_RNDN);
  return loss;
}

static double rows_brier(const List *list, bool soft) {
  SoftmaxBrier sum = {0};
  double score = NAN;
  for (int i = 0; i < list->n; i++) {
    softmax_brier_add(&sum, list->x[i], soft ? list->t[i] : i == list->one, 1, ulp_resize);
  }
  if (softmax_brier_value(&sum, &score) != TARGET_ANSWER) score = NAN;
  softmax_brier_clear(&sum, ulp_resize);
  return score;
}

/* ((sum without the target)^2 + the squares of the others) / sum^2: nothing cancels. */
static double rows_brier_one_hot(const List *list) {
  mpfr_sqr(ref.result, ref.others, MPFR_RNDN);
  for (int i = 0; i < list->n; i++) {
    if (i == list->one) continue;
    rows_term(list->x[i]);
    mpfr_sqr(ref.v, ref.v, MPFR_RNDN);
    mpfr_add(ref.result, ref.result, ref.v, MPFR_RNDN);
  }
  mpfr_sqr(ref.v, ref.sum, MPFR_RNDN);
  mpfr_div(ref.result, ref.result, ref.v, MPFR_RNDN);
  return rows_brier(list, false);
}

static double rows_brier_soft(const List *list) {
  mpfr_set_zero(ref.result, 1);
  for (int i = 0; i < list->n; i++) {
    rows_term(list->x[i]);
    mpfr_div(ref.v, ref.v, ref.sum, MPFR_RNDN);
    mpfr_sub_d(ref.v, ref.v, list->t[i], MPFR_RNDN);
    mpfr_sqr(ref.v, ref.v, MPFR_RNDN);
    mpfr_add(ref.result, ref.result, ref.v, MPFR_RNDN);
  }
  return rows_brier(list, true);
}

static double rows_exact_sum(const List *list) {
  ExactSum sum = {0};
  for (int i = 0; i < list->n; i++) exact_sum_add(&sum, list->x[i], 1, ulp_resize);
  double total = exact_sum_round(&sum);
  exact_sum_clear(&sum, ulp_resize);
  mpfr_set_d(ref.result, mpfr_get_d(ref.total, MPFR_RNDN), MPFR_RNDN); /* bit for bit */
  return total;
}

typedef struct {
  const char *name;
  double limit;    /* in ULP */
  double absolute; /* enough where it is the wider of the two; 0: none */
  double (*measure)(const List *list);
} RowsFunction;

static const RowsFunction rows_functions[] = {
    {"logsumexp", 0.51, 0x1p-59, rows_logsumexp},
    {"logmeanexp", 0.51, 0x1p-59, rows_logmeanexp},
    {"probability", 1.0, 0.0, rows_probability},
    {"margin", 1.0, 0.0, rows_margin},
    {"entropy", 1.0, 0x1p-55, rows_entropy},
    {"xent one-hot", 1.0, 0.0, rows_one_hot},
    {"xent soft", 1.0, 0x1p-57, rows_soft},
    {"exact_sum", 0.0, 0.0, rows_exact_sum},
    {"softmax_brier one-hot", 1.0, 0.0, rows_brier_one_hot},
    {"softmax_brier soft", 1.0, 0x1p-57, rows_brier_soft},
};

enum { ROWS_FUNCTIONS = sizeof rows_functions / sizeof *rows_functions };

/* ---- the table ---- */

static void rows_note(UlpRows *rows, const RowsFunction *function, const List *list) {
  double got = function->measure(list), exact = mpfr_get_d(ref.result, MPFR_RNDN), error;
  UlpRow *row = ulp_row_of(rows, got, ref.result, &error);
  if (got < 0.0 && function->measure == rows_entropy) error = INFINITY;
  ulp_note(row, error, "list %ld, n = %d: %.17g", list->number, list->n, exact);
}

static void rows_measure_kind(const UlpOptions *options, const RowsKind *kind, List *list) {
  UlpRows rows[ROWS_FUNCTIONS];
  for (int i = 0; i < ROWS_FUNCTIONS; i++) {
    const RowsFunction *function = &rows_functions[i];
    ulp_open(&rows[i], function->name, kind->name, function->limit, function->absolute);
  }
  UlpRandom random = ulp_seed("lists", kind->name);
  int longest = options->points < ROWS_LONGEST ? (int)options->points : ROWS_LONGEST;
  long done = 0;
  for (list->number = 0; done < options->points || list->number < ROWS_FEWEST; list->number++) {
    double length = exp(ulp_uniform(&random) * log((double)longest + 1.0));
    list->n = list->number < 10 ? (int)list->number + 1 : (int)length;
    if (done >= options->points && list->n > 100) list->n = 100;
    done += list->n;
    kind->fill(&random, list);
    rows_targets(&random, list);
    rows_compute(list);
    for (int i = 0; i < list->n; i++) exact_exp_add(&rows_scores, list->x[i], 1, ulp_resize);
    for (int i = 0; i < ROWS_FUNCTIONS; i++) {
      if (!ulp_wanted(options, rows_functions[i].name)) continue;
      rows_note(&rows[i], &rows_functions[i], list);
    }
    exact_exp_clear(&rows_scores, ulp_resize);
  }
  for (int i = 0; i < ROWS_FUNCTIONS; i++) {
    if (ulp_wanted(options, rows_functions[i].name)) ulp_close_rows(&rows[i]);
  }
}

/* ---- shards: logsumexp of the parts' logsumexps ---- */

static double rows_logsumexp_of(const double *x, int n) {
  ExactExp sum = {0};
  for (int i = 0; i < n; i++) exact_exp_add(&sum, x[i], 1, ulp_resize);
  double result = softmax_logsumexp(&sum);
  exact_exp_clear(&sum, ulp_resize);
  return result;
}

static void rows_measure_shards(const RowsKind *kind, List *list, int parts) {
  char name[48];
  snprintf(name, sizeof name, "%s, %d parts", kind->name, parts);
  UlpRow row = ulp_row("shards", name, 1.0, ULP_LAST_PLACE);
  UlpRandom random = ulp_seed("shards", name);
  list->n = 5000;
  for (list->number = 0; list->number < 20; list->number++) {
    kind->fill(&random, list);
    double *part = list->t;
    for (int i = 0; i < parts; i++) {
      int begin = (int)((long)list->n * i / parts), end = (int)((long)list->n * (i + 1) / parts);
      part[i] = rows_logsumexp_of(list->x + begin, end - begin);
    }
    double whole = rows_logsumexp_of(list->x, list->n), largest = fabs(whole);
    for (int i = 0; i < parts; i++) {
      if (isfinite(part[i]) && fabs(part[i]) > largest) largest = fabs(part[i]);
    }
    double unit = nextafter(largest, INFINITY) - largest;
    double error = fabs(rows_logsumexp_of(part, parts) - whole);
    ulp_note(&row, error == 0 ? 0 : error / unit, "list %ld", list->number);
  }
  ulp_close(&row);
}

int main(int argc, char **argv) {
  UlpOptions options = ulp_options(argc, argv);
  List list = {0};
  list.x = malloc(ROWS_LONGEST * sizeof *list.x);
  list.t = malloc(ROWS_LONGEST * sizeof *list.t);
  if (list.x == NULL || list.t == NULL) {
    free(list.x);
    free(list.t);
    return 2;
  }
  rows_init_reference();
  ulp_heading();
  for (size_t i = 0; i < sizeof rows_kinds / sizeof *rows_kinds; i++) {
    rows_measure_kind(&options, &rows_kinds[i], &list);
  }
  const int parts[] = {1, 2, 7, 1000};
  for (int i = 0; i < 4 && ulp_wanted(&options, "shards"); i++) {
    for (size_t k = 0; k < sizeof rows_kinds / sizeof *rows_kinds; k++) {
      rows_measure_shards(&rows_kinds[k], &list, parts[i]);
    }
  }
  rows_clear_reference();
  mpfr_free_cache();
  free(list.x);
  free(list.t);
  return check_report();
}
