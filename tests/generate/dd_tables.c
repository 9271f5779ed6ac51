/* dd_tables.c: prints ext/exact/dd_tables.h, the constants of exp and log in dd.c, from MPFR.
**
** `make` never runs it; a test runs it and compares its output with the committed file, byte for
** byte. What each constant is for, and why it is cut to so many bits, is told in dd.c.
*/
#include <mpfr.h>
#include <stdio.h>

enum {
  GENERATE_PRECISION = 400, /* bits; every constant is rounded from this once */
  GENERATE_EXP_STEPS = 128,
  GENERATE_LOG_STEPS = 128
};

/* The multiple of 2^-places nearest to x, which is then taken off x. */
static double generate_places(mpfr_t x, int places) {
  mpfr_t rounded;
  mpfr_init2(rounded, GENERATE_PRECISION);
  mpfr_mul_2si(rounded, x, places, MPFR_RNDN);
  mpfr_rint(rounded, rounded, MPFR_RNDN);
  mpfr_div_2si(rounded, rounded, places, MPFR_RNDN);
  double part = mpfr_get_d(rounded, MPFR_RNDN);
  mpfr_sub(x, x, rounded, MPFR_RNDN);
  mpfr_clear(rounded);
  return part;
}

/* The double nearest to x, which is then taken off x. */
static double generate_double(mpfr_t x) {
  double part = mpfr_get_d(x, MPFR_RNDN);
  mpfr_sub_d(x, x, part, MPFR_RNDN);
  return part;
}

static void generate_constant(const char *name, double value, const char *what) {
  printf("/* %s */\n#define %s (%a)\n", what, name, value);
}

static void generate_reduction(mpfr_t x) {
  mpfr_const_log2(x, MPFR_RNDN);
  mpfr_ui_div(x, GENERATE_EXP_STEPS, x, MPFR_RNDN);
  generate_constant("DD_EXP_INVERSE_STEP", generate_double(x), "128 / ln 2");
  mpfr_const_log2(x, MPFR_RNDN);
  mpfr_div_ui(x, x, GENERATE_EXP_STEPS, MPFR_RNDN);
  generate_constant("DD_EXP_STEP_1", generate_places(x, 41), "ln 2 / 128, 34 bits");
  generate_constant("DD_EXP_STEP_2", generate_places(x, 75), "... the next 34 bits");
  generate_constant("DD_EXP_STEP_3", generate_double(x), "... the rest");
  mpfr_const_log2(x, MPFR_RNDN);
  mpfr_ui_div(x, 1, x, MPFR_RNDN);
  generate_constant("DD_LOG2_E", generate_double(x), "1 / ln 2");
  mpfr_const_log2(x, MPFR_RNDN);
  generate_constant("DD_LN2_1", generate_double(x), "ln 2 as the sum of three doubles");
  generate_constant("DD_LN2_2", generate_double(x), "... the second");
  generate_constant("DD_LN2_3", generate_double(x), "... the third");
  mpfr_const_log2(x, MPFR_RNDN);
  generate_constant("DD_LN2_SHORT", generate_places(x, 41), "ln 2, a multiple of 2^-41");
  generate_constant("DD_LN2_REST", generate_double(x), "... the rest");
}

static void generate_exp(mpfr_t x) {
  printf("\n/* 2^(j/128) at index j mod 128, for j = -64 .. 63 */\n"
         "static const DDExpEntry dd_exp_table[128] = {\n");
  for (int i = 0; i < GENERATE_EXP_STEPS; i++) {
    int j = i < GENERATE_EXP_STEPS / 2 ? i : i - GENERATE_EXP_STEPS;
    mpfr_set_si(x, j, MPFR_RNDN);
    mpfr_div_ui(x, x, GENERATE_EXP_STEPS, MPFR_RNDN);
    mpfr_exp2(x, x, MPFR_RNDN);
    double hi = generate_places(x, 26);
    double lo = generate_double(x);
    printf("    {%a, %a},\n", hi, lo);
  }
  printf("};\n");
}

static void generate_log(mpfr_t x) {
  printf("\n/* for the significands m of [1, 2) nearest to 1 + i/128 */\n"
         "static const DDLogEntry dd_log_table[129] = {\n");
  for (int i = 0; i <= GENERATE_LOG_STEPS; i++) {
    mpfr_set_ui(x, GENERATE_LOG_STEPS, MPFR_RNDN);
    mpfr_div_ui(x, x, (unsigned long)(GENERATE_LOG_STEPS + i), MPFR_RNDN);
    double reciprocal = generate_places(x, 16);
    int halved = reciprocal * reciprocal < 0.5; /* m above sqrt 2 counts as m/2 */
    mpfr_set_d(x, halved ? 2 * reciprocal : reciprocal, MPFR_RNDN);
    mpfr_log(x, x, MPFR_RNDN);
    mpfr_neg(x, x, MPFR_RNDN);
    double hi = generate_places(x, 41);
    double lo = generate_double(x);
    printf("    {%a, %a, %a, %d},\n", reciprocal, hi + 0.0, lo + 0.0, halved);
  }
  printf("};\n");
}

int main(void) {
  mpfr_t x;
  mpfr_init2(x, GENERATE_PRECISION);
  printf("/* dd_tables.h: the constants of exp and log in dd.c, which says what each is for.\n"
         "** Printed by tests/generate/dd_tables.c; a test compares the two.\n"
         "*/\n"
         "#ifndef LOGITS_EXACT_DD_TABLES_H\n"
         "#define LOGITS_EXACT_DD_TABLES_H\n"
         "\n");
  generate_reduction(x);
  printf("\ntypedef struct {\n"
         "  double hi; /* a multiple of 2^-26 */\n"
         "  double lo; /* the rest */\n"
         "} DDExpEntry;\n");
  generate_exp(x);
  printf("\ntypedef struct {\n"
         "  double reciprocal; /* 1/m, a multiple of 2^-16 */\n"
         "  double hi;         /* -ln(reciprocal * 2^halved), a multiple of 2^-41 */\n"
         "  double lo;         /* ... the rest */\n"
         "  double halved;     /* 1 where m > sqrt 2: ln m is then ln 2 + hi + lo */\n"
         "} DDLogEntry;\n");
  generate_log(x);
  printf("\n#endif\n");
  mpfr_clear(x);
  mpfr_free_cache();
  return fflush(stdout) != 0 || ferror(stdout);
}
