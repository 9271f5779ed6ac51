/* main.c: runs a fuzz target without libFuzzer: fuzz_npy [INPUTS [FIRST]], a million inputs if not
** told otherwise; fuzz_npy --seconds N [FIRST] stops by the clock; fuzz_npy FILE... runs the files of
** a corpus once.
**
** Input number n is always the same: a seed, changed here and there, or random bytes. So an input
** that fails is found again by its number: halve INPUTS, move FIRST.
*/
#include "fuzz.h"

#include <time.h>

enum { FUZZ_ROOM = 4096 };

typedef struct {
  unsigned char bytes[FUZZ_ROOM];
  size_t size;
} FuzzInput;

static uint64_t fuzz_state;

/* G. L. Steele, D. Lea, C. H. Flood, "Fast splittable pseudorandom number generators" (2014). */
static uint64_t fuzz_random(void) {
  uint64_t z = fuzz_state += UINT64_C(0x9e3779b97f4a7c15);
  z = (z ^ z >> 30) * UINT64_C(0xbf58476d1ce4e5b9);
  z = (z ^ z >> 27) * UINT64_C(0x94d049bb133111eb);
  return z ^ z >> 31;
}

static size_t fuzz_below(size_t limit) {
  return limit > 0 ? (size_t)(fuzz_random() % limit) : 0;
}

static size_t fuzz_length(const FuzzBytes *list) {
  size_t length = 0;
  while (list[length].bytes != NULL) length++;
  return length;
}

/* Replaces `removed` bytes at `at` by others, if there is room. */
static void fuzz_splice(FuzzInput *input, size_t at, size_t removed, const void *bytes,
                        size_t size) {
  if (input->size - removed + size > FUZZ_ROOM) return;
  memmove(input->bytes + at + size, input->bytes + at + removed, input->size - at - removed);
  memcpy(input->bytes + at, bytes, size);
  input->size += size - removed;
}

static void fuzz_change(FuzzInput *input) {
  size_t at = fuzz_below(input->size + 1), rest = input->size - at;
  size_t run = fuzz_below((rest < 16 ? rest : 16) + 1);
  unsigned char copy[16];
  unsigned char any = (unsigned char)fuzz_random();
  const FuzzBytes *word = fuzz_words + fuzz_below(fuzz_length(fuzz_words));
  memcpy(copy, input->bytes + at, run);
  switch (fuzz_below(8)) {
  case 0:
    if (rest > 0) input->bytes[at] ^= (unsigned char)(1 << any % 8);
    break;
  case 1: fuzz_splice(input, at, rest > 0, &any, 1); break;
  case 2: fuzz_splice(input, at, run, copy, 0); break;
  case 3: fuzz_splice(input, fuzz_below(input->size + 1), 0, copy, run); break;
  case 4: fuzz_splice(input, at, run, word->bytes, word->size); break;
  case 5: fuzz_splice(input, at, 0, word->bytes, word->size); break;
  case 6: fuzz_splice(input, at, 0, &any, 1); break;
  default:
    if (any < 16) input->size = at;
  }
}

/* Input number n. One in 16 is random bytes, one in 16 a seed as it is. */
static void fuzz_make(FuzzInput *input, uint64_t n) {
  fuzz_state = n * UINT64_C(0xd1342543de82ef95);
  size_t kind = fuzz_below(16);
  input->size = 0;
  if (kind == 0) {
    input->size = fuzz_below(64);
    for (size_t i = 0; i < input->size; i++) input->bytes[i] = (unsigned char)fuzz_random();
    return;
  }
  const FuzzBytes *seed = fuzz_seeds + fuzz_below(fuzz_length(fuzz_seeds));
  fuzz_splice(input, 0, 0, seed->bytes, seed->size);
  for (size_t i = kind == 1 ? 0 : 1 + fuzz_below(8); i > 0; i--) fuzz_change(input);
}

static void fuzz_run(const FuzzInput *input) {
  unsigned char *exact = fuzz_allocate(input->size); /* for the sanitizers to see its end */
  memcpy(exact, input->bytes, input->size);
  LLVMFuzzerTestOneInput(exact, input->size);
  free(exact);
}

/* The files of a corpus. */
static int fuzz_replay(int count, char **names) {
  static FuzzInput input;
  for (int i = 0; i < count; i++) {
    FILE *file = fopen(names[i], "rb");
    FUZZ_REQUIRE(file != NULL);
    input.size = fread(input.bytes, 1, FUZZ_ROOM, file);
    FUZZ_REQUIRE(feof(file)); /* none is larger */
    fclose(file);
    fuzz_run(&input);
  }
  printf("%d files\n%d passed, 0 failed\n", count, count);
  return count == 0;
}

int main(int count, char **arguments) {
  bool clock = count > 2 && strcmp(arguments[1], "--seconds") == 0;
  if (count > 1 && !clock && strspn(arguments[1], "0123456789") < strlen(arguments[1])) {
    return fuzz_replay(count - 1, arguments + 1);
  }
  uint64_t inputs = count > 1 ? strtoull(arguments[1 + clock], NULL, 10) : 1000000;
  uint64_t first = count > 2 + clock ? strtoull(arguments[2 + clock], NULL, 10) : 0, done = 0;
  time_t end = time(NULL) + (time_t)inputs;
  static FuzzInput input;
  while (clock ? time(NULL) < end : done < inputs) {
    fuzz_make(&input, first + done++);
    fuzz_run(&input);
  }
  printf("%llu inputs\n", (unsigned long long)done);
  return done == 0;
}
