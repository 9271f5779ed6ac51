/* interrupt.h: whether the statement at hand has been interrupted (sqlite3_interrupt), so that a call
** that takes long, or a group's result that nobody waits for, ends at once.
**
** SQLite tells since 3.41. Under an older one nothing here is ever interrupted: the call ends, and
** then the statement does. A progress handler that returns non-zero ends a statement between two of
** SQLite's own steps, and leaves no mark that can be asked for.
*/
#ifndef LOGITS_BIND_INTERRUPT_H
#define LOGITS_BIND_INTERRUPT_H

#include "../base/stop.h"
#include "sqlite.h"

/* For the rooms: whether the statement on this connection has been interrupted. */
Stop interrupt_stop(sqlite3 *db);

/* The same for the statement that calls a function. */
Stop interrupt_stop_of(sqlite3_context *context);

/* Sets the error SQLITE_INTERRUPT if the statement has been interrupted. */
bool interrupt_error(sqlite3_context *context);

/* The error where a room came to no end: SQLITE_INTERRUPT, or else SQLITE_NOMEM. */
void interrupt_or_nomem(sqlite3_context *context);
int interrupt_or_nomem_code(sqlite3 *db);

/* The result of a room that ended, and that error of one that did not. */
void interrupt_double_if(sqlite3_context *context, bool ended, const double *result);

/* The result of a room that gives NaN when it is stopped: then the error SQLITE_INTERRUPT. */
void interrupt_double(sqlite3_context *context, double result);

#endif
