/* test_labelindex.c: where labels stand, against a look at each one in turn; and that memory may run out. */
#include "../../ext/formats/labelindex.h"

#include "../check.h"
#include "../testing.h"

#include <stdio.h>
#include <string.h>

static bool test_make(LabelIndex *index, const char *text) {
  JsonLabels labels = {.items = NULL};
  JsonFault fault;
  bool read = jsonlabels_read(text, strlen(text), &labels, &fault, test_resize, NULL);
  CHECK(read, "%s", text);
  labelindex_make(index, &labels);
  CHECK(labels.items == NULL && labels.bytes == NULL, "the labels were not taken over");
  return read;
}

static Label test_integer(int64_t x) {
  return (Label){.kind = LABEL_INTEGER, .as.integer = x};
}

static Label test_real(double x) {
  return (Label){.kind = LABEL_REAL, .as.real = x};
}

static Label test_text(const char *text) {
  return (Label){
      .kind = LABEL_TEXT, .size = (uint32_t)strlen(text), .as.bytes = (const unsigned char *)text};
}

/* The place of the label, as the first look and as the sorted look has it; -1 for none. */
static void test_place(const char *text, Label label, int due) {
  LabelIndex index;
  if (!test_make(&index, text)) return;
  for (int look = 1; look <= 3; look++) {
    size_t place = 99;
    LabelIndexLook got = labelindex_find(&index, &label, test_resize, &place);
    LabelIndexLook expected = due < 0 ? LABELINDEX_ABSENT : LABELINDEX_FOUND;
    CHECK(got == expected, "%s: look %d is %d", text, look, (int)got);
    CHECK(due < 0 || place == (size_t)due, "%s: place %zu, not %d", text, place, due);
  }
  CHECK((index.order != NULL) == (due != -2), "%s: sorted", text);
  labelindex_clear(&index, test_resize);
}

static void test_places(void) {
  static const char mixed[] = "[\"cat\", 3, \"dog\", null, 2.5, \"3\", \"\", \"cat\", 3.0, -1]";
  test_place(mixed, test_text("cat"), 0);
  test_place(mixed, test_text("dog"), 2);
  test_place(mixed, test_text("do"), -1);
  test_place(mixed, test_text("Dog"), -1);
  test_place(mixed, test_text(""), 6);
  test_place(mixed, test_text("3"), 5);
  test_place(mixed, test_integer(3), 1);
  test_place(mixed, test_real(3.0), 1);
  test_place(mixed, test_real(2.5), 4);
  test_place(mixed, test_integer(2), -1);
  test_place(mixed, test_integer(-1), 9);
  test_place(mixed, test_real(-1.0), 9);
  test_place("[2.0, 1.0, 1, 2]", test_integer(1), 1);
  test_place("[2.0, 1.0, 1, 2]", test_real(2.0), 0);
  test_place("[1, 1, 1, 1, 1]", test_integer(1), 0);
  test_place("[0]", test_real(-0.0), 0);
  test_place("[-0.0]", test_integer(0), 0);
  test_place("[]", test_integer(0), -2);
  const Label none = {.kind = LABEL_NONE};
  test_place("[null]", none, -2);
  const Label blob = {.kind = LABEL_BLOB, .size = 3, .as.bytes = (const unsigned char *)"cat"};
  test_place(mixed, blob, -1);
}

/* Next to 2^53 and 2^63, doubles and integers are not mistaken for each other. */
static void test_wide(void) {
  static const char wide[] = "[9007199254740993, 9007199254740992, 9223372036854775807, "
                             "9223372036854775808, -9223372036854775808, 1e300]";
  test_place(wide, test_integer(9007199254740993), 0);
  test_place(wide, test_real(9007199254740992.0), 1);
  test_place(wide, test_integer(INT64_MAX), 2);
  test_place(wide, test_real(0x1p63), 3);
  test_place(wide, test_real(-0x1p63), 4);
  test_place(wide, test_integer(INT64_MIN), 4);
  test_place(wide, test_real(1e300), 5);
  test_place(wide, test_real(-1e300), -1);
}

/* Arrays of every length up to 70 with repeated labels: each label's first place. */
static void test_lengths(void) {
  for (int n = 1; n <= 70; n++) {
    char text[2000];
    int used = snprintf(text, sizeof text, "[");
    for (int i = 0; i < n; i++) {
      used +=
          snprintf(text + used, sizeof text - (size_t)used, "%s%d", i > 0 ? "," : "", i * 37 % 50);
    }
    snprintf(text + used, sizeof text - (size_t)used, "]");
    LabelIndex index;
    if (!test_make(&index, text)) return;
    for (int x = 0; x < 50; x++) {
      int due = 0;
      while (due < n && due * 37 % 50 != x) due++;
      Label label = test_integer(x);
      size_t place = 0;
      LabelIndexLook got = labelindex_find(&index, &label, test_resize, &place);
      CHECK(due < n ? got == LABELINDEX_FOUND && place == (size_t)due : got == LABELINDEX_ABSENT,
            "%d among %d: %d, place %zu", x, n, (int)got, place);
    }
    labelindex_clear(&index, test_resize);
  }
}

static void test_no_memory(void) {
  LabelIndex index;
  if (!test_make(&index, "[1, 2, 3]")) return;
  Label label = test_integer(2);
  size_t place = 9;
  test_allowed = 0;
  CHECK(labelindex_find(&index, &label, test_resize, &place) == LABELINDEX_FOUND, "first look");
  CHECK(labelindex_find(&index, &label, test_resize, &place) == LABELINDEX_NO_MEMORY, "sort");
  test_allowed = -1;
  place = 9;
  CHECK(labelindex_find(&index, &label, test_resize, &place) == LABELINDEX_FOUND && place == 1,
        "after that: %zu", place);
  labelindex_clear(&index, test_resize);
  CHECK(test_blocks == 0, "%ld blocks left", test_blocks);
}

int main(void) {
  test_places();
  test_wide();
  test_lengths();
  test_no_memory();
  return check_report();
}
