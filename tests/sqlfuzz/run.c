/* run.c: texts that grow, and statements that run: see sqlfuzz.h. */
#include "sqlfuzz.h"

#include <stdarg.h>

uint64_t random_state;
Case *running;
long *agreed;

/* ---- text ---- */

static void buffer_room(Buffer *text, size_t more) {
  if (text->used + more + 1 <= text->room) return;
  text->room = (text->used + more + 1) * 2;
  text->text = realloc(text->text, text->room);
  if (text->text == NULL) exit(2);
}

void buffer_bytes(Buffer *text, const void *bytes, size_t size) {
  buffer_room(text, size);
  if (size > 0) memcpy(text->text + text->used, bytes, size);
  text->used += size;
  text->text[text->used] = 0;
}

void buffer_add(Buffer *text, const char *format, ...) {
  char buffer[400];
  va_list arguments, again;
  va_start(arguments, format);
  va_copy(again, arguments);
  int size = vsnprintf(buffer, sizeof buffer, format, arguments);
  if (size < (int)sizeof buffer) {
    buffer_bytes(text, buffer, (size_t)size);
  } else {
    buffer_room(text, (size_t)size);
    vsnprintf(text->text + text->used, (size_t)size + 1, format, again);
    text->used += (size_t)size;
  }
  va_end(again);
  va_end(arguments);
}

void buffer_clear(Buffer *text) {
  text->used = 0;
  if (text->text != NULL) text->text[0] = 0;
}

void buffer_free(Buffer *text) {
  free(text->text);
  memset(text, 0, sizeof *text);
}

/* ---- answers ---- */

void answer_free(Answer *answer) {
  buffer_free(&answer->rows);
  buffer_free(&answer->error);
}

/* REAL as its bits, TEXT and BLOB as their bytes in front of their number, and the subtype's sign:
** what is the same here is the same to any reader. */
static void answer_value(Buffer *out, sqlite3_stmt *statement, int i) {
  switch (sqlite3_column_type(statement, i)) {
  case SQLITE_INTEGER:
    buffer_add(out, "I%lld ", (long long)sqlite3_column_int64(statement, i));
    break;
  case SQLITE_FLOAT: {
    double real = sqlite3_column_double(statement, i);
    buffer_add(out, "R%a ", running->stores && real == 0 ? 0.0 : real);
    break;
  }
  case SQLITE_TEXT: {
    const unsigned char *text = sqlite3_column_text(statement, i);
    int size = sqlite3_column_bytes(statement, i);
    buffer_add(out, "T%d:", size);
    if (text != NULL) buffer_bytes(out, text, (size_t)size);
    break;
  }
  case SQLITE_BLOB: {
    const unsigned char *blob = sqlite3_column_blob(statement, i);
    int size = sqlite3_column_bytes(statement, i);
    buffer_add(out, "B%d:", size);
    for (int j = 0; j < size && j < 100000; j++) buffer_add(out, "%02x", blob[j]);
    break;
  }
  default: buffer_add(out, "N ");
  }
}

void run_statement(sqlite3_stmt *statement, Answer *answer) {
  memset(answer, 0, sizeof *answer);
  running->statements++;
  buffer_add(&answer->rows, "%s", "");
  while ((answer->code = sqlite3_step(statement)) == SQLITE_ROW) {
    for (int i = 0; i < sqlite3_column_count(statement); i++) {
      answer_value(&answer->rows, statement, i);
    }
    buffer_add(&answer->rows, "\n");
    answer->count++;
  }
  if (answer->code == SQLITE_DONE) answer->code = SQLITE_OK;
  buffer_add(&answer->error, "%s", answer->code == SQLITE_OK ? "" : sqlite3_errmsg(running->db));
}

void run(const char *sql, Answer *answer) {
  sqlite3_stmt *statement = NULL;
  memset(answer, 0, sizeof *answer);
  buffer_add(&running->script, "%s;\n", sql);
  answer->code = sqlite3_prepare_v2(running->db, sql, -1, &statement, NULL);
  if (answer->code == SQLITE_OK) {
    run_statement(statement, answer);
  } else {
    buffer_add(&answer->rows, "%s", "");
    buffer_add(&answer->error, "%s", sqlite3_errmsg(running->db));
  }
  sqlite3_finalize(statement);
}

void run_must(const char *sql) {
  Answer answer;
  run(sql, &answer);
  if (answer.code != SQLITE_OK) fail(sql, "code %d, %s", answer.code, answer.error.text);
  answer_free(&answer);
}

/* ---- what is wrong ---- */

void fail(const char *sql, const char *format, ...) {
  va_list arguments;
  printf("case %llu: ", (unsigned long long)running->number);
  va_start(arguments, format);
  vprintf(format, arguments);
  va_end(arguments);
  printf("\n-- the statement\n%s;\n-- the whole case\n%s-- end of the case\n", sql,
         running->script.text);
  fflush(stdout);
  exit(1);
}

/* Is there a value that is not NULL, besides the id at the beginning of a row? */
static bool answer_says(const Answer *answer) {
  const char *row = answer->rows.text;
  for (; answer->code == SQLITE_OK && *row; row = strchr(row, '\n') + 1) {
    if (strchr(row, '\n') == NULL) return true; /* a 0 in a text */
    const char *value = *row == 'I' && row[strcspn(row, " ")] ? strchr(row, ' ') + 1 : row;
    if (*value != 'N') return true;
  }
  return false;
}

void require_same(const char *sql, const Answer *one, const char *other_sql, const Answer *other,
                  int flags) {
  bool same = one->code == other->code;
  if (same && one->code == SQLITE_OK) {
    same = one->rows.used == other->rows.used &&
           memcmp(one->rows.text, other->rows.text, one->rows.used) == 0;
  } else if (same && (flags & SAME_ERROR_TEXT)) {
    same = strcmp(one->error.text, other->error.text) == 0;
  }
  agreed[running->function] += same && answer_says(one);
  if (same) return;
  fail(sql, "not the same\n  code %d %s\n%s\nthan of\n  %s\n  code %d %s\n%s", one->code,
       one->error.text, one->code == SQLITE_OK ? one->rows.text : "", other_sql, other->code,
       other->error.text, other->code == SQLITE_OK ? other->rows.text : "");
}
