/* pattern.c: extended regular expressions on error messages.
**
** The C locale is used everywhere, where a character is a byte. So that a repetition after a
** character of UTF-8 means the character, each one outside brackets is put in parentheses.
*/
#include "pattern.h"

#include <regex.h>

static bool is_continuation(char byte) {
  return ((unsigned char)byte & 0xc0) == 0x80;
}

/* The length of a bracket expression; ] may stand first, and classes have brackets of their own. */
static size_t bracket_length(const char *at) {
  size_t length = at[1] == '^' ? 2 : 1;
  if (at[length] == ']') length++;
  while (at[length] != 0 && at[length] != ']') {
    char class = '\0';
    if (at[length] == '[') class = at[length + 1];
    length++;
    if (class != ':' && class != '.' && class != '=') continue;
    length++;
    while (at[length] != 0 && !(at[length] == class && at[length + 1] == ']')) length++;
    if (at[length] != 0) length += 2;
  }
  return at[length] == 0 ? length : length + 1;
}

static void group_characters(const char *pattern, Buffer *grouped) {
  for (const char *at = pattern; *at != 0;) {
    size_t length = 1;
    bool wide = ((unsigned char)*at & 0xc0) == 0xc0;
    if (*at == '[') {
      length = bracket_length(at);
    } else if (*at == '\\' && at[1] != 0) {
      length = 2;
    } else if (wide) {
      while (is_continuation(at[length])) length++;
    }
    if (wide) buffer_add(grouped, "(");
    buffer_append(grouped, at, length);
    if (wide) buffer_add(grouped, ")");
    at += length;
  }
}

bool pattern_match(const char *pattern, const char *message, Buffer *problem) {
  Buffer grouped = {0};
  regex_t compiled;
  buffer_add(&grouped, "");
  group_characters(pattern, &grouped);
  int error = regcomp(&compiled, grouped.data, REG_EXTENDED | REG_NOSUB);
  buffer_free(&grouped);
  if (error != 0) {
    buffer_format(problem, "expected an extended regular expression, got '%s'", pattern);
    return false;
  }
  bool found = regexec(&compiled, message, 0, NULL, 0) == 0;
  regfree(&compiled);
  if (!found) buffer_format(problem, "expected an error like '%s', got: %s", pattern, message);
  return found;
}
