/* build.h: logits_build, what this copy of the extension is made of and runs on. */
#ifndef LOGITS_BIND_BUILD_H
#define LOGITS_BIND_BUILD_H

#include "sqlite.h"

extern const sqlite3_module build_table;

#endif
