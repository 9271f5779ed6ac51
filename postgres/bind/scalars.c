/* scalars.c: a call of a scalar function. */
#include "engine.h"

#include "../../ext/bind/entry.h"

/* What the function keeps beside a constant argument has to outlive the row, and any later call may
** add to it. So such a call allocates beside the FmgrInfo; what it does not keep it frees. */
static MemoryContext scalars_memory(FunctionCallInfo call, const Arguments *arguments) {
  return arguments->kept.stable ? call->flinfo->fn_mcxt : CurrentMemoryContext;
}

Datum scalars_call(FunctionCallInfo call, const Function *function) {
  Arguments *arguments = arguments_begin(call, 0);
  sqlite3_context context;
  Values values;
  arguments_read(call, arguments, &values);
  results_begin(&context, function);
  context.kept = &arguments->kept;
  MemoryContext caller = MemoryContextSwitchTo(scalars_memory(call, arguments));
  entry_scalar(&context, values.count, values.pointers);
  MemoryContextSwitchTo(caller);
  errors_raise(&context);
  Datum result = datums_make(&context.result, &arguments->result, &call->isnull);
  results_end(&context);
  return result;
}
