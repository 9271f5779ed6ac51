/* value.c: see value.h. */
#include "value.h"

#include "../formats/decimal.h"
#include "functions.h"

#include <math.h>
#include <string.h>

/* Longest piece of a text value that an error shows. */
enum { VALUE_SHOWN = 40 };

void *value_resize(void *block, uint64_t bytes) {
  if (bytes != 0) return sqlite3_realloc64(block, bytes);
  sqlite3_free(block);
  return NULL;
}

/* ---- what an argument was, for error texts ---- */

static void value_show_text(sqlite3_str *out, const unsigned char *text, int size) {
  int shown = size <= VALUE_SHOWN ? size : VALUE_SHOWN;
  while (shown < size && shown > 0 && (text[shown] & 0xc0) == 0x80) shown--; /* whole characters */
  sqlite3_str_appendall(out, "TEXT '");
  for (int i = 0; i < shown; i++) {
    bool two = i + 1 < shown && text[i] == 0xc2 && text[i + 1] < 0xa0; /* U+0080 to U+009F */
    bool control = text[i] < 0x20 || text[i] == 0x7f || two;
    sqlite3_str_append(out, control ? "?" : (const char *)text + i, 1);
    i += two;
  }
  sqlite3_str_appendall(out, "'");
  if (shown < size) sqlite3_str_appendf(out, "... (%d bytes)", size);
}

/* All digits, so that the reader sees that 1.0000000000000002 is above 1. */
static void value_show_real(sqlite3_str *out, double x) {
  char digits[DECIMAL_TEXT_MAX];
  sqlite3_str_appendall(out, "REAL ");
  if (isinf(x)) {
    sqlite3_str_appendall(out, x > 0 ? "Inf" : "-Inf");
  } else {
    sqlite3_str_append(out, digits, decimal_format(digits, x));
  }
}

static void value_show(sqlite3_str *out, sqlite3_value *value) {
  switch (sqlite3_value_type(value)) {
  case SQLITE_INTEGER: sqlite3_str_appendf(out, "INTEGER %lld", sqlite3_value_int64(value)); break;
  case SQLITE_FLOAT: value_show_real(out, sqlite3_value_double(value)); break;
  case SQLITE_TEXT: {
    const unsigned char *text = sqlite3_value_text(value);
    if (text != NULL) value_show_text(out, text, sqlite3_value_bytes(value));
    break;
  }
  case SQLITE_BLOB: {
    int size = sqlite3_value_bytes(value);
    sqlite3_str_appendf(out, "BLOB of %d byte%s", size, size == 1 ? "" : "s");
    break;
  }
  default: sqlite3_str_appendall(out, "NULL");
  }
}

char *value_described(sqlite3_value *value) {
  sqlite3_str *out = sqlite3_str_new(NULL);
  value_show(out, value);
  return sqlite3_str_finish(out);
}

/* ---- errors ---- */

/* The function whose arguments are read: for state_of('f', ...) it is f. */
static const Function *value_function(sqlite3_context *context) {
  const Function *inner = aggregate_inner(context);
  return inner != NULL ? inner : sqlite3_user_data(context);
}

/* The number of argument `index` as the caller counts. */
static int value_place(sqlite3_context *context, int index) {
  return index + (aggregate_inner(context) != NULL ? 2 : 1);
}

int value_error_length(sqlite3 *db, const char *text) {
  int most = sqlite3_limit(db, SQLITE_LIMIT_LENGTH, -1) - 1; /* SQLite counts the end, too */
  int size = 0;
  while (size < most && text[size] != 0) size++;
  while (size > 0 && ((unsigned char)text[size] & 0xc0) == 0x80) size--; /* whole characters */
  return size;
}

void value_error_text(sqlite3_context *context, const char *text) {
  int size = value_error_length(sqlite3_context_db_handle(context), text);
  sqlite3_result_error(context, text, size);
}

/* No database: the text may be longer than its strings, and is cut in the end. */
static sqlite3_str *value_error_begin(sqlite3_context *context) {
  sqlite3_str *out = sqlite3_str_new(NULL);
  const Function *called = sqlite3_user_data(context), *inner = aggregate_inner(context);
  sqlite3_str_appendf(out, inner != NULL ? "%s('%s'): " : "%s(): ", called->name,
                      inner != NULL ? inner->name : "");
  return out;
}

static void value_error_end(sqlite3_context *context, sqlite3_str *out) {
  char *text = sqlite3_str_finish(out);
  if (text == NULL) {
    sqlite3_result_error_nomem(context);
    return;
  }
  value_error_text(context, text);
  sqlite3_free(text);
}

void value_error(sqlite3_context *context, const char *text) {
  sqlite3_str *out = value_error_begin(context);
  sqlite3_str_appendall(out, text);
  value_error_end(context, out);
}

void value_error_number(sqlite3_context *context, const char *text, double x) {
  sqlite3_str *out = value_error_begin(context);
  sqlite3_str_appendf(out, "%s %!.15g", text, x);
  value_error_end(context, out);
}

void value_error_count(sqlite3_context *context, const char *text, sqlite3_int64 count) {
  sqlite3_str *out = value_error_begin(context);
  sqlite3_str_appendf(out, "%s %lld", text, count);
  value_error_end(context, out);
}

void value_error_hint(sqlite3_context *context, sqlite3_value **arguments, int index,
                      const char *must, const char *hint) {
  sqlite3_str *out = value_error_begin(context);
  sqlite3_str_appendf(out, "argument %d %s, got ", value_place(context, index), must);
  value_show(out, arguments[index]);
  if (hint != NULL) sqlite3_str_appendf(out, "; %s", hint);
  value_error_end(context, out);
}

void value_error_argument(sqlite3_context *context, sqlite3_value **arguments, int index,
                          const char *must) {
  value_error_hint(context, arguments, index, must, NULL);
}

void value_error_fault(sqlite3_context *context, int index, const char *fault) {
  sqlite3_str *out = value_error_begin(context);
  sqlite3_str_appendf(out, "argument %d %s", value_place(context, index), fault);
  value_error_end(context, out);
}

void value_error_sizes(sqlite3_context *context, const char *text, size_t a, size_t b) {
  sqlite3_str *out = value_error_begin(context);
  sqlite3_str_appendf(out, "%s %llu and %llu", text, (unsigned long long)a, (unsigned long long)b);
  value_error_end(context, out);
}

/* ---- numbers ---- */

static bool value_is_space(unsigned char c) {
  return c == ' ' || (c >= '\t' && c <= '\r');
}

static bool value_word_is(const unsigned char *text, int size, const char *word) {
  return size == (int)strlen(word) && sqlite3_strnicmp((const char *)text, word, size) == 0;
}

/* 'inf', 'infinity' and 'nan', with white space around them as around numbers. */
static bool value_number_word(const unsigned char *text, int size, double *x) {
  while (size > 0 && value_is_space(text[size - 1])) size--;
  while (size > 0 && value_is_space(*text)) text++, size--;
  bool minus = size > 0 && *text == '-';
  if (size > 0 && (*text == '-' || *text == '+')) text++, size--;
  if (value_word_is(text, size, "inf") || value_word_is(text, size, "infinity")) {
    *x = minus ? -INFINITY : INFINITY;
    return true;
  }
  if (value_word_is(text, size, "nan")) {
    *x = NAN;
    return true;
  }
  return false;
}

bool value_is_scalar(sqlite3_value *value) {
  if (sqlite3_value_type(value) != SQLITE_BLOB) return false;
  int size = sqlite3_value_bytes(value);
  return size == 1 || size == 2 || size == 4 || size == 8;
}

typedef enum { VALUE_ANY, VALUE_INTEGRAL } ValueDue;

/* The advice at the end of the error: what the caller most likely meant. The text is static, or in
** `buffer`. */
static const char *value_number_advice(const Function *function, sqlite3_value *value, ValueDue due,
                                       const char *otherwise, char *buffer, int buffer_size) {
  int size = sqlite3_value_bytes(value);
  bool blob = sqlite3_value_type(value) == SQLITE_BLOB;
  const unsigned char *text = blob ? NULL : sqlite3_value_text(value);
  if (!blob && size == 0) return "use nullif(x,'')";
  if (due == VALUE_INTEGRAL && value_is_scalar(value)) return VALUE_SCALAR_ADVICE;
  if (blob && (size == 4 || size == 8)) return "a NumPy scalar? bind float(x)";
  bool vector = blob ? size > 0 && size % 4 == 0 : text != NULL && text[0] == '[';
  if (!vector || function->vector_form == NULL) return otherwise;
  return sqlite3_snprintf(buffer_size, buffer, "for a vector use %s", function->vector_form);
}

typedef enum { VALUE_READ, VALUE_NO_NUMBER, VALUE_NO_MEMORY } ValueReading;

static ValueReading value_read_word(sqlite3_value *value, double *x) {
  const unsigned char *text = sqlite3_value_text(value);
  if (text == NULL) return VALUE_NO_MEMORY;
  bool word = value_number_word(text, sqlite3_value_bytes(value), x);
  return word ? VALUE_READ : VALUE_NO_NUMBER;
}

static ValueReading value_read(sqlite3_value *value, double *x) {
  int type = sqlite3_value_type(value);
  if (type == SQLITE_TEXT) type = sqlite3_value_numeric_type(value);
  switch (type) {
  case SQLITE_INTEGER:
  case SQLITE_FLOAT: *x = sqlite3_value_double(value); return VALUE_READ;
  case SQLITE_NULL: *x = NAN; return VALUE_READ;
  case SQLITE_TEXT: return value_read_word(value, x);
  default: return VALUE_NO_NUMBER;
  }
}

static void value_error_no_number(sqlite3_context *context, sqlite3_value **arguments, int index,
                                  ValueDue due, const char *hint) {
  char buffer[60];
  const char *advice = value_number_advice(value_function(context), arguments[index], due, hint,
                                           buffer, (int)sizeof buffer);
  value_error_hint(context, arguments, index, "must be a number", advice);
}

static bool value_number_due(sqlite3_context *context, sqlite3_value **arguments, int index,
                             ValueDue due, const char *hint, double *x) {
  switch (value_read(arguments[index], x)) {
  case VALUE_READ: return true;
  case VALUE_NO_MEMORY: sqlite3_result_error_nomem(context); return false;
  default: value_error_no_number(context, arguments, index, due, hint); return false;
  }
}

bool value_number_hint(sqlite3_context *context, sqlite3_value **arguments, int index,
                       const char *hint, double *x) {
  return value_number_due(context, arguments, index, VALUE_ANY, hint, x);
}

bool value_number_integral(sqlite3_context *context, sqlite3_value **arguments, int index,
                           const char *hint, double *x) {
  return value_number_due(context, arguments, index, VALUE_INTEGRAL, hint, x);
}

bool value_score_exact(sqlite3_context *context, sqlite3_value **arguments, int index,
                       Score *score) {
  double x;
  if (!value_number(context, arguments, index, &x)) return false;
  bool integer = sqlite3_value_type(arguments[index]) == SQLITE_INTEGER; /* also what was TEXT */
  *score = integer ? score_of_integer(sqlite3_value_int64(arguments[index])) : score_of_double(x);
  return true;
}

/* ---- numbers that stand for something ---- */

bool value_integer(sqlite3_context *context, sqlite3_value **arguments, int index,
                   sqlite3_int64 *integer, bool *null) {
  double x;
  if (!value_number_integral(context, arguments, index, NULL, &x)) return false;
  *null = isnan(x);
  *integer = 0;
  if (*null) return true;
  if (sqlite3_value_type(arguments[index]) == SQLITE_INTEGER) { /* also what was TEXT */
    *integer = sqlite3_value_int64(arguments[index]);
    return true;
  }
  if (x >= -0x1p63 && x < 0x1p63 && x == (double)(sqlite3_int64)x) {
    *integer = (sqlite3_int64)x;
    return true;
  }
  value_error_argument(context, arguments, index, "must be an integer of 64 bits");
  return false;
}

/* A probability rounded to float32 may lie outside [0, 1] by this much. */
#define VALUE_ROUNDED 1e-6

static bool value_probability_hint(sqlite3_context *context, sqlite3_value **arguments, int index,
                                   const char *hint, double *p) {
  if (!value_number(context, arguments, index, p)) return false;
  if (isnan(*p) || (*p >= 0 && *p <= 1)) return true;
  bool rounded = *p >= -VALUE_ROUNDED && *p <= 1 + VALUE_ROUNDED;
  value_error_hint(context, arguments, index, "must be a probability from 0 to 1",
                   rounded ? "rounded? max(0.0, min(1.0, p))" : hint);
  return false;
}

bool value_probability(sqlite3_context *context, sqlite3_value **arguments, int index, double *p) {
  return value_probability_hint(context, arguments, index, "a logit? use sigmoid()", p);
}

bool value_probability_rounded(sqlite3_context *context, sqlite3_value **arguments, int index,
                               double *p) {
  if (!value_number(context, arguments, index, p)) return false;
  if (*p > 1 && *p <= 1 + VALUE_ROUNDED) *p = 1;
  if (*p == 1) return true;
  return value_probability_hint(context, arguments, index, "a logit? use log_sigmoid()", p);
}

bool value_uniform(sqlite3_context *context, sqlite3_value **arguments, int index, double *u) {
  static const char hint[] = "such as uniform(seed, id)";
  if (!value_number_hint(context, arguments, index, hint, u)) return false;
  if (isnan(*u) || (*u >= 0 && *u < 1)) return true;
  value_error_hint(context, arguments, index, "must be a number from 0 to below 1", hint);
  return false;
}

bool value_weight(sqlite3_context *context, sqlite3_value **arguments, int index, double *weight) {
  *weight = 1;
  if (arguments[index] == NULL) return true;
  if (!value_number(context, arguments, index, weight)) return false;
  if (isnan(*weight) || (*weight >= 0 && !isinf(*weight))) return true;
  value_error_argument(context, arguments, index, "must be a weight, finite and 0 or more");
  return false;
}

/* The slow path of value_outcome, for a binary label that is not the INTEGER 0 or 1. 0 or 1 as REAL
** or TEXT is that label. NULL is -1. Anything else is an error. */
static bool value_outcome_slow(sqlite3_context *context, sqlite3_value **arguments, int index,
                               int *label) {
  double x = 2;
  ValueReading reading = value_read(arguments[index], &x);
  *label = isnan(x) ? -1 : x == 1;
  if (isnan(x) || x == 0 || x == 1) return true;
  if (reading == VALUE_NO_MEMORY) {
    sqlite3_result_error_nomem(context);
    return false;
  }
  char order[160];
  bool empty = reading == VALUE_NO_NUMBER && sqlite3_value_bytes(arguments[index]) == 0;
  sqlite3_snprintf((int)sizeof order, order, "the order is %s%s",
                   value_function(context)->signature,
                   x == -1                             ? "; for labels -1 and +1 write label > 0"
                   : empty                             ? "; use nullif(x,'')"
                   : value_is_scalar(arguments[index]) ? "; " VALUE_SCALAR_ADVICE
                                                       : "");
  value_error_hint(context, arguments, index, "must be the label, 0 or 1", order);
  return false;
}

bool value_outcome(sqlite3_context *context, sqlite3_value **arguments, int index, int *label) {
  sqlite3_int64 x = -1;
  if (sqlite3_value_type(arguments[index]) == SQLITE_INTEGER) {
    x = sqlite3_value_int64(arguments[index]);
  }
  *label = (int)x;
  return x == 0 || x == 1 || value_outcome_slow(context, arguments, index, label);
}

bool value_size(sqlite3_context *context, sqlite3_value **arguments, int index, uint32_t *size) {
  double x;
  if (!value_number_integral(context, arguments, index, NULL, &x)) return false;
  *size = x < UINT32_MAX ? (x >= 1 ? (uint32_t)x : 0) : UINT32_MAX;
  if (isnan(x) || *size == 0 || (x < UINT32_MAX && x != *size)) {
    value_error_argument(context, arguments, index, "must be an integral number of 1 or more");
    return false;
  }
  return true;
}

bool value_is_size(sqlite3_value *value, uint32_t most, uint32_t *size) {
  double x;
  if (value_read(value, &x) != VALUE_READ) return false;
  if (!(x >= 1 && x <= most) || x != (uint32_t)x) return false;
  *size = (uint32_t)x;
  return true;
}

bool value_index(sqlite3_context *context, sqlite3_value **arguments, int index, size_t count,
                 size_t *place) {
  double x;
  if (sqlite3_value_type(arguments[index]) == SQLITE_INTEGER) { /* nearly always */
    sqlite3_int64 integer = sqlite3_value_int64(arguments[index]);
    if (integer >= 0 && (sqlite3_uint64)integer < count) {
      *place = (size_t)integer;
      return true;
    }
  }
  return value_number_integral(context, arguments, index, NULL, &x) &&
         value_index_of(context, arguments, index, x, count, place);
}

bool value_index_of(sqlite3_context *context, sqlite3_value **arguments, int index, double x,
                    size_t count, size_t *place) {
  if (x >= 0 && x < (double)count && x == (double)(size_t)x) {
    *place = (size_t)x;
    return true;
  }
  char must[80];
  sqlite3_snprintf((int)sizeof must, must, "must be an index into %llu elements, from 0",
                   (unsigned long long)count);
  value_error_argument(context, arguments, index, must);
  return false;
}

/* ---- labels ---- */

bool value_label(sqlite3_context *context, sqlite3_value **arguments, int index, Label *label) {
  sqlite3_value *value = arguments[index];
  memset(label, 0, sizeof *label);
  switch (sqlite3_value_type(value)) {
  case SQLITE_NULL: return true;
  case SQLITE_INTEGER:
    label->kind = LABEL_INTEGER;
    label->as.integer = sqlite3_value_int64(value);
    return true;
  case SQLITE_FLOAT:
    label->kind = LABEL_REAL;
    label->as.real = sqlite3_value_double(value);
    if (label->as.real == 0.0)
      label->as.real = 0.0; /* -0.0, which equals it, is no label of its own */
    return true;
  case SQLITE_TEXT:
    label->kind = LABEL_TEXT;
    label->as.bytes = sqlite3_value_text(value);
    break;
  default: label->kind = LABEL_BLOB; label->as.bytes = sqlite3_value_blob(value);
  }
  label->size = (uint32_t)sqlite3_value_bytes(value);
  if (label->as.bytes != NULL || (label->kind == LABEL_BLOB && label->size == 0)) return true;
  sqlite3_result_error_nomem(context);
  return false;
}

void value_result_label(sqlite3_context *context, const Label *label) {
  const void *bytes = label->size > 0 ? label->as.bytes : (const unsigned char *)"";
  switch (label->kind) {
  case LABEL_NONE: break;
  case LABEL_INTEGER: sqlite3_result_int64(context, label->as.integer); break;
  case LABEL_REAL: sqlite3_result_double(context, label->as.real); break;
  case LABEL_TEXT: sqlite3_result_text(context, bytes, (int)label->size, SQLITE_TRANSIENT); break;
  case LABEL_BLOB: sqlite3_result_blob(context, bytes, (int)label->size, SQLITE_TRANSIENT); break;
  }
}
