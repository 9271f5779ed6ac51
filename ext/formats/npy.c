/* npy.c: see npy.h.
**
** The bytes: "\x93NUMPY"; the version, two bytes (major, minor); the length of the header, 2 bytes
** in version 1.0, 4 in 2.0 and 3.0, little-endian; the header; the elements. The header is a Python
** dict of three members, in any order, then blanks:
**
**     {'descr': '<f4', 'fortran_order': False, 'shape': (3,), }
**
** Only a header that can describe an array of one dimension, or of two where two are asked for, is
** read. Whatever else Python might accept is refused: nothing is guessed. No byte is read beyond the
** size given. There is a view only when the elements take exactly the bytes that are left.
*/
#include "npy.h"

#include <stdint.h>
#include <string.h>

enum { NPY_MAGIC = 6, NPY_VERSION = 8 }; /* bytes up to the end of the magic, of the version */

static const char npy_malformed[] = "a .npy whose header cannot be read";

typedef struct {
  const unsigned char *at, *end;
} NpyText;

typedef struct {
  const unsigned char *bytes;
  size_t size;
} NpyString;

enum { NPY_DESCR = 1, NPY_FORTRAN_ORDER = 2, NPY_SHAPE = 4, NPY_ALL = 7 };

typedef struct {
  int most;         /* dimensions that are asked for: 1, or 2 at most */
  unsigned seen;    /* the members read so far */
  ArrayType type;   /* from descr */
  bool big_endian;  /* from descr */
  bool by_column;   /* from fortran_order */
  int dimensions;   /* from shape */
  uint64_t size[2]; /* from shape; UINT64_MAX for all that is more */
} NpyHeader;

bool npy_recognised(const unsigned char *bytes, size_t size) {
  return size >= NPY_MAGIC && memcmp(bytes, "\x93NUMPY", NPY_MAGIC) == 0;
}

/* ---- tokens ---- */

static bool npy_is_blank(unsigned char c) {
  return c == ' ' || (c >= '\t' && c <= '\r' && c != '\v');
}

static void npy_skip_blanks(NpyText *text) {
  while (text->at < text->end && npy_is_blank(*text->at)) text->at++;
}

/* Takes `word`, with blanks before it. */
static bool npy_take(NpyText *text, const char *word) {
  npy_skip_blanks(text);
  size_t length = strlen(word);
  if ((size_t)(text->end - text->at) < length || memcmp(text->at, word, length) != 0) return false;
  text->at += length;
  return true;
}

/* Takes a string in either kind of quotes; no string of a header that we accept has escapes. */
static bool npy_take_string(NpyText *text, NpyString *string) {
  if (!npy_take(text, "'") && !npy_take(text, "\"")) return false;
  const unsigned char *begin = text->at;
  const unsigned char *close = memchr(begin, begin[-1], (size_t)(text->end - begin));
  if (close == NULL || memchr(begin, '\\', (size_t)(close - begin)) != NULL) return false;
  *string = (NpyString){begin, (size_t)(close - begin)};
  text->at = close + 1;
  return true;
}

/* Takes a number of digits, and the L that Python 2 put behind some integers. */
static bool npy_take_size(NpyText *text, uint64_t *size) {
  npy_skip_blanks(text);
  const unsigned char *begin = text->at;
  uint64_t value = 0;
  for (; text->at < text->end && *text->at >= '0' && *text->at <= '9'; text->at++) {
    uint64_t digit = *text->at - (uint64_t)'0';
    value = value > (UINT64_MAX - 9) / 10 ? UINT64_MAX : 10 * value + digit;
  }
  if (text->at == begin) return false;
  if (text->at < text->end && *text->at == 'L') text->at++;
  *size = value;
  return true;
}

/* ---- the members: each NULL, or why not ---- */

/* Why no array of this kind (the letter in descr) is a vector. */
static const char *npy_refuse_kind(unsigned char kind) {
  switch (kind) {
  case 'f': return "a .npy of floating-point numbers that are no f2, f4 or f8";
  case 'c': return "a .npy of complex numbers";
  case 'O': return "a .npy of Python objects";
  case 'S':
  case 'U':
  case 'a': return "a .npy of text";
  case 'M':
  case 'm': return "a .npy of times";
  case 'V': return "a .npy of raw bytes or records";
  default: return "a .npy of a type that is no number";
  }
}

static bool npy_kind(unsigned char kind, unsigned char digit, ArrayType *type) {
  static const struct {
    char kind, digit;
    ArrayType type;
  } kinds[] = {{'f', '2', ARRAY_F16}, {'f', '4', ARRAY_F32}, {'f', '8', ARRAY_F64},
               {'i', '1', ARRAY_I8},  {'i', '2', ARRAY_I16}, {'i', '4', ARRAY_I32},
               {'i', '8', ARRAY_I64}, {'u', '1', ARRAY_U8},  {'u', '2', ARRAY_U16},
               {'u', '4', ARRAY_U32}, {'u', '8', ARRAY_U64}, {'b', '1', ARRAY_BOOL}};
  for (size_t i = 0; i < sizeof kinds / sizeof *kinds; i++) {
    if (kinds[i].kind == (char)kind && kinds[i].digit == (char)digit) {
      *type = kinds[i].type;
      return true;
    }
  }
  return false;
}

/* descr: '<f4'. A list describes records. */
static const char *npy_read_descr(NpyText *text, NpyHeader *header) {
  NpyString descr;
  if (npy_take(text, "[")) return npy_refuse_kind('V');
  if (!npy_take_string(text, &descr) || descr.size < 2) return npy_malformed;
  unsigned char order = descr.bytes[0], kind = descr.bytes[1];
  if (order != '<' && order != '>' && order != '|') {
    return "a .npy that does not say its byte order";
  }
  if (descr.size != 3 || !npy_kind(kind, descr.bytes[2], &header->type)) {
    return npy_refuse_kind(kind);
  }
  if (order == '|' && array_type_size(header->type) > 1) {
    return "a .npy that does not say its byte order";
  }
  header->big_endian = order == '>';
  return NULL;
}

/* fortran_order: says nothing about an array of one dimension. */
static const char *npy_read_order(NpyText *text, NpyHeader *header) {
  header->by_column = npy_take(text, "True");
  return header->by_column || npy_take(text, "False") ? NULL : npy_malformed;
}

static const char *npy_refuse_dimensions(int most, int count) {
  static const char *const one[] = {"a .npy of no dimension (a single number); one is needed", NULL,
                                    "a .npy of 2 dimensions; one is needed",
                                    "a .npy of 3 dimensions; one is needed",
                                    "a .npy of more than 3 dimensions; one is needed"};
  static const char *const two[] = {
      "a .npy of no dimension (a single number); one or two are needed", NULL, NULL,
      "a .npy of 3 dimensions; one or two are needed",
      "a .npy of more than 3 dimensions; one or two are needed"};
  return most == 1 ? one[count] : two[count];
}

/* shape: (3,) or (3, 2); Python's (3) is no tuple. */
static const char *npy_read_shape(NpyText *text, NpyHeader *header) {
  int count = 0;
  bool comma = true;
  if (!npy_take(text, "(")) return npy_malformed;
  while (!npy_take(text, ")")) {
    uint64_t size;
    if (!comma || !npy_take_size(text, &size)) return npy_malformed;
    if (count < 2) header->size[count] = size;
    if (count < 4) count++;
    comma = npy_take(text, ",");
  }
  header->dimensions = count;
  return count == 1 && !comma ? npy_malformed : npy_refuse_dimensions(header->most, count);
}

static const char *npy_read_member(NpyText *text, NpyHeader *header) {
  static const struct {
    const char *name;
    unsigned member;
  } members[] = {{"descr", NPY_DESCR}, {"fortran_order", NPY_FORTRAN_ORDER}, {"shape", NPY_SHAPE}};
  NpyString key;
  if (!npy_take_string(text, &key) || !npy_take(text, ":")) return npy_malformed;
  unsigned member = 0;
  for (size_t i = 0; i < sizeof members / sizeof *members; i++) {
    const char *name = members[i].name;
    if (strlen(name) == key.size && memcmp(name, key.bytes, key.size) == 0) {
      member = members[i].member;
    }
  }
  if (member == 0 || (header->seen & member) != 0) return npy_malformed;
  header->seen |= member;
  if (member == NPY_DESCR) return npy_read_descr(text, header);
  return member == NPY_SHAPE ? npy_read_shape(text, header) : npy_read_order(text, header);
}

static const char *npy_read_header(NpyText *text, NpyHeader *header) {
  bool comma = true;
  if (!npy_take(text, "{")) return npy_malformed;
  while (!npy_take(text, "}")) {
    const char *reason = comma ? npy_read_member(text, header) : npy_malformed;
    if (reason != NULL) return reason;
    comma = npy_take(text, ",");
  }
  npy_skip_blanks(text);
  return text->at == text->end && header->seen == NPY_ALL ? NULL : npy_malformed;
}

/* ---- the whole ---- */

/* Finds the header's text. */
static const char *npy_find_header(const unsigned char *bytes, size_t size, NpyText *text) {
  static const char short_of_header[] = "a .npy that is cut off in its header";
  if (size < NPY_VERSION) return short_of_header;
  unsigned major = bytes[NPY_MAGIC], minor = bytes[NPY_MAGIC + 1];
  if (major < 1 || major > 3 || minor != 0) return "a .npy of a version other than 1.0, 2.0, 3.0";
  size_t width = major == 1 ? 2 : 4;
  if (size - NPY_VERSION < width) return short_of_header;
  uint32_t length = 0;
  for (size_t i = 0; i < width; i++) length |= (uint32_t)bytes[NPY_VERSION + i] << 8 * i;
  size_t left = size - NPY_VERSION - width;
  if (length > left) return short_of_header;
  text->at = bytes + NPY_VERSION + width;
  text->end = text->at + length;
  return NULL;
}

/* The elements, `most` dimensions at most. */
static const char *npy_read(const unsigned char *bytes, size_t size, int most, NpyArray *array) {
  if (!npy_recognised(bytes, size)) return "no .npy";
  NpyText text;
  NpyHeader header = {.most = most, .size = {1, 1}};
  const char *reason = npy_find_header(bytes, size, &text);
  if (reason == NULL) reason = npy_read_header(&text, &header);
  if (reason != NULL) return reason;

  size_t left = size - (size_t)(text.end - bytes), each = array_type_size(header.type);
  uint64_t rows = header.size[0], columns = header.size[1];
  if (rows > SIZE_MAX || columns > SIZE_MAX || (columns > 0 && rows > left / each / columns))
    return "a .npy that is cut off: it has fewer elements than it says";
  if (rows * columns * each != left) return "a .npy with bytes behind its last element";
  *array =
      (NpyArray){.elements = {text.end, (size_t)(rows * columns), header.type, header.big_endian},
                 .dimensions = header.dimensions,
                 .rows = (size_t)rows,
                 .columns = (size_t)columns,
                 .by_column = header.by_column};
  return NULL;
}

const char *npy_view(const unsigned char *bytes, size_t size, ArrayView *view) {
  NpyArray array;
  const char *reason = npy_read(bytes, size, 1, &array);
  if (reason == NULL) *view = array.elements;
  return reason;
}

const char *npy_array(const unsigned char *bytes, size_t size, NpyArray *array) {
  return npy_read(bytes, size, 2, array);
}

/* ---- rows ---- */

size_t npy_row_bytes(const NpyArray *array) {
  return array->columns * array_type_size(array->elements.type);
}

ArrayView npy_row(const NpyArray *array, size_t row, unsigned char *room) {
  ArrayView view = array->elements;
  size_t each = array_type_size(view.type);
  view.count = array->columns;
  if (!array->by_column || array->rows == 1 || array->columns == 1) {
    if (array->columns > 0) view.bytes += row * array->columns * each;
    return view;
  }
  for (size_t i = 0; i < array->columns; i++) {
    memcpy(room + i * each, view.bytes + (i * array->rows + row) * each, each);
  }
  view.bytes = room;
  return view;
}
