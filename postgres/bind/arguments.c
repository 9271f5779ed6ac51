/* arguments.c: the arguments of a call as values; what is known of their types is kept for the statement. */
#include "engine.h"

#include "catalog/pg_type.h"
#include "nodes/primnodes.h"
#include "utils/array.h"
#include "utils/lsyscache.h"

/* As in the SQL script. */
static Oid arguments_declared(FmgrInfo *function, int i) {
  Oid *declared;
  int count;
  get_func_signature(function->fn_oid, &declared, &count);
  return i < count ? declared[i] : ANYOID;
}

static Oid arguments_type(FmgrInfo *function, int i) {
  Oid type = get_fn_expr_argtype(function, i);
  return OidIsValid(type) ? type : arguments_declared(function, i);
}

static Oid arguments_result(FmgrInfo *function) {
  Oid type = get_fn_expr_rettype(function);
  return OidIsValid(type) ? type : get_func_rettype(function->fn_oid);
}

/* A constant of the statement. The parameter of one is not: in PL/pgSQL a statement lives on while its
** parameters change. */
static bool arguments_is_constant(const FmgrInfo *function, int i) {
  const Node *call = function->fn_expr;
  if (call == NULL || !IsA(call, FuncExpr)) return false;
  const List *list = ((const FuncExpr *)call)->args;
  return i < list_length(list) && IsA(list_nth(list, i), Const);
}

/* The words that signatures.def has for the arguments; "" where it has none. */
static const char *arguments_words(const Function *function) {
  static const struct {
    const char *layout, *name, *words;
  } signatures[] = {
#define SIGNATURE(layout, name, arguments, result) {#layout, #name, arguments},
#include "../signatures.def"
  };
  for (size_t i = 0; function != NULL && i < lengthof(signatures); i++) {
    if (strcmp(function->layout, signatures[i].layout) == 0 &&
        strcmp(function->name, signatures[i].name) == 0) {
      return signatures[i].words;
    }
  }
  return "";
}

static bool arguments_is_label(const char *words, int i) {
  for (; i > 0 && *words != 0; i--) {
    words += strcspn(words, " ");
    words += strspn(words, " ");
  }
  return strncmp(words, "label", 5) == 0 || strncmp(words, "same", 4) == 0;
}

static bool arguments_is_array(const ValueType *type) {
  return type->kind == KIND_FLOAT4_ARRAY || type->kind == KIND_FLOAT8_ARRAY ||
         type->kind == KIND_NUMBER_ARRAY;
}

Arguments *arguments_begin(FunctionCallInfo call, int first, const Function *callee) {
  FmgrInfo *function = call->flinfo;
  Arguments *arguments = function->fn_extra;
  if (arguments != NULL) return arguments;
  int count = call->nargs - first;
  const char *words = arguments_words(callee);
  arguments = MemoryContextAllocZero(function->fn_mcxt,
                                     sizeof *arguments + (Size)count * sizeof(ValueType));
  arguments->first = first;
  arguments->count = count;
  arguments->is_array = get_fn_expr_variadic(function);
  for (int i = 0; i < count; i++) {
    types_look_up(&arguments->types[i], arguments_type(function, first + i), function->fn_mcxt);
    arguments->types[i].is_label = arguments_is_label(words, i);
  }
  types_look_up(&arguments->result, arguments_result(function), function->fn_mcxt);
  bool is_read_only =
      arguments->result.type != INTERNALOID && !arguments_is_array(&arguments->result);
  for (int i = 0; i < count; i++) arguments->types[i].is_read_only = is_read_only;
  arguments->kept.stable = count > 1 && arguments_is_constant(function, first);
  function->fn_extra = arguments;
  return arguments;
}

/* f(VARIADIC array): the elements of the last argument are arguments. */
static void arguments_spread(const Arguments *arguments, Values *values, Datum datum) {
  ArrayType *array = DatumGetArrayTypeP(datum);
  ValueType type;
  Datum *datums;
  bool *nulls, by_value;
  int16 length;
  char align;
  int count, before = arguments->count - 1;
  types_look_up(&type, ARR_ELEMTYPE(array), CurrentMemoryContext);
  get_typlenbyvalalign(type.type, &length, &by_value, &align);
  deconstruct_array(array, type.type, length, by_value, align, &datums, &nulls, &count);
  sqlite3_value *items =
      palloc_extended((Size)(before + count + 1) * sizeof *items, MCXT_ALLOC_HUGE);
  memcpy(items, values->items, (Size)before * sizeof *items);
  for (int i = 0; i < count; i++) datums_read(&items[before + i], &type, datums[i], nulls[i]);
  values->items = items;
  values->count = before + count;
}

static void arguments_point(Values *values) {
  values->pointers = values->few_pointers;
  if (values->count > VALUES_FEW) {
    values->pointers = palloc((Size)values->count * sizeof *values->pointers);
  }
  for (int i = 0; i < values->count; i++) values->pointers[i] = &values->items[i];
}

void arguments_read(FunctionCallInfo call, const Arguments *arguments, Values *values) {
  int count = arguments->count;
  values->count = count;
  values->items = values->few;
  if (count > VALUES_FEW) values->items = palloc((Size)count * sizeof *values->items);
  if (arguments->is_array) count--;
  for (int i = 0; i < count; i++) {
    NullableDatum *argument = &call->args[arguments->first + i];
    datums_read(&values->items[i], &arguments->types[i], argument->value, argument->isnull);
  }
  if (arguments->is_array && !call->args[arguments->first + count].isnull) {
    arguments_spread(arguments, values, call->args[arguments->first + count].value);
  } else if (arguments->is_array) {
    values->count = count;
  }
  arguments_point(values);
}
