/* jsonindexes.c: see jsonindexes.h. */
#include "jsonindexes.h"

static unsigned jsonindexes_digits(size_t index) {
  unsigned digits = 1;
  for (; index > 9; index /= 10) digits++;
  return digits;
}

uint64_t jsonindexes_size(size_t n, size_t most) {
  uint64_t each = jsonindexes_digits(most) + 1; /* a comma */
  return n > (UINT64_MAX - 2) / each ? UINT64_MAX : n * each + 2;
}

size_t jsonindexes_write(char *text, const size_t *indexes, size_t n, const Stop *stop) {
  char *at = text;
  *at++ = '[';
  for (size_t i = 0; i < n; i++) {
    if (stop_at(stop, i)) return 0;
    size_t left = indexes[i];
    char *end = at + jsonindexes_digits(left);
    for (char *digit = end; digit > at; left /= 10) *--digit = (char)('0' + left % 10);
    at = end;
    if (i + 1 < n) *at++ = ',';
  }
  *at++ = ']';
  return (size_t)(at - text);
}
