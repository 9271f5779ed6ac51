/* label.c: see label.h. */
#include "label.h"

#include "bits.h"

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

/* ---- as bytes ---- */

void label_write(const Label *label, Bytes *bytes) {
  bytes_put_byte(bytes, (unsigned)label->kind);
  switch (label->kind) {
  case LABEL_NONE: break;
  case LABEL_INTEGER: bytes_put_signed(bytes, label->as.integer); break;
  case LABEL_REAL: bytes_put_double(bytes, label->as.real); break;
  case LABEL_TEXT:
  case LABEL_BLOB:
    bytes_put_unsigned(bytes, label->size);
    bytes_put(bytes, label->as.bytes, label->size);
  }
}

static Label label_read_real(BytesReader *reader) {
  double x = bytes_double(reader);
  bytes_require(reader, !bits_is_nan(x));
  bytes_require_canonical(reader, x != 0.0 || !bits_is_negative(x));
  return (Label){.kind = LABEL_REAL, .as.real = x};
}

Label label_read(BytesReader *reader, unsigned kinds) {
  Label label = {.kind = LABEL_NONE};
  unsigned kind = bytes_byte(reader);
  bytes_require(reader, kind <= LABEL_BLOB && (kinds >> kind & 1) != 0);
  if (bytes_failed(reader)) return label;
  switch ((LabelKind)kind) {
  case LABEL_NONE: return label;
  case LABEL_INTEGER:
    label = (Label){.kind = LABEL_INTEGER, .as.integer = bytes_signed(reader)};
    break;
  case LABEL_REAL: label = label_read_real(reader); break;
  case LABEL_TEXT:
  case LABEL_BLOB:
    label.kind = (LabelKind)kind;
    label.size = (uint32_t)bytes_between(reader, 0, INT32_MAX);
    label.as.bytes = bytes_span(reader, label.size);
  }
  return bytes_failed(reader) ? (Label){.kind = LABEL_NONE} : label;
}
