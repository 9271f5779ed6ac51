/* states.h: rows for every function that has states, for the tests of metrics/state.h.
**
** A row is a score, a target or label, and a weight, of which each function takes what it needs. All of a
** function's rows may be in one state, whatever is added to it.
*/
#ifndef LOGITS_TESTS_STATES_H
#define LOGITS_TESTS_STATES_H

#include "../ext/metrics/class_totals.h"
#include "../ext/metrics/confidence.h"
#include "../ext/metrics/cross_entropy.h"
#include "../ext/metrics/ece.h"
#include "../ext/metrics/entropy.h"
#include "../ext/metrics/kl_divergence.h"
#include "../ext/metrics/losses.h"
#include "../ext/metrics/roc_counts.h"
#include "../ext/metrics/softmax.h"
#include "../ext/metrics/softmax_brier.h"
#include "../ext/metrics/softmax_entropy.h"
#include "../ext/metrics/state.h"
#include "../ext/metrics/target_counts.h"
#include "check.h"
#include "testing.h"

typedef struct {
  double x, p, weight; /* a score that is not NaN, a probability, a weight above 0 */
  int label;           /* 0 or 1 */
  double target;       /* 0 or 1, or NaN */
} TestRow;

enum { TEST_ECE_BINS = 7, TEST_TOPK = 3 };

/* Sets what must be the same in all rows. */
static inline bool test_state_begin(const StateKind *kind, void *state) {
  const char *name = kind->function;
  if (strcmp(name, "ece") == 0) {
    return ece_begin(state, TEST_ECE_BINS, CALIBRATION_L2, test_resize);
  }
  if (strcmp(name, "mcc") == 0) ((ClassTotals *)state)->weighted = true;
  if (strcmp(name, "topk") == 0) ((Ranking *)state)->keep = TEST_TOPK;
  return true;
}

static inline Label test_state_label(int number) {
  static const unsigned char text[] = "cats and dogs";
  switch (number % 4) {
  case 0: return (Label){.kind = LABEL_INTEGER, .as.integer = number - 4};
  case 1: return (Label){.kind = LABEL_REAL, .as.real = number + 0.5};
  default: return (Label){.kind = LABEL_TEXT, .size = (uint32_t)number, .as.bytes = text};
  }
}

static inline bool test_state_rank(const StateKind *kind, void *state, TestRow row, int sign) {
  Label label = test_state_label((int)(row.p * 8.0));
  bool topk = strcmp(kind->function, "topk") == 0;
  Score score = score_of_double(row.x);
  if (sign < 0) {
    ranking_remove(state, test_resize);
    return true;
  }
  return ranking_add(state, strcmp(kind->function, "argmin") == 0 ? score_negated(score) : score,
                     &label, topk ? TEST_TOPK : 1, test_resize);
}

static inline bool test_state_class(const StateKind *kind, void *state, TestRow row, int sign) {
  Label predicted = test_state_label((int)(row.p * 5.0)), label = test_state_label(row.label);
  (void)kind;
  return class_totals_add(state, &predicted, &label, row.weight, sign, test_resize);
}

/* Adds the row, or removes it where sign is -1: the oldest one, where order matters. */
static inline bool test_state_add(const StateKind *kind, void *state, TestRow row, int sign) {
  TargetRankRole role = bits_is_nan(row.target) ? TARGET_RANK_UNKNOWN
                        : row.target == 1.0     ? TARGET_RANK_TARGET
                                                : TARGET_RANK_OTHER;
  switch (kind->tag) {
  case 1:
  case 2: return exact_exp_add(state, row.x, sign, test_resize);
  case 3: return confidence_add(state, row.x, CONFIDENCE_MAX, sign, test_resize);
  case 4: return confidence_add(state, row.x, CONFIDENCE_MARGIN, sign, test_resize);
  case 5: return softmax_entropy_add(state, row.x, sign, test_resize);
  case 6: return cross_entropy_add(state, row.x, row.target, sign, test_resize);
  case 7: return softmax_brier_add(state, row.x, row.label ? row.p : row.target, sign, test_resize);
  case 8: return losses_add_logprob(state, -bits_abs(row.x), sign, test_resize);
  case 9: return losses_add_log(state, row.p, row.label, row.weight, sign, test_resize);
  case 10: return losses_add_brier(state, row.p, row.label, row.weight, sign, test_resize);
  case 11: return entropy_add(state, row.weight, sign, test_resize);
  case 12: return kl_divergence_add(state, row.p, row.weight, sign, test_resize);
  case 13: return ece_add(state, row.p, row.label, row.weight, sign, test_resize);
  case 14:
  case 15:
  case 16: return test_state_class(kind, state, row, sign);
  case 17:
  case 18:
  case 19: return test_state_rank(kind, state, row, sign);
  case 20: return target_counts_add(state, score_of_double(row.x), role, sign, test_resize);
  case 21:
  case 22:
    return roc_counts_add(state, example_of(row.x, row.label, row.weight), sign, test_resize);
  default: CHECK(false, "%s: no rows in tests/states.h", kind->function); return true;
  }
}

/* The result as a number, for states that are compared. */
static inline double test_state_value(const StateKind *kind, void *state) {
  double value = 0.0;
  int64_t rank;
  bool done = true;
  switch (kind->tag) {
  case 1: return softmax_logsumexp(state);
  case 2: return softmax_logmeanexp(state);
  case 3: return confidence_max(state);
  case 4: return confidence_margin(state);
  case 5: return softmax_entropy_value(state);
  case 6: return cross_entropy_value(state, &value) == TARGET_NONE ? -1.0 : value;
  case 7: return softmax_brier_value(state, &value) == TARGET_NONE ? -1.0 : value;
  case 8: return losses_perplexity(state);
  case 9:
  case 10: return losses_mean(state);
  case 11: return entropy_value(state);
  case 12: return kl_divergence_value(state);
  case 13: done = ece_value(state, test_resize, &value, NULL); break;
  case 14: return class_totals_macro_f1(state, NULL);
  case 15: done = class_totals_mcc(state, test_resize, &value, NULL); break;
  case 16: done = class_totals_kappa(state, test_resize, &value, NULL); break;
  case 20: return target_counts_value(state, &rank, NULL) == TARGET_RANK_NONE ? -1.0 : (double)rank;
  case 21: done = roc_counts_auc(state, test_resize, &value, NULL); break;
  case 22: done = roc_counts_average_precision(state, test_resize, &value, NULL); break;
  default: return 0.0; /* the best rows are in the bytes */
  }
  CHECK(done, "%s: memory", kind->function);
  return value;
}

static inline Bytes test_state_bytes(const StateKind *kind, const void *state) {
  Bytes bytes = {.resize = test_resize};
  state_write(kind, state, &bytes);
  return bytes;
}

/* NULL on a failure, which the reader then tells. */
static inline void *test_state_read(const unsigned char *data, size_t size, const StateKind **kind,
                                    BytesReader *reader) {
  *reader = (BytesReader){.resize = test_resize};
  return state_read(data, size, reader, kind);
}

#endif
