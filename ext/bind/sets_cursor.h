/* sets_cursor.h: what the cursors of roc_curve, pr_curve and reliability begin with: the set in the
** first argument.
**
** The set can be read back from the hidden column, so a copy of it is kept. We cannot know whether
** the query reads it: SQLite counts a hidden column as used wherever it is an argument.
*/
#ifndef LOGITS_BIND_SETS_CURSOR_H
#define LOGITS_BIND_SETS_CURSOR_H

#include "../metrics/jsonsets.h"
#include "sqlite.h"
#include "table.h"

typedef struct {
  sqlite3_vtab_cursor base; /* first, as SQLite asks */
  sqlite3_value *value;     /* a copy of the set; NULL: no rows */
  JsonSets sets;            /* one, where there is a value */
  sqlite3_int64 row;
} SetsCursor;

/* The second argument in xFilter's index number. */
enum { SETS_CURSOR_BINS = TABLE_ARGUMENT(1) };

typedef int SetsCursorParse(sqlite3 *db, sqlite3_value *value, JsonSets *sets, char **fault);

/* Reads the set in the first argument of xFilter. If count is 0 this is an error, and `index` is
** then the TABLE_ARGUMENT that is missing (0: the set). Returns what xFilter is to return. */
int sets_cursor_read(SetsCursor *cursor, const char *name, int index, int count,
                     sqlite3_value **arguments, SetsCursorParse *parse);

/* The error of a cursor that xFilter gave no arguments: `missing` is its index number. */
int sets_cursor_incomplete(sqlite3_vtab_cursor *base, const char *name, int missing);

void sets_cursor_clear(SetsCursor *cursor);

int sets_cursor_rowid(sqlite3_vtab_cursor *base, sqlite3_int64 *rowid);

#endif
