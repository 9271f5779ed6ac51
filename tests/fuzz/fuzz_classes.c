/* fuzz_classes.c: any bytes as sets of classes. What is read keeps the promises of class_set.h and
** jsonclasses.h; written again, in either order of its members, it is read as the same; a part of
** it is not read at all.
*/
#include "../../ext/formats/decimal.h"
#include "../../ext/metrics/jsonclasses.h"

#include "fuzz.h"

const FuzzBytes fuzz_seeds[] = {
    FUZZ_BYTES("{\"classes\":[\"cat\",\"dog\"],\"pairs\":[[0,0,41],[0,1,3],[1,1,38]]}"),
    FUZZ_BYTES("{\"classes\":[\"cat\",\"dog\"],\"weighted_pairs\":[[0,0,41.5],[1,0,2.25]]}"),
    FUZZ_BYTES(" { \"pairs\" : [ [ 1 , 0 , 7 ] ,\n[2,2,1] ], \"classes\":[3,-0.5,\"\\u00e9\"]}\r"),
    FUZZ_BYTES("{\"classes\":[9e999,1,\"1\",1e300],\"weighted_pairs\":[[3,3,5e-324],[0,1,0]]}"),
    FUZZ_BYTES("{\"pairs\":[],\"classes\":[]}"),
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
    FUZZ_BYTES("\\u0061"),
    FUZZ_BYTES(" "),
    FUZZ_BYTES("0"),
    FUZZ_BYTES("-1"),
    FUZZ_BYTES("1.0"),
    FUZZ_BYTES("1,"),
    FUZZ_BYTES("9007199254740992"),
    FUZZ_BYTES("4294967297"),
    FUZZ_BYTES("1e400"),
    FUZZ_BYTES("null"),
    FUZZ_BYTES("[0,0,1]"),
    FUZZ_BYTES(",[1,0,2.5]"),
    FUZZ_BYTES(",\"a\""),
    FUZZ_BYTES("\"classes\":[1,2,\"a\"]"),
    FUZZ_BYTES("\"pairs\":[[0,1,2]]"),
    FUZZ_BYTES("\"weighted_pairs\":[[0,0,0.5]]"),
    FUZZ_LAST,
};

/* ---- what was read ---- */

static void fuzz_check(const ClassSet *set) {
  double total = 0.0;
  for (size_t i = 0; i < set->count; i++) {
    Label label = label_integral(set->classes[i]);
    FUZZ_REQUIRE(label.kind == set->classes[i].kind && label.kind != LABEL_NONE);
    FUZZ_REQUIRE(label.kind != LABEL_REAL || !isnan(label.as.real));
    FUZZ_REQUIRE(i == 0 || label_compare(&set->classes[i - 1], &label) < 0);
  }
  for (size_t i = 0; i < set->pair_count; i++) {
    const ClassPair *pair = &set->pairs[i], *before = &set->pairs[i > 0 ? i - 1 : 0];
    FUZZ_REQUIRE(pair->label < set->count && pair->predicted < set->count);
    FUZZ_REQUIRE(pair->weight > 0.0 && isfinite(pair->weight));
    FUZZ_REQUIRE(set->weighted || pair->weight == floor(pair->weight));
    FUZZ_REQUIRE(i == 0 || pair->label > before->label ||
                 (pair->label == before->label && pair->predicted > before->predicted));
    total += pair->weight;
  }
  FUZZ_REQUIRE(set->weighted || total <= 9007199254740992.0);
}

/* ---- what was read, written again ---- */

static char *fuzz_put_label(char *at, const Label *label) {
  if (label->kind == LABEL_INTEGER) return at + sprintf(at, "%lld", (long long)label->as.integer);
  if (label->kind == LABEL_REAL) return at + decimal_format(at, label->as.real);
  *at++ = '"';
  for (uint32_t i = 0; i < label->size; i++) {
    if (label->as.bytes[i] >= 0x80) {
      *at++ = (char)label->as.bytes[i];
    } else {
      at += sprintf(at, "\\u%04x", label->as.bytes[i]);
    }
  }
  *at++ = '"';
  return at;
}

static char *fuzz_put_classes(char *at, const ClassSet *set) {
  at += sprintf(at, "\"classes\":[");
  for (size_t i = 0; i < set->count; i++) {
    if (i > 0) *at++ = ',';
    at = fuzz_put_label(at, &set->classes[i]);
  }
  *at++ = ']';
  return at;
}

static char *fuzz_put_pairs(char *at, const ClassSet *set) {
  at += sprintf(at, "\"%spairs\":[", set->weighted ? "weighted_" : "");
  for (size_t i = 0; i < set->pair_count; i++) {
    const ClassPair *pair = &set->pairs[i];
    at += sprintf(at, "%s[%u,%u,", i > 0 ? "," : "", pair->label, pair->predicted);
    at += decimal_format(at, pair->weight);
    *at++ = ']';
  }
  *at++ = ']';
  return at;
}

static void fuzz_write_again(const ClassSet *set, bool pairs_first) {
  size_t room = 100 + set->pair_count * (2 * 12 + DECIMAL_TEXT_MAX);
  for (size_t i = 0; i < set->count; i++) {
    room += DECIMAL_TEXT_MAX + 3;
    if (set->classes[i].kind == LABEL_TEXT) room += 6 * (size_t)set->classes[i].size;
  }
  char *text = fuzz_allocate(room), *at = text;
  ClassSet again = {0};
  JsonFault fault;
  *at++ = '{';
  at = pairs_first ? fuzz_put_pairs(at, set) : fuzz_put_classes(at, set);
  *at++ = ',';
  at = pairs_first ? fuzz_put_classes(at, set) : fuzz_put_pairs(at, set);
  *at++ = '}';
  FUZZ_REQUIRE(jsonclasses_read(text, (size_t)(at - text), &again, &fault, fuzz_resize, NULL));
  FUZZ_REQUIRE(again.count == set->count && again.pair_count == set->pair_count);
  FUZZ_REQUIRE(again.weighted == set->weighted);
  for (size_t i = 0; i < set->count; i++) {
    FUZZ_REQUIRE(label_compare(&again.classes[i], &set->classes[i]) == 0);
  }
  for (size_t i = 0; i < set->pair_count; i++) {
    FUZZ_REQUIRE(again.pairs[i].label == set->pairs[i].label &&
                 again.pairs[i].predicted == set->pairs[i].predicted &&
                 again.pairs[i].weight == set->pairs[i].weight);
  }
  class_set_clear(&again, fuzz_resize);
  free(text);
}

/* A text that is read, cut short, is not. */
static void fuzz_cut(const char *text, size_t size) {
  ClassSet none = {0};
  JsonFault fault;
  size_t last = size;
  while (last > 0 && text[last - 1] != '}') last--;
  FUZZ_REQUIRE(last > 0);
  size_t cut = size * 7919 % last;
  FUZZ_REQUIRE(!jsonclasses_read(text, cut, &none, &fault, fuzz_resize, NULL));
  FUZZ_REQUIRE(fault.reason != NULL && fault.position >= 1 && fault.position <= cut + 1);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size) {
  const char *text = (const char *)data;
  ClassSet set = {0}, poor = {0};
  JsonFault fault = {"none", 0};
  fuzz_budget = 1000000;
  bool read = jsonclasses_read(text, size, &set, &fault, fuzz_resize, NULL);
  if (read) {
    fuzz_check(&set);
    fuzz_write_again(&set, size % 2 == 0);
    fuzz_cut(text, size);
    ClassSums *sums = class_set_sums(&set, fuzz_resize);
    for (size_t i = 0; i < set.count; i++) {
      double f1 = class_set_f1(&sums[i]);
      FUZZ_REQUIRE(f1 >= 0.0 && f1 <= 1.0);
    }
    fuzz_resize(sums, 0);
    class_set_clear(&set, fuzz_resize);
  } else {
    FUZZ_REQUIRE(fault.reason != NULL && fault.position >= 1 && fault.position <= size + 1);
  }
  FUZZ_REQUIRE(set.classes == NULL && set.pairs == NULL && set.count == 0);

  fuzz_budget = (long)(size % 13);
  if (jsonclasses_read(text, size, &poor, &fault, fuzz_resize, NULL)) {
    FUZZ_REQUIRE(read);
    class_set_clear(&poor, fuzz_resize);
  } else {
    FUZZ_REQUIRE(poor.classes == NULL && poor.pairs == NULL);
  }
  return 0;
}
