/* labels.c: the labels of one file. A corpus file has thousands, so they are hashed (FNV-1a). */
#include "labels.h"

#include "buffer.h"

#include <stdlib.h>
#include <string.h>

static Label *labels_slot(Label *slots, size_t size, const char *name) {
  uint64_t hash = 0xcbf29ce484222325u;
  for (const char *at = name; *at != 0; at++) hash = (hash ^ (unsigned char)*at) * 0x100000001b3u;
  size_t i = (size_t)hash & (size - 1);
  while (slots[i].name != NULL && strcmp(slots[i].name, name) != 0) i = (i + 1) & (size - 1);
  return &slots[i];
}

static void labels_grow(Labels *labels) {
  size_t size = labels->size == 0 ? 64 : 2 * labels->size;
  Label *slots = memory_resize(NULL, size, sizeof(Label));
  memset(slots, 0, size * sizeof(Label));
  for (size_t i = 0; i < labels->size; i++) {
    if (labels->slots[i].name == NULL) continue;
    *labels_slot(slots, size, labels->slots[i].name) = labels->slots[i];
  }
  free(labels->slots);
  labels->slots = slots;
  labels->size = size;
}

const Label *labels_remember(Labels *labels, const char *name, const char *digest, long line) {
  if (2 * labels->used >= labels->size) labels_grow(labels);
  Label *slot = labels_slot(labels->slots, labels->size, name);
  if (slot->name != NULL) return slot;
  size_t length = strlen(name) + 1;
  slot->name = memory_resize(NULL, length, 1);
  memcpy(slot->name, name, length);
  memcpy(slot->digest, digest, sizeof slot->digest);
  slot->line = line;
  labels->used++;
  return slot;
}

void labels_free(Labels *labels) {
  for (size_t i = 0; i < labels->size; i++) free(labels->slots[i].name);
  free(labels->slots);
  *labels = (Labels){0};
}
