/* siphash.h: SipHash-2-4 (J.-P. Aumasson and D. J. Bernstein, "SipHash: a fast short-input PRF",
** INDOCRYPT 2012), a hash of bytes under a 128-bit key. Its 64 bits look random for any two inputs
** that differ. The key is no secret here: anybody can draw the same numbers.
**
** The same on every machine, whatever its byte order and wherever the bytes lie in memory.
*/
#ifndef LOGITS_BASE_SIPHASH_H
#define LOGITS_BASE_SIPHASH_H

#include "strict.h"

#include <stddef.h>
#include <stdint.h>

/* The key is 16 bytes, k0 and k1 little-endian. `bytes` may be NULL where size is 0. */
uint64_t siphash(uint64_t k0, uint64_t k1, const unsigned char *bytes, size_t size);

/* A number in (0, 1), never 0 or 1: (the upper 52 bits of the hash plus a half) times 2^-52, which
** is exact. k0 is the seed, k1 is 0. */
double siphash_uniform(int64_t seed, const unsigned char *bytes, size_t size);

#endif
