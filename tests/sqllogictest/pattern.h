/* pattern.h: does an error message match? */
#ifndef SQLLOGICTEST_PATTERN_H
#define SQLLOGICTEST_PATTERN_H

#include "buffer.h"

#include <stdbool.h>

/* An extended regular expression (POSIX), found anywhere in the message. False: *problem says why,
** also when the pattern is none. */
bool pattern_match(const char *pattern, const char *message, Buffer *problem);

#endif
