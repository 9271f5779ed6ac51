/* test_plot.c: pictures that every XML reader takes, whatever the names; the right numbers, curves
** and areas in them; colours that can be told from the background; the same bytes everywhere; and
** nothing left behind where memory runs out. What they look like is for eyes to judge. */
#include "../../ext/base/bits.h"
#include "../../ext/exact/dd.h"
#include "../../ext/plot/curve.h"
#include "../../ext/plot/diagonal.h"
#include "../../ext/plot/frame.h"
#include "../../ext/plot/plot.h"
#include "../check.h"
#include "../testing.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

static double test_root(double x) { /* by halving: libm is not linked */
  double low = 0.0, high = x > 1.0 ? x : 1.0;
  for (int i = 0; i < 100; i++) {
    double middle = (low + high) / 2;
    *(middle * middle < x ? &low : &high) = middle;
  }
  return low;
}

/* ---- what was written, as a C string ---- */

static PlotText test_text(void) {
  return (PlotText){.resize = test_resize};
}

static char *test_string(PlotText *text) {
  char *string = malloc(text->size + 1);
  if (text->size > 0) memcpy(string, text->text, text->size);
  string[text->size] = '\0';
  if (text->text != NULL) test_resize(text->text, 0);
  *text = test_text();
  return string;
}

static void test_is_text(int line, PlotText *text, const char *expected) {
  char *got = test_string(text);
  CHECK(strcmp(got, expected) == 0, "line %d: got '%s', expected '%s'", line, got, expected);
  free(got);
}

#define TEST_WRITES(expected, ...)                                                                 \
  do {                                                                                             \
    PlotText text = test_text();                                                                   \
    __VA_ARGS__;                                                                                   \
    test_is_text(__LINE__, &text, expected);                                                       \
  } while (0)

static int test_count(const char *string, const char *part) {
  int count = 0;
  for (const char *at = string; (at = strstr(at, part)) != NULL; at += strlen(part)) count++;
  return count;
}

/* ---- an XML reader: elements, attributes, the references and characters that may be ---- */

typedef struct {
  const char *at;
  const char *open[20]; /* the names of the elements that are open */
  int depth, roots;
  const char *fault;
} TestXml;

static bool test_xml_fault(TestXml *xml, const char *fault) {
  if (xml->fault == NULL) xml->fault = fault;
  return false;
}

/* A character of UTF-8 that XML 1.0 permits, none of those that it advises against. */
static bool test_xml_character(TestXml *xml) {
  const unsigned char *s = (const unsigned char *)xml->at;
  int more = s[0] < 0x80 ? 0 : s[0] < 0xe0 ? 1 : s[0] < 0xf0 ? 2 : 3;
  uint32_t code = more == 0 ? s[0] : s[0] & (0x3fU >> more);
  static const uint32_t lowest[] = {0, 0x80, 0x800, 0x10000};
  if (s[0] >= 0x80 && (s[0] < 0xc2 || s[0] > 0xf4)) return test_xml_fault(xml, "not UTF-8");
  for (int i = 1; i <= more; i++) {
    if ((s[i] & 0xc0) != 0x80) return test_xml_fault(xml, "cut UTF-8");
    code = code << 6 | (s[i] & 0x3f);
  }
  if (code < lowest[more] || code > 0x10ffff || (code >= 0xd800 && code < 0xe000) ||
      (code < 0x20 && code != '\n') || (code >= 0x7f && code < 0xa0) || code == 0xfffe ||
      code == 0xffff) {
    return test_xml_fault(xml, "a character that may not be");
  }
  xml->at += more + 1;
  return true;
}

static bool test_xml_reference(TestXml *xml) {
  static const char *const known[] = {"&amp;", "&lt;", "&gt;", "&quot;"};
  for (int i = 0; i < 4; i++) {
    if (strncmp(xml->at, known[i], strlen(known[i])) != 0) continue;
    xml->at += strlen(known[i]);
    return true;
  }
  return test_xml_fault(xml, "unknown reference");
}

static bool test_xml_text(TestXml *xml, char end) {
  while (*xml->at != end && *xml->at != '\0') {
    if (*xml->at == '<') return test_xml_fault(xml, "< in an attribute");
    if (*xml->at == '>') return test_xml_fault(xml, "> in text");
    if (!(*xml->at == '&' ? test_xml_reference(xml) : test_xml_character(xml))) return false;
  }
  return true;
}

static size_t test_xml_name(const char *at) {
  return strspn(at, "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789-");
}

static bool test_xml_close(TestXml *xml) {
  size_t size = test_xml_name(xml->at);
  if (xml->depth == 0) return test_xml_fault(xml, "closed too often");
  const char *name = xml->open[--xml->depth];
  if (size == 0 || strncmp(name, xml->at, size) != 0 || test_xml_name(name) != size) {
    return test_xml_fault(xml, "closes another element");
  }
  xml->at += size;
  return *xml->at++ == '>' || test_xml_fault(xml, "no > at its end");
}

static bool test_xml_open(TestXml *xml) {
  const char *name = xml->at;
  xml->at += test_xml_name(name);
  if (xml->at == name) return test_xml_fault(xml, "no name");
  xml->roots += xml->depth == 0;
  while (*xml->at == ' ') {
    size_t size = test_xml_name(++xml->at);
    if (size == 0 || strncmp(xml->at + size, "=\"", 2) != 0) {
      return test_xml_fault(xml, "attribute");
    }
    xml->at += size + 2;
    if (!test_xml_text(xml, '"') || *xml->at++ != '"') return test_xml_fault(xml, "no quote");
  }
  bool empty = *xml->at == '/';
  xml->at += empty;
  if (!empty && xml->depth < 20) xml->open[xml->depth++] = name;
  return *xml->at++ == '>' || test_xml_fault(xml, "no > at its end");
}

/* NULL where the text is sound: one element, and what belongs in it. */
static const char *test_xml(const char *string) {
  TestXml xml = {.at = string};
  bool sound = true;
  while (sound && *xml.at != '\0') {
    if (*xml.at != '<') {
      sound = test_xml_text(&xml, '<');
    } else if (*++xml.at == '/') {
      xml.at++;
      sound = test_xml_close(&xml);
    } else {
      sound = test_xml_open(&xml);
    }
  }
  if (xml.fault != NULL) return xml.fault;
  return xml.depth != 0 || xml.roots != 1 ? "not one element" : NULL;
}

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

/* ---- text ---- */

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
    text_add(&text, "</a>");
    char *got = test_string(&text);
    const char *fault = test_xml(got);
    CHECK(fault == NULL, "round %d: %s", round, fault == NULL ? "" : fault);
    free(got);
  }
}

static void test_fitted(void) {
  TEST_WRITES("linear", text_add_fitted(&text, "linear", 6, 400));
  TEST_WRITES("mmm", text_add_fitted(&text, "mmm", 3, 300));
  TEST_WRITES("m\xe2\x80\xa6", text_add_fitted(&text, "mmm", 3, 299));
  TEST_WRITES("mm\xe2\x80\xa6", text_add_fitted(&text, "mmmm", 4, 300));
  TEST_WRITES("iiiiiiii", text_add_fitted(&text, "iiiiiiii", 8, 300));
  TEST_WRITES("\xe2\x80\xa6", text_add_fitted(&text, "mmm", 3, 0));
  TEST_WRITES("", text_add_fitted(&text, "", 0, 0));
  /* an accent stays with its letter, and a character is never cut */
  TEST_WRITES("me\xcc\x81\xe2\x80\xa6", text_add_fitted(&text, "me\xcc\x81mmm", 7, 265));
  TEST_WRITES("\xe4\xb8\xad\xe2\x80\xa6",
              text_add_fitted(&text, "\xe4\xb8\xad\xe6\x96\x87\xe5\xad\x97", 9, 305));
  TEST_WRITES("&lt;\xe2\x80\xa6", text_add_fitted(&text, "<<<<<<", 6, 200));
}

/* ---- curves ---- */

static double test_distance(CurvePoint p, CurvePoint a, CurvePoint b) {
  double dx = b.x - a.x, dy = b.y - a.y, x = p.x - a.x, y = p.y - a.y;
  double length = dx * dx + dy * dy, along = length > 0 ? (x * dx + y * dy) / length : 0;
  along = along < 0 ? 0 : along > 1 ? 1 : along;
  x -= along * dx;
  y -= along * dy;
  return x * x + y * y; /* squared */
}

/* The largest squared distance of a point of `all` from the curve. The nearest part of a curve that
** rises is where x + y is about the same. */
static double test_worst(const CurvePoint *all, size_t count, const Curve *curve) {
  const CurvePoint *points = curve->points;
  double worst = 0.0;
  for (size_t i = 0, from = 1; i < count; i++) {
    int32_t way = all[i].x + all[i].y;
    double nearest = 1e9;
    while (from + 1 < curve->count && points[from].x + points[from].y < way - 40) from++;
    for (size_t j = from; j < curve->count && points[j - 1].x + points[j - 1].y < way + 40; j++) {
      double distance = test_distance(all[i], points[j - 1], points[j]);
      if (distance < nearest) nearest = distance;
    }
    if (nearest > worst) worst = nearest;
  }
  return worst;
}

static void test_curve(int steps, double limit) {
  Curve curve;
  CHECK(curve_begin(&curve, test_resize), "no memory");
  CurvePoint *all = calloc((size_t)steps + 2, sizeof *all);
  int up = 0, right = 0, total = steps + 1;
  bool skewed = test_below(2) != 0;
  for (int i = 0; i <= total; i++) { /* ends at (total, total) halves */
    double x = 2.0 * right / total, y = 2.0 * up / total;
    x = i == total ? 1.0 : x > 1 ? 1 : x;
    y = i == total ? 1.0 : y > 1 ? 1 : y;
    curve_add(&curve, x, y);
    all[i] = (CurvePoint){(int32_t)(x * CURVE_SIDE + 0.5), (int32_t)(y * CURVE_SIDE + 0.5)};
    bool rise = skewed ? test_below(total) > i : test_below(2) != 0;
    up += rise;
    right += !rise;
  }
  size_t count = curve.count;
  CHECK(test_worst(all, (size_t)total + 1, &curve) < 1e-6, "%d steps: a point was lost", steps);
  curve_thin(&curve);
  CHECK(curve.count <= CURVE_MOST && (count > CURVE_MOST || curve.count == count),
        "%d steps: %zu points of %zu", steps, curve.count, count);
  double worst = test_worst(all, (size_t)total + 1, &curve);
  CHECK(worst <= limit * limit + 1e-6, "%d steps: off by %.2f", steps, test_root(worst));
  CurvePoint last = curve.points[curve.count - 1];
  CHECK(curve.points[0].x == 0 && curve.points[0].y == 0 && last.x == CURVE_SIDE &&
            last.y == CURVE_SIDE,
        "%d steps: ends", steps);
  for (size_t i = 1; i < curve.count; i++) {
    CHECK(curve.points[i].x >= curve.points[i - 1].x && curve.points[i].y >= curve.points[i - 1].y,
          "%d steps: falls at %zu", steps, i);
  }
  free(all);
  curve_clear(&curve, test_resize);
}

static void test_curves(void) {
  for (int round = 0; round < 20; round++) {
    test_curve(1 + test_below(300), 0.0);
    test_curve(400 + test_below(3000), 2.83); /* a third of a pixel */
    test_curve(8000, 2.83);
  }
  Curve curve;
  CHECK(curve_begin(&curve, test_resize), "no memory");
  for (int i = 0; i <= 1000; i++) curve_add(&curve, i / 1000.0 * 0.5, 0.0);
  for (int i = 0; i <= 1000; i++) curve_add(&curve, 0.5, i / 1000.0);
  curve_add(&curve, 1.0, 1.0);
  CHECK(curve.count == 4, "runs are not merged: %zu points", curve.count);
  curve_restart(&curve);
  for (int i = 0; i <= CURVE_SIDE; i++) { /* the most points that there can be */
    curve_add(&curve, (double)i / CURVE_SIDE, (double)i / CURVE_SIDE);
    if (i < CURVE_SIDE) curve_add(&curve, (i + 1.0) / CURVE_SIDE, (double)i / CURVE_SIDE);
  }
  CHECK(curve.count == 2 * CURVE_SIDE + 1, "%zu points", curve.count);
  curve_thin(&curve);
  CHECK(curve.count <= 3, "a straight stair: %zu points", curve.count);
  curve_clear(&curve, test_resize);
}

/* ---- markers ---- */

/* Twice the area of the polygon "M1 2 3 4 ...z". */
static double test_polygon(const char *path, int *corners) {
  double x[16], y[16], area = 0.0;
  *corners = 0;
  for (char *at = strstr(path, "M") + 1; *at != 'z' && *corners < 16; (*corners)++) {
    x[*corners] = strtod(at, &at);
    y[*corners] = strtod(at, &at);
  }
  for (int i = 0; i < *corners; i++) {
    int next = (i + 1) % *corners;
    area += x[i] * y[next] - x[next] * y[i];
  }
  return fabs(area);
}

static void test_markers(void) {
  int corners[SVG_STYLES];
  for (size_t set = 0; set < SVG_STYLES; set++) {
    PlotText text = test_text();
    svg_marker(&text, "dot", set, (SvgPoint){20000, 20000}, 10000);
    char *path = test_string(&text);
    corners[set] = 0;
    if (strchr(path, 'A') != NULL) {
      CHECK(strstr(path, "M1000 2000A1000 1000 0 1 0 3000 2000A1000 1000 0 1 0 1000 2000z") != NULL,
            "%s", path);
    } else {
      double area = test_polygon(path, &corners[set]) / 2;
      CHECK(fabs(area / 3141592.65 - 1.0) < 0.004, "marker %zu: area %.0f", set, area);
    }
    free(path);
  }
  CHECK(corners[0] == 0 && corners[1] == 4 && corners[5] == 12 && corners[7] == 10, "shapes");
  for (int64_t whole = 1; whole < 3000; whole = whole * 3 / 2 + 1) {
    for (int64_t part = 0; part <= whole; part++) {
      double exact = test_root((double)part / (double)whole) * 95.0;
      int64_t radius = svg_radius(part, whole, 95);
      CHECK(fabs((double)radius - (exact < 25 ? 25 : exact)) <= 0.51 + (exact < 25.6),
            "%lld of %lld: %lld", (long long)part, (long long)whole, (long long)radius);
    }
  }
  CHECK(svg_radius(INT64_C(1) << 39, (INT64_C(1) << 40) - 1, 150) == 106, "large counts");
}

/* ---- colours ---- */

static double test_power(double x, double exponent) {
  ScaledDD power = dd_exp(dd_mul_double(dd_log((ScaledDD){dd_from(x), 0}), exponent));
  return dd_round(power);
}

static double test_luminance(uint32_t colour) {
  static const double weights[] = {0.2126, 0.7152, 0.0722};
  double sum = 0.0;
  for (int i = 0; i < 3; i++) {
    double c = (double)(colour >> (16 - 8 * i) & 255) / 255.0;
    sum += weights[i] * (c <= 0.04045 ? c / 12.92 : test_power((c + 0.055) / 1.055, 2.4));
  }
  return sum;
}

static double test_contrast(uint32_t a, uint32_t b) {
  double x = test_luminance(a) + 0.05, y = test_luminance(b) + 0.05;
  return x > y ? x / y : y / x;
}

/* The colour that a style sheet gives to a selector. */
static uint32_t test_colour(const char *style, const char *selector) {
  static const char *const properties[] = {"fill", "stroke", "color"};
  const char *at = NULL;
  for (int i = 0; i < 3 && at == NULL; i++) {
    char rule[60];
    snprintf(rule, sizeof rule, ".logits-plot %s{%s:#", selector, properties[i]);
    at = strstr(style, rule);
  }
  at = at == NULL ? NULL : strchr(at, '#');
  CHECK(at != NULL, "no rule for %s", selector);
  return at == NULL ? 0 : (uint32_t)strtoul(at + 1, NULL, 16);
}

static void test_palette(const char *style) {
  uint32_t paper = test_colour(style, ".paper");
  CHECK(test_contrast(test_colour(style, "text"), paper) >= 7.0, "text");
  CHECK(test_contrast(test_colour(style, ".q"), paper) >= 4.5, "quiet text");
  CHECK(test_contrast(test_colour(style, ".axis"), paper) >= 3.0, "axis");
  CHECK(test_contrast(test_colour(style, ".diagonal"), paper) >= 3.0, "diagonal");
  CHECK(test_contrast(test_colour(style, ".grid"), paper) < 1.5, "the grid is not quiet");
  CHECK(test_colour(style, ".dot") == paper && test_colour(style, ".ring") == paper, "rims");
  for (int i = 0; i < SVG_STYLES; i++) {
    char selector[] = {'.', 'c', (char)('0' + i), '\0'};
    double contrast = test_contrast(test_colour(style, selector), paper);
    CHECK(contrast >= 3.0, "colour %d: %.2f", i, contrast);
  }
}

static void test_colours(void) {
  PlotText text = test_text();
  svg_style(&text, 100);
  char *style = test_string(&text);
  char *dark = strstr(style, "@media (prefers-color-scheme:dark){");
  CHECK(dark != NULL && strstr(style, "<style>") == style, "no style for the dark");
  CHECK(fabs(test_contrast(0, 0xffffff) - 21.0) < 1e-9, "contrast");
  CHECK(fabs(test_contrast(0x777777, 0xffffff) - 4.48) < 0.005, "contrast");
  if (dark != NULL) {
    test_palette(dark);
    dark[0] = '\0';
    test_palette(style);
  }
  free(style);
  text = test_text();
  svg_style(&text, 2); /* only the colours that are used */
  style = test_string(&text);
  CHECK(test_count(style, ".c1{") == 2 && test_count(style, ".c2{") == 0, "%s", style);
  free(style);
}

/* ---- the diagonal's label ---- */

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

/* ---- pictures ---- */

typedef bool TestPlot(const JsonSet *, size_t, PlotTitle, PlotText *, MemoryResize *);

static JsonSet test_set(const char *name, Example *examples, size_t count) {
  examples_sort(examples, count);
  return (JsonSet){(char *)name, name == NULL ? 0 : strlen(name), examples, count, false};
}

/* What every picture has. */
static void test_is_sound(const char *got, size_t sets) {
  const char *fault = test_xml(got);
  CHECK(fault == NULL, "%s: %s", fault, got);
  CHECK(strstr(got, "<svg xmlns=\"http://www.w3.org/2000/svg\" class=\"logits-plot\" role=\"img\" "
                    "width=\"480\" height=\"") == got,
        "%.200s", got);
  CHECK(strstr(got, "nan") == NULL && strstr(got, "NaN") == NULL && strstr(got, "--") == NULL,
        "no number: %s", got);
  CHECK(strstr(got, "<title>") < strstr(got, "<desc>") &&
            strstr(got, "<desc>") < strstr(got, "<style>"),
        "order: %s", got);
  double height = strtod(strstr(got, "height=\"") + 8, NULL), lowest = 0.0;
  for (const char *at = got; (at = strstr(at, " y=\"")) != NULL; at++) {
    double y = strtod(at + 4, NULL);
    if (y > lowest) lowest = y;
  }
  CHECK(lowest > height - 30 && lowest < height - 10, "text at %g of %g", lowest, height);
  CHECK(height >= 480.0 + 20.0 * (double)sets && height < 570.0 + 20.0 * (double)sets, "height %g",
        height);
}

static char *test_picture(TestPlot *plot, const JsonSet *sets, size_t count, PlotTitle title) {
  PlotText text = {0};
  CHECK(plot(sets, count, title, &text, test_resize), "no memory");
  char *got = test_string(&text);
  test_is_sound(got, count);
  return got;
}

static void test_has(int line, const char *got, const char *part, int times) {
  int found = test_count(got, part);
  CHECK(found == times, "line %d: %d times '%s' in %s", line, found, part, got);
}

#define TEST_HAS(got, part, times) test_has(__LINE__, got, part, times)

static const PlotTitle test_untitled = {NULL, 0};

static void test_roc(void) {
  Example examples[] = {example_of(0.9, true, 1), example_of(0.7, false, 1),
                        example_of(0.6, true, 1), example_of(0.3, false, 1)};
  JsonSet set = test_set("linear", examples, 4);
  char *got = test_picture(plot_roc, &set, 1, test_untitled);
  TEST_HAS(got, " d=\"M70 400v-180h180v-180h180\"/>", 1);
  TEST_HAS(got, "class=\"curve\"", 2); /* with the legend's */
  TEST_HAS(got, "linear: area under the curve .7500, positive examples: 2, negative examples: 2.",
           1);
  TEST_HAS(got, ">.7500</text>", 1);
  TEST_HAS(got, ">linear</text>", 1);
  TEST_HAS(got, ">2</text>", 2);
  TEST_HAS(got, "<title>ROC curve</title>", 1);
  TEST_HAS(got, ">ROC curve</text>", 1);
  TEST_HAS(got, "class=\"ring\"", 1);
  TEST_HAS(got, "<title>linear: TPR .5000, FPR .0000 at threshold 0.9</title>", 1);
  TEST_HAS(got, "<title>linear: 1 example with score 0.3</title>", 1);
  TEST_HAS(got, "class=\"dot\"", 5);
  free(got);
}

static void test_roc_ties(void) {
  Example examples[300];
  for (int i = 0; i < 300; i++) { /* 90 on 4, 60 on 3, 8 on -292, 2 on -150, each other alone */
    double score = i < 90 ? 4.0 : i < 150 ? 3.0 : i == 151 ? -150.0 : i < 292 ? -i : -292.0;
    examples[i] = example_of(score, i % 3 == 0, 1);
  }
  JsonSet set = test_set(NULL, examples, 300);
  char *got = test_picture(plot_roc, &set, 1, (PlotTitle){"Tied & <sorted>", 15});
  TEST_HAS(got, "<title>90 examples with score 4.0</title>", 1);
  TEST_HAS(got, "<title>60 examples with score 3.0</title>", 1);
  TEST_HAS(got, "<title>8 examples with score -292.0</title>", 1);
  TEST_HAS(got, " with score ", 3);
  TEST_HAS(got, "class=\"dot\" d=\"M169.8 292A8.2 8.2 0 1 0 186.2 292A", 1); /* 15 test_root(.3) */
  TEST_HAS(got, ">Tied &amp; &lt;sorted&gt;</text>", 1);
  TEST_HAS(got, "<title>Tied &amp; &lt;sorted&gt;</title>", 1);
  TEST_HAS(got, "d=\"M70 400l180-180", 1);
  free(got);
  for (int count = 20; count <= 30; count += 10) { /* where there are few, each is marked */
    for (int i = 0; i < count; i++) examples[i] = example_of(i, i % 3 == 0, 1);
    set = test_set(NULL, examples, (size_t)count);
    got = test_picture(plot_roc, &set, 1, test_untitled);
    TEST_HAS(got, "<title>1 example with score ", count == 20 ? 20 : 0);
    free(got);
  }
}

static void test_reliability(void) {
  Example examples[] = {example_of(0.1, false, 1), example_of(0.12, true, 1),
                        example_of(0.9, true, 1)};
  JsonSet set = test_set("mlp", examples, 3);
  char *got = test_picture(plot_reliability, &set, 1, test_untitled);
  TEST_HAS(got, "class=\"curve\" d=\"M109.6 220 394 40\"/>", 1);
  TEST_HAS(got, "class=\"gap\" d=\"M109.6 220 394 40 394 76 109.6 360.4z\"/>", 1);
  TEST_HAS(got, "class=\"bar\" d=\"M95 458V414H117V458zM383 458V436H405V458z\"/>", 1);
  TEST_HAS(got, ">.2933</text>", 1);
  TEST_HAS(got, ">3</text>", 1);
  TEST_HAS(got, "mlp: expected calibration error .2933, examples: 3.", 1);
  TEST_HAS(got, "<title>mlp: 2 examples, mean probability .110, fraction of positives .500</title>",
           1);
  TEST_HAS(got, "<title>mlp: 1 example, mean probability .900, fraction of positives 1.000</title>",
           1);
  TEST_HAS(got, "d=\"M100.1 220A9.5 9.5 0 1 0 119.1 220A", 1);
  TEST_HAS(got, "d=\"M387.3 40A6.7 6.7 0 1 0 400.7 40A", 1); /* half the area */
  TEST_HAS(got, ">2</text>", 1);                             /* the strip's highest bar */
  TEST_HAS(got, "<title>Reliability diagram</title>", 1);
  free(got);
  JsonSet twice[] = {set, set};
  got = test_picture(plot_reliability, twice, 2, test_untitled);
  TEST_HAS(got, "class=\"gap\"", 0);
  TEST_HAS(got, "class=\"bar\" d=\"M95 458V414H106V458z", 1);
  TEST_HAS(got, "class=\"bar\" d=\"M106 458V414H117V458z", 1);
  TEST_HAS(got, "class=\"curve\" stroke-dasharray=\"8 3\" d=\"M109.6 220 394 40\"/>", 1);
  free(got);
}

/* What is rare can be seen. */
static void test_rare(void) {
  Example examples[1000];
  for (int i = 0; i < 1000; i++) examples[i] = example_of(i == 0 ? 0.1 : 0.9, i % 2 == 0, 1);
  JsonSet set = test_set("rare", examples, 1000);
  char *got = test_picture(plot_reliability, &set, 1, test_untitled);
  TEST_HAS(got, "class=\"bar\" d=\"M95 458V457H117V458z", 1);
  TEST_HAS(got, "d=\"M103.5 40A2.5 2.5 0 1 0 108.5 40A", 1);
  free(got);
}

/* Weights move the curves; counts stay counts. */
static void test_weights(void) {
  Example examples[] = {example_of(0.9, true, 1), example_of(0.7, false, 3),
                        example_of(0.6, true, 3), example_of(0.3, false, 1)};
  JsonSet set = test_set("w", examples, 4);
  char *got = test_picture(plot_roc, &set, 1, test_untitled);
  TEST_HAS(got, " d=\"M70 400v-90h270v-270h90\"/>", 1);
  TEST_HAS(got, ">.4375</text>", 1);
  TEST_HAS(got, ">2</text>", 2);
  free(got);
  Example pair[] = {example_of(0.51, true, 3), example_of(0.52, false, 1)};
  set = test_set("w", pair, 2);
  got = test_picture(plot_reliability, &set, 1, test_untitled);
  TEST_HAS(got, "<title>w: 2 examples, mean probability .513, fraction of positives .750</title>",
           1);
  free(got);
}

static void test_without_answer(void) {
  Example positive[] = {example_of(0.5, true, 1), example_of(0.25, true, 1)};
  JsonSet sets[] = {test_set("none", NULL, 0), test_set("yes", positive, 2)};
  char *got = test_picture(plot_roc, sets, 2, test_untitled);
  TEST_HAS(got, ">no examples</text>", 1);
  TEST_HAS(got, "none: no examples.", 1);
  TEST_HAS(got, ">one class: no AUC</text>", 1);
  TEST_HAS(got, "yes: one class, no area, positive examples: 2, negative examples: 0.", 1);
  TEST_HAS(got, "class=\"curve\"", 2); /* the legend's */
  free(got);
  got = test_picture(plot_reliability, sets, 2, test_untitled);
  TEST_HAS(got, ">no examples</text>", 1);
  TEST_HAS(got, "none: no examples.", 1);
  TEST_HAS(got, "class=\"bar\"", 1);
  TEST_HAS(got, ">.6250</text>", 1);
  free(got);
  free(test_picture(plot_roc, NULL, 0, test_untitled));
  free(test_picture(plot_reliability, NULL, 0, test_untitled));
  got = test_picture(plot_reliability, sets, 1, test_untitled);
  TEST_HAS(got, "class=\"gap\"", 0);
  free(got);
}

/* ---- many sets, many examples, any names ---- */

enum { TEST_SETS = 20, TEST_EXAMPLES = 400 };

static double test_score(int kind) {
  double p = test_uniform();
  if (kind == 0) return (double)test_below(5) / 4.0;
  if (kind == 1) return test_below(2) ? 0.0 : p;
  return kind == 2 ? p * p * p : p;
}

static size_t test_fill(Example *examples) {
  int count = test_below(4) == 0 ? test_below(4) : test_below(TEST_EXAMPLES), kind = test_below(4);
  bool weighted = test_below(3) == 0;
  int rare = 1 + test_below(10);
  for (int i = 0; i < count; i++) {
    double score = test_score(kind), weight = weighted ? test_uniform() * 1e3 + 1e-9 : 1.0;
    examples[i] = example_of(score, test_uniform() < score / rare, weight);
  }
  return (size_t)count;
}

static const char *const test_names[] = {
    "linear",
    "boosting",
    NULL,
    "",
    "<&\"> ]]> </svg>",
    "\xe4\xb8\xad\xe6\x96\x87\xe5\x90\x8d\xe5\xad\x97",
    "\xf0\x9f\x91\xa9\xe2\x80\x8d\xf0\x9f\x91\xa7 family \xf0\x9f\x91\x8d\xf0\x9f\x8f\xbd",
    "a\x01\x1b[31m\xff\xfe\x7f",
    "WWWWWWWWWWWWWWWWWWWWWWWWWWWWWWWWWWWWWWWWWWWWWWWWWWWWWWWWWWWWWWWW",
    "a support vector machine with a polynomial kernel of degree seven, tuned on held-out data"};

static uint64_t test_hash(const char *string) {
  uint64_t hash = UINT64_C(0xcbf29ce484222325);
  for (; *string != '\0'; string++) {
    hash = (hash ^ (unsigned char)*string) * UINT64_C(0x100000001b3);
  }
  return hash;
}

/* Some sets; the pictures of them are sound, and the same whatever the order of rows. */
static uint64_t test_sets(size_t count) {
  static Example examples[TEST_SETS][TEST_EXAMPLES];
  JsonSet sets[TEST_SETS];
  TestPlot *const plots[] = {plot_roc, plot_reliability};
  uint64_t hash[2] = {0, 0};
  int names = (int)(sizeof test_names / sizeof *test_names);
  for (size_t i = 0; i < count; i++) {
    const char *name = test_names[test_below(names)];
    size_t filled = test_fill(examples[i]);
    sets[i] = test_set(name, examples[i], filled);
  }
  for (int round = 0; round < 2; round++) {
    for (int i = 0; i < 2; i++) {
      char *got = test_picture(plots[i], sets, count, test_untitled);
      hash[round] = hash[round] * 31 + test_hash(got);
      TEST_HAS(got, ">examples</text>", i);
      free(got);
    }
    for (size_t i = 0; i < count; i++) {
      test_shuffle(examples[i], sets[i].count, sizeof *examples[i]);
      examples_sort(examples[i], sets[i].count);
    }
  }
  CHECK(hash[0] == hash[1], "%zu sets: another order, another picture", count);
  return hash[0];
}

/* Changed only by those who change what the pictures look like. */
#define TEST_FROZEN UINT64_C(0x7ed08c36c56add4c)

static void test_frozen(void) {
  uint64_t hash = 0;
  test_state = 20250605;
  for (int round = 0; round < 300; round++) {
    hash = hash * 31 + test_sets((size_t)test_below(round % 10 == 0 ? TEST_SETS + 1 : 4));
  }
  CHECK(hash == TEST_FROZEN, "0x%016llx", (unsigned long long)hash);
}

/* A legend of many sets grows downwards, a line for each, and no line stands on another. */
static void test_many(void) {
  static Example examples[TEST_SETS][2];
  JsonSet sets[TEST_SETS];
  char names[TEST_SETS][8], part[60];
  for (int i = 0; i < TEST_SETS; i++) {
    snprintf(names[i], sizeof names[i], "set %d", i);
    examples[i][0] = example_of(0.25, i % 2, 1);
    examples[i][1] = example_of(0.75, (i + 1) % 2, 1);
    sets[i] = test_set(names[i], examples[i], 2);
  }
  for (int plot = 0; plot < 2; plot++) {
    char *got =
        test_picture(plot == 0 ? plot_roc : plot_reliability, sets, TEST_SETS, test_untitled);
    for (int i = 0; i < TEST_SETS; i++) {
      snprintf(part, sizeof part, "x=\"64\" y=\"%d\">set %d</text>", (plot ? 544 : 486) + 20 * i,
               i);
      TEST_HAS(got, part, 1);
    }
    TEST_HAS(got, "y=\"486\"", plot ? 0 : 4);
    TEST_HAS(got, "<g class=\"c7\">", plot ? 6 : 4); /* sets 7 and 15: curve and legend, bars */
    TEST_HAS(got, ".c8", 0);
    TEST_HAS(got, " d=\"M70 400v-360h360\"/>", plot == 0 ? TEST_SETS / 2 : 0); /* right, */
    TEST_HAS(got, " d=\"M70 400h360v-360\"/>", plot == 0 ? TEST_SETS / 2 : 0); /* and wrong */
    free(got);
  }
  TEST_WRITES("<path class=\"curve\" d=\"M<path class=\"curve\" stroke-dasharray=\"8 3\" d=\"M", {
    svg_curve_begin(&text, 0);
    svg_curve_begin(&text, 8);
  });
}

/* A name ends where the numbers begin. */
static void test_long_names(void) {
  Example examples[] = {example_of(0.5, true, 1), example_of(0.25, false, 1)};
  JsonSet set = test_set("WWWWWWWWWWWWWWWWWWWWWWWWWWWWWWWWWWWWWWWWWWWWWWWWWWWWWWWWWW", examples, 2);
  char *got = test_picture(plot_roc, &set, 1, test_untitled);
  TEST_HAS(got, ">WWWWWWWWWWWWWWW\xe2\x80\xa6</text>", 1);
  free(got);
  got = test_picture(plot_reliability, &set, 1, (PlotTitle){set.name, set.name_size});
  TEST_HAS(got, ">WWWWWWWWWWWWWWWWWWWWW\xe2\x80\xa6</text>", 1);
  TEST_HAS(got, ">WWWWWWWWWWWWWWWWWWWWWWWWW\xe2\x80\xa6</text>", 1); /* the title's size is 15 */
  free(got);
}

/* A hundred thousand thresholds in two sets: small, and drawn within a third of a pixel. */
static void test_large(void) {
  enum { LARGE = 100000 };
  Example *examples[2];
  JsonSet sets[2];
  for (int i = 0; i < 2; i++) {
    examples[i] = malloc(LARGE * sizeof **examples);
    for (int j = 0; j < LARGE; j++) {
      double p = test_uniform();
      examples[i][j] = example_of(p, test_uniform() < (i ? p : p * p), 1);
    }
    sets[i] = test_set(i ? "one" : "other", examples[i], LARGE);
  }
  char *got = test_picture(plot_roc, sets, 2, test_untitled);
  CHECK(strlen(got) < 20000, "%zu bytes", strlen(got));
  TEST_HAS(got, " with score ", 0);
  free(got);
  got = test_picture(plot_reliability, sets, 2, test_untitled);
  CHECK(strlen(got) < 20000, "%zu bytes", strlen(got));
  TEST_HAS(got, ">100,000</text>", 2);
  free(got);
  for (int i = 0; i < 2; i++) free(examples[i]);
}

/* ---- memory that runs out ---- */

static long test_countdown; /* to the allocation that fails, the only one */

static void *test_resize_but_one(void *block, uint64_t bytes) {
  if (bytes > 0 && test_countdown-- == 0) return NULL;
  return test_resize(block, bytes);
}

/* The picture with `allowed` allocations and then none, or one less. True once it is whole. */
static bool test_starved(TestPlot *plot, const JsonSet *sets, size_t count, int allowed,
                         bool once) {
  PlotText text = {0};
  test_countdown = allowed;
  test_allowed = once ? -1 : allowed;
  bool done = plot(sets, count, test_untitled, &text, once ? test_resize_but_one : test_resize);
  test_allowed = -1;
  CHECK(done || (text.text == NULL && text.size == 0 && test_blocks == 0),
        "%d allocations: %ld blocks left", allowed, test_blocks);
  CHECK(!once || done == (test_countdown >= 0), "allocation %d: not missed", allowed);
  free(test_string(&text));
  return done;
}

static void test_faults(void) {
  static Example examples[3][TEST_EXAMPLES];
  TestPlot *const plots[] = {plot_roc, plot_reliability};
  JsonSet sets[3];
  for (int i = 0; i < 3; i++) {
    for (int j = 0; j < TEST_EXAMPLES; j++) {
      double weight = i == 1 ? test_uniform() * 1e300 : 1.0; /* sums far out need memory too */
      examples[i][j] = example_of(test_uniform(), test_below(2) != 0, weight + 1e-300);
    }
    sets[i] = test_set("set", examples[i], TEST_EXAMPLES);
  }
  for (int way = 0; way < 4; way++) {
    int allowed = 0;
    while (allowed < 10000 && !test_starved(plots[way / 2], sets, 3, allowed, way % 2 != 0)) {
      allowed++;
    }
    CHECK(allowed > 5 && allowed < 10000, "%d allocations fail", allowed);
  }
}

int main(void) {
  test_reader();
  test_numbers();
  test_failed();
  test_escapes();
  test_any_bytes();
  test_fitted();
  test_curves();
  test_markers();
  test_colours();
  test_labels();
  test_roc();
  test_roc_ties();
  test_reliability();
  test_rare();
  test_weights();
  test_without_answer();
  test_many();
  test_long_names();
  test_large();
  test_frozen();
  test_faults();
  CHECK(test_blocks == 0, "%ld blocks leaked", test_blocks);
  return check_report();
}
