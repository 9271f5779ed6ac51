/* siphash.c: see siphash.h.
**
** Four words of state, keyed. Each word of the message (8 bytes, little-endian) is mixed in by two
** rounds. The last word holds the bytes left over and, in its top byte, the size modulo 256: so
** messages that differ only in trailing zeros get different hashes. Four more rounds end it. Names
** are those of the paper.
*/
#include "siphash.h"

typedef struct {
  uint64_t v0, v1, v2, v3;
} SipState;

static inline uint64_t siphash_rotate(uint64_t x, int left) {
  return x << left | x >> (64 - left);
}

static inline SipState siphash_round(SipState s) {
  s.v0 += s.v1;
  s.v2 += s.v3;
  s.v1 = siphash_rotate(s.v1, 13) ^ s.v0;
  s.v3 = siphash_rotate(s.v3, 16) ^ s.v2;
  s.v0 = siphash_rotate(s.v0, 32) + s.v3;
  s.v2 += s.v1;
  s.v1 = siphash_rotate(s.v1, 17) ^ s.v2;
  s.v3 = siphash_rotate(s.v3, 21) ^ s.v0;
  s.v2 = siphash_rotate(s.v2, 32);
  return s;
}

static inline SipState siphash_mix(SipState s, uint64_t word) {
  s.v3 ^= word;
  s = siphash_round(siphash_round(s));
  s.v0 ^= word;
  return s;
}

/* At most 8 bytes, as the low bytes of a word. */
static inline uint64_t siphash_word(const unsigned char *bytes, size_t size) {
  uint64_t word = 0;
  for (size_t i = 0; i < size; i++) word |= (uint64_t)bytes[i] << 8 * i;
  return word;
}

uint64_t siphash(uint64_t k0, uint64_t k1, const unsigned char *bytes, size_t size) {
  SipState s = {k0 ^ UINT64_C(0x736f6d6570736575), k1 ^ UINT64_C(0x646f72616e646f6d),
                k0 ^ UINT64_C(0x6c7967656e657261), k1 ^ UINT64_C(0x7465646279746573)};
  size_t at = 0;
  for (; size - at >= 8; at += 8) s = siphash_mix(s, siphash_word(bytes + at, 8));
  uint64_t last = (uint64_t)size << 56;
  if (at < size) last |= siphash_word(bytes + at, size - at);
  s = siphash_mix(s, last);
  s.v2 ^= 0xff;
  s = siphash_round(siphash_round(siphash_round(siphash_round(s))));
  return s.v0 ^ s.v1 ^ s.v2 ^ s.v3;
}

double siphash_uniform(int64_t seed, const unsigned char *bytes, size_t size) {
  uint64_t hash = siphash((uint64_t)seed, 0, bytes, size);
  return ((double)(hash >> 12) + 0.5) * 0x1p-52;
}
