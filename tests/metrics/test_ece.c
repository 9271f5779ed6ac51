/* test_ece.c: a group's bins, norm and rows; its error is that of calibration.h, whose own test has the truth.
** (As bytes: test_state.c.) */
#include "../../ext/metrics/ece.h"
#include "../check.h"
#include "../testing.h"

enum { ECE_ROWS = 50 };

static void ece_random(uint32_t bins, CalibrationNorm norm) {
  Ece group = {.rows = 0};
  Calibration plain;
  double got = 0.0, expected = 1.0;
  bool done = ece_begin(&group, bins, norm, test_resize);
  done &= calibration_begin(&plain, bins, test_resize);
  for (int i = 0; i < ECE_ROWS; i++) {
    double p = test_uniform(), weight = test_between(0.5, 2.0);
    bool positive = test_below(2) == 0;
    done &= ece_add(&group, p, positive, weight, 1, test_resize);
    if (test_below(4) == 0) {
      done &= ece_add(&group, p, positive, weight, -1, test_resize);
    } else {
      done &= calibration_add(&plain, p, positive, weight, 1, test_resize);
    }
  }
  done &= ece_value(&group, test_resize, &got, NULL);
  done &= calibration_error(&plain, norm, test_resize, &expected, NULL);
  CHECK(done && test_is(got, expected), "%u bins: %a, not %a", bins, got, expected);
  CHECK(group.rows == calibration_count(&plain), "%ld rows", (long)group.rows);
  ece_clear(&group, test_resize);
  CHECK(group.rows == 0 && group.calibration.bin == NULL, "cleared");
  calibration_clear(&plain, test_resize);
}

int main(void) {
  for (int i = 0; i < 100; i++) {
    ece_random(1 + (uint32_t)test_below(100), (CalibrationNorm)(i % 3));
  }
  Ece group = {.rows = 0};
  CHECK(ece_begin(&group, 3, CALIBRATION_L1, test_resize), "memory");
  CHECK(ece_begin(&group, 5, CALIBRATION_MAX, test_resize) && group.calibration.bins == 5, "anew");
  test_allowed = 0;
  CHECK(!ece_add(&group, 0.5, true, 1e300, 1, test_resize) && group.rows == 0, "no memory");
  CHECK(!ece_begin(&group, 5, CALIBRATION_L1, test_resize) && group.calibration.bins == 0, "none");
  test_allowed = -1;
  ece_clear(&group, test_resize);
  CHECK(test_blocks == 0, "%ld blocks", test_blocks);
  return check_report();
}
