/* svg.c: see svg.h. */
#include "svg.h"

enum { SVG_LEAST_RADIUS = 25 };

/* ---- the style sheet ---- */

/* Plain rules without custom properties, which librsvg, Inkscape and others do not know. They start
** at the picture's own class, so that a page around the picture stays as it is. */
typedef struct {
  const char *background, *text, *quiet, *axis, *grid;
  const char *sets[SVG_STYLES];
} SvgPalette;

static const SvgPalette svg_light = {
    "#ffffff",
    "#1f2328",
    "#59636e",
    "#858e98",
    "#e6e9ed",
    {"#0072b2", "#d55e00", "#009e73", "#6a2463", "#9b6e35", "#1e96e6", "#4c5458", "#b3160c"}};

static const SvgPalette svg_dark = {
    "#14171c",
    "#e6edf3",
    "#9aa4af",
    "#6b7480",
    "#2a3038",
    {"#4ea8e8", "#f5813a", "#1fc495", "#d65fc0", "#fac909", "#9adfff", "#c3ccd4", "#e04848"}};

static void svg_rule(PlotText *out, const char *selector, const char *property, const char *value) {
  text_add(out, ".logits-plot ");
  text_add(out, selector);
  text_add(out, "{");
  text_add(out, property);
  text_add(out, ":");
  text_add(out, value);
  text_add(out, "}\n");
}

static void svg_palette(PlotText *out, const SvgPalette *palette, size_t sets) {
  svg_rule(out, ".paper", "fill", palette->background);
  svg_rule(out, "text", "fill", palette->text);
  svg_rule(out, ".q", "fill", palette->quiet);
  svg_rule(out, ".axis", "stroke", palette->axis);
  svg_rule(out, ".grid", "stroke", palette->grid);
  svg_rule(out, ".diagonal", "stroke", palette->quiet);
  svg_rule(out, ".dot", "stroke", palette->background);
  svg_rule(out, ".ring", "fill", palette->background);
  svg_rule(out, ".few", "fill", palette->background);
  svg_rule(out, ".halo", "stroke", palette->background);
  for (size_t i = 0; i < SVG_STYLES && i < sets; i++) {
    char selector[] = {'.', 'c', (char)('0' + i), '\0'};
    svg_rule(out, selector, "color", palette->sets[i]);
  }
}

void svg_style(PlotText *out, size_t sets) {
  text_add(out, "<style>\n");
  svg_rule(out, "text", "font-family",
           "system-ui,-apple-system,'Segoe UI',Roboto,'Helvetica Neue',Arial,sans-serif;"
           "font-size:12px;font-variant-numeric:tabular-nums");
  svg_rule(out, ".t", "font-size", "15px;font-weight:600");
  svg_rule(out, ".m", "text-anchor", "middle");
  svg_rule(out, ".e", "text-anchor", "end");
  svg_rule(out, "path", "fill", "none");
  svg_rule(out, ".curve", "stroke", "currentColor;stroke-width:2;stroke-linejoin:round");
  svg_rule(out, ".ring", "stroke", "currentColor;stroke-width:2");
  svg_rule(out, ".few", "stroke", "currentColor");
  svg_rule(out, ".whisker", "stroke", "currentColor;stroke-width:1.3");
  svg_rule(out, ".faint", "stroke-opacity", ".35");
  svg_rule(out, ".level", "stroke", "currentColor;stroke-dasharray:4 4");
  svg_rule(out, ".dot", "fill", "currentColor");
  svg_rule(out, ".bar", "fill", "currentColor");
  svg_rule(out, ".gap", "fill", "currentColor;fill-opacity:.13");
  svg_rule(out, ".diagonal", "stroke-dasharray", "4 4");
  svg_rule(out, ".halo", "paint-order", "stroke;stroke-width:3;stroke-linejoin:round");
  svg_palette(out, &svg_light, sets);
  text_add(out, "@media (prefers-color-scheme:dark){\n");
  svg_palette(out, &svg_dark, sets);
  text_add(out, "}\n</style>\n");
}

/* Their luminance falls (dark: rises) in even steps, but for a gap in which no text would be legible
** (OKLCH, hues 247 and 48 degrees). */
typedef struct {
  const char *fill[2][SVG_SHADES]; /* right, wrong */
  const char *weak, *strong;       /* text on the faint shades, on the strong ones */
  int faint;                       /* shades */
} SvgShades;

static const SvgShades svg_light_shades = {
    {{"#e2f1ff", "#c6e3fe", "#a5d3ff", "#7fc1fe", "#5bacf2", "#2e94e4", "#0975be", "#01558d"},
     {"#ffebe1", "#ffd7c4", "#ffc1a2", "#f9a97f", "#eb8f5d", "#db7336", "#b95308", "#893b01"}},
    "#1f2328",
    "#ffffff",
    6};

static const SvgShades svg_dark_shades = {
    {{"#10283e", "#103655", "#0c446e", "#085489", "#0869aa", "#388ace", "#5ea7e8", "#88c5fc"},
     {"#3c2011", "#522912", "#693211", "#833d11", "#a24c16", "#c76e3c", "#e28d60", "#f7ae89"}},
    "#e6edf3",
    "#14171c",
    5};

static void svg_shades(PlotText *out, const SvgShades *shades) {
  for (int hue = 0; hue < 2; hue++) {
    for (int i = 0; i < SVG_SHADES; i++) {
      char of_rect[] = {'.', "rw"[hue], (char)('1' + i), ' ', 'r', 'e', 'c', 't', '\0'};
      char of_text[] = {'.', "rw"[hue], (char)('1' + i), ' ', 't', 'e', 'x', 't', '\0'};
      svg_rule(out, of_rect, "fill", shades->fill[hue][i]);
      svg_rule(out, of_text, "fill", i < shades->faint ? shades->weak : shades->strong);
    }
  }
}

void svg_style_shades(PlotText *out) {
  text_add(out, "<style>\n");
  svg_rule(out, ".v", "text-anchor", "middle");
  svg_rule(out, ".s", "text-anchor", "middle;font-size:10px");
  svg_shades(out, &svg_light_shades);
  text_add(out, "@media (prefers-color-scheme:dark){\n");
  svg_shades(out, &svg_dark_shades);
  text_add(out, "}\n</style>\n");
}

/* ---- lines and text ---- */

void svg_point(PlotText *out, SvgPoint point) {
  text_add_tenths(out, point.x);
  text_add(out, " ");
  text_add_tenths(out, point.y);
}

void svg_line(PlotText *out, const char *class, SvgPoint from, SvgPoint to) {
  text_add(out, "<path class=\"");
  text_add(out, class);
  text_add(out, "\" d=\"M");
  svg_point(out, from);
  text_add(out, "L");
  svg_point(out, to);
  text_add(out, "\"/>\n");
}

void svg_rect(PlotText *out, SvgPoint corner, int64_t width, int64_t height) {
  text_add(out, "<rect x=\"");
  text_add_tenths(out, corner.x);
  text_add(out, "\" y=\"");
  text_add_tenths(out, corner.y);
  text_add(out, "\" width=\"");
  text_add_tenths(out, width);
  text_add(out, "\" height=\"");
  text_add_tenths(out, height);
  text_add(out, "\"/>\n");
}

void svg_text_begin(PlotText *out, const char *class, SvgPoint at) {
  text_add(out, "<text class=\"");
  text_add(out, class);
  text_add(out, "\" x=\"");
  text_add_tenths(out, at.x);
  text_add(out, "\" y=\"");
  text_add_tenths(out, at.y);
  text_add(out, "\">");
}

void svg_text_end(PlotText *out) {
  text_add(out, "</text>\n");
}

void svg_text(PlotText *out, const char *class, SvgPoint at, const char *string) {
  svg_text_begin(out, class, at);
  text_add(out, string);
  svg_text_end(out);
}

/* ---- sets ---- */

void svg_set_begin(PlotText *out, size_t set) {
  text_add(out, "<g class=\"c");
  text_add_count(out, (int64_t)(set % SVG_STYLES));
  text_add(out, "\">\n");
}

void svg_set_end(PlotText *out) {
  text_add(out, "</g>\n");
}

/* Every eight sets, dashes and markers move on by one against the colours. */
static size_t svg_shape(size_t set) {
  return (set + set / SVG_STYLES) % SVG_STYLES;
}

void svg_curve_begin(PlotText *out, size_t set) {
  static const char *const dashes[SVG_STYLES] = {"",
                                                 " stroke-dasharray=\"8 3\"",
                                                 " stroke-dasharray=\"2 3\"",
                                                 " stroke-dasharray=\"9 3 2 3\"",
                                                 " stroke-dasharray=\"14 4\"",
                                                 " stroke-dasharray=\"5 2 1 2 1 2\"",
                                                 " stroke-dasharray=\"4 5\"",
                                                 " stroke-dasharray=\"12 3 3 3\""};
  text_add(out, "<path class=\"curve\"");
  text_add(out, dashes[svg_shape(set)]);
  text_add(out, " d=\"M");
}

void svg_curve_end(PlotText *out) {
  text_add(out, "\"/>\n");
}

/* ---- markers ---- */

/* floor(sqrt(n)), a bit at a time. */
static int64_t svg_root(int64_t n) {
  int64_t root = 0;
  for (int64_t bit = INT64_C(1) << 30; bit > 0; bit >>= 1) {
    if ((root + bit) * (root + bit) <= n) root += bit;
  }
  return root;
}

int64_t svg_radius(int64_t part, int64_t whole, int64_t most) {
  int64_t radius = (svg_root(4 * most * most * part / whole) + 1) / 2;
  return radius > SVG_LEAST_RADIUS ? radius : SVG_LEAST_RADIUS;
}

/* Outlines with the area of a circle of radius 1000: x and y of each corner. */
typedef struct {
  int corners; /* 0: the circle itself */
  int16_t at[24];
} SvgShape;

static const SvgShape svg_shapes[SVG_STYLES] = {
    {0, {0}},
    {4, {-886, -886, 886, -886, 886, 886, -886, 886}},
    {3, {0, -1555, 1347, 778, -1347, 778}},
    {4, {0, -1253, 1253, 0, 0, 1253, -1253, 0}},
    {3, {0, 1555, -1347, -778, 1347, -778}},
    {12, {-396, -1189, 396,  -1189, 396,  -396, 1189,  -396, 1189,  396,  396,  396,
          396,  1189,  -396, 1189,  -396, 396,  -1189, 396,  -1189, -396, -396, -396}},
    {12, {0, -561, 561,  -1121, 1121,  -561, 561,  0, 1121,  561,  561,  1121,
          0, 561,  -561, 1121,  -1121, 561,  -561, 0, -1121, -561, -561, -1121}},
    {10, {0, -1673, 376,  -517, 1591, -517, 608,   198,  983,  1353,
          0, 639,   -983, 1353, -608, 198,  -1591, -517, -376, -517}}};

static int64_t svg_scaled(int64_t radius, int64_t thousandths) {
  int64_t product = radius * thousandths;
  return (product + (product < 0 ? -500 : 500)) / 1000;
}

static void svg_half_circle(PlotText *out, int64_t radius, SvgPoint to) {
  text_add(out, "A");
  svg_point(out, (SvgPoint){radius, radius});
  text_add(out, " 0 1 0 ");
  svg_point(out, to);
}

static void svg_circle(PlotText *out, SvgPoint at, int64_t radius) {
  SvgPoint left = {at.x - radius, at.y}, right = {at.x + radius, at.y};
  text_add(out, "M");
  svg_point(out, left);
  svg_half_circle(out, radius, right);
  svg_half_circle(out, radius, left);
}

static void svg_polygon(PlotText *out, const SvgShape *shape, SvgPoint at, int64_t radius) {
  for (int i = 0; i < shape->corners; i++) {
    int64_t x = svg_scaled(radius, shape->at[(size_t)i * 2]);
    int64_t y = svg_scaled(radius, shape->at[(size_t)i * 2 + 1]);
    text_add(out, i == 0 ? "M" : " ");
    svg_point(out, (SvgPoint){at.x + x, at.y + y});
  }
}

static void svg_outline(PlotText *out, const char *class, size_t set, SvgPoint at, int64_t radius) {
  const SvgShape *shape = &svg_shapes[svg_shape(set)];
  text_add(out, "<path class=\"");
  text_add(out, class);
  text_add(out, "\" d=\"");
  if (shape->corners == 0) {
    svg_circle(out, at, radius);
  } else {
    svg_polygon(out, shape, at, radius);
  }
  text_add(out, "z\"");
}

void svg_marker(PlotText *out, const char *class, size_t set, SvgPoint at, int64_t radius) {
  svg_outline(out, class, set, at, radius);
  text_add(out, "/>\n");
}

void svg_marker_begin(PlotText *out, const char *class, size_t set, SvgPoint at, int64_t radius) {
  svg_outline(out, class, set, at, radius);
  text_add(out, "><title>");
}

void svg_marker_end(PlotText *out) {
  text_add(out, "</title></path>\n");
}
