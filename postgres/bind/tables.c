/* tables.c: a table-valued function as a set of rows.
**
** It drives the function's sqlite3_module as SQLite would: the arguments are equalities on hidden columns,
** which stand behind the others. The rows go into a tuplestore, as PostgreSQL wants them; conditions on
** columns are its own business.
*/
#include "engine.h"

#include "../../ext/bind/entry.h"

#include "funcapi.h"
#include "miscadmin.h"
#include "utils/memutils.h"
#include "utils/tuplestore.h"

/* The columns are those of the SQL function. */
int sqlite3_declare_vtab(sqlite3 *db, const char *schema) {
  (void)db;
  (void)schema;
  return SQLITE_OK;
}

int sqlite3_vtab_config(sqlite3 *db, int what, ...) {
  (void)db;
  (void)what;
  return SQLITE_OK;
}

/* ---- one call ---- */

enum { TABLES_ARGUMENTS = 8 };

typedef struct {
  sqlite3_vtab *table;
  sqlite3_vtab_cursor *cursor;
  int code; /* of what was called last */
} TablesScan;

/* The number of columns before the first hidden one. */
static int tables_visible(const char *columns) {
  int count = 0;
  const char *hidden = strstr(columns, " HIDDEN");
  for (const char *at = columns; *at != 0 && (hidden == NULL || at < hidden); at++) {
    count += *at == ',';
  }
  return hidden == NULL ? count + 1 : count;
}

/* xFilter, by way of the plan for as many equalities as there are arguments. */
static int tables_filter(TablesScan *scan, int first, int count, sqlite3_value **arguments) {
  struct sqlite3_index_constraint constraints[TABLES_ARGUMENTS];
  struct sqlite3_index_constraint_usage usage[TABLES_ARGUMENTS];
  sqlite3_value *ordered[TABLES_ARGUMENTS];
  sqlite3_index_info info = {
      .nConstraint = count, .aConstraint = constraints, .aConstraintUsage = usage};
  int given = 0;
  memset(usage, 0, sizeof usage);
  for (int i = 0; i < count; i++) {
    constraints[i] = (struct sqlite3_index_constraint){first + i, SQLITE_INDEX_CONSTRAINT_EQ, 1};
  }
  int code = entry_module.xBestIndex(scan->table, &info);
  for (int i = 0; i < count && code == SQLITE_OK; i++) {
    if (usage[i].argvIndex == 0) continue;
    ordered[usage[i].argvIndex - 1] = arguments[i];
    given++;
  }
  if (code == SQLITE_OK) {
    code = entry_module.xFilter(scan->cursor, info.idxNum, info.idxStr, given, ordered);
  }
  if (info.needToFreeIdxStr) sqlite3_free(info.idxStr);
  return code;
}

static void tables_begin(TablesScan *scan, const Function *function, int count,
                         sqlite3_value **arguments) {
  scan->table = NULL;
  scan->cursor = NULL;
  scan->code = entry_module.xConnect(NULL, (void *)function, 0, NULL, &scan->table, NULL);
  if (scan->code == SQLITE_OK) {
    scan->table->zErrMsg = NULL;
    scan->code = entry_module.xOpen(scan->table, &scan->cursor);
  }
  if (scan->code != SQLITE_OK) return;
  scan->cursor->pVtab = scan->table;
  scan->code = tables_filter(scan, tables_visible(function->columns), count, arguments);
}

/* Frees all; raises the error, if there was one. */
static void tables_end(TablesScan *scan) {
  char *text = scan->table == NULL ? NULL : scan->table->zErrMsg;
  if (scan->cursor != NULL) entry_module.xClose(scan->cursor);
  if (scan->table != NULL) entry_module.xDisconnect(scan->table);
  errors_raise_code(scan->code, text);
}

/* ---- rows ---- */

typedef struct {
  MemoryContext memory; /* of the row's values */
  Tuplestorestate *store;
  TupleDesc columns;
  ValueType *types;
  Datum *values;
  bool *nulls;
} TablesRows;

/* What raises here leaves the scan open. Its memory is that of the call: a column may compute what later
** rows need. */
static void tables_column(TablesScan *scan, const Function *function, TablesRows *rows,
                          int column) {
  sqlite3_context context;
  results_begin(&context, function);
  int code = entry_module.xColumn(scan->cursor, &context, column);
  if (!context.failed && code != SQLITE_OK) sqlite3_result_error_code(&context, code);
  errors_raise(&context);
  MemoryContext caller = MemoryContextSwitchTo(rows->memory);
  rows->values[column] = datums_make(&context.result, &rows->types[column], &rows->nulls[column]);
  MemoryContextSwitchTo(caller);
  results_end(&context);
}

static void tables_row(TablesScan *scan, const Function *function, TablesRows *rows) {
  for (int i = 0; i < rows->columns->natts; i++) tables_column(scan, function, rows, i);
  tuplestore_putvalues(rows->store, rows->columns, rows->values, rows->nulls);
  MemoryContextReset(rows->memory);
}

static void tables_types(TablesRows *rows) {
  int count = rows->columns->natts;
  rows->types = palloc0((Size)count * sizeof *rows->types);
  rows->values = palloc((Size)count * sizeof *rows->values);
  rows->nulls = palloc((Size)count * sizeof *rows->nulls);
  for (int i = 0; i < count; i++) {
    types_look_up(&rows->types[i], TupleDescAttr(rows->columns, i)->atttypid, CurrentMemoryContext);
  }
}

/* The tuplestore of the result and its columns live as long as the query, or until PostgreSQL frees them
** after the call. What get_call_result_type needs besides is nobody's to free. */
static void tables_result(FunctionCallInfo call, TablesRows *rows) {
  ReturnSetInfo *set = (ReturnSetInfo *)call->resultinfo;
  TupleDesc columns;
  if (set == NULL || !IsA(set, ReturnSetInfo) || (set->allowedModes & SFRM_Materialize) == 0) {
    ereport(ERROR, errcode(ERRCODE_FEATURE_NOT_SUPPORTED),
            errmsg("a set of rows is not possible here"));
  }
  TypeFuncClass class = get_call_result_type(call, NULL, &columns);
  if (class != TYPEFUNC_COMPOSITE) elog(ERROR, "logits: the function returns no rows");
  MemoryContext caller = MemoryContextSwitchTo(set->econtext->ecxt_per_query_memory);
  rows->columns = BlessTupleDesc(CreateTupleDescCopy(columns));
  rows->store =
      tuplestore_begin_heap((set->allowedModes & SFRM_Materialize_Random) != 0, false, work_mem);
  set->returnMode = SFRM_Materialize;
  set->setResult = rows->store;
  set->setDesc = rows->columns;
  MemoryContextSwitchTo(caller);
}

Datum tables_call(FunctionCallInfo call, const Function *function) {
  Arguments *arguments = arguments_begin(call, 0, function);
  TablesRows rows;
  TablesScan scan;
  Values values;
  MemoryContext memory =
      AllocSetContextCreate(CurrentMemoryContext, "logits table", ALLOCSET_DEFAULT_SIZES);
  rows.memory = AllocSetContextCreate(memory, "logits row", ALLOCSET_DEFAULT_SIZES);
  MemoryContext caller = MemoryContextSwitchTo(memory);
  tables_result(call, &rows);
  tables_types(&rows);
  arguments_read(call, arguments, &values);
  tables_begin(&scan, function, Min(values.count, TABLES_ARGUMENTS), values.pointers);
  while (scan.code == SQLITE_OK && entry_module.xEof(scan.cursor) == 0) {
    CHECK_FOR_INTERRUPTS();
    tables_row(&scan, function, &rows);
    scan.code = entry_module.xNext(scan.cursor);
  }
  tables_end(&scan);
  MemoryContextSwitchTo(caller);
  MemoryContextDelete(memory);
  return (Datum)0;
}
