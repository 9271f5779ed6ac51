/* examples_roc.c: roc_auc and average_precision, which sort the examples of the frame. */
#include "callbacks.h"

#include "../metrics/roc.h"
#include "examples_collect.h"
#include "value.h"

typedef bool ExamplesRoc(const Example *sorted, size_t count, MemoryResize *resize, double *result);

static void examples_roc(sqlite3_context *context, const Example *sorted, size_t count,
                         ExamplesRoc *judge) {
  double result;
  if (judge(sorted, count, value_resize, &result)) {
    sqlite3_result_double(context, result);
  } else {
    sqlite3_result_error_nomem(context);
  }
}

static void examples_roc_result(sqlite3_context *context, const ExamplesCollected *state,
                                ExamplesRoc *judge) {
  Example *sorted = examples_collect_sorted(context, state);
  if (sorted == NULL) return;
  examples_roc(context, sorted, examples_count(&state->examples), judge);
  sqlite3_free(sorted);
}

/* The state is not needed again, so it is sorted in place; no copy. */
static void examples_roc_last(sqlite3_context *context, ExamplesCollected *state,
                              ExamplesRoc *judge) {
  size_t count = examples_count(&state->examples);
  if (count == 0) return;
  Example *rows = examples_front(&state->examples);
  examples_sort(rows, count);
  examples_roc(context, rows, count, judge);
}

static void examples_roc_auc_result(sqlite3_context *context, void *state) {
  examples_roc_result(context, state, roc_auc);
}

static void examples_roc_auc_last(sqlite3_context *context, void *state) {
  examples_roc_last(context, state, roc_auc);
}

static void examples_average_precision_result(sqlite3_context *context, void *state) {
  examples_roc_result(context, state, roc_average_precision);
}

static void examples_average_precision_last(sqlite3_context *context, void *state) {
  examples_roc_last(context, state, roc_average_precision);
}

const Aggregate examples_roc_auc = {sizeof(ExamplesCollected), examples_collect_row,
                                    examples_roc_auc_result, examples_collect_clear,
                                    examples_roc_auc_last};
const Aggregate examples_average_precision = {
    sizeof(ExamplesCollected), examples_collect_row, examples_average_precision_result,
    examples_collect_clear, examples_average_precision_last};
