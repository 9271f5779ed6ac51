/* scalars.c: a call of a scalar function. */
#include "engine.h"

#include "../../ext/bind/entry.h"

#include "lib/stringinfo.h"
#include "mb/pg_wchar.h"

/* What the function keeps beside a constant argument has to outlive the row, and any later call may
** add to it. So such a call allocates beside the FmgrInfo; what it does not keep it frees. */
static MemoryContext scalars_memory(FunctionCallInfo call, const Arguments *arguments) {
  return arguments->kept.stable ? call->flinfo->fn_mcxt : CurrentMemoryContext;
}

/* A plot has characters that the encodings of few databases have. SVG can name them by number. */
static void scalars_plot(sqlite3_value *svg) {
  StringInfoData out;
  pg_verify_mbstr(PG_UTF8, (const char *)svg->bytes, (int)svg->size, false);
  initStringInfo(&out);
  for (size_t i = 0; i < svg->size; i += (size_t)pg_utf_mblen(svg->bytes + i)) {
    if (svg->bytes[i] < 0x80) {
      appendStringInfoCharMacro(&out, (char)svg->bytes[i]);
    } else {
      appendStringInfo(&out, "&#%u;", (unsigned)utf8_to_unicode(svg->bytes + i));
    }
  }
  svg->bytes = (const unsigned char *)out.data;
  svg->size = (size_t)out.len;
}

Datum scalars_call(FunctionCallInfo call, const Function *function) {
  Arguments *arguments = arguments_begin(call, 0, function);
  sqlite3_context context;
  Values values;
  arguments_read(call, arguments, &values);
  results_begin(&context, function);
  context.kept = &arguments->kept;
  MemoryContext caller = MemoryContextSwitchTo(scalars_memory(call, arguments));
  entry_scalar(&context, values.count, values.pointers);
  MemoryContextSwitchTo(caller);
  errors_raise(&context);
  sqlite3_value value = context.result;
  bool plot = strncmp(function->name, "plot_", 5) == 0 && value.type == SQLITE_TEXT;
  if (plot && GetDatabaseEncoding() != PG_UTF8) scalars_plot(&value);
  Datum result = datums_make(&value, &arguments->result, &call->isnull);
  results_end(&context);
  return result;
}
