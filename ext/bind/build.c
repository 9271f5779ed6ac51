/* build.c: logits_build is an eponymous table of one row. A report of a strange result or speed
** begins with it: all that may differ between two machines is in it. */
#include "build.h"

#include "../logits.h"
#include "../num/vector.h"
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

static void build_result_kernels(sqlite3_context *context) {
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

static void build_result_text(sqlite3_context *context, const char *text) {
  sqlite3_result_text(context, text, -1, SQLITE_STATIC);
}

static void build_cell(sqlite3_context *context, size_t row, int column) {
  (void)row;
  switch (column) {
  case BUILD_COLUMN_VERSION: build_result_text(context, LOGITS_VERSION); break;
  case BUILD_COLUMN_SQLITE: build_result_text(context, sqlite3_libversion()); break;
  case BUILD_COLUMN_COMPILER: build_result_text(context, BUILD_COMPILER); break;
  case BUILD_COLUMN_KERNEL:
    build_result_text(context, vector_kernels_name(vector_kernels()));
    break;
  default: build_result_kernels(context);
  }
}

static int build_connect(sqlite3 *db, void *data, int count, const char *const *arguments,
                         sqlite3_vtab **table, char **error) {
  (void)data;
  (void)count;
  (void)arguments;
  (void)error;
  return table_connect_list(db,
                            "CREATE TABLE logits_build(version TEXT, sqlite TEXT, compiler TEXT, "
                            "kernel TEXT, kernels TEXT)",
                            1, build_cell, table);
}

const sqlite3_module build_table = TABLE_LIST_MODULE(build_connect);
