/* results.h: what a query returned, as the text that a test file would hold, and how it compares with
** what the file does hold.
*/
#ifndef SQLLOGICTEST_RESULTS_H
#define SQLLOGICTEST_RESULTS_H

#include "buffer.h"
#include "engine.h"
#include "md5.h"
#include "script.h"

typedef struct {
  const char *text; /* set when all values are there */
  size_t start;     /* of the text in the results' buffer */
  size_t length;
  double number; /* of a D */
  char type;     /* the type letter; N for NULL */
} Value;

typedef struct {
  Buffer text;
  Value *values;
  size_t count;
  size_t capacity;
  size_t columns;
} Results;

void results_clear(Results *results, size_t columns);
void results_free(Results *results);

/* Adds the row that the connection's query stands on. False, with *problem filled, where a value's
** storage class does not fit its type letter in strict mode. */
bool results_add_row(Results *results, Connection *connection, const char *types, bool strict,
                     Buffer *problem);

/* To be called once, after the last row. */
void results_sort(Results *results, Sort sort);

void results_digest(const Results *results, char hex[MD5_HEX]);

/* Compares with the record's expected lines. False: *problem says what was expected and came. */
bool results_match(const Results *results, const Record *record, bool strict, Buffer *problem);

/* Writes the results as a test file holds them: hashed where there are more than threshold values
** (0: never). False, with *problem filled, where a value cannot be written as a line. */
bool results_write(const Results *results, const Record *record, uint64_t threshold,
                   const char *line_end, Buffer *into, Buffer *problem);

#endif
