/* states.c: aggregates taken apart: state_of, what one has summed so far as a BLOB; state_merge, many such
** as one; state_value, the result. Which functions have states, and the bytes, metrics/state.h knows.
**
** state_of keeps the state of the aggregate that its first argument names and hands its rows on to it. So
** a row is read, and refused, as the aggregate itself would. An aggregate whose own state does not lend
** itself to merging has another for this purpose (Aggregate.parts).
*/
#include "callbacks.h"

#include "../metrics/state.h"
#include "interrupt.h"
#include "value.h"

#include <string.h>

enum { STATES_OF_MOST = AGGREGATE_ARGUMENTS - 1 }; /* besides the name */

/* ---- the aggregate of a kind of states ---- */

static const Function *states_function(const char *name) {
  for (size_t i = 0; i < functions_count; i++) {
    const Function *function = &functions_table[i];
    if (function->aggregate != NULL && sqlite3_stricmp(function->name, name) == 0) return function;
  }
  return NULL;
}

static const Aggregate *states_aggregate(const Function *function) {
  const Aggregate *aggregate = function->aggregate;
  return aggregate->parts != NULL ? aggregate->parts : aggregate;
}

/* ---- a state as an SQL value ---- */

#define STATES_DUE "must be a state, as state_of(function, ...) gives it"

/* The result is the state, or NULL where it is empty. */
static void states_result(sqlite3_context *context, const StateKind *kind, const void *state) {
  Stop stop = interrupt_stop_of(context);
  Bytes bytes = {.resize = value_resize, .stop = &stop};
  if (kind->rows(state) == 0) return;
  state_write(kind, state, &bytes);
  if (bytes.no_memory) {
    interrupt_or_nomem(context);
  } else if (bytes.is_full) {
    value_error_count(context, "the state is longer than the most bytes it may have,",
                      STATE_LONGEST);
  } else {
    sqlite3_result_blob64(context, bytes.data, bytes.size, SQLITE_TRANSIENT);
  }
  bytes_clear(&bytes);
}

/* Reads the argument, which is not NULL. NULL: the error has been set. */
static void *states_argument(sqlite3_context *context, sqlite3_value **arguments,
                             const StateKind **kind) {
  Stop stop = interrupt_stop_of(context);
  BytesReader reader = {.resize = value_resize, .stop = &stop};
  if (sqlite3_value_type(arguments[0]) != SQLITE_BLOB) {
    value_error_argument(context, arguments, 0, STATES_DUE);
    return NULL;
  }
  const unsigned char *data = sqlite3_value_blob(arguments[0]);
  size_t size = (size_t)sqlite3_value_bytes(arguments[0]);
  if (data == NULL && size > 0) reader.no_memory = true;
  void *state = reader.no_memory ? NULL : state_read(data, size, &reader, kind);
  if (reader.no_memory) {
    interrupt_or_nomem(context);
  } else if (state == NULL) {
    char hint[80];
    sqlite3_snprintf((int)sizeof hint, hint, "it %s", reader.fault);
    value_error_hint(context, arguments, 0, STATES_DUE, hint);
  }
  return state;
}

/* ---- state_of ---- */

typedef struct {
  const Function *function; /* NULL before the first row */
  const StateKind *kind;
  void *state;
} StatesOf;

static const Function *states_of_inner(const void *pointer) {
  const StatesOf *of = pointer;
  return of->function;
}

/* The name that the first argument is, "" where it is no text or has a NUL. NULL when memory ran out. */
static const char *states_of_name(sqlite3_value **arguments) {
  if (sqlite3_value_type(arguments[0]) != SQLITE_TEXT) return "";
  const char *name = (const char *)sqlite3_value_text(arguments[0]);
  bool whole = name != NULL && strlen(name) == (size_t)sqlite3_value_bytes(arguments[0]);
  return name == NULL || whole ? name : "";
}

/* The function that the first argument names. False: the error has been set. */
static bool states_of_begin(sqlite3_context *context, StatesOf *of, sqlite3_value **arguments) {
  const char *name = states_of_name(arguments);
  const Function *function = name == NULL ? NULL : states_function(name);
  const StateKind *kind = function == NULL ? NULL : state_kind(function->name);
  if (kind == NULL) {
    if (name == NULL) {
      sqlite3_result_error_nomem(context);
    } else {
      bool has_nul = *name == 0 && sqlite3_value_type(arguments[0]) == SQLITE_TEXT &&
                     sqlite3_value_bytes(arguments[0]) > 0;
      value_error_hint(context, arguments, 0, "must name an aggregate that has a state",
                       has_nul ? "there is a NUL in the text"
                               : "SELECT name FROM logits_functions WHERE state lists them");
    }
    return false;
  }
  void *state = state_new(kind, value_resize);
  if (state == NULL) {
    sqlite3_result_error_nomem(context);
    return false;
  }
  *of = (StatesOf){function, kind, state};
  return true;
}

/* All rows name the same function and give it as many arguments as it takes. */
static bool states_of_agrees(sqlite3_context *context, const StatesOf *of,
                             sqlite3_value **arguments) {
  const Function *function = of->function;
  const char *name = states_of_name(arguments);
  int count = 0;
  while (count < STATES_OF_MOST && arguments[count + 1] != NULL) count++;
  if (name == NULL || sqlite3_stricmp(name, function->name) != 0) {
    if (name == NULL) {
      sqlite3_result_error_nomem(context);
    } else {
      value_error(context, "the function must be the same in every row");
    }
    return false;
  }
  if (count >= function->least && count <= function->most) return true;
  char text[120];
  sqlite3_snprintf((int)sizeof text, text, "the arguments must be those of %s, after its name; got",
                   function->signature);
  value_error_count(context, text, count);
  return false;
}

static bool states_all_null(sqlite3_value **arguments) {
  for (int i = 0; i <= STATES_OF_MOST && arguments[i] != NULL; i++) {
    if (sqlite3_value_type(arguments[i]) != SQLITE_NULL) return false;
  }
  return true;
}

/* Whether there is room for one more row. False: the error has been set. */
static bool states_of_has_room(sqlite3_context *context, const StatesOf *of) {
  if (state_has_room(of->kind, of->state)) return true;
  value_error_count(context, "the rows are more than a state has room for,", of->kind->most);
  return false;
}

static void states_of_row(sqlite3_context *context, void *pointer, sqlite3_value **arguments,
                          int sign) {
  StatesOf *of = pointer;
  if (states_all_null(arguments)) return; /* a row that SQLite made up: see aggregate.c */
  if (of->function == NULL && !states_of_begin(context, of, arguments)) return;
  if (!states_of_agrees(context, of, arguments)) return;
  if (sign > 0 && !states_of_has_room(context, of)) return;
  states_aggregate(of->function)->row(context, of->state, arguments + 1, sign);
}

static void states_of_result(sqlite3_context *context, void *pointer) {
  const StatesOf *of = pointer;
  if (of->function != NULL) states_result(context, of->kind, of->state);
}

static void states_of_clear(void *pointer) {
  StatesOf *of = pointer;
  if (of->function != NULL) state_free(of->kind, of->state, value_resize);
  *of = (StatesOf){NULL, NULL, NULL};
}

const Aggregate states_state_of = {.state_bytes = sizeof(StatesOf),
                                   .row = states_of_row,
                                   .result = states_of_result,
                                   .clear = states_of_clear,
                                   .inner = states_of_inner};

/* ---- state_merge ---- */

typedef struct {
  const StateKind *kind; /* NULL: no state is in it */
  void *state;
  sqlite3_int64 count; /* of the states that are in it */
} StatesMerged;

static void states_merge_clear(void *pointer) {
  StatesMerged *merged = pointer;
  if (merged->kind != NULL) state_free(merged->kind, merged->state, value_resize);
  *merged = (StatesMerged){NULL, NULL, 0};
}

static bool states_merge_begin(sqlite3_context *context, StatesMerged *merged,
                               const StateKind *kind) {
  if (merged->kind != NULL) return true;
  void *state = state_new(kind, value_resize);
  if (state == NULL) {
    sqlite3_result_error_nomem(context);
    return false;
  }
  *merged = (StatesMerged){kind, state, 0};
  return true;
}

/* "ece with bins = 15 and norm = l1" */
static void states_describe(sqlite3_str *out, const StateKind *kind, const void *state) {
  uint32_t values[STATE_PARAMETERS];
  sqlite3_str_appendf(out, "%s", kind->function);
  if (kind->parameter_count > 0) kind->get_parameters(state, values);
  for (int i = 0; i < kind->parameter_count; i++) {
    const StateParameter *parameter = &kind->parameters[i];
    sqlite3_str_appendf(out, "%s %s = ", i == 0 ? " with" : " and", parameter->name);
    if (parameter->words == NULL) {
      sqlite3_str_appendf(out, "%u", values[i]);
    } else {
      sqlite3_str_appendall(out, parameter->words[values[i]]);
    }
  }
}

static void states_merge_refuse(sqlite3_context *context, const StatesMerged *merged,
                                const StateKind *kind, const void *state) {
  sqlite3_str *out = sqlite3_str_new(NULL);
  sqlite3_str_appendall(out, "states of different functions or parameters do not merge: ");
  states_describe(out, merged->kind, merged->state);
  sqlite3_str_appendall(out, ", and ");
  states_describe(out, kind, state);
  char *text = sqlite3_str_finish(out);
  if (text == NULL) {
    sqlite3_result_error_nomem(context);
    return;
  }
  value_error(context, text);
  sqlite3_free(text);
}

static void states_merge_add(sqlite3_context *context, StatesMerged *merged, const StateKind *kind,
                             const void *state, int sign) {
  if (!states_merge_begin(context, merged, kind)) return;
  Stop stop = interrupt_stop_of(context);
  StateOutcome outcome = kind == merged->kind
                             ? state_merge(kind, merged->state, state, sign, value_resize, &stop)
                             : STATE_DIFFERENT;
  switch (outcome) {
  case STATE_MERGED: merged->count += sign; break;
  case STATE_NO_MEMORY: /* SQLite asks for the result all the same */
    interrupt_or_nomem(context);
    states_merge_clear(merged);
    break;
  case STATE_DIFFERENT: states_merge_refuse(context, merged, kind, state); break;
  case STATE_OVERFLOW:
    value_error_count(context, "the states have more rows together than one can have,", kind->most);
  }
}

static void states_merge_row(sqlite3_context *context, void *pointer, sqlite3_value **arguments,
                             int sign) {
  StatesMerged *merged = pointer;
  const StateKind *kind;
  if (sqlite3_value_type(arguments[0]) == SQLITE_NULL) return;
  void *state = states_argument(context, arguments, &kind);
  if (state == NULL) return;
  states_merge_add(context, merged, kind, state, sign);
  state_free(kind, state, value_resize);
  if (merged->count == 0) states_merge_clear(merged);
}

static void states_merge_result(sqlite3_context *context, void *pointer) {
  const StatesMerged *merged = pointer;
  if (merged->kind != NULL) states_result(context, merged->kind, merged->state);
}

const Aggregate states_state_merge = {.state_bytes = sizeof(StatesMerged),
                                      .row = states_merge_row,
                                      .result = states_merge_result,
                                      .clear = states_merge_clear};

/* ---- state_value ---- */

void states_state_value(sqlite3_context *context, int count, sqlite3_value **arguments) {
  (void)count;
  const StateKind *kind;
  if (sqlite3_value_type(arguments[0]) == SQLITE_NULL) return;
  void *state = states_argument(context, arguments, &kind);
  if (state == NULL) return;
  states_aggregate(states_function(kind->function))->result(context, state);
  state_free(kind, state, value_resize);
}
