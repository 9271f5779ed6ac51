/* vectors_aggregates.c: aggregates that make one vector from rows. In vec_group each row has a
** score, in vec_mean a vector. */
#include "callbacks.h"

#include "../formats/array.h"
#include "../vectors/vector_group.h"
#include "../vectors/vector_mean.h"
#include "interrupt.h"
#include "value.h"
#include "vector_value.h"

#include <math.h>

/* ---- vec_group ---- */

/* The row's index and score, NaN for NULL. False: the error has been set. */
static bool vectors_vec_group_read(sqlite3_context *context, sqlite3_value **arguments,
                                   double *index, double *score) {
  if (!value_number_integral(context, arguments, 0, NULL, index)) return false;
  if (!value_number(context, arguments, 1, score)) return false;
  if (isnan(*index) && isnan(*score)) return true;
  if (!(*index >= 0 && *index <= VECTOR_GROUP_INDEX_MOST) || *index != (double)(size_t)*index) {
    value_error_argument(context, arguments, 0, "must be an index from 0 to 10000000");
    return false;
  }
  if (array_overflows_float(*score)) {
    value_error_argument(context, arguments, 1, "must not be too large for float32");
    return false;
  }
  return true;
}

static void vectors_vec_group_enter(sqlite3_context *context, VectorGroup *state,
                                    sqlite3_value **arguments, size_t index, double score) {
  switch (vector_group_add(state, index, score, value_resize)) {
  case VECTOR_GROUP_ADDED: break;
  case VECTOR_GROUP_TAKEN:
    value_error_argument(context, arguments, 0,
                         "must be an index that no other row of the group has");
    break;
  case VECTOR_GROUP_NO_MEMORY: sqlite3_result_error_nomem(context); break;
  }
}

static void vectors_vec_group_row(sqlite3_context *context, void *state, sqlite3_value **arguments,
                                  int sign) {
  double index, score;
  if (!vectors_vec_group_read(context, arguments, &index, &score) || isnan(index)) return;
  if (sign == ROW_LEAVES) {
    vector_group_remove(state, (size_t)index);
  } else {
    vectors_vec_group_enter(context, state, arguments, (size_t)index, score);
  }
}

static void vectors_vec_group_result(sqlite3_context *context, void *pointer) {
  const VectorGroup *state = pointer;
  if (state->size == 0) return;
  float *elements = memory_array(NULL, state->size, sizeof *elements, value_resize);
  if (elements == NULL) {
    sqlite3_result_error_nomem(context);
    return;
  }
  vector_group_elements(state, elements);
  array_write_floats(elements, state->size, (unsigned char *)elements);
  sqlite3_result_blob64(context, elements, (uint64_t)state->size * sizeof *elements, sqlite3_free);
}

static void vectors_vec_group_clear(void *state) {
  vector_group_clear(state, value_resize);
}

const Aggregate vectors_vec_group = {.state_bytes = sizeof(VectorGroup),
                                     .row = vectors_vec_group_row,
                                     .result = vectors_vec_group_result,
                                     .clear = vectors_vec_group_clear};

/* ---- vec_mean ---- */

typedef struct {
  VectorMean mean;
  int64_t json; /* how many of its vectors are JSON */
} VectorsMean;

static bool vectors_vec_mean_add(VectorsMean *state, const VectorValue *vector, double weight,
                                 int sign, const Stop *stop) {
  if (!vector_mean_add(&state->mean, &vector->scores, vector->mask, weight, sign, value_resize,
                       stop)) {
    return false;
  }
  state->json += vector->json ? sign : 0;
  return true;
}

static void vectors_vec_mean_row(sqlite3_context *context, void *pointer, sqlite3_value **arguments,
                                 int sign) {
  VectorsMean *state = pointer;
  VectorValue vector;
  double weight;
  if (sqlite3_value_type(arguments[0]) == SQLITE_NULL) return;
  if (!value_weight(context, arguments, 1, &weight) || isnan(weight)) return;
  if (!vector_value_read(context, arguments, 0, &vector)) return;
  const VectorMean *mean = &state->mean;
  Stop stop = interrupt_stop_of(context);
  if (mean->vectors > 0 && vector.scores.n != mean->size) {
    value_error_sizes(context, "the vectors must have one size, got", mean->size, vector.scores.n);
  } else if (!vectors_vec_mean_add(state, &vector, weight, sign, &stop)) {
    interrupt_or_nomem(context);
  }
  vector_value_clear(&vector);
}

static void vectors_vec_mean_result(sqlite3_context *context, void *pointer) {
  const VectorsMean *state = pointer;
  size_t n = state->mean.size;
  double *elements = memory_array(NULL, n, sizeof *elements, value_resize);
  if (elements == NULL) {
    sqlite3_result_error_nomem(context);
    return;
  }
  if (vector_mean_value(&state->mean, elements)) {
    if (state->json > 0) {
      vector_value_result_json(context, elements, n);
    } else {
      vector_value_result_blob(context, elements, n);
    }
  }
  sqlite3_free(elements);
}

static void vectors_vec_mean_clear(void *pointer) {
  VectorsMean *state = pointer;
  vector_mean_clear(&state->mean, value_resize);
}

const Aggregate vectors_vec_mean = {.state_bytes = sizeof(VectorsMean),
                                    .row = vectors_vec_mean_row,
                                    .result = vectors_vec_mean_result,
                                    .clear = vectors_vec_mean_clear};
