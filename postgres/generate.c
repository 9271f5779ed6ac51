/* generate.c: writes logits--<version>.sql, the script of CREATE EXTENSION, from the table of functions
** (ext/functions.def) and the types that PostgreSQL asks for (signatures.def).
**
** It is linked with the rooms, which know which aggregates have states.
*/
#include "../ext/metrics/state.h"

#include <stdarg.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

typedef enum { KIND_SCALAR, KIND_AGGREGATE, KIND_TABLE } Kind;

enum { ANY_NUMBER = -1, WORDS_MOST = 16, LIST_SIZE = 1000 };

/* The fields of functions.def that count here; the rest is read over. */
typedef struct {
  Kind kind;
  const char *name_of, *layout_of;
  int least, most, flags;
  const char *columns, *vector_form, *signature, *summary, *arguments, *result, *errors, *accuracy,
      *source, *example;
} Row;

#define SQLITE_RESULT_SUBTYPE 0
#define SCALAR(layout, name, ...) {KIND_SCALAR, #name, #layout, __VA_ARGS__},
#define AGGREGATE(layout, name, ...) {KIND_AGGREGATE, #name, #layout, __VA_ARGS__},
#define TABLE(layout, name, ...) {KIND_TABLE, #name, #layout, __VA_ARGS__},
static const Row rows[] = {
#include "../ext/functions.def"
};
enum { ROWS = sizeof rows / sizeof rows[0] };

typedef struct {
  const char *layout, *name, *arguments, *result;
} Signature;

#define SIGNATURE(layout, name, arguments, result) {#layout, #name, arguments, result},
static const Signature signatures[] = {
#include "signatures.def"
};
enum { SIGNATURES = sizeof signatures / sizeof signatures[0] };

static void fail(const char *what, const char *layout, const char *name) {
  fprintf(stderr, "generate: %s: %s %s\n", what, layout, name);
  exit(1);
}

/* ---- text ---- */

/* A text between blanks is a word. Returns how many there are. */
static int split(const char *text, char words[WORDS_MOST][32]) {
  int count = 0;
  while (*(text += strspn(text, " ")) != 0) {
    size_t size = strcspn(text, " ");
    if (count == WORDS_MOST || size >= 32) fail("too many or too long words", "", text);
    memcpy(words[count], text, size);
    words[count++][size] = 0;
    text += size;
  }
  return count;
}

static void append(char *list, const char *item) {
  if (strlen(list) + strlen(item) + 3 > LIST_SIZE) fail("too long", "", item);
  if (*list != 0) strcat(list, ", ");
  strcat(list, item);
}

static void print_quoted(const char *text) {
  putchar('\'');
  for (; *text != 0; text++) {
    if (*text == '\'') putchar('\'');
    putchar(*text);
  }
  putchar('\'');
}

/* Whether this is new: what several functions share is written once. */
static bool is_new(const char *format, ...) {
  static char *seen[1000];
  static size_t count;
  char text[LIST_SIZE];
  va_list values;
  va_start(values, format);
  vsnprintf(text, sizeof text, format, values);
  va_end(values);
  for (size_t i = 0; i < count; i++) {
    if (strcmp(seen[i], text) == 0) return false;
  }
  seen[count] = malloc(strlen(text) + 1);
  if (seen[count] == NULL) fail("no memory", "", "");
  strcpy(seen[count++], text);
  return true;
}

/* ---- one form of a function: its arguments and result in SQL ---- */

typedef struct {
  const Row *row;
  char arguments[LIST_SIZE], result[LIST_SIZE];
  int count; /* of the arguments */
  bool same; /* the result is anyelement */
} Form;

/* The first `types` columns of a table. */
static void print_columns(const char *columns, const char *result) {
  char words[WORDS_MOST][32];
  int count = split(result, words);
  for (int i = 0; i < count; i++) {
    size_t name = strcspn(columns, " ,");
    printf("%s\"%.*s\" %s", i == 0 ? "" : ", ", (int)name, columns, words[i]);
    columns += strcspn(columns, ",");
    columns += strspn(columns, ", ");
  }
}

static void print_comment(const Form *form, const char *kind) {
  printf("COMMENT ON %s %s(%s) IS ", kind, form->row->name_of, form->arguments);
  print_quoted(form->row->summary);
  printf(";\n");
}

/* STRICT is a function of one argument, to which NULL gives NULL. One of several judges the others
** first, as in SQLite: sigmoid_xent('x', NULL) is an error. */
static void print_function(const Form *form) {
  const Row *row = form->row;
  bool strict =
      row->kind == KIND_SCALAR && form->count == 1 && strcmp(row->layout_of, "columns") != 0;
  printf("CREATE FUNCTION %s(%s) RETURNS ", row->name_of, form->arguments);
  if (row->kind == KIND_TABLE) {
    printf("TABLE (");
    print_columns(row->columns, form->result);
    printf(")");
  } else {
    printf("%s", form->result);
  }
  printf("\n  AS 'MODULE_PATHNAME', 'logits_%s_%s' LANGUAGE C IMMUTABLE%s PARALLEL SAFE;\n",
         row->layout_of, row->name_of, strict ? " STRICT" : "");
  print_comment(form, "FUNCTION");
}

/* ---- aggregates ---- */

/* States of these grow with the distinct scores, and their bytes have a limit that the aggregate itself
** has not: a query must not fail for having workers. */
static bool is_unbounded(const char *name) {
  return strcmp(name, "roc_auc") == 0 || strcmp(name, "average_precision") == 0;
}

static bool has_parts(const Row *row) {
  if (strcmp(row->layout_of, "states") == 0) return true;
  return state_kind(row->name_of) != NULL && !is_unbounded(row->name_of);
}

static void print_support(const char *name, const char *arguments, const char *result,
                          const char *symbol, const char *strict) {
  if (!is_new("%s(%s)", name, arguments)) return;
  printf("CREATE FUNCTION %s(%s) RETURNS %s\n"
         "  AS 'MODULE_PATHNAME', '%s' LANGUAGE C IMMUTABLE%s PARALLEL SAFE;\n",
         name, arguments, result, symbol, strict);
}

static void print_aggregate(const Form *form) {
  const Row *row = form->row;
  char step[100], symbol[100], final[LIST_SIZE + 20], arguments[LIST_SIZE] = "",
                                                      extra[LIST_SIZE] = "";
  append(arguments, "internal");
  append(arguments, form->arguments);
  append(extra, form->same ? arguments : "internal");
  snprintf(step, sizeof step, "logits_step_%s", row->name_of);
  snprintf(symbol, sizeof symbol, "logits_%s_%s", row->layout_of, row->name_of);
  snprintf(final, sizeof final, "logits_final_%s", form->same ? "same" : form->result);
  print_support(step, arguments, "internal", symbol, "");
  print_support("logits_inverse", arguments, "internal", "logits_inverse", "");
  print_support(final, extra, form->result, "logits_final", "");
  const char *with = form->same ? ", FINALFUNC_EXTRA, MFINALFUNC_EXTRA" : "";
  printf("CREATE AGGREGATE %s(%s) (\n  SFUNC = %s, STYPE = internal, FINALFUNC = %s,\n"
         "  MSFUNC = %s, MINVFUNC = logits_inverse, MSTYPE = internal, MFINALFUNC = %s%s,\n",
         row->name_of, form->arguments, step, final, step, final, with);
  if (has_parts(row)) {
    printf("  COMBINEFUNC = logits_combine, SERIALFUNC = logits_serialize,\n"
           "  DESERIALFUNC = logits_deserialize,\n");
  }
  printf("  PARALLEL = SAFE);\n");
  print_comment(form, "AGGREGATE");
}

static void print_form(const Form *form) {
  if (form->row->kind == KIND_AGGREGATE) {
    print_aggregate(form);
  } else {
    print_function(form);
  }
}

/* ---- all forms of a function ---- */

/* What stands before the | of a result, or what stands there with `same` for what follows it. */
static void result_of(const char *result, bool typed, const char *same, char *out) {
  const char *bar = strchr(result, '|');
  size_t size = bar == NULL ? strlen(result) : (size_t)(bar - result);
  snprintf(out, LIST_SIZE, "%.*s", (int)size, result);
  if (typed) {
    char *last = strrchr(out, ' ');
    snprintf(last == NULL ? out : last + 1, 20, "%s", same);
  } else if (strcmp(out, "same") == 0) {
    snprintf(out, LIST_SIZE, "%s", same);
  }
}

/* The form with so many arguments. */
static void print_with(const Row *row, const Signature *signature, int count, const char *same) {
  char words[WORDS_MOST][32];
  Form form = {.row = row, .count = count};
  bool typed = false;
  split(signature->arguments, words);
  for (int i = 0; i < count; i++) {
    const char *word = words[i];
    bool is_type = strcmp(word, "type") == 0;
    typed = typed || is_type;
    form.same = form.same || is_type || (strcmp(word, "same") == 0 && strcmp(same, "text") != 0);
    append(form.arguments, is_type                      ? "anyelement"
                           : strcmp(word, "same") == 0  ? same
                           : strcmp(word, "any") == 0   ? "\"any\""
                           : strcmp(word, "label") == 0 ? "\"any\""
                           : strcmp(word, "rest") == 0  ? "VARIADIC \"any\""
                                                        : word);
  }
  result_of(signature->result, typed, typed ? "anyelement" : same, form.result);
  print_form(&form);
}

static bool has_word(const Signature *signature, const char *word) {
  char words[WORDS_MOST][32];
  int count = split(signature->arguments, words);
  for (int i = 0; i < count; i++) {
    if (strcmp(words[i], word) == 0) return true;
  }
  return false;
}

static void print_row(const Row *row, const Signature *signature) {
  char words[WORDS_MOST][32];
  int count = split(signature->arguments, words), least = row->least, most = row->most;
  bool rest = has_word(signature, "rest"), type = has_word(signature, "type");
  if (row->kind == KIND_TABLE) most = least = count > 0 && !type ? 1 : count - type;
  if (row->kind == KIND_TABLE && !type) most = count;
  if (rest) least = count - 1, most = count;
  if (type) most = count;
  if (count != most) fail("the number of arguments differs", row->layout_of, row->name_of);
  for (int n = least; n <= most; n++) {
    print_with(row, signature, n, "anyelement");
    if (has_word(signature, "same")) print_with(row, signature, n, "text");
  }
}

static const Signature *signature_of(const Row *row) {
  for (int i = 0; i < SIGNATURES; i++) {
    const Signature *signature = &signatures[i];
    if (strcmp(signature->layout, row->layout_of) == 0 &&
        strcmp(signature->name, row->name_of) == 0) {
      return signature;
    }
  }
  fail("signatures.def has no line for", row->layout_of, row->name_of);
  return NULL;
}

static void check_signatures(void) {
  for (int i = 0; i < SIGNATURES; i++) {
    bool found = false;
    for (int j = 0; j < ROWS; j++) found = found || signature_of(&rows[j]) == &signatures[i];
    if (!found) fail("signatures.def names no function", signatures[i].layout, signatures[i].name);
  }
}

int main(void) {
  check_signatures();
  printf("-- Written by postgres/generate.c from ext/functions.def and postgres/signatures.def.\n"
         "\\echo Use \"CREATE EXTENSION logits\" to load this file. \\quit\n\n");
  print_support("logits_combine", "internal, internal", "internal", "logits_combine", "");
  print_support("logits_serialize", "internal", "bytea", "logits_serialize", " STRICT");
  print_support("logits_deserialize", "bytea, internal", "internal", "logits_deserialize",
                " STRICT");
  for (int i = 0; i < ROWS; i++) {
    printf("\n");
    print_row(&rows[i], signature_of(&rows[i]));
  }
  printf("\nCREATE VIEW logits_functions AS SELECT * FROM logits_functions();\n"
         "CREATE VIEW logits_build AS SELECT * FROM logits_build();\n"
         "GRANT SELECT ON logits_functions, logits_build TO PUBLIC;\n");
  return 0;
}
