/* tally.c: what passed, failed and was skipped. Nothing is skipped without its reason being printed. */
#include "tally.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

void tally_skip(Tally *tally, const char *reason) {
  tally->skipped++;
  size_t i = 0;
  while (i < tally->reason_count && strcmp(tally->reasons[i].text.data, reason) != 0) i++;
  if (i == tally->reason_count) {
    tally->reasons = memory_resize(tally->reasons, i + 1, sizeof(SkipReason));
    tally->reasons[i] = (SkipReason){0};
    buffer_add(&tally->reasons[i].text, reason);
    tally->reason_count++;
  }
  tally->reasons[i].count++;
}

void tally_print(const Tally *tally) {
  for (size_t i = 0; i < tally->reason_count; i++) {
    printf("skipped %ld: %s\n", tally->reasons[i].count, tally->reasons[i].text.data);
  }
  if (tally->completed > 0) printf("completed %ld\n", tally->completed);
  printf("%ld passed, %ld failed, %ld skipped\n", tally->passed, tally->failed, tally->skipped);
}

void tally_free(Tally *tally) {
  for (size_t i = 0; i < tally->reason_count; i++) buffer_free(&tally->reasons[i].text);
  free(tally->reasons);
  *tally = (Tally){0};
}
