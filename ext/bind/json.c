/* json.c: see json.h. The grammar is RFC 8259's. */
#include "json.h"

#include "../formats/decimal.h"
#include "../formats/jsonindexes.h"

enum { JSON_RESULT_SUBTYPE = 'J' };

static JsonWriter json_begin(sqlite3_context *context, bool object) {
  sqlite3 *db = sqlite3_context_db_handle(context);
  JsonWriter json = {sqlite3_str_new(db), object, false, interrupt_stop(db), false, 0};
  sqlite3_str_appendchar(json.text, 1, object ? '{' : '[');
  return json;
}

JsonWriter json_begin_array(sqlite3_context *context) {
  return json_begin(context, false);
}

JsonWriter json_begin_object(sqlite3_context *context) {
  return json_begin(context, true);
}

static void json_separate(JsonWriter *json) {
  json->stopped = json->stopped || stop_after(&json->stop, &json->written, 1);
  if (json->stopped) return;
  if (json->comma_due) sqlite3_str_appendchar(json->text, 1, ',');
  json->comma_due = true;
}

static void json_escape(JsonWriter *json, unsigned char c) {
  static const char digits[] = "0123456789abcdef";
  char unicode[] = {'\\', 'u', '0', '0', digits[c >> 4], digits[c & 15]};
  char plain[] = {'\\', (char)c};
  if (c < 0x20) {
    sqlite3_str_append(json->text, unicode, sizeof unicode);
  } else {
    sqlite3_str_append(json->text, plain, sizeof plain);
  }
}

static void json_string(JsonWriter *json, const unsigned char *text, size_t size) {
  size_t plain = 0; /* from here on nothing had to be escaped */
  if (json->stopped) return;
  sqlite3_str_appendchar(json->text, 1, '"');
  for (size_t i = 0; i < size; i++) {
    if (text[i] >= 0x20 && text[i] != '"' && text[i] != '\\') continue;
    sqlite3_str_append(json->text, (const char *)text + plain, (int)(i - plain));
    json_escape(json, text[i]);
    plain = i + 1;
  }
  sqlite3_str_append(json->text, (const char *)text + plain, (int)(size - plain));
  sqlite3_str_appendchar(json->text, 1, '"');
}

static void json_double(JsonWriter *json, double x) {
  char text[DECIMAL_TEXT_MAX];
  if (json->stopped) return;
  int size = decimal_format(text, x);
  sqlite3_str_append(json->text, text, size);
}

void json_key(JsonWriter *json, const unsigned char *text, size_t size) {
  json_separate(json);
  json_string(json, text, size);
  sqlite3_str_appendchar(json->text, 1, ':');
}

void json_begin_inner(JsonWriter *json) {
  sqlite3_str_appendchar(json->text, 1, '[');
  json->object = json->comma_due = false;
}

void json_end_inner(JsonWriter *json) {
  sqlite3_str_appendchar(json->text, 1, ']');
  json->object = json->comma_due = true;
}

void json_begin_element(JsonWriter *json) {
  json_separate(json);
  sqlite3_str_appendchar(json->text, 1, '[');
  json->comma_due = false;
}

void json_end_element(JsonWriter *json) {
  sqlite3_str_appendchar(json->text, 1, ']');
  json->comma_due = true;
}

void json_integer(JsonWriter *json, sqlite3_int64 n) {
  json_separate(json);
  if (!json->stopped) sqlite3_str_appendf(json->text, "%lld", n);
}

void json_number(JsonWriter *json, double x) {
  if (!json->object) json_separate(json);
  json_double(json, x);
}

/* Writes pieces of text, since SQLite takes longer to append a number than to print it. */
void json_numbers(JsonWriter *json, const double *x, size_t n) {
  enum { PIECE = 64 };
  char text[PIECE * (DECIMAL_TEXT_MAX + 1)];
  for (size_t i = 0; i < n && !json->stopped;) {
    char *at = text;
    for (size_t end = n - i < PIECE ? n : i + PIECE; i < end; i++) {
      *at = ',';
      at += json->comma_due;
      json->comma_due = true;
      at += decimal_format(at, x[i]);
    }
    sqlite3_str_append(json->text, text, (int)(at - text));
    json->stopped = stop_after(&json->stop, &json->written, PIECE);
  }
}

void json_label(JsonWriter *json, const Label *label) {
  json_separate(json);
  if (json->stopped) return;
  switch (label->kind) {
  case LABEL_INTEGER: sqlite3_str_appendf(json->text, "%lld", label->as.integer); break;
  case LABEL_REAL: json_double(json, label->as.real); break;
  case LABEL_TEXT: json_string(json, label->as.bytes, label->size); break;
  default: sqlite3_str_appendall(json->text, "null");
  }
}

void json_end(JsonWriter *json, sqlite3_context *context) {
  sqlite3_str_appendchar(json->text, 1, json->object ? '}' : ']');
  int code = sqlite3_str_errcode(json->text);
  int size = sqlite3_str_length(json->text);
  char *text = sqlite3_str_finish(json->text);
  if (json->stopped) {
    sqlite3_free(text);
    sqlite3_result_error_code(context, SQLITE_INTERRUPT);
  } else if (code == SQLITE_TOOBIG) {
    sqlite3_free(text);
    sqlite3_result_error_toobig(context);
  } else if (code != SQLITE_OK || text == NULL) {
    sqlite3_free(text);
    sqlite3_result_error_nomem(context);
  } else {
    sqlite3_result_text(context, text, size, sqlite3_free);
    sqlite3_result_subtype(context, JSON_RESULT_SUBTYPE);
  }
}

void json_result_indexes(sqlite3_context *context, const size_t *indexes, size_t n, size_t most) {
  char few[700];
  uint64_t size = jsonindexes_size(n, most);
  char *text = size <= sizeof few ? few : sqlite3_malloc64(size);
  if (text == NULL) {
    sqlite3_result_error_nomem(context);
    return;
  }
  Stop stop = interrupt_stop_of(context);
  size = jsonindexes_write(text, indexes, n, &stop);
  if (size == 0) {
    if (text != few) sqlite3_free(text);
    sqlite3_result_error_code(context, SQLITE_INTERRUPT);
    return;
  }
  sqlite3_result_text64(context, text, size, text == few ? SQLITE_TRANSIENT : sqlite3_free,
                        SQLITE_UTF8);
  sqlite3_result_subtype(context, JSON_RESULT_SUBTYPE);
}
