/* queue.c: see queue.h. Bytes move to the beginning only when at least half of the space in use has
** been popped, and space grows by half, so a byte costs a constant number of moves. */
#include "queue.h"

#include <string.h>

unsigned char *queue_extend(Queue *queue, size_t bytes, MemoryResize *resize) {
  size_t size = queue_size(queue);
  if (queue->capacity - queue->end < bytes && queue->begin >= size) {
    if (size > 0) memcpy(queue->data, queue->data + queue->begin, size);
    queue->begin = 0;
    queue->end = size;
  }
  if (queue->capacity - queue->end < bytes) {
    uint64_t capacity = (uint64_t)queue->end + bytes;
    capacity += capacity / 2 + 64;
    unsigned char *data = memory_array(queue->data, capacity, 1, resize);
    if (data == NULL) return NULL;
    queue->data = data;
    queue->capacity = (size_t)capacity;
  }
  unsigned char *added = queue->data + queue->end;
  queue->end += bytes;
  return added;
}

void queue_pop(Queue *queue, size_t bytes) {
  queue->begin += bytes;
  if (queue->begin >= queue->end) queue->begin = queue->end = 0;
}

void queue_clear(Queue *queue, MemoryResize *resize) {
  if (queue->data != NULL) resize(queue->data, 0);
  memset(queue, 0, sizeof *queue);
}

bool queue_push_double(Queue *queue, double x, MemoryResize *resize) {
  unsigned char *added = queue_extend(queue, sizeof x, resize);
  if (added == NULL) return false;
  memcpy(added, &x, sizeof x);
  return true;
}

double queue_double(const Queue *queue, size_t index) {
  double x;
  memcpy(&x, queue_front(queue) + index * sizeof x, sizeof x);
  return x;
}

size_t queue_doubles(const Queue *queue) {
  return queue_size(queue) / sizeof(double);
}
