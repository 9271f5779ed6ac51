/* examples_roc.c: roc_auc, which slides, and average_precision, which sorts the examples of each
** frame. */
#include "callbacks.h"

#include "../metrics/auc_window.h"
#include "../metrics/roc.h"
#include "../metrics/roc_counts.h"
#include "examples_collect.h"
#include "interrupt.h"
#include "value.h"

/* ---- by counts, for state_of ---- */

static void examples_counts_row(sqlite3_context *context, void *state, sqlite3_value **arguments,
                                int sign) {
  double weight;
  Example example;
  if (!value_weight(context, arguments, 2, &weight)) return;
  if (!examples_collect_read(context, arguments, weight, &example)) return;
  if (!roc_counts_add(state, example, sign, value_resize)) sqlite3_result_error_nomem(context);
}

static void examples_counts_auc(sqlite3_context *context, void *state) {
  double area;
  Stop stop = interrupt_stop_of(context);
  interrupt_double_if(context, roc_counts_auc(state, value_resize, &area, &stop), &area);
}

static void examples_counts_precision(sqlite3_context *context, void *state) {
  double precision;
  Stop stop = interrupt_stop_of(context);
  interrupt_double_if(context, roc_counts_average_precision(state, value_resize, &precision, &stop),
                      &precision);
}

static const Aggregate examples_auc_parts = {.row = examples_counts_row,
                                             .result = examples_counts_auc};
static const Aggregate examples_precision_parts = {.row = examples_counts_row,
                                                   .result = examples_counts_precision};

/* ---- roc_auc ---- */

static void examples_roc_auc_row(sqlite3_context *context, void *state, sqlite3_value **arguments,
                                 int sign) {
  double weight;
  Example example;
  if (!value_weight(context, arguments, 2, &weight)) return;
  if (!examples_collect_read(context, arguments, weight, &example)) return;
  Stop stop = interrupt_stop_of(context);
  AucWindowStatus status = sign == ROW_LEAVES
                               ? auc_window_remove(state, example, value_resize, &stop)
                               : auc_window_add(state, example, value_resize, &stop);
  if (status == AUC_WINDOW_NO_MEMORY) interrupt_or_nomem(context);
  if (status == AUC_WINDOW_ABSENT) {
    aggregate_refuse(context);
  }
}

static void examples_roc_auc_result(sqlite3_context *context, void *state) {
  if (auc_window_count(state) == 0) return;
  Stop stop = interrupt_stop_of(context);
  double area = auc_window_area(state, &stop);
  interrupt_double(context, area);
}

static void examples_roc_auc_clear(void *state) {
  auc_window_clear(state, value_resize);
}

const Aggregate examples_roc_auc = {.state_bytes = sizeof(AucWindow),
                                    .row = examples_roc_auc_row,
                                    .result = examples_roc_auc_result,
                                    .clear = examples_roc_auc_clear,
                                    .parts = &examples_auc_parts};

/* ---- average_precision ---- */

static void examples_average_precision_of(sqlite3_context *context, const Example *sorted,
                                          size_t count) {
  double precision;
  Stop stop = interrupt_stop_of(context);
  interrupt_double_if(
      context, roc_average_precision(sorted, count, value_resize, &precision, &stop), &precision);
}

static void examples_average_precision_result(sqlite3_context *context, void *state) {
  const ExamplesCollected *collected = state;
  Example *sorted = examples_collect_sorted(context, collected);
  if (sorted == NULL) return;
  examples_average_precision_of(context, sorted, examples_count(&collected->examples));
  sqlite3_free(sorted);
}

static void examples_average_precision_last(sqlite3_context *context, void *state) {
  const ExamplesCollected *collected = state;
  const Example *sorted = examples_collect_sort(context, state);
  if (sorted == NULL) return;
  examples_average_precision_of(context, sorted, examples_count(&collected->examples));
}

const Aggregate examples_average_precision = {.state_bytes = sizeof(ExamplesCollected),
                                              .row = examples_collect_row,
                                              .result = examples_average_precision_result,
                                              .clear = examples_collect_clear,
                                              .last = examples_average_precision_last,
                                              .parts = &examples_precision_parts};
