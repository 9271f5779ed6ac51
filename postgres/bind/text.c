/* text.c: SQLite's strings and its printf. The conversions are those that ext/bind uses:
** %d %u %lld %llu %s %z %.15g with !, and %%. Others are written as they stand.
*/
#include "engine.h"

#include "common/string.h"

#include <limits.h>

/* As long as SQLite's strings may be. A text of PostgreSQL's may be a little longer. */
enum { TEXT_MOST = 1000000000 };

struct sqlite3_str {
  char *text;
  size_t size, room; /* room: without the NUL */
  int code;
  bool fixed; /* text is somebody else's: what does not fit is cut */
};

/* What is returned where there is no memory for one: it takes nothing. */
static sqlite3_str text_none = {NULL, 0, 0, SQLITE_NOMEM, true};

int sqlite3_limit(sqlite3 *db, int what, int value) {
  (void)db;
  (void)what;
  (void)value;
  return TEXT_MOST;
}

sqlite3_str *sqlite3_str_new(sqlite3 *db) {
  (void)db;
  sqlite3_str *out = sqlite3_malloc64(sizeof *out);
  if (out == NULL) return &text_none;
  *out = (sqlite3_str){NULL, 0, 0, SQLITE_OK, false};
  return out;
}

/* Room for `more` bytes. False: the string has failed. */
static bool text_grow(sqlite3_str *out, size_t more) {
  if (out->code != SQLITE_OK || out->fixed) return false;
  size_t due = out->size + more, room = due < 64 ? 64 : due + due / 2;
  if (due > TEXT_MOST) {
    out->code = SQLITE_TOOBIG;
    return false;
  }
  char *text = sqlite3_realloc64(out->text, room + 1);
  if (text == NULL) {
    out->code = SQLITE_NOMEM;
    return false;
  }
  out->text = text;
  out->room = room;
  return true;
}

static void text_put(sqlite3_str *out, const char *text, size_t n) {
  if (n > out->room - out->size && !text_grow(out, n)) n = out->room - out->size;
  if (n == 0 || out->code != SQLITE_OK) return;
  memcpy(out->text + out->size, text, n);
  out->size += n;
}

void sqlite3_str_append(sqlite3_str *out, const char *text, int n) {
  if (n > 0) text_put(out, text, (size_t)n);
}

void sqlite3_str_appendall(sqlite3_str *out, const char *text) {
  text_put(out, text, strlen(text));
}

void sqlite3_str_appendchar(sqlite3_str *out, int n, char c) {
  for (int i = 0; i < n; i++) text_put(out, &c, 1);
}

int sqlite3_str_errcode(sqlite3_str *out) {
  return out->code;
}

int sqlite3_str_length(sqlite3_str *out) {
  return (int)out->size;
}

/* NULL: it has failed, or nothing was written. */
char *sqlite3_str_finish(sqlite3_str *out) {
  char *text = out->text;
  if (out == &text_none) return NULL;
  if (out->code != SQLITE_OK) {
    sqlite3_free(text);
    text = NULL;
  } else if (text != NULL) {
    text[out->size] = 0;
  }
  sqlite3_free(out);
  return text;
}

/* ---- printf ---- */

static void text_put_unsigned(sqlite3_str *out, unsigned long long x) {
  char digits[24];
  size_t at = sizeof digits;
  do {
    digits[--at] = (char)('0' + x % 10);
    x /= 10;
  } while (x > 0);
  text_put(out, digits + at, sizeof digits - at);
}

static void text_put_signed(sqlite3_str *out, long long x) {
  if (x < 0) text_put(out, "-", 1);
  text_put_unsigned(out, x < 0 ? 0 - (unsigned long long)x : (unsigned long long)x);
}

static void text_put_string(sqlite3_str *out, char *text, bool taken) {
  if (text != NULL) text_put(out, text, strlen(text));
  if (taken) sqlite3_free(text);
}

static void text_put_real(sqlite3_str *out, double x) {
  char digits[32];
  text_put(out, digits, (size_t)numbers_write(digits, sizeof digits, x));
}

/* Writes one conversion; the format begins after its %. Returns where it goes on. */
static const char *text_convert(sqlite3_str *out, const char *format, va_list *values) {
  bool wide = strncmp(format, "ll", 2) == 0;
  if (wide) format += 2;
  if (strncmp(format, "!.15g", 5) == 0) {
    text_put_real(out, va_arg(*values, double));
    return format + 5;
  }
  switch (*format) {
  case 'd': text_put_signed(out, wide ? va_arg(*values, long long) : va_arg(*values, int)); break;
  case 'u':
    text_put_unsigned(out, wide ? va_arg(*values, unsigned long long) : va_arg(*values, unsigned));
    break;
  case 's': text_put_string(out, va_arg(*values, char *), false); break;
  case 'z': text_put_string(out, va_arg(*values, char *), true); break;
  default: text_put(out, format, 1);
  }
  return format + 1;
}

static void text_format(sqlite3_str *out, const char *format, va_list *values) {
  while (*format != 0) {
    size_t plain = strcspn(format, "%");
    text_put(out, format, plain);
    format += plain;
    if (*format == '%' && format[1] != 0) format = text_convert(out, format + 1, values);
  }
}

void sqlite3_str_appendf(sqlite3_str *out, const char *format, ...) {
  va_list values;
  va_start(values, format);
  text_format(out, format, &values);
  va_end(values);
}

char *sqlite3_mprintf(const char *format, ...) {
  va_list values;
  sqlite3_str *out = sqlite3_str_new(NULL);
  va_start(values, format);
  text_format(out, format, &values);
  va_end(values);
  return sqlite3_str_finish(out);
}

char *sqlite3_snprintf(int size, char *buffer, const char *format, ...) {
  va_list values;
  sqlite3_str out = {buffer, 0, (size_t)size - 1, SQLITE_OK, true};
  va_start(values, format);
  text_format(&out, format, &values);
  va_end(values);
  buffer[out.size] = 0;
  return buffer;
}

/* ---- comparison ---- */

int sqlite3_strnicmp(const char *a, const char *b, int n) {
  for (; n > 0; a++, b++, n--) {
    unsigned char x = pg_ascii_tolower((unsigned char)*a), y = pg_ascii_tolower((unsigned char)*b);
    if (x != y || x == 0) return x - y;
  }
  return 0;
}

int sqlite3_stricmp(const char *a, const char *b) {
  return sqlite3_strnicmp(a, b, INT_MAX);
}
