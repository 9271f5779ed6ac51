/* kernel_typed_body.h: the kernels of one CPU that compute in the vector's own type: the order of
** elements, and maps of one operation each. vector_kernels.h says what each of them does.
**
** kernel_body.h includes this file twice, with KERNEL_ELEMENT 32 for floats and 64 for doubles, so
** there is no include guard. Names that begin with typed_ or Typed are the CPU's and the type's own:
** kernel.h says how.
**
** A row is what fits into KERNEL_ROW bytes, a block is four rows. Elements beyond the last row are taken
** one by one.
**
** Why every CPU gives the same bits: the results are indexes and counts, which do not depend on
** how many elements are compared at a time, or elements that went through one operation.
*/

#if KERNEL_ELEMENT == 32
  #define TypedElement float
  #define TypedBits uint32_t
  #define TYPED_HIGHER(a, b) KERNEL_HIGHER_FLOATS(a, b)
  #define TYPED_MASK(bits) KERNEL_MASK_FLOATS(bits)
#else
  #define TypedElement double
  #define TypedBits uint64_t
  #define TYPED_HIGHER(a, b) KERNEL_HIGHER_DOUBLES(a, b)
  #define TYPED_MASK(bits) KERNEL_MASK_DOUBLES(bits)
#endif

/* ---- rows ---- */

#if KERNEL_WIDTH == 1

typedef TypedElement TypedRow;
typedef TypedBits TypedRowBits;

KERNEL_INLINE TypedRowBits typed_less(TypedRow a, TypedRow b) {
  return (TypedRowBits)0 - (TypedRowBits)(a < b);
}
KERNEL_INLINE TypedRowBits typed_equal(TypedRow a, TypedRow b) {
  return (TypedRowBits)0 - (TypedRowBits)(a == b);
}
KERNEL_INLINE TypedRowBits typed_fewer(TypedRowBits a, TypedBits b) {
  return (TypedRowBits)0 - (TypedRowBits)(a < b);
}
KERNEL_INLINE TypedRow typed_splat(TypedElement x) {
  return x;
}
KERNEL_INLINE TypedRow typed_select(TypedRowBits mask, TypedRow a, TypedRow b) {
  return mask != 0 ? a : b;
}
/* The place of the lowest bit that is set. */
KERNEL_INLINE size_t typed_lowest(unsigned mask) {
  (void)mask;
  return 0;
}

#else

typedef TypedElement TypedRow __attribute__((vector_size(KERNEL_ROW)));
typedef TypedBits TypedRowBits __attribute__((vector_size(KERNEL_ROW)));

KERNEL_INLINE TypedRowBits typed_less(TypedRow a, TypedRow b) {
  return (TypedRowBits)(a < b);
}
KERNEL_INLINE TypedRowBits typed_equal(TypedRow a, TypedRow b) {
  return (TypedRowBits)(a == b);
}
KERNEL_INLINE TypedRowBits typed_fewer(TypedRowBits a, TypedBits b) {
  return (TypedRowBits)(a < (b - (TypedRowBits){0}));
}
KERNEL_INLINE TypedRow typed_splat(TypedElement x) {
  return x - (TypedRow){0};
}
KERNEL_INLINE TypedRow typed_select(TypedRowBits mask, TypedRow a, TypedRow b) {
  return (TypedRow)((mask & (TypedRowBits)a) | (~mask & (TypedRowBits)b));
}
KERNEL_INLINE size_t typed_lowest(unsigned mask) {
  return (size_t)__builtin_ctz(mask);
}

#endif

KERNEL_INLINE const unsigned char *typed_address(const Vector *v, size_t i) {
  return (const unsigned char *)v->data + i * sizeof(TypedElement);
}

/* The row that begins with element i. */
KERNEL_INLINE TypedRow typed_row(const Vector *v, size_t i) {
  TypedRow row;
  memcpy(&row, typed_address(v, i), sizeof row);
  return row;
}

KERNEL_INLINE TypedElement typed_at(const Vector *v, size_t i) {
  TypedElement x;
  memcpy(&x, typed_address(v, i), sizeof x);
  return x;
}

KERNEL_INLINE void typed_put(void *out, size_t i, TypedElement x) {
  memcpy((unsigned char *)out + i * sizeof x, &x, sizeof x);
}

KERNEL_INLINE void typed_put_row(void *out, size_t i, TypedRow row) {
  memcpy((unsigned char *)out + i * sizeof(TypedElement), &row, sizeof row);
}

KERNEL_INLINE bool typed_any(TypedRowBits bits) {
  return TYPED_MASK(bits) != 0;
}

KERNEL_INLINE TypedElement typed_higher(TypedElement a, TypedElement b) {
  return a > b ? a : b;
}

/* The highest element of a row. */
KERNEL_INLINE TypedElement typed_peak_of(TypedRow row) {
  TypedElement x[TYPED_WIDTH];
  memcpy(x, &row, sizeof row);
  for (int width = TYPED_WIDTH / 2; width > 0; width /= 2) {
    KERNEL_UNROLL
    for (int j = 0; j < width; j++) x[j] = typed_higher(x[j], x[j + width]);
  }
  return x[0];
}

/* ---- the highest element ---- */

/* The highest element, which is -Inf if there is none. False: there is a NaN. */
KERNEL_INLINE bool typed_peak(const Vector *v, TypedElement *peak) {
  TypedElement top = (TypedElement)-bits_infinity();
  size_t i = 0;
  bool sound = true;
  if (v->n >= TYPED_WIDTH) {
    TypedRow high[TYPED_ROWS];
    TypedRowBits numbers[TYPED_ROWS];
    for (int j = 0; j < TYPED_ROWS; j++) {
      high[j] = typed_splat(top);
      numbers[j] = ~(TypedRowBits){0};
    }
    for (; v->n - i >= TYPED_BLOCK; i += TYPED_BLOCK) {
      KERNEL_UNROLL
      for (int j = 0; j < TYPED_ROWS; j++) {
        TypedRow x = typed_row(v, i + (size_t)(j * TYPED_WIDTH));
        numbers[j] &= typed_equal(x, x);
        high[j] = TYPED_HIGHER(x, high[j]);
      }
    }
    for (; v->n - i >= TYPED_WIDTH; i += TYPED_WIDTH) {
      TypedRow x = typed_row(v, i);
      numbers[0] &= typed_equal(x, x);
      high[0] = TYPED_HIGHER(x, high[0]);
    }
    sound = !typed_any(~((numbers[0] & numbers[1]) & (numbers[2] & numbers[3])));
    top = typed_peak_of(TYPED_HIGHER(TYPED_HIGHER(high[0], high[1]), /* no NaN is left here */
                                     TYPED_HIGHER(high[2], high[3])));
  }
  for (; i < v->n; i++) {
    TypedElement x = typed_at(v, i);
    sound &= x == x;
    top = typed_higher(x, top);
  }
  *peak = top;
  return sound;
}

/* The first element equal to x, or n. */
static KERNEL_TARGET size_t typed_find(const Vector *v, TypedElement x) {
  TypedRow sought = typed_splat(x);
  size_t i = 0;
  for (; v->n - i >= TYPED_BLOCK; i += TYPED_BLOCK) {
    TypedRowBits found = {0};
    KERNEL_UNROLL
    for (int j = 0; j < TYPED_ROWS; j++) {
      found |= typed_equal(typed_row(v, i + (size_t)(j * TYPED_WIDTH)), sought);
    }
    if (typed_any(found)) break;
  }
  for (; v->n - i >= TYPED_WIDTH; i += TYPED_WIDTH) {
    unsigned found = TYPED_MASK(typed_equal(typed_row(v, i), sought));
    if (found != 0) return i + typed_lowest(found);
  }
  while (i < v->n && typed_at(v, i) != x) i++;
  return i;
}

static KERNEL_TARGET bool typed_argmax(const Vector *v, size_t *index) {
  TypedElement peak;
  if (!typed_peak(v, &peak)) return false;
  *index = typed_find(v, peak);
  return true;
}

/* ---- the number of higher elements ---- */

/* Counts in registers hold the elements of this many. */
#define TYPED_STRETCH ((size_t)1 << 24)

/* Adds the number of elements > x to *count. A comparison that holds is -1 as an integer, so
** subtracting it counts. False: there is a NaN. */
KERNEL_INLINE bool typed_count_stretch(const Vector *v, TypedElement x, size_t *count) {
  TypedRow border = typed_splat(x);
  TypedRowBits counts[TYPED_ROWS], numbers[TYPED_ROWS];
  TypedBits lanes[TYPED_WIDTH];
  size_t i = 0;
  bool sound = true;
  for (int j = 0; j < TYPED_ROWS; j++) {
    counts[j] = (TypedRowBits){0};
    numbers[j] = ~(TypedRowBits){0};
  }
  for (; v->n - i >= TYPED_BLOCK; i += TYPED_BLOCK) {
    KERNEL_UNROLL
    for (int j = 0; j < TYPED_ROWS; j++) {
      TypedRow y = typed_row(v, i + (size_t)(j * TYPED_WIDTH));
      numbers[j] &= typed_equal(y, y);
      counts[j] -= typed_less(border, y);
    }
  }
  for (; v->n - i >= TYPED_WIDTH; i += TYPED_WIDTH) {
    TypedRow y = typed_row(v, i);
    numbers[0] &= typed_equal(y, y);
    counts[0] -= typed_less(border, y);
  }
  if (i > 0) {
    TypedRowBits sum = (counts[0] + counts[1]) + (counts[2] + counts[3]);
    sound = !typed_any(~((numbers[0] & numbers[1]) & (numbers[2] & numbers[3])));
    memcpy(lanes, &sum, sizeof sum);
    for (int j = 0; j < TYPED_WIDTH; j++) *count += (size_t)lanes[j];
  }
  for (; i < v->n; i++) {
    TypedElement y = typed_at(v, i);
    sound &= y == y;
    *count += y > x;
  }
  return sound;
}

static KERNEL_TARGET bool typed_count_higher(const Vector *v, TypedElement x, size_t *count) {
  bool sound = true;
  *count = 0;
  for (size_t i = 0; i < v->n; i += TYPED_STRETCH) {
    size_t left = v->n - i;
    const Vector stretch = {typed_address(v, i), left < TYPED_STRETCH ? left : TYPED_STRETCH,
                            v->type};
    sound &= typed_count_stretch(&stretch, x, count);
  }
  return sound;
}

/* ---- the k best, for small k ----
**
** Element i is in group i mod TYPED_GROUPS. The k-th of the groups' peaks, in descending order, is
** reached by at least k elements, and by hardly more, unless the highest elements gather in few of
** the groups. So all elements that reach it are candidates. If there are too many, the k best of
** them are kept, and from then on a candidate has to be higher than the last of those. Candidates
** are put in order by counting how many are higher than each, which needs no branch. */

#define TYPED_GROUPS 64
#define TYPED_MOST (TYPED_GROUPS + TYPED_BLOCK)

/* In the order of their indexes. */
typedef struct {
  size_t n;
  TypedElement x[TYPED_MOST]; /* whole blocks of it may be read */
  size_t index[TYPED_MOST];
} TypedCandidates;

/* The ranks of `rows` rows of x, which has n elements. */
KERNEL_INLINE void typed_ranks_of(int rows, const TypedElement *x, const TypedElement *all,
                                  size_t n, TypedBits *ranks) {
  TypedRow row[TYPED_ROWS];
  TypedRowBits count[TYPED_ROWS];
  KERNEL_UNROLL
  for (int r = 0; r < rows; r++) {
    memcpy(&row[r], x + r * TYPED_WIDTH, sizeof *row);
    count[r] = (TypedRowBits){0};
  }
  for (size_t j = 0; j < n; j++) {
    TypedRow other = typed_splat(all[j]);
    KERNEL_UNROLL
    for (int r = 0; r < rows; r++) count[r] -= typed_less(row[r], other);
  }
  KERNEL_UNROLL
  for (int r = 0; r < rows; r++) memcpy(ranks + r * TYPED_WIDTH, &count[r], sizeof *count);
}

/* ranks[i] = the number of elements higher than x[i]. x and ranks have room for whole blocks. */
KERNEL_INLINE void typed_ranks(TypedElement *x, size_t n, TypedBits *ranks) {
  size_t whole = (n + TYPED_BLOCK - 1) / TYPED_BLOCK * TYPED_BLOCK, i = 0;
  for (size_t j = n; j < whole; j++) x[j] = 0;
  for (; i + TYPED_WIDTH < n; i += TYPED_BLOCK) typed_ranks_of(TYPED_ROWS, x + i, x, n, ranks + i);
  if (i < n) typed_ranks_of(1, x + i, x, n, ranks + i);
}

/* The highest bound of the k-th of the groups' peaks. False: there is a NaN. */
KERNEL_INLINE bool typed_reached(const Vector *v, size_t k, TypedElement *bound) {
  enum { ROWS = TYPED_GROUPS / TYPED_WIDTH };
  TypedElement peaks[TYPED_GROUPS];
  TypedBits ranks[TYPED_GROUPS];
  TypedRow high[ROWS], lowest = typed_splat((TypedElement)-bits_infinity());
  TypedRowBits numbers[2] = {~(TypedRowBits){0}, ~(TypedRowBits){0}};
  size_t i = 0;
  bool sound = true;
  for (int j = 0; j < ROWS; j++) high[j] = lowest;
  for (; v->n - i >= TYPED_GROUPS; i += TYPED_GROUPS) {
    KERNEL_UNROLL
    for (int j = 0; j < ROWS; j++) {
      TypedRow x = typed_row(v, i + (size_t)(j * TYPED_WIDTH));
      numbers[j % 2] &= typed_equal(x, x);
      high[j] = TYPED_HIGHER(x, high[j]);
    }
  }
  sound = !typed_any(~(numbers[0] & numbers[1]));
  memcpy(peaks, high, sizeof peaks);
  for (size_t j = 0; i < v->n; i++, j++) {
    TypedElement x = typed_at(v, i);
    sound &= x == x;
    peaks[j] = typed_higher(x, peaks[j]);
  }
  typed_ranks(peaks, TYPED_GROUPS, ranks);
  for (int j = 0; j < ROWS; j++) { /* the lowest peak of rank < k, with the sign turned */
    TypedRow row;
    TypedRowBits rank;
    memcpy(&row, peaks + j * TYPED_WIDTH, sizeof row);
    memcpy(&rank, ranks + j * TYPED_WIDTH, sizeof rank);
    row = typed_select(typed_fewer(rank, (TypedBits)k), -row, lowest);
    lowest = TYPED_HIGHER(row, lowest);
  }
  *bound = -typed_peak_of(lowest);
  return sound;
}

/* Writes the k best candidates' indexes in their order, and keeps only these. Of equal ones, which
** have one rank, the first comes first. Returns the last of them. */
KERNEL_INLINE TypedElement typed_cut(TypedCandidates *c, size_t k, size_t *indexes) {
  TypedBits ranks[TYPED_MOST];
  unsigned char equals[TYPED_MOST] = {0}; /* that have been placed, by rank */
  size_t kept = 0;
  TypedElement last = (TypedElement)-bits_infinity();
  typed_ranks(c->x, c->n, ranks);
  for (size_t i = 0; i < c->n; i++) {
    size_t place = (size_t)ranks[i] + equals[ranks[i]]++;
    if (place >= k) continue;
    if (place == k - 1) last = c->x[i];
    indexes[place] = c->index[i];
    c->x[kept] = c->x[i];
    c->index[kept] = c->index[i];
    kept++;
  }
  c->n = kept;
  return last;
}

/* The next number above x, which is no NaN; above +Inf there is a NaN, which nothing reaches. */
KERNEL_INLINE TypedElement typed_above(TypedElement x) {
  const TypedBits sign = (TypedBits)1 << (KERNEL_ELEMENT - 1);
  TypedBits bits;
  memcpy(&bits, &x, sizeof bits);
  if ((bits & ~sign) == 0) bits = 0;
  bits += (bits & sign) == 0 ? 1 : (TypedBits)-1;
  memcpy(&x, &bits, sizeof x);
  return x;
}

/* Adds the elements from i on, of which `mask` has a bit each, without those that are masked. */
KERNEL_INLINE void typed_gather(TypedCandidates *c, const Vector *v, const bool *masked, size_t i,
                                unsigned mask) {
  for (; mask != 0; mask &= mask - 1) {
    size_t index = i + typed_lowest(mask);
    c->x[c->n] = typed_at(v, index);
    c->index[c->n] = index;
    c->n += masked == NULL || !masked[index];
  }
}

static KERNEL_TARGET bool typed_best(const Vector *v, const bool *masked, size_t k, size_t *indexes,
                                     size_t *found) {
  TypedCandidates c;
  TypedElement bound = (TypedElement)-bits_infinity();
  size_t i = 0, n = v->n;
  bool sound = true;
  c.n = 0;
  if (n > TYPED_GROUPS) {
    sound = typed_reached(v, k, &bound);
  } else {
    TypedElement peak;
    sound = typed_peak(v, &peak);
  }
  if (!sound) return false;
  for (; n - i >= TYPED_BLOCK; i += TYPED_BLOCK) {
    TypedRowBits reach[TYPED_ROWS], any = {0};
    KERNEL_UNROLL
    for (int j = 0; j < TYPED_ROWS; j++) {
      TypedRow x = typed_row(v, i + (size_t)(j * TYPED_WIDTH));
      reach[j] = typed_less(typed_splat(bound), x) | typed_equal(typed_splat(bound), x);
      any |= reach[j];
    }
    if (!typed_any(any)) continue;
    KERNEL_UNROLL
    for (int j = 0; j < TYPED_ROWS; j++) {
      typed_gather(&c, v, masked, i + (size_t)(j * TYPED_WIDTH), TYPED_MASK(reach[j]));
    }
    if (c.n >= TYPED_GROUPS) bound = typed_above(typed_cut(&c, k, indexes));
  }
  for (; i < n; i++) {
    if (typed_at(v, i) >= bound) typed_gather(&c, v, masked, i, 1);
  }
  typed_cut(&c, k, indexes);
  *found = c.n;
  return true;
}

/* ---- maps of one operation ----
**
** y - y is 0 for a finite y and NaN for any other. So one sum over a piece tells whether all of its
** results are finite. Only if they are not, a second look finds out why. */

/* Whether all elements are finite. */
KERNEL_INLINE bool typed_finite(const Vector *v) {
  TypedRow sums[2] = {typed_splat(0), typed_splat(0)};
  TypedElement sum = 0;
  size_t i = 0;
  for (; v->n - i >= 2 * TYPED_WIDTH; i += 2 * TYPED_WIDTH) {
    TypedRow a = typed_row(v, i), b = typed_row(v, i + TYPED_WIDTH);
    sums[0] += a - a;
    sums[1] += b - b;
  }
  for (; i < v->n; i++) {
    TypedElement x = typed_at(v, i);
    sum += x - x;
  }
  sums[0] += sums[1];
  return sum == sum && !typed_any(~typed_equal(sums[0], sums[0]));
}

/* VECTOR_SAW_... in y, the results for x and z, which may be the same. */
KERNEL_INLINE unsigned typed_faults(const Vector *x, const Vector *z, const Vector *y) {
  TypedRow zero = typed_splat(0);
  TypedRowBits nan = {0}, overflow = {0};
  bool any_nan = false, any_overflow = false;
  size_t i = 0;
  for (; y->n - i >= TYPED_WIDTH; i += TYPED_WIDTH) {
    TypedRow a = typed_row(x, i), b = typed_row(z, i), c = typed_row(y, i);
    nan |= ~typed_equal(c, c);
    overflow |= ~typed_equal(c - c, zero) & typed_equal(a - a, zero) & typed_equal(b - b, zero);
  }
  for (; i < y->n; i++) {
    TypedElement a = typed_at(x, i), b = typed_at(z, i), c = typed_at(y, i);
    any_nan |= c != c;
    any_overflow |= (c - c != 0) & (a - a == 0) & (b - b == 0);
  }
  any_nan |= typed_any(nan);
  any_overflow |= typed_any(overflow);
  return (any_nan ? VECTOR_SAW_NAN : 0u) | (any_overflow ? VECTOR_SAW_OVERFLOW : 0u);
}

/* The piece of v that begins with element i. */
KERNEL_INLINE Vector typed_piece(const Vector *v, size_t i) {
  size_t left = v->n - i;
  return (Vector){typed_address(v, i), left < KERNEL_PIECE ? left : KERNEL_PIECE, v->type};
}

/* out = x * factor; out may be x->data. */
static KERNEL_TARGET unsigned typed_times(const Vector *x, TypedElement factor, void *out) {
  TypedElement copy[KERNEL_PIECE];
  unsigned saw = 0;
  for (size_t start = 0; start < x->n; start += KERNEL_PIECE) {
    Vector from = typed_piece(x, start);
    unsigned char *target = (unsigned char *)out + start * sizeof factor;
    Vector to = {target, from.n, x->type};
    size_t i = 0;
    if (out == x->data) from.data = memcpy(copy, from.data, from.n * sizeof factor);
    for (; from.n - i >= TYPED_WIDTH; i += TYPED_WIDTH) {
      typed_put_row(target, i, typed_row(&from, i) * typed_splat(factor));
    }
    for (; i < from.n; i++) typed_put(target, i, typed_at(&from, i) * factor);
    if (!typed_finite(&to)) saw |= typed_faults(&from, &from, &to);
  }
  return saw;
}

/* out = x + z. */
static KERNEL_TARGET unsigned typed_plus(const Vector *x, const Vector *z, void *out) {
  unsigned saw = 0;
  for (size_t start = 0; start < x->n; start += KERNEL_PIECE) {
    Vector from = typed_piece(x, start), with = typed_piece(z, start);
    unsigned char *target = (unsigned char *)out + start * sizeof(TypedElement);
    Vector to = {target, from.n, x->type};
    size_t i = 0;
    for (; from.n - i >= TYPED_WIDTH; i += TYPED_WIDTH) {
      typed_put_row(target, i, typed_row(&from, i) + typed_row(&with, i));
    }
    for (; i < from.n; i++) typed_put(target, i, typed_at(&from, i) + typed_at(&with, i));
    if (!typed_finite(&to)) saw |= typed_faults(&from, &with, &to);
  }
  return saw;
}

/* out = x where keep is not 0, and -Inf elsewhere. */
static KERNEL_TARGET void typed_mask(const Vector *x, const Vector *keep, void *out) {
  TypedRow lowest = typed_splat((TypedElement)-bits_infinity()), zero = typed_splat(0);
  size_t i = 0;
  for (; x->n - i >= TYPED_WIDTH; i += TYPED_WIDTH) {
    TypedRowBits masked = typed_equal(typed_row(keep, i), zero);
    typed_put_row(out, i, typed_select(masked, lowest, typed_row(x, i)));
  }
  for (; i < x->n; i++) {
    typed_put(out, i, typed_at(keep, i) == 0 ? (TypedElement)-bits_infinity() : typed_at(x, i));
  }
}

#undef KERNEL_ELEMENT
#undef TypedElement
#undef TypedBits
#undef TYPED_HIGHER
#undef TYPED_MASK
#undef TYPED_STRETCH
#undef TYPED_GROUPS
#undef TYPED_MOST
