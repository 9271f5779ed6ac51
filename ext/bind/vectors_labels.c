/* vectors_labels.c: label_index(labels, label), the index that a label stands for. */
#include "callbacks.h"

#include "../formats/labelindex.h"
#include "interrupt.h"
#include "labels_value.h"
#include "value.h"

static void vectors_labels_free(void *index) {
  labelindex_clear(index, value_resize);
  sqlite3_free(index);
}

/* The labels of argument 1, which the caller frees. NULL: the error has been set. */
static LabelIndex *vectors_labels_read(sqlite3_context *context, sqlite3_value **arguments) {
  JsonLabels labels = {.items = NULL};
  char *fault;
  int code = labels_value_parse(sqlite3_context_db_handle(context), arguments[0], &labels, &fault);
  LabelIndex *index = code == SQLITE_OK ? sqlite3_malloc64(sizeof *index) : NULL;
  if (index != NULL) {
    labelindex_make(index, &labels);
  } else if (code == SQLITE_ERROR) {
    value_error_fault(context, 0, fault);
    sqlite3_free(fault);
  } else {
    jsonlabels_clear(&labels, value_resize);
    interrupt_or_nomem(context);
  }
  return index;
}

static void vectors_labels_look(sqlite3_context *context, LabelIndex *index, const Label *label) {
  size_t place;
  switch (labelindex_find(index, label, value_resize, &place)) {
  case LABELINDEX_FOUND: sqlite3_result_int64(context, (sqlite3_int64)place); break;
  case LABELINDEX_ABSENT: break;
  case LABELINDEX_NO_MEMORY: sqlite3_result_error_nomem(context); break;
  }
}

/* SQLite keeps the labels from row to row if the argument is a constant. Otherwise it frees
** them. */
void vectors_label_index(sqlite3_context *context, int count, sqlite3_value **arguments) {
  Label label;
  (void)count;
  if (sqlite3_value_type(arguments[0]) == SQLITE_NULL) return;
  if (!value_label(context, arguments, 1, &label)) return;
  if (label.kind == LABEL_BLOB) {
    value_error_hint(context, arguments, 1, "must be a label, text or a number",
                     value_is_scalar(arguments[1]) ? VALUE_SCALAR_ADVICE : NULL);
    return;
  }
  LabelIndex *kept = sqlite3_get_auxdata(context, 0);
  LabelIndex *index = kept != NULL ? kept : vectors_labels_read(context, arguments);
  if (index == NULL) return;
  vectors_labels_look(context, index, &label);
  if (kept == NULL) sqlite3_set_auxdata(context, 0, index, vectors_labels_free);
}
