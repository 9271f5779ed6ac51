/* bytes.h: fields written one after the other as bytes, and read back with every length checked.
**
** The bytes are the same on every machine. An integer is a varint: seven bits to a byte, the lowest
** first, and the top bit says that more follow (LEB128). A signed one alternates around zero first:
** 0, -1, 1, -2, ... A double is the eight bytes of its bits, the lowest first. A 128-bit integer is a
** head and the bytes of its magnitude without the zero bytes at either end.
**
** Each value has one form only. A reader takes no other: so what was read is written again as the
** same bytes.
*/
#ifndef LOGITS_BASE_BYTES_H
#define LOGITS_BASE_BYTES_H

#include "strict.h"

#include "memory.h"
#include "stop.h"
#include "wide.h"

#include <stdbool.h>

/* ---- writing ---- */

/* Set `most`, `resize` and, if it may be stopped (stop.h), `stop`; the rest zero. After a failure nothing more
** is written. To be stopped is a failure as of memory. */
typedef struct {
  unsigned char *data; /* NULL: nothing was written */
  size_t size, capacity;
  size_t most; /* how many bytes there may be */
  MemoryResize *resize;
  const Stop *stop;
  size_t asked;   /* fields since it was asked */
  bool is_full;   /* they would have been more */
  bool no_memory; /* memory ran out */
} Bytes;

void bytes_put(Bytes *bytes, const void *from, size_t size);
void bytes_put_byte(Bytes *bytes, unsigned byte);
void bytes_put_unsigned(Bytes *bytes, uint64_t x);
void bytes_put_signed(Bytes *bytes, int64_t x);
void bytes_put_double(Bytes *bytes, double x);
void bytes_put_wide(Bytes *bytes, Wide x); /* not zero */
void bytes_clear(Bytes *bytes);

/* Counts an element of a loop that writes nothing, so that it can be stopped. False after a failure. */
bool bytes_write_on(Bytes *bytes);

/* ---- reading ---- */

/* After a failure all that is read is 0, so that it need not be asked for after every field. To be stopped is a
** failure as of memory. */
typedef struct {
  const unsigned char *at, *end;
  MemoryResize *resize; /* for what the fields become */
  const Stop *stop;     /* NULL: it is never stopped */
  size_t asked;         /* fields since it was asked */
  const char *fault;    /* what is wrong with the bytes, as in "it <fault>"; NULL: nothing so far */
  bool no_memory;       /* memory ran out */
} BytesReader;

static inline bool bytes_failed(const BytesReader *reader) {
  return reader->fault != NULL || reader->no_memory;
}

/* Says what is wrong, unless something was wrong before. */
void bytes_refuse(BytesReader *reader, const char *fault);

/* Refuses the bytes unless the condition holds: the field has a value that it cannot have. */
void bytes_require(BytesReader *reader, bool condition);

/* The same: the fields are not in the one order or form that they can have. */
void bytes_require_canonical(BytesReader *reader, bool condition);

unsigned bytes_byte(BytesReader *reader);
uint64_t bytes_unsigned(BytesReader *reader);
int64_t bytes_signed(BytesReader *reader);
double bytes_double(BytesReader *reader); /* any, NaN too */
Wide bytes_wide(BytesReader *reader);     /* not zero, but for a failure */

/* An unsigned integer from `least` to `most`. */
int64_t bytes_between(BytesReader *reader, int64_t least, int64_t most);

/* The next `size` bytes where they lie. NULL on a failure, and for size 0. */
const unsigned char *bytes_span(BytesReader *reader, uint64_t size);

/* Counts an element of a loop that reads nothing, so that it can be stopped. False after a failure. */
bool bytes_read_on(BytesReader *reader);

#endif
