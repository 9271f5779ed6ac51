/* vector_value.h: SQL values as vectors of scores, vectors as SQL results.
**
** A vector is a BLOB of float32 (little-endian), a NumPy .npy BLOB, or a JSON array of numbers and
** nulls. A BLOB in gives a float32 BLOB out, JSON in gives JSON out. A null in JSON is a masked
** score: -Inf in `scores`, null again in the result. A NaN in a BLOB is damage: no answer.
*/
#ifndef LOGITS_BIND_VECTOR_VALUE_H
#define LOGITS_BIND_VECTOR_VALUE_H

#include "../formats/array.h"
#include "../vectors/vector.h"
#include "sqlite.h"

#include <stdbool.h>
#include <stddef.h>

typedef struct {
  bool null;     /* the value was NULL: nothing else is set */
  bool json;     /* it was JSON */
  Vector scores; /* masked elements are -Inf; may point into the SQL value */
  bool *mask;    /* for each element whether it is masked; NULL where none is, and for BLOBs */
  void *owned;   /* memory behind scores, where it is ours; of JSON the doubles themselves */
} VectorValue;

/* Reads a value, which must outlive the result. On SQLITE_ERROR, *fault (from sqlite3_malloc) says
** what was expected and what came. On SQLITE_NOMEM it is NULL. After either there is nothing to
** clear. */
int vector_value_parse(sqlite3 *db, sqlite3_value *value, VectorValue *vector, char **fault);

/* The same for argument `index` of a function. False: the error has been set. */
bool vector_value_read(sqlite3_context *context, sqlite3_value **arguments, int index,
                       VectorValue *vector);

void vector_value_clear(VectorValue *vector);

/* Whether two vectors, neither NULL, have as many elements. False: the error has been set. */
bool vector_value_same_size(sqlite3_context *context, const VectorValue *a, const VectorValue *b);

/* Whether element i, i < scores.n, is masked: was null in JSON. */
static inline bool vector_value_masked(const VectorValue *vector, size_t i) {
  return vector->mask != NULL && vector->mask[i];
}

/* Masks element i, i < scores.n, of JSON. False when memory ran out. */
bool vector_value_mask(VectorValue *vector, size_t i);

enum { VECTOR_VALUE_SMALL = 128 };

/* Room for a result, as doubles. SQLite copies a small one from here into memory that it keeps from
** row to row, which costs less than memory of its own for each. */
typedef struct {
  void *elements;
  double small[VECTOR_VALUE_SMALL];
} VectorRoom;

/* For as many elements as `vector`. False: the error has been set. After true follows
** vector_value_finish, which sets the result, or vector_value_release. */
bool vector_value_reserve(sqlite3_context *context, const VectorValue *vector, VectorRoom *room);
void vector_value_finish(sqlite3_context *context, const VectorValue *vector, VectorRoom *room);
void vector_value_release(VectorRoom *room);

/* Room for a result: for as many elements as `vector`, as doubles. NULL: the error has been set. */
void *vector_value_room(sqlite3_context *context, const VectorValue *vector);

/* The result: `elements`, which vector_value_room gave and this frees, in the form that `vector`
** came in; masked elements are null in JSON. An element too large for float32 is an error. */
void vector_value_result(sqlite3_context *context, const VectorValue *vector, void *elements);

/* The elements of a view as a float32 BLOB; NaN among them: NULL. */
void vector_value_result_view(sqlite3_context *context, const ArrayView *view);

/* A float32 BLOB, or a JSON array, of n doubles; an element too large for float32 is an error. */
void vector_value_result_blob(sqlite3_context *context, const double *elements, size_t n);
void vector_value_result_json(sqlite3_context *context, const double *elements, size_t n);

#endif
