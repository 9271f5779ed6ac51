/* test_decimal.c: decimal_format and decimal_parse against integers of any size (nearest.h). The digits
** that a text should have come from the C library's snprintf, in the C locale, which a program starts
** in: 17 of them are correct everywhere, while some strtod are off by one in the last place.
*/
#include "../../ext/base/bits.h"
#include "../../ext/formats/decimal.h"

#include "../check.h"
#include "../testing.h"
#include "nearest.h"

#include <inttypes.h>
#include <math.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

/* Of any size from 2^-1074 up, and 0. */
static double test_random_subnormal(void) {
  uint64_t bits = test_random() >> 12;
  return bits_to_double(bits >> test_random() % 52);
}

/* ---- parse ---- */

/* A number that is the whole text, and whose value is the double of these bits. */
static void test_parses_to(const char *text, size_t length, uint64_t bits) {
  double x = 42;
  size_t used = 0;
  bool read = decimal_parse(text, length, &x, &used);
  CHECK(read && used == length && bits_of_double(x) == bits,
        "%.60s... (%zu long): read %d, used %zu, %016" PRIx64 " instead of %016" PRIx64, text,
        length, (int)read, used, bits_of_double(x), bits);
}

/* The double nearest to the text, and no other. */
static double test_parsed(const char *text) {
  double x = 42;
  size_t used = 0;
  bool read = decimal_parse(text, strlen(text), &x, &used);
  CHECK(read && used == strlen(text) && nearest_is(text, x), "%.60s: %.17g", text, x);
  return x;
}

static void test_parses(const char *text) {
  uint64_t bits = bits_of_double(test_parsed(text));
  CHECK(!nearest_is(text, bits_to_double(bits + 1)) && !nearest_is(text, bits_to_double(bits - 1)),
        "%.60s is near to more than one", text);
}

static void test_grammar(void) {
  static const struct {
    const char *text;
    size_t used; /* 0: no number there */
  } cases[] = {
      {"", 0},       {"-", 0},         {"+", 0},         {"+1", 0},     {".5", 0},
      {"-.5", 0},    {"--1", 0},       {"e5", 0},        {" 1", 0},     {"inf", 0},
      {"nan", 0},    {"-Infinity", 0}, {"\xb2", 0},      {"/", 0},      {":", 0},
      {"0", 1},      {"-0", 2},        {"01", 1},        {"-01", 2},    {"00", 1},
      {"0x10", 1},   {"1.", 1},        {"1..5", 1},      {"1.e5", 1},   {"-1.", 2},
      {"1e", 1},     {"1e+", 1},       {"1e-", 1},       {"1E", 1},     {"1e+-5", 1},
      {"1ee5", 1},   {"12,", 2},       {"12]", 2},       {"1.5e3,", 5}, {"1.5e3.5", 5},
      {"1.5.5", 3},  {"0.0e", 3},      {"1.25e+03 ", 8}, {"7 8", 1},    {"1e5e5", 3},
      {"0e0", 3},    {"0.000", 5},     {"-0.0E-0", 7},   {"1d5", 1},    {"1_000", 1},
      {"12\xb2", 2}, {"1.\xb2", 1},    {"0.10", 4},      {"0e+00", 5},  {"1\xff", 1},
  };
  for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
    char prefix[16] = "";
    memcpy(prefix, cases[i].text, cases[i].used);
    double x = 42;
    size_t used = 99;
    bool read = decimal_parse(cases[i].text, strlen(cases[i].text), &x, &used);
    CHECK(read == (cases[i].used > 0), "'%s'", cases[i].text);
    CHECK(used == (read ? cases[i].used : 99), "'%s': used %zu", cases[i].text, used);
    CHECK(read ? nearest_is(prefix, x) : x == 42, "'%s'", cases[i].text);
  }

  double untouched = 42;
  size_t none = 99;
  CHECK(!decimal_parse(NULL, 0, &untouched, &none) && untouched == 42 && none == 99, "NULL");

  /* Nothing is read beyond the length, not even to look at it. */
  static const char number[] = "-12.25e-17";
  static const size_t uses[] = {0, 0, 2, 3, 3, 5, 6, 6, 6, 9, 10};
  for (size_t length = 0; length <= 10; length++) {
    char *exact = malloc(length + (length == 0));
    memcpy(exact, number, length);
    double x;
    size_t used = 0;
    bool read = decimal_parse(exact, length, &x, &used);
    CHECK(read == (uses[length] > 0) && used == uses[length], "%zu: %zu", length, used);
    free(exact);
  }
}

static const char *const test_extremes[] = {
    "0",
    "-0",
    "0.0",
    "-0.0e5",
    "0e999999999999999999999",
    "0e-999999999999999999999",
    "1e309",
    "-1e309",
    "1e308",
    "1e99999999999999999999999999",
    "1e-99999999999999999999999999",
    "-1e-99999999999999999999999999",
    "1e18446744073709551616",
    "1e-18446744073709551616",
    "1e9223372036854775808",
    "1e4294967296",
    "1e-4294967297",
    "1e00000000000000000000000000001",
    "1e-0000000000000000000000000000",
    "1.7976931348623157e308",
    "1.7976931348623158e308",
    "1.7976931348623159e308",
    "179769313486231580793e289",
    "4.9e-324",
    "5e-324",
    "2.4e-324",
    "2.5e-324",
    "2e-324",
    "3e-324",
    "7e-324",
    "7.5e-324",
    "9999999999999999999e-343",
    "9999999999999999999e-342",
    "99999999999999999999e-343",
    "0.1e-342",
    "2.2250738585072011e-308",
    "2.2250738585072012e-308",
    "2.2250738585072014e-308",
    "9007199254740993",
    "9007199254740992.5",
    "9007199254740993.0000000000000000000000000",
    "9007199254740993.0000000000000000000000001",
    "9007199254740992.9999999999999999999999999",
    "18446744073709551615",
    "18446744073709551616",
    "18446744073709551616.0",
    "18446744073709551616.5",
    "18446744073709551616e-20",
    "36893488147419103232",
    "9223372036854775807",
    "9999999999999999999",
    "10000000000000000000",
    "100000000000000000000",
    "99999999999999999999",
    "9007199254740993e22",
    "9007199254740993e-1",
    "90071992547409930e-1",
    "72057594037927945e0",
    "72057594037927944e3",
    "1e23",
    "8.5e22",
    "6.02214076e23",
    "0.1",
    "0.2",
    "0.30000000000000004",
    "123456789012345678901234567890",
    "0.000000000000000000000000000000000000000000000000000000000000000000000000000000000001",
    "6.8026010311286e215",
    "2.98023223876953125e-8",
    "1448997445238699",
    "1e-400000",
    "1e400000"};

static void test_parse_extremes(void) {
  for (size_t i = 0; i < sizeof test_extremes / sizeof *test_extremes; i++) {
    test_parses(test_extremes[i]);
  };
}

/* Random digits with a point anywhere and an exponent that keeps most of them in range. */
static void test_parse_random(int rounds) {
  char text[1024];
  for (int i = 0; i < rounds; i++) {
    uint64_t r = test_random();
    int kind = (int)(r % 8), most = kind == 0 ? 800 : kind < 4 ? 17 : 25;
    int digits = 1 + (int)(r >> 8 & 0xffff) % most;
    int before = (int)(r >> 24 & 0xffff) % (digits + 1);
    int exponent = (int)(r >> 40 & 0xffff) % 700 - 350 - before;
    char *at = text;
    if (r >> 60 & 1) *at++ = '-';
    if (before == 0) *at++ = '0';
    for (int j = 0; j < digits; j++) {
      if (j == before) *at++ = '.';
      char least = j == 0 && before > 0 ? '1' : '0';
      *at++ = (char)(least + (int)(test_random() >> 33) % (10 - (least - '0')));
    }
    if (kind & 1) {
      at += snprintf(at, 16, r >> 61 & 1 ? "e%d" : "E%+04d", exponent);
    }
    *at = 0;
    test_parses(text);
  }
}

/* ---- midpoints ---- */

/* n * 2^e as decimal text, exactly: digits with a point, or an integer. */
static void test_multiply_out(char *text, uint64_t n, int e) {
  static uint8_t digit[1200]; /* the lowest first */
  int size = 0, point = 0;
  for (; n != 0; n /= 10) digit[size++] = (uint8_t)(n % 10);
  for (; e > 0; e--) { /* times 2 */
    int carry = 0;
    for (int i = 0; i < size; i++) {
      carry += 2 * digit[i];
      digit[i] = (uint8_t)(carry % 10);
      carry /= 10;
    }
    if (carry) digit[size++] = (uint8_t)carry;
  }
  for (; e < 0; e++) { /* times 5, over 10 */
    int carry = 0;
    for (int i = 0; i < size; i++) {
      carry += 5 * digit[i];
      digit[i] = (uint8_t)(carry % 10);
      carry /= 10;
    }
    if (carry) digit[size++] = (uint8_t)carry;
    point++;
  }
  while (size <= point) digit[size++] = 0;
  for (int i = size - 1; i >= 0; i--) {
    if (i == point - 1) *text++ = '.';
    *text++ = (char)('0' + digit[i]);
  }
  *text = 0;
}

/* Subtracts 1 in the last place of a number that is not 0. */
static void test_step_down(char *text) {
  for (char *at = text + strlen(text) - 1;; at--) {
    if (*at == '.') continue;
    if (*at != '0') {
      --*at;
      return;
    }
    *at = '9';
  }
}

static void test_step_up(char *text) {
  char *at = text + strlen(text) - 1;
  for (; *at == '9' || *at == '.'; at--) {
    if (*at == '9') *at = '0';
  }
  ++*at;
}

/* A leading zero would be no JSON number. */
static void test_midpoint_text(const char *text, uint64_t bits) {
  text += text[0] == '0' && text[1] != '.' && text[1] != 0;
  test_parses_to(text, strlen(text), bits);
}

/* The midpoint between the double of these bits, finite and not negative, and the next one. */
static void test_midpoint(uint64_t bits) {
  static char exact[2048], text[4096];
  int biased = (int)(bits >> 52);
  uint64_t c = (bits & (UINT64_MAX >> 12)) | (uint64_t)(biased > 0) << 52;
  uint64_t even = bits + (bits & 1);
  test_multiply_out(exact + 1, 2 * c + 1, (biased > 0 ? biased : 1) - 1076);
  exact[0] = '0'; /* room for a carry */

  test_midpoint_text(exact, even);
  strcpy(text, exact);
  test_step_down(text);
  test_midpoint_text(text, bits);
  strcpy(text, exact);
  test_step_up(text);
  test_midpoint_text(text, bits + 1);

  /* The same with zeros after it, and then a digit; moved to an exponent; one digit left out. */
  size_t length = strlen(exact);
  strcpy(text, exact);
  if (strchr(text, '.') == NULL) text[length++] = '.';
  memset(text + length, '0', 1000);
  text[length + 1000] = 0;
  test_midpoint_text(text, even);
  text[length + 999] = '1';
  test_midpoint_text(text, bits + 1);
  test_step_down(text);
  test_step_down(text);
  test_midpoint_text(text, bits);

  const char *digits = exact + strspn(exact, "0.");
  const char *point = strchr(exact, '.');
  long places = point == NULL ? 0 : (long)strlen(point + 1);
  char *at = text;
  for (const char *from = digits; *from != 0; from++) {
    if (*from != '.') *at++ = *from;
  }
  at += sprintf(at, "e%ld", -places);
  test_parses_to(text, (size_t)(at - text), even);
}

static void test_midpoints(void) {
  static const uint64_t fixed[] = {0,
                                   1,
                                   2,
                                   3,
                                   0x000fffffffffffff,
                                   0x0010000000000000,
                                   0x001fffffffffffff,
                                   0x0020000000000000,
                                   0x3fefffffffffffff,
                                   0x3ff0000000000000,
                                   0x433fffffffffffff,
                                   0x4340000000000000,
                                   0x7feffffffffffffe,
                                   0x7fefffffffffffff,
                                   0x000ffffffffffffe};
  for (size_t i = 0; i < sizeof fixed / sizeof *fixed; i++) test_midpoint(fixed[i]);
  for (int i = 0; i < 300; i++) {
    test_midpoint(test_random() % ((uint64_t)0x7ff << 52));
    test_midpoint(test_random() % ((uint64_t)100 << 52) +
                  ((uint64_t)970 << 52)); /* 2^-53 .. 2^47 */
    test_midpoint(bits_of_double(test_random_subnormal()));
  }
}

static void test_long_numbers(void) {
  enum { LONG = 1000000 };
  char *text = malloc(LONG + 64);
  memset(text, '0', LONG);

  text[1] = '.'; /* 0.000...01e999999 = 1e0 ... */
  memcpy(text + LONG, "15e999999", 10);
  test_parses_to(text, LONG + 9, bits_of_double(1.5));
  memcpy(text + LONG, "15e-9", 6);
  test_parses_to(text, LONG + 5, 0);

  memset(text, '0', LONG); /* 1000...0e-999999 */
  text[0] = '1';
  memcpy(text + LONG, "e-999999", 9);
  test_parses_to(text, LONG + 8, bits_of_double(1));
  test_parses_to(text, LONG, bits_of_double(INFINITY));
  text[0] = '3';
  text[LONG - 1] = '1';
  test_parses_to(text, LONG + 8, bits_of_double(3));

  memset(text, '0',
         LONG); /* 9007199254740993.000...0 is a midpoint, 9007199254740993.000...1 not */
  memcpy(text, "9007199254740993.", 17);
  test_parses_to(text, LONG, bits_of_double(9007199254740992.0));
  text[LONG - 1] = '1';
  test_parses_to(text, LONG, bits_of_double(9007199254740994.0));

  memset(text, '9', LONG);
  text[1] = '.';
  test_parses_to(text, LONG, bits_of_double(10));

  text[0] = '1'; /* an exponent of a million digits */
  text[1] = 'e';
  test_parses_to(text, LONG, bits_of_double(INFINITY));
  text[2] = '-';
  test_parses_to(text, LONG, 0);
  memset(text + 2, '0', LONG - 2);
  text[LONG - 1] = '7';
  test_parses_to(text, LONG, bits_of_double(1e7));
  free(text);
}

/* ---- format ---- */

/* The n digits of %.{n-1}e as an integer, and the exponent of the last one. */
static uint64_t test_digits(double x, int n, int *exponent) {
  char text[64];
  snprintf(text, sizeof text, "%.*e", n - 1, fabs(x));
  uint64_t digits = 0;
  const char *at = text;
  for (; *at != 'e'; at++) {
    if (*at != '.') digits = 10 * digits + (uint64_t)(*at - '0');
  }
  *exponent = atoi(at + 1) - (n - 1);
  return digits;
}

static bool test_reads_back(uint64_t digits, int exponent, double x) {
  char text[64];
  snprintf(text, sizeof text, "%" PRIu64 "e%d", digits, exponent);
  return nearest_is(text, fabs(x));
}

/* The text's significant digits as an integer without trailing zeros; returns how many there are.
 */
static int test_text_digits(const char *text, uint64_t *digits) {
  int n = 0, zeros = 0;
  *digits = 0;
  for (; *text != 0 && *text != 'e'; text++) {
    if (*text < '0' || *text > '9' || (*digits == 0 && *text == '0' && zeros == 0)) continue;
    if (*text == '0') {
      zeros++;
      continue;
    }
    for (; zeros > 0; zeros--, n++) *digits *= 10;
    *digits = 10 * *digits + (uint64_t)(*text - '0');
    n++;
  }
  return n;
}

/* No decimal with fewer digits reads back to x, and none with as many is nearer. Of those with one
** digit fewer it suffices to try the nearest to x and its neighbours: what reads back to x is an
** interval around x, which for a power of two is lopsided. */
static void test_shortest(const char *text, double x) {
  uint64_t ours;
  int n = test_text_digits(text, &ours), exponent;
  if (n > 1) {
    uint64_t digits = test_digits(x, n - 1, &exponent);
    CHECK(!test_reads_back(digits, exponent, x) && !test_reads_back(digits + 1, exponent, x) &&
              !test_reads_back(digits - 1, exponent, x),
          "%s for %a is not the shortest", text, x);
  }
  uint64_t nearest = test_digits(x, n, &exponent);
  if (test_reads_back(nearest, exponent, x)) {
    while (nearest % 10 == 0) nearest /= 10;
    CHECK(ours == nearest, "%s for %a is not the nearest", text, x);
  } else {
    CHECK((ours == nearest + 1 && test_reads_back(nearest + 1, exponent, x)) ||
              (ours == nearest - 1 && test_reads_back(nearest - 1, exponent, x)),
          "%s for %a is not the nearest that reads back", text, x);
  }
}

static void test_format(double x, bool also_shortest) {
  char buffer[DECIMAL_TEXT_MAX + 9], text[DECIMAL_TEXT_MAX + 1];
  memset(buffer, '#', sizeof buffer);
  int length = decimal_format(buffer, x);
  CHECK(length > 0 && length <= DECIMAL_TEXT_MAX && buffer[DECIMAL_TEXT_MAX] == '#', "%a: %d", x,
        length);
  memcpy(text, buffer, (size_t)length);
  text[length] = 0;
  CHECK(nearest_is(text, x), "%s is not %a", text, x);
  CHECK(strpbrk(text, ".e") != NULL, "%s is an integer", text);
  test_parses_to(text, (size_t)length, bits_of_double(x));
  if (also_shortest && x != 0) test_shortest(text, x);
}

static void test_format_looks(void) {
  static const struct {
    double x;
    const char *text;
  } cases[] = {
      {0.0, "0.0"},
      {-0.0, "-0.0"},
      {1, "1.0"},
      {-1, "-1.0"},
      {10, "10.0"},
      {0.5, "0.5"},
      {0.1, "0.1"},
      {1.5, "1.5"},
      {123456, "123456.0"},
      {-12345.678, "-12345.678"},
      {0.001, "0.001"},
      {0.0001, "0.0001"},
      {0.00012345678901234567, "0.00012345678901234567"},
      {0.00001, "1e-5"},
      {0.000012, "1.2e-5"},
      {1e15, "1000000000000000.0"},
      {1234567890123456.0, "1234567890123456.0"},
      {1e16, "1e16"},
      {12345678901234568.0, "1.2345678901234568e16"},
      {4.248354255291589e-18, "4.248354255291589e-18"},
      {1e300, "1e300"},
      {-1e100, "-1e100"},
      {1e-10, "1e-10"},
      {1e23, "1e23"},
      {9007199254740991.0, "9007199254740991.0"},
      {5e-324, "5e-324"},
      {2.2250738585072014e-308, "2.2250738585072014e-308"},
      {-1.7976931348623157e308, "-1.7976931348623157e308"},
      {0.1 + 0.2, "0.30000000000000004"},
      {1.0 / 3, "0.3333333333333333"},
      {INFINITY, "9e999"},
      {-INFINITY, "-9e999"},
      {NAN, "null"},
      {-NAN, "null"},
  };
  for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
    char text[DECIMAL_TEXT_MAX];
    int length = decimal_format(text, cases[i].x);
    CHECK(length == (int)strlen(cases[i].text) && !memcmp(text, cases[i].text, (size_t)length),
          "%.*s instead of %s", length, text, cases[i].text);
  }
}

static void test_formats(void) {
  for (int e = -1074; e <= 1023; e++) { /* powers of two and what is next to them */
    uint64_t bits = e < -1022 ? (uint64_t)1 << (e + 1074) : (uint64_t)(e + 1023) << 52;
    for (uint64_t i = bits < 3 ? 0 : bits - 3; i <= bits + 3; i++)
      test_format(bits_to_double(i), true);
  }
  for (int e = -324; e <= 308; e++) { /* powers of ten */
    char text[16];
    snprintf(text, sizeof text, "1e%d", e);
    uint64_t bits = bits_of_double(test_parsed(text));
    for (uint64_t i = bits < 3 ? 0 : bits - 3; i <= bits + 3; i++)
      test_format(bits_to_double(i), true);
  }
  for (uint64_t i = 0; i < 2000; i++) {
    test_format(bits_to_double(i), true);                               /* the least subnormals */
    test_format(bits_to_double(((uint64_t)1 << 52) - 1000 + i), true);  /* the greatest */
    test_format(bits_to_double(((uint64_t)0x7ff << 52) - 1 - i), true); /* the greatest doubles */
    test_format((double)i, true);
    test_format((double)(test_random() >> 11), true); /* integers of 53 bits */
    test_format((double)(test_random() >> 12) * -4.0, true);
    test_format((double)(test_random() >> (i % 64)), true);
    test_format(test_random_subnormal(), true);
  }
  /* Four times the first is a multiple of a power of ten but for 2^-65 of it, the least such
  ** distance there is (odd multiple); four times the second but for 2^-63. */
  test_format(8887055249355788 * 0x1p664, true);
  test_format(5592117679628511 * 0x1p163, true);

  for (int i = 0; i < test_rounds(50000); i++) {
    test_format(test_uniform(), true); /* probabilities */
    char text[32];                     /* short decimals, which must come back as they are */
    uint64_t r = test_random();
    snprintf(text, sizeof text, "%de%d", (int)(r % 99999) + 1, (int)(r >> 32) % 300);
    test_format(test_parsed(text), true);
  }
  for (int i = 0; i < test_rounds(1000000); i++) test_format(test_any_double(), i % 4 == 0);
}

int main(void) {
  test_grammar();
  test_parse_extremes();
  test_parse_random(test_rounds(200000));
  test_midpoints();
  test_long_numbers();
  test_format_looks();
  test_formats();
  return check_report();
}
