/* memory.h: how the rooms get memory without knowing SQLite.
**
** Their caller passes one function. It works as realloc does, with two promises: NULL and some
** bytes allocates; a block and 0 bytes frees the block and returns NULL. sqlite3_realloc64 is one.
*/
#ifndef LOGITS_BASE_MEMORY_H
#define LOGITS_BASE_MEMORY_H

#include <stdint.h>

typedef void *MemoryResize(void *block, uint64_t bytes);

#endif
