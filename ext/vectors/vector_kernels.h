/* vector_kernels.h: the table of kernels behind vector.h, one for each kind of CPU.
**
** A kernel is a loop over all elements and nothing else. Those that add up return VECTOR_LANES partial
** results: number j covers the elements j, j + 8, j + 16 ... So sums are the same whatever the width
** of the CPU's registers. vector.c combines the partial results, and does everything that happens
** once per vector.
**
** Sums of e^x are added to what the caller passes, 0 at first. So a vector can be taken in parts of
** whole blocks, with the same bits.
*/
#ifndef LOGITS_VECTORS_VECTOR_KERNELS_H
#define LOGITS_VECTORS_VECTOR_KERNELS_H

#include "../exact/dd.h"
#include "vector.h"

enum { VECTOR_LANES = 8 };

#define VECTOR_NO_SKIP SIZE_MAX

enum { VECTOR_BEST_MOST = 32 };

/* For each lane, ignoring NaN; -Inf if nothing else is left. */
typedef struct {
  double highest[VECTOR_LANES], second[VECTOR_LANES]; /* equal if the highest occurs twice */
  uint64_t nan[VECTOR_LANES];                         /* not 0: the lane has a NaN */
} VectorPeaks;

/* Sums over each lane as hi + lo. */
typedef struct {
  double hi[VECTOR_LANES], lo[VECTOR_LANES];
} VectorSums;

/* The two highest floats of some blocks. */
typedef struct {
  float highest, second;
  bool nan; /* there is a NaN; it is left out of the others */
} VectorFloatPeaks;

/* How sums of e^x over floats are scaled: they are of e^x 2^-K and, with t = x 16 / ln 2 - C, of
** t e^x 2^-K. A score below `lowest` or above `highest` counts as `lowest`. */
typedef struct {
  double highest, lowest; /* both within +-2752 */
  double magic;           /* 1.5 2^52 - 16 K */
  double center;          /* the same + C, where C is an integer */
  int powers;             /* K */
} VectorExpFrame;

enum { VECTOR_EXP_MOST = 256 }; /* blocks that float_sums and float_moments take at once */

#define VECTOR_EXP_NEAR 2048.0 /* up to here e^x itself is summed, beyond it e^(x - s) */
#define VECTOR_EXP_DEEP 600.0  /* e^-600 is nothing next to e^(s - s) */

/* For scores up to s, |s| <= VECTOR_EXP_NEAR: K is s / ln 2, and C = 16 K. */
static inline VectorExpFrame vector_exp_frame(double s) {
  const double log2_e = 0x1.71547652b82fep+0, to_integer = 0x1.8p52;
  double powers = (s * log2_e + to_integer) - to_integer;
  return (VectorExpFrame){s, s - VECTOR_EXP_DEEP, to_integer - 16.0 * powers, to_integer,
                          (int)powers};
}

/* The two highest of a few blocks, and the sums where the frame is that of the second highest. */
typedef struct {
  VectorFloatPeaks peaks;
  bool summed; /* the rest is here: no NaN, and |second| <= VECTOR_EXP_NEAR */
  int powers;  /* K of the frame */
  DD mass, moment;
} VectorFloatFew;

enum { VECTOR_SAW_NAN = 1, VECTOR_SAW_OVERFLOW = 2 };

/* What a map says of itself that saw this. */
static inline VectorOutcome vector_outcome(unsigned saw) {
  if ((saw & VECTOR_SAW_NAN) != 0) return VECTOR_NOT_A_NUMBER;
  return (saw & VECTOR_SAW_OVERFLOW) != 0 ? VECTOR_OVERFLOW : VECTOR_DONE;
}

struct VectorKernels {
  const char *name;

  /* ---- either type ---- */

  void (*highest)(const Vector *v, VectorPeaks *peaks); /* without `second` */
  void (*two_highest)(const Vector *v, VectorPeaks *peaks);
  size_t (*find)(const Vector *v, double x); /* the first element equal to x, one of them, or n */

  /* The order of elements. False: there is a NaN. */
  bool (*argmax)(const Vector *v, size_t *index); /* the first of the highest; n >= 1 */
  /* The number of elements > x, which is a number of the vector's type. */
  bool (*count_higher)(const Vector *v, double x, size_t *count);
  /* The k best, 1 <= k <= VECTOR_BEST_MOST, without those for which `masked`, if not NULL, is true.
  ** The best first, of equal ones the first. Masked elements are -Inf. */
  bool (*best)(const Vector *v, const bool *masked, size_t k, size_t *indexes, size_t *found);

  /* Sums of e^(x - base) over all elements but element `skip`. No x is above base. Added to *mass. */
  void (*exp_sums)(const Vector *v, double base, size_t skip, VectorSums *mass);
  /* ... and of (x - base) e^(x - base) */
  void (*exp_moments)(const Vector *v, double base, size_t skip, VectorSums *mass,
                      VectorSums *moment);

  /* VECTOR_SAW_...; `out` may be v->data. */
  unsigned (*scale)(const Vector *v, double factor, void *out);
  /* Two vectors of one type and size. */
  unsigned (*add)(const Vector *a, const Vector *b, void *out); /* VECTOR_SAW_... */
  void (*mask)(const Vector *v, const Vector *keep, void *out); /* -Inf where keep is 0 */

  /* ---- vectors of float: computed in double, to 2^-33 ---- */

  /* sums[j]: e^(x - top) over lane j, without element `skip` */
  void (*short_exp_sums)(const Vector *v, double top, size_t skip, double sums[VECTOR_LANES]);
  /* the same over all elements; e^(x - top) of element i is written to `powers`, as double i */
  void (*short_exps)(const Vector *v, double top, void *powers, double sums[VECTOR_LANES]);
  /* n doubles times the factor, as n floats; `out` may be `powers`, or lie wholly before them */
  void (*short_normalise)(const void *powers, size_t n, double factor, void *out);
  void (*short_log_softmax)(const Vector *v, double top, double log_sum, void *out);
  unsigned (*short_sigmoid)(const Vector *v, void *out);

  /* ---- whole blocks of VECTOR_LANES floats: kernel_exp_body.h ---- */

  /* Copies n >= VECTOR_LANES floats, and fills up the last block with -Inf, in its front. */
  void (*float_fill)(const void *data, size_t n, void *copy);
  void (*float_peaks)(const void *data, size_t blocks, VectorFloatPeaks *peaks);
  void (*float_sums)(const void *data, size_t blocks, const VectorExpFrame *frame, DD *mass);
  void (*float_moments)(const void *data, size_t blocks, const VectorExpFrame *frame, DD *mass,
                        DD *moment);
  /* float_peaks, then float_sums or float_moments, in one call. */
  void (*float_few)(const void *data, size_t blocks, bool moments, VectorFloatFew *few);

  /* ---- vectors of double: computed as hi + lo ---- */

  void (*softmax)(const Vector *v, double top, DD factor, void *out);      /* e^(x - top) factor */
  void (*log_softmax)(const Vector *v, double top, DD log_sum, void *out); /* x - top - log_sum */
};

/* ---- the tables, by what the compiler can compile for ----
**
** GCC on Windows does not align the stack for registers above 16 bytes (its bug 54412), so that
** AVX is left out there. */

#if (defined(__GNUC__) || defined(__clang__)) && !defined(_MSC_VER)
  #if defined(__SSE2__)
    #define VECTOR_HAS_SSE2 1
    #if !defined(_WIN32) || defined(__clang__)
      #define VECTOR_HAS_AVX 1
    #endif
  #elif defined(__aarch64__) && !defined(__AARCH64EB__)
    #define VECTOR_HAS_NEON 1
  #elif defined(__wasm_simd128__)
    #define VECTOR_HAS_WASM 1
  #endif
#endif

extern const VectorKernels kernel_c_table;
extern const VectorKernels kernel_sse2_table;   /* if VECTOR_HAS_SSE2 */
extern const VectorKernels kernel_avx2_table;   /* if VECTOR_HAS_AVX */
extern const VectorKernels kernel_avx512_table; /* if VECTOR_HAS_AVX */
extern const VectorKernels kernel_neon_table;   /* if VECTOR_HAS_NEON */
extern const VectorKernels kernel_wasm_table;   /* if VECTOR_HAS_WASM */

#endif
