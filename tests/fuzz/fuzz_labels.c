/* fuzz_labels.c: any bytes as a JSON array of labels. What is read, written again with every byte
** that can be as an escape, is read as the same.
*/
#include "../../ext/formats/decimal.h"
#include "../../ext/formats/jsonlabels.h"

#include "fuzz.h"

const FuzzBytes fuzz_seeds[] = {
    FUZZ_BYTES("[]"),
    FUZZ_BYTES("[\"cat\", \"dog\",\"\"]"),
    FUZZ_BYTES(" [ \"\\u00e9\\\"\\\\\\/\\b\\f\\n\\r\\t\" , 7, -2.5e0, null ]\n"),
    FUZZ_BYTES("[\"\\ud83d\\ude00\",\"\\uD800\\uDC00x\\u0000\",\"\xf0\x9f\x98\x80\",true]"),
    FUZZ_BYTES("[9223372036854775807,-9223372036854775808,9223372036854775808,-0,Infinity]"),
    FUZZ_LAST,
};

const FuzzBytes fuzz_words[] = {
    FUZZ_BYTES("["),        FUZZ_BYTES("]"),       FUZZ_BYTES(","),
    FUZZ_BYTES("\""),       FUZZ_BYTES("\\"),      FUZZ_BYTES("\\u"),
    FUZZ_BYTES("\\ud83d"),  FUZZ_BYTES("\\udfff"), FUZZ_BYTES("\\n"),
    FUZZ_BYTES("\\u0000"),  FUZZ_BYTES("null"),    FUZZ_BYTES("NaN"),
    FUZZ_BYTES("\xc3\xa9"), FUZZ_BYTES("\xff"),    FUZZ_BYTES("-1"),
    FUZZ_BYTES("1e5"),      FUZZ_BYTES("\"a\","),  FUZZ_BYTES("99999999"),
    FUZZ_BYTES("{"),        FUZZ_BYTES("\n"),      FUZZ_LAST,
};

static char *fuzz_write(char *at, const Label *label) {
  switch (label->kind) {
  case LABEL_NONE: return at + sprintf(at, "null");
  case LABEL_INTEGER: return at + sprintf(at, "%lld", (long long)label->as.integer);
  case LABEL_REAL: return at + decimal_format(at, label->as.real);
  default: break;
  }
  FUZZ_REQUIRE(label->kind == LABEL_TEXT);
  *at++ = '"';
  for (uint32_t i = 0; i < label->size; i++) {
    unsigned char byte = label->as.bytes[i];
    if (byte < 0x80) {
      at += sprintf(at, "\\u%04X", byte);
    } else {
      *at++ = (char)byte;
    }
  }
  *at++ = '"';
  return at;
}

static void fuzz_write_again(const JsonLabels *labels, size_t size) {
  char *text = fuzz_allocate(32 * labels->count + 6 * size + 2), *at = text;
  JsonLabels again = {.items = NULL};
  JsonFault fault;
  size_t bytes = 0;
  *at++ = '[';
  for (size_t i = 0; i < labels->count; i++) {
    const Label *label = labels->items + i;
    if (i > 0) *at++ = ',';
    if (label->kind == LABEL_TEXT) bytes += label->size;
    FUZZ_REQUIRE(label->kind != LABEL_REAL || !isnan(label->as.real));
    at = fuzz_write(at, label);
  }
  *at++ = ']';
  FUZZ_REQUIRE(bytes <= size);
  FUZZ_REQUIRE(jsonlabels_read(text, (size_t)(at - text), &again, &fault, fuzz_resize, NULL));
  FUZZ_REQUIRE(again.count == labels->count);
  for (size_t i = 0; i < again.count; i++) {
    FUZZ_REQUIRE(again.items[i].kind == labels->items[i].kind);
    FUZZ_REQUIRE(label_compare(again.items + i, labels->items + i) == 0);
  }
  jsonlabels_clear(&again, fuzz_resize);
  free(text);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size) {
  const char *text = (const char *)data;
  JsonLabels labels = {.items = NULL}, poor = {.items = NULL};
  JsonFault fault = {"none", 0};
  fuzz_budget = 1000000;
  bool read = jsonlabels_read(text, size, &labels, &fault, fuzz_resize, NULL);
  if (read) {
    FUZZ_REQUIRE(labels.count <= size);
    fuzz_write_again(&labels, size);
    jsonlabels_clear(&labels, fuzz_resize);
  } else {
    FUZZ_REQUIRE(fault.reason != NULL && fault.position >= 1 && fault.position <= size + 1);
  }
  FUZZ_REQUIRE(labels.items == NULL && labels.bytes == NULL);

  fuzz_budget = (long)(size % 3);
  if (jsonlabels_read(text, size, &poor, &fault, fuzz_resize, NULL)) {
    FUZZ_REQUIRE(read);
    jsonlabels_clear(&poor, fuzz_resize);
  } else {
    FUZZ_REQUIRE(poor.items == NULL && poor.bytes == NULL && (fault.reason == NULL || !read));
  }
  return 0;
}
