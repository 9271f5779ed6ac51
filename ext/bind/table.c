/* table.c: see table.h. */
#include "table.h"

#include "functions.h"
#include "value.h"

#include <stdbool.h>
#include <string.h>

enum { TABLE_INNOCUOUS_SINCE = 3031000 };

static int table_declare(sqlite3 *db, const char *columns) {
  char *schema = sqlite3_mprintf("CREATE TABLE x(%s)", columns);
  if (schema == NULL) return SQLITE_NOMEM;
  int code = sqlite3_declare_vtab(db, schema);
  sqlite3_free(schema);
  return code;
}

int table_connect(sqlite3 *db, void *function, int count, const char *const *arguments,
                  sqlite3_vtab **table, char **error) {
  (void)count;
  (void)arguments;
  (void)error;
  const Function *row = function;
  int code = table_declare(db, row->columns);
  if (code == SQLITE_OK && sqlite3_libversion_number() >= TABLE_INNOCUOUS_SINCE) {
    code = sqlite3_vtab_config(db, SQLITE_VTAB_INNOCUOUS);
  }
  if (code != SQLITE_OK) return code;
  TableVtab *made = sqlite3_malloc64(sizeof *made);
  if (made == NULL) return SQLITE_NOMEM;
  *made = (TableVtab){.module = row->module, .db = db};
  *table = &made->base;
  return SQLITE_OK;
}

int table_disconnect(sqlite3_vtab *table) {
  sqlite3_free(table);
  return SQLITE_OK;
}

int table_open(size_t bytes, sqlite3_vtab_cursor **cursor) {
  *cursor = sqlite3_malloc64(bytes);
  if (*cursor == NULL) return SQLITE_NOMEM;
  memset(*cursor, 0, bytes);
  return SQLITE_OK;
}

sqlite3 *table_db(const sqlite3_vtab_cursor *cursor) {
  return ((const TableVtab *)cursor->pVtab)->db;
}

int table_close(sqlite3_vtab_cursor *cursor) {
  sqlite3_free(cursor);
  return SQLITE_OK;
}

/* ---- errors ---- */

int table_error(sqlite3_vtab_cursor *cursor, char *text) {
  if (text == NULL) return SQLITE_NOMEM;
  text[value_error_length(table_db(cursor), text)] = 0;
  cursor->pVtab->zErrMsg = text;
  return SQLITE_ERROR;
}

int table_error_fault(sqlite3_vtab_cursor *cursor, const char *name, int argument, char *fault) {
  if (fault == NULL) return SQLITE_NOMEM;
  char *text = sqlite3_mprintf("%s(): argument %d %s", name, argument, fault);
  sqlite3_free(fault);
  return table_error(cursor, text);
}

/* ---- arguments ---- */

/* The constraint `column = value`: its position, TABLE_ABSENT, or TABLE_LATER if the value comes
** from a table visited later. */
enum { TABLE_ABSENT = -1, TABLE_LATER = -2 };

static int table_find_argument(const sqlite3_index_info *info, int column) {
  int place = TABLE_ABSENT;
  for (int i = 0; i < info->nConstraint; i++) {
    const struct sqlite3_index_constraint *constraint = &info->aConstraint[i];
    if (constraint->iColumn != column || constraint->op != SQLITE_INDEX_CONSTRAINT_EQ) continue;
    if (!constraint->usable) return TABLE_LATER;
    place = i;
  }
  /* SQLite passes no constraint for an argument from a table to the right of a CROSS JOIN. But it
  ** counts the column of such an argument as used, which SQLite 3.25 does not do yet. */
  bool read = (info->colUsed >> column & 1) != 0;
  return place == TABLE_ABSENT && read ? TABLE_LATER : place;
}

int table_plan_arguments(sqlite3_index_info *info, int first, int most) {
  int given = 0;
  for (int i = 0; i < most; i++) {
    int place = table_find_argument(info, first + i);
    if (place == TABLE_LATER || (i == 0 && place < 0)) {
      for (int j = 0; j < info->nConstraint; j++) info->aConstraintUsage[j].argvIndex = 0;
      info->idxNum = i == 0 ? 0 : TABLE_ARGUMENT(i);
      info->estimatedCost = TABLE_LAST_RESORT;
      return 0;
    }
    if (place < 0) continue;
    info->aConstraintUsage[place].argvIndex = ++given;
    info->aConstraintUsage[place].omit = 1;
    info->idxNum |= TABLE_ARGUMENT(i);
  }
  info->estimatedCost = 1000;
  info->estimatedRows = 1000;
  return given;
}

/* ---- rows by index ---- */

/* The constraints on the index: the position of each, -1 for none. */
typedef struct {
  int equal, from, to;
} TableBounds;

static TableBounds table_bounds(const sqlite3_index_info *info, int column) {
  TableBounds bounds = {-1, -1, -1};
  for (int i = 0; i < info->nConstraint; i++) {
    const struct sqlite3_index_constraint *constraint = &info->aConstraint[i];
    if (constraint->iColumn != column || !constraint->usable) continue;
    switch (constraint->op) {
    case SQLITE_INDEX_CONSTRAINT_EQ: bounds.equal = i; break;
    case SQLITE_INDEX_CONSTRAINT_GT:
    case SQLITE_INDEX_CONSTRAINT_GE: bounds.from = i; break;
    case SQLITE_INDEX_CONSTRAINT_LT:
    case SQLITE_INDEX_CONSTRAINT_LE: bounds.to = i; break;
    default: break;
    }
  }
  return bounds;
}

/* Asks for the value of constraint i, if there is one, as the next argument. */
static void table_ask(sqlite3_index_info *info, int i, int bit, int *next) {
  if (i < 0) return;
  info->aConstraintUsage[i].argvIndex = ++*next;
  info->idxNum |= bit;
}

void table_plan_rows(sqlite3_index_info *info, int column, int given) {
  TableBounds bounds = table_bounds(info, column);
  bool one = bounds.equal >= 0, bounded = bounds.from >= 0 || bounds.to >= 0;
  if (one) {
    table_ask(info, bounds.equal, TABLE_ROW_EQUAL, &given);
    info->idxFlags |= SQLITE_INDEX_SCAN_UNIQUE;
  } else {
    table_ask(info, bounds.from, TABLE_ROW_FROM, &given);
    table_ask(info, bounds.to, TABLE_ROW_TO, &given);
  }
  /* The number of rows is not known. Reading the argument is taken to cost as much as 1000 rows. */
  info->estimatedRows = one ? 1 : bounded ? 250 : 1000;
  info->estimatedCost = 1000.0 + (double)info->estimatedRows;
  if (info->nOrderBy == 1 && info->aOrderBy[0].iColumn == column) {
    info->orderByConsumed = !info->aOrderBy[0].desc;
  }
}

/* Bounds that are TEXT or BLOBs narrow nothing: SQLite alone compares them. */
static void table_narrow(sqlite3_value *bound, bool from, bool to, size_t n, size_t *row,
                         size_t *end) {
  int type = sqlite3_value_numeric_type(bound);
  if (type == SQLITE_NULL) *end = 0;
  if (type != SQLITE_INTEGER && type != SQLITE_FLOAT) return;
  double x = sqlite3_value_double(bound);
  size_t below = x < 0 ? 0 : x < (double)n ? (size_t)x : n;
  if (from) *row = below;
  if (to && x < (double)n) *end = x < 0 ? 0 : below + 1;
}

void table_narrow_rows(sqlite3_value **bounds, int index, size_t n, size_t *row, size_t *end) {
  int at = 0;
  *row = 0;
  *end = n;
  if ((index & TABLE_ROW_EQUAL) != 0) table_narrow(bounds[at++], true, true, n, row, end);
  if ((index & TABLE_ROW_FROM) != 0) table_narrow(bounds[at++], true, false, n, row, end);
  if ((index & TABLE_ROW_TO) != 0) table_narrow(bounds[at], false, true, n, row, end);
}

/* ---- lists ---- */

typedef struct {
  sqlite3_vtab_cursor base; /* first, as SQLite asks */
  size_t row;
} TableListCursor;

size_t table_list_row(const sqlite3_vtab_cursor *cursor) {
  return ((const TableListCursor *)cursor)->row;
}

int table_list_best_index(sqlite3_vtab *table, sqlite3_index_info *info) {
  (void)table;
  info->estimatedCost = 50;
  info->estimatedRows = 50;
  return SQLITE_OK;
}

int table_list_open(sqlite3_vtab *table, sqlite3_vtab_cursor **cursor) {
  (void)table;
  return table_open(sizeof(TableListCursor), cursor);
}

int table_list_filter(sqlite3_vtab_cursor *cursor, int index, const char *name, int count,
                      sqlite3_value **arguments) {
  (void)index;
  (void)name;
  (void)count;
  (void)arguments;
  ((TableListCursor *)cursor)->row = 0;
  return SQLITE_OK;
}

int table_list_next(sqlite3_vtab_cursor *cursor) {
  ((TableListCursor *)cursor)->row++;
  return SQLITE_OK;
}

int table_list_rowid(sqlite3_vtab_cursor *cursor, sqlite3_int64 *rowid) {
  *rowid = (sqlite3_int64)table_list_row(cursor) + 1;
  return SQLITE_OK;
}
