/* examples_fits.c: fit_isotonic and fit_platt, whose examples have one score each, and
** fit_temperature, whose examples have a vector of scores each. */
#include "callbacks.h"

#include "../metrics/isotonic.h"
#include "../metrics/platt.h"
#include "../metrics/temperature.h"
#include "examples_collect.h"
#include "interrupt.h"
#include "json.h"
#include "value.h"
#include "vector_value.h"

#include <math.h>

/* A row of fit_isotonic and fit_platt. */
static void examples_fit_row(sqlite3_context *context, void *pointer, sqlite3_value **arguments,
                             int sign) {
  double weight;
  Example example;
  if (!value_weight(context, arguments, 2, &weight)) return;
  if (!examples_collect_read(context, arguments, weight, &example)) return;
  if (isinf(example.score)) {
    value_error_argument(context, arguments, 0, "must be a finite score");
    return;
  }
  examples_collect_change(context, pointer, example, sign);
}

/* ---- fit_isotonic ---- */

static void examples_fit_isotonic_member(JsonWriter *json, const Isotonic *fit, const char *name) {
  json_key(json, (const unsigned char *)name, 1);
  json_begin_inner(json);
  for (size_t i = 0; i < fit->count; i++) {
    json_number(json, *name == 'x' ? fit->points[i].x : fit->points[i].y);
  }
  json_end_inner(json);
}

static void examples_fit_isotonic_set(sqlite3_context *context, const Example *sorted,
                                      size_t count) {
  Isotonic fit = {NULL, 0};
  Stop stop = interrupt_stop_of(context);
  if (!isotonic_fit(sorted, count, value_resize, &stop, &fit)) {
    interrupt_or_nomem(context);
    return;
  }
  JsonWriter json = json_begin_object(context);
  examples_fit_isotonic_member(&json, &fit, "x");
  examples_fit_isotonic_member(&json, &fit, "y");
  json_end(&json, context);
  isotonic_clear(&fit, value_resize);
}

static void examples_fit_isotonic_result(sqlite3_context *context, void *pointer) {
  const ExamplesCollected *state = pointer;
  size_t count = examples_count(&state->examples);
  Example *sorted = count == 0 ? NULL : examples_collect_sorted(context, state);
  if (sorted == NULL) return;
  examples_fit_isotonic_set(context, sorted, count);
  sqlite3_free(sorted);
}

static void examples_fit_isotonic_last(sqlite3_context *context, void *pointer) {
  const ExamplesCollected *state = pointer;
  const Example *sorted = examples_collect_sort(context, pointer);
  if (sorted != NULL) examples_fit_isotonic_set(context, sorted, examples_count(&state->examples));
}

const Aggregate examples_fit_isotonic = {.state_bytes = sizeof(ExamplesCollected),
                                         .row = examples_fit_row,
                                         .result = examples_fit_isotonic_result,
                                         .clear = examples_collect_clear,
                                         .last = examples_fit_isotonic_last};

/* ---- fit_platt ---- */

static void examples_fit_platt_result(sqlite3_context *context, void *pointer) {
  const Examples *examples = &((const ExamplesCollected *)pointer)->examples;
  Platt fit;
  const Example *rows = examples_front(examples);
  Stop stop = interrupt_stop_of(context);
  if (!platt_fit(rows, examples_count(examples), value_resize, &stop, &fit)) {
    interrupt_or_nomem(context);
    return;
  }
  if (isnan(fit.a)) return;
  JsonWriter json = json_begin_object(context);
  json_key(&json, (const unsigned char *)"a", 1);
  json_number(&json, fit.a);
  json_key(&json, (const unsigned char *)"b", 1);
  json_number(&json, fit.b);
  json_end(&json, context);
}

const Aggregate examples_fit_platt = {.state_bytes = sizeof(ExamplesCollected),
                                      .row = examples_fit_row,
                                      .result = examples_fit_platt_result,
                                      .clear = examples_collect_clear};

/* ---- fit_temperature ---- */

static void examples_fit_temperature_enters(sqlite3_context *context, TemperatureRows *state,
                                            sqlite3_value **arguments, double label,
                                            double weight) {
  VectorValue vector;
  size_t place;
  if (!vector_value_read(context, arguments, 0, &vector)) return;
  if (value_index_of(context, arguments, 1, label, vector.scores.n, &place)) {
    if (!temperature_rows_accepts(&vector.scores, place)) {
      value_error_fault(context, 0,
                        "must have scores that are finite or masked, the label's finite");
    } else if (!temperature_rows_add(state, &vector.scores, place, weight, value_resize)) {
      sqlite3_result_error_nomem(context);
    }
  }
  vector_value_clear(&vector);
}

static void examples_fit_temperature_row(sqlite3_context *context, void *state,
                                         sqlite3_value **arguments, int sign) {
  static const char order[] = "the order is fit_temperature(v, label [, weight])";
  double label, weight;
  if (!value_number_integral(context, arguments, 1, order, &label)) return;
  if (!value_weight(context, arguments, 2, &weight)) return;
  if (isnan(label) || isnan(weight) || weight == 0.0 ||
      sqlite3_value_type(arguments[0]) == SQLITE_NULL)
    return;
  if (sign == ROW_LEAVES) {
    temperature_rows_remove(state);
  } else {
    examples_fit_temperature_enters(context, state, arguments, label, weight);
  }
}

static void examples_fit_temperature_result(sqlite3_context *context, void *state) {
  double temperature;
  Stop stop = interrupt_stop_of(context);
  interrupt_double_if(context, temperature_fit(state, value_resize, &stop, &temperature),
                      &temperature);
}

static void examples_fit_temperature_clear(void *state) {
  temperature_rows_clear(state, value_resize);
}

const Aggregate examples_fit_temperature = {.state_bytes = sizeof(TemperatureRows),
                                            .row = examples_fit_temperature_row,
                                            .result = examples_fit_temperature_result,
                                            .clear = examples_fit_temperature_clear};
