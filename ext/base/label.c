/* label.c: see label.h. */
#include "label.h"

#include <string.h>

/* An integer against a real, exactly: a conversion of the integer to double could round. */
static int label_compare_mixed(int64_t integer, double real) {
  const double two_63 = 9223372036854775808.0;
  if (real >= two_63) return -1;
  if (real < -two_63) return 1;
  int64_t whole = (int64_t)real;
  if (integer != whole) return integer < whole ? -1 : 1;
  double fraction = real - (double)whole;
  return fraction < 0 ? 1 : -1; /* equal values: the integer comes first */
}

static int label_compare_bytes(const Label *a, const Label *b) {
  uint32_t common = a->size < b->size ? a->size : b->size;
  int order = common > 0 ? memcmp(a->as.bytes, b->as.bytes, common) : 0;
  if (order != 0) return order;
  return (a->size > b->size) - (a->size < b->size);
}

static int label_class(const Label *label) {
  return label->kind == LABEL_INTEGER ? LABEL_REAL : (int)label->kind;
}

int label_compare(const Label *a, const Label *b) {
  int class_a = label_class(a), class_b = label_class(b);
  if (class_a != class_b) return class_a - class_b;
  if (class_a >= LABEL_TEXT) return label_compare_bytes(a, b);
  if (class_a == LABEL_NONE) return 0;
  if (a->kind == LABEL_INTEGER && b->kind == LABEL_INTEGER) {
    return (a->as.integer > b->as.integer) - (a->as.integer < b->as.integer);
  }
  if (a->kind == LABEL_REAL && b->kind == LABEL_REAL) {
    return (a->as.real > b->as.real) - (a->as.real < b->as.real);
  }
  return a->kind == LABEL_INTEGER ? label_compare_mixed(a->as.integer, b->as.real)
                                  : -label_compare_mixed(b->as.integer, a->as.real);
}

Label label_integral(Label label) {
  const double two_63 = 9223372036854775808.0;
  if (label.kind != LABEL_REAL || !(label.as.real >= -two_63 && label.as.real < two_63)) {
    return label;
  }
  int64_t whole = (int64_t)label.as.real;
  if ((double)whole != label.as.real) return label;
  return (Label){.kind = LABEL_INTEGER, .as.integer = whole};
}

static bool label_has_bytes(const Label *label) {
  return label->kind >= LABEL_TEXT && label->size > 0;
}

bool label_own(Label *label, MemoryResize *resize) {
  if (!label_has_bytes(label)) return true;
  unsigned char *copy = resize(NULL, label->size);
  if (copy == NULL) return false;
  memcpy(copy, label->as.bytes, label->size);
  label->as.bytes = copy;
  return true;
}

void label_clear(Label *label, MemoryResize *resize) {
  if (label_has_bytes(label)) resize((void *)label->as.bytes, 0);
  label->kind = LABEL_NONE;
}
