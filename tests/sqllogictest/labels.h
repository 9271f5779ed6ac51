/* labels.h: queries of one file with the same label must have the same result. */
#ifndef SQLLOGICTEST_LABELS_H
#define SQLLOGICTEST_LABELS_H

#include "md5.h"

#include <stdbool.h>
#include <stddef.h>

typedef struct {
  char *name; /* NULL: free */
  char digest[MD5_HEX];
  long line; /* of the first query with this label */
} Label;

typedef struct {
  Label *slots; /* a hash table, open addressing, at most half full; its size is a power of 2 */
  size_t size, used;
} Labels;

/* The label as it was seen first, or is now. */
const Label *labels_remember(Labels *labels, const char *name, const char *digest, long line);
void labels_free(Labels *labels);

#endif
