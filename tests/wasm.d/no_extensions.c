/* no_extensions.c: the runner's --extension, for an SQLite that cannot load any. */
#include <sqlite3.h>

int sqlite3_enable_load_extension(sqlite3 *db, int on) {
  (void)db, (void)on;
  return SQLITE_OK;
}

int sqlite3_load_extension(sqlite3 *db, const char *zFile, const char *zProc, char **pzErrMsg) {
  (void)db, (void)zFile, (void)zProc;
  *pzErrMsg = sqlite3_mprintf("this SQLite loads no extensions");
  return SQLITE_ERROR;
}
