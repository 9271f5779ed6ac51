/* examples_collect.c: see examples_collect.h. */
#include "examples_collect.h"

#include "aggregate.h"
#include "interrupt.h"
#include "value.h"

#include <math.h>
#include <string.h>

bool examples_collect_read(sqlite3_context *context, sqlite3_value **arguments, double weight,
                           Example *example) {
  double score;
  int label;
  if (!value_number(context, arguments, 0, &score)) return false;
  if (!value_outcome(context, arguments, 1, &label)) return false;
  if (isnan(score) || label < 0 || isnan(weight) || weight == 0) return false;
  *example = example_of(score, label == 1, weight);
  return true;
}

void examples_collect_change(sqlite3_context *context, ExamplesCollected *state, Example example,
                             int sign) {
  if (sign == ROW_LEAVES) {
    examples_remove(&state->examples);
  } else if (!examples_add(&state->examples, example, value_resize)) {
    sqlite3_result_error_nomem(context);
  }
}

void examples_collect_row(sqlite3_context *context, void *pointer, sqlite3_value **arguments,
                          int sign) {
  ExamplesCollected *state = pointer;
  double weight;
  Example example;
  if (!value_weight(context, arguments, 2, &weight)) return;
  state->weighted = arguments[2] != NULL;
  if (!examples_collect_read(context, arguments, weight, &example)) return;
  examples_collect_change(context, state, example, sign);
}

void examples_collect_clear(void *pointer) {
  ExamplesCollected *state = pointer;
  examples_clear(&state->examples, value_resize);
}

Example *examples_collect_sorted(sqlite3_context *context, const ExamplesCollected *state) {
  const Examples *examples = &state->examples;
  size_t count = examples_count(examples);
  Example *sorted = memory_array(NULL, count, sizeof *sorted, value_resize);
  if (sorted == NULL) {
    sqlite3_result_error_nomem(context);
    return NULL;
  }
  if (count > 0) memcpy(sorted, examples_front(examples), count * sizeof *sorted);
  Stop stop = interrupt_stop_of(context);
  if (examples_sort_unless(sorted, count, &stop)) return sorted;
  sqlite3_free(sorted);
  interrupt_or_nomem(context);
  return NULL;
}

const Example *examples_collect_sort(sqlite3_context *context, ExamplesCollected *state) {
  size_t count = examples_count(&state->examples);
  if (count == 0) return NULL;
  Example *rows = examples_front(&state->examples);
  Stop stop = interrupt_stop_of(context);
  if (examples_sort_unless(rows, count, &stop)) return rows;
  interrupt_or_nomem(context);
  return NULL;
}
