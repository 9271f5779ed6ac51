/* kernel_exp_body.h: the kernels of one CPU that sum e^x over floats to the accuracy of a double.
** vector_kernels.h says what each of them does.
**
** kernel_body.h includes this file, once for each CPU. What it says about bits holds here too.
**
** e^u (P. T. P. Tang, ACM TOMS 15, 1989): n is u 16 / ln 2 rounded to an integer, n = 16 k + j, and
** r = u - n ln 2 / 16 with |r| <= 0.0217. The table has 2^(j/16) = T e^t with T of 26 bits. With
** s = r + t and |s| < 2^-5.5, e^u = 2^k T (1 + p), where p is e^s - 1 by Taylor's polynomial of degree
** 7. This is hi + lo, hi = 2^k T and lo = hi p. Its relative error is below 2^-56.6:
**   2^-59    r is rounded once. The step has 36 bits and n has 17, so that their product is exact,
**            and so is the difference from u: where u is no multiple of 2^-40, n is 0;
**   2^-59    s is rounded;
**   2^-59.5  the polynomial ends at its seventh degree;
**   2^-59    p is rounded: what is added to s last is below 2^-12;
**   2^-58.5  lo is rounded.
**
** Sums: each of the 8 separate sums begins at KERNEL_EXP_START, and what is added is far below that.
** So the rounding error of each addition is a double (FastTwoSum), below 2^-38. The errors are summed
** in a second double; over VECTOR_EXP_MOST blocks it is right to 2^-70. The parts lo, which are not
** small enough for that, are added up like the parts hi. Four of them are first added to each other,
** which costs less, and another 2^-57.5.
**
** A block adds less than 12 to a sum: t e^t is -8.5 at least, where t = -16 / ln 2, and 11.4 at most,
** at the highest element. So every sum stays between 2^14 and 2^15, and is a multiple of 2^-38. What
** was added to all 8 is below 2^15, so it adds up exactly.
**
** The sum of all elements is 1 or about 1 at least. So its relative error is below 2^-55.9.
**
** Moments: with the n and r of an element, (n - C + r 16 / ln 2) e^u. n - C is an integer of 17 bits,
** so that its product with hi is exact.
*/

/* ---- floats as floats: the highest ---- */

#if KERNEL_WIDTH == 1

typedef float LaneFloats;
typedef uint32_t LaneFloatBits;

KERNEL_INLINE LaneFloats kernel_float_max(LaneFloats a, LaneFloats b) {
  return a > b ? a : b;
}
KERNEL_INLINE LaneFloats kernel_float_min(LaneFloats a, LaneFloats b) {
  return a < b ? a : b;
}
KERNEL_INLINE LaneFloatBits kernel_float_nan(LaneFloats x) {
  return (LaneFloatBits)0 - (LaneFloatBits)(x != x);
}
KERNEL_INLINE LaneFloats kernel_float_splat(float x) {
  return x;
}
KERNEL_INLINE LaneFloatBits kernel_float_bits(LaneFloats x) {
  LaneFloatBits bits;
  memcpy(&bits, &x, sizeof bits);
  return bits;
}
KERNEL_INLINE LaneFloats kernel_float_of(LaneFloatBits bits) {
  LaneFloats x;
  memcpy(&x, &bits, sizeof x);
  return x;
}

#else

typedef float LaneFloats __attribute__((vector_size(4 * KERNEL_FLOATS)));
typedef uint32_t LaneFloatBits __attribute__((vector_size(4 * KERNEL_FLOATS)));

KERNEL_INLINE LaneFloats kernel_float_max(LaneFloats a, LaneFloats b) {
  return (LaneFloats)KERNEL_MAX_FLOATS(a, b);
}
KERNEL_INLINE LaneFloats kernel_float_min(LaneFloats a, LaneFloats b) {
  return (LaneFloats)KERNEL_MIN_FLOATS(a, b);
}
KERNEL_INLINE LaneFloatBits kernel_float_nan(LaneFloats x) {
  return (LaneFloatBits)(x != x);
}
KERNEL_INLINE LaneFloats kernel_float_splat(float x) {
  return x - (LaneFloats){0.0f};
}
KERNEL_INLINE LaneFloatBits kernel_float_bits(LaneFloats x) {
  return (LaneFloatBits)x;
}
KERNEL_INLINE LaneFloats kernel_float_of(LaneFloatBits bits) {
  return (LaneFloats)bits;
}

#endif

#define KERNEL_FLOAT_PARTS (VECTOR_LANES / KERNEL_FLOATS)

static KERNEL_TARGET void kernel_float_peaks(const void *data, size_t blocks,
                                             VectorFloatPeaks *peaks) {
  LaneFloats highest[KERNEL_FLOAT_PARTS], second[KERNEL_FLOAT_PARTS];
  LaneFloatBits nan[KERNEL_FLOAT_PARTS];
  const unsigned char *at = data;
  for (int j = 0; j < KERNEL_FLOAT_PARTS; j++) {
    highest[j] = second[j] = kernel_float_splat((float)-bits_infinity());
    nan[j] = (LaneFloatBits){0};
  }
  for (size_t i = 0; i < blocks; i++) {
    KERNEL_UNROLL
    for (int j = 0; j < KERNEL_FLOAT_PARTS; j++, at += sizeof(LaneFloats)) {
      LaneFloats x;
      memcpy(&x, at, sizeof x);
      nan[j] |= kernel_float_nan(x);
      second[j] = kernel_float_max(second[j], kernel_float_min(x, highest[j]));
      highest[j] = kernel_float_max(highest[j], x);
    }
  }
  memcpy(peaks->highest, highest, sizeof highest);
  memcpy(peaks->second, second, sizeof second);
  memcpy(peaks->nan, nan, sizeof nan);
}

/* Copies whole blocks as they are. The last block is read from its end, so that its first elements
** are read twice; these become -Inf. A block is written at once, so that reading it back does not
** have to wait. */
static KERNEL_TARGET void kernel_float_fill(const void *data, size_t n, void *copy) {
  const size_t size = VECTOR_LANES * sizeof(float);
  const unsigned char *from = data;
  unsigned char *to = copy;
  LaneFloats x, lowest = kernel_float_splat((float)-bits_infinity());
  for (; n >= VECTOR_LANES; n -= VECTOR_LANES, from += size, to += size) {
    for (int j = 0; j < KERNEL_FLOAT_PARTS; j++) {
      memcpy(&x, from + j * KERNEL_FLOATS * 4, sizeof x);
      memcpy(to + j * KERNEL_FLOATS * 4, &x, sizeof x);
    }
  }
  if (n == 0) return;
  from -= (VECTOR_LANES - n) * sizeof(float);
  for (int j = 0; j < KERNEL_FLOAT_PARTS; j++) {
    LaneFloatBits keep;
    memcpy(&x, from + j * KERNEL_FLOATS * 4, sizeof x);
    memcpy(&keep, kernel_last + n + j * KERNEL_FLOATS, sizeof keep);
    x = kernel_float_of((kernel_float_bits(x) & keep) | (kernel_float_bits(lowest) & ~keep));
    memcpy(to + j * KERNEL_FLOATS * 4, &x, sizeof x);
  }
}

/* ---- e^x ---- */

#define KERNEL_EXP_START 0x1.8p14

#if defined(KERNEL_TABLE)

typedef KERNEL_TABLE LaneTable;

KERNEL_INLINE LaneTable kernel_table_load(void) {
  return KERNEL_LOAD_TABLE(exp_table);
}

/* The entries whose numbers are in the low four bits of `index`. */
KERNEL_INLINE LaneBits kernel_lookup(const LaneTable *table, LaneBits index, Lanes *rest) {
  return KERNEL_LOOKUP(table, index, rest);
}

#else

typedef const ExpTableEntry *LaneTable;

KERNEL_INLINE LaneTable kernel_table_load(void) {
  return exp_table;
}

KERNEL_INLINE LaneBits kernel_lookup(const LaneTable *table, LaneBits index, Lanes *rest) {
  #if KERNEL_WIDTH == 1
  const ExpTableEntry *entry = *table + (index & 15);
  *rest = entry->rest;
  return entry->shifted;
  #else
  const ExpTableEntry *a = *table + (index[0] & 15), *b = *table + (index[1] & 15);
  *rest = (Lanes){a->rest, b->rest};
  return (LaneBits){a->shifted, b->shifted};
  #endif
}

#endif

/* u where lowest <= u <= highest, and `lowest` elsewhere. */
KERNEL_INLINE Lanes kernel_within(Lanes u, Lanes highest, Lanes lowest) {
#if defined(KERNEL_WITHIN)
  return (Lanes)KERNEL_WITHIN(u, highest, lowest);
#else
  return kernel_select(kernel_less(lowest, u) & ~kernel_less(highest, u), u, lowest);
#endif
}

/* What VectorExpFrame has, in each lane. */
typedef struct {
  Lanes highest, lowest, magic, center;
  LaneTable table;
} LaneFrame;

/* e^u 2^-K is hi + lo, and u is n ln 2 / 16 + r; n and K are offset as the frame says. */
typedef struct {
  Lanes hi, lo, shifted, r;
} LaneExp;

KERNEL_INLINE LaneExp kernel_table_exp(Lanes u, const LaneFrame *frame) {
  Lanes shifted = u * EXP_TABLE_INVERSE_STEP + frame->magic;
  LaneBits bits = kernel_bits(shifted);
  Lanes rest, hi = kernel_lanes(kernel_lookup(&frame->table, bits, &rest) + (bits << 48));
  Lanes n = shifted - frame->magic;
  Lanes r = (u - n * EXP_TABLE_STEP) - n * EXP_TABLE_STEP_REST;
  Lanes s = r + rest, s2 = s * s;
  Lanes c2 = s * (1.0 / 6) + 0.5, c4 = s * (1.0 / 120) + 1.0 / 24;
  Lanes c6 = s * (1.0 / 5040) + 1.0 / 720;
  return (LaneExp){hi, hi * (s + s2 * (c2 + s2 * (c4 + s2 * c6))), shifted, r};
}

/* *sum + *error += x, where |x| <= |*sum|. */
KERNEL_INLINE void kernel_add_up(Lanes *sum, Lanes *error, Lanes x) {
  Lanes total = *sum + x;
  *error += x - (total - *sum);
  *sum = total;
}

typedef struct {
  Lanes mass, mass_error, moment, moment_error;
} LaneSums;

/* Adds the lanes at `at` of `count` blocks, which is 1 or 4. */
KERNEL_INLINE void kernel_float_step(bool moments, int count, const unsigned char *at,
                                     const LaneFrame *frame, LaneSums *sums) {
  Lanes low[4], moment_low[4];
  KERNEL_UNROLL
  for (int b = 0; b < count; b++, at += VECTOR_LANES * sizeof(float)) {
    Lanes u = kernel_within(kernel_load_floats(at), frame->highest, frame->lowest);
    LaneExp e = kernel_table_exp(u, frame);
    kernel_add_up(&sums->mass, &sums->mass_error, e.hi);
    low[b] = e.lo;
    if (moments) {
      Lanes steps = e.shifted - frame->center; /* 17 bits, so that steps * e.hi is exact */
      kernel_add_up(&sums->moment, &sums->moment_error, steps * e.hi);
      moment_low[b] = steps * e.lo + (e.r * EXP_TABLE_INVERSE_STEP) * (e.hi + e.lo);
    }
  }
  if (count == 4) {
    low[0] = (low[0] + low[1]) + (low[2] + low[3]);
    if (moments) {
      moment_low[0] = (moment_low[0] + moment_low[1]) + (moment_low[2] + moment_low[3]);
    }
  }
  kernel_add_up(&sums->mass, &sums->mass_error, low[0]);
  if (moments) kernel_add_up(&sums->moment, &sums->moment_error, moment_low[0]);
}

KERNEL_INLINE void kernel_float_sums_of(bool moments, const void *data, size_t blocks,
                                        const VectorExpFrame *given, VectorSums *mass,
                                        VectorSums *moment) {
  const size_t size = VECTOR_LANES * sizeof(float);
  const unsigned char *at = data;
  LaneFrame frame = {kernel_splat(given->highest), kernel_splat(given->lowest),
                     kernel_splat(given->magic), kernel_splat(given->center), kernel_table_load()};
  Lanes start = kernel_splat(KERNEL_EXP_START), zero = kernel_splat(0.0);
  LaneSums sums[KERNEL_PARTS];
  for (int j = 0; j < KERNEL_PARTS; j++) sums[j] = (LaneSums){start, zero, start, zero};
  for (; blocks >= 4; blocks -= 4, at += 4 * size) {
    KERNEL_UNROLL
    for (int j = 0; j < KERNEL_PARTS; j++) {
      kernel_float_step(moments, 4, at + 4 * KERNEL_WIDTH * j, &frame, &sums[j]);
    }
  }
  for (; blocks > 0; blocks--, at += size) {
    KERNEL_UNROLL
    for (int j = 0; j < KERNEL_PARTS; j++) {
      kernel_float_step(moments, 1, at + 4 * KERNEL_WIDTH * j, &frame, &sums[j]);
    }
  }
  for (int j = 0; j < KERNEL_PARTS; j++) {
    Lanes hi = sums[j].mass - start;
    memcpy(mass->hi + j * KERNEL_WIDTH, &hi, sizeof hi);
    memcpy(mass->lo + j * KERNEL_WIDTH, &sums[j].mass_error, sizeof hi);
    if (!moments) continue;
    hi = sums[j].moment - start;
    memcpy(moment->hi + j * KERNEL_WIDTH, &hi, sizeof hi);
    memcpy(moment->lo + j * KERNEL_WIDTH, &sums[j].moment_error, sizeof hi);
  }
}

static KERNEL_TARGET void kernel_float_sums(const void *data, size_t blocks,
                                            const VectorExpFrame *frame, VectorSums *mass) {
  kernel_float_sums_of(false, data, blocks, frame, mass, NULL);
}

static KERNEL_TARGET void kernel_float_moments(const void *data, size_t blocks,
                                               const VectorExpFrame *frame, VectorSums *mass,
                                               VectorSums *moment) {
  kernel_float_sums_of(true, data, blocks, frame, mass, moment);
}

#undef KERNEL_FLOAT_PARTS
