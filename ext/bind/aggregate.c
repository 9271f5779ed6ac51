/* aggregate.c: see aggregate.h.
**
** SQLite calls final exactly once for every state that a step has made, also after an error, so
** memory is freed there and nowhere else. Without any step there is no state and the result is
** NULL. After an interrupt nobody waits for the result: it is not computed.
*/
#include "aggregate.h"

#include "functions.h"
#include "interrupt.h"

enum { AGGREGATE_ARGUMENTS = 5 }; /* no aggregate takes more */

static const Function *aggregate_function(sqlite3_context *context) {
  return sqlite3_user_data(context);
}

static void aggregate_row(sqlite3_context *context, void *state, int count,
                          sqlite3_value **arguments, int sign) {
  const Function *function = aggregate_function(context);
  sqlite3_value *padded[AGGREGATE_ARGUMENTS] = {NULL};
  if (count < function->most) {
    for (int i = 0; i < count; i++) padded[i] = arguments[i];
    arguments = padded;
  }
  function->aggregate->row(context, state, arguments, sign);
}

void aggregate_step(sqlite3_context *context, int count, sqlite3_value **arguments) {
  int bytes = aggregate_function(context)->aggregate->state_bytes;
  void *state = sqlite3_aggregate_context(context, bytes);
  if (state == NULL) {
    sqlite3_result_error_nomem(context);
    return;
  }
  aggregate_row(context, state, count, arguments, ROW_ENTERS);
}

void aggregate_inverse(sqlite3_context *context, int count, sqlite3_value **arguments) {
  void *state = sqlite3_aggregate_context(context, 0);
  if (state != NULL) aggregate_row(context, state, count, arguments, ROW_LEAVES);
}

void aggregate_value(sqlite3_context *context) {
  void *state = sqlite3_aggregate_context(context, 0);
  if (state != NULL) aggregate_function(context)->aggregate->result(context, state);
}

void aggregate_final(sqlite3_context *context) {
  const Aggregate *aggregate = aggregate_function(context)->aggregate;
  void *state = sqlite3_aggregate_context(context, 0);
  if (state == NULL) return;
  if (!interrupt_error(context)) {
    (aggregate->last != NULL ? aggregate->last : aggregate->result)(context, state);
  }
  aggregate->clear(state);
}
