/* ulp.h: what the accuracy programs share: errors measured against MPFR, a table of the worst of
** them, random arguments, the command line, memory.
**
** A row of the table is one check: all points of one domain of one function against one limit. A
** program calls ulp_options, then for each row ulp_row, ulp_note per point, ulp_close, and ends
** with return check_report(). Random numbers depend on the row's names only, so a row's points are
** the same whichever other rows are run.
*/
#ifndef LOGITS_TESTS_ULP_H
#define LOGITS_TESTS_ULP_H

#include "../check.h"

#include <errno.h>
#include <math.h>
#include <mpfr.h>
#include <stdarg.h>
#include <stdbool.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

enum {
  ULP_PRECISION = 160,          /* bits of the reference */
  ULP_PRECISION_OF_SUMS = 2200, /* bits that make the sum of any two doubles exact */
  ULP_DEFAULT_POINTS = 10000
};

/* ---- command line ---- */

typedef struct {
  long points;              /* in each row */
  const char *worst_points; /* file; NULL: the program's own */
  const char *const *names; /* functions to measure; none: all */
  int name_count;
} UlpOptions;

static inline void ulp_usage(const char *program) {
  fprintf(stderr, "usage: %s [--points N] [--worst-points FILE] [FUNCTION...]\n", program);
  exit(2);
}

static inline UlpOptions ulp_options(int argc, char **argv) {
  UlpOptions options = {ULP_DEFAULT_POINTS, NULL, NULL, 0};
  int i = 1;
  for (; i < argc && argv[i][0] == '-'; i += 2) {
    if (i + 1 == argc) ulp_usage(argv[0]);
    char *end = argv[i + 1];
    if (strcmp(argv[i], "--points") == 0) {
      options.points = strtol(argv[i + 1], &end, 10);
      if (*end != '\0' || options.points < 1) ulp_usage(argv[0]);
    } else if (strcmp(argv[i], "--worst-points") == 0) {
      options.worst_points = argv[i + 1];
    } else {
      ulp_usage(argv[0]);
    }
  }
  options.names = (const char *const *)(argv + i);
  options.name_count = argc - i;
  return options;
}

static inline bool ulp_wanted(const UlpOptions *options, const char *function) {
  for (int i = 0; i < options->name_count; i++) {
    if (strcmp(options->names[i], function) == 0) return true;
  }
  return options->name_count == 0;
}

/* ---- memory ---- */

/* A MemoryResize. */
static inline void *ulp_resize(void *block, uint64_t bytes) {
  if (bytes != 0) return realloc(block, (size_t)bytes);
  free(block);
  return NULL;
}

/* ---- random numbers: splitmix64 (Steele, Lea, Flood, OOPSLA 2014) ---- */

typedef struct {
  uint64_t state;
} UlpRandom;

static inline uint64_t ulp_random(UlpRandom *random) {
  uint64_t z = random->state += UINT64_C(0x9e3779b97f4a7c15);
  z = (z ^ z >> 30) * UINT64_C(0xbf58476d1ce4e5b9);
  z = (z ^ z >> 27) * UINT64_C(0x94d049bb133111eb);
  return z ^ z >> 31;
}

/* In [0, 1), a multiple of 2^-53. */
static inline double ulp_uniform(UlpRandom *random) {
  return (double)(ulp_random(random) >> 11) * 0x1p-53;
}

static inline double ulp_between(UlpRandom *random, double low, double high) {
  return low + (high - low) * ulp_uniform(random);
}

static inline double ulp_sign(UlpRandom *random) {
  return (ulp_random(random) & 1) != 0 ? 1.0 : -1.0;
}

/* A normal deviate (G. E. P. Box, M. E. Muller, 1958). */
static inline double ulp_gauss(UlpRandom *random) {
  double radius = sqrt(-2.0 * log(1.0 - ulp_uniform(random)));
  return radius * cos(6.283185307179586 * ulp_uniform(random));
}

/* A generator that depends on the two names only (FNV-1a). */
static inline UlpRandom ulp_seed(const char *function, const char *domain) {
  uint64_t hash = UINT64_C(0xcbf29ce484222325);
  const char *texts[] = {function, "/", domain};
  for (int i = 0; i < 3; i++) {
    for (const char *c = texts[i]; *c != '\0'; c++) {
      hash = (hash ^ (unsigned char)*c) * UINT64_C(0x100000001b3);
    }
  }
  return (UlpRandom){hash};
}

static inline double ulp_double(uint64_t bits) {
  double x;
  memcpy(&x, &bits, sizeof x);
  return x;
}

static inline uint64_t ulp_bits(double x) {
  uint64_t bits;
  memcpy(&bits, &x, sizeof bits);
  return bits;
}

/* Any finite double, all bit patterns alike. */
static inline double ulp_any(UlpRandom *random) {
  for (;;) {
    double x = ulp_double(ulp_random(random));
    if (isfinite(x)) return x;
  }
}

/* ---- errors ---- */

/* |got - exact| in units of the last place that a double has at `exact`: 2^-1074 below 2^-1021.
** Infinity where one of the two is no number or infinite and the other is not the same. */
static inline double ulp_error(double got, mpfr_srcptr exact) {
  if (isnan(got) || mpfr_nan_p(exact)) return isnan(got) && mpfr_nan_p(exact) ? 0.0 : INFINITY;
  if (isinf(got) || mpfr_inf_p(exact)) return got == mpfr_get_d(exact, MPFR_RNDN) ? 0.0 : INFINITY;
  if (mpfr_zero_p(exact)) return fabs(got) * 0x1p1000 * 0x1p74;
  long exponent = (long)mpfr_get_exp(exact) - 1;
  if (exponent < -1022) exponent = -1022;
  mpfr_t difference;
  mpfr_init2(difference, ULP_PRECISION);
  mpfr_sub_d(difference, exact, got, MPFR_RNDA);
  mpfr_mul_2si(difference, difference, 52 - exponent, MPFR_RNDA);
  double error = fabs(mpfr_get_d(difference, MPFR_RNDA));
  mpfr_clear(difference);
  return error;
}

/* |got - exact|, rounded up */
static inline double ulp_absolute_error(double got, mpfr_srcptr exact) {
  mpfr_t difference;
  mpfr_init2(difference, ULP_PRECISION);
  mpfr_sub_d(difference, exact, got, MPFR_RNDA);
  double error = fabs(mpfr_get_d(difference, MPFR_RNDA));
  mpfr_clear(difference);
  return error;
}

/* |(hi + lo) 2^k - exact| / |exact| */
static inline double ulp_relative_error(double hi, double lo, int64_t k, mpfr_srcptr exact) {
  mpfr_t got;
  mpfr_init2(got, ULP_PRECISION_OF_SUMS);
  mpfr_set_d(got, hi, MPFR_RNDN);
  mpfr_add_d(got, got, lo, MPFR_RNDN);
  mpfr_mul_2si(got, got, (long)k, MPFR_RNDN);
  double error = INFINITY;
  if (mpfr_zero_p(exact)) {
    error = mpfr_zero_p(got) ? 0.0 : INFINITY;
  } else if (mpfr_number_p(got)) {
    mpfr_sub(got, got, exact, MPFR_RNDN);
    mpfr_div(got, got, exact, MPFR_RNDN);
    error = fabs(mpfr_get_d(got, MPFR_RNDA));
  }
  mpfr_clear(got);
  return error;
}

/* ---- the table ---- */

typedef enum {
  ULP_LAST_PLACE, /* errors are in ULP, printed as they are */
  ULP_RELATIVE    /* ... relative, printed as powers of two */
} UlpUnit;

typedef struct {
  const char *function, *domain;
  double limit;
  UlpUnit unit;
  long points;
  double worst;
  char where[160]; /* the arguments of the worst point */
} UlpRow;

static inline UlpRow ulp_row(const char *function, const char *domain, double limit, UlpUnit unit) {
  return (UlpRow){function, domain, limit, unit, 0, -1.0, ""};
}

/* Counts one point; `format` and what follows it are its arguments, for the table. */
static inline void ulp_note(UlpRow *row, double error, const char *format, ...) {
  row->points++;
  if (error <= row->worst) return;
  row->worst = isnan(error) ? INFINITY : error;
  va_list arguments;
  va_start(arguments, format);
  vsnprintf(row->where, sizeof row->where, format, arguments);
  va_end(arguments);
}

static inline void ulp_heading(void) {
  printf("%-14s %-22s %9s %10s %8s  %s\n", "function", "domain", "points", "worst", "limit",
         "where");
}

static inline void ulp_number(char *text, size_t size, double value, UlpUnit unit) {
  if (unit == ULP_RELATIVE && value > 0.0) {
    snprintf(text, size, "2^%.2f", log2(value));
  } else {
    snprintf(text, size, "%.7g", value);
  }
}

/* Prints the row and checks it against its limit; a row without points fails. */
static inline void ulp_close(const UlpRow *row) {
  char worst[32], limit[32];
  ulp_number(worst, sizeof worst, row->worst, row->unit);
  ulp_number(limit, sizeof limit, row->limit, row->unit);
  printf("%-14s %-22s %9ld %10s %8s  %s\n", row->function, row->domain, row->points, worst, limit,
         row->where);
  CHECK(row->points > 0 && row->worst <= row->limit, "%s, %s: %s at %s", row->function, row->domain,
        worst, row->where);
}

/* ---- promises such as "0.51 ULP, or 2^-73 where that is more" ---- */

/* One row for results so large that the ULP is the wider of the two, and, "... near 0", one for all
** others by their absolute error. */
typedef struct {
  UlpRow ulp, near_zero;
  char near_zero_domain[80];
} UlpRows;

/* `absolute` is 0 where ULP are all that is promised. */
static inline void ulp_open(UlpRows *rows, const char *function, const char *domain, double limit,
                            double absolute) {
  snprintf(rows->near_zero_domain, sizeof rows->near_zero_domain, "%s near 0", domain);
  rows->ulp = ulp_row(function, domain, limit, ULP_LAST_PLACE);
  rows->near_zero = ulp_row(function, rows->near_zero_domain, absolute, ULP_RELATIVE);
}

/* The row where a result belongs, and its error there. */
static inline UlpRow *ulp_row_of(UlpRows *rows, double got, mpfr_srcptr exact, double *error) {
  double size = fabs(mpfr_get_d(exact, MPFR_RNDN)), ulp = nextafter(size, INFINITY) - size;
  bool near_zero = rows->near_zero.limit > rows->ulp.limit * ulp;
  *error = near_zero ? ulp_absolute_error(got, exact) : ulp_error(got, exact);
  return near_zero ? &rows->near_zero : &rows->ulp;
}

/* Prints and checks the rows that have points, and one if none has. */
static inline void ulp_close_rows(const UlpRows *rows) {
  if (rows->near_zero.points > 0) ulp_close(&rows->near_zero);
  if (rows->ulp.points > 0 || rows->near_zero.points == 0) ulp_close(&rows->ulp);
}

#endif
