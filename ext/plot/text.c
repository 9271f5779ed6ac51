/* text.c: see text.h. XML 1.0 (fifth edition), 2.2, says which characters there may be; the Unicode
** Standard 15, table 3-7, which bytes are UTF-8. */
#include "text.h"

#include "../formats/decimal.h"

#include <string.h>

enum { TEXT_FIRST = 4096, TEXT_REPLACEMENT = 0xfffd, TEXT_ELLIPSIS_WIDTH = 100, TEXT_DIGITS = 4 };

/* ---- bytes ---- */

static bool text_reserve(PlotText *text, size_t more) {
  if (text->failed) return false;
  if (more <= text->capacity - text->size) return true;
  uint64_t capacity = text->capacity < TEXT_FIRST ? TEXT_FIRST : 2 * (uint64_t)text->capacity;
  if (capacity - text->size < more) capacity = (uint64_t)text->size + more;
  char *grown = memory_array(text->text, capacity, 1, text->resize);
  if (grown == NULL) {
    text->failed = true;
    return false;
  }
  text->text = grown;
  text->capacity = (size_t)capacity;
  return true;
}

void text_add_bytes(PlotText *text, const char *bytes, size_t size) {
  if (size == 0 || !text_reserve(text, size)) return;
  memcpy(text->text + text->size, bytes, size);
  text->size += size;
}

void text_add(PlotText *text, const char *string) {
  text_add_bytes(text, string, strlen(string));
}

bool text_end(PlotText *text) {
  if (!text->failed) return true;
  if (text->text != NULL) text->resize(text->text, 0);
  *text = (PlotText){.failed = true, .resize = text->resize};
  return false;
}

/* ---- other people's text ---- */

typedef struct {
  uint32_t code; /* as it is shown: a character that XML permits */
  size_t size;   /* bytes that it takes in the source */
} TextCharacter;

static uint32_t text_permitted(uint32_t code) {
  if (code == '\t' || code == '\n' || code == '\r') return ' ';
  bool control = code < 0x20 || (code >= 0x7f && code < 0xa0);
  bool surrogate = code >= 0xd800 && code < 0xe000;
  bool turns = code >= 0x202a && code < 0x202f; /* direction, also of what follows */
  bool none = code == 0xfffe || code == 0xffff || code > 0x10ffff;
  return control || surrogate || turns || none ? TEXT_REPLACEMENT : code;
}

/* Reads the first character of `left` > 0 bytes. A byte that begins none stands on its own. */
static TextCharacter text_read(const char *utf8, size_t left) {
  static const uint32_t lowest[] = {0, 0x80, 0x800, 0x10000};
  const TextCharacter broken = {TEXT_REPLACEMENT, 1};
  unsigned char first = (unsigned char)utf8[0];
  if (first < 0x80) return (TextCharacter){text_permitted(first), 1};
  size_t more = first >= 0xf0 ? 3 : first >= 0xe0 ? 2 : 1;
  if (first < 0xc0 || first >= 0xf8 || more >= left) return broken;
  uint32_t code = first & (0x3fU >> more);
  for (size_t i = 1; i <= more; i++) {
    unsigned char next = (unsigned char)utf8[i];
    if ((next & 0xc0) != 0x80) return broken;
    code = code << 6 | (next & 0x3f);
  }
  return code < lowest[more] ? broken : (TextCharacter){text_permitted(code), more + 1};
}

static void text_add_code(PlotText *text, uint32_t code) {
  char bytes[4] = {(char)(0xf0 | code >> 18), (char)(0x80 | (code >> 12 & 0x3f)),
                   (char)(0x80 | (code >> 6 & 0x3f)), (char)(0x80 | (code & 0x3f))};
  if (code < 0x80) {
    bytes[3] = (char)code;
  } else if (code < 0x800) {
    bytes[2] = (char)(0xc0 | code >> 6);
  } else if (code < 0x10000) {
    bytes[1] = (char)(0xe0 | code >> 12);
  }
  size_t unused = code < 0x80 ? 3 : code < 0x800 ? 2 : code < 0x10000 ? 1 : 0;
  text_add_bytes(text, bytes + unused, sizeof bytes - unused);
}

static void text_add_character(PlotText *text, uint32_t code) {
  switch (code) {
  case '&': text_add(text, "&amp;"); break;
  case '<': text_add(text, "&lt;"); break;
  case '>': text_add(text, "&gt;"); break;
  case '"': text_add(text, "&quot;"); break;
  default: text_add_code(text, code);
  }
}

void text_add_escaped(PlotText *text, const char *utf8, size_t size) {
  for (size_t i = 0; i < size;) {
    TextCharacter character = text_read(utf8 + i, size - i);
    text_add_character(text, character.code);
    i += character.size;
  }
}

/* ---- how wide it is ---- */

static int text_ascii_width(char c) {
  if (strchr("ijlI.,:;'|", c) != NULL) return 34;
  if (strchr(" frtJ()[]-/\\!\"", c) != NULL) return 46;
  if (strchr("w+<=>#~^", c) != NULL) return 84;
  if (strchr("mMW@%", c) != NULL) return 100;
  return c >= 'A' && c <= 'Z' ? 79 : 65;
}

/* Marks that sit on the character before, joiners, variation selectors, skin tones. */
static bool text_is_mark(uint32_t code) {
  return (code >= 0x300 && code < 0x370) || (code >= 0x200b && code < 0x2010) ||
         (code >= 0x2060 && code < 0x2070) || (code >= 0x20d0 && code < 0x2100) ||
         (code >= 0xfe00 && code < 0xfe10) || (code >= 0x1f3fb && code < 0x1f400) ||
         (code >= 0xe0000 && code < 0xe0200);
}

static int text_character_width(uint32_t code) {
  if (code < 0x80) return text_ascii_width((char)code);
  if (text_is_mark(code)) return 0;
  if (code >= 0x1f000 && code < 0x20000) return 140; /* emoji */
  bool wide = (code >= 0x1100 && code < 0x1160) || (code >= 0x2600 && code < 0xd7b0) ||
              (code >= 0xf900 && code < 0xfb00) || (code >= 0xfe30 && code < 0xfe70) ||
              (code >= 0xff00 && code < 0xfff0) || code >= 0x20000;
  return wide || code == TEXT_REPLACEMENT ? 103 : 80;
}

/* How many of the bytes are no wider than `width`; a mark stays with its character. */
static size_t text_fit(const char *utf8, size_t size, int width) {
  size_t fit = 0;
  while (fit < size) {
    TextCharacter character = text_read(utf8 + fit, size - fit);
    width -= text_character_width(character.code);
    if (width < 0) return fit;
    fit += character.size;
  }
  return fit;
}

/* Where the last of `size` > 0 bytes' characters begins. */
static size_t text_last(const char *utf8, size_t size) {
  size_t begin = size - 1;
  while (begin > 0 && size - begin < 4 && ((unsigned char)utf8[begin] & 0xc0) == 0x80) begin--;
  return text_read(utf8 + begin, size - begin).size == size - begin ? begin : size - 1;
}

/* Where the end that is no wider than `width` begins; not with a mark, whose character is cut off. */
static size_t text_fit_end(const char *utf8, size_t size, int width) {
  size_t begin = size;
  while (begin > 0) {
    size_t last = text_last(utf8, begin);
    width -= text_character_width(text_read(utf8 + last, begin - last).code);
    if (width < 0) break;
    begin = last;
  }
  while (begin < size) {
    TextCharacter character = text_read(utf8 + begin, size - begin);
    if (!text_is_mark(character.code)) break;
    begin += character.size;
  }
  return begin;
}

void text_add_fitted(PlotText *text, const char *utf8, size_t size, int width) {
  if (text_fit(utf8, size, width) == size) {
    text_add_escaped(text, utf8, size);
    return;
  }
  int half = (width - TEXT_ELLIPSIS_WIDTH) / 2;
  size_t begin = text_fit(utf8, size, half), end = text_fit_end(utf8, size, half);
  while (begin > 0 && utf8[begin - 1] == ' ') begin--;
  while (end < size && utf8[end] == ' ') end++;
  text_add_escaped(text, utf8, begin);
  text_add(text, "\xe2\x80\xa6");
  text_add_escaped(text, utf8 + end, size - end);
}

int text_width(const char *utf8, size_t size, int most) {
  int width = 0;
  for (size_t i = 0; i < size && width < most;) {
    TextCharacter character = text_read(utf8 + i, size - i);
    width += text_character_width(character.code);
    i += character.size;
  }
  return width < most ? width : most;
}

/* ---- numbers ---- */

void text_add_count(PlotText *text, int64_t n) {
  char digits[32];
  size_t at = sizeof digits;
  int written = 0;
  do {
    if (written > 0 && written % 3 == 0) digits[--at] = ',';
    digits[--at] = (char)('0' + n % 10);
    n /= 10;
    written++;
  } while (n > 0);
  text_add_bytes(text, digits + at, sizeof digits - at);
}

void text_add_short_count(PlotText *text, int64_t n) {
  static const char *const units[] = {"k", "M", "G", "T", "P"};
  size_t unit = 0;
  if (n < 10000) {
    text_add_count(text, n);
    return;
  }
  for (; n >= 999950 && unit < sizeof units / sizeof *units - 1; unit++) n = (n + 500) / 1000;
  int64_t tenths = (n + 50) / 100;
  text_add_tenths(text, tenths < 1000 ? tenths : (n + 500) / 1000 * 10);
  text_add(text, units[unit]);
}

void text_add_tenths(PlotText *text, int64_t n) {
  char digits[32];
  size_t at = sizeof digits;
  uint64_t rest = n < 0 ? 0 - (uint64_t)n : (uint64_t)n, whole = rest / 10;
  if (rest % 10 != 0) {
    digits[--at] = (char)('0' + rest % 10);
    digits[--at] = '.';
  }
  for (; whole > 0 || at == sizeof digits; whole /= 10) digits[--at] = (char)('0' + whole % 10);
  if (n < 0) digits[--at] = '-';
  text_add_bytes(text, digits + at, sizeof digits - at);
}

/* x * 10^decimals, rounded, with up to two decimals and no zeros at their end. */
static void text_add_decimals(PlotText *text, double x, int decimals) {
  int64_t unit = decimals == 2 ? 100 : decimals == 1 ? 10 : 1;
  int64_t n = (int64_t)(x * (double)unit + 0.5), rest = n % unit;
  if (n >= unit) text_add_count(text, n / unit);
  if (n < unit || rest > 0) text_add(text, ".");
  for (unit /= 10; rest > 0 && unit > 0; unit /= 10) {
    char digit = (char)('0' + rest / unit % 10);
    text_add_bytes(text, &digit, 1);
    rest %= unit;
  }
}

/* A number from 10^16 on as its first digit and its power of ten. */
static void text_add_power(PlotText *text, double x) {
  char digits[DECIMAL_TEXT_MAX];
  size_t size = (size_t)decimal_format(digits, x), e = 0;
  while (e < size && digits[e] != 'e') e++;
  text_add_bytes(text, digits, 1);
  text_add_bytes(text, digits + e, size - e);
}

void text_add_brief(PlotText *text, double x) {
  static const char *const units[] = {"", "k", "M", "G", "T", "P"};
  size_t unit = 0;
  if (x >= 999.5e15) {
    text_add_power(text, x);
    return;
  }
  if (x == 0.0 || x < 0.01) {
    text_add(text, x == 0.0 ? "0" : "&lt;.01");
    return;
  }
  for (; x >= 999.5 && unit < 5; unit++) x /= 1000.0;
  int decimals = unit > 0 ? x < 9.95 : x < 9.995 ? 2 : x < 99.95 ? 1 : 0;
  text_add_decimals(text, x, decimals);
  text_add(text, units[unit]);
}

void text_add_percent(PlotText *text, double share) {
  int64_t percent = (int64_t)(share * 100.0 + 0.5);
  if (percent == 0 && share > 0.0) {
    text_add(text, "&lt;1%");
  } else if (percent == 100 && share < 1.0) {
    text_add(text, "&gt;99%");
  } else {
    text_add_count(text, percent);
    text_add(text, "%");
  }
}

void text_add_share(PlotText *text, double share, int decimals) {
  int64_t unit = 1;
  for (int i = 0; i < decimals; i++) unit *= 10;
  int64_t n = share >= 1.0 ? unit : share > 0.0 ? (int64_t)(share * (double)unit + 0.5) : 0;
  text_add(text, n >= unit ? "1." : ".");
  n %= unit;
  for (unit /= 10; unit > 0; unit /= 10) {
    char digit = (char)('0' + n / unit % 10);
    text_add_bytes(text, &digit, 1);
  }
}

void text_add_double(PlotText *text, double x) {
  char digits[DECIMAL_TEXT_MAX];
  text_add_bytes(text, digits, (size_t)decimal_format(digits, x));
}

/* Adds 1 to the last of the digits, among which there may be a point. True where it has become 10,
** 100, ...: the first digit is then a 0 that should be 10. */
static bool text_round_up(char *digits, int count) {
  for (int i = count - 1; i >= 0; i--) {
    if (digits[i] == '.') continue;
    if (digits[i] != '9') {
      digits[i]++;
      return false;
    }
    digits[i] = '0';
  }
  return true;
}

/* How many of the characters are kept: four digits from the first that is not 0, and all of those
** before the point. */
static int text_kept(const char *digits, int count) {
  bool begun = false, fraction = false;
  for (int i = 0, seen = 0; i < count; i++) {
    if (digits[i] == '.') {
      fraction = true;
      if (seen >= TEXT_DIGITS) return i;
      continue;
    }
    begun = begun || digits[i] != '0';
    seen += begun;
    if (fraction && seen == TEXT_DIGITS) return i + 1;
  }
  return count;
}

/* What decimal.h wrote is rounded once more, as people round: half away from zero. */
void text_add_short_double(PlotText *text, double x) {
  char digits[DECIMAL_TEXT_MAX];
  int size = decimal_format(digits, x), count = digits[0] == '-';
  while (count < size && digits[count] != 'e') count++;
  int first = digits[0] == '-', kept = first + text_kept(digits + first, count - first);
  int next = kept < count && digits[kept] == '.' ? kept + 1 : kept;
  bool up = next < count && digits[next] >= '5';
  bool longer = up && text_round_up(digits + first, kept - first);
  bool point = memchr(digits, '.', (size_t)kept) != NULL;
  while (point && digits[kept - 1] == '0') kept--;
  if (digits[kept - 1] == '.') kept--;
  text_add_bytes(text, digits, (size_t)first);
  if (longer) text_add(text, "1");
  text_add_bytes(text, digits + first, (size_t)(kept - first));
  text_add_bytes(text, digits + count, (size_t)(size - count));
}
