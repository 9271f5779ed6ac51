/* calibration.c: see calibration.h.
**
** With W_i, P_i, H_i a bin's sums (weights, weight times p, weights of positives), the distance d_i
** is |P_i - H_i|/W_i, so that with W the sum of all W_i
**   L1 = (sum |P_i - H_i|)/W,  L2^2 = (sum (P_i - H_i)^2/W_i)/W
** and nothing is rounded but double-doubles. P_i - H_i is taken exactly: where a model is well
** calibrated it is far smaller than either.
*/
#include "calibration.h"

#include "../base/bits.h"
#include "../exact/dd_scaled.h"
#include "../exact/exact_words.h"

#include <string.h>

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
  *calibration = (Calibration){memory_array(NULL, bins, sizeof *calibration->bin, resize), bins};
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

bool calibration_add(Calibration *calibration, double p, bool positive, double weight, int sign,
                     MemoryResize *resize) {
  if (weight == 0.0) return true;
  CalibrationBin *bin = &calibration->bin[calibration_find(calibration->bins, p)];
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
  return true;
}

bool calibration_add_examples(Calibration *calibration, const Example *examples, size_t count,
                              MemoryResize *resize) {
  for (size_t i = 0; i < count; i++) {
    double weight = examples[i].weight;
    if (!calibration_add(calibration, examples[i].score, weight > 0.0, bits_abs(weight), +1,
                         resize)) {
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
  if (calibration->bin != NULL) resize(calibration->bin, 0);
  *calibration = (Calibration){0};
}

/* ---- readings ---- */

/* P_i - H_i, before anything is rounded. */
static ScaledDD calibration_difference(const CalibrationBin *bin) {
  ExactWords hits;
  exact_words_of(&hits, &bin->hits);
  for (int i = 0; i < hits.count; i++) hits.items[i].m = -hits.items[i].m;
  return superacc_value(&bin->p.acc, hits.items, hits.count);
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

typedef struct {
  ScaledDD weight;  /* sum W_i */
  ScaledDD sum;     /* sum |P_i - H_i| */
  ScaledDD squares; /* sum (P_i - H_i)^2/W_i */
  double largest;   /* d_i, each rounded: rounding keeps the order */
} CalibrationTotals;

static void calibration_take(CalibrationTotals *totals, const CalibrationBin *bin) {
  ScaledDD weight = exact_sum_value(&bin->weight);
  ScaledDD difference = calibration_magnitude(calibration_difference(bin));
  ScaledDD square = dd_scaled_over(dd_scaled_times(difference, difference), weight);
  double distance = dd_round(dd_scaled_over(difference, weight));
  totals->weight = dd_scaled_plus(totals->weight, weight);
  totals->sum = dd_scaled_plus(totals->sum, difference);
  totals->squares = dd_scaled_plus(totals->squares, square);
  if (distance > totals->largest) totals->largest = distance;
}

double calibration_error(const Calibration *calibration, CalibrationNorm norm) {
  CalibrationTotals totals = {{{0.0, 0.0}, 0}, {{0.0, 0.0}, 0}, {{0.0, 0.0}, 0}, 0.0};
  for (uint32_t i = 0; i < calibration->bins; i++) {
    if (calibration->bin[i].count > 0) calibration_take(&totals, &calibration->bin[i]);
  }
  if (totals.weight.f.hi == 0.0) return bits_nan();
  switch (norm) {
  case CALIBRATION_L1: return dd_round(dd_scaled_over(totals.sum, totals.weight));
  case CALIBRATION_L2:
    return dd_round(dd_scaled_sqrt(dd_scaled_over(totals.squares, totals.weight)));
  default: return totals.largest;
  }
}
