/* vectors.c: measures the functions of whole vectors (vectors/vector) against MPFR, and holds each to
** its promise: results as floats in ULP of a float, as doubles in ULP of a double.
**
**     vectors [--points N] [FUNCTION...]
**
** About N scores (default 10000) in vectors of each length and kind, and at least one vector of
** each. The kernels are the fastest that this CPU has; that all give the same bits is for
** tests/vectors/test_vector.c.
*/
#include "../../ext/vectors/vector.h"
#include "../../ext/vectors/vector_add.h"
#include "../../ext/vectors/vector_log_prob.h"
#include "ulp.h"

enum { VECTORS_BITS = 256, VECTORS_LONGEST = 50257 };

static const int vectors_lengths[] = {1, 2, 3, 7, 8, 9, 15, 16, 17, 31, 33, 1000, VECTORS_LONGEST};

enum { VECTORS_LENGTHS = sizeof vectors_lengths / sizeof *vectors_lengths };

/* ---- scores ---- */

static void vectors_normal(UlpRandom *random, double *x, int n) {
  for (int i = 0; i < n; i++) x[i] = 3.0 * ulp_gauss(random);
}

static void vectors_far(UlpRandom *random, double *x, int n) {
  double center = ulp_between(random, -1e5, 1e5);
  for (int i = 0; i < n; i++) x[i] = center + 3.0 * ulp_gauss(random);
}

static void vectors_wide(UlpRandom *random, double *x, int n) {
  for (int i = 0; i < n; i++) x[i] = ulp_between(random, -88.0, 88.0);
}

static void vectors_wider(UlpRandom *random, double *x, int n) {
  for (int i = 0; i < n; i++) x[i] = ulp_between(random, -400.0, 400.0);
}

static void vectors_widest(UlpRandom *random, double *x, int n) {
  for (int i = 0; i < n; i++) x[i] = ulp_between(random, -1e4, 1e4);
}

static void vectors_equal(UlpRandom *random, double *x, int n) {
  double score = ulp_between(random, -40.0, 40.0);
  for (int i = 0; i < n; i++) x[i] = score;
}

static void vectors_one_dominates(UlpRandom *random, double *x, int n) {
  double center = ulp_between(random, -30.0, 30.0), distance = ulp_between(random, 20.0, 250.0);
  for (int i = 0; i < n; i++) x[i] = center - distance * ulp_between(random, 1.0, 1.2);
  x[ulp_random(random) % (uint64_t)n] = center;
}

/* Down to subnormal floats. */
static void vectors_tiny(UlpRandom *random, double *x, int n) {
  for (int i = 0; i < n; i++) {
    double size = exp2(ulp_between(random, -149.0, -8.0));
    x[i] = ulp_sign(random) * size;
  }
}

/* Magnitudes up to that of the largest float. */
static void vectors_huge(UlpRandom *random, double *x, int n) {
  for (int i = 0; i < n; i++) {
    double size = exp2(ulp_between(random, -20.0, 126.0));
    x[i] = ulp_sign(random) * size;
  }
}

/* Normal, and every third masked; but one is not. */
static void vectors_masked(UlpRandom *random, double *x, int n) {
  vectors_normal(random, x, n);
  for (int i = 1; i < n; i++) {
    if (ulp_random(random) % 3 == 0) x[i] = -INFINITY;
  }
}

/* Logarithms of probabilities that sum to 1, so that logsumexp is what their rounding has left. */
static void vectors_log_probabilities(UlpRandom *random, double *x, int n) {
  double total = 0.0;
  for (int i = 0; i < n; i++) total += x[i] = exp(3.0 * ulp_gauss(random));
  for (int i = 0; i < n; i++) x[i] = log(x[i] / total);
}

typedef struct {
  const char *name;
  void (*fill)(UlpRandom *random, double *x, int n);
} VectorsKind;

static const VectorsKind vectors_kinds[] = {
    {"normal", vectors_normal},
    {"far", vectors_far},
    {"within 88", vectors_wide},
    {"within 400", vectors_wider},
    {"within 1e4", vectors_widest},
    {"equal", vectors_equal},
    {"one dominates", vectors_one_dominates},
    {"tiny", vectors_tiny},
    {"huge", vectors_huge},
    {"masked", vectors_masked},
    {"log probabilities", vectors_log_probabilities},
};

/* ---- one vector, and what MPFR makes of it ---- */

typedef struct {
  Vector vector;
  double *x; /* its elements */
  int n;
  int top, second; /* indexes; second = -1: there is none */
  int target;      /* for cross-entropy */
  double factor;   /* for scale */
  void *data, *out;
} Case;

/* For scores x with the highest one, m, taken off: u = x - m. Everything that is small where it
** matters is a sum of terms of one sign. */
typedef struct {
  mpfr_t *power; /* e^u of each element */
  mpfr_t others; /* sum e^u but for the top */
  mpfr_t sum;    /* 1 + others */
  mpfr_t log_sum;
  mpfr_t moment; /* sum -u e^u */
  mpfr_t u, result;
} Reference;

static Reference ref;

static void vectors_init_reference(void) {
  mpfr_set_default_prec(VECTORS_BITS);
  ref.power = malloc(VECTORS_LONGEST * sizeof *ref.power);
  if (ref.power == NULL) exit(2);
  for (int i = 0; i < VECTORS_LONGEST; i++) mpfr_init(ref.power[i]);
  mpfr_inits(ref.others, ref.sum, ref.log_sum, ref.moment, ref.u, ref.result, NULL);
}

static void vectors_clear_reference(void) {
  for (int i = 0; i < VECTORS_LONGEST; i++) mpfr_clear(ref.power[i]);
  free(ref.power);
  mpfr_clears(ref.others, ref.sum, ref.log_sum, ref.moment, ref.u, ref.result, NULL);
}

/* ref.u = x - m */
static void vectors_distance(const Case *c, int i) {
  mpfr_set_d(ref.u, c->x[i], MPFR_RNDN);
  mpfr_sub_d(ref.u, ref.u, c->x[c->top], MPFR_RNDN);
}

static void vectors_compute(const Case *c) {
  mpfr_set_zero(ref.others, 1);
  mpfr_set_zero(ref.moment, 1);
  for (int i = 0; i < c->n; i++) {
    vectors_distance(c, i);
    mpfr_exp(ref.power[i], ref.u, MPFR_RNDN);
    if (i != c->top) mpfr_add(ref.others, ref.others, ref.power[i], MPFR_RNDN);
    if (mpfr_zero_p(ref.power[i])) continue;
    mpfr_mul(ref.result, ref.u, ref.power[i], MPFR_RNDN);
    mpfr_sub(ref.moment, ref.moment, ref.result, MPFR_RNDN);
  }
  mpfr_add_ui(ref.sum, ref.others, 1, MPFR_RNDN);
  mpfr_log1p(ref.log_sum, ref.others, MPFR_RNDN);
}

/* Rounds the scores to the type, so that they are what the vector holds. */
static void vectors_prepare(Case *c, VectorType type, UlpRandom *random) {
  c->vector = (Vector){c->data, (size_t)c->n, type};
  for (int i = 0; i < c->n; i++) {
    float single = (float)c->x[i];
    if (type == VECTOR_F32) memcpy((char *)c->data + (size_t)i * 4, &single, 4);
    if (type == VECTOR_F32) c->x[i] = (double)single;
    if (type == VECTOR_F64) memcpy((char *)c->data + (size_t)i * 8, &c->x[i], 8);
  }
  c->top = 0;
  c->second = -1;
  for (int i = 1; i < c->n; i++) {
    if (c->x[i] > c->x[c->top]) {
      c->second = c->top;
      c->top = i;
    } else if (c->second < 0 || c->x[i] > c->x[c->second]) {
      c->second = i;
    }
  }
  c->target = (int)(ulp_random(random) % (uint64_t)c->n);
  c->factor = ulp_between(random, -2.0, 2.0);
  vectors_compute(c);
}

/* ---- functions of each element: the exact answer into ref.result ---- */

static void vectors_exact_softmax(const Case *c, int i) {
  (void)c;
  mpfr_div(ref.result, ref.power[i], ref.sum, MPFR_RNDN);
}

static void vectors_exact_log_softmax(const Case *c, int i) {
  vectors_distance(c, i);
  mpfr_sub(ref.result, ref.u, ref.log_sum, MPFR_RNDN);
}

static void vectors_exact_sigmoid(const Case *c, int i) {
  mpfr_set_d(ref.u, -c->x[i], MPFR_RNDN);
  mpfr_exp(ref.u, ref.u, MPFR_RNDN);
  mpfr_add_ui(ref.u, ref.u, 1, MPFR_RNDN);
  mpfr_ui_div(ref.result, 1, ref.u, MPFR_RNDN);
}

static void vectors_exact_scale(const Case *c, int i) {
  mpfr_set_d(ref.result, c->x[i], MPFR_RNDN);
  mpfr_mul_d(ref.result, ref.result, c->factor, MPFR_RNDN);
}

/* x plus its own mirror image, in double: a float and a double are rounded once too. */
static void vectors_exact_add(const Case *c, int i) {
  mpfr_set_d(ref.result, c->x[i], MPFR_RNDN);
  mpfr_add_d(ref.result, ref.result, c->x[c->n - 1 - i] * fabs(c->factor), MPFR_RNDN);
}

/* The score's mantissa, in [1/2, 1), stands for a probability; so does its fourth power. */
static double vectors_probability(const Case *c, int i) {
  int exponent;
  double p = fabs(frexp(c->x[i], &exponent));
  if (!(p >= 0.5 && p < 1.0)) p = 0.75;
  if (i % 2 == 1) p = p * p * p * p;
  return c->vector.type == VECTOR_F32 ? (double)(float)p : p;
}

static void vectors_exact_log_prob(const Case *c, int i) {
  mpfr_set_d(ref.result, vectors_probability(c, i), MPFR_RNDN);
  mpfr_log(ref.result, ref.result, MPFR_RNDN);
}

static double vectors_other[VECTORS_LONGEST];

static bool vectors_add(const VectorKernels *kernels, const Case *c) {
  for (int i = 0; i < c->n; i++) vectors_other[i] = c->x[c->n - 1 - i] * fabs(c->factor);
  const Vector other = {vectors_other, (size_t)c->n, VECTOR_F64};
  VectorOutcome outcome = vector_add(kernels, &c->vector, &other, c->out, NULL);
  return outcome == VECTOR_DONE;
}

static bool vectors_log_prob(const VectorKernels *kernels, const Case *c) {
  double bad;
  (void)kernels;
  for (int i = 0; i < c->n; i++) {
    double p = vectors_probability(c, i);
    float single = (float)p;
    if (c->vector.type == VECTOR_F32) memcpy((char *)c->out + (size_t)i * 4, &single, 4);
    if (c->vector.type == VECTOR_F64) memcpy((char *)c->out + (size_t)i * 8, &p, 8);
  }
  const Vector v = {c->out, (size_t)c->n, c->vector.type};
  return vector_log_prob(&v, c->out, &bad, NULL) == VECTOR_LOG_PROB_DONE;
}

static bool vectors_scale(const VectorKernels *kernels, const Case *c) {
  return vector_scale(kernels, &c->vector, c->factor, c->out, NULL) == VECTOR_DONE;
}
static bool vectors_softmax(const VectorKernels *kernels, const Case *c) {
  return vector_softmax(kernels, &c->vector, c->out, NULL);
}
static bool vectors_log_softmax(const VectorKernels *kernels, const Case *c) {
  return vector_log_softmax(kernels, &c->vector, c->out, NULL);
}
static bool vectors_sigmoid(const VectorKernels *kernels, const Case *c) {
  return vector_sigmoid(kernels, &c->vector, c->out, NULL);
}

typedef struct {
  const char *name;
  double limit[2]; /* in ULP, by type */
  bool (*compute)(const VectorKernels *kernels, const Case *c);
  void (*exact)(const Case *c, int i);
} VectorsMap;

static const VectorsMap vectors_maps[] = {
    {"softmax", {0.51, 1.1}, vectors_softmax, vectors_exact_softmax},
    {"log_softmax", {0.51, 0.55}, vectors_log_softmax, vectors_exact_log_softmax},
    {"sigmoid", {0.51, 0.51}, vectors_sigmoid, vectors_exact_sigmoid},
    {"scale", {0.5, 0.5}, vectors_scale, vectors_exact_scale},
    {"vec_add", {0.5, 0.5}, vectors_add, vectors_exact_add},
    {"vec_log_prob", {0.51, 0.51}, vectors_log_prob, vectors_exact_log_prob},
};

/* ---- functions of the whole vector ---- */

static double vectors_logsumexp(const VectorKernels *kernels, const Case *c) {
  mpfr_add_d(ref.result, ref.log_sum, c->x[c->top], MPFR_RNDN);
  return vector_logsumexp(kernels, &c->vector, NULL);
}

static double vectors_max(const VectorKernels *kernels, const Case *c) {
  mpfr_ui_div(ref.result, 1, ref.sum, MPFR_RNDN);
  return vector_softmax_max(kernels, &c->vector, NULL);
}

static double vectors_margin(const VectorKernels *kernels, const Case *c) {
  mpfr_set_ui(ref.result, 1, MPFR_RNDN);
  if (c->second >= 0) {
    vectors_distance(c, c->second);
    mpfr_expm1(ref.result, ref.u, MPFR_RNDN);
    mpfr_neg(ref.result, ref.result, MPFR_RNDN);
  }
  mpfr_div(ref.result, ref.result, ref.sum, MPFR_RNDN);
  return vector_softmax_margin(kernels, &c->vector, NULL);
}

static double vectors_entropy(const VectorKernels *kernels, const Case *c) {
  mpfr_div(ref.result, ref.moment, ref.sum, MPFR_RNDN);
  mpfr_add(ref.result, ref.result, ref.log_sum, MPFR_RNDN);
  return vector_softmax_entropy(kernels, &c->vector, NULL);
}

static double vectors_xent_at(const VectorKernels *kernels, const Case *c, int target) {
  vectors_distance(c, target);
  mpfr_sub(ref.result, ref.log_sum, ref.u, MPFR_RNDN);
  return vector_cross_entropy(kernels, &c->vector, (size_t)target, NULL);
}

static double vectors_xent(const VectorKernels *kernels, const Case *c) {
  return vectors_xent_at(kernels, c, c->target);
}

static double vectors_xent_of_top(const VectorKernels *kernels, const Case *c) {
  return vectors_xent_at(kernels, c, c->top);
}

typedef struct {
  const char *name;
  double limit[2]; /* in ULP, by type */
  double absolute; /* enough where it is the wider of the two; 0: none */
  double (*measure)(const VectorKernels *kernels, const Case *c);
} VectorsNumber;

static const VectorsNumber vectors_numbers[] = {
    {"logsumexp", {0.58, 0.55}, 0x1p-58, vectors_logsumexp},
    {"softmax_max", {0.58, 0.55}, 0.0, vectors_max},
    {"margin", {0.58, 0.55}, 0.0, vectors_margin},
    {"entropy", {0.58, 0.55}, 0.0, vectors_entropy},
    {"xent", {0.58, 0.55}, 0.0, vectors_xent},
    {"xent of top", {0.58, 0.55}, 0.0, vectors_xent_of_top},
};

enum {
  VECTORS_MAPS = sizeof vectors_maps / sizeof *vectors_maps,
  VECTORS_NUMBERS = sizeof vectors_numbers / sizeof *vectors_numbers
};

/* ---- the table ---- */

/* ulp_error for floats: 2^-149 below 2^-125. */
static double vectors_float_error(double got, mpfr_srcptr exact) {
  if (isinf(got) || isnan(got) || !mpfr_number_p(exact)) return ulp_error(got, exact);
  long exponent = mpfr_zero_p(exact) ? -126 : (long)mpfr_get_exp(exact) - 1;
  if (exponent < -126) exponent = -126;
  mpfr_sub_d(ref.u, exact, got, MPFR_RNDA);
  mpfr_mul_2si(ref.u, ref.u, 23 - exponent, MPFR_RNDA);
  return fabs(mpfr_get_d(ref.u, MPFR_RNDA));
}

typedef struct {
  UlpRow maps[VECTORS_MAPS];
  UlpRows numbers[VECTORS_NUMBERS];
  char domain[48];
} VectorsRows;

static void vectors_note_map(UlpRow *row, const VectorsMap *map, const VectorKernels *kernels,
                             const Case *c) {
  bool done = map->compute(kernels, c);
  CHECK(done, "%s: no answer", map->name);
  Vector out = {c->out, (size_t)c->n, c->vector.type};
  for (int i = 0; i < c->n && done; i++) {
    double got = vector_at(&out, (size_t)i);
    map->exact(c, i);
    double error = c->vector.type == VECTOR_F32 ? vectors_float_error(got, ref.result)
                                                : ulp_error(got, ref.result);
    ulp_note(row, error, "n = %d, i = %d, x = %.17g: %.9g", c->n, i, c->x[i], got);
  }
}

static void vectors_note_number(UlpRows *rows, const VectorsNumber *number,
                                const VectorKernels *kernels, const Case *c) {
  double got = number->measure(kernels, c), error;
  UlpRow *row = ulp_row_of(rows, got, ref.result, &error);
  ulp_note(row, error, "n = %d: %.17g", c->n, got);
}

static void vectors_open(VectorsRows *rows, const VectorsKind *kind, VectorType type) {
  snprintf(rows->domain, sizeof rows->domain, "%s %s", type == VECTOR_F32 ? "f32" : "f64",
           kind->name);
  for (int i = 0; i < VECTORS_MAPS; i++) {
    rows->maps[i] =
        ulp_row(vectors_maps[i].name, rows->domain, vectors_maps[i].limit[type], ULP_LAST_PLACE);
  }
  for (int i = 0; i < VECTORS_NUMBERS; i++) {
    const VectorsNumber *number = &vectors_numbers[i];
    ulp_open(&rows->numbers[i], number->name, rows->domain, number->limit[type], number->absolute);
  }
}

static void vectors_close(const UlpOptions *options, const VectorsRows *rows) {
  for (int i = 0; i < VECTORS_MAPS; i++) {
    if (ulp_wanted(options, vectors_maps[i].name)) ulp_close(&rows->maps[i]);
  }
  for (int i = 0; i < VECTORS_NUMBERS; i++) {
    if (ulp_wanted(options, vectors_numbers[i].name)) ulp_close_rows(&rows->numbers[i]);
  }
}

static void vectors_measure(const UlpOptions *options, const VectorsKind *kind, VectorType type,
                            Case *c) {
  const VectorKernels *kernels = vector_kernels();
  VectorsRows rows;
  vectors_open(&rows, kind, type);
  UlpRandom random = ulp_seed("vectors", rows.domain);
  for (int length = 0; length < VECTORS_LENGTHS; length++) {
    c->n = vectors_lengths[length];
    long vectors = 1 + options->points / VECTORS_LENGTHS / c->n;
    for (long k = 0; k < vectors; k++) {
      kind->fill(&random, c->x, c->n);
      vectors_prepare(c, type, &random);
      for (int i = 0; i < VECTORS_MAPS; i++) {
        if (!ulp_wanted(options, vectors_maps[i].name)) continue;
        vectors_note_map(&rows.maps[i], &vectors_maps[i], kernels, c);
      }
      for (int i = 0; i < VECTORS_NUMBERS; i++) {
        if (ulp_wanted(options, vectors_numbers[i].name)) {
          vectors_note_number(&rows.numbers[i], &vectors_numbers[i], kernels, c);
        }
      }
    }
  }
  vectors_close(options, &rows);
}

int main(int argc, char **argv) {
  UlpOptions options = ulp_options(argc, argv);
  Case c = {0};
  c.x = malloc(VECTORS_LONGEST * sizeof(double));
  c.data = malloc(VECTORS_LONGEST * sizeof(double));
  c.out = malloc(VECTORS_LONGEST * sizeof(double));
  if (c.x == NULL || c.data == NULL || c.out == NULL) {
    free(c.x);
    free(c.data);
    free(c.out);
    return 2;
  }
  vectors_init_reference();
  printf("kernels: %s\n", vector_kernels_name(vector_kernels()));
  ulp_heading();
  for (size_t i = 0; i < sizeof vectors_kinds / sizeof *vectors_kinds; i++) {
    vectors_measure(&options, &vectors_kinds[i], VECTOR_F32, &c);
    vectors_measure(&options, &vectors_kinds[i], VECTOR_F64, &c);
  }
  vectors_clear_reference();
  mpfr_free_cache();
  free(c.x);
  free(c.data);
  free(c.out);
  return check_report();
}
