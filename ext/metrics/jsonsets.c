/* jsonsets.c: see jsonsets.h.
**
** One cursor goes through the text once. Scores and weights of a class share its rows: a score
** fills one half of a row, a weight the other. Whichever array comes first makes room for the rows,
** one more than it has commas. So a set never takes more than its rows, whatever the order of its
** members. As in jsonarray.c a fault is found at the first character that cannot be right.
**
** A function here that returns false leaves the reason in the cursor's fault. No reason, as at the
** beginning, means that memory ran out.
*/
#include "jsonsets.h"

#include "../base/bits.h"
#include "../formats/jsonobject.h"

#include <string.h>

/* ---- one set ---- */

/* The members of a set have numbers: bit 0 is set for the positive class, bit 1 for weights. */
enum { JSONSETS_POSITIVE = 1, JSONSETS_WEIGHT = 2, JSONSETS_MEMBERS = 4 };

static const char *const jsonsets_names[] = {"negative", "positive", "negative_weight",
                                             "positive_weight"};
static const char *const jsonsets_missing[] = {"no \"negative\"", "no \"positive\"",
                                               "no \"negative_weight\"", "no \"positive_weight\""};

/* A set while it is read. */
typedef struct {
  Example *rows;
  size_t count;
  size_t begin[2], end[2]; /* the rows of negative, of positive examples */
  bool seen[JSONSETS_MEMBERS];
} JsonSetsDraft;

/* The number of the member of that name, or JSONSETS_MEMBERS. */
static int jsonsets_number(const JsonArrayElement *name) {
  return jsonobject_index(name, jsonsets_names, JSONSETS_MEMBERS);
}

static bool jsonsets_is_null(const JsonArrayCursor *cursor) {
  return cursor->end - cursor->at >= 4 && memcmp(cursor->at, "null", 4) == 0;
}

/* Refuses a member of another name. Its value shows what was meant. */
static bool jsonsets_unknown(JsonArrayCursor *cursor, const JsonArrayElement *name) {
  const char *at = cursor->at;
  if (*at == '{' || *at == '"') return jsonobject_fail(cursor, at, "a set inside a set");
  return jsonobject_fail(cursor, name->text - 1,
                         "a member other than \"negative\", \"positive\" and their weights");
}

/* Makes room for the elements of the array at the cursor. */
static bool jsonsets_reserve(JsonArrayCursor *cursor, JsonSetsDraft *draft, MemoryResize *resize) {
  size_t capacity = draft->count + jsonobject_room(cursor);
  Example *rows = memory_array(draft->rows, capacity, sizeof *rows, resize);
  if (rows == NULL) return false;
  draft->rows = rows;
  return true;
}

/* What is wrong with an element of a member, or NULL. */
static const char *jsonsets_wrong(JsonArrayKind kind, double number, bool weight) {
  if (kind == JSONARRAY_STRING) return "a string";
  if (!weight) return kind == JSONARRAY_NULL ? "a score that is null or NaN" : NULL;
  if (kind == JSONARRAY_NULL) return "a weight that is null or NaN";
  if (number < 0.0) return "a negative weight";
  return bits_is_infinite(number) ? "an infinite weight" : NULL;
}

static const char jsonsets_uneven[] = "not as many weights as scores";

/* Reads the array at the cursor into halves of rows, from *row on. *row becomes where they end.
** More than `limit` rows is a fault. */
static bool jsonsets_fill(JsonArrayCursor *cursor, Example *rows, bool weight, size_t limit,
                          size_t *row) {
  JsonArrayElement element = {.number = 0.0};
  JsonArrayKind kind;
  jsonarray_enter(cursor);
  while ((kind = jsonarray_next(cursor, &element)) < JSONARRAY_END) {
    const char *wrong = jsonsets_wrong(kind, element.number, weight);
    if (wrong == NULL && *row == limit) wrong = jsonsets_uneven;
    if (wrong != NULL) {
      return jsonobject_fail(cursor, element.text - (kind == JSONARRAY_STRING), wrong);
    }
    Example *example = rows + (*row)++;
    *(weight ? &example->weight : &example->score) = element.number;
  }
  return kind == JSONARRAY_END;
}

/* Takes the value of a member. */
static bool jsonsets_take(JsonArrayCursor *cursor, JsonSetsDraft *draft, int member,
                          MemoryResize *resize) {
  int label = member & JSONSETS_POSITIVE;
  bool weight = (member & JSONSETS_WEIGHT) != 0;
  if (*cursor->at != '[') return jsonobject_fail(cursor, cursor->at, "a member that is no array");
  draft->seen[member] = true;
  if (draft->seen[member ^ JSONSETS_WEIGHT]) {
    size_t row = draft->begin[label], end = draft->end[label];
    if (!jsonsets_fill(cursor, draft->rows, weight, end, &row)) return false;
    return row == end || jsonobject_fail(cursor, cursor->at - 1, jsonsets_uneven);
  }
  draft->begin[label] = draft->count;
  if (!jsonsets_reserve(cursor, draft, resize)) return false;
  if (!jsonsets_fill(cursor, draft->rows, weight, SIZE_MAX, &draft->count)) return false;
  draft->end[label] = draft->count;
  return true;
}

/* Whether all members that are due were there. The cursor is behind the '}'. */
static bool jsonsets_is_complete(JsonArrayCursor *cursor, const bool *seen) {
  bool weighted = seen[JSONSETS_WEIGHT] || seen[JSONSETS_WEIGHT | JSONSETS_POSITIVE];
  int due = weighted ? JSONSETS_MEMBERS : JSONSETS_WEIGHT, member = 0;
  while (member < due && seen[member]) member++;
  return member == due || jsonobject_fail(cursor, cursor->at - 1, jsonsets_missing[member]);
}

/* Turns the rows of a draft into examples, in place. False where it was to stop: they are not in
** order. */
static bool jsonsets_finish(const JsonSetsDraft *draft, const Stop *stop, JsonSet *set) {
  const size_t begin = draft->begin[JSONSETS_POSITIVE], end = draft->end[JSONSETS_POSITIVE];
  size_t count = 0;
  set->weighted = draft->seen[JSONSETS_WEIGHT];
  set->examples = draft->rows;
  for (size_t i = 0; i < draft->count; i++) {
    double weight = set->weighted ? draft->rows[i].weight : 1.0;
    if (weight == 0.0) continue;
    set->examples[count++] = example_of(draft->rows[i].score, i >= begin && i < end, weight);
  }
  set->count = count;
  return examples_sort_unless(set->examples, count, stop);
}

static bool jsonsets_members(JsonArrayCursor *cursor, JsonSetsDraft *draft, MemoryResize *resize) {
  JsonArrayElement name;
  for (bool first = true;; first = false) {
    if (!jsonobject_member(cursor, first, &name)) return false;
    if (name.text == NULL) return jsonsets_is_complete(cursor, draft->seen);
    int member = jsonsets_number(&name);
    if (member == JSONSETS_MEMBERS) return jsonsets_unknown(cursor, &name);
    if (draft->seen[member]) return jsonobject_fail(cursor, name.text - 1, "the same member twice");
    if (!jsonsets_take(cursor, draft, member, resize)) return false;
  }
}

/* Takes an object that is a set. */
static bool jsonsets_set(JsonArrayCursor *cursor, JsonSet *set, MemoryResize *resize) {
  JsonSetsDraft draft = {.rows = NULL};
  if (!jsonobject_open(cursor)) return false;
  if (jsonsets_members(cursor, &draft, resize)) {
    return jsonsets_finish(&draft, cursor->stop, set); /* which has the rows */
  }
  if (draft.rows != NULL) resize(draft.rows, 0);
  return false;
}

/* ---- several ---- */

static bool jsonsets_alone(JsonArrayCursor *cursor, JsonSet *set, MemoryResize *resize) {
  return jsonsets_set(cursor, set, resize) && jsonobject_close(cursor);
}

/* The string that an element stands for, in memory of its own; NULL when that ran out. */
static char *jsonsets_unescaped(const JsonArrayElement *element, size_t *size,
                                MemoryResize *resize) {
  char *bytes = resize(NULL, (uint64_t)element->size + 1);
  if (bytes != NULL) *size = jsonarray_unescape(element, (unsigned char *)bytes);
  return bytes;
}

/* Takes a string that holds a set. */
static bool jsonsets_quoted(JsonArrayCursor *cursor, JsonSet *set, MemoryResize *resize) {
  const char *quote = cursor->at;
  JsonArrayElement element;
  size_t size;
  if (jsonarray_string(cursor, &element) == JSONARRAY_FAULT) return false;
  char *bytes = jsonsets_unescaped(&element, &size, resize);
  if (bytes == NULL) return false;
  JsonArrayCursor inner = jsonarray_begin(bytes, size, cursor->stop);
  bool read = jsonsets_alone(&inner, set, resize);
  resize(bytes, 0);
  return read || jsonobject_fail(cursor, quote, inner.fault.reason); /* which may be NULL */
}

/* Takes a null, which an aggregate over no rows gives: a set without examples. */
static bool jsonsets_nothing(JsonArrayCursor *cursor, JsonSet *set, MemoryResize *resize) {
  cursor->at += strlen("null");
  set->examples = resize(NULL, sizeof *set->examples);
  return set->examples != NULL;
}

static bool jsonsets_value(JsonArrayCursor *cursor, JsonSet *set, MemoryResize *resize) {
  const char *at = cursor->at;
  if (*at == '{') return jsonsets_set(cursor, set, resize);
  if (*at == '"') return jsonsets_quoted(cursor, set, resize);
  if (jsonsets_is_null(cursor)) return jsonsets_nothing(cursor, set, resize);
  return jsonobject_fail(cursor, at, "a set that is no object");
}

/* One more set, zeroed; NULL when memory ran out. */
static JsonSet *jsonsets_add(JsonSets *sets, MemoryResize *resize) {
  if (sets->count == sets->capacity) {
    size_t capacity = sets->capacity > 0 ? 2 * sets->capacity : 4;
    JsonSet *items = memory_array(sets->items, capacity, sizeof *items, resize);
    if (items == NULL) return NULL;
    sets->items = items;
    sets->capacity = capacity;
  }
  sets->items[sets->count] = (JsonSet){.name = NULL};
  return sets->items + sets->count++;
}

static bool jsonsets_named(JsonArrayCursor *cursor, JsonSets *sets, MemoryResize *resize) {
  JsonArrayElement name;
  if (!jsonobject_open(cursor)) return false;
  for (bool first = true;; first = false) {
    if (!jsonobject_member(cursor, first, &name)) return false;
    if (name.text == NULL) return jsonobject_close(cursor);
    JsonSet *set = jsonsets_add(sets, resize);
    if (set == NULL) return false;
    set->name = jsonsets_unescaped(&name, &set->name_size, resize);
    if (set->name == NULL) return false;
    if (!jsonsets_value(cursor, set, resize)) return false;
  }
}

/* Whether the text holds sets by name. Then its first value is an object, a string, or a null under
** another name than a set's members have. */
static bool jsonsets_are_named(JsonArrayCursor cursor) {
  JsonArrayElement name;
  if (!jsonobject_open(&cursor) || !jsonobject_member(&cursor, true, &name)) return false;
  if (name.text == NULL) return false;
  if (jsonsets_is_null(&cursor)) return jsonsets_number(&name) == JSONSETS_MEMBERS;
  return *cursor.at == '{' || *cursor.at == '"';
}

static bool jsonsets_all(JsonArrayCursor *cursor, JsonSets *sets, MemoryResize *resize) {
  if (jsonsets_are_named(*cursor)) return jsonsets_named(cursor, sets, resize);
  JsonSet *set = jsonsets_add(sets, resize);
  return set != NULL && jsonsets_alone(cursor, set, resize);
}

bool jsonsets_read(const char *text, size_t size, JsonSets *sets, JsonFault *fault,
                   MemoryResize *resize, const Stop *stop) {
  JsonArrayCursor cursor = jsonarray_begin(text, size, stop);
  if (jsonsets_all(&cursor, sets, resize)) return true;
  jsonsets_clear(sets, resize);
  *fault = cursor.fault;
  return false;
}

void jsonsets_clear(JsonSets *sets, MemoryResize *resize) {
  for (size_t i = 0; i < sets->count; i++) {
    if (sets->items[i].name != NULL) resize(sets->items[i].name, 0);
    if (sets->items[i].examples != NULL) resize(sets->items[i].examples, 0);
  }
  if (sets->items != NULL) resize(sets->items, 0);
  *sets = (JsonSets){.items = NULL};
}
