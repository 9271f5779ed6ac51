/* sqlite3.h: the part of SQLite's C interface that ext/bind uses, over PostgreSQL.
**
** The functions of ext/bind read their arguments, and say what is wrong with them, through this
** interface. So the value policy and every error text exist once, and are the same in both engines.
** Here it is implemented by this folder: a sqlite3_value is a view of a Datum (values.c), a
** sqlite3_context collects a result or an error (results.c), memory is PostgreSQL's (memory.c). What
** is declared behaves as SQLite documents it, in as far as ext/bind can tell.
**
** Left out of ext/bind is nothing. ext/logits.c is: it registers functions with a connection, and here
** CREATE EXTENSION does that, by the SQL that postgres/generate.c writes.
**
** No function here may raise an error of PostgreSQL's, which would jump over ext/bind's frames. One that
** finds no memory returns NULL, or makes the context's error "out of memory".
*/
#ifndef LOGITS_POSTGRES_SQLITE3_H
#define LOGITS_POSTGRES_SQLITE3_H

#include <stddef.h>
#include <stdint.h>

/* ext/bind asks for these: functions of today's SQLite, and no frame that gives rows of its own. */
#define SQLITE_VERSION_NUMBER 3045000

enum {
  SQLITE_OK = 0,
  SQLITE_ERROR = 1,
  SQLITE_NOMEM = 7,
  SQLITE_INTERRUPT = 9,
  SQLITE_TOOBIG = 18
};

enum { SQLITE_INTEGER = 1, SQLITE_FLOAT = 2, SQLITE_TEXT = 3, SQLITE_BLOB = 4, SQLITE_NULL = 5 };

#define SQLITE_UTF8 1
#define SQLITE_DETERMINISTIC 0x000000800
#define SQLITE_INNOCUOUS 0x000200000
#define SQLITE_RESULT_SUBTYPE 0x001000000
#define SQLITE_VTAB_INNOCUOUS 2
#define SQLITE_LIMIT_LENGTH 0

enum {
  SQLITE_INDEX_CONSTRAINT_EQ = 2,
  SQLITE_INDEX_CONSTRAINT_GT = 4,
  SQLITE_INDEX_CONSTRAINT_LE = 8,
  SQLITE_INDEX_CONSTRAINT_LT = 16,
  SQLITE_INDEX_CONSTRAINT_GE = 32
};
enum { SQLITE_INDEX_SCAN_UNIQUE = 1 };

typedef long long sqlite3_int64;
typedef unsigned long long sqlite3_uint64;
typedef struct sqlite3 sqlite3;
typedef struct sqlite3_api_routines sqlite3_api_routines;
typedef struct sqlite3_value sqlite3_value;
typedef struct sqlite3_context sqlite3_context;
typedef struct sqlite3_str sqlite3_str;

typedef void (*sqlite3_destructor_type)(void *);
#define SQLITE_STATIC ((sqlite3_destructor_type)0)
#define SQLITE_TRANSIENT ((sqlite3_destructor_type)-1)

/* ---- memory ---- */

void *sqlite3_malloc(int bytes);
void *sqlite3_malloc64(sqlite3_uint64 bytes);
void *sqlite3_realloc64(void *block, sqlite3_uint64 bytes);
void sqlite3_free(void *block);

/* ---- text ---- */

char *sqlite3_mprintf(const char *format, ...);
char *sqlite3_snprintf(int size, char *buffer, const char *format, ...);
int sqlite3_stricmp(const char *a, const char *b);
int sqlite3_strnicmp(const char *a, const char *b, int n);

sqlite3_str *sqlite3_str_new(sqlite3 *db);
void sqlite3_str_append(sqlite3_str *out, const char *text, int n);
void sqlite3_str_appendall(sqlite3_str *out, const char *text);
void sqlite3_str_appendchar(sqlite3_str *out, int n, char c);
void sqlite3_str_appendf(sqlite3_str *out, const char *format, ...);
int sqlite3_str_errcode(sqlite3_str *out);
int sqlite3_str_length(sqlite3_str *out);
char *sqlite3_str_finish(sqlite3_str *out);

/* ---- the server ---- */

const char *sqlite3_libversion(void);
int sqlite3_libversion_number(void);
int sqlite3_is_interrupted(sqlite3 *db);
int sqlite3_limit(sqlite3 *db, int what, int value);

/* ---- values ---- */

int sqlite3_value_type(sqlite3_value *value);
int sqlite3_value_numeric_type(sqlite3_value *value);
sqlite3_int64 sqlite3_value_int64(sqlite3_value *value);
double sqlite3_value_double(sqlite3_value *value);
const unsigned char *sqlite3_value_text(sqlite3_value *value);
const void *sqlite3_value_blob(sqlite3_value *value);
int sqlite3_value_bytes(sqlite3_value *value);
int sqlite3_value_frombind(sqlite3_value *value);
sqlite3_value *sqlite3_value_dup(const sqlite3_value *value);
void sqlite3_value_free(sqlite3_value *value);

/* ---- contexts ---- */

void *sqlite3_user_data(sqlite3_context *context);
sqlite3 *sqlite3_context_db_handle(sqlite3_context *context);
void *sqlite3_aggregate_context(sqlite3_context *context, int bytes);
void *sqlite3_get_auxdata(sqlite3_context *context, int argument);
void sqlite3_set_auxdata(sqlite3_context *context, int argument, void *data,
                         sqlite3_destructor_type destroy);

void sqlite3_result_null(sqlite3_context *context);
void sqlite3_result_int(sqlite3_context *context, int x);
void sqlite3_result_int64(sqlite3_context *context, sqlite3_int64 x);
void sqlite3_result_double(sqlite3_context *context, double x);
void sqlite3_result_text(sqlite3_context *context, const char *text, int bytes,
                         sqlite3_destructor_type destroy);
void sqlite3_result_text64(sqlite3_context *context, const char *text, sqlite3_uint64 bytes,
                           sqlite3_destructor_type destroy, unsigned char encoding);
void sqlite3_result_blob(sqlite3_context *context, const void *data, int bytes,
                         sqlite3_destructor_type destroy);
void sqlite3_result_blob64(sqlite3_context *context, const void *data, sqlite3_uint64 bytes,
                           sqlite3_destructor_type destroy);
void sqlite3_result_value(sqlite3_context *context, sqlite3_value *value);
void sqlite3_result_subtype(sqlite3_context *context, unsigned subtype);
void sqlite3_result_error(sqlite3_context *context, const char *text, int bytes);
void sqlite3_result_error_code(sqlite3_context *context, int code);
void sqlite3_result_error_nomem(sqlite3_context *context);
void sqlite3_result_error_toobig(sqlite3_context *context);

/* ---- tables ---- */

typedef struct sqlite3_module sqlite3_module;

typedef struct {
  const sqlite3_module *pModule;
  int nRef;
  char *zErrMsg;
} sqlite3_vtab;

typedef struct {
  sqlite3_vtab *pVtab;
} sqlite3_vtab_cursor;

typedef struct {
  int nConstraint;
  struct sqlite3_index_constraint {
    int iColumn;
    unsigned char op;
    unsigned char usable;
  } * aConstraint;
  int nOrderBy;
  struct sqlite3_index_orderby {
    int iColumn;
    unsigned char desc;
  } * aOrderBy;
  struct sqlite3_index_constraint_usage {
    int argvIndex;
    unsigned char omit;
  } * aConstraintUsage;
  int idxNum;
  char *idxStr;
  int needToFreeIdxStr;
  int orderByConsumed;
  double estimatedCost;
  sqlite3_int64 estimatedRows;
  int idxFlags;
  sqlite3_uint64 colUsed;
} sqlite3_index_info;

struct sqlite3_module {
  int iVersion;
  int (*xConnect)(sqlite3 *db, void *data, int count, const char *const *arguments,
                  sqlite3_vtab **table, char **error);
  int (*xBestIndex)(sqlite3_vtab *table, sqlite3_index_info *info);
  int (*xDisconnect)(sqlite3_vtab *table);
  int (*xOpen)(sqlite3_vtab *table, sqlite3_vtab_cursor **cursor);
  int (*xClose)(sqlite3_vtab_cursor *cursor);
  int (*xFilter)(sqlite3_vtab_cursor *cursor, int index, const char *name, int count,
                 sqlite3_value **arguments);
  int (*xNext)(sqlite3_vtab_cursor *cursor);
  int (*xEof)(sqlite3_vtab_cursor *cursor);
  int (*xColumn)(sqlite3_vtab_cursor *cursor, sqlite3_context *context, int column);
  int (*xRowid)(sqlite3_vtab_cursor *cursor, sqlite3_int64 *rowid);
};

int sqlite3_declare_vtab(sqlite3 *db, const char *schema);
int sqlite3_vtab_config(sqlite3 *db, int what, ...);

#endif
