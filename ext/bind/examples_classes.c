/* examples_classes.c: predicted classes and labels: macro_f1, mcc, cohen_kappa, and class_set, the
** counted pairs as the text that metrics/jsonclasses.h reads. */
#include "callbacks.h"

#include "../metrics/class_pairs.h"
#include "../metrics/class_totals.h"
#include "interrupt.h"
#include "json.h"
#include "value.h"

#include <math.h>
#include <string.h>

typedef struct {
  Label predicted, label;
  double weight;
} ExamplesClassesRow;

/* Reads a row. False: the row is skipped, or the error has been set. */
static bool examples_classes_read(sqlite3_context *context, sqlite3_value **arguments,
                                  ExamplesClassesRow *row) {
  if (!value_label(context, arguments, 0, &row->predicted)) return false;
  if (!value_label(context, arguments, 1, &row->label)) return false;
  if (!value_weight(context, arguments, 2, &row->weight)) return false;
  return row->predicted.kind != LABEL_NONE && row->label.kind != LABEL_NONE && row->weight > 0;
}

/* ---- macro_f1, mcc, cohen_kappa ---- */

static void examples_classes_row(sqlite3_context *context, void *pointer, sqlite3_value **arguments,
                                 int sign) {
  ClassTotals *state = pointer;
  ExamplesClassesRow row;
  state->weighted = arguments[2] != NULL;
  if (!examples_classes_read(context, arguments, &row)) return;
  if (!class_totals_add(state, &row.predicted, &row.label, row.weight, sign, value_resize)) {
    sqlite3_result_error_nomem(context);
  }
}

static void examples_classes_clear(void *pointer) {
  class_totals_clear(pointer, value_resize);
}

static void examples_macro_f1_result(sqlite3_context *context, void *pointer) {
  Stop stop = interrupt_stop_of(context);
  double result = class_totals_macro_f1(pointer, &stop);
  interrupt_double(context, result);
}

static void examples_mcc_result(sqlite3_context *context, void *pointer) {
  double result;
  Stop stop = interrupt_stop_of(context);
  interrupt_double_if(context, class_totals_mcc(pointer, value_resize, &result, &stop), &result);
}

static void examples_cohen_kappa_result(sqlite3_context *context, void *pointer) {
  double result;
  Stop stop = interrupt_stop_of(context);
  interrupt_double_if(context, class_totals_kappa(pointer, value_resize, &result, &stop), &result);
}

const Aggregate examples_macro_f1 = {.state_bytes = sizeof(ClassTotals),
                                     .row = examples_classes_row,
                                     .result = examples_macro_f1_result,
                                     .clear = examples_classes_clear};
const Aggregate examples_mcc = {.state_bytes = sizeof(ClassTotals),
                                .row = examples_classes_row,
                                .result = examples_mcc_result,
                                .clear = examples_classes_clear};
const Aggregate examples_cohen_kappa = {.state_bytes = sizeof(ClassTotals),
                                        .row = examples_classes_row,
                                        .result = examples_cohen_kappa_result,
                                        .clear = examples_classes_clear};

/* ---- class_set ---- */

/* JSON has no BLOBs. False: the error has been set. */
static bool examples_class_set_accepts(sqlite3_context *context, sqlite3_value **arguments,
                                       const ExamplesClassesRow *row) {
  int blob = row->predicted.kind == LABEL_BLOB ? 0 : row->label.kind == LABEL_BLOB ? 1 : -1;
  if (blob < 0) return true;
  value_error_argument(context, arguments, blob, "must be a class, text or a number");
  return false;
}

static void examples_class_set_row(sqlite3_context *context, void *pointer,
                                   sqlite3_value **arguments, int sign) {
  ClassPairs *state = pointer;
  ExamplesClassesRow row;
  state->weighted = arguments[2] != NULL;
  if (!examples_classes_read(context, arguments, &row)) return;
  if (!examples_class_set_accepts(context, arguments, &row)) return;
  if (!class_pairs_add(state, &row.predicted, &row.label, row.weight, sign, value_resize)) {
    sqlite3_result_error_nomem(context);
  }
}

static void examples_class_set_write(sqlite3_context *context, const ClassSet *set) {
  const char *name = set->weighted ? "weighted_pairs" : "pairs";
  JsonWriter json = json_begin_object(context);
  json_key(&json, (const unsigned char *)"classes", strlen("classes"));
  json_begin_inner(&json);
  for (size_t i = 0; i < set->count; i++) json_label(&json, &set->classes[i]);
  json_end_inner(&json);
  json_key(&json, (const unsigned char *)name, strlen(name));
  json_begin_inner(&json);
  for (size_t i = 0; i < set->pair_count; i++) {
    const ClassPair *pair = &set->pairs[i];
    json_begin_element(&json);
    json_integer(&json, pair->label);
    json_integer(&json, pair->predicted);
    if (set->weighted) {
      json_number(&json, pair->weight);
    } else {
      json_integer(&json, (sqlite3_int64)pair->weight);
    }
    json_end_element(&json);
  }
  json_end_inner(&json);
  json_end(&json, context);
}

static bool examples_class_set_is_finite(const ClassSet *set) {
  for (size_t i = 0; i < set->pair_count; i++) {
    if (isinf(set->pairs[i].weight)) return false;
  }
  return true;
}

static void examples_class_set_result(sqlite3_context *context, void *pointer) {
  const ClassPairs *state = pointer;
  ClassSet set = {.classes = NULL};
  if (state->pairs.root == 0) return;
  if (!class_pairs_set(state, &set, value_resize)) {
    sqlite3_result_error_nomem(context);
    return;
  }
  if (examples_class_set_is_finite(&set)) {
    examples_class_set_write(context, &set);
  } else {
    value_error(context, "the weights of a pair sum to more than the largest double");
  }
  class_set_clear(&set, value_resize);
}

static void examples_class_set_clear(void *pointer) {
  class_pairs_clear(pointer, value_resize);
}

const Aggregate examples_class_set = {.state_bytes = sizeof(ClassPairs),
                                      .row = examples_class_set_row,
                                      .result = examples_class_set_result,
                                      .clear = examples_class_set_clear};
