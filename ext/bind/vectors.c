/* vectors.c: functions over vectors, one value per example. A NULL argument gives NULL. */
#include "callbacks.h"

#include "../formats/array.h"
#include "../formats/npy.h"
#include "../vectors/topk.h"
#include "../vectors/vector_add.h"
#include "../vectors/vector_log_prob.h"
#include "../vectors/vector_mask.h"
#include "../vectors/vector_sample.h"
#include "interrupt.h"
#include "json.h"
#include "value.h"
#include "vector_value.h"

#include <math.h>
#include <string.h>

/* ---- vector to vector ----
**
** Where there is no answer, the statement may have been interrupted. */

typedef bool VectorsMap(const VectorKernels *kernels, const Vector *v, void *out, const Stop *stop);

static void vectors_map(sqlite3_context *context, sqlite3_value **arguments, VectorsMap *map) {
  VectorValue v;
  VectorRoom room;
  if (!vector_value_read(context, arguments, 0, &v)) return;
  if (!v.null && vector_value_reserve(context, &v, &room)) {
    Stop stop = interrupt_stop_of(context);
    if (map(vector_kernels(), &v.scores, room.elements, &stop)) {
      vector_value_finish(context, &v, &room);
    } else {
      vector_value_release(&room);
      interrupt_error(context);
    }
  }
  vector_value_clear(&v);
}

void vectors_vec_softmax(sqlite3_context *context, int count, sqlite3_value **arguments) {
  (void)count;
  vectors_map(context, arguments, vector_softmax);
}

void vectors_vec_log_softmax(sqlite3_context *context, int count, sqlite3_value **arguments) {
  (void)count;
  vectors_map(context, arguments, vector_log_softmax);
}

void vectors_vec_sigmoid(sqlite3_context *context, int count, sqlite3_value **arguments) {
  (void)count;
  vectors_map(context, arguments, vector_sigmoid);
}

/* Room for a result that is computed in the vector's own type. NULL: the error has been set. */
static void *vectors_room(sqlite3_context *context, const VectorValue *v) {
  void *room = memory_array(NULL, v->scores.n, vector_width(v->scores.type), value_resize);
  if (room == NULL) sqlite3_result_error_nomem(context);
  return room;
}

static void vectors_no_answer(sqlite3_context *context, VectorOutcome outcome) {
  if (outcome == VECTOR_OVERFLOW) {
    value_error(context, "an element of the result overflows");
  } else {
    interrupt_error(context);
  }
}

static void vectors_scale_by(sqlite3_context *context, const VectorValue *v, double factor) {
  void *room = vectors_room(context, v);
  if (room == NULL) return;
  Stop stop = interrupt_stop_of(context);
  VectorOutcome outcome = vector_scale(vector_kernels(), &v->scores, factor, room, &stop);
  if (outcome == VECTOR_DONE) {
    vector_value_result(context, v, room);
  } else {
    sqlite3_free(room);
    vectors_no_answer(context, outcome);
  }
}

void vectors_vec_scale(sqlite3_context *context, int count, sqlite3_value **arguments) {
  VectorValue v;
  double factor;
  (void)count;
  if (!value_number(context, arguments, 1, &factor)) return;
  if (!vector_value_read(context, arguments, 0, &v)) return;
  if (!v.null && !isnan(factor)) vectors_scale_by(context, &v, factor);
  vector_value_clear(&v);
}

/* Masks in JSON what `keep` does not keep. False when memory ran out, or it was stopped. */
static bool vectors_mask_json(VectorValue *v, const VectorValue *keep, const Stop *stop) {
  for (size_t i = 0; v->json && i < v->scores.n; i++) {
    if (stop_at(stop, i)) return false;
    if (!vector_mask_keeps(&keep->scores, i) && !vector_value_mask(v, i)) return false;
  }
  return true;
}

static void vectors_mask_by(sqlite3_context *context, VectorValue *v, const VectorValue *keep) {
  void *room = vectors_room(context, v);
  if (room == NULL) return;
  Stop stop = interrupt_stop_of(context);
  if (vector_mask(vector_kernels(), &v->scores, &keep->scores, room, &stop) &&
      vectors_mask_json(v, keep, &stop)) {
    vector_value_result(context, v, room);
  } else {
    sqlite3_free(room);
    interrupt_or_nomem(context);
  }
}

void vectors_vec_mask(sqlite3_context *context, int count, sqlite3_value **arguments) {
  VectorValue v, keep;
  (void)count;
  if (!vector_value_read(context, arguments, 0, &v)) return;
  if (vector_value_read(context, arguments, 1, &keep)) {
    if (!v.null && !keep.null && vector_value_same_size(context, &v, &keep)) {
      vectors_mask_by(context, &v, &keep);
    }
    vector_value_clear(&keep);
  }
  vector_value_clear(&v);
}

/* Writes 0 for each masked score. The sum is masked there in the end, whatever the other vector
** has. False where it was stopped. */
static bool vectors_add_unmask(VectorValue *v, const Stop *stop) {
  double *scores = v->owned;
  for (size_t i = 0; v->mask != NULL && i < v->scores.n; i++) {
    if (stop_at(stop, i)) return false;
    if (v->mask[i]) scores[i] = 0;
  }
  return true;
}

/* Masks what is masked in `b`: in `a`, and in `room`, the sum in the form of `a`. False when memory
** ran out, or it was stopped. */
static bool vectors_add_mask(VectorValue *a, const VectorValue *b, void *room, const Stop *stop) {
  for (size_t i = 0; b->mask != NULL && i < b->scores.n; i++) {
    if (stop_at(stop, i)) return false;
    if (!b->mask[i]) continue;
    if (a->json && !vector_value_mask(a, i)) return false;
    vector_put(a->scores.type, room, i, -INFINITY);
  }
  return true;
}

static void vectors_add(sqlite3_context *context, VectorValue *a, VectorValue *b) {
  void *room = vectors_room(context, a);
  if (room == NULL) return;
  Stop stop = interrupt_stop_of(context);
  VectorOutcome outcome = VECTOR_NOT_A_NUMBER;
  if (vectors_add_unmask(a, &stop) && vectors_add_unmask(b, &stop)) {
    outcome = vector_add(vector_kernels(), &a->scores, &b->scores, room, &stop);
  }
  if (outcome == VECTOR_DONE && vectors_add_mask(a, b, room, &stop)) {
    vector_value_result(context, a, room);
    return;
  }
  sqlite3_free(room);
  if (outcome == VECTOR_DONE) {
    interrupt_or_nomem(context);
  } else {
    vectors_no_answer(context, outcome);
  }
}

void vectors_vec_add(sqlite3_context *context, int count, sqlite3_value **arguments) {
  VectorValue a, b;
  (void)count;
  if (!vector_value_read(context, arguments, 0, &a)) return;
  if (vector_value_read(context, arguments, 1, &b)) {
    if (!a.null && !b.null && vector_value_same_size(context, &a, &b)) vectors_add(context, &a, &b);
    vector_value_clear(&b);
  }
  vector_value_clear(&a);
}

void vectors_vec_log_prob(sqlite3_context *context, int count, sqlite3_value **arguments) {
  VectorValue v;
  double bad;
  (void)count;
  if (!vector_value_read(context, arguments, 0, &v)) return;
  void *room = v.null ? NULL : vector_value_room(context, &v);
  if (room != NULL) {
    Stop stop = interrupt_stop_of(context);
    VectorLogProb outcome = vector_log_prob(&v.scores, room, &bad, &stop);
    if (outcome == VECTOR_LOG_PROB_DONE) {
      vector_value_result(context, &v, room);
    } else {
      sqlite3_free(room);
      interrupt_error(context);
    }
    if (outcome == VECTOR_LOG_PROB_OUTSIDE) {
      value_error_number(context,
                         "argument 1 must be probabilities from 0 to 1 (logits? use "
                         "vec_log_softmax), got",
                         bad);
    }
  }
  vector_value_clear(&v);
}

/* ---- vector to number ---- */

typedef double VectorsReduction(const VectorKernels *kernels, const Vector *v, const Stop *stop);

static void vectors_reduce(sqlite3_context *context, sqlite3_value **arguments,
                           VectorsReduction *reduction) {
  VectorValue v;
  if (!vector_value_read(context, arguments, 0, &v)) return;
  if (!v.null) {
    Stop stop = interrupt_stop_of(context);
    double result = reduction(vector_kernels(), &v.scores, &stop);
    interrupt_double(context, result);
  }
  vector_value_clear(&v);
}

void vectors_vec_logsumexp(sqlite3_context *context, int count, sqlite3_value **arguments) {
  (void)count;
  vectors_reduce(context, arguments, vector_logsumexp);
}

void vectors_vec_softmax_max(sqlite3_context *context, int count, sqlite3_value **arguments) {
  (void)count;
  vectors_reduce(context, arguments, vector_softmax_max);
}

void vectors_vec_softmax_margin(sqlite3_context *context, int count, sqlite3_value **arguments) {
  (void)count;
  vectors_reduce(context, arguments, vector_softmax_margin);
}

void vectors_vec_softmax_entropy(sqlite3_context *context, int count, sqlite3_value **arguments) {
  (void)count;
  vectors_reduce(context, arguments, vector_softmax_entropy);
}

/* ---- indexes and ranks ---- */

static bool vectors_damaged(const VectorValue *v) {
  size_t index;
  return v->scores.n > 0 && !vector_argmax(vector_kernels(), &v->scores, &index);
}

/* The k best indexes as a JSON array, in memory for so many. */
static void vectors_topk_into(sqlite3_context *context, const VectorValue *v, size_t k,
                              size_t *indexes) {
  size_t found;
  Stop stop = interrupt_stop_of(context);
  switch (
      topk_select(vector_kernels(), &v->scores, v->mask, k, indexes, &found, value_resize, &stop)) {
  case TOPK_DONE: json_result_indexes(context, indexes, found, v->scores.n); break;
  case TOPK_NOT_A_NUMBER: break;
  case TOPK_NO_MEMORY: interrupt_or_nomem(context); break;
  }
}

static void vectors_topk_of(sqlite3_context *context, const VectorValue *v, size_t k) {
  size_t few[32], room = k < v->scores.n ? k : v->scores.n;
  if (room <= sizeof few / sizeof *few) {
    vectors_topk_into(context, v, k, few);
    return;
  }
  size_t *indexes = memory_array(NULL, room, sizeof *indexes, value_resize);
  if (indexes == NULL) {
    sqlite3_result_error_nomem(context);
    return;
  }
  vectors_topk_into(context, v, k, indexes);
  sqlite3_free(indexes);
}

void vectors_vec_topk(sqlite3_context *context, int count, sqlite3_value **arguments) {
  VectorValue v;
  uint32_t k;
  (void)count;
  if (!vector_value_read(context, arguments, 0, &v)) return;
  if (!v.null && value_size(context, arguments, 1, &k) && v.scores.n > 0) {
    vectors_topk_of(context, &v, k);
  }
  vector_value_clear(&v);
}

void vectors_vec_argmax(sqlite3_context *context, int count, sqlite3_value **arguments) {
  VectorValue v;
  size_t index;
  (void)count;
  if (!vector_value_read(context, arguments, 0, &v)) return;
  if (!v.null && vector_argmax(vector_kernels(), &v.scores, &index)) {
    /* A masked one is first only where all are -Inf. */
    while (index < v.scores.n && vector_value_masked(&v, index)) index++;
    if (index < v.scores.n) sqlite3_result_int64(context, (sqlite3_int64)index);
  }
  vector_value_clear(&v);
}

/* Reads a vector and an index into it. False: there is no answer, or the error has been set. Then
** there is nothing to clear. */
static bool vectors_read_indexed(sqlite3_context *context, sqlite3_value **arguments,
                                 VectorValue *v, size_t *index) {
  if (!vector_value_read(context, arguments, 0, v)) return false;
  if (!v->null && sqlite3_value_type(arguments[1]) != SQLITE_NULL &&
      value_index(context, arguments, 1, v->scores.n, index)) {
    return true;
  }
  vector_value_clear(v);
  return false;
}

void vectors_vec_rank(sqlite3_context *context, int count, sqlite3_value **arguments) {
  VectorValue v;
  size_t index, rank;
  (void)count;
  if (!vectors_read_indexed(context, arguments, &v, &index)) return;
  if (!vector_value_masked(&v, index) && vector_rank(vector_kernels(), &v.scores, index, &rank)) {
    sqlite3_result_int64(context, (sqlite3_int64)rank);
  }
  vector_value_clear(&v);
}

void vectors_vec_sample(sqlite3_context *context, int count, sqlite3_value **arguments) {
  VectorValue v;
  double u;
  size_t index;
  (void)count;
  if (!value_uniform(context, arguments, 1, &u)) return;
  if (!vector_value_read(context, arguments, 0, &v)) return;
  if (!v.null && !isnan(u)) {
    Stop stop = interrupt_stop_of(context);
    switch (vector_sample(vector_kernels(), &v.scores, u, value_resize, &index, &stop)) {
    case VECTOR_SAMPLE_DRAWN: sqlite3_result_int64(context, (sqlite3_int64)index); break;
    case VECTOR_SAMPLE_NONE: interrupt_error(context); break;
    case VECTOR_SAMPLE_NO_MEMORY: sqlite3_result_error_nomem(context); break;
    }
  }
  vector_value_clear(&v);
}

void vectors_vec_at(sqlite3_context *context, int count, sqlite3_value **arguments) {
  VectorValue v;
  size_t index;
  (void)count;
  if (!vectors_read_indexed(context, arguments, &v, &index)) return;
  if (!vector_value_masked(&v, index)) sqlite3_result_double(context, vector_at(&v.scores, index));
  vector_value_clear(&v);
}

void vectors_vec_size(sqlite3_context *context, int count, sqlite3_value **arguments) {
  VectorValue v;
  (void)count;
  if (!vector_value_read(context, arguments, 0, &v)) return;
  if (!v.null) sqlite3_result_int64(context, (sqlite3_int64)v.scores.n);
  vector_value_clear(&v);
}

/* ---- packing ---- */

/* A BLOB of the type that argument 2 names, as float32. */
static void vectors_pack_raw(sqlite3_context *context, sqlite3_value **arguments) {
  const char *name = (const char *)sqlite3_value_text(arguments[1]);
  size_t length = (size_t)sqlite3_value_bytes(arguments[1]);
  const unsigned char *bytes = sqlite3_value_blob(arguments[0]);
  size_t size = (size_t)sqlite3_value_bytes(arguments[0]);
  ArrayType type = ARRAY_F32;
  ArrayView view;
  if (name == NULL || !array_type_named(name, length, &type)) {
    value_error_argument(context, arguments, 1, "must be 'f32', 'f64', 'f16' or 'bf16'");
  } else if (sqlite3_value_type(arguments[0]) != SQLITE_BLOB || npy_recognised(bytes, size)) {
    value_error(context, "a type is for raw BLOBs: JSON and .npy say their own, vec_pack(v)");
  } else if (!array_view_raw(bytes, size, type, &view)) {
    value_error_argument(context, arguments, 0, "must have whole elements of the type");
  } else {
    vector_value_result_view(context, &view);
  }
}

static void vectors_pack_floats(sqlite3_context *context, const VectorValue *v) {
  void *room = vectors_room(context, v);
  size_t i = 0;
  if (room == NULL) return;
  Stop stop = interrupt_stop_of(context);
  do {
    Vector part = vector_part(&v->scores, i);
    if (part.n > 0) memcpy(vector_place(VECTOR_F32, room, i), part.data, part.n * sizeof(float));
  } while (vector_next_part(&v->scores, &i, &stop));
  if (i >= v->scores.n) {
    vector_value_result(context, v, room);
  } else {
    sqlite3_free(room);
    interrupt_error(context);
  }
}

/* Any vector as float32. Masked elements become -Inf. */
static void vectors_pack_any(sqlite3_context *context, sqlite3_value **arguments) {
  VectorValue v;
  if (!vector_value_read(context, arguments, 0, &v)) return;
  if (!v.null && !vectors_damaged(&v)) {
    if (v.scores.type == VECTOR_F64) {
      vector_value_result_blob(context, v.scores.data, v.scores.n);
    } else {
      vectors_pack_floats(context, &v);
    }
  }
  vector_value_clear(&v);
}

void vectors_vec_pack(sqlite3_context *context, int count, sqlite3_value **arguments) {
  if (sqlite3_value_type(arguments[0]) == SQLITE_NULL) return;
  if (count == 1) {
    vectors_pack_any(context, arguments);
  } else if (sqlite3_value_type(arguments[1]) != SQLITE_NULL) {
    vectors_pack_raw(context, arguments);
  }
}

static void vectors_unpack(sqlite3_context *context, const VectorValue *v) {
  enum { PIECE = 64 };
  double piece[PIECE];
  JsonWriter json = json_begin_array(context);
  for (size_t i = 0; i < v->scores.n; i += PIECE) {
    size_t left = v->scores.n - i, count = left < PIECE ? left : PIECE;
    for (size_t j = 0; j < count; j++) {
      piece[j] = vector_value_masked(v, i + j) ? NAN : vector_at(&v->scores, i + j);
    }
    json_numbers(&json, piece, count);
  }
  json_end(&json, context);
}

void vectors_vec_unpack(sqlite3_context *context, int count, sqlite3_value **arguments) {
  VectorValue v;
  (void)count;
  if (!vector_value_read(context, arguments, 0, &v)) return;
  if (!v.null) vectors_unpack(context, &v);
  vector_value_clear(&v);
}
