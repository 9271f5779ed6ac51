/* datums.c: Datums into values, results into Datums. Text is UTF-8 in a value, whatever the database has.
**
** A type that has no counterpart among SQLite's is the text that its output function gives; a result
** of that type, which is a label that came in, goes back by its input function.
*/
#include "engine.h"

#include "../../ext/formats/decimal.h"

#include "catalog/pg_type.h"
#include "mb/pg_wchar.h"
#include "miscadmin.h"
#include "pgtime.h"
#include "utils/builtins.h"
#include "utils/bytea.h"
#include "utils/float.h"
#include "utils/jsonb.h"
#include "utils/memutils.h"
#include "utils/numeric.h"

#include <math.h>

/* ---- types that are printed ---- */

/* What the text of a value depends on: settings of the session. */
typedef struct {
  int date, interval, digits, bytes;
  pg_tz *zone;
} DatumsSettings;

static DatumsSettings datums_settings(void) {
  return (DatumsSettings){DateStyle, IntervalStyle, extra_float_digits, bytea_output,
                          session_timezone};
}

static void datums_set(const DatumsSettings *settings) {
  DateStyle = settings->date;
  IntervalStyle = settings->interval;
  extra_float_digits = settings->digits;
  bytea_output = settings->bytes;
  session_timezone = settings->zone;
}

/* Calls a type's function for its text: that of `value`, or the Datum of `text` where there is one. The
** settings are those that postgres_fdw has for what it sends: the text is the same in every session, and
** no digit is lost. */
static Datum datums_printed(const ValueType *type, Datum value, char *text) {
  DatumsSettings caller = datums_settings();
  DatumsSettings fixed = {USE_ISO_DATES, INTSTYLE_POSTGRES, 3, BYTEA_OUTPUT_HEX, pg_tzset("GMT")};
  datums_set(&fixed);
  PG_TRY();
  {
    value = text == NULL
                ? CStringGetDatum(OutputFunctionCall((FmgrInfo *)&type->output, value))
                : InputFunctionCall((FmgrInfo *)&type->input, text, type->input_parameter, -1);
  }
  PG_FINALLY();
  { datums_set(&caller); }
  PG_END_TRY();
  return value;
}

/* ---- in ---- */

static void datums_integer(sqlite3_value *value, sqlite3_int64 x) {
  value->type = SQLITE_INTEGER;
  value->as.integer = x;
}

/* SQLite stores a NaN as NULL. */
static void datums_real(sqlite3_value *value, double x) {
  value->type = isnan(x) ? SQLITE_NULL : SQLITE_FLOAT;
  value->as.real = x;
}

/* Text that a NUL follows. */
static void datums_text(sqlite3_value *value, const char *text, size_t size) {
  const char *utf8 = pg_server_to_any(text, (int)size, PG_UTF8);
  value->type = SQLITE_TEXT;
  value->bytes = (const unsigned char *)utf8;
  value->size = utf8 == text ? size : strlen(utf8);
}

static void datums_cstring(sqlite3_value *value, const char *text) {
  datums_text(value, text, strlen(text));
}

/* All digits of a double: its shortest text. */
static Datum datums_numeric_of(double x) {
  char text[DECIMAL_TEXT_MAX + 1];
  if (isinf(x)) {
    strlcpy(text, x > 0 ? "Infinity" : "-Infinity", sizeof text);
  } else {
    text[decimal_format(text, x)] = 0;
  }
  return DirectFunctionCall3(numeric_in, CStringGetDatum(text), ObjectIdGetDatum(InvalidOid),
                             Int32GetDatum(-1));
}

/* Another number must not come back. 9e999 stands for Infinity, as everywhere. */
static void datums_check_label(Datum datum, double x) {
  if (isinf(x)) return;
  if (DatumGetBool(DirectFunctionCall2(numeric_eq, datum, datums_numeric_of(x)))) return;
  ereport(ERROR, errcode(ERRCODE_NUMERIC_VALUE_OUT_OF_RANGE),
          errmsg("a label of type numeric has more digits than a double, or more than 64 bits"),
          errhint("Cast it to text."));
}

/* A number without a point is an INTEGER, if it fits. */
static void datums_numeric(sqlite3_value *value, const ValueType *type, Datum datum) {
  const char *text = DatumGetCString(DirectFunctionCall1(numeric_out, datum));
  sqlite3_int64 integer;
  double real;
  switch (numbers_read(text, strlen(text), &integer, &real)) {
  case SQLITE_INTEGER: datums_integer(value, integer); break;
  case SQLITE_FLOAT:
    datums_real(value, real);
    if (type->is_label) datums_check_label(datum, real);
    break;
  default: /* NaN, Infinity, -Infinity; or there was no memory to read it */
    if (strpbrk(text, "NI") == NULL) {
      ereport(ERROR, errcode(ERRCODE_OUT_OF_MEMORY), errmsg("out of memory"));
    }
    datums_real(value, *text == 'N' ? NAN : *text == '-' ? -INFINITY : INFINITY);
  }
}

static void datums_bytea(sqlite3_value *value, Datum datum) {
  struct varlena *packed = PG_DETOAST_DATUM_PACKED(datum);
  value->type = SQLITE_BLOB;
  value->bytes = (const unsigned char *)VARDATA_ANY(packed);
  value->size = VARSIZE_ANY_EXHDR(packed);
}

static void datums_varlena(sqlite3_value *value, Datum datum) {
  struct varlena *packed = PG_DETOAST_DATUM_PACKED(datum);
  size_t size = VARSIZE_ANY_EXHDR(packed);
  datums_text(value, pnstrdup(VARDATA_ANY(packed), size), size);
}

static void datums_jsonb(sqlite3_value *value, Datum datum) {
  Jsonb *json = DatumGetJsonbP(datum);
  datums_cstring(value, JsonbToCString(NULL, &json->root, (int)VARSIZE(json)));
}

void datums_read(sqlite3_value *value, const ValueType *type, Datum datum, bool is_null) {
  value->type = SQLITE_NULL;
  value->size = 0;
  if (is_null) return;
  switch (type->kind) {
  case KIND_BOOLEAN: datums_integer(value, DatumGetBool(datum)); break;
  case KIND_INT2: datums_integer(value, DatumGetInt16(datum)); break;
  case KIND_INT4: datums_integer(value, DatumGetInt32(datum)); break;
  case KIND_INT8: datums_integer(value, DatumGetInt64(datum)); break;
  case KIND_OID: datums_integer(value, DatumGetObjectId(datum)); break;
  case KIND_FLOAT4: datums_real(value, DatumGetFloat4(datum)); break;
  case KIND_FLOAT8: datums_real(value, DatumGetFloat8(datum)); break;
  case KIND_NUMERIC: datums_numeric(value, type, datum); break;
  case KIND_TEXT: datums_varlena(value, datum); break;
  case KIND_BYTEA: datums_bytea(value, datum); break;
  case KIND_CSTRING: datums_cstring(value, DatumGetCString(datum)); break;
  case KIND_NAME: datums_cstring(value, NameStr(*DatumGetName(datum))); break;
  case KIND_JSONB: datums_jsonb(value, datum); break;
  case KIND_FLOAT4_ARRAY:
  case KIND_FLOAT8_ARRAY:
  case KIND_NUMBER_ARRAY: arrays_read(value, type, datum); break;
  case KIND_OTHER: datums_cstring(value, DatumGetCString(datums_printed(type, datum, NULL))); break;
  }
}

/* ---- out ---- */

static void datums_refuse(const sqlite3_value *result, const ValueType *type) {
  static const char *const names[] = {"", "an integer", "a double", "text", "bytea"};
  ereport(ERROR, errcode(ERRCODE_DATATYPE_MISMATCH),
          errmsg("the result is %s, not %s", names[result->type], format_type_be(type->type)),
          errhint("An argument NULL::type more asks for another type where there is one."));
}

static void datums_check_range(bool fits, const ValueType *type) {
  if (fits) return;
  ereport(ERROR, errcode(ERRCODE_NUMERIC_VALUE_OUT_OF_RANGE),
          errmsg("the result is out of range for %s", format_type_be(type->type)));
}

static Datum datums_make_integer(sqlite3_value *result, const ValueType *type) {
  sqlite3_int64 x = result->as.integer;
  if (result->type != SQLITE_INTEGER) datums_refuse(result, type);
  switch (type->kind) {
  case KIND_BOOLEAN: return BoolGetDatum(x != 0);
  case KIND_INT2: datums_check_range(x == (int16)x, type); return Int16GetDatum((int16)x);
  case KIND_INT4: datums_check_range(x == (int32)x, type); return Int32GetDatum((int32)x);
  case KIND_OID: datums_check_range(x == (Oid)x, type); return ObjectIdGetDatum((Oid)x);
  default: return Int64GetDatum(x);
  }
}

static Datum datums_make_real(sqlite3_value *result, const ValueType *type) {
  double x = sqlite3_value_double(result);
  if (result->type != SQLITE_FLOAT && result->type != SQLITE_INTEGER) datums_refuse(result, type);
  if (type->kind == KIND_FLOAT8) return Float8GetDatum(x);
  datums_check_range(!floats_overflow(x), type);
  return Float4GetDatum((float4)x);
}

static Datum datums_make_numeric(sqlite3_value *result, const ValueType *type) {
  if (result->type == SQLITE_INTEGER) {
    return DirectFunctionCall1(int8_numeric, Int64GetDatum(result->as.integer));
  }
  if (result->type != SQLITE_FLOAT) datums_refuse(result, type);
  return datums_numeric_of(result->as.real);
}

/* A result of text in the database's encoding, which it has to be valid in. No NUL is. */
static char *datums_make_cstring(sqlite3_value *result, const ValueType *type) {
  if (result->type == SQLITE_BLOB) datums_refuse(result, type);
  const char *text = (const char *)sqlite3_value_text(result);
  if (result->size > MaxAllocSize - VARHDRSZ) {
    ereport(ERROR, errcode(ERRCODE_PROGRAM_LIMIT_EXCEEDED), errmsg("string or blob too big"));
  }
  char *server = pg_any_to_server(text, (int)result->size, PG_UTF8);
  return server == text ? pnstrdup(text, result->size) : server;
}

static Datum datums_make_text(sqlite3_value *result, const ValueType *type) {
  return CStringGetTextDatum(datums_make_cstring(result, type));
}

static Datum datums_make_bytea(sqlite3_value *result, const ValueType *type) {
  if (result->type != SQLITE_BLOB) datums_refuse(result, type);
  if (result->size > MaxAllocSize - VARHDRSZ) {
    ereport(ERROR, errcode(ERRCODE_PROGRAM_LIMIT_EXCEEDED), errmsg("string or blob too big"));
  }
  return PointerGetDatum(cstring_to_text_with_len((const char *)result->bytes, (int)result->size));
}

static Datum datums_make_name(sqlite3_value *result, const ValueType *type) {
  return DirectFunctionCall1(namein, CStringGetDatum(datums_make_cstring(result, type)));
}

static Datum datums_make_jsonb(sqlite3_value *result, const ValueType *type) {
  return DirectFunctionCall1(jsonb_in, CStringGetDatum(datums_make_cstring(result, type)));
}

static Datum datums_make_base(sqlite3_value *result, const ValueType *type) {
  switch (type->kind) {
  case KIND_BOOLEAN:
  case KIND_INT2:
  case KIND_INT4:
  case KIND_INT8:
  case KIND_OID: return datums_make_integer(result, type);
  case KIND_FLOAT4:
  case KIND_FLOAT8: return datums_make_real(result, type);
  case KIND_NUMERIC: return datums_make_numeric(result, type);
  case KIND_TEXT: return datums_make_text(result, type);
  case KIND_BYTEA: return datums_make_bytea(result, type);
  case KIND_CSTRING: return CStringGetDatum(datums_make_cstring(result, type));
  case KIND_NAME: return datums_make_name(result, type);
  case KIND_JSONB: return datums_make_jsonb(result, type);
  case KIND_FLOAT4_ARRAY:
  case KIND_FLOAT8_ARRAY:
  case KIND_NUMBER_ARRAY: return arrays_make(result, type);
  default: return datums_printed(type, (Datum)0, datums_make_cstring(result, type));
  }
}

Datum datums_make(sqlite3_value *result, const ValueType *type, bool *is_null) {
  *is_null = result->type == SQLITE_NULL;
  Datum datum = *is_null ? (Datum)0 : datums_make_base(result, type);
  if (OidIsValid(type->domain)) domain_check(datum, *is_null, type->domain, NULL, NULL);
  return datum;
}
