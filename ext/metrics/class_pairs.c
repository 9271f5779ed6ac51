/* class_pairs.c: see class_pairs.h. A pair is known by the numbers of its two classes. */
#include "class_pairs.h"

#include "../exact/exact.h"

typedef struct {
  ClassItem item;
  int64_t uses; /* in pairs */
} ClassUse;

typedef struct {
  AvlNode node;
  uint32_t label, predicted; /* numbers of classes */
  int64_t count;             /* rows */
} ClassPairItem;

/* What an item is where the rows have weights. */
typedef struct {
  ClassPairItem item;
  ExactSum weight;
} ClassPairWeight;

static ClassUse *class_pairs_use(const ClassPairs *pairs, uint32_t number) {
  return avl_item(&pairs->classes, number);
}

static ClassPairItem *class_pairs_item(const ClassPairs *pairs, uint32_t at) {
  return avl_item(&pairs->pairs, at);
}

static ExactSum *class_pairs_weight(const ClassPairs *pairs, uint32_t at) {
  return &((ClassPairWeight *)avl_item(&pairs->pairs, at))->weight;
}

/* ---- rows come and go ---- */

/* The pair, or 0 and the way to where it would be. */
static uint32_t class_pairs_seek(const ClassPairs *pairs, uint32_t label, uint32_t predicted,
                                 AvlPath *path) {
  uint64_t key = (uint64_t)label << 32 | predicted;
  uint32_t at = pairs->pairs.root;
  path->depth = 0;
  while (at != 0) {
    const ClassPairItem *item = class_pairs_item(pairs, at);
    uint64_t other = (uint64_t)item->label << 32 | item->predicted;
    if (key == other) return at;
    at = avl_down(&pairs->pairs, path, at, key > other);
  }
  return 0;
}

/* The pair, added if it is not there; 0 when memory ran out. */
static uint32_t class_pairs_get(ClassPairs *pairs, uint32_t label, uint32_t predicted,
                                MemoryResize *resize) {
  AvlPath path;
  size_t size = pairs->weighted ? sizeof(ClassPairWeight) : sizeof(ClassPairItem);
  uint32_t at = class_pairs_seek(pairs, label, predicted, &path);
  if (at != 0) return at;
  if (!avl_reserve(&pairs->pairs, size, resize)) return 0;
  at = avl_insert(&pairs->pairs, &path);
  class_pairs_item(pairs, at)->label = label;
  class_pairs_item(pairs, at)->predicted = predicted;
  class_pairs_use(pairs, label)->uses++;
  class_pairs_use(pairs, predicted)->uses++;
  return at;
}

/* A class that no pair uses goes. */
static void class_pairs_release(ClassPairs *pairs, uint32_t number, MemoryResize *resize) {
  if (class_pairs_use(pairs, number)->uses > 0) return;
  classes_drop(&pairs->classes, number, resize);
}

/* A pair without rows goes, and the classes with it that no other pair uses. */
static void class_pairs_drop(ClassPairs *pairs, uint32_t at, MemoryResize *resize) {
  AvlPath path;
  const ClassPairItem *item = class_pairs_item(pairs, at);
  uint32_t label = item->label, predicted = item->predicted;
  if (item->count > 0) return;
  if (pairs->weighted) exact_sum_clear(class_pairs_weight(pairs, at), resize);
  class_pairs_seek(pairs, label, predicted, &path);
  avl_remove(&pairs->pairs, &path, at);
  class_pairs_use(pairs, label)->uses--;
  class_pairs_use(pairs, predicted)->uses--;
  class_pairs_release(pairs, label, resize);
  if (label != predicted) class_pairs_release(pairs, predicted, resize);
}

bool class_pairs_add(ClassPairs *pairs, const Label *predicted, const Label *label, double weight,
                     int sign, MemoryResize *resize) {
  uint32_t of_label = classes_get(&pairs->classes, label, sizeof(ClassUse), resize);
  if (of_label == 0) return false;
  uint32_t of_predicted = classes_get(&pairs->classes, predicted, sizeof(ClassUse), resize);
  uint32_t at = of_predicted == 0 ? 0 : class_pairs_get(pairs, of_label, of_predicted, resize);
  if (at == 0) {
    class_pairs_release(pairs, of_label, resize);
    if (of_predicted != 0 && of_predicted != of_label) {
      class_pairs_release(pairs, of_predicted, resize);
    }
    return false;
  }
  bool done =
      !pairs->weighted || exact_sum_add(class_pairs_weight(pairs, at), weight, sign, resize);
  if (done) class_pairs_item(pairs, at)->count += sign;
  class_pairs_drop(pairs, at, resize);
  return done;
}

void class_pairs_clear(ClassPairs *pairs, MemoryResize *resize) {
  AvlPath path;
  for (uint32_t at = avl_first(&pairs->pairs, &path); at != 0 && pairs->weighted;
       at = avl_next(&pairs->pairs, &path, at)) {
    exact_sum_clear(class_pairs_weight(pairs, at), resize);
  }
  avl_clear(&pairs->pairs, resize);
  classes_clear(&pairs->classes, resize);
}

/* ---- as a set ---- */

static void class_pairs_fill(const ClassPairs *pairs, const uint32_t *places, ClassSet *set) {
  AvlPath path;
  for (uint32_t at = avl_first(&pairs->pairs, &path); at != 0;
       at = avl_next(&pairs->pairs, &path, at)) {
    const ClassPairItem *item = class_pairs_item(pairs, at);
    double weight =
        pairs->weighted ? exact_sum_round(class_pairs_weight(pairs, at)) : (double)item->count;
    set->pairs[set->pair_count++] =
        (ClassPair){places[item->label], places[item->predicted], weight};
  }
}

bool class_pairs_set(const ClassPairs *pairs, ClassSet *set, MemoryResize *resize) {
  uint32_t *places;
  set->weighted = pairs->weighted;
  if (!classes_list(&pairs->classes, &set->classes, &places, &set->count, resize)) {
    *set = (ClassSet){.classes = NULL};
    return false;
  }
  set->pairs = memory_array(NULL, (uint64_t)pairs->pairs.used + 1, sizeof *set->pairs, resize);
  if (set->pairs != NULL) class_pairs_fill(pairs, places, set);
  resize(places, 0);
  if (set->pairs != NULL && class_set_sort(set, resize)) return true;
  class_set_clear(set, resize);
  return false;
}
