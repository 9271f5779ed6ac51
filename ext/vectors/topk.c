/* topk.c: see topk.h. A heap of the best so far, the worst of them at its root. */
#include "topk.h"

/* Whether element a comes before element b. */
static bool topk_before(const Vector *v, size_t a, size_t b) {
  double x = vector_at(v, a), y = vector_at(v, b);
  return x > y || (x == y && a < b);
}

/* Puts `index` where it belongs below `place`, in a heap whose place `place` is free. */
static void topk_sink(const Vector *v, size_t *heap, size_t size, size_t place, size_t index) {
  for (;;) {
    size_t child = 2 * place + 1;
    if (child >= size) break;
    if (child + 1 < size && topk_before(v, heap[child], heap[child + 1])) child++;
    if (topk_before(v, heap[child], index)) break;
    heap[place] = heap[child];
    place = child;
  }
  heap[place] = index;
}

static void topk_rise(const Vector *v, size_t *heap, size_t place, size_t index) {
  while (place > 0 && topk_before(v, heap[(place - 1) / 2], index)) {
    heap[place] = heap[(place - 1) / 2];
    place = (place - 1) / 2;
  }
  heap[place] = index;
}

size_t topk_select(const Vector *v, const bool *mask, size_t k, size_t *indexes) {
  size_t size = 0;
  for (size_t i = 0; i < v->n; i++) {
    if (mask != NULL && mask[i]) continue;
    if (size < k) {
      topk_rise(v, indexes, size, i);
      size++;
    } else if (topk_before(v, i, indexes[0])) {
      topk_sink(v, indexes, size, 0, i);
    }
  }
  for (size_t rest = size; rest > 1; rest--) {
    size_t worst = indexes[0], last = indexes[rest - 1];
    topk_sink(v, indexes, rest - 1, 0, last);
    indexes[rest - 1] = worst;
  }
  return size;
}
