/* engine_postgresql.c: PostgreSQL, through libpq.
**
** Every connection has a database of its own, made from template0 and dropped at the end, as SQLite's
** is one in memory. Its text is UTF-8 and is compared by bytes. A record that makes a statement run
** for longer than PATIENCE fails. Notices are no errors. A value has the storage class that its type
** stands for: boolean, smallint, integer and bigint INTEGER; real, double precision and numeric REAL,
** and a numeric without a decimal point INTEGER too, since sum(bigint) is one; bytea BLOB; all others
** TEXT. Its text is PostgreSQL's shortest that is read back as the same double.
**
** libpq is loaded when it is needed, so that the runner is built and runs where there is none. The
** declarations below are those of its manual. The variable LIBPQ names another file to load.
*/
#include "engine.h"

static const char no_library[] =
    "expected libpq, PostgreSQL's client library, for --engine postgresql, got: ";

#if defined(_WIN32) || defined(__wasi__)

static Connection *postgresql_open(const EngineOptions *options, Buffer *problem) {
  (void)options;
  buffer_format(problem, "%snone on this platform", no_library);
  return NULL;
}

/* Nothing else is called without a connection. */
const Engine engine_postgresql = {.name = "postgresql", .open = postgresql_open};

#else

  #include <dlfcn.h>
  #include <errno.h>
  #include <stdio.h>
  #include <stdlib.h>
  #include <string.h>
  #include <unistd.h>

enum { PATIENCE = 1200 /* seconds, as long as a test of make test may compute */ };

/* ---- libpq ---- */

typedef struct PGconn PGconn;
typedef struct PGresult PGresult;

enum { PQ_CONNECTION_OK = 0, PQ_EMPTY_QUERY = 0, PQ_COMMAND_OK = 1, PQ_TUPLES_OK = 2 };
enum { PQ_DIAG_SQLSTATE = 'C', PQ_DIAG_PRIMARY = 'M', PQ_DIAG_HINT = 'H' };

/* The names of the members are those of libpq's functions, after PQ. */
static struct {
  PGconn *(*connectdbParams)(const char *const *keywords, const char *const *values, int expand);
  int (*status)(const PGconn *);
  int (*serverVersion)(const PGconn *);
  char *(*errorMessage)(const PGconn *);
  void *(*setNoticeProcessor)(PGconn *, void (*)(void *, const char *), void *);
  void (*finish)(PGconn *);
  PGresult *(*exec)(PGconn *, const char *);
  PGresult *(*execParams)(PGconn *, const char *, int, const unsigned *, const char *const *,
                          const int *, const int *, int);
  int (*resultStatus)(const PGresult *);
  char *(*resultErrorField)(const PGresult *, int);
  int (*ntuples)(const PGresult *);
  int (*nfields)(const PGresult *);
  unsigned (*ftype)(const PGresult *, int);
  char *(*getvalue)(const PGresult *, int, int);
  int (*getlength)(const PGresult *, int, int);
  int (*getisnull)(const PGresult *, int, int);
  void (*clear)(PGresult *);
  char *(*escapeIdentifier)(PGconn *, const char *, size_t);
  void (*freemem)(void *);
} pq;

static bool load_library(Buffer *problem) {
  /* A pointer to a function is written where POSIX says that dlsym's result may be. */
  const struct {
    const char *name;
    void *function;
  } symbols[] = {{"PQconnectdbParams", &pq.connectdbParams},
                 {"PQstatus", &pq.status},
                 {"PQserverVersion", &pq.serverVersion},
                 {"PQerrorMessage", &pq.errorMessage},
                 {"PQsetNoticeProcessor", &pq.setNoticeProcessor},
                 {"PQfinish", &pq.finish},
                 {"PQexec", &pq.exec},
                 {"PQexecParams", &pq.execParams},
                 {"PQresultStatus", &pq.resultStatus},
                 {"PQresultErrorField", &pq.resultErrorField},
                 {"PQntuples", &pq.ntuples},
                 {"PQnfields", &pq.nfields},
                 {"PQftype", &pq.ftype},
                 {"PQgetvalue", &pq.getvalue},
                 {"PQgetlength", &pq.getlength},
                 {"PQgetisnull", &pq.getisnull},
                 {"PQclear", &pq.clear},
                 {"PQescapeIdentifier", &pq.escapeIdentifier},
                 {"PQfreemem", &pq.freemem}};
  #ifdef __APPLE__
  const char *file = "libpq.5.dylib";
  #else
  const char *file = "libpq.so.5";
  #endif
  if (pq.freemem != NULL) return true;
  if (getenv("LIBPQ") != NULL) file = getenv("LIBPQ");
  void *library = dlopen(file, RTLD_NOW | RTLD_LOCAL);
  for (size_t i = 0; library != NULL && i < sizeof symbols / sizeof symbols[0]; i++) {
    void *symbol = dlsym(library, symbols[i].name);
    if (symbol == NULL) library = NULL;
    memcpy(symbols[i].function, &symbol, sizeof symbol);
  }
  if (library == NULL) {
    pq.freemem = NULL;
    buffer_format(problem, "%s%s", no_library, dlerror());
  }
  return library != NULL;
}

/* ---- the connection ---- */

typedef struct {
  Connection base;
  PGconn *server; /* makes and drops the database; NULL where that is not ours */
  PGconn *session;
  PGresult *result; /* of the query that runs */
  int row, rows;
  Buffer database; /* the quoted name of the database that is ours */
  Buffer bytes;    /* of the BLOB that was asked for */
  Buffer message;  /* of the last error */
  char state[6];   /* its SQLSTATE */
} PostgresqlConnection;

static PostgresqlConnection *self_of(const Connection *connection) {
  return (PostgresqlConnection *)connection;
}

static void ignore_notice(void *argument, const char *message) {
  (void)argument;
  (void)message;
}

/* Keeps the error of a result. Without one it is the connection's. A hint follows the message, as the
 * extension has both in one text in SQLite. */
static void keep_error(PostgresqlConnection *self, const PGresult *result) {
  const char *primary = pq.resultErrorField(result, PQ_DIAG_PRIMARY);
  const char *hint = pq.resultErrorField(result, PQ_DIAG_HINT);
  const char *state = pq.resultErrorField(result, PQ_DIAG_SQLSTATE);
  buffer_clear(&self->message);
  buffer_add(&self->message, primary != NULL ? primary : pq.errorMessage(self->session));
  while (self->message.length > 0 && self->message.data[self->message.length - 1] == '\n') {
    self->message.data[--self->message.length] = 0;
  }
  if (hint != NULL) buffer_format(&self->message, "; %s", hint);
  snprintf(self->state, sizeof self->state, "%s", state != NULL ? state : "none");
}

static bool succeeded(PostgresqlConnection *self, const PGresult *result) {
  int status = pq.resultStatus(result);
  if (status == PQ_COMMAND_OK || status == PQ_TUPLES_OK) return true;
  if (status == PQ_EMPTY_QUERY && result != NULL) return true;
  keep_error(self, result);
  return false;
}

static bool execute(PGconn *connection, const char *sql) {
  PGresult *result = pq.exec(connection, sql);
  int status = pq.resultStatus(result);
  pq.clear(result);
  return status == PQ_COMMAND_OK || status == PQ_TUPLES_OK;
}

/* The first dbname may be a connection string, the second one is the database. */
static PGconn *connect_to(const EngineOptions *options, const char *database) {
  const char *keywords[] = {"dbname", "client_encoding", "application_name", "dbname", NULL};
  const char *values[] = {options->connection, "UTF8", "sqllogictest", database, NULL};
  if (database == NULL) keywords[3] = NULL;
  PGconn *connection = pq.connectdbParams(keywords, values, 1);
  pq.setNoticeProcessor(connection, ignore_notice, NULL);
  return connection;
}

static bool connected(const PGconn *connection, Buffer *problem) {
  if (pq.status(connection) == PQ_CONNECTION_OK) return true;
  const char *message = pq.errorMessage(connection);
  buffer_format(problem, "expected a connection to PostgreSQL, got: %.*s",
                (int)strcspn(message, "\n"), message);
  return false;
}

/* A name that no other run of this program has on this server. */
static bool create_database(PostgresqlConnection *self, Buffer *problem) {
  static int count = 0;
  Buffer sql = {0};
  buffer_format(&self->database, "sqllogictest_%ld_%d", (long)getpid(), ++count);
  buffer_format(&sql, "CREATE DATABASE %s TEMPLATE template0 ENCODING 'UTF8' LOCALE 'C'",
                self->database.data);
  bool created = execute(self->server, sql.data);
  if (!created) {
    buffer_format(problem, "expected a new database, got: %s", pq.errorMessage(self->server));
    buffer_clear(&self->database);
  }
  buffer_free(&sql);
  return created;
}

static bool prepare_session(PostgresqlConnection *self, const EngineOptions *options,
                            Buffer *problem) {
  Buffer sql = {0};
  /* 1 or more: the shortest text that is read back as the same double. */
  buffer_format(&sql,
                "SET extra_float_digits = 1; SET bytea_output = hex;"
                "SET statement_timeout = '%ds';",
                (int)PATIENCE);
  for (int i = 0; i < options->extension_count; i++) {
    const char *name = options->extensions[i];
    char *quoted = pq.escapeIdentifier(self->session, name, strlen(name));
    buffer_format(&sql, "CREATE EXTENSION IF NOT EXISTS %s;", quoted != NULL ? quoted : "");
    pq.freemem(quoted);
  }
  bool prepared = execute(self->session, sql.data);
  if (!prepared) {
    const char *message = pq.errorMessage(self->session);
    buffer_format(problem, "expected the extension to load, got: %.*s", (int)strcspn(message, "\n"),
                  message);
  }
  buffer_free(&sql);
  return prepared;
}

static bool postgresql_close(Connection *connection, Buffer *problem) {
  PostgresqlConnection *self = self_of(connection);
  bool closed = true;
  pq.clear(self->result);
  if (self->session != NULL) pq.finish(self->session);
  if (self->database.length > 0) {
    Buffer sql = {0};
    buffer_format(&sql, "DROP DATABASE %s WITH (FORCE)", self->database.data);
    closed = execute(self->server, sql.data);
    if (!closed) {
      buffer_format(problem, "expected the database %s to be dropped, got: %s", self->database.data,
                    pq.errorMessage(self->server));
    }
    buffer_free(&sql);
  }
  if (self->server != NULL) pq.finish(self->server);
  buffer_free(&self->database);
  buffer_free(&self->bytes);
  buffer_free(&self->message);
  free(self);
  return closed;
}

static Connection *postgresql_open(const EngineOptions *options, Buffer *problem) {
  if (!load_library(problem)) return NULL;
  PostgresqlConnection *self = memory_resize(NULL, 1, sizeof *self);
  *self = (PostgresqlConnection){.base = {&engine_postgresql}};
  const char *database = options->database;
  bool ready = true;
  if (database == NULL) {
    self->server = connect_to(options, NULL);
    ready = connected(self->server, problem) && create_database(self, problem);
    database = self->database.data;
  }
  if (ready) {
    self->session = connect_to(options, database);
    ready = connected(self->session, problem) && prepare_session(self, options, problem);
  }
  if (ready) return &self->base;
  postgresql_close(&self->base, problem);
  return NULL;
}

static void postgresql_version(const Connection *connection, EngineVersion *version) {
  int number = pq.serverVersion(self_of(connection)->session); /* 150018 is 15.18 */
  *version = (EngineVersion){engine_postgresql.name, {number / 10000, number % 10000, 0}};
}

static bool postgresql_lost(const Connection *connection) {
  return pq.status(self_of(connection)->session) != PQ_CONNECTION_OK;
}

/* ---- statements and queries ---- */

static bool postgresql_run(Connection *connection, const Buffer *sql) {
  PostgresqlConnection *self = self_of(connection);
  PGresult *result = pq.exec(self->session, buffer_string(sql));
  bool ran = succeeded(self, result);
  pq.clear(result);
  return ran;
}

/* PostgreSQL itself refuses more than one statement where there may be parameters. */
static bool postgresql_query(Connection *connection, const Buffer *sql, size_t *columns,
                             const char **more) {
  PostgresqlConnection *self = self_of(connection);
  *more = NULL;
  self->row = -1;
  self->result = pq.execParams(self->session, sql->data, 0, NULL, NULL, NULL, NULL, 0);
  self->rows = pq.ntuples(self->result);
  *columns = (size_t)pq.nfields(self->result);
  return succeeded(self, self->result);
}

static Step postgresql_step(Connection *connection) {
  PostgresqlConnection *self = self_of(connection);
  return ++self->row < self->rows ? STEP_ROW : STEP_DONE;
}

/* ---- values ---- */

/* Of pg_type: a type's number never changes. */
enum { TYPE_BOOL = 16, TYPE_BYTEA = 17, TYPE_INT8 = 20, TYPE_INT2 = 21, TYPE_INT4 = 23 };
enum { TYPE_FLOAT4 = 700, TYPE_FLOAT8 = 701, TYPE_NUMERIC = 1700 };

/* An integer of 64 bits. */
static bool is_integer(const char *text) {
  char *end;
  errno = 0;
  (void)strtoll(text, &end, 10);
  return end != text && *end == 0 && errno == 0;
}

static StorageClass class_of(unsigned type, const char *text, char letter) {
  switch (type) {
  case TYPE_BOOL:
  case TYPE_INT2:
  case TYPE_INT4:
  case TYPE_INT8: return CLASS_INTEGER;
  case TYPE_FLOAT4:
  case TYPE_FLOAT8: return CLASS_REAL;
  case TYPE_NUMERIC: return letter == 'I' && is_integer(text) ? CLASS_INTEGER : CLASS_REAL;
  case TYPE_BYTEA: return CLASS_BLOB;
  default: return CLASS_TEXT;
  }
}

static int nibble(char digit) {
  return digit <= '9' ? digit - '0' : digit - 'a' + 10;
}

/* The bytes of bytea's text, which is \x and two digits for every byte. */
static void decode_bytes(Buffer *bytes, const char *text, size_t length) {
  buffer_clear(bytes);
  for (size_t i = 2; i + 1 < length; i += 2) {
    char byte = (char)(nibble(text[i]) << 4 | nibble(text[i + 1]));
    buffer_append(bytes, &byte, 1);
  }
}

static void postgresql_cell(Connection *connection, size_t index, char letter, Cell *cell) {
  PostgresqlConnection *self = self_of(connection);
  int column = (int)index;
  const char *text = pq.getvalue(self->result, self->row, column);
  size_t length = (size_t)pq.getlength(self->result, self->row, column);
  unsigned type = pq.ftype(self->result, column);
  *cell = (Cell){.storage = CLASS_NULL};
  if (pq.getisnull(self->result, self->row, column)) return;
  cell->storage = class_of(type, text, letter);
  if (type == TYPE_BOOL) text = text[0] == 't' ? "1" : "0";
  switch (letter) {
  case 'I':
    cell->integer = is_integer(text) ? strtoll(text, NULL, 10) : (int64_t)strtod(text, NULL);
    return;
  case 'R':
  case 'D':
    cell->number = type == TYPE_FLOAT4 ? (double)strtof(text, NULL) : strtod(text, NULL);
    return;
  default: break;
  }
  cell->bytes = text;
  cell->length = length;
  if (type != TYPE_BYTEA) return;
  decode_bytes(&self->bytes, text, length);
  cell->bytes = buffer_string(&self->bytes);
  cell->length = self->bytes.length;
}

static void postgresql_finish(Connection *connection) {
  PostgresqlConnection *self = self_of(connection);
  pq.clear(self->result);
  self->result = NULL;
}

static const char *postgresql_message(const Connection *connection) {
  return buffer_string(&self_of(connection)->message);
}

static void postgresql_describe(const Connection *connection, Buffer *into) {
  const PostgresqlConnection *self = self_of(connection);
  buffer_format(into, "%s (SQLSTATE %s)", buffer_string(&self->message), self->state);
}

const Engine engine_postgresql = {.name = "postgresql",
                                  .open = postgresql_open,
                                  .close = postgresql_close,
                                  .version = postgresql_version,
                                  .run = postgresql_run,
                                  .query = postgresql_query,
                                  .step = postgresql_step,
                                  .cell = postgresql_cell,
                                  .finish = postgresql_finish,
                                  .message = postgresql_message,
                                  .describe = postgresql_describe,
                                  .lost = postgresql_lost};

#endif
