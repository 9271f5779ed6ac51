/* introspection_build.c: logits_build is an eponymous table of one row. A report of a strange
** result or speed begins with it: all that may differ between two machines is in it. */
#include "callbacks.h"

#include "../logits.h"
#include "../vectors/vector.h"
#include "json.h"
#include "table.h"

#include <string.h>

#define BUILD_QUOTE(x) #x
#define BUILD_TEXT(x) BUILD_QUOTE(x)
#define BUILD_VERSION(major, minor, patch)                                                         \
  BUILD_TEXT(major) "." BUILD_TEXT(minor) "." BUILD_TEXT(patch)

#if defined(__clang__) /* first: clang calls itself GNU C too */
  #define BUILD_COMPILER                                                                           \
    "clang " BUILD_VERSION(__clang_major__, __clang_minor__, __clang_patchlevel__)
#elif defined(__GNUC__)
  #define BUILD_COMPILER "gcc " BUILD_VERSION(__GNUC__, __GNUC_MINOR__, __GNUC_PATCHLEVEL__)
#elif defined(_MSC_VER)
  #define BUILD_COMPILER "msvc " BUILD_TEXT(_MSC_FULL_VER)
#else
  #define BUILD_COMPILER "unknown"
#endif

enum { BUILD_COLUMN_VERSION, BUILD_COLUMN_SQLITE, BUILD_COLUMN_COMPILER, BUILD_COLUMN_KERNEL };

static void introspection_build_result_kernels(sqlite3_context *context) {
  const VectorKernels *list[VECTOR_KERNELS_MOST];
  size_t count = vector_kernels_available(list);
  JsonWriter json = json_begin_array(context);
  for (size_t i = 0; i < count; i++) {
    const char *name = vector_kernels_name(list[i]);
    Label label = {LABEL_TEXT, (uint32_t)strlen(name), {.bytes = (const unsigned char *)name}};
    json_label(&json, &label);
  }
  json_end(&json, context);
}

static void introspection_build_result_text(sqlite3_context *context, const char *text) {
  sqlite3_result_text(context, text, -1, SQLITE_STATIC);
}

static int introspection_build_column(sqlite3_vtab_cursor *cursor, sqlite3_context *context,
                                      int column) {
  (void)cursor;
  switch (column) {
  case BUILD_COLUMN_VERSION: introspection_build_result_text(context, LOGITS_VERSION); break;
  case BUILD_COLUMN_SQLITE: introspection_build_result_text(context, sqlite3_libversion()); break;
  case BUILD_COLUMN_COMPILER: introspection_build_result_text(context, BUILD_COMPILER); break;
  case BUILD_COLUMN_KERNEL:
    introspection_build_result_text(context, vector_kernels_name(vector_kernels()));
    break;
  default: introspection_build_result_kernels(context);
  }
  return SQLITE_OK;
}

static int introspection_build_eof(sqlite3_vtab_cursor *cursor) {
  return table_list_row(cursor) >= 1;
}

const sqlite3_module introspection_logits_build =
    TABLE_LIST_MODULE(introspection_build_eof, introspection_build_column);
