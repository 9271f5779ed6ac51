/* stop.h: how the rooms hear that their answer is no longer wanted.
**
** Their caller passes a function that knows, as it passes one for memory (memory.h). Whatever takes
** long asks it once in a while. If the answer is yes, it frees what it holds and returns as it does
** when memory has run out; the caller asks again to tell the two apart. NULL stands for "never".
**
** The function may be slow next to an addition, so a loop over elements asks for every 2^16th of
** them only. That is some milliseconds at the most, for anything that the rooms do to an element.
*/
#ifndef LOGITS_BASE_STOP_H
#define LOGITS_BASE_STOP_H

#include <stdbool.h>
#include <stddef.h>

typedef struct {
  bool (*asked)(void *context);
  void *context;
} Stop;

enum { STOP_EVERY = 1 << 16 };

static inline bool stop_asked(const Stop *stop) {
  return stop != NULL && stop->asked(stop->context);
}

/* The same for element i of a loop: not asked for most of them. */
static inline bool stop_at(const Stop *stop, size_t i) {
  return i % STOP_EVERY == 0 && stop_asked(stop);
}

/* The same after `more` further elements, where a loop takes several at a time. *elements counts those
** since it was last asked. */
static inline bool stop_after(const Stop *stop, size_t *elements, size_t more) {
  *elements += more;
  if (*elements < STOP_EVERY) return false;
  *elements = 0;
  return stop_asked(stop);
}

#endif
