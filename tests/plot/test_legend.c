/* test_legend.c: a line for each set, none on another, whose name ends where the numbers begin. */
#include "../../ext/plot/legend.h"
#include "pictures.h"

#include <stdio.h>

/* ---- a line by itself ---- */

static void test_entries(void) {
  TestSet named = test_set("a & b", NULL, 0), unnamed = test_set(NULL, NULL, 0);
  const LegendColumn columns[] = {{"one", 3000}, {"two", 4000}};
  PlotText text = test_text();
  Frame frame = {.out = &text, .sets = 2, .foot = FRAME_BOTTOM};
  text_add(&text, "<g>");
  legend_headings(&frame, columns, 2);
  legend_entry(&frame, &named, 0, 3000);
  legend_entry(&frame, &unnamed, 1, 3000);
  legend_cell(&frame, 1, 4000);
  text_add(&text, "12");
  legend_cell_end(&frame);
  text_add(&text, "</g>");
  char *got = test_string(&text);
  CHECK(test_xml(got) == NULL, "%s", got);
  TEST_HAS(got, "x=\"300\" y=\"466\">one</text>", 1);
  TEST_HAS(got, "x=\"400\" y=\"466\">two</text>", 1);
  TEST_HAS(got, "<text class=\"n\" x=\"64\" y=\"486\">a &amp; b</text>", 1);
  TEST_HAS(got, "class=\"n\"", 1);
  TEST_HAS(got, "class=\"curve\"", 2);
  TEST_HAS(got, "class=\"dot\"", 2);
  TEST_HAS(got, "<text class=\"e\" x=\"400\" y=\"506\">12</text>", 1);
  free(got);
}

/* ---- in pictures ---- */

enum { TEST_SETS = 20 };

/* A legend of many sets grows downwards, a line for each, and no line stands on another. */
static void test_many(void) {
  static Example examples[TEST_SETS][2];
  TestSet sets[TEST_SETS];
  char names[TEST_SETS][8], part[60];
  for (int i = 0; i < TEST_SETS; i++) {
    snprintf(names[i], sizeof names[i], "set %d", i);
    examples[i][0] = example_of(0.25, i % 2, 1);
    examples[i][1] = example_of(0.75, (i + 1) % 2, 1);
    sets[i] = test_set(names[i], examples[i], 2);
  }
  TestPlot *const plots[] = {plot_roc, plot_reliability, plot_pr};
  for (int plot = 0; plot < 3; plot++) {
    char *got = test_picture(plots[plot], sets, TEST_SETS, test_untitled);
    for (int i = 0; i < TEST_SETS; i++) {
      snprintf(part, sizeof part, "x=\"64\" y=\"%d\">set %d</text>",
               (plot == 1 ? 544 : 486) + 20 * i, i);
      TEST_HAS(got, part, 1);
    }
    TEST_HAS(got, "y=\"486\"", plot == 1 ? 0 : 5);
    TEST_HAS(got, "<g class=\"c7\">",
             plot == 1 ? 6 : 4); /* sets 7 and 15: curve and legend, bars */
    TEST_HAS(got, ".c8", 0);
    TEST_HAS(got, " d=\"M70 400v-360h360\"/>", plot == 0 ? TEST_SETS / 2 : 0); /* right, */
    TEST_HAS(got, " d=\"M70 400h360v-360\"/>", plot == 0 ? TEST_SETS / 2 : 0); /* and wrong */
    free(got);
  }
}

/* A name ends where the numbers begin. */
static void test_long_names(void) {
  Example examples[] = {example_of(0.5, true, 1), example_of(0.25, false, 1)};
  const char *name = "WWWWWWWWWWWWWWWWWWWWWWWWWWWWWWWWWWWWWWWWWWWWWWWWWWWWWWWWWW";
  TestSet set = test_set(name, examples, 2);
  char *got = test_picture(plot_roc, &set, 1, test_untitled);
  TEST_HAS(got, ">WWWWWW\xe2\x80\xa6WWWWWW</text>", 1);
  free(got);
  got = test_picture(plot_reliability, &set, 1, (PlotTitle){name, strlen(name)});
  TEST_HAS(got, ">WWWWWWWWWW\xe2\x80\xa6WWWWWWWWWW</text>", 1);
  TEST_HAS(got, ">WWWWWWWWWWWW\xe2\x80\xa6WWWWWWWWWWWW</text>", 1); /* the title's size is 15 */
  free(got);
}

int main(void) {
  test_entries();
  test_many();
  test_long_names();
  CHECK(test_blocks == 0, "%ld blocks leaked", test_blocks);
  return check_report();
}
