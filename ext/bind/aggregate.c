/* aggregate.c: see aggregate.h.
**
** SQLite calls final exactly once for every state that a step has made, also after an error, so
** memory is freed there and nowhere else. Without any step there is no state and the result is
** NULL. After an interrupt nobody waits for the result: it is not computed.
**
** SQLite 3.28 to 3.35 can go wrong in RANGE frames. Next to an integer key beyond 2^53, a bound that
** is not an integer is rounded to a double, so the frame of a row may end before that row. Then a
** row may leave before it enters. Or the end runs past the last row that was read, and from there on
** rows of NULLs enter; they leave with the values of the rows that they stand for.
**
** SQLite walks the rows of a partition with one cursor for those that enter and one for those that
** leave. So rows leave in the order in which they entered, and a row leaves that is not in the frame
** only where the frame has no row left, or none of its kind: a row of NULLs, or another. Two counts
** show that. After it, the state has no result but an error.
*/
#include "aggregate.h"

#include "functions.h"
#include "interrupt.h"
#include "value.h"

static const Function *aggregate_function(sqlite3_context *context) {
  return sqlite3_user_data(context);
}

static void aggregate_row(sqlite3_context *context, const Function *function, void *state,
                          int count, sqlite3_value **arguments, int sign) {
  sqlite3_value *padded[AGGREGATE_ARGUMENTS] = {NULL};
  if (count < function->most) {
    for (int i = 0; i < count; i++) padded[i] = arguments[i];
    arguments = padded;
  }
  function->aggregate->row(context, state, arguments, sign);
}

/* No number of steps brings this back to 0. */
static const sqlite3_int64 AGGREGATE_BROKEN = -0x4000000000000000;

/* Whether this SQLite may make up rows of NULLs. */
static bool aggregate_is_wary(void) {
  int version = sqlite3_libversion_number();
  return version >= 3028000 && version < 3036000;
}

/* NULL: there is no memory, and the context has the error. */
static inline AggregateHead *aggregate_head(sqlite3_context *context, const Function *function) {
  int bytes = (int)sizeof(AggregateHead) + function->aggregate->state_bytes;
  AggregateHead *head = sqlite3_aggregate_context(context, bytes);
  if (head == NULL) sqlite3_result_error_nomem(context);
  return head;
}

const Function *aggregate_inner(sqlite3_context *context) {
  const Aggregate *aggregate = aggregate_function(context)->aggregate;
  if (aggregate == NULL || aggregate->inner == NULL) return NULL;
  const AggregateHead *head = sqlite3_aggregate_context(context, 0);
  return head == NULL ? NULL : aggregate->inner(head + 1);
}

static bool aggregate_is_known(int count, sqlite3_value **arguments) {
  for (int i = 0; i < count; i++) {
    if (sqlite3_value_type(arguments[i]) != SQLITE_NULL) return true;
  }
  return false;
}

/* Takes the row off the counts; false where it is not in them. */
static bool aggregate_leaves(AggregateHead *head, int count, sqlite3_value **arguments) {
  if (head->rows <= 0) return false;
  if (head->wary) {
    bool known = aggregate_is_known(count, arguments);
    if ((known ? head->known : head->rows - head->known) <= 0) return false;
    head->known -= known;
  }
  head->rows--;
  return true;
}

void aggregate_refuse(sqlite3_context *context) {
  char text[250];
  sqlite3_snprintf(
      sizeof text, text,
      "SQLite %s removed a row from the frame that had not entered it (a bug of SQLite "
      "3.28 to 3.35 in RANGE frames); use SQLite 3.36 or newer, or integer bounds",
      sqlite3_libversion());
  value_error(context, text);
}

void aggregate_step(sqlite3_context *context, int count, sqlite3_value **arguments) {
  const Function *function = aggregate_function(context);
  AggregateHead *head = aggregate_head(context, function);
  if (head == NULL) return;
  if (head->rows == 0) head->wary = aggregate_is_wary();
  if (head->wary) head->known += aggregate_is_known(count, arguments);
  head->rows++;
  aggregate_row(context, function, head + 1, count, arguments, ROW_ENTERS);
}

void aggregate_inverse(sqlite3_context *context, int count, sqlite3_value **arguments) {
  const Function *function = aggregate_function(context);
  AggregateHead *head = aggregate_head(context, function);
  if (head == NULL) return;
  if (aggregate_leaves(head, count, arguments)) {
    aggregate_row(context, function, head + 1, count, arguments, ROW_LEAVES);
  } else {
    head->rows = AGGREGATE_BROKEN;
    aggregate_refuse(context);
  }
}

void aggregate_value(sqlite3_context *context) {
  AggregateHead *head = sqlite3_aggregate_context(context, 0);
  if (head == NULL) return;
  if (head->rows < 0) {
    aggregate_refuse(context);
  } else {
    aggregate_function(context)->aggregate->result(context, head + 1);
  }
}

void aggregate_final(sqlite3_context *context) {
  const Aggregate *aggregate = aggregate_function(context)->aggregate;
  AggregateHead *head = sqlite3_aggregate_context(context, 0);
  if (head == NULL) return;
  if (head->rows < 0) {
    aggregate_refuse(context);
  } else if (!interrupt_error(context)) {
    (aggregate->last != NULL ? aggregate->last : aggregate->result)(context, head + 1);
  }
  aggregate->clear(head + 1);
}
