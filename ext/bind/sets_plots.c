/* sets_plots.c: a set of examples, or a JSON object of several by name, in; the text of an SVG out. */
#include "callbacks.h"

#include "../plot/plot.h"
#include "interrupt.h"
#include "set_value.h"
#include "value.h"

typedef int SetsPlotsParse(sqlite3 *db, sqlite3_value *value, JsonSets *sets, char **fault);
typedef bool SetsPlotsDraw(const JsonSet *sets, size_t count, const PlotOptions *options,
                           PlotText *out, MemoryResize *resize);

/* A title; NULL, or no argument, stands for the usual one. False when memory ran out: the error has
** been set. */
static bool sets_plots_title(sqlite3_context *context, int count, sqlite3_value **arguments,
                             int index, PlotTitle *title) {
  *title = (PlotTitle){NULL, 0};
  if (count <= index || sqlite3_value_type(arguments[index]) == SQLITE_NULL) return true;
  title->text = (const char *)sqlite3_value_text(arguments[index]);
  title->size = (size_t)sqlite3_value_bytes(arguments[index]);
  if (title->text == NULL) sqlite3_result_error_nomem(context);
  return title->text != NULL;
}

static bool sets_plots_bins(sqlite3_context *context, int count, sqlite3_value **arguments,
                            uint32_t *bins) {
  *bins = 0;
  if (count < 3 || value_is_size(arguments[2], PLOT_BINS_MOST, bins)) return true;
  char must[60];
  sqlite3_snprintf((int)sizeof must, must, "must be a number of bins from 1 to %d", PLOT_BINS_MOST);
  value_error_argument(context, arguments, 2, must);
  return false;
}

static bool sets_plots_options(sqlite3_context *context, int count, sqlite3_value **arguments,
                               PlotOptions *options) {
  return sets_plots_title(context, count, arguments, 1, &options->title) &&
         sets_plots_bins(context, count, arguments, &options->bins) &&
         sets_plots_title(context, count, arguments, 3, &options->y);
}

static void sets_plots_result(sqlite3_context *context, const JsonSets *sets,
                              const PlotOptions *options, SetsPlotsDraw *draw) {
  PlotText out = {0};
  if (draw(sets->items, sets->count, options, &out, value_resize)) {
    sqlite3_result_text64(context, out.text, out.size, sqlite3_free, SQLITE_UTF8);
  } else {
    sqlite3_free(out.text);
    interrupt_or_nomem(context);
  }
}

/* Whether the set was read. False: the error has been set, and `fault` is freed. */
static bool sets_plots_is_parsed(sqlite3_context *context, int code, char *fault) {
  if (code == SQLITE_ERROR) {
    value_error_fault(context, 0, fault);
    sqlite3_free(fault);
  } else if (code != SQLITE_OK) {
    interrupt_or_nomem(context);
  }
  return code == SQLITE_OK;
}

static void sets_plots_picture(sqlite3_context *context, int count, sqlite3_value **arguments,
                               SetsPlotsParse *parse, SetsPlotsDraw *draw) {
  JsonSets sets = {0};
  PlotOptions options;
  char *fault;
  Stop stop = interrupt_stop_of(context);
  options.stop = &stop;
  if (!sets_plots_options(context, count, arguments, &options)) return;
  if (sqlite3_value_type(arguments[0]) == SQLITE_NULL) return;
  int code = parse(sqlite3_context_db_handle(context), arguments[0], &sets, &fault);
  if (sets_plots_is_parsed(context, code, fault)) {
    sets_plots_result(context, &sets, &options, draw);
  }
  set_value_clear(&sets);
}

void sets_plot_reliability(sqlite3_context *context, int count, sqlite3_value **arguments) {
  sets_plots_picture(context, count, arguments, set_value_parse_probabilities, plot_reliability);
}

void sets_plot_roc(sqlite3_context *context, int count, sqlite3_value **arguments) {
  sets_plots_picture(context, count, arguments, set_value_parse, plot_roc);
}

void sets_plot_pr(sqlite3_context *context, int count, sqlite3_value **arguments) {
  sets_plots_picture(context, count, arguments, set_value_parse, plot_pr);
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
  if (!sets_plots_title(context, count, arguments, 1, &title)) return;
  int code =
      set_value_parse_classes(sqlite3_context_db_handle(context), arguments[0], &set, &fault);
  if (sets_plots_is_parsed(context, code, fault)) {
    sets_plot_confusion_result(context, &set, title);
  }
  class_set_clear(&set, value_resize);
}
