/* vectors_npy.c: npy_each(npy), a row per place of the first axis of a NumPy array, in order.
**
** An element or a row is converted when its value is read. SQLite may use the memory of an argument for
** something else once xFilter has returned, so the cursor holds a copy of it; but a bound parameter
** stays where it is while the statement runs, and is read there.
**
** If idx is looked up, as in a join, only that row is copied. So a look-up takes the time of a row,
** not of the array. The argument cannot be read back from the hidden column then.
*/
#include "callbacks.h"

#include "../base/bits.h"
#include "../formats/npy.h"
#include "table.h"
#include "value.h"

#include <string.h>

enum { VECTORS_NPY_IDX, VECTORS_NPY_VALUE, VECTORS_NPY_NPY };

typedef struct {
  sqlite3_vtab_cursor base; /* first, as SQLite asks */
  sqlite3_value *npy;       /* a copy of the argument, if `array` is all of it; or NULL */
  const void *bound;        /* the argument's bytes, if it is a bound parameter; or NULL, */
  sqlite3_uint64 bound_size;
  unsigned char *single; /* the bytes of a row, if `array` is that row alone; or NULL */
  NpyArray array;        /* points into one of these; only read if there are rows */
  size_t first;          /* the idx of its first row */
  size_t row, end;       /* the idx of the current row, and of the last one + 1 */
} VectorsNpyCursor;

/* ---- the table ---- */

static int vectors_npy_open(sqlite3_vtab *table, sqlite3_vtab_cursor **cursor) {
  (void)table;
  return table_open(sizeof(VectorsNpyCursor), cursor);
}

static void vectors_npy_clear(VectorsNpyCursor *cursor) {
  sqlite3_value_free(cursor->npy);
  sqlite3_free(cursor->single);
  cursor->npy = NULL;
  cursor->bound = NULL;
  cursor->single = NULL;
  cursor->first = cursor->row = cursor->end = 0;
}

static int vectors_npy_close(sqlite3_vtab_cursor *base) {
  vectors_npy_clear((VectorsNpyCursor *)base);
  return table_close(base);
}

static int vectors_npy_best_index(sqlite3_vtab *table, sqlite3_index_info *info) {
  (void)table;
  int given = table_plan_arguments(info, VECTORS_NPY_NPY, 1);
  if (given > 0) table_plan_rows(info, VECTORS_NPY_IDX, given);
  return SQLITE_OK;
}

/* ---- the argument ---- */

static int vectors_npy_fault(VectorsNpyCursor *cursor, char *fault) {
  return table_error_fault(&cursor->base, "npy_each", 1, fault);
}

/* The error for a value that is no .npy at all. */
static int vectors_npy_refuse(VectorsNpyCursor *cursor, sqlite3_value *value) {
  bool text = sqlite3_value_type(value) == SQLITE_TEXT;
  char *got = value_described(value);
  if (got == NULL) return SQLITE_NOMEM;
  char *fault =
      sqlite3_mprintf("must be the bytes of a .npy, got %s%s", got,
                      text ? "; the name of a file? in the sqlite3 shell readfile(name)" : "");
  sqlite3_free(got);
  return vectors_npy_fault(cursor, fault);
}

static int vectors_npy_describe(VectorsNpyCursor *cursor, sqlite3_value *value, NpyArray *array) {
  if (sqlite3_value_type(value) != SQLITE_BLOB) return vectors_npy_refuse(cursor, value);
  const unsigned char *bytes = sqlite3_value_blob(value);
  size_t size = (size_t)sqlite3_value_bytes(value);
  if (bytes == NULL && size > 0) return SQLITE_NOMEM;
  if (!npy_recognised(bytes, size)) return vectors_npy_refuse(cursor, value);
  const char *reason = npy_array(bytes, size, array);
  return reason == NULL
             ? SQLITE_OK
             : vectors_npy_fault(cursor, sqlite3_mprintf("must be an array, got %s", reason));
}

/* Holds only row cursor->row of the array. */
static int vectors_npy_hold_row(VectorsNpyCursor *cursor, const NpyArray *array) {
  size_t bytes = npy_row_bytes(array);
  cursor->single = memory_array(NULL, bytes, 1, value_resize);
  if (cursor->single == NULL) return SQLITE_NOMEM;
  ArrayView row = npy_row(array, cursor->row, cursor->single);
  if (row.bytes != cursor->single && bytes > 0) memcpy(cursor->single, row.bytes, bytes);
  row.bytes = cursor->single;
  cursor->array = (NpyArray){
      .elements = row, .dimensions = array->dimensions, .rows = 1, .columns = array->columns};
  cursor->first = cursor->row;
  return SQLITE_OK;
}

/* SQLite tells it since 3.28. */
static bool vectors_npy_is_bound(sqlite3_value *value) {
#if SQLITE_VERSION_NUMBER >= 3028000
  return sqlite3_libversion_number() >= 3028000 && sqlite3_value_frombind(value) != 0;
#else
  (void)value;
  return false;
#endif
}

static int vectors_npy_hold(VectorsNpyCursor *cursor, sqlite3_value *value, const NpyArray *array) {
  if (vectors_npy_is_bound(value)) {
    cursor->bound = sqlite3_value_blob(value);
    cursor->bound_size = (sqlite3_uint64)sqlite3_value_bytes(value);
    cursor->array = *array;
    return SQLITE_OK;
  }
  cursor->npy = sqlite3_value_dup(value);
  if (cursor->npy == NULL) return SQLITE_NOMEM;
  return vectors_npy_describe(cursor, cursor->npy, &cursor->array);
}

static int vectors_npy_filter(sqlite3_vtab_cursor *base, int bits, const char *name, int count,
                              sqlite3_value **arguments) {
  VectorsNpyCursor *cursor = (VectorsNpyCursor *)base;
  NpyArray array = {.rows = 0};
  (void)name;
  vectors_npy_clear(cursor);
  if (count == 0) return table_error(base, sqlite3_mprintf("npy_each(): needs a .npy"));
  if (sqlite3_value_type(arguments[0]) == SQLITE_NULL) return SQLITE_OK;
  int code = vectors_npy_describe(cursor, arguments[0], &array);
  if (code != SQLITE_OK) return code;
  table_narrow_rows(arguments + 1, bits, array.rows, &cursor->row, &cursor->end);
  if (cursor->row >= cursor->end) return SQLITE_OK;
  bool one = (bits & TABLE_ROW_EQUAL) != 0 && cursor->end - cursor->row == 1;
  code =
      one ? vectors_npy_hold_row(cursor, &array) : vectors_npy_hold(cursor, arguments[0], &array);
  if (code != SQLITE_OK) vectors_npy_clear(cursor);
  return code;
}

/* ---- rows ---- */

static int vectors_npy_next(sqlite3_vtab_cursor *base) {
  ((VectorsNpyCursor *)base)->row++;
  return SQLITE_OK;
}

static int vectors_npy_eof(sqlite3_vtab_cursor *base) {
  const VectorsNpyCursor *cursor = (const VectorsNpyCursor *)base;
  return cursor->row >= cursor->end;
}

static void vectors_npy_number(sqlite3_context *context, const ArrayView *view) {
  int64_t integer;
  double real;
  if (array_read_integer(view, 0, &integer)) {
    sqlite3_result_int64(context, integer);
    return;
  }
  array_read_doubles(view, 0, 1, &real);
  sqlite3_result_double(context, real);
}

/* The row as float32. `floats` has room for it; this takes it over. */
static void vectors_npy_vector(sqlite3_context *context, const ArrayView *view, float *floats) {
  if (array_read_floats(view, 0, view->count, floats) < view->count) {
    sqlite3_free(floats);
    value_error_text(context, "npy_each(): a row has an element too large for float32");
    return;
  }
  if (bits_host_big_endian()) {
    array_write_floats(floats, view->count, (unsigned char *)floats);
  }
  sqlite3_result_blob64(context, floats, view->count * sizeof *floats, sqlite3_free);
}

static int vectors_npy_value(VectorsNpyCursor *cursor, sqlite3_context *context) {
  const NpyArray *array = &cursor->array;
  size_t place = cursor->row - cursor->first;
  if (array->dimensions == 1) {
    ArrayView view = npy_row(array, place, NULL);
    vectors_npy_number(context, &view);
    return SQLITE_OK;
  }
  unsigned char *room = NULL;
  if (array->by_column) room = memory_array(NULL, npy_row_bytes(array), 1, value_resize);
  float *floats = memory_array(NULL, array->columns, sizeof *floats, value_resize);
  bool memory = floats != NULL && (room != NULL || !array->by_column);
  if (memory) {
    ArrayView view = npy_row(array, place, room);
    vectors_npy_vector(context, &view, floats);
  } else {
    sqlite3_free(floats);
  }
  sqlite3_free(room);
  return memory ? SQLITE_OK : SQLITE_NOMEM;
}

static int vectors_npy_column(sqlite3_vtab_cursor *base, sqlite3_context *context, int column) {
  VectorsNpyCursor *cursor = (VectorsNpyCursor *)base;
  switch (column) {
  case VECTORS_NPY_IDX: sqlite3_result_int64(context, (sqlite3_int64)cursor->row); break;
  case VECTORS_NPY_VALUE: return vectors_npy_value(cursor, context);
  default:
    if (cursor->npy != NULL) {
      sqlite3_result_value(context, cursor->npy);
    } else if (cursor->bound != NULL) {
      sqlite3_result_blob64(context, cursor->bound, cursor->bound_size, SQLITE_TRANSIENT);
    } else {
      value_error_text(context, "npy_each(): its argument is not kept where idx is looked up");
    }
  }
  return SQLITE_OK;
}

static int vectors_npy_rowid(sqlite3_vtab_cursor *base, sqlite3_int64 *rowid) {
  *rowid = (sqlite3_int64)((const VectorsNpyCursor *)base)->row;
  return SQLITE_OK;
}

const sqlite3_module vectors_npy_each = {
    .xConnect = table_connect,
    .xBestIndex = vectors_npy_best_index,
    .xDisconnect = table_disconnect,
    .xOpen = vectors_npy_open,
    .xClose = vectors_npy_close,
    .xFilter = vectors_npy_filter,
    .xNext = vectors_npy_next,
    .xEof = vectors_npy_eof,
    .xColumn = vectors_npy_column,
    .xRowid = vectors_npy_rowid,
};
