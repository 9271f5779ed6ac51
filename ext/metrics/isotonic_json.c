/* isotonic_json.c: see isotonic_json.h.
**
** Whichever array comes first makes room for the points and fills one half of each; the other array
** fills the other half.
*/
#include "isotonic_json.h"

#include "../base/bits.h"
#include "../formats/jsonobject.h"

enum { ISOTONIC_JSON_X, ISOTONIC_JSON_Y, ISOTONIC_JSON_MEMBERS };

static const char *const isotonic_json_names[] = {"x", "y"};

/* What is wrong with an element that follows `before`, NaN where it is the first; or NULL. */
static const char *isotonic_json_wrong(JsonArrayKind kind, double number, double before,
                                       int member) {
  if (kind == JSONARRAY_STRING) return "a string";
  if (kind == JSONARRAY_NULL) return "a null or NaN";
  if (member == ISOTONIC_JSON_X) {
    if (bits_is_infinite(number)) return "an infinite x";
    return number <= before ? "an x that is not above the one before" : NULL;
  }
  if (!(number >= 0.0 && number <= 1.0)) return "a y that is not from 0 to 1";
  return number < before ? "a y that is below the one before" : NULL;
}

/* Reads the array at the cursor into halves of the points. *count: how many elements it has; more
** than `most` of them is a fault. */
static bool isotonic_json_fill(JsonArrayCursor *cursor, IsotonicPoint *points, int member,
                               size_t most, size_t *count) {
  JsonArrayElement element = {.number = 0.0};
  JsonArrayKind kind;
  double before = bits_nan();
  *count = 0;
  jsonarray_enter(cursor);
  while ((kind = jsonarray_next(cursor, &element)) < JSONARRAY_END) {
    const char *wrong = isotonic_json_wrong(kind, element.number, before, member);
    if (wrong == NULL && *count == most) wrong = "not as many x as y";
    if (wrong != NULL) {
      return jsonobject_fail(cursor, element.text - (kind == JSONARRAY_STRING), wrong);
    }
    before = element.number + 0.0; /* -0.0 becomes 0.0 */
    IsotonicPoint *point = points + (*count)++;
    *(member == ISOTONIC_JSON_X ? &point->x : &point->y) = before;
  }
  return kind == JSONARRAY_END;
}

/* Takes the value of a member. */
static bool isotonic_json_take(JsonArrayCursor *cursor, Isotonic *fit, int member,
                               MemoryResize *resize) {
  size_t count, most = SIZE_MAX;
  if (*cursor->at != '[') return jsonobject_fail(cursor, cursor->at, "a member that is no array");
  bool second = fit->points != NULL;
  if (second) {
    most = fit->count;
  } else {
    fit->points = memory_array(NULL, jsonobject_room(cursor), sizeof *fit->points, resize);
    if (fit->points == NULL) return false;
  }
  if (!isotonic_json_fill(cursor, fit->points, member, most, &count)) return false;
  if (second && count < most) {
    return jsonobject_fail(cursor, cursor->at - 1, "not as many x as y");
  }
  fit->count = count;
  return true;
}

/* Takes the members up to the '}'. */
static bool isotonic_json_members(JsonArrayCursor *cursor, Isotonic *fit, MemoryResize *resize) {
  bool seen[ISOTONIC_JSON_MEMBERS] = {false, false};
  JsonArrayElement name;
  for (bool first = true;; first = false) {
    if (!jsonobject_member(cursor, first, &name)) return false;
    if (name.text == NULL) break;
    int member = jsonobject_index(&name, isotonic_json_names, ISOTONIC_JSON_MEMBERS);
    if (member == ISOTONIC_JSON_MEMBERS) {
      return jsonobject_fail(cursor, name.text - 1, "a member other than \"x\" and \"y\"");
    }
    if (seen[member]) return jsonobject_fail(cursor, name.text - 1, "the same member twice");
    seen[member] = true;
    if (!isotonic_json_take(cursor, fit, member, resize)) return false;
  }
  const char *end = cursor->at - 1;
  if (!seen[ISOTONIC_JSON_X]) return jsonobject_fail(cursor, end, "no \"x\"");
  if (!seen[ISOTONIC_JSON_Y]) return jsonobject_fail(cursor, end, "no \"y\"");
  return fit->count > 0 || jsonobject_fail(cursor, end, "no points");
}

bool isotonic_json_read(const char *text, size_t size, Isotonic *fit, JsonFault *fault,
                        MemoryResize *resize, const Stop *stop) {
  JsonArrayCursor cursor = jsonarray_begin(text, size, stop);
  if (jsonobject_open(&cursor) && isotonic_json_members(&cursor, fit, resize) &&
      jsonobject_close(&cursor)) {
    return true;
  }
  isotonic_clear(fit, resize);
  *fault = cursor.fault;
  return false;
}
