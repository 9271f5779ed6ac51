/* exp_table.c: prints ext/vectors/exp_table.h, the constants of e^x in kernel_exp_body.h, from MPFR.
**
** `make` never runs it; a test runs it and compares its output with the committed file, byte for
** byte. kernel_exp_body.h says what each constant is for, and why it is cut to so many bits.
*/
#include <inttypes.h>
#include <mpfr.h>
#include <stdio.h>
#include <string.h>

enum {
  TABLE_PRECISION = 400, /* bits; every constant is rounded from this once */
  TABLE_STEPS = 16
};

/* The multiple of 2^-places nearest to x. */
static double table_places(mpfr_t x, int places) {
  mpfr_t rounded;
  mpfr_init2(rounded, TABLE_PRECISION);
  mpfr_mul_2si(rounded, x, places, MPFR_RNDN);
  mpfr_rint(rounded, rounded, MPFR_RNDN);
  mpfr_div_2si(rounded, rounded, places, MPFR_RNDN);
  double part = mpfr_get_d(rounded, MPFR_RNDN);
  mpfr_clear(rounded);
  return part;
}

static void table_step(mpfr_t x) {
  mpfr_const_log2(x, MPFR_RNDN);
  mpfr_ui_div(x, TABLE_STEPS, x, MPFR_RNDN);
  printf("/* 16 / ln 2 */\n#define EXP_TABLE_INVERSE_STEP %a\n", mpfr_get_d(x, MPFR_RNDN));
  mpfr_const_log2(x, MPFR_RNDN);
  mpfr_div_ui(x, x, TABLE_STEPS, MPFR_RNDN);
  double step = table_places(x, 40);
  printf("/* ln 2 / 16, 36 bits */\n#define EXP_TABLE_STEP %a\n", step);
  mpfr_sub_d(x, x, step, MPFR_RNDN);
  printf("/* ... the rest */\n#define EXP_TABLE_STEP_REST %a\n\n", mpfr_get_d(x, MPFR_RNDN));
}

static void table_entry(mpfr_t x, int j) {
  mpfr_set_si(x, j, MPFR_RNDN);
  mpfr_div_ui(x, x, TABLE_STEPS, MPFR_RNDN);
  mpfr_exp2(x, x, MPFR_RNDN);
  double hi = table_places(x, 25);
  mpfr_div_d(x, x, hi, MPFR_RNDN);
  mpfr_log(x, x, MPFR_RNDN);
  uint64_t bits;
  memcpy(&bits, &hi, sizeof bits);
  printf("    {UINT64_C(0x%016" PRIx64 "), %a},\n", bits - ((uint64_t)j << 48),
         mpfr_get_d(x, MPFR_RNDN) + 0.0);
}

int main(void) {
  mpfr_t x;
  mpfr_init2(x, TABLE_PRECISION);
  printf("/* exp_table.h: the constants of e^x in kernel_exp_body.h, which says what each is for.\n"
         "** Printed by tests/generate/exp_table.c; a test compares the two.\n"
         "*/\n"
         "#ifndef LOGITS_VECTORS_EXP_TABLE_H\n"
         "#define LOGITS_VECTORS_EXP_TABLE_H\n"
         "\n"
         "#include <stdint.h>\n"
         "\n");
  table_step(x);
  printf(
      "/* 2^(j/16) is hi e^rest, where hi has the bits `shifted` + j 2^48, of which 26 count. */\n"
      "typedef struct {\n"
      "  uint64_t shifted;\n"
      "  double rest;\n"
      "} ExpTableEntry;\n"
      "\n"
      "static const ExpTableEntry exp_table[16] = {\n");
  for (int j = 0; j < TABLE_STEPS; j++) table_entry(x, j);
  printf("};\n\n#endif\n");
  mpfr_clear(x);
  mpfr_free_cache();
  return fflush(stdout) != 0 || ferror(stdout);
}
