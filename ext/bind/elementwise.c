/* elementwise.c: one number or two in, one out. NULL in, or no answer: NULL out. */
#include "callbacks.h"

#include "../base/uniform.h"
#include "../exact/elementary.h"
#include "value.h"

static void elementwise_unary(sqlite3_context *context, sqlite3_value **arguments,
                              double (*function)(double)) {
  double x;
  if (value_number(context, arguments, 0, &x)) sqlite3_result_double(context, function(x));
}

void elementwise_sigmoid(sqlite3_context *context, int count, sqlite3_value **arguments) {
  (void)count;
  elementwise_unary(context, arguments, elementary_sigmoid);
}

void elementwise_logit(sqlite3_context *context, int count, sqlite3_value **arguments) {
  (void)count;
  elementwise_unary(context, arguments, elementary_logit);
}

void elementwise_log_prob(sqlite3_context *context, int count, sqlite3_value **arguments) {
  double p;
  (void)count;
  if (!value_probability_rounded(context, arguments, 0, &p)) return;
  sqlite3_result_double(context, elementary_log_prob(p));
}

void elementwise_log_sigmoid(sqlite3_context *context, int count, sqlite3_value **arguments) {
  (void)count;
  elementwise_unary(context, arguments, elementary_log_sigmoid);
}

void elementwise_softplus(sqlite3_context *context, int count, sqlite3_value **arguments) {
  (void)count;
  elementwise_unary(context, arguments, elementary_softplus);
}

void elementwise_sigmoid_xent(sqlite3_context *context, int count, sqlite3_value **arguments) {
  double x, y;
  (void)count;
  if (!value_number(context, arguments, 0, &x) || !value_number(context, arguments, 1, &y)) return;
  sqlite3_result_double(context, elementary_sigmoid_xent(x, y));
}

void elementwise_softmax_prob(sqlite3_context *context, int count, sqlite3_value **arguments) {
  double x, lse, probability;
  (void)count;
  if (!value_number(context, arguments, 0, &x) || !value_number(context, arguments, 1, &lse)) {
    return;
  }
  if (elementary_softmax_prob(x, lse, &probability)) {
    sqlite3_result_double(context, probability);
  } else {
    value_error_argument(context, arguments, 1,
                         "must be the logsumexp of a set that holds argument 1, "
                         "as in softmax_prob(x, logsumexp(x) OVER (PARTITION BY ...))");
  }
}

void elementwise_uniform(sqlite3_context *context, int count, sqlite3_value **arguments) {
  sqlite3_int64 seed;
  bool null;
  Label key;
  (void)count;
  if (!value_integer(context, arguments, 0, &seed, &null)) return;
  if (!value_label(context, arguments, 1, &key)) return;
  if (null || key.kind == LABEL_NONE) return;
  sqlite3_result_double(context, uniform(seed, &key));
}
