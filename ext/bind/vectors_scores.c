/* vectors_scores.c: vec_scores(v [, labels]), a row per element of a vector, in the order of their
** indexes.
**
** What a column needs is computed when the column is first asked for. So a query pays only for what
** it reads:
**   idx, name, logit  nothing: they are read off the arguments
**   prob              a softmax
**   ratio             the highest score
**   rank              the order of the scores
**   cum, cum_before   both the order and a softmax
** All of it is computed in double, from a BLOB of float32 too.
**
** A masked element (null in JSON) is a row without logit, prob, ratio, rank, cum and cum_before. If
** softmax has no answer, all of these but logit and rank are NULL. If an element is NaN, rank is NULL
** too. The rows remain, so that damage can be inspected.
**
** SQLite takes some 20 ns for a column of a row that it gets. So where the query compares a computed
** column with a number, rows that fail are passed over. SQLite compares those that are left again.
*/
#include "callbacks.h"

#include "../vectors/vector_order.h"
#include "../vectors/vector_ratio.h"
#include "../vectors/vector_sample.h"
#include "interrupt.h"
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
  VECTORS_SCORES_BEFORE,
  VECTORS_SCORES_V,
  VECTORS_SCORES_LABELS
};

/* A row is wanted only if its column compares like this with the number. */
typedef struct {
  int column;
  char comparison; /* of VECTORS_SCORES_COMPARISONS */
  double number;
} VectorsScoresBound;

enum { VECTORS_SCORES_BOUNDS = 8 };

typedef struct {
  sqlite3_vtab_cursor base;    /* first, as SQLite asks */
  sqlite3_value *v;            /* a copy of the argument; what `vector` points into */
  VectorValue vector;          /* all zero when v is NULL */
  sqlite3_value *labels_value; /* a copy of the argument, NULL without labels */
  JsonLabels labels;
  size_t row, end;
  double *prob;         /* NULL until a column asks for it; NaN for no answer */
  double *cum, *before; /* as prob; of one allocation */
  size_t *order, *rank; /* NULL until a column asks for them; rank 0 for no answer */
  bool looked;          /* `highest` is known */
  double highest;       /* the highest score; NaN if any score is NaN */
  VectorsScoresBound bounds[VECTORS_SCORES_BOUNDS];
  int bound_count;
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
  cursor->prob = cursor->cum = cursor->before = NULL;
  cursor->order = cursor->rank = NULL;
  cursor->row = cursor->end = 0;
  cursor->looked = false;
  cursor->bound_count = 0;
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

/* How a comparison is passed to xFilter; 0: not at all. An equality is not passed, since SQLite would
** call xFilter anew for each value of an IN. */
static char vectors_scores_comparison(int op) {
  switch (op) {
  case SQLITE_INDEX_CONSTRAINT_LT: return '<';
  case SQLITE_INDEX_CONSTRAINT_LE: return 'l';
  case SQLITE_INDEX_CONSTRAINT_GT: return '>';
  case SQLITE_INDEX_CONSTRAINT_GE: return 'g';
  default: return 0;
  }
}

/* The last value that xFilter is to get so far. */
static int vectors_scores_last(const sqlite3_index_info *info) {
  int last = 0;
  for (int i = 0; i < info->nConstraint; i++) {
    if (info->aConstraintUsage[i].argvIndex > last) last = info->aConstraintUsage[i].argvIndex;
  }
  return last;
}

/* Asks for the numbers that computed columns are compared with. xFilter's string has two characters
** for each: the column's and the comparison's. */
static int vectors_scores_plan_bounds(sqlite3_index_info *info) {
  char text[2 * VECTORS_SCORES_BOUNDS + 1] = "";
  int last = vectors_scores_last(info);
  size_t count = 0;
  for (int i = 0; i < info->nConstraint && count < VECTORS_SCORES_BOUNDS; i++) {
    const struct sqlite3_index_constraint *constraint = &info->aConstraint[i];
    char comparison = vectors_scores_comparison(constraint->op);
    if (comparison == 0 || !constraint->usable || constraint->iColumn < VECTORS_SCORES_LOGIT ||
        constraint->iColumn > VECTORS_SCORES_BEFORE) {
      continue;
    }
    info->aConstraintUsage[i].argvIndex = ++last;
    text[2 * count] = (char)('0' + constraint->iColumn);
    text[2 * count + 1] = comparison;
    count++;
  }
  if (count == 0) return SQLITE_OK;
  info->idxStr = sqlite3_mprintf("%s", text);
  info->needToFreeIdxStr = 1;
  return info->idxStr != NULL ? SQLITE_OK : SQLITE_NOMEM;
}

static int vectors_scores_best_index(sqlite3_vtab *table, sqlite3_index_info *info) {
  (void)table;
  int given = table_plan_arguments(info, VECTORS_SCORES_V, 2);
  if (given == 0) return SQLITE_OK;
  table_plan_rows(info, VECTORS_SCORES_IDX, given);
  return vectors_scores_plan_bounds(info);
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
  int code = vector_value_parse(table_db(&cursor->base), cursor->v, &cursor->vector, &fault);
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
  int code = labels_value_parse(table_db(&cursor->base), value, &cursor->labels, &fault);
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

/* ---- what columns need: false where memory ran out, or the statement has been interrupted ---- */

static bool vectors_scores_need_prob(VectorsScoresCursor *cursor) {
  const Vector *scores = &cursor->vector.scores;
  size_t n = scores->n;
  if (cursor->prob != NULL) return true;
  double *prob = memory_array(NULL, n, sizeof *prob, value_resize);
  if (prob == NULL) return false;
  Stop stop = interrupt_stop(table_db(&cursor->base));
  if (!vector_probabilities(vector_kernels(), scores, prob, &stop)) {
    for (size_t i = 0; i < n; i++) {
      if (stop_at(&stop, i)) {
        sqlite3_free(prob);
        return false;
      }
      prob[i] = NAN;
    }
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
  Stop stop = interrupt_stop(table_db(&cursor->base));
  if (cursor->order != NULL) return true;
  size_t *order = memory_array(NULL, n, sizeof *order, value_resize);
  if (order != NULL && vector_order(&cursor->vector.scores, order, value_resize, &stop)) {
    cursor->order = order;
    return true;
  }
  sqlite3_free(order);
  return false;
}

static bool vectors_scores_need_rank(VectorsScoresCursor *cursor) {
  size_t n = cursor->vector.scores.n;
  Stop stop = interrupt_stop(table_db(&cursor->base));
  if (cursor->rank != NULL) return true;
  if (!vectors_scores_need_order(cursor)) return false;
  size_t *rank = memory_array(NULL, n, sizeof *rank, value_resize);
  if (rank != NULL && vector_order_rank(&cursor->vector.scores, cursor->order, rank, &stop)) {
    cursor->rank = rank;
    return true;
  }
  sqlite3_free(rank);
  return false;
}

static bool vectors_scores_need_cum(VectorsScoresCursor *cursor) {
  size_t n = cursor->vector.scores.n;
  Stop stop = interrupt_stop(table_db(&cursor->base));
  if (cursor->cum != NULL) return true;
  if (!vectors_scores_need_order(cursor) || !vectors_scores_need_prob(cursor)) return false;
  double *cum = memory_array(NULL, 2 * (uint64_t)n, sizeof *cum, value_resize);
  if (cum != NULL && vector_order_cumulative(cursor->prob, cursor->order, n, cum, cum + n, &stop)) {
    cursor->cum = cum;
    cursor->before = cum + n;
    return true;
  }
  sqlite3_free(cum);
  return false;
}

/* What a column has that depends on the score, NaN for NULL. False when memory ran out. */
static inline bool vectors_scores_number(VectorsScoresCursor *cursor, int column, double *x) {
  const Vector *scores = &cursor->vector.scores;
  size_t row = cursor->row;
  *x = NAN;
  if (vector_value_masked(&cursor->vector, row)) return true;
  switch (column) {
  case VECTORS_SCORES_LOGIT: *x = vector_at(scores, row); return true;
  case VECTORS_SCORES_PROB:
    if (!vectors_scores_need_prob(cursor)) return false;
    *x = cursor->prob[row];
    return true;
  case VECTORS_SCORES_RATIO:
    vectors_scores_need_highest(cursor);
    *x = vector_ratio(vector_at(scores, row), cursor->highest);
    return true;
  case VECTORS_SCORES_RANK:
    if (!vectors_scores_need_rank(cursor)) return false;
    if (cursor->rank[row] > 0) *x = (double)cursor->rank[row];
    return true;
  default:
    if (!vectors_scores_need_cum(cursor)) return false;
    *x = (column == VECTORS_SCORES_CUM ? cursor->cum : cursor->before)[row];
    return true;
  }
}

/* ---- which rows are wanted ---- */

/* A number that SQLite would compare just as its double. */
static bool vectors_scores_plain(sqlite3_value *value) {
  const sqlite3_int64 most = (sqlite3_int64)1 << 53;
  int type = sqlite3_value_type(value);
  sqlite3_int64 integer = type == SQLITE_INTEGER ? sqlite3_value_int64(value) : 0;
  return type == SQLITE_FLOAT || (type == SQLITE_INTEGER && integer >= -most && integer <= most);
}

/* Takes the numbers of vectors_scores_plan_bounds. */
static void vectors_scores_take_bounds(VectorsScoresCursor *cursor, const char *text,
                                       sqlite3_value **numbers) {
  for (; text != NULL && *text != 0; text += 2, numbers++) {
    if (!vectors_scores_plain(*numbers)) continue;
    cursor->bounds[cursor->bound_count++] =
        (VectorsScoresBound){text[0] - '0', text[1], sqlite3_value_double(*numbers)};
  }
}

static bool vectors_scores_holds(const VectorsScoresBound *bound, double x) {
  switch (bound->comparison) {
  case '<': return x < bound->number;
  case 'l': return x <= bound->number;
  case '>': return x > bound->number;
  default: return x >= bound->number;
  }
}

/* Goes on to the next row that is wanted, from the cursor's own on. Returns what xNext does. */
static int vectors_scores_seek(VectorsScoresCursor *cursor) {
  Stop stop = interrupt_stop(table_db(&cursor->base));
  for (int i = 0; i < cursor->bound_count && cursor->row < cursor->end;) {
    double x;
    if (!vectors_scores_number(cursor, cursor->bounds[i].column, &x)) {
      return interrupt_or_nomem_code(table_db(&cursor->base));
    }
    bool holds = vectors_scores_holds(&cursor->bounds[i], x);
    if (!holds && stop_at(&stop, cursor->row)) return SQLITE_INTERRUPT;
    cursor->row += !holds;
    i = holds ? i + 1 : 0;
  }
  return SQLITE_OK;
}

static int vectors_scores_filter(sqlite3_vtab_cursor *base, int bits, const char *bounds, int count,
                                 sqlite3_value **arguments) {
  VectorsScoresCursor *cursor = (VectorsScoresCursor *)base;
  int at = 1;
  vectors_scores_clear_vector(cursor);
  if (count == 0) return vectors_scores_incomplete(cursor, bits);
  int code = vectors_scores_read_vector(cursor, arguments[0]);
  if (code != SQLITE_OK || cursor->vector.null) return code;
  sqlite3_value *labels = (bits & VECTORS_SCORES_LABELLED) != 0 ? arguments[at++] : NULL;
  code = vectors_scores_match_labels(cursor, labels);
  if (code != SQLITE_OK) return code;
  table_narrow_rows(arguments + at, bits, cursor->vector.scores.n, &cursor->row, &cursor->end);
  vectors_scores_take_bounds(cursor, bounds, arguments + at + table_row_bounds(bits));
  return vectors_scores_seek(cursor);
}

/* ---- rows ---- */

static int vectors_scores_next(sqlite3_vtab_cursor *base) {
  VectorsScoresCursor *cursor = (VectorsScoresCursor *)base;
  cursor->row++;
  return cursor->bound_count > 0 ? vectors_scores_seek(cursor) : SQLITE_OK;
}

static int vectors_scores_eof(sqlite3_vtab_cursor *base) {
  const VectorsScoresCursor *cursor = (const VectorsScoresCursor *)base;
  return cursor->row >= cursor->end;
}

static int vectors_scores_column(sqlite3_vtab_cursor *base, sqlite3_context *context, int column) {
  VectorsScoresCursor *cursor = (VectorsScoresCursor *)base;
  double x;
  switch (column) {
  case VECTORS_SCORES_IDX:
    sqlite3_result_int64(context, (sqlite3_int64)cursor->row);
    return SQLITE_OK;
  case VECTORS_SCORES_NAME:
    if (cursor->labels_value != NULL) {
      value_result_label(context, &cursor->labels.items[cursor->row]);
    }
    return SQLITE_OK;
  case VECTORS_SCORES_V: sqlite3_result_value(context, cursor->v); return SQLITE_OK;
  case VECTORS_SCORES_LABELS:
    if (cursor->labels_value != NULL) sqlite3_result_value(context, cursor->labels_value);
    return SQLITE_OK;
  default:
    if (!vectors_scores_number(cursor, column, &x)) {
      return interrupt_or_nomem_code(table_db(&cursor->base));
    }
    if (column != VECTORS_SCORES_RANK) {
      sqlite3_result_double(context, x); /* NaN becomes NULL */
    } else if (!isnan(x)) {
      sqlite3_result_int64(context, (sqlite3_int64)x);
    }
    return SQLITE_OK;
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
