/* exact_state.c: see exact_state.h.
**
** A sum of e^x as bytes: a byte that says which of these there are; the number of finite terms and the
** chunks of their sum, the number of those near 0, the counts of the huge ones, the number of +Inf, that
** of -Inf. How many huge terms there are follows from their counts.
*/
#include "exact_state.h"

#include "superacc_state.h"

/* ---- sums of doubles ---- */

/* Terms of doubles have exponents from -1074 on, those of products and double-doubles within 2^13. */
enum {
  EXACT_SUM_BITS = 55 + SUPERACC_SPAN - 1,
  EXACT_DOUBLES_FURTHEST = 34,
  EXACT_SUM_FURTHEST = (1 << 13) / SUPERACC_SPAN
};

void exact_sum_write(const ExactSum *sum, Bytes *bytes) {
  superacc_write(&sum->acc, bytes);
}

void exact_sum_read(ExactSum *sum, int64_t rows, BytesReader *reader) {
  const SuperaccLimits limits = {EXACT_SUM_FURTHEST, 2 * rows, EXACT_SUM_BITS};
  superacc_read(&sum->acc, &limits, reader);
}

void exact_sum_read_doubles(ExactSum *sum, int64_t rows, BytesReader *reader) {
  const SuperaccLimits limits = {EXACT_DOUBLES_FURTHEST, rows, EXACT_SUM_BITS};
  superacc_read(&sum->acc, &limits, reader);
}

#define EXACT_EXP_FURTHEST (INT64_C(1) << 54) /* above 2^58 / ln 2 / 32 */

void exact_sum_read_powers(ExactSum *sum, int64_t rows, BytesReader *reader) {
  const SuperaccLimits limits = {EXACT_EXP_FURTHEST, 2 * rows, EXACT_SUM_BITS};
  superacc_read(&sum->acc, &limits, reader);
  bool empty = sum->acc.sparse.root == 0; /* the others are few */
  bytes_require(reader, bytes_failed(reader) || empty || superacc_is_plain(&sum->acc));
}

bool exact_sum_merge(ExactSum *sum, const ExactSum *from, int sign, MemoryResize *resize,
                     const Stop *stop) {
  return superacc_merge(&sum->acc, &from->acc, sign, resize, stop);
}

/* ---- sums of e^x ---- */

enum {
  EXACT_FINITE = 1,
  EXACT_ONES = 2,
  EXACT_EXTREME = 4,
  EXACT_PLUS = 8,
  EXACT_MINUS = 16,
  EXACT_FLAGS = 32
};

enum { EXACT_EXP_BITS = 63 + SUPERACC_SPAN - 1 };

void exact_exp_write(const ExactExp *sum, Bytes *bytes) {
  bytes_put_byte(bytes, (sum->finite != 0 ? EXACT_FINITE : 0u) |
                            (sum->ones != 0 ? EXACT_ONES : 0u) |
                            (sum->extreme != 0 ? EXACT_EXTREME : 0u) |
                            (sum->plus_infinite != 0 ? EXACT_PLUS : 0u) |
                            (sum->minus_infinite != 0 ? EXACT_MINUS : 0u));
  if (sum->finite != 0) {
    bytes_put_unsigned(bytes, (uint64_t)sum->finite);
    superacc_write(&sum->acc, bytes);
  }
  if (sum->ones != 0) bytes_put_unsigned(bytes, (uint64_t)sum->ones);
  if (sum->extreme != 0) sum_map_write(&sum->huge, bytes);
  if (sum->plus_infinite != 0) bytes_put_unsigned(bytes, (uint64_t)sum->plus_infinite);
  if (sum->minus_infinite != 0) bytes_put_unsigned(bytes, (uint64_t)sum->minus_infinite);
}

int64_t exact_huge_read(SumMap *huge, BytesReader *reader) {
  const SuperaccLimits limits = {INT64_MAX, EXACT_MOST_TERMS + 1, 0};
  AvlPath path;
  int64_t total = 0;
  sum_map_read(huge, &limits, reader);
  if (bytes_failed(reader)) return 0;
  for (uint32_t at = avl_first(huge, &path); at != 0; at = avl_next(huge, &path, at)) {
    const SumMapNode *node = avl_item(huge, at);
    double x = bits_ordered(node->key);
    bytes_require(reader, bits_is_finite(x) && bits_abs(x) > EXACT_HUGE);
    bytes_require(reader, !wide_is_negative(node->value));
    if (!bytes_read_on(reader)) return 0;
    total += (int64_t)node->value.lo;
    bytes_require(reader, total <= EXACT_MOST_TERMS);
  }
  return total;
}

/* Chunks are above 0, but for those of e^x - 1 near 0. So no forged chunks cancel one after the other, which would
** take long to read. */
static void exact_exp_check(const SumMap *chunks, BytesReader *reader) {
  const int64_t lowest = (-1074 - 62) / SUPERACC_SPAN - 1;
  AvlPath path;
  for (uint32_t at = avl_first(chunks, &path); at != 0 && bytes_read_on(reader);
       at = avl_next(chunks, &path, at)) {
    const SumMapNode *node = avl_item(chunks, at);
    bytes_require(reader, !wide_is_negative(node->value) || (node->key >= lowest && node->key < 0));
  }
}

static void exact_exp_read_finite(ExactExp *sum, unsigned flags, BytesReader *reader) {
  if ((flags & EXACT_FINITE) != 0) {
    sum->finite = bytes_between(reader, 1, EXACT_MOST_TERMS);
    superacc_read(&sum->acc, &(SuperaccLimits){EXACT_EXP_FURTHEST, sum->finite, EXACT_EXP_BITS},
                  reader);
    exact_exp_check(&sum->acc.sparse, reader);
  }
  if ((flags & EXACT_ONES) != 0) sum->ones = bytes_between(reader, 1, sum->finite);
  if (sum->finite == 0 || bytes_failed(reader)) return;
  Term ones = {sum->ones, 0};
  bytes_require(reader, superacc_value(&sum->acc, &ones, 1).f.hi > 0.0);
}

void exact_exp_read(ExactExp *sum, BytesReader *reader) {
  unsigned flags = bytes_byte(reader);
  bytes_require(reader, flags < EXACT_FLAGS);
  exact_exp_read_finite(sum, flags, reader);
  if ((flags & EXACT_EXTREME) != 0) {
    sum->extreme = exact_huge_read(&sum->huge, reader);
    bytes_require_canonical(reader, sum->extreme > 0);
  }
  if ((flags & EXACT_PLUS) != 0) sum->plus_infinite = bytes_between(reader, 1, EXACT_MOST_TERMS);
  if ((flags & EXACT_MINUS) != 0) sum->minus_infinite = bytes_between(reader, 1, EXACT_MOST_TERMS);
}

bool exact_exp_merge(ExactExp *sum, const ExactExp *from, int sign, MemoryResize *resize,
                     const Stop *stop) {
  if (!superacc_merge(&sum->acc, &from->acc, sign, resize, stop)) return false;
  if (!sum_map_merge(&sum->huge, &from->huge, sign, resize, stop)) return false;
  sum->ones += sign * from->ones;
  sum->finite += sign * from->finite;
  sum->extreme += sign * from->extreme;
  sum->plus_infinite += sign * from->plus_infinite;
  sum->minus_infinite += sign * from->minus_infinite;
  return true;
}
