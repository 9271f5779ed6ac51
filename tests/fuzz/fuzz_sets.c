/* fuzz_sets.c: any bytes as sets of scored examples. What is read keeps the promises of jsonsets.h;
** written again, and as a string that holds the text, it is read as the same; a part of it is not
** read at all.
*/
#include "../../ext/formats/decimal.h"
#include "../../ext/metrics/jsonsets.h"

#include "fuzz.h"

const FuzzBytes fuzz_seeds[] = {
    FUZZ_BYTES("{\"negative\":[0.1,0.4],\"positive\":[0.9,0.35]}"),
    FUZZ_BYTES(" { \"positive\" : [ 1e3 , -0.0 ,\n9e999 ],\"negative\":[ ] } \r\n"),
    FUZZ_BYTES("{\"negative\":[1,2,1],\"positive\":[2],\"negative_weight\":[2.0,0,0.5],"
               "\"positive_weight\":[1.0]}"),
    FUZZ_BYTES("{\"positive_weight\":[3],\"negative_weight\":[],\"positive\":[-Infinity],"
               "\"n\\u0065gative\":[]}"),
    FUZZ_BYTES("{\"a\":{\"negative\":[1],\"positive\":[2,3]},\"\\u00e9\":{\"positive\":[],"
               "\"negative\":[7]}}"),
    FUZZ_BYTES("{\"a\":\"{\\\"negative\\\":[1],\\\"positive\\\":[2]}\",\"b\":{\"negative\":[],"
               "\"positive\":[]},\"a\":\"{\\\"positive\\\":[],\\\"negative\\\":[0.25]}\"}"),
    FUZZ_LAST,
};

const FuzzBytes fuzz_words[] = {
    FUZZ_BYTES("{"),
    FUZZ_BYTES("}"),
    FUZZ_BYTES("["),
    FUZZ_BYTES("]"),
    FUZZ_BYTES(","),
    FUZZ_BYTES(":"),
    FUZZ_BYTES("\""),
    FUZZ_BYTES("\\"),
    FUZZ_BYTES("\\\""),
    FUZZ_BYTES("\\u0022"),
    FUZZ_BYTES(" "),
    FUZZ_BYTES("0"),
    FUZZ_BYTES("-1"),
    FUZZ_BYTES("1,"),
    FUZZ_BYTES("1e400"),
    FUZZ_BYTES("null"),
    FUZZ_BYTES("NaN"),
    FUZZ_BYTES("\xc3\xa9"),
    FUZZ_BYTES("{}"),
    FUZZ_BYTES("\"negative\""),
    FUZZ_BYTES("\"positive\""),
    FUZZ_BYTES("_weight"),
    FUZZ_BYTES(",\"positive_weight\":[1]"),
    FUZZ_BYTES(",\"negative_weight\":[]"),
    FUZZ_BYTES("{\"negative\":[1],\"positive\":[2]}"),
    FUZZ_BYTES(",\"c\":{\"negative\":[1],\"positive\":[2]}"),
    FUZZ_LAST,
};

/* ---- what was read ---- */

static void fuzz_check(const JsonSet *set) {
  for (size_t i = 0; i < set->count; i++) {
    Example example = set->examples[i], before = set->examples[i > 0 ? i - 1 : 0];
    FUZZ_REQUIRE(!isnan(example.score) && (example.score != 0.0 || !signbit(example.score)));
    FUZZ_REQUIRE(isfinite(example.weight) && example.weight != 0.0);
    FUZZ_REQUIRE(set->weighted || fabs(example.weight) == 1.0);
    FUZZ_REQUIRE(before.score > example.score ||
                 (before.score == example.score && before.weight >= example.weight));
  }
}

/* The same sets; `other` may have another name. */
static void fuzz_compare(const JsonSet *set, const JsonSet *other, bool names) {
  FUZZ_REQUIRE(set->count == other->count && set->weighted == other->weighted);
  FUZZ_REQUIRE(memcmp(set->examples, other->examples, set->count * sizeof(Example)) == 0);
  if (!names) return;
  FUZZ_REQUIRE((set->name == NULL) == (other->name == NULL));
  FUZZ_REQUIRE(set->name_size == other->name_size);
  FUZZ_REQUIRE(set->name_size == 0 || memcmp(set->name, other->name, set->name_size) == 0);
}

/* ---- what was read, written again ---- */

/* In quotes, with every byte that can be as an escape. */
static char *fuzz_put_string(char *at, const char *text, size_t size) {
  const unsigned char *bytes = (const unsigned char *)text;
  static const char digits[] = "0123456789abcdef";
  *at++ = '"';
  for (size_t i = 0; i < size; i++) {
    if (bytes[i] >= 0x80) {
      *at++ = (char)bytes[i];
      continue;
    }
    memcpy(at, "\\u00", 4);
    at[4] = digits[bytes[i] >> 4];
    at[5] = digits[bytes[i] & 15];
    at += 6;
  }
  *at++ = '"';
  return at;
}

/* The scores or the weights of a class, with the name of the member and `mark` before it. */
static char *fuzz_put_member(char *at, const JsonSet *set, char mark, bool positive, bool weight) {
  const char *before = "";
  at += sprintf(at, "%c\"%stive%s\":[", mark, positive ? "posi" : "nega", weight ? "_weight" : "");
  for (size_t i = 0; i < set->count; i++) {
    const Example *example = set->examples + i;
    if ((example->weight > 0.0) != positive) continue;
    at += sprintf(at, "%s", before);
    at += decimal_format(at, weight ? fabs(example->weight) : example->score);
    before = ",";
  }
  *at++ = ']';
  return at;
}

static char *fuzz_put_set(char *at, const JsonSet *set) {
  at = fuzz_put_member(at, set, '{', true, false);
  at = fuzz_put_member(at, set, ',', false, false);
  if (set->weighted) at = fuzz_put_member(at, set, ',', false, true);
  if (set->weighted) at = fuzz_put_member(at, set, ',', true, true);
  *at++ = '}';
  return at;
}

static void fuzz_write_again(const JsonSets *sets) {
  size_t room = 2;
  for (size_t i = 0; i < sets->count; i++) {
    room += 100 + 6 * sets->items[i].name_size;
    room += sets->items[i].count * 2 * (DECIMAL_TEXT_MAX + 1);
  }
  char *text = fuzz_allocate(room), *at = text;
  JsonSets again = {.items = NULL};
  JsonFault fault;
  bool named = sets->items->name != NULL;
  if (named) *at++ = '{';
  for (size_t i = 0; i < sets->count; i++) {
    if (i > 0) *at++ = ',';
    if (named) at = fuzz_put_string(at, sets->items[i].name, sets->items[i].name_size);
    if (named) *at++ = ':';
    at = fuzz_put_set(at, sets->items + i);
  }
  if (named) *at++ = '}';
  FUZZ_REQUIRE(jsonsets_read(text, (size_t)(at - text), &again, &fault, fuzz_resize, NULL));
  FUZZ_REQUIRE(again.count == sets->count);
  for (size_t i = 0; i < again.count; i++) fuzz_compare(again.items + i, sets->items + i, true);
  jsonsets_clear(&again, fuzz_resize);
  free(text);
}

/* The text in a string, as a set by the name "x": that is read where the text is one set, and is at
** fault, there where the string is, where it is anything else. */
static void fuzz_quote(const char *text, size_t size, const JsonSets *sets) {
  char *quoted = fuzz_allocate(6 * size + 10), *at = quoted;
  JsonSets again = {.items = NULL};
  JsonFault fault;
  memcpy(at, "{\"x\":", 5);
  at = fuzz_put_string(at + 5, text, size);
  *at++ = '}';
  if (jsonsets_read(quoted, (size_t)(at - quoted), &again, &fault, fuzz_resize, NULL)) {
    FUZZ_REQUIRE(sets->count == 1 && sets->items->name == NULL);
    FUZZ_REQUIRE(again.count == 1 && again.items->name_size == 1 && *again.items->name == 'x');
    fuzz_compare(again.items, sets->items, false);
    jsonsets_clear(&again, fuzz_resize);
  } else {
    FUZZ_REQUIRE(sets->count == 0 || sets->items->name != NULL);
    FUZZ_REQUIRE(fault.reason != NULL && fault.position == 6);
  }
  free(quoted);
}

/* A text that is read, cut short, is not. */
static void fuzz_cut(const char *text, size_t size) {
  JsonSets none = {.items = NULL};
  JsonFault fault;
  size_t last = size;
  while (last > 0 && text[last - 1] != '}') last--;
  FUZZ_REQUIRE(last > 0);
  size_t cut = size * 7919 % last;
  FUZZ_REQUIRE(!jsonsets_read(text, cut, &none, &fault, fuzz_resize, NULL));
  FUZZ_REQUIRE(fault.reason != NULL && fault.position >= 1 && fault.position <= cut + 1);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size) {
  const char *text = (const char *)data;
  JsonSets sets = {.items = NULL}, poor = {.items = NULL};
  JsonFault fault = {"none", 0};
  fuzz_budget = 1000000;
  bool read = jsonsets_read(text, size, &sets, &fault, fuzz_resize, NULL);
  fuzz_quote(text, size, &sets);
  if (read) {
    FUZZ_REQUIRE(sets.count >= 1 && sets.count <= size);
    for (size_t i = 0; i < sets.count; i++) {
      fuzz_check(sets.items + i);
      FUZZ_REQUIRE((sets.items[i].name != NULL) == (sets.items->name != NULL));
    }
    fuzz_write_again(&sets);
    fuzz_cut(text, size);
    jsonsets_clear(&sets, fuzz_resize);
  } else {
    FUZZ_REQUIRE(fault.reason != NULL && fault.position >= 1 && fault.position <= size + 1);
  }
  FUZZ_REQUIRE(sets.items == NULL && sets.count == 0);

  fuzz_budget = (long)(size % 11);
  if (jsonsets_read(text, size, &poor, &fault, fuzz_resize, NULL)) {
    FUZZ_REQUIRE(read);
    jsonsets_clear(&poor, fuzz_resize);
  } else {
    FUZZ_REQUIRE(poor.items == NULL && (fault.reason == NULL || !read));
  }
  return 0;
}
