/* arrays.c: arrays of numbers as vectors, in the forms that ext/bind knows.
**
** real[] is a BLOB of float32, whose elements are read where they stand; one with a NULL, a masked score,
** is JSON. Any other array is a .npy of float64 where the result is no array, as of vec_argmax. Where it is,
** or where an element is NULL, it is JSON, since a BLOB gives a BLOB of float32. JSON has nulls, and its
** numbers are read back as the doubles that they were. But it has no NaN, which makes a vector damaged. So
** an array with a NaN is a BLOB or a .npy in any case; a NULL is -Inf there, masked too.
**
** A result of JSON becomes an array, null NULL again.
*/
#include "engine.h"

#include "../../ext/base/bits.h"
#include "../../ext/bind/value.h"
#include "../../ext/formats/decimal.h"
#include "../../ext/formats/jsonarray.h"

#include "catalog/pg_type.h"
#include "lib/stringinfo.h"
#include "miscadmin.h"
#include "utils/array.h"
#include "utils/builtins.h"
#include "utils/lsyscache.h"
#include "utils/memutils.h"

#include <math.h>

/* ---- in ---- */

typedef struct {
  double *items; /* NULL elements are 0 */
  bool *nulls;
  size_t count;
  bool has_null, has_nan;
} ArraysElements;

static void arrays_element(ArraysElements *elements, size_t i, const ValueType *type, Datum datum,
                           bool is_null) {
  sqlite3_value value;
  datums_read(&value, type, datum, is_null);
  elements->nulls[i] = is_null;
  elements->items[i] = is_null ? 0 : value.type == SQLITE_NULL ? NAN : sqlite3_value_double(&value);
  elements->has_null = elements->has_null || is_null;
  elements->has_nan = elements->has_nan || isnan(elements->items[i]);
}

static ArraysElements arrays_elements(ArrayType *array) {
  Datum *datums;
  bool *nulls, by_value;
  int count;
  int16 length;
  char align;
  ValueType type;
  Oid element = ARR_ELEMTYPE(array);
  types_look_up(&type, element, CurrentMemoryContext);
  get_typlenbyvalalign(element, &length, &by_value, &align);
  deconstruct_array(array, element, length, by_value, align, &datums, &nulls, &count);
  ArraysElements elements = {palloc_extended((Size)count * sizeof(double) + 1, MCXT_ALLOC_HUGE),
                             nulls, (size_t)count, false, false};
  for (int i = 0; i < count; i++) {
    if (i % 65536 == 0) CHECK_FOR_INTERRUPTS();
    arrays_element(&elements, (size_t)i, &type, datums[i], nulls[i]);
  }
  pfree(datums);
  return elements;
}

static void arrays_json(sqlite3_value *value, const ArraysElements *elements) {
  StringInfoData text;
  initStringInfo(&text);
  appendStringInfoChar(&text, '[');
  for (size_t i = 0; i < elements->count; i++) {
    char number[DECIMAL_TEXT_MAX];
    if (i % 65536 == 0) CHECK_FOR_INTERRUPTS();
    if (i > 0) appendStringInfoChar(&text, ',');
    if (elements->nulls[i]) {
      appendStringInfoString(&text, "null");
    } else {
      appendBinaryStringInfo(&text, number, decimal_format(number, elements->items[i]));
    }
  }
  appendStringInfoChar(&text, ']');
  value->type = SQLITE_TEXT;
  value->bytes = (const unsigned char *)text.data;
  value->size = (size_t)text.len;
}

/* numpy.lib.format, version 1.0: the header ends at a multiple of 64 bytes. */
static void arrays_npy(sqlite3_value *value, const double *items, size_t count) {
  enum { HEADER = 128 };
  size_t bytes = count * sizeof *items;
  char *npy = palloc_extended(HEADER + bytes, MCXT_ALLOC_HUGE);
  int written = snprintf(npy, HEADER,
                         "\x93NUMPY\x01%c\x76%c{'descr': '%cf8', 'fortran_order': False, "
                         "'shape': (%zu,), }",
                         0, 0, bits_host_big_endian() ? '>' : '<', count);
  memset(npy + written, ' ', HEADER - (size_t)written);
  npy[HEADER - 1] = '\n';
  if (bytes > 0) memcpy(npy + HEADER, items, bytes);
  value->type = SQLITE_BLOB;
  value->bytes = (const unsigned char *)npy;
  value->size = HEADER + bytes;
}

static void arrays_floats(sqlite3_value *value, const ArraysElements *elements) {
  size_t count = elements->count;
  float *floats = palloc_extended(count * sizeof *floats + 1, MCXT_ALLOC_HUGE);
  for (size_t i = 0; i < count; i++) {
    floats[i] = elements->nulls[i] ? -INFINITY : (float)elements->items[i];
  }
  floats_write(floats, count);
  value->type = SQLITE_BLOB;
  value->bytes = (const unsigned char *)floats;
  value->size = count * sizeof *floats;
}

/* The elements as they stand in the array. */
static bool arrays_in_place(sqlite3_value *value, const ValueType *type, ArrayType *array) {
  size_t count = (size_t)ArrayGetNItems(ARR_NDIM(array), ARR_DIMS(array));
  if (ARR_HASNULL(array)) return false;
  if (type->kind == KIND_FLOAT8_ARRAY && type->is_read_only) {
    arrays_npy(value, (const double *)ARR_DATA_PTR(array), count);
    return true;
  }
  if (type->kind != KIND_FLOAT4_ARRAY || bits_host_big_endian()) return false;
  value->type = SQLITE_BLOB;
  value->bytes = (const unsigned char *)ARR_DATA_PTR(array);
  value->size = count * sizeof(float4);
  return true;
}

/* An array of arrays is what its JSON would be, for the error that it gives. */
void arrays_read(sqlite3_value *value, const ValueType *type, Datum datum) {
  ArrayType *array = DatumGetArrayTypeP(datum);
  if (ARR_NDIM(array) > 1) {
    value->type = SQLITE_TEXT;
    value->bytes = (const unsigned char *)"[[]]";
    value->size = 4;
    return;
  }
  if (arrays_in_place(value, type, array)) return;
  ArraysElements elements = arrays_elements(array);
  bool floats = type->kind == KIND_FLOAT4_ARRAY;
  if (!elements.has_nan && (elements.has_null || (!floats && !type->is_read_only))) {
    arrays_json(value, &elements);
  } else if (floats) {
    arrays_floats(value, &elements);
  } else {
    for (size_t i = 0; i < elements.count; i++) {
      if (elements.nulls[i]) elements.items[i] = -INFINITY;
    }
    arrays_npy(value, elements.items, elements.count);
  }
}

/* ---- out ---- */

/* The elements of a result, NaN for NULL. */
static ArraysElements arrays_result(const sqlite3_value *result) {
  ArraysElements elements = {0};
  if (result->type == SQLITE_TEXT) {
    JsonNumbers numbers = {0};
    JsonFault fault;
    if (!jsonarray_numbers((const char *)result->bytes, result->size, &numbers, &fault,
                           value_resize, NULL)) {
      ereport(ERROR, errcode(ERRCODE_OUT_OF_MEMORY), errmsg("out of memory"));
    }
    elements.items = numbers.items;
    elements.count = numbers.count;
  } else {
    elements.count = result->size / sizeof(float4);
    elements.items = palloc_extended(elements.count * sizeof(double) + 1, MCXT_ALLOC_HUGE);
    floats_read(result->bytes, elements.count, elements.items);
  }
  return elements;
}

static void arrays_refuse(const ValueType *type) {
  ereport(ERROR, errcode(ERRCODE_DATATYPE_MISMATCH),
          errmsg("the result is a vector, not %s", format_type_be(type->type)),
          errhint("Cast the argument to double precision[] or real[]."));
}

static Datum arrays_make_element(double x, const ValueType *type) {
  sqlite3_value value = {.type = SQLITE_FLOAT, .as.real = x};
  bool is_null;
  if (type->kind == KIND_FLOAT4 && floats_overflow(x)) {
    ereport(ERROR, errcode(ERRCODE_NUMERIC_VALUE_OUT_OF_RANGE),
            errmsg("the result has an element too large for float32"));
  }
  return datums_make(&value, type, &is_null);
}

/* A real[] of the bytes as they stand; NULL: it is empty, or an element is NULL. */
static ArrayType *arrays_of_floats(const sqlite3_value *result) {
  size_t count = result->size / sizeof(float4), bytes = ARR_OVERHEAD_NONULLS(1) + result->size;
  if (count == 0 || count > MaxArraySize || bits_host_big_endian()) return NULL;
  ArrayType *array = palloc(bytes);
  SET_VARSIZE(array, bytes);
  array->ndim = 1;
  array->dataoffset = 0;
  array->elemtype = FLOAT4OID;
  *ARR_DIMS(array) = (int)count;
  *ARR_LBOUND(array) = 1;
  float4 *elements = (float4 *)ARR_DATA_PTR(array);
  memcpy(elements, result->bytes, result->size);
  for (size_t i = 0; i < count; i++) {
    if (!isnan(elements[i])) continue;
    pfree(array);
    return NULL;
  }
  return array;
}

Datum arrays_make(const sqlite3_value *result, const ValueType *type) {
  if (type->kind == KIND_FLOAT4_ARRAY && result->type == SQLITE_BLOB) {
    ArrayType *array = arrays_of_floats(result);
    if (array != NULL) return PointerGetDatum(array);
  }
  ValueType element;
  int16 length;
  bool by_value;
  char align;
  int one = 1;
  types_look_up(&element, get_element_type(type->type), CurrentMemoryContext);
  bool fits =
      element.kind == KIND_FLOAT4 || element.kind == KIND_FLOAT8 || element.kind == KIND_NUMERIC;
  if (!fits || (result->type != SQLITE_TEXT && result->type != SQLITE_BLOB)) arrays_refuse(type);
  ArraysElements elements = arrays_result(result);
  size_t room = elements.count + 1;
  Datum *datums = palloc_extended(room * sizeof *datums, MCXT_ALLOC_HUGE);
  bool *nulls = palloc_extended(room * sizeof *nulls, MCXT_ALLOC_HUGE);
  for (size_t i = 0; i < elements.count; i++) {
    if (i % 65536 == 0) CHECK_FOR_INTERRUPTS();
    nulls[i] = isnan(elements.items[i]);
    datums[i] = nulls[i] ? (Datum)0 : arrays_make_element(elements.items[i], &element);
  }
  int count = (int)elements.count;
  get_typlenbyvalalign(element.type, &length, &by_value, &align);
  return PointerGetDatum(construct_md_array(datums, nulls, count > 0 ? 1 : 0, &count, &one,
                                            element.type, length, by_value, align));
}
