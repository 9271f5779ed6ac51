/* roc.c: see roc.h.
**
** Sums of weights are exact, and read to 2^-95 relative. An area is a sum of products and quotients
** of them, one term for each example of one class, and no term is negative. They are added up in
** double-double with an exponent (dd_scaled.h), in the order of the scores. So n terms come within
** 2^-93 + n 2^-104 of the true sum, relative to it, however far apart the weights are. Against
** rationals: 0.5000 ULP at worst in 10^6 random sets, with weights from 5e-324 to 1.8e308 (areas
** and points alike).
*/
#include "roc.h"

#include "../exact/dd_scaled.h"

/* The weight of the examples of one class that are called positive. Reading an exact sum costs more
** than adding to it, so the value read is kept until something is added. */
typedef struct {
  ExactSum sum;
  ScaledDD value;
  bool is_read;
} RocCount;

static bool roc_count_add(RocCount *count, double weight, MemoryResize *resize) {
  count->is_read = false;
  return exact_sum_add(&count->sum, weight, +1, resize);
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

/* Adds the examples from `begin` to before `end`, which are tied, and their part of the area. */
typedef bool RocAdd(RocSums *sums, const Example *sorted, size_t begin, size_t end,
                    MemoryResize *resize);

/* Adds all examples, one run of tied ones after the other. */
static bool roc_sums_add(RocSums *sums, const Example *sorted, size_t count, RocAdd *add,
                         MemoryResize *resize) {
  for (size_t i = 0, end; i < count; i = end) {
    end = examples_tied(sorted, i, count);
    if (!add(sums, sorted, i, end, resize)) return false;
  }
  return true;
}

static ScaledDD roc_twice(ScaledDD x) {
  x.k++;
  return x;
}

static double roc_ratio(ScaledDD part, ScaledDD whole) {
  return whole.f.hi == 0.0 ? bits_nan() : dd_round(dd_scaled_over(part, whole));
}

/* Where the negative examples begin in a run of tied ones. The positive ones come first. */
static size_t roc_negatives(const Example *sorted, size_t begin, size_t end) {
  while (begin < end && sorted[begin].weight > 0.0) begin++;
  return begin;
}

/* ---- the area under the ROC curve: sum of dFP (TP_before + TP_after) / 2, divided by P N ---- */

/* Adds twice the area between the threshold before the tied examples and theirs. */
static bool roc_add_trapezoid(RocSums *sums, const Example *sorted, size_t begin, size_t end,
                              MemoryResize *resize) {
  size_t negatives = roc_negatives(sorted, begin, end);
  ScaledDD height = dd_scaled_zero();
  if (negatives < end) height = roc_count_value(&sums->tp);
  for (size_t i = begin; i < negatives; i++) {
    if (!roc_count_add(&sums->tp, sorted[i].weight, resize)) return false;
  }
  if (negatives == end) return true;
  height = dd_scaled_plus(height, roc_count_value(&sums->tp));
  for (size_t i = negatives; i < end; i++) {
    if (!roc_count_add(&sums->fp, -sorted[i].weight, resize)) return false;
    sums->area =
        dd_scaled_plus(sums->area, dd_scaled_times(dd_scaled_from(-sorted[i].weight), height));
  }
  return true;
}

bool roc_auc(const Example *sorted, size_t count, MemoryResize *resize, double *area) {
  RocSums sums = {0};
  bool done = roc_sums_add(&sums, sorted, count, roc_add_trapezoid, resize);
  if (done) {
    ScaledDD whole = dd_scaled_times(roc_count_value(&sums.tp), roc_count_value(&sums.fp));
    *area = roc_ratio(sums.area, roc_twice(whole));
  }
  roc_sums_clear(&sums, resize);
  return done;
}

/* ---- average precision: sum of dTP TP / (TP + FP), divided by P ---- */

static bool roc_add_precision(RocSums *sums, const Example *sorted, size_t begin, size_t end,
                              MemoryResize *resize) {
  size_t negatives = roc_negatives(sorted, begin, end);
  for (size_t i = begin; i < end; i++) {
    bool added = i < negatives ? roc_count_add(&sums->tp, sorted[i].weight, resize)
                               : roc_count_add(&sums->fp, -sorted[i].weight, resize);
    if (!added) return false;
  }
  if (negatives == begin) return true;
  ScaledDD tp = roc_count_value(&sums->tp);
  ScaledDD precision = dd_scaled_over(tp, dd_scaled_plus(tp, roc_count_value(&sums->fp)));
  for (size_t i = begin; i < negatives; i++) {
    sums->area =
        dd_scaled_plus(sums->area, dd_scaled_times(dd_scaled_from(sorted[i].weight), precision));
  }
  return true;
}

bool roc_average_precision(const Example *sorted, size_t count, MemoryResize *resize,
                           double *precision) {
  RocSums sums = {0};
  bool done = roc_sums_add(&sums, sorted, count, roc_add_precision, resize);
  if (done) *precision = roc_ratio(sums.area, roc_count_value(&sums.tp));
  roc_sums_clear(&sums, resize);
  return done;
}

/* ---- the curves, point by point ---- */

static bool roc_tally(ExactSum sums[2], Example example, int sign, MemoryResize *resize) {
  bool positive = example.weight > 0.0;
  return exact_sum_add(&sums[positive], bits_abs(example.weight), sign, resize);
}

bool roc_begin(RocWalk *walk, const Example *sorted, size_t count, MemoryResize *resize) {
  *walk = (RocWalk){.sorted = sorted, .count = count};
  for (size_t i = 0; i < count; i++) {
    if (!roc_tally(walk->left, sorted[i], +1, resize)) return false;
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

bool roc_prevalence(const Example *examples, size_t count, MemoryResize *resize, double *share) {
  RocWalk walk;
  bool done = roc_begin(&walk, examples, count, resize);
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
