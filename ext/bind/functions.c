/* functions.c: functions.def as data. */
#include "functions.h"

#include "columns.h"
#include "introspection.h"
#include "rows.h"
#include "scalars.h"

#define SCALAR(name, arguments, layout, flags, scalar, vector_form, signature, summary, details,   \
               example)                                                                            \
  {#name, arguments,   "scalar",  layout,  flags,   scalar, NULL,                                  \
   NULL,  vector_form, signature, summary, details, example},
#define AGGREGATE(name, arguments, layout, flags, aggregate, vector_form, signature, summary,      \
                  details, example)                                                                \
  {#name, arguments,   "aggregate", layout,  flags,   NULL,   &aggregate,                          \
   NULL,  vector_form, signature,   summary, details, example},
#define TABLE(name, layout, module, signature, summary, details, example)                          \
  {#name, 0, "table", layout, 0, NULL, NULL, &(module), NULL, signature, summary, details, example},

const Function functions_table[] = {
#include "../functions.def"
};

const size_t functions_count = sizeof functions_table / sizeof functions_table[0];
