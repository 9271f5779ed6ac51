/* sets_plots.c: a set of examples, or a JSON object of several by name, in; the text of an SVG out. */
#include "callbacks.h"

#include "../plot/plot.h"
#include "set_value.h"
#include "value.h"

typedef int SetsPlotsParse(sqlite3_value *value, JsonSets *sets, char **fault);
typedef bool SetsPlotsDraw(const JsonSet *sets, size_t count, PlotTitle title, PlotText *out,
                           MemoryResize *resize);

/* The second argument; NULL stands for the usual title. False when memory ran out. */
static bool sets_plots_title(int count, sqlite3_value **arguments, PlotTitle *title) {
  *title = (PlotTitle){NULL, 0};
  if (count < 2 || sqlite3_value_type(arguments[1]) == SQLITE_NULL) return true;
  title->text = (const char *)sqlite3_value_text(arguments[1]);
  title->size = (size_t)sqlite3_value_bytes(arguments[1]);
  return title->text != NULL;
}

static void sets_plots_result(sqlite3_context *context, const JsonSets *sets, PlotTitle title,
                              SetsPlotsDraw *draw) {
  PlotText out = {0};
  if (draw(sets->items, sets->count, title, &out, value_resize)) {
    sqlite3_result_text64(context, out.text, out.size, sqlite3_free, SQLITE_UTF8);
  } else {
    sqlite3_free(out.text);
    sqlite3_result_error_nomem(context);
  }
}

static void sets_plots_picture(sqlite3_context *context, int count, sqlite3_value **arguments,
                               SetsPlotsParse *parse, SetsPlotsDraw *draw) {
  JsonSets sets = {0};
  PlotTitle title;
  char *fault;
  if (sqlite3_value_type(arguments[0]) == SQLITE_NULL) return;
  int code = parse(arguments[0], &sets, &fault);
  if (code == SQLITE_ERROR) {
    value_error_fault(context, 0, fault);
    sqlite3_free(fault);
  } else if (code != SQLITE_OK || !sets_plots_title(count, arguments, &title)) {
    sqlite3_result_error_nomem(context);
  } else {
    sets_plots_result(context, &sets, title, draw);
  }
  set_value_clear(&sets);
}

void sets_plot_reliability(sqlite3_context *context, int count, sqlite3_value **arguments) {
  sets_plots_picture(context, count, arguments, set_value_parse_probabilities, plot_reliability);
}

void sets_plot_roc(sqlite3_context *context, int count, sqlite3_value **arguments) {
  sets_plots_picture(context, count, arguments, set_value_parse, plot_roc);
}

/* ---- the confusion matrix, of a set of classes ---- */

static void sets_plot_confusion_result(sqlite3_context *context, const ClassSet *set,
                                       PlotTitle title) {
  PlotText out = {0};
  if (set->count > PLOT_CONFUSION_MOST) {
    char *fault = sqlite3_mprintf("must have %d classes at most to be drawn, got %llu",
                                  (int)PLOT_CONFUSION_MOST, (unsigned long long)set->count);
    if (fault == NULL) sqlite3_result_error_nomem(context);
    if (fault != NULL) value_error_fault(context, 0, fault);
    sqlite3_free(fault);
  } else if (plot_confusion(set, title, &out, value_resize)) {
    sqlite3_result_text64(context, out.text, out.size, sqlite3_free, SQLITE_UTF8);
  } else {
    sqlite3_free(out.text);
    sqlite3_result_error_nomem(context);
  }
}

void sets_plot_confusion(sqlite3_context *context, int count, sqlite3_value **arguments) {
  ClassSet set = {0};
  PlotTitle title;
  char *fault;
  if (sqlite3_value_type(arguments[0]) == SQLITE_NULL) return;
  int code = set_value_parse_classes(arguments[0], &set, &fault);
  if (code == SQLITE_ERROR) {
    value_error_fault(context, 0, fault);
    sqlite3_free(fault);
  } else if (code != SQLITE_OK || !sets_plots_title(count, arguments, &title)) {
    sqlite3_result_error_nomem(context);
  } else {
    sets_plot_confusion_result(context, &set, title);
  }
  class_set_clear(&set, value_resize);
}
