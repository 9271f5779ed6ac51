/* vectors_scores.c: vec_scores(v [, labels]), a row per element of a vector, in the order of their
** indexes.
**
** What a column needs is computed when the column is first asked for. So a query pays only for what
** it reads:
**   idx, name, logit  nothing: they are read off the arguments
**   prob              a softmax
**   ratio             the highest score
**   rank              the order of the scores
**   cum               both the order and a softmax
** All of it is computed in double, from a BLOB of float32 too.
**
** A masked element (null in JSON) is a row without logit, prob, ratio, rank and cum. If softmax has
** no answer, prob, ratio and cum are NULL. If an element is NaN, rank is NULL too. The rows remain,
** so that damage can be inspected.
*/
#include "callbacks.h"

#include "../vectors/vector_order.h"
#include "../vectors/vector_ratio.h"
#include "../vectors/vector_sample.h"
#include "labels_value.h"
#include "table.h"
#include "value.h"
#include "vector_value.h"

#include <math.h>
#include <string.h>

enum {
  VECTORS_SCORES_IDX,
  VECTORS_SCORES_NAME,
  VECTORS_SCORES_LOGIT,
  VECTORS_SCORES_PROB,
  VECTORS_SCORES_RATIO,
  VECTORS_SCORES_RANK,
  VECTORS_SCORES_CUM,
  VECTORS_SCORES_V,
  VECTORS_SCORES_LABELS
};

typedef struct {
  sqlite3_vtab_cursor base;    /* first, as SQLite asks */
  sqlite3_value *v;            /* a copy of the argument; what `vector` points into */
  VectorValue vector;          /* all zero when v is NULL */
  sqlite3_value *labels_value; /* a copy of the argument, NULL without labels */
  JsonLabels labels;
  size_t row, end;
  double *prob;         /* NULL until a column asks for it; NaN for no answer */
  double *cum;          /* as prob */
  size_t *order, *rank; /* NULL until a column asks for them; rank 0 for no answer */
  bool looked;          /* `highest` is known */
  double highest;       /* the highest score; NaN if any score is NaN */
} VectorsScoresCursor;

/* ---- the table ---- */

static int vectors_scores_open(sqlite3_vtab *table, sqlite3_vtab_cursor **cursor) {
  (void)table;
  return table_open(sizeof(VectorsScoresCursor), cursor);
}

static void vectors_scores_clear_vector(VectorsScoresCursor *cursor) {
  vector_value_clear(&cursor->vector);
  sqlite3_value_free(cursor->v);
  sqlite3_free(cursor->prob);
  sqlite3_free(cursor->cum);
  sqlite3_free(cursor->order);
  sqlite3_free(cursor->rank);
  cursor->v = NULL;
  cursor->prob = cursor->cum = NULL;
  cursor->order = cursor->rank = NULL;
  cursor->row = cursor->end = 0;
  cursor->looked = false;
}

static void vectors_scores_clear_labels(VectorsScoresCursor *cursor) {
  jsonlabels_clear(&cursor->labels, value_resize);
  sqlite3_value_free(cursor->labels_value);
  cursor->labels_value = NULL;
}

static int vectors_scores_close(sqlite3_vtab_cursor *base) {
  VectorsScoresCursor *cursor = (VectorsScoresCursor *)base;
  vectors_scores_clear_vector(cursor);
  vectors_scores_clear_labels(cursor);
  return table_close(base);
}

/* ---- the plan ---- */

enum { VECTORS_SCORES_LABELLED = TABLE_ARGUMENT(1) };

static int vectors_scores_best_index(sqlite3_vtab *table, sqlite3_index_info *info) {
  (void)table;
  int given = table_plan_arguments(info, VECTORS_SCORES_V, 2);
  if (given > 0) table_plan_rows(info, VECTORS_SCORES_IDX, given);
  return SQLITE_OK;
}

/* ---- the arguments ---- */

static int vectors_scores_fault(VectorsScoresCursor *cursor, int argument, char *fault) {
  return table_error_fault(&cursor->base, "vec_scores", argument, fault);
}

static int vectors_scores_incomplete(VectorsScoresCursor *cursor, int missing) {
  const char *needs = missing == VECTORS_SCORES_LABELLED
                          ? "its labels, and not from a table that is joined later"
                          : "a vector";
  return table_error(&cursor->base, sqlite3_mprintf("vec_scores(): needs %s", needs));
}

static int vectors_scores_read_vector(VectorsScoresCursor *cursor, sqlite3_value *value) {
  char *fault;
  cursor->v = sqlite3_value_dup(value);
  if (cursor->v == NULL) return SQLITE_NOMEM;
  int code = vector_value_parse(cursor->v, &cursor->vector, &fault);
  return code == SQLITE_ERROR ? vectors_scores_fault(cursor, 1, fault) : code;
}

/* A join gives the same labels with every vector: they are parsed once. */
static bool vectors_scores_same_labels(const VectorsScoresCursor *cursor, sqlite3_value *value) {
  if (cursor->labels_value == NULL || sqlite3_value_type(value) != SQLITE_TEXT) return false;
  const unsigned char *before = sqlite3_value_text(cursor->labels_value);
  const unsigned char *text = sqlite3_value_text(value);
  int size = sqlite3_value_bytes(value);
  return before != NULL && text != NULL && sqlite3_value_bytes(cursor->labels_value) == size &&
         memcmp(before, text, (size_t)size) == 0;
}

static int vectors_scores_read_labels(VectorsScoresCursor *cursor, sqlite3_value *value) {
  char *fault;
  if (vectors_scores_same_labels(cursor, value)) return SQLITE_OK;
  vectors_scores_clear_labels(cursor);
  int code = labels_value_parse(value, &cursor->labels, &fault);
  if (code == SQLITE_ERROR) return vectors_scores_fault(cursor, 2, fault);
  if (code != SQLITE_OK) return code;
  cursor->labels_value = sqlite3_value_dup(value);
  if (cursor->labels_value != NULL) return SQLITE_OK;
  vectors_scores_clear_labels(cursor);
  return SQLITE_NOMEM;
}

/* Reads the labels, if there are any. Their number must be that of the elements. */
static int vectors_scores_match_labels(VectorsScoresCursor *cursor, sqlite3_value *value) {
  if (value == NULL || sqlite3_value_type(value) == SQLITE_NULL) {
    vectors_scores_clear_labels(cursor);
    return SQLITE_OK;
  }
  int code = vectors_scores_read_labels(cursor, value);
  size_t n = cursor->vector.scores.n, count = cursor->labels.count;
  if (code != SQLITE_OK || count == n) return code;
  return vectors_scores_fault(cursor, 2,
                              sqlite3_mprintf("must have a label for each of the %llu elements, "
                                              "got %llu",
                                              (unsigned long long)n, (unsigned long long)count));
}

static int vectors_scores_filter(sqlite3_vtab_cursor *base, int bits, const char *name, int count,
                                 sqlite3_value **arguments) {
  VectorsScoresCursor *cursor = (VectorsScoresCursor *)base;
  int at = 1;
  (void)name;
  vectors_scores_clear_vector(cursor);
  if (count == 0) return vectors_scores_incomplete(cursor, bits);
  int code = vectors_scores_read_vector(cursor, arguments[0]);
  if (code != SQLITE_OK || cursor->vector.null) return code;
  sqlite3_value *labels = (bits & VECTORS_SCORES_LABELLED) != 0 ? arguments[at++] : NULL;
  code = vectors_scores_match_labels(cursor, labels);
  if (code != SQLITE_OK) return code;
  table_narrow_rows(arguments + at, bits, cursor->vector.scores.n, &cursor->row, &cursor->end);
  return SQLITE_OK;
}

/* ---- what columns need: false where memory ran out ---- */

static bool vectors_scores_need_prob(VectorsScoresCursor *cursor) {
  const Vector *scores = &cursor->vector.scores;
  size_t n = scores->n;
  if (cursor->prob != NULL) return true;
  double *prob = memory_array(NULL, n, sizeof *prob, value_resize);
  if (prob == NULL) return false;
  if (!vector_probabilities(vector_kernels(), scores, prob)) {
    for (size_t i = 0; i < n; i++) prob[i] = NAN;
  }
  cursor->prob = prob;
  return true;
}

static void vectors_scores_need_highest(VectorsScoresCursor *cursor) {
  const Vector *scores = &cursor->vector.scores;
  size_t best;
  if (cursor->looked) return;
  bool sound = vector_argmax(vector_kernels(), scores, &best);
  cursor->highest = sound ? vector_at(scores, best) : NAN;
  cursor->looked = true;
}

static bool vectors_scores_need_order(VectorsScoresCursor *cursor) {
  size_t n = cursor->vector.scores.n;
  if (cursor->order != NULL) return true;
  size_t *order = memory_array(NULL, n, sizeof *order, value_resize);
  if (order != NULL && vector_order(&cursor->vector.scores, order, value_resize)) {
    cursor->order = order;
    return true;
  }
  sqlite3_free(order);
  return false;
}

static bool vectors_scores_need_rank(VectorsScoresCursor *cursor) {
  size_t n = cursor->vector.scores.n;
  if (cursor->rank != NULL) return true;
  if (!vectors_scores_need_order(cursor)) return false;
  cursor->rank = memory_array(NULL, n, sizeof *cursor->rank, value_resize);
  if (cursor->rank == NULL) return false;
  vector_order_rank(&cursor->vector.scores, cursor->order, cursor->rank);
  return true;
}

static bool vectors_scores_need_cum(VectorsScoresCursor *cursor) {
  size_t n = cursor->vector.scores.n;
  if (cursor->cum != NULL) return true;
  if (!vectors_scores_need_order(cursor) || !vectors_scores_need_prob(cursor)) return false;
  cursor->cum = memory_array(NULL, n, sizeof *cursor->cum, value_resize);
  if (cursor->cum == NULL) return false;
  vector_order_cumulative(cursor->prob, cursor->order, n, cursor->cum);
  return true;
}

/* ---- rows ---- */

static int vectors_scores_next(sqlite3_vtab_cursor *base) {
  ((VectorsScoresCursor *)base)->row++;
  return SQLITE_OK;
}

static int vectors_scores_eof(sqlite3_vtab_cursor *base) {
  const VectorsScoresCursor *cursor = (const VectorsScoresCursor *)base;
  return cursor->row >= cursor->end;
}

/* A column that depends on the score, which is not masked. A NaN becomes NULL. False when memory
** ran out. */
static bool vectors_scores_of_score(VectorsScoresCursor *cursor, sqlite3_context *context,
                                    int column) {
  size_t row = cursor->row;
  switch (column) {
  case VECTORS_SCORES_LOGIT:
    sqlite3_result_double(context, vector_at(&cursor->vector.scores, row));
    return true;
  case VECTORS_SCORES_PROB:
    if (!vectors_scores_need_prob(cursor)) return false;
    sqlite3_result_double(context, cursor->prob[row]);
    return true;
  case VECTORS_SCORES_RATIO:
    vectors_scores_need_highest(cursor);
    sqlite3_result_double(context,
                          vector_ratio(vector_at(&cursor->vector.scores, row), cursor->highest));
    return true;
  case VECTORS_SCORES_RANK:
    if (!vectors_scores_need_rank(cursor)) return false;
    if (cursor->rank[row] > 0) sqlite3_result_int64(context, (sqlite3_int64)cursor->rank[row]);
    return true;
  default:
    if (!vectors_scores_need_cum(cursor)) return false;
    sqlite3_result_double(context, cursor->cum[row]);
    return true;
  }
}

static int vectors_scores_column(sqlite3_vtab_cursor *base, sqlite3_context *context, int column) {
  VectorsScoresCursor *cursor = (VectorsScoresCursor *)base;
  size_t row = cursor->row;
  switch (column) {
  case VECTORS_SCORES_IDX: sqlite3_result_int64(context, (sqlite3_int64)row); return SQLITE_OK;
  case VECTORS_SCORES_NAME:
    if (cursor->labels_value != NULL) value_result_label(context, &cursor->labels.items[row]);
    return SQLITE_OK;
  case VECTORS_SCORES_V: sqlite3_result_value(context, cursor->v); return SQLITE_OK;
  case VECTORS_SCORES_LABELS:
    if (cursor->labels_value != NULL) sqlite3_result_value(context, cursor->labels_value);
    return SQLITE_OK;
  default:
    if (vector_value_masked(&cursor->vector, row)) return SQLITE_OK;
    return vectors_scores_of_score(cursor, context, column) ? SQLITE_OK : SQLITE_NOMEM;
  }
}

static int vectors_scores_rowid(sqlite3_vtab_cursor *base, sqlite3_int64 *rowid) {
  *rowid = (sqlite3_int64)((const VectorsScoresCursor *)base)->row;
  return SQLITE_OK;
}

const sqlite3_module vectors_vec_scores = {
    .xConnect = table_connect,
    .xBestIndex = vectors_scores_best_index,
    .xDisconnect = table_disconnect,
    .xOpen = vectors_scores_open,
    .xClose = vectors_scores_close,
    .xFilter = vectors_scores_filter,
    .xNext = vectors_scores_next,
    .xEof = vectors_scores_eof,
    .xColumn = vectors_scores_column,
    .xRowid = vectors_scores_rowid,
};
