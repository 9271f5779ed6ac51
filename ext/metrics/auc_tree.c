/* auc_tree.c: see auc_tree.h.
**
** Invariant: every item's sums are those of its subtree, and an item holds an example at least.
** The tree's balance calls auc_tree_measure wherever it moves items, and an item that is new or
** about to go has weights of zero: so the sums are right at every step.
*/
#include "auc_tree.h"

#include "../exact/natural.h"

#include <stddef.h>
#include <string.h>

typedef struct {
  AvlNode node; /* first, as avl.h asks */
  double score;
  uint32_t weights[]; /* four numbers: here and in the subtree, of negatives and of positives */
} AucItem;

enum { AUC_TREE_HEAD = offsetof(AucItem, weights) };

static size_t auc_tree_bytes(int digits) {
  return AUC_TREE_HEAD + 4 * (size_t)digits * sizeof(uint32_t);
}

static AucItem *auc_tree_item(const Avl *scores, uint32_t at) {
  return avl_item(scores, at);
}

static uint32_t *auc_tree_here(AucItem *item, int digits, bool positive) {
  return item->weights + (positive ? digits : 0);
}

static uint32_t *auc_tree_below(AucItem *item, int digits, bool positive) {
  return item->weights + (positive ? 3 * digits : 2 * digits);
}

/* The sums of a subtree, from its item's own weights and its children's sums. */
static void auc_tree_measure(Avl *scores, uint32_t at) {
  int digits = (int)((scores->size - AUC_TREE_HEAD) / (4 * sizeof(uint32_t)));
  AucItem *item = auc_tree_item(scores, at);
  for (int positive = 0; positive < 2; positive++) {
    uint32_t *sum = auc_tree_below(item, digits, positive);
    memcpy(sum, auc_tree_here(item, digits, positive), (size_t)digits * sizeof *sum);
    for (int side = 0; side < 2; side++) {
      AucItem *child = auc_tree_item(scores, item->node.child[side]);
      natural_add(sum, auc_tree_below(child, digits, positive), digits);
    }
  }
}

/* ---- room for weights ---- */

static bool auc_tree_fits(const AucTree *tree, Term weight) {
  return tree->digits > 0 && weight.e >= tree->unit && natural_end(weight) <= tree->end;
}

/* Copies items, number by number, with weights of more digits. */
static void auc_tree_copy(const AucTree *from, AucTree *to) {
  int64_t shift = from->unit - to->unit;
  for (uint32_t at = 0; at < from->scores.used; at++) {
    const AucItem *item = auc_tree_item(&from->scores, at);
    AucItem *copy = auc_tree_item(&to->scores, at);
    copy->node = item->node;
    copy->score = item->score;
    const uint32_t *weights = item->weights;
    uint32_t *copied = copy->weights;
    for (int i = 0; i < 4; i++, weights += from->digits, copied += to->digits) {
      natural_shift(copied, to->digits, weights, from->digits, shift);
    }
  }
  to->scores.used = from->scores.used;
  to->scores.root = from->scores.root;
  to->scores.unused = from->scores.unused;
  natural_shift(to->pairs, 2 * to->digits, from->pairs, 2 * from->digits, 2 * shift);
}

/* Changes the unit and the number of digits, so that the weight fits too. The unit goes down by
** whole digits. So this happens a few dozen times at most, whatever weights come. */
static bool auc_tree_widen(AucTree *tree, Term weight, MemoryResize *resize) {
  RocUnit unit = tree->digits == 0 ? roc_unit_none() : (RocUnit){tree->unit, tree->end};
  AucTree wide = {.count = tree->count, .scores = tree->scores};
  roc_unit_take(&unit, weight);
  wide.unit = wide_shift_right(unit.unit, 5) * NATURAL_DIGIT;
  wide.end = unit.end;
  wide.digits = roc_unit_digits(wide.unit, wide.end);
  size_t bytes = auc_tree_bytes(wide.digits);
  wide.scores.size = bytes;
  wide.scores.measure = auc_tree_measure;
  if (tree->scores.items != NULL) {
    wide.scores.items = memory_array(NULL, tree->scores.capacity, bytes, resize);
    if (wide.scores.items == NULL) return false;
    auc_tree_copy(tree, &wide);
    resize(tree->scores.items, 0);
  }
  *tree = wide;
  return true;
}

bool auc_tree_reserve(AucTree *tree, Example example, MemoryResize *resize) {
  Term weight = natural_odd(bits_abs(example.weight));
  if (tree->count >= ROC_MOST) return false;
  if (!auc_tree_fits(tree, weight) && !auc_tree_widen(tree, weight, resize)) return false;
  return avl_reserve(&tree->scores, auc_tree_bytes(tree->digits), resize);
}

/* ---- examples come and go ---- */

static uint32_t auc_tree_find(const Avl *scores, double score, AvlPath *path) {
  uint32_t at = scores->root;
  path->depth = 0;
  while (at != 0 && auc_tree_item(scores, at)->score != score) {
    at = avl_down(scores, path, at, score > auc_tree_item(scores, at)->score);
  }
  return at;
}

/* An example's weight, and twice the weights of the other class that it forms pairs with. */
typedef struct {
  uint32_t weight[ROC_DIGITS], twice[ROC_DIGITS];
} AucPart;

static void auc_tree_shift(uint32_t *sum, const AucPart *part, int digits, bool comes) {
  if (comes) {
    natural_add(sum, part->weight, digits);
  } else {
    natural_subtract(sum, part->weight, digits);
  }
}

/* Adds the weight to the item of that score, which is there, and to the subtrees that it is in, or
** takes it off. On the way, `part->twice` becomes twice the weights of the other class with a
** higher score, and once those with this one. */
static void auc_tree_carry(AucTree *tree, Example example, AucPart *part, bool comes) {
  const Avl *scores = &tree->scores;
  bool positive = example.weight > 0.0;
  int digits = tree->digits;
  memset(part->twice, 0, (size_t)digits * sizeof *part->twice);
  for (uint32_t at = scores->root;;) {
    AucItem *item = auc_tree_item(scores, at);
    bool found = item->score == example.score, higher = example.score > item->score;
    auc_tree_shift(auc_tree_below(item, digits, positive), part, digits, comes);
    if (!higher) {
      AucItem *above = auc_tree_item(scores, item->node.child[1]);
      const uint32_t *here = auc_tree_here(item, digits, !positive);
      natural_add(part->twice, auc_tree_below(above, digits, !positive), digits);
      natural_add(part->twice, auc_tree_below(above, digits, !positive), digits);
      natural_add(part->twice, here, digits);
      if (!found) natural_add(part->twice, here, digits);
    }
    if (found) {
      auc_tree_shift(auc_tree_here(item, digits, positive), part, digits, comes);
      return;
    }
    at = item->node.child[higher];
  }
}

/* A negative example forms pairs with the positives above it; a positive one with the negatives
** below it, whose weights are twice all less twice those above and once those that tie. */
static void auc_tree_change(AucTree *tree, Example example, AucPart *part, bool comes) {
  int digits = tree->digits;
  auc_tree_carry(tree, example, part, comes);
  if (example.weight > 0.0) {
    AucItem *root = auc_tree_item(&tree->scores, tree->scores.root);
    uint32_t twice[ROC_DIGITS];
    memcpy(twice, auc_tree_below(root, digits, false), (size_t)digits * sizeof *twice);
    natural_add(twice, auc_tree_below(root, digits, false), digits);
    natural_subtract(twice, part->twice, digits);
    memcpy(part->twice, twice, (size_t)digits * sizeof *twice);
  }
  if (comes) {
    natural_add_product(tree->pairs, part->weight, part->twice, digits);
    tree->count++;
  } else {
    natural_subtract_product(tree->pairs, part->weight, part->twice, digits);
    tree->count--;
  }
}

bool auc_tree_add(AucTree *tree, Example example, MemoryResize *resize) {
  if (!auc_tree_reserve(tree, example, resize)) return false;
  AvlPath path;
  AucPart part;
  natural_set(part.weight, tree->digits, natural_odd(bits_abs(example.weight)), tree->unit);
  if (auc_tree_find(&tree->scores, example.score, &path) == 0) {
    uint32_t at = avl_insert(&tree->scores, &path);
    auc_tree_item(&tree->scores, at)->score = example.score;
  }
  auc_tree_change(tree, example, &part, true);
  return true;
}

bool auc_tree_remove(AucTree *tree, Example example) {
  Term weight = natural_odd(bits_abs(example.weight));
  int digits = tree->digits;
  AvlPath path;
  AucPart part;
  if (!auc_tree_fits(tree, weight)) return false;
  uint32_t at = auc_tree_find(&tree->scores, example.score, &path);
  if (at == 0) return false;
  AucItem *item = auc_tree_item(&tree->scores, at);
  natural_set(part.weight, digits, weight, tree->unit);
  uint32_t *here = auc_tree_here(item, digits, example.weight > 0.0);
  if (natural_is_below(here, part.weight, digits)) return false;
  auc_tree_change(tree, example, &part, false);
  if (natural_is_zero(item->weights, 2 * digits)) avl_remove(&tree->scores, &path, at);
  return true;
}

double auc_tree_area(const AucTree *tree) {
  if (tree->count == 0) return bits_nan();
  AucItem *root = auc_tree_item(&tree->scores, tree->scores.root);
  return roc_area(tree->pairs, auc_tree_below(root, tree->digits, true),
                  auc_tree_below(root, tree->digits, false), tree->digits);
}

void auc_tree_clear(AucTree *tree, MemoryResize *resize) {
  avl_clear(&tree->scores, resize);
  *tree = (AucTree){.count = 0};
}
