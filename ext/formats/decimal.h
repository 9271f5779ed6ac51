/* decimal.h: doubles to decimal text and back, without a bit lost and without the C library, whose
** printf and strtod follow the locale and, on some systems, do not round correctly.
**
** Only integers are used inside, so the results depend on no rounding mode, compiler or CPU.
*/
#ifndef LOGITS_FORMATS_DECIMAL_H
#define LOGITS_FORMATS_DECIMAL_H

#include "../base/strict.h"

#include <stdbool.h>
#include <stddef.h>

enum { DECIMAL_TEXT_MAX = 24 }; /* "-1.2345678901234567e-308" */

/* Writes the shortest decimal text that reads back to the same double (of several, the one nearest
** to x) into a buffer of DECIMAL_TEXT_MAX bytes, whose rest it may change; returns its length and
** adds no NUL. The text is
** valid JSON and REAL to SQLite, having always a point or an exponent: positional from 1e-4 to
** below 1e16 as in Python (0.0001, 123456.0), else 1e-5, 1.5e300. -0.0 keeps its sign, infinities
** are 9e999 and -9e999, which read back as what they are, and NaN is null. */
int decimal_format(char *text, double x);

/* Reads the longest prefix of text that is a JSON number, rounded once to the nearest double, ties
** to even, however many digits there are; +-Inf on overflow, +-0 on underflow. *used is its length:
** "12,3" uses 2, "01" and "1." use 1. False, with *x and *used untouched, when no number stands
** there: "", "-", ".5", "+1", "inf". Time is linear in the length of the number. */
bool decimal_parse(const char *text, size_t length, double *x, size_t *used);

#endif
