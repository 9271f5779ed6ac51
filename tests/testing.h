/* testing.h: what the tests of the rooms share: memory that can run out, random numbers that are the same
** every time, doubles compared and hashed by their bits.
*/
#ifndef LOGITS_TESTS_TESTING_H
#define LOGITS_TESTS_TESTING_H

#include "../ext/base/bits.h"

#include <stdbool.h>
#include <stdint.h>
#include <stdlib.h>

/* ---- memory ---- */

static long test_allowed = -1; /* allocations that still succeed; -1: all */
static long test_blocks;       /* not yet freed */

/* A MemoryResize. */
static inline void *test_resize(void *block, uint64_t bytes) {
  if (bytes == 0) {
    test_blocks -= block != NULL;
    free(block);
    return NULL;
  }
  if (test_allowed == 0) return NULL;
  if (test_allowed > 0) test_allowed--;
  void *resized = realloc(block, (size_t)bytes);
  test_blocks += block == NULL && resized != NULL;
  return resized;
}

static long test_questions; /* to a Stop that are still answered by no */

/* For a Stop. */
static inline bool test_stop(void *context) {
  (void)context;
  return test_questions-- <= 0;
}

/* Whether the variable TESTS_SHORT is set, where the same is run in another build or an emulator: only what may
** differ there is to be run. */
static inline bool test_short(void) {
  return getenv("TESTS_SHORT") != NULL;
}

/* How many rounds a test takes at random, where no frozen result depends on it: all, or a few. */
static inline int test_rounds(int rounds) {
  return test_short() ? 1 + rounds / 20 : rounds;
}

/* A copy that ends where the text does, for the sanitizers. The caller frees it. */
static inline char *test_copy(const char *text, size_t size) {
  char *copy = malloc(size > 0 ? size : 1);
  if (copy == NULL) abort();
  if (size > 0) memcpy(copy, text, size);
  return copy;
}

/* ---- random numbers: frozen hashes depend on each of them ---- */

static uint64_t test_state = 20240229;

/* splitmix64: G. L. Steele, D. Lea, C. H. Flood, OOPSLA 2014 */
static inline uint64_t test_random(void) {
  uint64_t z = test_state += UINT64_C(0x9e3779b97f4a7c15);
  z = (z ^ z >> 30) * UINT64_C(0xbf58476d1ce4e5b9);
  z = (z ^ z >> 27) * UINT64_C(0x94d049bb133111eb);
  return z ^ z >> 31;
}

/* From 0 to n - 1; 0 where there is none. */
static inline int test_below(int n) {
  return n < 1 ? 0 : (int)(test_random() % (uint64_t)n);
}

/* The same for sizes. */
static inline size_t test_index(size_t n) {
  return (size_t)(test_random() % n);
}

/* In [0, 1), a multiple of 2^-53. */
static inline double test_uniform(void) {
  return (double)(test_random() >> 11) * 0x1p-53;
}

static inline double test_between(double low, double high) {
  return low + (high - low) * test_uniform();
}

/* Near enough to a normal deviate, and the same in every language. */
static inline double test_deviate(void) {
  double sum = -2.0;
  for (int i = 0; i < 4; i++) sum += test_uniform();
  return sum;
}

/* Any finite double, all bit patterns alike. */
static inline double test_any_double(void) {
  for (;;) {
    double x = bits_to_double(test_random());
    if (bits_is_finite(x)) return x;
  }
}

/* Puts `count` rows of `size` bytes in any order, all alike. */
static inline void test_shuffle(void *rows, size_t count, size_t size) {
  unsigned char *bytes = rows;
  for (size_t i = count; i > 1; i--) {
    unsigned char *a = bytes + (i - 1) * size, *b = bytes + test_index(i) * size;
    for (size_t k = 0; k < size; k++) {
      unsigned char byte = a[k];
      a[k] = b[k];
      b[k] = byte;
    }
  }
}

/* ---- the same bits, or nearly ---- */

static inline bool test_is(double got, double expected) {
  return bits_of_double(got) == bits_of_double(expected);
}

/* The same bits, or two NaN, whatever theirs are. */
static inline bool test_equal(double a, double b) {
  return test_is(a, b) || (bits_is_nan(a) && bits_is_nan(b));
}

/* The double next to x in the direction of +Inf (+1) or -Inf (-1), for positive finite x. */
static inline double test_next(double x, int direction) {
  return bits_to_double(bits_of_double(x) + (uint64_t)(int64_t)direction);
}

/* How far apart they are, in units of the last place of what was expected. */
static inline double test_ulps(double got, double expected) {
  if (got == expected) return 0.0;
  double magnitude = bits_abs(expected);
  return bits_abs(got - expected) / (test_next(magnitude, 1) - magnitude);
}

/* A hash of doubles, and of one more, whose every bit counts, also a NaN's. */
static inline uint64_t test_mix(uint64_t hash, double x) {
  hash = (hash ^ bits_of_double(x)) * UINT64_C(0x9e3779b97f4a7c15);
  return hash ^ hash >> 29;
}

#endif
