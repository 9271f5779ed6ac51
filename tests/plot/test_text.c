/* test_text.c: numbers as text; text of any bytes that every XML reader takes, cut where it is too wide;
** and memory that runs out. */
#include "../../ext/base/bits.h"
#include "../../ext/plot/text.h"
#include "written.h"

#include <math.h>

/* The reader that judges the rest. */
static void test_reader(void) {
  static const char *const wrong[] = {"",
                                      "<a>",
                                      "<a></b>",
                                      "<a/></a>",
                                      "<a>&</a>",
                                      "<a>\1</a>",
                                      "<a>\x80</a>",
                                      "<a b=\"<\"/>",
                                      "<a b>",
                                      "<a>></a>",
                                      "<a/><b/>",
                                      "<a>\xed\xa0\x80</a>",
                                      "<a>\xff</a>",
                                      "<a>&x;</a>"};
  for (size_t i = 0; i < sizeof wrong / sizeof *wrong; i++) {
    CHECK(test_xml(wrong[i]) != NULL, "%zu: the reader takes '%s'", i, wrong[i]);
  }
  CHECK(test_xml("<a b=\"c\"><d/>&amp;\xe2\x82\xac</a>\n") == NULL, "the reader takes nothing");
}

/* ---- numbers ---- */

static void test_numbers(void) {
  TEST_WRITES("0 7 999 1,000 1,797 1,234,567,890", {
    const int64_t numbers[] = {0, 7, 999, 1000, 1797, 1234567890};
    for (int i = 0; i < 6; i++) {
      if (i > 0) text_add(&text, " ");
      text_add_count(&text, numbers[i]);
    }
  });
  TEST_WRITES("9,223,372,036,854,775,807", text_add_count(&text, INT64_MAX));
  TEST_WRITES("9,999", text_add_short_count(&text, 9999));
  TEST_WRITES("10k", text_add_short_count(&text, 10000));
  TEST_WRITES("17.9k", text_add_short_count(&text, 17949));
  TEST_WRITES("18k", text_add_short_count(&text, 17950));
  TEST_WRITES("99.9k", text_add_short_count(&text, 99949));
  TEST_WRITES("100k", text_add_short_count(&text, 99950));
  TEST_WRITES("999k", text_add_short_count(&text, 999499));
  TEST_WRITES("1M", text_add_short_count(&text, 999950));
  TEST_WRITES("12.3M", text_add_short_count(&text, 12345678));
  TEST_WRITES("1.1T", text_add_short_count(&text, INT64_C(1) << 40));
  TEST_WRITES("12.5", text_add_tenths(&text, 125));
  TEST_WRITES("-12", text_add_tenths(&text, -120));
  TEST_WRITES("-.3", text_add_tenths(&text, -3));
  TEST_WRITES("0", text_add_tenths(&text, 0));
  TEST_WRITES(".0337", text_add_share(&text, 0.03372, 4));
  TEST_WRITES("1.0000", text_add_share(&text, 0.99996, 4));
  TEST_WRITES("1.000", text_add_share(&text, 1.0, 3));
  TEST_WRITES(".000", text_add_share(&text, 0.0, 3));
  TEST_WRITES(".0000", text_add_share(&text, bits_nan(), 4));
  TEST_WRITES(".5", text_add_share(&text, 0.45, 1));
  TEST_WRITES("0.1", text_add_double(&text, 0.1));
}

/* Where memory ran out once, nothing more is added, and in the end there is nothing. */
static void test_failed(void) {
  PlotText text = test_text();
  text_add(&text, "a");
  test_allowed = 0;
  for (int i = 0; i < 5000; i++) text_add(&text, "b");
  test_allowed = -1;
  size_t size = text.size;
  text_add(&text, "c");
  CHECK(text.failed && text.size == size && size > 1000, "%zu bytes, then %zu", size, text.size);
  CHECK(!text_end(&text) && text.text == NULL && text.size == 0, "something is left");
}

#define TEST_REPLACED "\xef\xbf\xbd"

static void test_escapes(void) {
  TEST_WRITES("a&amp;b&lt;c&gt;&quot;'", text_add_escaped(&text, "a&b<c>\"'", 8));
  TEST_WRITES(TEST_REPLACED "a b" TEST_REPLACED " ", text_add_escaped(&text, "\0a\tb\x1f\n", 6));
  TEST_WRITES("\x7e" TEST_REPLACED, text_add_escaped(&text, "\x7e\x7f", 2));
  TEST_WRITES("\xc3\xa9\xe2\x82\xac\xf0\x9f\x99\x82\xf4\x8f\xbf\xbf",
              text_add_escaped(&text, "\xc3\xa9\xe2\x82\xac\xf0\x9f\x99\x82\xf4\x8f\xbf\xbf", 13));
  TEST_WRITES(TEST_REPLACED, text_add_escaped(&text, "\xc2\x85", 2));
  TEST_WRITES(TEST_REPLACED, text_add_escaped(&text, "\xef\xbf\xbf", 3));
  TEST_WRITES(TEST_REPLACED, text_add_escaped(&text, "\xed\xa0\x80", 3));
  const char right_to_left[] = {(char)0xe2, (char)0x80, (char)0xae};
  TEST_WRITES(TEST_REPLACED, text_add_escaped(&text, right_to_left, 3));
  TEST_WRITES(TEST_REPLACED, text_add_escaped(&text, "\xf4\x90\x80\x80", 4));
  TEST_WRITES(TEST_REPLACED TEST_REPLACED "x", text_add_escaped(&text, "\xc0\xafx", 3));
  TEST_WRITES(TEST_REPLACED TEST_REPLACED, text_add_escaped(&text, "\xe2\x82", 2));
  TEST_WRITES(TEST_REPLACED "\xc3\xa9", text_add_escaped(&text, "\xe2\xc3\xa9", 3));
  TEST_WRITES(TEST_REPLACED "z", text_add_escaped(&text, "\xffz", 2));
  TEST_WRITES(TEST_REPLACED TEST_REPLACED TEST_REPLACED TEST_REPLACED,
              text_add_escaped(&text, "\xf9\x90\x80\x80", 4));
}

/* Random bytes, in every length. */
static void test_any_bytes(void) {
  for (int round = 0; round < 20000; round++) {
    char bytes[24];
    size_t size = (size_t)test_below((int)sizeof bytes + 1);
    for (size_t i = 0; i < size; i++) {
      bytes[i] = (char)(test_below(3) != 0 ? test_below(256) : 0x80 + test_below(0x40));
    }
    PlotText text = test_text();
    text_add(&text, "<a>");
    text_add_fitted(&text, bytes, size, test_below(2000));
    text_add_fitted(&text, bytes, size, test_below(2000));
    text_add(&text, "</a>");
    char *got = test_string(&text);
    const char *fault = test_xml(got);
    CHECK(fault == NULL, "round %d: %s", round, fault == NULL ? "" : fault);
    free(got);
  }
}

#define TEST_CUT "\xe2\x80\xa6"

static void test_fitted(void) {
  TEST_WRITES("linear", text_add_fitted(&text, "linear", 6, 400));
  TEST_WRITES("mmm", text_add_fitted(&text, "mmm", 3, 300));
  TEST_WRITES("m" TEST_CUT "M", text_add_fitted(&text, "mmMM", 4, 399));
  TEST_WRITES("m" TEST_CUT "M", text_add_fitted(&text, "mmmMMM", 6, 300));
  TEST_WRITES("mm" TEST_CUT "MM", text_add_fitted(&text, "mmmmMMMM", 8, 501));
  TEST_WRITES("iiiiiiii", text_add_fitted(&text, "iiiiiiii", 8, 300));
  TEST_WRITES(TEST_CUT, text_add_fitted(&text, "mmm", 3, 299));
  TEST_WRITES(TEST_CUT, text_add_fitted(&text, "mmm", 3, 0));
  TEST_WRITES("", text_add_fitted(&text, "", 0, 0));
  TEST_WRITES("a very lon" TEST_CUT "of a model",
              text_add_fitted(&text, "a very long name of a model", 27, 1300));
  TEST_WRITES("a" TEST_CUT "d", text_add_fitted(&text, "a mmm mmm d", 11, 330)); /* no spaces */
  /* an accent stays with its letter, and a character is never cut */
  TEST_WRITES("e\xcc\x81" TEST_CUT "e\xcc\x81",
              text_add_fitted(&text, "e\xcc\x81mmme\xcc\x81", 9, 240));
  TEST_WRITES("\xe4\xb8\xad" TEST_CUT "\xe5\xad\x97",
              text_add_fitted(&text, "\xe4\xb8\xad\xe6\x96\x87\xe6\x96\x87\xe5\xad\x97", 12, 307));
  TEST_WRITES("&lt;" TEST_CUT "&gt;", text_add_fitted(&text, "<<<>>>", 6, 268));
  TEST_WRITES("a" TEST_CUT TEST_REPLACED, text_add_fitted(&text, "ammm\xff", 5, 307));
}

static void test_short_doubles(void) {
  TEST_WRITES("0", text_add_short_double(&text, 0.0));
  TEST_WRITES("0.4231", text_add_short_double(&text, 0.42309));
  TEST_WRITES("-0.03808", text_add_short_double(&text, -0.0380843));
  TEST_WRITES("0.5", text_add_short_double(&text, 0.5));
  TEST_WRITES("0.5", text_add_short_double(&text, 0.50004));
  TEST_WRITES("1", text_add_short_double(&text, 0.99996));
  TEST_WRITES("3", text_add_short_double(&text, 3.0));
  TEST_WRITES("100", text_add_short_double(&text, 100.0));
  TEST_WRITES("-12.35", text_add_short_double(&text, -12.3456));
  TEST_WRITES("9999", text_add_short_double(&text, 9999.4));
  TEST_WRITES("10000", text_add_short_double(&text, 9999.5));
  TEST_WRITES("123457", text_add_short_double(&text, 123456.7));
  TEST_WRITES("120000", text_add_short_double(&text, 120000.0));
  TEST_WRITES("1.5e-9", text_add_short_double(&text, 1.5e-9));
  TEST_WRITES("-1.235e-308", text_add_short_double(&text, -1.2345678e-308));
  TEST_WRITES("10e300", text_add_short_double(&text, 9.9999e300));
  TEST_WRITES("9e999", text_add_short_double(&text, INFINITY));
  TEST_WRITES("-9e999", text_add_short_double(&text, -INFINITY));
}

/* Within half of the fourth digit. */
static void test_any_short_double(void) {
  for (int round = 0; round < 20000; round++) {
    double x = (test_uniform() - 0.5) * bits_power_of_two(test_below(60) - 30);
    PlotText text = test_text();
    text_add_short_double(&text, x);
    char *got = test_string(&text);
    double shown = strtod(got, NULL);
    CHECK(fabs(shown - x) <= fabs(x) * 0.000501 && strlen(got) < 13, "%.17g: %s", x, got);
    free(got);
  }
}

/* Names cut in the middle keep their ends; a mark stays with its character, or goes with it. */
static void test_middle(void) {
  TEST_WRITES("linear", text_add_fitted(&text, "linear", 6, 400));
  TEST_WRITES("mm\xe2\x80\xa6mn", text_add_fitted(&text, "mmmmmmn", 7, 500));
  TEST_WRITES("clas\xe2\x80\xa6no. 9", text_add_fitted(&text, "class with a name no. 9", 23, 650));
  TEST_WRITES("\xe2\x80\xa6", text_add_fitted(&text, "mmm", 3, 0));
  TEST_WRITES("", text_add_fitted(&text, "", 0, 0));
  TEST_WRITES("m\xe2\x80\xa6m", text_add_fitted(&text, "mmme\xcc\x81m", 7, 310));
  TEST_WRITES("m\xe2\x80\xa6"
              "e\xcc\x81m",
              text_add_fitted(&text, "mmmme\xcc\x81m", 8, 430));
  TEST_WRITES("\xe4\xb8\xad\xe2\x80\xa6\xe5\xad\x97",
              text_add_fitted(&text, "\xe4\xb8\xad\xe6\x96\x87\xe5\xad\x97", 9, 308));
  TEST_WRITES("&lt;\xe2\x80\xa6&gt;", text_add_fitted(&text, "<<<<>>>>", 8, 300));
  CHECK(text_width("mmm", 3, 1000) == 300 && text_width("mmm", 3, 250) == 250 &&
            text_width("", 0, 10) == 0 && text_width("e\xcc\x81", 3, 500) == 65,
        "widths");
}

static void test_brief(void) {
  static const struct {
    double x;
    const char *text;
  } cases[] = {{0.0, "0"},         {1.0, "1"},          {17.0, "17"},        {999.0, "999"},
               {999.4, "999"},     {999.6, "1k"},       {1000.0, "1k"},      {1797.0, "1.8k"},
               {9949.0, "9.9k"},   {9951.0, "10k"},     {17949.0, "18k"},    {999499.0, "999k"},
               {999501.0, "1M"},   {12345678.0, "12M"}, {1e12, "1T"},        {9.99e17, "999P"},
               {9.994e17, "999P"}, {1e18, "1e18"},      {1.7e308, "1e308"},  {0.37, ".37"},
               {0.3, ".3"},        {0.01, ".01"},       {0.0099, "&lt;.01"}, {5e-324, "&lt;.01"},
               {1.75, "1.75"},     {1.999, "2"},        {9.994, "9.99"},     {9.996, "10"},
               {17.94, "17.9"},    {99.94, "99.9"},     {99.96, "100"},      {1.05, "1.05"},
               {0.996, "1"}};
  for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
    TEST_WRITES(cases[i].text, text_add_brief(&text, cases[i].x));
  }
  double x = 1e-3;
  while (x < 1e300) {
    PlotText text = test_text();
    text_add_brief(&text, x);
    CHECK(text.size <= (x < 0.01       ? 7
                        : x < 999.5e15 ? 4
                                       : 5),
          "%g: %.*s", x, (int)text.size, text.text);
    free(test_string(&text));
    x *= 1.0 + test_uniform();
  }
  TEST_WRITES("0%", text_add_percent(&text, 0.0));
  TEST_WRITES("&lt;1%", text_add_percent(&text, 1e-300));
  TEST_WRITES("&lt;1%", text_add_percent(&text, 0.00499));
  TEST_WRITES("1%", text_add_percent(&text, 0.005));
  TEST_WRITES("93%", text_add_percent(&text, 0.9349));
  TEST_WRITES("99%", text_add_percent(&text, 0.9949));
  TEST_WRITES("&gt;99%", text_add_percent(&text, 0.999999));
  TEST_WRITES("100%", text_add_percent(&text, 1.0));
}

int main(void) {
  test_middle();
  test_brief();
  test_reader();
  test_numbers();
  test_failed();
  test_escapes();
  test_any_bytes();
  test_fitted();
  test_short_doubles();
  test_any_short_double();
  CHECK(test_blocks == 0, "%ld blocks leaked", test_blocks);
  return check_report();
}
