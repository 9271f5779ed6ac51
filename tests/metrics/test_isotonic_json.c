/* test_isotonic_json.c: which texts are isotonic fits and what they hold; where the others go wrong; a
** fit comes back from its text; memory may run out at any point. In the tables ' stands for ".
*/
#include "../../ext/metrics/isotonic_json.h"

#include "../../ext/formats/decimal.h"
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

/* ---- what is accepted ---- */

static const struct {
  const char *text;
  size_t count;
  IsotonicPoint points[3];
} test_accepted[] = {
    {"{'x':[1],'y':[0.5]}", 1, {{1, 0.5}}},
    {"{'y':[0.5],'x':[1]}", 1, {{1, 0.5}}},
    {"{'x':[-1.5,0.25,0.5],'y':[0.0,0.0,1.0]}", 3, {{-1.5, 0}, {0.25, 0}, {0.5, 1}}},
    {" { 'y' : [ 0 , 1e-3 ] ,\n'x' :\t[ 1 , 2 ] } ", 2, {{1, 0}, {2, 1e-3}}},
    {"{'\\u0079':[1],'\\u0078':[-1e308]}", 1, {{-1e308, 1}}},
    {"{'x':[-0.0,5e-324],'y':[-0.0,1]}", 2, {{0.0, 0.0}, {5e-324, 1}}},
    {"{'x':[1,2,3],'y':[0.3,0.3,0.3]}", 3, {{1, 0.3}, {2, 0.3}, {3, 0.3}}},
};

static void test_accepting(void) {
  for (size_t i = 0; i < sizeof test_accepted / sizeof *test_accepted; i++) {
    const char *text = test_accepted[i].text;
    size_t size = strlen(text), count = test_accepted[i].count;
    char *json = test_json(text, size);
    Isotonic fit = {NULL, 0};
    JsonFault fault = {"none", 42};
    bool read = isotonic_json_read(json, size, &fit, &fault, test_resize, NULL);
    free(json); /* the fit keeps nothing of it */
    CHECK(read && fit.count == count, "%s: %zu points, %s at %zu", text, fit.count, fault.reason,
          fault.position);
    for (size_t k = 0; k < count && k < fit.count; k++) {
      IsotonicPoint due = test_accepted[i].points[k], got = fit.points[k];
      CHECK(test_is(got.x, due.x) && test_is(got.y, due.y), "%s: (%g, %g)", text, got.x, got.y);
    }
    isotonic_clear(&fit, test_resize);
  }
}

/* ---- what is not ---- */

static const struct {
  const char *text;
  size_t position;
  const char *reason;
} test_refused[] = {
    {"", 1, "no text"},
    {"[1,2]", 1, "no '{' at the beginning"},
    {"{'a':1.5,'b':0.2}", 2, "a member other than \"x\" and \"y\""},
    {"{'x':[1],'y':[0.5],'z':[1]}", 20, "a member other than \"x\" and \"y\""},
    {"{'x':[1],'x':[1]}", 10, "the same member twice"},
    {"{'x':[1],'y':[1],'\\u0079':[1]}", 18, "the same member twice"},
    {"{}", 2, "no \"x\""},
    {"{'x':[1]}", 9, "no \"y\""},
    {"{'y':[1]}", 9, "no \"x\""},
    {"{'x':[],'y':[]}", 15, "no points"},
    {"{'x':1,'y':[]}", 6, "a member that is no array"},
    {"{'x':[1],'y':null}", 14, "a member that is no array"},
    {"{'x':[1,2],'y':[1]}", 18, "not as many x as y"},
    {"{'y':[1],'x':[]}", 15, "not as many x as y"},
    {"{'y':[1],'x':[1,2]}", 17, "not as many x as y"},
    {"{'x':[],'y':[1]}", 14, "not as many x as y"},
    {"{'x':['1'],'y':[1]}", 7, "a string"},
    {"{'x':[null],'y':[1]}", 7, "a null or NaN"},
    {"{'x':[1],'y':[NaN]}", 15, "a null or NaN"},
    {"{'x':[1,9e999],'y':[0,1]}", 9, "an infinite x"},
    {"{'x':[-Infinity],'y':[0]}", 7, "an infinite x"},
    {"{'x':[1,1],'y':[0,1]}", 9, "an x that is not above the one before"},
    {"{'x':[-0.0,0.0],'y':[0,1]}", 12, "an x that is not above the one before"},
    {"{'x':[2,3,1],'y':[0,1,1]}", 11, "an x that is not above the one before"},
    {"{'x':[1,2],'y':[0,1.0000000000000003]}", 19, "a y that is not from 0 to 1"},
    {"{'x':[1,2],'y':[-1e-300,1]}", 17, "a y that is not from 0 to 1"},
    {"{'x':[1,2],'y':[0.5,0.25]}", 21, "a y that is below the one before"},
    {"{'x':[[1]],'y':[0.5]}", 7, "a nested array"},
    {"{'x':[1],'y':[0.5]", 19, "no '}' at the end"},
    {"{'x':[1],'y':[0.5", 18, "no ']' at the end"},
    {"{'x':[1],'y':[0.5]}}", 20, "text after the object"},
};

static void test_refusing(void) {
  for (size_t i = 0; i < sizeof test_refused / sizeof *test_refused; i++) {
    size_t size = strlen(test_refused[i].text);
    char *json = test_json(test_refused[i].text, size);
    Isotonic fit = {NULL, 0};
    JsonFault fault = {"none", 0};
    bool read = isotonic_json_read(json, size, &fit, &fault, test_resize, NULL);
    free(json);
    CHECK(!read && fault.reason != NULL && strcmp(fault.reason, test_refused[i].reason) == 0 &&
              fault.position == test_refused[i].position,
          "%s: %s at %zu", test_refused[i].text, fault.reason, fault.position);
    CHECK(fit.points == NULL && fit.count == 0, "%s: left", test_refused[i].text);
  }
}

/* ---- there and back ---- */

enum { TEST_POINTS = 300, TEST_ROOM = 2 * TEST_POINTS * (DECIMAL_TEXT_MAX + 1) + 20 };

static size_t test_write(const Isotonic *fit, bool y_first, char *text) {
  char *at = text;
  for (int member = 0; member < 2; member++) {
    bool y = (member == 1) != y_first;
    at += sprintf(at, "%s\"%c\":[", member == 0 ? "{" : ",", y ? 'y' : 'x');
    for (size_t i = 0; i < fit->count; i++) {
      if (i > 0) *at++ = ',';
      at += decimal_format(at, y ? fit->points[i].y : fit->points[i].x);
    }
    *at++ = ']';
  }
  *at++ = '}';
  return (size_t)(at - text);
}

static void test_round_trips(void) {
  static Example rows[TEST_POINTS];
  static char text[TEST_ROOM];
  for (int round = 0; round < 200; round++) {
    int count = 1 + test_below(TEST_POINTS);
    for (int i = 0; i < count; i++) {
      double x = round % 2 == 0 ? test_deviate() : test_any_double();
      rows[i] = example_of(x, test_deviate() < x, test_uniform() + 0.01);
    }
    examples_sort(rows, (size_t)count);
    Isotonic fit = {NULL, 0}, again = {NULL, 0};
    JsonFault fault = {"none", 0};
    CHECK(isotonic_fit(rows, (size_t)count, test_resize, NULL, &fit), "no memory");
    size_t size = test_write(&fit, round % 3 == 0, text);
    bool read = isotonic_json_read(text, size, &again, &fault, test_resize, NULL);
    CHECK(read && again.count == fit.count &&
              memcmp(again.points, fit.points, fit.count * sizeof *fit.points) == 0,
          "%s at %zu", fault.reason, fault.position);
    isotonic_clear(&fit, test_resize);
    isotonic_clear(&again, test_resize);
  }
}

/* One allocation, and it may fail. */
static void test_faults(void) {
  static const char text[] = "{\"x\":[1,2],\"y\":[0.25,0.5]}";
  Isotonic fit = {NULL, 0};
  JsonFault fault = {"none", 1};
  test_allowed = 0;
  CHECK(!isotonic_json_read(text, sizeof text - 1, &fit, &fault, test_resize, NULL), "no memory");
  CHECK(fault.reason == NULL && fit.points == NULL, "%s", fault.reason);
  test_allowed = 1;
  CHECK(isotonic_json_read(text, sizeof text - 1, &fit, &fault, test_resize, NULL), "%s",
        fault.reason);
  test_allowed = -1;
  isotonic_clear(&fit, test_resize);
}

int main(void) {
  test_accepting();
  test_refusing();
  test_round_trips();
  test_faults();
  CHECK(test_blocks == 0, "%ld blocks leaked", test_blocks);
  return check_report();
}
