/* functions.c: functions.def as data. */
#include "functions.h"

#include "build.h"
#include "columns.h"
#include "curves.h"
#include "introspection.h"
#include "judge.h"
#include "plots.h"
#include "rows.h"
#include "scalars.h"
#include "vector_rows.h"
#include "vector_scores.h"
#include "vectors.h"

#define TEXTS(signature_, summary_, details_, example_)                                            \
  .signature = (signature_), .summary = (summary_), .details = (details_), .example = (example_)

#define SCALAR(name_, least_, most_, layout_, flags_, callback, vector, ...)                       \
  {.name = #name_,                                                                                 \
   .least = (least_),                                                                              \
   .most = (most_),                                                                                \
   .kind = "scalar",                                                                               \
   .layout = (layout_),                                                                            \
   .flags = (flags_),                                                                              \
   .scalar = (callback),                                                                           \
   .vector_form = (vector),                                                                        \
   TEXTS(__VA_ARGS__)},
#define AGGREGATE(name_, least_, most_, layout_, flags_, class, vector, ...)                       \
  {.name = #name_,                                                                                 \
   .least = (least_),                                                                              \
   .most = (most_),                                                                                \
   .kind = "aggregate",                                                                            \
   .layout = (layout_),                                                                            \
   .flags = (flags_),                                                                              \
   .aggregate = &(class),                                                                          \
   .vector_form = (vector),                                                                        \
   TEXTS(__VA_ARGS__)},
#define TABLE(name_, layout_, module_, columns_, ...)                                              \
  {.name = #name_,                                                                                 \
   .kind = "table",                                                                                \
   .layout = (layout_),                                                                            \
   .module = &(module_),                                                                           \
   .columns = (columns_),                                                                          \
   TEXTS(__VA_ARGS__)},

const Function functions_table[] = {
#include "../functions.def"
};

const size_t functions_count = sizeof functions_table / sizeof functions_table[0];
