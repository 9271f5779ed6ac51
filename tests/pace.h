/* pace.h: bounds on time that a slow machine keeps as well as a fast one.
**
** Time is processor time, so it does not pass while others run. Its unit is what some plain work takes
** in the same program, so a slow machine, a sanitizer or an emulator changes both alike. What takes too
** long is tried again, since other programs can only make it longer. So a bound has to be far above
** what is usual and far below what it excludes, and no more.
*/
#ifndef LOGITS_TESTS_PACE_H
#define LOGITS_TESTS_PACE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <time.h>

enum { PACE_NUMBERS = 1 << 17, PACE_TRIES = 5 };

static double pace_seconds(void) {
  return (double)clock() / (double)CLOCKS_PER_SEC;
}

/* In seconds: Shell's sort of 131,072 numbers, some 10 ms on a usual machine. */
static double pace_unit(void) {
  uint64_t *numbers = malloc(PACE_NUMBERS * sizeof *numbers);
  if (numbers == NULL) abort();
  for (uint64_t i = 0; i < PACE_NUMBERS; i++) numbers[i] = i * UINT64_C(0x9e3779b97f4a7c15);
  double begin = pace_seconds();
  for (size_t gap = 88573; gap > 0; gap /= 3) {
    for (size_t i = gap; i < PACE_NUMBERS; i++) {
      uint64_t number = numbers[i];
      size_t place = i;
      for (; place >= gap && numbers[place - gap] > number; place -= gap) {
        numbers[place] = numbers[place - gap];
      }
      numbers[place] = number;
    }
  }
  double taken = pace_seconds() - begin;
  free(numbers);
  return taken;
}

/* Does some work, which can be done again. Returns the units it took, or the least of several tries
** where that is above `most`. */
static inline double pace_units(void (*work)(void *context), void *context, double most) {
  double least = 0.0;
  for (int i = 0; i < PACE_TRIES && (i == 0 || least > most); i++) {
    double unit = pace_unit(), begin = pace_seconds();
    work(context);
    double units = (pace_seconds() - begin) / unit;
    if (i == 0 || units < least) least = units;
  }
  return least;
}

#endif
