/* columns.c: one score per argument. A NULL score is a masked class. */
#include "callbacks.h"

#include "../metrics/softmax.h"
#include "json.h"
#include "value.h"

#include <math.h>

/* Adds all scores that are there to *sum, which the caller clears. False: the error is set. */
static bool columns_add(sqlite3_context *context, int count, sqlite3_value **arguments,
                        ExactExp *sum) {
  if (count < 2) {
    value_error(context, "needs two or more scores as arguments, or one as an aggregate");
    return false;
  }
  for (int i = 0; i < count; i++) {
    double x;
    if (!value_number(context, arguments, i, &x)) return false;
    if (isnan(x)) continue;
    if (!exact_exp_add(sum, x, ROW_ENTERS, value_resize)) {
      sqlite3_result_error_nomem(context);
      return false;
    }
  }
  return true;
}

void columns_logsumexp(sqlite3_context *context, int count, sqlite3_value **arguments) {
  ExactExp sum = {0};
  if (columns_add(context, count, arguments, &sum)) {
    sqlite3_result_double(context, softmax_logsumexp(&sum));
  }
  exact_exp_clear(&sum, value_resize);
}

static void columns_write_softmax(sqlite3_context *context, int count, sqlite3_value **arguments,
                                  const ExactExp *sum) {
  Softmax softmax = softmax_of(sum);
  if (!softmax.exists) return;
  JsonWriter json = json_begin_array(context);
  for (int i = 0; i < count; i++) {
    double x = NAN;
    value_number(context, arguments, i, &x); /* has been read before: cannot fail now */
    json_number(&json, softmax_share(&softmax, x));
  }
  json_end(&json, context);
}

void columns_softmax(sqlite3_context *context, int count, sqlite3_value **arguments) {
  ExactExp sum = {0};
  if (columns_add(context, count, arguments, &sum)) {
    columns_write_softmax(context, count, arguments, &sum);
  }
  exact_exp_clear(&sum, value_resize);
}

void columns_vec(sqlite3_context *context, int count, sqlite3_value **arguments) {
  double x = NAN;
  for (int i = 0; i < count; i++) {
    if (!value_number(context, arguments, i, &x)) return;
  }
  JsonWriter json = json_begin_array(context);
  for (int i = 0; i < count; i++) {
    value_number(context, arguments, i, &x);
    json_number(&json, x);
  }
  json_end(&json, context);
}
