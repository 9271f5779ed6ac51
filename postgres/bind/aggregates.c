/* aggregates.c: aggregates: a step, a row that leaves a frame, the result; and partial aggregation.
**
** A state lives in the aggregate's MemoryContext, and so does all that it holds: nothing has to be freed
** when the group ends. The result of a state leaves it as it is, since PostgreSQL may ask again: in a
** frame, or when a hash table is read anew.
**
** A part of a group, summed by a worker, is what state_of makes of it: bytes, which state_merge adds up
** and state_value reads (ext/bind/states.c). So these three do all the work here, too. Such a state is
** that of state_of, under the name of the aggregate itself for error texts.
*/
#include "engine.h"

#include "../../ext/bind/callbacks.h"
#include "../../ext/bind/entry.h"

#include "catalog/pg_type.h"
#include "nodes/execnodes.h"
#include "utils/builtins.h"
#include "utils/lsyscache.h"
#include "utils/memutils.h"
#include "utils/regproc.h"

typedef struct {
  const Function *function;
  bool is_part; /* the result is the state of a part */
  bytea *bytes; /* not NULL: this came from another process, and is nothing but these bytes */
  AggregateHead *head;
} AggregatesState;

/* ---- functions ---- */

static const Function *aggregates_named(const char *name, bool is_aggregate) {
  for (size_t i = 0; i < functions_count; i++) {
    const Function *function = &functions_table[i];
    if ((function->aggregate != NULL) == is_aggregate && strcmp(function->name, name) == 0) {
      return function;
    }
  }
  elog(ERROR, "logits: there is no function %s", name);
  return NULL;
}

/* The function with the state of state_of. It is made once per function and process. */
static const Function *aggregates_part(const Function *function) {
  static Aggregate aggregate;
  static Function *parts[128];
  size_t place = (size_t)(function - functions_table);
  if (place >= lengthof(parts)) elog(ERROR, "logits: more functions than expected");
  if (parts[place] != NULL) return parts[place];
  Function *part = MemoryContextAlloc(TopMemoryContext, sizeof *part);
  aggregate = states_state_of;
  aggregate.inner = NULL; /* arguments are counted as the function's own */
  memcpy(part, function, sizeof *part);
  part->aggregate = &aggregate;
  part->most = AGGREGATE_ARGUMENTS;
  parts[place] = part;
  return part;
}

/* ---- states ---- */

static AggregatesState *aggregates_begin(MemoryContext memory, const Function *function,
                                         bool is_part) {
  Size head = MAXALIGN(sizeof(AggregatesState)), size = sizeof(AggregateHead);
  size += (Size)function->aggregate->state_bytes;
  AggregatesState *state = MemoryContextAllocZero(memory, head + size);
  state->function = function;
  state->is_part = is_part;
  state->head = (AggregateHead *)((char *)state + head);
  return state;
}

static MemoryContext aggregates_memory(FunctionCallInfo call) {
  MemoryContext memory;
  if (AggCheckCallContext(call, &memory) == 0) {
    ereport(ERROR, errcode(ERRCODE_FEATURE_NOT_SUPPORTED),
            errmsg("%s is a part of an aggregate, not to be called by itself",
                   format_procedure(call->flinfo->fn_oid)));
  }
  return memory;
}

static AggregatesState *aggregates_argument(FunctionCallInfo call, int i) {
  return call->args[i].isnull ? NULL : (AggregatesState *)DatumGetPointer(call->args[i].value);
}

/* ---- rows ---- */

typedef void AggregatesRow(sqlite3_context *context, int count, sqlite3_value **arguments);

static void aggregates_row(MemoryContext memory, AggregatesState *state, int count,
                           sqlite3_value **arguments, AggregatesRow *row) {
  sqlite3_context context;
  results_begin(&context, state->function);
  context.aggregate = state->head;
  MemoryContext caller = MemoryContextSwitchTo(memory);
  row(&context, count, arguments);
  MemoryContextSwitchTo(caller);
  errors_raise(&context);
}

/* state_of has the function's name before its arguments. */
static void aggregates_part_row(MemoryContext memory, AggregatesState *state,
                                const Values *values) {
  sqlite3_value name = {.type = SQLITE_TEXT}, *pointers[AGGREGATE_ARGUMENTS] = {&name};
  name.bytes = (const unsigned char *)state->function->name;
  name.size = strlen(state->function->name);
  for (int i = 0; i < values->count; i++) pointers[i + 1] = values->pointers[i];
  aggregates_row(memory, state, values->count + 1, pointers, entry_step);
}

/* state_of and state_merge have parts for their results. */
static bool aggregates_is_part(FunctionCallInfo call, const Function *function) {
  return strcmp(function->layout, "states") != 0 && IsA(call->context, AggState) &&
         DO_AGGSPLIT_SKIPFINAL(((const AggState *)call->context)->aggsplit);
}

Datum aggregates_step(FunctionCallInfo call, const Function *function) {
  MemoryContext memory = aggregates_memory(call);
  Arguments *arguments = arguments_begin(call, 1, function);
  AggregatesState *state = aggregates_argument(call, 0);
  Values values;
  if (state == NULL) {
    bool is_part = aggregates_is_part(call, function);
    state = aggregates_begin(memory, is_part ? aggregates_part(function) : function, is_part);
  }
  arguments_read(call, arguments, &values);
  if (state->is_part) {
    aggregates_part_row(memory, state, &values);
  } else {
    aggregates_row(memory, state, values.count, values.pointers, entry_step);
  }
  PG_RETURN_POINTER(state);
}

ENGINE_EXPORT(logits_inverse);
Datum logits_inverse(PG_FUNCTION_ARGS) {
  MemoryContext memory = aggregates_memory(fcinfo);
  Arguments *arguments = arguments_begin(fcinfo, 1, NULL);
  AggregatesState *state = aggregates_argument(fcinfo, 0);
  Values values;
  if (state == NULL) PG_RETURN_NULL();
  arguments_read(fcinfo, arguments, &values);
  aggregates_row(memory, state, values.count, values.pointers, entry_inverse);
  PG_RETURN_POINTER(state);
}

/* ---- results ---- */

/* What the state is to say, in `context`; freed by the caller. */
static void aggregates_value(MemoryContext memory, const AggregatesState *state,
                             sqlite3_context *context) {
  results_begin(context, state->function);
  context->aggregate = state->head;
  MemoryContext caller = MemoryContextSwitchTo(memory);
  entry_value(context);
  MemoryContextSwitchTo(caller);
  errors_raise(context);
}

/* The result of the aggregate whose part it is, and errors under the aggregate's name. */
static void aggregates_whole(FunctionCallInfo call, sqlite3_context *context) {
  sqlite3_value part = context->result, *arguments[] = {&part};
  sqlite3_destructor_type destroy = context->destroy;
  Function whole = *aggregates_named("state_value", false);
  const Aggref *aggregate = AggGetAggref(call);
  if (aggregate != NULL) whole.name = get_func_name(aggregate->aggfnoid);
  results_begin(context, &whole);
  if (part.type != SQLITE_NULL) entry_scalar(context, 1, arguments);
  if (destroy != NULL) destroy((void *)part.bytes);
  errors_raise(context);
}

ENGINE_EXPORT(logits_final);
Datum logits_final(PG_FUNCTION_ARGS) {
  MemoryContext memory = aggregates_memory(fcinfo);
  Arguments *arguments = arguments_begin(fcinfo, 1, NULL);
  AggregatesState *state = aggregates_argument(fcinfo, 0);
  sqlite3_context context;
  if (state == NULL) PG_RETURN_NULL();
  aggregates_value(memory, state, &context);
  if (state->is_part && arguments->result.kind != KIND_BYTEA) aggregates_whole(fcinfo, &context);
  Datum result = datums_make(&context.result, &arguments->result, &fcinfo->isnull);
  results_end(&context);
  return result;
}

/* ---- parts ---- */

static const ValueType aggregates_bytea = {.type = BYTEAOID, .kind = KIND_BYTEA};

/* The bytes of a part, NULL where nothing is in it. */
static bytea *aggregates_bytes(MemoryContext memory, const AggregatesState *state) {
  sqlite3_context context;
  bool is_null;
  if (state->bytes != NULL) return state->bytes;
  aggregates_value(memory, state, &context);
  Datum result = datums_make(&context.result, &aggregates_bytea, &is_null);
  results_end(&context);
  return is_null ? NULL : DatumGetByteaPP(result);
}

ENGINE_EXPORT(logits_serialize);
Datum logits_serialize(PG_FUNCTION_ARGS) {
  MemoryContext memory = aggregates_memory(fcinfo);
  AggregatesState *state = aggregates_argument(fcinfo, 0);
  bytea *bytes = state == NULL ? NULL : aggregates_bytes(memory, state);
  if (bytes == NULL) PG_RETURN_NULL();
  PG_RETURN_BYTEA_P(bytes);
}

/* The bytes are read when they are merged, which comes next. */
ENGINE_EXPORT(logits_deserialize);
Datum logits_deserialize(PG_FUNCTION_ARGS) {
  aggregates_memory(fcinfo);
  AggregatesState *state = palloc0(sizeof *state);
  state->is_part = true;
  state->bytes = PG_GETARG_BYTEA_PP(0);
  PG_RETURN_POINTER(state);
}

ENGINE_EXPORT(logits_combine);
Datum logits_combine(PG_FUNCTION_ARGS) {
  MemoryContext memory = aggregates_memory(fcinfo);
  AggregatesState *state = aggregates_argument(fcinfo, 0), *part = aggregates_argument(fcinfo, 1);
  bytea *bytes = part == NULL ? NULL : aggregates_bytes(memory, part);
  sqlite3_value value, *arguments[] = {&value};
  if (state == NULL) state = aggregates_begin(memory, aggregates_named("state_merge", true), true);
  if (bytes != NULL) {
    datums_read(&value, &aggregates_bytea, PointerGetDatum(bytes), false);
    aggregates_row(memory, state, 1, arguments, entry_step);
  }
  PG_RETURN_POINTER(state);
}
