/* test_jsonarray.c: which texts are arrays of numbers, and what they hold; where the others go
** wrong; and that memory may run out at any point.
*/
#include "../../ext/formats/decimal.h"
#include "../../ext/formats/jsonarray.h"

#include "../check.h"
#include "../testing.h"

#include <math.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

/* ---- what is accepted ---- */

#define TEST_NULL ((double)NAN)
#define TEST_INFINITY ((double)INFINITY)

static const struct {
  const char *text;
  size_t count;
  double x[5];
} test_accepted[] = {
    {"[]", 0, {0}},
    {" [ ] ", 0, {0}},
    {"\t\r\n [\t\r\n ]\t\r\n ", 0, {0}},
    {"[1]", 1, {1}},
    {"[0,-0,-0.0,0e9]", 4, {0, -0.0, -0.0, 0}},
    {"[1,2,3]", 3, {1, 2, 3}},
    {"[1, 2, 3]", 3, {1, 2, 3}},
    {"\n[\n  1\t,\r 2 ,\n  3\n]\n", 3, {1, 2, 3}},
    {"[1.5,-2.25e0,1E2,1e+2,1e-2]", 5, {1.5, -2.25, 100, 100, 0.01}},
    {"[null]", 1, {TEST_NULL}},
    {"[null,null , null]", 3, {TEST_NULL, TEST_NULL, TEST_NULL}},
    {"[1,null,3]", 3, {1, TEST_NULL, 3}},
    {"[NaN,Infinity,-Infinity]", 3, {TEST_NULL, TEST_INFINITY, -TEST_INFINITY}},
    {"[-Infinity ,1, Infinity,2]", 4, {-TEST_INFINITY, 1, TEST_INFINITY, 2}},
    {"[9e999,-9e999,1e400]", 3, {TEST_INFINITY, -TEST_INFINITY, TEST_INFINITY}},
    {"[1e-400,-1e-400,5e-324]", 3, {0, -0.0, 5e-324}},
    {"[0.1,1.7976931348623157e308]", 2, {0.1, 1.7976931348623157e308}},
    {"[12345678901234567890123]", 1, {12345678901234567890123.0}},
};

static void test_accepting(void) {
  JsonNumbers numbers = {.items = NULL}; /* one for all, so that its memory is used again */
  for (size_t i = 0; i < sizeof test_accepted / sizeof *test_accepted; i++) {
    const char *text = test_accepted[i].text;
    size_t size = strlen(text), count = test_accepted[i].count;
    char *exact = test_copy(text, size);
    JsonFault fault = {"none", 42};
    bool read = jsonarray_numbers(exact, size, &numbers, &fault, test_resize, NULL);
    CHECK(read && numbers.count == count, "%s: %zu numbers, %s at %zu", text, numbers.count,
          fault.reason, fault.position);
    for (size_t k = 0; read && k < count && k < numbers.count; k++) {
      CHECK(test_equal(numbers.items[k], test_accepted[i].x[k]), "%s: %zu is %g", text, k,
            numbers.items[k]);
    }
    free(exact);
  }
  test_resize(numbers.items, 0);
}

/* ---- what is not ---- */

static const struct {
  const char *text;
  size_t position;
  const char *reason;
} test_refused[] = {
    {"", 1, "no text"},
    {" \n", 1, "no text"},
    {"1", 1, "no '[' at the beginning"},
    {"  {}", 3, "no '[' at the beginning"},
    {"]", 1, "no '[' at the beginning"},
    {",", 1, "no '[' at the beginning"},
    {"null", 1, "no '[' at the beginning"},
    {"\xef\xbb\xbf[1]", 1, "no '[' at the beginning"},
    {"[", 2, "no ']' at the end"},
    {"[ ", 3, "no ']' at the end"},
    {"[1", 3, "no ']' at the end"},
    {"[1 ", 4, "no ']' at the end"},
    {"[1,", 4, "no ']' at the end"},
    {"[1, ", 5, "no ']' at the end"},
    {"[1,2}", 5, "no ',' or ']' after an element"},
    {"[1 2]", 4, "no ',' or ']' after an element"},
    {"[1,2 3]", 6, "no ',' or ']' after an element"},
    {"[1;2]", 3, "no ',' or ']' after an element"},
    {"[null1]", 6, "no ',' or ']' after an element"},
    {"[nulls]", 6, "no ',' or ']' after an element"},
    {"[1,2,3\"]", 7, "no ',' or ']' after an element"},
    {"[1,2:3]", 5, "no ',' or ']' after an element"},
    {"[1,]", 3, "a trailing comma"},
    {"[1 , ]", 4, "a trailing comma"},
    {"[1,2,3,\n]", 7, "a trailing comma"},
    {"[,]", 2, "a missing element"},
    {"[,1]", 2, "a missing element"},
    {"[1,,2]", 4, "a missing element"},
    {"[1,2,3, ,4]", 9, "a missing element"},
    {"[[1]]", 2, "a nested array"},
    {"[1,[2]]", 4, "a nested array"},
    {"[1,2,[]]", 6, "a nested array"},
    {"[{}]", 2, "an object"},
    {"[1,2, {\"a\":1}]", 7, "an object"},
    {"[true]", 2, "true or false"},
    {"[1,2,3,false]", 8, "true or false"},
    {"[\"1\"]", 2, "a string"},
    {"[1,\"\"]", 4, "a string"},
    {"[1,2,3, \"a\\n\\\"\",4]", 9, "a string"},
    {"[\"1]", 2, "a string that does not end"},
    {"[+1]", 2, "a malformed number"},
    {"[.5]", 2, "a malformed number"},
    {"[1,-]", 4, "a malformed number"},
    {"[1,2,- 1]", 6, "a malformed number"},
    {"[-.5]", 2, "a malformed number"},
    {"[--1]", 2, "a malformed number"},
    {"[1.]", 2, "a malformed number"},
    {"[1.,2]", 2, "a malformed number"},
    {"[3,1.,2]", 4, "a malformed number"},
    {"[01]", 2, "a malformed number"},
    {"[1,-01,2]", 4, "a malformed number"},
    {"[1e]", 2, "a malformed number"},
    {"[1e+]", 2, "a malformed number"},
    {"[1.5.5]", 2, "a malformed number"},
    {"[1,2,0x10]", 6, "a malformed number"},
    {"[1_000]", 2, "a malformed number"},
    {"[1-2]", 2, "a malformed number"},
    {"[1,2,1e5e5]", 6, "a malformed number"},
    {"[1NaN]", 2, "a malformed number"},
    {"[-NaN]", 2, "a malformed number"},
    {"[-null]", 2, "a malformed number"},
    {"[-infinity]", 2, "a malformed number"},
    {"[-Infinit]", 2, "a malformed number"},
    {"[nul]", 2, "something that is no JSON value"},
    {"[1,nul", 4, "something that is no JSON value"},
    {"[Null]", 2, "something that is no JSON value"},
    {"[nan]", 2, "something that is no JSON value"},
    {"[inf]", 2, "something that is no JSON value"},
    {"[None]", 2, "something that is no JSON value"},
    {"['1']", 2, "something that is no JSON value"},
    {"[1,/**/2]", 4, "something that is no JSON value"},
    {"[1,\v2]", 4, "something that is no JSON value"},
    {"[1,\xc2\xa0"
     "2]",
     4, "something that is no JSON value"},
    {"[1]]", 4, "text after the array"},
    {"[1],", 4, "text after the array"},
    {"[] []", 4, "text after the array"},
    {"[1,2] x", 7, "text after the array"},
};

static void test_refuse(const char *text, size_t size, size_t position, const char *reason) {
  char *exact = test_copy(text, size);
  JsonNumbers numbers = {.items = NULL};
  JsonFault fault = {"none", 0};
  CHECK(jsonarray_numbers("[1,2]", 5, &numbers, &fault, test_resize, NULL),
        "nothing of it may remain");
  bool read = jsonarray_numbers(exact, size, &numbers, &fault, test_resize, NULL);
  CHECK(!read && numbers.count == 0 && fault.position == position &&
            strcmp(fault.reason, reason) == 0,
        "%s: %s at %zu, not %s at %zu", text, read ? "accepted" : fault.reason, fault.position,
        reason, position);
  test_resize(numbers.items, 0);
  free(exact);
}

static void test_refusing(void) {
  for (size_t i = 0; i < sizeof test_refused / sizeof *test_refused; i++) {
    test_refuse(test_refused[i].text, strlen(test_refused[i].text), test_refused[i].position,
                test_refused[i].reason);
  }
  test_refuse("[1,2\0]", 6, 5, "no ',' or ']' after an element");
  test_refuse("[1,\0]", 5, 4, "something that is no JSON value");
  test_refuse("[1]\0", 4, 4, "text after the array");
  JsonNumbers numbers = {.items = NULL};
  JsonFault fault = {"none", 0};
  CHECK(!jsonarray_numbers(NULL, 0, &numbers, &fault, test_resize, NULL) && fault.position == 1,
        "no text at all");
}

/* Each prefix of an array is refused, at its end or at a number or word that the cut has spoilt. */
static void test_prefixes(void) {
  static const char text[] = "[1.5e3, null,-Infinity ,NaN,\n0.25,-7,1e-5 ,2,3,4]";
  size_t size = strlen(text);
  for (size_t cut = 0; cut < size; cut++) {
    char *exact = test_copy(text, cut);
    JsonNumbers numbers = {.items = NULL};
    JsonFault fault = {"none", 0};
    CHECK(!jsonarray_numbers(exact, cut, &numbers, &fault, test_resize, NULL), "%.*s", (int)cut,
          text);
    CHECK(fault.position >= 1 && fault.position <= cut + 1 && fault.position + 9 >= cut,
          "%.*s: %s at %zu", (int)cut, text, fault.reason, fault.position);
    test_resize(numbers.items, 0);
    free(exact);
  }
}

/* ---- many ---- */

/* Random doubles, as decimal_format writes them, with blanks of all kinds, come back. */
static void test_many(size_t count, int spread) {
  static const char blanks[] = " \n\r\t";
  char *text = malloc(count * (DECIMAL_TEXT_MAX + 5) + 2), *at = text;
  double *x = calloc(count + 1, sizeof *x);
  if (text == NULL || x == NULL) abort();
  *at++ = '[';
  for (size_t i = 0; i < count; i++) {
    uint64_t bits = test_random();
    memcpy(x + i, &bits, sizeof *x);
    if (i > 0) *at++ = ',';
    for (int k = 0; k < spread; k++) *at++ = blanks[test_random() % 4];
    at += decimal_format(at, x[i]);
    if (spread > 0) *at++ = blanks[test_random() % 4];
  }
  *at++ = ']';
  JsonNumbers numbers = {.items = NULL};
  JsonFault fault = {"none", 0};
  bool read = jsonarray_numbers(text, (size_t)(at - text), &numbers, &fault, test_resize, NULL);
  CHECK(read && numbers.count == count, "%zu of %zu numbers: %s at %zu", numbers.count, count,
        fault.reason, fault.position);
  for (size_t i = 0; i < numbers.count; i++) {
    CHECK(test_equal(numbers.items[i], x[i]), "%g came back as %g", x[i], numbers.items[i]);
  }
  test_resize(numbers.items, 0);
  free(text);
  free(x);
}

/* One element of a megabyte, whatever it is, at either end of the array. */
static void test_huge_element(char first, char rest, double value, const char *reason) {
  const size_t size = 1000000;
  for (int last = 0; last <= 1; last++) {
    char *text = malloc(size + 4);
    if (text == NULL) abort();
    memset(text, rest, size + 4);
    char *element = text + (last ? 3 : 1);
    memcpy(text, last ? "[0," : "[", last ? 3 : 1);
    memcpy(text + size + (last ? 3 : 1), last ? "]" : ",0]", last ? 1 : 3);
    element[0] = first;
    JsonNumbers numbers = {.items = NULL};
    JsonFault fault = {"none", 0};
    bool read = jsonarray_numbers(text, size + 4, &numbers, &fault, test_resize, NULL);
    if (reason == NULL) {
      CHECK(read && numbers.count == 2 && numbers.items[last] == value && numbers.items[!last] == 0,
            "%c%c...: %s at %zu", first, rest, fault.reason, fault.position);
    } else {
      CHECK(!read && strcmp(fault.reason, reason) == 0, "%c%c...: %s at %zu", first, rest,
            fault.reason, fault.position);
    }
    test_resize(numbers.items, 0);
    free(text);
  }
}

static void test_huge(void) {
  test_huge_element('1', '0', TEST_INFINITY, NULL);
  test_huge_element('9', '9', TEST_INFINITY, NULL);
  test_huge_element('7', ' ', 7, NULL);
  test_huge_element('0', '0', 0, "a malformed number");
  test_huge_element('[', '[', 0, "a nested array");
  test_huge_element('"', 'a', 0, "a string that does not end");
  test_huge_element('"', '\\', 0, "an unknown escape in a string");
}

static void test_memory(void) {
  char text[4000];
  const size_t size = sizeof text - 1;
  for (size_t i = 0; i < size; i++) text[i] = i % 2 ? '1' : ',';
  text[0] = '[';
  text[size - 1] = ']';
  for (long budget = 0;; budget++) {
    JsonNumbers numbers = {.items = NULL};
    JsonFault fault = {"none", 42};
    test_allowed = budget;
    bool read = jsonarray_numbers(text, size, &numbers, &fault, test_resize, NULL);
    CHECK(read || (fault.reason == NULL && numbers.count == 0), "budget %ld: %s at %zu", budget,
          fault.reason, fault.position);
    size_t count = numbers.count;
    test_resize(numbers.items, 0);
    if (!read) continue;
    CHECK(budget > 2 && count == size / 2, "budget %ld: %zu numbers", budget, count);
    break;
  }
  test_allowed = -1;
}

/* Readers that are to stop, at the first question, the second, ... */
static void test_stops(void) {
  enum { COUNT = 5 * STOP_EVERY };
  const Stop stop = {test_stop, NULL};
  char *text = malloc(2 * COUNT + 1);
  if (text == NULL) abort();
  for (size_t i = 0; i < COUNT; i++) memcpy(text + 2 * i, i == 0 ? "[7" : ",7", 2);
  text[2 * (size_t)COUNT] = ']';
  const size_t size = 2 * (size_t)COUNT + 1;
  long all = -1;
  for (long asked = 0; all < 0; asked++) {
    JsonNumbers numbers = {0};
    JsonFault fault = {"none", 42};
    test_questions = asked;
    bool read = jsonarray_numbers(text, size, &numbers, &fault, test_resize, &stop);
    CHECK(read ? numbers.count == COUNT : fault.reason == NULL && numbers.count == 0, "%ld", asked);
    CHECK(asked < 100, "no end");
    if (read) all = asked;
    test_resize(numbers.items, 0);
  }
  CHECK(all >= 3 && all <= 5, "%ld questions", all);
  for (long asked = 0; asked <= 5; asked++) {
    JsonArrayCursor cursor = jsonarray_begin(text, size, &stop);
    JsonArrayElement element;
    JsonArrayKind kind;
    size_t count = 0;
    test_questions = asked;
    while ((kind = jsonarray_next(&cursor, &element)) == JSONARRAY_NUMBER) count++;
    CHECK(kind == (asked < 5 ? JSONARRAY_FAULT : JSONARRAY_END), "kind %d", (int)kind);
    CHECK(asked == 5 ? count == COUNT : cursor.fault.reason == NULL, "%zu elements", count);
  }
  free(text);
}

int main(void) {
  test_accepting();
  test_refusing();
  test_prefixes();
  for (size_t count = 0; count < 50; count++) test_many(count, (int)(count % 3));
  for (int spread = 0; spread <= 2; spread++) test_many(20000, spread);
  test_huge();
  test_memory();
  test_stops();
  CHECK(test_blocks == 0, "%ld blocks are left", test_blocks);
  return check_report();
}
