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
** A few blocks: kernel_float_few finds the two highest scores and the sums in one call. There each
** result waits for the one before, so that what costs time is latency, and trips through memory.
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

KERNEL_INLINE float kernel_float_higher(float a, float b) {
  return a > b ? a : b;
}
KERNEL_INLINE float kernel_float_lower(float a, float b) {
  return a < b ? a : b;
}

KERNEL_INLINE VectorFloatPeaks kernel_float_join(VectorFloatPeaks a, VectorFloatPeaks b) {
  float lower = kernel_float_lower(a.highest, b.highest);
  float second = kernel_float_higher(a.second, b.second);
  return (VectorFloatPeaks){kernel_float_higher(a.highest, b.highest),
                            kernel_float_higher(lower, second), a.nan};
}

KERNEL_INLINE VectorFloatPeaks kernel_float_peaks_of(const void *data, size_t blocks) {
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
  float high[VECTOR_LANES], low[VECTOR_LANES];
  uint64_t any[VECTOR_LANES / 2];
  VectorFloatPeaks lane[VECTOR_LANES];
  memcpy(high, highest, sizeof high);
  memcpy(low, second, sizeof low);
  memcpy(any, nan, sizeof any);
  bool unsound = ((any[0] | any[1]) | (any[2] | any[3])) != 0;
  KERNEL_UNROLL
  for (int j = 0; j < VECTOR_LANES; j++) lane[j] = (VectorFloatPeaks){high[j], low[j], unsound};
  KERNEL_UNROLL
  for (int j = 0; j < 4; j++) lane[j] = kernel_float_join(lane[j], lane[j + 4]);
  return kernel_float_join(kernel_float_join(lane[0], lane[2]),
                           kernel_float_join(lane[1], lane[3]));
}

static KERNEL_TARGET void kernel_float_peaks(const void *data, size_t blocks,
                                             VectorFloatPeaks *peaks) {
  *peaks = kernel_float_peaks_of(data, blocks);
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

/* The sum over all lanes, in the same order for each width. */
KERNEL_INLINE double kernel_lanes_total(const Lanes x[KERNEL_PARTS]) {
  double half[VECTOR_LANES];
#if KERNEL_WIDTH == 8
  memcpy(half, x, sizeof half);
  for (int j = 0; j < VECTOR_LANES / 2; j++) half[j] += half[j + VECTOR_LANES / 2];
#else
  for (int j = 0; j < KERNEL_PARTS / 2; j++) {
    Lanes sum = x[j] + x[j + KERNEL_PARTS / 2];
    memcpy(half + j * KERNEL_WIDTH, &sum, sizeof sum);
  }
#endif
  return (half[0] + half[2]) + (half[1] + half[3]);
}

/* What was added up from KERNEL_EXP_START on. The sum of the high words is exact. If that of the low
** words is the larger one, neither shows next to the sum. */
KERNEL_INLINE DD kernel_added_up(Lanes sum[KERNEL_PARTS], const Lanes error[KERNEL_PARTS]) {
  for (int j = 0; j < KERNEL_PARTS; j++) sum[j] -= kernel_splat(KERNEL_EXP_START);
  return dd_fast_two_sum(kernel_lanes_total(sum), kernel_lanes_total(error));
}

KERNEL_INLINE LaneFrame kernel_frame(const VectorExpFrame *frame) {
  return (LaneFrame){kernel_splat(frame->highest), kernel_splat(frame->lowest),
                     kernel_splat(frame->magic), kernel_splat(frame->center), kernel_table_load()};
}

KERNEL_INLINE void kernel_sums_begin(LaneSums sums[KERNEL_PARTS]) {
  Lanes start = kernel_splat(KERNEL_EXP_START), zero = kernel_splat(0.0);
  for (int j = 0; j < KERNEL_PARTS; j++) sums[j] = (LaneSums){start, zero, start, zero};
}

KERNEL_INLINE void kernel_sums_end(bool moments, const LaneSums sums[KERNEL_PARTS], DD *mass,
                                   DD *moment) {
  Lanes sum[KERNEL_PARTS], error[KERNEL_PARTS];
  for (int j = 0; j < KERNEL_PARTS; j++) {
    sum[j] = sums[j].mass;
    error[j] = sums[j].mass_error;
  }
  *mass = kernel_added_up(sum, error);
  if (!moments) return;
  for (int j = 0; j < KERNEL_PARTS; j++) {
    sum[j] = sums[j].moment;
    error[j] = sums[j].moment_error;
  }
  *moment = kernel_added_up(sum, error);
}

/* Adds `count` blocks to all parts: 1 or 4. */
KERNEL_INLINE void kernel_sums_add(bool moments, int count, const unsigned char *at,
                                   const LaneFrame *frame, LaneSums sums[KERNEL_PARTS]) {
  KERNEL_UNROLL
  for (int j = 0; j < KERNEL_PARTS; j++) {
    kernel_float_step(moments, count, at + 4 * KERNEL_WIDTH * j, frame, &sums[j]);
  }
}

KERNEL_INLINE void kernel_float_sums_of(bool moments, const void *data, size_t blocks,
                                        const VectorExpFrame *given, DD *mass, DD *moment) {
  const size_t size = VECTOR_LANES * sizeof(float);
  const unsigned char *at = data;
  LaneFrame frame = kernel_frame(given);
  LaneSums sums[KERNEL_PARTS];
  kernel_sums_begin(sums);
  for (; blocks >= 4; blocks -= 4, at += 4 * size) kernel_sums_add(moments, 4, at, &frame, sums);
  for (; blocks > 0; blocks--, at += size) kernel_sums_add(moments, 1, at, &frame, sums);
  kernel_sums_end(moments, sums, mass, moment);
}

static KERNEL_TARGET void kernel_float_sums(const void *data, size_t blocks,
                                            const VectorExpFrame *frame, DD *mass) {
  kernel_float_sums_of(false, data, blocks, frame, mass, NULL);
}

static KERNEL_TARGET void kernel_float_moments(const void *data, size_t blocks,
                                               const VectorExpFrame *frame, DD *mass, DD *moment) {
  kernel_float_sums_of(true, data, blocks, frame, mass, moment);
}

/* The sums of 1 or 2 blocks, without a loop: the compiler knows `blocks` and `moments`. */
KERNEL_INLINE void kernel_few_sums(bool moments, const unsigned char *at, int blocks,
                                   const VectorExpFrame *given, VectorFloatFew *few) {
  LaneFrame frame = kernel_frame(given);
  LaneSums sums[KERNEL_PARTS];
  kernel_sums_begin(sums);
  kernel_sums_add(moments, 1, at, &frame, sums);
  if (blocks == 2) {
    kernel_sums_add(moments, 1, at + VECTOR_LANES * sizeof(float), &frame, sums);
  }
  kernel_sums_end(moments, sums, &few->mass, &few->moment);
}

static KERNEL_TARGET void kernel_float_few(const void *data, size_t blocks, bool moments,
                                           VectorFloatFew *few) {
  VectorFloatPeaks peaks = kernel_float_peaks_of(data, blocks);
  few->peaks = peaks;
  few->summed = !peaks.nan && bits_abs((double)peaks.second) <= VECTOR_EXP_NEAR;
  if (!few->summed) return;
  VectorExpFrame frame = vector_exp_frame((double)peaks.second);
  few->powers = frame.powers;
  if (blocks == 2 && !moments) {
    kernel_few_sums(false, data, 2, &frame, few);
  } else if (blocks == 2) {
    kernel_few_sums(true, data, 2, &frame, few);
  } else if (blocks == 1 && !moments) {
    kernel_few_sums(false, data, 1, &frame, few);
  } else if (moments) {
    kernel_float_moments(data, blocks, &frame, &few->mass, &few->moment);
  } else {
    kernel_float_sums(data, blocks, &frame, &few->mass);
  }
}

#undef KERNEL_FLOAT_PARTS
