/* main.c: sqllogictest, a runner for SQL tests in the format of SQLite's corpus of the same name, with
** what numbers need on top.
**
**   sqllogictest [--strict] [--extension PATH]... [--db FILE] FILE...       verifies
**   sqllogictest --complete [...]                                           writes results
**   sqllogictest --engine postgresql [--connection STRING] [...]            asks PostgreSQL
**
** Prints each failure as file:line: what was expected, what came; then the SQL's first line. The last
** line is N passed, N failed, N skipped. Exit status: 0 when every record passed, 1 when one failed,
** 2 for wrong arguments. A file that cannot be read, or in which no record ran, is a failure.
** Every file gets a connection of its own: a new database in memory, or FILE, the same for all. With
** PostgreSQL it is a new database of the server, which is dropped at the end (engine_postgresql.c).
**
** A record ends with a blank line; lines from # in column 1 are comments; lines may end with CRLF.
**
**   statement ok                    SQL on the following lines, one statement or several
**   statement error [REGEX]         it must fail, with a message that the POSIX extended regular
**   query error [REGEX]             expression is found in
**   query TYPES [nosort|rowsort|valuesort [LABEL]] [ulp=N] [abs=E]
**                                   SQL, a line ----, and the result, one value per line; without
**                                   ---- an empty result. One letter for every column (results.c):
**                                   T text, I integer, R real as %.3f, D double as %.17g, B BLOB.
**                                   rowsort and valuesort sort by the bytes of the text. Queries
**                                   with one LABEL must have one result. A D must have the bits of
**                                   the number that is expected, or be at most N units in the last
**                                   place or E away. N values hashing to MD5 stands for values.
**   hash-threshold N                --complete writes more than N values as a hash; 0: never
**   skipif ENGINE # why             before a record, as is onlyif, and several of them; see guard.c
**   halt                            the rest of the file is skipped
**   mode strict, mode classic       strict: a value's storage class must fit its letter (or be NULL),
**                                   a REGEX must be there, a guard says why, and # in a result is no
**                                   comment
**   loop NAME FIRST LAST, endloop   runs what is between for NAME = FIRST to LAST, both included;
**                                   ${NAME} is replaced everywhere; loops may stand in loops
**   reconnect                       closes the connection, opens it, loads the extensions again
**
** Only statements and queries are counted. Each is counted every time it runs.
*/
#include "session.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

static const char usage[] =
    "usage: sqllogictest [--strict] [--complete] [--engine NAME] [--extension PATH]... [--db FILE] "
    "FILE...\n"
    "  --extension PATH  load this extension into every connection; PostgreSQL: CREATE EXTENSION\n"
    "  --db FILE         use this database for every file, not a new one for each\n"
    "  --engine NAME     sqlite, which it is unless told, or postgresql\n"
    "  --connection STRING  of PostgreSQL, as in 'host=/tmp port=5433'; or PGHOST, PGPORT, ...\n"
    "  --prelude FILE    run this SQL first, in every connection\n"
    "  --values FILE     write there, too, every value as file:line, its number and its text, and\n"
    "                    every error's text\n"
    "  --strict          begin every file in strict mode: storage classes must fit the types,\n"
    "                    an expected error needs a pattern, a guard its reason\n"
    "  --complete        rewrite, in the files, the results that differ\n"
    "records, separated by blank lines:\n"
    "  statement ok | statement error REGEX | query error REGEX\n"
    "  query TYPES [nosort|rowsort|valuesort [LABEL]] [ulp=N] [abs=E]\n"
    "    T text, I integer, R real (%.3f), D double (%.17g), B BLOB; the result follows after "
    "----\n"
    "  hash-threshold N | halt | reconnect | mode strict | mode classic\n"
    "  loop NAME FIRST LAST ... endloop (LAST included; ${NAME})\n"
    "  before a record: skipif ENGINE | onlyif ENGINE, as in: onlyif sqlite>=3.44 # why\n";

static void wrong_usage(const char *what) {
  fprintf(stderr, "sqllogictest: %s\n%s", what, usage);
  exit(2);
}

/* Reads the arguments; the files are left at the front of argv, and counted. */
static int read_arguments(int argc, char **argv, Options *options) {
  EngineOptions *connections = &options->connections;
  int files = 0;
  for (int i = 1; i < argc; i++) {
    const char *argument = argv[i];
    bool has_value = i + 1 < argc;
    if (strcmp(argument, "--help") == 0) {
      fputs(usage, stdout);
      exit(0);
    } else if (strcmp(argument, "--strict") == 0) {
      options->strict = true;
    } else if (strcmp(argument, "--complete") == 0) {
      options->complete = true;
    } else if (strcmp(argument, "--extension") == 0 && has_value) {
      connections->extensions[connections->extension_count++] = argv[++i];
    } else if (strcmp(argument, "--db") == 0 && has_value) {
      connections->database = argv[++i];
    } else if (strcmp(argument, "--connection") == 0 && has_value) {
      connections->connection = argv[++i];
    } else if (strcmp(argument, "--prelude") == 0 && has_value) {
      connections->prelude = argv[++i];
    } else if (strcmp(argument, "--values") == 0 && has_value) {
      options->values = fopen(argv[++i], "wb");
      if (options->values == NULL) wrong_usage(argv[i]);
    } else if (strcmp(argument, "--engine") == 0 && has_value) {
      options->engine = engine_find(argv[++i]);
      if (options->engine == NULL) wrong_usage(argv[i]);
    } else if (argument[0] == '-') {
      wrong_usage(argument);
    } else {
      argv[files++] = argv[i];
    }
  }
  return files;
}

int main(int argc, char **argv) {
  Tally tally = {0};
  Options options = {.engine = &engine_sqlite, .connections = {.connection = ""}};
  const char **extensions = memory_resize(NULL, (size_t)argc + 1, sizeof(char *));
  options.connections.extensions = extensions;
  /* A crash in an extension must not swallow what was printed before. */
  setvbuf(stdout, NULL, _IOLBF, 0);
  int files = read_arguments(argc, argv, &options);
  if (files == 0) wrong_usage("no file");
  for (int i = 0; i < files; i++) session_run(&options, argv[i], &tally);
  tally_print(&tally);
  int status = tally.failed > 0;
  if (options.values != NULL && fclose(options.values) != 0) status = 1;
  tally_free(&tally);
  free(extensions);
  return status;
}
