/* uniform.h: a random number for a key. It is the same for the same seed and key, on every machine
** and in every run. Numbers of different keys are as good as independent.
**
** What is hashed (siphash.h):
**   an integer      its 8 bytes in two's complement, little-endian
**   a real          the same if it equals an integer, else its 8 bytes of IEEE 754, little-endian
**   text            its UTF-8 bytes
**   a BLOB          its bytes
*/
#ifndef LOGITS_BASE_UNIFORM_H
#define LOGITS_BASE_UNIFORM_H

#include "strict.h"

#include "label.h"

#include <stdint.h>

double uniform(int64_t seed, const Label *key); /* in (0, 1); the key is not LABEL_NONE */

#endif
