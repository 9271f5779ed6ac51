/* set_value.h: SQL values as sets: of scored examples, as score_set makes them
** (metrics/jsonsets.h), or of classes, as class_set makes them (metrics/jsonclasses.h). */
#ifndef LOGITS_BIND_SET_VALUE_H
#define LOGITS_BIND_SET_VALUE_H

#include "../metrics/class_set.h"
#include "../metrics/jsonsets.h"
#include "sqlite.h"

/* Reads a value that is not NULL into `sets`, which is zeroed before. Afterwards nothing in it
** points into the value. On SQLITE_ERROR, *fault (from sqlite3_malloc) says what was expected and
** what came. On SQLITE_NOMEM it is NULL. After either there is nothing to clear. */
int set_value_parse(sqlite3 *db, sqlite3_value *value, JsonSets *sets, char **fault);

/* The same for scores that are probabilities. */
int set_value_parse_probabilities(sqlite3 *db, sqlite3_value *value, JsonSets *sets, char **fault);

/* The same for a set of classes; class_set_clear frees it. */
int set_value_parse_classes(sqlite3 *db, sqlite3_value *value, ClassSet *set, char **fault);

void set_value_clear(JsonSets *sets);

#endif
