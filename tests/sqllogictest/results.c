/* results.c: values as text, and their comparison.
**
**   NULL  NULL, under every letter
**   T     text; (empty) when it has no bytes; bytes outside 0x20..0x7e are @
**   I     an integer; the letter is a cast, unless the mode is strict
**   R     %.3f as SQLite itself prints it (sqlite3_snprintf), which the classic corpus was made with
**   D     %.17g, Inf, -Inf
**   B     X'00FF', a BLOB's bytes in hexadecimal
**
** A D is compared as a number: the expected text goes through strtod, and the doubles must have the
** same bits, unless the record allows a distance in ULP (units in the last place: how many doubles
** further on) or an absolute one; with both, either is enough. Everything else compares bytewise.
*/
#include "results.h"

#include <inttypes.h>
#include <math.h>
#include <sqlite3.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

void results_clear(Results *results, size_t columns) {
  buffer_clear(&results->text);
  results->count = 0;
  results->columns = columns;
}

void results_free(Results *results) {
  buffer_free(&results->text);
  free(results->values);
  *results = (Results){0};
}

/* ---- rendering ---- */

static void render_text(Buffer *into, const char *bytes, size_t length) {
  if (length == 0) buffer_add(into, "(empty)");
  if (length == 0) return;
  size_t start = into->length;
  buffer_append(into, bytes, length);
  for (size_t i = start; i < into->length; i++) {
    if (into->data[i] < 0x20 || into->data[i] > 0x7e) into->data[i] = '@';
  }
}

static void render_double(Buffer *into, double number) {
  if (isinf(number)) {
    buffer_add(into, number < 0 ? "-Inf" : "Inf");
  } else if (isnan(number)) {
    buffer_add(into, "NaN"); /* PostgreSQL has it */
  } else {
    buffer_format(into, "%.17g", number);
  }
}

static void render_blob(Buffer *into, const char *bytes, size_t length) {
  buffer_add(into, "X'");
  for (size_t i = 0; i < length; i++) {
    unsigned char byte = (unsigned char)bytes[i];
    const char pair[2] = {"0123456789ABCDEF"[byte >> 4], "0123456789ABCDEF"[byte & 15]};
    buffer_append(into, pair, 2);
  }
  buffer_add(into, "'");
}

/* 1e308 has 309 digits before the point. */
enum { REAL_LENGTH = 400 };

static void render(Buffer *into, Value *value, const Cell *cell) {
  char number[REAL_LENGTH];
  switch (value->type) {
  case 'N': buffer_add(into, "NULL"); break;
  case 'T': render_text(into, cell->bytes, cell->length); break;
  case 'I': buffer_format(into, "%" PRId64, cell->integer); break;
  case 'R':
    sqlite3_initialize(); /* with another engine nothing else did */
    sqlite3_snprintf(sizeof number, number, "%.3f", cell->number);
    buffer_add(into, number);
    break;
  case 'D':
    value->number = cell->number;
    render_double(into, value->number);
    break;
  default: render_blob(into, cell->bytes, cell->length);
  }
}

/* In the order of StorageClass. */
static const char *const class_names[] = {"INTEGER", "REAL", "TEXT", "BLOB", "NULL"};

static bool class_fits(StorageClass storage, char type) {
  static const char letters[] = "IRTB";
  return storage == CLASS_NULL || letters[storage] == (type == 'D' ? 'R' : type);
}

static void wrong_class(const Results *results, StorageClass storage, char type, Buffer *problem) {
  StorageClass wanted = CLASS_INTEGER;
  while (!class_fits(wanted, type)) wanted++;
  buffer_format(problem, "row %zu, column %zu: expected %s (type %c), got %s",
                results->count / results->columns + 1, results->count % results->columns + 1,
                class_names[wanted], type, class_names[storage]);
}

bool results_add_row(Results *results, Connection *connection, const char *types, bool strict,
                     Buffer *problem) {
  for (size_t column = 0; types[column] != 0; column++) {
    Cell cell;
    connection->engine->cell(connection, column, types[column], &cell);
    if (strict && !class_fits(cell.storage, types[column])) {
      wrong_class(results, cell.storage, types[column], problem);
      return false;
    }
    if (results->count == results->capacity) {
      results->capacity = 2 * results->capacity + 64;
      results->values = memory_resize(results->values, results->capacity, sizeof(Value));
    }
    Value *value = &results->values[results->count];
    *value = (Value){.start = results->text.length, .type = types[column]};
    if (cell.storage == CLASS_NULL) value->type = 'N';
    render(&results->text, value, &cell);
    value->length = results->text.length - value->start;
    results->count++;
  }
  return true;
}

/* ---- sorting ---- */

static int compare_values(const void *left, const void *right) {
  const Value *a = left, *b = right;
  int order = memcmp(a->text, b->text, a->length < b->length ? a->length : b->length);
  return order != 0 ? order : (a->length > b->length) - (a->length < b->length);
}

typedef struct {
  const Value *values;
  size_t columns;
} Row;

static int compare_rows(const void *left, const void *right) {
  const Row *a = left, *b = right;
  for (size_t i = 0; i < a->columns; i++) {
    int order = compare_values(&a->values[i], &b->values[i]);
    if (order != 0) return order;
  }
  return 0;
}

static void sort_rows(Results *results) {
  size_t rows = results->count / results->columns;
  Row *row = memory_resize(NULL, rows, sizeof(Row));
  Value *sorted = memory_resize(NULL, results->capacity, sizeof(Value));
  for (size_t i = 0; i < rows; i++) {
    row[i] = (Row){results->values + i * results->columns, results->columns};
  }
  qsort(row, rows, sizeof(Row), compare_rows);
  for (size_t i = 0; i < rows; i++) {
    memcpy(sorted + i * results->columns, row[i].values, results->columns * sizeof(Value));
  }
  free(row);
  free(results->values);
  results->values = sorted;
}

void results_sort(Results *results, Sort sort) {
  for (size_t i = 0; i < results->count; i++) {
    results->values[i].text = results->text.data + results->values[i].start;
  }
  if (results->count < 2 || sort == SORT_NONE) return;
  if (sort == SORT_VALUES || results->columns == 1) {
    qsort(results->values, results->count, sizeof(Value), compare_values);
  } else {
    sort_rows(results);
  }
}

void results_digest(const Results *results, char hex[MD5_HEX]) {
  Md5 md5;
  md5_start(&md5);
  for (size_t i = 0; i < results->count; i++) {
    md5_feed(&md5, results->values[i].text, results->values[i].length);
    md5_feed(&md5, "\n", 1);
  }
  md5_finish(&md5, hex);
}

/* ---- comparison ---- */

static uint64_t double_bits(double number) {
  uint64_t bits;
  memcpy(&bits, &number, sizeof bits);
  return bits;
}

/* Doubles in their order, as integers one apart; 0 and -0 are the same. */
static int64_t double_rank(double number) {
  uint64_t bits = double_bits(number);
  int64_t magnitude = (int64_t)(bits & INT64_MAX);
  return bits >> 63 ? -magnitude : magnitude;
}

static uint64_t ulp_distance(double a, double b) {
  int64_t from = double_rank(a), to = double_rank(b);
  return from > to ? (uint64_t)from - (uint64_t)to : (uint64_t)to - (uint64_t)from;
}

/* A number as D prints it; strtod alone would also take nan, infinity, hexadecimal, and a number that
** overflows as an infinity. */
static bool parse_double(const char *text, size_t length, double *number) {
  if (length == 3 && memcmp(text, "Inf", 3) == 0) return *number = INFINITY, true;
  if (length == 4 && memcmp(text, "-Inf", 4) == 0) return *number = -INFINITY, true;
  for (size_t i = 0; i < length; i++) {
    if (text[i] == 0 || strchr("0123456789.+-eE", text[i]) == NULL) return false;
  }
  char *end; /* the line ends with a newline, so strtod stops there */
  *number = strtod(text, &end);
  return length > 0 && end == text + length && !isinf(*number);
}

static bool double_matches(double expected, double got, const Record *record) {
  if (double_bits(expected) == double_bits(got)) return true;
  if (isinf(expected) || isinf(got)) return false;
  if (record->has_ulp && ulp_distance(expected, got) <= record->ulp) return true;
  return record->has_abs && fabs(expected - got) <= record->abs;
}

static bool value_matches(const Value *value, const char *expected, size_t length,
                          const Record *record) {
  double number;
  if (value->length == length && memcmp(value->text, expected, length) == 0) return true;
  return value->type == 'D' && parse_double(expected, length, &number) &&
         double_matches(number, value->number, record);
}

static void describe_place(const Results *results, Sort sort, size_t index, Buffer *problem) {
  if (sort == SORT_VALUES) {
    buffer_format(problem, "value %zu after sorting: ", index + 1);
  } else {
    buffer_format(problem, "row %zu%s, column %zu: ", index / results->columns + 1,
                  sort == SORT_ROWS ? " after sorting" : "", index % results->columns + 1);
  }
}

/* Long values are cut: the place says where to look. */
enum { SHOWN_LENGTH = 400 };

static void show(Buffer *problem, const char *text, size_t length) {
  buffer_append(problem, text, length < SHOWN_LENGTH ? length : SHOWN_LENGTH);
  if (length > SHOWN_LENGTH) buffer_format(problem, "... (%zu bytes)", length);
}

static void describe_difference(const Value *value, const char *expected, size_t length,
                                Buffer *problem) {
  double number;
  buffer_add(problem, "expected ");
  show(problem, expected, length);
  buffer_add(problem, ", got ");
  show(problem, value->text, value->length);
  if (value->type != 'D') return;
  if (!parse_double(expected, length, &number)) {
    if (length != 4 || memcmp(expected, "NULL", 4) != 0) buffer_add(problem, " (not a number)");
  } else if (!isinf(number) && !isinf(value->number)) {
    buffer_format(problem, " (%" PRIu64 " ULP, %.3g apart)", ulp_distance(number, value->number),
                  fabs(number - value->number));
  }
}

/* N values hashing to 0123456789abcdef0123456789abcdef: the line's length, or 0. */
static size_t hash_length(const char *line) {
  static const char middle[] = " values hashing to ";
  size_t digits = strspn(line, "0123456789");
  if (digits == 0 || strncmp(line + digits, middle, sizeof middle - 1) != 0) return 0;
  const char *hex = line + digits + sizeof middle - 1;
  bool ends = strspn(hex, "0123456789abcdef") == MD5_HEX - 1 && hex[MD5_HEX - 1] == '\n';
  return ends ? (size_t)(hex + MD5_HEX - 1 - line) : 0;
}

/* The hash, if it is all that is expected but for comments; else NULL. */
static const char *find_hash(const Buffer *expected, bool strict) {
  const char *hash = NULL, *line = expected->data;
  for (size_t rest = expected->length; rest > 0;) {
    size_t length = (size_t)((const char *)memchr(line, '\n', rest) - line) + 1;
    bool comment = !strict && line[0] == '#';
    if (!comment && (hash != NULL || hash_length(line) == 0)) return NULL;
    if (!comment) hash = line;
    line += length, rest -= length;
  }
  return hash;
}

static void write_hash(const Results *results, Buffer *into) {
  char hex[MD5_HEX];
  results_digest(results, hex);
  buffer_format(into, "%zu values hashing to %s", results->count, hex);
}

static bool hash_matches(const Results *results, const Record *record, const char *expected,
                         Buffer *problem) {
  if (record->has_ulp || record->has_abs) {
    buffer_add(problem,
               "expected values, since ulp= and abs= cannot be seen in a hash, got a hash");
    return false;
  }
  Buffer hash = {0};
  write_hash(results, &hash);
  size_t length = hash_length(expected);
  bool same = length == hash.length && memcmp(expected, hash.data, length) == 0;
  if (!same) {
    buffer_format(problem, "expected %.*s, got %s", (int)length, expected, hash.data);
  }
  buffer_free(&hash);
  return same;
}

static bool count_mismatch(size_t expected, size_t got, Buffer *problem) {
  buffer_format(problem, "expected %zu value%s, got %zu", expected, expected == 1 ? "" : "s", got);
  return false;
}

bool results_match(const Results *results, const Record *record, bool strict, Buffer *problem) {
  const char *hash = find_hash(&record->expected, strict);
  if (hash != NULL) return hash_matches(results, record, hash, problem);
  size_t lines = 0, first = 0, first_length = 0; /* the first line that differs */
  const Value *differs = NULL;
  for (size_t at = 0; at < record->expected.length;) {
    const char *line = record->expected.data + at;
    const char *end = memchr(line, '\n', record->expected.length - at);
    size_t length = (size_t)(end - line);
    const Value *value = lines < results->count ? &results->values[lines] : NULL;
    bool same = value != NULL && value_matches(value, line, length, record);
    if (!same && differs == NULL && value != NULL && (strict || line[0] != '#')) {
      differs = value;
      first = at;
      first_length = length;
    }
    /* A line from # is a comment in the classic format, unless just that value comes here. */
    lines += same || strict || line[0] != '#';
    at += length + 1;
  }
  if (differs == NULL) {
    return lines == results->count || count_mismatch(lines, results->count, problem);
  }
  describe_place(results, record->sort, (size_t)(differs - results->values), problem);
  describe_difference(differs, record->expected.data + first, first_length, problem);
  if (lines != results->count) {
    buffer_add(problem, "; ");
    count_mismatch(lines, results->count, problem);
  }
  return false;
}

/* ---- writing ---- */

static bool is_blank(const Value *value) {
  for (size_t i = 0; i < value->length; i++) {
    if (value->text[i] != ' ') return false;
  }
  return true;
}

bool results_write(const Results *results, const Record *record, uint64_t threshold,
                   const char *line_end, Buffer *into, Buffer *problem) {
  bool tolerant = record->has_ulp || record->has_abs;
  if (threshold > 0 && results->count > threshold && !tolerant) {
    write_hash(results, into);
    buffer_add(into, line_end);
    return true;
  }
  for (size_t i = 0; i < results->count; i++) {
    const Value *value = &results->values[i];
    if (is_blank(value)) {
      buffer_format(problem,
                    "; cannot be written: value %zu is blank, as the line that ends a record",
                    i + 1);
      return false;
    }
    buffer_append(into, value->text, value->length);
    buffer_add(into, line_end);
  }
  return true;
}
