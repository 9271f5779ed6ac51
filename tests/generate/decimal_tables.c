/* decimal_tables.c: prints ext/formats/decimal_tables.h, the leading 126 bits of 10^q.
**
** 10^q = 5^q 2^q, and the factor 2^q changes no bit, so the bits wanted are those of 5^q: for
** q >= 0 the leading ones of an integer, for q < 0 the quotient of 1 / 5^-q by long division. Both
** are cut, not rounded. Integers of fixed width only: every C compiler prints the same.
**
** cc -std=c11 -o decimal_tables tests/generate/decimal_tables.c
** ./decimal_tables > ext/formats/decimal_tables.h
*/
#include <stdint.h>
#include <stdio.h>

enum {
  FIRST = -342, /* below, 10^q times any 64-bit integer is nearer to 0 than to the least double */
  LAST = 324,   /* the least double, 2^-1074, times 10^324 is above 1 */
  BITS = 126,   /* what printing needs (see decimal.c); reading needs about 10 less */
  LIMBS = 26    /* 5^342 has 795 bits, and the division doubles a remainder below that */
};

static const char heading[] =
    "/* decimal_tables.h: powers of ten for decimal.c. Printed by\n"
    "** tests/generate/decimal_tables.c: change that file, not this one.\n"
    "**\n"
    "** decimal_powers[q - DECIMAL_POWER_FIRST] = floor(10^q * 2^(125 - floor(log2(10^q)))), which "
    "is\n"
    "** from 2^125 to below 2^126, as high * 2^64 + low.\n"
    "*/\n"
    "#ifndef LOGITS_FORMATS_DECIMAL_TABLES_H\n"
    "#define LOGITS_FORMATS_DECIMAL_TABLES_H\n"
    "\n"
    "#include <stdint.h>\n"
    "\n"
    "typedef struct {\n"
    "  uint64_t high, low;\n"
    "} DecimalWide;\n"
    "\n"
    "enum { DECIMAL_POWER_FIRST = %d, DECIMAL_POWER_LAST = %d };\n"
    "\n"
    "static const DecimalWide decimal_powers[DECIMAL_POWER_LAST - DECIMAL_POWER_FIRST + 1] = {\n";

typedef struct {
  uint32_t limb[LIMBS]; /* the lowest first */
} Big;

static void multiply(Big *big, uint32_t factor) {
  uint64_t carry = 0;
  for (int i = 0; i < LIMBS; i++) {
    carry += (uint64_t)big->limb[i] * factor;
    big->limb[i] = (uint32_t)carry;
    carry >>= 32;
  }
}

/* big - other, if that is not negative: then 1, else 0 and big is unchanged. */
static unsigned subtract(Big *big, const Big *other) {
  Big difference;
  uint64_t borrow = 0;
  for (int i = 0; i < LIMBS; i++) {
    uint64_t step = (uint64_t)big->limb[i] - other->limb[i] - borrow;
    difference.limb[i] = (uint32_t)step;
    borrow = step >> 63;
  }
  if (borrow) return 0;
  *big = difference;
  return 1;
}

static unsigned bit(const Big *big, int position) {
  return position < 0 ? 0 : big->limb[position / 32] >> position % 32 & 1;
}

static Big power_of_five(int exponent) {
  Big power = {{1}};
  while (exponent-- > 0) multiply(&power, 5);
  return power;
}

static void print_power(int q) {
  Big power = power_of_five(q < 0 ? -q : q), remainder = {{0}};
  int top = 32 * LIMBS - 1;
  while (!bit(&power, top)) top--;
  remainder.limb[top / 32] = (uint32_t)1 << top % 32;

  uint64_t word[2] = {0, 0}; /* high, low */
  for (int i = 0; i < BITS; i++) {
    unsigned next;
    if (q >= 0) {
      next = bit(&power, top - i);
    } else {
      multiply(&remainder, 2);
      next = subtract(&remainder, &power);
    }
    uint64_t *into = &word[i >= BITS - 64];
    *into = *into << 1 | next;
  }
  printf("{0x%08lx%08lx, 0x%08lx%08lx}", (unsigned long)(word[0] >> 32),
         (unsigned long)(word[0] & UINT32_MAX), (unsigned long)(word[1] >> 32),
         (unsigned long)(word[1] & UINT32_MAX));
}

int main(void) {
  printf(heading, FIRST, LAST);
  for (int q = FIRST; q <= LAST; q++) {
    int second = (q - FIRST) % 2;
    fputs(second ? " " : "    ", stdout);
    print_power(q);
    fputs(q == LAST ? "};\n" : second ? ",\n" : ",", stdout);
  }
  fputs("\n#endif\n", stdout);
  return fflush(stdout) != 0 || ferror(stdout);
}
