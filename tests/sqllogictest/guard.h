/* guard.h: skipif and onlyif. */
#ifndef SQLLOGICTEST_GUARD_H
#define SQLLOGICTEST_GUARD_H

#include "buffer.h"

#include <stdbool.h>

/* Judges what follows skipif or onlyif on its line. Where the record may not run, *reason is filled
** (unless it already is: the first guard that says no counts). False: *problem says what is wrong. */
bool guard_judge(bool only, const char *rest, Buffer *reason, Buffer *problem);

#endif
