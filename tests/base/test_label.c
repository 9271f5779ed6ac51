/* test_label.c: the order of labels, of integers and reals above all, against brute force; and labels
** that own their bytes, with memory that runs out.
*/
#include "../../ext/base/bits.h"
#include "../../ext/base/label.h"

#include "../check.h"
#include "../testing.h"

#include <string.h>

static Label test_text(const char *text) {
  return (Label){
      .kind = LABEL_TEXT, .size = (uint32_t)strlen(text), .as.bytes = (const unsigned char *)text};
}

static void test_label_order(void) {
  const Label ordered[] = {
      {.kind = LABEL_REAL, .as.real = -9.3e18},
      {.kind = LABEL_INTEGER, .as.integer = INT64_MIN},
      {.kind = LABEL_REAL, .as.real = -3.5},
      {.kind = LABEL_INTEGER, .as.integer = -3},
      {.kind = LABEL_INTEGER, .as.integer = 1},
      {.kind = LABEL_REAL, .as.real = 1.0},
      {.kind = LABEL_REAL, .as.real = 1.5},
      {.kind = LABEL_REAL, .as.real = 9007199254740992.0},
      {.kind = LABEL_INTEGER, .as.integer = 9007199254740993},
      {.kind = LABEL_INTEGER, .as.integer = INT64_MAX},
      {.kind = LABEL_REAL, .as.real = 9223372036854775808.0},
      test_text(""),
      test_text("B"),
      test_text("Ba"),
      test_text("a"),
      test_text("\xc3\xa4"),
      {.kind = LABEL_BLOB, .size = 0},
      {.kind = LABEL_BLOB, .size = 1, .as.bytes = (const unsigned char *)"A"},
  };
  int count = (int)(sizeof ordered / sizeof *ordered);
  for (int i = 0; i < count; i++) {
    for (int j = 0; j < count; j++) {
      int order = label_compare(&ordered[i], &ordered[j]);
      CHECK((order > 0) - (order < 0) == (i > j) - (i < j), "labels %d and %d: %d", i, j, order);
    }
  }
}

/* ---- any two labels ---- */

static int test_sign(int64_t a, int64_t b) {
  return (a > b) - (a < b);
}

/* A number times 2, exactly, as a sum of a whole part and halves: what the reals below are made of.
** A real beyond the integers has the whole part of its side. */
typedef struct {
  int side; /* -1, 1: below and above all 64-bit integers */
  int64_t whole;
  int halves; /* -1, 0, 1 */
} TestNumber;

static TestNumber test_number(const Label *label) {
  if (label->kind == LABEL_INTEGER) return (TestNumber){0, label->as.integer, 0};
  double x = label->as.real;
  if (x >= 0x1p63) return (TestNumber){1, 0, 0};
  if (x < -0x1p63) return (TestNumber){-1, 0, 0};
  int64_t whole = (int64_t)x;
  double rest = x - (double)whole;
  return (TestNumber){0, whole, (rest > 0.0) - (rest < 0.0)};
}

/* By kind, value and bytes, with no regard to what is fast. Reals differ by halves at least. */
static int test_order(const Label *a, const Label *b) {
  int kind_a = a->kind == LABEL_INTEGER ? LABEL_REAL : (int)a->kind;
  int kind_b = b->kind == LABEL_INTEGER ? LABEL_REAL : (int)b->kind;
  if (kind_a != kind_b) return test_sign(kind_a, kind_b);
  if (kind_a == LABEL_NONE) return 0;
  if (kind_a == LABEL_REAL) {
    TestNumber x = test_number(a), y = test_number(b);
    if (x.side != y.side) return test_sign(x.side, y.side);
    if (x.side != 0) return (a->as.real > b->as.real) - (a->as.real < b->as.real);
    if (x.whole != y.whole) return test_sign(x.whole, y.whole);
    if (x.halves != y.halves) return test_sign(x.halves, y.halves);
    return test_sign(a->kind, b->kind); /* the integer before the real */
  }
  for (uint32_t i = 0; i < a->size && i < b->size; i++) {
    if (a->as.bytes[i] != b->as.bytes[i]) return test_sign(a->as.bytes[i], b->as.bytes[i]);
  }
  return test_sign(a->size, b->size);
}

enum { TEST_BYTES = 3 };

static int64_t test_integer(void) {
  static const int64_t around[] = {0, INT64_C(1) << 53, -(INT64_C(1) << 53), INT64_MAX - 1500,
                                   INT64_MIN + 1500};
  return around[test_below(5)] + (test_below(3001) - 1500);
}

/* Small numbers, and those where doubles lose integers; `bytes` is room for text. */
static Label test_any(unsigned char *bytes) {
  Label label = {.kind = (LabelKind)test_below(LABEL_BLOB + 1)};
  int64_t n = test_below(2) != 0 ? test_below(9) - 4 : test_integer();
  if (label.kind == LABEL_INTEGER) label.as.integer = n;
  if (label.kind == LABEL_REAL) label.as.real = (double)n + test_below(3) * 0.5;
  if (label.kind < LABEL_TEXT) return label;
  label.size = (uint32_t)test_below(TEST_BYTES + 1);
  label.as.bytes = bytes;
  for (uint32_t i = 0; i < label.size; i++) bytes[i] = (unsigned char)(127 * test_below(3));
  return label;
}

static void test_any_order(void) {
  for (int i = 0; i < 300000; i++) {
    unsigned char of_a[TEST_BYTES], of_b[TEST_BYTES];
    Label a = test_any(of_a), b = test_any(of_b);
    int order = label_compare(&a, &b), back = label_compare(&b, &a), due = test_order(&a, &b);
    CHECK(test_sign(order, 0) == due, "kinds %d and %d: %d", (int)a.kind, (int)b.kind, order);
    CHECK(test_sign(back, 0) == -due, "kinds %d and %d, turned: %d", (int)b.kind, (int)a.kind,
          back);
  }
}

/* No integer equals a real, not even one of the same value: then it comes first. */
static void test_ties(void) {
  for (int i = 0; i < 100000; i++) {
    int64_t n = i % 2 != 0 ? test_integer() : (int64_t)test_random() >> test_below(64);
    double x = (double)n; /* perhaps rounded */
    if (x >= 0x1p63) continue;
    Label integer = {.kind = LABEL_INTEGER, .as.integer = n}, real = {.kind = LABEL_REAL};
    real.as.real = x;
    int order = label_compare(&integer, &real);
    CHECK(test_sign(order, 0) == ((int64_t)x >= n ? -1 : 1), "%lld and %a: %d", (long long)n, x,
          order);
  }
}

/* ---- labels that own their bytes ---- */

static void test_own(void) {
  unsigned char bytes[] = {'c', 0, 't'};
  const Label plain[] = {{.kind = LABEL_NONE},
                         {.kind = LABEL_INTEGER, .as.integer = 7},
                         {.kind = LABEL_REAL, .as.real = 0.5},
                         {.kind = LABEL_TEXT, .size = 0},
                         {.kind = LABEL_BLOB, .size = 0}};
  for (int i = 0; i < 5; i++) { /* what has no bytes needs no memory */
    Label label = plain[i];
    test_allowed = 0;
    CHECK(label_own(&label, test_resize) && label_compare(&label, &plain[i]) == 0, "label %d", i);
    test_allowed = -1;
    label_clear(&label, test_resize);
    CHECK(label.kind == LABEL_NONE && test_blocks == 0, "label %d: %ld blocks", i, test_blocks);
  }
  for (int kind = LABEL_TEXT; kind <= LABEL_BLOB; kind++) {
    Label label = {.kind = (LabelKind)kind, .size = 3, .as.bytes = bytes}, same = label;
    test_allowed = 0;
    CHECK(!label_own(&label, test_resize), "no memory");
    CHECK(label.as.bytes == bytes && label.size == 3 && (int)label.kind == kind, "it has changed");
    test_allowed = -1;
    CHECK(label_own(&label, test_resize) && label.as.bytes != bytes, "it is not a copy");
    CHECK(test_blocks == 1 && label_compare(&label, &same) == 0, "the copy differs");
    bytes[2] = 'r';
    CHECK(label.as.bytes[2] == 't' && label_compare(&label, &same) > 0, "the copy is not its own");
    bytes[2] = 't';
    label_clear(&label, test_resize);
    CHECK(label.kind == LABEL_NONE && test_blocks == 0, "%ld blocks", test_blocks);
    label_clear(&label, test_resize); /* once more does no harm */
  }
}

/* ---- integral labels ---- */

/* 1.0 is 1 and -0.0 is 0, as SQL's = has it; a real beyond 2^53 equals one integer only. */
static void test_integral(void) {
  const double two_53 = 9007199254740992.0, two_63 = 9223372036854775808.0;
  const struct {
    double real;
    bool integral;
    int64_t integer;
  } cases[] = {{1.0, true, 1},
               {-0.0, true, 0},
               {0.0, true, 0},
               {-3.0, true, -3},
               {1.5, false, 0},
               {two_53, true, INT64_C(9007199254740992)},
               {-two_63, true, INT64_MIN},
               {two_63, false, 0},
               {-two_63 - 2048.0, false, 0},
               {0x1p-1074, false, 0},
               {1e300, false, 0}};
  for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
    Label label = label_integral((Label){.kind = LABEL_REAL, .as.real = cases[i].real});
    Label same = {.kind = LABEL_INTEGER, .as.integer = cases[i].integer};
    CHECK((label.kind == LABEL_INTEGER) == cases[i].integral, "%g", cases[i].real);
    CHECK(!cases[i].integral || label_compare(&label, &same) == 0, "%g", cases[i].real);
    CHECK(cases[i].integral || test_is(label.as.real, cases[i].real), "%g", cases[i].real);
  }
  CHECK(label_integral((Label){.kind = LABEL_REAL, .as.real = bits_infinity()}).kind == LABEL_REAL,
        "infinity");
  CHECK(label_integral(test_text("1")).kind == LABEL_TEXT, "text");
  CHECK(label_integral((Label){.kind = LABEL_NONE}).kind == LABEL_NONE, "none");
}

int main(void) {
  test_integral();
  test_label_order();
  test_any_order();
  test_ties();
  test_own();
  return check_report();
}
