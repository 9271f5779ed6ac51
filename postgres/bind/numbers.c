/* numbers.c: text that is a number, as SQLite's numeric affinity sees it, and numbers as SQLite's text.
**
** An integer of 64 bits is INTEGER, all other numbers are REAL: "12" and "12.0" are different. White
** space may stand around it. The digits are read by ext/formats/decimal.h, which rounds once.
*/
#include "engine.h"

#include "../../ext/formats/decimal.h"

#include <math.h>

typedef struct {
  const char *at, *end;
} NumbersText;

static bool numbers_is_space(char c) {
  return c == ' ' || (c >= '\t' && c <= '\r');
}

static NumbersText numbers_trim(const char *text, size_t size) {
  NumbersText number = {text, text + size};
  while (number.at < number.end && numbers_is_space(*number.at)) number.at++;
  while (number.at < number.end && numbers_is_space(number.end[-1])) number.end--;
  return number;
}

static const char *numbers_digits(const char *at, const char *end) {
  while (at < end && *at >= '0' && *at <= '9') at++;
  return at;
}

/* False: it is beyond 64 bits. */
static bool numbers_integer(const char *at, const char *end, bool minus, sqlite3_int64 *integer) {
  unsigned long long most = minus ? 1ull << 63 : (1ull << 63) - 1, x = 0;
  for (; at < end; at++) {
    unsigned digit = (unsigned)(*at - '0');
    if (x > (most - digit) / 10) return false;
    x = x * 10 + digit;
  }
  *integer = minus ? (sqlite3_int64)(0 - x) : (sqlite3_int64)x;
  return true;
}

/* JSON numbers have a digit before the point and behind it, and no zeros in front. So one is put in
** front, where it has no weight, and the point is moved in the exponent's place. */
static bool numbers_real(const char *at, const char *end, bool minus, double *real) {
  char few[512];
  size_t size = (size_t)(end - at), n = 0, used;
  while (size > 1 && *at == '0' && at[1] >= '0' && at[1] <= '9') at++, size--;
  char *text = size + 4 <= sizeof few ? few : sqlite3_malloc64(size + 4);
  if (text == NULL) return false;
  if (minus) text[n++] = '-';
  if (*at == '.') text[n++] = '0';
  for (; at < end; at++) {
    text[n++] = *at;
    bool digit = at + 1 < end && at[1] >= '0' && at[1] <= '9';
    if (*at == '.' && !digit) text[n++] = '0';
  }
  bool read = decimal_parse(text, n, real, &used) && used == n;
  if (text != few) sqlite3_free(text);
  return read;
}

int numbers_read(const char *text, size_t size, sqlite3_int64 *integer, double *real) {
  NumbersText number = numbers_trim(text, size);
  bool minus = number.at < number.end && *number.at == '-';
  if (number.at < number.end && (*number.at == '-' || *number.at == '+')) number.at++;
  const char *whole = numbers_digits(number.at, number.end), *at = whole;
  if (at > number.at && at == number.end && numbers_integer(number.at, at, minus, integer)) {
    return SQLITE_INTEGER;
  }
  size_t digits = (size_t)(at - number.at);
  if (at < number.end && *at == '.') {
    const char *fraction = ++at;
    at = numbers_digits(at, number.end);
    digits += (size_t)(at - fraction);
  }
  if (digits == 0) return SQLITE_TEXT;
  if (at < number.end && (*at == 'e' || *at == 'E')) {
    at++;
    if (at < number.end && (*at == '-' || *at == '+')) at++;
    const char *exponent = at;
    at = numbers_digits(at, number.end);
    if (at == exponent) return SQLITE_TEXT;
  }
  if (at < number.end) return SQLITE_TEXT;
  return numbers_real(number.at, number.end, minus, real) ? SQLITE_FLOAT : SQLITE_TEXT;
}

int numbers_write(char *text, size_t size, double x) {
  if (isinf(x)) return snprintf(text, size, x > 0 ? "Inf" : "-Inf");
  int n = snprintf(text, size, "%.15g", x);
  if (strchr(text, '.') != NULL) return n;
  char *exponent = strchr(text, 'e');
  size_t at = exponent == NULL ? (size_t)n : (size_t)(exponent - text);
  memmove(text + at + 2, text + at, (size_t)n - at + 1);
  memcpy(text + at, ".0", 2);
  return n + 2;
}
