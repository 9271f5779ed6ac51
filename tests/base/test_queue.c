/* test_queue.c: queues against arrays, how much room they take, and memory that runs out. */
#include "../../ext/base/queue.h"

#include "../check.h"
#include "../testing.h"

#include <string.h>

/* ---- doubles ---- */

static void test_queue(void) {
  Queue queue = {0};
  size_t first = 0, end = 0, most = 0;
  for (int i = 0; i < 200000; i++) {
    size_t n = queue_doubles(&queue);
    CHECK(n == end - first, "%d doubles", (int)n);
    if (n > 0) {
      size_t at = test_index(n);
      CHECK(queue_double(&queue, at) == (double)(first + at), "element %d", (int)at);
    }
    if (n > 0 && test_below(100) < 49) {
      queue_pop(&queue, sizeof(double));
      first++;
    } else {
      CHECK(queue_push_double(&queue, (double)end++, test_resize), "memory");
    }
    if (end - first > most) most = end - first;
  }
  CHECK(queue.capacity <= 4 * most * sizeof(double) + 1000, "%d bytes for at most %d doubles",
        (int)queue.capacity, (int)most);
  queue_clear(&queue, test_resize);
}

static void test_queue_memory(void) {
  for (long allowed = 0; allowed < 10; allowed++) {
    Queue queue = {0};
    uint64_t doubles = 0;
    test_allowed = allowed;
    for (int i = 0; i < 1000; i++) {
      doubles += queue_push_double(&queue, i, test_resize);
      CHECK(queue_doubles(&queue) == doubles, "%ld", allowed);
    }
    test_allowed = -1;
    queue_clear(&queue, test_resize);
  }
}

/* ---- bytes ---- */

enum { TEST_STREAM = 400000, TEST_PIECE = 300 };

static unsigned char
test_byte(size_t at) { /* of a stream that is easily told from itself, shifted */
  return (unsigned char)((at * UINT64_C(0x9e3779b97f4a7c15)) >> 56);
}

/* Pieces of all sizes come and go, and an allocation fails now and then: the queue is then as it
** was. What is in it is a part of one stream. */
static void test_pieces(void) {
  Queue queue = {0};
  size_t first = 0, end = 0;
  long refused = 0;
  while (end < TEST_STREAM) {
    size_t size = 1 + test_index(TEST_PIECE), held = queue_size(&queue);
    CHECK(held == end - first, "%zu bytes", held);
    if (test_below(100) < 52) {
      Queue before = queue;
      test_allowed = test_below(3) != 0 ? 0 : -1;
      unsigned char *added = queue_extend(&queue, size, test_resize);
      test_allowed = -1;
      bool moved = before.begin > 0 && queue.begin == 0;
      CHECK(!moved || before.begin >= held, "%zu bytes move %zu places", held, before.begin);
      if (added == NULL) {
        refused++;
        CHECK(queue_size(&queue) == held && queue.data == before.data, "a refusal changed it");
        CHECK(queue.capacity == before.capacity, "a refusal changed its room");
      } else {
        for (size_t i = 0; i < size; i++) added[i] = test_byte(end + i);
        end += size;
      }
    } else {
      if (size > held) size = held;
      queue_pop(&queue, size);
      first += size;
    }
    bool same = true;
    for (size_t i = first; i < end; i++)
      same = same && queue_front(&queue)[i - first] == test_byte(i);
    CHECK(same, "bytes %zu to %zu", first, end);
  }
  CHECK(refused > 5, "%ld refusals", refused);
  queue_pop(&queue, queue_size(&queue));
  CHECK(queue.begin == 0 && queue.end == 0 && queue.capacity > 0, "an empty queue keeps its room");
  queue_clear(&queue, test_resize);
  CHECK(queue.data == NULL && queue.capacity == 0 && test_blocks == 0, "cleared");
  queue_clear(&queue, test_resize); /* once more does no harm */
}

/* A frame that moves on needs no more room once it has its length; room grows by half. */
static void test_room(void) {
  Queue queue = {0};
  long grown = 0;
  for (int i = 0; i < 100000; i++) {
    size_t before = queue.capacity;
    CHECK(queue_push_double(&queue, i, test_resize), "memory");
    grown += queue.capacity != before;
    if (queue_doubles(&queue) > 1000) queue_pop(&queue, sizeof(double));
  }
  CHECK(grown < 20 && queue.capacity < 4000 * sizeof(double), "grown %ld times to %zu", grown,
        queue.capacity);
  CHECK(queue_double(&queue, 0) == 99000.0 && queue_double(&queue, 999) == 99999.0, "its ends");
  queue_clear(&queue, test_resize);
  for (int i = 0; i < 100000; i++) {
    size_t before = queue.capacity;
    CHECK(queue_push_double(&queue, i, test_resize), "memory");
    CHECK(before == queue.capacity || queue.capacity >= before + before / 2, "grown by too little");
  }
  queue_clear(&queue, test_resize);
}

int main(void) {
  test_queue();
  test_queue_memory();
  test_pieces();
  test_room();
  CHECK(test_blocks == 0, "%ld blocks leaked", test_blocks);
  return check_report();
}
