/* plot_confusion.c: the confusion matrix as a heat map, see plot.h.
**
**     title
**           +------------+
**     label |   cells    |  a row for each class, with its name at the left
**           +------------+
**            names           upright where they are wider than a cell
**            predicted
**     shades of right and wrong, and their shares
**     small print
**
** Cells are as large as 480 pixels permit, but no smaller than their numbers need: with more than a
** dozen classes the picture grows. Shares are in the cells while there is room, and always in
** their tooltips; the shade tells them too. Cells without examples stay empty where there are many.
*/
#include "plot.h"

#include "../formats/decimal.h"
#include "svg.h"

#include <string.h>

/* In tenths of a pixel. */
enum {
  PLOT_CONFUSION_WIDTH = 4800, /* the least, of the picture */
  PLOT_CONFUSION_MARGIN = 240,
  PLOT_CONFUSION_TOP = 400,
  PLOT_CONFUSION_SIDE = 3600, /* of the matrix, where its cells permit */
  PLOT_CONFUSION_LARGE = 900, /* cells, at most and at least */
  PLOT_CONFUSION_SMALL = 260,
  PLOT_CONFUSION_ROOMY = 325, /* cells with room for two lines, */
  PLOT_CONFUSION_WIDE = 360,  /* for five digits */
  PLOT_CONFUSION_AXIS = 320,  /* left of the names: the margin and the name of the axis */
  PLOT_CONFUSION_GAP = 80,    /* between names and matrix */
  PLOT_CONFUSION_EM = 120,    /* the size of letters */
  PLOT_CONFUSION_SWATCH = 300,
  PLOT_CONFUSION_SWATCHES = SVG_SHADES * PLOT_CONFUSION_SWATCH
};

/* Widths of text, in hundredths of an em. */
enum {
  PLOT_CONFUSION_NAME = 850,
  PLOT_CONFUSION_FULL_NAME = 6000,
  PLOT_CONFUSION_FULL_TITLE = 20000
};

/* A name as it is shown, in the text of all names. */
typedef struct {
  size_t begin, size;
  size_t full_begin, full_size; /* in tooltips and the description */
  int width;                    /* of the shown one, at most */
} PlotClassName;

typedef struct {
  PlotText *out;
  PlotTitle title;
  const ClassSet *set;
  const ClassSums *sums; /* of each class */
  PlotClassName *names;
  PlotText text;                  /* of the names */
  int64_t cell, left, side, foot; /* the foot is where the names below the matrix end */
  bool upright;                   /* those names */
  MemoryResize *resize;
} PlotConfusion;

/* ---- names ---- */

/* Other people's text, or a number, whose digits go to `digits`. */
static const char *plot_confusion_label(const Label *label, char digits[DECIMAL_TEXT_MAX],
                                        size_t *size) {
  *size = label->size;
  if (label->kind == LABEL_TEXT || label->kind == LABEL_BLOB) {
    return label->size > 0 ? (const char *)label->as.bytes : "";
  }
  *size = 0;
  if (label->kind == LABEL_REAL) *size = (size_t)decimal_format(digits, label->as.real);
  if (label->kind != LABEL_INTEGER) return digits;
  size_t at = DECIMAL_TEXT_MAX;
  uint64_t rest = (uint64_t)label->as.integer;
  if (label->as.integer < 0) rest = 0 - rest;
  do {
    digits[--at] = (char)('0' + rest % 10);
    rest /= 10;
  } while (rest > 0);
  if (label->as.integer < 0) digits[--at] = '-';
  *size = DECIMAL_TEXT_MAX - at;
  return digits + at;
}

static void plot_confusion_read_name(PlotConfusion *plot, size_t i) {
  char digits[DECIMAL_TEXT_MAX];
  size_t size;
  const char *name = plot_confusion_label(&plot->set->classes[i], digits, &size);
  PlotClassName *shown = &plot->names[i];
  shown->begin = plot->text.size;
  text_add_fitted(&plot->text, name, size, PLOT_CONFUSION_NAME);
  shown->size = plot->text.size - shown->begin;
  shown->full_begin = plot->text.size;
  text_add_fitted(&plot->text, name, size, PLOT_CONFUSION_FULL_NAME);
  shown->full_size = plot->text.size - shown->full_begin;
  shown->width = text_width(name, size, PLOT_CONFUSION_NAME);
}

static void plot_confusion_name(PlotConfusion *plot, size_t i) {
  const PlotClassName *name = &plot->names[i];
  text_add_bytes(plot->out, plot->text.text + name->begin, name->size);
}

static void plot_confusion_full_name(PlotConfusion *plot, size_t i) {
  const PlotClassName *name = &plot->names[i];
  text_add_bytes(plot->out, plot->text.text + name->full_begin, name->full_size);
}

/* ---- where things are ---- */

static int64_t plot_confusion_width_of(int hundredths) {
  return (int64_t)hundredths * PLOT_CONFUSION_EM / 100;
}

static void plot_confusion_measure(PlotConfusion *plot) {
  int64_t count = (int64_t)plot->set->count;
  int widest = 0;
  for (size_t i = 0; i < plot->set->count; i++) {
    if (plot->names[i].width > widest) widest = plot->names[i].width;
  }
  int64_t names = plot_confusion_width_of(widest);
  plot->cell = count == 0 ? PLOT_CONFUSION_LARGE : PLOT_CONFUSION_SIDE / count;
  if (plot->cell > PLOT_CONFUSION_LARGE) plot->cell = PLOT_CONFUSION_LARGE;
  if (plot->cell < PLOT_CONFUSION_SMALL) plot->cell = PLOT_CONFUSION_SMALL;
  plot->side = plot->cell * count;
  plot->left = PLOT_CONFUSION_AXIS + names + PLOT_CONFUSION_GAP;
  plot->upright = names > plot->cell - 60;
  plot->foot = PLOT_CONFUSION_TOP + plot->side + PLOT_CONFUSION_GAP + (plot->upright ? names : 120);
}

static int64_t plot_confusion_width(const PlotConfusion *plot) {
  int64_t width = plot->left + plot->side + PLOT_CONFUSION_MARGIN;
  return width > PLOT_CONFUSION_WIDTH ? width : PLOT_CONFUSION_WIDTH;
}

/* ---- numbers ---- */

/* How many examples, or their weight. */
static void plot_confusion_number(PlotConfusion *plot, double x) {
  if (plot->set->weighted) {
    text_add_double(plot->out, x);
  } else {
    text_add_count(plot->out, (int64_t)x);
  }
}

static void plot_confusion_amount(PlotConfusion *plot, double x) {
  if (plot->set->weighted) text_add(plot->out, "weight ");
  plot_confusion_number(plot, x);
  if (!plot->set->weighted) text_add(plot->out, x == 1.0 ? " example" : " examples");
}

/* The same of a sum, which need not show all digits of a weight. */
static void plot_confusion_sum(PlotConfusion *plot, ScaledDD sum) {
  if (!plot->set->weighted) {
    plot_confusion_amount(plot, class_set_weight(sum));
    return;
  }
  text_add(plot->out, "weight ");
  text_add_brief(plot->out, class_set_weight(sum));
}

static ClassSums plot_confusion_total(const PlotConfusion *plot) {
  return class_set_total(plot->sums, plot->set->count);
}

/* ---- the picture up to its matrix ---- */

static void plot_confusion_size(PlotConfusion *plot, int64_t height) {
  PlotText *out = plot->out;
  int64_t width = plot_confusion_width(plot);
  text_add(out, "<svg xmlns=\"http://www.w3.org/2000/svg\" class=\"logits-plot\" role=\"img\" "
                "width=\"");
  text_add_tenths(out, width);
  text_add(out, "\" height=\"");
  text_add_tenths(out, height);
  text_add(out, "\" viewBox=\"0 0 ");
  text_add_tenths(out, width);
  text_add(out, " ");
  text_add_tenths(out, height);
  text_add(out, "\">\n");
}

/* The most frequent wrong prediction of a row, NULL if all are right. */
static const ClassPair *plot_confusion_worst(const PlotConfusion *plot, size_t *next,
                                             size_t label) {
  const ClassSet *set = plot->set;
  const ClassPair *worst = NULL;
  for (; *next < set->pair_count && set->pairs[*next].label == label; ++*next) {
    const ClassPair *pair = &set->pairs[*next];
    if (pair->predicted == label || (worst != NULL && pair->weight <= worst->weight)) continue;
    worst = pair;
  }
  return worst;
}

static void plot_confusion_describe(PlotConfusion *plot) {
  PlotText *out = plot->out;
  ClassSums total = plot_confusion_total(plot);
  size_t next = 0;
  text_add(out, "Confusion matrix: a row for each label, a column for each prediction, the numbers "
                "of examples and their shares of the row. Classes: ");
  text_add_count(out, (int64_t)plot->set->count);
  text_add(out, ". ");
  plot_confusion_sum(plot, total.labelled);
  text_add(out, ", predicted right: ");
  text_add_percent(out, class_set_share(total.hits, total.labelled));
  text_add(out, ".");
  for (size_t i = 0; i < plot->set->count; i++) {
    const ClassSums *sums = &plot->sums[i];
    const ClassPair *worst = plot_confusion_worst(plot, &next, i);
    text_add(out, "\n");
    plot_confusion_full_name(plot, i);
    text_add(out, ": ");
    plot_confusion_sum(plot, sums->labelled);
    if (sums->labelled.f.hi > 0.0) {
      text_add(out, ", right: ");
      text_add_percent(out, class_set_share(sums->hits, sums->labelled));
    }
    if (worst != NULL) {
      text_add(out, "; most often taken for ");
      plot_confusion_full_name(plot, worst->predicted);
      text_add(out, ": ");
      plot_confusion_number(plot, worst->weight);
    }
    text_add(out, ".");
  }
}

static void plot_confusion_begin(PlotConfusion *plot) {
  PlotText *out = plot->out;
  plot_confusion_size(plot, plot->foot + 1360);
  text_add(out, "<title>");
  text_add_fitted(out, plot->title.text, plot->title.size, PLOT_CONFUSION_FULL_TITLE);
  text_add(out, "</title>\n<desc>");
  plot_confusion_describe(plot);
  text_add(out, "</desc>\n");
  svg_style(out, 0);
  svg_style_shades(out);
  text_add(out, "<rect class=\"paper\" width=\"100%\" height=\"100%\"/>\n");
  svg_text_begin(out, "t", (SvgPoint){PLOT_CONFUSION_MARGIN, 250});
  int64_t room = plot_confusion_width(plot) - INT64_C(2) * PLOT_CONFUSION_MARGIN;
  text_add_fitted(out, plot->title.text, plot->title.size, (int)(room * 100 / 165));
  svg_text_end(out);
}

/* ---- the matrix ---- */

static SvgPoint plot_confusion_corner(const PlotConfusion *plot, size_t label, size_t predicted) {
  return (SvgPoint){plot->left + (int64_t)predicted * plot->cell,
                    PLOT_CONFUSION_TOP + (int64_t)label * plot->cell};
}

/* Faint shades have small steps: most mistakes are rare. */
static const double plot_confusion_steps[SVG_SHADES] = {0.0, 0.02, 0.05, 0.1, 0.2, 0.4, 0.6, 0.8};

static int plot_confusion_shade(double share) {
  int shade = 1;
  while (shade < SVG_SHADES && share > plot_confusion_steps[shade]) shade++;
  return shade;
}

static void plot_confusion_shade_begin(PlotText *out, bool right, int64_t shade) {
  text_add(out, right ? "<g class=\"r" : "<g class=\"w");
  text_add_count(out, shade);
  text_add(out, "\">");
}

static void plot_confusion_tooltip(PlotConfusion *plot, const ClassPair *pair) {
  PlotText *out = plot->out;
  text_add(out, "<title>label ");
  plot_confusion_full_name(plot, pair->label);
  text_add(out, ", predicted ");
  plot_confusion_full_name(plot, pair->predicted);
  text_add(out, ": ");
  plot_confusion_amount(plot, pair->weight);
  text_add(out, ", ");
  text_add_percent(out, class_set_pair_share(pair, plot->sums));
  text_add(out, " of the label</title>\n");
}

static bool plot_confusion_is_roomy(const PlotConfusion *plot) {
  return plot->cell >= PLOT_CONFUSION_ROOMY;
}

static void plot_confusion_value(PlotConfusion *plot, double x) {
  if (plot->set->weighted || plot->cell < PLOT_CONFUSION_WIDE) {
    text_add_brief(plot->out, x);
  } else {
    text_add_short_count(plot->out, (int64_t)x);
  }
}

static void plot_confusion_cell(PlotConfusion *plot, const ClassPair *pair) {
  PlotText *out = plot->out;
  SvgPoint corner = plot_confusion_corner(plot, pair->label, pair->predicted);
  bool roomy = plot_confusion_is_roomy(plot);
  double share = class_set_pair_share(pair, plot->sums);
  int64_t middle = corner.x + plot->cell / 2, line = corner.y + plot->cell / 2;
  plot_confusion_shade_begin(out, pair->label == pair->predicted, plot_confusion_shade(share));
  plot_confusion_tooltip(plot, pair);
  svg_rect(out, corner, plot->cell, plot->cell);
  svg_text_begin(out, roomy ? "v" : "s", (SvgPoint){middle, line + (roomy ? -10 : 35)});
  plot_confusion_value(plot, pair->weight);
  svg_text_end(out);
  if (roomy) {
    svg_text_begin(out, "s", (SvgPoint){middle, line + 110});
    text_add_percent(out, share);
    svg_text_end(out);
  }
  text_add(out, "</g>\n");
}

/* The zeros of a matrix with few classes. */
static void plot_confusion_zeros(PlotConfusion *plot) {
  size_t next = 0;
  for (size_t label = 0; label < plot->set->count; label++) {
    for (size_t predicted = 0; predicted < plot->set->count; predicted++) {
      const ClassPair *pair = &plot->set->pairs[next];
      if (next < plot->set->pair_count && pair->label == label && pair->predicted == predicted) {
        next++;
        continue;
      }
      SvgPoint corner = plot_confusion_corner(plot, label, predicted);
      svg_text(plot->out, "q v",
               (SvgPoint){corner.x + plot->cell / 2, corner.y + plot->cell / 2 + 40}, "0");
    }
  }
}

static void plot_confusion_grid(PlotConfusion *plot) {
  int64_t right = plot->left + plot->side, bottom = PLOT_CONFUSION_TOP + plot->side;
  for (size_t i = 0; i <= plot->set->count; i++) {
    const char *class = i == 0 || i == plot->set->count ? "axis" : "grid";
    SvgPoint at = plot_confusion_corner(plot, i, i);
    svg_line(plot->out, class, (SvgPoint){plot->left, at.y}, (SvgPoint){right, at.y});
    svg_line(plot->out, class, (SvgPoint){at.x, PLOT_CONFUSION_TOP}, (SvgPoint){at.x, bottom});
  }
}

static void plot_confusion_matrix(PlotConfusion *plot) {
  if (plot_confusion_is_roomy(plot)) plot_confusion_zeros(plot);
  for (size_t i = 0; i < plot->set->pair_count; i++) {
    plot_confusion_cell(plot, &plot->set->pairs[i]);
  }
  plot_confusion_grid(plot);
}

/* ---- around it ---- */

static void plot_confusion_turn(PlotText *out, SvgPoint at) {
  text_add(out, "<g transform=\"translate(");
  svg_point(out, at);
  text_add(out, ")rotate(-90)\">");
}

static void plot_confusion_names(PlotConfusion *plot) {
  PlotText *out = plot->out;
  int64_t bottom = PLOT_CONFUSION_TOP + plot->side;
  for (size_t i = 0; i < plot->set->count; i++) {
    SvgPoint corner = plot_confusion_corner(plot, i, i);
    int64_t middle = plot->cell / 2 + 40; /* of the letters */
    svg_text_begin(out, "e", (SvgPoint){plot->left - PLOT_CONFUSION_GAP, corner.y + middle});
    plot_confusion_name(plot, i);
    svg_text_end(out);
    if (plot->upright) {
      plot_confusion_turn(out, (SvgPoint){corner.x + middle, bottom + PLOT_CONFUSION_GAP});
      svg_text_begin(out, "e", (SvgPoint){0, 0});
    } else {
      svg_text_begin(out, "m", (SvgPoint){corner.x + plot->cell / 2, bottom + 180});
    }
    plot_confusion_name(plot, i);
    svg_text_end(out);
    if (plot->upright) text_add(out, "</g>\n");
  }
}

static void plot_confusion_axes(PlotConfusion *plot) {
  PlotText *out = plot->out;
  int64_t middle = plot->side / 2;
  if (plot->set->count == 0) {
    svg_text(out, "q", (SvgPoint){PLOT_CONFUSION_MARGIN, PLOT_CONFUSION_TOP + 120}, "no examples");
    return;
  }
  svg_text(out, "m", (SvgPoint){plot->left + middle, plot->foot + 200}, "predicted");
  plot_confusion_turn(out, (SvgPoint){260, PLOT_CONFUSION_TOP + middle});
  svg_text(out, "m", (SvgPoint){0, 0}, "label");
  text_add(out, "</g>\n");
}

static void plot_confusion_legend(PlotConfusion *plot) {
  static const char *const names[] = {"right", "wrong"};
  PlotText *out = plot->out;
  int64_t left = PLOT_CONFUSION_MARGIN + 400, top = plot->foot + 470;
  for (int64_t hue = 0; hue < 2; hue++) {
    int64_t y = top + hue * 170;
    svg_text(out, "n", (SvgPoint){PLOT_CONFUSION_MARGIN, y + 120}, names[hue]);
    for (int64_t i = 0; i < SVG_SHADES; i++) {
      plot_confusion_shade_begin(out, hue == 0, i + 1);
      svg_rect(out, (SvgPoint){left + i * PLOT_CONFUSION_SWATCH, y}, PLOT_CONFUSION_SWATCH, 150);
      text_add(out, "</g>\n");
    }
  }
  for (int64_t i = 0; i <= SVG_SHADES; i++) {
    svg_text_begin(out, "q s", (SvgPoint){left + i * PLOT_CONFUSION_SWATCH, top + 450});
    text_add_percent(out, i == SVG_SHADES ? 1.0 : plot_confusion_steps[i]);
    svg_text_end(out);
  }
  svg_text(out, "q s", (SvgPoint){left + PLOT_CONFUSION_SWATCHES + 500, top + 450}, "of the label");
}

static void plot_confusion_note(PlotConfusion *plot) {
  PlotText *out = plot->out;
  ClassSums total = plot_confusion_total(plot);
  svg_text_begin(out, "q", (SvgPoint){PLOT_CONFUSION_MARGIN, plot->foot + 1160});
  plot_confusion_sum(plot, total.labelled);
  text_add(out, ", accuracy ");
  text_add_share(out, class_set_share(total.hits, total.labelled), 4);
  if (!plot_confusion_is_roomy(plot)) text_add(out, "; an empty cell has none");
  svg_text_end(out);
}

/* ---- the whole ---- */

static void plot_confusion_draw(PlotConfusion *plot) {
  plot_confusion_measure(plot);
  plot_confusion_begin(plot);
  plot_confusion_matrix(plot);
  plot_confusion_names(plot);
  plot_confusion_axes(plot);
  plot_confusion_legend(plot);
  plot_confusion_note(plot);
  text_add(plot->out, "</svg>\n");
}

bool plot_confusion(const ClassSet *set, PlotTitle title, PlotText *out, MemoryResize *resize) {
  static const PlotTitle usual = {"Confusion matrix", sizeof "Confusion matrix" - 1};
  PlotConfusion plot = {.out = out, .title = title.text == NULL ? usual : title, .set = set};
  ClassSums *sums = class_set_sums(set, resize);
  plot.resize = plot.text.resize = out->resize = resize;
  plot.sums = sums;
  plot.names = memory_array(NULL, (uint64_t)set->count + 1, sizeof *plot.names, resize);
  for (size_t i = 0; i < set->count && plot.names != NULL; i++) plot_confusion_read_name(&plot, i);
  out->failed = sums == NULL || plot.names == NULL || plot.text.failed;
  if (!out->failed) plot_confusion_draw(&plot);
  if (sums != NULL) resize(sums, 0);
  if (plot.names != NULL) resize(plot.names, 0);
  if (plot.text.text != NULL) resize(plot.text.text, 0);
  return text_end(out);
}
