/* judge_temperature.c: fit_temperature(v, label): one row per example, its scores a vector. */
#include "judge.h"

#include "../metrics/temperature.h"
#include "value.h"
#include "vector_value.h"

#include <math.h>

static void judge_temperature_enters(sqlite3_context *context, TemperatureRows *state,
                                     sqlite3_value **arguments) {
  VectorValue vector;
  size_t label;
  if (!vector_value_read(context, arguments, 0, &vector)) return;
  if (value_index(context, arguments, 1, vector.scores.n, &label)) {
    if (!temperature_rows_accepts(&vector.scores, label)) {
      value_error_fault(context, 0,
                        "must have scores that are finite or masked, the label's finite");
    } else if (!temperature_rows_add(state, &vector.scores, label, value_resize)) {
      sqlite3_result_error_nomem(context);
    }
  }
  vector_value_clear(&vector);
}

static void judge_temperature_row(sqlite3_context *context, void *state, sqlite3_value **arguments,
                                  int sign) {
  double label;
  if (!value_number_hint(context, arguments, 1, "the order is fit_temperature(v, label)", &label)) {
    return;
  }
  if (isnan(label) || sqlite3_value_type(arguments[0]) == SQLITE_NULL) return;
  if (sign == ROW_LEAVES) {
    temperature_rows_remove(state);
  } else {
    judge_temperature_enters(context, state, arguments);
  }
}

static void judge_temperature_result(sqlite3_context *context, void *state) {
  double temperature;
  if (temperature_fit(state, value_resize, &temperature)) {
    sqlite3_result_double(context, temperature);
  } else {
    sqlite3_result_error_nomem(context);
  }
}

static void judge_temperature_clear(void *state) {
  temperature_rows_clear(state, value_resize);
}

const Aggregate judge_fit_temperature = {sizeof(TemperatureRows), judge_temperature_row,
                                         judge_temperature_result, judge_temperature_clear, NULL};
