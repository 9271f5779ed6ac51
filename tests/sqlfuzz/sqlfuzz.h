/* sqlfuzz.h: what the parts of the SQL fuzzer share: random choices, texts that grow, and the case
** that is running.
**
** A case is a number. Its connection, its table and its statements follow from that number alone, so
** a case that fails is found again by it. Every statement that a case runs is kept in its script,
** which is printed when something is wrong: pasted into a shell with the extension loaded, it does
** the same.
*/
#ifndef LOGITS_TESTS_SQLFUZZ_H
#define LOGITS_TESTS_SQLFUZZ_H

#include "../../ext/bind/functions.h"
#include "../../ext/logits.h"

#include <stdbool.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

/* ---- random ---- */

extern uint64_t random_state;

/* G. L. Steele, D. Lea, C. H. Flood, "Fast splittable pseudorandom number generators" (2014). */
static inline uint64_t random_bits(void) {
  uint64_t z = random_state += UINT64_C(0x9e3779b97f4a7c15);
  z = (z ^ z >> 30) * UINT64_C(0xbf58476d1ce4e5b9);
  z = (z ^ z >> 27) * UINT64_C(0x94d049bb133111eb);
  return z ^ z >> 31;
}

static inline unsigned random_below(unsigned limit) {
  return limit > 0 ? (unsigned)((random_bits() >> 33) % limit) : 0;
}

static inline bool random_once_in(unsigned n) {
  return random_below(n) == 0;
}

#define RANDOM_OF(list) ((list)[random_below((unsigned)(sizeof(list) / sizeof *(list)))])

/* ---- text ---- */

typedef struct {
  char *text; /* ends with a 0 as soon as something was written */
  size_t used, room;
} Buffer;

void buffer_bytes(Buffer *text, const void *bytes, size_t size);
void buffer_add(Buffer *text, const char *format, ...) __attribute__((format(printf, 2, 3)));
void buffer_clear(Buffer *text); /* keeps the memory */
void buffer_free(Buffer *text);

/* ---- running SQL ---- */

/* What a statement gave: all its values, with types and bits, or its error. */
typedef struct {
  int code; /* SQLITE_OK: it ran to its end */
  Buffer rows, error;
  int count; /* of rows */
} Answer;

typedef struct {
  sqlite3 *db;
  uint64_t number;
  Buffer script;
  long statements; /* all that were run */
  size_t function; /* whose call the statements are about */
  bool stores;     /* -0.0 counts as 0.0: SQLite stores integral REAL values as integers */
} Case;

extern Case *running;

/* Runs and adds to the script; what fails here ends the program. */
void run_must(const char *sql);

/* Runs, without a word if it fails. The caller frees by answer_free. */
void run(const char *sql, Answer *answer);
void run_statement(sqlite3_stmt *statement, Answer *answer);
void answer_free(Answer *answer);

/* Prints the case, its script and the statement, and ends the program. */
void fail(const char *sql, const char *format, ...) __attribute__((format(printf, 2, 3), noreturn));

/* How often two answers of a function's call agreed that are no errors and not NULL alone. */
extern long *agreed;

/* Fails if two answers are not the same: rows bit for bit, or both an error of the same text. */
enum { SAME_ERROR_TEXT = 1 };
void require_same(const char *sql, const Answer *one, const char *other_sql, const Answer *other,
                  int flags);

/* ---- expressions (expressions.c) ---- */

/* The places where an expression stands allow different things. */
enum {
  IN_ROW = 1,   /* %name stands for a column of t */
  IN_QUERY = 2, /* subqueries are allowed */
};

void expression_any(Buffer *out, int where);
/* A call of the function. What does not fit an argument comes once in `odds` arguments; 0: never. */
void expression_call(Buffer *out, const Function *function, int where, unsigned odds);
const Function *expression_function(const char *kind);
/* The rows of t(id INTEGER PRIMARY KEY, g, o, x, y, l, w, v, s, a). */
void expression_row(Buffer *out, int id, unsigned odds);
/* %name as prefix.name, or as name when there is no prefix. */
void expression_expand(Buffer *out, const char *call, const char *prefix);

/* ---- checks (checks_*.c): each makes statements of its own and compares their answers ---- */

typedef void Check(void);
Check check_scalar_again, check_scalar_index, check_scalar_generated, check_scalar_view;
Check check_trigger, check_interrupt, check_schema, check_limits, check_memory;
Check check_frames, check_order, check_distinct, check_groups, check_table;

#endif
