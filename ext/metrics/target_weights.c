/* target_weights.c: see target_weights.h. */
#include "target_weights.h"

bool target_weights_add(TargetWeights *targets, double t, int sign, MemoryResize *resize) {
  if (bits_is_nan(t)) {
    targets->unlabelled += sign;
  } else if (t == 1.0) {
    targets->whole += sign;
    targets->rows += sign;
  } else if (t > 0.0) {
    if (!exact_sum_add(&targets->weights, t, sign, resize)) return false;
    targets->rows += sign;
  }
  return true;
}

TargetOutcome target_weights_sum(const TargetWeights *targets, ScaledDD *sum) {
  if (targets->unlabelled > 0 || targets->rows == 0) return TARGET_NONE;
  *sum = (ScaledDD){{1.0, 0.0}, 0};
  if (targets->whole == 1 && targets->rows == 1) return TARGET_ANSWER;
  Term whole = {targets->whole, 0}, excess = {targets->whole - 1, 0};
  *sum = superacc_value(&targets->weights.acc, &whole, 1);
  double difference = dd_round(superacc_value(&targets->weights.acc, &excess, 1));
  return bits_abs(difference) > TARGET_WEIGHTS_TOLERANCE ? TARGET_BAD_SUM : TARGET_ANSWER;
}

void target_weights_clear(TargetWeights *targets, MemoryResize *resize) {
  exact_sum_clear(&targets->weights, resize);
  *targets = (TargetWeights){0};
}

/* ---- as bytes ---- */

void target_weights_write(const TargetWeights *targets, Bytes *bytes) {
  bytes_put_unsigned(bytes, (uint64_t)targets->unlabelled);
  bytes_put_unsigned(bytes, (uint64_t)targets->rows);
  bytes_put_unsigned(bytes, (uint64_t)targets->whole);
  if (targets->rows > targets->whole) exact_sum_write(&targets->weights, bytes);
}

void target_weights_read(TargetWeights *targets, int64_t rows, BytesReader *reader) {
  targets->unlabelled = bytes_between(reader, 0, rows);
  targets->rows = bytes_between(reader, 0, rows - targets->unlabelled);
  targets->whole = bytes_between(reader, 0, targets->rows);
  int64_t others = targets->rows - targets->whole;
  if (others > 0) exact_sum_read(&targets->weights, others, reader);
}

bool target_weights_merge(TargetWeights *targets, const TargetWeights *from, int sign,
                          MemoryResize *resize, const Stop *stop) {
  targets->unlabelled += sign * from->unlabelled;
  targets->rows += sign * from->rows;
  targets->whole += sign * from->whole;
  return exact_sum_merge(&targets->weights, &from->weights, sign, resize, stop);
}
