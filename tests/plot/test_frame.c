/* test_frame.c: a picture with nothing in it; titles and names that are missing, long or markup; points
** and lines.
*/
#include "../../ext/plot/frame.h"
#include "pictures.h"

#include <stdio.h>

static const char test_usual[] = "Usual title";

/* A picture without curves and legend. */
static char *test_empty(size_t sets, bool strip, size_t notes, PlotTitle title) {
  PlotText text = test_text();
  Frame frame = frame_begin(&text, sets, strip, notes, title, test_usual);
  CHECK(frame.out == &text && frame.sets == sets, "the frame");
  text_add(&text, "a description");
  frame_axes(&frame, plot_title("name of x"), plot_title("name of y"));
  for (size_t i = 0; i < notes; i++) {
    frame_note_begin(&frame, i);
    text_add(&text, "small print");
    frame_note_end(&frame);
  }
  frame_end(&frame);
  char *got = test_string(&text);
  test_is_sound(got, sets);
  return got;
}

static void test_frames(void) {
  for (size_t sets = 0; sets <= 20; sets++) {
    for (int kind = 0; kind < 4; kind++) {
      bool strip = kind % 2 != 0;
      int notes = 1 + kind / 2, high = (strip ? 566 : 508) + 20 * (int)sets + 17 * (notes - 1);
      char *got = test_empty(sets, strip, (size_t)notes, test_untitled), height[40];
      sprintf(height, "height=\"%d\" viewBox=\"0 0 480 %d\"", high, high);
      TEST_HAS(got, height, 1);
      TEST_HAS(got, "<title>Usual title</title>\n<desc>a description</desc>\n<style>", 1);
      TEST_HAS(got, ">Usual title</text>", 1);
      TEST_HAS(got, ">name of x</text>", 1);
      TEST_HAS(got, ">name of y</text>", 1);
      TEST_HAS(got, ">small print</text>\n</svg>\n", 1);
      TEST_HAS(got, ">small print</text>", notes);
      TEST_HAS(got, "class=\"grid\"", 12);
      TEST_HAS(got, "class=\"axis\"", 14);
      TEST_HAS(got, ">.4</text>", 2);
      free(got);
    }
  }
}

static void test_titles(void) {
  char *got = test_empty(1, false, 1, (PlotTitle){"a < b", 5});
  TEST_HAS(got, "<title>a &lt; b</title>", 1);
  TEST_HAS(got, ">a &lt; b</text>", 1);
  TEST_HAS(got, test_usual, 0);
  free(got);
  got = test_empty(1, false, 1, (PlotTitle){"", 0});
  TEST_HAS(got, "<title></title>", 1);
  TEST_HAS(got, test_usual, 0);
  free(got);
  char title[400];
  memset(title, 'W', sizeof title);
  got = test_empty(1, false, 1, (PlotTitle){title, sizeof title});
  TEST_HAS(got, "WW\xe2\x80\xa6WW", 2);
  TEST_HAS(got, ">WWWWWWWWWWWW\xe2\x80\xa6WWWWWWWWWWWW</text>", 1);
  free(got);
}

static void test_name(const char *name, const char *expected) {
  TestSet set = test_set(name, NULL, 0);
  PlotText text = test_text();
  Frame frame = {.out = &text};
  frame_name(&frame, &set);
  test_is_text(__LINE__, &text, expected);
}

static void test_names(void) {
  char name[200], expected[200];
  test_name(NULL, "");
  test_name("", "");
  test_name("linear", "linear: ");
  test_name("<&>", "&lt;&amp;&gt;: ");
  memset(name, 'm', sizeof name - 1);
  name[sizeof name - 1] = '\0';
  sprintf(expected, "%.29s\xe2\x80\xa6%.29s: ", name, name); /* of 60 em */
  test_name(name, expected);
}

static void test_points(void) {
  for (int i = 0; i <= FRAME_SIDE; i++) {
    SvgPoint at = frame_point((double)i / FRAME_SIDE, 1.0 - (double)i / FRAME_SIDE);
    CHECK(at.x == FRAME_LEFT + i && at.y == FRAME_TOP + i, "%d: %d, %d", i, (int)at.x, (int)at.y);
  }
  Frame frame = {.foot = FRAME_BOTTOM};
  for (size_t i = 0; i < 100; i++) {
    CHECK(frame_line(&frame, i) == FRAME_BOTTOM + 660 + 200 * (int64_t)i, "line %zu", i);
  }
  TEST_WRITES("<g transform=\"translate(18 12.5)rotate(-90)\">"
              "<text class=\"m\" x=\"0\" y=\"0\">up</text>\n</g>\n",
              {
                frame.out = &text;
                frame_upright(&frame, 125, plot_title("up"));
              });
  TEST_WRITES("a &lt; b", {
    frame.out = &text;
    frame_axis_words(&frame, plot_title("a < b"));
  });
}

int main(void) {
  test_frames();
  test_titles();
  test_names();
  test_points();
  CHECK(test_blocks == 0, "%ld blocks leaked", test_blocks);
  return check_report();
}
