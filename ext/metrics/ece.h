/* ece.h: the calibration error of one group: its bins, and by which norm they are summed up
** (calibration.h). A zeroed struct is an empty group.
*/
#ifndef LOGITS_METRICS_ECE_H
#define LOGITS_METRICS_ECE_H

#include "calibration.h"

typedef struct {
  Calibration calibration; /* no bins before the first row */
  CalibrationNorm norm;
  int64_t rows;
} Ece;

/* Gives an empty group its bins and norm. False when memory ran out: it then has no bins. */
bool ece_begin(Ece *group, uint32_t bins, CalibrationNorm norm, MemoryResize *resize);

/* As calibration_add, for a weight above 0. */
bool ece_add(Ece *group, double p, bool positive, double weight, int sign, MemoryResize *resize);

/* As calibration_error. */
bool ece_value(Ece *group, MemoryResize *resize, double *error, const Stop *stop);

/* As bytes, and added to each other: see superacc_state.h. Both have the same bins and norm. */
void ece_write(const Ece *group, Bytes *bytes);
void ece_read(Ece *group, BytesReader *reader);
bool ece_merge(Ece *group, const Ece *from, int sign, MemoryResize *resize, const Stop *stop);

void ece_clear(Ece *group, MemoryResize *resize);

#endif
