/* test_memory.c: sizes of arrays, at the end of the address space and beyond it. */
#include "../../ext/base/memory.h"

#include "../check.h"

static unsigned char test_memory_old;
static uint64_t test_memory_asked; /* bytes in the last call of test_memory_resize */
static void *test_memory_block;
static long test_memory_calls;

/* A MemoryResize that has all the memory there is. */
static void *test_memory_resize(void *block, uint64_t bytes) {
  static unsigned char memory;
  test_memory_asked = bytes;
  test_memory_block = block;
  test_memory_calls++;
  return &memory;
}

static void test_memory_expect(uint64_t count, size_t size, uint64_t bytes) {
  long before = test_memory_calls;
  void *array = memory_array(&test_memory_old, count, size, test_memory_resize);
  CHECK(array != NULL, "%llu of %zu", (unsigned long long)count, size);
  CHECK(test_memory_calls == before + 1 && test_memory_block == &test_memory_old, "%ld calls",
        test_memory_calls - before);
  CHECK(test_memory_asked == bytes, "%llu of %zu: %llu bytes", (unsigned long long)count, size,
        (unsigned long long)test_memory_asked);
}

static void test_memory_refused(uint64_t count, size_t size) {
  long before = test_memory_calls;
  CHECK(memory_array(NULL, count, size, test_memory_resize) == NULL, "%llu of %zu",
        (unsigned long long)count, size);
  CHECK(test_memory_calls == before, "%llu of %zu asked for %llu bytes", (unsigned long long)count,
        size, (unsigned long long)test_memory_asked);
}

int main(void) {
  const uint64_t most = PTRDIFF_MAX;
  test_memory_expect(0, 8, 1);
  test_memory_expect(1, 8, 8);
  test_memory_expect(1000, 24, 24000);
  for (size_t size = 1; size <= 64; size++) {
    test_memory_expect(most / size, size, most / size * size);
    test_memory_refused(most / size + 1, size);
    test_memory_refused(UINT64_MAX, size);
  }
  for (size_t size = 2; size <= 64; size *= 2) { /* products that are 0 as a size_t */
    test_memory_refused((uint64_t)(SIZE_MAX / size) + 1, size);
  }
  return check_report();
}
