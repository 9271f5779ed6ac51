/* module.c: what PostgreSQL finds in the library: a function for each row of ext/functions.def. */
#include "engine.h"

ENGINE_VISIBLE const Pg_magic_struct *PG_MAGIC_FUNCTION_NAME(void);
PG_MODULE_MAGIC;

enum {
#define SCALAR(layout, name, ...) MODULE_##layout##_##name,
#define AGGREGATE SCALAR
#define TABLE SCALAR
#include "../../ext/functions.def"
#undef SCALAR
#undef AGGREGATE
#undef TABLE
  MODULE_FUNCTIONS
};

#define MODULE_EXPORT(layout, name, call)                                                          \
  ENGINE_EXPORT(logits_##layout##_##name);                                                         \
  Datum logits_##layout##_##name(PG_FUNCTION_ARGS) {                                               \
    return call(fcinfo, &functions_table[MODULE_##layout##_##name]);                               \
  }
#define SCALAR(layout, name, ...) MODULE_EXPORT(layout, name, scalars_call)
#define AGGREGATE(layout, name, ...) MODULE_EXPORT(layout, name, aggregates_step)
#define TABLE(layout, name, ...) MODULE_EXPORT(layout, name, tables_call)
#include "../../ext/functions.def"
