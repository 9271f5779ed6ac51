/* auc_window.c: see auc_window.h. */
#include "auc_window.h"

#include "../base/bits.h"
#include "roc.h"

int64_t auc_window_count(const AucWindow *window) {
  return window->slides ? window->tree.count : (int64_t)examples_count(&window->examples);
}

/* Moves the examples from the array to the tree. */
static bool auc_window_slide(AucWindow *window, MemoryResize *resize, const Stop *stop) {
  const Example *rows = examples_front(&window->examples);
  AucTree tree = {.count = 0};
  for (size_t i = 0; i < examples_count(&window->examples); i++) {
    if (!stop_at(stop, i) && auc_tree_add(&tree, rows[i], resize)) continue;
    auc_tree_clear(&tree, resize);
    return false;
  }
  examples_clear(&window->examples, resize);
  window->tree = tree;
  window->slides = true;
  return true;
}

AucWindowStatus auc_window_add(AucWindow *window, Example example, MemoryResize *resize,
                               const Stop *stop) {
  bool begins = window->is_sorted && !window->slides;
  if (begins && !auc_window_slide(window, resize, stop)) return AUC_WINDOW_NO_MEMORY;
  bool added = window->slides ? auc_tree_add(&window->tree, example, resize)
                              : examples_add(&window->examples, example, resize);
  return added ? AUC_WINDOW_DONE : AUC_WINDOW_NO_MEMORY;
}

AucWindowStatus auc_window_remove(AucWindow *window, Example example, MemoryResize *resize,
                                  const Stop *stop) {
  if (!window->slides && !auc_window_slide(window, resize, stop)) return AUC_WINDOW_NO_MEMORY;
  return auc_tree_remove(&window->tree, example) ? AUC_WINDOW_DONE : AUC_WINDOW_ABSENT;
}

/* The order of rows in the array says nothing: an example leaves by its value. */
double auc_window_area(AucWindow *window, const Stop *stop) {
  if (window->slides) return auc_tree_area(&window->tree);
  size_t count = examples_count(&window->examples);
  Example *rows = examples_front(&window->examples);
  if (!window->is_sorted && !examples_sort_unless(rows, count, stop)) return bits_nan();
  window->is_sorted = true;
  return roc_auc(rows, count, stop);
}

void auc_window_clear(AucWindow *window, MemoryResize *resize) {
  examples_clear(&window->examples, resize);
  auc_tree_clear(&window->tree, resize);
  *window = (AucWindow){.slides = false};
}
