/* test_state.c: for every function that has states: rows split among parts at random, merged in any order
** and grouping, and parts taken off again, come to the bytes of the whole; what is written is read as
** the same; bytes that were changed are refused, and forged ones, with a right checksum, are refused or are
** the one form of what they say; memory that runs out anywhere; bytes frozen for good;
** states so large that they are stopped.
*/
#include "../../ext/base/siphash.h"
#include "../states.h"

enum { STATE_PARTS = 4, STATE_ROWS = 24 };

static double state_random_score(void) {
  static const double special[] = {0.0, 1e-3, -1e-3, 0x1p59, 1e308, -1e6, 1e300};
  int which = test_below(20);
  if (which < 7) return special[which];
  if (which == 7) return bits_infinity();
  if (which == 8) return -bits_infinity();
  return which < 12 ? (double)test_below(3) : test_between(-30.0, 30.0);
}

static TestRow state_random_row(bool wild) {
  TestRow row = {.x = wild ? state_random_score() : test_between(-5.0, 5.0),
                 .p = test_below(4) == 0 ? 0.25 * test_below(5) : test_uniform(),
                 .weight = test_below(3) == 0 ? 1.0 : test_between(0.5, 2.0),
                 .label = test_below(2),
                 .target = test_below(STATE_ROWS) == 0};
  if (wild && test_below(5) == 0) row.weight = test_below(2) == 0 ? 1e300 : 1e-300;
  if (wild && test_below(60) == 0) row.target = bits_nan();
  return row;
}

static void *state_begin(const StateKind *kind) {
  void *state = state_new(kind, test_resize);
  if (state == NULL || !test_state_begin(kind, state)) abort();
  return state;
}

static void state_compare(const StateKind *kind, void *a, void *b, const char *when) {
  CHECK((kind->rows(a) == 0) == (kind->rows(b) == 0), "%s, %s: one is empty", kind->function, when);
  if (kind->rows(a) == 0 || kind->rows(b) == 0) return;
  Bytes of_a = test_state_bytes(kind, a), of_b = test_state_bytes(kind, b);
  CHECK(of_a.size == of_b.size && memcmp(of_a.data, of_b.data, of_a.size) == 0,
        "%s, %s: other bytes", kind->function, when);
  CHECK(test_equal(test_state_value(kind, a), test_state_value(kind, b)), "%s, %s: %a, not %a",
        kind->function, when, test_state_value(kind, a), test_state_value(kind, b));
  bytes_clear(&of_a);
  bytes_clear(&of_b);
}

/* ---- parts and the whole ---- */

static void state_merge_into(const StateKind *kind, void *state, const void *from, int sign) {
  if (kind->rows(from) == 0) return;
  StateOutcome outcome = state_merge(kind, state, from, sign, test_resize, NULL);
  CHECK(outcome == STATE_MERGED, "%s: %d", kind->function, (int)outcome);
}

/* Through bytes, as parts come. */
static void state_merge_bytes(const StateKind *kind, void *state, const void *from, int sign) {
  const StateKind *read_kind;
  BytesReader reader;
  if (kind->rows(from) == 0) return;
  Bytes bytes = test_state_bytes(kind, from);
  void *again = test_state_read(bytes.data, bytes.size, &read_kind, &reader);
  CHECK(again != NULL && read_kind == kind, "%s: %s", kind->function, reader.fault);
  if (again != NULL) {
    state_merge_into(kind, state, again, sign);
    state_free(kind, again, test_resize);
  }
  bytes_clear(&bytes);
}

static void state_split(const StateKind *kind, bool wild) {
  void *whole = state_begin(kind), *merged = state_new(kind, test_resize);
  void *other = state_begin(kind), *part[STATE_PARTS];
  bool done = merged != NULL;
  for (int i = 0; i < STATE_PARTS; i++) part[i] = state_begin(kind);
  for (int i = test_below(STATE_ROWS); i > 0; i--) {
    TestRow row = state_random_row(wild);
    done &= test_state_add(kind, whole, row, 1);
    done &= test_state_add(kind, part[test_below(STATE_PARTS)], row, 1);
    done &= test_state_add(kind, other, state_random_row(wild), 1);
  }
  CHECK(done, "memory");
  test_shuffle(part, STATE_PARTS, sizeof *part);
  state_merge_bytes(kind, merged, other, 1); /* leaves first, as it came */
  for (int i = 0; i < STATE_PARTS; i++) {
    if (i == 2) {
      state_merge_into(kind, part[i], part[i + 1], 1);
      state_merge_bytes(kind, merged, part[i], 1);
      break;
    }
    state_merge_bytes(kind, merged, part[i], 1);
  }
  state_merge_bytes(kind, merged, other, -1);
  state_compare(kind, whole, merged, "merged");
  for (int i = 0; i < STATE_PARTS; i++) state_free(kind, part[i], test_resize);
  state_free(kind, whole, test_resize);
  state_free(kind, merged, test_resize);
  state_free(kind, other, test_resize);
}

/* ---- damage and forgery ---- */

static void state_set_checksum(unsigned char *data, size_t size) {
  uint64_t hash = siphash(0, 0, data, size - 4);
  for (int i = 0; i < 4; i++) data[size - 4 + (size_t)i] = (unsigned char)(hash >> 8 * i);
}

/* Refused, or the one form of what it says. */
static void state_try(const unsigned char *data, size_t size) {
  const StateKind *kind;
  BytesReader reader;
  unsigned char *copy = (unsigned char *)test_copy((const char *)data, size);
  void *state = test_state_read(copy, size, &kind, &reader);
  CHECK((state == NULL) == (reader.fault != NULL) && !reader.no_memory, "neither or both");
  if (state != NULL) {
    Bytes bytes = test_state_bytes(kind, state);
    CHECK(bytes.size == size && memcmp(bytes.data, data, size) == 0, "%s: another form",
          kind->function);
    test_state_value(kind, state);
    bytes_clear(&bytes);
    state_free(kind, state, test_resize);
  }
  free(copy);
}

static void *state_random(const StateKind *kind, int rows, bool wild) {
  void *state = state_begin(kind);
  bool done = true;
  for (int i = 0; i < rows; i++) done &= test_state_add(kind, state, state_random_row(wild), 1);
  CHECK(done, "memory");
  return state;
}

static void state_damage(const StateKind *kind) {
  const StateKind *read_kind;
  BytesReader reader;
  void *state = state_random(kind, 1 + test_below(STATE_ROWS), true);
  Bytes bytes = test_state_bytes(kind, state);
  for (size_t i = 0; i < bytes.size; i++) {
    unsigned char *copy = (unsigned char *)test_copy((const char *)bytes.data, bytes.size);
    CHECK(test_state_read(copy, i, &read_kind, &reader) == NULL, "%zu bytes are read", i);
    copy[i] ^= (unsigned char)(1 << test_below(8));
    CHECK(test_state_read(copy, bytes.size, &read_kind, &reader) == NULL, "byte %zu changed", i);
    state_set_checksum(copy, bytes.size);
    state_try(copy, bytes.size);
    if (i > 4) {
      state_set_checksum(copy, i);
      state_try(copy, i);
    }
    free(copy);
  }
  bytes_clear(&bytes);
  state_free(kind, state, test_resize);
}

/* `fault` is NULL where there is none. */
static void state_fault(const char *data, size_t size, const char *fault) {
  const StateKind *kind;
  BytesReader reader;
  unsigned char *copy = (unsigned char *)test_copy(data, size);
  if (size > 6) state_set_checksum(copy, size);
  void *state = test_state_read(copy, size, &kind, &reader);
  const char *got = reader.fault == NULL ? "read" : reader.fault;
  CHECK((state == NULL) == (fault != NULL), "%s", got);
  if (fault == NULL) fault = "read";
  CHECK(strcmp(got, fault) == 0, "%s, not %s", got, fault);
  if (state != NULL) state_free(kind, state, test_resize);
  free(copy);
}

/* Weights of mcc that no rows have. Class 1 and class 2 with a sum of 1.0 each are accepted. */
#define STATE_MCC "\x01\x0f\x01\x01\x01\x02"
#define STATE_SUM(weight) "\x01\x01\x03\x80\x02" weight
#define STATE_LAST "\x00____"
#define STATE_ALL(labelled, predicted, hits)                                                       \
  STATE_MCC STATE_SUM(labelled) STATE_SUM(predicted) STATE_SUM(hits) STATE_LAST
#define STATE_ONE_EACH(labelled, predicted)                                                        \
  STATE_MCC STATE_SUM(labelled) "\x00\x00\x01\x01\x04\x00" STATE_SUM(predicted) "\x00" STATE_LAST
#define STATE_FAR "\x01\x01\x46\x80\x02\x01" /* from 2^1120 on */

static void state_weight_faults(void) {
  static const char right[] = STATE_ONE_EACH("\x01", "\x01");
  static const char all[] = STATE_ALL("\x02", "\x02", "\x02");
  static const char unequal[] = STATE_ONE_EACH("\x01", "\x02");
  static const char hits[] = STATE_ALL("\x02", "\x02", "\x03");
  static const char distant[] = STATE_MCC STATE_FAR STATE_FAR STATE_FAR STATE_LAST;
  const char *fault = "has a number that is out of range";
  state_fault(right, sizeof right - 1, NULL);
  state_fault(all, sizeof all - 1, NULL);
  state_fault(unequal, sizeof unequal - 1, fault);
  state_fault(hits, sizeof hits - 1, fault);
  state_fault(distant, sizeof distant - 1, fault);
}

static void state_faults(void) {
  static unsigned char longest[STATE_LONGEST + 1];
  const StateKind *kind;
  BytesReader reader;
  state_fault("", 0, "is too short");
  state_fault("\x01\x01\x01\x01\x01", 5, "is too short");
  state_fault("\x02\x01____", 6, "has a version that is not known here");
  state_fault("\x01\x01____", 6, "was changed or cut: its checksum is not right");
  state_fault("\x01\xff_____", 7, "is of a function that is not known here");
  state_fault("\x01\x01\x00____", 7, "is not in canonical form"); /* empty */
  state_fault("\x01\x01\x08\x01\x00____", 9, "has bytes after its end");
  state_fault("\x01\x0d\x00\x00____", 8, "has a number that is out of range"); /* no bins */
  state_fault("\x01\x13\x00\x00____", 8, "has a number that is out of range"); /* k = 0 */
  state_fault("\x01\x0f\x02\x00____", 8, "has a number that is out of range"); /* weights = 2 */
  state_weight_faults();
  CHECK(test_state_read(longest, sizeof longest, &kind, &reader) == NULL &&
            strcmp(reader.fault, "is longer than a state can be") == 0,
        "%s", reader.fault);
}

/* ---- limits ---- */

static void state_limits(void) {
  const StateKind *kind = state_kind("logsumexp");
  ExactExp many = {.minus_infinite = EXACT_MOST_TERMS}, one = {.minus_infinite = 1};
  CHECK(!state_has_room(kind, &many) && state_has_room(kind, &one), "2^33 scores");
  CHECK(state_merge(kind, &many, &one, 1, test_resize, NULL) == STATE_OVERFLOW, "overflow");
  many.minus_infinite--;
  CHECK(state_has_room(kind, &many), "one more just fits");
  CHECK(state_merge(kind, &many, &one, 1, test_resize, NULL) == STATE_MERGED, "just fits");
  many.minus_infinite = EXACT_MOST_TERMS;
  many.plus_infinite = 1;
  Bytes bytes = test_state_bytes(kind, &many);
  state_try(bytes.data, bytes.size);
  bytes_clear(&bytes);

  Ranking two = {.keep = 2}, three = {.keep = 3};
  Label label = test_state_label(2);
  kind = state_kind("topk");
  CHECK(ranking_add(&two, (Score){1.0, 0.0}, &label, 2, test_resize), "memory");
  CHECK(ranking_add(&three, (Score){1.0, 0.0}, &label, 3, test_resize), "memory");
  CHECK(state_merge(kind, &two, &three, 1, test_resize, NULL) == STATE_DIFFERENT, "other k");
  ranking_clear(&two, test_resize);
  CHECK(state_merge(kind, &two, &three, 1, test_resize, NULL) == STATE_MERGED && two.keep == 3,
        "an empty one takes any k");
  ranking_clear(&two, test_resize);
  ranking_clear(&three, test_resize);

  TargetCounts target = {.above = EXACT_MOST_ROWS - 1}, above = {.above = 0};
  kind = state_kind("target_rank");
  CHECK(target_counts_add(&target, (Score){1.0, 0.0}, TARGET_RANK_TARGET, 1, test_resize),
        "memory");
  CHECK(target_counts_add(&above, (Score){2.0, 0.0}, TARGET_RANK_OTHER, 1, test_resize), "memory");
  CHECK(state_merge(kind, &target, &above, 1, test_resize, NULL) == STATE_OVERFLOW,
        "scores above a target that came without them are rows");
  target_counts_clear(&target, test_resize);
  target_counts_clear(&above, test_resize);

  static unsigned char text[STATE_LONGEST];
  Ranking best = {.keep = 1};
  label = (Label){.kind = LABEL_BLOB, .size = STATE_LONGEST, .as.bytes = text};
  CHECK(ranking_add(&best, (Score){1.0, 0.0}, &label, 1, test_resize), "memory");
  bytes = test_state_bytes(state_kind("argmax"), &best);
  CHECK(bytes.is_full && !bytes.no_memory, "a state that is too long");
  bytes_clear(&bytes);
  ranking_clear(&best, test_resize);
  CHECK(state_kind("softmax") == NULL, "softmax has no state");
}

/* Where one more row would make a state that nobody reads. */
static void state_room(void) {
  RocCounts examples = {.rows = ROC_MOST - 2};
  CHECK(state_has_room(state_kind("roc_auc"), &examples), "2^33 - 1 examples");
  examples.rows++;
  CHECK(!state_has_room(state_kind("roc_auc"), &examples), "2^33 examples");
  ClassTotals totals = {.rows = EXACT_MOST_ROWS - 1};
  CHECK(state_has_room(state_kind("mcc"), &totals), "2^40 rows");
  totals.rows++;
  CHECK(!state_has_room(state_kind("mcc"), &totals), "more rows");
  KlDivergence divergence = {.positive_p = EXACT_MOST_ROWS / 2,
                             .positive_q = EXACT_MOST_ROWS / 2 - 2};
  CHECK(state_has_room(state_kind("kl_divergence"), &divergence), "a row counts twice");
  divergence.positive_q++;
  CHECK(!state_has_room(state_kind("kl_divergence"), &divergence), "and may count once too often");
}

/* ---- memory ---- */

/* Whichever allocation fails, nothing stays behind. */
static void state_memory(const StateKind *kind) {
  void *from = state_random(kind, STATE_ROWS, true);
  Bytes bytes = test_state_bytes(kind, from);
  bool done = false;
  for (long allowed = 0; !done; allowed++) {
    const StateKind *read_kind;
    BytesReader reader;
    StateOutcome outcome = STATE_NO_MEMORY;
    test_allowed = allowed;
    void *state = test_state_read(bytes.data, bytes.size, &read_kind, &reader);
    void *empty = state_new(kind, test_resize);
    Bytes again = {.resize = test_resize};
    if (state != NULL && empty != NULL) {
      outcome = state_merge(kind, empty, state, 1, test_resize, NULL);
      if (outcome == STATE_MERGED) state_write(kind, empty, &again);
      done = outcome == STATE_MERGED && !again.no_memory;
    }
    test_allowed = -1;
    CHECK(state != NULL || reader.no_memory, "%s: %s", kind->function, reader.fault);
    CHECK(outcome == STATE_MERGED || outcome == STATE_NO_MEMORY, "%d", (int)outcome);
    CHECK(!done || (again.size == bytes.size && memcmp(again.data, bytes.data, again.size) == 0),
          "%s after %ld allocations", kind->function, allowed);
    bytes_clear(&again);
    state_free(kind, state, test_resize);
    state_free(kind, empty, test_resize);
  }
  bytes_clear(&bytes);
  state_free(kind, from, test_resize);
}

/* ---- to be stopped ---- */

enum { STATE_LARGE = 2 * STOP_EVERY + 100, STATE_MANY_CLASSES = 300, STATE_MANY_BINS = 300 };

/* Asked `left` times, it says no. Below 0: always. */
typedef struct {
  long asked, left;
} StateStop;

static bool state_stop_asked(void *context) {
  StateStop *stop = context;
  return stop->asked++ >= stop->left && stop->left >= 0;
}

/* A state of so much that the loops over it ask; false: this kind has none. */
static bool state_large(const StateKind *kind, void *state) {
  const char *name = kind->function;
  bool done = true;
  if (strcmp(name, "ece") == 0) {
    done = ece_begin(state, STATE_MANY_BINS, CALIBRATION_L1, test_resize);
    for (int i = 0; i < STATE_MANY_BINS; i++) {
      done &= ece_add(state, (i + 0.5) / STATE_MANY_BINS, i & 1, 1.0, 1, test_resize);
    }
  } else if (kind->clear == state_kind("mcc")->clear) {
    for (int i = 0; i < STATE_MANY_CLASSES; i++) {
      Label label = {.kind = LABEL_INTEGER, .as.integer = i};
      done &= class_totals_add(state, &label, &label, 1.0, 1, test_resize);
    }
  } else if (strcmp(name, "topk") == 0) {
    for (int i = 0; i < STATE_LARGE; i++) {
      Label label = {.kind = LABEL_INTEGER, .as.integer = i};
      done &= ranking_add(state, score_of_double(-i), &label, STATE_LARGE, test_resize);
    }
  } else if (kind->most == EXACT_MOST_TERMS || strcmp(name, "target_rank") == 0 ||
             kind->clear == state_kind("roc_auc")->clear) {
    for (int i = 0; i < STATE_LARGE; i++) {
      TestRow row = {.x = (i - STOP_EVERY) * 100.0, .label = i & 1, .weight = 1.0};
      done &= test_state_add(kind, state, row, 1);
    }
  } else {
    return false; /* a few sums of doubles, or one score */
  }
  CHECK(done, "memory");
  return true;
}

typedef enum { STATE_READS, STATE_MERGES, STATE_TAKES_OFF, STATE_WRITES, STATE_RESULTS } StateWork;

/* False: there is no result. */
static bool state_result(const StateKind *kind, void *state, const Stop *stop) {
  double value = 0.0;
  switch (kind->tag) {
  case 13: return ece_value(state, test_resize, &value, stop);
  case 14: return !bits_is_nan(class_totals_macro_f1(state, stop));
  case 15: return class_totals_mcc(state, test_resize, &value, stop);
  case 16: return class_totals_kappa(state, test_resize, &value, stop);
  case 21: return roc_counts_auc(state, test_resize, &value, stop);
  case 22: return roc_counts_average_precision(state, test_resize, &value, stop);
  default: return true; /* found in O(log n), or written out by others */
  }
}

static bool state_work(const StateKind *kind, void *large, const Bytes *bytes, StateWork work,
                       const Stop *stop) {
  const StateKind *read_kind;
  BytesReader reader = {.resize = test_resize, .stop = stop};
  Bytes again = {.resize = test_resize, .stop = stop};
  void *other = NULL;
  bool done = false;
  if (work == STATE_MERGES || work == STATE_TAKES_OFF) other = state_new(kind, test_resize);
  switch (work) {
  case STATE_READS:
    other = state_read(bytes->data, bytes->size, &reader, &read_kind);
    done = other != NULL;
    CHECK(done != reader.no_memory && reader.fault == NULL, "%s: %s", kind->function, reader.fault);
    break;
  case STATE_MERGES:
    done = state_merge(kind, other, large, 1, test_resize, stop) == STATE_MERGED;
    break;
  case STATE_TAKES_OFF:
    CHECK(state_merge(kind, other, large, 1, test_resize, NULL) == STATE_MERGED, "merged");
    done = state_merge(kind, other, large, -1, test_resize, stop) == STATE_MERGED;
    break;
  case STATE_WRITES:
    state_write(kind, large, &again);
    done = !again.no_memory;
    break;
  case STATE_RESULTS:
    other = state_read(bytes->data, bytes->size, &(BytesReader){.resize = test_resize}, &read_kind);
    done = other != NULL && state_result(kind, other, stop);
    break;
  }
  bytes_clear(&again);
  state_free(kind, other, test_resize);
  return done;
}

/* Whatever takes long asks, and ends when it is told so. */
static void state_stops(const StateKind *kind) {
  void *large = state_new(kind, test_resize);
  if (large != NULL && state_large(kind, large)) {
    Bytes bytes = test_state_bytes(kind, large);
    for (StateWork work = STATE_READS; work <= STATE_RESULTS; work++) {
      StateStop never = {0, -1};
      CHECK(state_work(kind, large, &bytes, work, &(Stop){state_stop_asked, &never}),
            "%s: %d comes to no end", kind->function, (int)work);
      bool few =
          bytes.size < (size_t)2 * STOP_EVERY && (work == STATE_READS || work == STATE_WRITES);
      bool quick = work == STATE_RESULTS && (kind->tag < 13 || (kind->tag > 16 && kind->tag < 21));
      CHECK(never.asked > 0 || few || quick, "%s: %d asks %ld times", kind->function, (int)work,
            never.asked);
      for (long left = 0; left < never.asked && left < 2; left++) {
        StateStop soon = {0, left};
        CHECK(!state_work(kind, large, &bytes, work, &(Stop){state_stop_asked, &soon}),
              "%s: %d is not stopped", kind->function, (int)work);
      }
    }
    bytes_clear(&bytes);
  }
  state_free(kind, large, test_resize);
}

/* ---- frozen bytes: a state that was stored stays readable, and is still what is written ---- */

static const struct {
  unsigned char tag;
  const char *hex;
} state_frozen[] = {
#include "frozen_states.h"
};

static TestRow state_frozen_row(int i) {
  return (TestRow){.x = 0.75 * i - 2.0,
                   .p = 0.125 * i,
                   .weight = 1.0 + 0.5 * (i & 1),
                   .label = i & 1,
                   .target = i == 3};
}

static void state_check_frozen(const StateKind *kind, bool print) {
  static const char digits[] = "0123456789ABCDEF";
  char hex[2000];
  size_t used = 0;
  bool found = false;
  void *state = state_begin(kind);
  for (int i = 0; i < 8; i++) {
    CHECK(test_state_add(kind, state, state_frozen_row(i), 1), "memory");
  }
  Bytes bytes = test_state_bytes(kind, state);
  for (size_t i = 0; i < bytes.size && used + 2 < sizeof hex; i++) {
    hex[used++] = digits[bytes.data[i] >> 4];
    hex[used++] = digits[bytes.data[i] & 15];
  }
  hex[used] = 0;
  state_try(bytes.data, bytes.size);
  if (print) printf("{%d, \"%s\"},\n", kind->tag, hex);
  for (size_t i = 0; i < sizeof state_frozen / sizeof *state_frozen; i++) {
    if (state_frozen[i].tag != kind->tag) continue;
    found = true;
    CHECK(strcmp(state_frozen[i].hex, hex) == 0, "%s: its bytes have changed", kind->function);
  }
  CHECK(found || print, "%s: no frozen bytes; run this test with --print", kind->function);
  bytes_clear(&bytes);
  state_free(kind, state, test_resize);
}

int main(int count, char **arguments) {
  bool print = count > 1 && strcmp(arguments[1], "--print") == 0;
  for (size_t i = 0; i < state_kinds; i++) {
    const StateKind *kind = &state_table[i];
    CHECK(state_kind(kind->function) == kind, "%s is there twice", kind->function);
    for (int n = 0; n < test_rounds(300); n++) state_split(kind, n & 1);
    for (int n = 0; n < test_rounds(20); n++) state_damage(kind);
    for (int n = 0; n < 3; n++) state_memory(kind);
    if (!test_short()) state_stops(kind);
    state_check_frozen(kind, print);
  }
  state_faults();
  state_limits();
  state_room();
  CHECK(test_blocks == 0, "%ld blocks", test_blocks);
  return check_report();
}
