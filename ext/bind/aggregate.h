/* aggregate.h: the life of an aggregate that is a window function too.
**
** SQLite gives four callbacks per function: step, inverse, value, final. They differ between our
** functions only in what a row does to the state and in what is read off the state. So the four are
** written once, and a function is an Aggregate: a state (zeroed when a group begins) and up to four
** operations on it.
*/
#ifndef LOGITS_BIND_AGGREGATE_H
#define LOGITS_BIND_AGGREGATE_H

#include "sqlite.h"

enum { ROW_ENTERS = +1, ROW_LEAVES = -1 };

/* The arguments of an aggregate, at most: state_of takes a name and those of any other. */
enum { AGGREGATE_ARGUMENTS = 6 };

typedef struct Function Function;

typedef struct Aggregate {
  int state_bytes;
  /* A row enters the frame, or the oldest row leaves it. `arguments` has as many as the function
  ** can take, NULL pointers for those that the query left out. On bad input sets the error of the
  ** context and leaves the state valid. */
  void (*row)(sqlite3_context *context, void *state, sqlite3_value **arguments, int sign);
  /* Sets the result of the rows that are in the frame; the state stays as it is. */
  void (*result)(sqlite3_context *context, void *state);
  void (*clear)(void *state); /* frees what the state holds */
  /* The result when no row comes or goes any more, so that the state may be used up; NULL: the same
  ** as `result`. */
  void (*last)(sqlite3_context *context, void *state);
  /* What state_of collects (bind/states.c); NULL: the same as this. Only row and result are used: the
  ** state is one of metrics/state.h. */
  const struct Aggregate *parts;
  /* The function whose arguments follow the first one, for error texts; NULL: there is none. */
  const Function *(*inner)(const void *state);
} Aggregate;

/* The aggregate context: this, then the function's own state. */
typedef struct {
  sqlite3_int64 rows;  /* in the frame; AGGREGATE_BROKEN: one left that was not there */
  sqlite3_int64 known; /* of them, if `wary`: those that are not all NULL */
  sqlite3_int64 wary;  /* whether this SQLite may make up rows of NULLs */
} AggregateHead;

/* `inner` of the aggregate that is called; NULL: it has none. */
const Function *aggregate_inner(sqlite3_context *context);

void aggregate_step(sqlite3_context *context, int count, sqlite3_value **arguments);
void aggregate_inverse(sqlite3_context *context, int count, sqlite3_value **arguments);
void aggregate_value(sqlite3_context *context);
void aggregate_final(sqlite3_context *context);

/* The error where SQLite removes a row that is not in the frame. */
void aggregate_refuse(sqlite3_context *context);

#endif
