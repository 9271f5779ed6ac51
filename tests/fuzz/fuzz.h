/* fuzz.h: what the fuzz targets share. Each fuzz_*.c is a target for clang's libFuzzer
**
**     clang -fsanitize=fuzzer,address,undefined tests/fuzz/fuzz_npy.c ext/<room>/...c
**
** and, with main.c, a program of its own for any compiler: fuzz_npy [INPUTS [FIRST]]. A target
** checks more than that nothing crashes: what was read must come back, and two ways to the same
** answer must agree.
*/
#ifndef LOGITS_TESTS_FUZZ_H
#define LOGITS_TESTS_FUZZ_H

#include <math.h>
#include <stdbool.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

/* For main.c: inputs to begin with, and what to put into them. Each list ends with NULL. */
typedef struct {
  const char *bytes;
  size_t size;
} FuzzBytes;

#define FUZZ_BYTES(literal)                                                                        \
  { literal, sizeof literal - 1 }
#define FUZZ_LAST                                                                                  \
  { NULL, 0 }

extern const FuzzBytes fuzz_seeds[], fuzz_words[];

#define FUZZ_REQUIRE(condition)                                                                    \
  do {                                                                                             \
    if (!(condition)) {                                                                            \
      fprintf(stderr, "%s:%d: not so: %s\n", __FILE__, __LINE__, #condition);                      \
      abort();                                                                                     \
    }                                                                                              \
  } while (0)

/* Memory, as the rooms call for it, that can run out. */
static long fuzz_budget;

static inline void *fuzz_resize(void *block, uint64_t bytes) {
  if (bytes == 0) {
    free(block);
    return NULL;
  }
  return fuzz_budget-- > 0 ? realloc(block, (size_t)bytes) : NULL;
}

static inline void *fuzz_allocate(size_t bytes) {
  void *block = malloc(bytes > 0 ? bytes : 1);
  FUZZ_REQUIRE(block != NULL);
  return block;
}

/* The same number, -0.0 apart from 0.0, or both NaN. */
static inline bool fuzz_same(double a, double b) {
  return isnan(a) || isnan(b) ? isnan(a) && isnan(b) : a == b && !signbit(a) == !signbit(b);
}

#endif
