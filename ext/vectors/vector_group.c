/* vector_group.c: see vector_group.h. */
#include "vector_group.h"

#include "../base/strict.h"

#include "../base/bits.h"

static bool vector_group_is_free(float slot) {
  return bits_is_nan((double)slot);
}

/* Makes room for an index. */
static bool vector_group_reserve(VectorGroup *group, size_t index, MemoryResize *resize) {
  if (index < group->capacity) return true;
  size_t capacity = index + index / 2 + 16;
  float *slots = memory_array(group->slots, capacity, sizeof *slots, resize);
  if (slots == NULL) return false;
  for (size_t i = group->capacity; i < capacity; i++) slots[i] = (float)bits_nan();
  group->slots = slots;
  group->capacity = capacity;
  return true;
}

VectorGroupOutcome vector_group_add(VectorGroup *group, size_t index, double score,
                                    MemoryResize *resize) {
  if (!vector_group_reserve(group, index, resize)) return VECTOR_GROUP_NO_MEMORY;
  if (!vector_group_is_free(group->slots[index])) return VECTOR_GROUP_TAKEN;
  group->slots[index] = (float)(bits_is_nan(score) ? -bits_infinity() : score);
  if (index >= group->size) group->size = index + 1;
  return VECTOR_GROUP_ADDED;
}

void vector_group_remove(VectorGroup *group, size_t index) {
  if (index >= group->size) return;
  group->slots[index] = (float)bits_nan();
  while (group->size > 0 && vector_group_is_free(group->slots[group->size - 1])) group->size--;
}

void vector_group_elements(const VectorGroup *group, float *out) {
  for (size_t i = 0; i < group->size; i++) {
    bool masked = vector_group_is_free(group->slots[i]);
    out[i] = masked ? (float)-bits_infinity() : group->slots[i];
  }
}

void vector_group_clear(VectorGroup *group, MemoryResize *resize) {
  if (group->slots != NULL) resize(group->slots, 0);
  *group = (VectorGroup){0};
}
