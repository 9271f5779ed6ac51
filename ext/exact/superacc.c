/* superacc.c: see superacc.h. Adding is easy; this file is mostly about reading.
**
** Chunks overlap: each begins 32 bits above the one below and is up to 127 bits long. They may have
** different signs, so the top chunk alone says nothing. A reading takes a window of the top chunks
** and carries from the lowest up, which leaves digits of 32 bits under one sign.
**
** All chunks below the window add up to less than 2^96 units of its lowest digit. So the window is
** right to 2^-96 relative when the leading digit that is not zero is the seventh from below or
** higher. Where cancellation has left the leading digit lower, the window slides down until it is
** high enough.
*/
#include "superacc.h"

#include <stddef.h>

enum {
  SUPERACC_WINDOW = 7,                   /* chunks in a window */
  SUPERACC_DIGITS = SUPERACC_WINDOW + 3, /* digits after carrying: the top chunk has four */
  SUPERACC_ENOUGH = 6,                   /* a leading digit here or above is high enough */
  SUPERACC_PLAIN = 8                     /* windows that a sum may take and be plain */
};

/* The chunks of a sum together with a few terms that were never added to them. */
typedef struct {
  const Superacc *acc;
  const Term *more;
  int count;
} SuperaccSource;

typedef struct {
  int64_t base;                    /* chunk number of digit 0 */
  Wide chunk[SUPERACC_WINDOW];     /* before carrying */
  uint32_t digit[SUPERACC_DIGITS]; /* after it: the magnitude */
  bool negative;                   /* its sign */
} SuperaccWindow;

/* What a reading finds: (high + low / 2^64) * 2^exponent, cut off after 128 bits. The top bit of
** `high` is set, or the sum is zero. */
typedef struct {
  uint64_t high, low;
  int64_t exponent;
  bool negative;
} SuperaccReading;

bool superacc_add_sparse(Superacc *acc, int64_t chunk, Wide delta, MemoryResize *resize) {
  return sum_map_add(&acc->sparse, chunk, delta, resize);
}

void superacc_clear(Superacc *acc, MemoryResize *resize) {
  sum_map_clear(&acc->sparse, resize);
  *acc = (Superacc){0};
}

/* ---- reading ---- */

static int64_t superacc_number(Term term) {
  return wide_shift_right(term.e, 5);
}

/* Most sums have dense chunks only: they are spared the call. */
static inline const SumMapNode *superacc_sparse_at_most(const Superacc *acc, int64_t bound) {
  return acc->sparse.root == 0 ? NULL : sum_map_at_most(&acc->sparse, bound);
}

/* Finds the highest chunk that is in use and not above `bound`. */
static bool superacc_top(const SuperaccSource *source, int64_t bound, int64_t *top) {
  const Superacc *acc = source->acc;
  const SumMapNode *node = superacc_sparse_at_most(acc, bound);
  bool found = node != NULL;
  int64_t best = found ? node->key : 0;
  int64_t last =
      bound < SUPERACC_FIRST + SUPERACC_DENSE ? bound : SUPERACC_FIRST + SUPERACC_DENSE - 1;
  for (int64_t i = last; i >= SUPERACC_FIRST && !(found && best > i); i--) {
    if (wide_is_zero(acc->dense[i - SUPERACC_FIRST])) continue;
    found = true;
    best = i;
  }
  for (int i = 0; i < source->count; i++) {
    int64_t number = superacc_number(source->more[i]);
    if (source->more[i].m == 0 || number > bound || (found && number <= best)) continue;
    found = true;
    best = number;
  }
  *top = best;
  return found;
}

/* Fills the window with the chunks from its base up to `last`. */
static void superacc_collect(const SuperaccSource *source, SuperaccWindow *window, int64_t last) {
  const Superacc *acc = source->acc;
  int64_t base = window->base;
  for (int i = 0; i < SUPERACC_WINDOW; i++) {
    uint64_t index = (uint64_t)(base + i - SUPERACC_FIRST);
    bool dense = index < SUPERACC_DENSE && base + i <= last;
    window->chunk[i] = dense ? acc->dense[index] : (Wide){0, 0};
  }
  const SumMapNode *node = superacc_sparse_at_most(acc, last);
  for (; node != NULL && node->key >= base; node = superacc_sparse_at_most(acc, node->key - 1)) {
    window->chunk[node->key - base] = node->value;
  }
  for (int i = 0; i < source->count; i++) {
    Term term = source->more[i];
    int64_t number = superacc_number(term);
    if (number < base || number > last) continue;
    Wide delta = wide_of(term.m, (int)(term.e & (SUPERACC_SPAN - 1)));
    window->chunk[number - base] = wide_add(window->chunk[number - base], delta);
  }
}

/* Turns chunks into digits, and a negative number into its magnitude. The carry has 96 bits at
** most, which a chunk has room for. */
static void superacc_carry(SuperaccWindow *window) {
  Wide carry = {0, 0};
  for (int i = 0; i < SUPERACC_WINDOW; i++) {
    carry = wide_add(carry, window->chunk[i]);
    window->digit[i] = (uint32_t)carry.lo;
    carry = wide_drop_digit(carry);
  }
  window->digit[SUPERACC_WINDOW] = (uint32_t)carry.lo;
  window->digit[SUPERACC_WINDOW + 1] = (uint32_t)(carry.lo >> 32);
  window->digit[SUPERACC_WINDOW + 2] = (uint32_t)carry.hi;
  window->negative = wide_is_negative(carry);
  if (!window->negative) return;
  uint64_t borrow = 1;
  for (int i = 0; i < SUPERACC_DIGITS; i++) {
    borrow += ~window->digit[i];
    window->digit[i] = (uint32_t)borrow;
    borrow >>= 32;
  }
}

/* The index of the leading digit, -1 if all are zero. */
static int superacc_leading(const SuperaccWindow *window) {
  int i = SUPERACC_DIGITS - 1;
  while (i >= 0 && window->digit[i] == 0) i--;
  return i;
}

/* Moves the window down until its highest digit, number `leading`, is at SUPERACC_ENOUGH. Collects
** the chunks that come into the window. */
static void superacc_slide(const SuperaccSource *source, SuperaccWindow *window, int leading) {
  int distance = SUPERACC_ENOUGH - leading;
  int64_t last = window->base - 1;
  window->base -= distance;
  superacc_collect(source, window, last);
  for (int i = 0; i <= leading; i++) {
    Wide digit = wide_of(window->digit[i], 0);
    window->chunk[i + distance] = window->negative ? wide_negate(digit) : digit;
  }
}

/* Up to five digits, made 128 bits. */
static SuperaccReading superacc_normalise(const SuperaccWindow *window, int leading) {
  uint64_t digit[5];
  for (int i = 0; i < 5; i++) digit[i] = leading >= i ? window->digit[leading - i] : 0;
  int zeros = bits_leading_zeros(digit[0]) - 32;
  uint64_t high = digit[0] << 32 | digit[1], low = digit[2] << 32 | digit[3];
  return (SuperaccReading){high << zeros | low >> 1 >> (63 - zeros),
                           low << zeros | digit[4] >> (32 - zeros),
                           (window->base + leading - 1) * SUPERACC_SPAN - zeros, window->negative};
}

/* Zero, too, where the chunks cancel over more than `most` windows. */
static SuperaccReading superacc_reading(const SuperaccSource *source, uint32_t most) {
  int64_t top;
  if (!superacc_top(source, INT64_MAX, &top)) return (SuperaccReading){0};
  SuperaccWindow window;
  while (most-- > 0) {
    window.base = top - (SUPERACC_WINDOW - 1);
    superacc_collect(source, &window, top);
    superacc_carry(&window);
    int leading = superacc_leading(&window);
    while (leading >= 0 && leading < SUPERACC_ENOUGH &&
           superacc_top(source, window.base - 1, &top)) {
      if (most-- == 0) return (SuperaccReading){0};
      superacc_slide(source, &window, leading);
      superacc_carry(&window);
      leading = superacc_leading(&window);
    }
    if (leading >= 0) return superacc_normalise(&window, leading);
    if (!superacc_top(source, window.base - 1, &top)) break;
  }
  return (SuperaccReading){0};
}

bool superacc_is_plain(const Superacc *acc) {
  SuperaccReading reading = superacc_reading(&(SuperaccSource){acc, NULL, 0}, SUPERACC_PLAIN);
  return reading.high != 0 && !reading.negative;
}

ScaledDD superacc_value(const Superacc *acc, const Term *more, int count) {
  SuperaccSource source = {acc, more, count};
  SuperaccReading reading = superacc_reading(&source, UINT32_MAX);
  if (reading.high == 0) return (ScaledDD){{0.0, 0.0}, 0};
  int64_t first = (int64_t)(reading.high >> 11);
  int64_t second = (int64_t)((reading.high & 0x7ff) << 42 | reading.low >> 22);
  DD f = dd_fast_two_sum((double)first * 0x1p-53, (double)second * 0x1p-106);
  return (ScaledDD){reading.negative ? dd_negate(f) : f, reading.exponent + 64};
}

/* ---- rounding ---- */

#define SUPERACC_SLACK (UINT64_C(1) << 24)
#define SUPERACC_NEAR_MIDPOINT ((UINT64_C(1) << 63) - SUPERACC_SLACK)

/* Whether the sum's magnitude lies above (1), at (0) or below (-1) the midpoint (2 m + 1) 2^(e-1):
** by the sign of the exact difference. */
static int superacc_compare_midpoint(const Superacc *acc, bool negative, uint64_t m, int64_t e) {
  int64_t midpoint = (int64_t)(2 * m + 1);
  Term term = {negative ? midpoint : -midpoint, e - 1};
  SuperaccReading difference = superacc_reading(&(SuperaccSource){acc, &term, 1}, UINT32_MAX);
  if (difference.high == 0) return 0;
  return difference.negative == negative ? 1 : -1;
}

/* m * 2^e for m <= 2^53 and e >= -1074: exact, or too large. */
static double superacc_scale(uint64_t m, int64_t e) {
  double x = (double)m;
  if (e > 1000) return bits_infinity();
  if (e < -1000) return x * 0x1p-60 * bits_power_of_two((int)e + 60);
  return x * bits_power_of_two((int)e);
}

/* Cuts the magnitude down to a double's m * 2^e. The 64 bits behind the cut decide whether to round
** up. They are right to 2^20 of their last place; so near a midpoint all chunks have to decide. */
double superacc_round(const Superacc *acc) {
  SuperaccReading reading = superacc_reading(&(SuperaccSource){acc, NULL, 0}, UINT32_MAX);
  if (reading.high == 0) return 0.0;
  int64_t cut = reading.exponent + 11 < -1074 ? -1074 - reading.exponent : 11;
  if (cut > 65) return reading.negative ? -0.0 : 0.0;
  uint64_t m = cut >= 64 ? 0 : reading.high >> cut;
  uint64_t rest =
      cut < 64 ? reading.high << (64 - cut) | reading.low >> cut : reading.high >> (cut - 64);
  int64_t e = reading.exponent + cut;
  bool up = rest >> 63 != 0;
  if (rest - SUPERACC_NEAR_MIDPOINT <= 2 * SUPERACC_SLACK) {
    int side = superacc_compare_midpoint(acc, reading.negative, m, e);
    up = side > 0 || (side == 0 && (m & 1) != 0);
  }
  double magnitude = superacc_scale(m + up, e);
  return reading.negative ? -magnitude : magnitude;
}
