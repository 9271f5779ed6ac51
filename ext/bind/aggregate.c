/* aggregate.c: see aggregate.h.
**
** SQLite calls final exactly once for every state that a step has made, also after an error, so
** memory is freed there and nowhere else. Without any step there is no state and the result is
** NULL.
*/
#include "aggregate.h"

#include "functions.h"

static const Aggregate *aggregate_of(sqlite3_context *context) {
  return ((const Function *)sqlite3_user_data(context))->aggregate;
}

void aggregate_step(sqlite3_context *context, int count, sqlite3_value **arguments) {
  const Aggregate *aggregate = aggregate_of(context);
  void *state = sqlite3_aggregate_context(context, aggregate->state_bytes);
  (void)count;
  if (state == NULL) {
    sqlite3_result_error_nomem(context);
    return;
  }
  aggregate->row(context, state, arguments, ROW_ENTERS);
}

void aggregate_inverse(sqlite3_context *context, int count, sqlite3_value **arguments) {
  void *state = sqlite3_aggregate_context(context, 0);
  (void)count;
  if (state != NULL) aggregate_of(context)->row(context, state, arguments, ROW_LEAVES);
}

void aggregate_value(sqlite3_context *context) {
  void *state = sqlite3_aggregate_context(context, 0);
  if (state != NULL) aggregate_of(context)->result(context, state);
}

void aggregate_final(sqlite3_context *context) {
  const Aggregate *aggregate = aggregate_of(context);
  void *state = sqlite3_aggregate_context(context, 0);
  if (state == NULL) return;
  aggregate->result(context, state);
  aggregate->clear(state);
}
