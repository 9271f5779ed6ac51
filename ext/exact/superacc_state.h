/* superacc_state.h: exact sums and maps of sums as bytes, and added to each other.
**
** The bytes depend on what was added only, because the chunks do (superacc.h). Adding the chunks of two
** sums gives the chunks of one that got the terms of both.
*/
#ifndef LOGITS_EXACT_SUPERACC_STATE_H
#define LOGITS_EXACT_SUPERACC_STATE_H

#include "../base/bytes.h"
#include "superacc.h"

/* What the sums that are read can be: those of at most `terms` terms below 2^bits, at keys from
** -furthest to furthest. */
typedef struct {
  int64_t furthest;
  int64_t terms;
  int bits; /* below 127 */
} SuperaccLimits;

void sum_map_write(const SumMap *map, Bytes *bytes);
void superacc_write(const Superacc *acc, Bytes *bytes);

/* These read into an empty map or sum. */
void sum_map_read(SumMap *map, const SuperaccLimits *limits, BytesReader *reader);
void superacc_read(Superacc *acc, const SuperaccLimits *limits, BytesReader *reader);

/* These add all of `from`, or take it off where sign is -1. False when memory ran out or they were stopped
** (stop.h): a part may have been added. */
bool sum_map_merge(SumMap *map, const SumMap *from, int sign, MemoryResize *resize,
                   const Stop *stop);
bool superacc_merge(Superacc *acc, const Superacc *from, int sign, MemoryResize *resize,
                    const Stop *stop);

#endif
