/* classes.c: see classes.h. */
#include "classes.h"

static ClassItem *classes_item(const Avl *classes, uint32_t number) {
  return avl_item(classes, number);
}

/* The class with that integral label, or 0 and the way to where it would be. */
static uint32_t classes_seek(const Avl *classes, const Label *label, AvlPath *path) {
  uint32_t at = classes->root;
  path->depth = 0;
  while (at != 0) {
    int order = label_compare(label, &classes_item(classes, at)->label);
    if (order == 0) return at;
    at = avl_down(classes, path, at, order > 0);
  }
  return 0;
}

uint32_t classes_find(const Avl *classes, const Label *label) {
  AvlPath path;
  Label integral = label_integral(*label);
  return classes_seek(classes, &integral, &path);
}

uint32_t classes_get(Avl *classes, const Label *label, size_t size, MemoryResize *resize) {
  AvlPath path;
  Label integral = label_integral(*label);
  uint32_t number = classes_seek(classes, &integral, &path);
  if (number != 0) return number;
  if (!avl_reserve(classes, size, resize) || !label_own(&integral, resize)) return 0;
  number = avl_insert(classes, &path);
  classes_item(classes, number)->label = integral;
  return number;
}

void classes_drop(Avl *classes, uint32_t number, MemoryResize *resize) {
  AvlPath path;
  ClassItem *item = classes_item(classes, number);
  classes_seek(classes, &item->label, &path);
  avl_remove(classes, &path, number);
  label_clear(&item->label, resize);
}

bool classes_list(const Avl *classes, Label **labels, uint32_t **places, size_t *count,
                  MemoryResize *resize) {
  AvlPath path;
  size_t next = 0;
  *labels = memory_array(NULL, (uint64_t)classes->used + 1, sizeof **labels, resize);
  if (*labels == NULL) return false;
  *places = memory_array(NULL, (uint64_t)classes->used + 1, sizeof **places, resize);
  if (*places == NULL) {
    resize(*labels, 0);
    return false;
  }
  for (uint32_t at = avl_first(classes, &path); at != 0; at = avl_next(classes, &path, at)) {
    (*places)[at] = (uint32_t)next;
    (*labels)[next++] = classes_item(classes, at)->label;
  }
  *count = next;
  return true;
}

void classes_clear(Avl *classes, MemoryResize *resize) {
  for (uint32_t at = 1; at < classes->used; at++) {
    label_clear(&classes_item(classes, at)->label, resize);
  }
  avl_clear(classes, resize);
}
