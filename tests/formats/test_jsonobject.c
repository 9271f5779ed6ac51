/* test_jsonobject.c: which texts are objects of flat arrays, what their members are called, and where
** the others go wrong. In the tables ' stands for ".
*/
#include "../../ext/formats/jsonobject.h"

#include "../check.h"
#include "../testing.h"

#include <stdlib.h>
#include <string.h>

/* A copy that ends where the text does, for the sanitizers, with ' as ". */
static char *test_json(const char *text, size_t size) {
  char *json = malloc(size > 0 ? size : 1);
  if (json == NULL) abort();
  for (size_t i = 0; i < size; i++) json[i] = (char)(text[i] == '\'' ? '"' : text[i]);
  return json;
}

static const char *const test_names[] = {"x", "positive_weight", "", "a\"b"};

enum { TEST_NAMES = 4, TEST_LINE = 200 };

/* What a text holds as a line: of each member the number of its name in test_names and its
** elements. The room for them is enough. */
static bool test_read(JsonArrayCursor *cursor, char *line) {
  JsonArrayElement name, element = {.number = 0.0};
  if (!jsonobject_open(cursor)) return false;
  for (bool first = true;; first = false) {
    if (!jsonobject_member(cursor, first, &name)) return false;
    if (name.text == NULL) return jsonobject_close(cursor);
    line += sprintf(line, "%d:", jsonobject_index(&name, test_names, TEST_NAMES));
    if (*cursor->at != '[') return jsonobject_fail(cursor, cursor->at, "no array");
    size_t room = jsonobject_room(cursor), count = 0;
    jsonarray_enter(cursor);
    JsonArrayKind kind;
    while ((kind = jsonarray_next(cursor, &element)) < JSONARRAY_END) {
      line += sprintf(line, "%g,", element.number);
      count++;
    }
    if (kind == JSONARRAY_FAULT) return false;
    CHECK(count <= room && room <= count + 1, "%zu elements, room for %zu", count, room);
  }
}

static const struct {
  const char *text, *due;
} test_accepted[] = {
    {"{}", ""},
    {" { } ", ""},
    {"\t{\n}\r", ""},
    {"{'x':[]}", "0:"},
    {"{'x':[1]}", "0:1,"},
    {"{'x':[1,2],'positive_weight':[3]}", "0:1,2,1:3,"},
    {" { 'x' : [ 1 , 2 ] , '' : [ ] } ", "0:1,2,2:"},
    {"{'x':[1],'x':[2]}", "0:1,0:2,"},
    {"{'\\u0078':[1],'a\\'b':[2],'\\u0061\\u0022\\u0062':[3]}", "0:1,3:2,3:3,"},
    {"{'\\u0070\\u006f\\u0073\\u0069\\u0074\\u0069\\u0076\\u0065\\u005f\\u0077\\u0065\\u0069\\u0067"
     "\\u0068\\u0074':[]}",
     "1:"},
    {"{'X':[1],'xx':[2],'positive_weigh':[3],'positive_weights':[4],'x\\u0000':[5]}",
     "4:1,4:2,4:3,4:4,4:5,"},
};

static void test_accepting(void) {
  for (size_t i = 0; i < sizeof test_accepted / sizeof *test_accepted; i++) {
    size_t size = strlen(test_accepted[i].text);
    char *json = test_json(test_accepted[i].text, size), line[TEST_LINE] = "";
    JsonArrayCursor cursor = jsonarray_begin(json, size, NULL);
    bool read = test_read(&cursor, line);
    CHECK(read && strcmp(line, test_accepted[i].due) == 0, "%s: %s", test_accepted[i].text, line);
    free(json);
  }
}

/* A name that cannot be any of those that are looked for. */
static void test_long_name(void) {
  static char text[100000];
  memset(text, 'x', sizeof text);
  memcpy(text, "{\"", 2);
  memcpy(text + sizeof text - 5, "\":[]}", 5);
  JsonArrayCursor cursor = jsonarray_begin(text, sizeof text, NULL);
  char line[TEST_LINE] = "";
  CHECK(test_read(&cursor, line) && strcmp(line, "4:") == 0, "%s", line);
}

static const struct {
  const char *text;
  size_t position;
  const char *reason;
} test_refused[] = {
    {"", 1, "no text"},
    {" \n", 1, "no text"},
    {"[]", 1, "no '{' at the beginning"},
    {" x", 2, "no '{' at the beginning"},
    {"{", 2, "no '}' at the end"},
    {"{ ", 3, "no '}' at the end"},
    {"{'x'", 5, "no '}' at the end"},
    {"{'x':", 6, "no '}' at the end"},
    {"{'x': ", 7, "no '}' at the end"},
    {"{'x':[]", 8, "no '}' at the end"},
    {"{'x':[],", 9, "no '}' at the end"},
    {"{x:[]}", 2, "no name in quotes"},
    {"{,'x':[]}", 2, "no name in quotes"},
    {"{'x':[],,'x':[]}", 9, "no name in quotes"},
    {"{'x' []}", 6, "no ':' after a name"},
    {"{'x':[]'x':[]}", 8, "no ',' or '}' after a member"},
    {"{'x':[]]", 8, "no ',' or '}' after a member"},
    {"{'x':[],}", 8, "a trailing comma"},
    {"{'x':[] , }", 9, "a trailing comma"},
    {"{'x", 2, "a string that does not end"},
    {"{'\\x':[]}", 3, "an unknown escape in a string"},
    {"{'x':1}", 6, "no array"},
    {"{'x':[1}", 8, "no ',' or ']' after an element"},
    {"{'\xc3\xa9':[1", 8, "no ']' at the end"},
    {"{}}", 3, "text after the object"},
    {"{} x", 4, "text after the object"},
};

static void test_refusing(void) {
  for (size_t i = 0; i < sizeof test_refused / sizeof *test_refused; i++) {
    size_t size = strlen(test_refused[i].text);
    char *json = test_json(test_refused[i].text, size), line[TEST_LINE];
    JsonArrayCursor cursor = jsonarray_begin(json, size, NULL);
    bool read = test_read(&cursor, line);
    CHECK(!read && cursor.fault.reason != NULL &&
              strcmp(cursor.fault.reason, test_refused[i].reason) == 0 &&
              cursor.fault.position == test_refused[i].position,
          "%s: %s at %zu", test_refused[i].text, cursor.fault.reason, cursor.fault.position);
    free(json);
  }
}

int main(void) {
  test_accepting();
  test_long_name();
  test_refusing();
  CHECK(test_blocks == 0, "%ld blocks leaked", test_blocks);
  return check_report();
}
