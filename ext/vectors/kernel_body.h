/* kernel_body.h: the kernels of one CPU: vector_kernels.h says what each of them does.
**
** Each kernel_<cpu>.c includes this file once, after the settings that kernel.h lists, so there is
** no include guard. Names that begin with kernel_, and the types Lanes, LaneBits, LaneOperands,
** LaneFactor and LongExp, are the CPU's own: kernel.h says how.
**
** Why every CPU gives the same bits:
**   Elements are taken in blocks of VECTOR_LANES = 8, however many of them fit in a register.
**   Each element goes through the same operations, and each operation is rounded once: there is no
**   fused multiply-add and no libm.
**   There are 8 separate sums, one for each place in a block.
**   The last block is filled up with -Inf, whose e^x adds the same negligible amount everywhere.
**   The highest element, counts and flags do not depend on the order.
**
** e^x (W. J. Cody, W. Waite, Software Manual for the Elementary Functions, 1980): k is x / ln 2
** rounded to an integer, r = x - k ln 2 with |r| <= 0.3466, and e^x = 2^k e^r, where e^r is a
** polynomial in r. There are two of them:
**   "short", for floats, to 2^-33: of degree 7, 1 + r q(r), where q minimises the largest relative
**            error (short_exp.h);
**   "long", as hi + lo, to 2^-58: Taylor's, of degree 14, with its first three terms kept exactly.
** x is never above 0, so nothing overflows. Far below 0, where e^x no longer matters, x is replaced
** by a floor. That takes care of -Inf too.
**
** GCC compiles vectors that are wider than a register badly. So every vector here is KERNEL_WIDTH
** wide, and loops go over the KERNEL_PARTS of a block.
*/

/* ---- registers ---- */

#if KERNEL_WIDTH == 1

typedef double Lanes;
typedef uint64_t LaneBits;

KERNEL_INLINE LaneBits kernel_bits(Lanes x) {
  return bits_of_double(x);
}
KERNEL_INLINE Lanes kernel_lanes(LaneBits bits) {
  return bits_to_double(bits);
}
/* Comparisons give, for each element, all bits or none. */
KERNEL_INLINE LaneBits kernel_less(Lanes a, Lanes b) {
  return (LaneBits)0 - (LaneBits)(a < b);
}
KERNEL_INLINE LaneBits kernel_equal(Lanes a, Lanes b) {
  return (LaneBits)0 - (LaneBits)(a == b);
}
KERNEL_INLINE Lanes kernel_splat(double x) {
  return x;
}
KERNEL_INLINE Lanes kernel_load_floats(const unsigned char *p) {
  float x;
  memcpy(&x, p, sizeof x);
  return (double)x;
}
KERNEL_INLINE void kernel_store_floats(unsigned char *p, Lanes x) {
  float rounded = (float)x;
  memcpy(p, &rounded, sizeof rounded);
}

#else

typedef double Lanes __attribute__((vector_size(8 * KERNEL_WIDTH)));
typedef uint64_t LaneBits __attribute__((vector_size(8 * KERNEL_WIDTH)));

KERNEL_INLINE LaneBits kernel_bits(Lanes x) {
  return (LaneBits)x;
}
KERNEL_INLINE Lanes kernel_lanes(LaneBits bits) {
  return (Lanes)bits;
}
KERNEL_INLINE LaneBits kernel_less(Lanes a, Lanes b) {
  return (LaneBits)(a < b);
}
KERNEL_INLINE LaneBits kernel_equal(Lanes a, Lanes b) {
  return (LaneBits)(a == b);
}
KERNEL_INLINE Lanes kernel_splat(double x) {
  return x - (Lanes){0.0};
}
KERNEL_INLINE Lanes kernel_load_floats(const unsigned char *p) {
  return (Lanes)KERNEL_LOAD_FLOATS(p);
}
KERNEL_INLINE void kernel_store_floats(unsigned char *p, Lanes x) {
  KERNEL_STORE_FLOATS(p, x);
}

#endif

/* a where the mask is set, b elsewhere. */
KERNEL_INLINE Lanes kernel_select(LaneBits mask, Lanes a, Lanes b) {
  return kernel_lanes((mask & kernel_bits(a)) | (~mask & kernel_bits(b)));
}

/* Part j of a block. */
KERNEL_INLINE Lanes kernel_load(VectorType type, const unsigned char *block, int j) {
  Lanes x;
  if (type == VECTOR_F32) return kernel_load_floats(block + j * KERNEL_WIDTH * 4);
  memcpy(&x, block + j * KERNEL_WIDTH * 8, sizeof x);
  return x;
}

KERNEL_INLINE void kernel_store(VectorType type, unsigned char *block, int j, Lanes x) {
  if (type == VECTOR_F32) kernel_store_floats(block + j * KERNEL_WIDTH * 4, x);
  if (type == VECTOR_F64) memcpy(block + j * KERNEL_WIDTH * 8, &x, sizeof x);
}

/* A copy of the block that begins with element i. `filler` replaces element `skip` and what is
** beyond the end. It has the target attribute too, because x86 is slow to change between SSE and
** AVX encodings. */
static KERNEL_TARGET const unsigned char *kernel_filled(const Vector *v, size_t i, size_t skip,
                                                        double filler, unsigned char *copy) {
  size_t left = v->n - i, width = vector_width(v->type);
  float short_filler = (float)filler;
  for (size_t j = 0; j < VECTOR_LANES; j++) {
    const unsigned char *from = v->type == VECTOR_F32 ? (const unsigned char *)&short_filler
                                                      : (const unsigned char *)&filler;
    if (j < left && i + j != skip) from = kernel_address(v, i + j);
    if (v->type == VECTOR_F32) memcpy(copy + j * width, from, sizeof(float));
    if (v->type == VECTOR_F64) memcpy(copy + j * width, from, sizeof(double));
  }
  return copy;
}

/* The block that begins with element i: in place if it is whole and without element `skip`, or
** else a filled copy. */
KERNEL_INLINE const unsigned char *kernel_block(VectorType type, const Vector *v, size_t i,
                                                size_t skip, double filler, unsigned char *copy) {
  if (v->n - i < VECTOR_LANES || skip - i < VECTOR_LANES) {
    return kernel_filled(v, i, skip, filler, copy);
  }
  return (const unsigned char *)v->data + i * vector_width(type);
}

/* ---- e^x ---- */

/* e^x for x <= 0, and NaN for NaN. The relative error is 2^-34.3 at most, as measured. Below -150
** the result is e^-150 = 2^-216.4, which is nothing next to 1 and nothing as a float. */
KERNEL_INLINE Lanes kernel_short_exp(Lanes x) {
  Lanes floor = kernel_splat(-150.0);
  x = kernel_select(kernel_less(x, floor), floor, x);
  Lanes shifted = x * KERNEL_LOG2_E + KERNEL_TO_INTEGER;
  Lanes r = x - (shifted - KERNEL_TO_INTEGER) * KERNEL_LN2;
  Lanes r2 = r * r;
  Lanes low = (r * SHORT_EXP_1 + 1.0) + r2 * (r * SHORT_EXP_3 + SHORT_EXP_2);
  Lanes high = (r * SHORT_EXP_5 + SHORT_EXP_4) + r2 * (r * SHORT_EXP_7 + SHORT_EXP_6);
  Lanes f = low + r2 * r2 * high;
  return kernel_lanes(kernel_bits(f) + (kernel_bits(shifted) << 52));
}

/* (hi + lo) 2^k */
typedef struct {
  Lanes hi, lo;
  LaneBits k; /* in the low bits */
} LongExp;

/* e^(x + x_lo) for -1000 <= x <= 0. KERNEL_LN2_SHORT has 41 bits, so its product with k is
** exact, and so is the first subtraction. r_short is r cut to 26 bits, so its square is exact. */
KERNEL_INLINE LongExp kernel_long_exp(Lanes x, Lanes x_lo) {
  Lanes shifted = x * KERNEL_LOG2_E + KERNEL_TO_INTEGER;
  Lanes k = shifted - KERNEL_TO_INTEGER;
  Lanes rest = x - k * KERNEL_LN2_SHORT;
  Lanes correction = k * KERNEL_LN2_REST;
  Lanes nearly = rest - correction;
  Lanes nearly_lo = ((rest - nearly) - correction) + x_lo;
  Lanes r = nearly + nearly_lo;
  Lanes r_lo = nearly_lo - (r - nearly);

  Lanes r2 = r * r, r4 = r2 * r2;
  Lanes c3 = (r * (1.0 / 24) + 1.0 / 6) + r2 * (r * (1.0 / 720) + 1.0 / 120);
  Lanes c7 = (r * (1.0 / 40320) + 1.0 / 5040) + r2 * (r * (1.0 / 3628800) + 1.0 / 362880);
  Lanes c11 = (r * (1.0 / 479001600) + 1.0 / 39916800) +
              r2 * (r * (1.0 / 87178291200.0) + 1.0 / 6227020800.0);
  Lanes cubic = r * r2 * (c3 + r4 * (c7 + r4 * c11));

  Lanes r_short = (r + 0x1.8p25) - 0x1.8p25;
  Lanes r_rest = (r - r_short) + r_lo;
  Lanes square = r_short * r_short * 0.5;
  Lanes linear = r + 1.0;
  Lanes sum = linear + square;
  Lanes errors = (r - (linear - 1.0)) + (square - (sum - linear));
  Lanes lo = errors + (r_lo + (r_rest * (r_short + r_rest * 0.5) + cubic));
  Lanes hi = sum + lo;
  return (LongExp){hi, lo - (hi - sum), kernel_bits(shifted)};
}

/* Returns hi, where hi + *lo is x - y exactly (TwoSum). Where hi would be below the floor, it is
** the floor and *lo is 0. */
KERNEL_INLINE Lanes kernel_difference(Lanes x, Lanes y, double floor, Lanes *lo) {
  Lanes hi = x - y;
  Lanes y_part = x - hi;
  Lanes x_part = hi + y_part;
  Lanes rest = (x - x_part) + (y_part - y);
  Lanes lowest = kernel_splat(floor);
  LaneBits below = kernel_less(hi, lowest);
  *lo = kernel_lanes(kernel_bits(rest) & ~below);
  return kernel_select(below, lowest, hi);
}

/* x without the low 27 of its 53 bits. The product of two such numbers is exact. */
KERNEL_INLINE Lanes kernel_leading(Lanes x) {
  return kernel_lanes(kernel_bits(x) >> 27 << 27);
}

/* *hi + *lo += x + x_lo (TwoSum). */
KERNEL_INLINE void kernel_add(Lanes *hi, Lanes *lo, Lanes x, Lanes x_lo) {
  Lanes sum = *hi + x;
  Lanes x_part = sum - *hi;
  Lanes hi_part = sum - x_part;
  *lo += ((*hi - hi_part) + (x - x_part)) + x_lo;
  *hi = sum;
}

/* ---- all elements into one result ---- */

KERNEL_INLINE void kernel_peaks_of(VectorType type, bool two, const Vector *v, VectorPeaks *peaks) {
  Lanes highest[KERNEL_PARTS], second[KERNEL_PARTS];
  LaneBits numbers[KERNEL_PARTS];
  unsigned char copy[VECTOR_LANES * sizeof(double)];
  for (int j = 0; j < KERNEL_PARTS; j++) {
    highest[j] = second[j] = kernel_splat(-bits_infinity());
    numbers[j] = ~(LaneBits){0};
  }
  for (size_t i = 0; i < v->n; i += VECTOR_LANES) {
    const unsigned char *block = kernel_block(type, v, i, VECTOR_NO_SKIP, -bits_infinity(), copy);
    KERNEL_UNROLL
    for (int j = 0; j < KERNEL_PARTS; j++) {
      Lanes x = kernel_load(type, block, j);
      numbers[j] &= kernel_equal(x, x);
      LaneBits higher = kernel_less(highest[j], x);
      if (two) {
        Lanes lower = kernel_select(higher, highest[j], x);
        second[j] = kernel_select(kernel_less(second[j], lower), lower, second[j]);
      }
      highest[j] = kernel_select(higher, x, highest[j]);
    }
  }
  for (int j = 0; j < KERNEL_PARTS; j++) {
    LaneBits nan = ~numbers[j];
    memcpy(peaks->highest + j * KERNEL_WIDTH, &highest[j], sizeof highest[j]);
    memcpy(peaks->second + j * KERNEL_WIDTH, &second[j], sizeof second[j]);
    memcpy(peaks->nan + j * KERNEL_WIDTH, &nan, sizeof nan);
  }
}

static KERNEL_TARGET void kernel_highest(const Vector *v, VectorPeaks *peaks) {
  if (v->type == VECTOR_F32) {
    kernel_peaks_of(VECTOR_F32, false, v, peaks);
  } else {
    kernel_peaks_of(VECTOR_F64, false, v, peaks);
  }
}

static KERNEL_TARGET void kernel_two_highest(const Vector *v, VectorPeaks *peaks) {
  if (v->type == VECTOR_F32) {
    kernel_peaks_of(VECTOR_F32, true, v, peaks);
  } else {
    kernel_peaks_of(VECTOR_F64, true, v, peaks);
  }
}

KERNEL_INLINE bool kernel_any(const LaneBits *part) {
  uint64_t lanes[VECTOR_LANES], all = 0;
  memcpy(lanes, part, sizeof lanes);
  for (int j = 0; j < VECTOR_LANES; j++) all |= lanes[j];
  return all != 0;
}

/* Adds up e^(x - top). If `keep`, each e^(x - top) becomes a double of `powers`. */
KERNEL_INLINE void kernel_short_exps_of(bool keep, const Vector *v, double top, size_t skip,
                                        unsigned char *powers, double sums[VECTOR_LANES]) {
  Lanes sum[KERNEL_PARTS];
  unsigned char copy[VECTOR_LANES * sizeof(double)], last[VECTOR_LANES * sizeof(double)];
  memcpy(sum, sums, sizeof sum);
  for (size_t i = 0; i < v->n; i += VECTOR_LANES) {
    const unsigned char *block = kernel_block(VECTOR_F32, v, i, skip, -bits_infinity(), copy);
    bool whole = v->n - i >= VECTOR_LANES;
    unsigned char *kept = keep && whole ? powers + i * sizeof(double) : last;
    KERNEL_UNROLL
    for (int j = 0; j < KERNEL_PARTS; j++) {
      Lanes e = kernel_short_exp(kernel_load(VECTOR_F32, block, j) - top);
      if (keep) kernel_store(VECTOR_F64, kept, j, e);
      sum[j] += e;
    }
    if (keep && !whole) memcpy(powers + i * sizeof(double), last, (v->n - i) * sizeof(double));
  }
  memcpy(sums, sum, sizeof sum);
}

static KERNEL_TARGET void kernel_short_exp_sums(const Vector *v, double top, size_t skip,
                                                double sums[VECTOR_LANES]) {
  kernel_short_exps_of(false, v, top, skip, NULL, sums);
}

static KERNEL_TARGET void kernel_short_exps(const Vector *v, double top, void *powers,
                                            double sums[VECTOR_LANES]) {
  kernel_short_exps_of(true, v, top, VECTOR_NO_SKIP, powers, sums);
}

/* A score more than 700 below the base counts as 700 below: e^-700 is nothing next to the base's
** own 1. */
KERNEL_INLINE void kernel_exp_sums_of(VectorType type, bool moments, const Vector *v, double base,
                                      size_t skip, VectorSums *masses, VectorSums *all_moments) {
  Lanes mass[KERNEL_PARTS], mass_lo[KERNEL_PARTS], moment[KERNEL_PARTS], moment_lo[KERNEL_PARTS];
  Lanes center = kernel_splat(base), zero = kernel_splat(0.0);
  unsigned char copy[VECTOR_LANES * sizeof(double)];
  for (int j = 0; j < KERNEL_PARTS; j++) moment[j] = moment_lo[j] = zero;
  memcpy(mass, masses->hi, sizeof mass);
  memcpy(mass_lo, masses->lo, sizeof mass);
  if (moments) {
    memcpy(moment, all_moments->hi, sizeof moment);
    memcpy(moment_lo, all_moments->lo, sizeof moment);
  }
  for (size_t i = 0; i < v->n; i += VECTOR_LANES) {
    const unsigned char *block = kernel_block(type, v, i, skip, -bits_infinity(), copy);
    KERNEL_UNROLL
    for (int j = 0; j < KERNEL_PARTS; j++) {
      Lanes x = kernel_load(type, block, j), u_lo;
      Lanes u = kernel_difference(x, center, -700.0, &u_lo);
      LongExp e = kernel_long_exp(u, u_lo);
      Lanes power = kernel_lanes((e.k << 52) + kernel_bits(zero + 1.0));
      Lanes hi = e.hi * power, lo = e.lo * power;
      kernel_add(&mass[j], &mass_lo[j], hi, lo);
      if (moments) {
        Lanes u_lead = kernel_leading(u), hi_lead = kernel_leading(hi);
        Lanes rest = u_lead * (hi - hi_lead) + ((u - u_lead) * hi + (u * lo + u_lo * hi));
        kernel_add(&moment[j], &moment_lo[j], u_lead * hi_lead, rest);
      }
    }
  }
  memcpy(masses->hi, mass, sizeof mass);
  memcpy(masses->lo, mass_lo, sizeof mass);
  if (!moments) return;
  memcpy(all_moments->hi, moment, sizeof moment);
  memcpy(all_moments->lo, moment_lo, sizeof moment);
}

static KERNEL_TARGET void kernel_exp_sums(const Vector *v, double base, size_t skip,
                                          VectorSums *mass) {
  if (v->type == VECTOR_F32) {
    kernel_exp_sums_of(VECTOR_F32, false, v, base, skip, mass, NULL);
  } else {
    kernel_exp_sums_of(VECTOR_F64, false, v, base, skip, mass, NULL);
  }
}

static KERNEL_TARGET void kernel_exp_moments(const Vector *v, double base, size_t skip,
                                             VectorSums *mass, VectorSums *moment) {
  if (v->type == VECTOR_F32) {
    kernel_exp_sums_of(VECTOR_F32, true, v, base, skip, mass, moment);
  } else {
    kernel_exp_sums_of(VECTOR_F64, true, v, base, skip, mass, moment);
  }
}

/* ---- each element into one of the result ---- */

typedef struct {
  Lanes top, hi, lo, hi_lead;
} LaneOperands;

KERNEL_INLINE Lanes kernel_sigmoid(Lanes x) {
  Lanes one = kernel_splat(1.0), zero = kernel_splat(0.0);
  LaneBits negative = kernel_less(x, zero);
  Lanes e = kernel_short_exp(kernel_select(negative, x, zero - x));
  return kernel_select(negative, e, one) / (e + one);
}

KERNEL_INLINE Lanes kernel_softmax_of(Lanes x, const LaneOperands *o) {
  Lanes u_lo, u = kernel_difference(x, o->top, -800.0, &u_lo);
  LongExp e = kernel_long_exp(u, u_lo);
  Lanes lead = kernel_leading(e.hi);
  Lanes rest =
      lead * (o->hi - o->hi_lead) + ((e.hi - lead) * o->hi + (e.hi * o->lo + e.lo * o->hi));
  Lanes p = lead * o->hi_lead + rest;
  /* 2^k may be too small for a double. So it is two factors, and only the second can round. */
  LaneBits k = (e.k + 4096) & 8191, half = k >> 1;
  p *= kernel_lanes((half - (2048 - 1023)) << 52);
  return p * kernel_lanes((k - half - (2048 - 1023)) << 52);
}

/* x - top - log-sum in double-double. Where x - top is -Inf, so is the result. */
KERNEL_INLINE Lanes kernel_log_softmax_of(Lanes x, const LaneOperands *o) {
  Lanes u_lo, u = kernel_difference(x, o->top, -DBL_MAX, &u_lo);
  Lanes zero = kernel_splat(0.0), lowest = kernel_splat(-DBL_MAX);
  Lanes rounded = x - o->top;
  Lanes hi = zero - o->hi, lo = zero - o->lo;
  kernel_add(&hi, &lo, u, u_lo);
  return kernel_select(kernel_less(rounded, lowest), rounded, hi + lo);
}

KERNEL_INLINE Lanes kernel_mapped(VectorType type, KernelMap map, Lanes x, const LaneOperands *o) {
  switch (map) {
  case KERNEL_OF_SOFTMAX: return kernel_softmax_of(x, o);
  case KERNEL_OF_LOG_SOFTMAX:
    if (type == VECTOR_F64) return kernel_log_softmax_of(x, o);
    return (x - o->top) - o->hi;
  case KERNEL_OF_SIGMOID: break;
  }
  return kernel_sigmoid(x);
}

/* Returns VECTOR_SAW_NAN or 0 of sigmoid, whose argument may be NaN. */
KERNEL_INLINE unsigned kernel_map_of(VectorType type, KernelMap map, const Vector *v,
                                     const KernelOperands *operands, void *out) {
  LaneOperands o = {kernel_splat(operands->top), kernel_splat(operands->value.hi),
                    kernel_splat(operands->value.lo), kernel_splat(0.0)};
  o.hi_lead = kernel_leading(o.hi);
  LaneBits nan[KERNEL_PARTS];
  for (int j = 0; j < KERNEL_PARTS; j++) nan[j] = (LaneBits){0};
  unsigned char copy[VECTOR_LANES * sizeof(double)], rest[VECTOR_LANES * sizeof(double)];
  size_t width = vector_width(type);
  for (size_t i = 0; i < v->n; i += VECTOR_LANES) {
    bool whole = v->n - i >= VECTOR_LANES;
    const unsigned char *block = kernel_block(type, v, i, VECTOR_NO_SKIP, 0.0, copy);
    unsigned char *to = (unsigned char *)out + i * width, *target = whole ? to : rest;
    KERNEL_UNROLL
    for (int j = 0; j < KERNEL_PARTS; j++) {
      Lanes x = kernel_load(type, block, j);
      Lanes y = kernel_mapped(type, map, x, &o);
      if (map == KERNEL_OF_SIGMOID) nan[j] |= ~kernel_equal(y, y);
      kernel_store(type, target, j, y);
    }
    if (!whole) memcpy(to, rest, (v->n - i) * width);
  }
  return kernel_any(nan) ? VECTOR_SAW_NAN : 0u;
}

/* In place, float i lies at or before double i, so nothing unread is overwritten. */
static KERNEL_TARGET void kernel_short_normalise(const void *powers, size_t n, double factor,
                                                 void *out) {
  const Vector v = {powers, n, VECTOR_F64};
  unsigned char copy[VECTOR_LANES * sizeof(double)], last[VECTOR_LANES * sizeof(float)];
  for (size_t i = 0; i < n; i += VECTOR_LANES) {
    const unsigned char *block = kernel_block(VECTOR_F64, &v, i, VECTOR_NO_SKIP, 0.0, copy);
    bool whole = n - i >= VECTOR_LANES;
    unsigned char *to = (unsigned char *)out + i * sizeof(float), *target = whole ? to : last;
    Lanes p[KERNEL_PARTS];
    KERNEL_UNROLL
    for (int j = 0; j < KERNEL_PARTS; j++) {
      p[j] = kernel_load(VECTOR_F64, block, j) * factor;
    }
    KERNEL_UNROLL
    for (int j = 0; j < KERNEL_PARTS; j++) kernel_store(VECTOR_F32, target, j, p[j]);
    if (!whole) memcpy(to, last, (n - i) * sizeof(float));
  }
}

static KERNEL_TARGET void kernel_short_log_softmax(const Vector *v, double top, double log_sum,
                                                   void *out) {
  const KernelOperands operands = {top, {log_sum, 0.0}};
  kernel_map_of(VECTOR_F32, KERNEL_OF_LOG_SOFTMAX, v, &operands, out);
}

static KERNEL_TARGET unsigned kernel_short_sigmoid(const Vector *v, void *out) {
  const KernelOperands operands = {0.0, {0.0, 0.0}};
  return kernel_map_of(VECTOR_F32, KERNEL_OF_SIGMOID, v, &operands, out);
}

static KERNEL_TARGET void kernel_softmax(const Vector *v, double top, DD factor, void *out) {
  const KernelOperands operands = {top, factor};
  kernel_map_of(VECTOR_F64, KERNEL_OF_SOFTMAX, v, &operands, out);
}

static KERNEL_TARGET void kernel_log_softmax(const Vector *v, double top, DD log_sum, void *out) {
  const KernelOperands operands = {top, log_sum};
  kernel_map_of(VECTOR_F64, KERNEL_OF_LOG_SOFTMAX, v, &operands, out);
}

/* ---- in the vector's own type ---- */

#define KERNEL_ELEMENT 32
#include "kernel_typed_body.h"
#define KERNEL_ELEMENT 64
#include "kernel_typed_body.h"

static KERNEL_TARGET size_t kernel_find(const Vector *v, double x) {
  return v->type == VECTOR_F32 ? KERNEL_F32(find)(v, (float)x) : KERNEL_F64(find)(v, x);
}

static KERNEL_TARGET bool kernel_argmax(const Vector *v, size_t *index) {
  return v->type == VECTOR_F32 ? KERNEL_F32(argmax)(v, index) : KERNEL_F64(argmax)(v, index);
}

static KERNEL_TARGET bool kernel_count_higher(const Vector *v, double x, size_t *count) {
  return v->type == VECTOR_F32 ? KERNEL_F32(count_higher)(v, (float)x, count)
                               : KERNEL_F64(count_higher)(v, x, count);
}

static KERNEL_TARGET bool kernel_best(const Vector *v, const bool *masked, size_t k,
                                      size_t *indexes, size_t *found) {
  return v->type == VECTOR_F32 ? KERNEL_F32(best)(v, masked, k, indexes, found)
                               : KERNEL_F64(best)(v, masked, k, indexes, found);
}

static KERNEL_TARGET unsigned kernel_plus(const Vector *a, const Vector *b, void *out) {
  return a->type == VECTOR_F32 ? KERNEL_F32(plus)(a, b, out) : KERNEL_F64(plus)(a, b, out);
}

static KERNEL_TARGET void kernel_mask(const Vector *v, const Vector *keep, void *out) {
  if (v->type == VECTOR_F32) {
    KERNEL_F32(mask)(v, keep, out);
  } else {
    KERNEL_F64(mask)(v, keep, out);
  }
}

/* ---- floats times a double ----
**
** The product is rounded to double and then to float. With a factor that is free of ties, this is the
** product rounded once (tie_free.h). Rounding to odd takes four times as long for each element, and
** nothing in advance. */

typedef struct {
  Lanes whole, lead, rest; /* the factor, its 29 leading bits, and the rest of it */
  Lanes free;              /* free of ties */
} LaneFactor;

/* A float times the factor, rounded to odd: the product if it is a double, or else the one of its two
** neighbours whose last bit is 1. Rounding this to float gives what rounding the product itself gives
** (S. Boldo, G. Melquiond, IEEE Trans. Comput. 57, 2008). The factor's two parts have 29 and 24 bits,
** so their products with a float are exact. The error of the products' sum is exact too
** (FastTwoSum). */
KERNEL_INLINE Lanes kernel_product_to_odd(Lanes x, const LaneFactor *factor) {
  Lanes product = x * factor->whole, zero = kernel_splat(0.0);
  Lanes error = x * factor->rest - (product - x * factor->lead);
  LaneBits inexact = kernel_less(error, zero) | kernel_less(zero, error);
  LaneBits bits = kernel_bits(product);
  LaneBits beyond = (bits ^ kernel_bits(error)) >> 63 & inexact;
  return kernel_lanes((bits - beyond) | (inexact & 1));
}

KERNEL_INLINE void kernel_products_of(bool odd, const Vector *v, const LaneFactor *factor,
                                      unsigned char *out) {
  unsigned char copy[VECTOR_LANES * sizeof(float)], last[VECTOR_LANES * sizeof(float)];
  for (size_t i = 0; i < v->n; i += VECTOR_LANES) {
    bool whole = v->n - i >= VECTOR_LANES;
    const unsigned char *block = kernel_block(VECTOR_F32, v, i, VECTOR_NO_SKIP, 0.0, copy);
    unsigned char *target = whole ? out + i * sizeof(float) : last;
    KERNEL_UNROLL
    for (int j = 0; j < KERNEL_PARTS; j++) {
      Lanes x = kernel_load(VECTOR_F32, block, j);
      Lanes y = odd ? kernel_product_to_odd(x, factor) : x * factor->free;
      kernel_store(VECTOR_F32, target, j, y);
    }
    if (!whole) memcpy(out + i * sizeof(float), last, (v->n - i) * sizeof(float));
  }
}

static KERNEL_TARGET unsigned kernel_scale_floats(const Vector *v, double factor, void *out) {
  double lead = bits_to_double(bits_of_double(factor) >> 24 << 24);
  bool few = v->n <= KERNEL_PIECE;
  const LaneFactor by = {kernel_splat(factor), kernel_splat(lead), kernel_splat(factor - lead),
                         kernel_splat(few ? factor : tie_free(factor))};
  float copy[KERNEL_PIECE];
  unsigned saw = 0;
  for (size_t start = 0; start < v->n; start += KERNEL_PIECE) {
    size_t left = v->n - start, n = left < KERNEL_PIECE ? left : KERNEL_PIECE;
    unsigned char *target = (unsigned char *)out + start * sizeof *copy;
    Vector from = {kernel_address(v, start), n, VECTOR_F32}, to = {target, n, VECTOR_F32};
    if (out == v->data) from.data = memcpy(copy, from.data, n * sizeof *copy);
    if (few) {
      kernel_products_of(true, &from, &by, target);
    } else {
      kernel_products_of(false, &from, &by, target);
    }
    if (!KERNEL_F32(finite)(&to)) saw |= KERNEL_F32(faults)(&from, &from, &to);
  }
  return saw;
}

/* A product of floats is rounded once as it is. */
static KERNEL_TARGET unsigned kernel_scale(const Vector *v, double factor, void *out) {
  if (v->type == VECTOR_F64) return KERNEL_F64(times)(v, factor, out);
  if (bits_abs(factor) <= FLT_MAX && (double)(float)factor == factor) {
    return KERNEL_F32(times)(v, (float)factor, out);
  }
  return kernel_scale_floats(v, factor, out);
}

/* ---- sums of e^x over floats ---- */

#include "kernel_exp_body.h"

const VectorKernels kernel_table = {
    .name = KERNEL_TEXT(KERNEL_CPU),
    .highest = kernel_highest,
    .two_highest = kernel_two_highest,
    .find = kernel_find,
    .argmax = kernel_argmax,
    .best = kernel_best,
    .count_higher = kernel_count_higher,
    .exp_sums = kernel_exp_sums,
    .exp_moments = kernel_exp_moments,
    .scale = kernel_scale,
    .add = kernel_plus,
    .mask = kernel_mask,
    .short_exp_sums = kernel_short_exp_sums,
    .short_exps = kernel_short_exps,
    .short_normalise = kernel_short_normalise,
    .short_log_softmax = kernel_short_log_softmax,
    .short_sigmoid = kernel_short_sigmoid,
    .softmax = kernel_softmax,
    .log_softmax = kernel_log_softmax,
    .float_fill = kernel_float_fill,
    .float_peaks = kernel_float_peaks,
    .float_sums = kernel_float_sums,
    .float_moments = kernel_float_moments,
    .float_few = kernel_float_few,
};

#undef KERNEL_CPU
#undef KERNEL_TARGET
#undef KERNEL_WIDTH
#undef KERNEL_LOAD_FLOATS
#undef KERNEL_STORE_FLOATS
#undef KERNEL_FLOATS
#undef KERNEL_MAX_FLOATS
#undef KERNEL_MIN_FLOATS
#undef KERNEL_WITHIN
#undef KERNEL_TABLE
#undef KERNEL_LOAD_TABLE
#undef KERNEL_LOOKUP
#undef KERNEL_ROW
#undef KERNEL_HIGHER_FLOATS
#undef KERNEL_HIGHER_DOUBLES
#undef KERNEL_MASK_FLOATS
#undef KERNEL_MASK_DOUBLES
