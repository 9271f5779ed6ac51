/* jsonobject.c: see jsonobject.h. */
#include "jsonobject.h"

#include <string.h>

bool jsonobject_fail(JsonArrayCursor *cursor, const char *at, const char *reason) {
  jsonarray_fail(cursor, at, reason);
  return false;
}

bool jsonobject_open(JsonArrayCursor *cursor) {
  const char *at = jsonarray_skip_blanks(cursor->at, cursor->end);
  if (at == cursor->end) return jsonobject_fail(cursor, cursor->begin, "no text");
  if (*at != '{') return jsonobject_fail(cursor, at, "no '{' at the beginning");
  cursor->at = at + 1;
  return true;
}

/* Takes the comma before a member that is not the first. */
static bool jsonobject_comma(JsonArrayCursor *cursor) {
  const char *at = cursor->at, *end = cursor->end;
  if (at < end && *at != ',') return jsonobject_fail(cursor, at, "no ',' or '}' after a member");
  if (at < end) cursor->at = jsonarray_skip_blanks(at + 1, end);
  if (cursor->at == end || *cursor->at != '}') return true;
  return jsonobject_fail(cursor, at, "a trailing comma");
}

bool jsonobject_member(JsonArrayCursor *cursor, bool first, JsonArrayElement *name) {
  static const char endless[] = "no '}' at the end";
  const char *end = cursor->end;
  name->text = NULL;
  cursor->at = jsonarray_skip_blanks(cursor->at, end);
  if (cursor->at < end && *cursor->at == '}') {
    cursor->at++;
    return true;
  }
  if (!first && !jsonobject_comma(cursor)) return false;
  if (cursor->at == end) return jsonobject_fail(cursor, end, endless);
  if (*cursor->at != '"') return jsonobject_fail(cursor, cursor->at, "no name in quotes");
  if (jsonarray_string(cursor, name) == JSONARRAY_FAULT) return false;

  const char *at = jsonarray_skip_blanks(cursor->at, end);
  if (at < end && *at != ':') return jsonobject_fail(cursor, at, "no ':' after a name");
  if (at < end) at = jsonarray_skip_blanks(at + 1, end);
  if (at == end) return jsonobject_fail(cursor, end, endless);
  cursor->at = at;
  return true;
}

bool jsonobject_close(JsonArrayCursor *cursor) {
  const char *at = jsonarray_skip_blanks(cursor->at, cursor->end);
  return at == cursor->end || jsonobject_fail(cursor, at, "text after the object");
}

int jsonobject_number(const JsonArrayElement *name, const char *const *names, int count) {
  unsigned char plain[6 * JSONOBJECT_NAME]; /* with every character as an escape */
  if (name->size > sizeof plain) return count;
  size_t size = jsonarray_unescape(name, plain);
  int number = 0;
  while (number < count &&
         (size != strlen(names[number]) || memcmp(plain, names[number], size) != 0)) {
    number++;
  }
  return number;
}
