/* engine_sqlite.c: SQLite, the one that is linked. */
#include "engine.h"

#include <sqlite3.h>
#include <stdlib.h>

typedef struct {
  Connection base;
  sqlite3 *db;
  sqlite3_stmt *statement; /* of the query that runs */
} SqliteConnection;

static sqlite3 *sqlite_db(const Connection *connection) {
  return ((const SqliteConnection *)connection)->db;
}

static bool load_extensions(sqlite3 *db, const EngineOptions *options, Buffer *problem) {
  for (int i = 0; i < options->extension_count; i++) {
    const char *extension = options->extensions[i];
    char *message = NULL;
    sqlite3_enable_load_extension(db, 1);
    int status = sqlite3_load_extension(db, extension, NULL, &message);
    sqlite3_enable_load_extension(db, 0);
    if (status != SQLITE_OK) {
      buffer_format(problem, "expected the extension %s to load, got: %s", extension,
                    message != NULL ? message : sqlite3_errstr(status));
    }
    sqlite3_free(message);
    if (status != SQLITE_OK) return false;
  }
  return true;
}

static Connection *sqlite_open(const EngineOptions *options, Buffer *problem) {
  const char *database = options->database != NULL ? options->database : ":memory:";
  int flags = SQLITE_OPEN_READWRITE | SQLITE_OPEN_CREATE;
  SqliteConnection *connection = memory_resize(NULL, 1, sizeof *connection);
  *connection = (SqliteConnection){.base = {&engine_sqlite}};
  int status = sqlite3_open_v2(database, &connection->db, flags, NULL);
  if (status == SQLITE_OK) {
    sqlite3_extended_result_codes(connection->db, 1);
    if (load_extensions(connection->db, options, problem)) return &connection->base;
  } else {
    buffer_format(problem, "expected the database %s to open, got: %s", database,
                  sqlite3_errstr(status));
  }
  sqlite3_close(connection->db);
  free(connection);
  return NULL;
}

static bool sqlite_close(Connection *connection, Buffer *problem) {
  int status = sqlite3_close(sqlite_db(connection));
  free(connection);
  if (status == SQLITE_OK) return true;
  buffer_format(problem, "expected the connection to close, got: %s", sqlite3_errstr(status));
  return false;
}

static void sqlite_version(const Connection *connection, EngineVersion *version) {
  (void)connection;
  int number = sqlite3_libversion_number();
  *version =
      (EngineVersion){engine_sqlite.name, {number / 1000000, number / 1000 % 1000, number % 1000}};
}

static bool sqlite_run(Connection *connection, const Buffer *sql) {
  sqlite3 *db = sqlite_db(connection);
  const char *at = sql->data, *end = at + sql->length;
  while (at < end) {
    sqlite3_stmt *statement = NULL;
    if (sqlite3_prepare_v2(db, at, (int)(end - at), &statement, &at) != SQLITE_OK) return false;
    if (statement == NULL) continue; /* a comment, or nothing */
    while (sqlite3_step(statement) == SQLITE_ROW) {
    }
    if (sqlite3_finalize(statement) != SQLITE_OK) return false;
  }
  return true;
}

static bool sqlite_query(Connection *connection, const Buffer *sql, size_t *columns,
                         const char **more) {
  SqliteConnection *self = (SqliteConnection *)connection;
  const char *tail;
  *more = NULL;
  int length = (int)sql->length + 1;
  if (sqlite3_prepare_v2(self->db, sql->data, length, &self->statement, &tail) != SQLITE_OK) {
    return false;
  }
  *columns = (size_t)sqlite3_column_count(self->statement);
  if (*tail == 0) return true;
  sqlite3_stmt *second = NULL;
  int status = sqlite3_prepare_v2(self->db, tail, -1, &second, NULL);
  if (status != SQLITE_OK || second != NULL) *more = tail;
  sqlite3_finalize(second);
  return true;
}

static Step sqlite_step(Connection *connection) {
  int status = sqlite3_step(((SqliteConnection *)connection)->statement);
  return status == SQLITE_ROW ? STEP_ROW : status == SQLITE_DONE ? STEP_DONE : STEP_ERROR;
}

static StorageClass sqlite_class(int type) {
  switch (type) {
  case SQLITE_INTEGER: return CLASS_INTEGER;
  case SQLITE_FLOAT: return CLASS_REAL;
  case SQLITE_TEXT: return CLASS_TEXT;
  case SQLITE_BLOB: return CLASS_BLOB;
  default: return CLASS_NULL;
  }
}

static void sqlite_cell(Connection *connection, size_t index, char letter, Cell *cell) {
  sqlite3_stmt *statement = ((SqliteConnection *)connection)->statement;
  int column = (int)index;
  *cell = (Cell){.storage = sqlite_class(sqlite3_column_type(statement, column))};
  if (cell->storage == CLASS_NULL) return;
  switch (letter) {
  case 'I': cell->integer = sqlite3_column_int64(statement, column); return;
  case 'R':
  case 'D': cell->number = sqlite3_column_double(statement, column); return;
  case 'T': cell->bytes = (const char *)sqlite3_column_text(statement, column); break;
  default: cell->bytes = sqlite3_column_blob(statement, column);
  }
  cell->length = (size_t)sqlite3_column_bytes(statement, column);
}

static void sqlite_finish(Connection *connection) {
  SqliteConnection *self = (SqliteConnection *)connection;
  sqlite3_finalize(self->statement);
  self->statement = NULL;
}

static const char *sqlite_message(const Connection *connection) {
  return sqlite3_errmsg(sqlite_db(connection));
}

static void sqlite_describe(const Connection *connection, Buffer *into) {
  sqlite3 *db = sqlite_db(connection);
  buffer_format(into, "%s (code %d)", sqlite3_errmsg(db), sqlite3_extended_errcode(db));
}

static bool sqlite_lost(const Connection *connection) {
  (void)connection;
  return false;
}

const Engine engine_sqlite = {.name = "sqlite",
                              .open = sqlite_open,
                              .close = sqlite_close,
                              .version = sqlite_version,
                              .run = sqlite_run,
                              .query = sqlite_query,
                              .step = sqlite_step,
                              .cell = sqlite_cell,
                              .finish = sqlite_finish,
                              .message = sqlite_message,
                              .describe = sqlite_describe,
                              .lost = sqlite_lost};
