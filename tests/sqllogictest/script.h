/* script.h: a test file, read record by record.
**
** The file is in memory once; a record is parsed when its turn comes, so that loops are jumps and a
** file of millions of records needs no list of them.
*/
#ifndef SQLLOGICTEST_SCRIPT_H
#define SQLLOGICTEST_SCRIPT_H

#include "buffer.h"
#include "engine.h"

#include <stdbool.h>
#include <stdint.h>

enum { SCRIPT_LOOPS = 16, SCRIPT_TOKENS = 16 };

typedef struct {
  Buffer name; /* i of ${i} */
  long long value, last;
  size_t body; /* offset and number of the body's first line */
  long body_line;
} Loop;

typedef struct {
  Buffer text;
  EngineVersion engine; /* what guards ask for */
  size_t at;            /* offset of the next line */
  long line;            /* number of the line read last */
  Loop loops[SCRIPT_LOOPS];
  size_t depth; /* loops that run now */
} Script;

typedef enum {
  RECORD_STATEMENT,
  RECORD_QUERY,
  RECORD_HALT,
  RECORD_HASH_THRESHOLD,
  RECORD_MODE,
  RECORD_LOOP,
  RECORD_ENDLOOP,
  RECORD_RECONNECT,
  RECORD_BROKEN, /* what is wrong stands in the record's problem */
  RECORD_END     /* of the file */
} RecordKind;

typedef enum { SORT_NONE, SORT_ROWS, SORT_VALUES } Sort;

typedef struct {
  RecordKind kind;
  long line;          /* of the line with its keyword */
  Buffer header;      /* that line, cut into tokens by zero bytes */
  Buffer skip_reason; /* the guard that said no; empty when the record runs */
  bool unexplained;   /* a guard says not why it is there */
  Buffer problem;
  Buffer sql;
  bool expects_error;
  Buffer pattern; /* what the error message must match; empty: any */
  const char *types;
  Sort sort;
  const char *label; /* NULL or a token of the header, as types */
  bool has_ulp, has_abs;
  uint64_t ulp;
  double abs;
  uint64_t threshold;
  bool strict;                 /* what a mode record asks for */
  Buffer expected;             /* the result's lines, each ended by a newline */
  bool has_results;            /* ---- was there */
  size_t results, results_end; /* offsets of the result in the file */
  const char *loop_name;
  long long loop_first, loop_last;
} Record;

/* False: cannot be read, and errno says why. */
bool script_open(Script *script, const char *path);
void script_close(Script *script);

/* Reads the next record into *record, whose buffers are used again and again. */
void script_next(Script *script, Record *record);
void record_free(Record *record);

/* What the execution of loop and endloop means for the reader. False: record->problem says why. */
bool script_enter_loop(Script *script, Record *record);
bool script_end_loop(Script *script, Record *record);

#endif
