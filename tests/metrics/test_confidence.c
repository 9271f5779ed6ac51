/* test_confidence.c: the highest probability and the margin against softmax.h over the frame's scores, as rows
** come and go, and infinite scores. (As bytes: test_state.c.) */
#include "../../ext/metrics/confidence.h"
#include "../../ext/metrics/softmax.h"
#include "../check.h"
#include "../testing.h"

enum { CONFIDENCE_ROWS = 40, CONFIDENCE_FRAME = 7 };

static double confidence_score(void) {
  int which = test_below(12);
  if (which == 0) return bits_infinity();
  if (which == 1) return -bits_infinity();
  return which < 6 ? (double)test_below(3) : test_between(-30.0, 30.0);
}

/* By a sum of the frame's rows alone, and a look at each. */
static void confidence_compare(const double *scores, int count, double max, double margin) {
  ExactExp sum = {.ones = 0};
  double first = -bits_infinity(), second = first;
  bool done = true;
  for (int i = 0; i < count; i++) {
    double x = scores[i];
    done &= exact_exp_add(&sum, x, 1, test_resize);
    second = x > first ? first : x > second ? x : second;
    first = x > first ? x : first;
  }
  CHECK(done, "memory");
  CHECK(test_equal(max, softmax_probability(&sum, first)), "%d scores: highest %a", count, max);
  CHECK(test_equal(margin, softmax_margin(&sum, first, second)), "%d scores: margin %a", count,
        margin);
  exact_exp_clear(&sum, test_resize);
}

static void confidence_slide(void) {
  double scores[CONFIDENCE_ROWS];
  Confidence max = {.sum = {.ones = 0}}, margin = {.sum = {.ones = 0}};
  bool done = true;
  for (int i = 0; i < CONFIDENCE_ROWS; i++) {
    scores[i] = confidence_score();
    done &= confidence_add(&max, scores[i], CONFIDENCE_MAX, 1, test_resize);
    done &= confidence_add(&margin, scores[i], CONFIDENCE_MARGIN, 1, test_resize);
    int begin = i < CONFIDENCE_FRAME ? 0 : i - CONFIDENCE_FRAME + 1;
    if (begin > 0) {
      done &= confidence_add(&max, scores[begin - 1], CONFIDENCE_MAX, -1, test_resize);
      done &= confidence_add(&margin, scores[begin - 1], CONFIDENCE_MARGIN, -1, test_resize);
    }
    confidence_compare(scores + begin, i - begin + 1, confidence_max(&max),
                       confidence_margin(&margin));
  }
  CHECK(done, "memory");
  confidence_clear(&max, test_resize);
  confidence_clear(&margin, test_resize);
}

int main(void) {
  Confidence empty = {.sum = {.ones = 0}};
  CHECK(bits_is_nan(confidence_max(&empty)) && bits_is_nan(confidence_margin(&empty)), "no scores");
  for (int i = 0; i < 200; i++) confidence_slide();
  test_allowed = 0;
  CHECK(!confidence_add(&empty, 1e6, CONFIDENCE_MAX, 1, test_resize), "no memory for the sum");
  CHECK(!confidence_add(&empty, 1.0, CONFIDENCE_MAX, 1, test_resize), "... for the score");
  test_allowed = -1;
  confidence_clear(&empty, test_resize);
  CHECK(test_blocks == 0, "%ld blocks", test_blocks);
  return check_report();
}
