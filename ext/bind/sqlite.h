/* sqlite.h: SQLite as an extension sees it, with the constants that older headers do not have yet.
** A function flag that the SQLite of the day does not know is ignored by it.
*/
#ifndef LOGITS_BIND_SQLITE_H
#define LOGITS_BIND_SQLITE_H

#include <sqlite3ext.h>
SQLITE_EXTENSION_INIT3

#ifndef SQLITE_INNOCUOUS /* since 3.31 */
  #define SQLITE_INNOCUOUS 0x000200000
#endif
#ifndef SQLITE_VTAB_INNOCUOUS /* since 3.31 */
  #define SQLITE_VTAB_INNOCUOUS 2
#endif
#ifndef SQLITE_RESULT_SUBTYPE /* since 3.45 */
  #define SQLITE_RESULT_SUBTYPE 0x001000000
#endif

#endif
