/* session.c: runs the records of one file on a connection of its own.
**
** Invariant: between two records no statement is open, so the connection can be closed at any time,
** and each record that runs has been counted once.
*/
#include "session.h"

#include "completion.h"
#include "labels.h"
#include "pattern.h"
#include "results.h"
#include "script.h"

#include <errno.h>
#include <string.h>

typedef struct {
  const Options *options;
  const char *path;
  Tally *tally;
  Connection *connection;
  Script script;
  Record record;
  Results results;
  Labels labels;
  Completion completion;
  Buffer problem; /* what was expected and came, when the record fails */
  bool strict;
  uint64_t threshold;
  const char *halted; /* why the rest of the file does not run; NULL while it does */
  long ran;
} Session;

/* ---- reports ---- */

/* file:line: problem, the runs of loops it came in, and the SQL's first line. */
static void report(Session *session, long line, const char *problem) {
  const Script *script = &session->script;
  printf("%s:%ld: %s\n", session->path, line, problem);
  for (size_t i = 0; i < script->depth; i++) {
    const Loop *loop = &script->loops[i];
    printf("  in loop %s = %lld\n", loop->name.data, loop->value);
  }
  const Buffer *sql = &session->record.sql;
  if (sql->length > 0) printf("  %.*s\n", (int)strcspn(sql->data, "\n"), sql->data);
  session->tally->failed++;
}

/* ---- the connection ---- */

static bool session_connect(Session *session) {
  const Options *options = session->options;
  session->connection = engine_connect(options->engine, &options->connections, &session->problem);
  if (session->connection == NULL) return false;
  options->engine->version(session->connection, &session->script.engine);
  return true;
}

static bool session_disconnect(Session *session) {
  bool closed = session->options->engine->close(session->connection, &session->problem);
  session->connection = NULL;
  return closed;
}

/* Without a connection the rest of the file cannot run. */
static void session_reconnect(Session *session) {
  buffer_clear(&session->problem);
  if (session_disconnect(session) && session_connect(session)) return;
  report(session, session->record.line, session->problem.data);
  session->halted = "after a failed reconnect";
}

/* ---- statements and queries ---- */

static bool run_statements(Session *session) {
  return session->options->engine->run(session->connection, &session->record.sql);
}

static bool unexpected_error(Session *session) {
  buffer_add(&session->problem, "expected no error, got: ");
  session->options->engine->describe(session->connection, &session->problem);
  return false;
}

/* Runs what should fail. */
static bool check_error(Session *session) {
  const Record *record = &session->record;
  if (run_statements(session)) {
    bool any = record->pattern.length == 0;
    buffer_format(&session->problem, "expected an error%s%s%s, got none", any ? "" : " like '",
                  buffer_string(&record->pattern), any ? "" : "'");
    return false;
  }
  const char *message = session->options->engine->message(session->connection);
  if (session->options->values != NULL) {
    fprintf(session->options->values, "%s:%ld error %s\n", session->path, record->line, message);
  }
  if (record->pattern.length > 0) {
    return pattern_match(record->pattern.data, message, &session->problem);
  }
  if (!session->strict) return true;
  buffer_format(&session->problem,
                "expected a pattern for the message, in strict mode, got none: %s", message);
  return false;
}

static bool check_columns(Session *session, size_t got, const char *more) {
  size_t expected = strlen(session->record.types);
  if (expected != got) {
    buffer_format(&session->problem, "expected %zu column%s, got %zu", expected,
                  expected == 1 ? "" : "s", got);
    return false;
  }
  if (more == NULL) return true;
  buffer_format(&session->problem, "expected one statement in a query, got more: %s", more);
  return false;
}

/* Steps through the rows. An error after some of them is an error, not a short result. */
static bool collect_rows(Session *session) {
  const char *types = session->record.types;
  results_clear(&session->results, strlen(types));
  Step step;
  while ((step = session->options->engine->step(session->connection)) == STEP_ROW) {
    if (!results_add_row(&session->results, session->connection, types, session->strict,
                         &session->problem)) {
      return false;
    }
  }
  if (step == STEP_ERROR) return unexpected_error(session);
  results_sort(&session->results, session->record.sort);
  return true;
}

static bool run_query(Session *session) {
  const Engine *engine = session->options->engine;
  size_t columns = 0;
  const char *more;
  bool done = engine->query(session->connection, &session->record.sql, &columns, &more)
                  ? check_columns(session, columns, more) && collect_rows(session)
                  : unexpected_error(session);
  engine->finish(session->connection);
  return done;
}

static bool check_label(Session *session) {
  if (session->record.label == NULL) return true;
  char digest[MD5_HEX];
  results_digest(&session->results, digest);
  const Label *first =
      labels_remember(&session->labels, session->record.label, digest, session->record.line);
  if (strcmp(first->digest, digest) == 0) return true;
  buffer_format(&session->problem,
                "expected the result of line %ld, which has the same label %s, "
                "got another one",
                first->line, session->record.label);
  return false;
}

/* file:line, the value's number in the result from 1, and its text, all of a double's digits. */
static void write_values(const Session *session) {
  const Results *results = &session->results;
  for (size_t i = 0; i < results->count; i++) {
    const Value *value = &results->values[i];
    fprintf(session->options->values, "%s:%ld %zu ", session->path, session->record.line, i + 1);
    fwrite(value->text, 1, value->length, session->options->values);
    fputc('\n', session->options->values);
  }
}

static bool check_query(Session *session) {
  const Record *record = &session->record;
  if (!run_query(session)) return false;
  if (session->options->values != NULL) write_values(session);
  if (!check_label(session)) return false;
  bool matches = results_match(&session->results, record, session->strict, &session->problem);
  if (!session->options->complete) return matches;
  return completion_note(&session->completion, &session->script, record, &session->results,
                         session->threshold, matches, &session->problem);
}

static void run_check(Session *session) {
  const Record *record = &session->record;
  bool passed;
  buffer_clear(&session->problem);
  session->ran++;
  if (record->expects_error) {
    passed = check_error(session);
  } else if (record->kind == RECORD_QUERY) {
    passed = check_query(session);
  } else {
    passed = run_statements(session) || unexpected_error(session);
  }
  if (session->options->engine->lost(session->connection)) {
    if (passed) buffer_add(&session->problem, "expected the connection to last, got an end to it");
    session->halted = "after the connection was lost";
    passed = false;
  }
  if (!passed) {
    report(session, record->line, session->problem.data);
  } else if (session->problem.length == 0) {
    session->tally->passed++;
  } /* else --complete counts it when it has rewritten the result */
}

/* ---- records ---- */

static void run_record(Session *session) {
  Record *record = &session->record;
  bool counts = record->kind == RECORD_STATEMENT || record->kind == RECORD_QUERY;
  if (record->kind == RECORD_BROKEN) {
    report(session, record->line, record->problem.data);
    return;
  }
  if (session->strict && record->unexplained) {
    report(
        session, record->line,
        "expected the reason of each guard, in strict mode, as in 'onlyif sqlite # why', got none");
    return;
  }
  if (record->skip_reason.length > 0) {
    if (counts) tally_skip(session->tally, record->skip_reason.data);
    return;
  }
  switch (record->kind) {
  case RECORD_HALT: session->halted = "after halt"; break;
  case RECORD_HASH_THRESHOLD: session->threshold = record->threshold; break;
  case RECORD_MODE: session->strict = record->strict; break;
  case RECORD_RECONNECT: session_reconnect(session); break;
  case RECORD_LOOP:
    if (!script_enter_loop(&session->script, record)) {
      report(session, record->line, record->problem.data);
    }
    break;
  case RECORD_ENDLOOP:
    if (!script_end_loop(&session->script, record)) {
      report(session, record->line, record->problem.data);
    }
    break;
  default: run_check(session);
  }
}

/* What stands behind a halt does not run, but is counted, once. */
static void skip_rest(Session *session) {
  Record *record = &session->record;
  session->script.depth = 0;
  while (script_next(&session->script, record), record->kind != RECORD_END) {
    if (record->kind == RECORD_STATEMENT || record->kind == RECORD_QUERY) {
      tally_skip(session->tally, session->halted);
    }
  }
}

static void run_records(Session *session) {
  Record *record = &session->record;
  while (session->halted == NULL &&
         (script_next(&session->script, record), record->kind != RECORD_END)) {
    run_record(session);
  }
  if (session->halted != NULL) skip_rest(session);
  buffer_clear(&record->sql);
  if (session->ran == 0) report(session, 1, "expected records that run, got none");
  if (session->options->complete) {
    completion_apply(&session->completion, &session->script, session->path, session->tally);
  }
}

void session_run(const Options *options, const char *path, Tally *tally) {
  Session session = {.options = options, .path = path, .tally = tally, .strict = options->strict};
  if (!script_open(&session.script, path)) {
    buffer_format(&session.problem, "expected a file that can be read, got: %s", strerror(errno));
    report(&session, 1, session.problem.data);
    buffer_free(&session.problem);
    return;
  }
  if (session_connect(&session)) {
    run_records(&session);
    buffer_clear(&session.problem);
  }
  if (session.problem.length > 0 || (session.connection != NULL && !session_disconnect(&session))) {
    report(&session, 1, session.problem.data);
  }
  script_close(&session.script);
  record_free(&session.record);
  results_free(&session.results);
  labels_free(&session.labels);
  completion_free(&session.completion);
  buffer_free(&session.problem);
}
