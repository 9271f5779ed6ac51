/* embed.c: linked into a program, makes every connection that it opens have the extension, as an
** application would that embeds it. */
#include "../../ext/logits.h"

__attribute__((constructor)) static void embed_register(void) {
  sqlite3_auto_extension((void (*)(void))sqlite3_logits_init);
}
