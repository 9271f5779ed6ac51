/* test_stop.c: when a loop asks whether to stop. */
#include "../../ext/base/stop.h"

#include "../check.h"

static size_t test_stop_calls;

/* Yes from the call whose number `context` points to. */
static bool test_stop_from(void *context) {
  return ++test_stop_calls >= *(size_t *)context;
}

int main(void) {
  size_t from = 3, elements = 0;
  const Stop stop = {test_stop_from, &from};
  CHECK(!stop_asked(NULL) && !stop_at(NULL, 0) &&
            !stop_after(NULL, &elements, 10 * (size_t)STOP_EVERY),
        "nobody asks");
  CHECK(!stop_asked(&stop) && !stop_asked(&stop) && stop_asked(&stop), "the third time");

  test_stop_calls = 0;
  size_t i = 0;
  while (!stop_at(&stop, i)) i++;
  CHECK(i == 2 * (size_t)STOP_EVERY, "stopped at %zu", i);
  CHECK(test_stop_calls == 3, "asked %zu times", test_stop_calls);

  for (size_t more = 1; more < 4 * (size_t)STOP_EVERY; more = more * 3 + 1) {
    size_t done = more;
    test_stop_calls = elements = 0;
    while (!stop_after(&stop, &elements, more)) done += more;
    size_t least = 3 * (size_t)STOP_EVERY;
    CHECK(done >= least && done < least + 3 * more, "%zu at a time: stopped after %zu", more, done);
    CHECK(test_stop_calls == 3, "asked %zu times", test_stop_calls);
  }
  return check_report();
}
