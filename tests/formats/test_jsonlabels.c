/* test_jsonlabels.c: which texts are arrays of labels, and what they hold; where the others go wrong; and
** that memory may run out at any point.
*/
#include "../../ext/formats/jsonlabels.h"

#include "../check.h"
#include "../testing.h"

#include <stdlib.h>
#include <string.h>

/* The labels of a text as one line: 7, 2.5, null, 'text'. Its length. */
static size_t test_describe(const JsonLabels *labels, char *out, size_t room) {
  size_t length = 0;
  out[0] = '\0';
  for (size_t i = 0; i < labels->count && length + 100 < room; i++) {
    const Label *label = labels->items + i;
    if (i > 0) out[length++] = ' ';
    if (label->kind == LABEL_NONE) length += (size_t)sprintf(out + length, "null");
    if (label->kind == LABEL_INTEGER) {
      length += (size_t)sprintf(out + length, "%lld", (long long)label->as.integer);
    }
    if (label->kind == LABEL_REAL)
      length += (size_t)sprintf(out + length, "%#.17g", label->as.real);
    if (label->kind == LABEL_TEXT) {
      out[length++] = '\'';
      memcpy(out + length, label->as.bytes, label->size);
      length += label->size;
      out[length++] = '\'';
    }
  }
  return length;
}

/* position 0: accepted, and `due` is what test_describe says; else the reason. */
static const struct {
  const char *text;
  size_t position;
  const char *due;
} test_labels[] = {
    {"[]", 0, ""},
    {"[\"cat\", \"dog\"]", 0, "'cat' 'dog'"},
    {"[\"\",null,\"\"]", 0, "'' null ''"},
    {"[\"a\",1,-2.5,null,NaN]", 0, "'a' 1 -2.5000000000000000 null null"},
    {"[0,-0,-0.0,1e2,1.0]", 0, "0 0 -0.0000000000000000 100.00000000000000 1.0000000000000000"},
    {"[9223372036854775807,-9223372036854775808]", 0, "9223372036854775807 -9223372036854775808"},
    {"[9223372036854775808]", 0, "9.2233720368547758e+18"},
    {"[-9223372036854775809]", 0, "-9.2233720368547758e+18"},
    {"[100000000000000000000]", 0, "1.0000000000000000e+20"},
    {"[Infinity,-Infinity]", 0, "inf -inf"},
    {"[\"\\\"\\\\\\/\\b\\f\\n\\r\\t\"]", 0, "'\"\\/\b\f\n\r\t'"},
    {"[\"\\u0041\\u00e9\\u20AC\\uffFD\"]", 0, "'A\xc3\xa9\xe2\x82\xac\xef\xbf\xbd'"},
    {"[\"\\u0001\\u007f\\u0080\\u07ff\\u0800\"]", 0, "'\x01\x7f\xc2\x80\xdf\xbf\xe0\xa0\x80'"},
    {"[\"\\ud83d\\ude00\"]", 0, "'\xf0\x9f\x98\x80'"},
    {"[\"\\uD800\\uDC00\\udbff\\udfff\"]", 0, "'\xf0\x90\x80\x80\xf4\x8f\xbf\xbf'"},
    {"[\"\\ud7ff\\ue000\"]", 0, "'\xed\x9f\xbf\xee\x80\x80'"},
    {"[\"\xf0\x9f\x98\x80\",\"\xc3\xa9\"]", 0, "'\xf0\x9f\x98\x80' '\xc3\xa9'"},
    {"[\"a\xff\"]", 0, "'a\xff'"},
    {"[\"[1,2]\",\"]\"]", 0, "'[1,2]' ']'"},
    {"[\"a\\tb\",\"c\",\"\\u0064\"]", 0, "'a\tb' 'c' 'd'"},

    {"", 1, "no text"},
    {"\"cat\"", 1, "no '[' at the beginning"},
    {"[\"cat\"", 7, "no ']' at the end"},
    {"[\"cat\" \"dog\"]", 8, "no ',' or ']' after an element"},
    {"[\"cat\",]", 7, "a trailing comma"},
    {"[\"cat\",[\"dog\"]]", 8, "a nested array"},
    {"[\"cat\",true]", 8, "true or false"},
    {"[\"cat]", 2, "a string that does not end"},
    {"[\"cat\\\"]", 2, "a string that does not end"},
    {"[\"cat\\", 6, "an unknown escape in a string"},
    {"[\"ca\\x\"]", 5, "an unknown escape in a string"},
    {"[\"ca\\'\"]", 5, "an unknown escape in a string"},
    {"[\"ca\\N\"]", 5, "an unknown escape in a string"},
    {"[\"\\u00e\"]", 3, "an unknown escape in a string"},
    {"[\"\\u00eg\"]", 3, "an unknown escape in a string"},
    {"[\"\\u00", 3, "an unknown escape in a string"},
    {"[\"\\u+123\"]", 3, "an unknown escape in a string"},
    {"[\"a\nb\"]", 4, "a control character in a string"},
    {"[\"a\\tb\tc\"]", 7, "a control character in a string"},
    {"[\"\\ud83d\"]", 3, "half a surrogate pair in a string"},
    {"[\"a\\ude00\"]", 4, "half a surrogate pair in a string"},
    {"[\"\\ud83d\\ud83d\"]", 3, "half a surrogate pair in a string"},
    {"[\"\\ud83dx\"]", 3, "half a surrogate pair in a string"},
    {"[\"\\ude00\\ude00\"]", 3, "half a surrogate pair in a string"},
    {"[\"\\udc00\\udc00\"]", 3, "half a surrogate pair in a string"},
    {"[\"\\ud83d\\ue000\"]", 3, "half a surrogate pair in a string"},
    {"[\"a\x1f\"]", 4, "a control character in a string"},
    {"[\"\x01\"]", 3, "a control character in a string"},
    {"[\"\\ud83d\\n\"]", 3, "half a surrogate pair in a string"},
    {"[\"\\ud83d\\u\"]", 3, "half a surrogate pair in a string"},
    {"[\"\\ud83d\\ude0", 3, "half a surrogate pair in a string"},
    {"[\"\xc3\xa9\xf0\x9f\x98\x80\",7x]", 7, "a malformed number"}, /* characters, not bytes */
    {"[\"\xe2\x82\xac\",\"\\z\"]", 7, "an unknown escape in a string"},
};

static void test_label_texts(void) {
  for (size_t i = 0; i < sizeof test_labels / sizeof *test_labels; i++) {
    const char *text = test_labels[i].text, *due = test_labels[i].due;
    size_t size = strlen(text), position = test_labels[i].position;
    char *exact = test_copy(text, size), line[1000];
    JsonLabels labels = {.items = NULL};
    JsonFault fault = {"none", 0};
    bool read = jsonlabels_read(exact, size, &labels, &fault, test_resize, NULL);
    free(exact); /* labels keep nothing of it */
    size_t length = read ? test_describe(&labels, line, sizeof line) : 0;
    if (position == 0) {
      CHECK(read && length == strlen(due) && memcmp(line, due, length) == 0, "%s: %.*s; %s at %zu",
            text, (int)length, line, fault.reason, fault.position);
    } else {
      CHECK(!read && fault.position == position && strcmp(fault.reason, due) == 0,
            "%s: %s at %zu, not %s at %zu", text, read ? "accepted" : fault.reason, fault.position,
            due, position);
      CHECK(labels.items == NULL && labels.bytes == NULL && labels.count == 0, "%s: left", text);
    }
    jsonlabels_clear(&labels, test_resize);
  }
}

/* A NUL inside a label is kept; outside it is no JSON. */
static void test_label_nul(void) {
  JsonLabels labels = {.items = NULL};
  JsonFault fault = {"none", 0};
  bool read = jsonlabels_read("[\"a\\u0000b\"]", 12, &labels, &fault, test_resize, NULL);
  CHECK(read && labels.count == 1 && labels.items[0].size == 3 &&
            memcmp(labels.items[0].as.bytes, "a\0b", 3) == 0,
        "%s at %zu", fault.reason, fault.position);
  jsonlabels_clear(&labels, test_resize);
  CHECK(!jsonlabels_read("[\"a\0b\"]", 7, &labels, &fault, test_resize, NULL) &&
            fault.position == 4 && strcmp(fault.reason, "a control character in a string") == 0,
        "%s at %zu", fault.reason, fault.position);
  CHECK(!jsonlabels_read("[\"a\\\0\"]", 7, &labels, &fault, test_resize, NULL) &&
            fault.position == 4,
        "%s at %zu", fault.reason, fault.position);
}

static void test_label_memory(void) {
  char text[4096];
  size_t size = 0;
  text[size++] = '[';
  for (int i = 0; i < 300; i++) size += (size_t)sprintf(text + size, "%s\"c%d\"", i ? "," : "", i);
  text[size++] = ']';
  for (long budget = 0;; budget++) {
    JsonLabels labels = {.items = NULL};
    JsonFault fault = {"none", 42};
    test_allowed = budget;
    bool read = jsonlabels_read(text, size, &labels, &fault, test_resize, NULL);
    CHECK(read || (fault.reason == NULL && labels.items == NULL && labels.bytes == NULL),
          "budget %ld: %s at %zu", budget, fault.reason, fault.position);
    if (!read) continue;
    CHECK(budget > 2 && labels.count == 300 && labels.items[299].size == 4 &&
              memcmp(labels.items[299].as.bytes, "c299", 4) == 0,
          "budget %ld: %zu labels", budget, labels.count);
    jsonlabels_clear(&labels, test_resize);
    break;
  }
  test_allowed = -1;
}

int main(void) {
  test_label_texts();
  test_label_nul();
  test_label_memory();
  CHECK(test_blocks == 0, "%ld blocks are left", test_blocks);
  return check_report();
}
