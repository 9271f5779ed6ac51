/* test_exact_state.c: sums of doubles and of e^x as bytes and back, merged, and forged. */
#include "../../ext/exact/dd_scaled.h"
#include "../../ext/exact/exact_state.h"
#include "../check.h"
#include "../testing.h"

static double exact_random(void) {
  static const double special[] = {0.0, -0.0, 1e-3, -1e-3, 0x1p59, -0x1p60, 1e308, 700.0};
  int which = test_below(16);
  if (which < 8) return special[which];
  if (which == 8) return bits_infinity();
  if (which == 9) return -bits_infinity();
  return test_between(-50.0, 50.0) * (which == 10 ? 1e6 : 1.0);
}

static Bytes exact_bytes(const ExactExp *sum) {
  Bytes bytes = {.most = 1 << 20, .resize = test_resize};
  exact_exp_write(sum, &bytes);
  return bytes;
}

static bool exact_same(const ExactExp *a, const ExactExp *b) {
  Bytes of_a = exact_bytes(a), of_b = exact_bytes(b);
  bool same = of_a.size == of_b.size && memcmp(of_a.data, of_b.data, of_a.size) == 0;
  bytes_clear(&of_a);
  bytes_clear(&of_b);
  return same && exact_exp_count(a) == exact_exp_count(b);
}

static void exact_read(const ExactExp *sum) {
  Bytes bytes = exact_bytes(sum);
  for (size_t size = 0; size <= bytes.size; size++) {
    ExactExp again = {.ones = 0};
    BytesReader reader = {.at = bytes.data, .end = bytes.data + size, .resize = test_resize};
    exact_exp_read(&again, &reader);
    CHECK(bytes_failed(&reader) == (size < bytes.size), "%zu of %zu: %s", size, bytes.size,
          reader.fault);
    CHECK(size < bytes.size || exact_same(sum, &again), "read as something else");
    exact_exp_clear(&again, test_resize);
  }
  bytes_clear(&bytes);
}

static void exact_powers(void) {
  ExactExp whole = {.ones = 0}, part[2] = {{.ones = 0}, {.ones = 0}};
  bool done = true;
  for (int i = test_below(30); i > 0; i--) {
    double x = exact_random();
    int which = test_below(2);
    done &= exact_exp_add(&part[which], x, 1, test_resize);
    if (which == 0) done &= exact_exp_add(&whole, x, 1, test_resize);
  }
  done &= exact_exp_merge(&part[0], &part[1], 1, test_resize, NULL);
  done &= exact_exp_merge(&part[0], &part[1], -1, test_resize, NULL);
  CHECK(done && exact_same(&whole, &part[0]), "merged and taken off");
  exact_read(&whole);
  exact_exp_clear(&whole, test_resize);
  for (int i = 0; i < 2; i++) exact_exp_clear(&part[i], test_resize);
}

static void exact_doubles(void) {
  ExactSum sum = {.acc = {.sparse = {.items = NULL}}}, again = sum;
  Bytes bytes = {.most = 1000, .resize = test_resize};
  bool done = true;
  for (int i = 0; i < 5; i++) done &= exact_sum_add(&sum, test_any_double(), 1, test_resize);
  exact_sum_write(&sum, &bytes);
  BytesReader reader = {.at = bytes.data, .end = bytes.data + bytes.size, .resize = test_resize};
  exact_sum_read(&again, 5, &reader);
  CHECK(done && !bytes_failed(&reader) && test_is(exact_sum_round(&again), exact_sum_round(&sum)),
        "%s", reader.fault);
  done &= exact_sum_merge(&again, &sum, -1, test_resize, NULL);
  CHECK(done && exact_sum_value(&again).f.hi == 0.0, "taken off");
  bytes_clear(&bytes);
  exact_sum_clear(&sum, test_resize);
  exact_sum_clear(&again, test_resize);
}

/* Of t e^x: the second words of some are below 0. */
static void exact_weighted_powers(void) {
  ExactSum sum = {.acc = {.sparse = {.items = NULL}}}, again = sum;
  Bytes bytes = {.most = 10000, .resize = test_resize};
  bool done = true;
  int count = 1 + test_below(20);
  double scale = test_below(2) == 0 ? 300.0 : 1e15;
  for (int i = 0; i < count; i++) {
    ScaledDD power = dd_exp(dd_from(test_between(-scale, scale)));
    double t = test_below(3) == 0 ? 0.5 : test_uniform() + 1e-300;
    done &= exact_sum_add_scaled(&sum, dd_scaled_times(dd_scaled_from(t), power), 1, test_resize);
  }
  exact_sum_write(&sum, &bytes);
  BytesReader reader = {.at = bytes.data, .end = bytes.data + bytes.size, .resize = test_resize};
  exact_sum_read_powers(&again, count, &reader);
  CHECK(done && !bytes_failed(&reader), "%s", reader.fault);
  bytes_clear(&bytes);
  exact_sum_clear(&sum, test_resize);
  exact_sum_clear(&again, test_resize);
}

/* Pairs of chunks that cancel, which no terms above 0 add up to: they would take long to read. */
static void exact_cancelling(int pairs) {
  ExactSum sum = {.acc = {.sparse = {.items = NULL}}};
  ExactExp exp = {.ones = 0};
  Bytes bytes = {.most = 10000, .resize = test_resize};
  BytesReader reader = {.resize = test_resize};
  bytes_put_unsigned(&bytes, 2 * (uint64_t)pairs + 1);
  bytes_put_signed(&bytes, 1000);
  bytes_put_wide(&bytes, wide_of(1, 0));
  for (int i = 0; i < pairs; i++) {
    bytes_put_unsigned(&bytes, 0);
    bytes_put_wide(&bytes, wide_of(-1, 32));
    bytes_put_unsigned(&bytes, 0);
    bytes_put_wide(&bytes, wide_of(1, 0));
  }
  reader.at = bytes.data;
  reader.end = bytes.data + bytes.size;
  exact_sum_read_powers(&sum, 100, &reader);
  CHECK(bytes_failed(&reader) == (pairs > 1), "%d pairs of powers: %s", pairs, reader.fault);
  bytes_clear(&bytes);

  sum_map_add(&exp.acc.sparse, 1000, wide_of(1, 0), test_resize);
  if (pairs > 0) sum_map_add(&exp.acc.sparse, 998, wide_of(-1, 0), test_resize);
  exp.finite = 1;
  bytes = exact_bytes(&exp);
  ExactExp again = {.ones = 0};
  reader = (BytesReader){.at = bytes.data, .end = bytes.data + bytes.size, .resize = test_resize};
  exact_exp_read(&again, &reader);
  CHECK(bytes_failed(&reader) == (pairs > 0), "a chunk below 0: %s", reader.fault);
  bytes_clear(&bytes);
  exact_sum_clear(&sum, test_resize);
  exact_exp_clear(&exp, test_resize);
  exact_exp_clear(&again, test_resize);
}

static void exact_refused(const char *data, size_t size, const char *why) {
  ExactExp sum = {.ones = 0};
  char *copy = test_copy(data, size);
  BytesReader reader = {.at = (const unsigned char *)copy,
                        .end = (const unsigned char *)copy + size,
                        .resize = test_resize};
  exact_exp_read(&sum, &reader);
  CHECK(bytes_failed(&reader), "%s is read", why);
  exact_exp_clear(&sum, test_resize);
  free(copy);
}

int main(void) {
  for (int i = 0; i < 500; i++) exact_powers();
  for (int i = 0; i < 500; i++) exact_doubles();
  for (int i = 0; i < 500; i++) exact_weighted_powers();
  exact_cancelling(0);
  exact_cancelling(60);
  exact_refused("\x20", 1, "a flag that does not exist");
  exact_refused("\x08\x00", 2, "no +Inf where there are some");
  exact_refused("\x01\x01\x00", 3, "a finite term without a sum");
  exact_refused("\x02\x01", 2, "more terms near 0 than terms");
  exact_refused("\x01\x01\x01\x00\x01\x01", 6, "a negative sum");
  exact_refused("\x04\x00", 2, "huge terms of which there are none");
  exact_refused("\x04\x01\x00\x00\x01", 5, "a huge term that is 0");
  CHECK(test_blocks == 0, "%ld blocks", test_blocks);
  return check_report();
}
