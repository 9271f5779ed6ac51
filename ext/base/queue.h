/* queue.h: bytes, first in, first out: what a sliding frame keeps of its rows.
**
** A zeroed struct is an empty queue. The bytes lie in one piece, from data + begin to data + end.
*/
#ifndef LOGITS_BASE_QUEUE_H
#define LOGITS_BASE_QUEUE_H

#include "memory.h"

#include <stdbool.h>
#include <stddef.h>

typedef struct {
  unsigned char *data;
  size_t begin, end, capacity;
} Queue;

static inline const unsigned char *queue_front(const Queue *queue) {
  return queue->data + queue->begin;
}

static inline size_t queue_size(const Queue *queue) {
  return queue->end - queue->begin;
}

/* Adds `bytes` at the end, whose content the caller writes. NULL when memory ran out: the queue is
** then unchanged. */
unsigned char *queue_extend(Queue *queue, size_t bytes, MemoryResize *resize);

/* Takes back the `bytes` that queue_extend added last. */
static inline void queue_retract(Queue *queue, size_t bytes) {
  queue->end -= bytes;
}

/* Removes `bytes` from the front, at most as many as are there. */
void queue_pop(Queue *queue, size_t bytes);

void queue_clear(Queue *queue, MemoryResize *resize);

/* A queue of doubles only. */
bool queue_push_double(Queue *queue, double x, MemoryResize *resize);
double queue_double(const Queue *queue, size_t index);
size_t queue_doubles(const Queue *queue);

#endif
