/* guard.h: skipif and onlyif. */
#ifndef SQLLOGICTEST_GUARD_H
#define SQLLOGICTEST_GUARD_H

#include "script.h"

/* Judges what follows skipif or onlyif on its line. Where the record may not run, its skip_reason is
** filled (unless it already is: the first guard that says no counts). A guard without a remark leaves
** the record unexplained. False: the record's problem says what is wrong. */
bool guard_judge(const EngineVersion *engine, bool only, const char *rest, Record *record);

#endif
