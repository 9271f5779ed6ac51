/* jsonarray.c: see jsonarray.h.
**
** A cursor stands before the array, after an element, or at the end. One step takes the separator
** and then the next element. So a fault is always found at the first character that cannot be
** right, and no text is read twice, except a string with escapes.
*/
#include "jsonarray.h"

#include "../base/bits.h"
#include "decimal.h"

#include <stdint.h>
#include <string.h>

JsonArrayCursor jsonarray_begin(const char *text, size_t size, const Stop *stop) {
  const char *end = size > 0 ? text + size : text;
  return (JsonArrayCursor){.begin = text, .at = text, .end = end, .array = text, .stop = stop};
}

void jsonarray_enter(JsonArrayCursor *cursor) {
  cursor->array = cursor->at;
  cursor->inside = true;
}

JsonArrayKind jsonarray_fail(JsonArrayCursor *cursor, const char *at, const char *reason) {
  size_t position = 1;
  for (const char *byte = cursor->begin; byte < at; byte++) {
    position += ((unsigned char)*byte & 0xc0) != 0x80; /* the first byte of a character */
  }
  cursor->fault = (JsonFault){reason, position};
  return JSONARRAY_FAULT;
}

static inline bool jsonarray_is_digit(char c) {
  return c >= '0' && c <= '9';
}

/* ---- strings ---- */

/* The four hexadecimal digits at `at`, or -1. */
static int32_t jsonarray_hex(const char *at, const char *end) {
  int32_t value = 0;
  if (end - at < 4) return -1;
  for (int i = 0; i < 4; i++) {
    char c = at[i], letter = (char)(c | 0x20);
    if (jsonarray_is_digit(c)) {
      value = value * 16 + (c - '0');
    } else if (letter >= 'a' && letter <= 'f') {
      value = value * 16 + (letter - 'a' + 10);
    } else {
      return -1;
    }
  }
  return value;
}

/* The character that the escape at `at`, a backslash, stands for; *next is where the escape ends.
** Both halves of a surrogate pair are taken together (RFC 8259, section 7). Returns NULL, or what
** is wrong with the escape. */
static const char *jsonarray_escape(const char *at, const char *end, uint32_t *character,
                                    const char **next) {
  static const char names[] = "\"\\/bfnrt", characters[] = "\"\\/\b\f\n\r\t";
  static const char unknown[] = "an unknown escape in a string";
  static const char half[] = "half a surrogate pair in a string";
  if (end - at < 2) return unknown;
  const char *name = at[1] != '\0' ? strchr(names, at[1]) : NULL;
  if (name != NULL) {
    *character = (unsigned char)characters[name - names];
    *next = at + 2;
    return NULL;
  }
  int32_t unit = at[1] == 'u' ? jsonarray_hex(at + 2, end) : -1;
  if (unit < 0) return unknown;
  if (unit < 0xd800 || unit > 0xdfff) {
    *character = (uint32_t)unit;
    *next = at + 6;
    return NULL;
  }

  bool pair = unit < 0xdc00 && end - at >= 8 && at[6] == '\\' && at[7] == 'u';
  int32_t low = pair ? jsonarray_hex(at + 8, end) : -1;
  if (low < 0xdc00 || low > 0xdfff) return half;
  *character = 0x10000 + (uint32_t)(unit - 0xd800) * 0x400 + (uint32_t)(low - 0xdc00);
  *next = at + 12;
  return NULL;
}

JsonArrayKind jsonarray_string(JsonArrayCursor *cursor, JsonArrayElement *element) {
  const char *quote = cursor->at, *at = quote + 1, *end = cursor->end;
  element->escaped = false;
  for (;;) {
    while (at < end && *at != '"' && *at != '\\' && (unsigned char)*at >= 0x20) at++;
    if (at == end) return jsonarray_fail(cursor, quote, "a string that does not end");
    if (*at == '"') break;
    if (*at != '\\') return jsonarray_fail(cursor, at, "a control character in a string");
    uint32_t character;
    const char *wrong = jsonarray_escape(at, end, &character, &at);
    if (wrong != NULL) return jsonarray_fail(cursor, at, wrong);
    element->escaped = true;
  }
  element->text = quote + 1;
  element->size = (size_t)(at - element->text);
  cursor->at = at + 1;
  return JSONARRAY_STRING;
}

/* Writes a character as UTF-8 (RFC 3629); returns where it ends. */
static unsigned char *jsonarray_utf8(unsigned char *out, uint32_t character) {
  int following = (character >= 0x80) + (character >= 0x800) + (character >= 0x10000);
  static const unsigned char lead[] = {0, 0xc0, 0xe0, 0xf0};
  *out++ = (unsigned char)(lead[following] | character >> 6 * following);
  while (following-- > 0) *out++ = (unsigned char)(0x80 | (character >> 6 * following & 0x3f));
  return out;
}

size_t jsonarray_unescape(const JsonArrayElement *element, unsigned char *out) {
  if (!element->escaped) {
    memcpy(out, element->text, element->size);
    return element->size;
  }
  unsigned char *begin = out;
  const char *at = element->text, *end = at + element->size;
  while (at < end) {
    if (*at != '\\') {
      *out++ = (unsigned char)*at++;
      continue;
    }
    uint32_t character = 0;
    if (jsonarray_escape(at, end, &character, &at) != NULL) break; /* jsonarray_next has checked */
    out = jsonarray_utf8(out, character);
  }
  return (size_t)(out - begin);
}

/* ---- elements ---- */

static bool jsonarray_word(const char *at, const char *end, const char *word) {
  size_t length = strlen(word);
  return (size_t)(end - at) >= length && memcmp(at, word, length) == 0;
}

/* Whether the character after a number shows that it is malformed: 01, 1., 1e, 1_000, 0x10. */
static inline bool jsonarray_spoils_number(char c) {
  if (c == ',') return false;
  char letter = (char)(c | 0x20);
  return jsonarray_is_digit(c) || (letter >= 'a' && letter <= 'z') || c == '.' || c == '+' ||
         c == '-' || c == '_';
}

static inline JsonArrayKind jsonarray_number(JsonArrayCursor *cursor, JsonArrayElement *element) {
  const char *at = cursor->at;
  size_t used = 0;
  bool read = decimal_parse(at, (size_t)(cursor->end - at), &element->number, &used);
  if (!read || (at + used < cursor->end && jsonarray_spoils_number(at[used]))) {
    return jsonarray_fail(cursor, at, "a malformed number");
  }
  element->text = at;
  element->size = used;
  cursor->at = at + used;
  return JSONARRAY_NUMBER;
}

/* Takes an element that is no string and does not begin like a finite number: null, NaN, Infinity,
** -Infinity, or a fault. */
static JsonArrayKind jsonarray_name(JsonArrayCursor *cursor, JsonArrayElement *element) {
  static const struct {
    const char *word;
    JsonArrayKind kind;
  } words[] = {{"null", JSONARRAY_NULL},
               {"NaN", JSONARRAY_NULL},
               {"Infinity", JSONARRAY_NUMBER},
               {"-Infinity", JSONARRAY_NUMBER}};
  static const struct {
    const char *word, *reason;
  } faults[] = {
      {"[", "a nested array"},     {"{", "an object"},          {"true", "true or false"},
      {"false", "true or false"},  {",", "a missing element"},  {"]", "a missing element"},
      {"-", "a malformed number"}, {"+", "a malformed number"}, {".", "a malformed number"}};
  const char *at = cursor->at, *end = cursor->end;
  for (size_t i = 0; i < sizeof words / sizeof *words; i++) {
    if (!jsonarray_word(at, end, words[i].word)) continue;
    double infinity = *at == '-' ? -bits_infinity() : bits_infinity();
    element->number = words[i].kind == JSONARRAY_NULL ? bits_nan() : infinity;
    element->text = at;
    element->size = strlen(words[i].word);
    cursor->at = at + element->size;
    return words[i].kind;
  }
  for (size_t i = 0; i < sizeof faults / sizeof *faults; i++) {
    if (jsonarray_word(at, end, faults[i].word)) {
      return jsonarray_fail(cursor, at, faults[i].reason);
    }
  }
  return jsonarray_fail(cursor, at, "something that is no JSON value");
}

static const char jsonarray_endless[] = "no ']' at the end";

static inline JsonArrayKind jsonarray_element(JsonArrayCursor *cursor, JsonArrayElement *element) {
  const char *at = cursor->at, *end = cursor->end;
  if (at == end) return jsonarray_fail(cursor, at, jsonarray_endless);
  if (jsonarray_is_digit(*at)) return jsonarray_number(cursor, element);
  if (*at == '-' && end - at > 1 && jsonarray_is_digit(at[1])) {
    return jsonarray_number(cursor, element);
  }
  return *at == '"' ? jsonarray_string(cursor, element) : jsonarray_name(cursor, element);
}

/* Takes the bracket that ends the array. Where the text is the array, only blanks may follow. */
static JsonArrayKind jsonarray_close(JsonArrayCursor *cursor) {
  cursor->at++;
  if (cursor->inside) return JSONARRAY_END;
  cursor->at = jsonarray_skip_blanks(cursor->at, cursor->end);
  if (cursor->at < cursor->end) return jsonarray_fail(cursor, cursor->at, "text after the array");
  return JSONARRAY_END;
}

/* The first step: takes the bracket that begins the array. */
static JsonArrayKind jsonarray_open(JsonArrayCursor *cursor, JsonArrayElement *element) {
  const char *at = jsonarray_skip_blanks(cursor->at, cursor->end);
  if (at == cursor->end) return jsonarray_fail(cursor, cursor->begin, "no text");
  if (*at != '[') return jsonarray_fail(cursor, at, "no '[' at the beginning");
  cursor->at = jsonarray_skip_blanks(at + 1, cursor->end);
  if (cursor->at < cursor->end && *cursor->at == ']') return jsonarray_close(cursor);
  return jsonarray_element(cursor, element);
}

static inline JsonArrayKind jsonarray_step(JsonArrayCursor *cursor, JsonArrayElement *element) {
  if (cursor->at == cursor->array) return jsonarray_open(cursor, element);
  const char *at = jsonarray_skip_blanks(cursor->at, cursor->end);
  cursor->at = at;
  if (at == cursor->end) return jsonarray_fail(cursor, at, jsonarray_endless);
  if (*at == ']') return jsonarray_close(cursor);
  if (*at != ',') return jsonarray_fail(cursor, at, "no ',' or ']' after an element");
  cursor->at = jsonarray_skip_blanks(at + 1, cursor->end);
  if (cursor->at < cursor->end && *cursor->at == ']') {
    return jsonarray_fail(cursor, at, "a trailing comma");
  }
  return jsonarray_element(cursor, element);
}

JsonArrayKind jsonarray_next(JsonArrayCursor *cursor, JsonArrayElement *element) {
  if (stop_at(cursor->stop, ++cursor->taken)) {
    cursor->fault = (JsonFault){.reason = NULL};
    return JSONARRAY_FAULT;
  }
  return jsonarray_step(cursor, element);
}

/* ---- all numbers ---- */

/* Makes room for one more. An element takes 2 bytes of text or more, and scores of models some 20:
** so the first guess seldom has to grow more than twice. */
static bool jsonarray_grow(JsonNumbers *numbers, size_t text_size, MemoryResize *resize) {
  size_t capacity = numbers->capacity > 0 ? 2 * numbers->capacity : text_size / 16 + 8;
  double *items = memory_array(numbers->items, capacity, sizeof *items, resize);
  if (items == NULL) return false;
  numbers->items = items;
  numbers->capacity = capacity;
  return true;
}

/* The common case of jsonarray_step, made fast: numbers with a comma before and after. Takes at
** most `room` of them and returns how many. Where it stops, jsonarray_step goes on. */
static size_t jsonarray_take_plain(JsonArrayCursor *cursor, double *out, size_t room) {
  const char *at = cursor->at, *end = cursor->end;
  size_t count = 0, used;
  while (count < room && at < end && *at == ',') {
    const char *next = jsonarray_skip_blanks(at + 1, end);
    if (!decimal_parse(next, (size_t)(end - next), out + count, &used)) break;
    next = jsonarray_skip_blanks(next + used, end);
    if (next == end || *next != ',') break;
    at = next;
    count++;
  }
  cursor->at = at;
  return count;
}

bool jsonarray_numbers(const char *text, size_t size, JsonNumbers *numbers, JsonFault *fault,
                       MemoryResize *resize, const Stop *stop) {
  JsonArrayCursor cursor = jsonarray_begin(text, size, stop);
  JsonArrayElement element = {.text = text};
  JsonArrayKind kind;
  size_t count = 0, before = 0; /* and at the last question whether to stop, */
  size_t since = 0;             /* since when so many elements have come */
  numbers->count = 0;
  while ((kind = jsonarray_step(&cursor, &element)) <= JSONARRAY_NUMBER) {
    if (stop_after(stop, &since, count - before) ||
        (count == numbers->capacity && !jsonarray_grow(numbers, size, resize))) {
      *fault = (JsonFault){.reason = NULL};
      return false;
    }
    before = count;
    numbers->items[count++] = element.number;
    size_t room = numbers->capacity - count;
    count += jsonarray_take_plain(&cursor, numbers->items + count,
                                  room < STOP_EVERY ? room : STOP_EVERY);
  }
  if (kind == JSONARRAY_STRING) {
    kind = jsonarray_fail(&cursor, element.text - 1, "a string");
  }
  if (kind == JSONARRAY_FAULT) {
    *fault = cursor.fault;
    return false;
  }
  numbers->count = count;
  return true;
}
