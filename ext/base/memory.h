/* memory.h: how the rooms get memory without knowing SQLite.
**
** Their caller passes one function. It works as realloc does, with two promises: NULL and some
** bytes allocates; a block and 0 bytes frees the block and returns NULL. sqlite3_realloc64 is one.
**
** Invariant: the size of every array goes through memory_array. So a product that overflows size_t,
** as in a build for 32 bits, is "out of memory", never a block that is too small. tests/arrows
** looks for products elsewhere.
*/
#ifndef LOGITS_BASE_MEMORY_H
#define LOGITS_BASE_MEMORY_H

#include <stddef.h>
#include <stdint.h>

typedef void *MemoryResize(void *block, uint64_t bytes);

/* Room for `count` elements of `size` > 0 bytes each, in place of `block`, which may be NULL. NULL:
** memory ran out, or the bytes are more than a pointer difference can tell. An array of no elements
** has an address, too. */
static inline void *memory_array(void *block, uint64_t count, size_t size, MemoryResize *resize) {
  if (count > (uint64_t)PTRDIFF_MAX / size) return NULL;
  return resize(block, count > 0 ? count * size : 1);
}

#endif
