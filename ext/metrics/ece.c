/* ece.c: see ece.h. */
#include "ece.h"

bool ece_begin(Ece *group, uint32_t bins, CalibrationNorm norm, MemoryResize *resize) {
  ece_clear(group, resize);
  group->norm = norm;
  return calibration_begin(&group->calibration, bins, resize);
}

bool ece_add(Ece *group, double p, bool positive, double weight, int sign, MemoryResize *resize) {
  if (!calibration_add(&group->calibration, p, positive, weight, sign, resize)) return false;
  group->rows += sign;
  return true;
}

bool ece_value(Ece *group, MemoryResize *resize, double *error, const Stop *stop) {
  return calibration_error(&group->calibration, group->norm, resize, error, stop);
}

void ece_clear(Ece *group, MemoryResize *resize) {
  calibration_clear(&group->calibration, resize);
  *group = (Ece){.rows = 0};
}

/* ---- as bytes ---- */

void ece_write(const Ece *group, Bytes *bytes) {
  calibration_write(&group->calibration, bytes);
}

void ece_read(Ece *group, BytesReader *reader) {
  calibration_read(&group->calibration, reader);
  group->rows = bytes_failed(reader) ? 0 : calibration_count(&group->calibration);
}

bool ece_merge(Ece *group, const Ece *from, int sign, MemoryResize *resize, const Stop *stop) {
  group->rows += sign * from->rows;
  return calibration_merge(&group->calibration, &from->calibration, sign, resize, stop);
}
