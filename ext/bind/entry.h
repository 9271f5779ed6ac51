/* entry.h: what SQLite calls. Every call of a function of the table comes in here, and here alone: it
** is passed on with the floating-point state that the arithmetic needs (ext/base/fpstate.h), and the
** host's is restored before SQLite goes on.
**
** A scalar or an aggregate finds its row of the table in the user data, a table-valued function its
** module in its TableVtab.
*/
#ifndef LOGITS_BIND_ENTRY_H
#define LOGITS_BIND_ENTRY_H

#include "sqlite.h"

void entry_scalar(sqlite3_context *context, int count, sqlite3_value **arguments);

void entry_step(sqlite3_context *context, int count, sqlite3_value **arguments);
void entry_inverse(sqlite3_context *context, int count, sqlite3_value **arguments);
void entry_value(sqlite3_context *context);
void entry_final(sqlite3_context *context);

extern const sqlite3_module entry_module;

#endif
