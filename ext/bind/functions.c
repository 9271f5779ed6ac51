/* functions.c: functions.def as data. */
#include "functions.h"

#include "callbacks.h"

#define SCALAR(layout_, name_, ...)                                                                \
  {.name = #name_, .kind = "scalar", .layout = #layout_, .scalar = layout_##_##name_, __VA_ARGS__},
#define AGGREGATE(layout_, name_, ...)                                                             \
  {.name = #name_,                                                                                 \
   .kind = "aggregate",                                                                            \
   .layout = #layout_,                                                                             \
   .aggregate = &layout_##_##name_,                                                                \
   __VA_ARGS__},
#define TABLE(layout_, name_, ...)                                                                 \
  {.name = #name_, .kind = "table", .layout = #layout_, .module = &layout_##_##name_, __VA_ARGS__},

const Function functions_table[] = {
#include "../functions.def"
};

const size_t functions_count = sizeof functions_table / sizeof functions_table[0];
