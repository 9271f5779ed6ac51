/* buffer.h: bytes that grow. Every buffer is followed by a zero byte, so that its data is a C string
** as long as nobody put a zero in. Without memory the program ends: a test runner has no way on.
*/
#ifndef SQLLOGICTEST_BUFFER_H
#define SQLLOGICTEST_BUFFER_H

#include <stdbool.h>
#include <stddef.h>

typedef struct {
  char *data; /* NULL until something was put in */
  size_t length;
  size_t capacity;
} Buffer;

void *memory_resize(void *block, size_t count, size_t size);

void buffer_clear(Buffer *buffer);
void buffer_free(Buffer *buffer);
void buffer_append(Buffer *buffer, const char *bytes, size_t length);
void buffer_add(Buffer *buffer, const char *string);
void buffer_format(Buffer *buffer, const char *format, ...) __attribute__((format(printf, 2, 3)));
const char *buffer_string(const Buffer *buffer);

/* Appends a file. False: it cannot be read, and errno says why. */
bool buffer_read(Buffer *buffer, const char *path);

#endif
