/* engine.h: what the session asks of a database engine. A connection begins with a pointer to its
** engine's functions; engine_sqlite.c and engine_postgresql.c hold one engine each.
*/
#ifndef SQLLOGICTEST_ENGINE_H
#define SQLLOGICTEST_ENGINE_H

#include "buffer.h"

#include <stdbool.h>
#include <stdint.h>

/* What the command line says about connections. */
typedef struct {
  const char **extensions;
  int extension_count;
  const char *database;   /* NULL: a new one for every connection */
  const char *connection; /* of PostgreSQL: "host=... dbname=..."; empty: what PGHOST etc. say */
  const char *prelude;    /* a file of SQL that every connection runs first; NULL: none */
} EngineOptions;

/* As guards name it. */
typedef struct {
  const char *name;
  int version[3];
} EngineVersion;

/* Storage classes: of an engine without them, the one that the value's type stands for. */
typedef enum { CLASS_INTEGER, CLASS_REAL, CLASS_TEXT, CLASS_BLOB, CLASS_NULL } StorageClass;

/* A value of the row that a query stands on, cast to what its type letter asks for. */
typedef struct {
  StorageClass storage;
  const char *bytes; /* T and B, until the next cell is asked for */
  size_t length;
  int64_t integer; /* I */
  double number;   /* R and D */
} Cell;

typedef enum { STEP_ROW, STEP_DONE, STEP_ERROR } Step;

typedef struct Connection Connection;

typedef struct {
  const char *name;
  /* NULL: *problem says why. */
  Connection *(*open)(const EngineOptions *options, Buffer *problem);
  /* The connection is gone afterwards. False: *problem says what went wrong. */
  bool (*close)(Connection *connection, Buffer *problem);
  void (*version)(const Connection *connection, EngineVersion *version);
  /* Runs all statements of the text. False: an error, which message has. */
  bool (*run)(Connection *connection, const Buffer *sql);
  /* Begins a query of one statement; where the text has more of them, *more is what follows the
   * first one, else NULL. Whatever it returns, finish comes at the end. */
  bool (*query)(Connection *connection, const Buffer *sql, size_t *columns, const char **more);
  Step (*step)(Connection *connection);
  void (*cell)(Connection *connection, size_t column, char letter, Cell *cell);
  void (*finish)(Connection *connection);
  /* Of the last error: its text, and the text with the engine's code. */
  const char *(*message)(const Connection *connection);
  void (*describe)(const Connection *connection, Buffer *into);
  /* Nothing more can run: the server is gone. */
  bool (*lost)(const Connection *connection);
} Engine;

struct Connection {
  const Engine *engine;
};

extern const Engine engine_sqlite, engine_postgresql;

/* The engine of that name; NULL: there is none. */
const Engine *engine_find(const char *name);

/* Opens a connection with the extensions and the prelude in it. NULL: *problem says why not. */
Connection *engine_connect(const Engine *engine, const EngineOptions *options, Buffer *problem);

#endif
