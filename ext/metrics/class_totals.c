/* class_totals.c: see class_totals.h.
**
** The differences n sum h_c - sum r_c p_c and n^2 - sum r_c^2 can cancel to far less than their terms,
** or to 0. So their products are formed and summed exactly (exact_words.h), before anything is
** rounded.
*/
#include "class_totals.h"

#include "../base/bits.h"
#include "../exact/dd_scaled.h"
#include "../exact/exact_state.h"
#include "../exact/exact_words.h"

enum { CLASS_LABELLED, CLASS_PREDICTED, CLASS_HITS, CLASS_PARTS };

/* A class takes as long as so many elements of other loops: STOP_EVERY. */
enum { CLASS_ELEMENTS = 1 << 10 };

typedef struct {
  ClassItem item;
  int64_t count[CLASS_PARTS]; /* rows */
} ClassCounts;

/* What an item is where the rows have weights. */
typedef struct {
  ClassCounts counts;
  ExactSum weight[CLASS_PARTS];
} ClassWeights;

static ClassCounts *class_totals_counts(const ClassTotals *totals, uint32_t number) {
  return avl_item(&totals->classes, number);
}

static ExactSum *class_totals_weight(const ClassTotals *totals, uint32_t number, int part) {
  return &((ClassWeights *)avl_item(&totals->classes, number))->weight[part];
}

/* ---- rows come and go ---- */

/* Adds or removes the weight, or returns false; what was done can be undone without memory. */
static bool class_totals_weigh(ClassTotals *totals, const uint32_t numbers[CLASS_PARTS],
                               double weight, int sign, MemoryResize *resize) {
  for (int part = 0; part < CLASS_PARTS && totals->weighted; part++) {
    if (numbers[part] == 0) continue;
    ExactSum *sum = class_totals_weight(totals, numbers[part], part);
    if (exact_sum_add(sum, weight, sign, resize)) continue;
    while (part-- > 0) {
      if (numbers[part] == 0) continue;
      exact_sum_add(class_totals_weight(totals, numbers[part], part), weight, -sign, resize);
    }
    return false;
  }
  return true;
}

/* A class without rows goes. */
static void class_totals_leave(ClassTotals *totals, uint32_t number, MemoryResize *resize) {
  const ClassCounts *counts = class_totals_counts(totals, number);
  if (counts->count[CLASS_LABELLED] != 0 || counts->count[CLASS_PREDICTED] != 0) return;
  for (int part = 0; part < CLASS_PARTS && totals->weighted; part++) {
    exact_sum_clear(class_totals_weight(totals, number, part), resize);
  }
  classes_drop(&totals->classes, number, resize);
}

bool class_totals_add(ClassTotals *totals, const Label *predicted, const Label *label,
                      double weight, int sign, MemoryResize *resize) {
  size_t size = totals->weighted ? sizeof(ClassWeights) : sizeof(ClassCounts);
  uint32_t numbers[CLASS_PARTS] = {0};
  numbers[CLASS_LABELLED] = classes_get(&totals->classes, label, size, resize);
  if (numbers[CLASS_LABELLED] == 0) return false;
  numbers[CLASS_PREDICTED] = classes_get(&totals->classes, predicted, size, resize);
  bool same = numbers[CLASS_PREDICTED] == numbers[CLASS_LABELLED];
  if (same) numbers[CLASS_HITS] = numbers[CLASS_LABELLED];
  bool done =
      numbers[CLASS_PREDICTED] != 0 && class_totals_weigh(totals, numbers, weight, sign, resize);
  for (int part = 0; part < CLASS_PARTS && done; part++) {
    if (numbers[part] != 0) class_totals_counts(totals, numbers[part])->count[part] += sign;
  }
  if (done) totals->rows += sign;
  if (!done || sign < 0) {
    class_totals_leave(totals, numbers[CLASS_LABELLED], resize);
    if (!same && numbers[CLASS_PREDICTED] != 0) {
      class_totals_leave(totals, numbers[CLASS_PREDICTED], resize);
    }
  }
  return done;
}

void class_totals_clear(ClassTotals *totals, MemoryResize *resize) {
  AvlPath path;
  const Avl *classes = &totals->classes;
  for (uint32_t at = avl_first(classes, &path); at != 0 && totals->weighted;
       at = avl_next(classes, &path, at)) {
    for (int part = 0; part < CLASS_PARTS; part++) {
      exact_sum_clear(class_totals_weight(totals, at, part), resize);
    }
  }
  classes_clear(&totals->classes, resize);
  totals->rows = 0;
}

/* ---- macro F1 ---- */

static ScaledDD class_totals_value(const ClassTotals *totals, uint32_t number, int part) {
  if (totals->weighted) return exact_sum_value(class_totals_weight(totals, number, part));
  return dd_scaled_from((double)class_totals_counts(totals, number)->count[part]);
}

static ScaledDD class_totals_f1(const ClassTotals *totals, uint32_t number) {
  ScaledDD hits = class_totals_value(totals, number, CLASS_HITS);
  if (hits.f.hi == 0.0) return hits;
  hits.k++;
  return dd_scaled_over(hits, dd_scaled_plus(class_totals_value(totals, number, CLASS_LABELLED),
                                             class_totals_value(totals, number, CLASS_PREDICTED)));
}

/* No term is negative, so n of them are summed within n 2^-104; in the order of the labels, so the
** sum depends on the set of rows only. */
double class_totals_macro_f1(const ClassTotals *totals, const Stop *stop) {
  AvlPath path;
  size_t asked = 0;
  ScaledDD sum = dd_scaled_zero();
  double count = 0.0;
  for (uint32_t at = avl_first(&totals->classes, &path); at != 0;
       at = avl_next(&totals->classes, &path, at)) {
    sum = dd_scaled_plus(sum, class_totals_f1(totals, at));
    count += 1.0;
    if (stop_after(stop, &asked, CLASS_ELEMENTS)) return bits_nan();
  }
  if (count == 0.0) return bits_nan();
  return dd_round(dd_scaled_over(sum, dd_scaled_from(count)));
}

/* ---- the correlation and kappa ---- */

/* Exact sums over the classes. */
typedef struct {
  ExactSum n, hits;
  ExactSum agreement; /* n sum h_c - sum r_c p_c */
  ExactSum chance;    /* n^2 - sum r_c p_c */
  ExactSum labelled;  /* n^2 - sum r_c^2 */
  ExactSum predicted; /* n^2 - sum p_c^2 */
} ClassTotalsSums;

static void class_totals_sums_clear(ClassTotalsSums *sums, MemoryResize *resize) {
  exact_sum_clear(&sums->n, resize);
  exact_sum_clear(&sums->hits, resize);
  exact_sum_clear(&sums->agreement, resize);
  exact_sum_clear(&sums->chance, resize);
  exact_sum_clear(&sums->labelled, resize);
  exact_sum_clear(&sums->predicted, resize);
}

static void class_totals_words(const ClassTotals *totals, uint32_t number, int part,
                               ExactWords *words) {
  if (totals->weighted) {
    exact_words_of(words, class_totals_weight(totals, number, part));
  } else {
    exact_words_of_count(words, class_totals_counts(totals, number)->count[part]);
  }
}

static bool class_totals_sum_class(ClassTotalsSums *sums, const ClassTotals *totals,
                                   uint32_t number, MemoryResize *resize) {
  ExactWords one, labelled, predicted, hits;
  exact_words_of_count(&one, 1);
  class_totals_words(totals, number, CLASS_LABELLED, &labelled);
  class_totals_words(totals, number, CLASS_PREDICTED, &predicted);
  class_totals_words(totals, number, CLASS_HITS, &hits);
  return exact_words_add_product(&sums->n, &labelled, &one, 1, resize) &&
         exact_words_add_product(&sums->hits, &hits, &one, 1, resize) &&
         exact_words_add_product(&sums->agreement, &labelled, &predicted, -1, resize) &&
         exact_words_add_product(&sums->chance, &labelled, &predicted, -1, resize) &&
         exact_words_add_product(&sums->labelled, &labelled, &labelled, -1, resize) &&
         exact_words_add_product(&sums->predicted, &predicted, &predicted, -1, resize);
}

/* False when memory ran out or it was stopped. The sums are to be cleared either way. */
static bool class_totals_sum(ClassTotalsSums *sums, const ClassTotals *totals, MemoryResize *resize,
                             const Stop *stop) {
  AvlPath path;
  size_t asked = 0;
  ExactWords n, hits;
  for (uint32_t at = avl_first(&totals->classes, &path); at != 0;
       at = avl_next(&totals->classes, &path, at)) {
    if (!class_totals_sum_class(sums, totals, at, resize)) return false;
    if (stop_after(stop, &asked, CLASS_ELEMENTS)) return false;
  }
  exact_words_of(&n, &sums->n);
  exact_words_of(&hits, &sums->hits);
  return exact_words_add_product(&sums->agreement, &n, &hits, 1, resize) &&
         exact_words_add_product(&sums->chance, &n, &n, 1, resize) &&
         exact_words_add_product(&sums->labelled, &n, &n, 1, resize) &&
         exact_words_add_product(&sums->predicted, &n, &n, 1, resize);
}

static double class_totals_mcc_of(const ClassTotalsSums *sums) {
  ScaledDD labelled = exact_sum_value(&sums->labelled);
  ScaledDD predicted = exact_sum_value(&sums->predicted);
  if (labelled.f.hi == 0.0 || predicted.f.hi == 0.0) return 0.0;
  ScaledDD root = dd_scaled_sqrt(dd_scaled_times(labelled, predicted));
  return dd_round(dd_scaled_over(exact_sum_value(&sums->agreement), root));
}

static double class_totals_kappa_of(const ClassTotalsSums *sums) {
  ScaledDD chance = exact_sum_value(&sums->chance);
  if (chance.f.hi == 0.0) return bits_nan();
  return dd_round(dd_scaled_over(exact_sum_value(&sums->agreement), chance));
}

typedef double ClassTotalsResult(const ClassTotalsSums *sums);

static bool class_totals_result(const ClassTotals *totals, ClassTotalsResult *result_of,
                                MemoryResize *resize, double *result, const Stop *stop) {
  ClassTotalsSums sums = {0};
  *result = bits_nan();
  if (totals->classes.root == 0) return true;
  bool done = class_totals_sum(&sums, totals, resize, stop);
  if (done) *result = result_of(&sums);
  class_totals_sums_clear(&sums, resize);
  return done;
}

bool class_totals_mcc(const ClassTotals *totals, MemoryResize *resize, double *result,
                      const Stop *stop) {
  return class_totals_result(totals, class_totals_mcc_of, resize, result, stop);
}

bool class_totals_kappa(const ClassTotals *totals, MemoryResize *resize, double *result,
                        const Stop *stop) {
  return class_totals_result(totals, class_totals_kappa_of, resize, result, stop);
}

/* ---- as bytes ---- */

/* Each class in the order of the labels: a byte that is 1, the label, and the counts, or with weights the
** counts and the sums. After the last class a byte that is 0. */
void class_totals_write(const ClassTotals *totals, Bytes *bytes) {
  AvlPath path;
  for (uint32_t at = avl_first(&totals->classes, &path); at != 0;
       at = avl_next(&totals->classes, &path, at)) {
    const ClassCounts *counts = class_totals_counts(totals, at);
    bytes_put_byte(bytes, 1);
    label_write(&counts->item.label, bytes);
    for (int part = 0; part < CLASS_PARTS; part++) {
      bytes_put_unsigned(bytes, (uint64_t)counts->count[part]);
      if (!totals->weighted || counts->count[part] == 0) continue;
      exact_sum_write(class_totals_weight(totals, at, part), bytes);
    }
  }
  bytes_put_byte(bytes, 0);
}

/* The counts and sums of a class that is there. */
static void class_totals_read_class(ClassTotals *totals, uint32_t number, BytesReader *reader) {
  int64_t *count = class_totals_counts(totals, number)->count;
  for (int part = 0; part < CLASS_PARTS; part++) {
    count[part] = bytes_between(reader, 0, EXACT_MOST_ROWS);
    if (!totals->weighted || count[part] == 0) continue;
    ExactSum *sum = class_totals_weight(totals, number, part);
    exact_sum_read_doubles(sum, count[part], reader);
    bytes_require(reader, exact_sum_value(sum).f.hi > 0.0);
  }
  bytes_require(reader, count[CLASS_LABELLED] + count[CLASS_PREDICTED] > 0);
  bytes_require(reader, count[CLASS_HITS] <= count[CLASS_LABELLED]);
  bytes_require(reader, count[CLASS_HITS] <= count[CLASS_PREDICTED]);
  if (!totals->weighted || count[CLASS_HITS] == 0) return;
  ExactWords hits;
  exact_words_of(&hits, class_totals_weight(totals, number, CLASS_HITS));
  for (int part = 0; part < CLASS_HITS; part++) {
    ScaledDD misses = exact_words_difference(class_totals_weight(totals, number, part), &hits);
    bytes_require(reader, misses.f.hi >= 0.0);
  }
}

/* Every row is labelled and predicted, so both have the same weight. */
static void class_totals_check_weight(const ClassTotals *totals, BytesReader *reader) {
  AvlPath path;
  ExactSum difference = {0};
  for (uint32_t at = avl_first(&totals->classes, &path); at != 0 && bytes_read_on(reader);
       at = avl_next(&totals->classes, &path, at)) {
    const ExactSum *labelled = class_totals_weight(totals, at, CLASS_LABELLED);
    const ExactSum *predicted = class_totals_weight(totals, at, CLASS_PREDICTED);
    if (!exact_sum_merge(&difference, labelled, +1, reader->resize, NULL) ||
        !exact_sum_merge(&difference, predicted, -1, reader->resize, NULL)) {
      reader->no_memory = true;
      break;
    }
  }
  bytes_require(reader, exact_sum_value(&difference).f.hi == 0.0);
  exact_sum_clear(&difference, reader->resize);
}

void class_totals_read(ClassTotals *totals, BytesReader *reader) {
  const unsigned kinds =
      1u << LABEL_INTEGER | 1u << LABEL_REAL | 1u << LABEL_TEXT | 1u << LABEL_BLOB;
  size_t size = totals->weighted ? sizeof(ClassWeights) : sizeof(ClassCounts);
  int64_t labelled = 0, predicted = 0;
  Label before = {.kind = LABEL_NONE};
  for (unsigned more = bytes_byte(reader); more != 0; more = bytes_byte(reader)) {
    Label label = label_read(reader, kinds);
    bytes_require(reader, more == 1);
    bytes_require_canonical(reader, label_integral(label).kind == label.kind);
    bytes_require_canonical(reader, label_compare(&before, &label) < 0);
    if (bytes_failed(reader)) return;
    uint32_t number = classes_get(&totals->classes, &label, size, reader->resize);
    if (number == 0) {
      reader->no_memory = true;
      return;
    }
    class_totals_read_class(totals, number, reader);
    labelled += class_totals_counts(totals, number)->count[CLASS_LABELLED];
    predicted += class_totals_counts(totals, number)->count[CLASS_PREDICTED];
    bytes_require(reader, labelled <= EXACT_MOST_ROWS && predicted <= EXACT_MOST_ROWS);
    before = label;
  }
  bytes_require(reader, labelled == predicted);
  if (totals->weighted) class_totals_check_weight(totals, reader);
  totals->rows = labelled;
}

bool class_totals_merge(ClassTotals *totals, const ClassTotals *from, int sign,
                        MemoryResize *resize, const Stop *stop) {
  AvlPath path;
  size_t asked = 0;
  size_t size = totals->weighted ? sizeof(ClassWeights) : sizeof(ClassCounts);
  for (uint32_t at = avl_first(&from->classes, &path); at != 0;
       at = avl_next(&from->classes, &path, at)) {
    const ClassCounts *added = class_totals_counts(from, at);
    uint32_t number = classes_get(&totals->classes, &added->item.label, size, resize);
    if (number == 0) return false;
    for (int part = 0; part < CLASS_PARTS; part++) {
      class_totals_counts(totals, number)->count[part] += sign * added->count[part];
      if (!totals->weighted) continue;
      ExactSum *sum = class_totals_weight(totals, number, part);
      if (!exact_sum_merge(sum, class_totals_weight(from, at, part), sign, resize, stop))
        return false;
    }
    class_totals_leave(totals, number, resize);
    if (stop_after(stop, &asked, CLASS_ELEMENTS)) return false;
  }
  totals->rows += sign * from->rows;
  return true;
}
