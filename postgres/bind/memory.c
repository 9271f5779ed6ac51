/* memory.c: sqlite3_malloc and its like, in the current MemoryContext.
**
** A block may be larger than 1 GB. Where there is no memory the result is NULL, never an error. Before
** PostgreSQL 16 a block cannot be resized without an error, so it is copied; its size stands before it.
*/
#include "engine.h"

#include "utils/memutils.h"

enum { MEMORY_FLAGS = MCXT_ALLOC_HUGE | MCXT_ALLOC_NO_OOM };

typedef struct {
  uint64 bytes;
} MemoryHead;

#define MEMORY_HEAD MAXALIGN(sizeof(MemoryHead))

static MemoryHead *memory_head(void *block) {
  return (MemoryHead *)((char *)block - MEMORY_HEAD);
}

static void *memory_block(MemoryHead *head, uint64 bytes) {
  if (head == NULL) return NULL;
  head->bytes = bytes;
  return (char *)head + MEMORY_HEAD;
}

void *sqlite3_malloc64(sqlite3_uint64 bytes) {
  if (bytes == 0 || bytes > MaxAllocHugeSize - MEMORY_HEAD) return NULL;
  return memory_block(palloc_extended(MEMORY_HEAD + (Size)bytes, MEMORY_FLAGS), bytes);
}

void *sqlite3_malloc(int bytes) {
  return bytes > 0 ? sqlite3_malloc64((sqlite3_uint64)bytes) : NULL;
}

void sqlite3_free(void *block) {
  if (block != NULL) pfree(memory_head(block));
}

#if PG_VERSION_NUM >= 160000

static void *memory_resize(void *block, sqlite3_uint64 bytes) {
  MemoryHead *head = repalloc_extended(memory_head(block), MEMORY_HEAD + (Size)bytes, MEMORY_FLAGS);
  return memory_block(head, bytes);
}

#else

/* Stays in the block's own context, as repalloc does. */
static void *memory_resize(void *block, sqlite3_uint64 bytes) {
  MemoryHead *old = memory_head(block);
  if (old->bytes >= bytes && old->bytes / 2 <= bytes) return block;
  MemoryHead *head = MemoryContextAllocExtended(GetMemoryChunkContext(old),
                                                MEMORY_HEAD + (Size)bytes, MEMORY_FLAGS);
  if (head == NULL) return NULL;
  memcpy((char *)head + MEMORY_HEAD, block, Min(old->bytes, bytes));
  pfree(old);
  return memory_block(head, bytes);
}

#endif

void *sqlite3_realloc64(void *block, sqlite3_uint64 bytes) {
  if (block == NULL) return sqlite3_malloc64(bytes);
  if (bytes == 0) {
    sqlite3_free(block);
    return NULL;
  }
  return bytes <= MaxAllocHugeSize - MEMORY_HEAD ? memory_resize(block, bytes) : NULL;
}
