/* uniform.c: see uniform.h. */
#include "uniform.h"

#include "bits.h"
#include "siphash.h"

static uint64_t uniform_word(const Label *key) {
  Label label = label_integral(*key);
  return label.kind == LABEL_INTEGER ? (uint64_t)label.as.integer : bits_of_double(label.as.real);
}

double uniform(int64_t seed, const Label *key) {
  if (key->kind == LABEL_TEXT || key->kind == LABEL_BLOB) {
    return siphash_uniform(seed, key->as.bytes, key->size);
  }
  uint64_t word = uniform_word(key);
  unsigned char bytes[8];
  for (int i = 0; i < 8; i++) bytes[i] = (unsigned char)(word >> (8 * i));
  return siphash_uniform(seed, bytes, sizeof bytes);
}
