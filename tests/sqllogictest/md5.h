/* md5.h: the MD5 message digest (RFC 1321), for the result hashes of test files. Not for security.
**
** Feed any number of pieces, then finish once. The pieces' borders do not matter.
*/
#ifndef SQLLOGICTEST_MD5_H
#define SQLLOGICTEST_MD5_H

#include <stddef.h>
#include <stdint.h>

enum { MD5_HEX = 33 }; /* 32 hexadecimal digits and NUL */

typedef struct Md5 {
  uint32_t state[4];
  uint64_t length;         /* bytes fed so far */
  unsigned char block[64]; /* the bytes of the unfinished block, length % 64 of them */
} Md5;

void md5_start(Md5 *md5);
void md5_feed(Md5 *md5, const void *data, size_t bytes);
void md5_finish(Md5 *md5, char hex[MD5_HEX]);

#endif
