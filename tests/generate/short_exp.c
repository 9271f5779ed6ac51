/* short_exp.c: prints ext/vectors/short_exp.h, the polynomial of the short e^r in kernel_body.h,
** computed with MPFR.
**
** Wanted is the polynomial 1 + q_1 r + ... + q_7 r^7 whose relative error against e^r is least at
** its worst, for |r| up to a little more than ln 2 / 2. Lawson's algorithm finds it: C. L. Lawson,
** Contributions to the Theory of Linear Least Maximum Approximation, UCLA, 1961; also in J. R.
** Rice, K. H. Usow, Math. Comp. 22, 1968. Each round is a fit by least squares with weights, on
** Chebyshev nodes. After it each weight is multiplied by the size of the error there.
**
** The rounds converge slowly, and the number of nodes and of rounds is part of the result: with 64
** rounds the worst error is within 1/10000 of the least possible. Changing them would change the
** constants, and so the bits that are promised.
**
** `make` never runs it; a test runs it and compares its output with the committed file, byte for
** byte.
*/
#include <mpfr.h>
#include <stdio.h>

enum {
  FIT_PRECISION = 400, /* bits; every constant is rounded from this once */
  FIT_DEGREE = 7,
  FIT_NODES = 300,
  FIT_ROUNDS = 64
};

typedef struct {
  mpfr_t target; /* 1 - e^-r */
  mpfr_t
      term[FIT_DEGREE]; /* r^i e^-r at i - 1: the error is the sum of q_i term[i - 1], - target */
  mpfr_t weight;
} FitNode;

/* The normal equations: one row for each q_i, with the right-hand side last. */
typedef mpfr_t FitEquations[FIT_DEGREE][FIT_DEGREE + 1];

/* r = 1.0001 (ln 2 / 2) cos(pi (j + 1/2) / FIT_NODES); all weights are 1. */
static void fit_node(FitNode *node, int j) {
  mpfr_t r, factor;
  mpfr_inits2(FIT_PRECISION, r, factor, node->target, node->weight, (mpfr_ptr)NULL);
  mpfr_const_pi(r, MPFR_RNDN);
  mpfr_mul_ui(r, r, (unsigned long)(2 * j + 1), MPFR_RNDN);
  mpfr_div_ui(r, r, 2UL * FIT_NODES, MPFR_RNDN);
  mpfr_cos(r, r, MPFR_RNDN);
  mpfr_const_log2(factor, MPFR_RNDN);
  mpfr_mul_ui(factor, factor, 10001, MPFR_RNDN);
  mpfr_div_ui(factor, factor, 20000, MPFR_RNDN);
  mpfr_mul(r, r, factor, MPFR_RNDN);

  mpfr_neg(factor, r, MPFR_RNDN);
  mpfr_exp(factor, factor, MPFR_RNDN);
  mpfr_ui_sub(node->target, 1, factor, MPFR_RNDN);
  for (int i = 0; i < FIT_DEGREE; i++) {
    mpfr_mul(factor, factor, r, MPFR_RNDN);
    mpfr_init2(node->term[i], FIT_PRECISION);
    mpfr_set(node->term[i], factor, MPFR_RNDN);
  }
  mpfr_set_ui(node->weight, 1, MPFR_RNDN);
  mpfr_clears(r, factor, (mpfr_ptr)NULL);
}

static void fit_equations(const FitNode *nodes, FitEquations equations) {
  mpfr_t weighted, product;
  mpfr_inits2(FIT_PRECISION, weighted, product, (mpfr_ptr)NULL);
  for (int i = 0; i < FIT_DEGREE; i++) {
    for (int k = 0; k <= FIT_DEGREE; k++) mpfr_set_zero(equations[i][k], +1);
    for (int j = 0; j < FIT_NODES; j++) {
      mpfr_mul(weighted, nodes[j].weight, nodes[j].term[i], MPFR_RNDN);
      for (int k = 0; k <= FIT_DEGREE; k++) {
        mpfr_srcptr other = k < FIT_DEGREE ? nodes[j].term[k] : nodes[j].target;
        mpfr_mul(product, weighted, other, MPFR_RNDN);
        mpfr_add(equations[i][k], equations[i][k], product, MPFR_RNDN);
      }
    }
  }
  mpfr_clears(weighted, product, (mpfr_ptr)NULL);
}

/* Gauss-Jordan elimination. It needs no pivots, because the equations are positive definite. */
static void fit_solve(FitEquations equations, mpfr_t q[FIT_DEGREE]) {
  mpfr_t factor, product;
  mpfr_inits2(FIT_PRECISION, factor, product, (mpfr_ptr)NULL);
  for (int i = 0; i < FIT_DEGREE; i++) {
    for (int row = 0; row < FIT_DEGREE; row++) {
      if (row == i) continue;
      mpfr_div(factor, equations[row][i], equations[i][i], MPFR_RNDN);
      for (int k = i; k <= FIT_DEGREE; k++) {
        mpfr_mul(product, factor, equations[i][k], MPFR_RNDN);
        mpfr_sub(equations[row][k], equations[row][k], product, MPFR_RNDN);
      }
    }
  }
  for (int i = 0; i < FIT_DEGREE; i++) {
    mpfr_div(q[i], equations[i][FIT_DEGREE], equations[i][i], MPFR_RNDN);
  }
  mpfr_clears(factor, product, (mpfr_ptr)NULL);
}

/* The size of the relative error, which is the sum of q_i term[i - 1], minus the target. */
static void fit_error(const FitNode *node, mpfr_t q[FIT_DEGREE], mpfr_t error) {
  mpfr_t product;
  mpfr_init2(product, FIT_PRECISION);
  mpfr_neg(error, node->target, MPFR_RNDN);
  for (int i = 0; i < FIT_DEGREE; i++) {
    mpfr_mul(product, q[i], node->term[i], MPFR_RNDN);
    mpfr_add(error, error, product, MPFR_RNDN);
  }
  mpfr_abs(error, error, MPFR_RNDN);
  mpfr_clear(product);
}

static void fit(FitNode *nodes, mpfr_t q[FIT_DEGREE]) {
  FitEquations equations;
  mpfr_t error;
  mpfr_init2(error, FIT_PRECISION);
  for (int i = 0; i < FIT_DEGREE; i++) {
    for (int k = 0; k <= FIT_DEGREE; k++) mpfr_init2(equations[i][k], FIT_PRECISION);
  }
  for (int round = 0; round < FIT_ROUNDS; round++) {
    fit_equations(nodes, equations);
    fit_solve(equations, q);
    for (int j = 0; j < FIT_NODES; j++) {
      fit_error(&nodes[j], q, error);
      mpfr_mul(nodes[j].weight, nodes[j].weight, error, MPFR_RNDN);
    }
  }
  for (int i = 0; i < FIT_DEGREE; i++) {
    for (int k = 0; k <= FIT_DEGREE; k++) mpfr_clear(equations[i][k]);
  }
  mpfr_clear(error);
}

/* b, cut to one decimal, where 2^-b is the worst error at the nodes. */
static double fit_accuracy(const FitNode *nodes, mpfr_t q[FIT_DEGREE]) {
  mpfr_t worst, error;
  mpfr_inits2(FIT_PRECISION, worst, error, (mpfr_ptr)NULL);
  mpfr_set_zero(worst, +1);
  for (int j = 0; j < FIT_NODES; j++) {
    fit_error(&nodes[j], q, error);
    mpfr_max(worst, worst, error, MPFR_RNDN);
  }
  mpfr_log2(worst, worst, MPFR_RNDN);
  int tenths = (int)(-10.0 * mpfr_get_d(worst, MPFR_RNDN));
  mpfr_clears(worst, error, (mpfr_ptr)NULL);
  return tenths / 10.0;
}

int main(void) {
  static FitNode nodes[FIT_NODES];
  mpfr_t q[FIT_DEGREE];
  for (int j = 0; j < FIT_NODES; j++) fit_node(&nodes[j], j);
  for (int i = 0; i < FIT_DEGREE; i++) mpfr_init2(q[i], FIT_PRECISION);
  fit(nodes, q);
  for (int i = 0; i < FIT_DEGREE; i++) mpfr_prec_round(q[i], 53, MPFR_RNDN);
  printf("/* short_exp.h: the polynomial of the short e^r in kernel_body.h:\n"
         "** e^r = 1 + SHORT_EXP_1 r + ... + SHORT_EXP_7 r^7 for |r| <= 0.3466, with a relative\n"
         "** error of at most 2^-%.1f.\n"
         "**\n"
         "** Printed by tests/generate/short_exp.c; a test compares the two.\n"
         "*/\n"
         "#ifndef LOGITS_VECTORS_SHORT_EXP_H\n"
         "#define LOGITS_VECTORS_SHORT_EXP_H\n"
         "\n",
         fit_accuracy(nodes, q));
  for (int i = 0; i < FIT_DEGREE; i++) {
    printf("#define SHORT_EXP_%d %a\n", i + 1, mpfr_get_d(q[i], MPFR_RNDN));
    mpfr_clear(q[i]);
  }
  printf("\n#endif\n");
  for (int j = 0; j < FIT_NODES; j++) {
    mpfr_clears(nodes[j].target, nodes[j].weight, (mpfr_ptr)NULL);
    for (int i = 0; i < FIT_DEGREE; i++) mpfr_clear(nodes[j].term[i]);
  }
  mpfr_free_cache();
  return fflush(stdout) != 0 || ferror(stdout);
}
