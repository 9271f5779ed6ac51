/* roc.c: see roc.h.
**
** The area under the ROC curve is a quotient of integers, which are exact: weights are integers in
** units of the largest power of two that allows it (natural.h). So are the sums of auc_tree.h, and
** both have the same bits.
**
** All else has sums of weights that are exact and read to 2^-95 relative. Average precision is a sum
** of products and quotients of them, one term for each positive example, and no term is negative.
** They are added up in double-double with an exponent (dd_scaled.h), in the order of the scores. So
** n terms come within 2^-93 + n 2^-104 of the true sum, relative to it, however far apart the
** weights are. Against rationals: 0.5000 ULP at worst in 10^6 random sets, with weights from 5e-324
** to 1.8e308 (areas and points alike).
*/
#include "roc.h"

#include "../exact/dd_scaled.h"

#include <string.h>

/* The weight of the examples of one class that are called positive. Reading an exact sum costs more
** than adding to it, so the value read is kept until something is added. */
typedef struct {
  ExactSum sum;
  ScaledDD value;
  bool is_read;
} RocCount;

static bool roc_count_add(RocCount *count, double weight, int64_t times, MemoryResize *resize) {
  count->is_read = false;
  return exact_sum_add_times(&count->sum, weight, times, resize);
}

static ScaledDD roc_count_value(RocCount *count) {
  if (!count->is_read) count->value = exact_sum_value(&count->sum);
  count->is_read = true;
  return count->value;
}

/* True and false positives at the threshold reached, and the area so far. */
typedef struct {
  RocCount tp, fp;
  ScaledDD area;
} RocSums;

static void roc_sums_clear(RocSums *sums, MemoryResize *resize) {
  exact_sum_clear(&sums->tp.sum, resize);
  exact_sum_clear(&sums->fp.sum, resize);
}

static ScaledDD roc_twice(ScaledDD x) {
  x.k++;
  return x;
}

static double roc_ratio(ScaledDD part, ScaledDD whole) {
  return whole.f.hi == 0.0 ? bits_nan() : dd_round(dd_scaled_over(part, whole));
}

static int64_t roc_times(RocRows rows, size_t i) {
  return rows.times == NULL ? 1 : rows.times[i];
}

/* Where the negative examples begin in a run of tied ones. The positive ones come first. */
static size_t roc_negatives(const Example *sorted, size_t begin, size_t end) {
  while (begin < end && sorted[begin].weight > 0.0) begin++;
  return begin;
}

/* ---- the area under the ROC curve: sum of dFP (TP_before + TP_after), divided by 2 P N ---- */

double roc_area(const uint32_t *pairs, const uint32_t *positives, const uint32_t *negatives,
                int digits) {
  ScaledDD p = natural_value(positives, digits), n = natural_value(negatives, digits);
  return roc_ratio(natural_value(pairs, 2 * digits), roc_twice(dd_scaled_times(p, n)));
}

/* Weights of true and of false positives, those of a run of tied examples, and the area, all in
** units of a power of two. */
typedef struct {
  uint32_t tp[ROC_DIGITS], fp[ROC_DIGITS], weight[ROC_DIGITS];
  uint32_t height[ROC_DIGITS], width[ROC_DIGITS], area[2 * ROC_DIGITS];
  int64_t unit;
  int digits;
  double last; /* whose weight in these units is `weight`: many are the same */
} RocArea;

static void roc_area_begin(RocArea *sums, const Example *examples, size_t count) {
  RocUnit unit = roc_unit_none();
  double last = 0.0;
  for (size_t i = 0; i < count; i++) {
    double weight = bits_abs(examples[i].weight);
    if (weight != last) roc_unit_take(&unit, natural_odd(weight));
    last = weight;
  }
  sums->last = 0.0;
  sums->unit = unit.unit;
  sums->digits = count == 0 ? 0 : roc_unit_digits(unit.unit, unit.end);
  size_t bytes = (size_t)sums->digits * sizeof *sums->tp;
  memset(sums->tp, 0, bytes);
  memset(sums->fp, 0, bytes);
  memset(sums->area, 0, 2 * bytes);
}

static void roc_area_weigh(RocArea *sums, uint32_t *sum, double weight, int64_t times) {
  if (weight != sums->last) {
    natural_set(sums->weight, sums->digits, natural_odd(weight), sums->unit);
    sums->last = weight;
  }
  if (times == 1) {
    natural_add(sum, sums->weight, sums->digits);
  } else {
    natural_add_times(sum, sums->weight, sums->digits, (uint64_t)times);
  }
}

/* Adds the examples from `begin` to before `end`, which are tied, and twice the area between the
** threshold before them and theirs. */
static void roc_area_add(RocArea *sums, RocRows rows, size_t begin, size_t end) {
  const Example *sorted = rows.sorted;
  size_t negatives = roc_negatives(sorted, begin, end);
  size_t bytes = (size_t)sums->digits * sizeof *sums->tp;
  if (negatives < end) memcpy(sums->height, sums->tp, bytes);
  for (size_t i = begin; i < negatives; i++) {
    roc_area_weigh(sums, sums->tp, sorted[i].weight, roc_times(rows, i));
  }
  if (negatives == end) return;
  natural_add(sums->height, sums->tp, sums->digits);
  memset(sums->width, 0, bytes);
  for (size_t i = negatives; i < end; i++) {
    roc_area_weigh(sums, sums->width, -sorted[i].weight, roc_times(rows, i));
  }
  natural_add(sums->fp, sums->width, sums->digits);
  natural_add_product(sums->area, sums->width, sums->height, sums->digits);
}

double roc_rows_auc(RocRows rows, const Stop *stop) {
  RocArea sums;
  size_t asked = 0;
  roc_area_begin(&sums, rows.sorted, rows.count);
  for (size_t i = 0, end; i < rows.count; i = end) {
    end = examples_tied(rows.sorted, i, rows.count);
    roc_area_add(&sums, rows, i, end);
    if (stop_after(stop, &asked, end - i)) return bits_nan();
  }
  return rows.count == 0 ? bits_nan() : roc_area(sums.area, sums.tp, sums.fp, sums.digits);
}

double roc_auc(const Example *sorted, size_t count, const Stop *stop) {
  return roc_rows_auc((RocRows){sorted, NULL, count}, stop);
}

/* ---- average precision: sum of dTP TP / (TP + FP), divided by P ---- */

/* The weight of the rows from `begin` on that have the same weight each, exactly: fewer than 2^33 times a
** double. They end before `end`, at *next. So it does not matter whether equal examples are one row or
** many. */
static ScaledDD roc_alike(RocRows rows, size_t begin, size_t end, size_t *next) {
  double weight = rows.sorted[begin].weight;
  int64_t times = 0;
  size_t i = begin;
  for (; i < end && rows.sorted[i].weight == weight; i++) times += roc_times(rows, i);
  *next = i;
  if (times == 1) return dd_scaled_from(weight);
  return dd_scaled_times(dd_scaled_from(weight), dd_scaled_from((double)times));
}

/* Adds the examples from `begin` to before `end`, which are tied, and their part of the sum. */
static bool roc_add_precision(RocSums *sums, RocRows rows, size_t begin, size_t end,
                              MemoryResize *resize) {
  const Example *sorted = rows.sorted;
  size_t negatives = roc_negatives(sorted, begin, end);
  for (size_t i = begin; i < end; i++) {
    RocCount *count = i < negatives ? &sums->tp : &sums->fp;
    double weight = bits_abs(sorted[i].weight);
    if (!roc_count_add(count, weight, roc_times(rows, i), resize)) return false;
  }
  if (negatives == begin) return true;
  ScaledDD tp = roc_count_value(&sums->tp);
  ScaledDD precision = dd_scaled_over(tp, dd_scaled_plus(tp, roc_count_value(&sums->fp)));
  for (size_t i = begin, next; i < negatives; i = next) {
    ScaledDD weight = roc_alike(rows, i, negatives, &next);
    sums->area = dd_scaled_plus(sums->area, dd_scaled_times(weight, precision));
  }
  return true;
}

bool roc_rows_average_precision(RocRows rows, MemoryResize *resize, double *precision,
                                const Stop *stop) {
  RocSums sums = {0};
  size_t asked = 0;
  bool done = true;
  for (size_t i = 0, end; i < rows.count && done; i = end) {
    end = examples_tied(rows.sorted, i, rows.count);
    done = roc_add_precision(&sums, rows, i, end, resize) && !stop_after(stop, &asked, end - i);
  }
  if (done) *precision = roc_ratio(sums.area, roc_count_value(&sums.tp));
  roc_sums_clear(&sums, resize);
  return done;
}

bool roc_average_precision(const Example *sorted, size_t count, MemoryResize *resize,
                           double *precision, const Stop *stop) {
  return roc_rows_average_precision((RocRows){sorted, NULL, count}, resize, precision, stop);
}

/* ---- the curves, point by point ---- */

static bool roc_tally(ExactSum sums[2], Example example, int sign, MemoryResize *resize) {
  bool positive = example.weight > 0.0;
  return exact_sum_add(&sums[positive], bits_abs(example.weight), sign, resize);
}

bool roc_begin(RocWalk *walk, const Example *sorted, size_t count, MemoryResize *resize,
               const Stop *stop) {
  *walk = (RocWalk){.sorted = sorted, .count = count};
  for (size_t i = 0; i < count; i++) {
    if (stop_at(stop, i) || !roc_tally(walk->left, sorted[i], +1, resize)) return false;
  }
  return true;
}

bool roc_more(const RocWalk *walk) {
  return walk->next < walk->count;
}

/* Taking a weight out of a sum that holds it needs no memory: see superacc.h. */
bool roc_next(RocWalk *walk, MemoryResize *resize) {
  const Example *sorted = walk->sorted;
  size_t end = examples_tied(sorted, walk->next, walk->count);
  for (size_t i = walk->next; i < end; i++) {
    if (roc_tally(walk->called, sorted[i], +1, resize)) continue;
    while (i-- > walk->next) roc_tally(walk->called, sorted[i], -1, resize);
    return false;
  }
  for (size_t i = walk->next; i < end; i++) roc_tally(walk->left, sorted[i], -1, resize);
  walk->next = end;
  return true;
}

RocPoint roc_point(const RocWalk *walk) {
  const ExactSum *called = walk->called, *left = walk->left;
  ScaledDD fp = exact_sum_value(&called[0]), tp = exact_sum_value(&called[1]);
  ScaledDD tn = exact_sum_value(&left[0]), fn = exact_sum_value(&left[1]);
  ScaledDD twice = roc_twice(tp);
  return (RocPoint){
      .threshold = walk->next == 0 ? bits_infinity() : walk->sorted[walk->next - 1].score,
      .tp = exact_sum_round(&called[1]),
      .fp = exact_sum_round(&called[0]),
      .tn = exact_sum_round(&left[0]),
      .fn = exact_sum_round(&left[1]),
      .tpr = roc_ratio(tp, dd_scaled_plus(tp, fn)),
      .fpr = roc_ratio(fp, dd_scaled_plus(fp, tn)),
      .precision = roc_ratio(tp, dd_scaled_plus(tp, fp)),
      .f1 = roc_ratio(twice, dd_scaled_plus(twice, dd_scaled_plus(fp, fn))),
  };
}

bool roc_prevalence(const Example *examples, size_t count, MemoryResize *resize, double *share,
                    const Stop *stop) {
  RocWalk walk;
  bool done = roc_begin(&walk, examples, count, resize, stop);
  if (done) {
    ScaledDD negative = exact_sum_value(&walk.left[0]), positive = exact_sum_value(&walk.left[1]);
    *share = roc_ratio(positive, dd_scaled_plus(positive, negative));
  }
  roc_clear(&walk, resize);
  return done;
}

void roc_clear(RocWalk *walk, MemoryResize *resize) {
  for (int i = 0; i < 2; i++) {
    exact_sum_clear(&walk->called[i], resize);
    exact_sum_clear(&walk->left[i], resize);
  }
}
