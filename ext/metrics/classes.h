/* classes.h: the classes that occur in a group, each once, in the order of their labels.
**
** Labels that SQL's = finds equal are one class: 1.0 is 1 and -0.0 is 0 (label_integral). Text '1'
** is another class than the integer 1.
**
** The classes are items of a balanced tree (avl.h), so a row costs O(log n) comparisons whatever
** labels come. An item is a struct that begins with a ClassItem; its number is the class's for as
** long as the class is there.
*/
#ifndef LOGITS_METRICS_CLASSES_H
#define LOGITS_METRICS_CLASSES_H

#include "../base/avl.h"
#include "../base/label.h"

typedef struct {
  AvlNode node;
  Label label; /* owned, integral */
} ClassItem;

/* The number of the class with that label, 0 if there is none. */
uint32_t classes_find(const Avl *classes, const Label *label);

/* The same, where a class that is not there is added: an item of `size` bytes, zeroed but for node
** and label. 0 when memory ran out. */
uint32_t classes_get(Avl *classes, const Label *label, size_t size, MemoryResize *resize);

/* Removes a class. */
void classes_drop(Avl *classes, uint32_t number, MemoryResize *resize);

/* Lists the `count` classes in order: labels, which stay the tree's, and for each number the place in
** the list. False when memory ran out; else the caller frees both. */
bool classes_list(const Avl *classes, Label **labels, uint32_t **places, size_t *count,
                  MemoryResize *resize);

/* Frees the tree and its labels. */
void classes_clear(Avl *classes, MemoryResize *resize);

#endif
