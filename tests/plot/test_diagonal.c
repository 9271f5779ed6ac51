/* test_diagonal.c: the label of the diagonal stands where neither a line nor a marker covers it. */
#include "../../ext/plot/diagonal.h"
#include "../../ext/plot/frame.h"
#include "written.h"

#include <math.h>

/* A label of 120 by 12 pixels, and where it stands. */
typedef struct {
  double x, y, baseline;
} TestLabel;

static TestLabel test_label_of(const char *group) {
  TestLabel label;
  char *at = strstr(group, "translate(") + strlen("translate(");
  label.x = strtod(at, &at);
  label.y = strtod(at, &at);
  label.baseline = strtod(strstr(group, "y=\"") + 3, NULL);
  return label;
}

static bool test_is_in_label(const TestLabel *label, double x, double y) {
  const double half = 0.70710678; /* of the square root of 2 */
  double along = ((x - label->x) - (y - label->y)) * half;
  double down = ((x - label->x) + (y - label->y)) * half - label->baseline;
  return fabs(along) < 60.0 && down > -9.0 && down < 3.0;
}

/* How many of a thousand points of a line are in it. */
static int test_in_label(const TestLabel *label, SvgPoint from, SvgPoint to) {
  int inside = 0;
  for (int i = 0; i <= 1000; i++) {
    double way = i / 1000.0;
    double x = (double)from.x + (double)(to.x - from.x) * way;
    double y = (double)from.y + (double)(to.y - from.y) * way;
    inside += test_is_in_label(label, x / 10, y / 10);
  }
  return inside;
}

static char *test_label(const Diagonal *diagonal) {
  PlotText text = test_text();
  diagonal_label(diagonal, &text, "label");
  return test_string(&text);
}

/* A line, or a marker, leaves room somewhere. */
static void test_labels(void) {
  int moved = 0;
  for (int round = 0; round < 2000; round++) {
    Diagonal diagonal = {{0}};
    double xa = test_uniform(), ya = test_uniform(), xb = test_uniform(), yb = test_uniform();
    SvgPoint a = frame_point(xa, ya), b = frame_point(xb, yb);
    int64_t radius = 20 + test_below(80);
    diagonal_cover_line(&diagonal, a, b);
    diagonal_cover_marker(&diagonal, a, radius);
    char *group = test_label(&diagonal);
    TestLabel label = test_label_of(group);
    int inside =
        test_in_label(&label, a, b) +
        test_in_label(&label, (SvgPoint){a.x - radius, a.y}, (SvgPoint){a.x + radius, a.y}) +
        test_in_label(&label, (SvgPoint){a.x, a.y - radius}, (SvgPoint){a.x, a.y + radius});
    CHECK(inside == 0, "round %d: covered", round);
    moved += label.x != 340.0 || label.baseline != 14.0;
    free(group);
  }
  CHECK(moved > 300 && moved < 1000, "moved away %d times", moved);
}

/* With nothing drawn it has its usual place; with everything covered alike, too. */
static void test_usual(void) {
  Diagonal diagonal = {{0}};
  char *empty = test_label(&diagonal);
  TestLabel label = test_label_of(empty);
  CHECK(label.x == 340.0 && label.baseline == 14.0, "at %g, %g", label.x, label.baseline);
  for (int i = 0; i < DIAGONAL_PLACES; i++) diagonal.covered[i] = 1000;
  char *covered = test_label(&diagonal);
  CHECK(strcmp(empty, covered) == 0, "%s, not %s", covered, empty);
  CHECK(strstr(empty, ">label</text>") != NULL && test_xml(empty) == NULL, "%s", empty);
  free(empty);
  free(covered);
}

static void test_line(void) {
  TEST_WRITES("<path class=\"diagonal\" d=\"M70 400L430 40\"/>\n", diagonal_line(&text));
}

int main(void) {
  test_line();
  test_labels();
  test_usual();
  CHECK(test_blocks == 0, "%ld blocks leaked", test_blocks);
  return check_report();
}
