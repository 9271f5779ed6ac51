/* labels_value.h: the SQL value that names the classes: a JSON array of labels. */
#ifndef LOGITS_BIND_LABELS_VALUE_H
#define LOGITS_BIND_LABELS_VALUE_H

#include "../formats/jsonlabels.h"
#include "sqlite.h"

/* Reads a value, not NULL, into `labels`, which is zeroed; clear them with jsonlabels_clear. On
** SQLITE_ERROR, *fault (from sqlite3_malloc) says what was expected and what came; SQLITE_NOMEM leaves
** it NULL. Nothing to clear then. */
int labels_value_parse(sqlite3_value *value, JsonLabels *labels, char **fault);

#endif
