/* test_classes.c: classes against a list of labels: each once, in order, whatever comes and goes;
** which labels are one class; and memory that runs out. */
#include "../../ext/metrics/classes.h"
#include "../check.h"
#include "../testing.h"

#include <stdio.h>
#include <string.h>

static Label test_integer(int64_t integer) {
  return (Label){.kind = LABEL_INTEGER, .as.integer = integer};
}

static Label test_real(double real) {
  return (Label){.kind = LABEL_REAL, .as.real = real};
}

static Label test_bytes(LabelKind kind, const char *text) {
  return (Label){
      .kind = kind, .size = (uint32_t)strlen(text), .as.bytes = (const unsigned char *)text};
}

static uint32_t test_get(Avl *classes, Label label) {
  return classes_get(classes, &label, sizeof(ClassItem), test_resize);
}

static void test_same(void) {
  Avl classes = {0};
  uint32_t one = test_get(&classes, test_integer(1)), zero = test_get(&classes, test_real(-0.0));
  uint32_t text = test_get(&classes, test_bytes(LABEL_TEXT, "1"));
  uint32_t blob = test_get(&classes, test_bytes(LABEL_BLOB, "1"));
  CHECK(test_get(&classes, test_real(1.0)) == one, "1.0 is not 1");
  CHECK(test_get(&classes, test_integer(0)) == zero, "0 is not -0.0");
  CHECK(text != one && blob != one && text != blob && zero != one, "classes are mixed up");
  Label half = test_real(0.5);
  CHECK(classes_find(&classes, &half) == 0, "a class that is not there");
  classes_clear(&classes, test_resize);
}

/* Label number i of many, rising: numbers, then texts, some of them empty or long. */
static Label test_label(int i, char text[40]) {
  if (i < 20) return i % 2 == 0 ? test_integer(i) : test_real(i + 0.5);
  snprintf(text, 40, "%.*s%04d", i % 7 == 0 ? 20 : 0, "", i);
  return test_bytes(i < 80 ? LABEL_TEXT : LABEL_BLOB, i == 20 ? "" : text);
}

enum { TEST_LABELS = 100 };

static void test_compare(const Avl *classes, const uint32_t *numbers) {
  Label *labels;
  uint32_t *places;
  size_t count, next = 0;
  char text[40];
  CHECK(classes_list(classes, &labels, &places, &count, test_resize), "no memory");
  for (int i = 0; i < TEST_LABELS; i++) {
    Label label = test_label(i, text);
    CHECK(classes_find(classes, &label) == numbers[i], "label %d", i);
    if (numbers[i] == 0) continue;
    CHECK(next < count && label_compare(&labels[next], &label) == 0, "label %d in order", i);
    CHECK(places[numbers[i]] == next, "the place of label %d", i);
    next++;
  }
  CHECK(next == count, "%zu of %zu", next, count);
  test_resize(labels, 0);
  test_resize(places, 0);
}

static void test_any(void) {
  Avl classes = {0};
  uint32_t numbers[TEST_LABELS] = {0};
  long refused = 0;
  char text[40];
  for (int round = 0; round < 20000; round++) {
    int i = test_below(TEST_LABELS);
    Label label = test_label(i, text);
    if (numbers[i] != 0 && round % 3 == 0) {
      classes_drop(&classes, numbers[i], test_resize);
      numbers[i] = 0;
    } else {
      uint32_t before = numbers[i];
      if (round % 100 < 30) test_allowed = test_below(2);
      numbers[i] = classes_get(&classes, &label, sizeof(ClassItem), test_resize);
      test_allowed = -1;
      CHECK(before == 0 || numbers[i] == before, "another number");
      refused += numbers[i] == 0;
    }
    if (round % 100 == 0) test_compare(&classes, numbers);
  }
  CHECK(refused > 0, "memory never ran out");
  for (int allowed = 0; allowed < 2; allowed++) {
    Label *labels;
    uint32_t *places;
    size_t count;
    test_allowed = allowed;
    CHECK(!classes_list(&classes, &labels, &places, &count, test_resize), "no memory");
    test_allowed = -1;
  }
  classes_clear(&classes, test_resize);
}

int main(void) {
  test_same();
  test_any();
  CHECK(test_blocks == 0, "%ld blocks are left", test_blocks);
  return check_report();
}
