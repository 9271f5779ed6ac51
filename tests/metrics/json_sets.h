/* json_sets.h: random sets of scored examples, as JSON in any spelling, and what is to be read of it. */
#ifndef LOGITS_TESTS_JSON_SETS_H
#define LOGITS_TESTS_JSON_SETS_H

#include "../../ext/base/bits.h"
#include "../../ext/formats/decimal.h"
#include "../../ext/metrics/jsonsets.h"
#include "../testing.h"

#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

/* ---- texts ---- */

typedef struct {
  char *text;
  size_t size, room;
} TestText;

static inline void test_reserve(TestText *out, size_t more) {
  if (out->size + more <= out->room) return;
  out->room = 2 * (out->size + more);
  out->text = realloc(out->text, out->room);
  if (out->text == NULL) abort();
}

static inline void test_put_bytes(TestText *out, const char *bytes, size_t size) {
  test_reserve(out, size);
  if (size > 0) memcpy(out->text + out->size, bytes, size);
  out->size += size;
}

static inline void test_put(TestText *out, const char *bytes) {
  test_put_bytes(out, bytes, strlen(bytes));
}

static inline void test_put_number(TestText *out, double x) {
  test_reserve(out, DECIMAL_TEXT_MAX);
  out->size += (size_t)decimal_format(out->text + out->size, x);
}

/* In quotes. `escapes`: 0 where they must be, 1 here and there, 2 everywhere. */
static inline void test_put_string(TestText *out, const char *bytes, size_t size, int escapes) {
  test_put(out, "\"");
  for (size_t i = 0; i < size; i++) {
    unsigned char c = (unsigned char)bytes[i];
    bool due = c < 0x20 || c == '"' || c == '\\';
    bool escape = c < 0x80 && (due || escapes == 2 || (escapes == 1 && test_below(3) == 0));
    if (!escape) {
      test_put_bytes(out, bytes + i, 1);
    } else {
      char escaped[8];
      sprintf(escaped, "\\u%04x", c);
      test_put(out, escaped);
    }
  }
  test_put(out, "\"");
}

static inline void test_put_blanks(TestText *out, bool blanks) {
  static const char kinds[] = " \n\r\t";
  while (blanks && test_below(3) == 0) test_put_bytes(out, kinds + test_below(4), 1);
}

/* ---- random sets ---- */

enum { TEST_ROWS = 30, TEST_SETS = 7 };

typedef struct {
  char name[12];
  size_t name_size;
  double score[2][TEST_ROWS], weight[2][TEST_ROWS]; /* of negative, of positive examples */
  size_t count[2];
  bool weighted, quoted;
} TestSet;

static inline double test_score(void) {
  static const double some[] = {0.0, -0.0, 1.0, -1.0, 0.5, 5e-324, INFINITY, -INFINITY, 0.1};
  if (test_below(2)) return some[test_index(sizeof some / sizeof *some)];
  double x = bits_to_double(test_random());
  return isnan(x) ? 0.25 : x;
}

static inline double test_weight(void) {
  static const double some[] = {0.0, -0.0, 1.0, 1.0, 0.5, 5e-324, 1e308, 3.0};
  if (test_below(3)) return some[test_index(sizeof some / sizeof *some)];
  double x = fabs(bits_to_double(test_random()));
  return isnan(x) || isinf(x) ? 0.25 : x;
}

static inline TestSet test_make(size_t most) {
  TestSet set;
  memset(&set, 0, sizeof set);
  set.name_size = test_index(sizeof set.name);
  for (size_t i = 0; i < set.name_size; i++) set.name[i] = (char)test_below(128);
  set.weighted = test_below(2);
  set.quoted = test_below(2);
  for (int label = 0; label < 2; label++) {
    set.count[label] = test_index(most + 1);
    for (size_t i = 0; i < set.count[label]; i++) {
      set.score[label][i] = test_score();
      set.weight[label][i] = set.weighted ? test_weight() : 1.0;
    }
  }
  return set;
}

static inline void test_put_array(TestText *out, const double *x, size_t count, bool blanks) {
  test_put(out, "[");
  for (size_t i = 0; i < count; i++) {
    if (i > 0) test_put(out, ",");
    test_put_blanks(out, blanks);
    test_put_number(out, x[i]);
    test_put_blanks(out, blanks);
  }
  test_put(out, "]");
}

/* Its members in the order of `order`, a permutation of 0 to 3. */
static inline void test_put_set(TestText *out, const TestSet *set, const int *order, bool blanks) {
  static const char *const names[] = {"negative", "positive", "negative_weight", "positive_weight"};
  const char *before = "{";
  test_put_blanks(out, blanks);
  for (int i = 0; i < 4; i++) {
    int member = order[i], label = member % 2;
    if (member >= 2 && !set->weighted) continue;
    test_put(out, before);
    test_put_blanks(out, blanks);
    test_put_string(out, names[member], strlen(names[member]), blanks);
    test_put_blanks(out, blanks);
    test_put(out, ":");
    test_put_blanks(out, blanks);
    test_put_array(out, member < 2 ? set->score[label] : set->weight[label], set->count[label],
                   blanks);
    test_put_blanks(out, blanks);
    before = ",";
  }
  test_put(out, "}");
  test_put_blanks(out, blanks);
}

static inline int test_compare(const void *a, const void *b) {
  const Example *x = a, *y = b;
  if (x->score != y->score) return x->score > y->score ? -1 : 1;
  return x->weight == y->weight ? 0 : x->weight > y->weight ? -1 : 1;
}

/* What a set is to become. Returns how many. */
static inline size_t test_expected(const TestSet *set, Example *examples) {
  size_t count = 0;
  for (int label = 0; label < 2; label++) {
    for (size_t i = 0; i < set->count[label]; i++) {
      double score = set->score[label][i], weight = set->weight[label][i];
      if (weight == 0.0) continue;
      examples[count++] = (Example){score == 0.0 ? 0.0 : score, label ? weight : -weight};
    }
  }
  qsort(examples, count, sizeof *examples, test_compare);
  return count;
}

static inline bool test_is_set(const JsonSet *read, const TestSet *set, bool named) {
  Example examples[2 * TEST_ROWS];
  size_t count = test_expected(set, examples);
  bool name = named ? read->name != NULL && read->name_size == set->name_size &&
                          memcmp(read->name, set->name, set->name_size) == 0
                    : read->name == NULL && read->name_size == 0;
  return name && read->weighted == set->weighted && read->count == count &&
         memcmp(read->examples, examples, count * sizeof *examples) == 0;
}

/* Several sets, by name. */
static inline void test_put_sets(TestText *out, const TestSet *some, size_t count, bool blanks) {
  test_put(out, "{");
  for (size_t i = 0; i < count; i++) {
    int order[4] = {0, 1, 2, 3};
    TestText set = {.text = NULL};
    if (blanks) test_shuffle(order, 4, sizeof *order);
    if (i > 0) test_put(out, ",");
    test_put_blanks(out, blanks);
    test_put_string(out, some[i].name, some[i].name_size, blanks);
    test_put_blanks(out, blanks);
    test_put(out, ":");
    test_put_blanks(out, blanks);
    test_put_set(&set, some + i, order, blanks);
    if (some[i].quoted) {
      test_put_string(out, set.text, set.size, test_below(3));
    } else {
      test_put_bytes(out, set.text, set.size);
    }
    test_put_blanks(out, blanks);
    free(set.text);
  }
  test_put(out, "}");
}

#endif
