/* md5.c: MD5 as RFC 1321 defines it: 64 steps over each block of 64 bytes, in four rounds of 16.
**
** Step i adds the constant floor(2^32 abs(sin(i + 1))), i from 0, and rotates by an amount that
** depends on the round and on i mod 4 only.
*/
#include "md5.h"

#include <string.h>

static const uint32_t md5_sine[64] = {
    0xd76aa478u, 0xe8c7b756u, 0x242070dbu, 0xc1bdceeeu, 0xf57c0fafu, 0x4787c62au, 0xa8304613u,
    0xfd469501u, 0x698098d8u, 0x8b44f7afu, 0xffff5bb1u, 0x895cd7beu, 0x6b901122u, 0xfd987193u,
    0xa679438eu, 0x49b40821u, 0xf61e2562u, 0xc040b340u, 0x265e5a51u, 0xe9b6c7aau, 0xd62f105du,
    0x02441453u, 0xd8a1e681u, 0xe7d3fbc8u, 0x21e1cde6u, 0xc33707d6u, 0xf4d50d87u, 0x455a14edu,
    0xa9e3e905u, 0xfcefa3f8u, 0x676f02d9u, 0x8d2a4c8au, 0xfffa3942u, 0x8771f681u, 0x6d9d6122u,
    0xfde5380cu, 0xa4beea44u, 0x4bdecfa9u, 0xf6bb4b60u, 0xbebfbc70u, 0x289b7ec6u, 0xeaa127fau,
    0xd4ef3085u, 0x04881d05u, 0xd9d4d039u, 0xe6db99e5u, 0x1fa27cf8u, 0xc4ac5665u, 0xf4292244u,
    0x432aff97u, 0xab9423a7u, 0xfc93a039u, 0x655b59c3u, 0x8f0ccc92u, 0xffeff47du, 0x85845dd1u,
    0x6fa87e4fu, 0xfe2ce6e0u, 0xa3014314u, 0x4e0811a1u, 0xf7537e82u, 0xbd3af235u, 0x2ad7d2bbu,
    0xeb86d391u,
};

static const unsigned md5_turn[4][4] = {
    {7, 12, 17, 22}, {5, 9, 14, 20}, {4, 11, 16, 23}, {6, 10, 15, 21}};

static uint32_t md5_rotate(uint32_t word, unsigned bits) {
  return word << bits | word >> (32 - bits);
}

static uint32_t md5_word(const unsigned char *bytes) {
  return (uint32_t)bytes[0] | (uint32_t)bytes[1] << 8 | (uint32_t)bytes[2] << 16 |
         (uint32_t)bytes[3] << 24;
}

/* The round's function of three words, and which word of the block its step i reads. */
static uint32_t md5_mix(unsigned step, uint32_t b, uint32_t c, uint32_t d, unsigned *word) {
  switch (step / 16) {
  case 0: *word = step; return (b & c) | (~b & d);
  case 1: *word = (5 * step + 1) % 16; return (b & d) | (c & ~d);
  case 2: *word = (3 * step + 5) % 16; return b ^ c ^ d;
  default: *word = 7 * step % 16; return c ^ (b | ~d);
  }
}

static void md5_block(Md5 *md5, const unsigned char *block) {
  uint32_t a = md5->state[0], b = md5->state[1], c = md5->state[2], d = md5->state[3];
  for (unsigned step = 0; step < 64; step++) {
    unsigned word;
    uint32_t mixed = md5_mix(step, b, c, d, &word);
    uint32_t sum = a + mixed + md5_sine[step] + md5_word(block + (size_t)4 * word);
    a = d, d = c, c = b;
    b += md5_rotate(sum, md5_turn[step / 16][step % 4]);
  }
  md5->state[0] += a;
  md5->state[1] += b;
  md5->state[2] += c;
  md5->state[3] += d;
}

void md5_start(Md5 *md5) {
  *md5 = (Md5){.state = {0x67452301u, 0xefcdab89u, 0x98badcfeu, 0x10325476u}};
}

void md5_feed(Md5 *md5, const void *data, size_t bytes) {
  const unsigned char *next = data;
  size_t used = md5->length % 64;
  md5->length += bytes;
  if (used > 0 && bytes >= 64 - used) {
    memcpy(md5->block + used, next, 64 - used);
    md5_block(md5, md5->block);
    next += 64 - used, bytes -= 64 - used, used = 0;
  }
  for (; bytes >= 64 && used == 0; next += 64, bytes -= 64) md5_block(md5, next);
  if (bytes > 0) memcpy(md5->block + used, next, bytes);
}

void md5_finish(Md5 *md5, char hex[MD5_HEX]) {
  static const unsigned char padding[64] = {0x80};
  unsigned char bits[8];
  for (unsigned i = 0; i < 8; i++) bits[i] = (unsigned char)(md5->length * 8 >> 8 * i);
  md5_feed(md5, padding, 1 + (119 - md5->length % 64) % 64);
  md5_feed(md5, bits, sizeof bits);
  for (size_t i = 0; i < 16; i++) {
    uint32_t byte = md5->state[i / 4] >> 8 * (i % 4) & 0xff;
    hex[2 * i] = "0123456789abcdef"[byte >> 4];
    hex[2 * i + 1] = "0123456789abcdef"[byte & 15];
  }
  hex[32] = '\0';
}
