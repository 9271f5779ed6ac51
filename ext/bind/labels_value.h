/* labels_value.h: the SQL value that names the classes: a JSON array of labels. */
#ifndef LOGITS_BIND_LABELS_VALUE_H
#define LOGITS_BIND_LABELS_VALUE_H

#include "../formats/jsonlabels.h"
#include "sqlite.h"

/* Reads a value that is not NULL into `labels`, which is zeroed before. Clear it with
** jsonlabels_clear. On SQLITE_ERROR, *fault (from sqlite3_malloc) says what was expected and what
** came. On SQLITE_NOMEM it is NULL. After either there is nothing to clear. */
int labels_value_parse(sqlite3 *db, sqlite3_value *value, JsonLabels *labels, char **fault);

#endif
