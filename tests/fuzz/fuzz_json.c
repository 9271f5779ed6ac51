/* fuzz_json.c: any bytes as a JSON array of numbers. Read at once and element by element, it must
** be the same numbers or the same fault; what is read and written again is read as the same.
*/
#include "../../ext/formats/decimal.h"
#include "../../ext/formats/jsonarray.h"

#include "fuzz.h"

const FuzzBytes fuzz_seeds[] = {
    FUZZ_BYTES("[]"),
    FUZZ_BYTES("[1,2,3]"),
    FUZZ_BYTES(" [ 1.5e3 , -0.25, 1E-5,\n\t0 ]\r\n"),
    FUZZ_BYTES("[null,NaN,Infinity,-Infinity,9e999]"),
    FUZZ_BYTES("[-1.2345678901234567e-308,0.1,123456789012345678901234567890]"),
    FUZZ_BYTES("[2,3,4,\"a\\u00e9\\n\\ud83d\\ude00\",5]"),
    FUZZ_BYTES("[0.30000000000000004,6.02214076e23,-7,8,9,10,11,12,13,14,15,16,17,18]"),
    FUZZ_LAST,
};

const FuzzBytes fuzz_words[] = {
    FUZZ_BYTES("["),    FUZZ_BYTES("]"),        FUZZ_BYTES(","),         FUZZ_BYTES(" "),
    FUZZ_BYTES("null"), FUZZ_BYTES("NaN"),      FUZZ_BYTES("-Infinity"), FUZZ_BYTES("e"),
    FUZZ_BYTES("."),    FUZZ_BYTES("-"),        FUZZ_BYTES("0"),         FUZZ_BYTES("1e308"),
    FUZZ_BYTES("{"),    FUZZ_BYTES("\""),       FUZZ_BYTES("\\"),        FUZZ_BYTES("true"),
    FUZZ_BYTES("1,2,"), FUZZ_BYTES("5e-324 ,"), FUZZ_BYTES(",,"),        FUZZ_BYTES("\\ud800"),
    FUZZ_LAST,
};

/* By the cursor: the numbers in `numbers` must come first. Returns what ended it. */
static JsonArrayKind fuzz_step_by_step(const char *text, size_t size, const JsonNumbers *numbers,
                                       JsonFault *fault) {
  JsonArrayCursor cursor = jsonarray_begin(text, size, NULL);
  JsonArrayElement element;
  JsonArrayKind kind;
  size_t count = 0;
  while ((kind = jsonarray_next(&cursor, &element)) < JSONARRAY_STRING) {
    FUZZ_REQUIRE(element.text >= text && element.text + element.size <= text + size);
    FUZZ_REQUIRE(numbers->items == NULL || count < numbers->count);
    FUZZ_REQUIRE(numbers->items == NULL || fuzz_same(element.number, numbers->items[count]));
    count++;
  }
  FUZZ_REQUIRE(numbers->items == NULL || count == numbers->count);
  *fault = cursor.fault;
  return kind;
}

static void fuzz_write_again(const JsonNumbers *numbers) {
  char *text = fuzz_allocate(numbers->count * (DECIMAL_TEXT_MAX + 1) + 2), *at = text;
  JsonNumbers again = {.items = NULL};
  JsonFault fault;
  *at++ = '[';
  for (size_t i = 0; i < numbers->count; i++) {
    if (i > 0) *at++ = ',';
    at += decimal_format(at, numbers->items[i]);
  }
  *at++ = ']';
  FUZZ_REQUIRE(jsonarray_numbers(text, (size_t)(at - text), &again, &fault, fuzz_resize, NULL));
  FUZZ_REQUIRE(again.count == numbers->count);
  for (size_t i = 0; i < again.count; i++) {
    FUZZ_REQUIRE(fuzz_same(again.items[i], numbers->items[i]));
  }
  free(again.items);
  free(text);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size) {
  const char *text = (const char *)data;
  JsonNumbers numbers = {.items = NULL};
  JsonFault fault = {"none", 0}, other;
  fuzz_budget = 1000000;
  bool read = jsonarray_numbers(text, size, &numbers, &fault, fuzz_resize, NULL);
  if (read) {
    FUZZ_REQUIRE(fuzz_step_by_step(text, size, &numbers, &other) == JSONARRAY_END);
    fuzz_write_again(&numbers);
  } else {
    FUZZ_REQUIRE(fault.reason != NULL && fault.position >= 1 && fault.position <= size + 1);
    JsonNumbers unknown = {.items = NULL};
    JsonArrayKind kind = fuzz_step_by_step(text, size, &unknown, &other);
    FUZZ_REQUIRE(kind == JSONARRAY_FAULT || kind == JSONARRAY_STRING);
    FUZZ_REQUIRE(kind == JSONARRAY_STRING ||
                 (other.position == fault.position && strcmp(other.reason, fault.reason) == 0));
  }
  free(numbers.items);

  JsonNumbers poor = {.items = NULL};
  fuzz_budget = (long)(size % 3);
  if (!jsonarray_numbers(text, size, &poor, &other, fuzz_resize, NULL)) {
    FUZZ_REQUIRE(poor.count == 0 && (other.reason == NULL || !read));
  }
  free(poor.items);
  return 0;
}
