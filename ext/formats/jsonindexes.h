/* jsonindexes.h: indexes as a JSON array. */
#ifndef LOGITS_FORMATS_JSONINDEXES_H
#define LOGITS_FORMATS_JSONINDEXES_H

#include "../base/stop.h"

#include <stddef.h>
#include <stdint.h>

/* The most bytes that n indexes, none above `most`, take as a JSON array; UINT64_MAX if they are more
** than that. */
uint64_t jsonindexes_size(size_t n, size_t most);

/* Writes them into memory of that size. Returns the number of bytes, or 0 where it was stopped
** (stop.h). No NUL follows. */
size_t jsonindexes_write(char *text, const size_t *indexes, size_t n, const Stop *stop);

#endif
