/* class_set.c: see class_set.h.
**
** Sums of counts are exact. Sums of weights are taken in double-double with an exponent, of terms
** that are all above 0 and in the order of the set: within n 2^-104 of n terms, relative, and the
** same bits for the same set.
*/
#include "class_set.h"

#include "../exact/dd_scaled.h"

#include <string.h>

/* ---- order ---- */

/* A stable counting sort by one of the two places. `begin` has room for one more than the classes.
*/
static void class_set_distribute(const ClassPair *from, ClassPair *to, size_t count, bool by_label,
                                 size_t *begin, size_t classes) {
  memset(begin, 0, (classes + 1) * sizeof *begin);
  for (size_t i = 0; i < count; i++) begin[(by_label ? from[i].label : from[i].predicted) + 1]++;
  for (size_t i = 0; i < classes; i++) begin[i + 1] += begin[i];
  for (size_t i = 0; i < count; i++) {
    to[begin[by_label ? from[i].label : from[i].predicted]++] = from[i];
  }
}

bool class_set_sort(ClassSet *set, MemoryResize *resize) {
  ClassPair *pairs = memory_array(NULL, set->pair_count, sizeof *pairs, resize);
  size_t *begin = memory_array(NULL, (uint64_t)set->count + 1, sizeof *begin, resize);
  bool done = pairs != NULL && begin != NULL;
  if (done) {
    class_set_distribute(set->pairs, pairs, set->pair_count, false, begin, set->count);
    class_set_distribute(pairs, set->pairs, set->pair_count, true, begin, set->count);
  }
  if (pairs != NULL) resize(pairs, 0);
  if (begin != NULL) resize(begin, 0);
  return done;
}

void class_set_clear(ClassSet *set, MemoryResize *resize) {
  for (size_t i = 0; i < set->count && set->owns_labels; i++) {
    label_clear(&set->classes[i], resize);
  }
  if (set->classes != NULL) resize(set->classes, 0);
  if (set->pairs != NULL) resize(set->pairs, 0);
  *set = (ClassSet){.classes = NULL};
}

/* ---- sums ---- */

ClassSums *class_set_sums(const ClassSet *set, MemoryResize *resize) {
  const ScaledDD zero = dd_scaled_zero();
  ClassSums *sums = memory_array(NULL, (uint64_t)set->count + 1, sizeof *sums, resize);
  if (sums == NULL) return NULL;
  for (size_t i = 0; i < set->count; i++) sums[i] = (ClassSums){zero, zero, zero};
  for (size_t i = 0; i < set->pair_count; i++) {
    const ClassPair *pair = &set->pairs[i];
    ScaledDD weight = dd_scaled_from(pair->weight);
    ClassSums *label = &sums[pair->label], *predicted = &sums[pair->predicted];
    label->labelled = dd_scaled_plus(label->labelled, weight);
    predicted->predicted = dd_scaled_plus(predicted->predicted, weight);
    if (pair->label == pair->predicted) label->hits = weight;
  }
  return sums;
}

ClassSums class_set_total(const ClassSums *sums, size_t count) {
  const ScaledDD zero = dd_scaled_zero();
  ClassSums total = {zero, zero, zero};
  for (size_t i = 0; i < count; i++) {
    total.labelled = dd_scaled_plus(total.labelled, sums[i].labelled);
    total.predicted = dd_scaled_plus(total.predicted, sums[i].predicted);
    total.hits = dd_scaled_plus(total.hits, sums[i].hits);
  }
  return total;
}

double class_set_weight(ScaledDD sum) {
  return dd_round(sum);
}

double class_set_share(ScaledDD part, ScaledDD whole) {
  return whole.f.hi == 0.0 ? 0.0 : dd_round(dd_scaled_over(part, whole));
}

double class_set_pair_share(const ClassPair *pair, const ClassSums *sums) {
  return class_set_share(dd_scaled_from(pair->weight), sums[pair->label].labelled);
}

double class_set_f1(const ClassSums *sums) {
  ScaledDD twice = {sums->hits.f, sums->hits.k + 1};
  return class_set_share(twice, dd_scaled_plus(sums->labelled, sums->predicted));
}
