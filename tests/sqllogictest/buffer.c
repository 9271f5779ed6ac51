/* buffer.c: bytes that grow, by doubling, so that appending n bytes costs O(n) in all. */
#include "buffer.h"

#include <errno.h>
#include <stdarg.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

static void out_of_memory(void) {
  fputs("sqllogictest: out of memory\n", stderr);
  exit(2);
}

void *memory_resize(void *block, size_t count, size_t size) {
  if (size > 0 && count > SIZE_MAX / size) out_of_memory();
  void *resized = realloc(block, count * size);
  if (resized == NULL) out_of_memory();
  return resized;
}

static void buffer_reserve(Buffer *buffer, size_t more) {
  if (buffer->data != NULL && more < buffer->capacity - buffer->length) return;
  if (more > SIZE_MAX / 4 || buffer->length > SIZE_MAX / 4) out_of_memory();
  size_t capacity = 2 * buffer->length + more + 64;
  buffer->data = memory_resize(buffer->data, capacity, 1);
  buffer->capacity = capacity;
}

void buffer_clear(Buffer *buffer) {
  buffer->length = 0;
  if (buffer->data != NULL) buffer->data[0] = 0;
}

void buffer_free(Buffer *buffer) {
  free(buffer->data);
  *buffer = (Buffer){0};
}

void buffer_append(Buffer *buffer, const char *bytes, size_t length) {
  buffer_reserve(buffer, length);
  if (length > 0) memcpy(buffer->data + buffer->length, bytes, length);
  buffer->length += length;
  buffer->data[buffer->length] = 0;
}

void buffer_add(Buffer *buffer, const char *string) {
  buffer_append(buffer, string, strlen(string));
}

void buffer_format(Buffer *buffer, const char *format, ...) {
  va_list arguments;
  va_start(arguments, format);
  int length = vsnprintf(NULL, 0, format, arguments);
  va_end(arguments);
  if (length < 0) out_of_memory();
  buffer_reserve(buffer, (size_t)length);
  va_start(arguments, format);
  vsnprintf(buffer->data + buffer->length, (size_t)length + 1, format, arguments);
  va_end(arguments);
  buffer->length += (size_t)length;
}

const char *buffer_string(const Buffer *buffer) {
  return buffer->data == NULL ? "" : buffer->data;
}

bool buffer_read(Buffer *buffer, const char *path) {
  FILE *file = fopen(path, "rb");
  if (file == NULL) return false;
  char part[4096];
  size_t length;
  while ((length = fread(part, 1, sizeof part, file)) > 0) buffer_append(buffer, part, length);
  int error = ferror(file) ? errno : 0;
  fclose(file);
  if (error != 0) errno = error;
  return error == 0;
}
