/* examples_collect.h: rows as scored examples, which the aggregates over examples begin with.
**
** A row is its score, its label (0 or 1) and, for some aggregates, a weight. A row where one of
** them is NULL is skipped. So is a row of weight 0.
*/
#ifndef LOGITS_BIND_EXAMPLES_COLLECT_H
#define LOGITS_BIND_EXAMPLES_COLLECT_H

#include "../metrics/examples.h"
#include "sqlite.h"

/* The examples of the frame. */
typedef struct {
  Examples examples;
  bool weighted; /* the query gives weights */
} ExamplesCollected;

/* The row's score and label, with that weight, as an example. False: the row is skipped, or the
** error has been set. */
bool examples_collect_read(sqlite3_context *context, sqlite3_value **arguments, double weight,
                           Example *example);

/* The example comes into the frame, or the oldest one leaves it. */
void examples_collect_change(sqlite3_context *context, ExamplesCollected *state, Example example,
                             int sign);

/* For an Aggregate on ExamplesCollected with the arguments score, label and weight. */
void examples_collect_row(sqlite3_context *context, void *pointer, sqlite3_value **arguments,
                          int sign);
void examples_collect_clear(void *pointer);

/* A sorted copy of the frame's examples, which the caller frees. NULL: the error has been set. */
Example *examples_collect_sorted(sqlite3_context *context, const ExamplesCollected *state);

/* The examples themselves, sorted where they are, when the state is not needed again. NULL: there are
** none, or the error has been set. */
const Example *examples_collect_sort(sqlite3_context *context, ExamplesCollected *state);

#endif
