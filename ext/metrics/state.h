/* state.h: what an aggregate has summed so far, as bytes: to be stored, sent, merged with others, and
** evaluated where all parts have come together.
**
** There is one table of the aggregates that have states. Whatever binds them to a database writes,
** reads and merges through it, and knows nothing of what is inside.
**
** The promises, for each row of the table:
** - Merging gives the state of one aggregate that took the rows of both, whatever their order.
** - A state is canonical: equal contents are equal bytes, on every machine, however rows were split
**   among parts, and whatever came and left again. An empty state has no bytes.
** - What is read is checked. Bytes that were changed on the way are refused by their checksum; those
**   that no aggregate can have written are refused, or at worst give some number.
**
** The bytes: one byte with the version of the format; one with the tag of the function; a varint for each
** parameter; what the function's file says; four bytes of checksum.
*/
#ifndef LOGITS_METRICS_STATE_H
#define LOGITS_METRICS_STATE_H

#include "../base/strict.h"

#include "../base/bytes.h"

enum {
  STATE_VERSION = 1,
  STATE_PARAMETERS = 2,   /* of a function, at most */
  STATE_LONGEST = 1 << 26 /* bytes of a state */
};

/* A parameter that must be the same in all parts. */
typedef struct {
  const char *name;
  const char *const *words; /* what its numbers mean; NULL: the number itself */
} StateParameter;

typedef struct {
  const char *function; /* the aggregate */
  unsigned char tag;    /* never changes, and no other function ever gets it */
  size_t size;          /* of the state, a struct that is zeroed when it is empty */
  int64_t most;         /* how many rows a state can have */
  bool is_double;       /* a row may count twice */
  const StateParameter *parameters;
  int parameter_count;
  void (*get_parameters)(const void *state, uint32_t *values);
  void (*set_parameters)(void *state, const uint32_t *values, BytesReader *reader);
  int64_t (*rows)(const void *state); /* 0: it is empty */
  void (*write)(const void *state, Bytes *bytes);
  void (*read)(void *state, BytesReader *reader);
  bool (*merge)(void *state, const void *from, int sign, MemoryResize *resize, const Stop *stop);
  void (*clear)(void *state, MemoryResize *resize);
} StateKind;

extern const StateKind state_table[];
extern const size_t state_kinds;

/* The kind of the states of an aggregate; NULL: it has none. */
const StateKind *state_kind(const char *function);

/* Writes a state that is not empty. Set bytes->resize and ->stop before; bytes_clear afterwards. */
void state_write(const StateKind *kind, const void *state, Bytes *bytes);

/* Reads a state. Set reader->resize and ->stop before, and ask bytes_failed afterwards. *kind: what it is a state of.
** The result is the state, which state_free frees; NULL on a failure. */
void *state_read(const unsigned char *data, size_t size, BytesReader *reader,
                 const StateKind **kind);

/* Whether one more row fits into the state. */
bool state_has_room(const StateKind *kind, const void *state);

/* An empty state. NULL when memory ran out. */
void *state_new(const StateKind *kind, MemoryResize *resize);
void state_free(const StateKind *kind, void *state, MemoryResize *resize);

typedef enum {
  STATE_MERGED,
  STATE_NO_MEMORY, /* or it was stopped (stop.h): the state is of no use any more */
  STATE_DIFFERENT, /* parameters differ */
  STATE_OVERFLOW   /* more rows than a state can have */
} StateOutcome;

/* Adds a state that is not empty, or takes off one that was added, where sign is -1. */
StateOutcome state_merge(const StateKind *kind, void *state, const void *from, int sign,
                         MemoryResize *resize, const Stop *stop);

#endif
