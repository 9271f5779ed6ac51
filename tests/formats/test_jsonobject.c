/* test_jsonobject.c: objects member by member: which are taken, with which names, and where the others
** go wrong. In the texts ' stands for ". */
#include "../../ext/formats/jsonobject.h"

#include "../check.h"
#include "../testing.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

static const char *const test_names[] = {"classes", "pairs"};

/* Goes through an object of arrays of numbers; `line` becomes each member's number among the names
** and how long its array is. */
static bool test_walk(JsonArrayCursor *cursor, char *line) {
  JsonArrayElement name, element;
  if (!jsonobject_open(cursor)) return false;
  for (bool first = true;; first = false) {
    if (!jsonobject_member(cursor, first, &name)) return false;
    if (name.text == NULL) return jsonobject_close(cursor);
    if (*cursor->at != '[') return jsonobject_fail(cursor, cursor->at, "no array");
    JsonArrayKind kind;
    int count = 0;
    jsonarray_enter(cursor);
    while ((kind = jsonarray_next(cursor, &element)) < JSONARRAY_END) count++;
    if (kind == JSONARRAY_FAULT) return false;
    line += sprintf(line, "%d:%d ", jsonobject_number(&name, test_names, 2), count);
  }
}

static const struct {
  const char *text, *line; /* what is found, or the reason why not, */
  size_t position;         /* and where; 0: all is right */
} test_cases[] = {
    {"{}", "", 0},
    {" {\n} ", "", 0},
    {"{'classes':[1,2],'pairs':[]}", "0:2 1:0 ", 0},
    {" { 'pairs' :\t[ 1 ] , 'classes':[] }\r", "1:1 0:0 ", 0},
    {"{'pairs':[],'pairs':[]}", "1:0 1:0 ", 0},
    {"{'\\u0070airs':[],'pair':[],'pairsx':[],'':[]}", "1:0 2:0 2:0 2:0 ", 0},
    {"{'\\u0070\\u0061\\u0069\\u0072\\u0073':[]}", "1:0 ", 0},
    {"{'a name that is longer than any member of any set has':[3]}", "2:1 ", 0},
    {"", "no text", 1},
    {"  ", "no text", 1},
    {"[]", "no '{' at the beginning", 1},
    {" x", "no '{' at the beginning", 2},
    {"{", "no '}' at the end", 2},
    {"{'a'", "no '}' at the end", 5},
    {"{'a':", "no '}' at the end", 6},
    {"{'a' ", "no '}' at the end", 6},
    {"{'a':[]", "no '}' at the end", 8},
    {"{'a':[],", "no '}' at the end", 9},
    {"{'a':[],}", "a trailing comma", 8},
    {"{,}", "no name in quotes", 2},
    {"{a:[]}", "no name in quotes", 2},
    {"{'a'[]}", "no ':' after a name", 5},
    {"{'a':[]'b':[]}", "no ',' or '}' after a member", 8},
    {"{'a:[]}", "a string that does not end", 2},
    {"{} x", "text after the object", 4},
    {"{'a':1}", "no array", 6},
    {"{'a':[1}", "no ',' or ']' after an element", 8},
};

static void test_all(void) {
  for (size_t i = 0; i < sizeof test_cases / sizeof *test_cases; i++) {
    char line[100] = "", *json = test_copy(test_cases[i].text, strlen(test_cases[i].text));
    size_t size = strlen(test_cases[i].text);
    for (size_t k = 0; k < size; k++) {
      if (json[k] == '\'') json[k] = '"';
    }
    JsonArrayCursor cursor = jsonarray_begin(json, size);
    bool sound = test_walk(&cursor, line);
    CHECK(sound == (test_cases[i].position == 0), "%s", test_cases[i].text);
    CHECK(strcmp(sound ? line : cursor.fault.reason, test_cases[i].line) == 0, "%s: %s",
          test_cases[i].text, sound ? line : cursor.fault.reason);
    CHECK(sound || cursor.fault.position == test_cases[i].position, "%s: at %zu",
          test_cases[i].text, cursor.fault.position);
    free(json);
  }
}

int main(void) {
  test_all();
  return check_report();
}
