/* test_jsonindexes.c: indexes as JSON arrays, against printf; the room that they take. */
#include "../../ext/formats/jsonindexes.h"
#include "../check.h"
#include "../testing.h"

#include <string.h>

static void test_array(const size_t *indexes, size_t n, size_t most) {
  char expected[400] = "[", text[400];
  for (size_t i = 0; i < n; i++) {
    size_t length = strlen(expected);
    snprintf(expected + length, sizeof expected - length, i > 0 ? ",%zu" : "%zu", indexes[i]);
  }
  strcat(expected, "]");
  memset(text, '#', sizeof text);
  size_t length = jsonindexes_write(text, indexes, n, NULL);
  CHECK(length == strlen(expected) && memcmp(text, expected, length) == 0, "%s", expected);
  CHECK(text[length] == '#', "%s: wrote beyond the end", expected);
  CHECK(length <= jsonindexes_size(n, most), "%s: %zu bytes", expected, length);
}

static bool test_stop_now(void *context) {
  (void)context;
  return true;
}

static void test_stops(void) {
  const Stop stop = {test_stop_now, NULL};
  const size_t index = 7;
  char text[9];
  CHECK(jsonindexes_write(text, &index, 1, &stop) == 0, "stopped");
}

int main(void) {
  test_stops();
  const size_t some[] = {0, 9, 10, 99, 100, 12345, 4294967295u, SIZE_MAX, SIZE_MAX - 1};
  for (size_t n = 0; n <= sizeof some / sizeof *some; n++) test_array(some, n, SIZE_MAX);
  for (int round = 0; round < 1000; round++) {
    size_t indexes[10], n = test_index(11), most = test_index(1000000);
    for (size_t i = 0; i < n; i++) indexes[i] = test_index(most + 1);
    test_array(indexes, n, most);
  }
  CHECK(jsonindexes_size(0, 5) == 2 && jsonindexes_size(3, 9) == 8, "sizes");
  if (sizeof(size_t) == sizeof(uint64_t)) {
    CHECK(jsonindexes_size(SIZE_MAX, SIZE_MAX) == UINT64_MAX, "too many");
  }
  return check_report();
}
