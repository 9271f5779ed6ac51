/* logits.h: sqlite-logits for applications that link it in instead of loading it.
**
** The built library is for loading only. To link it in, compile logits.c (`make amalgamation`) or the
** files of ext/ with -DSQLITE_CORE into the application and call
**
**     sqlite3_auto_extension((void (*)(void))sqlite3_logits_init);
**
** before the first sqlite3_open, or sqlite3_logits_init(db, &error, NULL) for one connection.
*/
#ifndef LOGITS_H
#define LOGITS_H

#include <sqlite3.h>

#define LOGITS_VERSION "0.1.0"

#if defined(_WIN32)
  #define LOGITS_EXPORT __declspec(dllexport)
#else
  #define LOGITS_EXPORT __attribute__((visibility("default")))
#endif

#ifdef __cplusplus
extern "C" {
#endif

struct sqlite3_api_routines;

/* Registers every function on the connection. Returns SQLITE_OK, or an error code with a message
** in *error that the caller frees with sqlite3_free. */
LOGITS_EXPORT int sqlite3_logits_init(sqlite3 *db, char **error,
                                      const struct sqlite3_api_routines *api);

#ifdef __cplusplus
}
#endif

#endif
