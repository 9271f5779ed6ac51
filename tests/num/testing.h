/* testing.h: what the tests of num/ share: memory that can run out, and random numbers that are the
** same every time.
*/
#ifndef LOGITS_TESTS_NUM_TESTING_H
#define LOGITS_TESTS_NUM_TESTING_H

#include <stdint.h>
#include <stdlib.h>

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

static uint64_t test_state = 20240229;

/* splitmix64: G. L. Steele, D. Lea, C. H. Flood, OOPSLA 2014 */
static inline uint64_t test_random(void) {
  uint64_t z = test_state += UINT64_C(0x9e3779b97f4a7c15);
  z = (z ^ z >> 30) * UINT64_C(0xbf58476d1ce4e5b9);
  z = (z ^ z >> 27) * UINT64_C(0x94d049bb133111eb);
  return z ^ z >> 31;
}

#endif
