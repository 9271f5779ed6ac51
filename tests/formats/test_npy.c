/* test_npy.c: .npy as NumPy 1.24 writes it, and what it does not write. The bytes of the first
** tables are those of numpy.save and numpy.lib.format.write_array.
*/
#include "../../ext/formats/npy.h"

#include "../check.h"

#include <math.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

static unsigned char test_file[1000];

/* Puts a file together: the version in one digit, the header and the elements. Returns its size. */
static size_t test_build(int version, const char *header, size_t length, const void *data,
                         size_t size) {
  size_t width = version == 1 ? 2 : 4;
  memcpy(test_file, "\x93NUMPY", 6);
  test_file[6] = (unsigned char)version;
  test_file[7] = 0;
  for (size_t i = 0; i < width; i++) test_file[8 + i] = (unsigned char)(length >> 8 * i);
  memcpy(test_file + 8 + width, header, length);
  if (size > 0) memcpy(test_file + 8 + width + length, data, size);
  return 8 + width + length + size;
}

/* Reads from a block that ends where the file does, for the sanitizers. */
static const char *test_view(const unsigned char *file, size_t size, ArrayView *view,
                             unsigned char **block) {
  *block = malloc(size + 1);
  if (*block == NULL) return "no memory for the test";
  unsigned char *exact = *block + 1; /* unaligned, too */
  memcpy(exact, file, size);
  return npy_view(exact, size, view);
}

/* ---- what NumPy writes ---- */

/* numpy.save of three numbers each; elements as numpy.ndarray.tobytes().hex() gives them. */
static const struct {
  const char *descr, *hex;
  ArrayType type;
  double x[3];
} test_saved[] = {
    {"<f2", "003e008080c1", ARRAY_F16, {1.5, -0.0, -2.75}},
    {">f2", "3e008000c180", ARRAY_F16, {1.5, -0.0, -2.75}},
    {"<f4", "0000c03f00000080000030c0", ARRAY_F32, {1.5, -0.0, -2.75}},
    {">f4", "3fc0000080000000c0300000", ARRAY_F32, {1.5, -0.0, -2.75}},
    {"<f8", "000000000000f83f000000000000008000000000000006c0", ARRAY_F64, {1.5, -0.0, -2.75}},
    {">f8", "3ff80000000000008000000000000000c006000000000000", ARRAY_F64, {1.5, -0.0, -2.75}},
    {"|b1", "010001", ARRAY_BOOL, {1, 0, 1}},
    {"|i1", "019c00", ARRAY_I8, {1, -100, 0}},
    {"|u1", "01c800", ARRAY_U8, {1, 200, 0}},
    {"<i2", "01009cff0000", ARRAY_I16, {1, -100, 0}},
    {">i2", "0001ff9c0000", ARRAY_I16, {1, -100, 0}},
    {"<u2", "010060ea0000", ARRAY_U16, {1, 60000, 0}},
    {"<i4", "010000009cffffff00000000", ARRAY_I32, {1, -100, 0}},
    {">i4", "00000001ffffff9c00000000", ARRAY_I32, {1, -100, 0}},
    {"<u4", "0100000060ea000000000000", ARRAY_U32, {1, 60000, 0}},
    {">u4", "000000010000ea6000000000", ARRAY_U32, {1, 60000, 0}},
    {"<i8", "01000000000000009cffffffffffffff0000000000000000", ARRAY_I64, {1, -100, 0}},
    {">i8", "0000000000000001ffffffffffffff9c0000000000000000", ARRAY_I64, {1, -100, 0}},
    {"<u8", "010000000000000060ea0000000000000000000000000000", ARRAY_U64, {1, 60000, 0}},
    {">u8", "0000000000000001000000000000ea600000000000000000", ARRAY_U64, {1, 60000, 0}},
};

static size_t test_from_hex(const char *hex, unsigned char *out) {
  size_t size = strlen(hex) / 2;
  for (size_t i = 0; i < size; i++) {
    char byte[3] = {hex[2 * i], hex[2 * i + 1], '\0'};
    out[i] = (unsigned char)strtoul(byte, NULL, 16);
  }
  return size;
}

static void test_numpy_saves(void) {
  for (size_t i = 0; i < sizeof test_saved / sizeof *test_saved; i++) {
    const char *descr = test_saved[i].descr;
    char header[119];
    snprintf(header, sizeof header,
             "{'descr': '%s', 'fortran_order': False, 'shape': (3,), }%60s\n", descr, "");
    unsigned char data[24], *block;
    size_t size = test_build(1, header, 118, data, 0);
    size += test_from_hex(test_saved[i].hex, test_file + size);
    ArrayView view = {.count = 0};
    const char *reason = test_view(test_file, size, &view, &block);
    CHECK(reason == NULL, "%s: %s", descr, reason);
    CHECK(view.type == test_saved[i].type && view.count == 3 && view.big_endian == (*descr == '>'),
          "%s: type %d, %zu elements", descr, (int)view.type, view.count);
    if (reason == NULL && view.count == 3) {
      double x[3];
      array_read_doubles(&view, 0, 3, x);
      for (int k = 0; k < 3; k++) {
        double due = test_saved[i].x[k];
        CHECK(x[k] == due && !signbit(x[k]) == !signbit(due), "%s: %g, not %g", descr, x[k], due);
      }
    }
    free(block);
  }
}

/* Whole files: write_array of a single 1.5 in each version, and an empty array. */
static void test_versions(void) {
  static const char header[] = "{'descr': '<f4', 'fortran_order': False, 'shape': (1,), }";
  for (int version = 1; version <= 3; version++) {
    char padded[120];
    unsigned char *block;
    size_t length = version == 1 ? 118 : 116;
    snprintf(padded, sizeof padded, "%-*s\n", (int)length - 1, header);
    size_t size = test_build(version, padded, length, "\0\0\xc0\x3f", 4);
    ArrayView view;
    double x = 0;
    const char *reason = test_view(test_file, size, &view, &block);
    CHECK(size == 132 && reason == NULL, "version %d: %s", version, reason);
    if (reason == NULL) array_read_doubles(&view, 0, 1, &x);
    CHECK(x == 1.5, "version %d: %g", version, x);
    free(block);
  }
}

/* ---- headers by hand ---- */

/* With 12 bytes of data behind it. NULL: three float32. */
static const struct {
  const char *header, *reason;
} test_headers[] = {
    {"{'descr': '<f4', 'fortran_order': False, 'shape': (3,), }", NULL},
    {"{'descr':'<f4','fortran_order':False,'shape':(3,)}", NULL},
    {"{\"shape\": (3,), \"fortran_order\": True, \"descr\": \"<f4\"}\n", NULL},
    {" \t\n{ 'shape' : ( 3 , ) ,\n'descr' : '<f4' ,\f'fortran_order' : False , } \r\n", NULL},
    {"{'descr': '<f4', 'fortran_order': False, 'shape': (3L,), }", NULL},
    {"{'descr': '<f4', 'fortran_order': False, 'shape': (0000000000000000000000000003,), }", NULL},

    {"{'descr': '<f4', 'fortran_order': False, 'shape': (), }", "no dimension"},
    {"{'descr': '<f4', 'fortran_order': False, 'shape': (1, 3), }", "of 2 dimensions"},
    {"{'descr': '<f4', 'fortran_order': False, 'shape': (1, 3, 1), }", "of 3 dimensions"},
    {"{'descr': '<f4', 'fortran_order': False, 'shape': (1, 1, 3, 1,), }", "more than 3 dim"},
    {"{'descr': '<f4', 'fortran_order': False, 'shape': (1,1,1,1,1,3,1,1), }", "more than 3 dim"},

    {"{'descr': '=f4', 'fortran_order': False, 'shape': (3,), }", "byte order"},
    {"{'descr': '|f4', 'fortran_order': False, 'shape': (3,), }", "byte order"},
    {"{'descr': 'f4', 'fortran_order': False, 'shape': (3,), }", "byte order"},
    {"{'descr': '<f16', 'fortran_order': False, 'shape': (3,), }", "no f2, f4 or f8"},
    {"{'descr': '<f3', 'fortran_order': False, 'shape': (3,), }", "no f2, f4 or f8"},
    {"{'descr': '<c8', 'fortran_order': False, 'shape': (3,), }", "complex"},
    {"{'descr': '|O', 'fortran_order': False, 'shape': (3,), }", "objects"},
    {"{'descr': '|S4', 'fortran_order': False, 'shape': (3,), }", "text"},
    {"{'descr': '<U1', 'fortran_order': False, 'shape': (3,), }", "text"},
    {"{'descr': '<M8[s]', 'fortran_order': False, 'shape': (3,), }", "times"},
    {"{'descr': '|V4', 'fortran_order': False, 'shape': (3,), }", "records"},
    {"{'descr': [('a', '<f4')], 'fortran_order': False, 'shape': (3,), }", "records"},
    {"{'descr': '<b4', 'fortran_order': False, 'shape': (3,), }", "no number"},
    {"{'descr': '<i3', 'fortran_order': False, 'shape': (3,), }", "no number"},

    {"{'descr': '<f4', 'fortran_order': False, 'shape': (2,), }", "behind its last"},
    {"{'descr': '<f4', 'fortran_order': False, 'shape': (0,), }", "behind its last"},
    {"{'descr': '<f4', 'fortran_order': False, 'shape': (4,), }", "cut off"},
    {"{'descr': '<f8', 'fortran_order': False, 'shape': (2,), }", "cut off"},
    {"{'descr': '<f8', 'fortran_order': False, 'shape': (1,), }", "behind its last"},
    {"{'descr': '<f4', 'fortran_order': False, 'shape': (4611686018427387907,), }", "cut off"},
    {"{'descr': '<f4', 'fortran_order': False, 'shape': (18446744073709551619,), }", "cut off"},
    {"{'descr': '<f4', 'fortran_order': False, 'shape': (99999999999999999999999,), }", "cut off"},

    {"", "cannot be read"},
    {"{", "cannot be read"},
    {"{}", "cannot be read"},
    {"{,}", "cannot be read"},
    {"3", "cannot be read"},
    {"{'descr': '<f4'", "cannot be read"},
    {"{'descr': '<f4', 'fortran_order': False}", "cannot be read"},
    {"{'descr': '<f4', 'shape': (3,), }", "cannot be read"},
    {"{'fortran_order': False, 'shape': (3,), }", "cannot be read"},
    {"{'descr': '<f4', 'fortran_order': False, 'shape': (3,), 'more': 1}", "cannot be read"},
    {"{'descr': '<f4', 'descr': '<f4', 'fortran_order': False, 'shape': (3,)}", "cannot be read"},
    {"{'descr': '<f4', 'fortran_order': False, 'shape': (3,), },", "cannot be read"},
    {"{'descr': '<f4', 'fortran_order': False, 'shape': (3,),, }", "cannot be read"},
    {"{'descr': '<f4' 'fortran_order': False, 'shape': (3,)}", "cannot be read"},
    {"{'descr': '<f4', 'fortran_order': False, 'shape': (3)}", "cannot be read"},
    {"{'descr': '<f4', 'fortran_order': False, 'shape': (,)}", "cannot be read"},
    {"{'descr': '<f4', 'fortran_order': False, 'shape': (3,,)}", "cannot be read"},
    {"{'descr': '<f4', 'fortran_order': False, 'shape': (-3,)}", "cannot be read"},
    {"{'descr': '<f4', 'fortran_order': False, 'shape': (3.0,)}", "cannot be read"},
    {"{'descr': '<f4', 'fortran_order': False, 'shape': (1 2,)}", "cannot be read"},
    {"{'descr': '<f4', 'fortran_order': False, 'shape': [3]}", "cannot be read"},
    {"{'descr': '<f4', 'fortran_order': False, 'shape': (3,", "cannot be read"},
    {"{'descr': '<f4', 'fortran_order': 0, 'shape': (3,)}", "cannot be read"},
    {"{'descr': '<f4', 'fortran_order': Falsehood, 'shape': (3,)}", "cannot be read"},
    {"{'descr': '<f4, 'fortran_order': False, 'shape': (3,)}", "of floating-point numbers"},
    {"{'descr': '<f4\", 'fortran_order': False, 'shape': (3,)}", "of floating-point numbers"},
    {"{'descr': '\\x3cf4', 'fortran_order': False, 'shape': (3,)}", "cannot be read"},
    {"{'descr': '<', 'fortran_order': False, 'shape': (3,)}", "cannot be read"},
    {"{'descr': '', 'fortran_order': False, 'shape': (3,)}", "cannot be read"},
    {"{'descr': 3, 'fortran_order': False, 'shape': (3,)}", "cannot be read"},
    {"{descr: '<f4', 'fortran_order': False, 'shape': (3,)}", "cannot be read"},
    {"{'descr': '<f4", "cannot be read"},
};

static void test_by_hand(void) {
  static const float data[3] = {1, 2, 3};
  for (size_t i = 0; i < sizeof test_headers / sizeof *test_headers; i++) {
    const char *header = test_headers[i].header, *due = test_headers[i].reason;
    for (int version = 1; version <= 3; version++) {
      unsigned char *block;
      ArrayView view = {.count = 42};
      size_t size = test_build(version, header, strlen(header), data, sizeof data);
      const char *reason = test_view(test_file, size, &view, &block);
      CHECK(due != NULL ? reason != NULL && strstr(reason, due) != NULL : reason == NULL, "%s: %s",
            header, reason != NULL ? reason : "accepted");
      CHECK(view.count == (due == NULL ? 3 : 42), "%s: %zu elements", header, view.count);
      free(block);
    }
  }
}

/* Every file that is cut off, at any byte, is refused; so is one with a byte more. */
static void test_cut(void) {
  static const char header[] = "{'descr': '>i2', 'fortran_order': False, 'shape': (5,), }  \n";
  for (int version = 1; version <= 3; version++) {
    size_t size = test_build(version, header, strlen(header), "0123456789A", 11) - 1;
    for (size_t cut = 0; cut <= size + 1; cut++) {
      unsigned char *block;
      ArrayView view;
      const char *reason = test_view(test_file, cut, &view, &block);
      CHECK((reason == NULL) == (cut == size), "version %d, %zu bytes of %zu: %s", version, cut,
            size, reason != NULL ? reason : "accepted");
      free(block);
    }
  }
}

/* A header whose length is too short is refused, whether what is missing follows as data or not. */
static void test_short_headers(void) {
  static const char header[] = "{'descr': '|u1', 'fortran_order': False, 'shape': (1,), }";
  size_t length = strlen(header);
  for (size_t cut = 0; cut <= length; cut++) {
    for (int rest = 0; rest <= 1; rest++) {
      unsigned char *block;
      ArrayView view;
      size_t size = test_build(1, header, cut, header + cut, rest ? length - cut : 0);
      const char *reason = test_view(test_file, size, &view, &block);
      const char *due = cut < length ? "cannot be read" : "cut off";
      CHECK(reason != NULL && strstr(reason, due) != NULL, "%zu bytes, %d: %s", cut, rest,
            reason != NULL ? reason : "accepted");
      free(block);
    }
  }
}

/* The version and the header's length, byte by byte. */
static void test_hostile_beginnings(void) {
  static const char header[] = "{'descr': '<f4', 'fortran_order': False, 'shape': (1,), }\n";
  ArrayView view;
  for (int version = 1; version <= 3; version++) {
    size_t size = test_build(version, header, strlen(header), "\0\0\xc0\x3f", 4);
    for (size_t at = 0; at < (version == 1 ? 10 : 12); at++) {
      unsigned char was = test_file[at];
      for (int byte = 0; byte <= 255; byte++) {
        unsigned char *block;
        test_file[at] = (unsigned char)byte;
        const char *reason = test_view(test_file, size, &view, &block);
        bool twin = at == 6 && version > 1 && (byte == 2 || byte == 3); /* the same layout */
        CHECK((reason == NULL) == (byte == was || twin), "version %d, byte %zu is %d: %s", version,
              at, byte, reason != NULL ? reason : "accepted");
        free(block);
      }
      test_file[at] = was;
    }
  }
}

static void test_recognised(void) {
  CHECK(npy_recognised((const unsigned char *)"\x93NUMPY", 6), "the magic alone");
  CHECK(!npy_recognised((const unsigned char *)"\x93NUMPY", 5), "the magic cut off");
  CHECK(!npy_recognised((const unsigned char *)"\x93NUMPX\1", 7), "another magic");
  CHECK(!npy_recognised(NULL, 0), "nothing");
  ArrayView view;
  CHECK(npy_view(NULL, 0, &view) != NULL, "nothing");
}

/* An array without elements: numpy.zeros((0,), '<f4'). */
static void test_empty(void) {
  static const char header[] = "{'descr': '<f4', 'fortran_order': False, 'shape': (0,), }\n";
  ArrayView view = {.count = 42};
  const char *reason = npy_view(test_file, test_build(1, header, strlen(header), NULL, 0), &view);
  CHECK(reason == NULL && view.count == 0, "%s, %zu elements", reason, view.count);
}

/* ---- two dimensions ---- */

/* numpy.save of arange(6, dtype='<i2').reshape(2, 3): row after row, and column after column. */
static void test_rows(void) {
  static const unsigned char by_row[] = {0, 0, 1, 0, 2, 0, 3, 0, 4, 0, 5, 0};
  static const unsigned char by_column[] = {0, 0, 3, 0, 1, 0, 4, 0, 2, 0, 5, 0};
  for (int fortran = 0; fortran <= 1; fortran++) {
    char header[100];
    snprintf(header, sizeof header, "{'descr': '<i2', 'fortran_order': %s, 'shape': (2, 3), }\n",
             fortran ? "True" : "False");
    size_t size = test_build(1, header, strlen(header), fortran ? by_column : by_row, 12);
    NpyArray array = {.rows = 42};
    const char *reason = npy_array(test_file, size, &array);
    CHECK(reason == NULL && array.dimensions == 2 && array.rows == 2 && array.columns == 3, "%s",
          reason != NULL ? reason : "the shape");
    if (reason != NULL) continue;
    CHECK(array.elements.count == 6 && npy_row_bytes(&array) == 6, "the size");
    for (size_t row = 0; row < 2; row++) {
      unsigned char room[6];
      double x[3];
      ArrayView view = npy_row(&array, row, room);
      CHECK(view.count == 3 && (view.bytes == room) == fortran, "row %zu", row);
      array_read_doubles(&view, 0, 3, x);
      for (int i = 0; i < 3; i++) {
        CHECK(x[i] == 3.0 * (double)row + i, "row %zu, column %d: %g", row, i, x[i]);
      }
    }
  }
}

/* Which headers describe an array, with 12 bytes of data behind them. NULL: a shape of rows, columns. */
static void test_shapes(void) {
  static const struct {
    const char *shape, *reason;
    int dimensions;
    size_t rows, columns;
  } cases[] = {
      {"(3,)", NULL, 1, 3, 1},
      {"(1, 3)", NULL, 2, 1, 3},
      {"(3, 1)", NULL, 2, 3, 1},
      {"(3, 1,)", NULL, 2, 3, 1},
      {"(3L, 1L)", NULL, 2, 3, 1},
      {"()", "no dimension (a single number); one or two are needed", 0, 0, 0},
      {"(1, 3, 1)", "of 3 dimensions; one or two are needed", 0, 0, 0},
      {"(1, 1, 3, 1)", "more than 3 dimensions; one or two are needed", 0, 0, 0},
      {"(1, 1, 1, 3, 1, 1)", "more than 3 dimensions", 0, 0, 0},
      {"(2, 2)", "cut off", 0, 0, 0},
      {"(1, 2)", "behind its last", 0, 0, 0},
      {"(0, 3)", "behind its last", 0, 0, 0},
      {"(3, 0)", "behind its last", 0, 0, 0},
      {"(4294967296, 4294967296)", "cut off", 0, 0, 0},
      {"(9223372036854775808, 2)", "cut off", 0, 0, 0},
      {"(2, 9223372036854775808)", "cut off", 0, 0, 0},
      {"(1, 99999999999999999999999)", "cut off", 0, 0, 0},
      {"(1 3)", "cannot be read", 0, 0, 0},
      {"(, 3)", "cannot be read", 0, 0, 0},
  };
  static const float data[3] = {1, 2, 3};
  for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
    char header[120];
    snprintf(header, sizeof header, "{'descr': '<f4', 'fortran_order': False, 'shape': %s, }\n",
             cases[i].shape);
    size_t size = test_build(1, header, strlen(header), data, sizeof data);
    NpyArray array = {.rows = 42};
    const char *reason = npy_array(test_file, size, &array), *due = cases[i].reason;
    CHECK(due != NULL ? reason != NULL && strstr(reason, due) != NULL : reason == NULL, "%s: %s",
          cases[i].shape, reason != NULL ? reason : "accepted");
    CHECK(array.rows == (due == NULL ? cases[i].rows : 42), "%s: rows", cases[i].shape);
    if (reason != NULL) continue;
    CHECK(array.dimensions == cases[i].dimensions && array.columns == cases[i].columns,
          "%s: %d dimensions, %zu columns", cases[i].shape, array.dimensions, array.columns);
  }
}

/* No elements: rows of none, and no rows. */
static void test_no_elements(void) {
  static const char *const shapes[] = {"(0, 3)", "(3, 0)", "(0, 0)"};
  for (size_t i = 0; i < 3; i++) {
    char header[120];
    snprintf(header, sizeof header, "{'descr': '<f4', 'fortran_order': True, 'shape': %s, }\n",
             shapes[i]);
    NpyArray array = {.rows = 42};
    size_t size = test_build(1, header, strlen(header), NULL, 0);
    const char *reason = npy_array(test_file, size, &array);
    CHECK(reason == NULL && array.rows == (i == 1 ? 3 : 0) && array.columns == (i == 0 ? 3 : 0),
          "%s: %s", shapes[i], reason != NULL ? reason : "the shape");
    if (reason != NULL || array.rows == 0) continue;
    ArrayView view = npy_row(&array, 2, NULL);
    CHECK(view.count == 0, "%s: %zu elements in a row", shapes[i], view.count);
  }
}

int main(void) {
  test_numpy_saves();
  test_versions();
  test_by_hand();
  test_cut();
  test_short_headers();
  test_hostile_beginnings();
  test_recognised();
  test_empty();
  test_rows();
  test_shapes();
  test_no_elements();
  return check_report();
}
