/* fuzz_blob.c: any bytes as elements of any type. The first byte chooses type and byte order, the
** rest are the elements. Doubles and floats agree with each other and with what is written of them.
*/
#include "../../ext/formats/array.h"

#include "fuzz.h"

const FuzzBytes fuzz_seeds[] = {
    FUZZ_BYTES("\x00\x00\x3c\x00\x80\xff\x7b\x01\x00"),
    FUZZ_BYTES("\x01\x80\x3f\x00\x80\x7f\x7f\x01\x00"),
    FUZZ_BYTES("\x02\x00\x00\xc0\x3f\x00\x00\x00\x80\xff\xff\x7f\x7f"),
    FUZZ_BYTES("\x03\x00\x00\x00\x00\x00\x00\xf8\x3f\xff\xff\xff\xef\xff\xff\xef\x47"),
    FUZZ_BYTES("\x83\x47\xef\xff\xff\xf0\x00\x00\x00\x80\x00\x00\x00\x00\x00\x00\x00"),
    FUZZ_BYTES("\x07\x01\x00\x00\x00\x40\x00\x00\x40\xff\xff\xff\xff\xff\xff\xff\xff"),
    FUZZ_BYTES("\x8b\x80\x00\x00\x80\x00\x00\x00\x01\xff\xff\xff\xff\xff\xff\xff\xff"),
    FUZZ_BYTES("\x0c\x00\x01\x02"),
    FUZZ_BYTES("-f16"),
    FUZZ_BYTES("-bf16"),
    FUZZ_LAST,
};

const FuzzBytes fuzz_words[] = {
    FUZZ_BYTES("\x00\x00\x80\x7f"),
    FUZZ_BYTES("\x00\x00\xc0\x7f"),
    FUZZ_BYTES("\xff\xff\x7f\x7f"),
    FUZZ_BYTES("\x7f\x80\x00\x00"),
    FUZZ_BYTES("\x00\x00\x00\x80"),
    FUZZ_BYTES("\x01\x00\x00\x00"),
    FUZZ_BYTES("\x00\x7c"),
    FUZZ_BYTES("\x7f\xf0"),
    FUZZ_BYTES("\x47\xef"),
    FUZZ_BYTES("\xf0\x7f"),
    FUZZ_BYTES("\xff\xff\xff\xff"),
    FUZZ_BYTES("f64"),
    FUZZ_LAST,
};

static void fuzz_name(const uint8_t *data, size_t size) {
  ArrayType type;
  if (!array_type_named((const char *)data, size, &type)) return;
  bool brain = data[0] == 'b';
  FUZZ_REQUIRE(size == (brain ? 4 : 3) && data[brain] == 'f');
  FUZZ_REQUIRE(array_type_size(type) == (data[size - 1] == '6'   ? 2
                                         : data[size - 1] == '2' ? 4
                                                                 : 8));
}

/* Doubles and floats of the same elements, and what is written of the doubles. */
static void fuzz_compare(const ArrayView *view, const double *doubles, const float *floats) {
  unsigned char *written = fuzz_allocate(4 * view->count);
  float *again = fuzz_allocate(view->count * sizeof *again);
  size_t fit = array_write_doubles(doubles, view->count, written);
  FUZZ_REQUIRE(fit == view->count || array_overflows_float(doubles[fit]));
  array_read_floats(&(ArrayView){written, fit, ARRAY_F32, false}, 0, fit, again);
  bool wide = view->type == ARRAY_I64 || view->type == ARRAY_U64; /* rounded twice in `again` */
  for (size_t i = 0; i < fit; i++) {
    FUZZ_REQUIRE(!array_overflows_float(doubles[i]));
    FUZZ_REQUIRE(wide || fuzz_same((double)again[i], (double)floats[i]));
    FUZZ_REQUIRE(!wide || fabs((double)again[i] - (double)floats[i]) <= fabs(doubles[i]) * 0x1p-23);
  }
  free(written);
  free(again);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size) {
  if (size == 0) return 0;
  fuzz_name(data + 1, size - 1);
  ArrayType type = (ArrayType)((data[0] & 0x7f) % (ARRAY_BOOL + 1));
  ArrayView view;
  bool whole = array_view_raw(data + 1, size - 1, type, &view);
  FUZZ_REQUIRE(whole == ((size - 1) % array_type_size(type) == 0));
  if (!whole) return 0;
  FUZZ_REQUIRE(view.count * array_type_size(type) == size - 1);
  view.big_endian = data[0] >> 7;

  double *doubles = fuzz_allocate(view.count * sizeof *doubles);
  float *floats = fuzz_allocate(view.count * sizeof *floats);
  array_read_doubles(&view, 0, view.count, doubles);
  size_t read = array_read_floats(&view, 0, view.count, floats);
  FUZZ_REQUIRE(read == view.count || (type == ARRAY_F64 && array_overflows_float(doubles[read])));
  view.count = read;
  fuzz_compare(&view, doubles, floats);
  free(doubles);
  free(floats);
  return 0;
}
