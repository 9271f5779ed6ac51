/* functions.h: the table of all functions, read from functions.def.
**
** Registration, the table-valued logits_functions, the reference documentation and the error texts
** (a callback finds its own row with sqlite3_user_data) all come from this one table.
*/
#ifndef LOGITS_BIND_FUNCTIONS_H
#define LOGITS_BIND_FUNCTIONS_H

#include "aggregate.h"
#include "sqlite.h"

#include <stddef.h>

typedef void ScalarCallback(sqlite3_context *context, int count, sqlite3_value **arguments);

/* For `least` and `most`, both: as sqlite3_create_function counts. */
enum { ANY_NUMBER = -1 };

struct Function {
  const char *name;
  int least, most;    /* how many arguments a scalar or an aggregate takes */
  const char *kind;   /* 'scalar', 'aggregate' (a window function too) or 'table' */
  const char *layout; /* what a row or value is: 'elementwise', 'rows', 'columns', 'vectors', ... */
  int flags;          /* besides those that every function has */
  ScalarCallback *scalar; /* one of these three, by kind */
  const Aggregate *aggregate;
  const sqlite3_module *module;
  const char *columns;     /* of a table: see functions.def */
  const char *vector_form; /* the function to use for a vector, named in error texts; or NULL */
  const char *signature;
  const char *summary;   /* one line */
  const char *arguments; /* a line per argument, "name: ..."; NULL if there are none */
  const char *result;    /* type, range, units; of a table a line per column, "name: ..." */
  const char *errors;    /* what gives NULL, what is skipped, what is an error */
  const char *accuracy;  /* bound, dependence on row order, speed and memory where they matter */
  const char *source;    /* paper or standard; NULL if there is none */
  const char *example;   /* a query that runs as it stands */
};

extern const Function functions_table[];
extern const size_t functions_count;

#endif
