/* uniform.h: a random number that belongs to a key: the same for the same seed and key, on every
** machine and in every run, and as good as independent of that of any other.
**
** What is hashed (siphash.h): of an integer its 8 bytes in two's complement, little-endian, and so
** of a real that equals an integer; of any other real the 8 bytes of its IEEE 754 form,
** little-endian; of text its UTF-8 bytes; of a BLOB its bytes.
*/
#ifndef LOGITS_BASE_UNIFORM_H
#define LOGITS_BASE_UNIFORM_H

#include "strict.h"

#include "label.h"

#include <stdint.h>

double uniform(int64_t seed, const Label *key); /* in (0, 1); the key is not LABEL_NONE */

#endif
