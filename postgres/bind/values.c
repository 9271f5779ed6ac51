/* values.c: sqlite3_value_*: what a value is, and what it is as another type. */
#include "engine.h"

int sqlite3_value_type(sqlite3_value *value) {
  return value->type;
}

/* Text that is a number becomes that number. */
int sqlite3_value_numeric_type(sqlite3_value *value) {
  sqlite3_int64 integer;
  double real;
  if (value->type != SQLITE_TEXT) return value->type;
  int type = numbers_read((const char *)value->bytes, value->size, &integer, &real);
  if (type == SQLITE_INTEGER) value->as.integer = integer;
  if (type == SQLITE_FLOAT) value->as.real = real;
  value->type = type;
  return type;
}

sqlite3_int64 sqlite3_value_int64(sqlite3_value *value) {
  return value->type == SQLITE_INTEGER ? value->as.integer : 0;
}

double sqlite3_value_double(sqlite3_value *value) {
  switch (value->type) {
  case SQLITE_INTEGER: return (double)value->as.integer;
  case SQLITE_FLOAT: return value->as.real;
  default: return 0;
  }
}

static bool values_is_number(const sqlite3_value *value) {
  return value->type == SQLITE_INTEGER || value->type == SQLITE_FLOAT;
}

/* A number's text. */
static void values_render(sqlite3_value *value) {
  int n = value->type == SQLITE_INTEGER
              ? snprintf(value->digits, sizeof value->digits, "%lld", value->as.integer)
              : numbers_write(value->digits, sizeof value->digits, value->as.real);
  value->bytes = (const unsigned char *)value->digits;
  value->size = (size_t)n;
}

/* The bytes of a BLOB as text. No NUL follows them in a Datum, so they are copied. */
static const unsigned char *values_terminated(const sqlite3_value *value) {
  unsigned char *text = sqlite3_malloc64(value->size + 1);
  if (text == NULL) return NULL;
  if (value->size > 0) memcpy(text, value->bytes, value->size);
  text[value->size] = 0;
  return text;
}

const unsigned char *sqlite3_value_text(sqlite3_value *value) {
  if (value->type == SQLITE_NULL) return NULL;
  if (value->type == SQLITE_BLOB) return values_terminated(value);
  if (values_is_number(value)) values_render(value);
  return value->bytes;
}

/* SQLite has no address for a BLOB without bytes. */
const void *sqlite3_value_blob(sqlite3_value *value) {
  if (values_is_number(value)) values_render(value);
  return value->type != SQLITE_NULL && value->size > 0 ? value->bytes : NULL;
}

int sqlite3_value_bytes(sqlite3_value *value) {
  if (values_is_number(value)) values_render(value);
  return value->type == SQLITE_NULL ? 0 : (int)value->size;
}

/* What a Datum holds stays where it is only for the call. */
int sqlite3_value_frombind(sqlite3_value *value) {
  (void)value;
  return 0;
}

/* The copy's bytes stand behind it. */
sqlite3_value *sqlite3_value_dup(const sqlite3_value *value) {
  bool has_bytes = value->type == SQLITE_TEXT || value->type == SQLITE_BLOB;
  size_t size = has_bytes ? value->size : 0;
  sqlite3_value *copy = sqlite3_malloc64(sizeof *copy + size + 1);
  if (copy == NULL) return NULL;
  unsigned char *bytes = (unsigned char *)(copy + 1);
  *copy = *value;
  if (has_bytes) {
    if (size > 0) memcpy(bytes, value->bytes, size);
    bytes[size] = 0;
    copy->bytes = bytes;
  }
  return copy;
}

void sqlite3_value_free(sqlite3_value *value) {
  sqlite3_free(value);
}
