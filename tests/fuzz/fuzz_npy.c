/* fuzz_npy.c: any bytes as a .npy. A view lies within them, ends where they end, and is gone when a
** byte is missing or too many. The rows of an array hold each of its elements once.
*/
#include "../../ext/formats/npy.h"

#include "fuzz.h"

const FuzzBytes fuzz_seeds[] = {
    FUZZ_BYTES("\x93NUMPY\x01\x00\x3a\x00"
               "{'descr': '<f4', 'fortran_order': False, 'shape': (3,), }\n"
               "\x00\x00\xc0\x3f\x00\x00\x00\x80\x00\x00\x30\xc0"),
    FUZZ_BYTES("\x93NUMPY\x02\x00\x3a\x00\x00\x00"
               "{'descr': '>f2', 'fortran_order': False, 'shape': (2,), }\n"
               "\x3c\x00\xc1\x80"),
    FUZZ_BYTES("\x93NUMPY\x03\x00\x32\x00\x00\x00"
               "{'shape':(1L,),\"descr\":\"<i8\",'fortran_order':True}"
               "\x9c\xff\xff\xff\xff\xff\xff\xff"),
    FUZZ_BYTES("\x93NUMPY\x01\x00\x3a\x00"
               "{'descr': '|b1', 'fortran_order': False, 'shape': (3,), }\n"
               "\x01\x00\x01"),
    FUZZ_BYTES("\x93NUMPY\x01\x00\x3c\x00"
               "{'descr': '<f8', 'fortran_order': False, 'shape': (1, 2), }\n"
               "\x00\x00\x00\x00\x00\x00\x00\x00\x00\x00\x00\x00\x00\x00\x00\x00"),
    FUZZ_BYTES("\x93NUMPY\x01\x00\x3b\x00"
               "{'descr': '<i2', 'fortran_order': True, 'shape': (2, 3), }\n"
               "\x01\x00\x02\x00\x03\x00\x04\x00\x05\x00\x06\x00"),
    FUZZ_LAST,
};

const FuzzBytes fuzz_words[] = {
    FUZZ_BYTES("'descr'"),
    FUZZ_BYTES("'fortran_order'"),
    FUZZ_BYTES("'shape'"),
    FUZZ_BYTES("'<f2'"),
    FUZZ_BYTES("'>f8'"),
    FUZZ_BYTES("'<u4'"),
    FUZZ_BYTES("'|i1'"),
    FUZZ_BYTES("True"),
    FUZZ_BYTES("(0,)"),
    FUZZ_BYTES("(4,)"),
    FUZZ_BYTES("(2, 1)"),
    FUZZ_BYTES("(0, 7)"),
    FUZZ_BYTES("(7, 0)"),
    FUZZ_BYTES("(4294967296, 4294967296)"),
    FUZZ_BYTES("()"),
    FUZZ_BYTES("(4294967296,)"),
    FUZZ_BYTES("99999"),
    FUZZ_BYTES(", "),
    FUZZ_BYTES(": "),
    FUZZ_BYTES("{"),
    FUZZ_BYTES("}"),
    FUZZ_BYTES("\xff\xff"),
    FUZZ_BYTES("\0\0"),
    FUZZ_BYTES("L"),
    FUZZ_LAST,
};

static void fuzz_elements(const ArrayView *view) {
  double *doubles = fuzz_allocate(view->count * sizeof *doubles);
  float *floats = fuzz_allocate(view->count * sizeof *floats);
  array_read_doubles(view, 0, view->count, doubles);
  size_t read = array_read_floats(view, 0, view->count, floats);
  FUZZ_REQUIRE(read == view->count || array_overflows_float(doubles[read]));
  for (size_t i = 0; i < read; i++) {
    bool wide = view->type == ARRAY_I64 || view->type == ARRAY_U64; /* may round otherwise */
    FUZZ_REQUIRE(wide || fuzz_same((double)floats[i], (double)(float)doubles[i]));
  }
  free(doubles);
  free(floats);
}

/* Row by row, each element is the one that the order says; more rows than bytes hold nothing. */
static void fuzz_rows(const NpyArray *array, size_t size) {
  size_t rows = array->rows <= size ? array->rows : size, columns = array->columns;
  unsigned char *room = fuzz_allocate(npy_row_bytes(array));
  for (size_t row = 0; row < rows; row++) {
    ArrayView view = npy_row(array, row, room);
    FUZZ_REQUIRE(view.count == columns);
    for (size_t i = 0; i < columns; i++) {
      double due, got;
      int64_t integer;
      array_read_doubles(&array->elements,
                         array->by_column ? i * array->rows + row : row * columns + i, 1, &due);
      array_read_doubles(&view, i, 1, &got);
      FUZZ_REQUIRE(fuzz_same(due, got));
      FUZZ_REQUIRE(!array_read_integer(&view, i, &integer) || (double)integer == got);
    }
  }
  free(room);
}

static void fuzz_array(const uint8_t *data, size_t size, const char *reason_of_view) {
  NpyArray array = {.rows = 0}, other;
  const char *reason = npy_array(data, size, &array);
  if (reason != NULL) {
    FUZZ_REQUIRE(strlen(reason) > 0 && reason_of_view != NULL);
    return;
  }
  FUZZ_REQUIRE((array.dimensions == 1) == (reason_of_view == NULL));
  FUZZ_REQUIRE(array.dimensions == 2 || array.columns == 1);
  FUZZ_REQUIRE(array.elements.count == array.rows * array.columns);
  FUZZ_REQUIRE(array.elements.bytes + array.elements.count * array_type_size(array.elements.type) ==
               data + size);
  FUZZ_REQUIRE(npy_array(data, size - 1, &other) != NULL);
  if (array.elements.count > 0) fuzz_rows(&array, size);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size) {
  ArrayView view = {.bytes = NULL}, other;
  const char *reason = npy_view(data, size, &view);
  fuzz_array(data, size, reason);
  if (reason != NULL) {
    FUZZ_REQUIRE(strlen(reason) > 0 && view.bytes == NULL);
    return 0;
  }
  FUZZ_REQUIRE(npy_recognised(data, size));
  FUZZ_REQUIRE(view.bytes > data && view.bytes <= data + size);
  FUZZ_REQUIRE(view.count <= size);
  FUZZ_REQUIRE(view.bytes + view.count * array_type_size(view.type) == data + size);
  FUZZ_REQUIRE(npy_view(data, size - 1, &other) != NULL);
  uint8_t *longer = fuzz_allocate(size + 1);
  memcpy(longer, data, size);
  longer[size] = 0;
  FUZZ_REQUIRE(npy_view(longer, size + 1, &other) != NULL);
  free(longer);
  fuzz_elements(&view);
  return 0;
}
