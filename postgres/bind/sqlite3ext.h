/* sqlite3ext.h: found before SQLite's by the include path; see sqlite3.h. */
#ifndef LOGITS_POSTGRES_SQLITE3EXT_H
#define LOGITS_POSTGRES_SQLITE3EXT_H

#include "sqlite3.h"

#define SQLITE_EXTENSION_INIT3

#endif
