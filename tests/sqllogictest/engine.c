/* engine.c: which engines there are, and what is the same for all of them. */
#include "engine.h"

#include <errno.h>
#include <stdio.h>
#include <string.h>

static const Engine *const engines[] = {&engine_sqlite, &engine_postgresql};

const Engine *engine_find(const char *name) {
  for (size_t i = 0; i < sizeof engines / sizeof engines[0]; i++) {
    if (strcmp(engines[i]->name, name) == 0) return engines[i];
  }
  return NULL;
}

static bool run_prelude(Connection *connection, const char *path, Buffer *problem) {
  Buffer sql = {0};
  errno = 0;
  if (!buffer_read(&sql, path)) {
    buffer_format(problem, "expected the prelude %s to be read, got: %s", path, strerror(errno));
    return false;
  }
  bool ran = connection->engine->run(connection, &sql);
  if (!ran) {
    buffer_format(problem, "expected the prelude %s to run, got: ", path);
    connection->engine->describe(connection, problem);
  }
  buffer_free(&sql);
  return ran;
}

Connection *engine_connect(const Engine *engine, const EngineOptions *options, Buffer *problem) {
  Connection *connection = engine->open(options, problem);
  if (connection == NULL || options->prelude == NULL) return connection;
  if (run_prelude(connection, options->prelude, problem)) return connection;
  engine->close(connection, problem);
  return NULL;
}
