/* jsonclasses.c: see jsonclasses.h.
**
** One cursor goes through the text once. Classes go into the tree that finds repeated ones and puts
** them in order; pairs keep their places in the text until all classes are known.
*/
#include "jsonclasses.h"

#include "../base/bits.h"
#include "../formats/jsonlabels.h"
#include "../formats/jsonobject.h"
#include "classes.h"

#define JSONCLASSES_MOST 9007199254740992.0 /* examples: 2^53, up to which doubles count */

enum { JSONCLASSES_CLASSES, JSONCLASSES_PAIRS, JSONCLASSES_WEIGHTED, JSONCLASSES_MEMBERS };

static const char *const jsonclasses_names[] = {"classes", "pairs", "weighted_pairs"};

/* A set while it is read. A function here that returns false leaves the reason in the cursor's
** fault. No reason, as at the beginning, means that memory ran out. */
typedef struct {
  JsonArrayCursor cursor;
  Avl classes;      /* class number i + 1 is the one at place i of the text */
  ClassPair *pairs; /* with places of the text */
  size_t count, capacity;
  double total;             /* of counts */
  double highest;           /* place that a pair names, */
  const char *highest_text; /* and where it does */
  const char *pairs_text;   /* where the pairs begin; NULL: not yet read */
  bool has_classes, weighted;
  MemoryResize *resize;
} JsonClassesDraft;

static bool jsonclasses_fail(JsonClassesDraft *draft, const char *at, const char *reason) {
  return jsonobject_fail(&draft->cursor, at, reason);
}

/* ---- classes ---- */

static bool jsonclasses_add(JsonClassesDraft *draft, const Label *label, const char *at) {
  if (classes_find(&draft->classes, label) != 0) {
    return jsonclasses_fail(draft, at, "the same class twice");
  }
  return classes_get(&draft->classes, label, sizeof(ClassItem), draft->resize) != 0;
}

static bool jsonclasses_add_text(JsonClassesDraft *draft, const JsonArrayElement *element) {
  unsigned char *bytes = draft->resize(NULL, (uint64_t)element->size + 1);
  if (bytes == NULL) return false;
  Label label = {.kind = LABEL_TEXT, .as.bytes = bytes};
  label.size = (uint32_t)jsonarray_unescape(element, bytes);
  bool added = jsonclasses_add(draft, &label, element->text - 1);
  draft->resize(bytes, 0);
  return added;
}

static bool jsonclasses_take_classes(JsonClassesDraft *draft) {
  JsonArrayElement element;
  JsonArrayKind kind;
  draft->has_classes = true;
  jsonarray_enter(&draft->cursor);
  while ((kind = jsonarray_next(&draft->cursor, &element)) < JSONARRAY_END) {
    if (kind == JSONARRAY_NULL) {
      return jsonclasses_fail(draft, element.text, "a class that is null or NaN");
    }
    if (kind == JSONARRAY_STRING) {
      if (!jsonclasses_add_text(draft, &element)) return false;
    } else {
      Label label = jsonlabels_number(&element);
      if (!jsonclasses_add(draft, &label, element.text)) return false;
    }
  }
  return kind == JSONARRAY_END;
}

/* ---- pairs ---- */

static bool jsonclasses_is_whole(double x) {
  return x >= 0.0 && x <= JSONCLASSES_MOST && (double)(int64_t)x == x;
}

/* What is wrong with element `index` of a pair, or NULL. */
static const char *jsonclasses_wrong(const JsonClassesDraft *draft, JsonArrayKind kind,
                                     double number, int index) {
  if (index == 3) return "a pair of more than three numbers";
  if (kind != JSONARRAY_NUMBER) return "a pair with something that is no number";
  if (index < 2) {
    return jsonclasses_is_whole(number) ? NULL : "a place that is no whole number of 0 or more";
  }
  if (draft->weighted) {
    return number >= 0.0 && !bits_is_infinite(number)
               ? NULL
               : "a weight that is no finite number of 0 or more";
  }
  return jsonclasses_is_whole(number) ? NULL : "a count that is no whole number of 0 or more";
}

/* Reads the three numbers of the pair at the cursor. */
static bool jsonclasses_numbers(JsonClassesDraft *draft, double numbers[3]) {
  JsonArrayElement element;
  JsonArrayKind kind;
  int index = 0;
  jsonarray_enter(&draft->cursor);
  while ((kind = jsonarray_next(&draft->cursor, &element)) < JSONARRAY_END) {
    const char *wrong = jsonclasses_wrong(draft, kind, element.number, index);
    if (wrong != NULL) {
      return jsonclasses_fail(draft, element.text - (kind == JSONARRAY_STRING), wrong);
    }
    if (index < 2 && element.number > draft->highest) {
      draft->highest = element.number;
      draft->highest_text = element.text;
    }
    numbers[index++] = element.number;
  }
  if (kind == JSONARRAY_FAULT) return false;
  return index == 3 ||
         jsonclasses_fail(draft, draft->cursor.at - 1, "a pair of fewer than three numbers");
}

static bool jsonclasses_grow(JsonClassesDraft *draft) {
  if (draft->count < draft->capacity) return true;
  size_t capacity = 2 * draft->capacity + 16;
  ClassPair *pairs = memory_array(draft->pairs, capacity, sizeof *pairs, draft->resize);
  if (pairs == NULL) return false;
  draft->pairs = pairs;
  draft->capacity = capacity;
  return true;
}

/* Takes the pair at the cursor; one that counts nothing is left out. Places beyond the range of
** uint32_t are found to have no class before they are used. */
static bool jsonclasses_take_pair(JsonClassesDraft *draft) {
  const char *at = draft->cursor.at;
  double numbers[3] = {0.0, 0.0, 0.0};
  if (at == draft->cursor.end || *at != '[') {
    return jsonclasses_fail(draft, at, "a pair that is no array");
  }
  if (!jsonclasses_numbers(draft, numbers)) return false;
  if (numbers[2] == 0.0) return true;
  if (!draft->weighted && draft->total > JSONCLASSES_MOST - numbers[2]) {
    return jsonclasses_fail(draft, at, "more than 2^53 examples");
  }
  draft->total += numbers[2];
  if (!jsonclasses_grow(draft)) return false;
  draft->pairs[draft->count++] =
      (ClassPair){(uint32_t)(int64_t)numbers[0], (uint32_t)(int64_t)numbers[1], numbers[2]};
  return true;
}

/* Takes an array of arrays, which jsonarray.h does not read. */
static bool jsonclasses_take_pairs(JsonClassesDraft *draft, bool weighted) {
  JsonArrayCursor *cursor = &draft->cursor;
  if (draft->pairs_text != NULL) {
    return jsonclasses_fail(draft, cursor->at, "both \"pairs\" and \"weighted_pairs\"");
  }
  draft->pairs_text = cursor->at;
  draft->weighted = weighted;
  cursor->at = jsonarray_skip_blanks(cursor->at + 1, cursor->end);
  for (bool first = true;; first = false) {
    const char *at = cursor->at = jsonarray_skip_blanks(cursor->at, cursor->end);
    if (at == cursor->end) return jsonclasses_fail(draft, at, "no ']' at the end");
    if (*at == ']') break;
    if (!first && *at != ',') return jsonclasses_fail(draft, at, "no ',' or ']' after a pair");
    if (!first) cursor->at = jsonarray_skip_blanks(at + 1, cursor->end);
    if (!jsonclasses_take_pair(draft)) return false;
  }
  cursor->at++;
  return true;
}

/* ---- the whole ---- */

static bool jsonclasses_take(JsonClassesDraft *draft, const JsonArrayElement *name, bool *seen) {
  JsonArrayCursor *cursor = &draft->cursor;
  int member = jsonobject_index(name, jsonclasses_names, JSONCLASSES_MEMBERS);
  if (member == JSONCLASSES_MEMBERS) {
    return jsonclasses_fail(draft, name->text - 1,
                            "a member other than \"classes\", \"pairs\" and \"weighted_pairs\"");
  }
  if (seen[member]) return jsonclasses_fail(draft, name->text - 1, "the same member twice");
  if (*cursor->at != '[') return jsonclasses_fail(draft, cursor->at, "a member that is no array");
  seen[member] = true;
  if (member == JSONCLASSES_CLASSES) return jsonclasses_take_classes(draft);
  return jsonclasses_take_pairs(draft, member == JSONCLASSES_WEIGHTED);
}

/* Whether all is there that is due, and every place has a class. The cursor is behind the '}'. */
static bool jsonclasses_is_complete(JsonClassesDraft *draft) {
  const char *end = draft->cursor.at - 1;
  uint32_t classes = draft->classes.used > 0 ? draft->classes.used - 1 : 0;
  if (!draft->has_classes) return jsonclasses_fail(draft, end, "no \"classes\"");
  if (draft->pairs_text == NULL) return jsonclasses_fail(draft, end, "no \"pairs\"");
  return draft->highest < (double)classes ||
         jsonclasses_fail(draft, draft->highest_text, "a place that no class has");
}

static bool jsonclasses_members(JsonClassesDraft *draft) {
  bool seen[JSONCLASSES_MEMBERS] = {false};
  JsonArrayElement name;
  if (!jsonobject_open(&draft->cursor)) return false;
  for (bool first = true;; first = false) {
    if (!jsonobject_member(&draft->cursor, first, &name)) return false;
    if (name.text == NULL) break;
    if (!jsonclasses_take(draft, &name, seen)) return false;
  }
  return jsonclasses_is_complete(draft) && jsonobject_close(&draft->cursor);
}

/* Whether each pair of the set, which is in order, is there once. */
static bool jsonclasses_is_distinct(const ClassSet *set) {
  for (size_t i = 1; i < set->pair_count; i++) {
    const ClassPair *a = &set->pairs[i - 1], *b = &set->pairs[i];
    if (a->label == b->label && a->predicted == b->predicted) return false;
  }
  return true;
}

/* Makes the set of what has been read. On success it owns the labels and the pairs. */
static bool jsonclasses_finish(JsonClassesDraft *draft, ClassSet *set) {
  Label *labels;
  uint32_t *places;
  size_t count;
  if (!classes_list(&draft->classes, &labels, &places, &count, draft->resize)) return false;
  for (size_t i = 0; i < draft->count; i++) {
    ClassPair *pair = &draft->pairs[i];
    pair->label = places[pair->label + 1];
    pair->predicted = places[pair->predicted + 1];
  }
  draft->resize(places, 0);
  *set = (ClassSet){labels, count, draft->pairs, draft->count, draft->weighted, true};
  bool done = class_set_sort(set, draft->resize);
  if (done && !jsonclasses_is_distinct(set)) {
    done = jsonclasses_fail(draft, draft->pairs_text, "the same pair twice");
  }
  if (done) return true;
  draft->resize(labels, 0);
  *set = (ClassSet){.classes = NULL};
  return false;
}

bool jsonclasses_read(const char *text, size_t size, ClassSet *set, JsonFault *fault,
                      MemoryResize *resize, const Stop *stop) {
  JsonClassesDraft draft = {.cursor = jsonarray_begin(text, size, stop), .highest = -1.0};
  draft.resize = resize;
  if (size <= UINT32_MAX && jsonclasses_members(&draft) && jsonclasses_finish(&draft, set)) {
    avl_clear(&draft.classes, resize); /* without the labels */
    return true;
  }
  classes_clear(&draft.classes, resize);
  if (draft.pairs != NULL) resize(draft.pairs, 0);
  *fault = draft.cursor.fault;
  return false;
}
