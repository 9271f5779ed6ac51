/* script.c: the reader of test files. What a file may hold is described in main.c.
**
** Invariant: after script_next the script stands behind the record it returned, whether that was
** well formed or not, so a broken record costs no other one.
*/
#include "script.h"

#include "guard.h"

#include <errno.h>
#include <math.h>
#include <stdlib.h>
#include <string.h>

bool script_open(Script *script, const char *path) {
  *script = (Script){0};
  if (buffer_read(&script->text, path)) return true;
  int error = errno;
  script_close(script);
  errno = error;
  return false;
}

void script_close(Script *script) {
  for (size_t i = 0; i < SCRIPT_LOOPS; i++) buffer_free(&script->loops[i].name);
  buffer_free(&script->text);
}

void record_free(Record *record) {
  Buffer *buffers[] = {&record->header, &record->skip_reason, &record->problem,
                       &record->sql,    &record->pattern,     &record->expected};
  for (size_t i = 0; i < sizeof buffers / sizeof buffers[0]; i++) buffer_free(buffers[i]);
}

/* ---- lines ---- */

typedef struct {
  const char *start;
  size_t length;
  size_t offset; /* of the line in the file */
} Line;

static bool is_blank(const char *start, size_t length) {
  for (size_t i = 0; i < length; i++) {
    if (start[i] == 0 || strchr(" \t\r\v\f", start[i]) == NULL) return false;
  }
  return true;
}

/* The next line without its end. At the end of the file: false, and a line without bytes. */
static bool script_line(Script *script, Line *line) {
  *line = (Line){buffer_string(&script->text) + script->at, 0, script->at};
  size_t rest = script->text.length - script->at;
  if (rest == 0) return false;
  const char *end = memchr(line->start, '\n', rest);
  line->length = end == NULL ? rest : (size_t)(end - line->start);
  script->at += line->length + (end != NULL);
  script->line++;
  if (line->length > 0 && line->start[line->length - 1] == '\r') line->length--;
  return true;
}

/* A line of the record that is being read: false at the blank line, or the file's end, after it. */
static bool script_record_line(Script *script, Line *line) {
  return script_line(script, line) && !is_blank(line->start, line->length);
}

static void script_skip_record(Script *script) {
  Line line;
  while (script_record_line(script, &line)) {
  }
}

static const Loop *script_find_loop(const Script *script, const char *name, size_t length) {
  for (size_t i = script->depth; i-- > 0;) {
    const Loop *loop = &script->loops[i];
    if (loop->name.length == length && memcmp(loop->name.data, name, length) == 0) return loop;
  }
  return NULL;
}

/* Appends a line with ${i} replaced, for every loop that runs; any other ${ stays as it is. */
static void script_expand(const Script *script, const Line *line, Buffer *into) {
  const char *at = line->start, *end = line->start + line->length;
  while (script->depth > 0 && at < end) {
    const char *dollar = memchr(at, '$', (size_t)(end - at));
    if (dollar == NULL) break;
    const char *close = memchr(dollar, '}', (size_t)(end - dollar));
    const Loop *loop = NULL;
    if (close != NULL && dollar[1] == '{') {
      loop = script_find_loop(script, dollar + 2, (size_t)(close - dollar - 2));
    }
    const char *next = loop == NULL ? dollar + 1 : close + 1;
    buffer_append(into, at, (size_t)((loop == NULL ? next : dollar) - at));
    if (loop != NULL) buffer_format(into, "%lld", loop->value);
    at = next;
  }
  buffer_append(into, at, (size_t)(end - at));
}

/* ---- the first line of a record ---- */

/* The next token from *at on, ended by a zero byte; empty when there is none. */
static char *next_token(char **at) {
  char *token = *at + strspn(*at, " \t");
  char *end = token + strcspn(token, " \t");
  *at = *end == 0 ? end : end + 1;
  *end = 0;
  return token;
}

static bool problem(Record *record, const char *expected, const char *got) {
  buffer_format(&record->problem, "expected %s, got '%s'", expected, got);
  return false;
}

static bool no_more(Record *record, char *at) {
  const char *token = next_token(&at);
  return *token == 0 || problem(record, "nothing more on this line", token);
}

/* The rest of a line without the blanks around it. */
static void take_pattern(Record *record, char *at) {
  at += strspn(at, " \t");
  size_t length = strlen(at);
  while (length > 0 && strchr(" \t", at[length - 1]) != NULL) length--;
  buffer_append(&record->pattern, at, length);
  record->expects_error = true;
}

static bool parse_integer(const char *text, long long *value) {
  char *end;
  errno = 0;
  *value = strtoll(text, &end, 10);
  return end != text && *end == 0 && errno == 0;
}

static bool parse_option(Record *record, const char *token) {
  char *end;
  if (strncmp(token, "ulp=", 4) == 0) {
    long long ulp;
    if (!parse_integer(token + 4, &ulp) || ulp < 0) return problem(record, "ulp=N", token);
    record->has_ulp = true;
    record->ulp = (uint64_t)ulp;
  } else {
    record->abs = strtod(token + 4, &end);
    record->has_abs = true;
    if (end == token + 4 || *end != 0 || !(record->abs >= 0) || isinf(record->abs)) {
      return problem(record, "abs=E", token);
    }
  }
  return strchr(record->types, 'D') != NULL || problem(record, "a column of type D", token);
}

/* query TYPES [nosort|rowsort|valuesort [label]] [ulp=N] [abs=E] */
static bool parse_query(Record *record, char *at) {
  static const char *const sorts[] = {"nosort", "rowsort", "valuesort"};
  record->types = next_token(&at);
  if (strcmp(record->types, "error") == 0) {
    take_pattern(record, at);
    return true;
  }
  if (*record->types == 0 || record->types[strspn(record->types, "TIRDB")] != 0) {
    return problem(record, "a type of T, I, R, D or B for every column", record->types);
  }
  bool sorted = false;
  for (const char *token; *(token = next_token(&at)) != 0;) {
    size_t sort = 0;
    while (sort < 3 && strcmp(token, sorts[sort]) != 0) sort++;
    if (sort < 3 && !sorted) {
      record->sort = (Sort)sort;
      sorted = true;
    } else if (strncmp(token, "ulp=", 4) == 0 || strncmp(token, "abs=", 4) == 0) {
      if (!parse_option(record, token)) return false;
    } else if (sorted && record->label == NULL && strchr(token, '=') == NULL) {
      record->label = token;
    } else {
      return problem(record, "nosort, rowsort or valuesort, a label, ulp=N or abs=E", token);
    }
  }
  return true;
}

static bool parse_statement(Record *record, char *at) {
  const char *token = next_token(&at);
  if (strcmp(token, "error") == 0) {
    take_pattern(record, at);
    return true;
  }
  return strcmp(token, "ok") == 0 || problem(record, "statement ok or statement error", token);
}

static bool parse_hash_threshold(Record *record, char *at) {
  const char *token = next_token(&at);
  long long threshold;
  if (!parse_integer(token, &threshold) || threshold < 0) {
    return problem(record, "hash-threshold N", token);
  }
  record->threshold = (uint64_t)threshold;
  return true;
}

static bool parse_mode(Record *record, char *at) {
  const char *token = next_token(&at);
  record->strict = strcmp(token, "strict") == 0;
  if (!record->strict && strcmp(token, "classic") != 0) {
    return problem(record, "mode strict or mode classic", token);
  }
  return no_more(record, at);
}

static bool parse_loop(Record *record, char *at) {
  record->loop_name = next_token(&at);
  const char *first = next_token(&at), *last = next_token(&at);
  if (*record->loop_name == 0 || strpbrk(record->loop_name, "{}$") != NULL) {
    return problem(record, "loop NAME FIRST LAST", record->loop_name);
  }
  if (!parse_integer(first, &record->loop_first)) return problem(record, "an integer", first);
  if (!parse_integer(last, &record->loop_last)) return problem(record, "an integer", last);
  return no_more(record, at);
}

typedef struct {
  const char *keyword;
  RecordKind kind;
  bool has_body;                           /* goes on to the next blank line */
  bool guardable;                          /* skipif and onlyif may stand before it */
  bool (*parse)(Record *record, char *at); /* the rest of the line; NULL: it is a remark */
} Keyword;

static const Keyword keywords[] = {
    {"statement", RECORD_STATEMENT, true, true, parse_statement},
    {"query", RECORD_QUERY, true, true, parse_query},
    {"halt", RECORD_HALT, false, true, NULL},
    {"hash-threshold", RECORD_HASH_THRESHOLD, false, true, parse_hash_threshold},
    {"mode", RECORD_MODE, false, true, parse_mode},
    {"reconnect", RECORD_RECONNECT, false, true, no_more},
    {"loop", RECORD_LOOP, false, false, parse_loop},
    {"endloop", RECORD_ENDLOOP, false, false, no_more},
    {NULL, RECORD_BROKEN, true, true, NULL},
};

/* ---- records ---- */

static void record_clear(Record *record) {
  Buffer *buffers[] = {&record->header, &record->skip_reason, &record->problem,
                       &record->sql,    &record->pattern,     &record->expected};
  for (size_t i = 0; i < sizeof buffers / sizeof buffers[0]; i++) buffer_clear(buffers[i]);
  *record = (Record){.header = record->header,
                     .skip_reason = record->skip_reason,
                     .problem = record->problem,
                     .sql = record->sql,
                     .pattern = record->pattern,
                     .expected = record->expected};
}

/* The next line that is neither blank nor a comment, expanded into the header. */
static bool read_header(Script *script, Record *record) {
  Line line;
  do {
    if (!script_line(script, &line)) return false;
  } while (is_blank(line.start, line.length) || line.start[0] == '#');
  buffer_clear(&record->header);
  script_expand(script, &line, &record->header);
  if (record->problem.length == 0) record->line = script->line; /* else that of the broken guard */
  return true;
}

static bool is_rule(const Line *line) {
  return line->length >= 4 && memcmp(line->start, "----", 4) == 0 &&
         is_blank(line->start + 4, line->length - 4);
}

/* SQL up to a blank line or ----, then the results up to a blank line. */
static void read_body(Script *script, Record *record) {
  Line line;
  bool more;
  while ((more = script_record_line(script, &line)) && !is_rule(&line)) {
    if (line.start[0] == '#') continue;
    if (record->sql.length > 0) buffer_append(&record->sql, "\n", 1);
    script_expand(script, &line, &record->sql);
  }
  record->has_results = more;
  record->results = more ? script->at : line.offset;
  while (more && (more = script_record_line(script, &line))) {
    script_expand(script, &line, &record->expected);
    buffer_append(&record->expected, "\n", 1);
  }
  record->results_end = line.offset;
}

static void check_body(Record *record) {
  if (record->sql.length == 0) {
    problem(record, "SQL on the next line", "");
  } else if (memchr(record->sql.data, 0, record->sql.length) != NULL) {
    problem(record, "SQL without zero bytes", record->sql.data);
  } else if (record->has_results && (record->kind == RECORD_STATEMENT || record->expects_error)) {
    problem(record, "no results, only a query of TYPES has them", "----");
  }
}

/* Guards, then the line with the keyword. Returns the keyword; NULL at the end of the file. */
static const Keyword *read_keyword(Script *script, Record *record, char **at) {
  bool guarded = false;
  for (;;) {
    if (!read_header(script, record)) {
      if (guarded) problem(record, "a record after skipif or onlyif", "the end of the file");
      return NULL;
    }
    *at = record->header.data;
    const char *token = next_token(at);
    bool only = strcmp(token, "onlyif") == 0;
    if (!only && strcmp(token, "skipif") != 0) break;
    guarded = true;
    guard_judge(&script->engine, only, *at, record);
  }
  const Keyword *keyword = keywords;
  const char *word = record->header.data + strspn(record->header.data, " \t");
  while (keyword->keyword != NULL && strcmp(keyword->keyword, word) != 0) keyword++;
  if (keyword->keyword == NULL) problem(record, "statement, query or another record", word);
  if (guarded && !keyword->guardable) problem(record, "no skipif or onlyif here", word);
  return keyword;
}

static bool end_of_script(Script *script, Record *record) {
  if (script->depth == 0) return record->problem.length == 0;
  script->depth = 0;
  return problem(record, "endloop", "the end of the file");
}

void script_next(Script *script, Record *record) {
  char *at;
  record_clear(record);
  const Keyword *keyword = read_keyword(script, record, &at);
  if (keyword == NULL) {
    if (script->line > record->line) record->line = script->line;
    record->kind = end_of_script(script, record) ? RECORD_END : RECORD_BROKEN;
    return;
  }
  record->kind = keyword->kind;
  bool well_formed =
      record->problem.length == 0 && (keyword->parse == NULL || keyword->parse(record, at));
  if (keyword->has_body && well_formed) {
    read_body(script, record);
    check_body(record);
  } else if (keyword->has_body) {
    script_skip_record(script);
  }
  if (record->problem.length > 0) record->kind = RECORD_BROKEN;
}

/* ---- loops ---- */

/* Goes behind the endloop that belongs to the loop just read. */
static void script_skip_loop(Script *script) {
  Line line;
  for (int depth = 1; depth > 0 && script_line(script, &line);) {
    if (line.length >= 5 && memcmp(line.start, "loop ", 5) == 0) depth++;
    if (line.length >= 7 && memcmp(line.start, "endloop", 7) == 0) depth--;
  }
}

bool script_enter_loop(Script *script, Record *record) {
  bool deep = script->depth == SCRIPT_LOOPS;
  if (deep || record->loop_first > record->loop_last) {
    buffer_format(&record->problem, "expected %s, got %s from %lld to %lld",
                  deep ? "fewer loops in each other" : "a loop that runs", record->loop_name,
                  record->loop_first, record->loop_last);
    script_skip_loop(script);
    return false;
  }
  Loop *loop = &script->loops[script->depth++];
  buffer_clear(&loop->name);
  buffer_add(&loop->name, record->loop_name);
  loop->value = record->loop_first;
  loop->last = record->loop_last;
  loop->body = script->at;
  loop->body_line = script->line;
  return true;
}

bool script_end_loop(Script *script, Record *record) {
  if (script->depth == 0) return problem(record, "a loop before endloop", "none");
  Loop *loop = &script->loops[script->depth - 1];
  if (loop->value == loop->last) {
    script->depth--;
  } else {
    loop->value++;
    script->at = loop->body;
    script->line = loop->body_line;
  }
  return true;
}
