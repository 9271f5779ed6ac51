/* vector_value.c: see vector_value.h. */
#include "vector_value.h"

#include "../base/bits.h"
#include "../formats/jsonarray.h"
#include "../formats/npy.h"
#include "json.h"
#include "value.h"

#include <string.h>

/* ---- in ---- */

/* Scores in memory of our own, to be filled. */
static void *vector_value_own(VectorValue *vector, VectorType type, size_t n) {
  vector->owned = memory_array(NULL, n, vector_width(type), value_resize);
  vector->scores = (Vector){vector->owned, n, type};
  return vector->owned;
}

/* How many of the remaining elements are converted before an interrupt is asked for. */
static size_t vector_value_piece(size_t n, size_t i) {
  return n - i < VECTOR_PART ? n - i : VECTOR_PART;
}

/* Converts the elements. False where it was stopped. */
static bool vector_value_convert(const ArrayView *view, bool narrow, void *room, const Stop *stop) {
  for (size_t i = 0; i < view->count; i += VECTOR_PART) {
    size_t n = vector_value_piece(view->count, i);
    if (i > 0 && stop_asked(stop)) return false;
    if (narrow) {
      array_read_floats(view, i, n, (float *)room + i); /* none can overflow */
    } else {
      array_read_doubles(view, i, n, (double *)room + i);
    }
  }
  return true;
}

static int vector_value_parse_view(sqlite3 *db, const ArrayView *view, VectorValue *vector) {
  if (view->type == ARRAY_F32 && view->big_endian == bits_host_big_endian()) {
    vector->scores = (Vector){view->bytes, view->count, VECTOR_F32};
    return SQLITE_OK;
  }
  bool narrow = view->type == ARRAY_F32 || view->type == ARRAY_F16 || view->type == ARRAY_BF16;
  void *room = vector_value_own(vector, narrow ? VECTOR_F32 : VECTOR_F64, view->count);
  if (room == NULL) return SQLITE_NOMEM;
  Stop stop = interrupt_stop(db);
  return vector_value_convert(view, narrow, room, &stop) ? SQLITE_OK : SQLITE_INTERRUPT;
}

static int vector_value_parse_blob(sqlite3 *db, sqlite3_value *value, VectorValue *vector,
                                   char **fault) {
  const unsigned char *bytes = sqlite3_value_blob(value);
  size_t size = (size_t)sqlite3_value_bytes(value);
  ArrayView view = {NULL, 0, ARRAY_F32, false};
  if (npy_recognised(bytes, size)) {
    const char *reason = npy_view(bytes, size, &view);
    if (reason == NULL) return vector_value_parse_view(db, &view, vector);
    *fault = sqlite3_mprintf("must be a vector, got %s", reason);
  } else {
    if (array_view_raw(bytes, size, ARRAY_F32, &view))
      return vector_value_parse_view(db, &view, vector);
    *fault = sqlite3_mprintf("must be a vector, got BLOB of %llu byte%s, no multiple of 4 "
                             "(float32); for other types vec_pack(v, type)",
                             (unsigned long long)size, size == 1 ? "" : "s");
  }
  return *fault == NULL ? SQLITE_NOMEM : SQLITE_ERROR;
}

bool vector_value_mask(VectorValue *vector, size_t i) {
  size_t n = vector->scores.n;
  double *scores = vector->owned;
  if (vector->mask == NULL) {
    vector->mask = memory_array(NULL, n, sizeof *vector->mask, value_resize);
    if (vector->mask == NULL) return false;
    memset(vector->mask, 0, n * sizeof *vector->mask);
  }
  vector->mask[i] = true;
  scores[i] = -bits_infinity();
  return true;
}

static int vector_value_parse_text(sqlite3 *db, sqlite3_value *value, VectorValue *vector,
                                   char **fault) {
  const char *text = (const char *)sqlite3_value_text(value);
  size_t size = (size_t)sqlite3_value_bytes(value);
  Stop stop = interrupt_stop(db);
  JsonNumbers numbers = {0};
  JsonFault wrong;
  if (text == NULL) return SQLITE_NOMEM;
  bool sound = jsonarray_numbers(text, size, &numbers, &wrong, value_resize, &stop);
  vector->json = true;
  vector->owned = numbers.items;
  vector->scores = (Vector){numbers.items, numbers.count, VECTOR_F64};
  if (!sound) {
    if (wrong.reason == NULL) return interrupt_or_nomem_code(db);
    *fault = sqlite3_mprintf("must be a vector, got JSON with %s at character %llu", wrong.reason,
                             (unsigned long long)wrong.position);
    return *fault == NULL ? SQLITE_NOMEM : SQLITE_ERROR;
  }
  for (size_t i = 0; i < numbers.count; i++) {
    if (stop_at(&stop, i)) return SQLITE_INTERRUPT;
    if (bits_is_nan(numbers.items[i]) && !vector_value_mask(vector, i)) return SQLITE_NOMEM;
  }
  return SQLITE_OK;
}

int vector_value_parse(sqlite3 *db, sqlite3_value *value, VectorValue *vector, char **fault) {
  int code = SQLITE_OK;
  memset(vector, 0, sizeof *vector);
  *fault = NULL;
  switch (sqlite3_value_type(value)) {
  case SQLITE_NULL: vector->null = true; break;
  case SQLITE_BLOB: code = vector_value_parse_blob(db, value, vector, fault); break;
  case SQLITE_TEXT: code = vector_value_parse_text(db, value, vector, fault); break;
  default:
    *fault = sqlite3_mprintf("must be a vector (float32 BLOB, .npy BLOB or JSON array), got the "
                             "number %!.15g",
                             sqlite3_value_double(value));
    code = *fault == NULL ? SQLITE_NOMEM : SQLITE_ERROR;
  }
  if (code != SQLITE_OK) vector_value_clear(vector);
  return code;
}

bool vector_value_read(sqlite3_context *context, sqlite3_value **arguments, int index,
                       VectorValue *vector) {
  char *fault;
  sqlite3 *db = sqlite3_context_db_handle(context);
  int code = vector_value_parse(db, arguments[index], vector, &fault);
  if (code == SQLITE_ERROR) {
    value_error_fault(context, index, fault);
    sqlite3_free(fault);
  } else if (code != SQLITE_OK) {
    interrupt_or_nomem(context);
  }
  return code == SQLITE_OK;
}

void vector_value_clear(VectorValue *vector) {
  if (vector->owned != NULL) sqlite3_free(vector->owned);
  if (vector->mask != NULL) sqlite3_free(vector->mask);
  memset(vector, 0, sizeof *vector);
}

bool vector_value_same_size(sqlite3_context *context, const VectorValue *a, const VectorValue *b) {
  if (a->scores.n == b->scores.n) return true;
  value_error_sizes(context, "the vectors must have one size, got", a->scores.n, b->scores.n);
  return false;
}

/* ---- out ---- */

void *vector_value_room(sqlite3_context *context, const VectorValue *vector) {
  /* n doubles: vector_softmax keeps e^x there even for floats. */
  void *room = memory_array(NULL, vector->scores.n, sizeof(double), value_resize);
  if (room == NULL) sqlite3_result_error_nomem(context);
  return room;
}

bool vector_value_reserve(sqlite3_context *context, const VectorValue *vector, VectorRoom *room) {
  room->elements = room->small;
  if (vector->scores.n > VECTOR_VALUE_SMALL) room->elements = vector_value_room(context, vector);
  return room->elements != NULL;
}

void vector_value_release(VectorRoom *room) {
  if (room->elements != room->small) sqlite3_free(room->elements);
}

static void vector_value_too_large(sqlite3_context *context) {
  value_error(context, "the result has an element too large for float32");
}

/* False: the error has been set. */
static bool vector_value_narrow(sqlite3_context *context, const double *elements, size_t n,
                                unsigned char *bytes) {
  for (size_t i = 0; i < n; i += VECTOR_PART) {
    size_t count = vector_value_piece(n, i);
    if (i > 0 && interrupt_error(context)) return false;
    if (array_write_doubles(elements + i, count, bytes + i * sizeof(float)) < count) {
      vector_value_too_large(context);
      return false;
    }
  }
  return true;
}

void vector_value_result_blob(sqlite3_context *context, const double *elements, size_t n) {
  unsigned char *bytes = memory_array(NULL, n, sizeof(float), value_resize);
  if (bytes == NULL) {
    sqlite3_result_error_nomem(context);
  } else if (vector_value_narrow(context, elements, n, bytes)) {
    sqlite3_result_blob64(context, bytes, n * sizeof(float), sqlite3_free);
  } else {
    sqlite3_free(bytes);
  }
}

void vector_value_result_json(sqlite3_context *context, const double *elements, size_t n) {
  JsonWriter json = json_begin_array(context);
  json_numbers(&json, elements, n);
  json_end(&json, context);
}

/* Floats become little-endian where they stand. */
static void vector_value_result_floats(sqlite3_context *context, void *elements, size_t n) {
  if (bits_host_big_endian()) array_write_floats(elements, n, elements);
  sqlite3_result_blob64(context, elements, n * sizeof(float), sqlite3_free);
}

static bool vector_value_has_nan(const float *elements, size_t n) {
  for (size_t i = 0; i < n; i++) {
    if (elements[i] != elements[i]) return true;
  }
  return false;
}

/* False: there is a NaN and no error, or the error has been set. */
static bool vector_value_widen(sqlite3_context *context, const ArrayView *view, float *elements) {
  bool nan = false;
  for (size_t i = 0; i < view->count; i += VECTOR_PART) {
    size_t n = vector_value_piece(view->count, i);
    if (i > 0 && interrupt_error(context)) return false;
    if (array_read_floats(view, i, n, elements + i) < n) {
      vector_value_too_large(context);
      return false;
    }
    nan = nan || vector_value_has_nan(elements + i, n);
  }
  return !nan;
}

void vector_value_result_view(sqlite3_context *context, const ArrayView *view) {
  float *elements = memory_array(NULL, view->count, sizeof *elements, value_resize);
  if (elements == NULL) {
    sqlite3_result_error_nomem(context);
  } else if (vector_value_widen(context, view, elements)) {
    vector_value_result_floats(context, elements, view->count);
  } else {
    sqlite3_free(elements);
  }
}

/* Elements as doubles, of a vector of doubles. */
static void vector_value_result_doubles(sqlite3_context *context, const VectorValue *vector,
                                        double *elements) {
  size_t n = vector->scores.n;
  Stop stop = interrupt_stop_of(context);
  for (size_t i = 0; vector->mask != NULL && i < n; i++) {
    if (stop_at(&stop, i)) {
      interrupt_error(context);
      return;
    }
    if (vector->mask[i]) elements[i] = bits_nan();
  }
  if (vector->json) {
    vector_value_result_json(context, elements, n);
  } else {
    vector_value_result_blob(context, elements, n);
  }
}

void vector_value_result(sqlite3_context *context, const VectorValue *vector, void *elements) {
  if (vector->scores.type == VECTOR_F32) {
    vector_value_result_floats(context, elements, vector->scores.n);
  } else {
    vector_value_result_doubles(context, vector, elements);
    sqlite3_free(elements);
  }
}

void vector_value_finish(sqlite3_context *context, const VectorValue *vector, VectorRoom *room) {
  size_t n = vector->scores.n;
  if (vector->scores.type == VECTOR_F64) {
    vector_value_result_doubles(context, vector, room->elements);
    vector_value_release(room);
  } else if (room->elements != room->small) {
    vector_value_result_floats(context, room->elements, n);
  } else {
    if (bits_host_big_endian()) array_write_floats(room->elements, n, room->elements);
    sqlite3_result_blob(context, room->small, (int)(n * sizeof(float)), SQLITE_TRANSIENT);
  }
}
