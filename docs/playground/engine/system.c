/* system.c: what SQLite needs of the system, in WebAssembly: a clock and random bytes, which the host
** brings, and no files. Every database is in memory; sqlite3_deserialize opens one that came as bytes.
** SQLite is compiled with SQLITE_OS_OTHER, which has it call sqlite3_os_init, and with
** SQLITE_EXTRA_INIT=system_functions, which gives every connection the functions of the extension.
*/
#include "../../../ext/logits.h"

#include <string.h>
#include <time.h>
#include <unistd.h>

/* Julian day 2440587.5 is 1970-01-01. SQLite counts in milliseconds. */
#define SYSTEM_EPOCH INT64_C(210866760000000)

int system_functions(const char *unused);

static int system_open(sqlite3_vfs *vfs, const char *name, sqlite3_file *file, int flags,
                       int *out_flags) {
  (void)vfs, (void)name, (void)flags, (void)out_flags;
  file->pMethods = NULL;
  return SQLITE_CANTOPEN;
}

static int system_delete(sqlite3_vfs *vfs, const char *name, int sync) {
  (void)vfs, (void)name, (void)sync;
  return SQLITE_OK;
}

static int system_access(sqlite3_vfs *vfs, const char *name, int flags, int *result) {
  (void)vfs, (void)name, (void)flags;
  *result = 0;
  return SQLITE_OK;
}

static int system_full_path(sqlite3_vfs *vfs, const char *name, int size, char *path) {
  (void)vfs;
  sqlite3_snprintf(size, path, "%s", name);
  return SQLITE_OK;
}

static int system_randomness(sqlite3_vfs *vfs, int count, char *bytes) {
  (void)vfs;
  return getentropy(bytes, (size_t)count) == 0 ? count : 0;
}

static int system_sleep(sqlite3_vfs *vfs, int microseconds) {
  (void)vfs, (void)microseconds;
  return 0;
}

static int system_time(sqlite3_vfs *vfs, sqlite3_int64 *milliseconds) {
  (void)vfs;
  struct timespec now = {0};
  clock_gettime(CLOCK_REALTIME, &now);
  *milliseconds = SYSTEM_EPOCH + (sqlite3_int64)now.tv_sec * 1000 + now.tv_nsec / 1000000;
  return SQLITE_OK;
}

static int system_day(sqlite3_vfs *vfs, double *day) {
  sqlite3_int64 milliseconds;
  system_time(vfs, &milliseconds);
  *day = (double)milliseconds / 86400000.0;
  return SQLITE_OK;
}

int sqlite3_os_init(void) {
  static sqlite3_vfs vfs = {
      .iVersion = 2,
      .szOsFile = sizeof(sqlite3_file),
      .mxPathname = 512,
      .zName = "none",
      .xOpen = system_open,
      .xDelete = system_delete,
      .xAccess = system_access,
      .xFullPathname = system_full_path,
      .xRandomness = system_randomness,
      .xSleep = system_sleep,
      .xCurrentTime = system_day,
      .xCurrentTimeInt64 = system_time,
  };
  return sqlite3_vfs_register(&vfs, 1);
}

int sqlite3_os_end(void) {
  return SQLITE_OK;
}

int system_functions(const char *unused) {
  (void)unused;
  return sqlite3_auto_extension((void (*)(void))sqlite3_logits_init);
}
