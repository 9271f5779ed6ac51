/* label.h: the name of a class, as SQL stores it, and the order that decides ties.
**
** The order is SQLite's: numbers, then text by bytes, then BLOBs by bytes. Of an integer and a real
** of the same value the integer comes first, so that the order is total and no result depends on
** which of two equal labels was seen first.
*/
#ifndef LOGITS_BASE_LABEL_H
#define LOGITS_BASE_LABEL_H

#include "strict.h"

#include "bytes.h"
#include "memory.h"

#include <stdbool.h>

typedef enum { LABEL_NONE, LABEL_INTEGER, LABEL_REAL, LABEL_TEXT, LABEL_BLOB } LabelKind;

typedef struct {
  LabelKind kind;
  uint32_t size; /* of the bytes, for text and BLOBs */
  union {
    int64_t integer;
    double real;
    const unsigned char *bytes;
  } as;
} Label;

/* < 0, 0, > 0 as a comes before, equals, comes after b. */
int label_compare(const Label *a, const Label *b);

/* 1.0 becomes 1 and -0.0 becomes 0: a real that equals an integer becomes that integer, all else
** stays. Of such labels two compare as equal exactly where SQL's = finds them equal. */
Label label_integral(Label label);

/* As bytes: the kind, then the integer, the real, or the size and the bytes. */
void label_write(const Label *label, Bytes *bytes);

/* A label of one of the kinds, a sum of 1 << LabelKind. Its bytes are those of the reader. It is neither
** NaN nor -0.0. LABEL_NONE on a failure. */
Label label_read(BytesReader *reader, unsigned kinds);

/* Replaces borrowed bytes by a copy that label_clear frees. False when memory ran out. */
bool label_own(Label *label, MemoryResize *resize);
void label_clear(Label *label, MemoryResize *resize);

#endif
