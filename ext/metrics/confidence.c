/* confidence.c: see confidence.h. */
#include "confidence.h"

#include "softmax.h"

bool confidence_add(Confidence *set, double x, uint32_t keep, int sign, MemoryResize *resize) {
  static const Label none = {LABEL_NONE, 0, {0}};
  if (!exact_exp_add(&set->sum, x, sign, resize)) return false;
  if (sign > 0) return ranking_add(&set->best, score_of_double(x), &none, keep, resize);
  ranking_remove(&set->best, resize);
  return true;
}

/* The one or two highest scores. */
typedef struct {
  double score[2];
  int count;
} ConfidenceHighest;

static void confidence_visit(void *context, const RankingEntry *entry) {
  ConfidenceHighest *highest = context;
  if (highest->count < 2) highest->score[highest->count++] = entry->score.value;
}

static ConfidenceHighest confidence_highest(const Confidence *set) {
  ConfidenceHighest highest = {{-bits_infinity(), -bits_infinity()}, 0};
  ranking_visit(&set->best, confidence_visit, &highest);
  return highest;
}

double confidence_max(const Confidence *set) {
  ConfidenceHighest highest = confidence_highest(set);
  return highest.count == 0 ? bits_nan() : softmax_probability(&set->sum, highest.score[0]);
}

double confidence_margin(const Confidence *set) {
  ConfidenceHighest highest = confidence_highest(set);
  if (highest.count == 0) return bits_nan();
  return softmax_margin(&set->sum, highest.score[0], highest.score[1]);
}

void confidence_clear(Confidence *set, MemoryResize *resize) {
  exact_exp_clear(&set->sum, resize);
  ranking_clear(&set->best, resize);
}

/* ---- as bytes ---- */

void confidence_write(const Confidence *set, Bytes *bytes) {
  exact_exp_write(&set->sum, bytes);
  ranking_write(&set->best, bytes);
}

void confidence_read(Confidence *set, uint32_t keep, BytesReader *reader) {
  exact_exp_read(&set->sum, reader);
  ranking_read(&set->best, keep, 1u << LABEL_NONE, reader);
  int64_t rows = exact_exp_count(&set->sum), best = rows < keep ? rows : keep;
  bytes_require(reader, (int64_t)ranking_rows(&set->best) == best);
}

bool confidence_merge(Confidence *set, const Confidence *from, int sign, MemoryResize *resize,
                      const Stop *stop) {
  return exact_exp_merge(&set->sum, &from->sum, sign, resize, stop) &&
         ranking_merge(&set->best, &from->best, sign, resize, stop);
}
