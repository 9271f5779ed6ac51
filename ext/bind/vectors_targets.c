/* vectors_targets.c: vec_xent and vec_softmax_brier, a vector of scores against its target. The
** target is an index from 0, or target weights. A masked score is left out, and so is its
** weight. */
#include "callbacks.h"

#include "../metrics/cross_entropy.h"
#include "../metrics/softmax_brier.h"
#include "interrupt.h"
#include "value.h"
#include "vector_value.h"

#include <math.h>
#include <string.h>

/* The sum of either function. */
typedef struct {
  bool brier;
  union {
    CrossEntropySum xent;
    SoftmaxBrier brier;
  } as;
} VectorsTargets;

static bool vectors_targets_add(VectorsTargets *sum, double x, double t) {
  return sum->brier ? softmax_brier_add(&sum->as.brier, x, t, ROW_ENTERS, value_resize)
                    : cross_entropy_add(&sum->as.xent, x, t, ROW_ENTERS, value_resize);
}

static TargetOutcome vectors_targets_value(const VectorsTargets *sum, double *result) {
  return sum->brier ? softmax_brier_value(&sum->as.brier, result)
                    : cross_entropy_value(&sum->as.xent, result);
}

static void vectors_targets_clear(VectorsTargets *sum) {
  if (sum->brier) {
    softmax_brier_clear(&sum->as.brier, value_resize);
  } else {
    cross_entropy_clear(&sum->as.xent, value_resize);
  }
}

/* ---- against an index ---- */

static void vectors_targets_brier_at(sqlite3_context *context, const VectorValue *v,
                                     size_t target) {
  VectorsTargets sum = {.brier = true};
  double result;
  bool answer = true, added = true;
  Stop stop = interrupt_stop_of(context);
  size_t asked = 0;
  for (size_t i = 0; i < v->scores.n && answer && added; i++) {
    double x = vector_at(&v->scores, i);
    answer = !isnan(x);
    if (answer && !vector_value_masked(v, i)) added = vectors_targets_add(&sum, x, i == target);
    added = added && !stop_after(&stop, &asked, 1);
  }
  if (!added) {
    interrupt_or_nomem(context);
  } else if (answer && vectors_targets_value(&sum, &result) == TARGET_ANSWER) {
    sqlite3_result_double(context, result);
  }
  vectors_targets_clear(&sum);
}

/* If the target is a masked element, there is no answer. */
static void vectors_targets_index(sqlite3_context *context, sqlite3_value **arguments,
                                  const VectorValue *v, bool brier) {
  size_t target;
  if (!value_index(context, arguments, 1, v->scores.n, &target)) return;
  if (vector_value_masked(v, target)) return;
  if (brier) {
    vectors_targets_brier_at(context, v, target);
  } else {
    Stop stop = interrupt_stop_of(context);
    double result = vector_cross_entropy(vector_kernels(), &v->scores, target, &stop);
    interrupt_double(context, result);
  }
}

/* ---- against weights ---- */

/* Adds all scores and weights to the sum. False: there is no answer, or the error has been set. */
static bool vectors_targets_add_all(sqlite3_context *context, const VectorValue *v,
                                    const VectorValue *target, VectorsTargets *sum) {
  Stop stop = interrupt_stop_of(context);
  size_t asked = 0;
  for (size_t i = 0; i < v->scores.n; i++) {
    double x = vector_at(&v->scores, i), t = vector_at(&target->scores, i);
    if (vector_value_masked(v, i)) continue;
    if (vector_value_masked(target, i)) t = NAN;
    if (isnan(x) || (isnan(t) && !target->json)) return false;
    if (t < 0 || isinf(t)) {
      value_error_number(context, "argument 2 must be target weights from 0 to 1, got", t);
      return false;
    }
    if (!vectors_targets_add(sum, x, t) || stop_after(&stop, &asked, 1)) {
      interrupt_or_nomem(context);
      return false;
    }
  }
  return true;
}

static void vectors_targets_result(sqlite3_context *context, sqlite3_value **arguments,
                                   const VectorsTargets *sum) {
  double result;
  switch (vectors_targets_value(sum, &result)) {
  case TARGET_NONE: break;
  case TARGET_ANSWER: sqlite3_result_double(context, result); break;
  case TARGET_BAD_SUM:
    value_error_number(context,
                       value_is_scalar(arguments[1])
                           ? "argument 2 must be an index (" VALUE_SCALAR_ADVICE
                             "), or target weights that sum to 1, got a sum of"
                           : "argument 2 must be an index, or target weights that sum to 1, got a "
                             "sum of",
                       result);
    break;
  }
}

/* Whether argument 2 can be target weights. It is a BLOB, or TEXT that is not a number. False: the
** error has been set. */
static bool vectors_targets_are_weights(sqlite3_context *context, sqlite3_value **arguments,
                                        size_t n) {
  static const char must[] = "must be an index from 0, or target weights";
  sqlite3_value *target = arguments[1];
  size_t size = (size_t)sqlite3_value_bytes(target);
  if (sqlite3_value_type(target) == SQLITE_BLOB) {
    if (!value_is_scalar(target) || size == n * sizeof(float)) return true;
    value_error_hint(context, arguments, 1, must, VALUE_SCALAR_ADVICE);
    return false;
  }
  const char *text = (const char *)sqlite3_value_text(target);
  if (text == NULL) {
    sqlite3_result_error_nomem(context);
    return false;
  }
  if (text[strspn(text, " \t\r\n")] == '[') return true;
  value_error_hint(context, arguments, 1, must,
                   size == 0 ? "use nullif(x,'')" : "a label? use label_index(labels, label)");
  return false;
}

static void vectors_targets_soft(sqlite3_context *context, sqlite3_value **arguments,
                                 const VectorValue *v, bool brier) {
  VectorValue target;
  VectorsTargets sum = {.brier = brier};
  if (!vectors_targets_are_weights(context, arguments, v->scores.n)) return;
  if (!vector_value_read(context, arguments, 1, &target)) return;
  if (vector_value_same_size(context, v, &target) &&
      vectors_targets_add_all(context, v, &target, &sum)) {
    vectors_targets_result(context, arguments, &sum);
  }
  vectors_targets_clear(&sum);
  vector_value_clear(&target);
}

/* ---- both ---- */

/* A BLOB is a vector, and so is TEXT, unless it is a number. A number is an index. */
static void vectors_targets_of(sqlite3_context *context, sqlite3_value **arguments, bool brier) {
  VectorValue v;
  if (!vector_value_read(context, arguments, 0, &v)) return;
  int type = v.null ? SQLITE_NULL : sqlite3_value_type(arguments[1]);
  if (type == SQLITE_TEXT) type = sqlite3_value_numeric_type(arguments[1]);
  switch (type) {
  case SQLITE_NULL: break;
  case SQLITE_BLOB:
  case SQLITE_TEXT: vectors_targets_soft(context, arguments, &v, brier); break;
  default: vectors_targets_index(context, arguments, &v, brier);
  }
  vector_value_clear(&v);
}

void vectors_vec_xent(sqlite3_context *context, int count, sqlite3_value **arguments) {
  (void)count;
  vectors_targets_of(context, arguments, false);
}

void vectors_vec_softmax_brier(sqlite3_context *context, int count, sqlite3_value **arguments) {
  (void)count;
  vectors_targets_of(context, arguments, true);
}
