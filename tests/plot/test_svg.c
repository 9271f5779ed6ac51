/* test_svg.c: markers of the same area, radii by area, and colours that can be told from the
** background, light and dark; the elements, as text.
*/
#include "../../ext/exact/dd.h"
#include "../../ext/plot/svg.h"
#include "root.h"
#include "written.h"

#include <math.h>

/* ---- elements ---- */

static void test_elements(void) {
  TEST_WRITES("<path class=\"curve\" d=\"M<path class=\"curve\" stroke-dasharray=\"8 3\" d=\"M", {
    svg_curve_begin(&text, 0);
    svg_curve_begin(&text, 8);
  });
  TEST_WRITES("12.5 -4", svg_point(&text, (SvgPoint){125, -40}));
  TEST_WRITES("<path class=\"axis\" d=\"M0 .1L2 3\"/>\n",
              svg_line(&text, "axis", (SvgPoint){0, 1}, (SvgPoint){20, 30}));
  TEST_WRITES("<text class=\"q\" x=\"1\" y=\"2\">a</text>\n",
              svg_text(&text, "q", (SvgPoint){10, 20}, "a"));
  TEST_WRITES("<rect x=\"1\" y=\"2\" width=\"3.5\" height=\"4\"/>\n",
              svg_rect(&text, (SvgPoint){10, 20}, 35, 40));
  TEST_WRITES("<g class=\"c0\">\n</g>\n<g class=\"c7\">\n<g class=\"c0\">\n", {
    svg_set_begin(&text, 0);
    svg_set_end(&text);
    svg_set_begin(&text, 7);
    svg_set_begin(&text, 8);
  });
  TEST_WRITES(
      "<path class=\"dot\" d=\"M0 1A1 1 0 1 0 2 1A1 1 0 1 0 0 1z\"><title>b</title></path>\n", {
        svg_marker_begin(&text, "dot", 0, (SvgPoint){10, 10}, 10);
        text_add(&text, "b");
        svg_marker_end(&text);
      });
}

/* No two of the first 64 sets look alike: by colour, or by dash and marker, which go together. */
static void test_styles(void) {
  enum { SETS = SVG_STYLES * SVG_STYLES };
  char *looks[SETS];
  for (size_t set = 0; set < SETS; set++) {
    PlotText text = test_text();
    svg_set_begin(&text, set);
    svg_curve_begin(&text, set);
    svg_marker(&text, "dot", set, (SvgPoint){0, 0}, 100);
    looks[set] = test_string(&text);
    for (size_t other = 0; other < set; other++) {
      CHECK(strcmp(looks[set], looks[other]) != 0, "sets %zu and %zu", other, set);
    }
  }
  for (size_t set = 0; set < SETS; set++) free(looks[set]);
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
  CHECK(test_colour(style, ".few") == paper, "what is hollow");
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

/* Every shade has its text, legible; each is stronger than the one before, and can be told from it. */
static void test_shades_of(const char *style, uint32_t paper) {
  for (int hue = 0; hue < 2; hue++) {
    double before = 1.0;
    for (int i = 0; i < SVG_SHADES; i++) {
      char of_rect[] = {'.', "rw"[hue], (char)('1' + i), ' ', 'r', 'e', 'c', 't', '\0'};
      char of_text[] = {'.', "rw"[hue], (char)('1' + i), ' ', 't', 'e', 'x', 't', '\0'};
      uint32_t shade = test_colour(style, of_rect);
      double legible = test_contrast(shade, test_colour(style, of_text));
      CHECK(legible >= 4.5, "%s: text %.2f", of_rect, legible);
      CHECK(test_contrast(shade, paper) > 1.1 * before, "%s is too near to the one before",
            of_rect);
      before = test_contrast(shade, paper);
    }
  }
}

static void test_shades(void) {
  PlotText text = test_text();
  svg_style_shades(&text);
  char *style = test_string(&text);
  char *dark = strstr(style, "@media (prefers-color-scheme:dark){");
  CHECK(dark != NULL && strstr(style, "<style>") == style, "no style for the dark");
  if (dark != NULL) {
    test_shades_of(dark, 0x14171c);
    dark[0] = '\0';
    test_shades_of(style, 0xffffff);
  }
  free(style);
}

int main(void) {
  test_shades();
  test_elements();
  test_styles();
  test_markers();
  test_colours();
  CHECK(test_blocks == 0, "%ld blocks leaked", test_blocks);
  return check_report();
}
