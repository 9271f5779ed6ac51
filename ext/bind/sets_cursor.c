/* sets_cursor.c: see sets_cursor.h. */
#include "sets_cursor.h"

#include "set_value.h"

void sets_cursor_clear(SetsCursor *cursor) {
  set_value_clear(&cursor->sets);
  sqlite3_value_free(cursor->value);
  cursor->value = NULL;
  cursor->row = 0;
}

/* SQLite gives no argument to a table on the right of a RIGHT JOIN. */
int sets_cursor_incomplete(sqlite3_vtab_cursor *base, const char *name, int missing) {
  char *text = missing == SETS_CURSOR_BINS
                   ? sqlite3_mprintf("%s(): needs its bins, and not from a table that is joined "
                                     "later",
                                     name)
                   : sqlite3_mprintf("%s(): needs a set; on the right of a RIGHT JOIN write "
                                     "(SELECT * FROM %s(set))",
                                     name, name);
  return table_error(base, text);
}

int sets_cursor_read(SetsCursor *cursor, const char *name, int index, int count,
                     sqlite3_value **arguments, SetsCursorParse *parse) {
  char *fault;
  sets_cursor_clear(cursor);
  if (count == 0) return sets_cursor_incomplete(&cursor->base, name, index);
  if (sqlite3_value_type(arguments[0]) == SQLITE_NULL) return SQLITE_OK;
  int code = parse(table_db(&cursor->base), arguments[0], &cursor->sets, &fault);
  if (code == SQLITE_ERROR) return table_error_fault(&cursor->base, name, 1, fault);
  if (code != SQLITE_OK) return code;
  if (cursor->sets.items[0].name != NULL) {
    return table_error_fault(&cursor->base, name, 1,
                             sqlite3_mprintf("must be one set, got an object of %llu by name",
                                             (unsigned long long)cursor->sets.count));
  }
  cursor->value = sqlite3_value_dup(arguments[0]);
  return cursor->value == NULL ? SQLITE_NOMEM : SQLITE_OK;
}

int sets_cursor_rowid(sqlite3_vtab_cursor *base, sqlite3_int64 *rowid) {
  *rowid = ((const SetsCursor *)base)->row + 1;
  return SQLITE_OK;
}
