/* calibration.c: see calibration.h.
**
** With W_i, P_i, H_i a bin's sums (weights, weight times p, weights of positives), the distance d_i
** is |P_i - H_i|/W_i, so that with W the sum of all W_i
**   L1 = (sum |P_i - H_i|)/W,  L2^2 = (sum (P_i - H_i)^2/W_i)/W
** and nothing is rounded but double-doubles. P_i - H_i is taken exactly: where a model is well
** calibrated it is far smaller than either.
**
** A frame that slides changes few bins at a time. So what a bin adds to the sums is kept with it. The
** parts of few bins are added up at each reading. Those of many bins are in an exact sum, from which
** what a bin added can be taken out again. So no bit of a result depends on what came and went.
**
** The largest d_i is the root of a binary tree. Its leaves are the bins, numbered from B to 2 B - 1,
** its inner nodes have the numbers 1 to B - 1, and the parent of node i is node i/2. So every leaf
** is below node 1, for any B.
*/
#include "calibration.h"

#include "../base/bits.h"
#include "../exact/dd_scaled.h"
#include "../exact/exact_words.h"

#include <string.h>

enum { CALIBRATION_FEW = 64 };

/* A bin takes as long as so many elements of other loops: STOP_EVERY. */
enum { CALIBRATION_ELEMENTS = 1 << 10 };

/* ---- bins ---- */

double calibration_edge(uint32_t bins, uint32_t i) {
  return (double)i / (double)bins;
}

/* The product p * bins is rounded. It may lie on the other side of an edge than p. */
static uint32_t calibration_find(uint32_t bins, double p) {
  uint32_t i = (uint32_t)(p * (double)bins);
  if (i >= bins) i = bins - 1;
  if (p < calibration_edge(bins, i)) return i - 1;
  return i + 1 < bins && p >= calibration_edge(bins, i + 1) ? i + 1 : i;
}

bool calibration_begin(Calibration *calibration, uint32_t bins, MemoryResize *resize) {
  CalibrationBin *bin = memory_array(NULL, bins, sizeof *bin, resize);
  *calibration = (Calibration){.bin = bin, .bins = bins};
  if (calibration->bin == NULL) {
    calibration->bins = 0;
    return false;
  }
  memset(calibration->bin, 0, bins * sizeof *calibration->bin);
  return true;
}

static bool calibration_add_p(CalibrationBin *bin, double p, double weight, int sign,
                              MemoryResize *resize) {
  if (weight == 1.0) return exact_sum_add(&bin->p, p, sign, resize); /* the same sum, faster */
  return exact_sum_add_product(&bin->p, p, weight, sign, resize);
}

/* Rows have come or gone: the bin is to be taken anew. */
static void calibration_touch(Calibration *calibration, uint32_t i) {
  CalibrationBin *bin = &calibration->bin[i];
  if (bin->is_stale) return;
  bin->is_stale = true;
  bin->next = calibration->stale;
  calibration->stale = i + 1;
}

bool calibration_add(Calibration *calibration, double p, bool positive, double weight, int sign,
                     MemoryResize *resize) {
  if (weight == 0.0) return true;
  uint32_t i = calibration_find(calibration->bins, p);
  CalibrationBin *bin = &calibration->bin[i];
  if (!exact_sum_add(&bin->weight, weight, sign, resize)) return false;
  if (!calibration_add_p(bin, p, weight, sign, resize)) {
    exact_sum_add(&bin->weight, weight, -sign, resize); /* needs no memory, nor do those below */
    return false;
  }
  if (positive && !exact_sum_add(&bin->hits, weight, sign, resize)) {
    calibration_add_p(bin, p, weight, -sign, resize);
    exact_sum_add(&bin->weight, weight, -sign, resize);
    return false;
  }
  bin->count += sign;
  calibration_touch(calibration, i);
  return true;
}

bool calibration_add_examples(Calibration *calibration, const Example *examples, size_t count,
                              MemoryResize *resize, const Stop *stop) {
  for (size_t i = 0; i < count; i++) {
    double weight = examples[i].weight;
    if (stop_at(stop, i) || !calibration_add(calibration, examples[i].score, weight > 0.0,
                                             bits_abs(weight), +1, resize)) {
      return false;
    }
  }
  return true;
}

void calibration_clear(Calibration *calibration, MemoryResize *resize) {
  for (uint32_t i = 0; i < calibration->bins; i++) {
    exact_sum_clear(&calibration->bin[i].weight, resize);
    exact_sum_clear(&calibration->bin[i].p, resize);
    exact_sum_clear(&calibration->bin[i].hits, resize);
  }
  for (int i = 0; i < CALIBRATION_PARTS; i++) exact_sum_clear(&calibration->sum[i], resize);
  if (calibration->bin != NULL) resize(calibration->bin, 0);
  *calibration = (Calibration){0};
}

/* ---- readings ---- */

/* P_i - H_i, before anything is rounded. */
static ScaledDD calibration_difference(const CalibrationBin *bin) {
  ExactWords hits;
  exact_words_of(&hits, &bin->hits);
  return exact_words_difference(&bin->p, &hits);
}

static ScaledDD calibration_magnitude(ScaledDD y) {
  return y.f.hi < 0.0 ? dd_scaled_negate(y) : y;
}

CalibrationRow calibration_row(const Calibration *calibration, uint32_t i) {
  const CalibrationBin *bin = &calibration->bin[i];
  double none = bits_nan();
  CalibrationRow row = {calibration_edge(calibration->bins, i),
                        calibration_edge(calibration->bins, i + 1),
                        bin->count,
                        none,
                        none,
                        none};
  if (bin->count == 0) return row;
  ScaledDD weight = exact_sum_value(&bin->weight);
  row.mean_p = dd_round(dd_scaled_over(exact_sum_value(&bin->p), weight));
  row.fraction = dd_round(dd_scaled_over(exact_sum_value(&bin->hits), weight));
  row.gap = dd_round(dd_scaled_over(calibration_difference(bin), weight));
  return row;
}

/* ---- the error ---- */

/* Sets d_i, rounded: rounding keeps the order. */
static void calibration_set_distance(Calibration *calibration, uint32_t i, double distance) {
  CalibrationBin *bin = calibration->bin;
  uint32_t bins = calibration->bins;
  bin[i].distance = distance;
  for (uint32_t node = (bins + i) / 2; node > 0; node /= 2) {
    uint32_t left = 2 * node, right = left + 1;
    double a = left < bins ? bin[left].largest : bin[left - bins].distance;
    double b = right < bins ? bin[right].largest : bin[right - bins].distance;
    bin[node].largest = a > b ? a : b;
  }
}

static double calibration_largest(const Calibration *calibration) {
  return calibration->bins > 1 ? calibration->bin[1].largest : calibration->bin[0].distance;
}

/* Puts a part in the place of the one that the sum holds. */
static bool calibration_replace(Calibration *calibration, int which, ScaledDD *held, ScaledDD part,
                                MemoryResize *resize) {
  ExactSum *sum = &calibration->sum[which];
  if (calibration->bins <= CALIBRATION_FEW) {
    *held = part;
    return true;
  }
  if (!exact_sum_add_scaled(sum, part, +1, resize)) return false;
  if (!exact_sum_add_scaled(sum, *held, -1, resize)) {
    /* Back the way it came, the low word first: the sum was in each of these states before, so this
    ** needs no memory (sum_map.h). */
    const ScaledDD low = {dd_from(part.f.lo), part.k}, high = {dd_from(part.f.hi), part.k};
    exact_sum_add_scaled(sum, low, -1, resize);
    exact_sum_add_scaled(sum, high, -1, resize);
    return false;
  }
  *held = part;
  return true;
}

/* Takes the bin anew. If memory runs out, the sums still hold what the bin says that they do. */
static bool calibration_take(Calibration *calibration, uint32_t i, MemoryResize *resize) {
  CalibrationBin *bin = &calibration->bin[i];
  ScaledDD none = dd_scaled_zero(), part[CALIBRATION_PARTS] = {none, none, none};
  double distance = 0.0;
  if (bin->count > 0) {
    ScaledDD weight = exact_sum_value(&bin->weight);
    ScaledDD difference = calibration_magnitude(calibration_difference(bin));
    part[CALIBRATION_WEIGHT] = weight;
    part[CALIBRATION_DIFFERENCE] = difference;
    part[CALIBRATION_SQUARE] = dd_scaled_over(dd_scaled_times(difference, difference), weight);
    distance = dd_round(dd_scaled_over(difference, weight));
  }
  for (int which = 0; which < CALIBRATION_PARTS; which++) {
    ScaledDD *held = &bin->part[which];
    if (!calibration_replace(calibration, which, held, part[which], resize)) return false;
  }
  calibration_set_distance(calibration, i, distance);
  return true;
}

static bool calibration_refresh(Calibration *calibration, MemoryResize *resize, const Stop *stop) {
  size_t asked = 0;
  while (calibration->stale != 0) {
    uint32_t i = calibration->stale - 1;
    if (!calibration_take(calibration, i, resize)) return false;
    calibration->stale = calibration->bin[i].next;
    calibration->bin[i].is_stale = false;
    if (stop_after(stop, &asked, CALIBRATION_ELEMENTS)) return false;
  }
  return true;
}

/* Few parts are added up in their order, many were added to the sum as they changed. A reading of
** the sum is cut off at its 2^-106; half of that is added first, so that it comes nearest. */
static ScaledDD calibration_total(const Calibration *calibration, int which) {
  if (calibration->bins <= CALIBRATION_FEW) {
    ScaledDD total = dd_scaled_zero();
    for (uint32_t i = 0; i < calibration->bins; i++) {
      total = dd_scaled_plus(total, calibration->bin[i].part[which]);
    }
    return total;
  }
  const Superacc *acc = &calibration->sum[which].acc;
  ScaledDD value = superacc_value(acc, NULL, 0);
  Term half = {value.f.hi > 0.0, value.k - 107};
  return superacc_value(acc, &half, 1);
}

bool calibration_error(Calibration *calibration, CalibrationNorm norm, MemoryResize *resize,
                       double *error, const Stop *stop) {
  if (!calibration_refresh(calibration, resize, stop)) return false;
  ScaledDD weight = calibration_total(calibration, CALIBRATION_WEIGHT);
  *error = bits_nan();
  if (weight.f.hi == 0.0) return true;
  switch (norm) {
  case CALIBRATION_L1: {
    ScaledDD sum = calibration_total(calibration, CALIBRATION_DIFFERENCE);
    *error = dd_round(dd_scaled_over(sum, weight));
    break;
  }
  case CALIBRATION_L2: {
    ScaledDD sum = calibration_total(calibration, CALIBRATION_SQUARE);
    *error = dd_round(dd_scaled_sqrt(dd_scaled_over(sum, weight)));
    break;
  }
  default: *error = calibration_largest(calibration);
  }
  return true;
}

/* ---- as bytes ---- */

int64_t calibration_count(const Calibration *calibration) {
  int64_t count = 0;
  for (uint32_t i = 0; i < calibration->bins; i++) count += calibration->bin[i].count;
  return count;
}

/* Each bin that is not empty, after the number of empty ones before it. At the end the number of the empty
** ones that are left. */
void calibration_write(const Calibration *calibration, Bytes *bytes) {
  uint64_t empty = 0;
  for (uint32_t i = 0; i < calibration->bins; i++) {
    const CalibrationBin *bin = &calibration->bin[i];
    if (bin->count == 0) {
      empty++;
      continue;
    }
    bytes_put_unsigned(bytes, empty);
    bytes_put_unsigned(bytes, (uint64_t)bin->count);
    exact_sum_write(&bin->weight, bytes);
    exact_sum_write(&bin->p, bytes);
    exact_sum_write(&bin->hits, bytes);
    empty = 0;
  }
  if (empty > 0) bytes_put_unsigned(bytes, empty);
}

void calibration_read(Calibration *calibration, BytesReader *reader) {
  uint32_t bins = calibration->bins;
  for (uint32_t i = 0; i < bins && !bytes_failed(reader); i++) {
    i += (uint32_t)bytes_between(reader, 0, bins - i);
    if (i == bins) return;
    CalibrationBin *bin = &calibration->bin[i];
    bin->count = bytes_between(reader, 1, EXACT_MOST_ROWS);
    exact_sum_read_doubles(&bin->weight, bin->count, reader);
    exact_sum_read(&bin->p, bin->count, reader);
    exact_sum_read_doubles(&bin->hits, bin->count, reader);
    bytes_require(reader, exact_sum_value(&bin->weight).f.hi > 0.0);
    calibration_touch(calibration, i);
  }
}

bool calibration_merge(Calibration *calibration, const Calibration *from, int sign,
                       MemoryResize *resize, const Stop *stop) {
  size_t asked = 0;
  for (uint32_t i = 0; i < calibration->bins; i++) {
    CalibrationBin *bin = &calibration->bin[i];
    const CalibrationBin *added = &from->bin[i];
    if (added->count == 0) continue;
    bin->count += sign * added->count;
    if (!exact_sum_merge(&bin->weight, &added->weight, sign, resize, stop) ||
        !exact_sum_merge(&bin->p, &added->p, sign, resize, stop) ||
        !exact_sum_merge(&bin->hits, &added->hits, sign, resize, stop)) {
      return false;
    }
    calibration_touch(calibration, i);
    if (stop_after(stop, &asked, CALIBRATION_ELEMENTS)) return false;
  }
  return true;
}
