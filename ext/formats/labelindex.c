/* labelindex.c: see labelindex.h. A real that is a whole number is looked at as the integer: then
** label_compare gives 0 for equal labels, and for no others. */
#include "labelindex.h"

void labelindex_make(LabelIndex *index, JsonLabels *labels) {
  *index = (LabelIndex){.labels = *labels};
  *labels = (JsonLabels){.items = NULL};
}

static Label labelindex_plain(const Label *label) {
  Label plain = *label;
  if (label->kind != LABEL_REAL || !(label->as.real >= -0x1p63 && label->as.real < 0x1p63)) {
    return plain;
  }
  int64_t whole = (int64_t)label->as.real;
  if ((double)whole == label->as.real) {
    plain.kind = LABEL_INTEGER;
    plain.as.integer = whole;
  }
  return plain;
}

static int labelindex_compare(const Label *a, const Label *b) {
  Label plain_a = labelindex_plain(a), plain_b = labelindex_plain(b);
  return label_compare(&plain_a, &plain_b);
}

/* ---- the order ---- */

static bool labelindex_before(const Label *labels, size_t a, size_t b) {
  int order = labelindex_compare(&labels[a], &labels[b]);
  return order != 0 ? order < 0 : a < b;
}

/* Merges order[0..middle) and order[middle..count), both sorted, by way of `spare`. */
static void labelindex_merge(const Label *labels, size_t *order, size_t middle, size_t count,
                             size_t *spare) {
  size_t a = 0, b = middle;
  for (size_t i = 0; i < count; i++) {
    bool first = b == count || (a < middle && labelindex_before(labels, order[a], order[b]));
    spare[i] = first ? order[a++] : order[b++];
  }
  for (size_t i = 0; i < count; i++) order[i] = spare[i];
}

/* Merge sort, from runs of one upwards. */
static bool labelindex_sort(LabelIndex *index, MemoryResize *resize) {
  size_t count = index->labels.count;
  size_t *order = memory_array(NULL, 2 * (uint64_t)count, sizeof *order, resize);
  if (order == NULL) return false;
  for (size_t i = 0; i < count; i++) order[i] = i;
  for (size_t run = 1; run < count; run *= 2) {
    for (size_t begin = 0; count - begin > run; begin += 2 * run) {
      size_t rest = count - begin, both = rest < 2 * run ? rest : 2 * run;
      labelindex_merge(index->labels.items, order + begin, run, both, order + count);
      if (rest <= 2 * run) break;
    }
  }
  index->order = order;
  return true;
}

/* ---- looks ---- */

static LabelIndexLook labelindex_scan(const LabelIndex *index, const Label *label, size_t *place) {
  for (size_t i = 0; i < index->labels.count; i++) {
    if (labelindex_compare(&index->labels.items[i], label) != 0) continue;
    *place = i;
    return LABELINDEX_FOUND;
  }
  return LABELINDEX_ABSENT;
}

LabelIndexLook labelindex_find(LabelIndex *index, const Label *label, MemoryResize *resize,
                               size_t *place) {
  const Label *items = index->labels.items;
  size_t from = 0, to = index->labels.count;
  if (label->kind == LABEL_NONE || to == 0) return LABELINDEX_ABSENT;
  if (!index->looked) {
    index->looked = true;
    return labelindex_scan(index, label, place);
  }
  if (index->order == NULL && !labelindex_sort(index, resize)) return LABELINDEX_NO_MEMORY;
  while (from < to) {
    size_t middle = from + (to - from) / 2;
    if (labelindex_compare(&items[index->order[middle]], label) < 0) {
      from = middle + 1;
    } else {
      to = middle;
    }
  }
  if (from == index->labels.count) return LABELINDEX_ABSENT;
  *place = index->order[from];
  return labelindex_compare(&items[*place], label) == 0 ? LABELINDEX_FOUND : LABELINDEX_ABSENT;
}

void labelindex_clear(LabelIndex *index, MemoryResize *resize) {
  jsonlabels_clear(&index->labels, resize);
  if (index->order != NULL) resize(index->order, 0);
  *index = (LabelIndex){.order = NULL};
}
