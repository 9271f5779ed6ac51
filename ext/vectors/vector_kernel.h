/* vector_kernel.h: the kernels, for one target. Included once for each by vector_kernels.c, which
** says what it sets; no include guard.
**
** Why every target gives the same bits: elements are taken in blocks of VECTOR_LANES = 8, element
** by element through the same operations, each rounded once (no fused multiply-add, no libm), and
** summed into 8 separate sums, however many of them fit in a register. The last block is filled up
** with -Inf, which adds the same nothing everywhere. The highest, counts and flags do not depend on
** order.
**
** e^x: k = x / ln 2 rounded to an integer, r = x - k ln 2, |r| <= 0.3466, and a polynomial in r
** (W. J. Cody, W. Waite, Software Manual for the Elementary Functions, 1980). Two of them:
**   "short", to 2^-33, for floats: degree 7, e^r = 1 + r q(r) with q fitted for the least relative
**            error (2^-34.3);
**   "long", to 2^-58 as hi + lo: Taylor's to degree 14, its first three terms kept exactly.
** x is never above 0, so that there is no overflow; far below, where e^x no longer matters, it is
** held at a floor, which takes care of -Inf too.
**
** GCC does poorly with vectors wider than a register, so all are VECTOR_WIDTH wide and loops go
** over the VECTOR_PARTS of a block.
*/

#define VECTOR_PARTS (VECTOR_LANES / VECTOR_WIDTH)
#define Lanes VECTOR_KERNEL(Lanes)
#define LaneBits VECTOR_KERNEL(LaneBits)
#define LaneOperands VECTOR_KERNEL(LaneOperands)
#define LongExp VECTOR_KERNEL(LongExp)

/* ---- the target's registers ---- */

#if VECTOR_WIDTH == 1

typedef double Lanes;
typedef uint64_t LaneBits;

VECTOR_INLINE LaneBits VECTOR_KERNEL(bits)(Lanes x) {
  return bits_of_double(x);
}
VECTOR_INLINE Lanes VECTOR_KERNEL(lanes)(LaneBits bits) {
  return bits_to_double(bits);
}
/* Comparisons give all bits or none. */
VECTOR_INLINE LaneBits VECTOR_KERNEL(less)(Lanes a, Lanes b) {
  return (LaneBits)0 - (LaneBits)(a < b);
}
VECTOR_INLINE LaneBits VECTOR_KERNEL(equal)(Lanes a, Lanes b) {
  return (LaneBits)0 - (LaneBits)(a == b);
}
VECTOR_INLINE Lanes VECTOR_KERNEL(all)(double x) {
  return x;
}
VECTOR_INLINE Lanes VECTOR_KERNEL(load_floats)(const unsigned char *p) {
  float x;
  memcpy(&x, p, sizeof x);
  return (double)x;
}
VECTOR_INLINE void VECTOR_KERNEL(store_floats)(unsigned char *p, Lanes x) {
  float rounded = (float)x;
  memcpy(p, &rounded, sizeof rounded);
}

#else

typedef double Lanes __attribute__((vector_size(8 * VECTOR_WIDTH)));
typedef uint64_t LaneBits __attribute__((vector_size(8 * VECTOR_WIDTH)));

VECTOR_INLINE VECTOR_TARGET LaneBits VECTOR_KERNEL(bits)(Lanes x) {
  return (LaneBits)x;
}
VECTOR_INLINE VECTOR_TARGET Lanes VECTOR_KERNEL(lanes)(LaneBits bits) {
  return (Lanes)bits;
}
VECTOR_INLINE VECTOR_TARGET LaneBits VECTOR_KERNEL(less)(Lanes a, Lanes b) {
  return (LaneBits)(a < b);
}
VECTOR_INLINE VECTOR_TARGET LaneBits VECTOR_KERNEL(equal)(Lanes a, Lanes b) {
  return (LaneBits)(a == b);
}
VECTOR_INLINE VECTOR_TARGET Lanes VECTOR_KERNEL(all)(double x) {
  return x - (Lanes){0.0};
}
VECTOR_INLINE VECTOR_TARGET Lanes VECTOR_KERNEL(load_floats)(const unsigned char *p) {
  return (Lanes)VECTOR_LOAD_FLOATS(p);
}
VECTOR_INLINE VECTOR_TARGET void VECTOR_KERNEL(store_floats)(unsigned char *p, Lanes x) {
  VECTOR_STORE_FLOATS(p, x);
}

#endif

/* a where the mask is set, b elsewhere */
VECTOR_INLINE VECTOR_TARGET Lanes VECTOR_KERNEL(select)(LaneBits mask, Lanes a, Lanes b) {
  return VECTOR_KERNEL(lanes)((mask & VECTOR_KERNEL(bits)(a)) | (~mask & VECTOR_KERNEL(bits)(b)));
}

/* Part j of a block. */
VECTOR_INLINE VECTOR_TARGET Lanes VECTOR_KERNEL(load)(VectorType type, const unsigned char *block,
                                                      int j) {
  Lanes x;
  if (type == VECTOR_F32) return VECTOR_KERNEL(load_floats)(block + j * VECTOR_WIDTH * 4);
  memcpy(&x, block + j * VECTOR_WIDTH * 8, sizeof x);
  return x;
}

VECTOR_INLINE VECTOR_TARGET void VECTOR_KERNEL(store)(VectorType type, unsigned char *block, int j,
                                                      Lanes x) {
  if (type == VECTOR_F32) VECTOR_KERNEL(store_floats)(block + j * VECTOR_WIDTH * 4, x);
  if (type == VECTOR_F64) memcpy(block + j * VECTOR_WIDTH * 8, &x, sizeof x);
}

/* A copy of the block from element i on, in which `filler` stands for element `skip` and for what
** is beyond the end. (Of the target too, for mixing old and new encodings of x86 is slow.) */
static VECTOR_TARGET const unsigned char *
VECTOR_KERNEL(filled)(const Vector *v, size_t i, size_t skip, double filler, unsigned char *copy) {
  size_t left = v->n - i, width = vector_width(v->type);
  float short_filler = (float)filler;
  for (size_t j = 0; j < VECTOR_LANES; j++) {
    const unsigned char *from = v->type == VECTOR_F32 ? (const unsigned char *)&short_filler
                                                      : (const unsigned char *)&filler;
    if (j < left && i + j != skip) from = vector_bytes(v, i + j);
    if (v->type == VECTOR_F32) memcpy(copy + j * width, from, sizeof(float));
    if (v->type == VECTOR_F64) memcpy(copy + j * width, from, sizeof(double));
  }
  return copy;
}

/* The block from element i on: where it is, if it is whole and without element `skip`. */
VECTOR_INLINE VECTOR_TARGET const unsigned char *VECTOR_KERNEL(block)(VectorType type,
                                                                      const Vector *v, size_t i,
                                                                      size_t skip, double filler,
                                                                      unsigned char *copy) {
  if (v->n - i < VECTOR_LANES || skip - i < VECTOR_LANES) {
    return VECTOR_KERNEL(filled)(v, i, skip, filler, copy);
  }
  return (const unsigned char *)v->data + i * vector_width(type);
}

/* ---- e^x ---- */

/* k in the low bits of the sum, for |k| < 2^50 */
#define VECTOR_TO_INTEGER 0x1.8p52

/* e^x for x <= 0, NaN for NaN; below -150 it is e^-150 = 2^-216.4, which next to 1, or as a float,
** is nothing. Measured: 2^-34.3 relative at worst. */
VECTOR_INLINE VECTOR_TARGET Lanes VECTOR_KERNEL(short_exp)(Lanes x) {
  Lanes floor = VECTOR_KERNEL(all)(-150.0);
  x = VECTOR_KERNEL(select)(VECTOR_KERNEL(less)(x, floor), floor, x);
  Lanes shifted = x * 0x1.71547652b82fep+0 + VECTOR_TO_INTEGER;
  Lanes r = x - (shifted - VECTOR_TO_INTEGER) * 0x1.62e42fefa39efp-1;
  Lanes r2 = r * r;
  Lanes low =
      (r * 0x1.00000000e58afp+0 + 1.0) + r2 * (r * 0x1.55555350a17f7p-3 + 0x1.000000424efd5p-1);
  Lanes high = (r * 0x1.11130b26bb269p-7 + 0x1.555481a8a28ccp-5) +
               r2 * (r * 0x1.9e8eca3853d09p-13 + 0x1.6d9569b490b06p-10);
  Lanes f = low + r2 * r2 * high;
  return VECTOR_KERNEL(lanes)(VECTOR_KERNEL(bits)(f) + (VECTOR_KERNEL(bits)(shifted) << 52));
}

/* (hi + lo) 2^k */
typedef struct {
  Lanes hi, lo;
  LaneBits k; /* in the low bits */
} LongExp;

/* e^(x + x_lo) for -1000 <= x <= 0. The first part of ln 2 has 41 bits, so its product with k is
** exact, and so is the first subtraction. r is cut to 26 bits, so that its square is exact. */
VECTOR_INLINE VECTOR_TARGET LongExp VECTOR_KERNEL(long_exp)(Lanes x, Lanes x_lo) {
  Lanes shifted = x * 0x1.71547652b82fep+0 + VECTOR_TO_INTEGER;
  Lanes k = shifted - VECTOR_TO_INTEGER;
  Lanes rest = x - k * 0x1.62e42fefa4p-1;
  Lanes correction = k * -0x1.8432a1b0e2634p-43;
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
  return (LongExp){hi, lo - (hi - sum), VECTOR_KERNEL(bits)(shifted)};
}

/* x - y as hi + lo exactly; where hi is below the floor, the floor. */
VECTOR_INLINE VECTOR_TARGET Lanes VECTOR_KERNEL(difference)(Lanes x, Lanes y, double floor,
                                                            Lanes *lo) {
  Lanes hi = x - y;
  Lanes y_part = x - hi;
  Lanes x_part = hi + y_part;
  Lanes rest = (x - x_part) + (y_part - y);
  Lanes lowest = VECTOR_KERNEL(all)(floor);
  LaneBits below = VECTOR_KERNEL(less)(hi, lowest);
  *lo = VECTOR_KERNEL(lanes)(VECTOR_KERNEL(bits)(rest) & ~below);
  return VECTOR_KERNEL(select)(below, lowest, hi);
}

/* Without the low 27 of its 53 bits, so that the product of two such is exact. */
VECTOR_INLINE VECTOR_TARGET Lanes VECTOR_KERNEL(leading)(Lanes x) {
  return VECTOR_KERNEL(lanes)(VECTOR_KERNEL(bits)(x) >> 27 << 27);
}

/* *hi + *lo += x + x_lo (TwoSum) */
VECTOR_INLINE VECTOR_TARGET void VECTOR_KERNEL(add)(Lanes *hi, Lanes *lo, Lanes x, Lanes x_lo) {
  Lanes sum = *hi + x;
  Lanes x_part = sum - *hi;
  Lanes hi_part = sum - x_part;
  *lo += ((*hi - hi_part) + (x - x_part)) + x_lo;
  *hi = sum;
}

/* ---- all elements into one result ---- */

VECTOR_INLINE VECTOR_TARGET void VECTOR_KERNEL(peaks_of)(VectorType type, bool two, const Vector *v,
                                                         VectorPeaks *peaks) {
  Lanes highest[VECTOR_PARTS], second[VECTOR_PARTS];
  LaneBits numbers[VECTOR_PARTS];
  unsigned char copy[VECTOR_LANES * sizeof(double)];
  for (int j = 0; j < VECTOR_PARTS; j++) {
    highest[j] = second[j] = VECTOR_KERNEL(all)(-bits_infinity());
    numbers[j] = ~(LaneBits){0};
  }
  for (size_t i = 0; i < v->n; i += VECTOR_LANES) {
    const unsigned char *block =
        VECTOR_KERNEL(block)(type, v, i, VECTOR_NO_SKIP, -bits_infinity(), copy);
    VECTOR_UNROLL
    for (int j = 0; j < VECTOR_PARTS; j++) {
      Lanes x = VECTOR_KERNEL(load)(type, block, j);
      numbers[j] &= VECTOR_KERNEL(equal)(x, x);
      LaneBits higher = VECTOR_KERNEL(less)(highest[j], x);
      if (two) {
        Lanes lower = VECTOR_KERNEL(select)(higher, highest[j], x);
        second[j] = VECTOR_KERNEL(select)(VECTOR_KERNEL(less)(second[j], lower), lower, second[j]);
      }
      highest[j] = VECTOR_KERNEL(select)(higher, x, highest[j]);
    }
  }
  for (int j = 0; j < VECTOR_PARTS; j++) {
    LaneBits nan = ~numbers[j];
    memcpy(peaks->highest + j * VECTOR_WIDTH, &highest[j], sizeof highest[j]);
    memcpy(peaks->second + j * VECTOR_WIDTH, &second[j], sizeof second[j]);
    memcpy(peaks->nan + j * VECTOR_WIDTH, &nan, sizeof nan);
  }
}

static VECTOR_TARGET void VECTOR_KERNEL(highest)(const Vector *v, VectorPeaks *peaks) {
  if (v->type == VECTOR_F32) {
    VECTOR_KERNEL(peaks_of)(VECTOR_F32, false, v, peaks);
  } else {
    VECTOR_KERNEL(peaks_of)(VECTOR_F64, false, v, peaks);
  }
}

static VECTOR_TARGET void VECTOR_KERNEL(two_highest)(const Vector *v, VectorPeaks *peaks) {
  if (v->type == VECTOR_F32) {
    VECTOR_KERNEL(peaks_of)(VECTOR_F32, true, v, peaks);
  } else {
    VECTOR_KERNEL(peaks_of)(VECTOR_F64, true, v, peaks);
  }
}

VECTOR_INLINE bool VECTOR_KERNEL(any)(const LaneBits *part) {
  uint64_t lanes[VECTOR_LANES], all = 0;
  memcpy(lanes, part, sizeof lanes);
  for (int j = 0; j < VECTOR_LANES; j++) all |= lanes[j];
  return all != 0;
}

VECTOR_INLINE uint64_t VECTOR_KERNEL(total)(const LaneBits *part) {
  uint64_t lanes[VECTOR_LANES], sum = 0;
  memcpy(lanes, part, sizeof lanes);
  for (int j = 0; j < VECTOR_LANES; j++) sum += lanes[j];
  return sum;
}

/* How many elements are > x (or == x); a set mask is -1. */
VECTOR_INLINE VECTOR_TARGET uint64_t VECTOR_KERNEL(count_of)(VectorType type, bool equal,
                                                             const Vector *v, double x) {
  Lanes border = VECTOR_KERNEL(all)(x);
  LaneBits count[VECTOR_PARTS];
  unsigned char copy[VECTOR_LANES * sizeof(double)];
  for (int j = 0; j < VECTOR_PARTS; j++) count[j] = (LaneBits){0};
  for (size_t i = 0; i < v->n; i += VECTOR_LANES) {
    const unsigned char *block = VECTOR_KERNEL(block)(type, v, i, VECTOR_NO_SKIP, bits_nan(), copy);
    VECTOR_UNROLL
    for (int j = 0; j < VECTOR_PARTS; j++) {
      Lanes y = VECTOR_KERNEL(load)(type, block, j);
      count[j] -= equal ? VECTOR_KERNEL(equal)(border, y) : VECTOR_KERNEL(less)(border, y);
    }
  }
  return VECTOR_KERNEL(total)(count);
}

static VECTOR_TARGET size_t VECTOR_KERNEL(count_higher)(const Vector *v, double x) {
  if (v->type == VECTOR_F32) {
    return (size_t)VECTOR_KERNEL(count_of)(VECTOR_F32, false, v, x);
  }
  return (size_t)VECTOR_KERNEL(count_of)(VECTOR_F64, false, v, x);
}

/* By stretches, so that the whole vector is not looked at when it is found early, nor every block
** asked. */
static VECTOR_TARGET size_t VECTOR_KERNEL(find)(const Vector *v, double x) {
  enum { STRETCH = 256 };
  for (size_t i = 0; i < v->n; i += STRETCH) {
    size_t left = v->n - i;
    Vector stretch = {vector_bytes(v, i), left < STRETCH ? left : STRETCH, v->type};
    uint64_t count = v->type == VECTOR_F32 ? VECTOR_KERNEL(count_of)(VECTOR_F32, true, &stretch, x)
                                           : VECTOR_KERNEL(count_of)(VECTOR_F64, true, &stretch, x);
    if (count == 0) continue;
    while (vector_at(v, i) != x) i++;
    return i;
  }
  return v->n;
}

/* The sums; and the powers, if there is a place to keep them. */
VECTOR_INLINE VECTOR_TARGET void VECTOR_KERNEL(short_exps_of)(bool keep, const Vector *v,
                                                              double top, size_t skip,
                                                              unsigned char *powers,
                                                              double sums[VECTOR_LANES]) {
  Lanes sum[VECTOR_PARTS];
  unsigned char copy[VECTOR_LANES * sizeof(double)], last[VECTOR_LANES * sizeof(double)];
  for (int j = 0; j < VECTOR_PARTS; j++) sum[j] = VECTOR_KERNEL(all)(0.0);
  for (size_t i = 0; i < v->n; i += VECTOR_LANES) {
    const unsigned char *block =
        VECTOR_KERNEL(block)(VECTOR_F32, v, i, skip, -bits_infinity(), copy);
    bool whole = v->n - i >= VECTOR_LANES;
    unsigned char *kept = keep && whole ? powers + i * sizeof(double) : last;
    VECTOR_UNROLL
    for (int j = 0; j < VECTOR_PARTS; j++) {
      Lanes e = VECTOR_KERNEL(short_exp)(VECTOR_KERNEL(load)(VECTOR_F32, block, j) - top);
      if (keep) VECTOR_KERNEL(store)(VECTOR_F64, kept, j, e);
      sum[j] += e;
    }
    if (keep && !whole) memcpy(powers + i * sizeof(double), last, (v->n - i) * sizeof(double));
  }
  memcpy(sums, sum, sizeof sum);
}

static VECTOR_TARGET void VECTOR_KERNEL(short_exp_sums)(const Vector *v, double top, size_t skip,
                                                        double sums[VECTOR_LANES]) {
  VECTOR_KERNEL(short_exps_of)(false, v, top, skip, NULL, sums);
}

static VECTOR_TARGET void VECTOR_KERNEL(short_exps)(const Vector *v, double top, void *powers,
                                                    double sums[VECTOR_LANES]) {
  VECTOR_KERNEL(short_exps_of)(true, v, top, VECTOR_NO_SKIP, powers, sums);
}

/* Scores 700 below the base count as that: e^-700 is nothing next to the base's own 1. */
VECTOR_INLINE VECTOR_TARGET void VECTOR_KERNEL(exp_sums_of)(VectorType type, bool moments,
                                                            const Vector *v, double base,
                                                            size_t skip, VectorSums *masses,
                                                            VectorSums *all_moments) {
  Lanes mass[VECTOR_PARTS], mass_lo[VECTOR_PARTS], moment[VECTOR_PARTS], moment_lo[VECTOR_PARTS];
  Lanes center = VECTOR_KERNEL(all)(base), zero = VECTOR_KERNEL(all)(0.0);
  unsigned char copy[VECTOR_LANES * sizeof(double)];
  for (int j = 0; j < VECTOR_PARTS; j++) {
    mass[j] = mass_lo[j] = moment[j] = moment_lo[j] = zero;
  }
  for (size_t i = 0; i < v->n; i += VECTOR_LANES) {
    const unsigned char *block = VECTOR_KERNEL(block)(type, v, i, skip, -bits_infinity(), copy);
    VECTOR_UNROLL
    for (int j = 0; j < VECTOR_PARTS; j++) {
      Lanes x = VECTOR_KERNEL(load)(type, block, j), u_lo;
      Lanes u = VECTOR_KERNEL(difference)(x, center, -700.0, &u_lo);
      LongExp e = VECTOR_KERNEL(long_exp)(u, u_lo);
      Lanes power = VECTOR_KERNEL(lanes)((e.k << 52) + VECTOR_KERNEL(bits)(zero + 1.0));
      Lanes hi = e.hi * power, lo = e.lo * power;
      VECTOR_KERNEL(add)(&mass[j], &mass_lo[j], hi, lo);
      if (moments) {
        Lanes u_lead = VECTOR_KERNEL(leading)(u), hi_lead = VECTOR_KERNEL(leading)(hi);
        Lanes rest = u_lead * (hi - hi_lead) + ((u - u_lead) * hi + (u * lo + u_lo * hi));
        VECTOR_KERNEL(add)(&moment[j], &moment_lo[j], u_lead * hi_lead, rest);
      }
    }
  }
  memcpy(masses->hi, mass, sizeof mass);
  memcpy(masses->lo, mass_lo, sizeof mass);
  if (!moments) return;
  memcpy(all_moments->hi, moment, sizeof moment);
  memcpy(all_moments->lo, moment_lo, sizeof moment);
}

static VECTOR_TARGET void VECTOR_KERNEL(exp_sums)(const Vector *v, double base, size_t skip,
                                                  VectorSums *mass) {
  if (v->type == VECTOR_F32) {
    VECTOR_KERNEL(exp_sums_of)(VECTOR_F32, false, v, base, skip, mass, NULL);
  } else {
    VECTOR_KERNEL(exp_sums_of)(VECTOR_F64, false, v, base, skip, mass, NULL);
  }
}

static VECTOR_TARGET void VECTOR_KERNEL(exp_moments)(const Vector *v, double base, size_t skip,
                                                     VectorSums *mass, VectorSums *moment) {
  if (v->type == VECTOR_F32) {
    VECTOR_KERNEL(exp_sums_of)(VECTOR_F32, true, v, base, skip, mass, moment);
  } else {
    VECTOR_KERNEL(exp_sums_of)(VECTOR_F64, true, v, base, skip, mass, moment);
  }
}

/* ---- each element into one of the result ---- */

typedef struct {
  Lanes top, hi, lo, hi_lead;
} LaneOperands;

VECTOR_INLINE VECTOR_TARGET Lanes VECTOR_KERNEL(sigmoid)(Lanes x) {
  Lanes one = VECTOR_KERNEL(all)(1.0), zero = VECTOR_KERNEL(all)(0.0);
  LaneBits negative = VECTOR_KERNEL(less)(x, zero);
  Lanes e = VECTOR_KERNEL(short_exp)(VECTOR_KERNEL(select)(negative, x, zero - x));
  return VECTOR_KERNEL(select)(negative, e, one) / (e + one);
}

/* A float times the double o->hi, rounded to odd: to the double on either side of the product whose
** last bit is 1, unless the product is a double. Rounding that to float is as rounding the product
** itself (S. Boldo, G. Melquiond, IEEE Trans. Comput. 57, 2008). The factor's two parts, o->top and
** o->lo, have 29 and 24 bits, so that both products are exact, and the error of their sum is too
** (FastTwoSum). */
VECTOR_INLINE VECTOR_TARGET Lanes VECTOR_KERNEL(product_to_odd)(Lanes x, const LaneOperands *o) {
  Lanes product = x * o->hi, zero = VECTOR_KERNEL(all)(0.0);
  Lanes error = x * o->lo - (product - x * o->top);
  LaneBits inexact = VECTOR_KERNEL(less)(error, zero) | VECTOR_KERNEL(less)(zero, error);
  LaneBits bits = VECTOR_KERNEL(bits)(product);
  LaneBits beyond = (bits ^ VECTOR_KERNEL(bits)(error)) >> 63 & inexact;
  return VECTOR_KERNEL(lanes)((bits - beyond) | (inexact & 1));
}

VECTOR_INLINE VECTOR_TARGET Lanes VECTOR_KERNEL(softmax_of)(Lanes x, const LaneOperands *o) {
  Lanes u_lo, u = VECTOR_KERNEL(difference)(x, o->top, -800.0, &u_lo);
  LongExp e = VECTOR_KERNEL(long_exp)(u, u_lo);
  Lanes lead = VECTOR_KERNEL(leading)(e.hi);
  Lanes rest =
      lead * (o->hi - o->hi_lead) + ((e.hi - lead) * o->hi + (e.hi * o->lo + e.lo * o->hi));
  Lanes p = lead * o->hi_lead + rest;
  /* 2^k may be no double: in two halves, of which only the second can round */
  LaneBits k = (e.k + 4096) & 8191, half = k >> 1;
  p *= VECTOR_KERNEL(lanes)((half - (2048 - 1023)) << 52);
  return p * VECTOR_KERNEL(lanes)((k - half - (2048 - 1023)) << 52);
}

/* x - top - sum in double-double; where x - top is -Inf, so is the result. */
VECTOR_INLINE VECTOR_TARGET Lanes VECTOR_KERNEL(log_softmax_of)(Lanes x, const LaneOperands *o) {
  Lanes u_lo, u = VECTOR_KERNEL(difference)(x, o->top, -DBL_MAX, &u_lo);
  Lanes zero = VECTOR_KERNEL(all)(0.0), lowest = VECTOR_KERNEL(all)(-DBL_MAX);
  Lanes rounded = x - o->top;
  Lanes hi = zero - o->hi, lo = zero - o->lo;
  VECTOR_KERNEL(add)(&hi, &lo, u, u_lo);
  return VECTOR_KERNEL(select)(VECTOR_KERNEL(less)(rounded, lowest), rounded, hi + lo);
}

VECTOR_INLINE VECTOR_TARGET Lanes VECTOR_KERNEL(mapped)(VectorType type, VectorMap map, Lanes x,
                                                        const LaneOperands *o) {
  switch (map) {
  case VECTOR_OF_SOFTMAX: return VECTOR_KERNEL(softmax_of)(x, o);
  case VECTOR_OF_LOG_SOFTMAX:
    if (type == VECTOR_F64) return VECTOR_KERNEL(log_softmax_of)(x, o);
    return (x - o->top) - o->hi;
  case VECTOR_OF_SIGMOID: return VECTOR_KERNEL(sigmoid)(x);
  case VECTOR_OF_SCALE: break;
  }
  return type == VECTOR_F64 ? x * o->hi : VECTOR_KERNEL(product_to_odd)(x, o);
}

/* Set where a finite x has become infinite: for floats, from halfway between the largest and the
** next that there would be. */
VECTOR_INLINE VECTOR_TARGET LaneBits VECTOR_KERNEL(overflowed)(VectorType type, Lanes x, Lanes y) {
  Lanes largest = VECTOR_KERNEL(all)(DBL_MAX);
  Lanes border = VECTOR_KERNEL(all)(type == VECTOR_F32 ? 0x1.fffffefffffffp127 : DBL_MAX);
  Lanes x_size = VECTOR_KERNEL(lanes)(VECTOR_KERNEL(bits)(x) & ~BITS_SIGN);
  Lanes y_size = VECTOR_KERNEL(lanes)(VECTOR_KERNEL(bits)(y) & ~BITS_SIGN);
  return VECTOR_KERNEL(less)(border, y_size) & ~VECTOR_KERNEL(less)(largest, x_size);
}

/* Returns VECTOR_SAW_..., for what can meet with it. */
VECTOR_INLINE VECTOR_TARGET unsigned VECTOR_KERNEL(map_of)(VectorType type, VectorMap map,
                                                           const Vector *v,
                                                           const VectorOperands *operands,
                                                           void *out) {
  LaneOperands o = {VECTOR_KERNEL(all)(operands->top), VECTOR_KERNEL(all)(operands->value.hi),
                    VECTOR_KERNEL(all)(operands->value.lo), VECTOR_KERNEL(all)(0.0)};
  o.hi_lead = VECTOR_KERNEL(leading)(o.hi);
  LaneBits nan[VECTOR_PARTS], overflow[VECTOR_PARTS];
  for (int j = 0; j < VECTOR_PARTS; j++) nan[j] = overflow[j] = (LaneBits){0};
  unsigned char copy[VECTOR_LANES * sizeof(double)], rest[VECTOR_LANES * sizeof(double)];
  size_t width = vector_width(type);
  for (size_t i = 0; i < v->n; i += VECTOR_LANES) {
    bool whole = v->n - i >= VECTOR_LANES;
    const unsigned char *block = VECTOR_KERNEL(block)(type, v, i, VECTOR_NO_SKIP, 0.0, copy);
    unsigned char *to = (unsigned char *)out + i * width, *target = whole ? to : rest;
    VECTOR_UNROLL
    for (int j = 0; j < VECTOR_PARTS; j++) {
      Lanes x = VECTOR_KERNEL(load)(type, block, j);
      Lanes y = VECTOR_KERNEL(mapped)(type, map, x, &o);
      if (map >= VECTOR_OF_SIGMOID) nan[j] |= ~VECTOR_KERNEL(equal)(y, y);
      if (map == VECTOR_OF_SCALE) overflow[j] |= VECTOR_KERNEL(overflowed)(type, x, y);
      VECTOR_KERNEL(store)(type, target, j, y);
    }
    if (!whole) memcpy(to, rest, (v->n - i) * width);
  }
  return (VECTOR_KERNEL(any)(nan) ? VECTOR_SAW_NAN : 0u) |
         (VECTOR_KERNEL(any)(overflow) ? VECTOR_SAW_OVERFLOW : 0u);
}

/* In place: what is written of a block lies before or within what was read of it. */
static VECTOR_TARGET void VECTOR_KERNEL(short_normalise)(void *powers, size_t n, double factor) {
  const Vector v = {powers, n, VECTOR_F64};
  unsigned char copy[VECTOR_LANES * sizeof(double)], last[VECTOR_LANES * sizeof(float)];
  for (size_t i = 0; i < n; i += VECTOR_LANES) {
    const unsigned char *block = VECTOR_KERNEL(block)(VECTOR_F64, &v, i, VECTOR_NO_SKIP, 0.0, copy);
    bool whole = n - i >= VECTOR_LANES;
    unsigned char *to = (unsigned char *)powers + i * sizeof(float), *target = whole ? to : last;
    Lanes p[VECTOR_PARTS];
    VECTOR_UNROLL
    for (int j = 0; j < VECTOR_PARTS; j++) {
      p[j] = VECTOR_KERNEL(load)(VECTOR_F64, block, j) * factor;
    }
    VECTOR_UNROLL
    for (int j = 0; j < VECTOR_PARTS; j++) VECTOR_KERNEL(store)(VECTOR_F32, target, j, p[j]);
    if (!whole) memcpy(to, last, (n - i) * sizeof(float));
  }
}

static VECTOR_TARGET void VECTOR_KERNEL(short_log_softmax)(const Vector *v, double top,
                                                           double log_sum, void *out) {
  const VectorOperands operands = {top, {log_sum, 0.0}};
  VECTOR_KERNEL(map_of)(VECTOR_F32, VECTOR_OF_LOG_SOFTMAX, v, &operands, out);
}

static VECTOR_TARGET unsigned VECTOR_KERNEL(short_sigmoid)(const Vector *v, void *out) {
  const VectorOperands operands = {0.0, {0.0, 0.0}};
  return VECTOR_KERNEL(map_of)(VECTOR_F32, VECTOR_OF_SIGMOID, v, &operands, out);
}

static VECTOR_TARGET unsigned VECTOR_KERNEL(scale)(const Vector *v, double factor, void *out) {
  double lead = bits_to_double(bits_of_double(factor) >> 24 << 24);
  const VectorOperands operands = {lead, {factor, factor - lead}};
  if (v->type == VECTOR_F32) {
    return VECTOR_KERNEL(map_of)(VECTOR_F32, VECTOR_OF_SCALE, v, &operands, out);
  }
  return VECTOR_KERNEL(map_of)(VECTOR_F64, VECTOR_OF_SCALE, v, &operands, out);
}

static VECTOR_TARGET void VECTOR_KERNEL(softmax)(const Vector *v, double top, DD factor,
                                                 void *out) {
  const VectorOperands operands = {top, factor};
  VECTOR_KERNEL(map_of)(VECTOR_F64, VECTOR_OF_SOFTMAX, v, &operands, out);
}

static VECTOR_TARGET void VECTOR_KERNEL(log_softmax)(const Vector *v, double top, DD log_sum,
                                                     void *out) {
  const VectorOperands operands = {top, log_sum};
  VECTOR_KERNEL(map_of)(VECTOR_F64, VECTOR_OF_LOG_SOFTMAX, v, &operands, out);
}

static const VectorKernels VECTOR_KERNEL(kernels) = {
    VECTOR_NAME,
    VECTOR_KERNEL(highest),
    VECTOR_KERNEL(two_highest),
    VECTOR_KERNEL(find),
    VECTOR_KERNEL(count_higher),
    VECTOR_KERNEL(exp_sums),
    VECTOR_KERNEL(exp_moments),
    VECTOR_KERNEL(scale),
    VECTOR_KERNEL(short_exp_sums),
    VECTOR_KERNEL(short_exps),
    VECTOR_KERNEL(short_normalise),
    VECTOR_KERNEL(short_log_softmax),
    VECTOR_KERNEL(short_sigmoid),
    VECTOR_KERNEL(softmax),
    VECTOR_KERNEL(log_softmax),
};

#undef Lanes
#undef LaneBits
#undef LaneOperands
#undef LongExp
#undef VECTOR_PARTS
#undef VECTOR_TO_INTEGER
#undef VECTOR_KERNEL
#undef VECTOR_NAME
#undef VECTOR_TARGET
#undef VECTOR_WIDTH
#undef VECTOR_LOAD_FLOATS
#undef VECTOR_STORE_FLOATS
