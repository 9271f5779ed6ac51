/* engine.h: what the files of this folder share: sqlite3.h's types from within.
**
** The order of a call, in every wrapper (scalars.c, aggregates.c, tables.c):
**
** 1. Datums become values. That may raise an error, for example while a value is decompressed; nothing
**    of ours runs yet.
** 2. The function of ext/bind runs. Nothing raises.
** 3. It has freed what it held. If the context has an error, errors_raise raises it.
** 4. The result becomes a Datum, which may raise again.
**
** All memory is of some MemoryContext, so what step 1, 3 or 4 leaves behind goes with it.
*/
#ifndef LOGITS_POSTGRES_ENGINE_H
#define LOGITS_POSTGRES_ENGINE_H

/* clang-format off */
#include "postgres.h"
#include "fmgr.h"
#if PG_VERSION_NUM >= 160000 /* postgres.h had it before */
  #include "varatt.h"
#endif
/* clang-format on */

#include "../../ext/bind/functions.h"
#include "sqlite3.h"

/* ---- values ---- */

/* How Datums of a type become values, and results Datums. */
typedef enum {
  KIND_BOOLEAN,
  KIND_INT2,
  KIND_INT4,
  KIND_INT8,
  KIND_OID,
  KIND_FLOAT4,
  KIND_FLOAT8,
  KIND_NUMERIC,
  KIND_TEXT,    /* text and varchar, char(n) with its spaces, json */
  KIND_CSTRING, /* a literal whose type is not known */
  KIND_NAME,
  KIND_BYTEA,
  KIND_JSONB,
  KIND_FLOAT4_ARRAY,
  KIND_FLOAT8_ARRAY,
  KIND_NUMBER_ARRAY, /* of integers or numeric */
  KIND_OTHER         /* as the text that its output function gives */
} ValueKind;

typedef struct {
  Oid type;
  Oid domain; /* InvalidOid: it is none */
  ValueKind kind;
  bool is_read_only; /* of an array: the result of the call is none */
  bool is_label;     /* of numeric: it is compared or comes back, so all its digits count */
  FmgrInfo output;   /* of KIND_OTHER and KIND_JSONB, and input likewise */
  FmgrInfo input;
  Oid input_parameter;
} ValueType;

/* Looks a type up; of a domain the base type. Its functions live in `memory`. */
void types_look_up(ValueType *type, Oid oid, MemoryContext memory);

struct sqlite3_value {
  int type; /* SQLITE_INTEGER, ... */

  union {
    sqlite3_int64 integer;
    double real;
  } as;
  const unsigned char *bytes; /* of TEXT, where a NUL follows, and of BLOBs */
  size_t size;
  char digits[32];
};

/* The result as a Datum. May raise. */
Datum datums_make(sqlite3_value *result, const ValueType *type, bool *is_null);

/* The value of a Datum, in the current MemoryContext where it needs memory. May raise. */
void datums_read(sqlite3_value *value, const ValueType *type, Datum datum, bool is_null);

/* ---- contexts ---- */

struct sqlite3_context {
  const Function *function;
  void *aggregate; /* what sqlite3_aggregate_context returns; NULL: none */
  struct ContextKept *kept;
  sqlite3_value result;            /* SQLITE_NULL until it is set */
  sqlite3_destructor_type destroy; /* frees the bytes of the result; NULL: nobody */
  bool failed;
  int code;   /* SQLITE_ERROR has a text; others have not */
  char *text; /* from sqlite3_malloc */
};

/* What a function keeps beside its first argument from row to row (sqlite3_set_auxdata). */
typedef struct ContextKept {
  void *data;
  bool stable; /* the argument is the same in every row, and memory outlives the row */
} ContextKept;

void results_begin(sqlite3_context *context, const Function *function);
void results_end(sqlite3_context *context); /* frees the result */

/* Raises the context's error, if it has one, or an interrupt. */
void errors_raise(sqlite3_context *context);

/* The same for what a function of a table returned; its text is from sqlite3_malloc, or NULL. */
void errors_raise_code(int code, char *text);

/* ---- arguments ---- */

/* In fn_extra. */
typedef struct {
  int first, count; /* the arguments of the call that are those of the function */
  bool is_array;    /* the last one is an array whose elements are arguments */
  ContextKept kept;
  ValueType result;
  ValueType types[FLEXIBLE_ARRAY_MEMBER];
} Arguments;

enum { VALUES_FEW = 6 };

typedef struct {
  int count;
  sqlite3_value *items, few[VALUES_FEW];
  sqlite3_value **pointers, *few_pointers[VALUES_FEW];
} Values;

/* `callee` says which arguments are labels; NULL: none is. */
Arguments *arguments_begin(FunctionCallInfo call, int first, const Function *callee);

/* In the current MemoryContext where they need memory. May raise. */
void arguments_read(FunctionCallInfo call, const Arguments *arguments, Values *values);

/* ---- arrays of floats ---- */

void arrays_read(sqlite3_value *value, const ValueType *type, Datum datum);
Datum arrays_make(const sqlite3_value *value, const ValueType *type);

/* float32 as its bytes in a BLOB; floats.c: ArrayType is a name of PostgreSQL's and of ours. */
void floats_write(float *elements, size_t count); /* where they stand */
void floats_read(const unsigned char *bytes, size_t count, double *elements);
bool floats_overflow(double x);

/* ---- numbers as text ---- */

/* What SQLite's numeric affinity makes of text: SQLITE_INTEGER, SQLITE_FLOAT, or SQLITE_TEXT where it
** is no number. */
int numbers_read(const char *text, size_t size, sqlite3_int64 *integer, double *real);

/* "%!.15g": 15 digits, with a point. Returns the length. */
int numbers_write(char *text, size_t size, double x);

/* ---- functions ---- */

/* Exports a function to PostgreSQL: all else in the library is hidden. */
#define ENGINE_VISIBLE extern __attribute__((visibility("default")))
#define ENGINE_EXPORT(name)                                                                        \
  ENGINE_VISIBLE Datum name(PG_FUNCTION_ARGS);                                                     \
  ENGINE_VISIBLE const Pg_finfo_record *pg_finfo_##name(void);                                     \
  PG_FUNCTION_INFO_V1(name)

/* What module.c exports for each function of the table. */
Datum scalars_call(FunctionCallInfo call, const Function *function);
Datum aggregates_step(FunctionCallInfo call, const Function *function);
Datum tables_call(FunctionCallInfo call, const Function *function);

#endif
