/* value.h: SQL values into numbers and labels, numbers into SQL results, and all error texts.
**
** The value policy, in one place. INTEGER and REAL are numbers. So is TEXT that is wholly a number,
** as SQLite's numeric affinity sees it (CSV imports bring such text). So are `inf`, `infinity` and
** `nan` in any case, with a sign or without. Any other TEXT, and a BLOB, is an error that names the
** function, the argument and the value. NaN stands for NULL inside the extension: no SQL value is a
** NaN, and a result that is one becomes NULL.
*/
#ifndef LOGITS_BIND_VALUE_H
#define LOGITS_BIND_VALUE_H

#include "../base/label.h"
#include "../base/score.h"
#include "sqlite.h"

#include <stdbool.h>
#include <stddef.h>

/* The number in argument `index` (from 0), NaN for NULL. False: the error has been set. Its text
** ends with `hint`, unless that is NULL or the policy has a better one. */
bool value_number_hint(sqlite3_context *context, sqlite3_value **arguments, int index,
                       const char *hint, double *x);

/* The same without a hint. It runs once per row, so a REAL, the usual case, takes no call. */
static inline bool value_number(sqlite3_context *context, sqlite3_value **arguments, int index,
                                double *x) {
  if (sqlite3_value_type(arguments[index]) != SQLITE_FLOAT) {
    return value_number_hint(context, arguments, index, NULL, x);
  }
  *x = sqlite3_value_double(arguments[index]);
  return true;
}

/* The same where an integer is expected: the error for a NumPy scalar then advises int(x). */
bool value_number_integral(sqlite3_context *context, sqlite3_value **arguments, int index,
                           const char *hint, double *x);

/* Whether the value is a BLOB as long as a NumPy integer, which clients bind as its bytes. */
#define VALUE_SCALAR_ADVICE "a NumPy scalar? bind int(x)"
bool value_is_scalar(sqlite3_value *value);

/* The number as a score, of which an INTEGER keeps all digits. */
bool value_score_exact(sqlite3_context *context, sqlite3_value **arguments, int index,
                       Score *score);

/* The same; a REAL takes no call. */
static inline bool value_score(sqlite3_context *context, sqlite3_value **arguments, int index,
                               Score *score) {
  if (sqlite3_value_type(arguments[index]) != SQLITE_FLOAT) {
    return value_score_exact(context, arguments, index, score);
  }
  *score = score_of_double(sqlite3_value_double(arguments[index]));
  return true;
}

/* Argument `index` as a 64-bit integer. *null: it is NULL. False: the error has been set. */
bool value_integer(sqlite3_context *context, sqlite3_value **arguments, int index,
                   sqlite3_int64 *integer, bool *null);

/* A probability from 0 to 1, NaN for NULL. False: the error has been set. */
bool value_probability(sqlite3_context *context, sqlite3_value **arguments, int index, double *p);

/* The same. A value above 1 by no more than rounding to float32 may add counts as 1. */
bool value_probability_rounded(sqlite3_context *context, sqlite3_value **arguments, int index,
                               double *p);

/* A number from 0 to below 1, such as uniform(seed, id), NaN for NULL. False: the error has been
** set. */
bool value_uniform(sqlite3_context *context, sqlite3_value **arguments, int index, double *u);

/* A weight, finite and 0 or more, NaN for NULL; 1 where the argument was left out (see
** aggregate.h). False: the error has been set. */
bool value_weight(sqlite3_context *context, sqlite3_value **arguments, int index, double *weight);

/* The label of an example of two classes, 0 or 1; -1 for NULL. False: the error has been set. It
** shows the order of the arguments. */
bool value_outcome(sqlite3_context *context, sqlite3_value **arguments, int index, int *label);

/* Argument `index` as a number of things, 1 or more; what is beyond UINT32_MAX is UINT32_MAX.
** False: the error has been set, for NULL too. */
bool value_size(sqlite3_context *context, sqlite3_value **arguments, int index, uint32_t *size);

/* Whether the value is a number of things from 1 to `most`. Sets no error. */
bool value_is_size(sqlite3_value *value, uint32_t most, uint32_t *size);

/* Argument `index` as a place among `count`, from 0. False: the error has been set, for NULL too.
*/
bool value_index(sqlite3_context *context, sqlite3_value **arguments, int index, size_t count,
                 size_t *place);

/* The same where the argument has been read and is the number x. */
bool value_index_of(sqlite3_context *context, sqlite3_value **arguments, int index, double x,
                    size_t count, size_t *place);

/* Argument `index` as a label; its bytes belong to SQLite and live as long as the argument.
** LABEL_NONE for NULL. False when memory ran out: the error has been set. */
bool value_label(sqlite3_context *context, sqlite3_value **arguments, int index, Label *label);

void value_result_label(sqlite3_context *context, const Label *label);

/* How many bytes of an error's text SQLITE_LIMIT_LENGTH lets through. Of a longer one SQLite would
** show nothing. */
int value_error_length(sqlite3 *db, const char *text);

/* The error `text`, as much of it as fits. */
void value_error_text(sqlite3_context *context, const char *text);

/* Errors, each preceded by "name(): ". */
void value_error(sqlite3_context *context, const char *text);
void value_error_argument(sqlite3_context *context, sqlite3_value **arguments, int index,
                          const char *must); /* "argument 2 <must>, got REAL 1.5" */
void value_error_hint(sqlite3_context *context, sqlite3_value **arguments, int index,
                      const char *must, const char *hint); /* the same and "; <hint>", or NULL */
void value_error_fault(sqlite3_context *context, int index,
                       const char *fault); /* "argument 2 <fault>" */

/* "REAL 1.5", for the error texts of others; from sqlite3_malloc, NULL if memory ran out. */
char *value_described(sqlite3_value *value);
void value_error_sizes(sqlite3_context *context, const char *text, size_t a,
                       size_t b); /* "<text> 2 and 3" */
void value_error_number(sqlite3_context *context, const char *text, double x); /* "<text> 1.5" */
void value_error_count(sqlite3_context *context, const char *text,
                       sqlite3_int64 count); /* "<text> 2" */

/* sqlite3_realloc64 as a MemoryResize. */
void *value_resize(void *block, uint64_t bytes);

#endif
