/* bins.c: see bins.h. Adding is easy; this file is mostly about reading.
**
** Bins overlap (each is 32 bits up from the one below and up to 127 bits long) and may have
** different signs, so the top bin alone says nothing. A reading takes a window of the top bins and
** carries from the lowest up, which leaves digits of 32 bits under one sign. All bins below the
** window add up to less than 2^96 times its lowest digit; so when the leading digit that is not
** zero is the seventh from below or higher, the window is right to 2^-96 relative. Where
** cancellation has left the leading digit lower, the window slides down until it is.
*/
#include "bins.h"

#include <stddef.h>

enum {
  BINS_WINDOW = 7,               /* bins in a window */
  BINS_DIGITS = BINS_WINDOW + 3, /* digits it may come to: the top bin has four */
  BINS_ENOUGH = 6                /* a leading digit here or above is high enough */
};

/* The bins of a sum together with a few terms that were never added to them. */
typedef struct {
  const Bins *bins;
  const BinsTerm *more;
  int count;
} BinsSource;

typedef struct {
  int64_t base;                /* bin number of digit 0 */
  Wide bin[BINS_WINDOW];       /* what is to be carried */
  uint32_t digit[BINS_DIGITS]; /* ... and then is: the magnitude */
  bool negative;               /* its sign */
} BinsWindow;

/* What a reading finds: (high + low / 2^64) * 2^exponent, cut off behind 128 bits; the top bit of
** `high` is set, or the sum is zero. */
typedef struct {
  uint64_t high, low;
  int64_t exponent;
  bool negative;
} BinsReading;

bool bins_add_sparse(Bins *bins, int64_t bin, Wide delta, MemoryResize *resize) {
  return widemap_add(&bins->sparse, bin, delta, resize);
}

void bins_clear(Bins *bins, MemoryResize *resize) {
  widemap_clear(&bins->sparse, resize);
  *bins = (Bins){0};
}

/* 53 bits by 53 bits in halves of 27: the middle products, of 55 bits, go half up and half down. */
void bins_product(double x, double y, BinsTerm product[2]) {
  BinsTerm a = bins_term(x), b = bins_term(y);
  int64_t sign = (a.m < 0) == (b.m < 0) ? 1 : -1, mask = (1 << 27) - 1;
  a.m = a.m < 0 ? -a.m : a.m;
  b.m = b.m < 0 ? -b.m : b.m;
  int64_t middle = (a.m >> 27) * (b.m & mask) + (a.m & mask) * (b.m >> 27);
  int64_t low = (a.m & mask) * (b.m & mask) + ((middle & mask) << 27);
  int64_t high = (a.m >> 27) * (b.m >> 27) + (middle >> 27);
  product[0] = (BinsTerm){sign * low, a.e + b.e};
  product[1] = (BinsTerm){sign * high, a.e + b.e + 54};
}

/* ---- reading ---- */

static int64_t bins_number(BinsTerm term) {
  return wide_shift_right(term.e, 5);
}

/* Most sums have dense bins only: they are spared the call. */
static inline const WideNode *bins_sparse_at_most(const Bins *bins, int64_t bound) {
  return bins->sparse.root == 0 ? NULL : widemap_at_most(&bins->sparse, bound);
}

/* Finds the highest bin that is in use and not above `bound`. */
static bool bins_top(const BinsSource *source, int64_t bound, int64_t *top) {
  const Bins *bins = source->bins;
  const WideNode *node = bins_sparse_at_most(bins, bound);
  bool found = node != NULL;
  int64_t best = found ? node->key : 0;
  int64_t last = bound < BINS_FIRST + BINS_DENSE ? bound : BINS_FIRST + BINS_DENSE - 1;
  for (int64_t i = last; i >= BINS_FIRST && !(found && best > i); i--) {
    if (wide_is_zero(bins->dense[i - BINS_FIRST])) continue;
    found = true;
    best = i;
  }
  for (int i = 0; i < source->count; i++) {
    int64_t number = bins_number(source->more[i]);
    if (source->more[i].m == 0 || number > bound || (found && number <= best)) continue;
    found = true;
    best = number;
  }
  *top = best;
  return found;
}

/* Fills the window with the bins from its base up to `last`. */
static void bins_collect(const BinsSource *source, BinsWindow *window, int64_t last) {
  const Bins *bins = source->bins;
  int64_t base = window->base;
  for (int i = 0; i < BINS_WINDOW; i++) {
    uint64_t index = (uint64_t)(base + i - BINS_FIRST);
    bool dense = index < BINS_DENSE && base + i <= last;
    window->bin[i] = dense ? bins->dense[index] : (Wide){0, 0};
  }
  const WideNode *node = bins_sparse_at_most(bins, last);
  for (; node != NULL && node->key >= base; node = bins_sparse_at_most(bins, node->key - 1)) {
    window->bin[node->key - base] = node->value;
  }
  for (int i = 0; i < source->count; i++) {
    BinsTerm term = source->more[i];
    int64_t number = bins_number(term);
    if (number < base || number > last) continue;
    Wide delta = wide_of(term.m, (int)(term.e & (BINS_SPAN - 1)));
    window->bin[number - base] = wide_add(window->bin[number - base], delta);
  }
}

/* Turns bins into digits, and a negative number into its magnitude. The carry has 96 bits at most,
** for which bins have room. */
static void bins_carry(BinsWindow *window) {
  Wide carry = {0, 0};
  for (int i = 0; i < BINS_WINDOW; i++) {
    carry = wide_add(carry, window->bin[i]);
    window->digit[i] = (uint32_t)carry.lo;
    carry = wide_drop_digit(carry);
  }
  window->digit[BINS_WINDOW] = (uint32_t)carry.lo;
  window->digit[BINS_WINDOW + 1] = (uint32_t)(carry.lo >> 32);
  window->digit[BINS_WINDOW + 2] = (uint32_t)carry.hi;
  window->negative = wide_is_negative(carry);
  if (!window->negative) return;
  uint64_t borrow = 1;
  for (int i = 0; i < BINS_DIGITS; i++) {
    borrow += ~window->digit[i];
    window->digit[i] = (uint32_t)borrow;
    borrow >>= 32;
  }
}

/* The index of the leading digit, -1 if all are zero. */
static int bins_leading(const BinsWindow *window) {
  int i = BINS_DIGITS - 1;
  while (i >= 0 && window->digit[i] == 0) i--;
  return i;
}

/* Moves the window down so that digit `leading`, the highest, comes to BINS_ENOUGH, and collects
** the bins that come into it. */
static void bins_slide(const BinsSource *source, BinsWindow *window, int leading) {
  int distance = BINS_ENOUGH - leading;
  int64_t last = window->base - 1;
  window->base -= distance;
  bins_collect(source, window, last);
  for (int i = 0; i <= leading; i++) {
    Wide digit = wide_of(window->digit[i], 0);
    window->bin[i + distance] = window->negative ? wide_negate(digit) : digit;
  }
}

/* Number of zero bits above the leading one of x > 0. */
static int bins_leading_zeros(uint32_t x) {
  return 31 - bits_exponent((double)x);
}

/* Up to five digits, made 128 bits. */
static BinsReading bins_normalise(const BinsWindow *window, int leading) {
  uint64_t digit[5];
  for (int i = 0; i < 5; i++) digit[i] = leading >= i ? window->digit[leading - i] : 0;
  int zeros = bins_leading_zeros((uint32_t)digit[0]);
  uint64_t high = digit[0] << 32 | digit[1], low = digit[2] << 32 | digit[3];
  return (BinsReading){high << zeros | low >> 1 >> (63 - zeros),
                       low << zeros | digit[4] >> (32 - zeros),
                       (window->base + leading - 1) * BINS_SPAN - zeros, window->negative};
}

static BinsReading bins_read(const BinsSource *source) {
  int64_t top;
  if (!bins_top(source, INT64_MAX, &top)) return (BinsReading){0};
  BinsWindow window;
  for (;;) {
    window.base = top - (BINS_WINDOW - 1);
    bins_collect(source, &window, top);
    bins_carry(&window);
    int leading = bins_leading(&window);
    while (leading >= 0 && leading < BINS_ENOUGH && bins_top(source, window.base - 1, &top)) {
      bins_slide(source, &window, leading);
      bins_carry(&window);
      leading = bins_leading(&window);
    }
    if (leading >= 0) return bins_normalise(&window, leading);
    if (!bins_top(source, window.base - 1, &top)) return (BinsReading){0};
  }
}

ScaledDD bins_value(const Bins *bins, const BinsTerm *more, int count) {
  BinsSource source = {bins, more, count};
  BinsReading reading = bins_read(&source);
  if (reading.high == 0) return (ScaledDD){{0.0, 0.0}, 0};
  int64_t first = (int64_t)(reading.high >> 11);
  int64_t second = (int64_t)((reading.high & 0x7ff) << 42 | reading.low >> 22);
  DD f = dd_fast_two_sum((double)first * 0x1p-53, (double)second * 0x1p-106);
  return (ScaledDD){reading.negative ? dd_negate(f) : f, reading.exponent + 64};
}

/* ---- rounding ---- */

#define BINS_SLACK (UINT64_C(1) << 24)
#define BINS_NEAR_MIDPOINT ((UINT64_C(1) << 63) - BINS_SLACK)

/* Whether the sum's magnitude lies above (1), at (0) or below (-1) the midpoint (2 m + 1) 2^(e-1):
** by the sign of the exact difference. */
static int bins_compare_midpoint(const Bins *bins, bool negative, uint64_t m, int64_t e) {
  int64_t midpoint = (int64_t)(2 * m + 1);
  BinsTerm term = {negative ? midpoint : -midpoint, e - 1};
  BinsReading difference = bins_read(&(BinsSource){bins, &term, 1});
  if (difference.high == 0) return 0;
  return difference.negative == negative ? 1 : -1;
}

/* m * 2^e for m <= 2^53 and e >= -1074: exact, or too large. */
static double bins_scale(uint64_t m, int64_t e) {
  double x = (double)m;
  if (e > 1000) return bits_infinity();
  if (e < -1000) return x * 0x1p-60 * bits_power_of_two((int)e + 60);
  return x * bits_power_of_two((int)e);
}

/* Cuts the magnitude down to a double's m * 2^e. The 64 bits behind the cut, right to 2^20 of their
** last place, decide whether to round up, unless they are near a midpoint: then all bins do. */
double bins_round(const Bins *bins) {
  BinsReading reading = bins_read(&(BinsSource){bins, NULL, 0});
  if (reading.high == 0) return 0.0;
  int64_t cut = reading.exponent + 11 < -1074 ? -1074 - reading.exponent : 11;
  if (cut > 65) return reading.negative ? -0.0 : 0.0;
  uint64_t m = cut >= 64 ? 0 : reading.high >> cut;
  uint64_t rest =
      cut < 64 ? reading.high << (64 - cut) | reading.low >> cut : reading.high >> (cut - 64);
  int64_t e = reading.exponent + cut;
  bool up = rest >> 63 != 0;
  if (rest - BINS_NEAR_MIDPOINT <= 2 * BINS_SLACK) {
    int side = bins_compare_midpoint(bins, reading.negative, m, e);
    up = side > 0 || (side == 0 && (m & 1) != 0);
  }
  double magnitude = bins_scale(m + up, e);
  return reading.negative ? -magnitude : magnitude;
}
